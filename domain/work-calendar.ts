/** Working days and sending hours of the school: statutory holidays, 调休, vacations, quiet and teaching hours. Pure. */
import { z } from 'zod';
import { addDays, clockOf, dayOf, instantOf, weekdayOf, within } from './day.ts';
import { periodSpan } from './period.ts';
import { Day } from './understanding.ts';

/** A time of day on the school's wall clock, `HH:mm`. */
export const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** Hours of a day; `from` is included, `to` is not. */
export const ClockSpan = z.object({ from: Clock, to: Clock });
export type ClockSpan = z.infer<typeof ClockSpan>;

/** Lessons that recur every week; `weekday` 1 = Monday … 7 = Sunday. */
export const TeachingHours = ClockSpan.extend({ weekday: z.number().int().min(1).max(7) });
export type TeachingHours = z.infer<typeof TeachingHours>;

/** What is known of one year. */
export const HolidayYear = z.object({
  year: z.number().int(),
  /** Days off by law, weekends inside a holiday included. */
  holidays: z.array(Day),
  /** Saturdays and Sundays that are worked (调休). */
  workdays: z.array(Day),
  /** The State Council has not announced the year yet: holidays are computed, 调休 is unknown. */
  estimated: z.boolean(),
});
export type HolidayYear = z.infer<typeof HolidayYear>;

/** A vacation of the school; both days are included. */
export const Vacation = z.object({ name: z.string().min(1), from: Day, to: Day });
export type Vacation = z.infer<typeof Vacation>;

export const WorkCalendarData = z.object({
  years: z.array(HolidayYear),
  vacations: z.array(Vacation),
  /** Hours in which unsolicited messages may leave; everything else is quiet (免打扰). In order, not overlapping. */
  sendingHours: z.array(ClockSpan).min(1),
});
export type WorkCalendarData = z.infer<typeof WorkCalendarData>;

/** Read-only view of {@link WorkCalendarData}, built once per change of it. */
export interface WorkCalendar {
  data: WorkCalendarData;
  /** Neither weekend, nor holiday, nor vacation; a 调休 day counts unless it lies in a vacation. */
  isWorkingDay(day: Day): boolean;
  /** The vacation in which a day lies. */
  vacationOn(day: Day): Vacation | undefined;
  /** The working days of a year, counted once. */
  workingYear(year: number): WorkingYear;
}

export interface WorkingYear {
  /** In order. */
  days: Day[];
  /** For every day of the year: how many working days there are up to and including it. */
  upTo: Map<Day, number>;
}

/** Default sending hours: not before work has begun, not over lunch, not into the evening. Our choice; a setting. */
export const DEFAULT_SENDING_HOURS: ClockSpan[] = [
  { from: '08:30', to: '11:30' },
  { from: '14:00', to: '17:30' },
];

/** How far a search for an allowed hour goes before it gives up, in days. */
const HORIZON_DAYS = 400;
/** Years without a single working day after which a search for one gives up. */
const HORIZON_YEARS = 2;

/**
 * Holidays whose date is the same every year: 1 January, 1–2 May, 1–3 October
 * (全国年节及纪念日放假办法, as in force since 2025). Used for years of which nothing else is known.
 */
export function fixedHolidays(year: number): Day[] {
  return ['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'].map((monthDay) => `${year}-${monthDay}`);
}

/** Builds the view. Years that the data lack fall back on {@link fixedHolidays}. */
export function buildWorkCalendar(data: WorkCalendarData): WorkCalendar {
  const known = new Set(data.years.map((y) => y.year));
  const holidays = new Set(data.years.flatMap((y) => y.holidays));
  const workdays = new Set(data.years.flatMap((y) => y.workdays));
  const years = new Map<number, WorkingYear>();
  const vacationOn = (day: Day) => data.vacations.find((v) => within(day, v));
  const decide = (day: Day): boolean => {
    const year = yearOf(day);
    if (!known.has(year)) {
      known.add(year);
      for (const holiday of fixedHolidays(year)) holidays.add(holiday);
    }
    if (vacationOn(day)) return false;
    if (workdays.has(day)) return true;
    return weekdayOf(day) <= 5 && !holidays.has(day);
  };
  const workingYear = (year: number): WorkingYear => {
    const before = years.get(year);
    if (before) return before;
    const counted: WorkingYear = { days: [], upTo: new Map() };
    for (let day = `${year}-01-01`; yearOf(day) === year; day = addDays(day, 1)) {
      if (decide(day)) counted.days.push(day);
      counted.upTo.set(day, counted.days.length);
    }
    years.set(year, counted);
    return counted;
  };
  return {
    data,
    vacationOn,
    workingYear,
    isWorkingDay: (day) => {
      const { days, upTo } = workingYear(yearOf(day));
      return days[(upTo.get(day) ?? 0) - 1] === day;
    },
  };
}

function yearOf(day: Day): number {
  return Number(day.slice(0, 4));
}

