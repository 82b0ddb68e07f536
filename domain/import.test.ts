import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from './day.ts';
import type { Appointment, Directory, Organization, Person } from './directory.ts';
import { applyChanges, appointmentKey, oversightKey } from './directory-change.ts';
import { exportDirectory } from './export-directory.ts';
import { planImport } from './import.ts';
import { parseDay } from './import-rows.ts';
import type { Cell, Table } from './import-sheets.ts';

const TODAY = '2026-11-20';
const EMPTY: Directory = { organizations: [], people: [], appointments: [], oversight: [], ties: [] };

const units: Table = {
  name: '组织',
  rows: [
    ['组织编号', '名称', '类型', '上级组织', '别名', '企业微信部门编号'],
    ['p', '甲大学党委', '学校党委', null, '校党委', 1],
    ['dept', '党委组织部', '职能部门', '甲大学党委', null, null],
    ['a', '物理学院党委', '学院党委', 'p', '物理学院、物院', '12、13'],
    ['a1', '物理一支部', '党支部', '物理学院党委', null, null],
    ['a2', '物理二支部', '党支部', 'a', null, null],
  ],
};
const people: Table = {
  name: '人员',
  rows: [
    ['学号/工号', '企业微信账号', '姓名', '类别', '党员', '所在支部', '转入日期', '退休', '副处级以上'],
    [20240001, 'ZhangWei', '张 伟', '教职工', '是', '物理一支部', '2024年9月1日', '否', '是'],
    ['0012', null, '李敏', '教职工', '是', 'a2', new Date('2025-03-01T00:00:00Z'), '是', null],
    ['s9', 's9', '王小雨', '学生', true, '物理一支部', null, null, null],
  ],
};
const students: Table = {
  name: '学生',
  rows: [
    ['学号', '企业微信账号', '姓名', '学院', '班级', '离校日期'],
    ['20260101', null, '赵青', '物理学院', '物理2601班', null],
  ],
};
const posts: Table = {
  name: '任职',
  rows: [
    ['学号/工号', '姓名', '职务', '组织', '起', '止'],
    [20240001, '张伟', '支部书记', '物理一支部', '2024-09-01', null],
    ['zhangwei', null, '二级党组织书记', '物理学院党委', null, null],
  ],
};
const oversight: Table = {
  name: '分管联系',
  rows: [
    ['学号/工号', '姓名', '方式', '组织', '起', '止'],
    ['0012', '李敏', '分管', '物理学院党委', null, null],
  ],
};
const ties: Table = {
  name: '结对',
  rows: [
    ['类型', '联系人', '联系人姓名', '联系对象', '联系对象姓名', '起', '止'],
    ['党员联系学生', '20240001', '张伟', '20260101', '赵青', '2026-09-10', null],
  ],
};
const leave: Table = {
  name: '离岗',
  rows: [
    ['学号/工号', '起', '止'],
    ['s9', '2026-10-01', '2026-12-31'],
  ],
};
const FILE = [units, people, students, posts, oversight, ties, leave];

const plan = (tables: Table[], current: Directory = EMPTY, complete = false) =>
  planImport(current, tables, { today: TODAY, complete });
const imported = (tables: Table[], current: Directory = EMPTY, complete = false) => {
  const { changes, faults } = plan(tables, current, complete);
  expect(faults).toEqual([]);
  return applyChanges(current, changes);
};
const school = imported(FILE);
const person = (directory: Directory, id: string) => directory.people.find((p) => p.id === id);
/** A table with one cell replaced: row and column count from 0. */
const edit = (table: Table, row: number, column: number, value: Cell): Table => ({
  ...table,
  rows: table.rows.map((cells, r) =>
    r === row ? cells.map((cell, c) => (c === column ? value : cell)) : cells,
  ),
});
const sheet = (name: string, headings: string[], ...rows: Cell[][]): Table => ({
  name,
  rows: [headings, ...rows],
});

