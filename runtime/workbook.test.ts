import { readXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { columnLetter, MAX_WORKBOOK_BYTES, readWorkbook, type SheetSpec, writeWorkbook } from './workbook.ts';

const units: SheetSpec = {
  name: '组织',
  columns: [
    { heading: '编号', text: true, required: true, note: '自定的短编号' },
    { heading: '名称' },
    { heading: '类型', choices: ['党支部', '党总支'] },
  ],
  rows: [
    ['007', '=1+1', '党支部'],
    [null, '换\n行', null],
  ],
};
const posts: SheetSpec = {
  name: '任职',
  columns: [{ heading: '组织', choicesFrom: { sheet: '组织', column: 1 } }],
  rows: [['物理一支部']],
};

describe('workbooks', () => {
  it('come back as they were written, formulas in text included', async () => {
    const [first, second] = await readWorkbook(await writeWorkbook([units, posts]));
    expect(first?.rows.slice(0, 3)).toEqual([
      ['编号', '名称', '类型'],
      ['007', '=1+1', '党支部'],
      [null, '换\n行', null],
    ]);
    expect(second?.rows).toEqual([['组织'], ['物理一支部']]);
  });

  it('carry notes on headings and drop-downs on columns', async () => {
    const raw = await readXlsx(await writeWorkbook([units, posts]), { readStyles: true });
    expect(raw.sheets[0]?.cells?.get('0,0')?.comment?.text).toBe('自定的短编号');
    expect(raw.sheets[0]?.dataValidations).toMatchObject([{ type: 'list', range: 'C2:C5000' }]);
    expect(raw.sheets[1]?.dataValidations).toMatchObject([{ formula1: "'组织'!$B$2:$B$5000" }]);
  });

  it('keep days as days at midnight UTC', async () => {
    const day = new Date('2024-09-01T00:00:00Z');
    const bytes = await writeWorkbook([{ name: '日', columns: [{ heading: '起' }], rows: [[day]] }]);
    expect((await readWorkbook(bytes))[0]?.rows[1]).toEqual([day]);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['text', new TextEncoder().encode('工号,姓名\n1,张三\n'.repeat(50))],
    ['an old .xls', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, ...new Array(600).fill(0)])],
  ])('are refused with a reason when the file is %s', async (_, bytes) => {
    await expect(readWorkbook(bytes)).rejects.toMatchObject({ name: 'WorkbookError', reason: 'not_xlsx' });
  });

  it('are refused with a reason when the file is cut off or too large', async () => {
    const bytes = await writeWorkbook([units]);
    await expect(readWorkbook(bytes.slice(0, bytes.length - 200))).rejects.toMatchObject({
      reason: 'not_xlsx',
    });
    await expect(readWorkbook(new Uint8Array(MAX_WORKBOOK_BYTES + 1))).rejects.toMatchObject({
      reason: 'too_large',
    });
  });
});

describe('column letters', () => {
  it.each([
    [0, 'A'],
    [25, 'Z'],
    [26, 'AA'],
    [701, 'ZZ'],
    [702, 'AAA'],
  ])('%i is %s', (index, letter) => {
    expect(columnLetter(index)).toBe(letter);
  });
});
