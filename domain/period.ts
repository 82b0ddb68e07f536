/** Periods in which duties are owed: derived from days and from the school's semester dates. */
import { addDays } from './day.ts';
import type { Day } from './understanding.ts';

export type PeriodUnit = 'year' | 'half' | 'quarter' | 'month' | 'semester';

/** The school's own dates from which semesters follow, `MM-DD`. */
export interface SchoolYear {
  /** First day of the first (autumn) semester. */
  autumn: string;
  /** First day of the second (spring) semester. */
  spring: string;
}

/** Dates usual in Chinese universities; a setting. */
export const DEFAULT_SCHOOL_YEAR: SchoolYear = { autumn: '09-01', spring: '02-15' };

/** The name of the period of a unit in which a day lies: `2026`, `2026H2`, `2026Q4`, `2026-11`, `2026-2027-1`. */
export function periodOf(day: Day, unit: PeriodUnit, school: SchoolYear = DEFAULT_SCHOOL_YEAR): string {
  const year = Number(day.slice(0, 4));
  const month = Number(day.slice(5, 7));
  const monthDay = day.slice(5);
  switch (unit) {
    case 'year':
      return `${year}`;
    case 'half':
      return `${year}H${month <= 6 ? 1 : 2}`;
    case 'quarter':
      return `${year}Q${Math.ceil(month / 3)}`;
    case 'month':
      return day.slice(0, 7);
    case 'semester':
      if (monthDay >= school.autumn) return `${year}-${year + 1}-1`;
      if (monthDay >= school.spring) return `${year - 1}-${year}-2`;
      return `${year - 1}-${year}-1`;
  }
}

/**
 * First and last day of a named period.
 * @throws RangeError when the name is none of the forms of {@link periodOf}
 */
export function periodSpan(name: string, school: SchoolYear = DEFAULT_SCHOOL_YEAR): { from: Day; to: Day } {
  const semester = /^(\d{4})-(\d{4})-([12])$/.exec(name);
  if (semester) {
    const [, first, second, which] = semester;
    return which === '1'
      ? { from: `${first}-${school.autumn}`, to: addDays(`${second}-${school.spring}`, -1) }
      : { from: `${second}-${school.spring}`, to: addDays(`${second}-${school.autumn}`, -1) };
  }
  const other = /^(\d{4})(?:H([12])|Q([1-4])|-(\d{2}))?$/.exec(name);
  if (!other)
    throw new RangeError(`not a period: ${name} (expected 2026, 2026H1, 2026Q3, 2026-11 or 2026-2027-1)`);
  const year = Number(other[1]);
  const [firstMonth, months] = other[2]
    ? [Number(other[2]) * 6 - 5, 6]
    : other[3]
      ? [Number(other[3]) * 3 - 2, 3]
      : other[4]
        ? [Number(other[4]), 1]
        : [1, 12];
  const start = (m: number) =>
    `${year + Math.floor((m - 1) / 12)}-${String(((m - 1) % 12) + 1).padStart(2, '0')}-01`;
  return { from: start(firstMonth), to: addDays(start(firstMonth + months), -1) };
}

/** What people call a period: 今年 is left to the caller; `2026Q4` → 2026年四季度. */
export function sayPeriod(name: string): string {
  const semester = /^(\d{4})-(\d{4})-([12])$/.exec(name);
  if (semester) return `${semester[1]}–${semester[2]}学年第${semester[3] === '1' ? '一' : '二'}学期`;
  const [, year, half, quarter, month] = /^(\d{4})(?:H([12])|Q([1-4])|-(\d{2}))?$/.exec(name) ?? [];
  if (half) return `${year}年${half === '1' ? '上' : '下'}半年`;
  if (quarter) return `${year}年${'一二三四'[Number(quarter) - 1]}季度`;
  if (month) return `${year}年${Number(month)}月`;
  return `${year}年`;
}
