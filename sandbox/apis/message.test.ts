import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, CREDENTIALS, startBench } from '../build-sandbox.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.stop());

const AGENT = CREDENTIALS.agentId;
const shown = (userid: string) => bench.sandbox.world.chat.conversation(userid);
const count = (name: string) => bench.sandbox.world.log.counters[name] ?? 0;
const send = (json: Record<string, unknown>) => bench.call('message/send', { json });

describe('the envelope', () => {
  test('of a good text message puts it on the phone', async () => {
    expect(await bench.sendText()).toMatchObject({ errcode: 0, errmsg: 'ok', msgid: expect.any(String) });
    expect(shown('liuyang')).toMatchObject([
      { from: 'app', msgtype: 'text', content: { content: '本周还有一件事' } },
    ]);
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['nobody named', { touser: '' }, 82001],
    ['1001 users', { touser: Array.from({ length: 1_001 }, (_, i) => `u${i}`).join('|') }, 40032],
    ['101 departments', { toparty: Array.from({ length: 101 }, (_, i) => i + 1).join('|') }, 82002],
    ['101 tags', { totag: Array.from({ length: 101 }, (_, i) => i + 1).join('|') }, 82003],
    ['no agentid', { agentid: undefined }, 41011],
    ['an agentid of text', { agentid: String(AGENT) }, 40056],
    ['the agentid of another app', { agentid: AGENT + 1 }, 301002],
    ['an unknown msgtype', { msgtype: 'telegram' }, 40008],
    ['a kind that is not played', { msgtype: 'mpnews', mpnews: {} }, 40008],
    ['no content', { text: {} }, 44004],
    ['content of blanks', { text: { content: ' \n' } }, 44004],
    ['content of another type', { text: { content: 7 } }, 40035],
    ['safe=2', { safe: 2 }, 40035],
    [
      'a duplicate interval over four hours',
      { enable_duplicate_check: 1, duplicate_check_interval: 14_401 },
      40035,
    ],
    ['nobody valid', { touser: 'nobody|Stranger' }, 81013],
  ])('with %s is refused', async (_case, fields, errcode) => {
    expect(await bench.sendText(fields)).toMatchObject({ errcode });
    expect(shown('liuyang')).toEqual([]);
  });

  test('names invalid users in lower case and reaches the others', async () => {
    const answer = await bench.sendText({ touser: 'LIUYANG|NoBody|Stranger' });
    expect(answer).toMatchObject({ errcode: 0, invaliduser: 'nobody|stranger' });
    expect(shown('liuyang')).toHaveLength(1);
  });

  test('treats members outside of the visible range as invalid', async () => {
    bench.sandbox.world.school.visible = { users: ['WANGSHUJI'], departments: [2] };
    const answer = await bench.sendText({ touser: 'hanmei|liuyang|wangshuji' });
    expect(answer).toMatchObject({ errcode: 0, invaliduser: 'hanmei' });
    expect(await bench.sendText({ touser: 'hanmei' })).toMatchObject({ errcode: 81013 });
  });

  test('reaches departments with everything below them, each member once', async () => {
    const answer = await bench.sendText({ touser: 'liuyang', toparty: '2|99', totag: '7' });
    expect(answer).toMatchObject({ errcode: 0, invalidparty: '99', invalidtag: '7' });
    expect(['liuyang', 'chenming', 'zhangwei', 'hanmei'].map((userid) => shown(userid).length)).toEqual([
      1, 1, 1, 0,
    ]);
  });

  test('with @all reaches the visible range', async () => {
    bench.sandbox.world.school.visible = { users: [], departments: [3] };
    expect(await bench.sendText({ touser: '@all' })).toMatchObject({ errcode: 0 });
    expect([shown('hanmei').length, shown('liuyang').length]).toEqual([1, 0]);
  });

  test('with id translation fills in names and leaves unknown ids', async () => {
    await bench.sendText({
      enable_id_trans: 1,
      text: { content: '$userName=zhangwei$在$departmentName=4$，$userName=nobody$' },
    });
    expect(shown('liuyang')[0]?.content.content).toBe('张伟在教工一支部，$userName=nobody$');
  });
});

