import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sealReply } from '../wecom/callback.ts';
import { buildButtonCard, buildMultipleCard, buildTextNotice, buildVoteCard } from '../wecom/card.ts';
import { createWecomClient, type WecomClient } from '../wecom/client.ts';
import { parseInbound } from '../wecom/inbound.ts';
import { authorizeUrl } from '../wecom/oauth.ts';
import { buildReply } from '../wecom/reply.ts';
import { type Bench, CALLBACK_CREDENTIALS, CREDENTIALS, startBench } from './build-sandbox.ts';

let bench: Bench;
let client: WecomClient;
beforeEach(async () => {
  bench = await startBench();
  client = clientWith(CREDENTIALS.secret);
});
afterEach(() => bench.stop());

/** The client that the bot uses, pointed at the sandbox. */
function clientWith(secret: string): WecomClient {
  return createWecomClient({
    baseUrl: bench.sandbox.url,
    corpId: CREDENTIALS.corpId,
    agentId: CREDENTIALS.agentId,
    secret,
    now: bench.timers.now,
    sleep: async () => {},
    random: () => 0.5,
  });
}

const shown = (userid: string) => bench.sandbox.world.chat.conversation(userid);
const to = { users: ['liuyang', 'Nobody'] };

describe('the WeCom client', () => {
  test('sends a text, told of whom it did not reach, and takes it back', async () => {
    const sent = await client.send({ to, content: { msgtype: 'text', text: { content: '本周一件事' } } });
    expect(sent).toMatchObject({ outcome: 'sent', invalidUsers: ['nobody'] });
    expect(shown('liuyang')).toMatchObject([{ content: { content: '本周一件事' } }]);
    const msgid = sent.outcome === 'sent' ? sent.msgid : '';
    expect(await client.recall(msgid)).toMatchObject({ outcome: 'ok' });
    expect(shown('liuyang')[0]?.recalled).toBe(true);
  });

  test('repeats a message whose answer was lost, and the member gets it once', async () => {
    const message = { to, content: { msgtype: 'text' as const, text: { content: '只到一次' } } };
    await client.getAgent();
    await bench.control('POST', 'faults', { kind: 'drop', path: '/cgi-bin/message/send', carriedOut: true });
    expect(await client.send(message)).toMatchObject({ outcome: 'unknown' });
    expect(await client.send(message)).toMatchObject({ outcome: 'sent' });
    expect(shown('liuyang')).toHaveLength(1);
  });

  test.each(['expire', 'revoke'])('goes on after its token was taken away (%s)', async (action) => {
    await client.getAgent();
    await bench.control('POST', 'tokens', { action });
    bench.timers.advance(60_000);
    expect(await client.getAgent()).toMatchObject({ outcome: 'ok', value: { agentId: CREDENTIALS.agentId } });
  });

  test.each([
    [
      'a button card',
      () => buildButtonCard({ title: '谈心谈话', taskId: 't1', buttons: [{ text: '已谈', key: 'done' }] }),
    ],
    [
      'a card with everything',
      () =>
        buildButtonCard({
          title: '题'.repeat(60),
          desc: '述'.repeat(80),
          source: { text: '先锋助手' },
          taskId: 't2',
          subtitle: '小题'.repeat(100),
          quote: { text: '原文', title: '依据' },
          rows: [
            { name: '应谈', value: '5' },
            { name: '查看', value: '名单', url: 'https://bot.example/' },
            { name: '联系人', value: '刘洋', userid: 'liuyang' },
          ],
          menu: { desc: '提醒', entries: [{ text: '不再提醒', key: 'mute' }] },
          buttons: [
            { text: '已谈', key: 'done', style: 1 },
            { text: '打开', url: 'https://bot.example/' },
          ],
          selection: { key: 'q', title: '延到', options: [{ id: 'w', text: '下周' }] },
        }),
    ],
    [
      'a notice',
      () =>
        buildTextNotice({
          title: '进度',
          emphasis: { title: '4/6', desc: '谈话' },
          links: [{ title: '名单', url: 'https://bot.example/' }],
          target: { url: 'https://bot.example/' },
        }),
    ],
    [
      'a vote',
      () =>
        buildVoteCard({
          title: '哪天',
          taskId: 't3',
          questionKey: 'day',
          many: true,
          options: [{ id: 'a', text: '周二', checked: true }],
          submit: { text: '提交', key: 's' },
        }),
    ],
    [
      'a card of questions',
      () =>
        buildMultipleCard({
          title: '说明',
          taskId: 't4',
          questions: [{ key: 'q', title: '原因', options: [{ id: 'a', text: '出差' }] }],
          submit: { text: '提交', key: 's' },
        }),
    ],
  ])('builds %s that is accepted without a note', async (_case, build) => {
    const sent = await client.send({ to, content: { msgtype: 'template_card', template_card: build() } });
    expect(sent).toMatchObject({ outcome: 'sent' });
    expect(bench.sandbox.world.log.lines.at(-1)?.notes).toEqual([]);
  });

  test('updates a card with the code of a press, once', async () => {
    const card = buildButtonCard({
      title: '谈心谈话',
      taskId: 't1',
      buttons: [{ text: '已谈', key: 'done' }],
    });
    const sent = await client.send({ to, content: { msgtype: 'template_card', template_card: card } });
    const msgid = sent.outcome === 'sent' ? sent.msgid : '';
    await bench.sandbox.world.clickCard('liuyang', msgid, 'done');
    const pressed = parseInbound(bench.bot.received[0]!.plaintext);
    expect(pressed).toMatchObject({ type: 'template_card_event', taskId: 't1' });
    const responseCode = pressed.type === 'template_card_event' ? (pressed.responseCode ?? '') : '';
    const update = { responseCode, to: { users: ['liuyang'] }, change: { button: '已记' } };
    expect(await client.updateCard(update)).toMatchObject({ outcome: 'ok', value: { invalidUsers: [] } });
    expect(shown('liuyang')[0]?.replaced).toBe('已记');
    expect(await client.updateCard(update)).toMatchObject({ outcome: 'refused', errcode: 60140 });
  });

  test('reads the app, its addresses, departments, members and tickets', async () => {
    expect(await client.getAgent()).toMatchObject({
      outcome: 'ok',
      value: { name: '先锋助手', visibleParties: [1] },
    });
    expect(await client.getCallbackIps()).toMatchObject({ value: ['127.0.0.1'] });
    const departments = await client.listDepartments();
    expect(departments.outcome === 'ok' && departments.value.map(({ name }) => name)).toEqual([
      '明德大学',
      '计算机学院',
      '音乐学院',
      '教工一支部',
    ]);
    expect(await client.listUsers(2)).toMatchObject({
      value: [{ userid: 'liuyang' }, { userid: 'chenming' }],
    });
    expect(await client.getUser('zhangwei')).toMatchObject({ value: { name: '张伟', status: 1 } });
    expect(await client.getJsapiTicket('corp')).toMatchObject({ outcome: 'ok' });
    expect(await client.getJsapiTicket('agent_config')).toMatchObject({ outcome: 'ok' });
    expect(await client.listUserIds()).toMatchObject({ outcome: 'refused', errcode: 48002 });
    const all = await clientWith(CREDENTIALS.contactSecret).listUserIds();
    expect(all.outcome === 'ok' && all.value).toHaveLength(6);
  });

  test('creates, reads and deletes the menu', async () => {
    const menu = { button: [{ type: 'click' as const, name: '待办', key: 'todo' }] };
    expect(await client.getMenu()).toMatchObject({ outcome: 'ok', value: null });
    expect(await client.createMenu(menu)).toMatchObject({ outcome: 'ok' });
    expect(await client.getMenu()).toMatchObject({ outcome: 'ok', value: menu });
    expect(await client.deleteMenu()).toMatchObject({ outcome: 'ok' });
  });

  test('uploads a file under a Chinese name', async () => {
    const bytes = Buffer.from('%PDF-1.7 台账');
    const uploaded = await client.uploadMedia({ type: 'file', filename: '台账.pdf', bytes });
    const id = uploaded.outcome === 'ok' ? uploaded.value.mediaId : '';
    const kept = bench.sandbox.world.media(id);
    expect(kept?.name).toBe('台账.pdf');
    expect(createHash('sha1').update(kept!.bytes).digest('hex')).toBe(
      createHash('sha1').update(bytes).digest('hex'),
    );
  });

  test('signs a person in by the authorize page', async () => {
    const url = authorizeUrl({
      corpId: CREDENTIALS.corpId,
      agentId: CREDENTIALS.agentId,
      redirectUri: 'http://127.0.0.1:1/form',
      state: 'abc',
      baseUrl: `${bench.sandbox.url}/sandbox/connect/oauth2/authorize`,
    });
    const asked = await fetch(url, { redirect: 'manual', headers: { cookie: 'sandbox_phone=chenming' } });
    const code = new URL(asked.headers.get('location')!).searchParams.get('code')!;
    expect(await client.getUserInfoByCode(code)).toMatchObject({
      value: { kind: 'member', userid: 'chenming' },
    });
    expect(await client.getUserInfoByCode(code)).toMatchObject({ outcome: 'refused' });
  });
});

