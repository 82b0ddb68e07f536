/** What an activity counts for: pure, from the facts, the people and the rules in force. */
import type { ActivityFacts, Contact, Credit, Participation } from './activity.ts';
import type { Person } from './directory.ts';
import type { DutyRule } from './duty.ts';
import { periodOf, type SchoolYear } from './period.ts';
import type { School } from './school.ts';
import type { Day } from './understanding.ts';

/** Period name of duties that hold as long as a tie does. */
export const STANDING = 'standing';

/** Whether someone owes a duty of their own (not one of an office) on a day. */
export function owes(person: Person, rule: DutyRule): boolean {
  if (!person.member) return false;
  switch (rule.owedBy) {
    case 'member':
      return !person.retired;
    case 'any_member':
      return true;
    case 'leader':
      return person.leaderRank === true && !person.retired;
    case 'branch_secretary_with_members':
      return false;
  }
}

/** The name of the period in which a day counts for a duty. */
export function periodFor(rule: DutyRule, day: Day, schoolYear?: SchoolYear): string {
  return rule.period === 'standing' ? STANDING : periodOf(day, rule.period, schoolYear);
}

/**
 * The credits of one activity: one event credits everyone and every duty that it fulfils.
 * A talk with several people credits nobody until it is known to have been held one by one
 * (校园先锋工程通知 二3: 个别谈话).
 */
export function creditActivity(
  school: School,
  rules: DutyRule[],
  activity: { facts: ActivityFacts; participations: Participation[]; contacts: Contact[] },
  schoolYear?: SchoolYear,
): Credit[] {
  const { facts, contacts } = activity;
  const present = activity.participations.filter((p) => !p.withdrawn);
  const credits: Credit[] = [];
  for (const rule of rules) {
    if (rule.kind !== facts.kind) continue;
    const period = periodFor(rule, facts.date, schoolYear);
    if (rule.owedBy === 'branch_secretary_with_members') {
      if (contacts.length > 1 && facts.individually !== true) continue;
      for (const { person: one } of present) {
        for (const { person: other } of contacts) {
          if (!other || other === one) continue;
          const pair = secretaryAndMember(school, one, other, facts.date);
          if (pair && !credits.some((c) => c.duty === rule.id && c.counterpart === pair.member))
            credits.push({
              duty: rule.id,
              period,
              person: pair.secretary,
              counterpart: pair.member,
              branch: pair.branch,
            });
        }
      }
      continue;
    }
    for (const participation of present) {
      const person = school.person(participation.person);
      if (!person || !owes(person, rule)) continue;
      if (rule.kind === 'pairing' && participation.role !== 'author') continue;
      const suitable = contacts.filter((c) => suits(school, rule, c));
      if (rule.counterpart && suitable.length === 0) continue;
      const counterpart = rule.kind === 'pairing' ? suitable[0]?.person : undefined;
      credits.push({
        duty: rule.id,
        period,
        person: person.id,
        ...(counterpart && { counterpart }),
        ...(participation.branch && { branch: participation.branch }),
      });
    }
  }
  return credits;
}

/** People whom the directory lacks are taken to be what the duty asks for: almost always a student. */
function suits(school: School, rule: DutyRule, contact: Contact): boolean {
  const person = contact.person === undefined ? undefined : school.person(contact.person);
  if (!person) return rule.counterpart !== 'staff';
  return rule.counterpart === undefined || person.kind === rule.counterpart;
}

/** Which of two people is the other's branch secretary on a day, told from either side. */
function secretaryAndMember(
  school: School,
  a: string,
  b: string,
  day: Day,
): { secretary: string; member: string; branch: string } | undefined {
  for (const [secretary, member] of [
    [a, b],
    [b, a],
  ] as const) {
    const branch = school.branchOf(member, day)?.id;
    const isSecretary = school
      .postsOf(secretary, day)
      .some((p) => p.role === 'branch_secretary' && p.organization === branch);
    if (branch && isSecretary && school.person(member)?.member) return { secretary, member, branch };
  }
  return undefined;
}
