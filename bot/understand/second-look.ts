/**
 * What was told, looked at once more: the rules know how one says that, the second opinion (`opinion.ts`,
 * `stretches.ts`) how it stands among other words. Whom an activity was about and where it was is put right where only
 * one is told; of several, the words alone do not say to which one somebody belongs.
 */
import type { ActivityKind, ReportedActivity } from '../../domain/understanding.ts';
import { isMeeting } from './mode.ts';
import type { Content } from './opinion.ts';
import { idsOf, namesBySound } from './person-guess.ts';
import type { Reading } from './report.ts';
import { type Stretch, type Stretches, type StretchRole, stretchesOf } from './stretches.ts';
import {
  CONTRADICTED,
  DERIVED,
  GUESS,
  NO_NAME,
  UNLIKELY_KIND,
  UNLISTED_NAME,
  WHERE,
  WHO,
} from './thresholds.ts';

const NEEDS_SOMEBODY: readonly ActivityKind[] = ['visit', 'pairing', 'contact', 'talk'];

/** A name, with everyone whom it can mean. */
interface Person {
  name: string;
  ids: string[];
}

/** Somebody whom a stretch names. */
interface Named extends Person {
  words: string;
}

/**
 * The reports of a message as they are after a second look. Where their number or a kind changed, the kind is not sure
 * any more, and is asked about.
 * @param held what the second opinion holds of the message's contents
 */
export function lookAgain(
  reports: readonly ReportedActivity[],
  reading: Reading,
  held: Record<Content, number>,
): ReportedActivity[] {
  const stretches = stretchesOf(reading);
  const [report, ...more] = asOne(reports, stretches, reading, held) ?? ofOtherKind(reports, held) ?? reports;
  if (!report || more.length > 0) return [...reports];
  return [where(who(report, stretches, reading), stretches, reading)];
}

/** One activity where the rules found several, and the words speak of one. */
function asOne(
  reports: readonly ReportedActivity[],
  stretches: Stretches,
  reading: Reading,
  held: Record<Content, number>,
): [ReportedActivity] | undefined {
  if (reports.length < 2 || 1 - held.several <= CONTRADICTED.several) return undefined;
  // 跟她谈心，主要问问值班累不累: no service at all
  const likely = reports.filter((r) => r.targets || held[r.kind] >= UNLIKELY_KIND);
  const [first, ...others] = likely;
  if (!first || others.some((r) => !isSame(first, r)) || (others.length > 0 && ONE_MORE.test(reading.text)))
    return undefined;
  const at = ({ name }: Person) =>
    reading.people.find((p) => p.name === name)?.start ?? reading.text.indexOf(name);
  const people = likely.flatMap((r) => peopleOf(r.targets, r.targetIds)).sort((a, b) => at(a) - at(b));
  const alongside = new Set(namedAs('companion', stretches, reading).map((n) => n.name));
  const targets = people.filter((p) => !alongside.has(p.name));
  if (people.length > 0 && targets.length === 0) return undefined;
  const cameAlong = likely
    .flatMap((r) => peopleOf(r.companions, r.companionIds))
    .concat(people.filter((p) => alongside.has(p.name)));
  return [
    {
      ...first,
      ...Object.assign(
        {},
        ...likely.map(({ place, mode }) => ({ ...(place && { place }), ...(mode && { mode }) })),
      ),
      ...asTargets(targets),
      ...asCompanions(cameAlong),
      text: reading.written,
      evidence: doubtful(first),
    },
  ];
}

/** 又找了, 后来他也来了: each was one of its own. */
const ONE_MORE = /又|再|还|后来|接着|然后|另外|随后/;

const SLOTS = ['kind', 'form', 'date', 'endDate', 'daypart', 'time', 'mode', 'hours', 'reason'] as const;

/** Whether two reports differ in nothing but whom they are about; a place or a way of meeting may be told of one only. */
function isSame(a: ReportedActivity, b: ReportedActivity): boolean {
  const differ = (slot: (typeof SLOTS)[number] | 'place') =>
    a[slot] !== undefined && b[slot] !== undefined && a[slot] !== b[slot];
  return !differ('place') && !differ('mode') && SLOTS.every((slot) => slot === 'mode' || a[slot] === b[slot]);
}

