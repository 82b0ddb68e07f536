/** Plans the reminders of a day: facts from the records, the plan of the domain, rows of the outbox. */
import { addDays, clockOf, dayOf } from '../domain/day.ts';
import { periodOf } from '../domain/period.ts';
import { type Plan, planReminders, WATERMARK_DAYS } from '../domain/reminders/plan.ts';
import { PLAN_AT } from '../domain/reminders/simulate.ts';
import { quarterlyReviews } from '../domain/review.ts';
import type { Day } from '../domain/understanding.ts';
import type { ActionContext } from './context.ts';
import { currentReminderFacts, REMEMBERED_DAYS } from './reminder-facts.ts';

/** Whether a school holds quarterly reviews, so that they are set up by themselves: `true`. */
export const QUARTERLY_REVIEWS = 'quarterly-reviews';

export type Planned =
  | { outcome: 'planned'; plan: Plan; waiting: number }
  /** `early`: before the time of planning · `late`: nobody can be written to any more today. */
  | { outcome: 'not_now'; why: 'early' | 'late' | 'day_off' | 'done' };

/**
 * Plans today unless it was planned already. To be called often: whenever the processes were away or Redis lost its
 * schedules, the next call catches up. A day that passed is never planned afterwards; what it left is in the first
 * message of the next.
 */
export async function planToday(context: ActionContext): Promise<Planned> {
  const { models, clock } = context;
  const now = clock.now();
  const today = dayOf(now);
  const time = clockOf(now);
  if (time < PLAN_AT) return { outcome: 'not_now', why: 'early' };
  const planned = await models.reminders.plannedDays(today);
  if (planned.includes(today)) return { outcome: 'not_now', why: 'done' };
  await setUpReviews(context, today);
  const facts = await currentReminderFacts(context, today);
  if (!facts.calendar.isWorkingDay(today)) return { outcome: 'not_now', why: 'day_off' };
  // Planned in the evening, the day would count as one on which people could be told.
  const closes = facts.calendar.data.sendingHours.at(-1)?.to ?? '';
  if (time >= closes) return { outcome: 'not_now', why: 'late' };
  const plan = await preview(context, now);
  const waiting = await models.outbox.planDigests(plan, (person) =>
    context.school.person(person)?.userid?.toLowerCase(),
  );
  await models.reminders.markPlanned(plan.day);
  return { outcome: 'planned', plan, waiting };
}

/** What a moment's plan is; nothing is stored. */
export async function preview(context: ActionContext, now: Date): Promise<Plan> {
  const { models } = context;
  const today = dayOf(now);
  const facts = await currentReminderFacts(context, today);
  const [rows, plannedDays] = await Promise.all([
    models.outbox.digests({}, addDays(today, -REMEMBERED_DAYS)),
    models.reminders.plannedDays(addDays(today, -WATERMARK_DAYS)),
  ]);
  return planReminders({ now: now.toISOString(), facts, rows, plannedDays });
}

/** Sets up the reviews of the running quarter on their default day, where the school holds them. */
async function setUpReviews(context: ActionContext, today: Day): Promise<void> {
  const { models, school } = context;
  if ((await models.settings.get(QUARTERLY_REVIEWS)) !== true) return;
  const quarter = periodOf(today, 'quarter');
  if ((await models.reviews.countIn(quarter)) > 0) return;
  const { calendar } = await currentReminderFacts(context, today);
  const reviews = quarterlyReviews(school, calendar, quarter, today);
  await models.reviews.addMany(reviews.filter((review) => review.day > today));
}
