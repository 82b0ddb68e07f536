/** A task (任务): a thing with an owning organization and a deadline, written off (销号) when it is done. Pure types. */
import { z } from 'zod';
import { Source } from './duty.ts';
import { Day } from './understanding.ts';

/** 进行中 · 已申请办结，待核验 · 已销号 · 不再要求 */
export const TaskState = z.enum(['open', 'submitted', 'written_off', 'cancelled']);

export const Task = z.object({
  id: z.string().min(1),
  /** The number by which people call it: 任务12. */
  number: z.number().int().positive(),
  title: z.string().min(1),
  /** The organization that owns it; a task for several organizations is one task each. */
  organization: z.string(),
  /** The day on which it was given out or imported. */
  createdOn: Day,
  dueOn: Day,
  /** The day on which the deadline was last moved: from the next day it is a matter of the new one. */
  movedOn: Day.optional(),
  state: TaskState,
  source: Source,
  /** What the owner last said about it, in a few words; never sealed matter. */
  note: z.string().max(60).optional(),
});
export type Task = z.infer<typeof Task>;
