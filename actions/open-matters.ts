/** What somebody has open beside duties: tasks, reports, comments, 必谈. The rest of what a reminder only counts. */
import { addDays } from '../domain/day.ts';
import { openItems, type ReminderItem } from '../domain/reminders/items.ts';
import type { Day } from '../domain/understanding.ts';
import type { ActionContext } from './context.ts';
import { currentReminderFacts } from './reminder-facts.ts';

/** Open matters of somebody, by deadline; duties are told elsewhere. */
export async function openMatters(
  context: ActionContext,
  person: string,
  today: Day,
): Promise<ReminderItem[]> {
  // Somebody without a post or an office has no matters but their own duties.
  if (context.school.postsOf(person, today).length === 0) return [];
  const facts = await currentReminderFacts(context, today);
  // As of tomorrow: what was given out today is not left out.
  const items = openItems(facts, addDays(today, 1)).byRecipient.get(person) ?? [];
  return items.filter((item) => item.kind !== 'duty').sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1));
}
