/** Reads the rows of an import file cell by cell, collecting what is wrong with where and why. Pure. */
import {
  type Cell,
  type ColumnDefinition,
  type ColumnName,
  GUIDE_SHEET,
  SHEETS,
  type SheetName,
  type Table,
} from './import-sheets.ts';
import type { Day } from './understanding.ts';

/** What is wrong with a cell; `texts/` says it with the remedy. */
export type FaultReason =
  | 'no_sheet' // none of the known sheets is in the file
  | 'no_column'
  | 'twice_column'
  | 'required'
  | 'bad_choice'
  | 'bad_day'
  | 'bad_id'
  | 'bad_number'
  | 'bad_department'
  | 'too_long'
  | 'no_identity' // neither number nor account
  | 'duplicate'
  | 'two_people'
  | 'unknown_unit'
  | 'ambiguous_unit'
  | 'not_a_branch'
  | 'unknown_person'
  | 'name_differs'
  | 'not_a_leader'
  | 'parent_needed'
  | 'parent_circle'
  | 'parent_is_branch'
  | 'department_taken'
  | 'role_unfit'
  | 'end_before_start'
  | 'overlap'
  | 'since_needed'
  | 'move_too_early'
  | 'moves_differ'
  | 'tie_to_self';

export interface ImportFault {
  sheet: string;
  /** As Excel counts: the first row is 1. */
  row: number;
  /** Heading of the column. */
  column: string;
  why: FaultReason;
  /** What stands in the cell. */
  value?: string;
  /** What would be right, or with what it collides. */
  hint?: string[];
}

/** Pointed out, without stopping the import. */
export interface ImportNotice {
  sheet: string;
  row?: number;
  why: 'unknown_sheet' | 'unknown_column' | 'held_by_two' | 'member_without_branch';
  value: string;
}

/** Longest text in a cell, characters. */
const MAX_TEXT = 500;
/** Digits beyond which a spreadsheet has already rounded a number. */
const MAX_EXACT_DIGITS = 15;
/** Headings may stand below a title. */
const HEADING_ROWS = 5;
/** Days as numbers (cells that lost their date format): 1990-01-01 … 2099-12-31. */
const FIRST_SERIAL = 32_874;
const LAST_SERIAL = 73_050;
const SERIAL_EPOCH = Date.UTC(1899, 11, 30);
const DAY_MS = 86_400_000;
const MAX_HINTS = 8;

/** A row with getters that note a fault and return undefined when the cell is not usable. */
export interface Row<S extends SheetName> {
  row: number;
  /** Whether the file has the column at all: a column left out changes nothing. */
  has(column: ColumnName<S>): boolean;
  isBlank(column: ColumnName<S>): boolean;
  text(column: ColumnName<S>): string | undefined;
  day(column: ColumnName<S>): Day | undefined;
  choice<T>(column: ColumnName<S>, choices: Readonly<Record<string, T>>): T | undefined;
  fault(column: ColumnName<S>, why: FaultReason, hint?: string[]): void;
}

export interface ReadSheets {
  rows: { [S in SheetName]: Row<S>[] };
  /** Sheets that are there, be they empty. */
  present: Set<SheetName>;
  faults: ImportFault[];
  notices: ImportNotice[];
}

/** Finds the known sheets and columns, and the rows that are not blank. */
export function readRows(tables: Table[]): ReadSheets {
  const faults: ImportFault[] = [];
  const notices: ImportNotice[] = [];
  const present = new Set<SheetName>();
  const rows: ReadSheets['rows'] = {
    units: [],
    people: [],
    students: [],
    moves: [],
    posts: [],
    oversight: [],
    ties: [],
    leave: [],
  };
  for (const table of tables) {
    const name = table.name.trim();
    const found = (Object.keys(SHEETS) as SheetName[]).find((key) => SHEETS[key].name === name);
    if (found) {
      present.add(found);
      readSheet(found, table, rows, faults, notices);
    } else if (name !== GUIDE_SHEET && table.rows.some((row) => row.some((cell) => !isBlank(cell))))
      notices.push({ sheet: name, why: 'unknown_sheet', value: name });
  }
  if (present.size === 0)
    faults.push({
      sheet: '',
      row: 1,
      column: '',
      why: 'no_sheet',
      hint: Object.values(SHEETS).map((s) => s.name),
    });
  return { rows, present, faults, notices };
}

