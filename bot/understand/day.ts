/** Days and ranges of days in a text: the phrases, what they mean, and how sure that is. */
import { addDays, dayOf, weekdayOf } from '../../domain/day.ts';
import type { Day } from '../../domain/understanding.ts';
import { type DayToken, matchDay } from './day-token.ts';
import { SLIPPED } from './lexicon/slips.ts';
import { GUESS, STATED, SURE } from './thresholds.ts';
import { parseTimes } from './time.ts';

/** One mention of a day or of several days on end. */
export interface DayPhrase {
  /** Position in the (normalised) text, `end` excluded. */
  start: number;
  end: number;
  words: string;
  from: Day;
  /** Last day of a range. */
  to?: Day;
  /** `day` one day or a stated range · `vague` a week, month or holiday in which it happened. */
  grain: 'day' | 'vague';
  /** A part of the day said in the same word (昨晚). */
  daypart?: 'morning' | 'noon' | 'afternoon' | 'evening';
  confidence: number;
  /** Other days that the words can mean. */
  alternatives?: Day[];
  /** A slip was put right inside the message (昨天不对是前天). */
  corrected?: true;
}

export interface DayOptions {
  /** `back` for what happened, `ahead` for deadlines and snoozes. */
  looking: 'back' | 'ahead';
}