/** 结对后头一回联系某某: another kind than the one that the rules found, where both are done with somebody. */
function ofOtherKind(
  reports: readonly ReportedActivity[],
  held: Record<Content, number>,
): [ReportedActivity] | undefined {
  const [report, ...more] = reports;
  if (!report || more.length > 0 || held[report.kind] >= UNLIKELY_KIND) return undefined;
  if (!NEEDS_SOMEBODY.includes(report.kind)) return undefined;
  const kind = NEEDS_SOMEBODY.reduce((best, k) => (held[k] > held[best] ? k : best));
  // 我俩结对一百天了: that a tie was made is said where it stands already, never the reverse
  if (kind === report.kind || kind === 'pairing' || held[kind] <= CONTRADICTED.missed) return undefined;
  const met = isMeeting(kind) && !report.mode && (report.place || held.onsite > CONTRADICTED.met);
  return [{ ...report, kind, ...(met && { mode: 'onsite' }), evidence: doubtful(report) }];
}

/** The evidence of a report whose kind is to be asked about. */
function doubtful({ kind, evidence }: ReportedActivity): NonNullable<ReportedActivity['evidence']> {
  return { ...evidence, kind: { words: evidence?.kind?.words ?? kind, how: 'derived', confidence: GUESS } };
}

/** Names, each once, with whom they can mean. */
function peopleOf(names: readonly string[] = [], ids: readonly string[][] = []): Person[] {
  return names.map((name, i) => ({ name, ids: ids[i] ?? [] }));
}

const once = (people: readonly Person[]) =>
  people.filter((p, i) => people.findIndex((other) => other.name === p.name) === i);

function asTargets(people: readonly Person[]): Pick<ReportedActivity, 'targets' | 'targetIds'> {
  const all = once(people);
  return all.length === 0 ? {} : { targets: all.map((p) => p.name), targetIds: all.map((p) => p.ids) };
}

function asCompanions(people: readonly Person[]): Pick<ReportedActivity, 'companions' | 'companionIds'> {
  const all = once(people);
  return all.length === 0 ? {} : { companions: all.map((p) => p.name), companionIds: all.map((p) => p.ids) };
}

function namedAs(role: StretchRole, stretches: Stretches, reading: Reading): Named[] {
  return stretches.found
    .filter((s) => s.role === role && s.chance >= WHO)
    .map((s) => nameOf(s, reading))
    .filter((n, i, all) => all.findIndex((other) => other.name === n.name) === i);
}

function who(report: ReportedActivity, stretches: Stretches, reading: Reading): ReportedActivity {
  if (!NEEDS_SOMEBODY.includes(report.kind)) return report;
  const targets = namedAs('target', stretches, reading);
  const companions = namedAs('companion', stretches, reading);
  const told = peopleOf(report.targets, report.targetIds);
  // 海边人家, 跟外婆聊: a word that the directory does not have, and that stands where no name does
  const isNamed = ({ name, ids }: Person) => {
    const start = reading.people.find((p) => p.name === name)?.start ?? reading.text.indexOf(name);
    return (
      ids.length > 0 || isListed(start, reading) || stretches.chanceOf(start, start + name.length) >= NO_NAME
    );
  };
  const kept = told.filter(isNamed);
  if (kept.length === 0)
    // 孟祥瑞这孩子考公落榜…今晚陪他谈心: nobody was found in the activity's own words
    return targets.length > 0 && report.count === undefined ? withTargets(report, targets) : report;
  if (kept.length < told.length) return { ...report, ...asTargets(kept) };
  // 我和董洁到她家里跟她谈心: who came along is not whom one talked with
  const isAlong = ({ name }: Person) => companions.some((c) => c.name === name);
  const areOthers = targets.length > 0 && targets.every((t) => !kept.some((k) => k.name === t.name));
  if (!areOthers || !kept.every(isAlong) || TAKEN_BACK.test(reading.text)) return report;
  return { ...withTargets(report, targets), ...asCompanions(kept) };
}

