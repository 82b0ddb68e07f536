/** What is said when somebody settles what waits for their word. Pure. */
import { dayOf, sayDay } from '../domain/day.ts';
import type { School } from '../domain/school.ts';
import type { Day } from '../domain/understanding.ts';
import { nameOf, ownUnitName } from './terms.ts';

export interface OpenMatter {
  kind: 'admission' | 'removal' | 'post' | 'excuse';
  number: number;
  person?: string;
  organization?: string;
  detail?: { name: string; said: string };
  askedAt: number;
}

/** Nothing of the kind waits for the asker, whether or not it exists. */
export const NOTHING_TO_SETTLE = '没有等您处理的这一项。';

/** One line for each matter. */
export function mattersList(matters: OpenMatter[], school: School, today: Day): string {
  if (matters.length === 0) return '现在没有等您处理的申请。';
  return [
    `等您处理的有${matters.length}项：`,
    ...matters.map(
      (m) => `${m.number}号 ${sayMatter(m, school)}（${sayDay(dayOf(new Date(m.askedAt)), today)}提出）`,
    ),
    `处理请回“同意”或“不同意”加号码，比如“同意${matters[0]?.number}”。`,
  ].join('\n');
}

function sayMatter(matter: OpenMatter, school: School): string {
  const unit = matter.organization === undefined ? undefined : school.organization(matter.organization);
  const who =
    matter.detail?.name ?? (matter.person === undefined ? '一位同志' : nameOf(school, matter.person));
  switch (matter.kind) {
    case 'admission':
      return `${who}想加入${unit ? ownUnitName(unit) : '名册，没有说清支部'}`;
    case 'excuse':
      return `${nameOf(school, matter.person ?? '')}说明情况${matter.detail ? `：${matter.detail.said}` : ''}`;
    case 'removal':
      return `${who}申请删除个人数据`;
    case 'post':
      return `${who}说已接任${unit ? ownUnitName(unit) : '支部'}书记`;
  }
}
