/** The field's terms in the words of people, and small pieces of sentences. Pure. */
import { addDays, sayDay } from '../domain/day.ts';
import type { Organization } from '../domain/directory.ts';
import type { School } from '../domain/school.ts';
import type { ActivityForm, ActivityKind, Day } from '../domain/understanding.ts';

export const KIND_TERMS: Record<ActivityKind, string> = {
  visit: '走访',
  pairing: '结对',
  contact: '联系',
  talk: '谈心谈话',
  lecture: '党课',
  study: '学习',
  meeting: '会议和组织生活',
  service: '志愿服务',
};

export const FORM_TERMS: Record<ActivityForm, string> = {
  general_meeting: '支部党员大会',
  committee_meeting: '支委会',
  group_meeting: '党小组会',
  theme_day: '主题党日',
  organization_life: '组织生活会',
  democratic_life: '民主生活会',
  party_building_meeting: '党建专题会',
  contact_point_survey: '联系点调研',
  democratic_appraisal: '民主评议党员',
  party_lecture: '党课',
  political_course: '思政课',
};

export const MODE_TERMS = { onsite: '当面', phone: '电话', online: '线上' } as const;
/** For visits, being there is 上门. */
export const VISIT_MODE_TERMS = { ...MODE_TERMS, onsite: '上门' } as const;
export const MANNER_TERMS = { dedicated: '专访', incidental: '顺访' } as const;
export const DAYPART_TERMS = { morning: '上午', noon: '中午', afternoon: '下午', evening: '晚上' } as const;
export const REASON_TERMS = {
  tendency: '苗头性、倾向性问题',
  status_change: '表彰处罚、提拔或岗位调整',
  hardship: '困难变故',
  conflict: '与他人的矛盾',
} as const;
export const SLOT_TERMS: Record<string, string> = {
  date: '日期',
  endDate: '结束日期',
  daypart: '时段',
  time: '时间',
  place: '地点',
  targets: '对象',
  companions: '同行',
  mode: '方式',
  manner: '专访或顺访',
  count: '人数',
  hours: '学时',
  kind: '类别',
  form: '会议类别',
  reason: '谈话缘由',
};

/** ①②③ … for choices; plain numbers above twenty. */
export function circled(n: number): string {
  return n >= 1 && n <= 20 ? String.fromCodePoint(0x2460 + n - 1) : `${n}.`;
}

/** `11月20日（昨天）`: a day that is told apart from its neighbours at a glance. */
export function sayWhen(day: Day, today: Day): string {
  const relative: Record<string, string> = {
    [today]: '今天',
    [addDays(today, -1)]: '昨天',
    [addDays(today, -2)]: '前天',
    [addDays(today, 1)]: '明天',
  };
  return relative[day] ? `${sayDay(day, today)}（${relative[day]}）` : sayDay(day, today);
}

/** The name of someone, or a neutral word where the directory no longer has it. */
export function nameOf(school: School, person: string): string {
  return school.person(person)?.name ?? '一位同志';
}

/** Up to `most` names, then the number of the others. */
export function sayNames(names: string[], most = 5): string {
  return names.length <= most ? names.join('、') : `${names.slice(0, most).join('、')}等${names.length}位`;
}

/** Up to so many characters a unit's own name is short enough to be said. */
const SHORT_NAME = 6;

/** The short name of a unit, as people say it. */
export function unitName(organization: Organization): string {
  if (organization.name.length <= SHORT_NAME) return organization.name;
  return organization.aliases[0] ?? organization.name;
}

/** The shortest name of a unit, for people who belong to it. */
export function ownUnitName(organization: Organization): string {
  return organization.aliases.reduce((a, b) => (b.length < a.length ? b : a), organization.name);
}

/** Where someone belongs, to tell bearers of one name apart. */
export function whereabouts(school: School, person: string, day: Day): string {
  const found = school.person(person);
  const branch = school.branchOf(person, day);
  if (branch) return branchWithCollege(school, branch);
  if (!found) return '名册外';
  return [found.unit, found.class].filter(Boolean).join('') || '名册外';
}

function branchWithCollege(school: School, branch: Organization): string {
  const college = branch.parent ? school.organization(branch.parent) : undefined;
  const short = ownUnitName(branch);
  if (!college || college.parent === null || branch.name.startsWith(short)) return short;
  const prefix = unitName(college);
  return short.startsWith(prefix.slice(0, 2))
    ? `${prefix}${short.slice(short.startsWith(prefix) ? prefix.length : 2)}`
    : `${prefix}${short}`;
}

const TERMS_OF: Record<string, Record<string, string>> = {
  kind: KIND_TERMS,
  form: FORM_TERMS,
  mode: MODE_TERMS,
  manner: MANNER_TERMS,
  daypart: DAYPART_TERMS,
  reason: REASON_TERMS,
};

/** Slots that have few values, all of which can be put to choose from. */
const HAS_FEW: ReadonlySet<string> = new Set(['mode', 'manner', 'daypart']);

/**
 * The values that a slot can have, with how each is said.
 * @param values absent = every value that the slot has, for slots that have few
 */
export function slotChoices(
  slot: string,
  values: string[] | undefined,
  view: { today: Day; isVisit: boolean },
): { label: string; value: string }[] {
  const all = HAS_FEW.has(slot) ? Object.keys(TERMS_OF[slot]!) : [];
  return (values ?? all).map((value) => ({ value, label: saySlotValue(slot, value, view) }));
}

/** A value of a slot as people say it: `11月17日（昨天）`, 电话, 张伟、李婷. */
export function saySlotValue(
  slot: string,
  value: string | number | string[],
  { today, isVisit = false }: { today: Day; isVisit?: boolean },
): string {
  if (Array.isArray(value)) return sayNames(value);
  if (slot === 'date' || slot === 'endDate') return sayWhen(String(value), today);
  const terms = slot === 'mode' && isVisit ? VISIT_MODE_TERMS : TERMS_OF[slot];
  return (terms as Record<string, string> | undefined)?.[value] ?? String(value);
}