describe('the text', () => {
  test('is cut to 2048 bytes without an error, through the middle of a character', async () => {
    expect(await bench.sendText({ text: { content: `a${'汉'.repeat(683)}` } })).toMatchObject({ errcode: 0 });
    const text = String(shown('liuyang')[0]?.content.content);
    expect(text).toBe(`a${'汉'.repeat(682)}\uFFFD`);
    expect(count('messages.cut')).toBe(1);
  });

  test('of exactly 2048 bytes stays whole', async () => {
    const content = `${'汉'.repeat(682)}ab`;
    await bench.sendText({ text: { content } });
    expect(shown('liuyang')[0]?.content.content).toBe(content);
    expect(count('messages.cut')).toBe(0);
  });
});

describe('the other kinds', () => {
  const card = { title: '小结', description: '三五句即可', url: 'https://bot.example/form' };
  test.each<[string, Record<string, unknown>, number]>([
    ['markdown', { markdown: { content: '# 本周' } }, 0],
    ['markdown', { markdown: { content: '' } }, 44004],
    ['markdown', { markdown: { content: 'a'.repeat(2_048) } }, 0],
    ['markdown', { markdown: { content: 'a'.repeat(2_049) } }, 45002],
    ['markdown', { safe: 1, markdown: { content: 'a' } }, 40035],
    ['textcard', { textcard: card }, 0],
    ['textcard', { textcard: { ...card, title: '' } }, 41016],
    ['textcard', { textcard: { ...card, title: '题'.repeat(129) } }, 45002],
    ['textcard', { textcard: { ...card, description: '' } }, 41033],
    ['textcard', { textcard: { ...card, description: '述'.repeat(513) } }, 45002],
    ['textcard', { textcard: { ...card, url: undefined } }, 41010],
    ['textcard', { textcard: { ...card, url: 'bot.example/form' } }, 45034],
    ['textcard', { textcard: { ...card, url: `https://bot.example/${'a'.repeat(2_048)}` } }, 40039],
    ['textcard', { textcard: { ...card, btntxt: '五个字太长' } }, 45002],
    ['textcard', { safe: 1, textcard: card }, 40035],
    ['news', { news: { articles: [{ title: '题', url: 'https://bot.example/' }] } }, 0],
    ['news', { news: { articles: [] } }, 45008],
    ['news', { news: { articles: Array(9).fill({ title: '题', url: 'https://bot.example/' }) } }, 45008],
    ['news', { news: { articles: [{ url: 'https://bot.example/' }] } }, 41016],
    ['news', { news: { articles: [{ title: '题' }] } }, 41010],
    ['news', { safe: 1, news: { articles: [{ title: '题', url: 'https://bot.example/' }] } }, 40074],
    ['image', { image: {} }, 41006],
    ['image', { image: { media_id: 'made-up' } }, 40007],
    ['file', { file: { media_id: 'made-up' } }, 40007],
  ])('%s %j is answered with %i', async (msgtype, fields, errcode) => {
    const answer = await send({ touser: 'liuyang', agentid: AGENT, msgtype, ...fields });
    expect(answer).toMatchObject({ errcode });
    expect(shown('liuyang')).toHaveLength(errcode === 0 ? 1 : 0);
  });
});

