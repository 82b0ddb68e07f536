/** Days by number: 2026年11月5日, 11.5, 20261105, 上个月28号, 5号, and short ranges (3-5号). */
import type { Day } from '../../domain/understanding.ts';
import {
  DATE,
  type DayScene,
  fullYear,
  inMonth,
  itemNumberEnds,
  type Matcher,
  MONTH,
  makeDay,
  monthShift,
  N,
  nearest,
  number,
  sticky,
  yearOf,
} from './day-parts.ts';
import { SPOTS } from './lexicon/place-words.ts';

const ymd = sticky(`(\\d{4}|\\d{2}|[零〇一二三四五六七八九]{4}) ?年 ?${MONTH} ?月 ?${DATE} ?(?:日|号)?`);
const ymdMarks = sticky('(\\d{4}) ?([-./—]) ?(\\d{1,2}) ?\\2 ?(\\d{1,2})(?![\\d])');
const compact = sticky('(20\\d{2})(\\d{2})(\\d{2})(?!\\d)');
const wordYear = sticky(`(今年|去年|前年|明年|本年|当年)(?:的)? ?${MONTH} ?月 ?${DATE} ?(?:日|号)?`);
const monthDay = sticky(`${MONTH} ?月 ?${DATE} ?(日|号)?`);
const monthDayMarks = sticky('(\\d{1,2})([./\\-])(\\d{1,2})(?![\\d%])(日|号)?');
const DAY_MARK_STOP =
  /^(?:[.:/]\d|个|学时|课时|小时|万|元|折|倍|分|米|公里|%|级|版|次|人|名|户|篇|节|天|年|班|亿|kg|km|h)/i;
const MONTH_DAY_STOP = /^(?:个|名|人|次|户|年|班|位|学时|课时|小时|天|周|点|时)/;

export const absolute: Matcher = (text, at, scene) => {
  const preceded = /[\d.]/.test(text[at - 1] ?? '') && !itemNumberEnds(text, at);
  let m = preceded ? null : ymd(text, at);
  if (m) {
    const year = fullYear(m[1]!);
    const day = year === undefined ? undefined : makeDay(year, number(m[2]!), number(m[3]!));
    if (day) return { length: m[0].length, from: day, grain: 'day' };
  }
  m = preceded ? null : ymdMarks(text, at);
  if (m) {
    const day = makeDay(Number(m[1]), Number(m[3]), Number(m[4]));
    if (day) return { length: m[0].length, from: day, grain: 'day' };
  }
  m = preceded ? null : compact(text, at);
  if (m) {
    const day = makeDay(Number(m[1]), Number(m[2]), Number(m[3]));
    if (day) return { length: m[0].length, from: day, grain: 'day' };
  }
  m = wordYear(text, at);
  if (m) {
    const shift = { 去年: -1, 前年: -2, 明年: 1 }[m[1]!] ?? 0;
    const day = makeDay(yearOf(scene.today) + shift, number(m[2]!), number(m[3]!));
    if (day) return { length: m[0].length, from: day, grain: 'day' };
  }
  m = preceded || /[零〇一二三四五六七八九十]/.test(text[at - 1] ?? '') ? null : monthDay(text, at);
  if (m && (m[3] || !MONTH_DAY_STOP.test(text.slice(at + m[0].length)))) {
    // 11月5日 after a longer date of another year in a range keeps that year: done by the caller
    const day = nearest(number(m[1]!), number(m[2]!), scene);
    // 10月17、18两天
    const second = day && /^[、和](\d{1,2})(?:日|号)?(?:这)?两天/.exec(text.slice(at + m[0].length));
    const to = second && makeDay(yearOf(day), number(m[1]!), Number(second[1]));
    if (day && to && to > day)
      return { length: m[0].length + second![0].length, from: day, to, grain: 'day' };
    if (day) {
      return { length: m[0].length, from: day, grain: 'day', bare: 'monthDay' };
    }
  }
  m = preceded || /[A-Za-z]/.test(text[at - 1] ?? '') ? null : monthDayMarks(text, at);
  if (m) {
    const rest = text.slice(at + m[0].length);
    const before = text.slice(Math.max(0, at - 4), at);
    const isFraction = m[2] === '/' && /(?:完成|进度|达到|占)$/.test(before);
    const isNumber =
      m[2] === '.' && (DAY_MARK_STOP.test(rest) || /(?:学时|课时|[¥￥])[：:]? ?$/.test(before));
    const isRange = m[2] === '-' && /^(?:名|人|个|次|户|点|学时|号|日)/.test(rest);
    const isRoom = /^(?:室|教室|房|楼)/.test(rest);
    if (
      !isFraction &&
      !isNumber &&
      !isRange &&
      !isRoom &&
      // 1.10月27日
      !/^月/.test(rest) &&
      !(m[2] === '.' && m[4] !== undefined && isItemNumber(text, at, Number(m[1]))) &&
      !/^[:/]\d/.test(rest) &&
      (m[2] !== '-' || m[3]!.length === 2)
    ) {
      const day = nearest(Number(m[1]), Number(m[3]), scene);
      if (day) return { length: m[0].length, from: day, grain: 'day', bare: 'monthDay' };
    }
  }
  return undefined;
};

