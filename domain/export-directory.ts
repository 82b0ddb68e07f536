/** The directory as the tables of an import file: importing them into an empty directory gives the same again. */
import type { Directory, Membership, Person } from './directory.ts';
import {
  type Cell,
  type ColumnDefinition,
  type ColumnName,
  OVERSIGHT_KINDS,
  PERSON_KINDS,
  ROLES,
  SHEETS,
  type SheetName,
  type Table,
  TIE_KINDS,
  UNIT_KINDS,
} from './import-sheets.ts';

/** One table a sheet, headings first, in the order of {@link SHEETS}. */
export function exportDirectory(directory: Directory): Table[] {
  const units = new Map(directory.organizations.map((o) => [o.id, o]));
  const people = new Map(directory.people.map((p) => [p.id, p]));
  const names = new Map<string, number>();
  for (const unit of directory.organizations) names.set(unit.name, (names.get(unit.name) ?? 0) + 1);
  /** By name, as people read it, unless two units bear it. */
  const unit = (id: string): Cell => {
    const name = units.get(id)?.name;
    return name !== undefined && names.get(name) === 1 && !units.has(name) ? name : id;
  };
  const nameOf = (id: string): Cell => people.get(id)?.name ?? null;
  const numberOf = (id: string): Cell => people.get(id)?.number ?? id;
  const yes = (flag: boolean | undefined): Cell => (flag ? '是' : null);

  const rows: { [S in SheetName]: Partial<Record<ColumnName<S>, Cell | undefined>>[] } = {
    units: directory.organizations.map((o) => ({
      id: o.id,
      name: o.name,
      kind: wordFor(UNIT_KINDS, o.kind),
      parent: o.parent === null ? null : unit(o.parent),
      aliases: o.aliases.join('、'),
      departments: o.departments?.join('、'),
    })),
    people: [],
    students: [],
    moves: [],
    posts: directory.appointments.map((a) => ({
      person: numberOf(a.person),
      name: nameOf(a.person),
      role: wordFor(ROLES, a.role),
      unit: unit(a.organization),
      actsFor: a.actsFor === undefined ? null : numberOf(a.actsFor),
      from: a.from,
      to: a.to,
    })),
    oversight: directory.oversight.map((o) => ({
      person: numberOf(o.person),
      name: nameOf(o.person),
      kind: wordFor(OVERSIGHT_KINDS, o.kind),
      unit: unit(o.organization),
      from: o.from,
      to: o.to,
    })),
    ties: directory.ties.map((t) => ({
      id: t.id,
      kind: wordFor(TIE_KINDS, t.kind),
      from: numberOf(t.from),
      fromName: nameOf(t.from),
      to: numberOf(t.to),
      toName: nameOf(t.to),
      since: t.since,
      until: t.until,
    })),
    leave: [],
  };
  for (const person of directory.people) {
    const number = person.number ?? (person.userid === undefined ? person.id : undefined);
    const derivedId = person.userid?.toLowerCase() ?? number;
    const common = {
      id: derivedId === person.id ? undefined : person.id,
      number,
      userid: person.userid,
      name: person.name,
      unit: person.unit,
      class: person.class,
      leftOn: person.leftOn,
    };
    if (isPlainStudent(person)) rows.students.push(common);
    else {
      const last = person.memberships.at(-1);
      rows.people.push({
        ...common,
        kind: wordFor(PERSON_KINDS, person.kind),
        member: person.member ? '是' : '否',
        branch: last && unit(last.organization),
        since: last?.from,
        retired: yes(person.retired),
        leaderRank: yes(person.leaderRank),
      });
    }
    for (const m of hasHistory(person.memberships) ? person.memberships : [])
      rows.moves.push({
        person: numberOf(person.id),
        name: person.name,
        branch: unit(m.organization),
        from: m.from,
        to: m.to,
      });
    for (const absence of person.absences ?? [])
      rows.leave.push({ person: numberOf(person.id), name: person.name, from: absence.from, to: absence.to });
  }
  return (Object.keys(SHEETS) as SheetName[]).map((sheet) => {
    const filled = rows[sheet] as Record<string, Cell | undefined>[];
    const columns = (Object.entries(SHEETS[sheet].columns) as [string, ColumnDefinition][]).filter(
      ([key, column]) => !column.isExportOnly || filled.some((row) => row[key] !== undefined),
    );
    return {
      name: SHEETS[sheet].name,
      rows: [
        columns.map(([, column]) => column.heading),
        ...filled.map((row) => columns.map(([key]) => (row[key] === '' ? null : (row[key] ?? null)))),
      ],
    };
  });
}

/** Everything that there is to say of them fits into the sheet 学生. */
function isPlainStudent(person: Person): boolean {
  return (
    person.kind === 'student' &&
    !person.member &&
    person.memberships.length === 0 &&
    !person.retired &&
    !person.leaderRank
  );
}

/** One open membership fits into the row of the person; anything more needs the sheet 支部变动. */
function hasHistory(memberships: Membership[]): boolean {
  return memberships.length > 1 || memberships.some((m) => m.to !== undefined);
}

function wordFor<T extends string>(choices: Readonly<Record<string, T>>, value: T): string {
  const found = Object.entries(choices).find(([, choice]) => choice === value);
  if (!found) throw new Error(`no word in the import file for ${value}`);
  return found[0];
}
