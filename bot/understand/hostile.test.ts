import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Understanding } from '../../domain/understanding.ts';
import { buildIndex } from './fixtures.ts';
import { understand } from './understand.ts';
import { warmUp } from './warm-up.ts';

const index = buildIndex();
const now = new Date('2026-11-18T20:00:00+08:00');
warmUp(index, now);

/** Messages a run; more for the long run: COUNT=100000. */
const COUNT = Number(process.env.COUNT ?? 1_000);
/** Printed, so that a failure can be run again: SEED=… */
const SEED = Number(process.env.SEED ?? 20_261_118);
/** What a message of the longest length may take, as a multiple of an ordinary telling of that length in the same run. */
const LONGEST = 4;
const ORDINARY =
  '昨天下午和贺兰秋去孟子悦家走访，她父母都在，聊了聊近况；今天上午找安然谈心谈话，下午开支委会。'.repeat(20);

/** The least of three runs, ms. */
function timeOf(text: string): number {
  const times = [0, 1, 2].map(() => {
    const began = performance.now();
    understand({ text, now, sender: 'me' }, index);
    return performance.now() - began;
  });
  return Math.min(...times);
}

const WORDS =
  '昨天 和 跟 给 去 到 家 走访 谈心 孟子悦 周宁 电话 党课 学时 支委会 不对 是 没 了 吗 ， 。 、 ： （ ） \n 1 11. 月 号 两 改成 撤销 提醒 任务 3 ① 😀 \u200b \u202e ‮ “ 《 阿依努尔 · http://x.example <b> ${x} {"a":1} ; DROP'.split(
    ' ',
  );
const chunk = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const message = fc.oneof(
  fc.array(chunk, { maxLength: 60 }).map((parts) => parts.join('')),
  fc.tuple(chunk, fc.integer({ min: 1, max: 400 })).map(([part, times]) => part.repeat(times)),
);

describe('hostile text', () => {
  test(`never throws and always keeps the contract (seed ${SEED}, ${COUNT} messages)`, () => {
    fc.assert(
      fc.property(message, (text) => {
        Understanding.parse(understand({ text, now, sender: 'me' }, index));
      }),
      { numRuns: COUNT, seed: SEED },
    );
  }, 600_000);

  test('random characters without a word of the field are never recorded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(understand({ text, now, sender: 'me' }, index).intent).not.toBe('report');
      }),
      { numRuns: COUNT, seed: SEED },
    );
  }, 600_000);

  test.each([
    '给',
    '去',
    '我和',
    '和孟子悦谈',
    '一',
    '，',
    '（',
    '11.',
    '电话',
    '不对',
    '①',
    '\u202e',
    '😀',
    '从家',
    '孟子悦、',
  ])('a hundred thousand characters of %s take no longer than a long telling', (unit) => {
    expect(timeOf(unit.repeat(Math.ceil(100_000 / unit.length)))).toBeLessThan(LONGEST * timeOf(ORDINARY));
  });

  test('zero-width and bidi characters inside words change nothing', () => {
    const plain = understand({ text: '昨天走访孟子悦家', now, sender: 'me' }, index);
    const laced = understand({ text: '昨\u200b天走\u202e访孟\u2060子悦家', now, sender: 'me' }, index);
    expect(laced.reports?.[0]?.targets).toEqual(plain.reports?.[0]?.targets);
    expect(laced.reports?.[0]?.date).toBe(plain.reports?.[0]?.date);
  });
});
