/** Periods that people name in questions: 今年, 三季度, 上半年, 上个月, 本学期. */
import { parseChineseNumber } from '../../domain/chinese-number.ts';
import { addDays, dayOf } from '../../domain/day.ts';
import { DEFAULT_SCHOOL_YEAR, periodOf, periodSpan, type SchoolYear } from '../../domain/period.ts';

const N = '[一二三四1-4]';
const QUARTER = new RegExp(`(?:第)?(${N})季度|(上|本|这|当前)(?:一)?个?季度|[Qq]([1-4])`);
const pad = (n: number) => String(n).padStart(2, '0');

/**
 * The period that a text names.
 * @param looking whether a month or a quarter without a year that has not begun lies behind or ahead: 九月份走访了几家
 * in August asks about last year, 九月份有什么任务 about the next month
 * @returns undefined when it names none
 */
export function findPeriod(
  text: string,
  now: Date,
  looking: 'back' | 'ahead' = 'back',
  school: SchoolYear = DEFAULT_SCHOOL_YEAR,
): { period: string; words: string } | undefined {
  const today = dayOf(now);
  const year = Number(today.slice(0, 4));
  const month = Number(today.slice(5, 7));
  const yearSaid =
    /(今年|本年度?|当年|去年|上年度?|前年|明年|(20\d{2}|二[〇零]二[〇零一二三四五六七八九])(?:年|年度)?(?![-\d]))/.exec(
      text,
    );
  const isLastYears = (later: boolean) => !yearSaid && later && looking === 'back';
  const base = !yearSaid
    ? year
    : yearSaid[2]
      ? parseChineseNumber(yearSaid[2])!
      : /去年|上年/.test(yearSaid[1]!)
        ? year - 1
        : yearSaid[1] === '前年'
          ? year - 2
          : yearSaid[1] === '明年'
            ? year + 1
            : year;
  const half = /上(?:一)?(?:个)?学年(?:的)?(?:第)?([上下一二])(?:半)?学期/.exec(text);
  if (half) {
    const first = Number(periodOf(today, 'semester', school).slice(0, 4)) - 1;
    return { period: `${first}-${first + 1}-${/[上一]/.test(half[1]!) ? 1 : 2}`, words: half[0] };
  }
  let m = /(上|这|本|当前|下)(?:一)?个?学期/.exec(text);
  if (m) {
    const current = periodOf(today, 'semester', school);
    if (m[1] === '上')
      return {
        period: periodOf(addDays(periodSpan(current, school).from, -1), 'semester', school),
        words: m[0],
      };
    if (m[1] === '下')
      return {
        period: periodOf(addDays(periodSpan(current, school).to, 1), 'semester', school),
        words: m[0],
      };
    return { period: current, words: m[0] };
  }
  m = /(20\d{2})\s*[-—～至]\s*(20\d{2})(?:学年)?(?:第)?([一二12])学期/.exec(text);
  if (m) return { period: `${m[1]}-${m[2]}-${/[一1]/.test(m[3]!) ? 1 : 2}`, words: m[0] };
  m = /(上半学年|下半学年|秋季学期|秋学期|春季学期|春学期|第[一二]学期)/.exec(text);
  if (m) {
    const autumn = /上半|秋|第一/.test(m[1]!);
    // the school year that is running; a semester of it that has not begun is the last one of that name
    const current = periodOf(today, 'semester', school);
    const first = Number(current.slice(0, 4));
    if (yearSaid) return { period: autumn ? `${base}-${base + 1}-1` : `${base - 1}-${base}-2`, words: m[0] };
    if (autumn) {
      const begun = looking === 'back' || current.endsWith('1') ? first : first + 1;
      return { period: `${begun}-${begun + 1}-1`, words: m[0] };
    }
    const spring = looking === 'ahead' || current.endsWith('2') ? first : first - 1;
    return { period: `${spring}-${spring + 1}-2`, words: m[0] };
  }
  m = QUARTER.exec(text);
  if (m) {
    const quarter = Math.ceil(month / 3);
    if (m[2]) {
      if (m[2] !== '上') return { period: `${year}Q${quarter}`, words: m[0] };
      return { period: quarter === 1 ? `${year - 1}Q4` : `${year}Q${quarter - 1}`, words: m[0] };
    }
    const asked = parseChineseNumber((m[1] ?? m[3])!)!;
    return { period: `${isLastYears(asked > quarter) ? year - 1 : base}Q${asked}`, words: m[0] };
  }
  m = /(上|下|前|后)半年/.exec(text);
  if (m) {
    const half = /[上前]/.test(m[1]!) ? 1 : 2;
    return { period: `${isLastYears(half === 2 && month <= 6) ? year - 1 : base}H${half}`, words: m[0] };
  }
  m = /(上上|上|这|本|当|下)个?月/.exec(text);
  if (m) {
    const shift = m[1] === '上上' ? -2 : m[1] === '上' ? -1 : m[1] === '下' ? 1 : 0;
    const index = year * 12 + month - 1 + shift;
    return { period: `${Math.floor(index / 12)}-${pad((index % 12) + 1)}`, words: m[0] };
  }
  m = /(?<![\d.])(\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?(?![\d一二三四五六七八九十])/.exec(text);
  if (m) {
    const n = parseChineseNumber(m[1]!);
    if (n && n >= 1 && n <= 12)
      return { period: `${isLastYears(n > month) ? year - 1 : base}-${pad(n)}`, words: m[0] };
  }
  if (yearSaid) return { period: `${base}`, words: yearSaid[0] };
  m = /(?:全年|年度|这一年|一年来)/.exec(text);
  if (m) return { period: `${year}`, words: m[0] };
  return undefined;
}
