/** Every number of the reminders in one place, with its unit and where it comes from. */
import { z } from 'zod';

const days = z.number().int().nonnegative();
const byPeriod = z.object({ year: days, half: days, semester: days, quarter: days });

export const ReminderSettings = z.object({
  /** Lines of one message; the rest is shown on request. Etiquette: three items. */
  itemsPerDigest: z.number().int().positive(),
  /** Unsolicited messages a plain member may get from Monday to Sunday. Etiquette: two. */
  memberMessagesPerWeek: z.number().int().positive(),
  /** 蓝: calendar days before the end of the period. Etiquette: 60 for yearly duties; shorter periods are our choice. */
  blueBeforeEndDays: byPeriod,
  /** 黄: calendar days before the end of the period. Our choice: three weeks of a year. */
  yellowBeforeEndDays: byPeriod,
  /** Calendar days after the end of a period in which its books stay open (补记、说明情况); red until then. January, as reports on the past year are due by its end (辽科院委发〔2020〕6号附件2（十二）). */
  closingDays: days,
  /** Calendar days before a vacation in which visits are blue. Etiquette names the occasion; the length is our choice. */
  visitBeforeVacationDays: days,
  /** Duties that stand as long as a tie does have no deadline (校园先锋工程通知 二2 sets none): blue once a semester, this many calendar days after its start … */
  standingAfterSemesterStartDays: days,
  /** … for this many calendar days. Our choice. */
  standingBlueDays: days,
  /** Calendar days before a task's deadline. Our choice. */
  task: z.object({ blueBeforeDays: days, yellowBeforeDays: days }),
  /** The report before a review, in calendar days before the review: scene "Quarterly review in two weeks". */
  reviewReport: z.object({ blueBeforeReviewDays: days, yellowBeforeReviewDays: days }),
  /** The comment on the day, in calendar days before it. Our choice. */
  reviewComment: z.object({ blueBeforeDays: days, yellowBeforeDays: days }),
  /** Calendar days in which a review that was not held stays open. Our choice. */
  reviewOpenAfterDays: days,
  /** Working days after which a member is told again of something yellow or red. Our choice. */
  repeatWorkingDays: z.number().int().positive(),
  /** Working days after which an overdue 必谈 is mentioned again. Our choice; 及时 in the clause. */
  mustTalkRepeatWorkingDays: z.number().int().positive(),
  /** Ignored mentions after which an item moves to the weekly overview. Etiquette: two. */
  ignoredMentions: z.number().int().positive(),
  /** Calendar days after a set-up or import in which nothing is yellow or red. Etiquette: 14. */
  graceDays: days,
  /** Working days from red to the escalation. Etiquette: 10. */
  escalateAfterWorkingDays: z.number().int().positive(),
  /** Calendar days between two 催 of one duty. Etiquette: at most weekly. */
  nudgeEveryDays: z.number().int().positive(),
  /** 三天后再说, in calendar days. Etiquette. */
  snoozeDays: z.number().int().positive(),
});
export type ReminderSettings = z.infer<typeof ReminderSettings>;

export const DEFAULT_REMINDER_SETTINGS: ReminderSettings = {
  itemsPerDigest: 3,
  memberMessagesPerWeek: 2,
  blueBeforeEndDays: { year: 60, half: 30, semester: 30, quarter: 20 },
  yellowBeforeEndDays: { year: 21, half: 14, semester: 14, quarter: 10 },
  closingDays: 31,
  visitBeforeVacationDays: 14,
  standingAfterSemesterStartDays: 14,
  standingBlueDays: 28,
  task: { blueBeforeDays: 30, yellowBeforeDays: 7 },
  reviewReport: { blueBeforeReviewDays: 28, yellowBeforeReviewDays: 14 },
  reviewComment: { blueBeforeDays: 7, yellowBeforeDays: 2 },
  reviewOpenAfterDays: 31,
  repeatWorkingDays: 5,
  mustTalkRepeatWorkingDays: 3,
  ignoredMentions: 2,
  graceDays: 14,
  escalateAfterWorkingDays: 10,
  nudgeEveryDays: 7,
  snoozeDays: 3,
};
