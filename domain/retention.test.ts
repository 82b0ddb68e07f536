import { describe, expect, it } from 'vitest';
import { parseRetention, textsKeptFrom } from './retention.ts';

describe('how long texts are kept', () => {
  it('keeps them three years after the end of their year unless the school says otherwise', () => {
    const defaults = parseRetention(undefined);
    expect(textsKeptFrom(defaults, 'talk', '2026-11-21')).toBe('2023-01-01');
    // A talk of 2 January 2023 and one of 30 December 2023 go on the same day.
    expect(textsKeptFrom(defaults, 'talk', '2026-12-31')).toBe('2023-01-01');
    expect(textsKeptFrom(defaults, 'talk', '2027-01-01')).toBe('2024-01-01');
  });

  it('takes a time of its own for each kind', () => {
    const retention = parseRetention({ textYears: { talk: 1 }, defaultTextYears: 5 });
    expect(textsKeptFrom(retention, 'talk', '2026-11-21')).toBe('2025-01-01');
    expect(textsKeptFrom(retention, 'visit', '2026-11-21')).toBe('2021-01-01');
  });

  it('refuses a setting that makes no sense', () => {
    expect(() => parseRetention({ defaultTextYears: -1 })).toThrow();
    expect(() => parseRetention({ textYears: { dance: 3 } })).toThrow();
  });
});
