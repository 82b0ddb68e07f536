/** One event that took place, recorded once for everyone who took part. Pure types. */
import { z } from 'zod';
import { ActivityForm, ActivityKind, Day, Daypart, Manner, Mode, TalkReason } from './understanding.ts';

/** Someone who took part. */
export const Participation = z.object({
  person: z.string(),
  /** `author` told of it; `companion` was named by the author. */
  role: z.enum(['author', 'companion']),
  /** The branch belonged to on the activity's day; the credit follows it. */
  branch: z.string().optional(),
  /** Taken back by the participant. */
  withdrawn: z.boolean().optional(),
});
export type Participation = z.infer<typeof Participation>;

/** Someone who was visited, talked with, contacted or tied: one row of the ledger. */
export const Contact = z.object({
  /** Directory id; absent for people whom the directory lacks (their names are sealed). */
  person: z.string().optional(),
  /** Place in the sealed list of names for people whom the directory lacks. */
  unlisted: z.number().int().optional(),
});
export type Contact = z.infer<typeof Contact>;

/** What one participation is worth: one unit of counting of a duty. */
export const Credit = z.object({
  duty: z.string(),
  period: z.string(),
  person: z.string(),
  counterpart: z.string().optional(),
  branch: z.string().optional(),
});
export type Credit = z.infer<typeof Credit>;

/** The plain facts of an activity. Texts, places and reasons are not here: they are sealed. */
export const ActivityFacts = z.object({
  kind: ActivityKind,
  form: ActivityForm.optional(),
  date: Day,
  endDate: Day.optional(),
  daypart: Daypart.optional(),
  time: z.string().optional(),
  mode: Mode.optional(),
  manner: Manner.optional(),
  count: z.number().optional(),
  hours: z.number().optional(),
  /** A talk with several people: held one by one (`true`), together (`false`), or not yet said (absent). */
  individually: z.boolean().optional(),
});
export type ActivityFacts = z.infer<typeof ActivityFacts>;

/** What is sealed of an activity: readable by its author and the secretary in charge. */
export const ActivityText = z.object({
  /** The message, word for word. */
  words: z.string(),
  place: z.string().optional(),
  reason: TalkReason.optional(),
  /** Names of targets whom the directory lacks, in order of their `unlisted` numbers. */
  unlisted: z.array(z.string()).optional(),
  /** Names of companions whom the directory lacks. */
  unlistedCompanions: z.array(z.string()).optional(),
});
export type ActivityText = z.infer<typeof ActivityText>;
