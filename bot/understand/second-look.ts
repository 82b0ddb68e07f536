/**
 * What was told, looked at once more: the rules know how one says that, the second opinion (`opinion.ts`,
 * `stretches.ts`) how it stands among other words. Whom an activity was about, where it was and when is put right
 * where only one is told, and of several told one after the other by the part of the message that tells of each.
 */
import { ActivityKind, KINDS_WITH_TARGETS, Mode, type ReportedActivity } from '../../domain/understanding.ts';
import { clauseAt, cutClause } from './clause.ts';
import { isMeeting } from './mode.ts';
import type { Content } from './opinion.ts';
import type { Reading } from './report.ts';
import { when } from './second-look-when.ts';
import { metAt, where, withoutNoPlace } from './second-look-where.ts';
import {
  asCounted,
  type NamedPeople,
  namedIn,
  ofItsOwn,
  peopleOf,
  startOf,
  who,
  withAllNamed,
  withListed,
  without,
  withPeople,
} from './second-look-who.ts';
import { LONGEST_LOOKED_AT, type Stretches, stretchesOf } from './stretches.ts';
import { CONTRADICTED, DERIVED, GUESS, MET_SO, SURELY_KIND, SURMISE, UNLIKELY_KIND } from './thresholds.ts';

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
    const isIn = ({ start }: { start: number }) => clauseAt(part.clauses, start) !== undefined;
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
  const clauses = reading.clauses.flatMap((c) => cutClause(c, cuts, reading));
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
    ...likely.map(({ place, mode, manner }) => ({
      ...(place && { place }),
      ...(mode && { mode }),
      ...(manner && { manner }),
    })),
  );
  const evidence = Object.assign({}, ...[...likely].reverse().map((r) => r.evidence));
  const one = { ...first, ...told, text: reading.written, evidence: doubtful({ evidence }, first.kind) };
  return [people.length > 0 ? withPeople(one, targets, cameAlong) : one];
}

/** 又找了, 后来他也来了: each was one of its own. */
const ONE_MORE = /又|再|还|后来|接着|然后|另外|随后/;

/** Slots in which reports must agree to be one; others may be told of one of them only. */
const SAME = ['kind', 'form', 'date', 'endDate', 'daypart', 'time', 'hours', 'reason', 'count'] as const;

/** Whether reports differ in nothing but whom they are about. */
function areSame(reports: readonly ReportedActivity[]): boolean {
  const values = (slot: keyof ReportedActivity) => new Set(reports.map((r) => r[slot]));
  const told = (slot: 'place' | 'mode' | 'manner') => new Set(reports.flatMap((r) => r[slot] ?? []));
  return (
    SAME.every((slot) => values(slot).size === 1) &&
    (['place', 'mode', 'manner'] as const).every((slot) => told(slot).size <= 1)
  );
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