/** 孟子悦、伊力亚尔, 还有个叫付春生的: the next one of a list of names, or called by it. */
function isListed(start: number, { text, people }: Reading): boolean {
  const before = text[start - 1];
  return before === '叫' || (before === '、' && people.some((p) => p.titleEnd === start - 1));
}

function withTargets(report: ReportedActivity, targets: readonly Named[]): ReportedActivity {
  const areKnown = targets.every((t) => t.ids.length > 0);
  return {
    ...report,
    ...asTargets(targets),
    evidence: {
      ...report.evidence,
      targets: {
        words: targets.map((t) => t.words).join('、'),
        how: 'derived',
        confidence: areKnown ? DERIVED : UNLISTED_NAME,
      },
    },
  };
}

function nameOf(stretch: Stretch, { text, people, index }: Reading): Named {
  const words = text.slice(stretch.start, stretch.end);
  const mention = people.find((p) => p.start === stretch.start && p.ids.length > 0);
  if (mention) return { name: mention.name, ids: mention.ids, words: mention.said };
  const ids = idsOf(index, words);
  const [alike, ...others] = ids.length > 0 ? [] : namesBySound(words, index);
  if (alike !== undefined && others.length === 0) return { name: alike, ids: idsOf(index, alike), words };
  return { name: words, ids, words };
}

/** 和甲谈心，不对，是和乙: whom it was instead. */
const TAKEN_BACK = /不对|不是|错/;

/** Belongs to the way there or to whose place it is, and not to its name. */
const BEFORE_PLACE = /^(?:[我他她]们?的?|咱们?的?|住在?|家住|家在|在|到|去)/;
/** 测绘2301, 舞蹈2402班: a class is no place. */
const IS_CLASS = /\d{4}|班$/;
/** What the rules took for part of a place: 教工食堂边吃边, 去泉州市惠安县. */
const HAPPENS = /[去到赴跑边吃谈守摊\d\s]|下乡/;
/** What is done somewhere, and no part of its name: 花园路街道做社区. */
const DOES = /[，。；、做当搞参开值守帮给栽报站]/;

function where(report: ReportedActivity, stretches: Stretches, reading: Reading): ReportedActivity {
  const places = stretches.found.filter((s) => s.role === 'place');
  const [stretch] = places;
  if (!stretch || places.length > 1 || stretch.chance < WHERE.missing) return report;
  const place = reading.text.slice(stretch.start, stretch.end).replace(BEFORE_PLACE, '');
  const { place: found } = report;
  if (found === undefined && !isOfReport(stretch, report, reading)) return report;
  if (place.length < 2 || IS_CLASS.test(place) || place === found || !isBetter(place, found, stretch.chance))
    return report;
  const evidence = {
    ...report.evidence,
    place: { words: place, how: 'derived' as const, confidence: DERIVED },
  };
  if (found !== undefined || !isMeeting(report.kind) || report.mode) return { ...report, place, evidence };
  // 去杨凌走访: where a place is told, they met there
  return {
    ...report,
    place,
    mode: 'onsite',
    evidence: { ...evidence, mode: { words: place, how: 'derived', confidence: DERIVED } },
  };
}

/** 他前天在食堂跟人打了一架，昨天我找他谈了话: where somebody else did something is not where one talked. */
function isOfReport(stretch: Stretch, { kind }: ReportedActivity, { clauses }: Reading): boolean {
  const clause = clauses.find((c) => c.start <= stretch.start && stretch.start < c.end);
  return kind !== 'talk' || clause?.cues.some((c) => c.kind === 'talk') === true;
}

function isBetter(place: string, found: string | undefined, chance: number): boolean {
  if (found === undefined) return true;
  // 社区大讲堂, where the words alone see 社区: what is longer was put together from words that say it
  if (found.includes(place)) return chance >= WHERE.other && HAPPENS.test(found.replace(place, ''));
  if (place.includes(found)) return chance >= WHERE.longer && !DOES.test(place.replace(found, ''));
  return chance >= WHERE.other;
}
