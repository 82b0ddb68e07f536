/**
 * From an import file to changes of the directory: pure, all or nothing. The file states what it names and leaves
 * the rest alone; a column left out, or a blank cell in an optional column of people, changes nothing.
 */
import { addDays } from './day.ts';
import type {
  Absence,
  Appointment,
  Directory,
  Membership,
  Organization,
  Oversight,
  Person,
  Tie,
} from './directory.ts';
import {
  appointmentKey,
  type DirectoryChange,
  involvementIn,
  isSame,
  leavingChanges,
  oversightKey,
  rowChanges,
} from './directory-change.ts';
import { type FaultReason, type ImportFault, type ImportNotice, type Row, readRows } from './import-rows.ts';
import {
  OVERSIGHT_KINDS,
  PERSON_KINDS,
  ROLE_FITS,
  ROLES,
  SHEETS,
  SINGLE_HOLDER,
  STILL_HERE,
  type Table,
  TIE_KINDS,
  UNIT_KINDS,
  YES_NO,
} from './import-sheets.ts';
import { isBranch } from './school.ts';
import type { Day } from './understanding.ts';

export interface ImportOptions {
  /** The day of the import: with `complete`, whatever the file does not name ends before it. */
  today: Day;
  /** The sheets that the file has are complete: people missing from them have left, posts missing have ended. */
  complete?: boolean;
}

export interface ImportPlan {
  /** Empty when there are faults. */
  changes: DirectoryChange[];
  faults: ImportFault[];
  notices: ImportNotice[];
  /** What the directory has and a sheet of the file does not name, per sheet; left alone unless `complete`. */
  unnamed: { people: number; posts: number; oversight: number; ties: number };
}

/** Share of new members from which an import counts as a set-up: less is the coming and going of a term. */
const SET_UP_SHARE = 0.1;

/**
 * Whether an import brings so many members that it begins the days of grace, in which no reminder is yellow or red.
 * A school that imports a correction every week must not silence its reminders by it.
 */
export function isSetUp(current: Directory, changes: DirectoryChange[]): boolean {
  const members = current.people.filter((p) => p.member && p.leftOn === undefined).length;
  const added = changes.filter(
    (c) => c.kind === 'person' && c.after.member && c.before?.member !== true && c.after.leftOn === undefined,
  ).length;
  return added > 0 && added >= members * SET_UP_SHARE;
}

/** `-`, `.`, `_` and `@` as WeCom allows them in accounts. */
const ID = /^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$/;
const ALIAS_SEPARATOR = /[、,，;；\n]/;

/**
 * Plans an import. The same file a second time gives no changes.
 * @param current the directory as it is
 * @param tables the sheets as read, headings included
 */
