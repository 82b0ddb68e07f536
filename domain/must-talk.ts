/** A talk that must be held (必谈, 校园先锋工程通知 二3): opened by a person, never from text. Pure types. */
import { z } from 'zod';
import type { Source } from './duty.ts';
import { Day } from './understanding.ts';

export const MustTalkState = z.enum(['open', 'done', 'cancelled']);

/** The occasion is not here: it is sealed. */
export const MustTalk = z.object({
  id: z.string().min(1),
  /** The person to be talked with; never named in a pushed message. */
  subject: z.string(),
  /** Who is to hold it; absent = the secretary of the subject's branch. */
  holder: z.string().optional(),
  openedOn: Day,
  /** The day by which it is to be held; the clause says 及时, {@link MUST_TALK_DAYS} by default. */
  dueOn: Day,
  state: MustTalkState,
  /** The day on which it was held or cancelled; the subject is left in peace up to and including it. */
  closedOn: Day.optional(),
  /** The recorded talk by which it was closed. */
  heldIn: z.string().optional(),
  /** Recorded talks with its subject of which its holder said that they were other ones. */
  notIn: z.array(z.string()).optional(),
});
export type MustTalk = z.infer<typeof MustTalk>;

/** Default time to hold it, in calendar days. The clause sets no number; a setting. */
export const MUST_TALK_DAYS = 7;

export const MUST_TALK_SOURCE: Source = { document: '校园先锋工程通知', clause: '二3', inPrinciple: false };
