/** The import file: its sheets, their headings, and what may stand in a cell. The headings are the file's format. */
import type { OrganizationKind, Oversight, Person, Role, Tie } from './directory.ts';

/** A cell as a spreadsheet holds it; days come as midnight UTC or as text. */
export type Cell = string | number | boolean | Date | null;

/** A sheet as read: `rows[0]` is row 1. */
export interface Table {
  name: string;
  rows: Cell[][];
}

export interface ColumnDefinition {
  heading: string;
  /** A row without it is a fault. */
  required?: true;
  /** The values that may be chosen. */
  choices?: Readonly<Record<string, unknown>>;
  /** Names a unit of the sheet 组织. */
  isUnit?: true;
  /** Numbers and accounts are text: leading zeros count. */
  isText?: true;
  /** Only in exports, and only where a row needs it; the template has no such column. */
  isExportOnly?: true;
  /** In characters. */
  width?: number;
}

export interface SheetDefinition {
  name: string;
  columns: Readonly<Record<string, ColumnDefinition>>;
}

export const UNIT_KINDS = {
  学校党委: 'party_committee',
  学院党委: 'college_committee',
  党总支: 'general_branch',
  机关党委: 'office_committee',
  直属党支部: 'direct_branch',
  党支部: 'branch',
  职能部门: 'department',
} as const satisfies Record<string, OrganizationKind>;

export const PERSON_KINDS = {
  教职工: 'staff',
  学生: 'student',
  校外: 'external',
} as const satisfies Record<string, Person['kind']>;

export const YES_NO = { 是: true, 否: false } as const;

export const ROLES = {
  学校党委书记: 'party_secretary',
  校领导班子成员: 'standing_member',
  组织部部长: 'organization_head',
  组织员: 'organizer',
  二级党组织书记: 'committee_secretary',
  副书记: 'deputy_secretary',
  行政正职: 'dean',
  支部书记: 'branch_secretary',
  支部委员: 'committee_member',
  职能部门负责人: 'department_head',
  校领导办公室: 'leader_office',
  个人信息保护负责人: 'data_protection',
} as const satisfies Record<string, Role>;

export const OVERSIGHT_KINDS = {
  分管: 'in_charge',
  联系: 'contact',
} as const satisfies Record<string, Oversight['kind']>;

export const TIE_KINDS = {
  领导联系教师: 'leader_teacher',
  党员联系学生: 'member_student',
} as const satisfies Record<string, Tie['kind']>;

const COMMITTEES: readonly OrganizationKind[] = ['college_committee', 'general_branch', 'office_committee'];
const BRANCHES: readonly OrganizationKind[] = ['branch', 'direct_branch'];

/** In which kinds of unit a post exists; an office and the data-protection officer may sit anywhere. */
export const ROLE_FITS: Record<Role, readonly OrganizationKind[] | 'any'> = {
  party_secretary: ['party_committee'],
  standing_member: ['party_committee'],
  organization_head: ['department'],
  organizer: ['party_committee', 'department', ...COMMITTEES],
  committee_secretary: COMMITTEES,
  deputy_secretary: [...COMMITTEES, ...BRANCHES],
  dean: [...COMMITTEES, 'direct_branch'],
  branch_secretary: BRANCHES,
  committee_member: BRANCHES,
  department_head: ['department'],
  leader_office: ['party_committee'],
  data_protection: 'any',
};

/** Posts that one person holds at a time; two at once are pointed out, not refused. */
export const SINGLE_HOLDER: ReadonlySet<Role> = new Set<Role>([
  'party_secretary',
  'organization_head',
  'committee_secretary',
  'branch_secretary',
]);

/** Written into 离校日期 to say that someone is (again) at the school. */
export const STILL_HERE = '在校';

/** The id of someone whose id follows neither from the account nor from the number (an account that came later). */
const STABLE_ID = { heading: '系统编号', isText: true, isExportOnly: true, width: 14 } as const;
const PERSON = { heading: '学号/工号', required: true, isText: true, width: 16 } as const;
const NAME_CHECK = { heading: '姓名', width: 12 } as const;
const DAY_WIDTH = 12;