describe('an import file', () => {
  it('becomes units with aliases, parents by name or number, and WeCom departments', () => {
    expect(school.organizations.find((o) => o.id === 'a')).toEqual({
      id: 'a',
      name: '物理学院党委',
      kind: 'college_committee',
      parent: 'p',
      aliases: ['物理学院', '物院'],
      departments: [12, 13],
    });
  });

  it('becomes people known by account or by number, leading zeros kept, names without blanks', () => {
    expect(person(school, 'zhangwei')).toEqual({
      id: 'zhangwei',
      number: '20240001',
      userid: 'ZhangWei',
      name: '张伟',
      kind: 'staff',
      member: true,
      leaderRank: true,
      memberships: [{ organization: 'a1', from: '2024-09-01' }],
    });
    expect(person(school, '0012')).toEqual({
      id: '0012',
      name: '李敏',
      kind: 'staff',
      member: true,
      retired: true,
      memberships: [{ organization: 'a2', from: '2025-03-01' }],
    });
  });

  it('becomes posts, oversight, ties and leave', () => {
    expect(school.appointments).toEqual([
      { person: 'zhangwei', role: 'branch_secretary', organization: 'a1', from: '2024-09-01' },
      { person: 'zhangwei', role: 'committee_secretary', organization: 'a' },
    ]);
    expect(school.oversight).toEqual([{ person: '0012', organization: 'a', kind: 'in_charge' }]);
    expect(school.ties).toMatchObject([
      { kind: 'member_student', from: 'zhangwei', to: '20260101', since: '2026-09-10' },
    ]);
    expect(person(school, 's9')?.absences).toEqual([{ from: '2026-10-01', to: '2026-12-31' }]);
  });

  it('changes nothing the second time', () => {
    expect(plan(FILE, school).changes).toEqual([]);
  });

  it('may stand below a title, with stars and blanks in the headings, in any order of columns', () => {
    const titled: Table = {
      name: ' 学生 ',
      rows: [['2026级学生名单'], [], ['姓 名*', '学号', '班级'], ['钱江', '20260102', null]],
    };
    expect(person(imported([titled], school), '20260102')?.name).toBe('钱江');
  });

  it('leaves alone what it does not name', () => {
    const next = imported(
      [sheet('学生', ['学号', '姓名', '班级'], ['20260102', '钱江', '物理2602班'])],
      school,
    );
    expect(next.people).toHaveLength(school.people.length + 1);
    expect(next.appointments).toEqual(school.appointments);
  });

  it('keeps a field whose column is left out, and clears one whose cell is blank', () => {
    const without = sheet('学生', ['学号', '姓名'], ['20260101', '赵青']);
    expect(person(imported([without], school), '20260101')?.class).toBe('物理2601班');
    const blank = sheet('学生', ['学号', '姓名', '班级'], ['20260101', '赵青', null]);
    expect(person(imported([blank], school), '20260101')?.class).toBeUndefined();
  });
});

