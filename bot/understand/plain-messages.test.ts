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
