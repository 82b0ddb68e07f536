/**
 * What was told, looked at once more: the rules know how one says that, the second opinion (`opinion.ts`,
 * `stretches.ts`) how it stands among other words. Whom an activity was about, where it was and when is put right
 * where only one is told, and of several told one after the other by the part of the message that tells of each.
 */
import {
  ActivityKind,
  type Evidence,
  KINDS_WITH_TARGETS,
  Mode,
  type ReportedActivity,
} from '../../domain/understanding.ts';
import { type Clause, cutClause } from './clause.ts';
import { liesAhead } from './later.ts';
import { isPlanned, saysFailed } from './modality.ts';
import { isMeeting } from './mode.ts';
import type { Content } from './opinion.ts';
import { idsOf, namesBySound } from './person-guess.ts';
import type { Reading } from './report.ts';
import { when } from './second-look-when.ts';
import { metAt, where, withoutNoPlace } from './second-look-where.ts';
import {
  LONGEST_LOOKED_AT,
  type Stretch,
  type Stretches,
  type StretchRole,
  stretchesOf,
} from './stretches.ts';
import {
  ALSO,
  CONTRADICTED,
  DERIVED,
  GUESS,
  LISTED,
  MET_SO,
  NEAR_SOUND,
  NO_NAME,
  SURE,
  SURELY_KIND,
  SURMISE,
  UNLIKELY_KIND,
  UNLISTED_NAME,
  WHO,
} from './thresholds.ts';

/** A name, with everyone whom it can mean. */
interface Person {
  name: string;
  ids: string[];
}

/** Somebody whom a stretch names. */
interface Named extends Person {
  words: string;
  how: Evidence['how'];
  confidence: number;
}

/**
 * The reports of a message as they are after a second look. Where their number or a kind changed, the kind is not sure
 * any more, and is asked about.
 * @param held what the second opinion holds of the message's contents
 * @param notDone names of those who were not reached
 */
export function lookAgain(
  reports: readonly ReportedActivity[],
  reading: Reading,
  held: Record<Content, number>,
  notDone: readonly string[] = [],
): ReportedActivity[] {
  // what stands further on was not looked at, and would seem to name nobody
  if (reports.length === 0 || reading.text.length > LONGEST_LOOKED_AT) return [...reports];
  const stretches = stretchesOf(reading);
  // how likely a stretch is costs as much as to find it, and a plain telling needs none of it
  let found: NamedPeople | undefined;
  const named = () => {
    found ??= namedIn(stretches, reading, notDone);
    return found;
  };
  const placed = reports.map((r) => withoutNoPlace(r, stretches, reading));
  const [report, ...more] = asOne(placed, named, reading, held) ?? ofOtherKind(placed, held) ?? placed;
  if (!report || more.length > 0) {
    const several = ofOneKind(placed, reading, held) ?? placed;
    return eachByItsPart(several, stretches, reading, notDone) ?? several;
  }
  const listed = withListed(asCounted(report, named, reading), stretches, reading);
  const whole = withAllNamed(listed, stretches, reading, notDone);
  return [how(ownSlots(whole, named, stretches, reading), held)];
}

/** Whom an activity was about, where it was and when, by the words that tell of it. */
function ownSlots(
  report: ReportedActivity,
  named: () => NamedPeople,
  stretches: Stretches,
  reading: Reading,
): ReportedActivity {
  return when(where(who(report, named, stretches, reading), stretches, reading), stretches, reading);
}

/**
 * The same of several activities told one after the other, each by its own part of the message; undefined where they
 * are not told in turn.
 */
