/** Plain sentences of everyday, each understood wrongly once. */
import { describe, expect, test } from 'vitest';
import { now, slots, take, told } from './fixture-messages.ts';

describe('a record that is named', () => {
  const undo = (of: object) => ({ name: 'undo', of });
  const amend = (slot: string, value: unknown, of: object) => ({ name: 'amend', slot, value, of });
  test.each([
    ['孟子悦那条删了', undo({ person: '孟子悦' })],
    ['周一那条谈话撤回', undo({ day: '2026-11-16', kind: 'talk' })],
    ['昨天那条作废', undo({ day: '2026-11-17' })],
    // these were once not carried out, since the latest record would have been hit
    ['11月12号那条记成走访了，删掉', undo({ day: '2026-11-12' })],
    ['孟子悦的走访记成谈心了，删了', undo({ person: '孟子悦' })],
    ['撤销昨天的走访', undo({ day: '2026-11-17', kind: 'visit' })],
    ['删除11月12日的记录', undo({ day: '2026-11-12' })],
    ['前天那条党课，学时是2不是3', amend('hours', 2, { day: '2026-11-16', kind: 'lecture' })],
    ['昨天的谈话对象改成祁连雪', amend('targets', ['祁连雪'], { day: '2026-11-17', kind: 'talk' })],
    ['昨天报的党课学时改成3', amend('hours', 3, { day: '2026-11-17', told: true, kind: 'lecture' })],
    ['孟子悦那条方式改成电话', amend('mode', 'phone', { person: '孟子悦' })],
    [
      '我昨天说走访孟子悦，其实是祁连雪',
      amend('targets', ['祁连雪'], { day: '2026-11-17', told: true, kind: 'visit', person: '孟子悦' }),
    ],
  ])('%s', (text, command) => {
    expect(take(text)).toMatchObject({ intent: 'command' });
    expect(take(text).command).toEqual(command);
  });

  test.each(['刚才那条删了', '撤销', '改成前天', '第二条删了', '上一条不要了'])(
    '%s means what was said last or counted',
    (text) => expect(take(text).command?.of).toBeUndefined(),
  );

  test.each(['孟子悦那条路不好走', '周一那次谈话效果不错', '孟子悦那条能改吗'])('%s orders nothing', (text) =>
    expect(take(text).intent).not.toBe('command'),
  );
});

describe('what only looks like an order on a record', () => {
  test.each([
    '孟子悦那条别删',
    '孟子悦那条先别删',
    '孟子悦那条是不是删了',
    '孟子悦那条删了吗',
    '那条删了没有',
    '孟子悦那条删没删',
    '孟子悦那条是谁删的',
    '孟子悦那个申请撤回了',
  ])('%s changes nothing', (text) => expect(take(text).intent).not.toBe('command'));

  test.each([
    '孟子悦那条朋友圈删了',
    '孟子悦那个处分撤销了',
    '昨天那个通知删掉了',
    '周一那个提醒不要了',
    '小李那条删了',
    '上午那条删了',
    '孟子悦妈妈那条删掉',
    '为什么孟子悦那条不算',
    '昨天的党课不算学时',
    '下周一的党课改到周三',
    '昨天那次党课是2学时，不是3',
    '孟子悦那条我删了',
    '孟子悦那条已经删了',
    '除了孟子悦那条都删了',
    '昨天志愿服务不是我去的，是安然',
    '前天的谈话漏记了，跟孟子悦',
    '孟子悦那次谈话应该是有效果的，今天又谈了',
  ])('%s never hits the latest record unasked', (text) => {
    const { command, ask } = take(text);
    expect(command === undefined || ask !== undefined).toBe(true);
  });

  test.each(['那条删了吧', '把那条删了', '麻烦把刚才那条删了', '昨天改成前天', '不对，是昨天'])(
    '%s means the latest and is carried out',
    (text) => {
      const { command, ask } = take(text);
      expect(command?.name).toMatch(/undo|amend/);
      expect(ask).toBeUndefined();
    },
  );
});

describe('what is asked of the bot to be reminded of', () => {
  test.each(['提醒我周五给孟子悦打电话', '明天上午十点提醒我去孟子悦家', '记得提醒我下周一找祁连雪谈心'])(
    '%s is not done',
    (text) => expect(told(text)).toEqual([]),
  );
});

describe('days that follow each other', () => {
  test('a bare day number goes on from the month said before', () => {
    const visits = told('7月15号去了孟子悦家，16号去了祁连雪家');
    expect(slots(visits, 'date', 'targets')).toEqual([
      ['2026-07-15', ['孟子悦']],
      ['2026-07-16', ['祁连雪']],
    ]);
  });
  test('over the end of the month', () => {
    const visits = told('9月28号走访了孟子悦家，5号走访了祁连雪家');
    expect(slots(visits, 'date')).toEqual([['2026-09-28'], ['2026-10-05']]);
  });
});

