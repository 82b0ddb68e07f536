import { expect, it } from 'vitest';
import { help, type Offer } from './answer.ts';

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
