/** How many people were reached, where a number stands instead of names. */
import { NUMBER_PATTERN, parseChineseNumber } from '../../domain/chinese-number.ts';
import type { ActivityKind } from '../../domain/understanding.ts';

const PEOPLE = new RegExp(
  `(?<![第月日\\d.])(${NUMBER_PATTERN})(?:多|余)? ?(?:名|位|户|家|个)(?!月|半|小时|学时|课时|钟|问题|方面|建议|多|字|项|支部|学院|年|星期|礼拜|电话|党小组|月|人里|下午|上午|晚上|孩子(?:的)?妈|观点|环节|议题|议程)([^，。；、]{0,10})`,
  'g',
);
const PLAIN = new RegExp(
  `(?<![第月日\\d.])(?:共|合计|总共|一共|到会|参加)?(${NUMBER_PATTERN})(?:多|余)?人(?:次)?(?!间|员|生|工|民|文|才)(?:参加|参与|听|到|次|$|，|。|左右)?`,
);

/**
 * @param named how many targets are named; a smaller or equal number only repeats them
 */
export function findCount(
  text: string,
  kind: ActivityKind,
  named: number,
): { count: number; words: string } | undefined {
  if (kind === 'meeting' || kind === 'study') return undefined;
  for (const m of text.matchAll(PEOPLE)) {
    const count = parseChineseNumber(m[1]!);
    if (!count || count > 5000 || count <= named) continue;
    if (
      kind === 'service' &&
      !/^(?:老|困难|党员|职工|师生|同学|群众|居民|离退|退休|孤寡|留守|环卫|学生|教|同志|新生|儿童|家|贫困|患病|户|军|人)/.test(
        m[2]!.trim() || '?',
      ) &&
      !/慰问/.test(text)
    )
      continue;
    if (kind === 'pairing' && count === 1) continue;
    if (count === 1 && named === 0 && kind !== 'visit' && kind !== 'talk' && kind !== 'contact') continue;
    if (/五个人/.test(m[0])) continue;
    return { count, words: m[0] };
  }
  const plain = PLAIN.exec(text);
  if (
    plain &&
    (kind === 'lecture' || ((kind === 'talk' || kind === 'visit' || kind === 'contact') && named === 0))
  ) {
    const count = parseChineseNumber(plain[1]!);
    if (
      count &&
      count > 1 &&
      count > named &&
      !/(?:我们|家里|一家|全家|他们|俩|三|两|就)$/.test(text.slice(Math.max(0, plain.index - 2), plain.index))
    )
      return { count, words: plain[0] };
  }
  return undefined;
}
