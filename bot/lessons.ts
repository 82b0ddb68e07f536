/** Words about one's lessons: 周二上午有课, 我周三3-4节上课，别那时候发, 取消周二上午, 没有课了. */
import { parseChineseNumber } from '../domain/chinese-number.ts';
import { CLASS_PERIODS, DAY_PARTS } from '../domain/lessons.ts';
import type { TeachingHours } from '../domain/work-calendar.ts';
import { parseTimes } from './understand/time.ts';

export type LessonWords =
  | { act: 'add'; hours: TeachingHours[] }
  /** `sure`: lessons are spoken of; else it is only about lessons when there are some at these hours. */
  | { act: 'remove'; hours: TeachingHours[]; sure: boolean }
  | { act: 'clear' };

const WEEKDAY = '(?:每个?)?(?:周|星期|礼拜)[一二三四五六日天1-7]';
const DAYS = `${WEEKDAY}(?:(?:[、和跟与及,，]|还有)?(?:周|星期|礼拜)?[一二三四五六日天])*`;
const NUMBER = '(?:\\d{1,2}|十?[一二三四五六七八九十])';
const PERIODS = `(?:第)?${NUMBER}(?:(?:[、,，]|[-–—~～到至]|[一二三四五六七八九十](?=[一二三四五六七八九十]?节))第?${NUMBER}?)*节(?:课)?(?!的)`;
const CLOCK = '(?:\\d{1,2}[:：点]\\d{0,2}(?:半|分)?|[一二三四五六七八九十]{1,3}点(?:半|一刻|三刻)?)';
const CLOCKS = `(?:从)?${CLOCK}(?:[-–—~～到至]{1,2}(?:上午|下午|晚上)?${CLOCK})?`;
const PART = '(?:早上|上午|中午|下午|晚上|全天|一整天|整天|一天)';
const WHEN = `(?:的)?${PART}?(?:的)?(?:${PERIODS}|${CLOCKS})?`;
const SLOT = `${DAYS}${WHEN}`;
const SLOTS = `${SLOT}(?:(?:[、,，;；和]|还有)*${SLOT})*`;
const HAVE = '(?:都|要|得|还|也)*(?:有|上|教)(?:专业|本科|研究生|实验|两节|几节|1节|一节)?课';
const NOT_THEN =
  '(?:[，,。；; ]*(?:请|麻烦)?(?:这|那)?(?:个|段|些)?(?:时候|时间段?|时段)?(?:就|请)?(?:别|不要|不用|勿|甭)(?:在)?(?:这|那)?(?:个|段|些)?(?:时候|时间|时|会儿)?(?:给我)?(?:再)?(?:发|提醒|打扰|推送|通知|推|吵)(?:消息|提醒|我)?(?:了)?)';
const OPENING = '(?:记一下|告诉你|说一下|提醒设置)?[，,：: ]*(?:我(?:的课)?(?:在|是)?|这学期|本学期)*';
const END = '[了啊哦哈。！!～~ ]*';

const ADD = new RegExp(`^${OPENING}(?<slots>${SLOTS})${HAVE}${NOT_THEN}?${END}$`, 'u');
/** With somebody taught in it, only together with the wish: 周二上午给学生上课 alone can be told of something done. */
const ADD_WISHED = new RegExp(
  `^${OPENING}(?<slots>${SLOTS})(?:都|要)*(?:(?:给|为)(?:本科|研究|留)?学?生)?(?:有课|上课|教课|代课|没空|不方便)?${NOT_THEN}${END}$`,
  'u',
);
const REMOVE_SURE = new RegExp(
  `^${OPENING}(?:取消|去掉|删掉|不算)?(?<slots>${SLOTS})(?:已经|都|以后)*(?:没有?|不|不用|不再)(?:上)?课${END}$|^(?:请)?(?:取消|去掉|删掉)(?<named>${SLOTS})的?(?:课|上课时间)${END}$`,
  'u',
);
const REMOVE = new RegExp(`^(?:请)?(?:取消|去掉|删掉)(?<slots>${SLOTS})(?:吧)?${END}$`, 'u');
const CLEAR =
  /^(?:我)?(?:这学期|本学期|以后|现在)?(?:都)?(?:没有?课了?|不上课了|没课上了)[。！!]*$|^(?:取消|清空|删掉|去掉)(?:我的?|全部|所有)*(?:的)?上课时间[。！!]*$/u;

