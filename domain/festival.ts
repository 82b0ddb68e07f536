/** Festivals and commemorations by the names that people use, and the days on which they fall. */
import { addDays, weekdayOf } from './day.ts';
import type { Day } from './understanding.ts';

/** First and last year of {@link LUNAR}. */
export const LUNAR_YEARS = { first: 2020, last: 2040 } as const;

/**
 * `MM-DD` of 春节 端午 七夕 中秋 重阳 清明 冬至 in each year (computed with chinese-days 1.5.7; a test compares
 * them with the package).
 */
export const LUNAR: Record<number, string> = {
  2020: '01-25 06-25 08-25 10-01 10-25 04-04 12-21',
  2021: '02-12 06-14 08-14 09-21 10-14 04-04 12-21',
  2022: '02-01 06-03 08-04 09-10 10-04 04-05 12-22',
  2023: '01-22 06-22 08-22 09-29 10-23 04-05 12-22',
  2024: '02-10 06-10 08-10 09-17 10-11 04-04 12-21',
  2025: '01-29 05-31 08-29 10-06 10-29 04-04 12-21',
  2026: '02-17 06-19 08-19 09-25 10-18 04-05 12-22',
  2027: '02-06 06-09 08-08 09-15 10-08 04-05 12-22',
  2028: '01-26 05-28 08-26 10-03 10-26 04-04 12-21',
  2029: '02-13 06-16 08-16 09-22 10-16 04-04 12-21',
  2030: '02-03 06-05 08-05 09-12 10-05 04-05 12-22',
  2031: '01-23 06-24 08-24 10-01 10-24 04-05 12-22',
  2032: '02-11 06-12 08-12 09-19 10-12 04-04 12-21',
  2033: '01-31 06-01 08-01 09-08 10-01 04-04 12-21',
  2034: '02-19 06-20 08-20 09-27 10-20 04-05 12-22',
  2035: '02-08 06-10 08-10 09-16 10-09 04-05 12-22',
  2036: '01-28 05-30 08-28 10-04 10-27 04-04 12-21',
  2037: '02-15 06-18 08-17 09-24 10-17 04-04 12-21',
  2038: '02-04 06-07 08-07 09-13 10-07 04-05 12-22',
  2039: '01-24 05-27 08-26 10-02 10-26 04-05 12-22',
  2040: '02-12 06-14 08-14 09-20 10-14 04-04 12-21',
};
const COLUMN = { 春节: 0, 端午: 1, 七夕: 2, 中秋: 3, 重阳: 4, 清明: 5, 冬至: 6 } as const;

/** Festivals with the same `MM-DD` every year, by every name in use. */
const FIXED: Record<string, string> = {
  元旦: '01-01',
  新年: '01-01',
  情人节: '02-14',
  学雷锋日: '03-05',
  学雷锋纪念日: '03-05',
  雷锋日: '03-05',
  妇女节: '03-08',
  三八妇女节: '03-08',
  三八节: '03-08',
  三八: '03-08',
  女神节: '03-08',
  植树节: '03-12',
  世界读书日: '04-23',
  读书日: '04-23',
  国家安全教育日: '04-15',
  愚人节: '04-01',
  劳动节: '05-01',
  五一劳动节: '05-01',
  五一: '05-01',
  青年节: '05-04',
  五四青年节: '05-04',
  五四: '05-04',
  护士节: '05-12',
  儿童节: '06-01',
  六一儿童节: '06-01',
  六一: '06-01',
  建党节: '07-01',
  建党日: '07-01',
  建党纪念日: '07-01',
  党的生日: '07-01',
  党的生日那天: '07-01',
  七一建党节: '07-01',
  七一: '07-01',
  建军节: '08-01',
  八一建军节: '08-01',
  八一: '08-01',
  抗战胜利纪念日: '09-03',
  医师节: '08-19',
  中国医师节: '08-19',
  教师节: '09-10',
  九一八: '09-18',
  九·一八: '09-18',
  烈士纪念日: '09-30',
  国庆: '10-01',
  国庆节: '10-01',
  十一国庆节: '10-01',
  十一国庆: '10-01',
  十一: '10-01',
  记者节: '11-08',
  双十一: '11-11',
  双11: '11-11',
  宪法日: '12-04',
  国家宪法日: '12-04',
  志愿者日: '12-05',
  国际志愿者日: '12-05',
  一二九: '12-09',
  一二·九: '12-09',
  国家公祭日: '12-13',
  公祭日: '12-13',
  平安夜: '12-24',
  圣诞节: '12-25',
  圣诞: '12-25',
  跨年夜: '12-31',
};

