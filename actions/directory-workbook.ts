/** The import file as a workbook: the empty template, the directory as it is, and reading one back. */
import type { Directory } from '../domain/directory.ts';
import { exportDirectory } from '../domain/export-directory.ts';
import {
  type Cell,
  type ColumnDefinition,
  GUIDE_SHEET,
  SHEETS,
  type SheetName,
  type Table,
} from '../domain/import-sheets.ts';
import { type ColumnSpec, readWorkbook, type SheetSpec, writeWorkbook } from '../runtime/workbook.ts';
import { COLUMN_NOTES, GUIDE } from '../texts/import.ts';

/** An empty import file with notes and drop-downs. */
export function templateWorkbook(): Promise<Uint8Array> {
  return writeWorkbook([guide(), ...(Object.keys(SHEETS) as SheetName[]).map((sheet) => sheetSpec(sheet))]);
}

/** The directory as an import file: importing it changes nothing, and into an empty store it makes the same. */
export function directoryWorkbook(directory: Directory): Promise<Uint8Array> {
  const tables = new Map(exportDirectory(directory).map((table) => [table.name, table]));
  return writeWorkbook([
    guide(),
    ...(Object.keys(SHEETS) as SheetName[]).map((sheet) => sheetSpec(sheet, tables.get(SHEETS[sheet].name))),
  ]);
}

/**
 * The sheets of an import file.
 * @throws WorkbookError when it is no workbook
 */
export function readTables(bytes: Uint8Array): Promise<Table[]> {
  return readWorkbook(bytes);
}

function guide(): SheetSpec {
  return {
    name: GUIDE_SHEET,
    prose: true,
    columns: [{ heading: '', width: 110 }],
    rows: GUIDE.map((line) => [line]),
  };
}

function sheetSpec(sheet: SheetName, table?: Table): SheetSpec {
  const [headings = [], ...rows] = table?.rows ?? [];
  const columns = Object.entries(SHEETS[sheet].columns) as [string, ColumnDefinition][];
  const wanted = columns.filter(([, column]) =>
    table ? headings.includes(column.heading) : !column.isExportOnly,
  );
  const notes = COLUMN_NOTES[sheet] as Readonly<Record<string, string>>;
  const unitNames = Object.keys(SHEETS.units.columns).indexOf('name');
  return {
    name: SHEETS[sheet].name,
    columns: wanted.map(
      ([key, column]): ColumnSpec => ({
        heading: column.heading,
        ...(column.width && { width: column.width }),
        ...(notes[key] && { note: notes[key] }),
        ...(column.required && { required: true }),
        ...(column.isText && { text: true }),
        ...(column.choices && { choices: Object.keys(column.choices) }),
        ...(column.isUnit && { choicesFrom: { sheet: SHEETS.units.name, column: unitNames } }),
      }),
    ),
    rows: rows as Cell[][],
  };
}
