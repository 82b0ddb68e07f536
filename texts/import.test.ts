import { describe, expect, it } from 'vitest';
import type { DirectoryChange } from '../domain/directory-change.ts';
import type { FaultReason, ImportFault } from '../domain/import-rows.ts';
import { SHEETS } from '../domain/import-sheets.ts';
import { COLUMN_NOTES, sayChange, sayFault, sayNotice, sayTotals, sayUnnamed } from './import.ts';

const fault = (why: FaultReason, more: Partial<ImportFault> = {}): ImportFault => ({
  sheet: '人员',
  row: 12,
  column: '所在支部',
  why,
  ...more,
});

describe('a fault', () => {
  it.each([
    [
      fault('unknown_unit', { value: '物理一党支部', hint: ['物理一支部', '物理二支部'] }),
      '“人员”第12行“所在支部”：没有“物理一党支部”这个组织。是不是：物理一支部、物理二支部。',
    ],
    [
      fault('unknown_unit', { value: '甲' }),
      '“人员”第12行“所在支部”：没有“甲”这个组织。请先在“组织”里添加。',
    ],
    [
      fault('bad_day', { column: '转入日期', value: '2025-02-30' }),
      '“人员”第12行“转入日期”：“2025-02-30”不是日期，请写成2026-09-01这样，年、月、日都要有。',
    ],
    [
      fault('duplicate', { column: '学号/工号', value: '0012', hint: ['学生 3'] }),
      '“人员”第12行“学号/工号”：“0012”与“学生”第3行重复，请删去一行。',
    ],
    [
      fault('duplicate', { value: 'a1', hint: ['6'] }),
      '“人员”第12行“所在支部”：“a1”与第6行重复，请删去一行。',
    ],
    [
      fault('role_unfit', { column: '组织', value: '物理学院党委', hint: ['直属党支部', '党支部'] }),
      '“人员”第12行“组织”：这个职务不设在“物理学院党委”，应设在：直属党支部、党支部。',
    ],
    [
      fault('end_before_start', { column: '止', value: '2024-08-31', hint: ['2024-09-01'] }),
      '“人员”第12行“止”：止（2024-08-31）早于起（2024-09-01），请核对。',
    ],
    [
      { sheet: '', row: 1, column: '', why: 'no_sheet', hint: ['组织', '人员'] } satisfies ImportFault,
      '文件里没有可导入的工作表。工作表名应为：组织、人员。可用模板另存一份再填。',
    ],
  ])('%o says where, what and what to do', (given, said) => {
    expect(sayFault(given)).toBe(said);
  });
});

describe('notices', () => {
  it('say what was not read or looks odd', () => {
    expect(sayNotice({ sheet: '任职', row: 3, why: 'held_by_two', value: '物理一支部（第2行）' })).toBe(
      '“任职”第3行：物理一支部（第2行）同时有两位任这个职务，前任离任请填“止”。',
    );
    expect(sayNotice({ sheet: '人员', row: 1, why: 'unknown_column', value: '手机' })).toBe(
      '“人员”的列“手机”不认识，没有读。',
    );
  });

  it('tell what the file leaves out, and what that means', () => {
    const counts = { people: 2, posts: 1, oversight: 0, ties: 0 };
    expect(sayUnnamed(counts, false)).toContain('另有2人、1项任职是文件没有提到的，保持不变');
    expect(sayUnnamed(counts, true)).toContain('按离校、离任处理（不删除）');
    expect(sayUnnamed({ people: 0, posts: 0, oversight: 0, ties: 0 }, true)).toBe('');
  });
});

describe('changes', () => {
  const names: Record<string, string> = { zw: '张伟', a1: '物理一支部', a2: '物理二支部', lm: '李敏' };
  const nameOf = (id: string) => names[id] ?? id;
  const person = {
    id: 'zw',
    number: '20240001',
    name: '张伟',
    kind: 'staff' as const,
    member: true,
    memberships: [{ organization: 'a1' }],
  };
  const changes: DirectoryChange[] = [
    { kind: 'person', after: person },
    {
      kind: 'person',
      before: person,
      after: {
        ...person,
        memberships: [
          { organization: 'a1', to: '2026-10-31' },
          { organization: 'a2', from: '2026-11-01' },
        ],
      },
    },
    {
      kind: 'appointment',
      before: { person: 'zw', role: 'branch_secretary', organization: 'a1', from: '2024-09-01' },
      after: {
        person: 'zw',
        role: 'branch_secretary',
        organization: 'a1',
        from: '2024-09-01',
        to: '2026-11-19',
      },
    },
    { kind: 'oversight', before: { person: 'lm', organization: 'a1', kind: 'contact' } },
    { kind: 'tie', after: { id: 't', kind: 'leader_teacher', from: 'lm', to: 'zw', since: '2026-09-10' } },
  ];

  it('are lines with what was and what will be', () => {
    expect(changes.map((c) => sayChange(c, nameOf))).toEqual([
      '+ 人员 张伟（20240001）',
      '~ 人员 张伟（20240001）：支部 物理一支部（此前起） → 物理一支部（此前起至2026-10-31）、物理二支部（2026-11-01起）',
      '~ 任职 张伟，物理一支部支部书记：2024-09-01起 → 2024-09-01起至2026-11-19',
      '- 联系 李敏，物理一支部，此前起',
      '+ 领导联系教师 李敏—张伟，2026-09-10起',
    ]);
  });

  it('are counted in one line', () => {
    expect(sayTotals(changes)).toBe('人员：新增1、修改1；任职：修改1；分管联系：更正删去1；结对：新增1');
    expect(sayTotals([])).toBe('没有变化。');
  });
});

describe('the notes of the template', () => {
  it('explain exactly the columns that there are', () => {
    for (const sheet of Object.keys(SHEETS) as (keyof typeof SHEETS)[])
      expect(Object.keys(COLUMN_NOTES[sheet])).toEqual(Object.keys(SHEETS[sheet].columns));
  });
});