export function planImport(current: Directory, tables: Table[], options: ImportOptions): ImportPlan {
  const read = readRows(tables);
  const { faults, notices } = read;
  const units = planUnits(current, read.rows.units);
  const { people, named, findPerson } = planPeople(current, read.rows, units);
  const posts = planPosts(current, read.rows.posts, units, people, findPerson, notices);
  const oversight = planOversight(current, read.rows.oversight, units, findPerson);
  const ties = planTies(current, read.rows.ties, findPerson);
  planLeave(read.rows.leave, people, findPerson);

  for (const { after } of people.values())
    if (named.has(after.id) && after.member && after.memberships.length === 0 && after.leftOn === undefined)
      notices.push({ sheet: SHEETS.people.name, why: 'member_without_branch', value: after.name });

  const unnamedPeople = read.present.has('people')
    ? current.people.filter(
        (p) =>
          p.leftOn === undefined && !named.has(p.id) && (isListedAsMember(p) || read.present.has('students')),
      )
    : [];
  const isRunning = (x: { to?: Day }) => x.to === undefined || x.to >= options.today;
  const last = addDays(options.today, -1);
  const lapse = <T extends { from?: Day; to?: Day }>(
    isPresent: boolean,
    list: T[],
    groups: Set<string>,
    keyOf: (x: T) => string,
  ) => (isPresent ? list.filter((x) => isRunning(x) && !groups.has(keyOf(x))) : []);
  const unnamedPosts = lapse(read.present.has('posts'), current.appointments, posts.groups, postGroup);
  const unnamedOversight = lapse(
    read.present.has('oversight'),
    current.oversight,
    oversight.groups,
    oversightGroup,
  );
  const unnamedTies = read.present.has('ties')
    ? current.ties.filter((t) => (t.until === undefined || t.until >= options.today) && !ties.named.has(t.id))
    : [];
  const unnamed = {
    people: unnamedPeople.length,
    posts: unnamedPosts.length,
    oversight: unnamedOversight.length,
    ties: unnamedTies.length,
  };
  if (faults.length > 0) return { changes: [], faults, notices, unnamed };

  const leaving = planLeaving(current, people, {
    posts: posts.groups,
    oversight: oversight.groups,
    ties: ties.named,
  });
  const changes: DirectoryChange[] = [
    ...units.changes(),
    ...[...people.values()].flatMap(({ before, after }): DirectoryChange[] =>
      before && isSame(before, after) ? [] : [{ kind: 'person', ...(before && { before }), after }],
    ),
    ...posts.changes,
    ...oversight.changes,
    ...ties.changes,
    ...leaving,
  ];
  if (options.complete) {
    const end = <T extends { from?: Day; to?: Day }>(x: T): { after?: T } =>
      x.from === undefined || x.from <= last ? { after: { ...x, to: last } } : {};
    for (const a of unnamedPosts) changes.push({ kind: 'appointment', before: a, ...end(a) });
    for (const o of unnamedOversight) changes.push({ kind: 'oversight', before: o, ...end(o) });
    for (const t of unnamedTies)
      changes.push({ kind: 'tie', before: t, ...(t.since <= last && { after: { ...t, until: last } }) });
    const involvement = involvementIn(current);
    const closed = new Set(changes.map((c) => `${c.kind} ${keyOfBefore(c)}`));
    for (const person of unnamedPeople)
      for (const change of leavingChanges(involvement, person, options.today))
        if (!closed.has(`${change.kind} ${keyOfBefore(change)}`)) changes.push(change);
  }
  return { changes, faults, notices, unnamed };
}

/** Closes what runs for people whom the file says have left, save what the file itself states of them. */
function planLeaving(
  current: Directory,
  people: Planned,
  stated: { posts: Set<string>; oversight: Set<string>; ties: Set<string> },
): DirectoryChange[] {
  const leavers = [...people.values()].filter(
    ({ before, after }) => before && before.leftOn === undefined && after.leftOn !== undefined,
  );
  if (leavers.length === 0) return [];
  const involvement = involvementIn(current);
  return leavers.flatMap(({ after }) =>
    leavingChanges(involvement, after, after.leftOn ?? '').filter(
      (change) =>
        (change.kind === 'appointment' && change.before && !stated.posts.has(postGroup(change.before))) ||
        (change.kind === 'oversight' &&
          change.before &&
          !stated.oversight.has(oversightGroup(change.before))) ||
        (change.kind === 'tie' && change.before && !stated.ties.has(change.before.id)),
    ),
  );
}

function isListedAsMember(person: Person): boolean {
  return person.member || person.kind !== 'student' || person.memberships.length > 0;
}

function keyOfBefore(change: DirectoryChange): string {
  switch (change.kind) {
    case 'appointment':
      return change.before ? appointmentKey(change.before) : '';
    case 'oversight':
      return change.before ? oversightKey(change.before) : '';
    case 'organization':
    case 'person':
    case 'tie':
      return change.before?.id ?? '';
  }
}

// Units

interface Units {
  changes(): DirectoryChange[];
  get(id: string): Organization | undefined;
  /** A unit by its number or its name; notes a fault when there is none or more than one. */
  find<C extends string>(row: UnitRow<C>, column: C): Organization | undefined;
}

interface UnitRow<C extends string> {
  text(column: C): string | undefined;
  fault(column: C, why: FaultReason, hint?: string[]): void;
}