function eachByItsPart(
  reports: readonly ReportedActivity[],
  stretches: Stretches,
  reading: Reading,
  notDone: readonly string[],
): ReportedActivity[] | undefined {
  const parts = partsOf(reports, reading);
  return parts?.map((part, i) => {
    const isIn = ({ start }: { start: number }) =>
      part.clauses.some((c) => c.start <= start && start < c.end);
    const own: Stretches = { ...stretches, found: stretches.found.filter(isIn) };
    const report = reports[i]!;
    const named = () => namedIn(own, part, notDone);
    const looked = ownSlots(ofItsOwn(report, named, part), named, own, part);
    // 清明义务讲解，4号…，5号…: each of them has a day of its own already
    const isTaken = looked.date !== report.date && reports.some((r) => r.date === looked.date);
    const { evidence = {} } = report;
    const { date = evidence.kind } = evidence;
    const dated = isTaken
      ? { ...looked, date: report.date, evidence: { ...looked.evidence, ...(date && { date }) } }
      : looked;
    // 跟甲还有乙谈的心，甲是上午，乙是下午: each of them has somebody already
    const isOfAnother = (name: string) =>
      !report.targets?.includes(name) && reports.some((r) => r !== report && r.targets?.includes(name));
    const kept =
      report.targets && looked.targets?.some(isOfAnother)
        ? withPeople(
            dated,
            peopleOf(report.targets, report.targetIds),
            peopleOf(report.companions, report.companionIds),
          )
        : dated;
    // what is kept with each is its own words, and never those of another one
    return { ...kept, ...(report.text && { text: report.text }) };
  });
}

/** 昨天跟甲谈心，今天上午把乙也约过来谈了: with whoever is named in its own part, and not with the one told of before. */
function ofItsOwn(report: ReportedActivity, named: () => NamedPeople, part: Reading): ReportedActivity {
  const own = part.clauses.map((c) => c.text).join('，');
  const isElsewhere = (name: string) => !own.includes(name) && !part.people.some((p) => p.name === name);
  if (!report.targets?.every(isElsewhere) || REFERS.test(own)) return report;
  const { targets } = named();
  return targets.length > 0 ? about(report, targets, part) : report;
}

/** 又跟她, 这两个孩子: somebody named before. */
const REFERS = /[他她]|该生|[这那][两个位名]|[俩仨]/;

/** What a message tells of each of several activities: from where its words begin to where those of the next do. */
function partsOf(reports: readonly ReportedActivity[], reading: Reading): Reading[] | undefined {
  const starts: number[] = [];
  for (const { text = '' } of reports) {
    const start = text === '' ? -1 : reading.written.indexOf(text, (starts.at(-1) ?? -1) + 1);
    if (start < 0) return undefined;
    starts.push(start);
  }
  const placeOf = (i: number) => reading.origin[i] ?? reading.written.length;
  const cuts = starts.map((start) => reading.origin.findIndex((at) => at >= start));
  const clauses = reading.clauses.flatMap((c) =>
    cutClause(
      c,
      cuts.filter((at) => at > c.start && at < c.end),
      reading,
    ),
  );
  return starts.map((start, i) => {
    const isIn = (s: { start: number }) =>
      placeOf(s.start) >= (i === 0 ? 0 : start) &&
      placeOf(s.start) < (starts[i + 1] ?? Number.POSITIVE_INFINITY);
    return { ...reading, clauses: clauses.filter(isIn), people: reading.people.filter(isIn) };
  });
}

/** They met, called or wrote: said by the message as a whole, whatever word of it was or was not taken for that. */
function how(report: ReportedActivity, held: Record<Content, number>): ReportedActivity {
  if (!isMeeting(report.kind)) return report;
  // 胡家豪微信没回我，在图书馆门口逮着他了
  const isOther = report.mode !== undefined && held[report.mode] < MET_SO.unlikely;
  const mode = Mode.options.find((m) => held[m] > (isOther ? MET_SO.other : MET_SO.so));
  if (!mode || (report.mode && !isOther)) return report;
  const evidence = { words: report.kind, how: 'derived' as const, confidence: DERIVED };
  return { ...report, mode, evidence: { ...report.evidence, mode: evidence } };
}

/** Whom the words name, by their roles. */
interface NamedPeople {
  targets: readonly Named[];
  companions: readonly Named[];
}

/** The sender is neither, nor is who was not reached; whoever is named as both is whom it was about. */
function namedIn(stretches: Stretches, reading: Reading, notDone: readonly string[]): NamedPeople {
  const as = (role: StretchRole) =>
    once(
      stretches.found.filter((s) => s.role === role && s.chance >= WHO).map((s) => nameOf(s, reading)),
    ).filter((n) => !n.ids.includes(reading.sender) && !notDone.includes(n.name));
  const targets = as('target');
  return { targets, companions: without(as('companion'), targets) };
}

