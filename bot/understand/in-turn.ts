/**
 * What is told day by day, read part by part: 29号地铁口举牌3小时，30号宿舍楼下搬行李4小时. Each part is read with what was said
 * before the first one and with what is said of all at the end; what it was may be said in one of them only.
 */
import { addDays, dayOf } from '../../domain/day.ts';
import { ActivityKind, KINDS_WITH_TARGETS, type ReportedActivity } from '../../domain/understanding.ts';
import { isOfARelative } from './assemble.ts';
import { type Clause, clauseAt, cutClause, masked } from './clause.ts';
import { blankNumber, OF_ALL, onlyOf } from './distribute-list.ts';
import { FESTIVAL, isOnlyTold, tellsOn } from './frame.ts';
import type { KindCue } from './kind.ts';
import { labelsAll } from './label.ts';
import { liesAhead } from './later.ts';
import { SLIPPED } from './lexicon/slips.ts';
import { isPlanned, saysDone, saysFailed } from './modality.ts';
import type { Content } from './opinion.ts';
import { asWritten, believeReports, findReports, type Reading, type ReportOutcome } from './report.ts';
import { SAID_OF_ALL } from './share-trailing.ts';
import { type StretchRole, stretchesOf } from './stretches.ts';
import { IN_TURN, LONGEST_APART, SURELY_KIND, SURMISE, UNLIKELY_KIND, WHO } from './thresholds.ts';

/** Where a message says when: a day, a part of it, or both. */
interface Point {
  start: number;
  end: number;
  date?: string;
  daypart?: string | undefined;
  time?: string | undefined;
  /** Stands at the head of its clause. */
  leads?: boolean;
  /** A day by the name of a holiday. */
  festival?: boolean;
}

/** What is to be read of one turn, and which stretch of the text is its own. */
interface Part {
  reading: Reading;
  /** Where it begins, behind what was said before the first one. */
  at: number;
  start: number;
  end: number;
}

/**
 * The activities of a message that is told in turns, where the rules did not find one for each turn; undefined where it
 * is not told so, where they did, or where a part tells of none or of several.
 * @param held what the second opinion holds of the message's contents
 */
export function toldInTurn(
  whole: Reading,
  { reports: found, notDone = [] }: ReportOutcome,
  held: Record<Content, number>,
): ReportedActivity[] | undefined {
  if (held.several < IN_TURN || PUT_RIGHT.test(whole.text) || SUMMED.test(whole.text)) return undefined;
  const reading = { ...whole, clauses: whole.clauses.map((c) => withoutThese(c, notDone)) };
  const points = pointsOf(reading);
  if (points.length < 2 || liesApart(points) || isToldOf(points, found)) return undefined;
  const parts = partsAt(cutsAt(points, reading), reading);
  if (!parts) return undefined;
  const read = parts.map(({ reading: part }) => {
    // the words of the whole message are none of one part
    if (!part.clauses.some((c) => c.cues.some((cue) => cue.strength >= 2))) return undefined;
    const report = only(findReports(part));
    return report && held[report.kind] >= UNLIKELY_KIND ? report : undefined;
  });
  const known = read.find((r) => r !== undefined);
  if (!known) return undefined;
  const missing = ActivityKind.options.find(
    (kind) => held[kind] >= SURELY_KIND && read.every((r) => r?.kind !== kind),
  );
  // a message of which several are known already names more days than it tells activities of
  const isMore = found.length > 1 && points.length > found.length;
  const named = (role: StretchRole = 'target') =>
    stretchesOf(reading).found.filter((s) => s.role === role && s.chance >= WHO);
  // 和某某一起去…: whoever came along is nobody's target
  const cameAlong = (name: string) =>
    named('companion').some((s) => reading.people.some((p) => p.start === s.start && p.name === name));
  const reports: ReportedActivity[] = [];
  for (const [i, part] of parts.entries()) {
    const last = reports.at(-1);
    const report = read[i] ?? likeOthers(part, missing ?? (isMore ? undefined : (last ?? known).kind));
    if (!report || (!read[i] && report.targets?.some(cameAlong))) return undefined;
    const isToName = KINDS_WITH_TARGETS.includes(report.kind) && !report.targets;
    // 12/8元芳: a name that the second look will find
    const isNamed = isToName && named().some((s) => part.start <= s.start && s.start < part.end);
    const isLikeLast = isToName && !isNamed && goesOn(part);
    const told = isLikeLast ? aboutSame(report, last) : report;
    if (isToName && !isNamed && !told.targets && !told.count) return undefined;
    // what is kept with each activity is its own words alone
    const text = asWritten(reading, part.start, part.end).replace(/[，。；、\s]+$/, '');
    reports.push({ ...onSameDay(told, last), text });
  }
  const names = new Set(reports.flatMap((r) => r.targets ?? []));
  const isAllThere =
    reports.every(
      (r, i) =>
        (points[i]!.date === undefined || r.date === points[i]!.date) &&
        reports.slice(0, i).every((other) => isApart(r, other)),
    ) &&
    found.every(
      (r) =>
        (r.targets?.every((name) => names.has(name)) ?? true) &&
        (held[r.kind] < UNLIKELY_KIND || reports.some((other) => other.kind === r.kind)),
    );
  const isReached = reports.every((r) => !r.targets?.some((name) => notDone.includes(name)));
  return isAllThere && isReached ? reports : undefined;
}