describe("the bot's side of callbacks", () => {
  test('reads every kind of callback that the sandbox sends', async () => {
    const { world } = bench.sandbox;
    await world.writeText('ZHANGWEI', '昨天]]>走访');
    for (const event of ['enter_agent', 'subscribe', 'unsubscribe'] as const)
      await world.raiseEvent('liuyang', event);
    await world.raiseEvent('liuyang', 'click', 'todo');
    await world.raiseEvent('liuyang', 'view', 'https://bot.example/');
    const read = bench.bot.received.map((one) => parseInbound(one.plaintext));
    expect(read.map(({ type }) => type)).toEqual([
      'text',
      'enter_agent',
      'subscribe',
      'unsubscribe',
      'click',
      'view',
    ]);
    expect(read[0]).toMatchObject({ content: '昨天]]>走访' });
  });

  test.each<Parameters<typeof buildReply>[0]>([
    { type: 'text', content: '已记' },
    { type: 'news', articles: [{ title: '进度', url: 'https://bot.example/' }] },
  ])('answers in a form that the phone shows: %j', async (reply) => {
    bench.bot.answer = () => {
      const xml = buildReply(reply, {
        to: 'ZhangWei',
        corpId: CREDENTIALS.corpId,
        createTime: 1_767_225_601,
      });
      const options = { timestamp: 1_767_225_601, nonce: '1', random: Buffer.alloc(16) };
      return { status: 200, body: sealReply(CALLBACK_CREDENTIALS, xml, options) };
    };
    const act = await bench.sandbox.world.writeText('zhangwei', '您好');
    expect(act).toMatchObject({ reply: { msgtype: reply.type } });
    expect(act).not.toHaveProperty('fault');
  });
});
