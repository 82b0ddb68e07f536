/** How far along people and branches are, from the records. */

import { periodFor } from '../domain/crediting.ts';
import type { Role } from '../domain/directory.ts';
import type { DutyRule } from '../domain/duty.ts';
import { countingDay, measure, type OwedUnit, owedUnits, type Progress } from '../domain/progress.ts';
import type { Day } from '../domain/understanding.ts';
import type { ActionContext } from './context.ts';

/** Progress of one or several branches taken together, one entry for each duty in force. */
export async function branchProgress(
  context: ActionContext,
  branches: string[],
  today: Day,
  options: { duty?: string; periods?: Map<string, string> } = {},
): Promise<{ rule: DutyRule; progress: Progress }[]> {
  const rules = context.rules.filter(
    (r) => options.duty === undefined || r.kind === options.duty || r.id === options.duty,
  );
  const wanted = rules.map((rule) => {
    const period = options.periods?.get(rule.id) ?? periodFor(rule, today, context.schoolYear);
    const day = countingDay(period, today, context.schoolYear);
    return {
      rule,
      period,
      day,
      units: branches.flatMap((b) => owedUnits(context.school, rule, b, period, day)),
    };
  });
  return measureAll(context, wanted, branches);
}

/** What one person owes and has done, duties of their posts included. */
export async function personProgress(
  context: ActionContext,
  person: string,
  today: Day,
): Promise<{ rule: DutyRule; progress: Progress }[]> {
  const { school, rules } = context;
  const branches = new Set(
    school
      .postsOf(person, today)
      .filter((p) => p.role === 'branch_secretary')
      .map((p) => p.organization),
  );
  const own = school.branchOf(person, today);
  if (own) branches.add(own.id);
  const wanted = rules.map((rule) => {
    const period = periodFor(rule, today, context.schoolYear);
    const units = [...branches]
      .flatMap((b) => owedUnits(school, rule, b, period, today))
      .filter((u) => u.person === person);
    return { rule, period, day: today, units };
  });
  return measureAll(
    context,
    wanted.filter((w) => w.units.length > 0),
    [...branches],
  );
}

/** Hours of study beside duties: shown, and no more (see `StudyAim`). */
export interface Study {
  /** Of one person, or on average; whole hours. */
  hours: number;
  aim: number;
  /** People over whom it is an average; 1 for one's own. */
  people: number;
}

/** The members' average hours of study in the year of a day. @returns undefined where none are asked for */
export async function branchStudy(
  { models, school, study }: ActionContext,
  branches: string[],
  day: Day,
): Promise<Study | undefined> {
  const members = branches.flatMap((b) => school.membersOf(b, day)).filter((p) => !p.retired);
  if (!study || members.length === 0) return undefined;
  const sums = await models.activities.studyHours(
    members.map((p) => p.id),
    `${day.slice(0, 4)}-01-01`,
    day,
  );
  const total = members.reduce((sum, p) => sum + (sums.get(p.id) ?? 0), 0);
  return { hours: Math.round(total / members.length), aim: study.hours, people: members.length };
}

/** Somebody's own hours of study in the year of a day. @returns undefined where none are asked of them */
export async function personStudy(
  { models, school, study }: ActionContext,
  person: string,
  day: Day,
): Promise<Study | undefined> {
  const found = school.person(person);
  if (!study || !found?.member || found.retired) return undefined;
  const sums = await models.activities.studyHours([person], `${day.slice(0, 4)}-01-01`, day);
  const isLeader = school.postsOf(person, day).some((post) => LEADING.has(post.role));
  const aim = isLeader ? study.leaderHours : study.hours;
  return { hours: sums.get(person) ?? 0, aim, people: 1 };
}

/** Secretaries and members of leading bodies. */
const LEADING = new Set<Role>([
  'party_secretary',
  'standing_member',
  'committee_secretary',
  'branch_secretary',
  'deputy_secretary',
  'committee_member',
]);

async function measureAll(
  context: ActionContext,
  wanted: { rule: DutyRule; period: string; day: Day; units: OwedUnit[] }[],
  branches: string[],
): Promise<{ rule: DutyRule; progress: Progress }[]> {
  const { models, school } = context;
  const periods = [...new Set(wanted.map((w) => w.period))];
  const people = [
    ...new Set(wanted.flatMap((w) => w.units.flatMap((u) => (u.person === undefined ? [] : [u.person])))),
  ];
  const isWide = people.length > WIDE;
  const [credits, excuses] = await Promise.all([
    models.activities.credits(isWide ? {} : { people, branches }, periods),
    models.excuses.approved(people, periods),
  ]);
  return wanted.map(({ rule, period, day, units }) => ({
    rule,
    progress: measure(school, rule, period, units, credits, excuses, day),
  }));
}

/** Above so many people one read by period is cheaper than naming each of them. */
const WIDE = 500;
