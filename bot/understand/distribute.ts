/** One telling, several records: two days joined by 和, or people who were met in different ways. */
import { addDays } from '../../domain/day.ts';
import type { ReportedActivity } from '../../domain/understanding.ts';
import type { Draft } from './assemble.ts';
import { type Clause, textOf } from './clause.ts';
import type { DayPhrase } from './day.ts';
import {
  blankNumber,
  OF_ALL,
  pairDays,
  pairPlaces,
  singleDays,
  splitByHeads,
  splitByHomes,
  splitByList,
  splitByTopics,
} from './distribute-list.ts';
import { splitByOrder, splitByPoints, takesTurn } from './distribute-order.ts';
import { findMode } from './mode.ts';
import { findPlace } from './place.ts';
import type { Reading } from './report.ts';
import { assignRoles } from './role.ts';
import { announcesTimes } from './title.ts';

const JOINS =
  /^(?:上午|下午|中午|晚上?|傍晚|早上)?(?:（[^）]*）)?(?:各?[一1][次回场])?[、和与及跟，]?(?:以及|还有)?(?:的)?$/;

/** 日期分别是10号、12号、14号: the days of what was done several times. */
function listsDays(clause: Clause): boolean {
  return (
    clause.people.length === 0 &&
    clause.cues.length === 0 &&
    singleDays(clause).length > 1 &&
    /^(?:日期|时间|日子)|^(?:就)?(?:分别|依次)?是|分别|依次|各[一1]?[次回场趟]/.test(clause.text)
  );
}

/** Days that follow each other. */
function isConsecutive(days: readonly DayPhrase[]): boolean {
  return days.every((d, i) => i === 0 || d.from === addDays(days[i - 1]!.from, 1));
}

/** 9月8号、9月15号两次辅导…: one record for each day. */
export function expandDays(draft: Draft): Draft[] {
  if (draft.fields) return [draft];
  const listed = draft.details.find((c) => listsDays(c));
  if (listed)
    return singleDays(listed).map((day) => ({
      ...draft,
      heads: draft.heads.map((c, i) => ({ ...c, days: i === 0 ? [day] : [] })),
      details: draft.details.filter((c) => c !== listed),
    }));
  // 开了两次党小组会，12号一次14号一次
  const dated = draft.heads.some((c) => c.days.some((d) => d.grain === 'day'));
  const times = announcesTimes(textOf(draft.heads));
  const turns = dated
    ? []
    : draft.details.filter(
        (c) => /[一1][次回场]/.test(c.text) || (times && c.people.length + c.cues.length === 0),
      );
  // 27号和30号，我分两次找某某谈话
  const leading = dated ? [] : draft.topics.filter((c) => c.people.length === 0);
  for (const clause of [...draft.heads, ...leading, ...turns]) {
    const days = clause.days.filter((d) => d.grain === 'day' && !d.to);
    if (days.length < 2) continue;
    const run = [days[0]!];
    for (const day of days.slice(1)) {
      const gap = clause.text.slice(run.at(-1)!.end - clause.start, day.start - clause.start);
      if (JOINS.test(gap) && day.from !== run.at(-1)!.from) run.push(day);
      else break;
    }
    if (run.length < 2) continue;
    // 周六周日两天: one stretch
    const behind = clause.text.slice(run.at(-1)!.end - clause.start);
    // 7号8号高考，…，两天一共14小时: the hours of all of them together
    const summed =
      isConsecutive(run) &&
      /[两二三四五\d]天(?:一)?(?:共|总|合|累)/.test(textOf([...draft.heads, ...draft.details]));
    if (summed || /^(?:这|整整)?[两二三四五\d]天/.test(behind)) {
      const range = { ...run[0]!, to: run.at(-1)!.from, end: run.at(-1)!.end };
      const only = (c: Clause) => (c === clause ? { ...c, days: [range] } : c);
      return [{ ...draft, heads: draft.heads.map(only), topics: draft.topics.map(only) }];
    }
    const parts = timesTold(draft, run.length);
    return run.map((day, i) => {
      const elsewhen = (parts ?? []).flatMap((part, j) => (j === i ? [] : part));
      // 1号上午和3号下午: each day with its own part
      const next = run[i + 1]?.start ?? clause.end;
      const own = clause.times.filter((t) => t.start >= day.start && t.start < next);
      const times = own.length > 0 ? own : clause.times;
      const only = (c: Clause) => (c === clause ? { ...c, days: [day], times } : c);
      // 昨天和今天都在…，昨天4小时，今天3小时: what is said of one of them alone
      const others = run.filter((d) => d !== day).map((d) => d.from);
      const told = (c: Clause) =>
        c === clause || (!elsewhen.includes(c) && (c.days.length !== 1 || !others.includes(c.days[0]!.from)));
      return {
        ...draft,
        heads: draft.heads.filter(told).map(only),
        topics: draft.topics.filter(told).map(only),
        details: draft.details.filter(told).map(only),
      };
    });
  }
  return [draft];
}