function planUnits(current: Directory, rows: Row<'units'>[]): Units {
  const units = new Map(current.organizations.map((o) => [o.id, o]));
  const stated = new Map<string, { row: Row<'units'>; parent?: string | undefined }>();
  for (const row of rows) {
    const id = row.text('id');
    const name = row.text('name');
    const kind = row.choice('kind', UNIT_KINDS);
    if (id === undefined || name === undefined || kind === undefined) continue;
    if (!ID.test(id)) {
      row.fault('id', 'bad_id');
      continue;
    }
    const earlier = stated.get(id);
    if (earlier) {
      row.fault('id', 'duplicate', [`${earlier.row.row}`]);
      continue;
    }
    const before = units.get(id);
    const departments = row.has('departments') ? parseDepartments(row) : before?.departments;
    stated.set(id, { row, parent: row.text('parent') });
    units.set(id, {
      id,
      name,
      kind,
      parent: before?.parent ?? null,
      aliases: row.has('aliases') ? parseAliases(row.text('aliases')) : (before?.aliases ?? []),
      ...(departments && departments.length > 0 && { departments }),
    });
  }
  const byName = new Map<string, string[]>();
  for (const unit of units.values()) byName.set(unit.name, [...(byName.get(unit.name) ?? []), unit.id]);
  const find: Units['find'] = (row, column) => {
    const word = row.text(column);
    if (word === undefined) return undefined;
    const byId = units.get(word);
    if (byId) return byId;
    const ids = byName.get(word) ?? [];
    if (ids.length === 1) return units.get(ids[0] ?? '');
    if (ids.length > 1) row.fault(column, 'ambiguous_unit', ids);
    else row.fault(column, 'unknown_unit', nearest(word, [...byName.keys()]));
    return undefined;
  };
  // Parents may stand further down in the sheet, so they are looked up once every unit is known.
  for (const [id, { row, parent }] of stated) {
    const unit = units.get(id);
    if (!unit || !row.has('parent')) continue;
    if (parent === undefined) {
      if (unit.kind !== 'party_committee') row.fault('parent', 'parent_needed');
      units.set(id, { ...unit, parent: null });
      continue;
    }
    const above = find(row, 'parent');
    if (!above) continue;
    if (isBranch(above)) row.fault('parent', 'parent_is_branch');
    units.set(id, { ...unit, parent: above.id });
  }
  for (const [id, { row }] of stated) if (isInCircle(units, id)) row.fault('parent', 'parent_circle');
  const owners = new Map<number, string>();
  for (const unit of units.values())
    for (const department of unit.departments ?? []) {
      const owner = owners.get(department);
      if (owner !== undefined)
        (stated.get(unit.id) ?? stated.get(owner))?.row.fault('departments', 'department_taken', [
          `${department}`,
          units.get(owner)?.name ?? owner,
        ]);
      owners.set(department, unit.id);
    }
  const old = new Map(current.organizations.map((o) => [o.id, o]));
  return {
    find,
    get: (id) => units.get(id),
    changes: () =>
      [...stated.keys()].flatMap((id): DirectoryChange[] => {
        const before = old.get(id);
        const after = units.get(id);
        if (!after || (before && isSame(before, after))) return [];
        return [{ kind: 'organization', ...(before && { before }), after }];
      }),
  };
}

function isInCircle(units: Map<string, Organization>, id: string): boolean {
  const seen = new Set<string>();
  for (let at: string | null | undefined = id; at; at = units.get(at)?.parent) {
    if (seen.has(at)) return true;
    seen.add(at);
  }
  return false;
}

function parseAliases(text: string | undefined): string[] {
  return [...new Set((text ?? '').split(ALIAS_SEPARATOR).map((alias) => alias.trim()))].filter(
    (a) => a !== '',
  );
}

function parseDepartments(row: Row<'units'>): number[] {
  const words = parseAliases(row.text('departments'));
  const numbers = words.map(Number);
  if (numbers.every((n) => Number.isSafeInteger(n) && n > 0)) return numbers;
  row.fault('departments', 'bad_department');
  return [];
}

/** Names that share the most characters with a word: what was probably meant. */
function nearest(word: string, names: string[]): string[] {
  const letters = new Set(word);
  return names
    .map((name) => ({ name, shared: [...new Set(name)].filter((c) => letters.has(c)).length }))
    .filter(({ shared }) => shared * 2 >= letters.size)
    .sort((a, b) => b.shared - a.shared || a.name.length - b.name.length)
    .slice(0, 3)
    .map(({ name }) => name);
}