/** 第一天（7.12）到最后一天（7.16）, 起（3.2）止（3.5）. */
const NAMED_ENDS =
  /^[）)]?(?:，)?(?:一直)?(?:到|至|—|-|～)?(?:最后一天|末了|结束|截止|收尾|止)(?:是|在)?[（(]?$/;
const RANGE_JOIN =
  /^(?:[（(]?(?:周|星期)[一二三四五六日天][)）]?)? ?(?:(?:开始|起|开始的)?[，、]?(?:一直)?(?:上|学|开|培训|待|住|走|忙|干|讲|刷|做|值|跑)?(?:到|至)|—|-|～|~|起至) ?/;
const SLIP = `${SLIPPED}|不对|不不|错了|口误|更正(?:一下|下|为)?|呸+|不是`;
const CORRECTION = new RegExp(
  '^(?:我|咱)?(?:上午|下午|早上|中午|晚上|傍晚)?[吧啊呀嘛]?[，。、 …—]{0,2}' +
    `(?:(?:哦|啊|噢|呃|额|哎|诶|唉|嗐|咳|嘿|嗨|嗯)?[，、 ]?(?:${SLIP})|[哦啊噢呃额哎诶][，、 ]?不|(?<=[，、…])不(?=[，、])|[哦啊噢呃额哎诶嗯][，、 ]?(?=应该|其实|是))` +
    '(?:了|啊|哈|不)?[，。、：… ]{0,2}(?:我记错了|记错了|说错了)?[，。 ]?(?:应该|应当|应|准确说|其实|实际上)?(?:是|为)?[在到至]?$',
);
const TAIL_CORRECTION = /^[，, ]?(?:不是|并非)$/;

/**
 * Every day phrase of a text, in order, without overlaps.
 * @param text normalised text (other text works too, but full-width digits are not read)
 * @param now the instant from which relative days are counted, in the school's time zone
 */
export function parseDayPhrases(text: string, now: Date, options: DayOptions): DayPhrase[] {
  const today = dayOf(now);
  const tokens: DayToken[] = [];
  for (let at = 0; at < text.length; ) {
    at = skipNoDays(text, at);
    const titled = tokens.findLast((t) => t.grain === 'vague' && t.to === addDays(t.from, 6));
    const token = matchDay(text, at, {
      today,
      now,
      looking: options.looking,
      previous: tokens.at(-1),
      ...(titled ? { week: titled.from, aside: isAside(text, titled, at) } : {}),
    });
    // 九一八纪念馆, 五一广场
    if (
      !token ||
      (token.bare === 'festival' && NAMED_AFTER_A_DAY.test(text.slice(token.end, token.end + 6)))
    ) {
      at = token ? token.end : at + 1;
      continue;
    }
    tokens.push(token);
    at = token.end;
  }
  return settle(mergeAdjacent(joinRanges(text, tokens), text), text);
}

/** 某某上周跑了三家，他自己报。我周一…: the week was said of something else, in a sentence before. */
function isAside(text: string, week: DayToken, at: number): boolean {
  return week.start > LONGEST_LEAD && /^[^：]*[。！]/.test(text.slice(week.end, at));
}

/** Characters before the week of a title: 我上周…。周一…. */
const LONGEST_LEAD = 1;

/** Where a day can begin from a position on: not inside of 《今日医者》, and not with the 下 of 说一下周五的事, 补下周五的. */
function skipNoDays(text: string, from: number): number {
  let at = from;
  for (;;) {
    const closing = text[at] === '《' ? text.indexOf('》', at) : -1;
    if (closing > at && closing - at <= LONGEST_TITLE) at = closing + 1;
    else if (text[at] === '一' && A_DAY_IDIOM.test(text.slice(at, at + 4))) at += 2;
    else if (text[at] === '下' && A_BIT.test(text.slice(Math.max(0, at - 1), at))) at += 1;
    else return at;
  }
}

const NAMED_AFTER_A_DAY = /^(?:历史)?(?:纪念馆|博物馆|纪念碑|广场|公园|路|大?街|小区|社区|小学|中学)/;
/** Characters from the day that was meant to the one that it became: 周二约好家访某某，他家临时有事，改在昨天. */
const LONGEST_DELAY = 36;
const WAS_MEANT = /原(?:定|计划|本|想)|本来|约[好了定]|计划|打算|说好|预定/;
/** 一日看尽, 一日三秋. */
const A_DAY_IDIOM = /^一日(?:看|三|之|千|游|为|不)/;
const A_BIT = /[一补录]$/;
const LONGEST_TITLE = 40;

/** A 到 B, 21日—23日, 周二到周四. */
function joinRanges(text: string, tokens: DayToken[]): DayToken[] {
  const out: DayToken[] = [];
  for (const token of tokens) {
    const last = out.at(-1);
    if (last && !last.to && token.start > last.end && last.grain === 'day') {
      const gap = text.slice(last.end, token.start);
      const joins = gap !== '' && (RANGE_JOIN.exec(gap)?.[0] === gap || NAMED_ENDS.test(gap));
      if (joins && token.grain === 'day') {
        let until = token.to ?? token.from;
        // the second day of a range takes week, month and year from the first
        if (token.bare === 'weekday' && weekdayOf(until) > 0) {
          const step = (weekdayOf(until) - weekdayOf(last.from) + 7) % 7;
          until = addDays(last.from, step);
        } else if (token.bare === 'dayOfMonth' && last.from.slice(8) < until.slice(8)) {
          until = `${last.from.slice(0, 8)}${until.slice(8)}`;
        } else if (token.bare === 'monthDay') {
          until = `${last.from.slice(0, 4)}${until.slice(4)}`;
          if (until < last.from) until = `${Number(last.from.slice(0, 4)) + 1}${until.slice(4)}`;
        }
        if (until > last.from) {
          out[out.length - 1] = { ...last, end: token.end, to: until };
          continue;
        }
      }
    }
    out.push(token);
  }
  return out;
}

/** 昨天七一, 11月5日（周四）, 今天清明: one day said twice; where the two differ, both stay possible. */
function mergeAdjacent(tokens: DayToken[], text: string): DayToken[] {
  const out: DayToken[] = [];
  for (const token of tokens) {
    const last = out.at(-1);
    // 周六周日两天, 5号6号两天
    if (
      last &&
      !last.to &&
      !token.to &&
      /^[、和]?$/.test(text.slice(last.end, token.start)) &&
      token.from === addDays(last.from, 1) &&
      /^(?:这|连着|连续)?两天/.test(text.slice(token.end))
    ) {
      out[out.length - 1] = { ...last, end: token.end, to: token.from };
      continue;
    }
    if (
      last &&
      /^(?:(?:这)?[两三四五六七]天)?[（(，、 ]?(?:也)?(?:就)?(?:是)?$/.test(
        text.slice(last.end, token.start),
      ) &&
      !/不是$/.test(text.slice(Math.max(0, last.start - 2), last.start)) &&
      !last.to &&
      (!token.to || last.bare === 'festival')
    ) {
      const gap = text.slice(last.end, token.start);
      const listed = /^[、，]$/.test(gap);
      const closing = /^[（(]$/.test(gap) && /^[）)]/.test(text.slice(token.end)) ? 1 : 0;
      if (
        last.bare === 'festival' &&
        /^(?:(?:这)?[两三四五六七]天)?[（(]?$/.test(gap) &&
        (token.bare === 'dayOfMonth' || (token.to && /^\d/.test(text.slice(token.start))))
      ) {
        const month = last.from.slice(0, 8);
        out[out.length - 1] = {
          ...token,
          start: last.start,
          from: month + token.from.slice(8),
          ...(token.to ? { to: month + token.to.slice(8) } : {}),
        };
        continue;
      }
      const sameDay =
        token.from === last.from ||
        (token.bare === 'weekday' &&
          last.bare !== 'weekday' &&
          weekdayOf(token.from) === weekdayOf(last.from));
      if (sameDay && token.grain === 'day' && last.grain === 'day') {
        out[out.length - 1] = {
          ...last,
          end: token.end + closing,
          ...(token.daypart ? { daypart: token.daypart } : {}),
        };
        continue;
      }
      if (last.grain === 'vague' && token.grain === 'day' && !listed && closing === 0) {
        // 国庆假期 10月2号: the more exact one counts; both words belong to it
        out[out.length - 1] = { ...token, start: last.start };
        continue;
      }
      // only a weekday or a festival beside a date speaks of the same day
      if (
        !listed &&
        gap !== ' ' &&
        token.bare === 'weekday' &&
        last.grain === 'day' &&
        last.bare !== 'weekday'
      ) {
        out[out.length - 1] = {
          ...last,
          end: token.end + closing,
          confidence: GUESS,
          alternatives: [last.from, token.from],
        };
        continue;
      }
    }
    out.push(token);
  }
  return out;
}

/** Corrections inside the message, and the final shape. */
function settle(tokens: DayToken[], text: string): DayPhrase[] {
  const out: DayPhrase[] = [];
  /** 昨天，哦不是昨天，是周一: the same day said again only to be denied. */
  let denied = false;
  for (const token of tokens) {
    const last = out.at(-1);
    const phrase = toPhrase(token, text);
    if (last) {
      const gap = text.slice(last.end, token.start);
      if (denied && /^[，、 ]?(?:而|应该|应)?是?$/.test(gap)) {
        denied = false;
        out[out.length - 1] = correct(phrase, last, text);
        // 周六给她妈打了电话，不是周六，是周日: what was said first
        if (out.at(-2)?.from === last.from) out.splice(-2, 1);
        continue;
      }
      denied = phrase.from === last.from && /不(?:是|对)[，]?(?:不是)?$/.test(gap);
      const before = text.slice(Math.max(0, last.start - 2), last.start);
      // 原定昨天的支委会改在今天: what stands between belongs to neither day
      const meant = WAS_MEANT.test(text.slice(Math.max(0, last.start - 4), token.start));
      if (
        gap.length <= (meant ? LONGEST_DELAY : 12) &&
        /^[^。；！？\n]*改(?:到|在|为|成)(?:了)?$/.test(gap)
      ) {
        out[out.length - 1] = { ...phrase, corrected: true };
        continue;
      }
      // 是周二不是周一
      if (TAIL_CORRECTION.test(gap) && /是$/.test(before) && !/不是$/.test(before)) {
        out[out.length - 1] = {
          ...last,
          end: phrase.end,
          words: text.slice(last.start, phrase.end),
          corrected: true,
        };
        continue;
      }
      // 下周二，还是下周四吧 changes the mind; 周二或者周三 leaves it open
      if (/^[，、 ]?(?:要不|算了)?还是$/.test(gap) && /^(?:吧|好了|算了)/.test(text.slice(token.end))) {
        out[out.length - 1] = correct(phrase, last, text);
        continue;
      }
      if (/^[，、 ]?(?:还是|或者?|要么|或是|要不就?)(?:是)?$/.test(gap)) {
        out[out.length - 1] = {
          ...last,
          end: phrase.end,
          words: text.slice(last.start, phrase.end),
          confidence: GUESS,
          alternatives: [last.from, phrase.from],
        };
        continue;
      }
      // 上周二，应该是上周三
      if (/^[，、 ]?(?:应该|应当|其实|实际上?|准确说)(?:是|在)$/.test(gap)) {
        out[out.length - 1] = correct(phrase, last, text);
        continue;
      }
      if (gap.length <= 16 && CORRECTION.test(gap)) {
        out[out.length - 1] = correct(phrase, last, text);
        continue;
      }
      // 不是昨天，是前天
      if (/不是$/.test(before) && /^[，、 ]?(?:而)?(?:应该)?是$/.test(gap)) {
        out[out.length - 1] = correct(phrase, last, text);
        continue;
      }
      // 是前天不是昨天
      if (TAIL_CORRECTION.test(gap)) {
        out[out.length - 1] = {
          ...last,
          end: phrase.end,
          words: text.slice(last.start, phrase.end),
          corrected: true,
        };
        continue;
      }
    }
    out.push(phrase);
  }
  return out;
}

function correct(phrase: DayPhrase, wrong: DayPhrase, text: string): DayPhrase {
  // 十九号到二十二号，不对，是到二十一号: only its last day was wrong
  if (wrong.to && !phrase.to && phrase.from > wrong.from && /[到至]$/.test(text.slice(0, phrase.start)))
    return {
      ...wrong,
      to: phrase.from,
      end: phrase.end,
      words: text.slice(wrong.start, phrase.end),
      corrected: true,
    };
  const daypart = phrase.daypart ?? wrong.daypart;
  return {
    ...phrase,
    ...(daypart ? { daypart } : {}),
    start: wrong.start,
    words: text.slice(wrong.start, phrase.end),
    corrected: true,
  };
}

function toPhrase(token: DayToken, text: string): DayPhrase {
  return {
    start: token.start,
    end: token.end,
    words: text.slice(token.start, token.end),
    from: token.from,
    ...(token.to && token.to !== token.from ? { to: token.to } : {}),
    grain: token.grain,
    ...(token.daypart ? { daypart: token.daypart } : {}),
    confidence: token.confidence ?? STATED,
    ...(token.alternatives ? { alternatives: token.alternatives } : {}),
  };
}

/** The one day or range that a phrase names, with its clock time. */
export interface DayAnswer {
  date?: Day;
  endDate?: Day;
  daypart?: 'morning' | 'noon' | 'afternoon' | 'evening';
  /** `HH:mm`, 24 h. */
  time?: string;
  /** No single day is said, or two readings stay possible: ask. */
  ask?: true;
}

/** Reads a phrase that is about one day (an answer to 哪天, a deadline). A clock time alone is of today. */
export function readDay(text: string, now: Date, options: DayOptions): DayAnswer {
  const phrases = parseDayPhrases(text, now, options);
  const times = parseTimes(text);
  const best = phrases.find((p) => p.grain === 'day') ?? phrases[0];
  const daypart = times.find((t) => t.daypart)?.daypart ?? best?.daypart;
  const time = times.find((t) => t.time)?.time;
  const clock = { ...(daypart ? { daypart } : {}), ...(time ? { time } : {}) };
  if (!best) return times.length > 0 ? { date: dayOf(now), ...clock } : { ask: true };
  if (best.grain === 'vague' || best.confidence < SURE) return { ask: true };
  return { date: best.from, ...(best.to ? { endDate: best.to } : {}), ...clock };
}
