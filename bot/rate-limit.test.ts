import { describe, expect, it } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

describe('a rate limit', () => {
  it('allows so many a minute to each person, and again in the next minute', () => {
    const isAllowed = createRateLimit(2);
    expect([1, 2, 3].map((n) => isAllowed('a', n))).toEqual([true, true, false]);
    expect(isAllowed('b', 3)).toBe(true);
    expect(isAllowed('a', 60_000)).toBe(false);
    expect(isAllowed('a', 60_001)).toBe(true);
  });

  it('goes on when the clock is turned back', () => {
    const isAllowed = createRateLimit(1);
    expect([isAllowed('a', 100_000), isAllowed('a', 100_001), isAllowed('a', 5)]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