describe('a bare 走访', () => {
  test.each(['今天上午走访了孟子悦家', '上午走访孟子悦同学家', '后来走访了孟子悦家', '上回走访的孟子悦家'])(
    '%s says nothing of how',
    (text) => expect(told(text)[0]?.mode).toBeUndefined(),
  );
  test.each([
    '上午去孟子悦家走访',
    '上孟子悦家坐了坐',
    '今天上午到孟子悦家走访了一趟',
    '下班回来拐到孟子悦家看了看',
  ])('%s does', (text) => expect(told(text)[0]?.mode).toBe('onsite'));
});

describe('asked rather than told', () => {
  test.each(['我们支部谈过几个人了', '走访过几家了'])('%s is about progress', (text) =>
    expect(take(text)).toMatchObject({ intent: 'query', query: { about: 'progress' } }),
  );
  test.each(['我写的别人看得到吗', '谈话的内容保密吗'])('%s is about the rules', (text) =>
    expect(take(text, now).intent).toBe('rule'),
  );
});

describe('a weekday before 支部', () => {
  test.each([
    '周二支部开了主题党日',
    '上周二支部开了支委会',
    '星期二支部组织学习，2学时',
    '这周二支部开了组织生活会',
  ])('%s is of one’s own branch, not of the second one', (text) => {
    const { reports, ask } = take(text);
    expect(reports).toHaveLength(1);
    expect(ask).toBeUndefined();
  });
  test('the second branch itself stays another one', () =>
    expect(take('地理教工二支部周二开了主题党日')).toMatchObject({ intent: 'unknown' }));
});

describe('a talk in a few words', () => {
  test.each(['昨天上午找孟子悦谈话', '前天下午找孟子悦同学谈心谈话', '周一中午我找孟子悦谈心'])(
    '%s is held, since its day lies behind',
    (text) => {
      const { reports, ask } = take(text);
      expect(reports).toMatchObject([{ kind: 'talk', targets: ['孟子悦'] }]);
      expect(ask).toBeUndefined();
    },
  );
  test.each(['昨天上午辅导员找孟子悦谈话', '昨天下午院长找孟子悦谈心'])('%s is not one’s own', (text) =>
    expect(take(text)).toMatchObject({ intent: 'unknown', because: 'told_of_others' }),
  );
});

describe('whoever came along, behind a blank', () => {
  test.each(['昨天走访孟子悦家 安然同行', '昨天走访孟子悦家 安然一起', '昨天走访孟子悦 安然陪同'])(
    '%s',
    (text) => expect(slots(told(text), 'targets', 'companions')).toEqual([[['孟子悦'], ['安然']]]),
  );
  test('but two with a blank between them are visited', () =>
    expect(slots(told('昨天走访孟子悦 胡家麒'), 'targets', 'companions')).toEqual([
      [['孟子悦', '胡家麒'], null],
    ]));
});

describe('what was put off and then done', () => {
  test.each([
    ['本来昨天要走访孟子悦家，有事没去成，今天去的', '2026-11-18'],
    ['本来周一要走访孟子悦家，没去成，周二去的', '2026-11-17'],
    ['昨天要去孟子悦家，有事没去成，今天才去的', '2026-11-18'],
  ])('%s is not lost', (text, date) =>
    expect(told(text)).toMatchObject([{ kind: 'visit', targets: ['孟子悦'], date }]),
  );
  test.each([
    '本来周一要走访孟子悦家，下雨没去',
    '本来周一要走访孟子悦家，周二去的教务处',
    '本来昨天要走访孟子悦家，他说今天去了外地',
  ])('%s is not done', (text) => expect(told(text)).toEqual([]));
});

describe('a talk with whoever came along', () => {
  test.each([
    '昨天和安然去孟子悦家走访，回来路上和安然谈了谈心',
    '昨天和安然去孟子悦家走访，下午和安然谈心谈话',
    '昨天和安然走访孟子悦家。还和安然谈了话',
  ])('%s is a talk of its own', (text) =>
    expect(slots(told(text), 'kind', 'targets')).toEqual([
      ['visit', ['孟子悦']],
      ['talk', ['安然']],
    ]),
  );
  test('and with the one who was visited it belongs to the visit', () =>
    expect(told('昨天去孟子悦家走访，和孟子悦谈了谈心')).toHaveLength(1));
});

describe('the number of an item before a day of the month', () => {
  test.each(['1.15号走访孟子悦家\n2.16号走访祁连雪家', '1. 15号走访孟子悦家\n2. 16号走访祁连雪家'])(
    '%j',
    (text) => expect(slots(told(text), 'date')).toEqual([['2026-11-15'], ['2026-11-16']]),
  );
  test('without such items it is the month', () =>
    expect(slots(told('11.15号走访孟子悦家'), 'date')).toEqual([['2026-11-15']]));
});
