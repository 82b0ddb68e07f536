/** The check at a digest's first attempt: whether it is still needed, and what it says now. */
import { addDays, clockOf, dayOf } from '../domain/day.ts';
import { teachingOf } from '../domain/reminders/facts.ts';
import { type PlanInput, stillNeeded, WATERMARK_DAYS } from '../domain/reminders/plan.ts';
import { bookOf, type PlannedDigest, type RowBook } from '../domain/reminders/row.ts';
import type { Day } from '../domain/understanding.ts';
import { nextAllowed } from '../domain/work-calendar.ts';
import { digestText } from '../texts/digest.ts';
import type { ActionContext } from './context.ts';
import { currentReminderFacts, REMEMBERED_DAYS } from './reminder-facts.ts';

export type CheckedDigest =
  | { outcome: 'say'; digest: PlannedDigest; text: string }
  /** `dueAt` in ms. */
  | { outcome: 'later'; dueAt: number }
  | { outcome: 'drop' }
  /** Its day is over, and nobody got it. */
  | { outcome: 'over' };

/** The check of the digests of one round of sending. */
export interface DigestCheck {
  /** At the first attempt: what it says now. */
  first(digest: PlannedDigest): Promise<CheckedDigest>;
  /** Before a repeat of what was frozen: only whether the person may be written to at this hour. */
  again(digest: PlannedDigest): Promise<{ outcome: 'now' | 'over' } | { outcome: 'later'; dueAt: number }>;
}

/** From when on an account may be written to unasked: their hours of the work calendar, less their lessons. */
export function hoursOf(context: ActionContext): (account: string) => Promise<number> {
  return async (account) => {
    const now = context.clock.now();
    // A calendar without any hours holds nothing back for ever.
    return ((await nextOpening(context, now, context.school.byUserid(account)?.id)) ?? now).getTime();
  };
}

/** The first instant, not before one, at which somebody may be written to; no later than a day, if one is given. */
async function nextOpening(
  context: ActionContext,
  now: Date,
  person: string | undefined,
  on?: Day,
): Promise<Date | undefined> {
  const today = dayOf(now);
  const facts = await currentReminderFacts(context, today);
  const lessons = person === undefined ? [] : teachingOf(facts, person, today);
  return nextAllowed(facts.calendar, now, lessons, on);
}

/** Checks digests, some thousand in a morning: what is the same for all of them is read once. */
export function createDigestCheck(context: ActionContext): DigestCheck {
  const { models, clock } = context;
  let common: { day: Day; read: Promise<{ notices: RowBook; plannedDays: Day[] }> } | undefined;

  /** Of earlier days, and hence the same all day. */
  const readCommon = (day: Day) => {
    if (common?.day !== day) {
      const read = Promise.all([
        models.outbox.digests({ notices: true }, addDays(day, -REMEMBERED_DAYS)),
        models.reminders.plannedDays(addDays(day, -WATERMARK_DAYS)),
      ]).then(([notices, plannedDays]) => ({ notices: bookOf(notices), plannedDays }));
      common = { day, read };
    }
    return common.read;
  };

  const first = async (digest: PlannedDigest): Promise<CheckedDigest> => {
    const now = clock.now();
    const today = dayOf(now);
    if (today > digest.day) return { outcome: 'over' };
    if (today < digest.day) return { outcome: 'later', dueAt: Date.parse(digest.dueAt) };
    const [facts, own, { notices, plannedDays }] = await Promise.all([
      currentReminderFacts(context, today),
      models.outbox.digests({ people: [digest.person] }, addDays(today, -REMEMBERED_DAYS)),
      readCommon(today),
    ]);
    const theirs = bookOf(own);
    const whose = (person: string) => (person === digest.person ? theirs : notices);
    const rows: RowBook = {
      of: (person) => whose(person).of(person),
      before: (person, day) => whose(person).before(person, day),
    };
    const input: PlanInput = { now: now.toISOString(), facts, rows, plannedDays };
    const needed = stillNeeded(digest, input);
    if (!needed.ok) {
      if (needed.why === 'not_now') return { outcome: 'later', dueAt: Date.parse(needed.retryAt) };
      return { outcome: needed.why === 'day_is_over' ? 'over' : 'drop' };
    }
    const { school, calendar, rules } = facts;
    const account = school.person(digest.person)?.userid?.toLowerCase();
    if (account !== undefined) await models.conversations.remind(account, today);
    const text = digestText(needed.digest, needed.items, {
      ...{ school, calendar, rules, today },
      clock: clockOf(now),
    });
    return { outcome: 'say', digest: needed.digest, text };
  };

  return {
    first,
    async again(digest) {
      const now = clock.now();
      const today = dayOf(now);
      if (today !== digest.day) return { outcome: today > digest.day ? 'over' : 'now' };
      const open = await nextOpening(context, now, digest.person, today);
      if (!open) return { outcome: 'over' };
      return open > now ? { outcome: 'later', dueAt: open.getTime() } : { outcome: 'now' };
    },
  };
}
