/**
 * Whom somebody may pick from a list when they record: people they meet in this work anyway. Anyone else can be typed
 * by name, as in a message. Pure.
 */
import type { Person } from './directory.ts';
import { unitsInSight } from './rights.ts';
import type { School } from './school.ts';
import type { Day } from './understanding.ts';

/** Most people that one search shows. */
export const MOST_FOUND = 20;

/**
 * Whether one person may pick another on a day: students, members of the own branch and of the units that one leads
 * or oversees, and the other side of a tie. Nobody picks themselves, nor anyone who has left.
 */
export function mayChoose(school: School, who: string, day: Day): (person: string) => boolean {
  const own = school.branchOf(who, day)?.id;
  const branches = new Set(
    unitsInSight(school, who, day).flatMap((unit) => school.branchesUnder(unit).map((branch) => branch.id)),
  );
  if (own !== undefined) branches.add(own);
  const tied = new Set(school.tiesOf(who, day).flatMap((tie) => [tie.from, tie.to]));
  return (id) => {
    const person = school.person(id);
    if (!person || id === who || (person.leftOn !== undefined && person.leftOn <= day)) return false;
    if (person.kind === 'student' || tied.has(id)) return true;
    const branch = school.branchOf(id, day)?.id;
    return branch !== undefined && branches.has(branch);
  };
}

/**
 * Finds people by a part of their name among those who may be picked, colleagues of the own branch first.
 * @param words at least one character; spaces at the ends do not count
 */
export function findChoosable(school: School, who: string, words: string, day: Day): Person[] {
  const wanted = words.normalize('NFKC').trim();
  if (wanted === '') return [];
  const allowed = mayChoose(school, who, day);
  const own = school.branchOf(who, day)?.id;
  const rank = (person: Person) =>
    (person.name.startsWith(wanted) ? 0 : 2) + (school.branchOf(person.id, day)?.id === own ? 0 : 1);
  return school.directory.people
    .filter((person) => person.name.includes(wanted) && allowed(person.id))
    .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .slice(0, MOST_FOUND);
}
