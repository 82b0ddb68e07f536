/** Holidays of the years around now, from `chinese-days` and a file of the school, as plain data. */
import chineseDays from 'chinese-days';
import { z } from 'zod';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** What the school itself knows of a year, e.g. the State Council's notice before the package has it. */
export const SchoolHolidayFile = z.object({
  years: z.array(
    z.object({
      year: z.number().int().min(2000).max(2100),
      holidays: z.array(day),
      workdays: z.array(day).default([]),
    }),
  ),
});
export type SchoolHolidayFile = z.infer<typeof SchoolHolidayFile>;

/** Same shape as `HolidayYear` of `domain/work-calendar.ts`, which this folder may not import. */
export interface HolidayYearData {
  year: number;
  holidays: string[];
  workdays: string[];
  /** Nothing is announced for the year: holidays are computed, 调休 is unknown. */
  estimated: boolean;
}

/**
 * Holidays and 调休 of every year from one to another, both included. The school's file wins over the package;
 * a year of which neither knows anything is estimated from the law.
 */
export function holidayYears(
  firstYear: number,
  lastYear: number,
  school?: SchoolHolidayFile,
): HolidayYearData[] {
  const years: HolidayYearData[] = [];
  for (let year = firstYear; year <= lastYear; year++) {
    const own = school?.years.find((y) => y.year === year);
    years.push(own ? { ...own, estimated: false } : (fromPackage(year) ?? estimate(year)));
  }
  return years;
}

/** What the package knows of a year; a year of which it has no data shows no holiday on a weekday at all. */
function fromPackage(year: number): HolidayYearData | undefined {
  const holidays: string[] = [];
  const workdays: string[] = [];
  for (const date of daysOf(year)) {
    const weekend = isWeekend(date);
    if (weekend && chineseDays.isWorkday(date)) workdays.push(date);
    // The package calls every Saturday and Sunday a holiday: only those on weekdays tell us something.
    if (!weekend && chineseDays.isHoliday(date)) holidays.push(date);
  }
  return holidays.length === 0 ? undefined : { year, holidays, workdays, estimated: false };
}

/**
 * Days off by law (全国年节及纪念日放假办法, since 2025): 元旦 1, 春节 4 from the eve, 清明 1, 劳动节 2, 端午 1, 中秋 1,
 * 国庆 3. Bridges and 调休 are announced each autumn and cannot be computed.
 */
function estimate(year: number): HolidayYearData {
  const lunar = (monthDay: string) => chineseDays.getSolarDateFromLunar(`${year}-${monthDay}`).date;
  const springFestival = lunar('01-01');
  const holidays = [
    `${year}-01-01`,
    ...[-1, 0, 1, 2].map((n) => shift(springFestival, n)),
    chineseDays.getSolarTermDate(year, 4, 'pure_brightness'),
    `${year}-05-01`,
    `${year}-05-02`,
    lunar('05-05'),
    lunar('08-15'),
    `${year}-10-01`,
    `${year}-10-02`,
    `${year}-10-03`,
  ];
  return { year, holidays: [...new Set(holidays)].sort(), workdays: [], estimated: true };
}

function daysOf(year: number): string[] {
  const days: string[] = [];
  for (let date = `${year}-01-01`; date.startsWith(`${year}`); date = shift(date, 1)) days.push(date);
  return days;
}

function isWeekend(date: string): boolean {
  return [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
}

function shift(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
