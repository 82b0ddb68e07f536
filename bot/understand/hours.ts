/** 学时 and 课时 of study and lectures, 小时 of service. */
import { parseQuantity } from '../../domain/chinese-number.ts';
import type { ActivityKind } from '../../domain/understanding.ts';

const AMOUNT =
  '(\\d{1,3}(?:\\.\\d)?|[一二两俩仨三四五六七八九十半百廿]{1,4}(?:点[一二三四五六七八九五])?(?:个半)?)';
const CREDIT = new RegExp(
  `${AMOUNT} ?(?:个|整)?(半)?(?:多)? ?(?:学时|课时|学分时)(半)?|(?:学时|课时)(?:数)?(?:给|就)?(?:我)?(?:共|为|是|：|计|合计|总计|记|算|按|:| )*${AMOUNT}(?!月|日|号|[./]\\d|[条次笔项样件场门])`,
);
const HOURS = new RegExp(`${AMOUNT} ?(?:个)?(半)? ?[多来把]? ?(?:小时|钟头|个钟|h(?![a-z]))(半)?`);
const MINUTES = /(\d{2,3}) ?分钟/;

/** An amount of hours or credit anywhere in a text. */
export const SAYS_HOURS =
  /\d ?(?:个)?(?:半)?(?:学时|课时|小时|钟头)|[一两二三四五六七八九十半俩](?:个)?(?:半)?(?:学时|课时|小时|钟头)/;

const PUTS_RIGHT =
  /(?:不对|不不|哦不|啊不|嗯不|不是(?=[，。 ])|[说写打记算报填讲]错了?|应该是|其实(?:是|只|就|才)|实际(?:上)?(?:是|只|就|才)?|(?:[一细再]|重新)算(?:下来)?(?:才|是|只|就|应)|更正|等等|等下)/;

/** 说好两小时，最后站了三小时: what was agreed, and what it came to. */
const CAME_TO =
  /(?:说好|讲好|约好|定好|排了|安排|原定|原计划|计划|本来|预计|打算|报了?)[^。；]{1,16}?(?:最后|结果|实际|后来|末了|到头来|愣是|硬是|一直|足足)/;

/** Whether hours are said again to put them right. */
export function putsHoursRight(text: string): boolean {
  return afterCorrection(text) !== text;
}

/** 按8小时记: what is to be counted, whatever is told before. */
const TO_COUNT = new RegExp(
  `(?<=^|[，。；]|就|请|给我|麻烦|都)按(?:照)?${AMOUNT}个?半?(?:学时|课时|小时|钟头)(?:记|算|计|报)(?:吧|就行|就好)?(?=$|[，。；！])`,
);

/** What follows 不对, 说错了 when hours follow it (2学时，不对3学时). */
function afterCorrection(text: string): string {
  const [counted] = TO_COUNT.exec(text) ?? [];
  if (counted) return counted;
  const agreed = CAME_TO.exec(text);
  const m = PUTS_RIGHT.exec(text);
  const rest = agreed
    ? sameUnit(agreed[0], text.slice(agreed.index + agreed[0].length))
    : m
      ? text.slice(m.index)
      : '';
  return CREDIT.test(rest) || HOURS.test(rest) ? rest : text;
}

/** …8学时，最后只认了6个: the unit that was said of what was agreed. */
function sameUnit(agreed: string, rest: string): string {
  const unit = /学时|课时|小时|钟头/.exec(agreed)?.[0];
  const amount = BARE_AMOUNT.exec(rest)?.[1];
  return unit && amount ? `${amount}${unit}` : rest;
}

const BARE_AMOUNT = new RegExp(
  `^(?:实际|我们?|咱们?)?(?:就|只|才|也|还|仅)*(?:给|认定?|算|记|批|核|听|上|学|站|干|做|待|忙)?(?:了|到|成|是|有|够)*(?:就|只|才)?${AMOUNT}个?(?:半)?(?=$|[，。；！])`,
);

const IN_ALL =
  /(?<=(?:一|每)(?:天|次|场|晚|回)[^，。；]{1,10}[，]?)(?:一共|总共|合计|共计|加起来|拢共|共).*$/s;

const ONE_AMOUNT = new RegExp(
  `(?:${AMOUNT}) ?(?:个|整)?半?(?:学时|课时|小时|钟头|h)半?|[是共算记计为：]`,
  'g',
);

/**
 * The activity among those told whose hours a clause gives by its name: 上午听报告下午扫雪，报告2学时，扫雪1小时.
 * @param told activities with the words that tell of them
 */
export function creditedTo<T extends { heads: { text: string }[] }>(
  { text }: { text: string },
  told: readonly T[],
): T | undefined {
  if (told.length < 2 || text.length > 12 || !SAYS_HOURS.test(text)) return undefined;
  const name = text.replace(ONE_AMOUNT, '').trim();
  if (name.length < 2) return undefined;
  return told.find(
    (d) => d.heads.some((c) => c.text.includes(name)) && !d.heads.some((c) => SAYS_HOURS.test(c.text)),
  );
}

/** Hours that count for an activity of this kind; undefined when none are stated. */
export function findHours(text: string, kind: ActivityKind): { hours: number; words: string } | undefined {
  if (kind === 'study' || kind === 'lecture') {
    const said = afterCorrection(text);
    // 一天八个学时一共二十四个学时
    const m = CREDIT.exec(IN_ALL.exec(said)?.[0] ?? '') ?? CREDIT.exec(said);
    if (!m || /还差|还缺|不足|不到$/.test(text.slice(Math.max(0, m.index - 4), m.index))) return undefined;
    const amount = parseQuantity((m[1] ?? m[4])!);
    if (amount === undefined) return undefined;
    return { hours: amount + (m[2] || m[3] ? 0.5 : 0), words: m[0] };
  }
  if (kind === 'service') {
    const said = afterCorrection(text);
    const m = HOURS.exec(IN_ALL.exec(said)?.[0] ?? '') ?? HOURS.exec(said) ?? CREDIT.exec(text);
    if (m) {
      const amount = parseQuantity((m[1] ?? m[4])!);
      if (amount !== undefined) return { hours: amount + (m[2] || m[3] ? 0.5 : 0), words: m[0] };
    }
    const minutes = MINUTES.exec(text);
    if (minutes) return { hours: Number(minutes[1]) / 60, words: minutes[0] };
  }
  return undefined;
}
