/** The directory as plain data: units, people, and the facts from which rights follow. Pure types. */
import type { Day } from './understanding.ts';

/** A unit of the Party organisation, or a functional department. */
export interface Organization {
  id: string;
  name: string;
  kind: OrganizationKind;
  parent: string | null;
  /** What people call it in chat. */
  aliases: string[];
  /** Ids of the WeCom departments whose people belong here: the explicit table, never guessed from names. */
  departments?: number[];
}

export type OrganizationKind =
  | 'party_committee' // 学校党委
  | 'college_committee' // 学院党委
  | 'general_branch' // 党总支
  | 'office_committee' // 机关党委
  | 'direct_branch' // 直属党支部
  | 'branch' // 党支部
  | 'department'; // 职能部门

/**
 * Someone whom the directory knows. The id never changes once given: for people who first came with a WeCom
 * account it is the userid in lower case, for others the 学号/工号; whoever gets an account later keeps theirs.
 */
export interface Person {
  id: string;
  /** 学号/工号, where it is not the id. */
  number?: string;
  /** WeCom account; absent for people who cannot write to the bot. */
  userid?: string;
  name: string;
  kind: 'staff' | 'student' | 'external';
  /** Party member (党员); people outside the Party owe no duty. */
  member: boolean;
  /** Retired members owe no visit (校园先锋工程通知 二1: 在职). */
  retired?: true;
  /** 副处级 and above. */
  leaderRank?: true;
  /** Branches belonged to, oldest first; the last without `to` is the present one. */
  memberships: Membership[];
  /** For students: college and class, as written in the directory. */
  unit?: string;
  class?: string;
  /** The day on which the person left the school; nobody is deleted. */
  leftOn?: Day;
  /** Days on leave (请假、进修、产假 …), both included. Why is nobody's business here and is not kept. */
  absences?: Absence[];
}

/** A time on leave; without `to` it lasts until further notice. */
export interface Absence {
  from: Day;
  to?: Day;
}

/** Belonging to a branch; `from` absent = since before records began. Both days are included. */
export interface Membership {
  organization: string;
  from?: Day;
  to?: Day;
}

export type Role =
  | 'party_secretary' // 学校党委书记
  | 'standing_member' // 校领导班子成员
  | 'organization_head' // 组织部部长
  | 'organizer' // 组织员
  | 'committee_secretary' // 二级党组织书记
  | 'deputy_secretary' // 副书记
  | 'dean' // 院长（行政正职）
  | 'branch_secretary' // 支部书记
  | 'committee_member' // 支部委员
  | 'department_head' // 职能部门负责人（组织部除外）
  | 'leader_office' // 替校领导办理的办公室人员
  | 'data_protection'; // 个人信息保护负责人

/** A post held; rights follow from it. Both days are included. */
export interface Appointment {
  person: string;
  role: Role;
  organization: string;
  /** leader_office: the leader acted for; absent = every school leader of that unit. */
  actsFor?: string;
  from?: Day;
  to?: Day;
}

/** 分管 (in charge of) or 联系 (contact for) a unit. */
export interface Oversight {
  person: string;
  organization: string;
  kind: 'in_charge' | 'contact';
  from?: Day;
  to?: Day;
}

/** 结对 (校园先锋工程通知 二2): leader–teacher or member–student. */
export interface Tie {
  id: string;
  kind: 'leader_teacher' | 'member_student';
  /** The leader or the member. */
  from: string;
  /** The teacher or the student. */
  to: string;
  since: Day;
  until?: Day;
}

/** Everything that understanding and rights are decided against. */
export interface Directory {
  organizations: Organization[];
  people: Person[];
  appointments: Appointment[];
  oversight: Oversight[];
  ties: Tie[];
}
