/**
 * The planner: who is reminded of what on a day. Pure.
 *
 * The plan of a day follows from dated facts and from rows of earlier days only, never from what was planned for
 * the day itself. So planning late, twice, or again after an interruption gives the same rows, and a clock that
 * jumps changes nothing but the day that is planned. What an outage kept back has not been mentioned yet, and hence
 * is in the first message after it: one message, not a backlog.
 */
import { addDays, dayOf, instantOf, mondayOf } from '../day.ts';
import type { Day } from '../understanding.ts';
import { isAllowed, later, nextAllowed, workingDaysBetween } from '../work-calendar.ts';
import { cadenceOf, hasRoom } from './budget.ts';
import { escalationItems } from './escalation.ts';
import { isLeftInPeace } from './exclusion.ts';
import { type ReminderFacts, teachingOf } from './facts.ts';
import { hasMoved } from './ignored.ts';
import { openItems, type ReminderItem } from './items.ts';
import { isNudged } from './nudge.ts';
import {
  bookOf,
  type DigestRow,
  digestKey,
  type Mention,
  type PlannedDigest,
  type RowBook,
  wasSaidToday,
} from './row.ts';
import { isDueAgain, isOptedOut, isSnoozed } from './snooze.ts';
import { type Candidate, topItems } from './top-items.ts';
import { isOverviewDay, isReceivable } from './weekly-overview.ts';

export interface PlanInput {
  /** ISO instant. */
  now: string;
  facts: ReminderFacts;
  rows: readonly DigestRow[] | RowBook;
  /** Days whose planning was finished: the watermark. Two weeks of them are enough. */
  plannedDays: readonly Day[];
}

export interface Plan {
  /** The day that was planned; to be added to `plannedDays` when its rows are stored. */
  day: Day;
  digests: PlannedDigest[];
  /** Refs of open things for which nobody can be told. */
  unassigned: string[];
  /** Working days since the last planned one that were not planned, of the last two weeks; for the log. */
  missed: Day[];
  skipped?: 'day_off';
}

/** How far back days that were not planned are looked for, in calendar days. */
export const WATERMARK_DAYS = 14;

/** Plans the day on which `now` falls. Gives nothing on a day off. */
export function planReminders(input: PlanInput): Plan {
  const { facts } = input;
  const day = dayOf(new Date(input.now));
  const missed = missedDays(input, day);
  if (!facts.calendar.isWorkingDay(day))
    return { day, digests: [], unassigned: [], missed, skipped: 'day_off' };
  const view = viewOf(input, day);
  const digests = [...view.itemsOf.keys()].sort().flatMap((person) => planPerson(view, person));
  return { day, digests, unassigned: openItems(facts, day).unassigned, missed };
}

export type StillNeeded =
  /** What to say now: the digest as of this moment, with its items. */
  | { ok: true; digest: PlannedDigest; items: ReminderItem[] }
  /** Everything in it is done, or must not be said to this person any more. */
  | { ok: false; why: 'nothing_open' }
  /** Its day is over; what is still open comes with a later plan. */
  | { ok: false; why: 'day_is_over' }
  /** Quiet hours, lessons or not its day yet. */
  | { ok: false; why: 'not_now'; retryAt: string };

/**
 * The check at the first attempt: plans the person's day again and gives what is left of the message. Also for a
 * row that a clock running ahead has left behind: only what the day really asks for is sent.
 */
export function stillNeeded(row: PlannedDigest, input: PlanInput): StillNeeded {
  const now = new Date(input.now);
  const today = dayOf(now);
  if (today > row.day) return { ok: false, why: 'day_is_over' };
  if (today < row.day) return { ok: false, why: 'not_now', retryAt: row.dueAt };
  const teaching = teachingOf(input.facts, row.person, row.day);
  if (!isAllowed(input.facts.calendar, now, teaching)) {
    const next = nextAllowed(input.facts.calendar, now, teaching, row.day);
    return next
      ? { ok: false, why: 'not_now', retryAt: next.toISOString() }
      : { ok: false, why: 'day_is_over' };
  }
  const view = viewOf(input, row.day, row.person);
  const digest = planPerson(view, row.person).find((d) => d.key === row.key);
  if (!digest || wasSaidToday(bookOfInput(input).of(row.person), digest))
    return { ok: false, why: 'nothing_open' };
  const byRef = new Map((view.itemsOf.get(row.person) ?? []).map((i) => [i.ref, i]));
  return { ok: true, digest, items: digest.items.flatMap((m) => byRef.get(m.ref) ?? []) };
}

/** What a day is planned from, sorted by person. */
interface View {
  facts: ReminderFacts;
  day: Day;
  /** Of the running week, before the day. */
  plannedDays: ReadonlySet<Day>;
  itemsOf: Map<string, ReminderItem[]>;
  book: RowBook;
}

/** @param reader look at this person's messages only; absent = everyone's */
function viewOf(input: PlanInput, day: Day, reader?: string): View {
  const { facts } = input;
  const book = bookOfInput(input);
  const { byRecipient } = openItems(facts, day);
  const itemsOf = new Map(
    reader === undefined ? byRecipient : [[reader, byRecipient.get(reader) ?? []] as const],
  );
  for (const item of escalationItems(facts, day, book, reader)) {
    const { person } = item.recipient;
    itemsOf.set(person, [...(itemsOf.get(person) ?? []), item]);
  }
  return {
    facts,
    day,
    plannedDays: new Set(input.plannedDays.filter((d) => mondayOf(day) <= d && d < day)),
    itemsOf,
    book,
  };
}

function bookOfInput({ rows }: PlanInput): RowBook {
  return 'of' in rows ? rows : bookOf(rows);
}

