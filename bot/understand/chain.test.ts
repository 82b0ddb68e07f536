import { expect, test } from 'vitest';
import { likeliestPath, linksOf, NEVER, posteriorOf } from './chain.ts';

/** Every row of labels with its score, one by one: what the chain works out without listing them. */
function allRows(scores: Float64Array, follows: readonly number[], begins: readonly number[]) {
  const K = begins.length;
  const n = scores.length / K;
  const rows: { row: number[]; weight: number }[] = [];
  for (let code = 0; code < K ** n; code += 1) {
    const row = Array.from({ length: n }, (_, i) => Math.floor(code / K ** i) % K);
    const sum = row.reduce(
      (s, k, i) => s + scores[i * K + k]! + (i === 0 ? begins[k]! : follows[row[i - 1]! * K + k]!),
      0,
    );
    rows.push({ row, weight: Math.exp(sum) });
  }
  return rows;
}

const scores = Float64Array.from([0.2, 1.1, -0.4, 0.9, 0.3, 0.5, -1, 0.4, 1.6, 0.1, 0.2, 0.3]);
const follows = [0.3, 0.1, NEVER, -0.2, 0.4, 0.8, 0.6, -0.1, 0.5];
const begins = [0, 0.2, NEVER];

test('how likely a label is, is the share of all rows that have it there', () => {
  const rows = allRows(scores, follows, begins);
  const total = rows.reduce((sum, r) => sum + r.weight, 0);
  const each = posteriorOf(scores, linksOf(follows, begins));
  for (let i = 0; i < 4; i += 1)
    for (let k = 0; k < 3; k += 1) {
      const share = rows.filter((r) => r.row[i] === k).reduce((sum, r) => sum + r.weight, 0) / total;
      expect(each[i * 3 + k]).toBeCloseTo(share, 10);
    }
});

test('how often a label follows another is counted over all rows', () => {
  const rows = allRows(scores, follows, begins);
  const total = rows.reduce((sum, r) => sum + r.weight, 0);
  const pairs = new Float64Array(9);
  posteriorOf(scores, linksOf(follows, begins), pairs);
  for (let a = 0; a < 3; a += 1)
    for (let b = 0; b < 3; b += 1) {
      const times = (row: number[]) => row.filter((k, i) => k === b && row[i - 1] === a).length;
      const expected = rows.reduce((sum, r) => sum + r.weight * times(r.row), 0) / total;
      expect(pairs[a * 3 + b]).toBeCloseTo(expected, 10);
    }
});

test('the likeliest row is that of all rows, and holds nothing that cannot be', () => {
  const best = allRows(scores, follows, begins).reduce((a, b) => (b.weight > a.weight ? b : a));
  expect([...likeliestPath(scores, linksOf(follows, begins))]).toEqual(best.row);
});

test('a long text runs neither out of numbers nor over', () => {
  const long = new Float64Array(3 * 700).fill(0).map((_, i) => (i % 7) * 20);
  const each = posteriorOf(long, linksOf(follows, begins));
  expect(each.every((p) => p >= 0 && p <= 1.000001)).toBe(true);
  expect(likeliestPath(long, linksOf(follows, begins))).toHaveLength(700);
});

test('no text has no labels', () => {
  expect(likeliestPath(new Float64Array(), linksOf(follows, begins))).toHaveLength(0);
});
