/** Days by the name of a festival: 教师节那天, 国庆假期第三天, 国庆前一天. */
import { parseChineseNumber } from '../../domain/chinese-number.ts';
import { addDays, weekdayOf } from '../../domain/day.ts';
import { FESTIVAL_NAMES, festivalDay, holidaySpan, isSolarTerm } from '../../domain/festival.ts';
import type { Day } from '../../domain/understanding.ts';
import { type DayScene, type Found, type Matcher, N, sticky, yearOf } from './day-parts.ts';
import { GUESS } from './thresholds.ts';

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
const spanOfFestival = sticky(
  '(?:小?长假|假期|放假|黄金周|假日|期间|节假日|节期间|节?(?:的)?[这那](?:几|些|两|[三五七八])天)(?:期间|里|中|时)?',
);
const nearFestival = sticky('(?:节)?(前|后|前后)(?![一进面])');
/** 五一过后, 国庆长假结束以后. */
const afterFestival = sticky(
  '(?:节)?(?:小?长假|假期|放假|假)?(?:(?:一)?过(?:完)?(?:了)?(?:[以之]?后)?|(?:放|休)?完(?:了)?(?:假)?(?:[以之]?后)?|(?:收假|结束)(?:了)?(?:[以之]?后)?|[以之]?后)(?!一天|第一天|勤)',
);
/** Names that are also part of other words: accepted with a suffix or at a boundary only. */
const DELICATE =
  /^(?:七一|八一|六一|五一|五四|三八|十一|初一|九一八|九·一八|一二九|一二·九|新年|情人节|圣诞|冬至|元宵)$/;