describe('people who change', () => {
  const row = (...cells: Cell[]) =>
    sheet('人员', ['学号/工号', '姓名', '类别', '党员', '所在支部', '转入日期', '离校日期'], cells);

  it('keep their id when they are renamed or get another account', () => {
    const renamed = sheet(
      '人员',
      ['学号/工号', '企业微信账号', '姓名', '类别', '党员'],
      ['20240001', 'zw2', '张炜', '教职工', '是'],
      ['0012', 'limin', '李敏', '教职工', '是'],
    );
    const next = imported([renamed], school);
    expect(person(next, 'zhangwei')).toMatchObject({ name: '张炜', userid: 'zw2' });
    expect(person(next, '0012')).toMatchObject({ userid: 'limin' });
    expect(next.people).toHaveLength(school.people.length);
  });

  it('move to another branch on a day, and the former membership closes the day before', () => {
    const moved = [row(20240001, '张伟', '教职工', '是', '物理二支部', '2026-11-01', null)];
    const next = imported(moved, school);
    expect(person(next, 'zhangwei')?.memberships).toEqual([
      { organization: 'a1', from: '2024-09-01', to: '2026-10-31' },
      { organization: 'a2', from: '2026-11-01' },
    ]);
    expect(plan(moved, next).changes).toEqual([]);
  });

  it('need the day of a move', () => {
    const { faults } = plan([row(20240001, '张伟', '教职工', '是', '物理二支部', null, null)], school);
    expect(faults).toMatchObject([{ sheet: '人员', row: 2, column: '转入日期', why: 'since_needed' }]);
  });

  it('leave: membership, posts and ties close, nobody is deleted, and the file again changes nothing', () => {
    const left = [row(20240001, '张伟', '教职工', '是', '物理一支部', '2024-09-01', '2026-11-10')];
    const next = imported(left, school);
    expect(person(next, 'zhangwei')).toMatchObject({
      leftOn: '2026-11-10',
      memberships: [{ organization: 'a1', from: '2024-09-01', to: '2026-11-09' }],
    });
    expect(next.appointments.map((a) => a.to)).toEqual(['2026-11-09', '2026-11-09']);
    expect(next.ties.map((t) => t.until)).toEqual(['2026-11-09']);
    expect(plan(left, next).changes).toEqual([]);
  });

  it('come back only when the file says so, and their former posts stay closed', () => {
    const left = imported([row(20240001, '张伟', '教职工', '是', null, null, '2026-11-10')], school);
    expect(
      person(imported([row(20240001, '张伟', '教职工', '是', null, null, null)], left), 'zhangwei')?.leftOn,
    ).toBe('2026-11-10');
    const back = imported([row(20240001, '张伟', '教职工', '是', '物理一支部', '2026-11-18', '在校')], left);
    expect(person(back, 'zhangwei')?.leftOn).toBeUndefined();
    expect(person(back, 'zhangwei')?.memberships.at(-1)).toEqual({ organization: 'a1', from: '2026-11-18' });
    expect(back.appointments.every((a) => a.to !== undefined)).toBe(true);
  });
});

describe('posts in the file', () => {
  const headings = ['学号/工号', '职务', '组织', '起', '止'];

  it('end with a last day', () => {
    const ended = [sheet('任职', headings, ['zhangwei', '支部书记', 'a1', '2024-09-01', '2026-11-19'])];
    const next = imported(ended, school);
    expect(next.appointments).toContainEqual({
      person: 'zhangwei',
      role: 'branch_secretary',
      organization: 'a1',
      from: '2024-09-01',
      to: '2026-11-19',
    });
    expect(next.appointments).toHaveLength(2);
  });

  it('are corrected when the first day is stated otherwise', () => {
    const next = imported(
      [sheet('任职', headings, ['zhangwei', '支部书记', 'a1', '2024-09-15', null])],
      school,
    );
    expect(next.appointments.filter((a) => a.role === 'branch_secretary').map((a) => a.from)).toEqual([
      '2024-09-15',
    ]);
  });

  it('that the file does not name stay, unless it is declared complete', () => {
    const file = [sheet('任职', headings, ['zhangwei', '支部书记', 'a1', '2024-09-01', null])];
    expect(plan(file, school)).toMatchObject({ changes: [], unnamed: { posts: 1 } });
    expect(imported(file, school, true).appointments).toContainEqual({
      person: 'zhangwei',
      role: 'committee_secretary',
      organization: 'a',
      to: '2026-11-19',
    });
  });

  it('held by two at once are pointed out and not refused', () => {
    const file = [
      sheet(
        '任职',
        headings,
        ['zhangwei', '支部书记', 'a1', '2024-09-01', null],
        ['0012', '支部书记', 'a1', '2026-01-01', null],
      ),
    ];
    expect(plan(file, school)).toMatchObject({ faults: [], notices: [{ row: 3, why: 'held_by_two' }] });
  });
});

