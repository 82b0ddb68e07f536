/** Test data: small schools and activities that say only what a test is about. */
import type { ActivityFacts, Contact, Participation } from '../domain/activity.ts';
import type { Directory, Organization, Person } from '../domain/directory.ts';
import { buildSchool, type School } from '../domain/school.ts';

/** Somebody; a staff member of the Party unless said otherwise. */
export function buildPerson(id: string, branch: string | undefined, more: Partial<Person> = {}): Person {
  return {
    id,
    userid: id,
    name: `名${id}`,
    kind: 'staff',
    member: branch !== undefined,
    memberships: branch === undefined ? [] : [{ organization: branch }],
    ...more,
  };
}

export function buildOrganization(
  id: string,
  parent: string | null,
  more: Partial<Organization> = {},
): Organization {
  return { id, name: `单位${id}`, kind: 'branch', parent, aliases: [], ...more };
}

/** One college with two branches, a secretary each, three members and a student. */
export function buildSmallSchool(more: Partial<Directory> = {}): School {
  return buildSchool({
    organizations: [
      buildOrganization('school', null, { kind: 'party_committee' }),
      buildOrganization('college', 'school', { kind: 'college_committee' }),
      buildOrganization('b1', 'college'),
      buildOrganization('b2', 'college'),
    ],
    people: [
      buildPerson('sec1', 'b1'),
      buildPerson('ann', 'b1'),
      buildPerson('bob', 'b1'),
      buildPerson('old', 'b1', { retired: true }),
      buildPerson('sec2', 'b2'),
      buildPerson('eve', 'b2'),
      buildPerson('stu', undefined, { kind: 'student', unit: '学院', class: '软件2301班' }),
    ],
    appointments: [
      { person: 'sec1', role: 'branch_secretary', organization: 'b1' },
      { person: 'sec2', role: 'branch_secretary', organization: 'b2' },
    ],
    oversight: [],
    ties: [],
    ...more,
  });
}

/** An activity by some people with some targets. */
export function buildActivity(
  facts: Partial<ActivityFacts> & Pick<ActivityFacts, 'kind'>,
  people: string[],
  targets: string[],
  branch = 'b1',
): { facts: ActivityFacts; participations: Participation[]; contacts: Contact[] } {
  return {
    facts: { date: '2026-11-20', ...facts },
    participations: people.map((person, i) => ({ person, role: i === 0 ? 'author' : 'companion', branch })),
    contacts: targets.map((person) => ({ person })),
  };
}
