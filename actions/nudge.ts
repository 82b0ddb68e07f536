/** 催: what a leader asks to be brought up joins the next reminder of whoever answers for it. */
import { openItems, type ReminderItem } from '../domain/reminders/items.ts';
import { decideNudge, type NudgeDecision } from '../domain/reminders/nudge.ts';
import type { Day } from '../domain/understanding.ts';
import type { ActionContext } from './context.ts';
import { currentReminderFacts } from './reminder-facts.ts';

export interface NudgeTarget {
  organization: string;
  /** Only what this person owes. */
  person?: string;
  /** What the members of a branch owe themselves, instead of what the branch answers for. */
  members?: true;
  /** Only the task of this number. */
  task?: number;
}

/**
 * Asks for everything open of a unit, or part of it, to be brought up.
 * @param message id of the message that asked: handled again, it changes nothing
 * @returns the answer for the most hopeful of the items
 */
export async function nudgeUnit(
  context: ActionContext,
  message: string,
  by: string,
  today: Day,
  target: NudgeTarget,
): Promise<NudgeDecision> {
  const facts = await currentReminderFacts(context, today);
  // Nobody is told of somebody else's 必谈, and nobody nudges themselves.
  const items = openItems(facts, today).items.filter(
    (item) => item.kind !== 'must_talk' && item.recipient.person !== by && isMeant(item, target),
  );
  let best: NudgeDecision = { ok: false, why: 'nothing_open' };
  for (const item of items) {
    const decision = decideNudge(facts, by, item.ref, today);
    if (decision.ok) await context.models.reminders.nudge(`${message}/${item.ref}`, decision.nudge);
    if (decision.ok ? !best.ok || (decision.latestOn ?? '') > (best.latestOn ?? '') : !best.ok)
      best = decision;
  }
  return best;
}

function isMeant(item: ReminderItem, { organization, person, members, task }: NudgeTarget): boolean {
  if (task !== undefined) return item.organization === organization && item.task?.number === task;
  if (person !== undefined) return item.owner === person;
  if (members) return item.organization === organization && item.owner !== undefined;
  // What members owe themselves is theirs: a unit is asked for what it answers for.
  return item.organization === organization && item.owner === undefined;
}