describe('the duplicate check', () => {
  const twice = { enable_duplicate_check: 1, duplicate_check_interval: 600 };

  test('drops the identical request within its interval and answers as before', async () => {
    const first = await bench.sendText(twice);
    bench.timers.advance(599_999);
    expect(await bench.sendText(twice)).toEqual(first);
    expect(shown('liuyang')).toHaveLength(1);
    expect(count('messages.duplicates')).toBe(1);
    bench.timers.advance(1);
    await bench.sendText(twice);
    expect(shown('liuyang')).toHaveLength(2);
  });

  test('lets pass what differs in one byte, and everything while it is off', async () => {
    await bench.sendText(twice);
    await bench.sendText({ ...twice, text: { content: '本周还有两件事' } });
    await bench.sendText();
    await bench.sendText();
    expect(shown('liuyang')).toHaveLength(4);
  });

  test('lets a refused request be repeated', async () => {
    expect(await bench.sendText({ ...twice, touser: 'hanmei2' })).toMatchObject({ errcode: 81013 });
    expect(await bench.sendText({ ...twice, touser: 'hanmei2' })).toMatchObject({ errcode: 81013 });
  });
});

describe('limits', () => {
  test('drop the 31st message of a minute to one member in silence, and count it', async () => {
    for (let i = 0; i < 31; i += 1) expect(await bench.sendText()).toMatchObject({ errcode: 0 });
    expect(shown('liuyang')).toHaveLength(30);
    expect(count('messages.dropped')).toBe(1);
    expect(await bench.sendText({ touser: 'hanmei' })).toMatchObject({ errcode: 0 });
    expect(shown('hanmei')).toHaveLength(1);
    bench.timers.advance(60_000);
    await bench.sendText();
    expect(shown('liuyang')).toHaveLength(31);
  });

  test('drop what is over the hour to one member', async () => {
    await bench.stop();
    bench = await startBench({ limits: { memberPerHour: 4 } });
    for (let i = 0; i < 6; i += 1) {
      await bench.sendText();
      bench.timers.advance(60_000);
    }
    expect(shown('liuyang')).toHaveLength(4);
    expect(count('messages.dropped')).toBe(2);
    bench.timers.advance(3_600_000);
    await bench.renewToken();
    await bench.sendText();
    expect(shown('liuyang')).toHaveLength(5);
  });

  test('refuse what is over the person-times of the day until midnight in China', async () => {
    await bench.stop();
    bench = await startBench({ limits: { dailyPerAccount: 1 } });
    expect(await bench.sendText({ touser: '@all' })).toMatchObject({ errcode: 0 });
    expect(await bench.sendText()).toMatchObject({ errcode: 45009 });
    bench.timers.advance(15 * 3_600_000 - 1);
    await bench.renewToken();
    expect(await bench.sendText()).toMatchObject({ errcode: 45009 });
    bench.timers.advance(1);
    expect(await bench.sendText()).toMatchObject({ errcode: 0 });
  });
});

