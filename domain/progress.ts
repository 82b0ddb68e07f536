/** How far along: 应 / 已 / 免 / 待 of people and branches, from credits. Pure. */
import type { Credit } from './activity.ts';
import { owes, periodFor, STANDING } from './crediting.ts';
import type { Person } from './directory.ts';
import { type DutyRule, isPaired } from './duty.ts';
import { leaderTalks, leadingBody, secretaryTalks } from './leading-body.ts';
import { periodSpan, type SchoolYear } from './period.ts';
import type { School } from './school.ts';
import type { Day } from './understanding.ts';

/** One unit of counting: what one person (or office) owes in one period, to one counterpart where there is one. */
export interface OwedUnit {
  duty: string;
  period: string;
  /** Who must act; absent when the post is vacant. */
  person?: string;
  counterpart?: string;
  branch: string;
}

/** An approved 说明情况. */
export interface Excused {
  duty: string;
  period: string;
  person: string;
  counterpart?: string;
}

export interface Progress {
  duty: string;
  period: string;
  /** 应 */
  owed: number;
  /** 已 */
  done: number;
  /** 免 */
  excused: number;
  /** 待 */
  open: OwedUnit[];
}

/**
 * The day as of whose membership a period is counted: today for the running one, the last day for a past one.
 */
export function countingDay(period: string, today: Day, schoolYear?: SchoolYear): Day {
  if (period === STANDING) return today;
  const { to } = periodSpan(period, schoolYear);
  return to < today ? to : today;
}

/**
 * Everything that a branch's members and its secretary owe under one duty in one period. Talks that the school's
 * leaders owe are no branch's: see {@link owedByLeaders}.
 */
export function owedUnits(
  school: School,
  rule: DutyRule,
  branch: string,
  period: string,
  day: Day,
): OwedUnit[] {
  const members = school.membersOf(branch, day);
  if (rule.owedBy !== 'branch_secretary_with_members' && isPaired(rule.owedBy)) return [];
  if (rule.owedBy !== 'branch_secretary_with_members')
    return members.filter((p) => owes(p, rule)).map((p) => ({ duty: rule.id, period, person: p.id, branch }));
  const secretary = school.holdersOf('branch_secretary', branch, day)[0];
  return members
    .filter((p) => p.id !== secretary?.id)
    .map((p) => ({
      duty: rule.id,
      period,
      ...(secretary && { person: secretary.id }),
      counterpart: p.id,
      branch,
    }));
}

/**
 * The talks that the school's leaders owe under one duty in one period, 三谈 (a) or (b); none under any other duty.
 * `branch` is the one to which the talker belongs, or empty.
 */
export function owedByLeaders(school: School, rule: DutyRule, period: string, day: Day): OwedUnit[] {
  const unit = (talker: Person, counterpart: Person): OwedUnit => ({
    duty: rule.id,
    period,
    person: talker.id,
    counterpart: counterpart.id,
    branch: school.branchOf(talker.id, day)?.id ?? '',
  });
  if (rule.owedBy === 'school_secretary_with_heads') {
    const owed = secretaryTalks(school, day);
    return owed ? owed.counterparts.map((c) => unit(owed.talker, c)) : [];
  }
  if (rule.owedBy === 'school_leader_with_cadres')
    return leadingBody(school, day).flatMap((leader) =>
      leaderTalks(school, leader, day).map((c) => unit(leader, c)),
    );
  return [];
}

/** What was done and excused of one duty in one period, whoever owes it. */
export interface Tally {
  rule: DutyRule;
  period: string;
  done: Set<string>;
  excused: Set<string>;
}

/** By what a unit of counting is done. */
function doneKey(rule: DutyRule, unit: { person?: string; counterpart?: string; branch?: string }): string {
  switch (rule.owedBy) {
    // A talk is owed by the post: whoever held it, the branch and the member are what counts.
    case 'branch_secretary_with_members':
      return `${unit.branch}|${unit.counterpart}`;
    case 'school_secretary_with_heads':
      return `${unit.counterpart}`;
    // Owed by each leader in person: a successor in charge of the unit talks anew.
    case 'school_leader_with_cadres':
      return `${unit.person}|${unit.counterpart}`;
    default:
      return `${unit.person}`;
  }
}

/** Counts credits and excuses once, for as many branches as are measured by them. */
export function tallyOf(
  rule: DutyRule,
  period: string,
  credits: readonly Credit[],
  excuses: readonly Excused[],
): Tally {
  const done = new Set<string>();
  for (const credit of credits)
    if (credit.duty === rule.id && credit.period === period) done.add(doneKey(rule, credit));
  const excused = new Set<string>();
  for (const excuse of excuses)
    if (excuse.duty === rule.id && excuse.period === period)
      excused.add(`${excuse.person}|${excuse.counterpart ?? ''}`);
  return { rule, period, done, excused };
}

/** Progress of units of counting, given every credit and excuse that may concern them. */
export function measure(
  school: School,
  rule: DutyRule,
  period: string,
  units: OwedUnit[],
  credits: Credit[],
  excuses: Excused[],
  day: Day,
): Progress {
  return measureBy(school, tallyOf(rule, period, credits, excuses), units, day);
}

/** Progress of units of counting by a tally of their duty and period. */
export function measureBy(school: School, tally: Tally, units: OwedUnit[], day: Day): Progress {
  const { rule, period, done, excused } = tally;
  const isDone = (unit: OwedUnit) =>
    done.has(doneKey(rule, unit)) ||
    (rule.period === 'standing' && unit.person !== undefined && isTied(school, rule, unit.person, day));
  const isExcused = (unit: OwedUnit) => excused.has(`${unit.person}|${unit.counterpart ?? ''}`);
  const open = units.filter((u) => !isDone(u) && !isExcused(u));
  const doneCount = units.filter(isDone).length;
  return {
    duty: rule.id,
    period,
    owed: units.length,
    done: doneCount,
    excused: units.length - doneCount - open.length,
    open,
  };
}

function isTied(school: School, rule: DutyRule, person: string, day: Day): boolean {
  const kind = rule.counterpart === 'staff' ? 'leader_teacher' : 'member_student';
  return school.tiesOf(person, day).some((t) => t.kind === kind && t.from === person);
}

/** The periods of the duties that run on a day. */
export function runningPeriods(rules: DutyRule[], day: Day, schoolYear?: SchoolYear): string[] {
  return [...new Set(rules.map((r) => periodFor(r, day, schoolYear)))];
}
