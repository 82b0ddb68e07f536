/** Calendar days of the school as strings `YYYY-MM-DD`, and the one place that knows its time zone. */
import type { Day } from './understanding.ts';

/** The school's time zone. China keeps one offset all year, so days are plain arithmetic. */
export const SCHOOL_TIME_ZONE = 'Asia/Shanghai';
const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/**
 * Days since 1970-01-01 by day, and back. Remembered, because a plan of a large school counts days millions of times
 * and parsing dates would be most of it.
 */
const numbers = new Map<Day, number>();
const names = new Map<number, Day>();
/** Some decades; more than that would be somebody's mistake, and is not kept for ever. */
const REMEMBERED = 20_000;

/** NaN for what is no day. */
function numberOf(day: Day): number {
  const known = numbers.get(day);
  if (known !== undefined) return known;
  if (numbers.size >= REMEMBERED) numbers.clear();
  const number = Date.parse(`${day}T00:00:00Z`) / DAY_MS;
  numbers.set(day, number);
  return number;
}

/** @throws RangeError when the number is none of a day */
function nameOf(number: number): Day {
  const known = names.get(number);
  if (known !== undefined) return known;
  if (names.size >= REMEMBERED) names.clear();
  const name = new Date(number * DAY_MS).toISOString().slice(0, 10);
  names.set(number, name);
  return name;
}

/** The school's day on which an instant falls. */
export function dayOf(instant: Date): Day {
  return nameOf(Math.floor((instant.getTime() + OFFSET_MS) / DAY_MS));
}

/** The school's wall clock of an instant, `HH:mm`. */
export function clockOf(instant: Date): string {
  return new Date(instant.getTime() + OFFSET_MS).toISOString().slice(11, 16);
}

/** The instant of a wall-clock time (`HH:mm`, default midnight) on a day of the school. */
export function instantOf(day: Day, time = '00:00'): Date {
  return new Date(`${day}T${time}:00+08:00`);
}

/** The day `n` days after (or, negative, before) another. */
export function addDays(day: Day, n: number): Day {
  return nameOf(numberOf(day) + n);
}

/** Whole days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return numberOf(to) - numberOf(from);
}

/** Day of the week, 1 = Monday … 7 = Sunday. */
export function weekdayOf(day: Day): number {
  // 1970-01-01 was a Thursday.
  return ((((numberOf(day) + 3) % 7) + 7) % 7) + 1;
}

/** The Monday of the week in which a day lies. */
export function mondayOf(day: Day): Day {
  return addDays(day, 1 - weekdayOf(day));
}

/** Whether a day lies between two days, both included; an absent bound is open. */
export function within(day: Day, span: { from?: Day | undefined; to?: Day | undefined }): boolean {
  return (span.from === undefined || span.from <= day) && (span.to === undefined || day <= span.to);
}

/** `11月5日`; with the year when it is not the year of `today`. */
export function sayDay(day: Day, today: Day): string {
  const [year, month, date] = day.split('-').map(Number);
  const short = `${month}月${date}日`;
  return day.slice(0, 4) === today.slice(0, 4) ? short : `${year}年${short}`;
}
