/** One day phrase at one place of a text: absolute days, relative days, weekdays, months, festivals. */
import { parseChineseNumber } from '../../domain/chinese-number.ts';
import { addDays, clockOf, mondayOf, weekdayOf } from '../../domain/day.ts';
import { FESTIVAL_NAMES, festivalDay, holidaySpan } from '../../domain/festival.ts';
import type { Day } from '../../domain/understanding.ts';
import { GUESS } from './thresholds.ts';

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
}

type Found = Omit<DayToken, 'start' | 'end'> & { length: number };
type Matcher = (text: string, at: number, scene: DayScene) => Found | undefined;

const N = '[零〇一二两三四五六七八九十廿卅]';
const MONTH = `(\\d{1,2}|${N}{1,2})`;
const DATE = `(\\d{1,2}|${N}{1,3})`;
const STARTS =
  /[\d零〇一二两三四五六七八九十廿卅前大今本当这昨后明去上下次周星礼春清端七中重国元新情学雷妇女植世读愚劳青护儿建党抗教九烈记双宪志公平圣跨正年除破母父感敬冬刚方适早月半同隔转几过琴寻噚听夜腊小南北三]/;

const pad = (n: number) => String(n).padStart(2, '0');
const yearOf = (day: Day) => Number(day.slice(0, 4));

/** The day, or undefined when the calendar has none such (2月30日). */
export function makeDay(year: number, month: number, date: number): Day | undefined {
  if (!(year >= 1900 && year <= 2199) || month < 1 || month > 12 || date < 1 || date > 31) return undefined;
  const day = `${year}-${pad(month)}-${pad(date)}`;
  return new Date(`${day}T00:00:00Z`).getUTCDate() === date ? day : undefined;
}

function sticky(source: string) {
  const expression = new RegExp(source, 'y');
  return (text: string, at: number) => {
    expression.lastIndex = at;
    return expression.exec(text);
  };
}

function fullYear(text: string): number | undefined {
  const n = parseChineseNumber(text);
  if (n === undefined) return undefined;
  return n < 100 ? 2000 + n : n;
}

/** A day without a year: the latest one not after today, or (ahead) the next one not before. */
function nearest(month: number, date: number, scene: DayScene): Day | undefined {
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

const ymd = sticky(`(\\d{4}|\\d{2}|[零〇一二三四五六七八九]{4}) ?年 ?${MONTH} ?月 ?${DATE} ?(?:日|号)?`);
const ymdMarks = sticky('(\\d{4}) ?([-./—]) ?(\\d{1,2}) ?\\2 ?(\\d{1,2})(?![\\d])');
const compact = sticky('(20\\d{2})(\\d{2})(\\d{2})(?!\\d)');
const wordYear = sticky(`(今年|去年|前年|明年|本年|当年)(?:的)? ?${MONTH} ?月 ?${DATE} ?(?:日|号)?`);
const monthDay = sticky(`${MONTH} ?月 ?${DATE} ?(日|号)?`);
const monthDayMarks = sticky('(\\d{1,2})([./\\-])(\\d{1,2})(?![\\d%])(日|号)?');
const DAY_MARK_STOP =
  /^(?:[.:/]\d|个|学时|课时|小时|万|元|折|倍|分|米|公里|%|级|版|次|人|名|户|篇|节|天|年|班|亿|kg|km|h)/i;
const MONTH_DAY_STOP = /^(?:个|名|人|次|户|年|班|位|学时|课时|小时|天|周|点|时)/;

const absolute: Matcher = (text, at, scene) => {
  const preceded = /[\d.]/.test(text[at - 1] ?? '');
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
      !/^[:/]\d/.test(rest) &&
      (m[2] !== '-' || m[3]!.length === 2)
    ) {
      const day = nearest(Number(m[1]), Number(m[3]), scene);
      if (day) return { length: m[0].length, from: day, grain: 'day', bare: 'monthDay' };
    }
  }
  return undefined;
};

function number(text: string): number {
  return parseChineseNumber(text) ?? Number.NaN;
}