describe('a complete file', () => {
  it('closes people whom it no longer names, with everything that they held', () => {
    const file = [{ ...people, rows: people.rows.filter((cells) => cells[0] !== 20240001) }];
    const next = imported(file, school, true);
    expect(person(next, 'zhangwei')).toMatchObject({ leftOn: TODAY });
    expect(next.appointments.map((a) => a.to)).toEqual(['2026-11-19', '2026-11-19']);
    expect(person(next, '20260101')?.leftOn).toBeUndefined();
    expect(plan(file, next, true).changes).toEqual([]);
  });
});

describe('wrong rows', () => {
  const cases: [string, Table[], object][] = [
    ['no known sheet', [sheet('Sheet1', ['a'], ['b'])], { row: 1, why: 'no_sheet' }],
    ['a sheet without headings', [sheet('人员', ['x'], ['y'])], { sheet: '人员', row: 1, why: 'no_column' }],
    [
      'a required column missing',
      [sheet('人员', ['学号/工号', '姓名', '类别'], ['1', '甲', '学生'])],
      { sheet: '人员', row: 1, column: '党员', why: 'no_column' },
    ],
    [
      'a column twice',
      [sheet('学生', ['学号', '姓名', '姓名'], ['1', '甲', '乙'])],
      { column: '姓名', why: 'twice_column' },
    ],
    ['a required cell blank', [units, edit(people, 2, 2, ' ')], { row: 3, column: '姓名', why: 'required' }],
    [
      'a value that is not offered',
      [units, edit(people, 1, 3, '老师')],
      { row: 2, column: '类别', why: 'bad_choice', value: '老师', hint: ['教职工', '学生', '校外'] },
    ],
    [
      'a day that does not exist',
      [units, edit(people, 1, 6, '2025-02-30')],
      { column: '转入日期', why: 'bad_day' },
    ],
    [
      'a month instead of a day',
      [units, edit(people, 1, 6, '2025-02')],
      { column: '转入日期', why: 'bad_day' },
    ],
    [
      'a rounded number',
      [units, edit(people, 1, 0, 2.0240001e17)],
      { column: '学号/工号', why: 'bad_number' },
    ],
    [
      'a number with odd signs',
      [units, edit(people, 1, 0, '2024/01')],
      { column: '学号/工号', why: 'bad_id' },
    ],
    ['an account in Chinese', [units, edit(people, 1, 1, '张伟')], { column: '企业微信账号', why: 'bad_id' }],
    [
      'neither number nor account',
      [units, edit(edit(people, 1, 0, null), 1, 1, null)],
      { row: 2, column: '学号/工号', why: 'no_identity' },
    ],
    [
      'the same number twice',
      [units, edit(people, 2, 0, '20240001')],
      { row: 3, column: '学号/工号', why: 'duplicate', hint: ['人员 2'] },
    ],
    [
      'the same person in two sheets',
      [units, people, edit(students, 1, 0, '0012')],
      { sheet: '学生', column: '学号', why: 'duplicate', hint: ['人员 3'] },
    ],
    [
      'an unknown unit, with what was meant',
      [units, edit(people, 1, 5, '物理一党支部')],
      { column: '所在支部', why: 'unknown_unit', hint: expect.arrayContaining(['物理一支部']) },
    ],
    [
      'a unit that is no branch',
      [units, edit(people, 1, 5, 'a')],
      { column: '所在支部', why: 'not_a_branch' },
    ],
    [
      'two units of one name',
      [edit(units, 5, 1, '物理一支部'), people],
      { column: '所在支部', why: 'ambiguous_unit', hint: ['a1', 'a2'] },
    ],
    [
      'a unit twice',
      [edit(units, 5, 0, 'a1')],
      { sheet: '组织', row: 6, column: '组织编号', why: 'duplicate' },
    ],
    ['a branch under a branch', [edit(units, 5, 3, 'a1')], { column: '上级组织', why: 'parent_is_branch' }],
    ['a unit above itself', [edit(units, 3, 3, 'a')], { column: '上级组织', why: 'parent_circle' }],
    ['a unit without one above', [edit(units, 3, 3, null)], { column: '上级组织', why: 'parent_needed' }],
    [
      'a department named twice',
      [edit(units, 4, 5, 12)],
      { column: '企业微信部门编号', why: 'department_taken' },
    ],
    ['a department that is no number', [edit(units, 4, 5, '物理')], { why: 'bad_department' }],
    [
      'an unknown person',
      [...FILE.slice(0, 3), edit(posts, 1, 0, '999')],
      { sheet: '任职', why: 'unknown_person' },
    ],
    [
      'a number and a name that do not belong together',
      [...FILE.slice(0, 3), edit(posts, 1, 1, '李敏')],
      { column: '姓名', why: 'name_differs', hint: ['张伟'] },
    ],
    [
      'a post that the unit does not have',
      [...FILE.slice(0, 3), edit(posts, 1, 3, '物理学院党委')],
      { column: '组织', why: 'role_unfit', hint: ['直属党支部', '党支部'] },
    ],
    [
      'an end before the start',
      [...FILE.slice(0, 3), edit(posts, 1, 5, '2024-08-31')],
      { column: '止', why: 'end_before_start', hint: ['2024-09-01'] },
    ],
    [
      'the same post twice at a time',
      [...FILE.slice(0, 3), { ...posts, rows: [...posts.rows, posts.rows[1] ?? []] }],
      { row: 4, column: '起', why: 'overlap', hint: ['2'] },
    ],
    [
      'someone acted for by a post that acts for nobody',
      [
        ...FILE.slice(0, 3),
        sheet('任职', ['学号/工号', '职务', '组织', '代办对象'], ['0012', '支部委员', 'a1', '20240001']),
      ],
      { column: '代办对象', why: 'not_a_leader' },
    ],
    [
      'a tie with oneself',
      [...FILE.slice(0, 3), edit(edit(ties, 1, 3, '20240001'), 1, 4, null)],
      { why: 'tie_to_self' },
    ],
    [
      'a history that disagrees with the present branch',
      [units, people, sheet('支部变动', ['学号/工号', '支部', '起'], ['20240001', 'a2', '2024-01-01'])],
      { sheet: '人员', column: '所在支部', why: 'moves_differ', hint: ['物理二支部'] },
    ],
  ];

  it.each(cases)('%s: is listed with sheet, row and column, and nothing is changed', (_, tables, fault) => {
    const result = plan(tables);
    expect(result.faults).toContainEqual(expect.objectContaining(fault));
    expect(result.changes).toEqual([]);
  });

  it('are all listed at once', () => {
    const { faults } = plan([units, edit(edit(people, 1, 3, '老师'), 2, 4, '也许'), students]);
    expect(faults.map((f) => [f.row, f.column])).toEqual([
      [2, '类别'],
      [3, '党员'],
    ]);
  });

  it('do not let an account pass to somebody else', () => {
    const other = sheet(
      '人员',
      ['学号/工号', '企业微信账号', '姓名', '类别', '党员'],
      ['777', 'zhangwei', '周全', '教职工', '是'],
    );
    expect(plan([other], school).faults).toMatchObject([{ column: '企业微信账号', why: 'two_people' }]);
  });
});