// People

type Planned = Map<string, { before?: Person; after: Person }>;
type PersonColumn = 'person' | 'from' | 'to' | 'actsFor';
/** Someone by number or account, with the name beside it as a check; notes a fault when there is nobody. */
type FindPerson = <C extends string>(
  row: UnitRow<C>,
  column: C & PersonColumn,
  nameColumn?: C,
) => Person | undefined;

/** Where to look someone up: by 学号/工号, by account, by id. */
interface Register {
  find(word: string): Person | undefined;
  add(person: Person): void;
}

function createRegister(people: Iterable<Person>): Register {
  const numbers = new Map<string, Person>();
  const accounts = new Map<string, Person>();
  const ids = new Map<string, Person>();
  const register: Register = {
    find: (word) => numbers.get(word) ?? accounts.get(word.toLowerCase()) ?? ids.get(word),
    add(person) {
      ids.set(person.id, person);
      if (person.number !== undefined) numbers.set(person.number, person);
      if (person.userid !== undefined) accounts.set(person.userid.toLowerCase(), person);
    },
  };
  for (const person of people) register.add(person);
  return register;
}

interface PeopleRows {
  people: Row<'people'>[];
  students: Row<'students'>[];
  moves: Row<'moves'>[];
}

function planPeople(
  current: Directory,
  rows: PeopleRows,
  units: Units,
): { people: Planned; named: Set<string>; findPerson: FindPerson } {
  const existing = createRegister(current.people);
  const people: Planned = new Map();
  const statedAt = new Map<string, string>();
  const branches = new Map<string, { row: Row<'people'>; branch: Organization; since: Day | undefined }>();

  const state = (
    row: Row<'people'> | Row<'students'>,
    sheet: string,
    fields: (before?: Person) => Partial<Person>,
  ) => {
    const identity = row as UnitRow<'id' | 'number' | 'userid' | 'name'> & { row: number };
    const stableId = identity.text('id');
    const number = identity.text('number');
    const userid = identity.text('userid');
    const name = tidyName(identity.text('name'));
    if (number === undefined && userid === undefined) {
      if (row.isBlank('number') && row.isBlank('userid')) identity.fault('number', 'no_identity');
      return undefined;
    }
    if (number !== undefined && !ID.test(number)) {
      identity.fault('number', 'bad_id');
      return undefined;
    }
    if (userid !== undefined && !ID.test(userid)) {
      identity.fault('userid', 'bad_id');
      return undefined;
    }
    if (name === undefined) return undefined;
    if (stableId !== undefined && !ID.test(stableId)) {
      identity.fault('id', 'bad_id');
      return undefined;
    }
    const byId = stableId === undefined ? undefined : existing.find(stableId);
    const byNumber = number === undefined ? undefined : existing.find(number);
    const byAccount = userid === undefined ? undefined : existing.find(userid);
    const found = new Set([byId, byNumber, byAccount].flatMap((p) => (p ? [p.id] : [])));
    if (found.size > 1) {
      identity.fault(userid === undefined ? 'number' : 'userid', 'two_people', [...found]);
      return undefined;
    }
    const before = byId ?? byNumber ?? byAccount;
    // An account may pass from a student's number to a staff number, but not silently to another person.
    if (
      number !== undefined &&
      byAccount?.number !== undefined &&
      byAccount.number !== number &&
      byAccount.name !== name
    ) {
      identity.fault('userid', 'two_people', [byAccount.number]);
      return undefined;
    }
    const id = before?.id ?? stableId ?? userid?.toLowerCase() ?? number ?? '';
    let isTwice = false;
    for (const [column, key] of [
      ['number', number],
      ['userid', userid?.toLowerCase()],
    ] as const) {
      const earlier = key === undefined ? undefined : statedAt.get(key);
      if (earlier !== undefined && !isTwice) {
        identity.fault(column, 'duplicate', [earlier]);
        isTwice = true;
      }
    }
    if (!isTwice && people.has(id)) {
      identity.fault(number === undefined ? 'userid' : 'number', 'duplicate', [statedAt.get(id) ?? '']);
      isTwice = true;
    }
    if (isTwice) return undefined;
    for (const key of new Set([number, userid?.toLowerCase(), id]))
      if (key !== undefined) statedAt.set(key, `${sheet} ${row.row}`);
    const stated = fields(before);
    const after: Person = {
      ...(before ?? { kind: 'student', member: false, memberships: [] }),
      ...stated,
      id,
      name,
      ...(userid !== undefined && { userid }),
    };
    if (number !== undefined && number !== id) after.number = number;
    for (const key of Object.keys(after) as (keyof Person)[]) if (after[key] === undefined) delete after[key];
    people.set(id, { ...(before && { before }), after });
    return after;
  };

  const leftOn = (row: Row<'people'> | Row<'students'>, before: Person | undefined): Partial<Person> => {
    const cells = row as Pick<Row<'students'>, 'text' | 'day'>;
    if (row.isBlank('leftOn')) return before?.leftOn === undefined ? {} : { leftOn: before.leftOn };
    if (cells.text('leftOn') === STILL_HERE) return { leftOn: undefined };
    const day = cells.day('leftOn');
    return day === undefined ? {} : { leftOn: day };
  };
  const optional = <K extends 'unit' | 'class'>(row: Row<'people'> | Row<'students'>, key: K) => {
    const cells = row as Pick<Row<'students'>, 'text' | 'has'>;
    return cells.has(key) ? { [key]: cells.text(key) } : {};
  };

  for (const row of rows.people) {
    const kind = row.choice('kind', PERSON_KINDS);
    const member = row.choice('member', YES_NO);
    const since = row.day('since');
    const branch = units.find(row, 'branch');
    const retired = row.choice('retired', YES_NO);
    const leaderRank = row.choice('leaderRank', YES_NO);
    if (branch && !isBranch(branch)) row.fault('branch', 'not_a_branch');
    const after = state(row, SHEETS.people.name, (before) => ({
      ...(kind !== undefined && { kind }),
      ...(member !== undefined && { member }),
      ...(row.has('retired') && { retired: retired ? true : undefined }),
      ...(row.has('leaderRank') && { leaderRank: leaderRank ? true : undefined }),
      ...optional(row, 'unit'),
      ...optional(row, 'class'),
      ...leftOn(row, before),
    }));
    if (after && branch) branches.set(after.id, { row, branch, since });
  }
  for (const row of rows.students)
    state(row, SHEETS.students.name, (before) => ({
      kind: 'student',
      // Someone whom the sheet 人员 made a member stays one.
      member: before?.member ?? false,
      ...optional(row, 'unit'),
      ...optional(row, 'class'),
      ...leftOn(row, before),
    }));

  const register = createRegister([...current.people, ...[...people.values()].map((p) => p.after)]);
  const findPerson: FindPerson = (row, column, nameColumn) => {
    const word = row.text(column);
    if (word === undefined) return undefined;
    const person = register.find(word);
    if (!person) {
      row.fault(column, 'unknown_person');
      return undefined;
    }
    const latest = people.get(person.id)?.after ?? person;
    const name = nameColumn === undefined ? undefined : tidyName(row.text(nameColumn));
    if (nameColumn !== undefined && name !== undefined && name !== latest.name) {
      row.fault(nameColumn, 'name_differs', [latest.name]);
      return undefined;
    }
    return latest;
  };

  const moves = groupRows(rows.moves, (row) => findPerson(row, 'person', 'name')?.id);
  const named = new Set(people.keys());
  for (const [id, group] of moves) {
    const memberships: (Membership & { row: Row<'moves'> })[] = [];
    for (const row of group) {
      const branch = units.find(row, 'branch');
      if (!branch) continue;
      if (!isBranch(branch)) row.fault('branch', 'not_a_branch');
      const span = readSpan(row);
      if (span) memberships.push({ row, organization: branch.id, ...span });
    }
    memberships.sort((a, b) => (a.from ?? '').localeCompare(b.from ?? ''));
    checkOverlap(memberships);
    const list = memberships.map(({ row: _, ...m }) => m);
    setPerson(people, register, id, (person) => ({ ...person, memberships: list }));
    const stated = branches.get(id);
    const last = list.at(-1);
    if (stated && last && stated.branch.id !== last.organization)
      stated.row.fault('branch', 'moves_differ', [units.get(last.organization)?.name ?? last.organization]);
  }
  for (const [id, { row, branch, since }] of branches) {
    if (moves.has(id) || !isBranch(branch)) continue;
    const memberships = joinBranch(people.get(id)?.after.memberships ?? [], branch.id, since, row);
    if (memberships) setPerson(people, register, id, (person) => ({ ...person, memberships }));
  }
  for (const [id, { before, after }] of people)
    if (before && before.leftOn === undefined && after.leftOn !== undefined && !moves.has(id)) {
      const last = addDays(after.leftOn, -1);
      people.set(id, {
        before,
        after: { ...after, memberships: after.memberships.map((m) => endBy(m, last)) },
      });
    }
  return { people, named, findPerson };
}

