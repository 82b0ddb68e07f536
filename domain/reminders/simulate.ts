/** Days gone through in thought: every reminder that anyone would get, given what people do. Pure. */
import { addDays, clockOf, dayOf, instantOf } from '../day.ts';
import type { Day } from '../understanding.ts';
import { applyEvent, type SimulatedEvent } from './event.ts';
import type { ReminderFacts } from './facts.ts';
import type { ReminderItem } from './items.ts';
import { planReminders, type StillNeeded, stillNeeded } from './plan.ts';
import { bookOf, type DigestRow, type Mention, mergePlan, type PlannedDigest } from './row.ts';

export interface SimulatedWorld {
  facts: ReminderFacts;
  /** Messages sent before the first day, and the days planned before it. */
  rows?: DigestRow[];
  plannedDays?: Day[];
  /** In any order. */
  events: SimulatedEvent[];
  /** First and last day. */
  from: Day;
  to: Day;
  /** Makes the text of a message; `texts/digest.ts` outside of tests. */
  words: (digest: PlannedDigest, items: ReminderItem[], facts: ReminderFacts, at: SimulatedMoment) => string;
  /** Wall clock at which a day is planned, `HH:mm`; 08:00 by default. */
  planAt?: (day: Day) => string | undefined;
}

export interface SimulatedMoment {
  today: Day;
  /** Wall clock, `HH:mm`. */
  clock: string;
}

/** One message that someone would get. */
export interface SimulatedMessage {
  key: string;
  /** ISO instant of sending. */
  at: string;
  person: string;
  kind: PlannedDigest['kind'];
  overview: boolean;
  solicited: boolean;
  items: Mention[];
  body: string;
}

export interface Simulation {
  messages: SimulatedMessage[];
  rows: DigestRow[];
  plannedDays: Day[];
  facts: ReminderFacts;
  /** Day by day, open things for which nobody could be told. */
  unassigned: { day: Day; refs: string[] }[];
}

/** Wall clock at which the worker plans a day. */
export const PLAN_AT = '08:00';

/**
 * Goes from one day to another: plans each morning, sends what is due after the check, lets things happen in
 * between. An outage is a day on which `planAt` gives nothing.
 */
export function simulate(world: SimulatedWorld): Simulation {
  const events = [...world.events].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  let facts = world.facts;
  let next = 0;
  const happenUntil = (instant: Date) => {
    for (let event = events[next]; event && Date.parse(event.at) <= instant.getTime(); event = events[++next])
      facts = applyEvent(facts, event);
  };
  const book = bookOf(world.rows ?? []);
  const plannedDays = [...(world.plannedDays ?? [])];
  const messages: SimulatedMessage[] = [];
  const unassigned: Simulation['unassigned'] = [];

  for (let day = world.from; day <= world.to; day = addDays(day, 1)) {
    const clock = world.planAt ? world.planAt(day) : PLAN_AT;
    if (clock === undefined) continue;
    const planned = instantOf(day, clock);
    happenUntil(planned);
    const plan = planReminders({ now: planned.toISOString(), facts, rows: book, plannedDays });
    if (plan.skipped === undefined) plannedDays.push(day);
    if (plan.unassigned.length > 0) unassigned.push({ day, refs: plan.unassigned });
    for (const row of mergePlan(book.on(day), plan)) book.put(row);
    const due = book
      .on(day)
      .filter((r) => r.state === 'planned')
      .sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt) || (a.key < b.key ? -1 : 1));
    for (const row of due) {
      let at = new Date(Math.max(Date.parse(row.dueAt), planned.getTime()));
      happenUntil(at);
      const checkAt = () => stillNeeded(row, { now: at.toISOString(), facts, rows: book, plannedDays });
      let check = checkAt();
      if (!check.ok && check.why === 'not_now') {
        at = new Date(check.retryAt);
        happenUntil(at);
        check = checkAt();
      }
      const attempted = attempt(row, check, facts, at, world.words);
      book.put(attempted);
      if (attempted.state === 'sent')
        messages.push({
          key: attempted.key,
          at: at.toISOString(),
          person: attempted.person,
          kind: attempted.kind,
          overview: attempted.overview,
          solicited: attempted.solicited,
          items: attempted.items,
          body: attempted.body ?? '',
        });
    }
  }
  happenUntil(instantOf(addDays(world.to, 1)));
  return { messages, rows: book.all(), plannedDays, facts, unassigned };
}

function attempt(
  row: DigestRow,
  check: StillNeeded,
  facts: ReminderFacts,
  at: Date,
  words: SimulatedWorld['words'],
): DigestRow {
  if (!check.ok) return { ...row, state: check.why === 'nothing_open' ? 'not_needed' : 'failed' };
  const moment = { today: dayOf(at), clock: clockOf(at) };
  return {
    ...check.digest,
    state: 'sent',
    attemptedAt: at.toISOString(),
    body: words(check.digest, check.items, facts, moment),
  };
}