/** One activity where the rules found several, and the words speak of one. */
function asOne(
  reports: readonly ReportedActivity[],
  named: () => NamedPeople,
  reading: Reading,
  held: Record<Content, number>,
): [ReportedActivity] | undefined {
  if (reports.length < 2 || 1 - held.several <= CONTRADICTED.several) return undefined;
  // 跟她谈心，主要问问值班累不累: no service at all
  const likely = reports.filter((r) => r.kind !== 'service' || r.targets || held.service >= UNLIKELY_KIND);
  const [first, ...others] = likely;
  if (!first) return undefined;
  if (others.length > 0 && (!areSame(likely) || ONE_MORE.test(reading.text))) return undefined;
  const { companions } = named();
  const people = likely
    .flatMap((r) => peopleOf(r.targets, r.targetIds))
    .sort((a, b) => startOf(a.name, reading) - startOf(b.name, reading));
  const targets = without(people, companions);
  if (people.length > 0 && targets.length === 0) return undefined;
  const cameAlong = likely
    .flatMap((r) => peopleOf(r.companions, r.companionIds))
    .concat(people.filter((p) => companions.some((c) => c.name === p.name)));
  const told = Object.assign(
    {},
    ...likely.map(({ place, mode }) => ({ ...(place && { place }), ...(mode && { mode }) })),
  );
  const evidence = Object.assign({}, ...[...likely].reverse().map((r) => r.evidence));
  const one = { ...first, ...told, text: reading.written, evidence: doubtful({ evidence }, first.kind) };
  return [people.length > 0 ? withPeople(one, targets, cameAlong) : one];
}

/** 又找了, 后来他也来了: each was one of its own. */
const ONE_MORE = /又|再|还|后来|接着|然后|另外|随后/;

/** Slots in which reports must agree to be one; a place or a way of meeting may be told of one of them only. */
const SAME = [
  'kind',
  'form',
  'date',
  'endDate',
  'daypart',
  'time',
  'manner',
  'hours',
  'reason',
  'count',
] as const;

/** Whether reports differ in nothing but whom they are about. */
function areSame(reports: readonly ReportedActivity[]): boolean {
  const values = (slot: keyof ReportedActivity) => new Set(reports.map((r) => r[slot]));
  const told = (slot: 'place' | 'mode') => new Set(reports.flatMap((r) => r[slot] ?? []));
  return SAME.every((slot) => values(slot).size === 1) && told('place').size <= 1 && told('mode').size <= 1;
}

/** 结对后头一回联系某某: another kind than the one that the rules found, where both are done with somebody. */
function ofOtherKind(
  reports: readonly ReportedActivity[],
  held: Record<Content, number>,
): [ReportedActivity] | undefined {
  const [report, ...more] = reports;
  if (!report || more.length > 0 || held[report.kind] >= UNLIKELY_KIND) return undefined;
  if (!KINDS_WITH_TARGETS.includes(report.kind)) return undefined;
  const kind = KINDS_WITH_TARGETS.reduce((best, k) => (held[k] > held[best] ? k : best));
  // 我俩结对一百天了: that a tie was made is said where it stands already, never the reverse
  if (kind === report.kind || kind === 'pairing' || held[kind] <= CONTRADICTED.missed) return undefined;
  return [as(report, kind, held)];
}

/** 周二跟甲签了结对协议，周三跟乙也签了: of several activities one that seems of another kind, where all are of one. */
function ofOneKind(
  reports: readonly ReportedActivity[],
  { clauses }: Reading,
  held: Record<Content, number>,
): ReportedActivity[] | undefined {
  const [kind, ...more] = ActivityKind.options.filter((k) => held[k] >= UNLIKELY_KIND);
  const isSaid = (r: ReportedActivity) =>
    clauses.some((c) => c.cues.some((cue) => cue.kind === r.kind && cue.strength === 3));
  // who was tied on one day was met on the other
  const isTied = (r: ReportedActivity) =>
    kind === 'pairing' && reports.some((o) => o !== r && o.targets?.some((t) => r.targets?.includes(t)));
  const isOdd = (r: ReportedActivity) => r.kind !== kind && !isSaid(r) && !isTied(r);
  if (reports.length < 2 || !kind || more.length > 0 || held[kind] < SURELY_KIND) return undefined;
  if (!reports.some(isOdd) || reports.every(isOdd)) return undefined;
  return reports.map((r) => (isOdd(r) ? as(r, kind, held, SURMISE) : r));
}