const NOT_A_DAY =
  /^(?:精神|运动|讲话|重要讲话|表彰|路|街|广场|小学|中学|班|前|大街|大道|起义|事变|社区|村|镇|商场|商圈|小区|[”"]|红旗|大合唱|奖|号|月|日|点|个|名|人|次|位|岁|年|周|楼|学|级|公园|大桥|文件|条|部|所|家|项|期|届|份)/;
const OF_A_DAY =
  /^(?:节|当天|那天|当日|那日|这天|当晚|期间|假期|长假|小长假|放假|第[一二三四五六七\d]|前一天|后一天)/;
/** A festival named as the occasion of something, not as its day (春节慰问, 教师节表彰). */
const OCCASION =
  /^(?:节)?(?:阅兵|演出|表演|汇演|征文|快乐|特别|慰问|走访慰问|联欢|联谊|晚会|主题|座谈|表彰|文艺|祭扫|系列|送温暖|专题|庆祝|活动|纪念活动|问候|志愿|安全)/;

/** Days before a festival in which its name alone is hardly ever said of the last one. */
const SOON_DAYS = 10;

/** A bare 初二 is told of the first moon only while that is fresh, in days. */
const FIRST_MOON_DAYS = 40;
const firstMoon = sticky('初([二三四五六七八九十])(?![中高小级一二三年班学])');

/** 初二给家里拜年: a day of the first moon, soon after the Spring Festival. */
function ofFirstMoon(text: string, at: number, scene: DayScene): Found | undefined {
  const m = firstMoon(text, at);
  if (!m || scene.looking !== 'back' || /[年月大]/.test(text[at - 1] ?? '')) return undefined;
  const day = festivalDay(`正月初${m[1]}`, yearOf(scene.today));
  return day && day <= scene.today && addDays(day, FIRST_MOON_DAYS) >= scene.today
    ? { length: m[0].length, from: day, grain: 'day' }
    : undefined;
}

export const festivals: Matcher = (text, at, scene) => {
  const moon = ofFirstMoon(text, at, scene);
  if (moon) return moon;
  const names = FESTIVALS_BY_FIRST.get(text[at]!);
  if (!names) return undefined;
  const name = names.find((n) => text.startsWith(n, at));
  if (!name) return undefined;
  const before = text[at - 1] ?? '';
  if (/[\d一二三四五六七八九十第周]/.test(before)) return undefined;
  // “七一”当天: what follows the quotes says that it is a day
  const closed = at + name.length + 1;
  const quoted = before === '“' && text[closed - 1] === '”' && OF_A_DAY.test(text.slice(closed, closed + 4));
  const end = quoted ? closed : at + name.length;
  // characters of the festival itself, a closing quotation mark included
  const own = end - at;
  const rest = text.slice(end, end + 8);
  const suffixed = OF_A_DAY.test(rest);
  // 大雪, 小满: weather, names, 立冬包饺子: a day only where it is called one
  if (isSolarTerm(name) && !/^(?:[当那这]天|当[日晚]|那日|[前后]一天)/.test(rest)) return undefined;
  if (!suffixed && DELICATE.test(name) && NOT_A_DAY.test(rest)) return undefined;
  if (name === '十一' && !suffixed && !/^(?:去|到|走访|回|我|和|前|后)/.test(rest)) return undefined;
  if (name === '初一' && !suffixed) return undefined;
  // 这个小年轻
  if (name === '小年' && rest.startsWith('轻')) return undefined;
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
  // 冬至包饺子, 五一不回家, said in the days before it: not last year's
  if (
    scene.looking === 'back' &&
    shiftYear === undefined &&
    upcoming &&
    upcoming > scene.today &&
    upcoming <= addDays(scene.today, SOON_DAYS) &&
    day !== upcoming
  )
    return undefined;
  const nth = nthOfHoliday(text, end);
  if (nth) {
    const span = holidaySpan(name, yearOf(day)) ?? { from: day, to: day };
    if (nth[2]?.startsWith('最后')) return { length: own + nth[0].length, from: span.to, grain: 'day' };
    const n = nth[1] ? (parseChineseNumber(nth[1]) ?? 1) : 1;
    // 国庆第二天 without 假期 is the day after; the two readings agree where the holiday begins on the festival
    const base = /假/.test(nth[0]) ? span.from : day;
    return { length: own + nth[0].length, from: addDays(base, n - 1), grain: 'day' };
  }
  const around = aroundFestival(text, end);
  if (around) {
    const back = /^(?:前|头)/.test(around[1]!);
    const vague = around[1] === '前夕';
    return {
      length: own + around[0].length,
      from: addDays(day, back ? -1 : 1),
      grain: vague ? 'vague' : 'day',
      ...(vague ? { confidence: GUESS } : {}),
    };
  }
  // 五一过后再叫我: the first day behind the holiday
  const after = scene.looking === 'ahead' ? afterFestival(text, end) : null;
  if (after) {
    const { from, to } = holidaySpan(name, yearOf(day)) ?? { from: day, to: day };
    // how long a single day's holiday goes on is announced late: the weekend behind it belongs to it
    const weekday = from === to ? weekdayOf(addDays(to, 1)) : 1;
    const days = weekday >= 6 ? 9 - weekday : 1;
    return { length: own + after[0].length, from: addDays(to, days), grain: 'day' };
  }
  const span = spanOfFestival(text, end);
  if (span) {
    const holiday = holidaySpan(name, yearOf(day));
    const length = own + span[0].length;
    if (holiday && holiday.from < holiday.to)
      return { length, from: holiday.from, to: holiday.to, grain: 'vague', confidence: GUESS };
    return { length, from: day, grain: 'day', confidence: 0.75 };
  }
  const near = nearFestival(text, end);
  if (near) return { length: own + near[0].length, from: day, grain: 'vague', confidence: GUESS };
  const on = onFestival(text, end);
  // 国庆自驾路过…, said within the holiday: the holiday, and not its first day
  const within = on?.[0] ? undefined : holidaySpan(name, yearOf(day));
  if (
    within &&
    within.from < within.to &&
    day < scene.today &&
    scene.today <= within.to &&
    /^(?:自驾|出游|回|放假|去|在|没|值|宅|返)/.test(rest) &&
    scene.looking === 'back'
  )
    return undefined;
  if (!(on && on[0].length > 0 && on[0] !== '节') && OCCASION.test(rest)) return undefined;
  return {
    length: own + (on?.[0].length ?? 0),
    from: day,
    grain: 'day',
    bare: 'festival',
    ...(on?.[1] ? { daypart: 'evening' as const } : {}),
  };
};

const laterNth = sticky(`第(\\d{1,2}|${N}{1,2})天`);

/** 国庆假期第二天去了甲家，第四天又去了乙家: counted from the same day as the one before. */
export const laterInHoliday: Matcher = (text, at, scene) => {
  const m = laterNth(text, at);
  if (!m || !/[，。；、：\s\n]/.test(text[at - 1] ?? '')) return undefined;
  const n = parseChineseNumber(m[1]!);
  const before = [...text.slice(0, at).matchAll(COUNTED_DAY)].at(-1);
  const first = before && parseChineseNumber(before[2]!);
  if (!before || !n || !first || n <= first) return undefined;
  // 国庆第二天走访甲家；周六起参加培训，第三天…
  if (COUNTS_ANEW.test(text.slice(before.index + before[0].length, at - 1))) return undefined;
  const counted = festivals(text, before.index, scene);
  if (!counted || counted.to) return undefined;
  const from = addDays(counted.from, n - first);
  return scene.looking === 'back' && from > scene.today
    ? undefined
    : { length: m[0].length, from, grain: 'day' };
};

/** What days are counted from instead, or another day. */
const COUNTS_ANEW =
  /[。；\n]|[周期拜][一二三四五六日天]|周末|[今昨前后][天日晚]|上[周个]|\d[日号月.]|[一二三四五六七八九十][日号月]|开始|军训|[培集]训|开学|返校|研修|进修|学习班|实习|支教|实践|[开闭]幕|比赛|住院/;
/** 国庆假期第二天, 春节第三天. */
const COUNTED_DAY = new RegExp(
  `(${FESTIVAL_NAMES.join('|')})(?:小?长假|假期|放假|假日|黄金周)?的?第(\\d{1,2}|${N}{1,2})天`,
  'g',
);
