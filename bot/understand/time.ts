/** Clock times and parts of the day in a text. */
import { NUMBER_PATTERN, parseChineseNumber } from '../../domain/chinese-number.ts';
import { anyOf, matchesOf, wordsOf } from './matching.ts';

export type Daypart = 'morning' | 'noon' | 'afternoon' | 'evening';

/** One mention of a clock time or a part of the day. */
export interface TimePhrase {
  start: number;
  end: number;
  words: string;
  daypart?: Daypart;
  /** `HH:mm`, 24 h; absent when only a part of the day is said, or when the hour can be of two halves of the day. */
  time?: string;
}

const PART_WORDS: [RegExp, Daypart][] = [
  [
    /凌晨|清晨|清早|大清早|一大早|一早|大早上|早上|早晨|上午|早间|头晌|头午|前晌|前半晌|上昼|朝早|朝头早|上半天|早|晨/,
    'morning',
  ],
  [/中午|午间|午饭|午休|正午|(?<![头后下上])晌午/, 'noon'],
  [/下午|午后|下半晌|后半晌|后晌|下晌|下半天|晏昼|下昼|过晌|过午|晌后/, 'afternoon'],
  [
    /傍晚|傍黑|下晚|擦黑|下黑|黑家|夜晚黑|晚上|晚间|夜里|夜间|夜晚|半夜|深夜|晚饭(?:后|时|时间)?|晚自习|当晚|晚|夜/,
    'evening',
  ],
];
const PART = `(?:${
  anyOf(
    // until noon
    wordsOf('凌晨 清晨 过晌 过午 晌后 清早 大清早 一大早 大早上 一早 早上 早晨 上午 早间'),
    // noon
    /中午|午间|午饭(?:后|时|时间)?|午休(?:时|时间)?/,
    wordsOf('正午 晌午 晏昼'),
    // in the words of the north and the south
    wordsOf('上昼 下昼 头晌 头午 前晌 前半晌 朝早 朝头早 上半天 下半天 下半晌 后半晌 后晌 下晌 擦黑'),
    /傍黑儿?|下晚儿?|下黑|黑家|夜晚黑/,
    // from then on
    wordsOf('下午 午后 傍晚 晚上 晚间 夜里 夜间 夜晚 半夜 深夜'),
    /晚饭(?:后|时|时间)?|晚自习(?:时|前|后|期间)?/,
  ).source
})`;
const SHORT_PART = '(?:早|晚|晨|当晚|今晚|昨晚|前晚|今早|昨早|昨夜|今晨|昨晨|翌晨)';
const CLOCK = `(?:(\\d{1,2}):(\\d{2})(?!\\d)|(${NUMBER_PATTERN})(?:点钟?|时(?!候|间|长|段|代|期|任))(?:(半)|(一|三|1|3)刻|(${NUMBER_PATTERN})分?(?!(?<=一)[直起块边同])(?!个|名|人|位|月|日|号|次|户|课|学|小时|多|条|点)|整|钟|多|左右|来钟|许)?)`;
const TIMES = new RegExp(
  `(${PART}|${SHORT_PART}(?=的?(?:大概|大约|约|从)?[\\d一二两三四五六七八九十]))?(?:的)? ?(?:大概|大约|约|从)?${CLOCK}|${PART}|(?<=[日号天每一二三四五六\\d）] ?)[早晚](?![会点报餐饭\\d])|(?<=^|[，。；\\n])[晨夜晚](?=[于在与同赴至往])`,
  'g',
);

/** The part of the day that a word stands for. */
export function daypartOf(word: string): Daypart | undefined {
  for (const [pattern, part] of PART_WORDS) if (pattern.test(word)) return part;
  return undefined;
}

/** Every clock time and part of the day, in order. `8:00-10:00` gives two. */
export function parseTimes(text: string): TimePhrase[] {
  return goingOn(underTitle(withoutCorrected(allTimes(text), text), text), text);
}

/** 四点，哦不，五点; 上午，说错了，下午: only the second; after 下午四点 it is still of the afternoon. */
function withoutCorrected(found: TimePhrase[], text: string): TimePhrase[] {
  const putRight = (first: TimePhrase | undefined, second: TimePhrase | undefined) =>
    first !== undefined &&
    second !== undefined &&
    (clockIn(second) || !clockIn(first)) &&
    (clockIn(first) || second.daypart !== undefined) &&
    TAKES_BACK.test(text.slice(first.end, second.start));
  return found.flatMap((t, i) => {
    if (putRight(t, found[i + 1])) return [];
    const before = found[i - 1];
    if (!before?.daypart || t.daypart || !putRight(before, t)) return [t];
    const time = hourIn(before.daypart, t.words);
    return [{ ...t, daypart: before.daypart, ...(time ? { time } : {}) }];
  });
}