/** A report told as of another kind. */
function as(
  { manner, reason, form, targets, targetIds, mode, ...rest }: ReportedActivity,
  kind: ActivityKind,
  held: Record<Content, number>,
  confidence = GUESS,
): ReportedActivity {
  const isWithSomebody = KINDS_WITH_TARGETS.includes(kind);
  const other: ReportedActivity = {
    ...rest,
    kind,
    ...(isWithSomebody && targets && { targets }),
    ...(isWithSomebody && targetIds && { targetIds }),
    ...(isMeeting(kind) && mode && { mode }),
    ...(manner && kind === 'visit' && { manner }),
    ...(reason && kind === 'talk' && { reason }),
    evidence: doubtful(rest, kind, confidence),
  };
  const met = rest.place !== undefined || held.onsite > CONTRADICTED.met;
  return isMeeting(kind) && !mode && met ? metAt(other, rest.place ?? kind) : other;
}

/** The evidence of a report whose kind is to be asked about. */
function doubtful(
  { evidence }: Pick<ReportedActivity, 'evidence'>,
  kind: ActivityKind,
  confidence = GUESS,
): NonNullable<ReportedActivity['evidence']> {
  return { ...evidence, kind: { words: evidence?.kind?.words ?? kind, how: 'derived', confidence } };
}

/** Names with whom they can mean. */
function peopleOf(names: readonly string[] = [], ids: readonly string[][] = []): Person[] {
  return names.map((name, i) => ({ name, ids: ids[i] ?? [] }));
}

/** Where somebody is named first; -1 where nobody is. */
function startOf(name: string, { people, text }: Reading): number {
  return people.find((p) => p.name === name)?.start ?? text.indexOf(name);
}

function once<T extends Person>(people: readonly T[]): T[] {
  return people.filter((p, i) => people.findIndex((other) => other.name === p.name) === i);
}

function without<T extends Person>(people: readonly T[], others: readonly Person[]): T[] {
  return people.filter((p) => !others.some((other) => other.name === p.name));
}

/** A report about some people; who came along is none of them. */
function withPeople(
  report: ReportedActivity,
  targets: readonly Person[],
  companions: readonly Person[] = peopleOf(report.companions, report.companionIds),
): ReportedActivity {
  const { companions: _names, companionIds: _ids, ...rest } = report;
  const met = once(targets);
  const alongside = once(without(companions, met));
  return {
    ...rest,
    targets: met.map((p) => p.name),
    targetIds: met.map((p) => p.ids),
    ...(alongside.length > 0 && {
      companions: alongside.map((p) => p.name),
      companionIds: alongside.map((p) => p.ids),
    }),
  };
}

