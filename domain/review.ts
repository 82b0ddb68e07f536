/** A quarterly review (领导点评): the unit reports first, then the reviewer comments on the day. Pure. */
import { z } from 'zod';
import { addDays } from './day.ts';
import { Source } from './duty.ts';
import type { School } from './school.ts';
import { Day } from './understanding.ts';
import { reviewDayOf, type WorkCalendar } from './work-calendar.ts';

export const Review = z.object({
  id: z.string().min(1),
  /** `2026Q4` */
  period: z.string().regex(/^\d{4}Q[1-4]$/),
  /** The unit that reports and is commented on. */
  organization: z.string(),
  /** Who comments, where it is not the secretary of the unit above. */
  reviewer: z.string().optional(),
  createdOn: Day,
  /** The day of the review. */
  day: Day,
  /** The report of the level below is due on this day. */
  reportDueOn: Day,
  /** The day on which the review was last moved: from the next day it is a matter of the new one. */
  movedOn: Day.optional(),
  reportedOn: Day.optional(),
  heldOn: Day.optional(),
  cancelled: z.literal(true).optional(),
  source: Source,
});
export type Review = z.infer<typeof Review>;

/** Days between the report and the review, so that it can be read. Our choice; the clause sets none. */
export const REPORT_BEFORE_REVIEW_DAYS = 7;

/** 创先争优方案（征求意见稿）四（二）: a draft of 2010, cited as such. */
export const REVIEW_SOURCE: Source = {
  document: '创先争优方案（征求意见稿）',
  clause: '四（二）',
  inPrinciple: true,
};

/**
 * The reviews of a quarter on its default day: one for each unit that has a unit of the Party organisation above it.
 * @param quarter `2026Q4`
 * @param createdOn the day on which they are set up
 */
export function quarterlyReviews(
  school: School,
  calendar: WorkCalendar,
  quarter: string,
  createdOn: Day,
): Review[] {
  const day = reviewDayOf(calendar, quarter);
  return school.directory.organizations
    .filter((o) => o.parent !== null && o.kind !== 'department')
    .map((o) => ({
      id: `${quarter}-${o.id}`,
      period: quarter,
      organization: o.id,
      createdOn,
      day,
      reportDueOn: addDays(day, -REPORT_BEFORE_REVIEW_DAYS),
      source: REVIEW_SOURCE,
    }));
}