describe('notices', () => {
  it('name sheets and columns that are not read, and members without a branch', () => {
    const { notices } = plan(
      [
        sheet('备注', ['随便'], ['写点']),
        sheet('人员', ['学号/工号', '姓名', '类别', '党员', '手机'], ['1', '甲', '教职工', '是', '139']),
      ],
      school,
    );
    expect(notices.map((n) => n.why)).toEqual(['unknown_sheet', 'unknown_column', 'member_without_branch']);
  });
});

describe('days', () => {
  it.each([
    ['2024-09-01', '2024-09-01'],
    ['2024/9/1', '2024-09-01'],
    ['2024.9.1', '2024-09-01'],
    ['2024年9月1日', '2024-09-01'],
    ['２０２４年９月１日', '2024-09-01'],
    ['20240901', '2024-09-01'],
    [45536, '2024-09-01'],
    [new Date('2024-09-01T00:00:00Z'), '2024-09-01'],
    ['2024-02-29', '2024-02-29'],
    ['2023-02-29', undefined],
    ['2024-13-01', undefined],
    ['1024-01-01', undefined],
    [2024, undefined],
    ['去年', undefined],
    [true, undefined],
    [null, undefined],
  ] as [Cell, string | undefined][])('%s is read as %s', (cell, day) => {
    expect(parseDay(cell)).toBe(day);
  });
});

