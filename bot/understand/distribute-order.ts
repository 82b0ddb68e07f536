/** 前者周一，后者昨天; 一个在和平区，一个在皇姑区: people told apart by their order. */
import type { Draft } from './assemble.ts';
import type { Clause } from './clause.ts';
import { blankNumber, OF_ALL, onlyOf, sign } from './distribute-list.ts';
import { matchesOf } from './matching.ts';
import type { PersonMention } from './person.ts';

const TURN_WORDS =
  '(?:其中)?(?:前者|后者|(?:第[一二三四]|[头前后]一|(?:另外?)?一)(?:个|位|家|户|名)(?!半|多|月|小时|学时|人|劲|[\u3400-\u9fff]{0,3}(?:学生|老师|同学|党员)))';
const TURN = new RegExp(`(?<![跟和与同找给把对向有每这那某任各了])${TURN_WORDS}`, 'g');
const BEGINS = new RegExp(`^${TURN_WORDS}`);
/** Whether a clause takes up one of several people by order alone. */
export function takesTurn(clause: Clause): boolean {
  return BEGINS.test(clause.text);
}

/**
 * Which of several things told before a clause takes up (`-1` for none).
 * @param seen how many such clauses came before it
 */
export function turnOf(text: string, seen: number, count: number): number {
  const number = /第([一二三四])/.exec(text)?.[1];
  const at = number
    ? '一二三四'.indexOf(number)
    : /^(?:其中)?(?:前者|[头前]一)/.test(text)
      ? 0
      : /^(?:其中)?(?:后者|后一)/.test(text)
        ? count - 1
        : seen;
  return at < count ? at : -1;
}

/** One record for each of the people told apart by their order; undefined when nothing else parts them. */
export function splitByOrder(draft: Draft, sender: string): Draft[] | undefined {
  const told = [...draft.topics, ...draft.heads, ...draft.details].sort((a, b) => a.start - b.start);
  if (told.flatMap((c) => matchesOf(TURN, c.text)).length < 2) return undefined;
  const lead: Clause[] = [];
  const closing: Clause[] = [];
  const turns: Clause[][] = [];
  for (const clause of told) {
    const [before, ...own] = cutAtTurns(clause);
    if (own.length === 0) {
      const goesOn = !clause.opens && clause.people.length === 0 && !OF_ALL.test(clause.text);
      const into = turns.length === 0 ? lead : goesOn && closing.length === 0 ? turns.at(-1)! : closing;
      into.push(clause);
      continue;
    }
    if (before) (turns.length === 0 ? lead : turns.at(-1)!).push(before);
    turns.push(...own.map((part) => [part]));
  }
  const people = eachTurns(lead, turns, closing, sender);
  if (!people) return undefined;
  if (new Set(turns.map((clauses) => `${sign(clauses, draft)}|${when(clauses)}`)).size === 1)
    return undefined;
  return turns.map((clauses, i) => ({
    ...draft,
    heads: [
      ...lead.map((c) => withoutTimesOf(blankNumber(onlyOf(c, people[i]!)), clauses)),
      ...clauses,
      ...closing.map((c) => (c.people.length > 1 ? onlyOf(c, people[i]!) : c)),
    ],
    topics: [],
    details: [],
  }));
}

/** Whom each turn is about: as many people before or behind as turns, or a name in each. */
function eachTurns(
  lead: readonly Clause[],
  turns: readonly Clause[][],
  closing: readonly Clause[],
  sender: string,
): PersonMention[][] | undefined {
  const others = (clauses: readonly Clause[]) =>
    clauses.flatMap((c) => c.people).filter((p) => !p.ids.includes(sender));
  const before = others(lead);
  const within = turns.map((clauses) => others(clauses));
  const nobody = within.every((list) => list.length === 0);
  if (before.length === turns.length && nobody) return before.map((person) => [person]);
  // 一家在于洪，一家在沈北，分别是甲和乙
  const behind = others(closing);
  if (before.length === 0 && nobody && behind.length === turns.length)
    return behind.map((person) => [person]);
  if (before.length === 0 && within.every((list) => list.length === 1)) return within;
  return undefined;
}

/** 国庆那几天谈了俩，一个是…三号: the turn's own day and hour count. */
function withoutTimesOf(lead: Clause, turn: readonly Clause[]): Clause {
  const days = turn.some((c) => c.days.some((d) => d.grain === 'day')) ? [] : lead.days;
  const times = turn.some((c) => c.times.length > 0) ? [] : lead.times;
  return { ...lead, days, times };
}

/** Parts of the day and hours of some clauses. */
function when(clauses: readonly Clause[]): string {
  return [...clauses.flatMap((c) => c.days), ...clauses.flatMap((c) => c.times)]
    .map((t) => `${t.daypart ?? ''}${'time' in t ? t.time : ''}`)
    .join('|');
}

/** What stands before the first turn of a clause (undefined when nothing does), then each turn. */
function cutAtTurns(clause: Clause): [Clause | undefined, ...Clause[]] {
  const at = matchesOf(TURN, clause.text).map((m) => clause.start + m.index);
  if (at.length === 0) return [clause];
  const cuts = [...at, clause.end];
  const before = at[0]! > clause.start ? slice(clause, clause.start, at[0]!) : undefined;
  return [before, ...at.map((from, i) => slice(clause, from, cuts[i + 1]!))];
}

function slice(clause: Clause, start: number, end: number): Clause {
  const inside = (s: { start: number }) => s.start >= start && s.start < end;
  return {
    ...clause,
    start,
    end,
    text: clause.text.slice(start - clause.start, end - clause.start),
    opens: clause.opens && start === clause.start,
    item: clause.item && start === clause.start,
    mark: end === clause.end ? clause.mark : '，',
    days: clause.days.filter(inside),
    times: clause.times.filter(inside),
    people: clause.people.filter(inside),
    cues: clause.cues.filter(inside),
  };
}
