/** A title over a list: 今天谈了仨：…；…, 暑假走访汇总 over lines, and where each of its entries begins. */
import type { ActivityKind } from '../../domain/understanding.ts';
import { type Clause, isDatedEntry, textOf } from './clause.ts';
import { namesBranches } from './distribute-order.ts';
import {
  beginsWithName,
  disagree,
  FESTIVAL,
  frameOf,
  isAnotherTime,
  tellsOn,
  withoutLeadingTime,
} from './frame.ts';
import { SAYS_HOURS } from './hours.ts';
import { mainCue } from './kind.ts';
import { labelsAll } from './label.ts';
import { isPlanned, saysFailed } from './modality.ts';
import { findMode, isMeeting } from './mode.ts';
import { isOnlyNames } from './novelty.ts';
import { bringsAlong } from './role.ts';

const NOT_A_TITLE = /(?:说|讲|问|强调|反映|表示|聊|主题|题目|内容|对象|提出|要求|学生|老师|同学|主要是)$/;
/** 联系了三名学生：… */
const COUNTS_PEOPLE = /[\d一二两三四五六七八九十几][名位个][^，。；]{0,4}(?:学生|老师|同学)$/;

/** 谈了仨, 两户, 三件事, 今天两次: more than one is announced. */
const ANNOUNCES =
  /(?:[两二三四五六七八九十俩仨]|\d{1,2})(?:个|位|名|家|户|人|对|桩|次|场|堂|样|件|遭|趟|回)(?!月|小时|学时|课时|钟头)|[俩仨](?!小时|钟头|月)/;

/** Whether the entries that follow take up all the people whom a clause names together: 甲、乙都谈了。甲是…，乙是…. */
function namesEntries(clause: Clause, following: readonly Clause[], today: string): boolean {
  const names = frameOf([clause]).people;
  if (names.length < 2) return false;
  const entries = entriesOf(following, today);
  const led = entries.map(([first]) => frameOf([first!]).people);
  return (
    led.length >= 2 &&
    entries.every((entry) => saysWhenOrHow(entry)) &&
    led.every((people) => people.length > 0 && people.every((name) => names.includes(name))) &&
    names.every((name) => led.some((people) => people.includes(name)))
  );
}

function saysWhenOrHow(entry: readonly Clause[]): boolean {
  const { days, parts } = frameOf(entry);
  const text = textOf(entry);
  return days.length + parts.length > 0 || findMode(text, 'talk') !== undefined;
}

/** 本周开了两次党小组会，12号一次14号一次: more than one time is announced. */
export function announcesTimes(text: string): boolean {
  return TIMES.test(text);
}

/** Longest title in characters that no colon marks as one. */
const LONGEST_TITLE = 18;

/** At least two entries of a day and a person, parted by spaces. */
function isSpacedList(following: readonly Clause[]): boolean {
  return following.filter((c) => isDatedEntry(c)).length >= 2;
}

const SOME_HOMES = /(?:共|计|了)(?:[两二三四五六七八九十]|\d{1,2})个?[户家]/;

/** 联系某某两次. */
const TIMES = /(?:[两二三四五六七八九十]|[2-9]|\d{2})(?:次|遭|趟|回)/;

/**
 * Whether a clause that names an activity is only the title of what follows.
 * @param first no activity was told before it
 * @param kind the kind of activity that it names
 */
export function isTitle(
  clause: Clause,
  following: readonly Clause[],
  today: string,
  first: boolean,
  kind: ActivityKind,
): boolean {
  const titles = !NOT_A_TITLE.test(clause.text) || COUNTS_PEOPLE.test(clause.text);
  // 9日走访：某某；10日走访：某某: each is the head of its own entry
  if (headsDatedEntry(clause) && following.some((c) => c.opens && headsDatedEntry(c))) return false;
  // 9.3 支委会⏎9.10 党小组会: the first entry of a list without a title
  if (isDatedDeed(clause) && following[0]?.opens && isDatedDeed(following[0])) return false;
  if (clause.mark === '：' && titles && isList(following)) return true;
  const next = following[0];
  if (
    next?.item &&
    first &&
    clause.opens &&
    !clause.item &&
    clause.people.length + clause.days.length === 0 &&
    clause.text.length <= 16
  )
    return following.filter((c) => c.item).length >= 2;
  // 谈话登记 周三某某 周四某某
  if (
    clause.mark === ' ' &&
    first &&
    clause.people.length + clause.days.length === 0 &&
    isSpacedList(following)
  )
    return true;
  // 支部学习，2学时⏎: what an item ends with
  const amount = !clause.opens && SAYS_HOURS.test(clause.text);
  if (clause.mark === '\n' && clause.people.length === 0 && !clause.item && !amount) {
    const lines = following.filter(isLine);
    // 周一 支委会⏎周二 谈心…: a line like those that follow
    const like = clause.days.length > 0 && lines.some((c) => c.days.length > 0 && isOfItsOwn([c], kind));
    return clause.text.length <= 16 && lines.length >= 2 && !like;
  }
  if (first && namesEntries(clause, following, today)) return true;
  // 周末加班走访，周六甲、乙，周日丙
  if (first && clause.people.length === 0 && listsDaysAndNames(following, today)) return true;
  // 十二月联系某某两次，3号是微信，5号在食堂
  const named = clause.people.length > 0 || namesBranches(clause.text);
  const announced = named ? TIMES.test(clause.text) : ANNOUNCES.test(clause.text);
  const marked = clause.mark === '：';
  const announces = marked || (announced && first && clause.text.length <= LONGEST_TITLE);
  if (!announces || !titles) return false;
  const entries = entriesOf(following, today);
  // 昨天谈了两位老师，甲上午，乙下午: behind 老师 only where each says when or how
  if (NOT_A_TITLE.test(clause.text) && !entries.every((entry) => saysWhenOrHow(entry))) return false;
  return entries.filter((entry) => marked || !isOfItsOwn(entry, kind)).length >= 2;
}

