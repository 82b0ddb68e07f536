/** A list of people told one by one: 谈了两个：…；…, 周二和周四分别跟…谈. One record for each of them. */
import type { Draft } from './assemble.ts';
import { type Clause, textOf } from './clause.ts';
import { findManner } from './manner.ts';
import { findMode } from './mode.ts';
import type { PersonMention } from './person.ts';
import { findPlace } from './place.ts';
import { findReason } from './reason.ts';
import { bringsAlong } from './role.ts';

/** 都在我办公室, 三家都进了门: said of all of them once more. */
export const OF_ALL =
  /^(?:[这那]?[两俩三仨四五六七八九十几]?[个家户位名次场回趟]?(?:人|学生|同学|老师|谈话|谈心)?|时间|地点)(?:都|均|全|统统|通通|一律)/;

const ANNOUNCES =
  /(?:[两二三四五六七八九十俩仨]|\d{1,2})(?:个|位|名|家|户|人|对|桩|次|场)|[俩仨]|人次|分别|逐一|挨个/;

const NUMBER = /(?:[两二三四五六七八九十俩仨]|\d{1,2})(?:个|位|名|家|户|人|对)(?:人|学生|同学|次)?/;

/** The single days that a clause names, without ranges and weeks. */
export function singleDays(clause: Clause): Clause['days'] {
  return clause.days.filter((d) => d.grain === 'day' && !d.to);
}

const IN_ORDER = /分别|依次|先后|顺次|各/;
/** 三天，一天一家 */
const ONE_A_DAY = /(?:一|每)天[走访去跑谈打]?一[家户个位]/;

/** 周二和周四分别跟陈明、李婷谈: as many days as people, in the same order. */
export function pairDays(draft: Draft): Draft[] | undefined {
  const told = [...draft.topics, ...draft.heads, ...draft.details];
  // 和甲、乙面谈，分别是昨天和今天; 走访了两户，日期依次是…，学生依次是…
  const when = told.find((c) => c.people.length === 0 && singleDays(c).length > 1);
  const whom =
    when && told.find((c) => c.people.length === singleDays(when).length && singleDays(c).length === 0);
  const inOrder = (c: Clause) =>
    ONE_A_DAY.test(c.text) || ((c === when || c === whom) && IN_ORDER.test(c.text));
  if (when && whom && told.some(inOrder))
    return pairDays({
      ...draft,
      heads: [
        ...draft.heads.filter((c) => c !== whom && c !== when),
        {
          ...whom,
          text: `${whom.text}，分别`,
          days: singleDays(when),
          times: [...whom.times, ...when.times],
        },
      ],
      topics: draft.topics.filter((c) => c !== whom && c !== when),
      details: draft.details.filter((c) => c !== whom && c !== when),
    });
  for (const clause of draft.heads) {
    if (!IN_ORDER.test(clause.text)) continue;
    const own = singleDays(clause);
    // 跟甲和乙分别在上午和下午谈了: parts of one day
    const parts = own.length < 2 ? clause.times.filter((t) => t.daypart) : [];
    const count = Math.max(own.length, parts.length);
    if (count < 2 || count !== clause.people.length) continue;
    const names = clause.people.map((p) => p.name);
    // 昨天上午和今天下午: each day with its own part
    const timesOf = (i: number) => {
      const within = clause.times.filter(
        (t) => t.start >= own[i]!.start && (i + 1 === own.length || t.start < own[i + 1]!.start),
      );
      return within.length > 0 && within.length < clause.times.length ? { times: within } : {};
    };
    const when = (i: number) =>
      parts.length > 0 ? { times: [parts[i]!] } : { days: [own[i]!], ...timesOf(i) };
    return clause.people.map((person, i) => ({
      ...draft,
      heads: draft.heads
        .filter((c) => c === clause || isFor(c, person, names))
        .map((c) => blankNumber(c === clause ? { ...c, ...when(i), people: [person] } : c)),
      details: draft.details.filter((c) => isFor(c, person, names)),
    }));
  }
  return undefined;
}

/** 与甲、乙分别谈话，地点分别为407和409: as many places as people, in the same order. */
export function pairPlaces(draft: Draft): Draft[] | undefined {
  const whom = [...draft.heads, ...draft.topics].find((c) => c.people.length > 1);
  const where = draft.details.find((c) => c.people.length === 0 && PLACES_IN_ORDER.test(c.text));
  if (!whom || !where) return undefined;
  const places = PLACES_IN_ORDER.exec(where.text)![1]!.split(/、|和|与|以及/);
  if (places.length !== whom.people.length) return undefined;
  if (new Set(places).size < 2 || places.some((p) => !findPlace(`在${p}谈`, [], draft.kind === 'visit')))
    return undefined;
  const only = (c: Clause, i: number) => (c === whom ? blankNumber(onlyOf(c, [c.people[i]!])) : c);
  return places.map((place, i) => ({
    ...draft,
    heads: [...draft.heads.map((c) => only(c, i)), { ...where, text: `在${place}谈` }],
    topics: draft.topics.map((c) => only(c, i)),
    details: draft.details.filter((c) => c !== where),
  }));
}

