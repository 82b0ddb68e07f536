/** The rule of exclusions: no nudges to someone on leave, bereaved, or the subject of an open 必谈. Pure. */
import { isAway } from '../acting.ts';
import { within } from '../day.ts';
import type { Day } from '../understanding.ts';
import { factsWith, type ReminderFacts } from './facts.ts';

/** On leave, which colleagues know of: what their post owes falls to the deputy, as in a vacancy. */
export function isOnLeave(facts: ReminderFacts, person: string, day: Day): boolean {
  const found = facts.school.person(person);
  return found !== undefined && isAway(found, day);
}

/**
 * Left in peace without anyone being told: bereaved, or the subject of an open 必谈. What their post owes waits,
 * since handing it to the deputy would tell the deputy why.
 */
export function isLeftInPeace(facts: ReminderFacts, person: string, day: Day): boolean {
  return (
    factsWith(facts.bereavements, 'person', person).some((b) => within(day, b)) ||
    factsWith(facts.mustTalks, 'subject', person).some(
      (t) => t.openedOn <= day && (t.state === 'open' || (t.closedOn !== undefined && day <= t.closedOn)),
    )
  );
}
