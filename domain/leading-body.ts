/** Who counts as the leading body, a head of a second-level unit or a leading cadre (校园先锋工程通知 二3). Pure. */
import { within } from './day.ts';
import type { Organization, Person, Role } from './directory.ts';
import type { School } from './school.ts';
import type { Day } from './understanding.ts';

/** Posts of the school's leading body (学校领导班子). */
const LEADING_BODY: Role[] = ['party_secretary', 'standing_member'];
/** Posts that make someone the Party or the administrative head of a second-level unit (党政主要领导干部). */
const HEADS: Role[] = ['committee_secretary', 'dean', 'department_head', 'organization_head'];

/** Holders of any of the posts on a day, each once; in one unit or anywhere. */
function holders(school: School, roles: Role[], day: Day, unit?: string): Person[] {
  const found = new Map<string, Person>();
  for (const post of school.directory.appointments) {
    if (!roles.includes(post.role) || !within(day, post)) continue;
    if (unit !== undefined && post.organization !== unit) continue;
    const person = school.person(post.person);
    if (person && (person.leftOn === undefined || day < person.leftOn)) found.set(person.id, person);
  }
  return [...found.values()];
}

/** The leading body of the school on a day, its secretary included. */
export function leadingBody(school: School, day: Day): Person[] {
  return holders(school, LEADING_BODY, day);
}

export function isInLeadingBody(school: School, person: string, day: Day): boolean {
  return school.postsOf(person, day).some((p) => LEADING_BODY.includes(p.role));
}

/** The secretary of the school's Party committee on a day. */
export function schoolSecretary(school: School, day: Day): Person | undefined {
  return holders(school, ['party_secretary'], day)[0];
}

/** Units directly below the school's Party committee (二级单位). */
export function secondLevelUnits(school: School): Organization[] {
  const roots = new Set(school.directory.organizations.filter((o) => o.parent === null).map((o) => o.id));
  return school.directory.organizations.filter((o) => o.parent !== null && roots.has(o.parent));
}

/** Secretary and dean of a second-level unit; of a branch directly below the school its branch secretary. */
export function headsOf(school: School, unit: Organization, day: Day): Person[] {
  const roles: Role[] = unit.kind === 'direct_branch' ? [...HEADS, 'branch_secretary'] : HEADS;
  return holders(school, roles, day, unit.id);
}

/**
 * The leading cadres of a unit who are Party members (党员领导干部): its heads and deputies, and members of 副处级
 * and above in the branches at or below it. The school's own leaders are not cadres of the unit in whose branch
 * they happen to be.
 */
export function leadingCadresOf(school: School, unit: Organization, day: Day): Person[] {
  const found = new Map<string, Person>();
  const posts = [...headsOf(school, unit, day), ...holders(school, ['deputy_secretary'], day, unit.id)];
  for (const person of posts) if (person.member) found.set(person.id, person);
  for (const branch of school.branchesUnder(unit.id))
    for (const person of school.membersOf(branch.id, day))
      if (person.leaderRank && !person.retired) found.set(person.id, person);
  for (const person of found.values()) if (isInLeadingBody(school, person.id, day)) found.delete(person.id);
  return [...found.values()];
}

/** Whom the school's secretary owes a talk each year: 三谈 (a). Each person once, whatever posts they hold. */
export function secretaryTalks(
  school: School,
  day: Day,
): { talker: Person; counterparts: Person[] } | undefined {
  const talker = schoolSecretary(school, day);
  if (!talker) return undefined;
  const others = [
    ...leadingBody(school, day),
    ...secondLevelUnits(school).flatMap((unit) => headsOf(school, unit, day)),
  ];
  return { talker, counterparts: distinct(others, talker) };
}

/** Whom a member of the leading body owes a talk each year, by units in charge and units of contact: 三谈 (b). */
export function leaderTalks(school: School, leader: Person, day: Day): Person[] {
  if (!isInLeadingBody(school, leader.id, day)) return [];
  const units = school
    .oversightOf(leader.id, day)
    .map((o) => school.organization(o.organization))
    .filter((o): o is Organization => o !== undefined);
  return distinct(
    units.flatMap((unit) => leadingCadresOf(school, unit, day)),
    leader,
  );
}

function distinct(people: Person[], except: Person): Person[] {
  return [...new Map(people.filter((p) => p.id !== except.id).map((p) => [p.id, p])).values()];
}
