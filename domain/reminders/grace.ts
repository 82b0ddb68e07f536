/** The rule of grace: in the first days after a set-up or import nothing is yellow or red. Pure. */
import { addDays } from '../day.ts';
import type { Day } from '../understanding.ts';
import { later } from '../work-calendar.ts';
import type { ReminderFacts } from './facts.ts';
import type { Staged } from './stage.ts';

/** The stage after grace: 黄 and 红 are 蓝 while it lasts, and count as begun when it ends. */
export function withGrace(facts: ReminderFacts, at: Staged, day: Day): Staged {
  if (at.stage === 'blue') return at;
  const setUp = facts.setUps
    .filter((d) => d <= day)
    .reduce<Day | undefined>((a, b) => (a ? later(a, b) : b), undefined);
  if (setUp === undefined) return at;
  const graceEnds = addDays(setUp, facts.settings.graceDays);
  if (day < graceEnds) return { stage: 'blue', since: setUp };
  return { stage: at.stage, since: later(at.since, graceEnds) };
}

/** Whether something was due before the school began to use the product: nobody is asked about it. */
export function isBeforeSetUp(facts: ReminderFacts, dueOn: Day): boolean {
  return facts.setUps.length > 0 && facts.setUps.every((setUp) => dueOn < setUp);
}
