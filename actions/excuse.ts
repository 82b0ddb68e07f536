/** 说明情况: somebody says why they cannot do a duty; their secretary agrees, and it counts as excused. */
import { actingFor } from '../domain/acting.ts';
import { periodFor } from '../domain/crediting.ts';
import type { DutyRule } from '../domain/duty.ts';
import type { Day } from '../domain/understanding.ts';
import type { Matter } from '../models/matter.ts';
import { excuseAnswered, excuseNotice } from '../texts/excuse.ts';
import { MATTER_NUMBERS } from './admit.ts';
import type { ActionContext } from './context.ts';
import { planNotice } from './plan-notice.ts';

/**
 * Puts the matter before whoever leads the branch; for the one who leads it, before the unit above.
 * @param reason in the person's words: sealed, and destroyed with the decision
 * @returns `nobody` when no post is filled that could decide
 */
export async function askExcuse(
  context: ActionContext,
  person: string,
  rule: DutyRule,
  reason: string,
  today: Day,
): Promise<'asked' | 'asked_before' | 'nobody'> {
  const { models, school, clock } = context;
  const period = periodFor(rule, today, context.schoolYear);
  const id = `excuse/${person}/${rule.id}/${period}`;
  const branch = school.branchOf(person, today);
  const above = branch ? school.unitsAbove(branch.id) : [];
  const decider = above
    .map((unit) => actingFor(school, unit.id, today)?.person)
    .find((who) => who !== undefined && who.id !== person);
  if (!decider) return 'nobody';
  if ((await models.matters.find(id))?.state === 'waiting') return 'asked_before';
  const number = await models.settings.nextNumber(MATTER_NUMBERS);
  await models.matters.put({
    id,
    kind: 'excuse',
    number,
    state: 'waiting',
    person,
    ...(branch && { organization: branch.id }),
    duty: rule.id,
    period,
    askedAt: clock.now().getTime(),
    detail: { name: rule.name, said: reason },
  });
  await planNotice(
    context,
    { person: decider.id },
    `excuse/${number}`,
    excuseNotice({ person, number, duty: rule.name, reason }, school),
  );
  return 'asked';
}

/** Agrees or not; the person is told. Done again after a crash, it ends in the same. */
export async function decideExcuse(
  context: ActionContext,
  matter: Matter,
  by: string,
  isYes: boolean,
): Promise<boolean> {
  const { models, clock, rules } = context;
  const { person, duty, period } = matter;
  if (person === undefined || duty === undefined || period === undefined) return false;
  const state = isYes ? 'approved' : 'declined';
  if (!(await models.matters.decide(matter, state, by, clock.now().getTime()))) return false;
  if (isYes) await models.excuses.approve(matter.id, { duty, period, person });
  const name = rules.find((r) => r.id === duty)?.name ?? duty;
  await planNotice(context, { person }, `excuse-answered/${matter.number}`, excuseAnswered(name, isYes));
  await models.matters.finish(matter.id, isYes ? 'done' : 'declined');
  return true;
}