/** Days counted from the first day of the lunar year; negative ones end the year before. */
const FROM_SPRING_FESTIVAL: Record<string, number> = {
  春节: 0,
  大年初一: 0,
  正月初一: 0,
  年初一: 0,
  初一: 0,
  大年初二: 1,
  正月初二: 1,
  年初二: 1,
  大年初三: 2,
  正月初三: 2,
  年初三: 2,
  大年初四: 3,
  正月初四: 3,
  年初四: 3,
  大年初五: 4,
  正月初五: 4,
  年初五: 4,
  破五: 4,
  大年初六: 5,
  正月初六: 5,
  年初六: 5,
  大年初七: 6,
  正月初七: 6,
  大年初八: 7,
  正月初八: 7,
  正月初九: 8,
  正月初十: 9,
  正月十五: 14,
  元宵节: 14,
  元宵: 14,
  除夕: -1,
  年三十: -1,
  大年三十: -1,
};
/** The eighth day of the twelfth lunar month (腊八) by year of the sun; 小年 of the north is 15 days later. */
const LABA: readonly string[] = [
  '2020-01-02',
  '2021-01-20',
  '2022-01-10',
  '2022-12-30',
  '2024-01-18',
  '2025-01-07',
  '2026-01-26',
  '2027-01-15',
  '2028-01-04',
  '2029-01-22',
  '2030-01-11',
  '2031-01-01',
  '2032-01-20',
  '2033-01-08',
  '2034-01-27',
  '2035-01-16',
  '2036-01-05',
  '2037-01-23',
  '2038-01-12',
  '2039-01-02',
  '2040-01-21',
];
/** Days counted from 腊八. */
const FROM_LABA: Record<string, number> = {
  腊八: 0,
  腊八节: 0,
  小年: 15,
  北方小年: 15,
  腊月二十三: 15,
  南方小年: 16,
};

const BY_COLUMN: Record<string, keyof typeof COLUMN> = {
  端午: '端午',
  端午节: '端午',
  七夕: '七夕',
  七夕节: '七夕',
  中秋: '中秋',
  中秋节: '中秋',
  重阳: '重阳',
  重阳节: '重阳',
  敬老节: '重阳',
  清明: '清明',
  清明节: '清明',
  冬至: '冬至',
};

/**
 * The solar terms by their `C` in the rule of the almanac for the years 2000 to 2099: day of the month =
 * [Y × 0.2422 + C] − [Y / 4], Y the last two digits of the year (those of 小寒 to 雨水 count the leap days up to the
 * year before); a test compares them with chinese-days. 清明 and 冬至 stand in {@link LUNAR}.
 */
const SOLAR_TERMS: Record<string, readonly [month: number, c: number]> = {
  小寒: [1, 5.4055],
  大寒: [1, 20.12],
  立春: [2, 3.87],
  雨水: [2, 18.73],
  惊蛰: [3, 5.63],
  春分: [3, 20.646],
  谷雨: [4, 20.1],
  立夏: [5, 5.52],
  小满: [5, 21.04],
  芒种: [6, 5.678],
  夏至: [6, 21.37],
  小暑: [7, 7.108],
  大暑: [7, 22.83],
  立秋: [8, 7.5],
  处暑: [8, 23.13],
  白露: [9, 7.646],
  秋分: [9, 23.042],
  寒露: [10, 8.318],
  霜降: [10, 23.438],
  立冬: [11, 7.438],
  小雪: [11, 22.36],
  大雪: [12, 7.18],
};
/** Where the rule is a day off. */
const OFF_THE_RULE: Record<string, number> = { '2026雨水': -1 };