const PLACES_IN_ORDER =
  /^(?:地点|地方|地址|家|住址)?(?:分别|依次)(?:是|为|就)?(?:在|住在|位于|：)?([^，。；]{2,14}(?:(?:、|和|与|以及)[^，。；、和与]{2,14})+)$/;

/** Whether a clause is about one of several people: it names that one, nobody, or that one by surname. */
function isFor(clause: Clause, person: PersonMention, names: readonly string[]): boolean {
  if (clause.people.length === 0) return true;
  if (clause.people.some((p) => p.name === person.name)) return true;
  const others = clause.people.some((p) => names.includes(p.name));
  return !others && clause.people.some((p) => p.name[0] === person.name[0]);
}

/** A clause without the number of people in it, every other word where it was. */
export function blankNumber(clause: Clause): Clause {
  return { ...clause, text: clause.text.replace(NUMBER, (words) => '　'.repeat(words.length)) };
}

/** A clause in which only some of its people are named. */
export function onlyOf(clause: Clause, people: readonly PersonMention[]): Clause {
  return { ...clause, people: clause.people.filter((p) => people.includes(p)) };
}

/** 谈了两个：甲评上了…，乙家里…: an announcement, then a part for each person. */
export function splitByList(draft: Draft): Draft[] | undefined {
  const [head] = draft.heads;
  if (!head || draft.topics.some((c) => c.people.length > 0)) return undefined;
  const named = head.people.map((p) => p.name);
  if (named.length === 0 && !ANNOUNCES.test(head.text) && head.mark !== '：') return undefined;
  const rest = [...draft.heads.slice(1), ...draft.details].sort((a, b) => a.start - b.start);
  const parts: Part[] = [];
  const closing: Clause[] = [];
  for (const clause of rest) {
    const first = clause.people[0];
    // 一家是甲，一家是乙，都上门了: said of all of them
    if (parts.length > 1 && !first && OF_ALL.test(clause.text)) {
      closing.push(clause);
      continue;
    }
    const known = first && parts.find((p) => p.name === first.name);
    if (known || closing.length > 0) {
      (closing.length > 0 ? closing : known!.clauses).push(clause);
      continue;
    }
    const lead = first ? clause.text.slice(0, first.start - clause.start) : '';
    const begins =
      first !== undefined &&
      !bringsAlong(lead) &&
      (lead.length <= 8 || (lead.length <= 16 && /[跟和与找给对约同]$/.test(lead)));
    if (begins) parts.push({ name: first.name, clauses: [clause] });
    else if (parts.length > 0) parts.at(-1)!.clauses.push(clause);
    else return undefined;
  }
  if (parts.length < 2) return undefined;
  const signs = parts.map((p) => sign(p.clauses, draft));
  if (new Set(signs).size === 1) return undefined;
  // 跟甲、乙谈心，甲是因为刚提任，乙是因为父亲住院: each with an occasion of its own
  if (named.length > 0 && !(takesUpAll(parts, named) && haveReasons(parts, draft))) return undefined;
  return parts.map(({ name, clauses }) => ({
    ...draft,
    heads: [
      blankNumber(onlyOf(head, [])),
      ...clauses,
      ...closing.filter((c) => c.people.length === 0 || c.people[0]!.name === name),
    ],
    topics: [],
    details: [],
  }));
}

/** 甲的母亲病了；乙挨了批评。今天依次找这两名同学谈话: an occasion or day of its own for each, told before the talk. */
export function splitByTopics(draft: Draft): Draft[] | undefined {
  if (draft.kind !== 'talk' || draft.heads.some((c) => c.people.length > 0)) return undefined;
  const parts: Part[] = [];
  for (const clause of draft.topics) {
    const [first, ...more] = clause.people;
    const known = first && parts.find((p) => p.name === first.name);
    if (more.length > 0) return undefined;
    if (first && !known) parts.push({ name: first.name, clauses: [clause] });
    else (known ?? parts.at(-1))?.clauses.push(clause);
  }
  if (parts.length < 2) return undefined;
  // 周一、周二分别找两位老师谈: each on a day of its own
  const paired = draft.heads.find((c) => IN_ORDER.test(c.text) && singleDays(c).length === parts.length);
  if (!paired && !haveReasons(parts, draft)) return undefined;
  return parts.map(({ clauses }, i) => ({
    ...draft,
    topics: clauses,
    heads: draft.heads
      .map((c) => (c === paired ? { ...c, days: [singleDays(c)[i]!] } : c))
      .map((c) => blankNumber(c)),
  }));
}