/** Years from one day's to another's of which the calendar only has an estimate; `doctor` warns about them. */
export function estimatedYears(calendar: WorkCalendar, from: Day, to: Day): number[] {
  const first = Number(from.slice(0, 4));
  const last = Number(to.slice(0, 4));
  const announced = new Set(calendar.data.years.filter((y) => !y.estimated).map((y) => y.year));
  return Array.from({ length: last - first + 1 }, (_, i) => first + i).filter((year) => !announced.has(year));
}

/**
 * The day that is `n` working days after (or, negative, before) a day, which need not be a working day itself.
 * @throws RangeError when there is none within {@link HORIZON_YEARS} years, as under a vacation without end
 */
export function addWorkingDays(calendar: WorkCalendar, day: Day, n: number): Day {
  if (n === 0) return day;
  let year = yearOf(day);
  let { days, upTo } = calendar.workingYear(year);
  const counted = upTo.get(day) ?? 0;
  // Place of the wanted day among the working days of the year; beyond either end it lies in another year.
  let place = n > 0 ? counted + n - 1 : counted - (days[counted - 1] === day ? 1 : 0) + n;
  for (let empty = 0; place < 0 || place >= days.length; ) {
    if (place >= days.length) {
      place -= days.length;
      days = calendar.workingYear(++year).days;
    } else {
      days = calendar.workingYear(--year).days;
      place += days.length;
    }
    empty = days.length === 0 ? empty + 1 : 0;
    if (empty > HORIZON_YEARS) throw new RangeError(`no working day within ${HORIZON_YEARS} years of ${day}`);
  }
  return days[place] as Day;
}

/** The day itself when it is a working day, else the next one. */
export function workingDayFrom(calendar: WorkCalendar, day: Day): Day {
  return calendar.isWorkingDay(day) ? day : addWorkingDays(calendar, day, 1);
}

/** Working days after `from` up to and including `to`; 0 when `to` is not later. */
export function workingDaysBetween(calendar: WorkCalendar, from: Day, to: Day): number {
  if (to <= from) return 0;
  let count = -(calendar.workingYear(yearOf(from)).upTo.get(from) ?? 0);
  for (let year = yearOf(from); year < yearOf(to); year++) count += calendar.workingYear(year).days.length;
  return count + (calendar.workingYear(yearOf(to)).upTo.get(to) ?? 0);
}

/**
 * The default day of a quarterly review: the third Thursday of the quarter's last month, outside vacations.
 * When that day is off, an earlier or later Thursday of that month, the nearest first; else the last working day
 * of the quarter; else the third Thursday after all.
 * @param quarter `2026Q4`
 */
export function reviewDayOf(calendar: WorkCalendar, quarter: string): Day {
  const { from, to } = periodSpan(quarter);
  const first = `${to.slice(0, 8)}01`;
  const firstThursday = addDays(first, (4 - weekdayOf(first) + 7) % 7);
  const third = addDays(firstThursday, 14);
  for (const weeks of [0, -1, 1, -2, 2]) {
    const day = addDays(third, 7 * weeks);
    if (day >= first && day <= to && calendar.isWorkingDay(day)) return day;
  }
  for (let day = to; day >= from; day = addDays(day, -1)) if (calendar.isWorkingDay(day)) return day;
  return third;
}

/** Hours of a day in which someone may be written to: sending hours less their lessons; none on a day off. */
export function allowedHours(calendar: WorkCalendar, day: Day, teaching: TeachingHours[] = []): ClockSpan[] {
  if (!calendar.isWorkingDay(day)) return [];
  const weekday = weekdayOf(day);
  let spans = calendar.data.sendingHours;
  for (const lesson of teaching) {
    if (lesson.weekday !== weekday) continue;
    spans = spans.flatMap((span) => [
      { from: span.from, to: earlier(lesson.from, span.to) },
      { from: later(lesson.to, span.from), to: span.to },
    ]);
    spans = spans.filter((span) => span.from < span.to);
  }
  return spans;
}

/** Whether someone may be written to at an instant. */
export function isAllowed(calendar: WorkCalendar, at: Date, teaching: TeachingHours[] = []): boolean {
  const clock = clockOf(at);
  return allowedHours(calendar, dayOf(at), teaching).some((span) => span.from <= clock && clock < span.to);
}

/**
 * The first instant, not before `at`, at which someone may be written to.
 * @param on give up after this day instead of looking further
 */
export function nextAllowed(
  calendar: WorkCalendar,
  at: Date,
  teaching: TeachingHours[] = [],
  on?: Day,
): Date | undefined {
  const start = dayOf(at);
  for (let i = 0; i <= HORIZON_DAYS; i++) {
    const day = addDays(start, i);
    if (on !== undefined && day > on) return undefined;
    for (const span of allowedHours(calendar, day, teaching)) {
      if (instantOf(day, span.to) <= at) continue;
      const opens = instantOf(day, span.from);
      return opens > at ? opens : at;
    }
  }
  return undefined;
}

/** The earlier of two times of day or of two days: both kinds of string sort as they follow each other. */
export function earlier(a: string, b: string): string {
  return [a, b].sort()[0] as string;
}

/** The later of two times of day or of two days. */
export function later(a: string, b: string): string {
  return [a, b].sort()[1] as string;
}