/** 某某请假: a clause that tells of no deed names none of those who were not reached. */
function withoutThese(clause: Clause, names: readonly string[]): Clause {
  if (clause.cues.some((c) => c.strength >= 2)) return clause;
  const met = clause.people.filter((p) => !names.includes(p.name));
  return met.length < clause.people.length ? onlyOf(clause, met) : clause;
}

/**
 * A part that does not say what it was, but whom it was about, where or how long: perhaps it was what another one was,
 * which is asked about.
 */
function likeOthers({ reading, at }: Part, kind: ActivityKind | undefined): ReportedActivity | undefined {
  const own = reading.clauses.find((c) => c.start >= at);
  const report = kind && only(believeReports(withKind(reading, kind)));
  if (!report) return undefined;
  // 郑爽昨天评上了优秀，…找她谈话: what happened to somebody is no activity
  const isNamed = own?.cues.some((c) => c.kind === kind && c.strength >= 2);
  const isTold = report.place || report.hours || isNamed || (report.targets && own && BARE.test(restOf(own)));
  // 周二跟甲结对，周三见了乙: a tie is told by a word of its own
  if (!isTold || (kind === 'pairing' && !/[结签]/.test(own?.text ?? ''))) return undefined;
  const evidence = { words: own?.text ?? '', how: 'derived' as const, confidence: SURMISE };
  return { ...report, evidence: { ...report.evidence, kind: evidence } };
}

/** What a clause says besides when and who. */
function restOf({ text, start, days, times, people }: Clause): string {
  const named = people.map((p) => ({ start: p.start, end: p.titleEnd }));
  return masked(text, start, [...days, ...times, ...named]).replace(/[某，。、\s]+/g, '');
}

const BARE = /^.{0,6}$|^(?:又|也|再|还|就)*(?:我|咱)?(?:换|跟|和|找|约|去|到|在|是|电话|微信|视频|当面)/;

/** 讲雷锋日记: a day so long before another one was only spoken of. */
function liesApart(points: readonly Point[]): boolean {
  const dates = points.flatMap(({ date }) => date ?? []).sort();
  return dates.length > 0 && addDays(dates[0]!, LONGEST_APART) < dates.at(-1)!;
}

/** Whether there is an activity for each turn already, on its day. */
function isToldOf(points: readonly Point[], found: readonly ReportedActivity[]): boolean {
  return (
    found.length >= points.length &&
    points.every((p) => p.date === undefined || found.some((r) => r.date === p.date)) &&
    found.every((r) => r.targets || r.count || !KINDS_WITH_TARGETS.includes(r.kind))
  );
}

/** Whether a message sounds like several activities and names a day on which none was found. */
export function leavesDayOut(
  reading: Reading,
  found: readonly ReportedActivity[],
  held: Record<Content, number>,
): boolean {
  const isFound = ({ date }: Point) =>
    date === undefined || found.some((r) => r.date <= date && date <= (r.endDate ?? r.date));
  return held.several >= IN_TURN && !pointsOf(reading).every(isFound);
}

/** 昨天，不对，是前天: one day said twice. */
const PUT_RIGHT = new RegExp(`${SLIPPED}|不对|更正`);
/** 一共7小时: which of them were on which day is not said. */
const SUMMED = /(?:一共|总共|合计|累计|共计|共)[^，。；]{0,6}(?:小时|钟头|学时|课时)/;

