/** What the parts of reading one day phrase share: its shape, the calendar, and the choice of the nearest day. */
import { parseChineseNumber } from '../../domain/chinese-number.ts';
import type { Day } from '../../domain/understanding.ts';

export interface DayToken {
  start: number;
  end: number;
  from: Day;
  to?: Day;
  grain: 'day' | 'vague';
  /** Said without the parts that would fix it: takes them from its neighbour in a range. */
  bare?: 'weekday' | 'dayOfMonth' | 'monthDay' | 'festival';
  daypart?: 'morning' | 'noon' | 'afternoon' | 'evening';
  confidence?: number;
  alternatives?: Day[];
}

export interface DayScene {
  today: Day;
  now: Date;
  looking: 'back' | 'ahead';
  previous: DayToken | undefined;
  /** Monday of the week that a title names: 上周干了三样，周一…. */
  week?: Day;
  /** That week was said of something else, so that the latest such weekday may be meant as well. */
  aside?: boolean;
}

/** 1.10月27日, 2.6.4: the number of an item at the head of a line, not a part of the date behind it. */
export function itemNumberEnds(text: string, at: number): boolean {
  return /(?:^|\n|[；。])\s*\d{1,2}[.、]$/.test(text.slice(Math.max(0, at - 5), at));
}

export type Found = Omit<DayToken, 'start' | 'end'> & { length: number };
export type Matcher = (text: string, at: number, scene: DayScene) => Found | undefined;

export const N = '[零〇一二两三四五六七八九十廿卅]';
export const MONTH = `(\\d{1,2}|${N}{1,2})`;
export const DATE = `(\\d{1,2}|${N}{1,3})`;

export const pad = (n: number) => String(n).padStart(2, '0');
export const yearOf = (day: Day) => Number(day.slice(0, 4));

/** The day, or undefined when the calendar has none such (2月30日). */
export function makeDay(year: number, month: number, date: number): Day | undefined {
  if (!(year >= 1900 && year <= 2199) || month < 1 || month > 12 || date < 1 || date > 31) return undefined;
  const day = `${year}-${pad(month)}-${pad(date)}`;
  return new Date(`${day}T00:00:00Z`).getUTCDate() === date ? day : undefined;
}

export function sticky(source: string) {
  const expression = new RegExp(source, 'y');
  return (text: string, at: number) => {
    expression.lastIndex = at;
    return expression.exec(text);
  };
}

export function fullYear(text: string): number | undefined {
  const n = parseChineseNumber(text);
  if (n === undefined) return undefined;
  return n < 100 ? 2000 + n : n;
}

/** A day without a year: the latest one not after today, or (ahead) the next one not before. */
export function nearest(month: number, date: number, scene: DayScene): Day | undefined {
  const year = yearOf(scene.today);
  const order =
    scene.looking === 'back'
      ? [year, year - 1, year - 2, year - 3, year - 4]
      : [year, year + 1, year + 2, year + 3, year + 4];
  for (const y of order) {
    const day = makeDay(y, month, date);
    if (day && (scene.looking === 'back' ? day <= scene.today : day >= scene.today)) return day;
  }
  return undefined;
}

export function number(text: string): number {
  return parseChineseNumber(text) ?? Number.NaN;
}

export function monthShift(words: string): number {
  if (/^上上/.test(words)) return -2;
  if (/^上/.test(words)) return -1;
  if (/^下下/.test(words)) return 2;
  if (/^下/.test(words)) return 1;
  return 0;
}

export function inMonth(shift: number, date: number, scene: DayScene): Day | undefined {
  const months = yearOf(scene.today) * 12 + Number(scene.today.slice(5, 7)) - 1 + shift;
  return makeDay(Math.floor(months / 12), (months % 12) + 1, date);
}

export const WEEKDAY: Record<string, number> = { 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 日: 7, 天: 7 };

export function lastOfMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
