/** What is said once of several activities that are told one after the other: who came along, where, how, and why. */
import { addDays } from '../../domain/day.ts';
import type { Day, ReportedActivity } from '../../domain/understanding.ts';
import type { Draft } from './assemble.ts';
import { type Clause, cutClause, textOf, withoutWhen } from './clause.ts';
import type { DayPhrase } from './day.ts';
import { CITIES } from './lexicon/places.ts';
import { findMode } from './mode.ts';
import type { PersonMention } from './person.ts';
import { findPlaceIn, type PlaceFound } from './place.ts';
import { findReason } from './reason.ts';
import type { Reading } from './report.ts';

/** How long a holiday goes on behind its festival, in days. */
export const LONGEST_HOLIDAY = 7;
export const A_FESTIVAL = /^(?:国庆|十一|五一|春节|过年|元旦|端午|中秋|清明|长假)(?:节)?$/;

/**
 * 甲和乙闹僵了，我周三找甲谈，今天找乙谈; 甲的父亲住院，昨天打电话问候了家里，今天找甲谈: the occasion that was told
 * before the first of several activities.
 */
export function sharedReason(draft: Draft, targets: readonly PersonMention[]) {
  for (let before = draft.after; before; before = before.after) {
    const found = before.topics
      .filter((c) => c.people.some((p) => targets.some((t) => t.name === p.name)))
      .map((c) => findReason(c.text))
      .find((reason) => reason !== undefined);
    if (found) return found;
  }
  return undefined;
}

/**
 * What was said before the first of several activities of a kind, of a time in which this one lies: 暑假我回喀什，上午去甲家，
 * 下午去乙家; 和某某去老边区走访，上午甲家，下午乙家. Whoever came along may be named in it, but none of those who were met.
 * @param date of the activity, `YYYY-MM-DD`
 */
function sceneOf(
  draft: Draft,
  date: string,
  reading: Reading,
): { first: Draft; clauses: Clause[] } | undefined {
  let first = draft;
  while (first.after) first = first.after;
  if (first === draft || first.kind !== draft.kind) return undefined;
  const along = first.result?.companions ?? [];
  const [head, next = first.details[0]] = first.heads;
  const isMet = (p: PersonMention) => !along.includes(p.name);
  // the first one is told in a clause of its own, or behind its time: 跟某某跑了趟抚顺上午去的甲家下午去的乙家, dictated
  const met = head?.people.find(isMet)?.start;
  const time = met === undefined ? undefined : head!.times.find((t) => t.start > head!.start && t.end <= met);
  const own = time && cutClause(head!, [time.start], reading)[0];
  const leading = head && next?.people.some(isMet) ? [head] : own ? [own] : [];
  const clauses = [...first.topics.filter((c) => c.start < head!.start), ...leading].filter(
    (c) =>
      c.people.every((p) => along.includes(p.name)) &&
      c.cues.every((cue) => cue.strength < 3 || cue.kind === draft.kind) &&
      // 周一去沈阳走访，甲家；周二走访乙家
      c.days.every((d) => d.from <= date && date <= lastDayOf(d)),
  );
  return { first, clauses };
}

/** 国庆我和某某跑滇东北，2号甲家，3号乙家: a festival stands for its holiday. */
function lastDayOf({ words, from, to }: DayPhrase): Day {
  const days = A_FESTIVAL.test(words) ? LONGEST_HOLIDAY : /周末/.test(words) ? 1 : 0;
  return to ?? addDays(from, days);
}

/** 给几位老师都打了电话谈心，甲周三，乙周四: how all of them were met, as was said before the first one. */
export function sharedMode(draft: Draft, date: string, reading: Reading) {
  const { clauses = [] } = sceneOf(draft, date, reading) ?? {};
  const text = textOf(clauses.filter((c) => c.cues.some((cue) => cue.kind === draft.kind)));
  return OF_SEVERAL.test(text) && !ARRANGED.test(text) ? findMode(text, draft.kind) : undefined;
}

const OF_SEVERAL = /[都均]|几[位个名家户]|[两三四五六\d][位个名家户]|挨个|分别|逐/;
/** 都在微信上约好了时间: how they were asked to come. */
const ARRANGED = /约|通知|定好|说好|(?:^|，)　*我?先/;

/** By telephone or on line: neither company nor a town is shared with it. */
export function isFromAfar(mode: { mode: string } | undefined): boolean {
  return mode?.mode === 'phone' || mode?.mode === 'online';
}

/** The town that was said before the first of several visits. */
export function sharedTown(draft: Draft, date: string, reading: Reading): PlaceFound | undefined {
  const { clauses = [] } = sceneOf(draft, date, reading) ?? {};
  if (BACK.test(textOf([...draft.topics, ...draft.heads]))) return undefined;
  const town = findPlaceIn(
    clauses.map((c) => withoutWhen(c)),
    reading.people.map((p) => p.said),
    true,
  );
  return town?.region ? town : undefined;
}

/** Whether a visit has a city of its own, and not the one of all. */
export function isElsewhere(own: PlaceFound | undefined, ofAll: PlaceFound | undefined): boolean {
  const isCity = (name: string, length: number) =>
    CITIES.has(name.slice(0, length)) && !/[区县乡镇]/.test(name[length] ?? '');
  const isOfCity = own?.region && [2, 3, 4].some((length) => isCity(own.place, length));
  return Boolean(isOfCity && ofAll && !own!.place.includes(ofAll.place) && !ofAll.place.includes(own!.place));
}

/** Who came along on all of several visits, as was said before the first one. */
export function sharedCompanions(
  draft: Draft,
  date: string,
  reading: Reading,
): Pick<ReportedActivity, 'companions' | 'companionIds'> {
  const { first, clauses = [] } = sceneOf(draft, date, reading) ?? {};
  const { companions = [], companionIds = [] } = first?.result ?? {};
  const isNamedIn = (list: readonly Clause[], name: string) =>
    list.some((c) => c.people.some((p) => p.name === name));
  // 下午王建华先走了
  const own = [...draft.topics, ...draft.heads, ...draft.details];
  const isOfAll = (name: string) => isNamedIn(clauses, name) && !isNamedIn(own, name);
  if (companions.length === 0 || !companions.every(isOfAll) || ALONE.test(textOf(own))) return {};
  return { companions, companionIds };
}

/** 我自己又去了乙家, 下午我一人去, 老王回去了，我接着去: the other one was not there any more. */
const ALONE =
  /自己|自个|独自|单独|一个?人|只身|各走各|各自|就我|只有我|剩我|我接着|先走|先回|回去了|有事|有课|没[去来]|送走/;
/** 傍晚回市里，又去了乙家 */
const BACK = /回(?:了|到)?(?:市里|城里?|学校|校|来)/;

/** 我和某某分头走访: each went alone. */
export const APART = /分头(?:行动|走访|家访|入户|去|跑|走)/;
