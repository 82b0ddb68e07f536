/** Every reminder that anyone would get in some time, as the records stand and if nobody did anything meanwhile. */
import { addDays, instantOf } from '../domain/day.ts';
import { periodOf, periodSpan } from '../domain/period.ts';
import type { SimulatedEvent } from '../domain/reminders/event.ts';
import type { ReminderFacts } from '../domain/reminders/facts.ts';
import { WATERMARK_DAYS } from '../domain/reminders/plan.ts';
import { type SimulatedWorld, type Simulation, simulate } from '../domain/reminders/simulate.ts';
import { quarterlyReviews } from '../domain/review.ts';
import type { Day } from '../domain/understanding.ts';
import { digestText } from '../texts/digest.ts';
import type { ActionContext } from './context.ts';
import { QUARTERLY_REVIEWS } from './plan-digests.ts';
import { loadReminderFacts, REMEMBERED_DAYS } from './reminder-facts.ts';

/** The words of a message, as they are sent. */
export const sentWords: SimulatedWorld['words'] = (digest, items, facts, { today, clock }) => {
  const { school, calendar, rules } = facts;
  return digestText(digest, items, { school, calendar, rules, today, clock });
};

/** Goes through the days from one to another, both included; nothing is stored and nothing sent. */
export async function simulateReminders(context: ActionContext, from: Day, to: Day): Promise<Simulation> {
  const { models } = context;
  const [facts, rows, plannedDays, holdsReviews] = await Promise.all([
    loadReminderFacts(context, from, to),
    models.outbox.digests({}, addDays(from, -REMEMBERED_DAYS)),
    models.reminders.plannedDays(addDays(from, -WATERMARK_DAYS)),
    models.settings.get(QUARTERLY_REVIEWS),
  ]);
  return simulate({
    ...{ facts, from, to, words: sentWords },
    rows: rows.filter((row) => row.day < from),
    plannedDays: plannedDays.filter((day) => day < from),
    events: holdsReviews === true ? reviewsToCome(facts, from, to) : [],
  });
}

/** The reviews of quarters that begin meanwhile are set up on their first day. */
function reviewsToCome(facts: ReminderFacts, from: Day, to: Day): SimulatedEvent[] {
  const events: SimulatedEvent[] = [];
  for (let day = from; day <= to; ) {
    const quarter = periodOf(day, 'quarter');
    if (!facts.reviews.some((review) => review.period === quarter))
      for (const review of quarterlyReviews(facts.school, facts.calendar, quarter, day))
        if (review.day > day)
          events.push({ at: instantOf(day, '07:00').toISOString(), what: 'review_set', review });
    day = addDays(periodSpan(quarter).to, 1);
  }
  return events;
}
