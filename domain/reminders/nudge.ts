/** The rule of 催: it joins the recipient's next digest, at most weekly per duty, and the leader is told when. Pure. */
import { addDays, mondayOf } from '../day.ts';
import type { Day } from '../understanding.ts';
import { addWorkingDays, workingDayFrom } from '../work-calendar.ts';
import { cadenceOf } from './budget.ts';
import { isLeftInPeace } from './exclusion.ts';
import { factsWith, type Nudge, type ReminderFacts } from './facts.ts';
import { openItems } from './items.ts';
import type { DigestRow } from './row.ts';

export type NudgeDecision =
  /** `latestOn`: the day by which it goes out; absent when no day can be promised. */
  | { ok: true; nudge: Nudge; latestOn?: Day }
  | { ok: false; why: 'nothing_open' }
  /** Asked for within the week already; possible again on `againOn`. */
  | { ok: false; why: 'nudged_this_week'; againOn: Day };

/**
 * Decides a 催 on a day. That someone is left in peace shows in no answer: the leader is then told no day.
 * @param ref the item, as in {@link openItems}
 */
export function decideNudge(facts: ReminderFacts, by: string, ref: string, day: Day): NudgeDecision {
  const item = openItems(facts, day).items.find((i) => i.ref === ref);
  if (!item) return { ok: false, why: 'nothing_open' };
  const last = lastNudge(facts, ref, day);
  if (last !== undefined) {
    const againOn = addDays(last, facts.settings.nudgeEveryDays);
    if (day < againOn) return { ok: false, why: 'nudged_this_week', againOn };
  }
  const nudge = { by, ref, on: day };
  const { person } = item.recipient;
  if (isLeftInPeace(facts, person, day)) return { ok: true, nudge };
  const cadence = cadenceOf(facts, person, day);
  const latestOn =
    cadence === 'secretary'
      ? workingDayFrom(facts.calendar, addDays(mondayOf(day), 7))
      : addWorkingDays(facts.calendar, day, 1);
  return { ok: true, nudge, latestOn };
}

/** Whether a 催 of an earlier day has not been passed on yet. */
export function isNudged(
  facts: ReminderFacts,
  ref: string,
  day: Day,
  history: readonly DigestRow[],
): boolean {
  const last = lastNudge(facts, ref, addDays(day, -1));
  return (
    last !== undefined &&
    !history.some((row) => row.day > last && row.items.some((m) => m.ref === ref && m.nudged))
  );
}

/** The day of the last 催 of an item, up to a day. */
function lastNudge(facts: ReminderFacts, ref: string, upTo: Day): Day | undefined {
  let last: Day | undefined;
  for (const { on } of factsWith(facts.nudges, 'ref', ref))
    if (on <= upTo && (last === undefined || on > last)) last = on;
  return last;
}