/** 1.15号走访甲家, with an item 2. below it: a number of the list, and the day of the month. */
function isItemNumber(text: string, at: number, item: number): boolean {
  if (!/(?:^|\n)\s*$/.test(text.slice(0, at))) return false;
  const heads = new Set([...text.matchAll(/(?:^|\n)\s*(\d{1,2})[.、]/g)].map((m) => Number(m[1])));
  return heads.has(item + 1) || heads.has(item - 1);
}

const relativeMonthDay = sticky(
  `(上上个?月|上个?月|本月|这个?月|当月|下个?月|下下个?月)(?:的)? ?${DATE} ?(?:日|号)`,
);
const dayNumber = sticky(`${DATE} ?(号|日)`);
const BEFORE_NUMBER_STOP =
  /(?:[\d.第#]|任务|清单|教室|编号|周|月|星期|礼拜|附件|房间|工位|[零〇一二三四五六七八九十])$/;
const AFTER_NUMBER_STOP =
  /^(?:楼|线(?!上)|教|馆|宿舍|公寓|院|会议室|教室|任务|活动室|桌|机|门|食堂|车|店|房|厅|谈话室|报告|实验|文件|教学楼|寝|群|选手|文|元|程|常|后的|记|语|本|期|益|渐|趋|校区|舍|[男女]生|学生公寓)/;

/** 7、8、9号: the first of several numbers with one 号 behind them. */
const listedNumber = sticky(
  `${DATE}(?=(?:[、和](?:\\d{1,2}|${N}{1,3})){0,9}[、和](?:\\d{1,2}|${N}{1,3}) ?(?:号|日)(?!楼|线|教|馆|院))`,
);

/** Within a list that a day began, the next one is of its month: 10月7、8、9号, 10月7号、8号. */
function nextListed(text: string, at: number, date: number, { previous, today, looking }: DayScene) {
  if (previous?.grain !== 'day' || previous.to || !previous.bare) return undefined;
  if (!/^[、和与及]$/.test(text.slice(previous.end, at))) return undefined;
  const day = makeDay(yearOf(previous.from), Number(previous.from.slice(5, 7)), date);
  return day && day > previous.from && (looking === 'ahead' || day <= today) ? day : undefined;
}

const listedDays: Matcher = (text, at, scene) => {
  const m = listedNumber(text, at);
  const date = m ? number(m[1]!) : 0;
  if (!m || !(date >= 1 && date <= 31)) return undefined;
  const day = nextListed(text, at, date, scene);
  return day ? { length: m[0].length, from: day, grain: 'day', bare: 'dayOfMonth' } : undefined;
};

/** 7月15号去了甲家，16号乙家, told in November: the first such day behind the one said before. */
function dayBehind(date: number, { previous, today, looking }: DayScene): Day | undefined {
  if (looking !== 'back' || previous?.grain !== 'day') return undefined;
  if (previous.bare !== 'monthDay' && previous.bare !== 'dayOfMonth') return undefined;
  const last = previous.to ?? previous.from;
  const month = Number(last.slice(5, 7));
  const inThat = makeDay(yearOf(last), month, date);
  const inNext = makeDay(yearOf(last) + (month === 12 ? 1 : 0), (month % 12) + 1, date);
  return [inThat, inNext].find((day) => day !== undefined && day > last && day <= today);
}

export const ofMonth: Matcher = (text, at, scene) => {
  const listed = listedDays(text, at, scene);
  if (listed) return listed;
  let m = relativeMonthDay(text, at);
  if (m) {
    const day = inMonth(monthShift(m[1]!), number(m[2]!), scene);
    if (day) return { length: m[0].length, from: day, grain: 'day' };
  }
  if (BEFORE_NUMBER_STOP.test(text.slice(Math.max(0, at - 2), at)) && !itemNumberEnds(text, at))
    return undefined;
  m = dayNumber(text, at);
  if (!m || AFTER_NUMBER_STOP.test(text.slice(at + m[0].length, at + m[0].length + 5))) return undefined;
  if (isNumberOfASpot(text, at, at + m[0].length)) return undefined;
  const date = number(m[1]!);
  if (!(date >= 1 && date <= 31)) return undefined;
  const next = nextListed(text, at, date, scene);
  if (next) return { length: m[0].length, from: next, grain: 'day', bare: 'dayOfMonth' };
  const behind = dayBehind(date, scene);
  if (behind) return { length: m[0].length, from: behind, grain: 'day', bare: 'dayOfMonth' };
  const steps = [0, 1, 2, 3].map((n) => (scene.looking === 'back' ? -n : n));
  for (const step of steps) {
    const day = inMonth(step, date, scene);
    if (day && (scene.looking === 'back' ? day <= scene.today : day >= scene.today))
      return { length: m[0].length, from: day, grain: 'day', bare: 'dayOfMonth' };
  }
  return undefined;
};

/** 在三号琴房, 去2号排练厅: which of several rooms. */
function isNumberOfASpot(text: string, at: number, end: number): boolean {
  if (!/[在到去进于]$/.test(text.slice(Math.max(0, at - 1), at))) return false;
  return [2, 3].some((length) => SPOTS.has(text.slice(end, end + length)));
}

/** 5-7号, and 7、8号两天 where the two follow each other. */
const bareDays = sticky(
  `(\\d{1,2})(?:号|日)?([-—～~]|到|至|[、和](?=\\d{1,2}(?:号|日)(?:这)?两天))(\\d{1,2}) ?(?:号|日)(?:这)?(?:两天)?(?!楼|线|教)`,
);
const monthBareDays = sticky(
  `(?:(\\d{4}) ?[年./-] ?)?(?:${MONTH} ?(?:月|[./])|(上个?月|本月|这个月)) ?${DATE} ?(?:日|号)? ?(?:[-—～~]|到|至) ?${DATE} ?(?:号|日)?(?![\\d.月/年个名人点])`,
);

/** 5-7号, 3月5-7日, 3.5-7: the month said once. */
export const shortRanges: Matcher = (text, at, scene) => {
  if (/[\d.]/.test(text[at - 1] ?? '') && !itemNumberEnds(text, at)) return undefined;
  let m = monthBareDays(text, at);
  if (m) {
    const start = m[3]
      ? inMonth(monthShift(m[3]), number(m[4]!), scene)
      : m[1]
        ? makeDay(Number(m[1]), number(m[2]!), number(m[4]!))
        : nearest(number(m[2]!), number(m[4]!), scene);
    const end = start ? makeDay(yearOf(start), Number(start.slice(5, 7)), number(m[5]!)) : undefined;
    if (start && end && end > start) return { length: m[0].length, from: start, to: end, grain: 'day' };
  }
  m = bareDays(text, at);
  if (m) {
    for (const step of scene.looking === 'back' ? [0, -1] : [0, 1]) {
      const start = inMonth(step, Number(m[1]), scene);
      const end = inMonth(step, Number(m[3]), scene);
      if (start && end && end > start && (scene.looking === 'ahead' || start <= scene.today))
        return { length: m[0].length, from: start, to: end, grain: 'day' };
    }
  }
  return undefined;
};