/** 走访了铁西区的甲家和皇姑区的乙家: homes in one breath, each with its town. */
export function splitByHomes(draft: Draft): Draft[] | undefined {
  if (draft.kind !== 'visit') return undefined;
  const told = [...draft.heads, ...draft.details];
  const clause = told.find((c) => c.people.length > 1);
  if (!clause || told.some((c) => c !== clause && c.people.length > 0)) return undefined;
  const cuts = clause.people.map((_, i) => (i === 0 ? clause.start : clause.people[i - 1]!.titleEnd));
  const pieces = clause.people.map((person, i) => {
    const piece = clause.text.slice(cuts[i]! - clause.start, person.start - clause.start);
    const lead = i === 0 ? piece : piece.replace(LEADS_TO_ANOTHER_HOME, '');
    const town = findPlace(
      /[去到在赴往]/.test(lead) ? `${lead}某家` : `去${lead.replace(/^.*(?:走访|家访)了?/, '')}某家`,
      [],
      true,
    );
    return town?.region ? { person, lead: `去${town.place}` } : undefined;
  });
  if (pieces.some((p) => p === undefined) || new Set(pieces.map((p) => p!.lead)).size < 2) return undefined;
  const rest = clause.text.slice(clause.people.at(-1)!.titleEnd - clause.start);
  return pieces.map((piece) => ({
    ...draft,
    heads: [
      ...draft.heads.filter((c) => c !== clause).map((c) => blankNumber(c)),
      { ...clause, ...homeOf(clause, piece!.person, piece!.lead, rest) },
    ],
    details: draft.details.filter((c) => c !== clause),
  }));
}

const LEADS_TO_ANOTHER_HOME =
  /^(?:同学|学生)?(?:的)?家?(?:里)?(?:、|和|与|及|以及|还有|，)?(?:再|又|还)?(?:去|到)?(?:了)?/;

/** A clause that goes to one home alone. */
function homeOf(clause: Clause, person: PersonMention, lead: string, rest: string): Partial<Clause> {
  const name = clause.text.slice(person.start - clause.start, person.titleEnd - clause.start);
  const start = person.start - lead.length;
  return {
    start,
    text: `${lead}${name}${rest}`,
    end: start + lead.length + name.length + rest.length,
    people: [person],
  };
}

/** 跟甲谈心，她父亲走了；跟乙也谈了，他刚当上主任: two heads, each with an occasion of its own. */
export function splitByHeads(draft: Draft): Draft[] | undefined {
  if (draft.kind !== 'talk' || draft.heads.length < 2 || draft.topics.length > 0) return undefined;
  if (draft.heads.some((c) => c.people.length === 0)) return undefined;
  const parts: Part[] = [];
  const closing: Clause[] = [];
  for (const clause of [...draft.heads, ...draft.details].sort((a, b) => a.start - b.start)) {
    if (draft.heads.includes(clause))
      parts.push({ name: clause.people.map((p) => p.name).join('、'), clauses: [clause] });
    else if (OF_ALL.test(clause.text)) closing.push(clause);
    else parts.at(-1)?.clauses.push(clause);
  }
  if (new Set(parts.map((p) => p.name)).size !== parts.length || !haveReasons(parts, draft)) return undefined;
  return parts.map(({ clauses }) => ({ ...draft, heads: [...clauses, ...closing], details: [] }));
}

interface Part {
  name: string;
  clauses: Clause[];
}

const takesUpAll = (parts: readonly Part[], named: readonly string[]) =>
  parts.length === named.length && named.every((name) => parts.some((p) => p.name === name));

function haveReasons(parts: readonly Part[], draft: Draft): boolean {
  const reasons = parts.map((p) => findReason(textOf(p.clauses))?.reason);
  return (
    draft.kind === 'talk' && reasons.every((reason) => reason !== undefined) && new Set(reasons).size > 1
  );
}

/** What makes an entry of a list one of its own: day, way, place or occasion. */
export function sign(clauses: readonly Clause[], draft: Draft): string {
  const text = textOf(clauses);
  const names = clauses.flatMap((c) => c.people.map((p) => p.said));
  return [
    clauses.flatMap((c) => c.days).find((d) => d.grain === 'day')?.from,
    findMode(text, draft.kind)?.mode,
    draft.kind === 'visit' ? findManner(text)?.manner : undefined,
    draft.kind === 'talk' ? findReason(text)?.reason : undefined,
    findPlace(text, names, draft.kind === 'visit')?.place,
  ].join('|');
}
