/** Months and their parts: 月底, 10月下旬, 上个月, 上个月最后一个周五, 三季度末. */
import { parseChineseNumber } from '../../domain/chinese-number.ts';
import { addDays, weekdayOf } from '../../domain/day.ts';
import type { Day } from '../../domain/understanding.ts';
import {
  type Found,
  inMonth,
  lastOfMonth,
  type Matcher,
  MONTH,
  makeDay,
  monthShift,
  number,
  pad,
  sticky,
  WEEKDAY,
  yearOf,
} from './day-parts.ts';
import { GUESS } from './thresholds.ts';

const monthPart = sticky(
  `(?:(今年|去年|明年|前年|\\d{4}年)(?:的)? ?)?(?:(上上个?|上个?|本|这个?|当|下个?|)(月)|${MONTH} ?月份?)(?:的)?(上旬|中旬|下旬|初|中(?![旬秋午小学层])|底)`,
);
const yearPart = sticky('(今|去|明|前|本)?年(初|底|末)(?![一二三四五六七八九十])');

export const monthParts: Matcher = (text, at, scene) => {
  const ahead = scene.looking === 'ahead';
  const m = monthPart(text, at);
  if (m && !/[\d一二三四五六七八九十]/.test(text[at - 1] ?? '')) {
    let year = yearOf(scene.today);
    let month = Number(scene.today.slice(5, 7));
    if (m[4]) {
      month = number(m[4]);
      if (!m[1]) {
        const first = `${year}-${pad(month)}`;
        const thisMonth = scene.today.slice(0, 7);
        if (!ahead && first > thisMonth) year -= 1;
        if (ahead && first < thisMonth) year += 1;
      }
    } else {
      const day = inMonth(monthShift(m[2] ?? ''), 1, scene)!;
      year = yearOf(day);
      month = Number(day.slice(5, 7));
    }
    if (m[1])
      year = /\d/.test(m[1])
        ? Number(m[1].slice(0, 4))
        : yearOf(scene.today) + ({ 去年: -1, 前年: -2, 明年: 1 }[m[1]] ?? 0);
    if (!(month >= 1 && month <= 12)) return undefined;
    const last = lastOfMonth(year, month);
    const spans: Record<string, [number, number]> = {
      上旬: [1, 10],
      中旬: [11, 20],
      下旬: [21, last],
      初: [1, 10],
      中: [11, 20],
      底: [21, last],
    };
    const [a, b] = spans[m[5]!]!;
    const isPeriod = m[5]!.endsWith('旬');
    if (ahead) {
      // a deadline: the last day of the part (月底前 → the last day of the month)
      const until = makeDay(year, month, m[5] === '初' ? 5 : m[5] === '中' ? 15 : b)!;
      return {
        length: m[0].length,
        from: until,
        grain: 'day',
        confidence: m[5] === '底' || isPeriod ? 0.9 : 0.75,
      };
    }
    let from = makeDay(year, month, a)!;
    let to = makeDay(year, month, b)!;
    if (!m[1] && !m[2] && !m[4] && from > scene.today) {
      const back = inMonth(-1, 1, scene)!;
      const lastBack = lastOfMonth(yearOf(back), Number(back.slice(5, 7)));
      from = `${back.slice(0, 8)}${pad(a)}`;
      to = `${back.slice(0, 8)}${pad(Math.min(b, lastBack))}`;
      if (m[5] === '底') to = `${back.slice(0, 8)}${pad(lastBack)}`;
    }
    return { length: m[0].length, from, to, grain: 'vague', confidence: GUESS };
  }
  const y = yearPart(text, at);
  if (y && !/[\d一二三四五六七八九十]/.test(text[at - 1] ?? '')) {
    let year = yearOf(scene.today) + ({ 去: -1, 前: -2, 明: 1 }[y[1] ?? ''] ?? 0);
    if (ahead && y[2] !== '初')
      return { length: y[0].length, from: `${year}-12-31`, grain: 'day', confidence: 0.9 };
    if (!ahead && !y[1] && y[2] !== '初' && scene.today.slice(5, 7) < '12') year -= 1;
    return y[2] === '初'
      ? { length: y[0].length, from: `${year}-01-01`, to: `${year}-01-31`, grain: 'vague', confidence: GUESS }
      : {
          length: y[0].length,
          from: `${year}-12-01`,
          to: `${year}-12-31`,
          grain: 'vague',
          confidence: GUESS,
        };
  }
  return undefined;
};

const relativeMonth = sticky(
  '(上上个?月|上个?月|下下个?月|下个?月|这个月|本月)(?!份?的?(?:进度|台账|记录|任务))',
);
const namedMonth = sticky(`(?:(今年|去年|前年|明年)(?:的)? ?)?${MONTH}月份?(?![\\d一二三四五六七八九十])`);

/** A whole month in which something happened; the day stays open. */
export const months: Matcher = (text, at, scene) => {
  let m = relativeMonth(text, at);
  if (m) {
    const first = inMonth(monthShift(m[1]!), 1, scene)!;
    return scene.looking === 'ahead'
      ? {
          length: m[0].length,
          from: first <= scene.today ? scene.today : first,
          grain: 'day',
          confidence: 0.75,
        }
      : wholeMonth(m[0].length, first);
  }
  m = /[\d一二三四五六七八九十个.]/.test(text[at - 1] ?? '') ? null : namedMonth(text, at);
  if (m) {
    const month = number(m[2]!);
    if (!(month >= 1 && month <= 12)) return undefined;
    let year = yearOf(scene.today) + ({ 去年: -1, 前年: -2, 明年: 1 }[m[1] ?? ''] ?? 0);
    if (!m[1] && scene.looking === 'back' && `${year}-${pad(month)}` > scene.today.slice(0, 7)) year -= 1;
    if (!m[1] && scene.looking === 'ahead' && `${year}-${pad(month)}` < scene.today.slice(0, 7)) year += 1;
    const first = makeDay(year, month, 1)!;
    return scene.looking === 'ahead'
      ? { length: m[0].length, from: first, grain: 'day', confidence: 0.75 }
      : wholeMonth(m[0].length, first);
  }
  return undefined;
};