/** 头一次, 第二回, 另一趟, 一次: one of several times. */
const ONE_OF_THE_TIMES =
  /^(?:其中)?(?:(?:第[一二三四五]|[头前后首末]|另外?|最后)一?|一)[次回趟场](?!性|都|没)/;

/** 周一和周三都找甲谈了，头一次在办公室，第二次是微信: what is told of each of as many times. */
function timesTold(draft: Draft, count: number): Clause[][] | undefined {
  const parts: Clause[][] = [];
  for (const clause of [...draft.heads, ...draft.details].sort((a, b) => a.start - b.start)) {
    if (clause.people.length === 0 && ONE_OF_THE_TIMES.test(clause.text)) parts.push([clause]);
    else if (!clause.opens && !OF_ALL.test(clause.text)) parts.at(-1)?.push(clause);
  }
  return parts.length === count ? parts : undefined;
}

/** Slots by which two entries of a list are records of their own. */
const APART = [
  'kind',
  'date',
  'endDate',
  'daypart',
  'time',
  'place',
  'mode',
  'manner',
  'reason',
  'hours',
] as const;

/** People listed one by one under a title who share everything else are one record. */
export function joinAlike(
  finished: readonly { draft: Draft; report: ReportedActivity }[],
): ReportedActivity[] {
  const out: { draft: Draft; report: ReportedActivity }[] = [];
  for (const { draft, report } of finished) {
    const last = out.at(-1);
    const title = draft.headers[0];
    const alike =
      last &&
      title &&
      title === last.draft.headers[0] &&
      APART.every((slot) => report[slot] === last.report[slot]);
    // 慰问了两个老党员，一个是甲，一个是乙: whom a service reached is no slot
    if (alike && report.kind === 'service') continue;
    const apart =
      report.targets &&
      last?.report.targets &&
      !report.targets.some((name) => last.report.targets!.includes(name));
    if (alike && apart) last.report = joined(last.report, report);
    else out.push({ draft, report });
  }
  return out.map((o) => o.report);
}

function joined(a: ReportedActivity, b: ReportedActivity): ReportedActivity {
  const [first, second] = [a.evidence?.targets, b.evidence?.targets];
  const evidence = { ...a.evidence };
  if (first && second)
    evidence.targets = {
      ...first,
      words: `${first.words}、${second.words}`,
      confidence: Math.min(first.confidence, second.confidence),
    };
  return {
    ...a,
    targets: [...a.targets!, ...b.targets!],
    targetIds: [...(a.targetIds ?? []), ...(b.targetIds ?? [])],
    evidence,
  };
}

