/** The rule of whom to tell: who acts for the unit, or the person themself; school leaders through their office. Pure. */
import { actingFor, isAway, officeFor } from '../acting.ts';
import type { Person } from '../directory.ts';
import { isInLeadingBody } from '../leading-body.ts';
import type { Day } from '../understanding.ts';
import type { ReminderFacts } from './facts.ts';

export interface Recipient {
  person: string;
  /** `self` for one's own duty; `holder` of the post; `deputy` and `organizer` stand in; `office` acts for a leader. */
  via: 'self' | 'holder' | 'deputy' | 'organizer' | 'office';
}

/** Whether someone can be written to on a day: has an account, has not left, is not on leave. */
function canBeWrittenTo(person: Person | undefined, day: Day): person is Person {
  return (
    person?.userid !== undefined &&
    (person.leftOn === undefined || day < person.leftOn) &&
    !isAway(person, day)
  );
}

/** Who is told of what someone owes in person: themself, or the office where a school leader has one. */
export function recipientForPerson(facts: ReminderFacts, person: string, day: Day): Recipient | undefined {
  if (isInLeadingBody(facts.school, person, day)) {
    const office = officeFor(facts.school, person, day).find((p) => canBeWrittenTo(p, day));
    if (office) return { person: office.id, via: 'office' };
  }
  return canBeWrittenTo(facts.school.person(person), day) ? { person, via: 'self' } : undefined;
}

/** Who is told of what a unit owes. A vacancy or leave falls to the deputy, then to the organizer in charge. */
export function recipientForUnit(facts: ReminderFacts, unit: string, day: Day): Recipient | undefined {
  const acting = actingFor(facts.school, unit, day);
  if (!acting) return undefined;
  const through = recipientForPerson(facts, acting.person.id, day);
  return through?.via === 'self' ? { person: acting.person.id, via: acting.as } : through;
}

/**
 * Who is told when a unit's matter is escalated: whoever acts for the unit above; for units directly below the
 * school's committee the organization department, not the school's leaders.
 * @param except whoever was told so far; the next level is somebody else
 */
export function nextLevel(
  facts: ReminderFacts,
  unit: string,
  day: Day,
  except: string,
): Recipient | undefined {
  for (const above of facts.school.unitsAbove(unit).slice(1)) {
    const found =
      above.parent === null ? organizationDepartment(facts, day) : recipientForUnit(facts, above.id, day);
    if (found && found.person !== except) return found;
  }
  return undefined;
}

function organizationDepartment(facts: ReminderFacts, day: Day): Recipient | undefined {
  const { school } = facts;
  const departments = school.directory.organizations.filter((o) => o.kind === 'department');
  for (const [role, via] of [
    ['organization_head', 'holder'],
    ['organizer', 'organizer'],
  ] as const) {
    const people = departments.flatMap((d) => school.holdersOf(role, d.id, day));
    const found = people.find((p) => canBeWrittenTo(p, day));
    if (found) return { person: found.id, via };
  }
  return undefined;
}
