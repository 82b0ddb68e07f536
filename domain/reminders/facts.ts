/** What reminders are decided from: dated facts, so that the plan of a day can be made again later. Pure types. */
import { z } from 'zod';
import type { Credit } from '../activity.ts';
import type { DutyRule } from '../duty.ts';
import type { MustTalk } from '../must-talk.ts';
import type { SchoolYear } from '../period.ts';
import type { Excused } from '../progress.ts';
import type { Review } from '../review.ts';
import type { School } from '../school.ts';
import type { Task } from '../task.ts';
import { Day } from '../understanding.ts';
import { TeachingHours, type WorkCalendar } from '../work-calendar.ts';
import type { ReminderSettings } from './settings.ts';
import { ReminderSubject } from './subject.ts';

/** 今天不再提醒 · 三天后再说 · 暂停到某日; 恢复 ends it by setting `until` to that day. */
export const Snooze = z.object({
  person: z.string(),
  /** The item; absent = everything. */
  ref: z.string().optional(),
  /** Said on this day; holds at once. */
  on: Day,
  /** The first day on which reminders come again. */
  until: Day,
  /** Whether what was put off is to be brought up again then (三天后再说), or only becomes possible again. */
  again: z.boolean(),
});
export type Snooze = z.infer<typeof Snooze>;

/** 不再提醒: of an item, of a subject, or — without either — of everything. */
export const OptOut = z.object({
  person: z.string(),
  ref: z.string().optional(),
  subject: ReminderSubject.optional(),
  on: Day,
});
export type OptOut = z.infer<typeof OptOut>;

/** Someone answered a reminder, whatever they said; absent `ref` = the whole message. */
export const Reaction = z.object({ person: z.string(), ref: z.string().optional(), on: Day });
export type Reaction = z.infer<typeof Reaction>;

/** 催: a leader asks for an item to be brought up. */
export const Nudge = z.object({ by: z.string(), ref: z.string(), on: Day });
export type Nudge = z.infer<typeof Nudge>;

/** Bereaved (丧亲). Leave is in the directory; this is not for everyone's eyes. Both days are included. */
export const Bereavement = z.object({ person: z.string(), from: Day, to: Day });
export type Bereavement = z.infer<typeof Bereavement>;

/** Someone's lessons; `until` is the last day on which they are held, absent = for good. */
export const Teaching = z.object({
  person: z.string(),
  hours: z.array(TeachingHours),
  until: Day.optional(),
});
export type Teaching = z.infer<typeof Teaching>;

/**
 * Everything that a plan depends on beside the messages already sent. Treated as immutable: a change is a new
 * object, since what was worked out of one is remembered with it.
 */
export interface ReminderFacts {
  school: School;
  calendar: WorkCalendar;
  schoolYear?: SchoolYear;
  settings: ReminderSettings;
  rules: DutyRule[];
  credits: Credit[];
  excuses: Excused[];
  tasks: Task[];
  reviews: Review[];
  mustTalks: MustTalk[];
  /** Days of the set-up and of imports of the directory. */
  setUps: Day[];
  bereavements: Bereavement[];
  snoozes: Snooze[];
  optOuts: OptOut[];
  reactions: Reaction[];
  nudges: Nudge[];
  teaching: Teaching[];
}

const sorted = new WeakMap<readonly object[], Map<string, Map<unknown, unknown[]>>>();
const NONE: readonly never[] = [];

/**
 * Those of some facts that have a value, e.g. a person's. A list is sorted out once and then remembered with it, so
 * that going through a school of many thousands does not go through everybody's facts for each of them.
 */
export function factsWith<T extends object, K extends keyof T & string>(
  list: readonly T[],
  key: K,
  value: T[K],
): readonly T[] {
  if (list.length === 0) return NONE;
  let keys = sorted.get(list);
  if (!keys) {
    keys = new Map();
    sorted.set(list, keys);
  }
  let byValue = keys.get(key) as Map<T[K], T[]> | undefined;
  if (!byValue) {
    byValue = new Map();
    for (const one of list) {
      const same = byValue.get(one[key]);
      if (same) same.push(one);
      else byValue.set(one[key], [one]);
    }
    keys.set(key, byValue);
  }
  return byValue.get(value) ?? NONE;
}

const NO_LESSONS: TeachingHours[] = [];

/** The lessons of one person as they are held on a day. */
export function teachingOf(facts: ReminderFacts, person: string, day: Day): TeachingHours[] {
  const found = factsWith(facts.teaching, 'person', person);
  if (found.length === 0) return NO_LESSONS;
  return found.filter((t) => t.until === undefined || day <= t.until).flatMap((t) => t.hours);
}