function solarTerm(name: string, year: number): Day | undefined {
  const [month, c] = SOLAR_TERMS[name] ?? [];
  if (month === undefined || c === undefined || year < 2000 || year > 2099) return undefined;
  const y = year - 2000;
  const leap = Math.floor((month < 3 ? y - 1 : y) / 4);
  const date = Math.floor(y * 0.2422 + c) - leap + (OFF_THE_RULE[`${year}${name}`] ?? 0);
  return `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
}

/** Whether a name is that of a solar term (other than 清明 and 冬至, which are festivals). */
export function isSolarTerm(name: string): boolean {
  return name in SOLAR_TERMS;
}

/** Every name of a festival, longest first. */
export const FESTIVAL_NAMES: readonly string[] = [
  ...Object.keys(FIXED),
  ...Object.keys(FROM_SPRING_FESTIVAL),
  ...Object.keys(BY_COLUMN),
  ...Object.keys(FROM_LABA),
  ...Object.keys(SOLAR_TERMS),
  '母亲节',
  '父亲节',
  '感恩节',
].sort((a, b) => b.length - a.length);

/**
 * The day of a festival in a year of the sun.
 * @returns undefined for an unknown name, or a lunar festival outside of {@link LUNAR_YEARS}
 */
export function festivalDay(name: string, year: number): Day | undefined {
  const fixed = FIXED[name];
  if (fixed) return `${year}-${fixed}`;
  if (name === '母亲节') return nthWeekday(year, 5, 2, 7);
  if (name === '父亲节') return nthWeekday(year, 6, 3, 7);
  if (name === '感恩节') return nthWeekday(year, 11, 4, 4);
  const sinceLaba = FROM_LABA[name];
  if (sinceLaba !== undefined) {
    const laba = LABA.find((day) => day.startsWith(`${year}-`));
    return laba ? addDays(laba, sinceLaba) : undefined;
  }
  const term = solarTerm(name, year);
  if (term) return term;
  const row = LUNAR[year]?.split(' ');
  if (!row) return undefined;
  const offset = FROM_SPRING_FESTIVAL[name];
  if (offset !== undefined) return addDays(`${year}-${row[0]}`, offset);
  const column = BY_COLUMN[name];
  return column ? `${year}-${row[COLUMN[column]]}` : undefined;
}

/** The nth given weekday (1–7) of a month. */
function nthWeekday(year: number, month: number, nth: number, weekday: number): Day {
  const first = `${year}-${String(month).padStart(2, '0')}-01`;
  return addDays(first, ((weekday - weekdayOf(first) + 7) % 7) + 7 * (nth - 1));
}

/**
 * Statutory holidays as announced by the State Council, first and last day (from the data of chinese-days 1.5.7;
 * a test compares them). Years that are not listed fall back on the rule of 2025 (放假办法): see {@link holidaySpan}.
 */
export const ANNOUNCED: Record<number, Record<string, string>> = {
  2022: {
    春节: '01-31..02-06',
    清明: '04-03..04-05',
    劳动节: '04-30..05-04',
    端午: '06-03..06-05',
    中秋: '09-10..09-12',
    国庆: '10-01..10-07',
  },
  2023: { 春节: '01-21..01-27', 劳动节: '04-29..05-03', 端午: '06-22..06-24', 国庆: '09-30..10-06' },
  2024: {
    春节: '02-10..02-17',
    清明: '04-04..04-06',
    劳动节: '05-01..05-05',
    端午: '06-10..06-10',
    中秋: '09-15..09-17',
    国庆: '10-01..10-07',
  },
  2025: {
    春节: '01-28..02-04',
    清明: '04-04..04-06',
    劳动节: '05-01..05-05',
    端午: '05-31..06-02',
    国庆: '10-01..10-08',
    中秋: '10-01..10-08',
  },
  2026: {
    元旦: '01-01..01-03',
    春节: '02-15..02-23',
    清明: '04-04..04-06',
    劳动节: '05-01..05-05',
    端午: '06-19..06-21',
    中秋: '09-25..09-27',
    国庆: '10-01..10-07',
  },
};

/** Which statutory holiday a festival's name stands for. */
const HOLIDAY_OF: Record<string, string> = {
  元旦: '元旦',
  春节: '春节',
  清明: '清明',
  清明节: '清明',
  五一: '劳动节',
  五一劳动节: '劳动节',
  劳动节: '劳动节',
  端午: '端午',
  端午节: '端午',
  中秋: '中秋',
  中秋节: '中秋',
  国庆: '国庆',
  国庆节: '国庆',
  十一: '国庆',
};

/**
 * First and last day of the statutory holiday around a festival.
 * Years without an announcement: 元旦, 清明, 端午, 中秋 the day itself, 五一 five days, 国庆 seven days, 春节 eight
 * days from 除夕 (全国年节及纪念日放假办法, 2024 revision).
 * @returns undefined when the festival is no statutory holiday
 */
export function holidaySpan(name: string, year: number): { from: Day; to: Day } | undefined {
  const holiday = HOLIDAY_OF[name];
  if (!holiday) return undefined;
  const announced = ANNOUNCED[year]?.[holiday];
  if (announced) {
    const [from, to] = announced.split('..');
    return { from: `${year}-${from}`, to: `${year}-${to}` };
  }
  const day = festivalDay(name, year);
  if (!day) return undefined;
  if (holiday === '国庆') return { from: day, to: addDays(day, 6) };
  if (holiday === '劳动节') return { from: day, to: addDays(day, 4) };
  if (holiday === '春节') return { from: addDays(day, -1), to: addDays(day, 6) };
  return { from: day, to: day };
}
