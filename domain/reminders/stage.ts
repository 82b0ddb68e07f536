/** The rule of stages: 蓝 approaching, 黄 due, 红 overdue, of everything that can be reminded of. Pure. */
import { STANDING } from '../crediting.ts';
import { addDays } from '../day.ts';
import type { DutyRule } from '../duty.ts';
import type { MustTalk } from '../must-talk.ts';
import { periodOf, periodSpan } from '../period.ts';
import type { Review } from '../review.ts';
import type { Task } from '../task.ts';
import type { Day } from '../understanding.ts';
import { later } from '../work-calendar.ts';
import type { ReminderFacts } from './facts.ts';
import { isBeforeSetUp, withGrace } from './grace.ts';
import type { Stage } from './row.ts';

/** A stage and the day on which it began. */
export interface Staged {
  stage: Stage;
  since: Day;
}

/** A duty's stage in one period. */
export interface StagedPeriod extends Staged {
  period: string;
  dueOn: Day;
}

/** Stages by the day on which each begins; the last that has begun holds. */
type Steps = { blue?: Day; yellow?: Day; red?: Day };

function stageAt(steps: Steps, day: Day): Staged | undefined {
  for (const stage of ['red', 'yellow', 'blue'] as const) {
    const since = steps[stage];
    if (since !== undefined && since <= day) return { stage, since };
  }
  return undefined;
}

/** Periods of a duty that are worth a word on a day: the running one, and the past one while its books are open. */
export function stageDuty(facts: ReminderFacts, rule: DutyRule, day: Day): StagedPeriod[] {
  const { settings, schoolYear } = facts;
  if (rule.period === 'standing') return stageStanding(facts, day);
  const unit = rule.period;
  const running = periodOf(day, unit, schoolYear);
  const past = periodOf(addDays(periodSpan(running, schoolYear).from, -1), unit, schoolYear);
  const staged: StagedPeriod[] = [];
  for (const period of [past, running]) {
    const { to: dueOn } = periodSpan(period, schoolYear);
    if (day > addDays(dueOn, settings.closingDays) || isBeforeSetUp(facts, dueOn)) continue;
    const steps = {
      blue: addDays(dueOn, -settings.blueBeforeEndDays[unit]),
      yellow: addDays(dueOn, -settings.yellowBeforeEndDays[unit]),
      red: addDays(dueOn, 1),
    };
    const at = stageAt(steps, day) ?? (rule.kind === 'visit' ? stageBeforeVacation(facts, day) : undefined);
    const now = at && withGrace(facts, at, day);
    if (now) staged.push({ ...now, period, dueOn });
  }
  return staged;
}

/** Visits are easiest in a vacation, so they are brought up before each (校园先锋工程通知 二1: 充分利用节假日). */
function stageBeforeVacation(facts: ReminderFacts, day: Day): Staged | undefined {
  for (const vacation of facts.calendar.data.vacations) {
    const since = addDays(vacation.from, -facts.settings.visitBeforeVacationDays);
    if (since <= day && day < vacation.from) return { stage: 'blue', since };
  }
  return undefined;
}

/** Never due, hence never yellow or red. The window is named after the semester in `since` only. */
function stageStanding(facts: ReminderFacts, day: Day): StagedPeriod[] {
  const { settings, schoolYear } = facts;
  const { from, to } = periodSpan(periodOf(day, 'semester', schoolYear), schoolYear);
  const since = addDays(from, settings.standingAfterSemesterStartDays);
  const open = since <= day && day < addDays(since, settings.standingBlueDays);
  return open ? [{ period: STANDING, stage: 'blue', since, dueOn: to }] : [];
}

/**
 * The day from which something has its present deadline. Counting a moved one from then keeps what was planned
 * before as it was, however late the plan of an earlier day is made.
 */
export function knownSince(thing: { createdOn: Day; movedOn?: Day | undefined }): Day {
  return thing.movedOn === undefined ? thing.createdOn : later(thing.createdOn, thing.movedOn);
}

/**
 * The stage of what was given out with a deadline: not before it is known, and never born red, as it is red at the
 * earliest when it has been known for the length of the grace.
 */
function stageGiven(
  facts: ReminderFacts,
  given: { createdOn: Day; movedOn?: Day | undefined },
  begins: { blue: Day; yellow: Day; dueOn: Day },
  day: Day,
): Staged | undefined {
  const known = knownSince(given);
  const steps = {
    blue: later(known, begins.blue),
    yellow: later(known, begins.yellow),
    red: later(addDays(given.createdOn, facts.settings.graceDays), addDays(begins.dueOn, 1)),
  };
  return graced(facts, stageAt(steps, day), day);
}

/** A task by its deadline. */
export function stageTask(facts: ReminderFacts, task: Task, day: Day): Staged | undefined {
  const { blueBeforeDays, yellowBeforeDays } = facts.settings.task;
  const { dueOn } = task;
  const begins = { blue: addDays(dueOn, -blueBeforeDays), yellow: addDays(dueOn, -yellowBeforeDays), dueOn };
  return stageGiven(facts, task, begins, day);
}

/** The report of the level below, due some days before the review. */
export function stageReport(facts: ReminderFacts, review: Review, day: Day): Staged | undefined {
  const { blueBeforeReviewDays, yellowBeforeReviewDays } = facts.settings.reviewReport;
  const blue = addDays(review.day, -blueBeforeReviewDays);
  const yellow = addDays(review.day, -yellowBeforeReviewDays);
  return stageReview(facts, review, { blue, yellow, dueOn: review.reportDueOn }, day);
}

/** The comment on the day of the review. */
export function stageComment(facts: ReminderFacts, review: Review, day: Day): Staged | undefined {
  const { blueBeforeDays, yellowBeforeDays } = facts.settings.reviewComment;
  const { day: dueOn } = review;
  const begins = { blue: addDays(dueOn, -blueBeforeDays), yellow: addDays(dueOn, -yellowBeforeDays), dueOn };
  return stageReview(facts, review, begins, day);
}

/** A part of a review, as long as it can still be made up for. */
function stageReview(
  facts: ReminderFacts,
  review: Review,
  begins: { blue: Day; yellow: Day; dueOn: Day },
  day: Day,
): Staged | undefined {
  if (day > addDays(review.day, facts.settings.reviewOpenAfterDays)) return undefined;
  return stageGiven(facts, review, begins, day);
}

/** A 必谈 is due from the day on which it is opened (及时), and overdue after the day agreed on. */
export function stageMustTalk(facts: ReminderFacts, mustTalk: MustTalk, day: Day): Staged | undefined {
  const steps = { yellow: mustTalk.openedOn, red: later(mustTalk.openedOn, addDays(mustTalk.dueOn, 1)) };
  return graced(facts, stageAt(steps, day), day);
}

function graced(facts: ReminderFacts, at: Staged | undefined, day: Day): Staged | undefined {
  return at && withGrace(facts, at, day);
}
