/** What is said when a branch gets another secretary. Pure. */
import { sayDay } from '../domain/day.ts';
import type { Organization } from '../domain/directory.ts';
import type { School } from '../domain/school.ts';
import type { Day } from '../domain/understanding.ts';
import { nameOf, ownUnitName, sayNames, unitName } from './terms.ts';

/** What a branch hands over. */
export interface Handover {
  talksOwed: number;
  talksDone: number;
  /** Other duties that are not finished. */
  open: { name: string; count: number }[];
  /** Day of the next quarterly review. */
  nextReview: Day;
}

/** To whoever says that they took over. */
export const POST_ASKED = '任职以组织部名单为准，已请核对；名单更新后会把交接单发给您。';
/** The unit could not be made out. */
export const WHICH_BRANCH_TAKEN = '请说清是哪个支部，比如“我接任教工二支部书记了”。任职以组织部名单为准。';

/** To the organization department. */
export function postNotice(
  claim: { person: string; number: number },
  unit: Organization,
  school: School,
  today: Day,
): string {
  const now = school.holdersOf('branch_secretary', unit.id, today).map((p) => p.name);
  const before = now.length > 0 ? `名单上现在是${sayNames(now)}。` : '名单上现在空缺。';
  return `${nameOf(school, claim.person)}说已接任${unitName(unit)}书记。${before}属实请回“同意${claim.number}”，即日起更新名单；不属实请回“不同意${claim.number}”。`;
}

/** The slip: counts and dates, no texts. */
export function handoverSlip(handover: Handover, today: Day): string {
  const open =
    handover.open.length > 0
      ? `待办${handover.open.length}（${handover.open.map((o) => `${o.name}还差${o.count}`).join('、')}）`
      : '待办0';
  return `交接单：应谈${handover.talksOwed}，已谈${handover.talksDone}；${open}；下一个日子${sayDay(handover.nextReview, today)}点评。前任的谈话正文不移交。`;
}

/** To the organization department, when it is done. */
export function postEntered(school: School, person: string, unit: Organization | undefined): string {
  return `已更新名单：${nameOf(school, person)}任${unit ? ownUnitName(unit) : ''}书记，即日起。交接单已发给本人。`;
}

export function postDeclined(): string {
  return '组织部核对后，名单没有更新。如有出入，请联系组织部。';
}

export const POST_NOT_ENTERED = '好的，名单没有更新，已告诉本人。';