function only({ reports }: { reports: ReportedActivity[] }): ReportedActivity | undefined {
  return reports.length === 1 ? reports[0] : undefined;
}

/** Everything that tells when something of the sender's took place, each but once. */
function pointsOf({ clauses, now }: Reading): Point[] {
  const today = dayOf(now);
  const points: Point[] = [];
  for (const clause of clauses) {
    if (clause.others || isPlanned(clause.text) || comesToNothing(clause) || tellsOn(clause)) continue;
    if (NOT_REPORTED.test(clause.text) && nextIsDated(clause, clauses)) continue;
    for (const point of saidIn(clause)) {
      const last = points.at(-1);
      if (point.date !== undefined && point.date > today) continue;
      if (!last || isLater(point, last)) points.push({ ...point, date: point.date ?? last?.date });
      // 今天谈心2次：11:30 甲；15:00 乙
      else if (point.leads && point.time && last.time === undefined && isTitle(last, clauses))
        points.splice(-1, 1, { ...last, ...point, date: last.date, daypart: point.daypart ?? last.daypart });
      else if (last.date === point.date || point.date === undefined) last.daypart ??= point.daypart;
    }
  }
  // 昨天和今天我都在，昨天两小时，今天一小时
  const again = points.findLastIndex((p, i) => points.slice(i + 1).some((q) => isSame(p, q)));
  const once = points.slice(again + 1);
  const told = points.slice(0, again + 1).every((p) => once.some((q) => isSame(p, q))) ? once : points;
  // 国庆跑了两家！2号…，4号…: the holiday in which all of them lie
  const [first, ...more] = told;
  return first?.festival && more.length > 1 ? more : told;
}

/** Whether a day stands in a title. */
function isTitle({ start }: Point, clauses: readonly Clause[]): boolean {
  return clauseAt(clauses, start)?.mark === '：';
}

/** 给他爸打了个电话家访了一下他爸说话不方便: dictated in one breath, what did not go well was not the deed. */
function comesToNothing({ text, cues }: Clause): boolean {
  return saysFailed(text) && !(saysDone(text) && cues.some((c) => c.strength >= 2));
}

/** The days and parts of days that a clause says, a day and its part as one. */
function saidIn(clause: Clause): Point[] {
  const days = clause.days
    .filter((d) => d.grain === 'day' && !isOnlyTold(clause, d) && !isOfARelative(clause, d))
    .filter((d) => d.start === clause.start || !(FESTIVAL.test(d.words) || isOfAddress(clause, d)))
    .map(
      ({ start, end, from, daypart, words }): Point => ({
        start,
        end,
        date: from,
        daypart,
        festival: FESTIVAL.test(words),
      }),
    );
  const parts = clause.times.map(({ start, end, daypart, time }): Point => ({ start, end, daypart, time }));
  const points: Point[] = [];
  for (const point of [...days, ...parts].sort((a, b) => a.start - b.start)) {
    const last = points.at(-1);
    if (last && point.start <= last.end + 1 && !point.date) {
      last.end = Math.max(last.end, point.end);
      last.daypart ??= point.daypart;
      last.time ??= point.time;
    } else points.push({ ...point, leads: point.start === clause.start });
  }
  return points;
}

/** 在琉璃坊甲七号走访了: the number of a house. */
function isOfAddress({ text, start }: Clause, day: { start: number; words: string }): boolean {
  return (
    /^[\d一二三四五六七八九十]{1,3}号$/.test(day.words) &&
    /[在到去赴住][^，。；、了过]{1,8}$/.test(text.slice(0, day.start - start))
  );
}

/** 周末带娃没顾上报, 今天才想起来记: of the telling itself. */
const NOT_REPORTED =
  /没(?:顾上|顾得上|来得及|空|时间)[报记填说发]|才(?:想起来?|有空)?[报记填]|[忘补][了着]?[报记]/;

/** 周末带娃没顾上报, and the next day that is named is told with a day of its own; 周六没顾上报，上午…: of that day. */
function nextIsDated(clause: Clause, clauses: readonly Clause[]): boolean {
  const next = clauses.slice(clauses.indexOf(clause) + 1).find((c) => c.days.length + c.times.length > 0);
  return !next || next.days.some((d) => d.start < (next.times[0]?.start ?? Number.POSITIVE_INFINITY));
}

