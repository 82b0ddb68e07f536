/** Changes of the directory as plain values: planned by the import and the sync, shown in a dry run, then applied. */
import { addDays } from './day.ts';
import type { Appointment, Directory, Organization, Oversight, Person, Tie } from './directory.ts';
import type { Day } from './understanding.ts';

interface Change<Kind extends string, Value> {
  kind: Kind;
  /** Absent when it is new. */
  before?: Value;
  /** Absent when it was stated wrongly and goes; people and units never go. */
  after?: Value;
}

export type DirectoryChange =
  | (Change<'organization', Organization> & { after: Organization })
  | (Change<'person', Person> & { after: Person })
  | Change<'appointment', Appointment>
  | Change<'oversight', Oversight>
  | Change<'tie', Tie>;

/** What makes a post the same post: its days may be corrected, but for the first. */
export function appointmentKey(a: Appointment): string {
  return [a.person, a.role, a.organization, a.actsFor ?? '', a.from ?? ''].join('/');
}

/** What makes an oversight the same one. */
export function oversightKey(o: Oversight): string {
  return [o.person, o.kind, o.organization, o.from ?? ''].join('/');
}

/** Whether two plain values say the same: the order of fields and fields that are undefined do not count. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, i) => isSame(value, b[i]));
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => isSame(left[key], right[key]));
}

/** The directory after changes. The given one is left as it is. */
export function applyChanges(directory: Directory, changes: DirectoryChange[]): Directory {
  const organizations = new Map(directory.organizations.map((o) => [o.id, o]));
  const people = new Map(directory.people.map((p) => [p.id, p]));
  const appointments = new Map(directory.appointments.map((a) => [appointmentKey(a), a]));
  const oversight = new Map(directory.oversight.map((o) => [oversightKey(o), o]));
  const ties = new Map(directory.ties.map((t) => [t.id, t]));
  for (const change of changes) {
    switch (change.kind) {
      case 'organization':
        organizations.set(change.after.id, change.after);
        break;
      case 'person':
        people.set(change.after.id, change.after);
        break;
      case 'appointment':
        replace(appointments, change, appointmentKey);
        break;
      case 'oversight':
        replace(oversight, change, oversightKey);
        break;
      case 'tie':
        replace(ties, change, (tie) => tie.id);
        break;
    }
  }
  return {
    organizations: [...organizations.values()],
    people: [...people.values()],
    appointments: [...appointments.values()],
    oversight: [...oversight.values()],
    ties: [...ties.values()],
  };
}

function replace<T>(
  map: Map<string, T>,
  change: { before?: T; after?: T },
  keyOf: (value: T) => string,
): void {
  const { before, after } = change;
  if (before !== undefined && (after === undefined || keyOf(before) !== keyOf(after)))
    map.delete(keyOf(before));
  if (after !== undefined) map.set(keyOf(after), after);
}

/** The changes from one list of rows to another, matched by key: additions first, so that nothing is lost halfway. */
export function rowChanges<Kind extends 'appointment' | 'oversight' | 'tie', T>(
  kind: Kind,
  before: T[],
  after: T[],
  keyOf: (value: T) => string,
): { kind: Kind; before?: T; after?: T }[] {
  const old = new Map(before.map((value) => [keyOf(value), value]));
  const kept = new Set(after.map(keyOf));
  return [
    ...after.flatMap((value) => {
      const was = old.get(keyOf(value));
      if (was === undefined) return [{ kind, after: value }];
      return isSame(was, value) ? [] : [{ kind, before: was, after: value }];
    }),
    ...before.filter((value) => !kept.has(keyOf(value))).map((value) => ({ kind, before: value })),
  ];
}

/** Everything in which one person takes part, found without walking the directory each time. */
export interface Involvement {
  appointments: Map<string, Appointment[]>;
  oversight: Map<string, Oversight[]>;
  ties: Map<string, Tie[]>;
}

/** Indexes posts, oversight and ties by the people in them. */
export function involvementIn(directory: Directory): Involvement {
  const push = <T>(map: Map<string, T[]>, key: string, value: T) => {
    const list = map.get(key);
    if (list) list.push(value);
    else map.set(key, [value]);
  };
  const index: Involvement = { appointments: new Map(), oversight: new Map(), ties: new Map() };
  for (const a of directory.appointments) push(index.appointments, a.person, a);
  for (const o of directory.oversight) push(index.oversight, o.person, o);
  for (const tie of directory.ties)
    for (const side of new Set([tie.from, tie.to])) push(index.ties, side, tie);
  return index;
}

/**
 * Closes everything of someone who has left: nothing is deleted, and nothing revives should they come back.
 * Whatever would have begun on that day or later goes.
 * @param leftOn the first day on which they are no longer there
 */
export function leavingChanges(involvement: Involvement, person: Person, leftOn: Day): DirectoryChange[] {
  const last = addDays(leftOn, -1);
  const runsOn = (x: { to?: Day }) => x.to === undefined || x.to > last;
  const hasBegun = (x: { from?: Day }) => x.from === undefined || x.from <= last;
  const after: Person = {
    ...person,
    leftOn,
    memberships: person.memberships
      .filter((m) => !runsOn(m) || hasBegun(m))
      .map((m) => (runsOn(m) ? { ...m, to: last } : m)),
  };
  const changes: DirectoryChange[] = isSame(person, after) ? [] : [{ kind: 'person', before: person, after }];
  for (const a of involvement.appointments.get(person.id) ?? [])
    if (runsOn(a))
      changes.push({ kind: 'appointment', before: a, ...(hasBegun(a) && { after: { ...a, to: last } }) });
  for (const o of involvement.oversight.get(person.id) ?? [])
    if (runsOn(o))
      changes.push({ kind: 'oversight', before: o, ...(hasBegun(o) && { after: { ...o, to: last } }) });
  for (const tie of involvement.ties.get(person.id) ?? [])
    if (tie.until === undefined || tie.until > last)
      changes.push({
        kind: 'tie',
        before: tie,
        ...(tie.since <= last && { after: { ...tie, until: last } }),
      });
  return changes;
}
