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

/**
 * Notices and escalations of a day. The next level is told only after the holder was: a notice that an outage
 * or a pause held back holds back the escalation too.
 * @param historyOf attempted rows of someone, of days before this one
 */
export function escalationItems(
  facts: ReminderFacts,
  day: Day,
  historyOf: (person: string) => DigestRow[],
): ReminderItem[] {
  const notices: ReminderItem[] = [];
  const escalations = new Map<string, ReminderItem>();
  for (const item of openItems(facts, day).items) {
    if (item.stage !== 'red') continue;
    const from = escalatesOn(facts, item.since);
    if (day < addWorkingDays(facts.calendar, from, -1)) continue;
    const above = nextLevelOf(facts, item, day);
    if (!above) continue;
    const ref = noticeRef(item.ref);
    const told = historyOf(item.recipient.person).find((row) =>
      row.items.some((m) => m.ref === ref && m.since === item.since),
    );
    notices.push({
      ...item,
      kind: 'notice',
      ref,
      about: {
        kind: item.kind,
        ref: item.ref,
        escalatesOn: told ? from : later(from, addWorkingDays(facts.calendar, day, 1)),
      },
    });
    if (!told || day < from) continue;
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
        about: { kind: item.kind, ref: item.ref, escalatesOn: from },
      });
    }
  }
  return [...notices, ...escalations.values()];
}
