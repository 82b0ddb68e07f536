/** The rules of 今天不再提醒, 三天后再说, 暂停到某日, 恢复 and 不再提醒. Pure. */
import { addDays } from '../day.ts';
import type { Day } from '../understanding.ts';
import { factsWith, type OptOut, type ReminderFacts, type Snooze } from './facts.ts';
import type { ItemKind } from './row.ts';
import { ReminderSubject, subjectOf } from './subject.ts';

/** 今天不再提醒 */
export function notToday(person: string, today: Day, ref?: string): Snooze {
  return { person, ...(ref && { ref }), on: today, until: addDays(today, 1), again: false };
}

/** 三天后再说, or on any later day: what was brought up comes again then. */
export function againOn(person: string, today: Day, until: Day, ref?: string): Snooze {
  return { person, ...(ref && { ref }), on: today, until, again: true };
}

/** 暂停到某日: nothing comes before that day. */
export function pauseUntil(person: string, today: Day, until: Day): Snooze {
  return { person, on: today, until, again: false };
}

/**
 * 恢复: ends every pause and opt-out of someone today.
 * @param subject 恢复走访: only what stopped this subject. Where everything was stopped, the other subjects stay so.
 */
export function resume(
  kept: { snoozes: Snooze[]; optOuts: OptOut[] },
  person: string,
  today: Day,
  subject?: ReminderSubject,
): { snoozes: Snooze[]; optOuts: OptOut[] } {
  if (subject !== undefined)
    return { snoozes: kept.snoozes, optOuts: resumeSubject(kept.optOuts, person, today, subject) };
  return {
    snoozes: kept.snoozes.map((s) => (s.person === person && s.until > today ? { ...s, until: today } : s)),
    optOuts: kept.optOuts.filter((o) => o.person !== person),
  };
}

function resumeSubject(optOuts: OptOut[], person: string, today: Day, subject: ReminderSubject): OptOut[] {
  const isOfAll = (o: OptOut) => o.person === person && o.ref === undefined && o.subject === undefined;
  const others = ReminderSubject.options.filter((other) => other !== subject);
  return [
    ...optOuts.filter((o) => !isOfAll(o) && !(o.person === person && o.subject === subject)),
    ...(optOuts.some(isOfAll) ? others.map((other) => ({ person, subject: other, on: today })) : []),
  ];
}

/** Whether someone put off an item (or, without one, everything) on a day. */
export function isSnoozed(facts: ReminderFacts, person: string, day: Day, ref?: string): boolean {
  return factsWith(facts.snoozes, 'person', person).some(
    (s) => (s.ref === undefined || s.ref === ref) && s.on <= day && day < s.until,
  );
}

/**
 * Whether someone said 不再提醒 of an item, of its subject or of everything. A 必谈 that they hold, and the notice before the next
 * level is told, come nevertheless: the one cannot wait, the other must not happen behind their back.
 */
export function isOptedOut(
  facts: ReminderFacts,
  person: string,
  day: Day,
  item: { kind: ItemKind; ref: string },
): boolean {
  if (item.kind === 'must_talk' || item.kind === 'notice') return false;
  const said = factsWith(facts.optOuts, 'person', person);
  if (said.length === 0) return false;
  const subject = subjectOf(facts.rules, item);
  return said.some(
    (o) =>
      (o.ref === undefined || o.ref === item.ref) &&
      (o.subject === undefined || o.subject === subject) &&
      o.on <= day,
  );
}

/**
 * Whether an item that was put off is to be brought up again: 三天后再说 has run out, and it was not mentioned since.
 * @param lastMention the day of the last mention of the item to the person
 */
export function isDueAgain(
  facts: ReminderFacts,
  person: string,
  day: Day,
  ref: string,
  lastMention: Day | undefined,
): boolean {
  return (
    lastMention !== undefined &&
    factsWith(facts.snoozes, 'person', person).some(
      (s) =>
        s.again &&
        (s.ref === undefined || s.ref === ref) &&
        s.until <= day &&
        lastMention <= s.on &&
        // 恢复 on the day itself ends the wait without a message.
        s.on < s.until,
    )
  );
}