function endBy(membership: Membership, last: Day): Membership {
  const isEarlier = membership.to !== undefined && membership.to <= last;
  return isEarlier || (membership.from !== undefined && membership.from > last)
    ? membership
    : { ...membership, to: last };
}

function setPerson(
  people: Planned,
  register: Register,
  id: string,
  change: (person: Person) => Person,
): void {
  const planned = people.get(id);
  const person = planned?.after ?? register.find(id);
  if (!person) return;
  people.set(id, {
    ...(planned ? planned.before && { before: planned.before } : { before: person }),
    after: change(person),
  });
}

/** The memberships once someone belongs to a branch since a day: a move closes the one before. */
function joinBranch(
  memberships: Membership[],
  organization: string,
  since: Day | undefined,
  row: Row<'people'>,
): Membership[] | undefined {
  const last = memberships.at(-1);
  const next: Membership = { organization, ...(since !== undefined && { from: since }) };
  if (!last) return [next];
  if (last.organization === organization) {
    // Stated again: also for someone who has left, whose closed membership stays closed.
    if (since === undefined || since === last.from) return memberships;
    const isBack = last.to !== undefined && since > last.to;
    if (isBack) return [...memberships, next];
    const previous = memberships.at(-2);
    if (previous?.to !== undefined && since <= previous.to) {
      row.fault('since', 'move_too_early', [previous.to]);
      return undefined;
    }
    return [...memberships.slice(0, -1), { ...last, from: since }];
  }
  if (since === undefined) {
    row.fault('since', 'since_needed');
    return undefined;
  }
  if (last.from !== undefined && since <= last.from) {
    row.fault('since', 'move_too_early', [last.from]);
    return undefined;
  }
  const end = addDays(since, -1);
  const closed = last.to === undefined || last.to > end ? { ...last, to: end } : last;
  return [...memberships.slice(0, -1), closed, next];
}

