import { describe, expect, it } from 'vitest';
import { holidayYears } from './work-calendar.ts';

describe('holidays of a year', () => {
  it('come from the package when the year is announced, with the days worked in exchange', () => {
    const [year] = holidayYears(2026, 2026);
    expect(year).toMatchObject({ year: 2026, estimated: false });
    expect(year?.holidays).toContain('2026-10-07');
    expect(year?.workdays).toContain('2026-10-10');
  });

  it('are estimated from the law when the package has nothing, and say so', () => {
    const [year] = holidayYears(2031, 2031);
    expect(year).toMatchObject({ estimated: true, workdays: [] });
    expect(year?.holidays).toContain('2031-01-01');
    expect(year?.holidays).toContain('2031-10-03');
    // Lunar new year's eve and day of 2031: 22 and 23 January.
    expect(year?.holidays).toEqual(expect.arrayContaining(['2031-01-22', '2031-01-23']));
    // Thirteen by law; in 2031 中秋 falls on 1 October.
    expect(year?.holidays).toHaveLength(12);
  });

  it('come from the school’s own file where it has the year', () => {
    const years = holidayYears(2026, 2027, {
      years: [{ year: 2027, holidays: ['2027-02-05'], workdays: ['2027-02-20'] }],
    });
    expect(years[0]?.estimated).toBe(false);
    expect(years[1]).toEqual({
      year: 2027,
      holidays: ['2027-02-05'],
      workdays: ['2027-02-20'],
      estimated: false,
    });
  });
});
