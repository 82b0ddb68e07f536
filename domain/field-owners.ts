/** Which field of the directory belongs to whom, so that import and sync never undo each other. Data. */
import type { Organization, Person } from './directory.ts';

/**
 * - `import`: only an import file states it; the sync reports a difference and changes nothing.
 * - `wecom`: only the sync states it.
 * - `both`: either may state it; what one leaves out does not undo the other.
 * - `fixed`: given once, never changed.
 */
export type FieldOwner = 'import' | 'wecom' | 'both' | 'fixed';

/** Complete by type: a field without an owner does not compile. */
export const PERSON_FIELDS: Record<keyof Person, FieldOwner> = {
  id: 'fixed',
  number: 'import',
  // The import may state the account; WeCom knows its spelling, and finds it by the number.
  userid: 'both',
  // WeCom holds nicknames and marks; the roll holds the name.
  name: 'import',
  kind: 'import',
  member: 'import',
  retired: 'import',
  leaderRank: 'import',
  // A department is not a branch: moves are reported, not made. Leaving closes the present one.
  memberships: 'import',
  unit: 'import',
  class: 'import',
  leftOn: 'both',
  absences: 'import',
};

/** Units are the import's alone, the table of departments included. */
export const ORGANIZATION_FIELDS: Record<keyof Organization, FieldOwner> = {
  id: 'fixed',
  name: 'import',
  kind: 'import',
  parent: 'import',
  aliases: 'import',
  departments: 'import',
};