export const SHEETS = {
  units: {
    name: '组织',
    columns: {
      id: { heading: '组织编号', required: true, isText: true, width: 16 },
      name: { heading: '名称', required: true, width: 32 },
      kind: { heading: '类型', required: true, choices: UNIT_KINDS, width: 14 },
      parent: { heading: '上级组织', isUnit: true, width: 28 },
      aliases: { heading: '别名', width: 36 },
      departments: { heading: '企业微信部门编号', isText: true, width: 18 },
    },
  },
  people: {
    name: '人员',
    columns: {
      id: STABLE_ID,
      number: { heading: '学号/工号', isText: true, width: 16 },
      userid: { heading: '企业微信账号', isText: true, width: 18 },
      name: { heading: '姓名', required: true, width: 12 },
      kind: { heading: '类别', required: true, choices: PERSON_KINDS, width: 10 },
      member: { heading: '党员', required: true, choices: YES_NO, width: 8 },
      branch: { heading: '所在支部', isUnit: true, width: 28 },
      since: { heading: '转入日期', width: DAY_WIDTH },
      retired: { heading: '退休', choices: YES_NO, width: 8 },
      leaderRank: { heading: '副处级以上', choices: YES_NO, width: 12 },
      unit: { heading: '学院', width: 18 },
      class: { heading: '班级', width: 20 },
      leftOn: { heading: '离校日期', width: DAY_WIDTH },
    },
  },
  students: {
    name: '学生',
    columns: {
      id: STABLE_ID,
      number: { heading: '学号', isText: true, width: 16 },
      userid: { heading: '企业微信账号', isText: true, width: 18 },
      name: { heading: '姓名', required: true, width: 12 },
      unit: { heading: '学院', width: 18 },
      class: { heading: '班级', width: 20 },
      leftOn: { heading: '离校日期', width: DAY_WIDTH },
    },
  },
  moves: {
    name: '支部变动',
    columns: {
      person: PERSON,
      name: NAME_CHECK,
      branch: { heading: '支部', required: true, isUnit: true, width: 28 },
      from: { heading: '起', width: DAY_WIDTH },
      to: { heading: '止', width: DAY_WIDTH },
    },
  },
  posts: {
    name: '任职',
    columns: {
      person: PERSON,
      name: NAME_CHECK,
      role: { heading: '职务', required: true, choices: ROLES, width: 18 },
      unit: { heading: '组织', required: true, isUnit: true, width: 28 },
      actsFor: { heading: '代办对象', isText: true, width: 14 },
      from: { heading: '起', width: DAY_WIDTH },
      to: { heading: '止', width: DAY_WIDTH },
    },
  },
  oversight: {
    name: '分管联系',
    columns: {
      person: PERSON,
      name: NAME_CHECK,
      kind: { heading: '方式', required: true, choices: OVERSIGHT_KINDS, width: 10 },
      unit: { heading: '组织', required: true, isUnit: true, width: 28 },
      from: { heading: '起', width: DAY_WIDTH },
      to: { heading: '止', width: DAY_WIDTH },
    },
  },
  ties: {
    name: '结对',
    columns: {
      id: { heading: '编号', isText: true, width: 16 },
      kind: { heading: '类型', required: true, choices: TIE_KINDS, width: 16 },
      from: { heading: '联系人', required: true, isText: true, width: 16 },
      fromName: { heading: '联系人姓名', width: 12 },
      to: { heading: '联系对象', required: true, isText: true, width: 16 },
      toName: { heading: '联系对象姓名', width: 14 },
      since: { heading: '起', required: true, width: DAY_WIDTH },
      until: { heading: '止', width: DAY_WIDTH },
    },
  },
  leave: {
    name: '离岗',
    columns: {
      person: PERSON,
      name: NAME_CHECK,
      from: { heading: '起', required: true, width: DAY_WIDTH },
      to: { heading: '止', width: DAY_WIDTH },
    },
  },
} as const satisfies Record<string, SheetDefinition>;

export type SheetName = keyof typeof SHEETS;
export type ColumnName<S extends SheetName> = keyof (typeof SHEETS)[S]['columns'] & string;

/** The sheet of the template that explains the others; it is never read. */
export const GUIDE_SHEET = '说明';
