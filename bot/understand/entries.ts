/** The entries under a title, and what a label behind or above them makes of them: 都是志愿服务, 算走访一次. */
import type { ActivityKind } from '../../domain/understanding.ts';
import type { Draft } from './assemble.ts';
import { announcesMore } from './beside.ts';
import type { Clause } from './clause.ts';
import { frameOf, isAnotherTime } from './frame.ts';
import type { KindCue } from './kind.ts';
import { RELATIVES } from './lexicon/person-words.ts';
import { isMeeting } from './mode.ts';
import { findReason } from './reason.ts';
import type { Telling } from './telling.ts';
import { beginsEntry, entriesOf } from './title.ts';

const OF_FAMILY = new RegExp(`^的?(?:${RELATIVES}|家(?:里)?(?=[是种开养没有]))`);
const AT_HOME_IN = /^家(?:里)?(?:就|也|是)?(?:住在?|在|位于)(?!外)/;

/** 昨天去了甲家，今天去了乙家，甲家在…，乙家在…: where the home is whose visit was told before another one. */
export function homeAbout(telling: Telling, clause: Clause): Draft | undefined {
  const [person, ...more] = clause.people;
  if (!person || more.length > 0 || clause.days.length + clause.times.length > 0) return undefined;
  if (!AT_HOME_IN.test(clause.text.slice(person.titleEnd - clause.start))) return undefined;
  const of = (d: Draft) =>
    [...d.heads, ...d.topics].some((c) => c.people.some((p) => p.name === person.name));
  const { current } = telling;
  return current && !of(current) ? telling.drafts.find((d) => d.kind === 'visit' && of(d)) : undefined;
}

/** 谈了仨：…微信跟某某聊…: under a title the ways of meeting are no activities of their own. */
export function isEntitled(telling: Telling, cue: KindCue): boolean {
  const kind = telling.header?.cue.kind;
  if (cue.kind === kind) return true;
  return isMeeting(kind) && isMeeting(cue.kind) && (cue.strength < 3 || cue.kind === 'visit');
}

/** Whether a clause begins an entry of the list under the title. */
export function beginsNextEntry(telling: Telling, clause: Clause): boolean {
  const current = telling.current;
  const entry = current ? [...current.topics, ...current.heads, ...current.details, ...telling.pending] : [];
  return beginsEntry(clause, entry, telling.today);
}

/** 某某，6月10日；…。某某因获奖: what is told of somebody whose entry came before, and says no other time or way. */
export function entryAbout(telling: Telling, clause: Clause): Draft | undefined {
  if (clause.people.length !== 1 || clause.days.length + clause.times.length + clause.cues.length > 0)
    return undefined;
  const { name, titleEnd } = clause.people[0]!;
  // 甲妈妈腿脚不便
  const ofFamily = OF_FAMILY.test(clause.text.slice(titleEnd - clause.start));
  if (!findReason(clause.text) && !ofFamily) return undefined;
  return telling.drafts.find((d) =>
    [...d.heads, ...d.topics].some((c) => c.people.some((p) => p.name === name)),
  );
}

/** 这周谈心三人，周二…，周三…: a title told like an activity, and then each of them. */
export function onlyAnnounces(draft: Draft, drafts: readonly Draft[]): boolean {
  const others = drafts.filter((d) => d !== draft && d.kind === draft.kind && d.heads[0]!.people.length > 0);
  return (
    others.length >= 2 &&
    draft.heads[0]!.start < others[0]!.heads[0]!.start &&
    [...draft.heads, ...draft.topics, ...draft.details].every((c) => c.people.length === 0) &&
    announcesMore(draft.heads[0]!.text)
  );
}

/** 算走访一次 after a call to someone's mother. */
export function takeLabel(telling: Telling, clause: Clause, kind: ActivityKind): boolean {
  if (clause.days.length > 0 || clause.people.length > 0) return false;
  const told = telling.pending.at(-1);
  const { current } = telling;
  // 跟我结对成功，下午就带她去琴房，算联系一次
  const isOfItsOwn =
    told !== undefined &&
    (!current ||
      telling.pending.some((c) =>
        isAnotherTime(frameOf([c]), frameOf([...current.heads, ...current.topics])),
      ));
  const cue = { kind, strength: 3, start: clause.start, end: clause.end, words: clause.text };
  const all = /^(?:都|均|全)/.test(clause.text);
  if (all && labelEach(telling, cue)) return true;
  if (isOfItsOwn) {
    const head = telling.pending.pop()!;
    telling.start(cue, head).details.push(clause);
    return true;
  }
  if (!telling.current) return false;
  const known = new Set<ActivityKind>(['visit', 'contact', 'talk']);
  const nobody = telling.current.heads.every((c) => c.people.length === 0);
  const converts =
    (kind === 'meeting' &&
      (telling.current.kind === 'study' || telling.current.kind === 'service' || nobody)) ||
    (kind === 'service' && nobody);
  // 五号给甲打的电话，六号给乙打的，都是家访
  if (all && known.has(kind))
    for (const draft of telling.drafts) if (known.has(draft.kind)) draft.kind = kind;
  if ((known.has(telling.current.kind) && known.has(kind)) || converts) {
    telling.current.kind = kind;
    telling.current.cue = { ...telling.current.cue, kind, strength: 3, words: clause.text };
  }
  telling.current.details.push(clause);
  return true;
}

/** 昨天在社区讲防诈骗，一小时；前天在高铁站引导旅客，四小时，都是志愿服务: each of several deeds without a word of its own. */
function labelEach(telling: Telling, cue: KindCue): boolean {
  const { current } = telling;
  if (current && current.kind !== cue.kind) return false;
  const own = current ? [...current.topics, ...current.heads, ...current.details] : [];
  const told = [...own, ...telling.pending].sort((x, y) => x.start - y.start);
  const entries = entriesOf(told, telling.today);
  if (entries.length < 2) return false;
  telling.drafts = telling.drafts.filter((d) => d !== current);
  telling.current = current?.after;
  for (const [head, ...details] of entries) {
    telling.pending = [];
    telling.start(cue, head!).details.push(...details);
  }
  return true;
}
