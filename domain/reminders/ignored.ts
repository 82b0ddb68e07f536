/** The rule of being ignored: after two unanswered reminders an item moves to the weekly overview. Pure. */
import type { Day } from '../understanding.ts';
import { factsWith, type ReminderFacts } from './facts.ts';
import type { DigestRow, ItemKind } from './row.ts';

/**
 * Direct mentions of an item since the person last answered one, whatever they answered.
 * @param history the person's attempted rows of earlier days
 */
export function ignoredMentions(
  facts: ReminderFacts,
  person: string,
  day: Day,
  ref: string,
  history: readonly DigestRow[],
): number {
  const answered = [
    ...factsWith(facts.reactions, 'person', person),
    ...factsWith(facts.snoozes, 'person', person),
  ]
    .filter((r) => (r.ref === undefined || r.ref === ref) && r.on < day)
    .map((r) => r.on);
  return history.filter(
    (row) =>
      row.items.some((m) => m.ref === ref && m.direct) &&
      !answered.some((answeredOn) => answeredOn >= row.day),
  ).length;
}

/** Whether an item only appears in the weekly overview any more. 必谈 and what belongs to an escalation do not move. */
export function hasMoved(
  facts: ReminderFacts,
  person: string,
  day: Day,
  item: { kind: ItemKind; ref: string },
  history: readonly DigestRow[],
): boolean {
  if (item.kind === 'must_talk' || item.kind === 'notice' || item.kind === 'escalation') return false;
  return ignoredMentions(facts, person, day, item.ref, history) >= facts.settings.ignoredMentions;
}