/** 付玲在咖啡角谈的，云飞是电话: each person as told, the rest of the sentence for all of them. */
export function splitByPerson(draft: Draft, reading: Reading): Draft[] {
  const surveys = splitByPoints(draft);
  if (surveys) return surveys;
  if (draft.fields || !['talk', 'visit', 'contact', 'pairing'].includes(draft.kind)) return [draft];
  const bracketed =
    splitByBrackets(draft) ??
    inTurn(pairDays(draft)) ??
    pairPlaces(draft) ??
    splitByHomes(draft) ??
    splitByTopics(draft) ??
    splitByOrder(draft, reading.sender) ??
    splitByList(draft) ??
    splitByHeads(draft);
  if (bracketed) return bracketed;
  const twice = splitByTurns(draft);
  if (twice) return twice;
  const all = [...draft.heads, ...draft.details].sort((a, b) => a.start - b.start);
  const own = all.filter((c) => c.people.length === 1 && isAboutOne(withFollowers(c, all), draft, reading));
  if (own.length === 0) return [draft];
  // 邵文在外地，打的电话: what follows without a name is still about that one
  const followers = (c: Clause) => all.slice(all.indexOf(c) + 1, all.indexOf(c) + 1 + followersOf(c, all));
  const parts = own.map((c) => [c, ...followers(c)]);
  const before = draft.topics.filter((c) => c.people.length > 0);
  const shared = [...before, ...all.filter((c) => !parts.some((p) => p.includes(c)))];
  const sharedPeople = shared.flatMap((c) => c.people.map((p) => p.name));
  const named = own.map((c) => c.people[0]!.name);
  if (new Set(named).size !== named.length) return [draft];
  if (own.length === 1) {
    // 其中李婷是电话: one of the people named before
    const along = shared
      .flatMap((c) => assignRoles(c.text, c.start, c.people, draft.kind, reading.sender))
      .flatMap((r) => (r.role === 'companion' ? [r.mention.name] : []));
    const rest = sharedPeople.filter((n) => n !== named[0] && !along.includes(n));
    if (!sharedPeople.includes(named[0]!) || rest.length === 0) return [draft];
    const without = shared.map((c) => ({ ...c, people: c.people.filter((p) => p.name !== named[0]) }));
    const alone = shared.filter((c) => !OF_THE_OTHERS.test(c.text)).map((c) => ({ ...c, people: [] }));
    const topics = draft.topics.filter((c) => !before.includes(c));
    const first: Draft = { ...draft, heads: without.map((c) => blankNumber(c)), topics, details: [] };
    const second: Draft = {
      ...draft,
      topics,
      heads: [...parts[0]!, ...alone.map((c) => blankNumber({ ...c, text: dropMode(c.text) }))],
      details: [],
    };
    return sharedPeople[0] === named[0] ? [second, first] : [first, second];
  }
  const modes = own.map(
    (c) => findMode(c.text, draft.kind)?.mode ?? findPlace(c.text, [], false)?.place ?? c.days[0]?.from,
  );
  if (new Set(modes).size === 1) return [draft];
  const plain = shared.map((c) => ({ ...c, people: c.people.filter((p) => !named.includes(p.name)) }));
  const left = sharedPeople.filter((n) => !named.includes(n));
  if (left.length > 0) return [draft];
  return parts.map((part) => ({ ...draft, heads: [...part, ...plain], details: [] }));
}

/** …，前一位住在法库，后一位住在康平: as many turns as records, each of its own one. */
function inTurn(drafts: Draft[] | undefined): Draft[] | undefined {
  const turns = (drafts?.[0]?.details ?? []).filter((c) => c.people.length === 0 && takesTurn(c));
  if (!drafts || turns.length !== drafts.length) return drafts;
  return drafts.map((d, i) => ({
    ...d,
    details: d.details.filter((c) => !turns.includes(c) || c === turns[i]),
  }));
}

/** 前两个在办公室, 其余都是当面: said of all but one. */
const OF_THE_OTHERS = /^(?:前(?:面)?[两三四五几]|其[余他]|另外?[两三四五几]|剩下|别的)/;

/** How many clauses right after one name nobody and begin no new sentence. */
function followersOf(clause: Clause, all: readonly Clause[]): number {
  const rest = all.slice(all.indexOf(clause) + 1);
  let count = 0;
  for (const next of rest) {
    if (next.people.length > 0 || next.opens || next.text.length > 12 || /^[都均全]/.test(next.text)) break;
    if (OF_THE_OTHERS.test(next.text)) break;
    count += 1;
  }
  return count;
}

/** A clause with what follows it about the same person. */
function withFollowers(clause: Clause, all: readonly Clause[]): Clause {
  const at = all.indexOf(clause) + 1;
  const rest = all.slice(at, at + followersOf(clause, all));
  return {
    ...clause,
    text: textOf([clause, ...rest]),
    days: [clause, ...rest].flatMap((c) => c.days),
  };
}

/** 联系两次，一次电话，一次微信. */
function splitByTurns(draft: Draft): Draft[] | undefined {
  const text = textOf([...draft.heads, ...draft.details]);
  const m =
    /(?:一次|1次)(?:是)?((?:上门|当面|电话|微信|视频|线上|面谈)[^，。；]{0,3})[，、和](?:另)?(?:一次|1次)(?:是)?((?:上门|当面|电话|微信|视频|线上|面谈)[^，。；]{0,3})/.exec(
      text,
    );
  // 6号、8号各联系一次，一次电话，一次微信
  const dayOf = (c: Clause, i: number) => {
    const days = singleDays(c);
    return days.length === 2 ? { ...c, days: [days[i]!] } : c;
  };
  return m
    ? [m[1]!, m[2]!].map((modeText, i) => ({
        ...draft,
        modeText,
        heads: draft.heads.map((c) => dayOf(c, i)),
        topics: draft.topics.map((c) => dayOf(c, i)),
      }))
    : undefined;
}

