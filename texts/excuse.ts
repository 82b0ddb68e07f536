/** What is said about 说明情况. Pure. */
import type { School } from '../domain/school.ts';
import { nameOf } from './terms.ts';

/** How to say it, when the duty or the reason is missing. */
export const HOW_TO_EXCUSE = '请说是哪一项、什么原因，比如“说明情况：走访，今年休产假”。';
export const NOBODY_DECIDES = '现在没有在任的书记可以同意，请联系上级党组织。';

/** To whoever asked. */
export function excuseAsked(duty: string, isNew: boolean): string {
  return isNew
    ? `${duty}的情况已转给书记，同意后按“免”计，不再提醒。`
    : `${duty}的情况已经转给书记了，正等答复。`;
}

/** To whoever decides. */
export function excuseNotice(
  ask: { person: string; number: number; duty: string; reason: string },
  school: School,
): string {
  return `${nameOf(school, ask.person)}说明情况（${ask.duty}）：${ask.reason}。同意请回“同意${ask.number}”，不同意请回“不同意${ask.number}”。`;
}

/** To whoever decided. */
export function excuseDecided(school: School, person: string, isYes: boolean): string {
  return isYes
    ? `已同意，${nameOf(school, person)}这一项按“免”计。`
    : `已答复${nameOf(school, person)}：这次没有同意。`;
}

/** To the person. */
export function excuseAnswered(duty: string, isYes: boolean): string {
  return isYes
    ? `书记已同意，${duty}按“免”计，不再提醒。`
    : `${duty}的情况书记这次没有同意，可以再和书记说说。`;
}
