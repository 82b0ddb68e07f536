/** What somebody was reminded of lately and still has open: what their short answer is about. */
import { addDays } from '../domain/day.ts';
import type { MustTalk } from '../domain/must-talk.ts';
import { openItems } from '../domain/reminders/items.ts';
import type { Review } from '../domain/review.ts';
import type { Day } from '../domain/understanding.ts';
import type { TaskRow } from '../models/task.ts';
import type { ActionContext } from './context.ts';
import { currentReminderFacts } from './reminder-facts.ts';

/** Calendar days for which a reminder is what a short answer means. Our choice: until the next overview. */
const REMEMBERED_FOR_DAYS = 7;

export interface Reminded {
  /** 必谈 that they hold, reminded of or not: asking for them needs no reminder. */
  mustTalks: MustTalk[];
  /** Tasks of units below that were escalated to them. */
  escalated: TaskRow[];
  /** How many other matters were escalated to them. */
  escalatedOthers: number;
  /** Tasks of their own units. */
  tasks: TaskRow[];
  /** Reviews for which they were to hand in a report. */
  reports: Review[];
  /** Reviews that they were to hold. */
  comments: Review[];
}

/** Looks up what the last reminder of somebody was about. */
export async function recentlyRemindedOf(
  context: ActionContext,
  person: string,
  today: Day,
): Promise<Reminded> {
  const { models } = context;
  const last = await models.outbox.lastDigest(person, addDays(today, -REMEMBERED_FOR_DAYS));
  // Most who write such a word mean something else: they do not wait for the facts of the whole school.
  if (!last && (await models.mustTalks.current(today)).length === 0)
    return { mustTalks: [], escalated: [], escalatedOthers: 0, tasks: [], reports: [], comments: [] };
  const facts = await currentReminderFacts(context, today);
  // As of tomorrow: what was given out today is not left out.
  const own = openItems(facts, addDays(today, 1)).byRecipient.get(person) ?? [];
  const held = new Set(own.filter((i) => i.kind === 'must_talk').map((i) => i.ref));
  const mustTalks = facts.mustTalks.filter((t) => t.state === 'open' && held.has(`must_talk:${t.id}`));
  const reminded: Reminded = {
    ...{ mustTalks, escalated: [], escalatedOthers: 0, tasks: [], reports: [], comments: [] },
  };
  const tasks = new Map(facts.tasks.map((task) => [`task:${task.id}`, task]));
  const reviews = new Map(facts.reviews.map((review) => [`review_report:${review.id}`, review]));
  for (const { kind, ref } of last?.items ?? []) {
    const about = ref.replace(/^(?:notice|escalation):/u, '');
    const task = tasks.get(about);
    if (task) (kind === 'escalation' ? reminded.escalated : reminded.tasks).push(task);
    else if (kind === 'escalation') reminded.escalatedOthers += 1;
    const report = reviews.get(about);
    if (report && kind !== 'escalation' && report.reportedOn === undefined) reminded.reports.push(report);
    if (kind === 'review_comment') {
      // `review_comment:<quarter>:<day>:<unit above or reviewer>`
      const [, period, day, whose] = ref.split(':');
      const above = (review: Review) =>
        review.reviewer ?? context.school.organization(review.organization)?.parent;
      reminded.comments.push(
        ...facts.reviews.filter((r) => r.period === period && r.day === day && above(r) === whose),
      );
    }
  }
  return reminded;
}