describe('exporting', () => {
  const day = fc.integer({ min: 0, max: 1500 }).map((n) => addDays('2023-01-01', n));
  const name = fc.constantFrom('张伟', '李敏', '王芳', '欧阳雪', '阿依古丽·买买提', 'Anna Berg');
  const organizations: Organization[] = [
    { id: 'p', name: '甲大学党委', kind: 'party_committee', parent: null, aliases: ['校党委', '党委'] },
    { id: 'dept', name: '党委组织部', kind: 'department', parent: 'p', aliases: [] },
    {
      id: 'a',
      name: '物理学院党委',
      kind: 'college_committee',
      parent: 'p',
      aliases: [],
      departments: [7, 8],
    },
    { id: 'a1', name: '学生支部', kind: 'branch', parent: 'a', aliases: [] },
    { id: 'b', name: '化学学院党总支', kind: 'general_branch', parent: 'p', aliases: [] },
    { id: 'b1', name: '学生支部', kind: 'branch', parent: 'b', aliases: [] },
    { id: 'd1', name: '马院支部', kind: 'direct_branch', parent: 'p', aliases: ['马院'] },
  ];
  /** Spans that follow one another without touching. */
  const spans = (max: number) =>
    fc
      .tuple(fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: max * 2 }), fc.boolean())
      .map(([gaps, isOpen]) => {
        let at = '2023-01-01';
        const days = gaps.map((gap) => {
          at = addDays(at, gap);
          return at;
        });
        const pairs: { from: string; to?: string }[] = [];
        for (let i = 0; i + 1 < days.length; i += 2)
          pairs.push({ from: days[i] ?? '', to: days[i + 1] ?? '' });
        const last = pairs.at(-1);
        if (last && isOpen) pairs[pairs.length - 1] = { from: last.from };
        return pairs;
      });
  const someone = (index: number): fc.Arbitrary<Person> =>
    fc
      .record({
        name,
        kind: fc.constantFrom('staff' as const, 'student' as const, 'external' as const),
        member: fc.boolean(),
        identity: fc.constantFrom('account', 'number', 'both', 'late account'),
        retired: fc.boolean(),
        leaderRank: fc.boolean(),
        memberships: spans(3).chain((pairs) =>
          fc
            .array(fc.constantFrom('a1', 'b1', 'd1'), { minLength: pairs.length, maxLength: pairs.length })
            .map((branches) => pairs.map((pair, i) => ({ organization: branches[i] ?? 'a1', ...pair }))),
        ),
        absences: spans(2),
        leftOn: fc.option(day, { nil: undefined }),
        unit: fc.option(fc.constant('物理学院'), { nil: undefined }),
      })
      .map(({ identity, retired, leaderRank, absences, leftOn, unit, ...rest }) => ({
        ...rest,
        ...(identity === 'account' && { id: `user${index}`, userid: `User${index}` }),
        ...(identity === 'number' && { id: `2024${index}` }),
        ...(identity === 'both' && { id: `user${index}`, userid: `User${index}`, number: `2024${index}` }),
        ...(identity === 'late account' && { id: `2024${index}`, userid: `User${index}` }),
        id: identity === 'account' || identity === 'both' ? `user${index}` : `2024${index}`,
        ...(retired && { retired: true as const }),
        ...(leaderRank && { leaderRank: true as const }),
        ...(absences.length > 0 && { absences }),
        ...(leftOn !== undefined && { leftOn }),
        ...(unit !== undefined && { unit }),
      }));
  const directory: fc.Arbitrary<Directory> = fc
    .tuple(...[0, 1, 2, 3, 4, 5].map(someone))
    .chain((everyone) => {
      const who = fc.constantFrom(...everyone.map((p) => p.id));
      const role = fc.constantFrom<[Appointment['role'], string]>(
        ['branch_secretary', 'a1'],
        ['branch_secretary', 'b1'],
        ['committee_secretary', 'a'],
        ['organizer', 'dept'],
        ['party_secretary', 'p'],
        ['dean', 'b'],
        ['leader_office', 'p'],
      );
      return fc.record({
        organizations: fc.constant(organizations),
        people: fc.constant(everyone),
        appointments: fc
          .uniqueArray(fc.tuple(who, role), { maxLength: 6, selector: ([w, r]) => `${w}${r}` })
          .chain((pairs) =>
            fc.tuple(
              ...pairs.map(([w, [r, o]]) =>
                spans(2).map((s) => s.map((x) => ({ person: w, role: r, organization: o, ...x }))),
              ),
            ),
          )
          .map((lists) => (lists as Appointment[][]).flat()),
        oversight: fc.uniqueArray(
          fc.record({
            person: who,
            organization: fc.constantFrom('a', 'b', 'd1'),
            kind: fc.constantFrom('in_charge' as const, 'contact' as const),
          }),
          { maxLength: 4, selector: oversightKey },
        ),
        ties: fc.uniqueArray(
          fc
            .record({
              id: fc.integer({ min: 1, max: 99 }).map((n) => `t${n}`),
              from: who,
              to: who,
              since: day,
            })
            .filter((t) => t.from !== t.to)
            .map((t) => ({ ...t, kind: 'leader_teacher' as const })),
          { maxLength: 4, selector: (t) => t.id },
        ),
      });
    });
  const sorted = (d: Directory) => ({
    organizations: [...d.organizations].sort((x, y) => x.id.localeCompare(y.id)),
    people: [...d.people].sort((x, y) => x.id.localeCompare(y.id)),
    appointments: [...d.appointments].sort((x, y) => appointmentKey(x).localeCompare(appointmentKey(y))),
    oversight: [...d.oversight].sort((x, y) => oversightKey(x).localeCompare(oversightKey(y))),
    ties: [...d.ties].sort((x, y) => x.id.localeCompare(y.id)),
  });

  it('and importing into an empty directory gives the same directory', () => {
    fc.assert(
      fc.property(directory, (d) => {
        const { changes, faults } = plan(exportDirectory(d));
        expect(faults).toEqual([]);
        expect(sorted(applyChanges(EMPTY, changes))).toEqual(sorted(d));
      }),
      { numRuns: 200 },
    );
  });

  it('and importing into the same directory changes nothing', () => {
    fc.assert(
      fc.property(directory, fc.boolean(), (d, complete) => {
        expect(plan(exportDirectory(d), d, complete)).toMatchObject({ changes: [], faults: [] });
      }),
      { numRuns: 200 },
    );
  });

  it('and importing into another directory changes nothing the second time', () => {
    fc.assert(
      fc.property(directory, directory, (file, current) => {
        const tables = exportDirectory(file);
        const first = plan(tables, current);
        if (first.faults.length > 0) expect(first.changes).toEqual([]);
        else expect(plan(tables, applyChanges(current, first.changes)).changes).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
