/** The rule of pushed text: it shows on a locked screen, so it names nobody but the reader. Pure. */
import { leadersServedBy } from '../acting.ts';
import type { School } from '../school.ts';
import type { Day } from '../understanding.ts';

/**
 * People whom a pushed text names although it must not: anyone but the reader and, for an office, the leaders it
 * acts for. A check for simulations and tests: a name that is also a common word is found wherever it occurs.
 * @returns their ids
 */
export function namesIn(text: string, school: School, reader: string, day: Day): string[] {
  const known = new Set([reader, ...leadersServedBy(school, reader, day).map((p) => p.id)]);
  return school.directory.people.filter((p) => !known.has(p.id) && text.includes(p.name)).map((p) => p.id);
}
