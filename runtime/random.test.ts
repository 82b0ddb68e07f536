import { expect, test } from 'vitest';
import { randomBytesOf } from './random.ts';

test('bytes are handed out once, also where one pool ends and the next begins', () => {
  const seen = new Set<string>();
  for (let i = 0; i < 2_000; i += 1) {
    const count = [12, 16, 32][i % 3]!;
    const bytes = randomBytesOf(count);
    expect(bytes).toHaveLength(count);
    seen.add(bytes.toString('hex'));
  }
  expect(seen.size).toBe(2_000);
});

test('what was handed out stays as it is when more is taken', () => {
  const first = randomBytesOf(32);
  const copy = Buffer.from(first);
  for (let i = 0; i < 500; i += 1) randomBytesOf(32);
  expect(first.equals(copy)).toBe(true);
  expect(first.equals(Buffer.alloc(32))).toBe(false);
});

test('what a pool cannot give is refused, and harms nothing', () => {
  expect(randomBytesOf(4_096)).toHaveLength(4_096);
  for (const wrong of [4_097, -1, 1.5, Number.NaN]) expect(() => randomBytesOf(wrong)).toThrow(RangeError);
  expect(randomBytesOf(32).equals(Buffer.alloc(32))).toBe(false);
});