describe('a template card', () => {
  const button = (change: Record<string, unknown> = {}) => ({
    card_type: 'button_interaction',
    main_title: { title: '谈心谈话还有2位' },
    task_id: 'task-1',
    button_list: [{ text: '三天后再说', key: 'snooze' }],
    ...change,
  });
  const sendCard = (template_card: Record<string, unknown>, touser = 'liuyang|chenming') =>
    send({ touser, agentid: AGENT, msgtype: 'template_card', template_card });
  const update = (json: Record<string, unknown>) =>
    bench.call('message/update_template_card', { json: { agentid: AGENT, ...json } });

  test('that is interactive gives a response_code, a plain notice none', async () => {
    expect(await sendCard(button())).toMatchObject({ errcode: 0, response_code: expect.any(String) });
    const notice = {
      card_type: 'text_notice',
      main_title: { title: '进度' },
      card_action: { type: 1, url: 'https://bot.example/' },
    };
    const plain = await sendCard(notice);
    expect(plain.errcode).toBe(0);
    expect(plain).not.toHaveProperty('response_code');
    const menu = { desc: '更多', action_list: [{ text: '不再提醒', key: 'mute' }] };
    expect(await sendCard({ ...notice, action_menu: menu })).toMatchObject({ errcode: 42014 });
    expect(await sendCard({ ...notice, action_menu: menu, task_id: 't2' })).toMatchObject({
      response_code: expect.any(String),
    });
  });

  test('is refused with 43012 while no callback URL is configured', async () => {
    await bench.control('PUT', 'callback', { url: null });
    expect(await sendCard(button())).toMatchObject({ errcode: 43012 });
  });

  test('needs a task_id that was never used', async () => {
    expect(await sendCard(button())).toMatchObject({ errcode: 0 });
    expect(await sendCard(button({ main_title: { title: '别的' } }))).toMatchObject({ errcode: 42014 });
    expect(await sendCard(button({ task_id: 'task-2' }))).toMatchObject({ errcode: 0 });
  });

  test('pressed by a member sends an event with a fresh code that updates it once', async () => {
    const { msgid } = await sendCard(button());
    const act = await bench.sandbox.world.clickCard('liuyang', String(msgid), 'snooze');
    expect(act).toMatchObject({ ok: true, delivered: true });
    const event = bench.bot.received[0]!;
    expect(['Event', 'EventKey', 'TaskId', 'CardType'].map(event.field)).toEqual([
      'template_card_event',
      'snooze',
      'task-1',
      'button_interaction',
    ]);
    const request = {
      userids: ['LiuYang', 'hanmei'],
      response_code: event.field('ResponseCode'),
      button: { replace_name: '三天后再说，已记下' },
    };
    expect(await update(request)).toMatchObject({ errcode: 0, invaliduser: ['hanmei'] });
    expect(shown('liuyang')[0]).toMatchObject({ replaced: '三天后再说，已记下', updates: 1 });
    expect(shown('chenming')[0]).not.toHaveProperty('replaced');
    expect(await update(request)).toMatchObject({ errcode: 60140 });
    expect(await bench.sandbox.world.clickCard('liuyang', String(msgid), 'snooze')).toEqual({
      ok: false,
      why: 'greyed',
    });
  });

  test('can be replaced by another one for everybody', async () => {
    const { response_code, msgid } = await sendCard(button());
    const card = {
      card_type: 'text_notice',
      main_title: { title: '已完成' },
      card_action: { type: 1, url: 'https://bot.example/' },
    };
    expect(await update({ atall: 1, response_code, template_card: card })).toMatchObject({
      errcode: 0,
      invaliduser: [],
    });
    for (const userid of ['liuyang', 'chenming']) {
      expect(shown(userid)[0]).toMatchObject({ content: { main_title: { title: '已完成' } }, msgid });
    }
  });

  test('cannot be updated after 72 hours', async () => {
    const { response_code } = await sendCard(button());
    const request = { atall: 1, response_code, button: { replace_name: '已结束' } };
    bench.timers.advance(72 * 3_600_000);
    await bench.renewToken();
    expect(await update(request)).toMatchObject({ errcode: 60140 });
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['no target', { atall: 0 }, 82101],
    ['targets that never received it', { atall: 0, userids: ['hanmei'] }, 82102],
    ['1001 targets', { atall: 0, userids: Array(1_001).fill('liuyang') }, 40032],
    ['no agentid', { agentid: undefined }, 41011],
    ['another app', { agentid: 5 }, 42015],
    ['no response_code', { response_code: undefined }, 40063],
    ['an unknown response_code', { response_code: 'made-up' }, 60140],
    ['neither button nor card', { button: undefined }, 40063],
    ['a broken card', { button: undefined, template_card: { card_type: 'poster' } }, 42031],
  ])('is not updated by a request with %s', async (_case, change, errcode) => {
    const { response_code } = await sendCard(button());
    const request = { atall: 1, response_code, button: { replace_name: '已结束' }, ...change };
    expect(await update(request)).toMatchObject({ errcode });
    // The code survives a refused request.
    const good = { atall: 1, response_code, button: { replace_name: '已结束' } };
    expect(await update(good)).toMatchObject({ errcode: 0 });
  });

  test('that is a vote sends every chosen option, and refuses options it does not have', async () => {
    const { msgid } = await sendCard({
      card_type: 'vote_interaction',
      main_title: { title: '哪天开会' },
      task_id: 'vote-1',
      checkbox: {
        question_key: 'day',
        mode: 1,
        option_list: [
          { id: 'tue', text: '周二' },
          { id: 'wed', text: '周三', is_checked: true },
          { id: 'thu', text: '周四' },
        ],
      },
      submit_button: { text: '提交', key: 'submit' },
    });
    const { world } = bench.sandbox;
    expect(await world.clickCard('liuyang', String(msgid), 'submit', { day: ['fri'] })).toMatchObject({
      why: 'unknown_option',
    });
    expect(await world.clickCard('liuyang', String(msgid), 'submit', { hour: ['tue'] })).toMatchObject({
      why: 'unknown_option',
    });
    await world.clickCard('liuyang', String(msgid), 'submit', { day: ['tue', 'thu'] });
    expect(bench.bot.received[0]?.plaintext).toContain(
      '<SelectedItem><QuestionKey><![CDATA[day]]></QuestionKey><OptionIds><OptionId><![CDATA[tue]]></OptionId><OptionId><![CDATA[thu]]></OptionId></OptionIds></SelectedItem>',
    );
    await world.clickCard('liuyang', String(msgid), 'submit');
    expect(bench.bot.received[1]?.plaintext).toContain(
      '<OptionIds><OptionId><![CDATA[wed]]></OptionId></OptionIds>',
    );
  });

  test('shows nothing of a passive answer to its click, which WeCom ignores', async () => {
    const { msgid } = await sendCard(button());
    bench.bot.answer = () => ({ status: 200, body: bench.bot.reply('liuyang', '已记') });
    const act = await bench.sandbox.world.clickCard('liuyang', String(msgid), 'snooze');
    expect(act).toMatchObject({ fault: expect.stringContaining('update_template_card') });
    expect(shown('liuyang')).toHaveLength(1);
  });

  test('reports its menu as an event of its own kind, whose answer is shown', async () => {
    const { msgid } = await sendCard(
      button({ action_menu: { desc: '更多', action_list: [{ text: '不再提醒', key: 'mute' }] } }),
    );
    bench.bot.answer = () => ({ status: 200, body: bench.bot.reply('liuyang', '好的') });
    expect(await bench.sandbox.world.clickCard('liuyang', String(msgid), 'mute')).toMatchObject({
      reply: { content: { content: '好的' } },
    });
    expect(bench.bot.received[0]?.field('Event')).toBe('template_card_menu_event');
  });

  test.each([
    ['liuyang', 'made-up', 'snooze', 'unknown_message'],
    ['hanmei', 'MSGID', 'snooze', 'unknown_message'],
    ['liuyang', 'MSGID', 'other', 'unknown_key'],
  ])('cannot be pressed by %s on %s with %s', async (userid, which, key, why) => {
    const { msgid } = await sendCard(button());
    const act = await bench.sandbox.world.clickCard(userid, which === 'MSGID' ? String(msgid) : which, key);
    expect(act).toEqual({ ok: false, why });
  });
});

describe('recall', () => {
  test('marks the message on every phone', async () => {
    const { msgid } = await bench.sendText({ touser: 'liuyang|chenming' });
    expect(await bench.call('message/recall', { json: { msgid } })).toMatchObject({ errcode: 0 });
    expect(shown('liuyang')[0]?.recalled).toBe(true);
    expect(shown('chenming')[0]?.recalled).toBe(true);
  });

  test('is refused for unknown messages and after 24 hours', async () => {
    const { msgid } = await bench.sendText();
    expect(await bench.call('message/recall', { json: {} })).toMatchObject({ errcode: 40063 });
    expect(await bench.call('message/recall', { json: { msgid: 'made-up' } })).toMatchObject({
      errcode: 40058,
    });
    bench.timers.advance(24 * 3_600_000 + 1);
    await bench.renewToken();
    expect(await bench.call('message/recall', { json: { msgid } })).toMatchObject({ errcode: 42052 });
  });
});