function isSame(a: Point, b: Point): boolean {
  return a.date === b.date && a.daypart === b.daypart && a.time === b.time;
}

function isLater(point: Point, last: Point): boolean {
  if (point.date && last.date && point.date !== last.date) return true;
  if (point.daypart !== undefined && last.daypart !== undefined && point.daypart !== last.daypart)
    return true;
  // 下午一点半找甲谈；两点半找乙谈, and not 从一点半到两点半
  return (
    point.leads === true && last.time !== undefined && point.time !== undefined && point.time !== last.time
  );
}

/**
 * Where each part begins: at its day, at the name before it where that is how the first one is told, or with its
 * sentence, which may tell first what led to it.
 */
function cutsAt(points: readonly Point[], { text, people, clauses }: Reading): number[] {
  const nameOf = ({ start }: Point) => {
    const clause = clauseAt(clauses, start);
    return people.find(
      (p) => clause && p.start >= clause.start && p.titleEnd <= start && start - p.titleEnd <= 2,
    );
  };
  const byName = points.every((p) => nameOf(p));
  const sentenceOf = ({ start }: Point, after: number) =>
    // 他说最近压力大，今天又找…: what is said on of the one before
    clauses.findLast(
      (c) => c.opens && c.start <= start && c.start > after && !/^(?:[他她]|会上|同去)/.test(c.text),
    )?.start;
  const [first, ...others] = points;
  const sentences = others.map((p, i) => sentenceOf(p, points[i]!.start));
  // 结对帮扶记录——某某：12日…；15日…: what stands before the colon is of both
  const colon =
    clauses.findLast((c) => c.end <= first!.start)?.mark === '：' &&
    !people.some((p) => p.start >= (sentences[0] ?? 0));
  const opening = colon || sentences.includes(undefined) ? undefined : sentenceOf(first!, -1);
  return [opening, ...sentences].map((at, i) => {
    if (at !== undefined) return at;
    const { start } = byName ? nameOf(points[i]!)! : points[i]!;
    return start - (LINKED.exec(text.slice(0, start))?.[0].length ?? 0);
  });
}

const LINKED = /(?:然后|接着|另外|还有|再就是)$/;

/** What is to be read of each turn; undefined where one of them tells of nothing. */
function partsAt(cuts: readonly number[], reading: Reading): Part[] | undefined {
  const pieces = reading.clauses.flatMap((clause) => {
    // 甲上周四 乙上周五 都是微信语音
    const all = clause.end > cuts.at(-1)! ? clause.text.search(/(?<=\s)(?:都|均)/) : -1;
    return cutClause(clause, all > 0 ? [...cuts, clause.start + all] : cuts, reading);
  });
  const turnOf = (c: Clause) => cuts.findLastIndex((at) => at <= c.start);
  const closing = pieces.filter(
    (c) => turnOf(c) === cuts.length - 1 && c.start !== cuts.at(-1) && isOfAll(c),
  );
  const lead = pieces.filter((c) => turnOf(c) < 0);
  // 今天去甲家，家里没人: what came to nothing is known by the rules, unless it says itself who was not reached
  if (pieces.some((c) => turnOf(c) >= 0 && comesToNothing(c) && !isOfSomebody(c, pieces))) return undefined;
  const isTold = (c: Clause) => !closing.includes(c) && !comesToNothing(c) && !liesAhead(c, reading.now);
  const turns = cuts.map((_, i) => pieces.filter((c) => turnOf(c) === i && isTold(c)));
  // 前天昨天今天三天都在: a day alone is no turn
  const saysMore = (c: Clause) => restOf(c) !== '' || c.people.length > 0;
  if (!turns.every((turn) => turn.some(saysMore))) return undefined;
  const named = turns.map((turn) => turn.flatMap((c) => c.people.map((p) => p.name)));
  return turns.map((turn, i) => {
    // 甲和乙闹矛盾，分头谈的，昨天甲，今天乙: whoever has a turn is of no other one
    const elsewhere = named.filter((_, j) => j !== i).flat();
    const mayBeMeant = (c: Clause) =>
      c.people.filter((p) => named[i]!.includes(p.name) || !elsewhere.includes(p.name));
    // 9月组织生活：9.3支委会；9.10党小组会: under which title they stand
    const isNamed = turn.some((c) => c.cues.some((cue) => cue.strength === 3));
    // 两天走访了两家：…: of both together
    const isDated = i > 0 || turn.some((c) => c.days.length > 0);
    const scene = lead.map((c) => ({
      ...blankNumber(onlyOf(c, mayBeMeant(c))),
      days: isDated || c.mark !== '：' ? [] : c.days.filter((d) => d.grain === 'day' && !d.to),
      ...(isNamed && { cues: [] }),
    }));
    const clauses = [...scene, ...turn, ...closing.map((c) => blankNumber(c))];
    return {
      reading: { ...reading, clauses, people: clauses.flatMap((c) => c.people) },
      at: cuts[i]!,
      start: i === 0 ? 0 : cuts[i]!,
      end: cuts[i + 1] ?? reading.text.length,
    };
  });
}

