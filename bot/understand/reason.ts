/** The occasion of a 必谈 that the sender names: only a proposal, never opened from text. */

import type { ReportedActivity } from '../../domain/understanding.ts';
import { CONFLICT, HARDSHIP, STATUS_CHANGE, TENDENCY } from './lexicon/reason-words.ts';
import { anyOf, matchesOf } from './matching.ts';

type TalkReason = NonNullable<ReportedActivity['reason']>;

const everywhere = (words: RegExp) => new RegExp(words.source, 'g');

const RULES: [TalkReason, RegExp][] = [
  ['tendency', everywhere(TENDENCY)],
  ['conflict', everywhere(CONFLICT)],
  ['status_change', everywhere(STATUS_CHANGE)],
  ['hardship', everywhere(HARDSHIP)],
];

/** What did not happen, or is hoped for or feared: 没有矛盾, 争取评优, 担心挂科. */
const NOT_SO = anyOf(
  /(?:没有?|无|未|避免|防止)[^，。；]{0,6}$/,
  /(?:申请|准备|希望|争取|以后|担心|怕|想要?|如何|怎么|能否|能不能|竞争|竞聘|报名)[^，。；]{0,6}$/,
);
/** 评优落选, 竞聘副主任没成: it did not come to that. */
const CAME_TO_NOTHING =
  /^[^，。；]{0,5}?(?:落选|失败|失利|落空|没(?:成|选上|评上|通过|批|戏|过)|未(?:果|能|获|通过)|泡汤|无望)/;
/** 竞聘副主任落选: that it was striven for does not take the failure back. */
const FAILURE = /落选|落榜|落第|落空|失败|失利|没|受挫|碰壁/;
const NOT_FAILED = /(?:没有?|无|未|避免|防止|担心|怕|如果|万一|要是)[^，。；]{0,6}$/;
/** 都没要他，整个人垮了: taken back only by what stands right before it. */
const BREAKDOWN = /垮|崩溃|缓不过|走不出|撑不住|扛不住|一蹶不振/;
const NOT_BROKEN = /(?:没有?|未|别|担心|怕|会)(?:被|给)?$/;
/** 我怕有滑下去的倾向 names it all the same. */
const NOT_A_TENDENCY = /(?:没有?|无|未)[^，。；]{0,6}$/;

const PUNISHED =
  /^[^，。；]{0,4}(?:受|挨|被|背|吃)(?:了|到|上)?(?:个|一个)?[^，。；]{0,6}(?:处分|处罚|警告|记过|通报)/;

/** Kinds of trouble that a talk may be about without having been its occasion are left out by the caller. */
export function findReason(text: string): { reason: TalkReason; words: string } | undefined {
  for (const [reason, pattern] of RULES) {
    for (const m of matchesOf(pattern, text)) {
      const before = text.slice(Math.max(0, m.index - 8), m.index);
      if (exceptionsOf(reason, m[0]).test(before)) continue;
      // 因为打架受了处分: what came of it
      if (reason === 'conflict' && PUNISHED.test(text.slice(m.index + m[0].length))) continue;
      if (reason === 'status_change' && CAME_TO_NOTHING.test(text.slice(m.index + m[0].length))) continue;
      return { reason, words: m[0] };
    }
  }
  return undefined;
}

/** What must not stand before the words of a reason. */
function exceptionsOf(reason: TalkReason, words: string): RegExp {
  if (reason === 'tendency') return NOT_A_TENDENCY;
  if (reason !== 'hardship') return NOT_SO;
  if (BREAKDOWN.test(words)) return NOT_BROKEN;
  return FAILURE.test(words) ? NOT_FAILED : NOT_SO;
}