/** 今天下午：三点半支委会；四点半…: the part of the day of a title, for the hours under it that say none. */
function underTitle(found: TimePhrase[], text: string): TimePhrase[] {
  const title = found.find(
    (t) => t.daypart && !clockIn(t) && /^[^，。；：\n]{0,6}：/.test(text.slice(t.end)),
  );
  if (!title?.daypart) return found;
  const other = found.find((t) => t.start > title.start && t.daypart && t.daypart !== title.daypart);
  return found.map((t) => {
    const isUnder = t.start > title.end && t.start < (other?.start ?? text.length);
    if (!isUnder || t.daypart || !clockIn(t)) return t;
    const time = hourIn(title.daypart!, t.words);
    return time ? { ...t, daypart: title.daypart!, time } : t;
  });
}

/** 下午三点学习，四点半接着开会: an hour that may be of either half of the day, behind one of the same day. */
function goingOn(found: TimePhrase[], text: string): TimePhrase[] {
  let before: TimePhrase | undefined;
  return found.map((t) => {
    const isOpen = !t.daypart && !t.time && clockIn(t);
    const last = before;
    if (t.daypart) before = t;
    if (!isOpen || !last?.time || ANOTHER_DAY.test(text.slice(last.end, t.start))) return t;
    const time = hourIn(last.daypart!, t.words);
    return time && time > last.time ? { ...t, time } : t;
  });
}

const ANOTHER_DAY =
  /[今昨前明后](?:天|儿|日)|[今昨明][早晚]|[周期拜][一二三四五六日天]|\d[日号./]|第二[天日]|次日|隔天/;

/** The time, `HH:mm`, that an hour's words have in a part of the day. */
export function hourIn(daypart: Daypart, words: string): string | undefined {
  return allTimes(SAID_AS[daypart] + words)[0]?.time;
}

const clockIn = (t: TimePhrase) => CLOCK_WORD.test(t.words);
const CLOCK_WORD = /[点时:]/;
const SAID_AS: Record<Daypart, string> = {
  morning: '上午',
  noon: '中午',
  afternoon: '下午',
  evening: '晚上',
};
const TAKES_BACK =
  /^(?:左右)?[，… ]*(?:[哦啊噢呃额嗯哎诶唉嗐][呀，]?)?(?:不对|不是|不+|[说记写打弄搞]错了?|错了|口误|更正)[了啊]?[，：… ]*(?:应该|应当|准确说|其实)?是?(?:在)?(?:[昨今前]天|当天|周[一二三四五六日])?$/;

function allTimes(text: string): TimePhrase[] {
  const found: TimePhrase[] = [];
  for (const m of matchesOf(TIMES, text)) {
    const words = m[0];
    const daypart = daypartOf(words);
    const start = m.index;
    const end = start + words.length;
    const hourText = m[2] ?? m[4];
    if (hourText === undefined) {
      // 早 in 早就, 晚 in 晚会 are no parts; the long words are safe
      if (daypart) found.push({ start, end, words, daypart });
      continue;
    }
    const before = text.slice(Math.max(0, start - 2), start);
    const hour = parseChineseNumber(hourText);
    // 三点建议, 第2点, 提了3点希望, 优点: numbered points, not hours
    // but 今天那个下午两点, dictated
    if (hour === undefined || hour > 24 || (!m[1] && /[第了有个]$|这$|哪$/.test(before))) {
      if (m[1] && daypart) found.push({ start, end: start + m[1].length, words: m[1], daypart });
      continue;
    }
    if (
      m[4] !== undefined &&
      !m[1] &&
      /^(?:希望|建议|意见|要求|内容|体会|问题|感受|认识|措施|启示|思考|收获|期望|共识|想法|看法|成绩|不足)/.test(
        text.slice(end),
      )
    )
      continue;
    const minute =
      m[3] !== undefined
        ? Number(m[3])
        : m[5]
          ? 30
          : m[6]
            ? (parseChineseNumber(m[6]) ?? 0) * 15
            : m[7]
              ? (parseChineseNumber(m[7]) ?? 0)
              : 0;
    if (minute > 59) continue;
    const time = toClock(hour, minute, daypart, m[2] !== undefined);
    found.push({ start, end, words, ...(daypart ? { daypart } : {}), ...(time ? { time } : {}) });
  }
  return found;
}

/** 24 h clock of an hour as said; undefined when morning and afternoon are both possible. */
function toClock(
  hour: number,
  minute: number,
  daypart: Daypart | undefined,
  digital: boolean,
): string | undefined {
  let h = hour;
  if ((daypart === 'afternoon' || daypart === 'evening') && h < 12) h += 12;
  else if (daypart === 'noon' && h < 4) h += 12;
  else if (daypart === 'evening' && h === 12) h = 24;
  else if (!daypart && h < 7 && !digital) return undefined;
  if (h >= 24) h = 0;
  return `${String(h).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
