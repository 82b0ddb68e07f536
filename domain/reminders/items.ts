/** Everything that is open on a day, with its stage and whom to tell: the raw material of the digests. Pure. */

import { addDays } from '../day.ts';
import { type DutyRule, isPaired, type Source } from '../duty.ts';
import { MUST_TALK_SOURCE } from '../must-talk.ts';
import { countingDay, measureBy, type OwedUnit, owedByLeaders, owedUnits, tallyOf } from '../progress.ts';
import { isBranch } from '../school.ts';
import type { Day } from '../understanding.ts';
import { factsWith, type ReminderFacts } from './facts.ts';
import { nextLevel, type Recipient, recipientForPerson, recipientForUnit } from './recipient.ts';
import type { ItemKind, Stage } from './row.ts';
import {
  knownSince,
  type Staged,
  stageComment,
  stageDuty,
  stageMustTalk,
  stageReport,
  stageTask,
} from './stage.ts';

/** One thing to bring up with one person. Names of people are not in it; texts are made from it. */
export interface ReminderItem {
  kind: ItemKind;
  /** The same as long as the thing is the same, whoever is told. */
  ref: string;
  stage: Stage;
  /** The day on which the stage began. */
  since: Day;
  dueOn: Day;
  source: Source;
  recipient: Recipient;
  /** How many units of counting are open. */
  count: number;
  /** The unit whose matter it is: of a person's own duty the branch. Empty for people without one. */
  organization: string;
  /** The duty's id. */
  duty?: string;
  /** Whose own duty it is; absent for what a unit owes. */
  owner?: string;
  period?: string;
  /** The last day on which a past period can be put in order. */
  closesOn?: Day;
  task?: { number: number; title: string; note?: string };
  review?: { period: string; day: Day };
  /** Of a notice or an escalation: the kind of what is overdue, and the day from which the next level is told. */
  about?: { kind: ItemKind; ref: string; escalatesOn: Day };
}

export interface OpenItems {
  items: ReminderItem[];
  /** The same by whom to tell. */
  byRecipient: Map<string, ReminderItem[]>;
  /** Open things for which nobody can be told; for the log and `doctor`. */
  unassigned: string[];
}

type Unaddressed = Omit<ReminderItem, 'recipient'>;

const remembered = new WeakMap<ReminderFacts, Map<Day, OpenItems>>();

/**
 * Everything open on a day. What was given out on the day itself counts from the next, so that a plan made at
 * eight and one made at noon are the same.
 */
export function openItems(facts: ReminderFacts, day: Day): OpenItems {
  const days = remembered.get(facts) ?? new Map<Day, OpenItems>();
  remembered.set(facts, days);
  const before = days.get(day);
  if (before) return before;
  const found: OpenItems = { items: [], byRecipient: new Map(), unassigned: [] };
  const add = (item: Unaddressed, recipient: Recipient | undefined) => {
    if (!recipient) {
      found.unassigned.push(item.ref);
      return;
    }
    const addressed = { ...item, recipient };
    found.items.push(addressed);
    const theirs = found.byRecipient.get(recipient.person);
    if (theirs) theirs.push(addressed);
    else found.byRecipient.set(recipient.person, [addressed]);
  };
  addDuties(facts, day, add);
  addTasks(facts, day, add);
  addReviews(facts, day, add);
  addMustTalks(facts, day, add);
  days.set(day, found);
  return found;
}

type Add = (item: Unaddressed, recipient: Recipient | undefined) => void;

function addDuties(facts: ReminderFacts, day: Day, add: Add): void {
  const branches = facts.school.directory.organizations.filter(isBranch);
  for (const rule of facts.rules) {
    for (const at of stageDuty(facts, rule, day)) {
      const asOf = countingDay(at.period, day, facts.schoolYear);
      const tally = tallyOf(rule, at.period, factsWith(facts.credits, 'duty', rule.id), facts.excuses);
      const openOf = (units: OwedUnit[]) =>
        units.length === 0 ? units : measureBy(facts.school, tally, units, day).open;
      const item = (whose: string, organization: string, count: number): Unaddressed => ({
        kind: 'duty',
        ref: `duty:${rule.id}:${at.period}:${whose}`,
        stage: at.stage,
        since: at.since,
        dueOn: at.dueOn,
        source: rule.source,
        count,
        organization,
        duty: rule.id,
        period: at.period,
        closesOn: addDays(at.dueOn, facts.settings.closingDays),
      });
      addPersonal(facts, day, item, openOf(owedByLeaders(facts.school, rule, at.period, asOf)), add);
      for (const branch of branches) {
        const open = openOf(owedUnits(facts.school, rule, branch.id, at.period, asOf));
        if (open.length === 0) continue;
        if (isPaired(rule.owedBy))
          add(item(branch.id, branch.id, open.length), recipientForUnit(facts, branch.id, day));
        else addPersonal(facts, day, item, open, add);
      }
    }
  }
}

