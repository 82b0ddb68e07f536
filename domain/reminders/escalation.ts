/** The rule of escalation: 10 working days after red, told to the holder a day before, in a line to the next level. Pure. */
import { isInLeadingBody } from '../leading-body.ts';
import type { Day } from '../understanding.ts';
import { addWorkingDays, later } from '../work-calendar.ts';
import type { ReminderFacts } from './facts.ts';
import { openItems, type ReminderItem } from './items.ts';
import { nextLevel, type Recipient, recipientForUnit } from './recipient.ts';
import type { RowBook } from './row.ts';

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

/** What is near its escalation on a day, whoever was told of it so far; and by whom it concerns: told now, or next. */
interface OverdueItems {
  all: Overdue[];
  byReader: Map<string, Overdue[]>;
}

const remembered = new WeakMap<ReminderFacts, Map<Day, OverdueItems>>();

function overdueItems(facts: ReminderFacts, day: Day): OverdueItems {
  const days = remembered.get(facts) ?? new Map<Day, OverdueItems>();
  remembered.set(facts, days);
  const before = days.get(day);
  if (before) return before;
  const found: OverdueItems = { all: [], byReader: new Map() };
  for (const item of openItems(facts, day).items) {
    if (item.stage !== 'red') continue;
    const from = escalatesOn(facts, item.since);
    if (day < addWorkingDays(facts.calendar, from, -1)) continue;
    const above = nextLevelOf(facts, item, day);
    if (!above) continue;
    const overdue = { item, above, from };
    found.all.push(overdue);
    for (const reader of new Set([item.recipient.person, above.person])) {
      const theirs = found.byReader.get(reader);
      if (theirs) theirs.push(overdue);
      else found.byReader.set(reader, [overdue]);
    }
  }
  days.set(day, found);
  return found;
}

/**
 * Notices and escalations of a day. The next level is told only after the holder was: a notice that an outage
 * or a pause held back holds back the escalation too.
 * @param book what was sent, of the holders and of the reader at least
 * @param reader only what this person is told; absent = everyone
 */
export function escalationItems(
  facts: ReminderFacts,
  day: Day,
  book: RowBook,
  reader?: string,
): ReminderItem[] {
  const notices: ReminderItem[] = [];
  const escalations = new Map<string, ReminderItem>();
  const isFor = (person: string) => reader === undefined || reader === person;
  const overdue = overdueItems(facts, day);
  for (const { item, above, from } of reader === undefined
    ? overdue.all
    : (overdue.byReader.get(reader) ?? [])) {
    const ref = noticeRef(item.ref);
    const told = book
      .before(item.recipient.person, day)
      .mentions.get(ref)
      ?.some((row) => row.items.some((m) => m.ref === ref && m.since === item.since));
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
