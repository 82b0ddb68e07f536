/** Excel workbooks (.xlsx) as plain tables: reading what people fill in, writing what they get. */
import { readXlsx, writeXlsx } from 'hucre/xlsx';

/** A cell as stored. Days come as a Date at midnight UTC, or as whatever text was typed. */
export type CellValue = string | number | boolean | Date | null;

/** A sheet as read: `rows[0]` is row 1 of the sheet, `rows[0][0]` its column A. */
export interface SheetTable {
  name: string;
  rows: CellValue[][];
}

/** A sheet to write. */
export interface SheetSpec {
  name: string;
  columns: ColumnSpec[];
  /** Below the headings. */
  rows: CellValue[][];
  /** Prose instead of a table: no headings, wrapped lines. */
  prose?: true;
}

export interface ColumnSpec {
  heading: string;
  /** Shown when the pointer rests on the heading. */
  note?: string;
  /** In characters of the default font; a Chinese character takes two. */
  width?: number;
  /** Offered in a drop-down; other values are refused by the spreadsheet program. */
  choices?: readonly string[];
  /** Offered from a column of another sheet of the same workbook; other values are warned of, not refused. */
  choicesFrom?: { sheet: string; column: number };
  /** Keep what is typed as text: numbers with leading zeros, long numbers. */
  text?: boolean;
  required?: boolean;
}

/** Larger files are refused unread: 40,000 people fill about 2 MB. */
export const MAX_WORKBOOK_BYTES = 50_000_000;
/** Rows of a sheet that get drop-downs and, when they are still empty, the text format. */
const PREPARED_ROWS = 5_000;
const PREPARED_TEXT_ROWS = 300;
const AUTHOR = '先锋助手';
const REQUIRED_FILL = 'FFFCE4D6';
const OPTIONAL_FILL = 'FFDDEBF7';

/** The bytes are not a workbook that can be read. */
export class WorkbookError extends Error {
  constructor(
    readonly reason: 'too_large' | 'not_xlsx',
    cause?: unknown,
  ) {
    super(reason === 'too_large' ? 'the workbook is too large' : 'not an .xlsx workbook', { cause });
    this.name = 'WorkbookError';
  }
}

/**
 * Reads every visible sheet.
 * @throws WorkbookError when the file is too large, an old .xls, encrypted, cut off or no workbook at all
 */
export async function readWorkbook(bytes: Uint8Array): Promise<SheetTable[]> {
  if (bytes.length > MAX_WORKBOOK_BYTES) throw new WorkbookError('too_large');
  try {
    const workbook = await readXlsx(bytes, { sheets: (info) => !info.hidden && !info.veryHidden });
    return workbook.sheets.map((sheet) => ({ name: sheet.name, rows: sheet.rows as CellValue[][] }));
  } catch (error) {
    throw new WorkbookError('not_xlsx', error);
  }
}

/** Writes sheets with a frozen row of headings, notes and drop-downs. Text is never taken for a formula. */
export async function writeWorkbook(sheets: SheetSpec[]): Promise<Uint8Array> {
  return writeXlsx({ sheets: sheets.map(sheetOf), defaultFont: { name: '宋体', size: 11 } });
}

type WriteSheet = Parameters<typeof writeXlsx>[0]['sheets'][number];

function sheetOf(spec: SheetSpec): WriteSheet {
  if (spec.prose)
    return {
      name: spec.name,
      rows: spec.rows,
      columns: spec.columns.map((c) => ({ width: c.width ?? 100, style: { alignment: { wrapText: true } } })),
    };
  const headings: NonNullable<WriteSheet['cells']> = new Map();
  spec.columns.forEach((column, at) => {
    headings.set(`0,${at}`, {
      value: column.heading,
      type: 'string',
      style: {
        font: { bold: true },
        fill: {
          type: 'pattern',
          pattern: 'solid',
          fgColor: { rgb: column.required ? REQUIRED_FILL : OPTIONAL_FILL },
        },
      },
      ...(column.note && { comment: { author: AUTHOR, text: column.note } }),
    });
    if (!column.text) return;
    // The text format of cells still empty, so that leading zeros survive typing.
    for (let row = spec.rows.length + 1; row <= PREPARED_TEXT_ROWS; row++)
      headings.set(`${row},${at}`, { value: null, type: 'empty', style: { numFmt: '@' } });
  });
  return {
    name: spec.name,
    rows: [spec.columns.map((c) => c.heading), ...spec.rows],
    columns: spec.columns.map((c) => ({ width: c.width ?? 14, ...(c.text && { numFmt: '@' }) })),
    cells: headings,
    freezePane: { rows: 1 },
    dataValidations: spec.columns.flatMap((column, at): NonNullable<WriteSheet['dataValidations']> => {
      const range = `${columnLetter(at)}2:${columnLetter(at)}${Math.max(PREPARED_ROWS, spec.rows.length + 1)}`;
      if (column.choices)
        return [
          {
            type: 'list' as const,
            values: [...column.choices],
            range,
            allowBlank: true,
            showErrorMessage: true,
            errorTitle: column.heading,
            errorMessage: '请从下拉列表里选择',
          },
        ];
      if (column.choicesFrom) {
        const letter = columnLetter(column.choicesFrom.column);
        return [
          {
            type: 'list' as const,
            formula1: `'${column.choicesFrom.sheet}'!$${letter}$2:$${letter}$${PREPARED_ROWS}`,
            range,
            allowBlank: true,
            showErrorMessage: true,
            errorStyle: 'warning' as const,
            errorTitle: column.heading,
            errorMessage: `没有在“${column.choicesFrom.sheet}”里找到这一项`,
          },
        ];
      }
      return [];
    }),
  };
}

/** `A` for 0, `Z` for 25, `AA` for 26. */
export function columnLetter(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnLetter(Math.floor(index / 26) - 1) + letter;
}
