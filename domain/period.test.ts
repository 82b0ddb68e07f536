import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from './day.ts';
import { periodOf, periodSpan, sayPeriod } from './period.ts';

describe('periods', () => {
  it('are named from the day and the school’s dates', () => {
    expect(periodOf('2026-11-21', 'year')).toBe('2026');
    expect(periodOf('2026-06-30', 'half')).toBe('2026H1');
    expect(periodOf('2026-07-01', 'half')).toBe('2026H2');
    expect(periodOf('2026-10-01', 'quarter')).toBe('2026Q4');
    expect(periodOf('2026-11-21', 'month')).toBe('2026-11');
  });

  it('put January into the autumn semester, and follow another school’s dates', () => {
    expect(periodOf('2026-09-01', 'semester')).toBe('2026-2027-1');
    expect(periodOf('2027-01-10', 'semester')).toBe('2026-2027-1');
    expect(periodOf('2027-03-01', 'semester')).toBe('2026-2027-2');
    expect(periodOf('2027-08-31', 'semester')).toBe('2026-2027-2');
    const late = { autumn: '09-10', spring: '03-01' };
    expect(periodOf('2026-09-05', 'semester', late)).toBe('2025-2026-2');
  });

  it('span exactly the days that bear their name', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.constantFrom('year', 'half', 'quarter', 'month', 'semester'),
        (offset, unit) => {
          const day = addDays('2000-01-01', offset);
          const { from, to } = periodSpan(periodOf(day, unit));
          expect(from <= day && day <= to).toBe(true);
          expect(periodOf(from, unit)).toBe(periodOf(day, unit));
          expect(periodOf(to, unit)).toBe(periodOf(day, unit));
          expect(periodOf(addDays(from, -1), unit)).not.toBe(periodOf(day, unit));
          expect(periodOf(addDays(to, 1), unit)).not.toBe(periodOf(day, unit));
        },
      ),
    );
  });

  it('refuse names that are none', () => {
    expect(() => periodSpan('2026Q5')).toThrow(/2026Q3/);
  });

  it('are said as people say them', () => {
    expect(['2026', '2026H2', '2026Q4', '2026-11', '2026-2027-1'].map(sayPeriod)).toEqual([
      '2026年',
      '2026年下半年',
      '2026年四季度',
      '2026年11月',
      '2026–2027学年第一学期',
    ]);
  });
});
