/** The occasion of a 必谈 that the sender names: only a proposal, never opened from text. */

import type { ReportedActivity } from '../../domain/understanding.ts';
import { anyOf } from './any-of.ts';
import { CONFLICT, HARDSHIP, STATUS_CHANGE, TENDENCY } from './lexicon/reason-words.ts';

type TalkReason = NonNullable<ReportedActivity['reason']>;

const RULES: [TalkReason, RegExp][] = [
  ['tendency', TENDENCY],
  ['conflict', CONFLICT],
  ['status_change', STATUS_CHANGE],
  ['hardship', HARDSHIP],
];

/** What did not happen, or is hoped for or feared: 没有矛盾, 争取评优, 担心挂科. */
const NOT_SO = anyOf(
  /(?:没有?|无|未|避免|防止)[^，。；]{0,6}$/,
  /(?:申请|准备|希望|争取|以后|担心|怕|想要?|如何|怎么|能否|能不能|竞争|竞聘|报名)[^，。；]{0,6}$/,
);
/** 我怕有滑下去的倾向 names it all the same. */
const NOT_A_TENDENCY = /(?:没有?|无|未)[^，。；]{0,6}$/;

/** Kinds of trouble that a talk may be about without having been its occasion are left out by the caller. */
export function findReason(text: string): { reason: TalkReason; words: string } | undefined {
  for (const [reason, pattern] of RULES) {
    for (const m of text.matchAll(new RegExp(pattern.source, 'g')))
      if (
        !(reason === 'tendency' ? NOT_A_TENDENCY : NOT_SO).test(text.slice(Math.max(0, m.index - 8), m.index))
      )
        return { reason, words: m[0] };
  }
  return undefined;
}
