/**
 * Who may do what: one table, decided from appointments and oversight, never from a flag on a person.
 * The default is no.
 */
import type { School } from './school.ts';
import type { Day } from './understanding.ts';

/** What can be asked or done, and on what. */
export type Act =
  /** Counts of a unit (应/已/免/待). */
  | { act: 'see_progress'; organization: string }
  /** Names of who has not done something, in a unit. */
  | { act: 'see_names'; organization: string }
  /** That someone's records exist: dates, kinds, counterparts, no texts. */
  | { act: 'see_records'; person: string }
  /** The sealed text of a record: its author, and the secretary in charge on the day that it was written. */
  | { act: 'read_text'; author: string; branch?: string; day: Day };

/** Why not: turned into words by `texts/`. */
export type Refusal =
  | 'not_your_branch'
  | 'outside_oversight'
  | 'names_stop_at_branch'
  | 'text_is_sealed'
  | 'not_a_member'
  | 'unknown_unit'
  | 'unknown_person';

export type Decision = { ok: true } | { ok: false; why: Refusal };

const YES: Decision = { ok: true };
const no = (why: Refusal): Decision => ({ ok: false, why });

/** Roles that speak for a unit and everything below it. */
const UNIT_HEADS = new Set([
  'committee_secretary',
  'deputy_secretary',
  'dean',
  'organizer',
  'branch_secretary',
]);
/** Roles that see the whole school, in counts. */
const SCHOOL_WIDE = new Set(['party_secretary', 'organization_head']);

/**
 * Decides one act of one person on one day.
 * @param day the day of asking: a post that ended yesterday gives nothing today
 */
export function may(school: School, who: string, what: Act, day: Day): Decision {
  if (!school.person(who)) return no('not_a_member');
  switch (what.act) {
    case 'see_progress':
      if (!school.organization(what.organization)) return no('unknown_unit');
      if (school.branchOf(who, day)?.id === what.organization) return YES;
      return covers(school, who, what.organization, day) ? YES : no('outside_oversight');
    case 'see_names': {
      if (!school.organization(what.organization)) return no('unknown_unit');
      if (leadsBranch(school, who, what.organization, day)) return YES;
      const seesCounts =
        school.branchOf(who, day)?.id === what.organization || covers(school, who, what.organization, day);
      return no(seesCounts ? 'names_stop_at_branch' : 'outside_oversight');
    }
    case 'see_records': {
      if (what.person === who) return YES;
      if (!school.person(what.person)) return no('unknown_person');
      const branch = school.branchOf(what.person, day);
      return branch && leadsBranch(school, who, branch.id, day) ? YES : no('not_your_branch');
    }
    case 'read_text':
      if (what.author === who) return YES;
      // The secretary in charge when it was written, as long as they still hold the post:
      // a successor does not inherit the predecessor's texts.
      return what.branch !== undefined &&
        leadsBranch(school, who, what.branch, what.day) &&
        leadsBranch(school, who, what.branch, day)
        ? YES
        : no('text_is_sealed');
  }
}

/** Units whose counts someone may see, the own branch apart; for telling people what they can ask. */
export function unitsInSight(school: School, who: string, day: Day): string[] {
  const posts = school.postsOf(who, day);
  const isSchoolWide = posts.some(
    (p) =>
      SCHOOL_WIDE.has(p.role) ||
      // An organizer of the organization department, not one of a college.
      (p.role === 'organizer' && school.organization(p.organization)?.kind === 'department'),
  );
  if (isSchoolWide) return school.directory.organizations.filter((o) => o.parent === null).map((o) => o.id);
  return [
    ...new Set([
      ...posts.filter((p) => UNIT_HEADS.has(p.role)).map((p) => p.organization),
      ...school.oversightOf(who, day).map((o) => o.organization),
    ]),
  ];
}

function covers(school: School, who: string, organization: string, day: Day): boolean {
  return unitsInSight(school, who, day).some((unit) => school.isUnder(organization, unit));
}

function leadsBranch(school: School, who: string, branch: string, day: Day): boolean {
  return school
    .postsOf(who, day)
    .some(
      (p) => p.organization === branch && (p.role === 'branch_secretary' || p.role === 'deputy_secretary'),
    );
}
