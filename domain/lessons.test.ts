import { describe, expect, it } from 'vitest';
import { addLessons, removeLessons, semesterEnd, touchesLessons } from './lessons.ts';
import { DEFAULT_SCHOOL_YEAR } from './period.ts';

const today = '2026-11-23';
const until = '2027-02-14';
const tuesday = { weekday: 2, from: '08:00', to: '09:40' };

describe('lessons', () => {
  it('are kept in the order of the week, and what overlaps is one', () => {
    const wednesday = { weekday: 3, from: '10:00', to: '11:40' };
    const known = { hours: [wednesday], until };
    expect(addLessons(known, [{ weekday: 2, from: '09:00', to: '12:00' }, tuesday], today, until)).toEqual({
      hours: [{ weekday: 2, from: '08:00', to: '12:00' }, wednesday],
      until,
    });
  });

  it('told twice are there once', () => {
    const once = addLessons(undefined, [tuesday], today, until);
    expect(addLessons(once, [tuesday], today, until)).toEqual(once);
  });

  it('of a semester that is over fall away when others are told', () => {
    const old = { hours: [{ weekday: 5, from: '08:00', to: '09:40' }], until: '2026-08-31' };
    expect(addLessons(old, [tuesday], today, until).hours).toEqual([tuesday]);
    expect(touchesLessons(old, old.hours, today)).toBe(false);
  });

  it('can be taken away, in part too', () => {
    const known = { hours: [tuesday], until };
    expect(removeLessons(known, [{ weekday: 2, from: '07:30', to: '12:00' }], today).hours).toEqual([]);
    expect(removeLessons(known, [{ weekday: 3, from: '07:30', to: '12:00' }], today).hours).toEqual([
      tuesday,
    ]);
    expect(removeLessons(known, [{ weekday: 2, from: '08:00', to: '08:45' }], today).hours).toEqual([
      { ...tuesday, from: '08:45' },
    ]);
  });

  it('hold until the end of the semester, told in a vacation of the next one', () => {
    expect(semesterEnd(today, DEFAULT_SCHOOL_YEAR)).toBe(until);
    expect(semesterEnd('2026-08-20', DEFAULT_SCHOOL_YEAR, '2026-08-31')).toBe(until);
    expect(semesterEnd('2027-01-25', DEFAULT_SCHOOL_YEAR, '2027-02-20')).toBe('2027-08-31');
  });
});
