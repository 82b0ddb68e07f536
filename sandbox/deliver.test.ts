import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, CALLBACK_CREDENTIALS, startBench } from './build-sandbox.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench({ retryDelaysMs: [1_000, 2_000, 4_000] });
});
afterEach(() => bench.stop());

describe('a text message', () => {
  test('arrives encrypted, with the fields of WeCom and a MsgId beyond what a double can hold', async () => {
    const act = await bench.sandbox.world.writeText('zhangwei', '昨天和刘洋谈了话 <b>&]]>');
    expect(act).toMatchObject({ ok: true, delivered: true });
    const [received] = bench.bot.received;
    expect(received?.field('FromUserName')).toBe('ZhangWei');
    expect(received?.field('Content')).toBe('昨天和刘洋谈了话 <b>&]]>');
    expect(received?.field('CreateTime')).toBe(String(bench.timers.nowMs / 1_000));
    expect(received?.field('AgentID')).toBe('1000002');
    expect(BigInt(received!.field('MsgId'))).toBeGreaterThan(2n ** 53n);
  });

  test('gets increasing MsgIds even within one millisecond', async () => {
    for (const text of ['一', '二', '三']) await bench.sandbox.world.writeText('liuyang', text);
    const ids = bench.bot.received.map((one) => BigInt(one.field('MsgId')));
    expect(ids[1]! > ids[0]! && ids[2]! > ids[1]!).toBe(true);
  });

  test('is refused from somebody unknown or outside of the visible range', async () => {
    bench.sandbox.world.school.visible = { users: [], departments: [2] };
    expect(await bench.sandbox.world.writeText('nobody', '您好')).toEqual({
      ok: false,
      why: 'unknown_person',
    });
    expect(await bench.sandbox.world.writeText('hanmei', '您好')).toEqual({ ok: false, why: 'not_visible' });
    expect(bench.bot.received).toEqual([]);
  });
});

describe('a passive reply', () => {
  test('is opened and shown', async () => {
    bench.bot.answer = (one) => ({
      status: 200,
      body: bench.bot.reply(one.field('FromUserName'), '已记：谈心谈话'),
    });
    const act = await bench.sandbox.world.writeText('zhangwei', '昨天和刘洋谈了话');
    expect(act).toMatchObject({
      ok: true,
      reply: { msgtype: 'text', content: { content: '已记：谈心谈话' } },
    });
    expect(bench.sandbox.world.chat.conversation('zhangwei').map((entry) => entry.from)).toEqual([
      'person',
      'app',
    ]);
  });

  test('is cut to 2048 bytes', async () => {
    bench.bot.answer = (one) => ({
      status: 200,
      body: bench.bot.reply(one.field('FromUserName'), '谈'.repeat(700)),
    });
    await bench.sandbox.world.writeText('zhangwei', '长');
    const shown = String(bench.sandbox.world.chat.conversation('zhangwei')[1]?.content.content);
    expect(shown).toBe(`${'谈'.repeat(682)}\uFFFD`);
  });

  test.each([
    ['signed with another token', () => ({ ...CALLBACK_CREDENTIALS, token: 'another' }), 'bad_signature'],
    ['meant for another corp', () => ({ ...CALLBACK_CREDENTIALS, receiveId: 'wwother' }), 'wrong_receiveid'],
  ])('%s is shown nowhere and logged as a fault', async (_case, credentials, fault) => {
    bench.bot.answer = () => ({ status: 200, body: bench.bot.reply('ZhangWei', '已记', credentials()) });
    const act = await bench.sandbox.world.writeText('zhangwei', '您好');
    expect(act).toMatchObject({ ok: true, delivered: true, fault: expect.stringContaining(fault) });
    expect(bench.sandbox.world.chat.conversation('zhangwei')).toHaveLength(1);
    expect(bench.sandbox.world.log.counters['replies.unusable']).toBe(1);
    expect(bench.sandbox.world.log.lines.at(-1)?.notes.join()).toContain(fault);
  });

  test.each([
    ['unencrypted', '<xml><Content>已记</Content></xml>'],
    ['JSON', '{"ok":true}'],
    ['a page of HTML', '<!doctype html><h1>Not Found</h1>'],
  ])('that is %s is shown nowhere', async (_case, body) => {
    bench.bot.answer = () => ({ status: 200, body });
    const act = await bench.sandbox.world.writeText('zhangwei', '您好');
    expect(act).toMatchObject({ delivered: true, fault: expect.any(String) });
    expect(bench.sandbox.world.chat.conversation('zhangwei')).toHaveLength(1);
  });

  test('to somebody else than the writer is shown nowhere', async () => {
    bench.bot.answer = () => ({ status: 200, body: bench.bot.reply('hanmei', '已记') });
    const act = await bench.sandbox.world.writeText('zhangwei', '您好');
    expect(act).toMatchObject({ fault: expect.stringContaining('ToUserName') });
    expect(bench.sandbox.world.chat.conversation('hanmei')).toEqual([]);
  });

  test('of "success" counts as none', async () => {
    bench.bot.answer = () => ({ status: 200, body: 'success' });
    const act = await bench.sandbox.world.writeText('zhangwei', '您好');
    expect(act).not.toHaveProperty('fault');
    expect(act).not.toHaveProperty('reply');
  });
});

