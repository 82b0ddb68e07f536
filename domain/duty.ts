/** Duties (应尽事项) as data: who owes what, in which period, on which clause. A programme is a list of them. */
import { z } from 'zod';
import { ActivityKind } from './understanding.ts';

/** Where a duty comes from. Documents without a number are cited by title. */
export const Source = z.object({
  document: z.string().min(1),
  clause: z.string().min(1),
  /** 原则上: there are exceptions, so that anyone may 说明情况. */
  inPrinciple: z.boolean().default(false),
});
export type Source = z.infer<typeof Source>;

/** Who owes a duty. */
export const OwedBy = z.enum([
  /** Every member of a branch who is not retired. */
  'member',
  /** Every member, retired ones included. */
  'any_member',
  /** A branch secretary, with every other member of the branch: one unit a pair. */
  'branch_secretary_with_members',
  /** Leaders of 副处级 and above. */
  'leader',
  /** The school's Party secretary, with the leading body and the heads of second-level units: one unit a pair. */
  'school_secretary_with_heads',
  /** Each member of the leading body, with the leading cadres of the units overseen: one unit a pair. */
  'school_leader_with_cadres',
]);
export type OwedBy = z.infer<typeof OwedBy>;

/** Whether a duty is counted per pair of persons. */
export function isPaired(owedBy: OwedBy): boolean {
  return (
    owedBy === 'branch_secretary_with_members' ||
    owedBy === 'school_secretary_with_heads' ||
    owedBy === 'school_leader_with_cadres'
  );
}

export const DutyRule = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  /** Short name in lists: 走访. */
  name: z.string().min(1),
  /** Name of the system in receipts: 一访. */
  system: z.string().min(1),
  /** Which part of the system, where receipts must tell it apart: 分管、联系单位. */
  label: z.string().min(1).optional(),
  /** One line that a person understands. */
  title: z.string().min(1),
  kind: ActivityKind,
  owedBy: OwedBy,
  /** Whom it must be with; absent = anyone. */
  counterpart: z.enum(['student', 'staff']).optional(),
  /** Counted anew in each period; `standing` duties hold as long as a tie holds. */
  period: z.enum(['year', 'half', 'quarter', 'semester', 'standing']),
  /** How much is owed per unit of counting: times, or hours for `study`. */
  amount: z.number().positive().default(1),
  source: Source,
});
export type DutyRule = z.infer<typeof DutyRule>;

/**
 * Hours of study that members are to reach in a year (学时). Shown beside duties and never more than shown: nobody is
 * reminded of them, and no unit or person compared by them.
 */
export const StudyAim = z.object({
  /** Of every member who is not retired. */
  hours: z.number().positive(),
  /** Of secretaries and members of leading bodies. */
  leaderHours: z.number().positive(),
  source: Source,
});
export type StudyAim = z.infer<typeof StudyAim>;

/** One programme file, `seeds/programmes/*.yaml`. */
export const Programme = z.object({
  programme: z.string().regex(/^[a-z][a-z0-9-]*$/),
  name: z.string().min(1),
  duties: z.array(DutyRule).default([]),
  study: StudyAim.optional(),
});
export type Programme = z.infer<typeof Programme>;
