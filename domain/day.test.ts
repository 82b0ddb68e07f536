import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  clockOf,
  dayOf,
  daysBetween,
  instantOf,
  mondayOf,
  sayDay,
  weekdayOf,
  within,
} from './day.ts';

describe('days of the school', () => {
  it('change at midnight in the school, not in Greenwich', () => {
    expect(dayOf(new Date('2026-11-20T15:59:59Z'))).toBe('2026-11-20');
    expect(dayOf(new Date('2026-11-20T16:00:00Z'))).toBe('2026-11-21');
    expect(clockOf(new Date('2026-11-20T16:05:00Z'))).toBe('00:05');
  });

  it('come back from their instant', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        (instant) => {
          const day = dayOf(instant);
          expect(dayOf(instantOf(day, clockOf(instant)))).toBe(day);
        },
      ),
    );
  });

  it('add and count across months, leap days and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
    expect(daysBetween('2026-11-21', '2026-11-01')).toBe(-20);
    fc.assert(
      fc.property(fc.integer({ min: -5000, max: 5000 }), (n) => {
        expect(daysBetween('2026-11-21', addDays('2026-11-21', n))).toBe(n);
      }),
    );
  });

  it('know their weekday, Monday first', () => {
    expect(weekdayOf('2026-11-21')).toBe(6);
    expect(weekdayOf('2026-11-22')).toBe(7);
    expect(mondayOf('2026-11-22')).toBe('2026-11-16');
    expect(mondayOf('2026-11-16')).toBe('2026-11-16');
  });

  it('lie within spans that include both ends and may be open', () => {
    expect(within('2026-11-21', { from: '2026-11-21', to: '2026-11-21' })).toBe(true);
    expect(within('2026-11-22', { to: '2026-11-21' })).toBe(false);
    expect(within('2026-11-22', {})).toBe(true);
  });

  it('are said with the year only when it is another', () => {
    expect(sayDay('2026-11-05', '2026-11-21')).toBe('11月5日');
    expect(sayDay('2025-12-30', '2026-11-21')).toBe('2025年12月30日');
  });
});
