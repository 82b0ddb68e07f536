/** 说明情况: somebody says why they cannot do a duty; their secretary agrees, and it counts as excused. */
import { actingFor } from '../domain/acting.ts';
import { periodFor } from '../domain/crediting.ts';
import type { DutyRule } from '../domain/duty.ts';
import type { Day } from '../domain/understanding.ts';
import type { Matter } from '../models/matter.ts';
import { excuseAnswered, excuseNotice } from '../texts/excuse.ts';
import type { ActionContext } from './context.ts';
import { planNotice } from './plan-notice.ts';
import { putMatter } from './put-matter.ts';

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
  const { school } = context;
  const period = periodFor(rule, today, context.schoolYear);
  const id = `excuse/${person}/${rule.id}/${period}`;
  const branch = school.branchOf(person, today);
  const above = branch ? school.unitsAbove(branch.id) : [];
  const decider = above
    .map((unit) => actingFor(school, unit.id, today)?.person)
    .find((who) => who !== undefined && who.id !== person);
  if (!decider) return 'nobody';
  const isNew = await putMatter(
    context,
    {
      id,
      kind: 'excuse',
      person,
      ...(branch && { organization: branch.id }),
      duty: rule.id,
      period,
      detail: { name: rule.name, said: reason },
    },
    decider.id,
    (number) => excuseNotice({ person, number, duty: rule.name, reason }, school),
  );
  return isNew ? 'asked' : 'asked_before';
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
