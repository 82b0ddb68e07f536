/** The rule of whom to tell: the holder of the post, else the deputy, else the organizer; school leaders' offices. Pure. */
import type { Organization, Person, Role } from '../directory.ts';
import { isInLeadingBody } from '../leading-body.ts';
import type { School } from '../school.ts';
import type { Day } from '../understanding.ts';
import { isOnLeave } from './exclusion.ts';
import type { ReminderFacts } from './facts.ts';

export interface Recipient {
  person: string;
  /** `self` for one's own duty; `holder` of the post; `deputy` and `organizer` stand in; `office` acts for a leader. */
  via: 'self' | 'holder' | 'deputy' | 'organizer' | 'office';
}

/** Which post speaks for a unit. */
export function secretaryRole(organization: Organization): Role {
  switch (organization.kind) {
    case 'branch':
    case 'direct_branch':
      return 'branch_secretary';
    case 'party_committee':
      return 'party_secretary';
    case 'department':
      return 'organization_head';
    default:
      return 'committee_secretary';
  }
}

/** Who can be written to and is at work. */
function atWork(facts: ReminderFacts, people: Person[], day: Day): Person | undefined {
  return people.find((p) => p.userid !== undefined && !isOnLeave(facts, p.id, day));
}

/** The office of a school leader: the one named for them, else one in the leader's own unit. */
function officeOf(facts: ReminderFacts, leader: string, day: Day): Person | undefined {
  const { school } = facts;
  const named = facts.offices
    .filter((o) => o.leader === leader)
    .map((o) => school.person(o.office))
    .filter((p): p is Person => p !== undefined && (p.leftOn === undefined || day < p.leftOn));
  const unit = school
    .postsOf(leader, day)
    .flatMap((post) => school.holdersOf('leader_office', post.organization, day));
  return atWork(facts, [...named, ...unit], day);
}

/** Who is told of what someone owes in person: themself, or the office where a school leader has one. */
export function recipientForPerson(facts: ReminderFacts, person: string, day: Day): Recipient | undefined {
  if (isInLeadingBody(facts.school, person, day)) {
    const office = officeOf(facts, person, day);
    if (office) return { person: office.id, via: 'office' };
  }
  const found = facts.school.person(person);
  const present = found && (found.leftOn === undefined || day < found.leftOn);
  return present && atWork(facts, [found], day) ? { person, via: 'self' } : undefined;
}

/** Who is told of what a unit owes. A vacancy falls to the deputy, then to the organizer in charge. */
export function recipientForUnit(facts: ReminderFacts, unit: string, day: Day): Recipient | undefined {
  const { school } = facts;
  const organization = school.organization(unit);
  if (!organization) return undefined;
  const holder = atWork(facts, school.holdersOf(secretaryRole(organization), unit, day), day);
  if (holder) {
    const through = recipientForPerson(facts, holder.id, day);
    if (through) return through.via === 'self' ? { person: holder.id, via: 'holder' } : through;
  }
  const deputy = atWork(facts, school.holdersOf('deputy_secretary', unit, day), day);
  if (deputy) return { person: deputy.id, via: 'deputy' };
  const organizer = atWork(facts, organizersFor(school, unit, day), day);
  return organizer && { person: organizer.id, via: 'organizer' };
}

/** Organizers in charge of a unit, the nearest first: of the unit, of those above, of departments beside those. */
function organizersFor(school: School, unit: string, day: Day): Person[] {
  const above = school.unitsAbove(unit).map((o) => o.id);
  const departments = school.directory.organizations
    .filter((o) => o.kind === 'department' && o.parent !== null && above.includes(o.parent))
    .map((o) => o.id);
  return [...above, ...departments].flatMap((o) => school.holdersOf('organizer', o, day));
}

/**
 * Who is told when a unit's matter is escalated: the secretary of the unit above; for units directly below the
 * school's committee the organization department, not the school's leaders.
 * @param except whoever was told so far; the next level is somebody else
 */
export function nextLevel(
  facts: ReminderFacts,
  unit: string,
  day: Day,
  except: string,
): Recipient | undefined {
  const { school } = facts;
  for (const above of school.unitsAbove(unit).slice(1)) {
    const found =
      above.parent === null ? organizationDepartment(facts, day) : recipientForUnit(facts, above.id, day);
    if (found && found.person !== except) return found;
  }
  return undefined;
}

function organizationDepartment(facts: ReminderFacts, day: Day): Recipient | undefined {
  const { school } = facts;
  const departments = school.directory.organizations.filter((o) => o.kind === 'department').map((o) => o.id);
  const head = atWork(
    facts,
    departments.flatMap((d) => school.holdersOf('organization_head', d, day)),
    day,
  );
  if (head) return { person: head.id, via: 'holder' };
  const organizer = atWork(
    facts,
    departments.flatMap((d) => school.holdersOf('organizer', d, day)),
    day,
  );
  return organizer && { person: organizer.id, via: 'organizer' };
}