const relativeMonthDay = sticky(
  `(上上个?月|上个?月|本月|这个?月|当月|下个?月|下下个?月)(?:的)? ?${DATE} ?(?:日|号)`,
);
const dayNumber = sticky(`${DATE} ?(号|日)`);
const BEFORE_NUMBER_STOP =
  /(?:[\d.第#]|任务|清单|教室|编号|周|月|星期|礼拜|附件|房间|工位|[零〇一二三四五六七八九十])$/;
const AFTER_NUMBER_STOP =
  /^(?:楼|线|教|馆|宿舍|公寓|院|会议室|教室|任务|活动室|桌|机|门|食堂|车|店|房|厅|谈话室|报告|实验|文件|教学楼|寝|群|选手|文|元|程|常|后的|记|语|本|期|益|渐|趋|校区|舍|学生公寓)/;

const ofMonth: Matcher = (text, at, scene) => {
  let m = relativeMonthDay(text, at);
  if (m) {
    const day = inMonth(monthShift(m[1]!), number(m[2]!), scene);
    if (day) return { length: m[0].length, from: day, grain: 'day' };
  }
  if (BEFORE_NUMBER_STOP.test(text.slice(Math.max(0, at - 2), at))) return undefined;
  m = dayNumber(text, at);
  if (!m || AFTER_NUMBER_STOP.test(text.slice(at + m[0].length, at + m[0].length + 5))) return undefined;
  const date = number(m[1]!);
  if (!(date >= 1 && date <= 31)) return undefined;
  const steps = [0, 1, 2, 3].map((n) => (scene.looking === 'back' ? -n : n));
  for (const step of steps) {
    const day = inMonth(step, date, scene);
    if (day && (scene.looking === 'back' ? day <= scene.today : day >= scene.today))
      return { length: m[0].length, from: day, grain: 'day', bare: 'dayOfMonth' };
  }
  return undefined;
};

function monthShift(words: string): number {
  if (/^上上/.test(words)) return -2;
  if (/^上/.test(words)) return -1;
  if (/^下下/.test(words)) return 2;
  if (/^下/.test(words)) return 1;
  return 0;
}

function inMonth(shift: number, date: number, scene: DayScene): Day | undefined {
  const months = yearOf(scene.today) * 12 + Number(scene.today.slice(5, 7)) - 1 + shift;
  return makeDay(Math.floor(months / 12), (months % 12) + 1, date);
}

const dayWord = sticky(
  '(大前|大后|前|昨|今|明|后)(天|日|儿个|儿|晚上|晚间|晚|早上|早晨|早|晨|夜里|夜|下午|上午|中午)(?!记|历|报|确|白|显|星|后)',
);
const DAY_SHIFT: Record<string, number> = {
  大前: -3,
  前: -2,
  昨: -1,
  琴: -1,
  寻: -1,
  噚: -1,
  听: 1,
  聽: 1,
  夜: -1,
  今: 0,
  明: 1,
  后: 2,
  大后: 3,
};
const PART_OF: Record<string, DayToken['daypart']> = {
  晚: 'evening',
  夜: 'evening',
  早: 'morning',
  晨: 'morning',
  下: 'afternoon',
  上: 'morning',
  中: 'noon',
};
/** 琴日 (Cantonese 昨天), 听日 (明天), 夜来 and 夜个 (Shandong 昨天). */
const dialectDay = sticky('(琴日|寻日|噚日|琴晚|寻晚|噚晚|听日|听晚|夜来|夜个)');
const justNow = sticky('刚才|刚刚|方才|刚刚才|这会儿|适才');
const ago = sticky(
  `(\\d{1,3}|${N}{1,3}|半|几)(?:个)?(天|日|周|星期|礼拜|月|年)(?:之|以)?(前|后)(?!端|台|备|排)`,
);
const inDays = sticky(`过(?:了)?(\\d{1,3}|${N}{1,3}|半|几)(?:个)?(天|日|周|星期|礼拜|月)(?:以后|之后|后)?`);
const hoursAhead = sticky(`(\\d{1,2}|${N}{1,2}|半)个?(?:小时|钟头|分钟)(?:之|以)?(?:前|后)`);

const relative: Matcher = (text, at, scene) => {
  const before = text[at - 1] ?? '';
  let m = dayWord(text, at);
  if (
    m &&
    !(m[1] === '前' && /[提以之目空\d一二两三四五六七八九十几年月]/.test(before)) &&
    !(m[1] === '后' && /[先以之然最]/.test(before))
  ) {
    const part =
      m[2]!.startsWith('天') || m[2]!.startsWith('日') || m[2]!.startsWith('儿')
        ? undefined
        : PART_OF[m[2]![0]!];
    // just after midnight 今晚 and 昨晚 are said of the same evening; the day's own word decides
    const day = addDays(scene.today, DAY_SHIFT[m[1]!]!);
    if (!(m[1] === '后' && part) && !(m[1] === '大后' && part))
      return { length: m[0].length, from: day, grain: 'day', ...(part ? { daypart: part } : {}) };
  }
  m = dialectDay(text, at);
  if (m)
    return {
      length: m[0].length,
      from: addDays(scene.today, m[0].startsWith('听') ? 1 : -1),
      grain: 'day',
      ...(m[0].endsWith('晚') ? { daypart: 'evening' as const } : {}),
    };
  m = justNow(text, at);
  if (m) return { length: m[0].length, from: scene.today, grain: 'day', confidence: 0.9 };
  m = hoursAhead(text, at);
  if (m) return { length: m[0].length, from: hoursShift(m, scene), grain: 'day' };
  m = ago(text, at);
  if (m && !/[第前]/.test(before)) return distance(m[0].length, m[1]!, m[2]!, m[3] === '前' ? -1 : 1, scene);
  m = scene.looking === 'ahead' ? inDays(text, at) : null;
  if (m) return distance(m[0].length, m[1]!, m[2]!, 1, scene, true);
  return undefined;
};

function hoursShift(m: RegExpExecArray, scene: DayScene): Day {
  const amount = parseChineseNumber(m[1]!) ?? 0.5;
  const minutes = /分钟/.test(m[0]) ? amount : amount * 60;
  const sign = m[0].endsWith('后') ? 1 : -1;
  const [hour, minute] = clockOf(scene.now).split(':').map(Number);
  return addDays(scene.today, Math.floor((hour! * 60 + minute! + sign * minutes) / 1440));
}

function distance(
  length: number,
  amount: string,
  unit: string,
  sign: number,
  scene: DayScene,
  afterGuo = false,
): Found | undefined {
  // 过两天, 过几天: in a while, not in exactly two days
  if (amount === '几' || (sign > 0 && amount === '两' && (unit === '天' || unit === '日') && afterGuo)) {
    const days = unit === '天' || unit === '日' ? 3 : 7;
    return { length, from: addDays(scene.today, sign * days), grain: 'vague', confidence: GUESS };
  }
  const n = amount === '半' ? 0.5 : parseChineseNumber(amount);
  if (n === undefined) return undefined;
  if (unit === '天' || unit === '日')
    return amount === '半' ? undefined : { length, from: addDays(scene.today, sign * n), grain: 'day' };
  if (unit === '周' || unit === '星期' || unit === '礼拜')
    return amount === '半'
      ? undefined
      : {
          length,
          from: addDays(scene.today, sign * n * 7),
          grain: 'day',
          confidence: sign < 0 ? 0.75 : 0.95,
        };
  if (unit === '月') {
    if (amount === '半')
      return {
        length,
        from: addDays(scene.today, sign * 15),
        grain: 'day',
        confidence: sign < 0 ? GUESS : 0.9,
      };
    const target = inMonthClamped(sign * n, Number(scene.today.slice(8)), scene);
    return { length, from: target, grain: sign < 0 ? 'vague' : 'day', confidence: sign < 0 ? GUESS : 0.9 };
  }
  if (unit === '年' && sign > 0 && amount !== '半')
    return { length, from: `${yearOf(scene.today) + n}${scene.today.slice(4)}`, grain: 'day' };
  return undefined;
}

function inMonthClamped(shift: number, date: number, scene: DayScene): Day {
  for (let d = date; d > 27; d -= 1) {
    const day = inMonth(shift, d, scene);
    if (day) return day;
  }
  return inMonth(shift, Math.min(date, 28), scene)!;
}

const weekday = sticky(
  '(上上上?|上一?|本|这一?|下下|下一?|当)?个?(?:的)?(周|星期|礼拜)(?:的)?(?:周|星期)?([一二三四五六日天1-7])(?![级致边年章\\d切次])',
);
const weekend = sticky('(上上|上一?|本|这一?|下下|下一?)?个?(?:周末|星期末|礼拜末|双休日)');
const bareWeek = sticky('(上上|上一?|本|这一?|下下|下一?)个?(?:周|星期|礼拜)(?![一二三四五六日天末])');
const WEEKDAY: Record<string, number> = { 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 日: 7, 天: 7 };

function weekShift(words: string | undefined): number | undefined {
  if (!words) return undefined;
  if (/^上/.test(words)) return -words.match(/上/g)!.length;
  if (/^下/.test(words)) return words.match(/下/g)!.length;
  return 0;
}

const weeks: Matcher = (text, at, scene) => {
  const before = text[at - 1] ?? '';
  const monday = mondayOf(scene.today);
  let m = weekday(text, at);
  const follows = scene.previous?.end === at;
  if (m && (follows || !/[第两双一每\d]/.test(m[1] ? '' : before))) {
    const n = WEEKDAY[m[3]!] ?? Number(m[3]);
    const shift = weekShift(m[1]);
    if (shift !== undefined)
      return { length: m[0].length, from: addDays(monday, 7 * shift + n - 1), grain: 'day' };
    let day = addDays(monday, n - 1);
    if (scene.looking === 'back' && day > scene.today) day = addDays(day, -7);
    if (scene.looking === 'ahead' && day <= scene.today) day = addDays(day, 7);
    return { length: m[0].length, from: day, grain: 'day', bare: 'weekday' };
  }
  m = weekend(text, at);
  if (m) {
    const shift = weekShift(m[1]);
    let day = addDays(monday, 5 + 7 * (shift ?? 0));
    if (shift === undefined && scene.looking === 'back' && day > scene.today) day = addDays(day, -7);
    if (shift === undefined && scene.looking === 'ahead' && day <= scene.today) day = addDays(day, 7);
    const both = /^(?:这)?两天/.exec(text.slice(at + m[0].length));
    if (both) return { length: m[0].length + both[0].length, from: day, to: addDays(day, 1), grain: 'day' };
    return { length: m[0].length, from: day, grain: 'day' };
  }
  m = bareWeek(text, at);
  if (m) {
    const from = addDays(monday, 7 * weekShift(m[1])!);
    return scene.looking === 'ahead'
      ? { length: m[0].length, from: from <= scene.today ? scene.today : from, grain: 'day', confidence: 0.8 }
      : { length: m[0].length, from, to: addDays(from, 6), grain: 'vague', confidence: GUESS };
  }
  return undefined;
};

const monthPart = sticky(
  `(?:(今年|去年|明年|前年|\\d{4}年)(?:的)? ?)?(?:(上上个?|上个?|本|这个?|当|下个?|)(月)|${MONTH} ?月份?)(?:的)?(上旬|中旬|下旬|初|中(?![旬秋午小学层])|底)`,
);
const yearPart = sticky('(今|去|明|前|本)?年(初|底|末)(?![一二三四五六七八九十])');

const monthParts: Matcher = (text, at, scene) => {
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

function lastOfMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const relativeMonth = sticky(
  '(上上个?月|上个?月|下下个?月|下个?月|这个月|本月)(?!份?的?(?:进度|台账|记录|任务))',
);
const namedMonth = sticky(`(?:(今年|去年|前年|明年)(?:的)? ?)?${MONTH}月份?(?![\\d一二三四五六七八九十])`);

/** A whole month in which something happened; the day stays open. */
const months: Matcher = (text, at, scene) => {
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

const FESTIVALS_BY_FIRST = new Map<string, string[]>();
for (const name of FESTIVAL_NAMES) {
  const list = FESTIVALS_BY_FIRST.get(name[0]!) ?? [];
  list.push(name);
  FESTIVALS_BY_FIRST.set(name[0]!, list);
}
const nthOfHoliday = sticky(
  `(?:小?长假|假期|放假|假日|黄金周)?(?:的)?(?:第(\\d{1,2}|${N}{1,2})天|(最后一天|首日|头一天|第一天))`,
);
const aroundFestival = sticky(
  '(?:节|假期|长假)?(?:的)?(前一天|前一日|头一天|前夜|前夕|后一天|后第一天|第二天|次日|隔天)',
);
const onFestival = sticky('(?:节)?(?:的)?(?:当天|那天|那日|当日|这天|今天)?(当晚|晚上|那晚)?');
const spanOfFestival = sticky('(?:小?长假|假期|放假|黄金周|假日|期间|节假日|节期间)(?:期间|里|中|时)?');
const nearFestival = sticky('(?:节)?(前|后|前后)(?![一进面])');
/** Names that are also part of other words: accepted with a suffix or at a boundary only. */
const DELICATE =
  /^(?:七一|八一|六一|五四|三八|十一|初一|九一八|九·一八|一二九|一二·九|新年|情人节|圣诞|冬至|元宵)$/;
const NOT_A_DAY =
  /^(?:精神|运动|讲话|重要讲话|表彰|路|街|广场|小学|中学|班|前|大街|事变|[”"]|红旗|大合唱|奖|号|月|日|点|个|名|人|次|位|岁|年|周|楼|学|级|公园|大桥|文件|条|部|所|家|项|期|届|份)/;
/** A festival named as the occasion of something, not as its day (春节慰问, 教师节表彰). */
const OCCASION =
  /^(?:节)?(?:阅兵|演出|表演|汇演|征文|快乐|特别|慰问|走访慰问|联欢|联谊|晚会|主题|座谈|表彰|文艺|祭扫|系列|送温暖|专题|庆祝|活动|纪念活动|问候|志愿|安全)/;

const festivals: Matcher = (text, at, scene) => {
  const names = FESTIVALS_BY_FIRST.get(text[at]!);
  if (!names) return undefined;
  const name = names.find((n) => text.startsWith(n, at));
  if (!name) return undefined;
  const before = text[at - 1] ?? '';
  if (/[\d一二三四五六七八九十第周]/.test(before)) return undefined;
  const end = at + name.length;
  const rest = text.slice(end, end + 8);
  const suffixed =
    /^(?:节|当天|那天|当日|那日|这天|当晚|期间|假期|长假|小长假|放假|第[一二三四五六七\d]|前一天|后一天)/.test(
      rest,
    );
  if (!suffixed && DELICATE.test(name) && NOT_A_DAY.test(rest)) return undefined;
  if (name === '十一' && !suffixed && !/^(?:去|到|走访|回|我|和|前|后)/.test(rest)) return undefined;
  if (name === '初一' && !suffixed) return undefined;
  const year = yearOf(scene.today);
  const order = scene.looking === 'back' ? [year, year - 1] : [year, year + 1];
  const shiftYear = /(?:去年|上一年)(?:的)?$/.test(text.slice(Math.max(0, at - 3), at))
    ? year - 1
    : /(?:今年)(?:的)?$/.test(text.slice(Math.max(0, at - 3), at))
      ? year
      : undefined;
  let day: Day | undefined;
  for (const y of shiftYear === undefined ? order : [shiftYear]) {
    const candidate = festivalDay(name, y);
    if (
      candidate &&
      (shiftYear !== undefined ||
        (scene.looking === 'back' ? candidate <= scene.today : candidate >= scene.today))
    ) {
      day = candidate;
      break;
    }
  }
  // the eve and the days of a holiday just begun belong to the festival ahead
  const upcoming = festivalDay(name, year);
  if (upcoming && scene.looking === 'back' && shiftYear === undefined) {
    const span = holidaySpan(name, year);
    const eve = aroundFestival(text, end);
    if (
      (span && span.from <= scene.today && upcoming > scene.today) ||
      (eve && addDays(upcoming, -1) <= scene.today && upcoming > scene.today)
    )
      day = upcoming;
  }
  if (!day) return undefined;
  const nth = nthOfHoliday(text, end);
  if (nth) {
    const span = holidaySpan(name, yearOf(day)) ?? { from: day, to: day };
    if (nth[2]?.startsWith('最后'))
      return { length: name.length + nth[0].length, from: span.to, grain: 'day' };
    const n = nth[1] ? (parseChineseNumber(nth[1]) ?? 1) : 1;
    // 国庆第二天 without 假期 is the day after; the two readings agree where the holiday begins on the festival
    const base = /假/.test(nth[0]) ? span.from : day;
    return { length: name.length + nth[0].length, from: addDays(base, n - 1), grain: 'day' };
  }
  const around = aroundFestival(text, end);
  if (around) {
    const back = /^(?:前|头)/.test(around[1]!);
    const vague = around[1] === '前夕';
    return {
      length: name.length + around[0].length,
      from: addDays(day, back ? -1 : 1),
      grain: vague ? 'vague' : 'day',
      ...(vague ? { confidence: GUESS } : {}),
    };
  }
  const span = spanOfFestival(text, end);
  if (span) {
    const holiday = holidaySpan(name, yearOf(day));
    const length = name.length + span[0].length;
    if (holiday && holiday.from < holiday.to)
      return { length, from: holiday.from, to: holiday.to, grain: 'vague', confidence: GUESS };
    return { length, from: day, grain: 'day', confidence: 0.75 };
  }
  const near = nearFestival(text, end);
  if (near) return { length: name.length + near[0].length, from: day, grain: 'vague', confidence: GUESS };
  const on = onFestival(text, end);
  if (!(on && on[0].length > 0 && on[0] !== '节') && OCCASION.test(rest)) return undefined;
  return {
    length: name.length + (on?.[0].length ?? 0),
    from: day,
    grain: 'day',
    bare: 'festival',
    ...(on?.[1] ? { daypart: 'evening' as const } : {}),
  };
};

const thatDay = sticky('(当天|当日|同一天|同天|当晚|那天|次日|第二天|隔天|转天)');

/** 当天, 次日: counted from the day named before. */
const anaphoric: Matcher = (text, at, scene) => {
  const previous = scene.previous;
  if (!previous || previous.grain !== 'day') return undefined;
  const m = thatDay(text, at);
  if (!m) return undefined;
  const shift = /次日|第二天|隔天|转天/.test(m[1]!) ? 1 : 0;
  const evening = m[1] === '当晚';
  return {
    length: m[0].length,
    from: addDays(previous.to ?? previous.from, shift),
    grain: 'day',
    ...(evening ? { daypart: 'evening' as const } : {}),
  };
};

const bareDays = sticky(`(\\d{1,2})(?:[-—～~]|到|至)(\\d{1,2}) ?(?:号|日)(?!楼|线|教)`);
const monthBareDays = sticky(
  `(?:(\\d{4}) ?[年./-] ?)?(?:${MONTH} ?(?:月|[./])|(上个?月|本月|这个月)) ?${DATE} ?(?:日|号)? ?(?:[-—～~]|到|至) ?${DATE} ?(?:号|日)?(?![\\d.月/年个名人点])`,
);

/** 5-7号, 3月5-7日, 3.5-7: the month said once. */
const shortRanges: Matcher = (text, at, scene) => {
  if (/[\d.]/.test(text[at - 1] ?? '')) return undefined;
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
      const end = inMonth(step, Number(m[2]), scene);
      if (start && end && end > start && (scene.looking === 'ahead' || start <= scene.today))
        return { length: m[0].length, from: start, to: end, grain: 'day' };
    }
  }
  return undefined;
};

const nthWeekday = sticky(
  `(?:(上上个?月|上个?月|本月|这个?月|当月|下个?月)|${MONTH}月份?)(?:的)?(?:第([一二三四五1-5])个?|(最后一?个?))(?:周|星期|礼拜)([一二三四五六日天])`,
);

/** 上个月最后一个周五, 11月第三个周四. */
const nthWeekdays: Matcher = (text, at, scene) => {
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

const periodEnd = sticky(
  '(今年|本年|明年)?(?:(?:第)?([一二三四1-4])季度|(本|这个?)季度|(上|下)半年|(年度|全年|今年|本年))(?:的)?(?:末|底|结束|终了|最后一天)(?:之前|以前|前)?',
);

/** 三季度末, 上半年结束之前: looking ahead, the last day of the period. */
const periodEnds: Matcher = (text, at, scene) => {
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

const MATCHERS: Matcher[] = [
  nthWeekdays,
  periodEnds,
  shortRanges,
  absolute,
  ofMonth,
  relative,
  weeks,
  monthParts,
  festivals,
  months,
  anaphoric,
];

/** The day phrase that begins exactly at a position, if any. */
export function matchDay(text: string, at: number, scene: DayScene): DayToken | undefined {
  if (!STARTS.test(text[at]!)) return undefined;
  for (const matcher of MATCHERS) {
    const found = matcher(text, at, scene);
    if (found) {
      const { length, ...rest } = found;
      return { start: at, end: at + length, ...rest };
    }
  }
  return undefined;
}
