/** The rule of escalation: 10 working days after red, told to the holder a day before, in a line to the next level. Pure. */
import { isInLeadingBody } from '../leading-body.ts';
import type { Day } from '../understanding.ts';
import { addWorkingDays, later } from '../work-calendar.ts';
import type { ReminderFacts } from './facts.ts';
import { openItems, type ReminderItem } from './items.ts';
import { nextLevel, type Recipient, recipientForUnit } from './recipient.ts';
import type { DigestRow } from './row.ts';

/** The notice of one overdue thing, as a ref. */
export function noticeRef(ref: string): string {
  return `notice:${ref}`;
}

/** Who is told next. Duties of school leaders go to their office only and are not escalated. */
function nextLevelOf(facts: ReminderFacts, item: ReminderItem, day: Day): Recipient | undefined {
  if (item.recipient.via === 'office' || isInLeadingBody(facts.school, item.recipient.person, day))
    return undefined;
  if (item.owner !== undefined) {
    // The next level of a member is the branch.
    const branch = recipientForUnit(facts, item.organization, day);
    if (branch && branch.person !== item.recipient.person) return branch;
  }
  return nextLevel(facts, item.organization, day, item.recipient.person);
}

/** The first day on which the next level may be told of something that has been red since a day. */
export function escalatesOn(facts: ReminderFacts, since: Day): Day {
  return addWorkingDays(facts.calendar, since, facts.settings.escalateAfterWorkingDays);
}

/** Something overdue long enough to be near its escalation. */
interface Overdue {
  item: ReminderItem;
  above: Recipient;
  /** The first day on which the next level may be told. */
  from: Day;
}

const remembered = new WeakMap<ReminderFacts, Map<Day, Overdue[]>>();

/** What is near its escalation on a day, whoever was told of it so far. */
function overdueItems(facts: ReminderFacts, day: Day): Overdue[] {
  const days = remembered.get(facts) ?? new Map<Day, Overdue[]>();
  remembered.set(facts, days);
  const before = days.get(day);
  if (before) return before;
  const found = openItems(facts, day).items.flatMap((item): Overdue[] => {
    if (item.stage !== 'red') return [];
    const from = escalatesOn(facts, item.since);
    if (day < addWorkingDays(facts.calendar, from, -1)) return [];
    const above = nextLevelOf(facts, item, day);
    return above ? [{ item, above, from }] : [];
  });
  days.set(day, found);
  return found;
}

/**
 * Notices and escalations of a day. The next level is told only after the holder was: a notice that an outage
 * or a pause held back holds back the escalation too.
 * @param historyOf attempted rows of someone, of days before this one
 * @param reader only what this person is told; absent = everyone
 */
export function escalationItems(
  facts: ReminderFacts,
  day: Day,
  historyOf: (person: string) => DigestRow[],
  reader?: string,
): ReminderItem[] {
  const notices: ReminderItem[] = [];
  const escalations = new Map<string, ReminderItem>();
  const isFor = (person: string) => reader === undefined || reader === person;
  for (const { item, above, from } of overdueItems(facts, day)) {
    if (!isFor(item.recipient.person) && !isFor(above.person)) continue;
    const ref = noticeRef(item.ref);
    const told = historyOf(item.recipient.person).some((row) =>
      row.items.some((m) => m.ref === ref && m.since === item.since),
    );
    const escalates = told ? from : later(from, addWorkingDays(facts.calendar, day, 1));
    const about = { kind: item.kind, ref: item.ref, escalatesOn: escalates };
    if (isFor(item.recipient.person)) notices.push({ ...item, kind: 'notice', ref, about });
    if (!told || day < from || !isFor(above.person)) continue;
    // Members' duties are one line with a number; whose they are is seen on asking.
    const group = item.owner === undefined ? item.ref : `${item.duty}:${item.period}:${item.organization}`;
    const key = `escalation:${group}|${above.person}`;
    const known = escalations.get(key);
    if (known) known.count += item.count;
    else {
      const { owner: _, ...shown } = item;
      escalations.set(key, {
        ...shown,
        kind: 'escalation',
        ref: `escalation:${group}`,
        recipient: above,
        about,
      });
    }
  }
  return [...notices, ...escalations.values()];
}
