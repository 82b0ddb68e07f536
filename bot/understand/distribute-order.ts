/** 前者周一，后者昨天; 一个在和平区，一个在皇姑区: people told apart by their order. */
import type { Draft } from './assemble.ts';
import type { Clause } from './clause.ts';
import { blankNumber, OF_ALL, onlyOf, sign } from './distribute-list.ts';
import { withoutLeadingTime } from './frame.ts';
import { matchesOf } from './matching.ts';
import type { PersonMention } from './person.ts';

const BY_PLACE = '(?:前者|后者|(?:第[一二三四]|[头前后]一)(?:个|位|家|户|名))';
const ONE_MORE =
  '(?:另外?)?一(?:个|位|家|户|名)(?!半|多|月|小时|学时|人|劲|[\u3400-\u9fff]{0,3}(?:学生|老师|同学|党员))';
const OF_THEM = '(?:其中)?';
const NOT_COUNTED = '(?<![跟和与同找给把对向有每这那某任各了])';
const TURN = new RegExp(
  `${OF_THEM}(?:${BY_PLACE}(?!学生|老师|同学|党员|学期|学年)|${NOT_COUNTED}${ONE_MORE})`,
  'g',
);
const PLACE = new RegExp(BY_PLACE);
const BEGINS = new RegExp(`^(?:${TURN.source})`);
/** 周一找的前者, 上周二去前一个调研: when and how one came to it. */
const LEADS_TO_TURN = new RegExp(
  `^(?:我|先|再|又|是|都)*(?:[跟和与同找给约去到访]|走访|看望)?(?:的|了)?(?=${BY_PLACE})`,
);

/** Whether a clause takes up one of several people by order alone. */
export function takesTurn(clause: Clause): boolean {
  return BEGINS.test(clause.text) || turnLedTo(clause);
}

function turnLedTo(clause: Clause): boolean {
  return clause.people.length === 0 && LEADS_TO_TURN.test(withoutLeadingTime(clause));
}

/**
 * Which of several things told before a clause takes up (`-1` for none).
 * @param seen how many such clauses came before it
 */
export function turnOf(text: string, seen: number, count: number): number {
  const named = PLACE.exec(text)?.[0] ?? '';
  const number = '一二三四'.indexOf(named[1] ?? '');
  const ofTwo = named.startsWith('后') ? count - 1 : 0;
  const at = named.startsWith('第') ? number : named === '' ? seen : ofTwo;
  return at < count ? at : -1;
}

/** What is told before the turns, each turn with what goes on from it, and what closes them. */
function partByTurns(draft: Draft): { lead: Clause[]; taken: Clause[][]; closing: Clause[] } | undefined {
  const told = [...draft.topics, ...draft.heads, ...draft.details].sort((a, b) => a.start - b.start);
  if (told.flatMap((c) => matchesOf(TURN, c.text)).length < 2) return undefined;
  const lead: Clause[] = [];
  const closing: Clause[] = [];
  const taken: Clause[][] = [];
  for (const clause of told) {
    const [before, ...own] = cutAtTurns(clause);
    if (own.length === 0) {
      const goesOn = !clause.opens && clause.people.length === 0 && !OF_ALL.test(clause.text);
      const into = taken.length === 0 ? lead : goesOn && closing.length === 0 ? taken.at(-1)! : closing;
      into.push(clause);
      continue;
    }
    if (before) (taken.length === 0 ? lead : taken.at(-1)!).push(before);
    taken.push(...own.map((part) => [part]));
  }
  return { lead, taken, closing };
}

/** 甲支部、乙支部是我的两个联系点: branches that the turns behind may take up. */
export function namesBranches(text: string): boolean {
  return matchesOf(BRANCH, text).length > 1;
}

const BRANCH = /[\u3400-\u9fff]{2,12}?(?:支部|总支)/g;

/** 甲支部和乙支部都是我的联系点，周二去前一个，周四去后一个: surveys told apart by the order of the branches. */
export function splitByPoints(draft: Draft): Draft[] | undefined {
  const parts = draft.form === 'contact_point_survey' ? partByTurns(draft) : undefined;
  const named = parts?.lead.find((c) => namesBranches(c.text));
  if (!parts || !named) return undefined;
  const points = matchesOf(BRANCH, named.text).map((m) => m[0].replace(LEADS_TO_BRANCH, ''));
  const turns = inRounds(parts.taken, points.length);
  if (turns.length !== points.length) return undefined;
  return turns.map((clauses, i) => ({
    ...draft,
    heads: [
      ...parts.lead.map((c) =>
        // behind all that is told, where no day of the clause stands
        c === named ? { ...c, text: `${'　'.repeat(c.text.length)}${points[i]}联系点` } : c,
      ),
      ...clauses,
      ...parts.closing,
    ],
    topics: [],
    details: [],
  }));
}

const LEADS_TO_BRANCH = /^(?:、|[和与跟及]|以及|还有|(?:我的?)?(?:两个)?联系点(?:有|是)|调研了?)+/;

/** One record for each of the people told apart by their order; undefined when nothing else parts them. */
export function splitByOrder(draft: Draft, sender: string): Draft[] | undefined {
  const parts = partByTurns(draft);
  if (!parts) return undefined;
  const { lead, taken, closing } = parts;
  const turns = inRounds(taken, othersIn(lead, sender).length);
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

function othersIn(clauses: readonly Clause[], sender: string): PersonMention[] {
  return clauses.flatMap((c) => c.people).filter((p) => !p.ids.includes(sender));
}

/** 一个上午一个下午，前者在本溪，后者在辽阳: all that is said of each of several people, in their order. */
function inRounds(turns: Clause[][], count: number): Clause[][] {
  if (count < 2 || turns.length % count !== 0) return turns;
  const each = Array.from({ length: count }, (): Clause[] => []);
  for (const [i, clauses] of turns.entries())
    each[turnOf(clauses[0]!.text, i % count, count)]?.push(...clauses);
  return each.every((clauses) => clauses.length > 0) ? each : turns;
}

/** Whom each turn is about: as many people before or behind as turns, or a name in each. */
function eachTurns(
  lead: readonly Clause[],
  turns: readonly Clause[][],
  closing: readonly Clause[],
  sender: string,
): PersonMention[][] | undefined {
  const before = othersIn(lead, sender);
  const within = turns.map((clauses) => othersIn(clauses, sender));
  const nobody = within.every((list) => list.length === 0);
  if (before.length === turns.length && nobody) return before.map((person) => [person]);
  // 一家在于洪，一家在沈北，分别是甲和乙
  const behind = othersIn(closing, sender);
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
  if (at.length === 1 && turnLedTo(clause)) return [undefined, clause];
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