/** 黄老师还没谈上; 某某请假，没谈上: somebody who is named in it, or right before it, and nowhere else. */
function isOfSomebody(clause: Clause, pieces: readonly Clause[]): boolean {
  const before = pieces[pieces.indexOf(clause) - 1];
  const near =
    clause.people.length > 0 ? [clause] : before && before.cues.length === 0 ? [before, clause] : [];
  const named = near.flatMap((c) => c.people.map((p) => p.name));
  const others = pieces.filter((c) => !near.includes(c)).flatMap((c) => c.people.map((p) => p.name));
  return (
    named.length > 0 &&
    named.every((name) => !others.includes(name)) &&
    near.every((c) => c.days.length === 0)
  );
}

/** 都在系办, 两次谈心都是当面: said of all that were told before. */
function isOfAll({ text, people, days }: Clause): boolean {
  if (days.length > 0) return false;
  return (
    (people.length === 0 && (OF_ALL.test(text) || labelsAll(text) !== undefined)) ||
    SAID_OF_ALL.test(text) ||
    EACH.test(text)
  );
}

const EACH =
  /^(?:前后|一共|共|总共)?(?:[两二三四五六俩仨]|\d)(?:次|场|回|趟|家|户|个|位|人)[^，。；]{0,6}(?:都|均|全|各)|^(?:地点|地方|时间|方式|也)?(?:都|均)(?:是|在|约|用|为)|^各/;

/** A part that does not say what it was, told as what another one was. */
function withKind(part: Reading, kind: ActivityKind): Reading {
  const own = part.clauses.findIndex((c) => c.cues.some((cue) => cue.kind === kind));
  const named = own >= 0 ? own : part.clauses.findIndex((c) => c.people.length > 0);
  const clauses = part.clauses.map((clause, i) => {
    if (i !== Math.max(0, named)) return clause;
    const told = clause.cues.filter((cue) => cue.kind === kind);
    const cue: KindCue = { kind, strength: 3, start: clause.end, end: clause.end, words: '' };
    return { ...clause, cues: told.length > 0 ? told : [cue] };
  });
  return { ...part, clauses };
}

/** 上午…，下午…: of the same day, where none is said. */
function onSameDay(report: ReportedActivity, before: ReportedActivity | undefined): ReportedActivity {
  const date = before?.evidence?.date;
  if (!before || !date || report.evidence?.date?.how !== 'assumed') return report;
  return { ...report, date: before.date, evidence: { ...report.evidence, date } };
}

/** 今天又去他家, 接着讲: nobody is named, and the words refer to somebody. */
function goesOn({ reading: { people, clauses }, at }: Part): boolean {
  return people.length === 0 && clauses.some((c) => c.start >= at && /[他她又再还]|继续|接着/.test(c.text));
}

/** 17号给甲家打了电话；今天又去他家: with the one person told of before, where nobody is named. */
function aboutSame(report: ReportedActivity, before: ReportedActivity | undefined): ReportedActivity {
  if (before?.targets?.length !== 1) return report;
  const { targets, targetIds, evidence } = before;
  return {
    ...report,
    targets,
    ...(targetIds && { targetIds }),
    evidence: { ...report.evidence, ...(evidence?.targets && { targets: evidence.targets }) },
  };
}

/** At another time, and not with the same several people: which of them it was each time was then told elsewhere. */
function isApart(report: ReportedActivity, other: ReportedActivity): boolean {
  const [first, second] = [report.targets ?? [], other.targets ?? []];
  if (first.length > 1 && first.length === second.length && first.every((name) => second.includes(name)))
    return false;
  return report.date !== other.date || report.daypart !== other.daypart || report.time !== other.time;
}
