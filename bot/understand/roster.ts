/** A roster file (the directory of the corpus and of the command line) as a directory. */
import { z } from 'zod';
import type { Directory, Person } from '../../domain/directory.ts';

const Roster = z.object({
  organizations: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.enum([
        'party_committee',
        'college_committee',
        'general_branch',
        'office_committee',
        'direct_branch',
        'branch',
        'department',
      ]),
      parent: z.string().nullable(),
      aliases: z.array(z.string()).default([]),
    }),
  ),
  members: z.array(
    z.object({
      userid: z.string(),
      name: z.string(),
      kind: z.enum(['staff', 'student', 'external']),
      org: z.string(),
      leaderRank: z.boolean().optional(),
    }),
  ),
  students: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        unit: z.string().optional(),
        class: z.string().optional(),
      }),
    )
    .default([]),
  appointments: z
    .array(
      z.object({
        person: z.string(),
        role: z.enum([
          'party_secretary',
          'standing_member',
          'organization_head',
          'organizer',
          'committee_secretary',
          'deputy_secretary',
          'dean',
          'branch_secretary',
          'committee_member',
          'leader_office',
          'data_protection',
        ]),
        org: z.string(),
      }),
    )
    .default([]),
  oversight: z
    .array(z.object({ person: z.string(), org: z.string(), kind: z.enum(['in_charge', 'contact']) }))
    .default([]),
});

/**
 * The directory that a roster file describes.
 * @throws ZodError when the file has another shape
 */
export function parseRoster(input: unknown): Directory {
  const roster = Roster.parse(input);
  const members: Person[] = roster.members.map((m) => ({
    id: m.userid.toLowerCase(),
    userid: m.userid,
    name: m.name,
    kind: m.kind,
    member: true,
    ...(m.leaderRank ? { leaderRank: true as const } : {}),
    memberships: [{ organization: m.org }],
  }));
  const students: Person[] = roster.students.map((s) => ({
    id: s.id,
    name: s.name,
    kind: 'student',
    member: false,
    memberships: [],
    ...(s.unit ? { unit: s.unit } : {}),
    ...(s.class ? { class: s.class } : {}),
  }));
  return {
    organizations: roster.organizations,
    people: [...members, ...students],
    appointments: roster.appointments.map((a) => ({ person: a.person, role: a.role, organization: a.org })),
    oversight: roster.oversight.map((o) => ({ person: o.person, organization: o.org, kind: o.kind })),
    ties: [],
  };
}
