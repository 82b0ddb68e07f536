/** Whom an activity was about and who came along, by the second opinion: names that the rules missed or cut short. */
import { type Evidence, KINDS_WITH_TARGETS, type ReportedActivity } from '../../domain/understanding.ts';
import { type Clause, clauseAt } from './clause.ts';
import { liesAhead } from './later.ts';
import { isPlanned, saysFailed } from './modality.ts';
import { idsOf, namesBySound } from './person-guess.ts';
import { findReason } from './reason.ts';
import type { Reading } from './report.ts';
import type { Stretch, Stretches, StretchRole } from './stretches.ts';
import { ALSO, DERIVED, GUESS, LISTED, NEAR_SOUND, NO_NAME, SURE, UNLISTED_NAME, WHO } from './thresholds.ts';

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

/** 昨天跟甲谈心，今天上午把乙也约过来谈了: with whoever is named in its own part, and not with the one told of before. */
export function ofItsOwn(
  report: ReportedActivity,
  named: () => NamedPeople,
  part: Reading,
): ReportedActivity {
  const own = part.clauses.map((c) => c.text).join('，');
  const isElsewhere = (name: string) => !own.includes(name) && !part.people.some((p) => p.name === name);
  if (!report.targets?.every(isElsewhere) || REFERS.test(own)) return report;
  const { targets } = named();
  return targets.length > 0 ? about(report, targets, part) : report;
}

/** 又跟她, 这两个孩子: somebody named before. */
const REFERS = /[他她]|该生|[这那][两个位名]|[俩仨]/;

/** Whom the words name, by their roles. */
export interface NamedPeople {
  targets: readonly Named[];
  companions: readonly Named[];
}

/** The sender is neither, nor is who was not reached; whoever is named as both is whom it was about. */
export function namedIn(stretches: Stretches, reading: Reading, notDone: readonly string[]): NamedPeople {
  const as = (role: StretchRole) =>
    metOf(
      stretches.found.filter((s) => s.role === role && s.chance >= WHO),
      reading,
      notDone,
    );
  const targets = as('target');
  return { targets, companions: without(as('companion'), targets) };
}

/** Whom some stretches name, without the sender and those who were not reached. */
function metOf(found: readonly Stretch[], reading: Reading, notDone: readonly string[]): Named[] {
  return once(found.map((s) => nameOf(s, reading))).filter(
    (n) => !n.ids.includes(reading.sender) && !notDone.includes(n.name),
  );
}

/** Names with whom they can mean. */
export function peopleOf(names: readonly string[] = [], ids: readonly string[][] = []): Person[] {
  return names.map((name, i) => ({ name, ids: ids[i] ?? [] }));
}

/** Where somebody is named first; -1 where nobody is. */
export function startOf(name: string, { people, text }: Reading): number {
  return people.find((p) => p.name === name)?.start ?? text.indexOf(name);
}

function once<T extends Person>(people: readonly T[]): T[] {
  return people.filter((p, i) => people.findIndex((other) => other.name === p.name) === i);
}

export function without<T extends Person>(people: readonly T[], others: readonly Person[]): T[] {
  return people.filter((p) => !others.some((other) => other.name === p.name));
}

/** A report about some people; who came along is none of them. */
export function withPeople(
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

export function who(
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
      isListed(start, start + name.length, reading) ||
      // 乌云其其格, of which it takes two characters
      stretches.found.some(
        (s) => s.role === 'target' && s.start === start && s.end + 2 <= start + name.length,
      ) ||
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
    // 伊力哈木·阿里来谈心: where such a name ends is known by its characters
    return person.ids.length > 0 || !longer || person.name.includes('·') ? person : nameOf(longer, reading);
  };
  const kept = told.filter(isNamed).map(inFull);
  if (kept.length === 0) {
    // 孟祥瑞这孩子考公落榜…今晚陪他谈心: nobody was found in the activity's own words
    if (targets.length > 0 && report.count === undefined)
      return forTheReason(about(report, targets, reading), targets, reading);
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

/** 秦勇刚提了科长，今早找他谈话: what is said of whoever was found elsewhere. */
function forTheReason(
  report: ReportedActivity,
  targets: readonly Named[],
  { text, clauses }: Reading,
): ReportedActivity {
  if (report.kind !== 'talk' || report.reason) return report;
  const found = targets
    .flatMap((t) => clauseAt(clauses, text.indexOf(t.words)) ?? [])
    .map((clause) => findReason(clause.text))
    .find((reason) => reason !== undefined);
  if (!found) return report;
  const evidence = { words: found.words, how: 'derived' as const, confidence: GUESS };
  return { ...report, reason: found.reason, evidence: { ...report.evidence, reason: evidence } };
}

/** 走访了甲还有乙两家: as many are named as are counted, and one of them was missed. */
export function asCounted(
  report: ReportedActivity,
  named: () => NamedPeople,
  reading: Reading,
): ReportedActivity {
  const told = peopleOf(report.targets, report.targetIds);
  if (told.length === 0 || report.count === undefined || report.count <= told.length) return report;
  // 和某某、某某两位老师一起: the number is that of the company
  if (report.companions?.length === report.count) return report;
  const { targets } = named();
  const last = Math.max(...told.map((p) => startOf(p.name, reading)));
  // 我跟某某两个人去甲家, but not 甲、乙，还有丙; 还有一个是某某的表哥
  const isOther = (p: Named) =>
    (report.companions?.includes(p.name) && startOf(p.name, reading) < last) ||
    reading.text[reading.text.lastIndexOf(p.words) + p.words.length] === '的';
  if (targets.length !== report.count || without(told, targets).length > 0 || targets.some(isOther))
    return report;
  const { count, ...rest } = about(report, targets, reading);
  return { ...rest, ...(report.text && { text: report.text }) };
}

/** 与学生王欣悦、党小雨结成对子: a name that the directory lacks, right beside one that was found. */
export function withListed(
  report: ReportedActivity,
  stretches: Stretches,
  reading: Reading,
): ReportedActivity {
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
export function withAllNamed(
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
  // 下午又去乙家，敲半天门没人
  const goesOnFailing = (c: Clause) => {
    const next = reading.clauses[reading.clauses.indexOf(c) + 1];
    return next !== undefined && !next.opens && next.people.length === 0 && saysFailed(next.text);
  };
  const isDone = (c: Clause | undefined) =>
    c !== undefined &&
    !c.others &&
    !isPlanned(c.text) &&
    !saysFailed(c.text) &&
    !liesAhead(c, reading.now) &&
    !goesOnFailing(c);
  const found = stretches.found.filter((s) => s.role === 'target' && s.chance >= ALSO);
  const named = found.map((s) => nameOf(s, reading));
  if (without(told, named).length > 0) return report;
  // who stands before may have asked for it, or be the slip that is put right
  const last = Math.max(...told.map((p) => startOf(p.name, reading)));
  const behind = found.filter((s) => s.start > last && isDone(clauseAt(reading.clauses, s.start)));
  const others = metOf(behind, reading, notDone).filter((n) => n.ids.length > 0);
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

/** 孟子悦、伊力亚尔, 还有个叫付春生的: one of a list of names, or called by it. */
function isListed(start: number, end: number, { text, people }: Reading): boolean {
  const before = text[start - 1];
  return (
    before === '叫' ||
    (before === '、' && people.some((p) => p.titleEnd === start - 1)) ||
    (text[end] === '、' && people.some((p) => p.start === end + 1))
  );
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