function dropMode(text: string): string {
  return text.replace(/上门|当面|面对面|实地|电话|微信|视频|线上/g, '');
}

/** 家开农家院, 家里种果树: what a family lives by. */
const LIVES_BY = /^家(?:里|中)?(?:现在|目前|是|就|主要)?(?:开|种|养|经营|承包|租|搞|包|卖|办)了?(?!会|车)/;

/** A clause that begins with one name and says how, where or when that one was met. */
function isAboutOne(clause: Clause, draft: Draft, reading: Reading): boolean {
  const person = clause.people[0];
  if (!person || clause.people.length !== 1 || person.ids.includes(reading.sender)) return false;
  if (!/^(?:其中|和|跟|与)?$/.test(clause.text.slice(0, person.start - clause.start))) return false;
  const rest = clause.text.slice(person.titleEnd - clause.start);
  if (
    !/^(?:是|在|就|用|用的|通过|则|那边|家|打|的|电话|视频|微信|当面|上门|因|这边|出差|外出)/.test(rest) ||
    rest.length > 24
  )
    return false;
  if (/困难|身体|情绪|住院|生病|学习|成绩|表现|父|母|爸|妈/.test(rest) || LIVES_BY.test(rest)) return false;
  void draft;
  return (
    findMode(rest, draft.kind) !== undefined ||
    findPlace(rest, [person.said], false) !== undefined ||
    clause.days.length > 0
  );
}

/** 走访多吉次仁（视频），热依汗（电话，沈北）: a way of meeting, a time or a place in brackets behind each name. */
function splitByBrackets(draft: Draft): Draft[] | undefined {
  const modes = new Map<string, string>();
  const names: string[] = [];
  for (const clause of draft.heads)
    for (const person of clause.people) {
      const bracket = /^(?:谈心|谈话|走访|联系|家)?（([^）]{1,12})）/.exec(
        clause.text.slice(person.titleEnd - clause.start),
      );
      const at = person.titleEnd;
      const day = bracket
        ? clause.days.find((d) => d.grain === 'day' && d.start >= at && d.end <= at + bracket[0].length)?.from
        : undefined;
      const way = bracket ? findMode(bracket[1]!, draft.kind)?.mode : undefined;
      const place = bracket ? findPlace(bracket[1]!, [], draft.kind === 'visit')?.place : undefined;
      const part = bracket
        ? clause.times.find((t) => t.start >= at && t.end <= at + bracket[0].length)?.daypart
        : undefined;
      const mode = way || day || place || part ? `${way}${day}${place}${part}` : undefined;
      names.push(person.name);
      if (mode) modes.set(person.name, mode);
    }
  if (modes.size < 2 || new Set(modes.values()).size < 2 || modes.size !== new Set(names).size)
    return undefined;
  const groups = [...new Set(modes.values())];
  return groups.map((mode) => ({
    ...draft,
    heads: draft.heads
      .map((c) => blankNumber(onlyWith(c, (name) => modes.get(name) === mode)))
      .filter((c, i) => i === 0 || c.people.length > 0),
  }));
}

/** A clause without the names (and their brackets) that a test refuses. */
function onlyWith(clause: Clause, wanted: (name: string) => boolean): Clause {
  let { text, days, times } = clause;
  for (const person of clause.people) {
    if (wanted(person.name)) continue;
    const from = person.titleEnd - clause.start;
    const bracket = /^(?:谈心|谈话|走访|联系|家)?（[^）]{1,12}）/.exec(text.slice(from))?.[0] ?? '';
    const at = person.titleEnd;
    days = days.filter((d) => d.start < at || d.end > at + bracket.length);
    times = times.filter((t) => t.start < at || t.end > at + bracket.length);
    text = text.slice(0, from) + '　'.repeat(bracket.length) + text.slice(from + bracket.length);
  }
  return { ...clause, text, days, times, people: clause.people.filter((p) => wanted(p.name)) };
}
