/** The rule of the weekly overview: on the first working day of the week on which the person can get it. Pure. */
import { addDays, mondayOf } from '../day.ts';
import type { Day } from '../understanding.ts';
import { allowedHours } from '../work-calendar.ts';
import { isOnLeave } from './exclusion.ts';
import { type ReminderFacts, teachingOf } from './facts.ts';
import type { History } from './row.ts';
import { isSnoozed } from './snooze.ts';

/** Whether a message can reach someone on a day at all. */
export function isReceivable(facts: ReminderFacts, person: string, day: Day): boolean {
  return (
    allowedHours(facts.calendar, day, teachingOf(facts, person, day)).length > 0 &&
    !isSnoozed(facts, person, day) &&
    !isOnLeave(facts, person, day)
  );
}

/**
 * Whether the overview of the week is due on a day: no earlier working day of the week was both planned and open to
 * the person, unless the overview planned for it never left. So a Monday lost to an outage, of the planner or of the
 * sending, to a holiday or to lessons moves to the next day, and a Monday with nothing to say does not.
 * @param plannedDays days whose planning was finished; today and later ones do not matter
 */
export function isOverviewDay(
  facts: ReminderFacts,
  person: string,
  day: Day,
  { rows, lostOverviews }: History,
  plannedDays: ReadonlySet<Day>,
): boolean {
  const monday = mondayOf(day);
  if (rows.some((r) => r.overview && monday <= r.day && r.day < day)) return false;
  for (let earlier = monday; earlier < day; earlier = addDays(earlier, 1))
    if (plannedDays.has(earlier) && !lostOverviews.has(earlier) && isReceivable(facts, person, earlier))
      return false;
  return true;
}
