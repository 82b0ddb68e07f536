import { expect, it } from 'vitest';
import { buildSchool } from '../domain/school.ts';
import type { Command } from '../domain/understanding.ts';
import { askWhetherMeant, help, type Offer } from './answer.ts';

const offers: Offer[] = [
  { topic: 'office', line: '“名单”：还差谁' },
  { topic: 'look', line: '“待办”：您还有哪些没做' },
  { topic: 'look', line: '“依据”：哪一条' },
];

it('help is sorted under its headings, and leaves out those with nothing in them', () => {
  const [first, ...rest] = help(offers, true).split('\n\n');
  expect(first).toContain('昨天下午走访了李明轩家');
  expect(rest).toEqual(['查看\n· “待办”：您还有哪些没做\n· “依据”：哪一条', '支部工作\n· “名单”：还差谁']);
});

it('help offers the work of a branch to nobody without a post', () => {
  expect(help(offers, false)).not.toContain('名单');
});

const school = buildSchool({
  organizations: [
    { id: 'school', name: '晴川大学党委', kind: 'party_committee', parent: null, aliases: [] },
    { id: 'law', name: '法学院党委', kind: 'college_committee', parent: 'school', aliases: ['法学院'] },
  ],
  people: [],
  appointments: [],
  oversight: [],
  ties: [],
});

it.each([
  [{ name: 'amend', slot: 'date', value: '2026-11-17' }, '要把刚才那条的日期改成“11月17日（昨天）”'],
  [{ name: 'amend', slot: 'targets', value: ['张伟', '李婷'] }, '要把刚才那条的对象改成“张伟、李婷”'],
  [{ name: 'amend', slot: 'targets', value: ['张伟'], change: 'add' }, '要改刚才那条的对象'],
  [{ name: 'nudge', target: 'branch' }, '要提醒本支部没完成的同志'],
  [{ name: 'nudge', target: 'law' }, '要提醒法学院没完成的同志'],
  [{ name: 'nudge', target: '张伟' }, '要提醒张伟'],
] as const)('an order in doubt says what it would do: %o', (command, said) => {
  const asked = askWhetherMeant(structuredClone(command) as Command, school, '2026-11-18');
  expect(asked).toBe(`您是${said}吗？是的话回“是”，不是就不用管。`);
});
