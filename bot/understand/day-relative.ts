/** Days counted from today or from a day named before: 昨天, 三天前, 上周三, 周末, 当天. */
import { parseChineseNumber } from '../../domain/chinese-number.ts';
import { addDays, clockOf, mondayOf } from '../../domain/day.ts';
import type { Day } from '../../domain/understanding.ts';
import {
  type DayScene,
  type DayToken,
  type Found,
  inMonth,
  type Matcher,
  N,
  sticky,
  WEEKDAY,
  yearOf,
} from './day-parts.ts';
import { GUESS } from './thresholds.ts';

const dayWord = sticky(
  '(大前|大后|前|昨|今|明|后)(天|日|个儿|儿个|儿|晚上|晚间|晚|早上|早晨|早|晨|夜里|夜|下午|上午|中午)(?!记|历|报|确|白(?!天)|显|星|后(?!半?晌|勤|来))',
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
/** 昨谈心孙某，今谈心林某, 昨马拉松志愿: a single character at the head of a statement, and no longer word. */
const terse = sticky(
  '(昨(?![天日儿晚夜早晨个上下中])|今(?![天日儿晚夜早晨个上下中年后夏春秋冬生世朝次届番古昔非起])(?=[\\u3400-\\u9fff]{2}))',
);
/** 琴日 (Cantonese 昨天), 听日 (明天), 夜来 and 夜个 (Shandong 昨天). */
const dialectDay = sticky('(琴日|寻日|噚日|琴晚|寻晚|噚晚|听日|听晚|夜来|夜个)');
const justNow = sticky('刚才|刚刚|方才|刚刚才|这会儿|适才');
const ago = sticky(
  `(\\d{1,3}|${N}{1,3}|半|几)(?:个)?(天|日|周|星期|礼拜|月|年)(?:之|以)?(前|后)(?!端|台|备|排)`,
);
const inDays = sticky(`过(?:了)?(\\d{1,3}|${N}{1,3}|半|几)(?:个)?(天|日|周|星期|礼拜|月)(?:以后|之后|后)?`);
const hoursAhead = sticky(`(\\d{1,2}|${N}{1,2}|半)个?(?:小时|钟头|分钟)(?:之|以)?(?:前|后)`);

export const relative: Matcher = (text, at, scene) => {
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
  m = terse(text, at);
  if (m && (at === 0 || /[，。；：、\s\n]/.test(before)))
    return { length: 1, from: addDays(scene.today, m[1] === '昨' ? -1 : 0), grain: 'day' };
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

/** 这周一定, 上周一共: a week, and a word that begins with 一; not 周一直接, 周一定下, 周一个别. */
const ADVERB = '(?:定(?![了下好的在])|共(?![同青产建])|直(?![接播])|般|个(?!别))';
const weekday = sticky(
  `(上上上?|上一?|本|这一?|下下|下一?|当)?个?(?:的)?(周|星期|礼拜)(?:的)?(?:周|星期)?([二三四五六日天]|一(?!${ADVERB})|[1-7](?!\\d(?!\\d?(?:\\.\\d)? ?(?:个)?(?:学时|课时|小时|h))))(?![级致边年章切次项件])`,
);
const weekend = sticky('(上上|上一?|本|这一?|下下|下一?)?个?(?:周末|星期末|礼拜末|双休日)');
const bareWeek = sticky(
  `(上上|上一?|本|这一?|下下|下一?)个?(?:周|星期|礼拜)(?![二三四五六日天末]|一(?!${ADVERB}))`,
);

function weekShift(words: string | undefined): number | undefined {
  if (!words) return undefined;
  if (/^上/.test(words)) return -words.match(/上/g)!.length;
  if (/^下/.test(words)) return words.match(/下/g)!.length;
  return 0;
}

/** 上周一、周三: the week said of the first is that of the next one, too. */
function sameWeek(text: string, at: number, n: number, { previous, looking }: DayScene): Day | undefined {
  if (looking !== 'back' || previous?.grain !== 'day' || previous.to) return undefined;
  const joined = /^上{1,2}个?(?:周|星期|礼拜)[一二三四五六][、和与]$/.test(text.slice(previous.start, at));
  const monday = mondayOf(previous.from);
  const day = addDays(monday, n - 1);
  return joined && day > previous.from ? day : undefined;
}

export const weeks: Matcher = (text, at, scene) => {
  const before = text[at - 1] ?? '';
  const monday = mondayOf(scene.today);
  let m = weekday(text, at);
  const follows = scene.previous?.end === at;
  if (m && (follows || !/[第两双一每\d]/.test(m[1] ? '' : before))) {
    const n = WEEKDAY[m[3]!] ?? Number(m[3]);
    const shift = weekShift(m[1]);
    if (shift !== undefined)
      return { length: m[0].length, from: addDays(monday, 7 * shift + n - 1), grain: 'day' };
    const listed = sameWeek(text, at, n, scene);
    if (listed) return { length: m[0].length, from: listed, grain: 'day' };
    let day = addDays(monday, n - 1);
    if (scene.looking === 'back' && day > scene.today) day = addDays(day, -7);
    if (scene.looking === 'ahead' && day <= scene.today) day = addDays(day, 7);
    const titled = scene.week === undefined ? undefined : addDays(scene.week, n - 1);
    const found = { length: m[0].length, grain: 'day', bare: 'weekday' } as const;
    if (scene.looking === 'back' && titled !== undefined && titled <= scene.today) {
      if (scene.aside && titled !== day)
        return { ...found, from: day, confidence: GUESS, alternatives: [day, titled] };
      day = titled;
    }
    return { ...found, from: day };
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

const thatDay = sticky('(当天|当日|同一天|同天|同日|当晚|那天|次日|第二天|隔天|转天)');

/** 当天, 次日: counted from the day named before. */
export const anaphoric: Matcher = (text, at, scene) => {
  const previous = scene.previous;
  if (!previous || previous.grain !== 'day') return undefined;
  const m = thatDay(text, at);
  if (!m) return undefined;
  // 培训第二天: of something else
  if (m[1] === '第二天' && !/[，。；\n 到]/.test(text[at - 1] ?? '')) return undefined;
  const shift = /次日|第二天|隔天|转天/.test(m[1]!) ? 1 : 0;
  const evening = m[1] === '当晚';
  return {
    length: m[0].length,
    from: addDays(previous.to ?? previous.from, shift),
    grain: 'day',
    ...(evening ? { daypart: 'evening' as const } : {}),
  };
};
