import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, CREDENTIALS, startBench } from './build-sandbox.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.stop());

describe('messages, events and clicks', () => {
  test('deliver a callback and give the passive reply', async () => {
    bench.bot.answer = (one) => ({ status: 200, body: bench.bot.reply(one.field('FromUserName'), '已记') });
    const { status, body } = await bench.control('POST', 'messages', { userid: 'liuyang', text: '昨天走访' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ok: true, delivered: true, reply: { content: { content: '已记' } } });
    const { body: conversation } = await bench.control('GET', 'conversations/LIUYANG');
    expect(conversation).toMatchObject({
      userid: 'liuyang',
      entries: [
        { from: 'person', content: { content: '昨天走访' } },
        { from: 'app', passive: true },
      ],
    });
  });

  test.each(['enter_agent', 'subscribe', 'click', 'view', 'unsubscribe'])(
    'raise the event %s',
    async (event) => {
      const key = event === 'click' ? 'todo' : event === 'view' ? 'https://bot.example/' : undefined;
      expect(await bench.control('POST', 'events', { userid: 'liuyang', event, key })).toMatchObject({
        status: 200,
      });
      const received = bench.bot.received[0]!;
      expect([received.field('MsgType'), received.field('Event'), received.field('EventKey')]).toEqual([
        'event',
        event,
        key ?? '',
      ]);
      expect(received.field('MsgId')).toBe('');
    },
  );

  test('press a button of a card', async () => {
    const sent = await bench.call('message/send', {
      json: {
        touser: 'liuyang',
        agentid: CREDENTIALS.agentId,
        msgtype: 'template_card',
        template_card: {
          card_type: 'button_interaction',
          main_title: { title: '谈心谈话' },
          task_id: 't1',
          button_list: [{ text: '已谈', key: 'done' }],
        },
      },
    });
    const press = { userid: 'liuyang', msgid: sent.msgid, key: 'done' };
    expect(await bench.control('POST', 'clicks', press)).toMatchObject({
      status: 200,
      body: { delivered: true },
    });
    expect(await bench.control('POST', 'clicks', { ...press, key: 'other' })).toMatchObject({
      status: 409,
      body: { ok: false, why: 'unknown_key' },
    });
  });

  test('are refused from unknown people, without a callback URL, and in a wrong shape', async () => {
    const write = (json: unknown) => bench.control('POST', 'messages', json);
    expect(await write({ userid: 'nobody', text: '您好' })).toMatchObject({
      status: 409,
      body: { why: 'unknown_person' },
    });
    expect(await write({ userid: 'liuyang', text: '  ' })).toMatchObject({
      status: 409,
      body: { why: 'empty_text' },
    });
    expect(await write({ userid: 'liuyang' })).toMatchObject({ status: 400 });
    await bench.control('PUT', 'callback', { url: null });
    expect(await write({ userid: 'liuyang', text: '您好' })).toMatchObject({
      body: { why: 'no_callback_url' },
    });
  });

  test('are refused as a form, which another site could send', async () => {
    const answer = await fetch(`${bench.sandbox.url}/sandbox/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: '{"userid":"liuyang","text":"您好"}',
    });
    expect(answer.status).toBe(415);
    expect(bench.bot.received).toEqual([]);
  });
});

test('a change of the visible range raises subscribe and unsubscribe', async () => {
  const { body } = await bench.control('PUT', 'visible', { users: ['hanmei'], departments: [2] });
  expect(body).toEqual({ ok: true, subscribed: [], unsubscribed: ['wangshuji'] });
  const back = await bench.control('PUT', 'visible', { users: [], departments: [1] });
  expect(back.body).toEqual({ ok: true, subscribed: ['wangshuji'], unsubscribed: [] });
  expect(bench.bot.received.map((one) => `${one.field('FromUserName')} ${one.field('Event')}`)).toEqual([
    'wangshuji unsubscribe',
    'wangshuji subscribe',
  ]);
});

test('people are listed with their units', async () => {
  const { body } = await bench.control('GET', 'people');
  expect(body).toMatchObject({ app: { name: '先锋助手' } });
  expect((body.people as unknown[])[1]).toEqual({
    userid: 'liuyang',
    name: '刘洋',
    title: '支部书记',
    units: ['计算机学院', '教工一支部'],
    visible: true,
  });
});

test('the log holds every call both ways, without queries, bodies or names', async () => {
  await bench.sendText({ text: { content: '只给刘洋看' } });
  await bench.sendText({ touser: '' });
  await bench.control('POST', 'messages', { userid: 'liuyang', text: '一句话' });
  const { body } = await bench.control('GET', 'log');
  expect(body.lines).toMatchObject([
    { direction: 'api', path: '/cgi-bin/gettoken', errcode: 0 },
    { direction: 'api', path: '/cgi-bin/message/send', errcode: 0 },
    { direction: 'api', path: '/cgi-bin/message/send', errcode: 82001, notes: [expect.any(String)] },
    { direction: 'callback', method: 'POST', path: '/wecom', status: 200 },
  ]);
  expect(body.counters).toMatchObject({ 'api /cgi-bin/message/send 0': 1, 'messages.delivered': 1 });
  const text = JSON.stringify(body);
  for (const secret of ['liuyang', '刘洋', '一句话', 'access_token', CREDENTIALS.secret])
    expect(text).not.toContain(secret);
});

test('the log gives as many of its newest lines as asked for', async () => {
  await bench.sendText();
  await bench.sendText({ touser: '' });
  const { body } = await bench.control('GET', 'log?lines=1');
  expect(body.lines).toMatchObject([{ errcode: 82001 }]);
  expect((await bench.control('GET', 'log?lines=0')).body.lines).toEqual([]);
});

test('the clock can be moved, and callbacks and tokens follow it', async () => {
  await bench.sendText();
  const { body } = await bench.control('PUT', 'clock', { at: '2026-11-03T08:30:00+08:00' });
  expect(body).toEqual({ ok: true, at: '2026-11-03T00:30:00.000Z' });
  expect(await bench.sendText()).toMatchObject({ errcode: 42001 });
  await bench.control('POST', 'messages', { userid: 'liuyang', text: '昨天走访' });
  expect(bench.bot.received[0]?.field('CreateTime')).toBe(String(Date.parse('2026-11-03T00:30:00Z') / 1_000));
  bench.timers.advance(60_000);
  expect((await bench.control('GET', 'clock')).body).toEqual({ at: '2026-11-03T00:31:00.000Z' });
  expect(await bench.control('PUT', 'clock', { at: 'tomorrow' })).toMatchObject({ status: 400 });
});

describe('faults on order', () => {
  test('answer with an errcode, so many times, on that path alone', async () => {
    await bench.call('getcallbackip');
    await bench.control('POST', 'faults', {
      kind: 'error',
      errcode: -1,
      count: 2,
      path: '/cgi-bin/message/send',
    });
    expect(await bench.call('getcallbackip')).toMatchObject({ errcode: 0 });
    expect(await bench.sendText()).toMatchObject({ errcode: -1 });
    expect(await bench.sendText()).toMatchObject({ errcode: -1 });
    expect(await bench.sendText()).toMatchObject({ errcode: 0 });
    expect(bench.sandbox.world.chat.conversation('liuyang')).toHaveLength(1);
  });

  test.each([
    [false, 0],
    [true, 1],
  ])('drop the connection, carried out: %s', async (carriedOut, shown) => {
    await bench.call('getcallbackip');
    await bench.control('POST', 'faults', { kind: 'drop', carriedOut });
    await expect(bench.sendText()).rejects.toThrow();
    expect(bench.sandbox.world.chat.conversation('liuyang')).toHaveLength(shown);
    expect(await bench.sendText()).toMatchObject({ errcode: 0 });
  });

  test('hold the answer back until the time is over, then close', async () => {
    await bench.call('getcallbackip');
    await bench.control('POST', 'faults', { kind: 'timeout', ms: 8_000, carriedOut: true });
    let over = false;
    const sending = bench.sendText().catch((error: unknown) => {
      over = true;
      return error;
    });
    await bench.timers.set(1);
    bench.timers.advance(7_999);
    expect(over).toBe(false);
    bench.timers.advance(1);
    expect(await sending).toBeInstanceOf(Error);
    expect(bench.sandbox.world.chat.conversation('liuyang')).toHaveLength(1);
  });

  test('can be read and cleared', async () => {
    await bench.control('POST', 'faults', { kind: 'lost', count: 3 });
    expect((await bench.control('GET', 'faults')).body).toEqual({ waiting: [{ kind: 'lost', count: 3 }] });
    await bench.control('DELETE', 'faults');
    expect((await bench.control('GET', 'faults')).body).toEqual({ waiting: [] });
    expect(await bench.control('POST', 'faults', { kind: 'earthquake' })).toMatchObject({ status: 400 });
  });
});

test("the stream tells the person's new entries and every call", async () => {
  const abort = new AbortController();
  const answer = await fetch(`${bench.sandbox.url}/sandbox/api/stream?userid=LiuYang`, {
    signal: abort.signal,
  });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  await bench.sendText({ touser: 'chenming' });
  await bench.sendText({ touser: 'liuyang' });
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer.body!) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if ((text.match(/event: call/g) ?? []).length === 3) break;
  }
  abort.abort();
  expect(text.match(/event: entry\ndata: (.*)\n/g)).toHaveLength(1);
  expect(text).toContain('本周还有一件事');
});
