/** One day phrase at one place of a text: absolute days, relative days, weekdays, months, festivals. */
import { absolute, ofMonth, shortRanges } from './day-absolute.ts';
import { festivals, laterInHoliday } from './day-festival.ts';
import { monthParts, months, nthDays, nthWeekdays, periodEnds } from './day-month.ts';
import type { DayScene, DayToken, Matcher } from './day-parts.ts';
import { anaphoric, relative, weeks } from './day-relative.ts';

export type { DayToken } from './day-parts.ts';

/** Characters with which a day phrase can begin: elsewhere nothing is tried. */
const STARTS =
  /[\d零〇一二两三四五六七八九十廿卅前大今本当这昨后明去上下次周星礼春清端七中重国元新情学雷妇女植世读愚劳青护儿建党抗教九烈记双宪志公平圣跨正年除破母父感敬冬刚方适早月半同隔转几过第琴寻噚听夜腊小南北三初立谷芒处白寒霜惊夏秋医]/;

const MATCHERS: Matcher[] = [
  nthWeekdays,
  nthDays,
  periodEnds,
  shortRanges,
  absolute,
  ofMonth,
  relative,
  weeks,
  monthParts,
  festivals,
  laterInHoliday,
  months,
  anaphoric,
];

/** The day phrase that begins exactly at a position, if any. */
export function matchDay(text: string, at: number, scene: DayScene): DayToken | undefined {
  if (!STARTS.test(text[at]!)) return undefined;
  for (const matcher of MATCHERS) {
    const found = matcher(text, at, scene);
    if (found) {
      const { length, ...rest } = found;
      return { start: at, end: at + length, ...rest };
    }
  }
  return undefined;
}
