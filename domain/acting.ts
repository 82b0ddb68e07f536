/** Who acts for whom: vacancies and leave fall to the deputy, then to the organizer; offices act for leaders. */
import { within } from './day.ts';
import type { Organization, Person, Role } from './directory.ts';
import { isBranch, type School } from './school.ts';
import type { Day } from './understanding.ts';

/** In what capacity someone acts for a post. */
export type Capacity = 'holder' | 'deputy' | 'organizer';

export interface Acting {
  person: Person;
  as: Capacity;
}

/** The role that speaks for a unit of a kind. */
export function headRole(organization: Organization): Role {
  switch (organization.kind) {
    case 'branch':
    case 'direct_branch':
      return 'branch_secretary';
    case 'college_committee':
    case 'general_branch':
    case 'office_committee':
      return 'committee_secretary';
    case 'party_committee':
      return 'party_secretary';
    case 'department':
      return 'department_head';
  }
}

/** Whether someone is on leave on a day. They keep their post and its rights, but nothing waits for them. */
export function isAway(person: Person, day: Day): boolean {
  return person.absences?.some((absence) => within(day, absence)) ?? false;
}

/**
 * Who acts for a unit on a day: the head of it; when the post is vacant or its holder on leave, a deputy; else
 * the organizer in charge, which is one of the nearest unit above that has any, and last one of a department.
 * @returns undefined when nobody is left, or the unit is unknown
 */
export function actingFor(school: School, organization: string, day: Day): Acting | undefined {
  const unit = school.organization(organization);
  if (!unit) return undefined;
  const available = (role: Role, id: string) =>
    school.holdersOf(role, id, day).find((person) => !isAway(person, day));
  const holder =
    available(headRole(unit), unit.id) ??
    (unit.kind === 'department' ? available('organization_head', unit.id) : undefined);
  if (holder) return { person: holder, as: 'holder' };
  const deputy = available('deputy_secretary', unit.id);
  if (deputy) return { person: deputy, as: 'deputy' };
  const above = isBranch(unit) ? school.unitsAbove(unit.id).slice(1) : school.unitsAbove(unit.id);
  const departments = school.directory.organizations.filter((o) => o.kind === 'department');
  for (const place of [...above, ...departments]) {
    const organizer = available('organizer', place.id);
    if (organizer) return { person: organizer, as: 'organizer' };
  }
  return undefined;
}

/** The school leaders for whom someone of an office acts on a day (代办). */
export function leadersServedBy(school: School, person: string, day: Day): Person[] {
  const served = new Map<string, Person>();
  for (const post of school.postsOf(person, day)) {
    if (post.role !== 'leader_office') continue;
    const leaders = [
      ...school.holdersOf('party_secretary', post.organization, day),
      ...school.holdersOf('standing_member', post.organization, day),
    ];
    for (const leader of leaders)
      if (post.actsFor === undefined || post.actsFor === leader.id) served.set(leader.id, leader);
  }
  return [...served.values()];
}

/** The people of the office who act for a school leader on a day; those on leave are left out. */
export function officeFor(school: School, leader: string, day: Day): Person[] {
  const units = school
    .postsOf(leader, day)
    .filter((post) => post.role === 'party_secretary' || post.role === 'standing_member')
    .map((post) => post.organization);
  const people = new Map<string, Person>();
  for (const unit of units)
    for (const person of school.holdersOf('leader_office', unit, day))
      if (!isAway(person, day) && leadersServedBy(school, person.id, day).some((l) => l.id === leader))
        people.set(person.id, person);
  return [...people.values()];
}
