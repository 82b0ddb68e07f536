/** What an activity counts for: pure, from the facts, the people and the rules in force. */
import type { ActivityFacts, Contact, Credit, Participation } from './activity.ts';
import type { Person } from './directory.ts';
import { type DutyRule, isPaired } from './duty.ts';
import { leaderTalks, secretaryTalks } from './leading-body.ts';
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
    // Owed by a post, not by a person: counted in pairs.
    case 'branch_secretary_with_members':
    case 'school_secretary_with_heads':
    case 'school_leader_with_cadres':
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
    if (isPaired(rule.owedBy)) {
      if (contacts.length > 1 && facts.individually !== true) continue;
      for (const { person: one } of present) {
        for (const { person: other } of contacts) {
          if (!other || other === one) continue;
          for (const pair of pairsOf(school, rule, one, other, facts.date)) {
            const { talker, counterpart, branch } = pair;
            const known = (c: Credit) =>
              c.duty === rule.id && c.person === talker && c.counterpart === counterpart;
            if (!credits.some(known))
              credits.push({ duty: rule.id, period, person: talker, counterpart, ...(branch && { branch }) });
          }
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

/** A talk that a duty asks for between two people, with the side that owes it. */
interface Pair {
  talker: string;
  counterpart: string;
  /** The branch whose progress it is; the talker's own for duties of the school's leaders. */
  branch: string | undefined;
}

/**
 * What a talk between two people is worth under a duty, told from either side. Two members of the leading body
 * who oversee each other's units fulfil two duties with one talk.
 */
function pairsOf(school: School, rule: DutyRule, a: string, b: string, day: Day): Pair[] {
  const sides = [
    [a, b],
    [b, a],
  ] as const;
  return sides.flatMap(([talker, counterpart]): Pair[] => {
    if (rule.owedBy === 'branch_secretary_with_members') {
      const branch = school.branchOf(counterpart, day)?.id;
      const isSecretary = school
        .postsOf(talker, day)
        .some((p) => p.role === 'branch_secretary' && p.organization === branch);
      return branch && isSecretary && school.person(counterpart)?.member
        ? [{ talker, counterpart, branch }]
        : [];
    }
    const person = school.person(talker);
    if (!person) return [];
    const owed =
      rule.owedBy === 'school_leader_with_cadres'
        ? leaderTalks(school, person, day)
        : secretaryTalks(school, day)?.talker.id === talker
          ? secretaryTalks(school, day)?.counterparts
          : [];
    return owed?.some((p) => p.id === counterpart)
      ? [{ talker, counterpart, branch: school.branchOf(talker, day)?.id }]
      : [];
  });
}