describe('redelivery', () => {
  test('repeats the same content three more times after failures, each with a fresh timestamp and nonce', async () => {
    bench.bot.answer = () => ({ status: 500, body: '' });
    const writing = bench.sandbox.world.writeText('zhangwei', '您好');
    for (const [attempt, pauseMs] of [1_000, 2_000, 4_000].entries()) {
      await bench.bot.arrived(attempt + 1);
      await bench.timers.set(1);
      await settle(bench, attempt + 1);
      bench.timers.advance(pauseMs);
    }
    const act = await writing;
    expect(act).toMatchObject({ ok: true, delivered: false });
    expect(act.ok && act.attempts.map(({ status }) => status)).toEqual([500, 500, 500, 500]);
    expect(new Set(bench.bot.received.map((one) => one.plaintext)).size).toBe(1);
    expect(new Set(bench.bot.received.map((one) => new URLSearchParams(one.search).get('nonce'))).size).toBe(
      4,
    );
    expect(
      new Set(bench.bot.received.map((one) => new URLSearchParams(one.search).get('timestamp'))).size,
    ).toBe(4);
  });

  test('ends with the first answer of 200, whose reply is shown', async () => {
    bench.bot.answer = (one) =>
      bench.bot.received.length < 2
        ? { status: 503, body: '' }
        : { status: 200, body: bench.bot.reply(one.field('FromUserName'), '已记') };
    const writing = bench.sandbox.world.writeText('zhangwei', '您好');
    await settle(bench, 1);
    bench.timers.advance(1_000);
    expect(await writing).toMatchObject({ delivered: true, reply: { content: { content: '已记' } } });
    expect(bench.bot.received).toHaveLength(2);
  });

  test('follows when no answer comes within five seconds', async () => {
    bench.bot.answer = () => (bench.bot.received.length < 2 ? 'silence' : undefined);
    const writing = bench.sandbox.world.writeText('zhangwei', '您好');
    await bench.bot.arrived(1);
    bench.timers.advance(4_999);
    expect(bench.sandbox.world.log.lines).toEqual([]);
    bench.timers.advance(1);
    await settle(bench, 1);
    bench.timers.advance(1_000);
    const act = await writing;
    expect(act.ok && act.attempts.map(({ status, error }) => error ?? status)).toEqual(['timeout', 200]);
  });
});

describe('faults on order', () => {
  test('a lost callback never arrives, the next one does', async () => {
    await bench.control('POST', 'faults', { kind: 'lost', count: 1 });
    expect(await bench.sandbox.world.writeText('zhangwei', '一')).toMatchObject({
      delivered: false,
      attempts: [],
    });
    expect(await bench.sandbox.world.writeText('zhangwei', '二')).toMatchObject({ delivered: true });
    expect(bench.bot.received.map((one) => one.field('Content'))).toEqual(['二']);
  });

  test('a doubled callback arrives twice with the same content although it was answered', async () => {
    await bench.control('POST', 'faults', { kind: 'doubled', count: 1 });
    await bench.sandbox.world.writeText('zhangwei', '一');
    expect(bench.bot.received).toHaveLength(2);
    expect(bench.bot.received[0]?.plaintext).toBe(bench.bot.received[1]?.plaintext);
    expect(bench.bot.received[0]?.search).not.toBe(bench.bot.received[1]?.search);
  });
});

test('the URL verification accepts a bot that echoes and names what is wrong with another', async () => {
  expect(await bench.sandbox.world.verifyUrl()).toMatchObject({ ok: true });
  bench.sandbox.world.callbackUrl = `${bench.sandbox.url}/sandbox/api/menu`;
  expect(await bench.sandbox.world.verifyUrl()).toMatchObject({
    ok: false,
    why: expect.stringContaining('echostr'),
  });
});

/** Waits until that many attempts are in the log and the pause before the next one is set. */
async function settle({ sandbox, timers }: Bench, attempts: number): Promise<void> {
  while (sandbox.world.log.lines.length < attempts) await new Promise((resolve) => setImmediate(resolve));
  await timers.set(1);
}