function readSheet<S extends SheetName>(
  sheet: S,
  table: Table,
  rows: ReadSheets['rows'],
  faults: ImportFault[],
  notices: ImportNotice[],
): void {
  const name = SHEETS[sheet].name;
  const columns = SHEETS[sheet].columns as Readonly<Record<string, ColumnDefinition>>;
  const byHeading = new Map(Object.entries(columns).map(([key, column]) => [column.heading, key]));
  const headingAt = table.rows
    .slice(0, HEADING_ROWS)
    .findIndex((row) => row.filter((cell) => byHeading.has(headingOf(cell))).length >= 2);
  const headings = table.rows[headingAt];
  if (!headings) {
    if (table.rows.some((row) => row.some((cell) => !isBlank(cell))))
      faults.push({
        sheet: name,
        row: 1,
        column: '',
        why: 'no_column',
        hint: Object.values(columns).map((c) => c.heading),
      });
    return;
  }
  const at = new Map<string, number>();
  headings.forEach((cell, index) => {
    const heading = headingOf(cell);
    const key = byHeading.get(heading);
    if (key === undefined) {
      if (heading !== '')
        notices.push({ sheet: name, row: headingAt + 1, why: 'unknown_column', value: heading });
    } else if (at.has(key))
      faults.push({ sheet: name, row: headingAt + 1, column: heading, why: 'twice_column' });
    else at.set(key, index);
  });
  for (const [key, column] of Object.entries(columns))
    if (column.required && !at.has(key))
      faults.push({ sheet: name, row: headingAt + 1, column: column.heading, why: 'no_column' });

  table.rows.forEach((cells, index) => {
    if (index <= headingAt || [...at.values()].every((i) => isBlank(cells[i]))) return;
    const row = createRow<S>(name, columns, cells, at, index + 1, faults);
    for (const [key, column] of Object.entries(columns))
      if (column.required && at.has(key) && row.isBlank(key as ColumnName<S>))
        row.fault(key as ColumnName<S>, 'required');
    (rows[sheet] as Row<S>[]).push(row);
  });
}

function createRow<S extends SheetName>(
  sheet: string,
  columns: Readonly<Record<string, ColumnDefinition>>,
  cells: Cell[],
  at: ReadonlyMap<string, number>,
  number: number,
  faults: ImportFault[],
): Row<S> {
  const cell = (column: string): Cell => cells[at.get(column) ?? -1] ?? null;
  const row: Row<S> = {
    row: number,
    has: (column) => at.has(column),
    isBlank: (column) => isBlank(cell(column)),
    fault(column, why, hint) {
      const value = show(cell(column));
      faults.push({
        sheet,
        row: number,
        column: columns[column]?.heading ?? column,
        why,
        ...(value !== '' && { value }),
        ...(hint && hint.length > 0 && { hint: hint.slice(0, MAX_HINTS) }),
      });
    },
    text(column) {
      const value = cell(column);
      if (isBlank(value)) return undefined;
      if (typeof value === 'number' && !isExact(value)) {
        row.fault(column, 'bad_number');
        return undefined;
      }
      const text = show(value);
      if (text.length <= MAX_TEXT) return text;
      row.fault(column, 'too_long');
      return undefined;
    },
    day(column) {
      const value = cell(column);
      if (isBlank(value)) return undefined;
      const day = parseDay(value);
      if (day === undefined) row.fault(column, 'bad_day');
      return day;
    },
    choice(column, choices) {
      const value = cell(column);
      if (isBlank(value)) return undefined;
      const word = typeof value === 'boolean' ? (value ? '是' : '否') : show(value);
      if (Object.hasOwn(choices, word)) return choices[word];
      row.fault(column, 'bad_choice', Object.keys(choices));
      return undefined;
    },
  };
  return row;
}

/**
 * A day as people type it: a date cell, `2024-09-01`, `2024/9/1`, `2024.9.1`, `2024年9月1日`, `20240901`.
 * @returns undefined when it is none, names no real day, or lies outside 1900–2099
 */
export function parseDay(value: Cell | undefined): Day | undefined {
  if (value instanceof Date)
    return inRange(Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10));
  if (typeof value === 'number' && Number.isInteger(value) && value >= FIRST_SERIAL && value <= LAST_SERIAL)
    return new Date(SERIAL_EPOCH + value * DAY_MS).toISOString().slice(0, 10);
  const text = show(value ?? null).normalize('NFKC');
  const match =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/.exec(text) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (!match) return undefined;
  const [, year = '', month = '', date = ''] = match;
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  const instant = Date.parse(`${day}T00:00:00Z`);
  // 30 February would roll over into March.
  return Number.isNaN(instant) || new Date(instant).toISOString().slice(0, 10) !== day
    ? undefined
    : inRange(day);
}

function inRange(day: string): Day | undefined {
  return day >= '1900-01-01' && day <= '2099-12-31' ? day : undefined;
}

function isExact(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 10 ** MAX_EXACT_DIGITS;
}

function isBlank(cell: Cell | undefined): boolean {
  return cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '');
}

/** Line breaks and runs of blanks become one blank; a spreadsheet's headings and cells are full of them. */
function show(cell: Cell): string {
  if (cell === null) return '';
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
  return String(cell).replace(/\s+/g, ' ').trim();
}

/** Headings are known with blanks inside, in full-width letters, or with a star for what is required. */
function headingOf(cell: Cell): string {
  return show(cell).normalize('NFKC').replace(/[\s*]/g, '');
}
