/** What people say about their reminders: later, paused, no more, again; and that they answered one. */
import { addDays } from '../domain/day.ts';
import { explainReminders, type ReminderAccount } from '../domain/reminders/explain.ts';
import { againOn, notToday, pauseUntil } from '../domain/reminders/snooze.ts';
import type { ReminderSubject } from '../domain/reminders/subject.ts';
import type { Day } from '../domain/understanding.ts';
import type { ActionContext } from './context.ts';
import { currentReminderFacts, REMEMBERED_DAYS } from './reminder-facts.ts';

/** Calendar days after a reminder in which what its reader writes counts as an answer to it. Our choice. */
export const ANSWERED_WITHIN_DAYS = 3;

/**
 * 今天不再提醒 · 三天后再说 · 暂停到某日: puts off everything.
 * @param message id of the message that said so: handled again, it changes nothing
 * @param until the first day on which reminders come again
 */
export async function putOff(
  { models }: ActionContext,
  message: string,
  person: string,
  today: Day,
  until: Day,
  how: 'not_today' | 'again' | 'pause',
): Promise<void> {
  const snooze = {
    not_today: () => notToday(person, today),
    again: () => againOn(person, today, until),
    pause: () => pauseUntil(person, today, until),
  }[how]();
  await models.reminders.snooze(message, snooze);
}

/**
 * 不再提醒 · 不再提醒走访 · 任务9不再提醒
 * @param what a subject or the ref of an item; neither = everything
 */
export async function stopReminders(
  { models }: ActionContext,
  message: string,
  person: string,
  today: Day,
  what: { subject?: ReminderSubject; ref?: string } = {},
): Promise<void> {
  await models.reminders.optOut(message, { person, ...what, on: today });
}

/** 恢复 */
export async function resumeReminders({ models }: ActionContext, person: string, today: Day): Promise<void> {
  await models.reminders.resume(person, today);
}

/** 恢复走访 */
export async function resumeSubject(
  { models }: ActionContext,
  message: string,
  person: string,
  today: Day,
  subject: ReminderSubject,
): Promise<void> {
  await models.reminders.resumeSubject(message, person, today, subject);
}

/** 恢复任务9: of one item, by its ref. */
export async function resumeItem({ models }: ActionContext, person: string, ref: string): Promise<void> {
  await models.reminders.resumeItem(person, ref);
}

/**
 * Whatever somebody writes soon after a reminder shows that they read it: it was not ignored. Noted once a day; for
 * messages that follow no reminder it costs nothing.
 * @returns what to remember of it
 */
export async function noteAnswer(
  { models }: Pick<ActionContext, 'models'>,
  person: string,
  today: Day,
  state: { remindedOn?: Day; answeredOn?: Day },
): Promise<{ answeredOn?: Day }> {
  const { remindedOn, answeredOn } = state;
  const isAnswer =
    remindedOn !== undefined && remindedOn <= today && remindedOn >= addDays(today, -ANSWERED_WITHIN_DAYS);
  if (!isAnswer || answeredOn === today) return {};
  await models.reminders.react({ person, on: today });
  return { answeredOn: today };
}

/** Everything that somebody may know about their own reminders. */
export async function reminderAccount(
  context: ActionContext,
  person: string,
  now: Date,
  today: Day,
): Promise<ReminderAccount> {
  const facts = await currentReminderFacts(context, today);
  const rows = await context.models.outbox.digests({ people: [person] }, addDays(today, -REMEMBERED_DAYS));
  return explainReminders(facts, person, rows, now.toISOString());
}