/** Any of them, for a first look. */
export const LESSON_WORDS = new RegExp(
  [ADD, ADD_WISHED, REMOVE_SURE, REMOVE, CLEAR]
    .map(({ source }) => `(?:${source.replaceAll(/\?<\w+>/gu, '?:')})`)
    .join('|'),
  'u',
);

/** What some words say about lessons. */
export function findLessonWords(text: string): LessonWords | undefined {
  const said = text.normalize('NFKC').trim();
  if (CLEAR.test(said)) return { act: 'clear' };
  const added = (ADD.exec(said) ?? ADD_WISHED.exec(said))?.groups?.slots;
  if (added !== undefined) return { act: 'add', hours: hoursIn(added) };
  const sure = REMOVE_SURE.exec(said)?.groups;
  const removed = sure?.slots ?? sure?.named ?? REMOVE.exec(said)?.groups?.slots;
  if (removed === undefined) return undefined;
  return { act: 'remove', hours: hoursIn(removed), sure: sure !== undefined };
}

function hoursIn(slots: string): TeachingHours[] {
  return [...slots.matchAll(new RegExp(SLOT, 'gu'))].flatMap(([slot]) => {
    const days = new RegExp(`^${DAYS}`, 'u').exec(slot)?.[0] ?? '';
    const span = spanIn(slot.slice(days.length));
    return weekdaysIn(days).map((weekday) => ({ weekday, ...span }));
  });
}

function weekdaysIn(days: string): number[] {
  const letters = days.replace(/每个?|周|星期|礼拜|还有|[、和跟与及,，]/gu, '');
  return [
    ...new Set([...letters].map((l) => (l === '天' ? 7 : '一二三四五六日'.indexOf(l) + 1 || Number(l)))),
  ];
}

/** The hours of a day that some words name. Numbered periods are those of the day: 下午1-2节 are its first two. */
function spanIn(words: string): { from: string; to: string } {
  const part = /下午|中午/u.test(words)
    ? ('afternoon' as const)
    : /晚/u.test(words)
      ? ('evening' as const)
      : /早|上午/u.test(words)
        ? ('morning' as const)
        : ('day' as const);
  const periods = new RegExp(PERIODS, 'u').exec(words)?.[0];
  if (periods !== undefined) {
    const numbers = numbersIn(periods);
    const first = Math.min(...numbers);
    const last = Math.max(...numbers);
    const offset = part === 'afternoon' && last <= 4 ? 4 : part === 'evening' && last <= 4 ? 8 : 0;
    const from = CLASS_PERIODS[first + offset - 1]?.from;
    const to = CLASS_PERIODS[last + offset - 1]?.to;
    if (from !== undefined && to !== undefined) return { from, to };
  }
  const [from, to] = clocksIn(words);
  if (from !== undefined) return { from, to: to !== undefined && to > from ? to : afterLesson(from) };
  const { from: begins, to: ends } = DAY_PARTS[part];
  return { from: begins, to: ends };
}

/** `3-4`, `三四`, `1、2`, `十一到十二`. */
function numbersIn(periods: string): number[] {
  const found = periods
    .replace(/[第节课]/gu, '')
    .split(/[、,，\-–—~～到至]/u)
    .flatMap((one) => {
      // 三四节 are two periods, 十一节 is one.
      if (/^[一二三四五六七八九]{2,}$/u.test(one)) return [...one].map((n) => parseChineseNumber(n));
      return [parseChineseNumber(one)];
    });
  return found.filter((n): n is number => n !== undefined && n >= 1);
}

/** Clock times in order; an hour without 上午 or 下午 is in the half of the day of the one before. */
function clocksIn(words: string): string[] {
  const found: string[] = [];
  let isAfternoon = false;
  for (const { daypart, time, words: said } of parseTimes(words)) {
    if (daypart !== undefined) isAfternoon = daypart !== 'morning';
    const hour = parseChineseNumber(/(\d{1,2}|[一二三四五六七八九十]{1,3})(?=[:点])/u.exec(said)?.[1] ?? '');
    if (hour === undefined) continue;
    const clock = time ?? `${String(hour).padStart(2, '0')}:00`;
    const [h = 0, m = '00'] = [Number(clock.slice(0, 2)), clock.slice(3)];
    const late = (isAfternoon && h < 12) || h < 7 ? h + 12 : h;
    found.push(`${String(late).padStart(2, '0')}:${m}`);
  }
  return found;
}

/** Two class periods with their break, where only the beginning is said. */
function afterLesson(from: string): string {
  const minutes = Number(from.slice(0, 2)) * 60 + Number(from.slice(3)) + 100;
  return minutes >= 24 * 60
    ? '23:59'
    : `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