function who(
  report: ReportedActivity,
  named: () => NamedPeople,
  stretches: Stretches,
  reading: Reading,
): ReportedActivity {
  if (!KINDS_WITH_TARGETS.includes(report.kind)) return report;
  const told = peopleOf(report.targets, report.targetIds);
  const alongside = stretches.found.filter((s) => s.role === 'companion').map((s) => nameOf(s, reading));
  if (told.every((p) => p.ids.length > 0) && without(told, alongside).length > 0) return report;
  const { targets, companions } = named();
  // 海边人家, 跟外婆聊: a word that the directory does not have, and that stands where no name does
  const isNamed = ({ name, ids }: Person) => {
    const start = startOf(name, reading);
    return (
      ids.length > 0 ||
      start < 0 ||
      isListed(start, reading) ||
      stretches.chanceOf(start, start + name.length) >= NO_NAME
    );
  };
  // 白玛央金, of which the rules took three characters
  const inFull = (person: Person): Person => {
    const start = startOf(person.name, reading);
    const isLonger = (s: Stretch) =>
      s.role === 'target' && s.start <= start && s.end > start + person.name.length && s.chance >= WHO;
    // 小丁，丁一凡 is no name
    const longer = stretches.found.find(
      (s) => isLonger(s) && /^[\u3400-\u9fff·]+$/.test(reading.text.slice(s.start, s.end)),
    );
    return person.ids.length > 0 || !longer ? person : nameOf(longer, reading);
  };
  const kept = told.filter(isNamed).map(inFull);
  if (kept.length === 0) {
    // 孟祥瑞这孩子考公落榜…今晚陪他谈心: nobody was found in the activity's own words
    if (targets.length > 0 && report.count === undefined) return about(report, targets, reading);
    const { words = '', how = 'derived' } = report.evidence?.targets ?? {};
    const evidence = { ...report.evidence, targets: { words, how, confidence: GUESS } };
    return told.length > 0 ? { ...report, evidence } : report;
  }
  if (kept.length < told.length || kept.some((p, i) => p.name !== told[i]!.name)) {
    const words = kept.map((p) => p.name).join('、');
    const confidence = kept.every((p) => p.ids.length > 0) ? DERIVED : UNLISTED_NAME;
    const evidence = { ...report.evidence, targets: { words, how: 'derived' as const, confidence } };
    return withPeople({ ...report, evidence }, kept);
  }
  // 我和董洁到她家里跟她谈心: who came along is not whom one talked with
  const cameAlong = without(kept, companions).length === 0;
  if (!cameAlong || TAKEN_BACK.test(reading.text)) return report;
  const all = [...peopleOf(report.companions, report.companionIds), ...kept];
  // 我和袁老师去海城市挨家走访，一共跑了5户: nobody of those whom it was about is named
  if (targets.length === 0)
    return report.kind === 'visit' && (report.count ?? 0) > kept.length ? aboutNobody(report, all) : report;
  return withPeople(about(report, targets, reading), targets, all);
}

/** 走访了甲还有乙两家: as many are named as are counted, and one of them was missed. */
function asCounted(report: ReportedActivity, named: () => NamedPeople, reading: Reading): ReportedActivity {
  const told = peopleOf(report.targets, report.targetIds);
  if (told.length === 0 || report.count === undefined || report.count <= told.length) return report;
  const { targets } = named();
  // 还有一个是某某的表哥
  const isOther = (p: Named) =>
    report.companions?.includes(p.name) ||
    reading.text[reading.text.lastIndexOf(p.words) + p.words.length] === '的';
  if (targets.length !== report.count || without(told, targets).length > 0 || targets.some(isOther))
    return report;
  const { count, ...rest } = about(report, targets, reading);
  return { ...rest, ...(report.text && { text: report.text }) };
}

/** 与学生王欣悦、党小雨结成对子: a name that the directory lacks, right beside one that was found. */
function withListed(report: ReportedActivity, stretches: Stretches, reading: Reading): ReportedActivity {
  const told = peopleOf(report.targets, report.targetIds);
  if (!KINDS_WITH_TARGETS.includes(report.kind) || told.length === 0) return report;
  const { text, people } = reading;
  const spots = people.filter((p) => told.some((t) => t.name === p.name));
  const isBeside = (s: Stretch) =>
    (text[s.start - 1] === '、' && spots.some((p) => p.titleEnd === s.start - 1 || p.end === s.start - 1)) ||
    (text[s.end] === '、' && spots.some((p) => p.start === s.end + 1));
  const missed = stretches.found.filter(
    (s) =>
      s.role === 'target' && isBeside(s) && !people.some((p) => p.start === s.start) && s.chance >= LISTED,
  );
  if (missed.length === 0) return report;
  const all = [...told, ...missed.map((s) => nameOf(s, reading))];
  return withPeople(
    report,
    once(all).sort((a, b) => startOf(a.name, reading) - startOf(b.name, reading)),
  );
}

