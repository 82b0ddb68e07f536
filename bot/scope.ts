/** What a query is about: oneself, a person, or a unit; and whether the asker may see it. */
import type { Organization } from '../domain/directory.ts';
import { periodSpan } from '../domain/period.ts';
import { may, unitsInSight } from '../domain/rights.ts';
import { Query } from '../domain/understanding.ts';
import type { AskedFor } from '../models/conversation.ts';
import { refusal, unitsInSightNames } from '../texts/answer.ts';
import { unitName } from '../texts/terms.ts';
import type { CommandContext } from './command.ts';

export type Scope =
  | { kind: 'me' }
  | { kind: 'person'; person: string }
  | { kind: 'unit'; organization: Organization; own: boolean };

/** Words that name one's own branch, so that the question goes on with nothing. */
const OWN = /我们|咱|本支部|我支部|我的|自己/u;

/**
 * What a query that names no unit goes on with: the unit asked for last, today, with what that was narrowed to.
 * 名单 after 音乐学院的进度 means 音乐学院.
 */
export function goesOnWith({ state, today, text, understanding }: CommandContext): AskedFor | undefined {
  const { asked } = state;
  const scope = understanding.query?.scope ?? 'branch';
  return asked && asked.on === today && scope === 'branch' && !OWN.test(text) ? asked : undefined;
}

/** A context in which the query is about a unit, narrowed to a duty and a period where they are given. */
export function askedAbout(
  context: CommandContext,
  about: 'progress' | 'unfinished',
  asked: AskedFor,
): CommandContext {
  const { unit, duty, period } = asked;
  const parsed = Query.parse({
    about,
    scope: unit,
    ...(duty && { duty }),
    ...(period && { period }),
  });
  return { ...context, understanding: { intent: 'query', query: parsed } };
}

/** Resolves the scope of a query; a refusal is a text for the asker. */
export function resolveScope(context: CommandContext): Scope | { kind: 'refused'; text: string } {
  const { actions, sender, today, understanding } = context;
  const { school } = actions;
  const scope = understanding.query?.scope ?? 'branch';
  if (scope === 'me') return { kind: 'me' };
  const own = school.branchOf(sender.id, today);
  if (scope === 'branch') {
    // Somebody who leads a branch asks about that one, also where they belong to another.
    const led = school.postsOf(sender.id, today).find((p) => p.role === 'branch_secretary');
    const branch = (led && school.organization(led.organization)) ?? own;
    return branch
      ? { kind: 'unit', organization: branch, own: true }
      : { kind: 'refused', text: refusal('unknown_unit', {}) };
  }
  const organization = school.organization(scope);
  if (organization) {
    const decision = may(school, sender.id, { act: 'see_progress', organization: scope }, today);
    if (decision.ok) return { kind: 'unit', organization, own: organization.id === own?.id };
    const inSight = unitsInSightNames(school, unitsInSight(school, sender.id, today));
    return { kind: 'refused', text: refusal(decision.why, { unit: unitName(organization), inSight }) };
  }
  const people = school.named(scope);
  const [person] = people;
  if (!person || people.length > 1) return { kind: 'refused', text: refusal('unknown_person', {}) };
  if (person.id === sender.id) return { kind: 'me' };
  const decision = may(school, sender.id, { act: 'see_records', person: person.id }, today);
  return decision.ok
    ? { kind: 'person', person: person.id }
    : { kind: 'refused', text: refusal(decision.why, {}) };
}

/** The period that a query names, for the duties whose own period has that form. */
export function periodsAsked(context: CommandContext): Map<string, string> {
  const asked = context.understanding.query?.period;
  const periods = new Map<string, string>();
  if (asked === undefined) return periods;
  for (const rule of context.actions.rules) {
    if (rule.period === 'standing') continue;
    // A yearly duty asked for by quarter or month is answered for the year in which that lies.
    if (rule.period === 'year')
      periods.set(rule.id, periodSpan(asked, context.actions.schoolYear).from.slice(0, 4));
  }
  return periods;
}
