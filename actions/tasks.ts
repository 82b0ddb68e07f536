/** Tasks from giving out to writing off (销号): the owner says how it stands, the level above verifies. */
import { nextLevel, recipientForUnit } from '../domain/reminders/recipient.ts';
import { may } from '../domain/rights.ts';
import type { Day } from '../domain/understanding.ts';
import type { TaskRow } from '../models/task.ts';
import {
  taskAskedToMove,
  taskMoved,
  taskReturned,
  taskSubmitted,
  taskWrittenOff,
  verifyAsked,
} from '../texts/tasks.ts';
import type { ActionContext } from './context.ts';
import { planNotice } from './plan-notice.ts';
import { currentReminderFacts } from './reminder-facts.ts';

/** Characters of the owner's words that are kept with a task. */
const NOTE_CHARACTERS = 60;

/** Tasks of a number on which somebody may do something. */
export async function tasksNumbered(
  { models, school }: ActionContext,
  person: string,
  number: number,
  act: 'report_task' | 'verify_task',
  today: Day,
): Promise<TaskRow[]> {
  const found = await models.tasks.numbered(number);
  return found.filter((task) => may(school, person, { act, organization: task.organization }, today).ok);
}

/** The owner's words on how it stands. */
export async function noteOnTask({ models }: ActionContext, task: TaskRow, words: string): Promise<void> {
  await models.tasks.note(task.id, [...words].slice(0, NOTE_CHARACTERS).join(''));
}

/**
 * The owner says that it is done: it waits to be verified.
 * @returns undefined when it was not open any more; else who was asked to verify it, where somebody is
 */
export async function submitTask(
  context: ActionContext,
  task: TaskRow,
  by: string,
  today: Day,
  words?: string,
): Promise<{ verifier: string | undefined } | undefined> {
  const changed = await context.models.tasks.change(task.id, ['open'], {
    state: 'submitted',
    submittedBy: by,
    submittedOn: today,
    askedDueOn: null,
  });
  if (words) await noteOnTask(context, task, words);
  if (!changed) return undefined;
  const say: Say = (view) => taskSubmitted(task, view);
  return { verifier: await tellAbove(context, task, by, today, 'submitted', say) };
}

/** 销号: the level above has seen that it is done. */
export async function writeOffTask(
  context: ActionContext,
  task: TaskRow,
  by: string,
  today: Day,
): Promise<boolean> {
  const changed = await context.models.tasks.change(task.id, ['submitted', 'open'], {
    state: 'written_off',
    verifiedBy: by,
    closedOn: today,
  });
  if (changed) await tellOwner(context, task, today, 'written-off', () => taskWrittenOff(task));
  return changed;
}

/**
 * Something is missing: the task is open again, and counts anew from tomorrow.
 * @param why what is missing, in the verifier's words
 */
export async function returnTask(
  context: ActionContext,
  task: TaskRow,
  by: string,
  today: Day,
  why?: string,
): Promise<boolean> {
  const changed = await context.models.tasks.change(task.id, ['submitted'], {
    state: 'open',
    movedOn: today,
    verifiedBy: by,
  });
  if (changed)
    await tellOwner(context, task, today, 'returned', (view) => taskReturned(task, view, { by, why }));
  return changed;
}

/** The level above moves the deadline. @returns false when the task is over, or the day is not after today */
export async function moveTask(
  context: ActionContext,
  task: TaskRow,
  dueOn: Day,
  today: Day,
): Promise<boolean> {
  if (dueOn <= today) return false;
  const changed = await context.models.tasks.change(task.id, ['open'], {
    dueOn,
    movedOn: today,
    askedDueOn: null,
  });
  if (changed)
    await tellOwner(context, task, today, `moved-${dueOn}`, (view) => taskMoved(task, dueOn, view));
  return changed;
}

/** The owner asks for another day; the level above decides. */
export async function askToMove(
  context: ActionContext,
  task: TaskRow,
  by: string,
  dueOn: Day,
  today: Day,
): Promise<boolean> {
  if (dueOn <= today) return false;
  const changed = await context.models.tasks.change(task.id, ['open'], { askedDueOn: dueOn });
  if (changed)
    await tellAbove(context, task, by, today, `asks-${dueOn}`, (view) => taskAskedToMove(task, dueOn, view));
  return changed;
}

/** The level above wants to see how it stands: the owner is asked, in a message that they may answer in one word. */
export async function askVerification(context: ActionContext, task: TaskRow, today: Day): Promise<void> {
  await tellOwner(context, task, today, 'verify', () => verifyAsked(task, today));
}

type Say = (view: { school: ActionContext['school']; today: Day }) => string;

async function tellAbove(
  context: ActionContext,
  task: TaskRow,
  by: string,
  today: Day,
  what: string,
  say: Say,
): Promise<string | undefined> {
  const facts = await currentReminderFacts(context, today);
  const above = nextLevel(facts, task.organization, today, by);
  if (!above) return undefined;
  const text = say({ school: context.school, today });
  await planNotice(context, { person: above.person }, `task/${task.id}/${what}/${today}`, text);
  return above.person;
}

async function tellOwner(
  context: ActionContext,
  task: TaskRow,
  today: Day,
  what: string,
  say: Say,
): Promise<void> {
  if (task.submittedBy === undefined && what === 'written-off') return;
  const facts = await currentReminderFacts(context, today);
  const owner = recipientForUnit(facts, task.organization, today);
  if (!owner) return;
  const text = say({ school: context.school, today });
  await planNotice(context, { person: owner.person }, `task/${task.id}/${what}/${today}`, text);
}
