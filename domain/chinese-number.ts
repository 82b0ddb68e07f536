/** Numbers as Chinese writes them: 十二, 二十, 两, 一百二, 二〇二六, １２, 12, 一个半. */

const DIGITS: Record<string, number> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  俩: 2,
  三: 3,
  仨: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const TENS: Record<string, number> = { 十: 10, 百: 100, 千: 1000 };

/** Source of an expression for one whole number, in digits or Chinese. */
export const NUMBER_PATTERN = '(?:\\d{1,4}|[零〇一二两俩三仨四五六七八九十百廿卅]{1,7})';

/**
 * A whole number in digits or Chinese numerals.
 * @returns undefined when the text is no number
 */
export function parseChineseNumber(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const plain = text.replace(/廿/g, '二十').replace(/卅/g, '三十');
  if (plain === '') return undefined;
  // 二〇二六, 二三零一: read digit by digit
  if (!/[十百千]/.test(plain)) {
    let value = 0;
    for (const char of plain) {
      const digit = DIGITS[char];
      if (digit === undefined) return undefined;
      value = value * 10 + digit;
    }
    return value;
  }
  let total = 0;
  let pending: number | undefined;
  let lastUnit = 0;
  for (const char of plain) {
    const unit = TENS[char];
    if (unit !== undefined) {
      total += (pending ?? 1) * unit;
      pending = undefined;
      lastUnit = unit;
      continue;
    }
    const digit = DIGITS[char];
    if (digit === undefined) return undefined;
    if (digit === 0) {
      lastUnit = 0;
      continue;
    }
    pending = digit;
  }
  // 一百二 is 120, 十二 is 12, 一百零二 is 102
  if (pending !== undefined) total += lastUnit >= 100 ? (pending * lastUnit) / 10 : pending;
  return total;
}

/**
 * A quantity with halves: `1.5`, `两`, `一个半`, `半`, `两个半`.
 * @returns undefined when the text is no quantity
 */
export function parseQuantity(text: string): number | undefined {
  if (text === '半' || text === '半个') return 0.5;
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  const half = /^(.+?)个?半$/.exec(text);
  if (half) {
    const whole = parseChineseNumber(half[1]!.replace(/个$/, ''));
    return whole === undefined ? undefined : whole + 0.5;
  }
  const point = /^([一二两三四五六七八九十零〇\d]+)点([一二三四五六七八九零〇\d])$/.exec(text);
  if (point) {
    const whole = parseChineseNumber(point[1]!);
    const part = parseChineseNumber(point[2]!);
    return whole === undefined || part === undefined ? undefined : whole + part / 10;
  }
  return parseChineseNumber(text.replace(/个$/, ''));
}