/**
 * 周三，电话，某某父亲。周四，入户，某某家。均为走访。: the last clause says under what all the entries before it fall.
 * @returns the kind, where each entry has a day and somebody and none says of itself what it was
 */
export function closingTitle(clauses: readonly Clause[], today: string): ActivityKind | undefined {
  const last = clauses.at(-1);
  const kind = last && labelsAll(last.text);
  if (!kind || !isMeeting(kind) || last.people.length + last.days.length > 0) return undefined;
  const entries = entriesOf(clauses.slice(0, -1), today);
  const isEntry = (entry: readonly Clause[]) =>
    entry.some((c) => c.people.length > 0) &&
    entry.some((c) => c.days.length > 0) &&
    !isOfItsOwn(entry, kind) &&
    !entry.some((c) => isPlanned(c.text) || saysFailed(c.text));
  return entries.length >= 2 && entries[0]![0] === clauses[0] && entries.every(isEntry) ? kind : undefined;
}

/** At least two entries that begin with a day and names, and nothing else. */
function listsDaysAndNames(following: readonly Clause[], today: string): boolean {
  const bare = entriesOf(following, today).filter(
    ([head]) =>
      head &&
      head.cues.length === 0 &&
      head.days.length > 0 &&
      isOnlyNames({
        ...head,
        text: withoutLeadingTime(head),
        start: head.end - withoutLeadingTime(head).length,
        days: [],
      }),
  );
  return bare.length >= 2 && bare[0]![0] === following[0];
}

/** 20日慰问4人；22日支委会；23日讲党课: what follows names activities of other kinds. */
function isOfItsOwn([first]: readonly Clause[], kind: ActivityKind): boolean {
  const own = first && mainCue(first.text, first.cues);
  if (!own || own.strength < 3 || own.kind === kind) return false;
  return !(isMeeting(own.kind) && isMeeting(kind));
}

/** 9.3 支委会: a day, and what was done on it. */
function isDatedDeed(clause: Clause): boolean {
  return (
    clause.mark !== '：' &&
    clause.days.some(
      (d) => d.start === clause.start && d.grain === 'day' && !d.to && !FESTIVAL.test(d.words),
    ) &&
    clause.cues.some((c) => c.strength === 3)
  );
}

/** 9日走访（电话）：: a day and what was done, with those concerned behind the colon. */
function headsDatedEntry(clause: Clause): boolean {
  return (
    clause.mark === '：' &&
    clause.people.length === 0 &&
    clause.days.some((d) => d.grain === 'day') &&
    clause.cues.some((c) => c.strength === 3)
  );
}

/** A line of a list: it begins with a name or a day. */
function isLine(clause: Clause): boolean {
  return clause.opens && (beginsWithName(clause) || clause.days.some((d) => d.start === clause.start));
}

/** Two items, lines or days at least. */
function isList(following: readonly Clause[]): boolean {
  const items = following.filter((c) => c.item).length;
  const days = new Set(frameOf(following).days).size;
  const lines = following.filter((c) => c.opens && (c.people.length > 0 || c.cues.length > 0)).length;
  return items >= 2 || days >= 2 || (lines >= 2 && following[0]?.opens === true);
}

/** The entries in which the clauses after a title fall. */
export function entriesOf(following: readonly Clause[], today: string): Clause[][] {
  const entries: Clause[][] = [];
  for (const clause of following) {
    const last = entries.at(-1);
    if (beginsEntry(clause, last ?? [], today)) entries.push([clause]);
    else last?.push(clause);
  }
  return entries;
}

/**
 * Whether a clause under a title begins an entry: it says a day, a part of the day or a name that the entry before has
 * otherwise. What only adds to it (黄晓莉，周二，当面) belongs to it.
 */
export function beginsEntry(clause: Clause, entry: readonly Clause[], today: string): boolean {
  const own = frameOf([clause]);
  if (own.days.some((day) => day > today)) return false;
  if (own.people.length + own.days.length + own.parts.length === 0) return false;
  if (entry.length === 0 || clause.item) return true;
  // 19日，电话，某某父；同日，腾讯会议，某某母
  if (clause.opens && /^同(?:一)?[日天]$/.test(clause.text)) return true;
  const [first] = clause.people;
  if (first && bringsAlong(clause.text.slice(0, first.start - clause.start))) return false;
  // 刘洋跟我一道
  if (
    first &&
    /^(?:也|都)?(?:和|跟|与|同|陪|随)(?:着)?(?:我|本人)/.test(
      clause.text.slice(clause.people.at(-1)!.titleEnd - clause.start),
    )
  )
    return false;
  const before = frameOf(entry);
  // 我和甲去了绥中，共四户，其中乙家最偏: of those counted before
  if (/^其中/.test(clause.text) && SOME_HOMES.test(textOf(entry))) return false;
  const states = own.days.length + own.parts.length + clause.cues.length > 0;
  if (disagree(own.people, before.people) && (beginsWithName(clause) || (clause.opens && states)))
    return true;
  if (tellsOn(clause)) return false;
  if (isAnotherTime(own, before)) return true;
  return (
    clause.opens &&
    own.people.length > 0 &&
    before.people.length === 0 &&
    before.days.length > 0 &&
    own.days.length > 0
  );
}
