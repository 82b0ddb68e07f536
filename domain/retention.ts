/** How long texts are kept: a setting per kind, with defaults of ours. Counts stay for good. Pure. */
import { z } from 'zod';
import { ActivityKind, type Day } from './understanding.ts';

const years = z.number().int().min(0).max(30);

/**
 * The setting `retention`. None of the five documents sets a time for texts; the defaults are our choice and the
 * school's to change.
 */
export const Retention = z.object({
  /** Years after the end of the year of the activity for which its texts are kept. */
  textYears: z.partialRecord(ActivityKind, years).default({}),
  /** The same for kinds not named. */
  defaultTextYears: years.default(3),
  /** Days for which messages, answers and notices are kept, and admissions that led to nothing. */
  messageDays: z.number().int().min(1).max(365).default(30),
  /** Days for which a record made for somebody else waits for their word. */
  proposalDays: z.number().int().min(1).max(365).default(30),
  /** Years for which it stays visible who read what. */
  auditYears: years.default(3),
});
export type Retention = z.infer<typeof Retention>;

/** Name of the setting. */
export const RETENTION_SETTING = 'retention';

/** The setting as stored, or the defaults. @throws ZodError naming the field that is wrong */
export function parseRetention(stored: unknown): Retention {
  return Retention.parse(stored ?? {});
}

/** The first day of which texts of a kind are still kept on a day: texts of the days before it are destroyed. */
export function textsKeptFrom(retention: Retention, kind: ActivityKind, today: Day): Day {
  const keep = retention.textYears[kind] ?? retention.defaultTextYears;
  return `${Number(today.slice(0, 4)) - keep}-01-01`;
}
