/** Test data: a world gone through with everything that goes wrong with a planner and its clock. */
import { addDays, dayOf, instantOf } from '../day.ts';
import { seededRandom } from '../random.ts';
import type { Day } from '../understanding.ts';
import type { RandomWorld } from './build-random-world.ts';
import { applyEvent, type SimulatedEvent } from './event.ts';
import { planReminders, stillNeeded } from './plan.ts';
import { bookOf, type DigestRow, mergePlan } from './row.ts';

/** What was sent, as the property compares it. */
export interface SentDigest {
  key: string;
  items: DigestRow['items'];
}

/** What was sent: keys and mentions, in order of keys. */
export function sentOf(rows: DigestRow[]): SentDigest[] {
  return rows
    .filter((r) => r.state === 'sent')
    .map((r) => ({ key: r.key, items: r.items }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Runs planner and sender over the days of a world with everything that goes wrong with them. */
export function runShaken(world: RandomWorld, seed: number): SentDigest[] {
  const random = seededRandom(seed + 1);
  const events = [...world.events].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  let facts = world.facts;
  let next = 0;
  const book = bookOf([]);
  const plannedDays: Day[] = [];
  const plan = (now: Date, keep = Number.POSITIVE_INFINITY) => {
    const made = planReminders({ now: now.toISOString(), facts, rows: book, plannedDays });
    if (made.digests.length <= keep) {
      for (const row of mergePlan(book.on(made.day), made)) book.put(row);
      if (made.skipped === undefined) plannedDays.push(made.day);
      return;
    }
    // Interrupted: some rows are stored, the day is not marked as planned.
    const known = new Set(book.on(made.day).map((r) => r.key));
    for (const digest of made.digests.slice(0, keep))
      if (!known.has(digest.key)) book.put({ ...digest, state: 'planned' });
  };
  const sweep = (now: Date) => {
    for (const row of book.waiting().filter((r) => Date.parse(r.dueAt) <= now.getTime())) {
      const check = stillNeeded(row, { now: now.toISOString(), facts, rows: book, plannedDays });
      if (!check.ok && check.why === 'not_now') continue;
      book.put(
        check.ok
          ? { ...check.digest, state: 'sent', attemptedAt: now.toISOString() }
          : { ...row, state: check.why === 'nothing_open' ? 'not_needed' : 'failed' },
      );
    }
  };
  for (let day = world.from; day <= world.to; day = addDays(day, 1)) {
    const morning = instantOf(day, '07:30').getTime();
    for (
      let e: SimulatedEvent | undefined = events[next];
      e && Date.parse(e.at) <= morning;
      e = events[++next]
    )
      facts = applyEvent(facts, e);
    // The clock of the planner runs ahead for a moment; then that of all processes falls back some days.
    if (random.chance(0.1)) plan(instantOf(addDays(day, 1 + random.below(20)), '09:00'));
    if (random.chance(0.1) && plannedDays.length > 0) {
      const back = instantOf(addDays(day, -1 - random.below(6)), '15:40');
      if (dayOf(back) >= world.from) {
        plan(back);
        sweep(back);
      }
    }
    sweep(instantOf(day, '08:45'));
    const late = instantOf(day, `${String(8 + random.below(7)).padStart(2, '0')}:10`);
    if (random.chance(0.3)) plan(late, random.below(3));
    plan(late);
    if (random.chance(0.3)) plan(late);
    sweep(new Date(Math.max(late.getTime(), instantOf(day, '11:10').getTime())));
    if (random.chance(0.2)) plan(instantOf(day, '15:00'));
    for (const clock of ['15:10', '15:40', '16:40', '17:20']) sweep(instantOf(day, clock));
  }
  return sentOf(book.all());
}
