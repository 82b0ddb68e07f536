import { describe, expect, it } from 'vitest';
import { dayOf, instantOf } from './day.ts';
import {
  addWorkingDays,
  allowedHours,
  buildWorkCalendar,
  DEFAULT_SENDING_HOURS,
  estimatedYears,
  isAllowed,
  nextAllowed,
  reviewDayOf,
  workingDayFrom,
  workingDaysBetween,
} from './work-calendar.ts';

const calendar = buildWorkCalendar({
  years: [
    {
      year: 2026,
      holidays: ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'],
      workdays: ['2026-09-20', '2026-10-10'],
      estimated: false,
    },
  ],
  vacations: [{ name: '寒假', from: '2027-01-18', to: '2027-02-28' }],
  sendingHours: DEFAULT_SENDING_HOURS,
});

describe('working days', () => {
  it('leaves out weekends and holidays and takes in the days worked in exchange', () => {
    expect(calendar.isWorkingDay('2026-09-30')).toBe(true);
    expect(calendar.isWorkingDay('2026-10-07')).toBe(false);
    expect(calendar.isWorkingDay('2026-10-10')).toBe(true);
    expect(calendar.isWorkingDay('2026-10-11')).toBe(false);
  });

  it('has no working day inside a vacation of the school', () => {
    expect(calendar.isWorkingDay('2027-01-15')).toBe(true);
    expect(calendar.isWorkingDay('2027-01-18')).toBe(false);
    expect(calendar.isWorkingDay('2027-03-01')).toBe(true);
  });

  it('knows the fixed holidays of a year that the data lack, and says that it is an estimate', () => {
    expect(calendar.isWorkingDay('2027-01-01')).toBe(false);
    expect(calendar.isWorkingDay('2028-05-02')).toBe(false);
    expect(estimatedYears(calendar, '2026-09-01', '2028-01-31')).toEqual([2027, 2028]);
  });

  it('counts working days over a holiday, in both directions', () => {
    expect(addWorkingDays(calendar, '2026-09-30', 1)).toBe('2026-10-08');
    expect(addWorkingDays(calendar, '2026-10-08', -1)).toBe('2026-09-30');
    expect(addWorkingDays(calendar, '2026-10-03', 3)).toBe('2026-10-10');
    expect(workingDaysBetween(calendar, '2026-09-30', '2026-10-10')).toBe(3);
    expect(workingDaysBetween(calendar, '2026-10-10', '2026-09-30')).toBe(0);
    expect(workingDayFrom(calendar, '2026-10-01')).toBe('2026-10-08');
    expect(workingDayFrom(calendar, '2026-10-08')).toBe('2026-10-08');
  });

  it('counts working days over the turn of the year, in both directions', () => {
    expect(addWorkingDays(calendar, '2026-12-30', 2)).toBe('2027-01-04');
    expect(addWorkingDays(calendar, '2027-01-04', -2)).toBe('2026-12-30');
    expect(addWorkingDays(calendar, '2027-01-02', -1)).toBe('2026-12-31');
    expect(workingDaysBetween(calendar, '2026-12-30', '2027-01-04')).toBe(2);
    expect(addWorkingDays(calendar, '2026-12-30', 0)).toBe('2026-12-30');
  });

  it('gives up with an error instead of looking for ever', () => {
    const closed = buildWorkCalendar({
      ...calendar.data,
      vacations: [{ name: '停课', from: '2026-01-01', to: '2032-12-31' }],
    });
    expect(() => addWorkingDays(closed, '2026-10-01', 1)).toThrow(/no working day/);
    expect(nextAllowed(closed, instantOf('2026-10-01', '09:00'))).toBeUndefined();
  });
});

describe('the default day of a quarterly review', () => {
  it('is the third Thursday of the last month of the quarter', () => {
    expect(reviewDayOf(calendar, '2026Q4')).toBe('2026-12-17');
    expect(reviewDayOf(calendar, '2027Q1')).toBe('2027-03-18');
  });

  it('moves to another Thursday of the month when that one lies in a vacation', () => {
    const early = buildWorkCalendar({
      ...calendar.data,
      vacations: [{ name: '寒假', from: '2026-12-14', to: '2027-02-20' }],
    });
    expect(reviewDayOf(early, '2026Q4')).toBe('2026-12-10');
  });

  it('takes the last working day of the quarter when the whole month is off', () => {
    const off = buildWorkCalendar({
      ...calendar.data,
      vacations: [{ name: '暑假', from: '2026-06-01', to: '2026-08-31' }],
    });
    expect(reviewDayOf(off, '2026Q2')).toBe('2026-05-29');
  });
});

describe('hours in which someone may be written to', () => {
  const monday = '2026-11-23';
  const teaching = [
    { weekday: 1, from: '08:00', to: '09:40' },
    { weekday: 1, from: '10:00', to: '11:40' },
    { weekday: 2, from: '08:00', to: '18:00' },
  ];

  it('are the sending hours less the lessons of that weekday', () => {
    expect(allowedHours(calendar, monday, teaching)).toEqual([
      { from: '09:40', to: '10:00' },
      { from: '14:00', to: '17:30' },
    ]);
    expect(allowedHours(calendar, '2026-11-24', teaching)).toEqual([]);
    expect(allowedHours(calendar, '2026-11-22', teaching)).toEqual([]);
  });

  it('begin at the first minute of a span and end before its last', () => {
    expect(isAllowed(calendar, instantOf(monday, '08:30'))).toBe(true);
    expect(isAllowed(calendar, instantOf(monday, '11:30'))).toBe(false);
    expect(isAllowed(calendar, instantOf(monday, '21:00'))).toBe(false);
  });

  it('lead on to the next allowed instant, over night, lessons and days off', () => {
    expect(nextAllowed(calendar, instantOf(monday, '08:00'), teaching)).toEqual(instantOf(monday, '09:40'));
    expect(nextAllowed(calendar, instantOf(monday, '15:07'), teaching)).toEqual(instantOf(monday, '15:07'));
    expect(nextAllowed(calendar, instantOf(monday, '18:00'), teaching)).toEqual(
      instantOf('2026-11-25', '08:30'),
    );
    expect(nextAllowed(calendar, instantOf(monday, '18:00'), teaching, monday)).toBeUndefined();
    expect(dayOf(nextAllowed(calendar, instantOf('2027-01-17', '09:00'))!)).toBe('2027-03-01');
  });
});
