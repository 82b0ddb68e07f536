/** What is said when a 必谈 is opened (scene 9). Pure. */
import { MUST_TALK_DAYS } from '../domain/must-talk.ts';
import type { TalkReason } from '../domain/understanding.ts';
import { circled } from './terms.ts';

/** The four occasions of 校园先锋工程通知 二3, in short. */
export const OCCASION_TERMS: Record<TalkReason, string> = {
  tendency: '苗头倾向',
  status_change: '奖惩任用调整',
  hardship: '困难变故',
  conflict: '矛盾纠纷',
};

/** Asked before anything is opened: a 必谈 is opened by a person's word, never from a text. */
export function askMustTalk(occasion: TalkReason): string {
  return `将建“${OCCASION_TERMS[occasion]}”必谈，${MUST_TALK_DAYS}天内完成，仅您可见。${circled(1)}建　${circled(2)}不建`;
}

export function mustTalkOpened(due: string): string {
  return `已建，请在${due}前谈一次。谈过了说一句就行，期间不给对方发提醒。`;
}

export const MUST_TALK_NOT_OPENED = '好的，没有建。';
export const MUST_TALK_FOR_WHOM = '给谁开必谈？请说姓名和缘由，比如“给某某开一项必谈，家里有变故”。';

/** Behind the receipt of a talk with somebody for whom a 必谈 is open (scene 13). */
export function askWasItThisTalk(name: string, occasion?: TalkReason): string {
  const about = occasion ? `（${OCCASION_TERMS[occasion]}）` : '';
  return `有一项为${name}开的必谈${about}，是这次谈的吗？${circled(1)}是，结束它　${circled(2)}不是`;
}
export function mustTalkEnded(name: string): string {
  return `好的，${name}的这项必谈已结束。`;
}
export function mustTalkGoesOn(name: string, due: string): string {
  return `好的，${name}的这项必谈还开着，约定${due}前谈。`;
}
