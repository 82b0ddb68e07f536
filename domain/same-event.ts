/**
 * When two tellings are one event: a talk of the same two people on the same day, told by either side; a visit of
 * the same family on the same day by people who name each other. Pure.
 */
import type { ActivityFacts, Contact, Participation } from './activity.ts';

/** Keys of which no two live activities may share one. */
export function mergeKeysOf(activity: {
  facts: ActivityFacts;
  participations: Participation[];
  contacts: Contact[];
}): string[] {
  const { facts } = activity;
  if (facts.kind !== 'talk' && facts.kind !== 'visit') return [];
  const people = activity.participations.filter((p) => !p.withdrawn).map((p) => p.person);
  const targets = activity.contacts.flatMap((c) => (c.person === undefined ? [] : [c.person]));
  const days = `${facts.date}${facts.endDate ? `/${facts.endDate}` : ''}`;
  return [
    ...new Set(
      people.flatMap((person) =>
        targets
          .filter((target) => target !== person)
          .map((target) => {
            const pair = facts.kind === 'talk' ? [person, target].sort() : [person, target];
            return `${facts.kind}|${days}|${pair.join('|')}`;
          }),
      ),
    ),
  ];
}