function missedDays(input: PlanInput, day: Day): Day[] {
  const earliest = addDays(day, -WATERMARK_DAYS);
  let last: Day | undefined;
  for (const planned of input.plannedDays)
    if (planned < day && (last === undefined || planned > last)) last = planned;
  if (last === undefined) return [];
  const missed: Day[] = [];
  for (let d = addDays(later(last, earliest), 1); d < day; d = addDays(d, 1))
    if (input.facts.calendar.isWorkingDay(d)) missed.push(d);
  return missed;
}

/** The messages of one person on the day: none, a digest, a 必谈, or in rare cases both. */
function planPerson(view: View, person: string): PlannedDigest[] {
  const { facts, day } = view;
  const open = view.itemsOf.get(person) ?? [];
  if (open.length === 0) return [];
  if (isLeftInPeace(facts, person, day) || !isReceivable(facts, person, day)) return [];
  const past = view.book.before(person, day);
  const items = open.filter(
    (item) => !isOptedOut(facts, person, day, item) && !isSnoozed(facts, person, day, item.ref),
  );
  const cadence = cadenceOf(facts, person, day);
  const overview = isOverviewDay(facts, person, day, past, view.plannedDays);
  const candidates = items.map((item) =>
    candidateOf(view, item, cadence, overview, past.mentions.get(item.ref) ?? []),
  );
  // A notice says all that its item would.
  const noticed = new Set(
    candidates.flatMap((c) => (c.triggers && c.item.kind === 'notice' ? [c.item.about?.ref] : [])),
  );
  const regular = candidates.filter((c) => c.item.kind !== 'must_talk' && !noticed.has(c.item.ref));
  const mustTalks = candidates.filter((c) => c.item.kind === 'must_talk');

  const room = hasRoom(facts, cadence, past.rows, day);
  // The weekly overview of a secretary lists what is open; any other message only what has a reason for today.
  const isListed = (c: Candidate) =>
    cadence === 'secretary' && overview
      ? c.triggers || c.item.kind !== 'notice'
      : c.triggers || (c.nudged && cadence === 'secretary');
  const speaks =
    cadence === 'secretary' && overview ? regular.some(isListed) : regular.some((c) => c.triggers);
  const asked = regular.filter((c) => c.again);
  const listed = !speaks ? [] : room ? regular.filter(isListed) : asked;
  const digests: PlannedDigest[] = [];
  const dueMustTalks = mustTalks.filter((c) => c.triggers || (cadence === 'secretary' && overview));
  const isOverview = overview && (cadence === 'secretary' || listed.some((c) => !c.direct));
  if (listed.length > 0)
    digests.push(digestOf(view, person, 'digest', [...dueMustTalks, ...listed], isOverview));
  else if (dueMustTalks.some((c) => c.triggers))
    digests.push(
      digestOf(
        view,
        person,
        'must_talk',
        dueMustTalks.filter((c) => c.triggers),
        false,
      ),
    );
  return digests;
}

/**
 * Whether an item has a reason to be brought up today.
 * @param mentions the messages of earlier days that brought it up
 */
function candidateOf(
  view: View,
  item: ReminderItem,
  cadence: 'secretary' | 'member',
  overview: boolean,
  mentions: readonly DigestRow[],
): Candidate {
  const { facts, day } = view;
  const person = item.recipient.person;
  const last = mentions.at(-1)?.day;
  const isNew = !mentions.some((row) =>
    row.items.some((m) => m.ref === item.ref && m.stage === item.stage && m.since === item.since),
  );
  const again = isDueAgain(facts, person, day, item.ref, last);
  const nudged = item.about === undefined && isNudged(facts, item.ref, day, mentions);
  const idleFor = (workingDays: number) =>
    last !== undefined && workingDaysBetween(facts.calendar, last, day) >= workingDays;
  const candidate = { item, isNew, again, nudged };

  if (item.kind === 'must_talk') {
    const repeats = item.stage === 'red' && idleFor(facts.settings.mustTalkRepeatWorkingDays);
    return { ...candidate, triggers: isNew || again || repeats, direct: true };
  }
  if (item.kind === 'notice') return { ...candidate, triggers: isNew, direct: true };
  const moved = hasMoved(facts, person, day, item, mentions);
  if (cadence === 'secretary') {
    const triggers = again || (isNew && item.stage !== 'blue' && !moved);
    return { ...candidate, triggers, direct: !overview };
  }
  const repeats = item.stage !== 'blue' && idleFor(facts.settings.repeatWorkingDays);
  const weekly = moved && overview && item.stage !== 'blue';
  return {
    ...candidate,
    triggers: again || nudged || weekly || (!moved && (isNew || repeats)),
    direct: !moved,
  };
}

function digestOf(
  view: View,
  person: string,
  kind: PlannedDigest['kind'],
  candidates: Candidate[],
  overview: boolean,
): PlannedDigest {
  const { facts, day } = view;
  const { shown, rest } = topItems(candidates, facts.settings);
  // `planPerson` has made sure that the day has an allowed hour.
  const dueAt =
    nextAllowed(facts.calendar, instantOf(day), teachingOf(facts, person, day), day) ?? instantOf(day);
  return {
    key: digestKey(person, day, kind),
    person,
    day,
    kind,
    overview,
    solicited: shown.every((c) => c.again),
    dueAt: dueAt.toISOString(),
    items: shown.map(
      ({ item, direct, nudged }): Mention => ({
        kind: item.kind,
        ref: item.ref,
        stage: item.stage,
        since: item.since,
        direct,
        ...(nudged && { nudged: true }),
      }),
    ),
    rest,
  };
}