/** Units that people owe in person, one item each. People who left or have no account are not told, nor missed. */
function addPersonal(
  facts: ReminderFacts,
  day: Day,
  item: (whose: string, organization: string, count: number) => Unaddressed,
  open: OwedUnit[],
  add: Add,
): void {
  const counts = new Map<string, { organization: string; count: number }>();
  for (const unit of open) {
    if (unit.person === undefined) continue;
    const soFar = counts.get(unit.person)?.count ?? 0;
    counts.set(unit.person, { organization: unit.branch, count: soFar + 1 });
  }
  for (const [person, { organization, count }] of counts) {
    const recipient = recipientForPerson(facts, person, day);
    if (recipient) add({ ...item(person, organization, count), owner: person }, recipient);
  }
}

function addTasks(facts: ReminderFacts, day: Day, add: Add): void {
  for (const task of facts.tasks) {
    if (task.state !== 'open' || knownSince(task) >= day) continue;
    const at = stageTask(facts, task, day);
    if (!at) continue;
    add(
      {
        ...open('task', `task:${task.id}`, at, task.dueOn, task.source, task.organization),
        task: { number: task.number, title: task.title, ...(task.note && { note: task.note }) },
      },
      recipientForUnit(facts, task.organization, day),
    );
  }
}

function addReviews(facts: ReminderFacts, day: Day, add: Add): void {
  const comments = new Map<string, { item: Unaddressed; recipient: Recipient | undefined }>();
  for (const review of facts.reviews) {
    if (review.heldOn !== undefined || review.cancelled || knownSince(review) >= day) continue;
    const facing = { period: review.period, day: review.day };
    const report = review.reportedOn === undefined ? stageReport(facts, review, day) : undefined;
    if (report)
      add(
        {
          ...open(
            'review_report',
            `review_report:${review.id}`,
            report,
            review.reportDueOn,
            review.source,
            review.organization,
          ),
          review: facing,
        },
        recipientForUnit(facts, review.organization, day),
      );
    const comment = stageComment(facts, review, day);
    if (!comment) continue;
    // One reviewer comments on several units on one day: one line, with their number.
    const above = facts.school.organization(review.organization)?.parent ?? review.organization;
    const ref = `review_comment:${review.period}:${review.day}:${review.reviewer ?? above}`;
    const known = comments.get(ref);
    if (known) known.item.count++;
    else
      comments.set(ref, {
        item: { ...open('review_comment', ref, comment, review.day, review.source, above), review: facing },
        recipient: review.reviewer
          ? recipientForPerson(facts, review.reviewer, day)
          : recipientForUnit(facts, above, day),
      });
  }
  for (const { item, recipient } of comments.values()) add(item, recipient);
}

function addMustTalks(facts: ReminderFacts, day: Day, add: Add): void {
  for (const talk of facts.mustTalks) {
    if (talk.state !== 'open' || talk.openedOn >= day) continue;
    const at = stageMustTalk(facts, talk, day);
    if (!at) continue;
    const branch = facts.school.branchOf(talk.subject, day)?.id ?? '';
    add(
      open('must_talk', `must_talk:${talk.id}`, at, talk.dueOn, MUST_TALK_SOURCE, branch),
      holderOf(facts, talk, branch, day),
    );
  }
}

/** Who holds a 必谈; never its subject. */
function holderOf(
  facts: ReminderFacts,
  talk: { holder?: string | undefined; subject: string },
  branch: string,
  day: Day,
): Recipient | undefined {
  const named =
    talk.holder !== undefined && talk.holder !== talk.subject
      ? recipientForPerson(facts, talk.holder, day)
      : undefined;
  if (named) return named;
  const secretary = recipientForUnit(facts, branch, day);
  return secretary?.person === talk.subject ? nextLevel(facts, branch, day, talk.subject) : secretary;
}

function open(
  kind: ItemKind,
  ref: string,
  at: Staged,
  dueOn: Day,
  source: Source,
  organization: string,
): Unaddressed {
  return { kind, ref, stage: at.stage, since: at.since, dueOn, source, count: 1, organization };
}

/** The rule of a duty by its id; for texts. */
export function ruleOf(facts: ReminderFacts, item: ReminderItem): DutyRule | undefined {
  return facts.rules.find((r) => r.id === item.duty);
}