function wholeMonth(length: number, first: Day): Found {
  const last = lastOfMonth(yearOf(first), Number(first.slice(5, 7)));
  return { length, from: first, to: `${first.slice(0, 8)}${pad(last)}`, grain: 'vague', confidence: GUESS };
}

const nthWeekday = sticky(
  `(?:(上上个?月|上个?月|本月|这个?月|当月|下个?月)|${MONTH}月份?)(?:的)?(?:第([一二三四五1-5])个?|(最后一?个?))(?:周|星期|礼拜)([一二三四五六日天])`,
);

/** 上个月最后一个周五, 11月第三个周四. */
export const nthWeekdays: Matcher = (text, at, scene) => {
  const m = nthWeekday(text, at);
  if (!m) return undefined;
  let first = m[1] ? inMonth(monthShift(m[1]), 1, scene) : makeDay(yearOf(scene.today), number(m[2]!), 1);
  if (!first) return undefined;
  if (m[2] && scene.looking === 'back' && first > scene.today)
    first = `${yearOf(first) - 1}${first.slice(4)}`;
  if (m[2] && scene.looking === 'ahead' && first.slice(0, 7) < scene.today.slice(0, 7))
    first = `${yearOf(first) + 1}${first.slice(4)}`;
  const wanted = WEEKDAY[m[5]!]!;
  const earliest = addDays(first, (wanted - weekdayOf(first) + 7) % 7);
  if (m[3]) {
    const day = addDays(earliest, 7 * ((parseChineseNumber(m[3]) ?? 1) - 1));
    return day.slice(0, 7) === first.slice(0, 7)
      ? { length: m[0].length, from: day, grain: 'day' }
      : undefined;
  }
  let day = earliest;
  while (addDays(day, 7).slice(0, 7) === first.slice(0, 7)) day = addDays(day, 7);
  return { length: m[0].length, from: day, grain: 'day' };
};

const nthDay = sticky(
  `(?:(上上个?月|上个?月|本月|这个?月|当月)|(?:(今年|去年|前年)的?)?${MONTH}月份?)(?:的|里)?(?:(最后|倒数第一)一?[天日]|(?:第|头)([一二三四五六七八九十\\d]{1,3})[天日]|(首日)|倒数第([二三四五])[天日])(?!的?工作日)`,
);

const lastOfYear = sticky('(去年|前年)的?(?:最后|倒数第一)一?[天日]');

/** 上月最后一天, 11月第一天, 这个月倒数第二天, 去年最后一天: looking back. */
export const nthDays: Matcher = (text, at, scene) => {
  if (scene.looking !== 'back') return undefined;
  const years = lastOfYear(text, at);
  if (years) {
    const year = yearOf(scene.today) - (years[1] === '去年' ? 1 : 2);
    return { length: years[0].length, from: `${year}-12-31`, grain: 'day' };
  }
  const m = nthDay(text, at);
  if (!m || /[\d一二三四五六七八九十]/.test(text[at - 1] ?? '')) return undefined;
  let year = yearOf(scene.today) + ({ 去年: -1, 前年: -2 }[m[2] ?? ''] ?? 0);
  if (m[3] && !m[2] && `${year}-${pad(number(m[3]))}` > scene.today.slice(0, 7)) year -= 1;
  const first = m[1] ? inMonth(monthShift(m[1]), 1, scene) : makeDay(year, number(m[3]!), 1);
  if (!first) return undefined;
  const last = lastOfMonth(yearOf(first), Number(first.slice(5, 7)));
  const date = m[4] ? last : m[5] ? number(m[5]) : m[6] ? 1 : last + 1 - number(m[7]!);
  const day = makeDay(yearOf(first), Number(first.slice(5, 7)), date);
  return day && day <= scene.today ? { length: m[0].length, from: day, grain: 'day' } : undefined;
};

const periodEnd = sticky(
  '(今年|本年|明年)?(?:(?:第)?([一二三四1-4])季度|(本|这个?)季度|(上|下)半年|(年度|全年|今年|本年))(?:的)?(?:末|底|结束|终了|最后一天)(?:之前|以前|前)?',
);

/** 三季度末, 上半年结束之前: looking ahead, the last day of the period. */
export const periodEnds: Matcher = (text, at, scene) => {
  if (scene.looking !== 'ahead') return undefined;
  const m = periodEnd(text, at);
  if (!m) return undefined;
  let year = yearOf(scene.today) + (m[1] === '明年' ? 1 : 0);
  const quarter = m[2]
    ? (parseChineseNumber(m[2]) ?? 4)
    : m[3]
      ? Math.ceil(Number(scene.today.slice(5, 7)) / 3)
      : m[4] === '上'
        ? 2
        : 4;
  const dayIn = (y: number) => makeDay(y, quarter * 3, lastOfMonth(y, quarter * 3))!;
  if (dayIn(year) < scene.today) year += 1;
  return { length: m[0].length, from: dayIn(year), grain: 'day', confidence: 0.9 };
};
