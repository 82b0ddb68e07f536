/** The draft of a quarterly summary (底稿): what the records show, with room for the author's own words. Pure. */
import { sayPeriod } from '../domain/period.ts';
import type { ActivityForm, ActivityKind } from '../domain/understanding.ts';
import { FORM_TERMS, KIND_TERMS } from './terms.ts';

const UNITS: Partial<Record<ActivityKind, string>> = {
  visit: '户次',
  talk: '人次',
  contact: '人次',
  pairing: '对',
};

/** The draft, ready to be copied and changed. */
export function summaryDraft(
  unit: string,
  quarter: string,
  counts: { kind: ActivityKind; form?: ActivityForm | undefined; times: number }[],
): string {
  const done = counts.map(
    ({ kind, form, times }) => `${form ? FORM_TERMS[form] : KIND_TERMS[kind]}${times}${UNITS[kind] ?? '次'}`,
  );
  return [
    `${unit}${sayPeriod(quarter)}小结（底稿，请您修改）：`,
    `做法：${done.length > 0 ? `${done.join('、')}。` : '本季度还没有记录，请补充。'}`,
    '问题：（请补充）',
    '建议：（请补充）',
    '改好发给上级后，回“交了”。',
  ].join('\n');
}

/** Drafts are for whoever writes the summary. */
export const DRAFT_FOR_SECRETARIES = '底稿给支部书记、副书记用；您的记录可回“我的记录”查看。';