/** Names are typed with blanks to line up with longer ones. */
function tidyName(name: string | undefined): string | undefined {
  return name?.replace(/(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu, '');
}

// Posts, oversight, ties, leave

const postGroup = (a: Appointment) => [a.person, a.role, a.organization, a.actsFor ?? ''].join('/');
const oversightGroup = (o: Oversight) => [o.person, o.kind, o.organization].join('/');

interface Span {
  from?: Day;
  to?: Day;
}

type SpanRow = {
  day(column: 'from' | 'to'): Day | undefined;
  isBlank(column: 'from' | 'to'): boolean;
} & UnitRow<'from' | 'to'>;

/** The days of a row; undefined (with a fault) when one of them cannot be read or they are in the wrong order. */
function readSpan(row: SpanRow): Span | undefined {
  const from = row.day('from');
  const to = row.day('to');
  if ((from === undefined && !row.isBlank('from')) || (to === undefined && !row.isBlank('to')))
    return undefined;
  if (from !== undefined && to !== undefined && to < from) {
    row.fault('to', 'end_before_start', [from]);
    return undefined;
  }
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

function checkOverlap(
  terms: (Span & { row: { row: number; fault(column: 'from', why: FaultReason, hint?: string[]): void } })[],
): void {
  const sorted = [...terms].sort((a, b) => (a.from ?? '').localeCompare(b.from ?? ''));
  sorted.forEach((term, i) => {
    const previous = sorted[i - 1];
    if (previous && (previous.to === undefined || term.from === undefined || term.from <= previous.to))
      term.row.fault('from', 'overlap', [`${previous.row.row}`]);
  });
}

function planPosts(
  current: Directory,
  rows: Row<'posts'>[],
  units: Units,
  people: Planned,
  findPerson: FindPerson,
  notices: ImportNotice[],
): { changes: DirectoryChange[]; groups: Set<string> } {
  const stated: (Appointment & { row: Row<'posts'> })[] = [];
  for (const row of rows) {
    const person = findPerson(row, 'person', 'name');
    const role = row.choice('role', ROLES);
    const unit = units.find(row, 'unit');
    const leader = findPerson(row, 'actsFor');
    const span = readSpan(row);
    if (unit && role !== undefined) {
      const fits = ROLE_FITS[role];
      if (fits !== 'any' && !fits.includes(unit.kind)) {
        const kinds = Object.entries(UNIT_KINDS).filter(([, kind]) => fits.includes(kind));
        row.fault(
          'unit',
          'role_unfit',
          kinds.map(([word]) => word),
        );
        continue;
      }
    }
    if (!row.isBlank('actsFor') && role !== undefined && role !== 'leader_office') {
      row.fault('actsFor', 'not_a_leader');
      continue;
    }
    if (!person || role === undefined || !unit || !span) continue;
    stated.push({
      row,
      person: person.id,
      role,
      organization: unit.id,
      ...(leader && { actsFor: leader.id }),
      ...span,
    });
  }
  const plan = planTerms(current.appointments, stated, postGroup);
  noticeTwoHolders(stated, units, people, notices);
  return { changes: rowChanges('appointment', plan.before, plan.after, appointmentKey), groups: plan.groups };
}

function noticeTwoHolders(
  stated: (Appointment & { row: Row<'posts'> })[],
  units: Units,
  people: Planned,
  notices: ImportNotice[],
): void {
  const byPost = new Map<string, (Appointment & { row: Row<'posts'> })[]>();
  for (const post of stated) {
    if (!SINGLE_HOLDER.has(post.role) || people.get(post.person)?.after.leftOn !== undefined) continue;
    const key = `${post.role}/${post.organization}`;
    const others = byPost.get(key) ?? [];
    const other = others.find(
      (o) =>
        o.person !== post.person &&
        (o.to === undefined || post.from === undefined || post.from <= o.to) &&
        (post.to === undefined || o.from === undefined || o.from <= post.to),
    );
    if (other)
      notices.push({
        sheet: SHEETS.posts.name,
        row: post.row.row,
        why: 'held_by_two',
        value: `${units.get(post.organization)?.name ?? post.organization}（第${other.row.row}行）`,
      });
    byPost.set(key, [...others, post]);
  }
}

function planOversight(
  current: Directory,
  rows: Row<'oversight'>[],
  units: Units,
  findPerson: FindPerson,
): { changes: DirectoryChange[]; groups: Set<string> } {
  const stated: (Oversight & { row: Row<'oversight'> })[] = [];
  for (const row of rows) {
    const person = findPerson(row, 'person', 'name');
    const kind = row.choice('kind', OVERSIGHT_KINDS);
    const unit = units.find(row, 'unit');
    const span = readSpan(row);
    if (person && kind !== undefined && unit && span)
      stated.push({ row, person: person.id, organization: unit.id, kind, ...span });
  }
  const plan = planTerms(current.oversight, stated, oversightGroup);
  return { changes: rowChanges('oversight', plan.before, plan.after, oversightKey), groups: plan.groups };
}

/** What the file says of one post of one person is all of it: terms that it does not repeat were wrong. */
function planTerms<
  T extends Span,
  R extends { row: number; fault(column: 'from', why: FaultReason, hint?: string[]): void },
>(
  current: T[],
  stated: (T & { row: R })[],
  groupOf: (value: T) => string,
): { before: T[]; after: T[]; groups: Set<string> } {
  const groups = new Map<string, (T & { row: R })[]>();
  for (const value of stated) {
    const list = groups.get(groupOf(value));
    if (list) list.push(value);
    else groups.set(groupOf(value), [value]);
  }
  for (const terms of groups.values()) checkOverlap(terms);
  return {
    before: current.filter((value) => groups.has(groupOf(value))),
    after: stated.map(({ row: _, ...value }) => value as unknown as T),
    groups: new Set(groups.keys()),
  };
}

function planTies(
  current: Directory,
  rows: Row<'ties'>[],
  findPerson: FindPerson,
): { changes: DirectoryChange[]; named: Set<string> } {
  const byId = new Map(current.ties.map((t) => [t.id, t]));
  const pairOf = (t: Pick<Tie, 'kind' | 'from' | 'to'>) => [t.kind, t.from, t.to].join('/');
  const byPair = new Map<string, Tie[]>();
  for (const tie of current.ties) byPair.set(pairOf(tie), [...(byPair.get(pairOf(tie)) ?? []), tie]);
  const read: { row: Row<'ties'>; tie: Tie; isNumbered: boolean }[] = [];
  const rowsOfPair = new Map<string, number>();
  for (const row of rows) {
    const kind = row.choice('kind', TIE_KINDS);
    const from = findPerson(row, 'from', 'fromName');
    const to = findPerson(row, 'to', 'toName');
    const since = row.day('since');
    const until = row.day('until');
    if (kind === undefined || !from || !to || since === undefined) continue;
    if (until === undefined && !row.isBlank('until')) continue;
    if (until !== undefined && until < since) {
      row.fault('until', 'end_before_start', [since]);
      continue;
    }
    if (from.id === to.id) {
      row.fault('to', 'tie_to_self');
      continue;
    }
    const id = row.text('id');
    const tie: Tie = {
      id: id ?? '',
      kind,
      from: from.id,
      to: to.id,
      since,
      ...(until !== undefined && { until }),
    };
    rowsOfPair.set(pairOf(tie), (rowsOfPair.get(pairOf(tie)) ?? 0) + 1);
    read.push({ row, tie, isNumbered: id !== undefined });
  }
  const named = new Map<string, number>();
  const after: Tie[] = [];
  for (const { row, tie, isNumbered } of read) {
    if (!isNumbered) {
      const known = byPair.get(pairOf(tie)) ?? [];
      const isOnly = known.length === 1 && rowsOfPair.get(pairOf(tie)) === 1;
      tie.id =
        known.find((t) => t.since === tie.since)?.id ??
        (isOnly ? known[0]?.id : undefined) ??
        [tie.kind, tie.from, tie.to, tie.since].join('-');
    }
    const earlier = named.get(tie.id);
    if (earlier !== undefined) {
      row.fault(isNumbered ? 'id' : 'from', 'duplicate', [`${earlier}`]);
      continue;
    }
    named.set(tie.id, row.row);
    after.push(tie);
  }
  return {
    changes: rowChanges(
      'tie',
      after.flatMap((t) => byId.get(t.id) ?? []),
      after,
      (t) => t.id,
    ),
    named: new Set(named.keys()),
  };
}

function planLeave(rows: Row<'leave'>[], people: Planned, findPerson: FindPerson): void {
  for (const [id, group] of groupRows(rows, (row) => findPerson(row, 'person', 'name')?.id)) {
    const absences: (Absence & { row: Row<'leave'> })[] = [];
    for (const row of group) {
      const span = readSpan(row);
      if (span?.from !== undefined)
        absences.push({ row, from: span.from, ...(span.to !== undefined && { to: span.to }) });
    }
    checkOverlap(absences);
    absences.sort((a, b) => a.from.localeCompare(b.from));
    const first = group[0];
    const person = people.get(id)?.after ?? (first && findPerson(first, 'person'));
    if (!person) continue;
    const planned = people.get(id);
    people.set(id, {
      ...(planned ? planned.before && { before: planned.before } : { before: person }),
      after: { ...person, absences: absences.map(({ row: _, ...absence }) => absence) },
    });
  }
}

function groupRows<R>(rows: R[], keyOf: (row: R) => string | undefined): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === undefined) continue;
    const list = groups.get(key);
    if (list) list.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
