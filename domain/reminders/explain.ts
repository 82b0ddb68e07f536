/** Answers to 你本月提醒我几次, 我会收到哪些提醒 and 提醒设置: what is known about someone's reminders. Pure. */
import { addDays, dayOf, mondayOf } from '../day.ts';
import type { Day } from '../understanding.ts';
import { addWorkingDays, type TeachingHours, workingDayFrom } from '../work-calendar.ts';
import { type Cadence, cadenceOf, messagesInMonth } from './budget.ts';
import { type ReminderFacts, teachingOf } from './facts.ts';
import { openItems, type ReminderItem } from './items.ts';
import { type DigestRow, wasAttempted } from './row.ts';
import { isOptedOut } from './snooze.ts';
import type { ReminderSubject } from './subject.ts';

export interface ReminderAccount {
  person: string;
  day: Day;
  cadence: Cadence;
  /** Unsolicited messages of this calendar month so far. */
  thisMonth: { digests: number; mustTalks: number };
  /** Most messages: a week for a member, a day for a secretary. */
  limit: { messages: number; per: 'week' | 'day' };
  /** What is open now, told to this person or their office, the most urgent first. */
  open: ReminderItem[];
  /** What will be brought up within the horizon unless it is done before. */
  upcoming: { kind: ReminderItem['kind']; ref: string; duty?: string; from: Day; dueOn: Day }[];
  /** The next day on which a message is possible. */
  nextDay: Day;
  /** Until when everything is put off; the first day on which reminders come again. */
  pausedUntil?: Day;
  optedOut: boolean;
  /** Subjects and items of which 不再提醒 was said. */
  stopped: {
    subjects: ReminderSubject[];
    refs: string[];
    /** Numbers of the tasks among them. */
    tasks: number[];
  };
  teaching: TeachingHours[];
  /** The last day on which these lessons are held, where it is known. */
  teachingUntil?: Day;
}

/** How far ahead {@link explainReminders} looks, in calendar days. */
export const EXPLAIN_AHEAD_DAYS = 60;
const STEP_DAYS = 7;

/**
 * Everything that someone may know about their own reminders.
 * @param rows rows of the person, at least of this month
 */
export function explainReminders(
  facts: ReminderFacts,
  person: string,
  rows: DigestRow[],
  now: string,
): ReminderAccount {
  const day = dayOf(new Date(now));
  const mine = (on: Day) =>
    (openItems(facts, on).byRecipient.get(person) ?? []).filter((i) => !isOptedOut(facts, person, on, i));
  const open = mine(day).sort((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0));
  const known = new Set(open.map((i) => i.ref));
  const upcoming: ReminderAccount['upcoming'] = [];
  // Looking once a week is enough to say when something will come up; the day itself is in the item.
  for (let ahead = STEP_DAYS; ahead <= EXPLAIN_AHEAD_DAYS; ahead += STEP_DAYS) {
    for (const item of mine(addDays(day, ahead))) {
      if (known.has(item.ref)) continue;
      known.add(item.ref);
      upcoming.push({
        kind: item.kind,
        ref: item.ref,
        ...(item.duty && { duty: item.duty }),
        from: item.since,
        dueOn: item.dueOn,
      });
    }
  }
  const cadence = cadenceOf(facts, person, day);
  const pausedUntil = facts.snoozes
    .filter((s) => s.person === person && s.ref === undefined && s.on <= day && day < s.until)
    .map((s) => s.until)
    .sort()
    .at(-1);
  const optOuts = facts.optOuts.filter((o) => o.person === person && o.on <= day);
  const teachingUntil = facts.teaching.find(
    (t) => t.person === person && t.until !== undefined && day <= t.until,
  )?.until;
  const refs = [...new Set(optOuts.flatMap((o) => o.ref ?? []))];
  const earliest = pausedUntil ?? addDays(day, 1);
  return {
    person,
    day,
    cadence,
    thisMonth: countThisMonth(rows, person, day),
    limit:
      cadence === 'secretary'
        ? { messages: 1, per: 'day' }
        : { messages: facts.settings.memberMessagesPerWeek, per: 'week' },
    open,
    upcoming,
    nextDay: nextDayOf(facts, cadence, earliest),
    ...(pausedUntil && { pausedUntil }),
    optedOut: optOuts.some((o) => o.ref === undefined && o.subject === undefined),
    stopped: {
      subjects: [...new Set(optOuts.flatMap((o) => o.subject ?? []))],
      refs,
      tasks: facts.tasks.filter((task) => refs.includes(`task:${task.id}`)).map((task) => task.number),
    },
    teaching: teachingOf(facts, person, day),
    ...(teachingUntil && { teachingUntil }),
  };
}

/** 你本月提醒我几次: unsolicited messages of the calendar month so far, today included. */
export function countThisMonth(
  rows: DigestRow[],
  person: string,
  day: Day,
): { digests: number; mustTalks: number } {
  const own = rows.filter((r) => r.person === person && wasAttempted(r));
  return messagesInMonth(own, day.slice(0, 7), day);
}

function nextDayOf(facts: ReminderFacts, cadence: Cadence, earliest: Day): Day {
  if (cadence === 'member') return workingDayFrom(facts.calendar, earliest);
  const monday = mondayOf(earliest) === earliest ? earliest : addDays(mondayOf(earliest), 7);
  const first = workingDayFrom(facts.calendar, monday);
  return first >= earliest ? first : addWorkingDays(facts.calendar, earliest, 1);
}