/** 先打的甲妈妈，再打的乙爸爸: somebody else whom the same was done with, in a statement of its own. */
function withAllNamed(
  report: ReportedActivity,
  stretches: Stretches,
  reading: Reading,
  notDone: readonly string[],
): ReportedActivity {
  const told = peopleOf(report.targets, report.targetIds);
  // whom one talked with may have fallen out with somebody who is named as well
  // the one who was tied may have a witness, or take another one's place
  if (report.kind !== 'visit' && report.kind !== 'contact') return report;
  if (told.length === 0 || TAKEN_BACK.test(reading.text)) return report;
  // a plain telling names nobody else, and needs no chances
  const isTold = (s: Stretch) => told.some((p) => startOf(p.name, reading) === s.start);
  if (stretches.found.every((s) => s.role !== 'target' || isTold(s))) return report;
  const clauseOf = (s: Stretch) => reading.clauses.find((c) => c.start <= s.start && s.start < c.end);
  const isDone = (c: Clause | undefined) =>
    c !== undefined && !c.others && !isPlanned(c.text) && !saysFailed(c.text) && !liesAhead(c, reading.now);
  const found = stretches.found.filter((s) => s.role === 'target' && s.chance >= ALSO);
  const named = (some: readonly Stretch[]) => some.map((s) => nameOf(s, reading));
  if (without(told, named(found)).length > 0) return report;
  // who stands before may have asked for it, or be the slip that is put right
  const last = Math.max(...told.map((p) => startOf(p.name, reading)));
  const behind = named(found.filter((s) => s.start > last && isDone(clauseOf(s))));
  const others = behind.filter(
    (n) => n.ids.length > 0 && !n.ids.includes(reading.sender) && !notDone.includes(n.name),
  );
  const missed = without(without(others, told), peopleOf(report.companions));
  if (missed.length === 0) return report;
  const words = [...told, ...missed].map((p) => p.name).join('、');
  const evidence = { ...report.evidence, targets: { words, how: 'derived' as const, confidence: GUESS } };
  return withPeople({ ...report, evidence }, [...told, ...missed]);
}

/** A report of which only those are named who came along. */
function aboutNobody(report: ReportedActivity, companions: readonly Person[]): ReportedActivity {
  const { targets, targetIds, evidence: { targets: said, ...evidence } = {}, ...rest } = report;
  const alongside = once(companions);
  return {
    ...rest,
    companions: alongside.map((p) => p.name),
    companionIds: alongside.map((p) => p.ids),
    evidence: { ...evidence, ...(said && { companions: said }) },
  };
}

/** A report about those whom the words name; what is said of them may stand anywhere in the message. */
function about(report: ReportedActivity, targets: readonly Named[], { written }: Reading): ReportedActivity {
  const words = targets.map((t) => t.words).join('、');
  const how = targets.some((t) => t.how === 'corrected') ? 'corrected' : 'derived';
  const confidence = Math.min(...targets.map((t) => t.confidence));
  const evidence = { ...report.evidence, targets: { words, how, confidence } as const };
  return withPeople({ ...report, text: written, evidence }, targets);
}

/** 孟子悦、伊力亚尔, 还有个叫付春生的: the next one of a list of names, or called by it. */
function isListed(start: number, { text, people }: Reading): boolean {
  const before = text[start - 1];
  return before === '叫' || (before === '、' && people.some((p) => p.titleEnd === start - 1));
}

function nameOf(stretch: Stretch, { text, people, index }: Reading): Named {
  const words = text.slice(stretch.start, stretch.end);
  const mention = people.find((p) => p.start === stretch.start && p.ids.length > 0);
  if (mention) {
    const { name, ids, said, how, confidence } = mention;
    return { name, ids, words: said, how, confidence: Math.min(confidence, DERIVED) };
  }
  const ids = idsOf(index, words);
  const [alike, ...others] = ids.length > 0 ? [] : namesBySound(words, index);
  if (alike !== undefined && others.length === 0)
    return { name: alike, ids: idsOf(index, alike), words, how: 'corrected', confidence: NEAR_SOUND };
  const confidence = ids.length > 0 ? DERIVED : stretch.chance >= SURE ? UNLISTED_NAME : GUESS;
  return { name: words, ids, words, how: 'derived', confidence };
}

/** 和甲谈心，不对，是和乙: whom it was instead. */
const TAKEN_BACK = /不对|(?<!是)不是|(?<!不)错/;
