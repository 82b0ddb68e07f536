/** The rule of the budget: one unsolicited message a person a day, two a week for a plain member. Pure. */
import { actingFor } from '../acting.ts';
import { addDays, mondayOf } from '../day.ts';
import type { Role } from '../directory.ts';
import type { Day } from '../understanding.ts';
import type { ReminderFacts } from './facts.ts';
import type { DigestRow } from './row.ts';

/** Posts whose holders get the overview on Mondays. */
const OVERVIEW_ROLES: Role[] = [
  'branch_secretary',
  'committee_secretary',
  'organizer',
  'organization_head',
  'department_head',
  'leader_office',
  'party_secretary',
  'standing_member',
];

/** `secretary`: an overview on Mondays and else only what newly turned; `member`: at most two a week. */
export type Cadence = 'secretary' | 'member';

/**
 * By which budget someone is reminded on a day. Whoever stands in for a secretary is reminded as one, whether anything
 * is open there or not: asked by what is open, the plan of a past day would become another when it is done.
 */
export function cadenceOf({ school }: ReminderFacts, person: string, day: Day): Cadence {
  const isSecretary = school
    .postsOf(person, day)
    .some(
      ({ role, organization }) =>
        OVERVIEW_ROLES.includes(role) ||
        (role === 'deputy_secretary' && actingFor(school, organization, day)?.person.id === person),
    );
  return isSecretary ? 'secretary' : 'member';
}

/** Unsolicited messages of the week of a day before it; a 必谈 uses its own. */
export function messagesThisWeek(history: readonly DigestRow[], day: Day): number {
  const monday = mondayOf(day);
  return history.filter((r) => r.kind === 'digest' && !r.solicited && monday <= r.day && r.day < day).length;
}

/** Whether the week's budget of a person still has room. One a day holds by itself: a day has one key. */
export function hasRoom(
  facts: ReminderFacts,
  cadence: Cadence,
  history: readonly DigestRow[],
  day: Day,
): boolean {
  return cadence === 'secretary' || messagesThisWeek(history, day) < facts.settings.memberMessagesPerWeek;
}

/** Unsolicited messages of a calendar month so far, for 你本月提醒我几次. `month` is `2026-11`. */
export function messagesInMonth(
  history: readonly DigestRow[],
  month: string,
  upTo: Day,
): { digests: number; mustTalks: number } {
  const until = addDays(upTo, 1);
  const rows = history.filter((r) => r.day.startsWith(month) && r.day < until && !r.solicited);
  return {
    digests: rows.filter((r) => r.kind === 'digest').length,
    mustTalks: rows.filter((r) => r.kind === 'must_talk').length,
  };
}
