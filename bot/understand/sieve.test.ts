import { expect, test } from 'vitest';
import { KIND_WORDS } from './lexicon/kind-words.ts';
import { matchesOf } from './matching.ts';
import { neededCharacters, Sieve } from './sieve.ts';

const needed = (expression: RegExp) => {
  const found = neededCharacters(expression.source);
  return found && [...found].join('');
};

test('of parts that follow one another, the one with the fewest characters is needed', () => {
  expect(needed(/[谈聊]心/)).toBe('心');
  expect(needed(/(?:谈|聊了)(?:[过了])话/)).toBe('话');
});

test('of alternatives all are needed, and nothing where one of them may hold anything', () => {
  expect(needed(/谈心|走访/)).toBe('谈走');
  expect(needed(/(?:谈心|走访)了?/)).toBe('谈走');
  expect(needed(/谈心|.{1,3}家/)).toBe('谈家');
  expect(needed(/谈心|\d+/)).toBeUndefined();
});

test('what may be absent, stands beside, or is a range is not needed', () => {
  expect(needed(/谈?话{0,2}(?:心)*/)).toBeUndefined();
  expect(needed(/(?<!学)习(?=了)/)).toBe('习');
  expect(needed(/(?<=去)(?!家)/)).toBeUndefined();
  expect(needed(/[一-龥]{2}[^，]课+/)).toBe('课');
  expect(needed(/[\u3400-\u9fff]\u4e00会{1,2}?/)).toBe('会');
  expect(needed(/(?<who>某+)\.$/)).toBe('某');
});

test('the words for activities are found as without a sieve, in the same order', () => {
  const plain = KIND_WORDS.map((w) => new RegExp(w.patterns.join('|'), 'g'));
  const sieve = new Sieve(KIND_WORDS.map((w, i) => ({ source: w.patterns.join('|'), means: i })));
  const texts = [
    '昨天下午走访了某某某家，父母都在',
    '跟结对的某某聊了聊，又去听党课2学时',
    '支委会后组织大家到社区志愿服务',
    '昨天',
    '',
    ...KIND_WORDS.map((w) => w.patterns.join('').replace(/[^\u3400-\u9fff]/g, '')),
  ];
  for (const text of texts)
    expect(sieve.matches(text).map(({ match, means }) => [means, match.index, match[0]])).toEqual(
      plain.flatMap((e, i) => matchesOf(e, text).map((m) => [i, m.index, m[0]])),
    );
});

test('few of the words for activities are always tried', () => {
  const always = KIND_WORDS.filter((w) => !neededCharacters(w.patterns.join('|')));
  expect(always.map((w) => w.patterns.join('|').slice(0, 60))).toEqual([]);
});
