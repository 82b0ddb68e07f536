import { type RecordedActivity, recordActivities } from '../../actions/record.ts';
import { creditActivity } from '../../domain/crediting.ts';
import { isAskedFirst, type ReportedActivity, type Understanding } from '../../domain/understanding.ts';
import { companionReceipt, receipt } from '../../texts/receipt.ts';
import { slotChoices } from '../../texts/terms.ts';
import { type CommandContext, defineCommand, type Reply } from '../command.ts';
import type { Question } from '../question.ts';
import { sayQuestion } from '../say-question.ts';
import { askWhetherHeld } from './must-talk.ts';

/** Records what was told, answers with the receipt, and asks for at most one thing. */
export default defineCommand({
  name: 'report',
  on: ['report'],
  async run(context) {
    const { understanding, text } = context;
    if (isAskedFirst(understanding.ask)) return askWhetherToRecord(context, understanding, text);
    return recordReports(context, understanding.reports ?? [], context.message);
  },
});

/**
 * Puts what was understood of a message to its sender before it is recorded. Where it hardly was a telling, it is only
 * offered.
 */
export function askWhetherToRecord(
  { message, actions, today }: CommandContext,
  { reports = [], offered, joint, notDone, later }: Understanding,
  words: string,
): Reply {
  const question: Question = {
    about: 'record',
    message: message.id,
    words,
    reports,
    ...(offered && { offered }),
    ...(joint && { joint }),
    ...(notDone && { notDone }),
    ...(later && { later }),
  };
  return { text: sayQuestion(question, actions.school, today), question };
}

/** Records reports of a message; also used when a held-back one is confirmed. */
export async function recordReports(
  context: CommandContext,
  reports: ReportedActivity[],
  message: CommandContext['message'],
): Promise<Reply> {
  const { actions, sender, today } = context;
  const { school, rules } = actions;
  const recorded = await recordActivities(actions, sender.id, reports, message);
  const view = { school, rules, today, reader: sender.id };
  const last = recorded.map((r) => r.activity.id);
  await context.notify(
    recorded
      .filter((r) => r.outcome === 'recorded')
      .flatMap(({ activity, text }) =>
        activity.participations
          .filter((p) => p.role === 'companion' && school.person(p.person)?.userid !== undefined)
          .map((p) => ({
            person: p.person,
            activity: activity.id,
            text: companionReceipt({ activity, text }, { ...view, reader: p.person }, sender.id),
          })),
      ),
  );
  const notDone = {
    names: context.understanding.notDone ?? [],
    isCall: reports.some((r) => r.mode === 'phone'),
  };
  const said = receipt(recorded, view, notDone);
  const question = questionAbout(context, reports, recorded) ?? (await mustTalkAmong(context, recorded));
  if (!question) return { text: said, last };
  const asked = sayQuestion(question, school, today);
  // A name that several people bear is asked for at once; the receipt comes with the answer.
  const isAlone = question.about === 'which_person' && recorded.length === 1;
  return { text: isAlone ? asked : `${said}\n${asked}`, last, question };
}

/** Whether a talk with several people was held one by one; not asked where it would count for nothing either way. */
export function askWhetherOneByOne(
  activity: RecordedActivity['activity'],
  { school, rules, schoolYear }: CommandContext['actions'],
): Question | undefined {
  const { facts, contacts, id } = activity;
  if (facts.kind !== 'talk' || contacts.length < 2 || facts.individually !== undefined) return undefined;
  const oneByOne = { ...activity, facts: { ...facts, individually: true } };
  const counted = new Set(creditActivity(school, rules, oneByOne, schoolYear).map((c) => c.counterpart)).size;
  return counted === 0 ? undefined : { about: 'individually', activity: id, count: contacts.length, counted };
}

async function mustTalkAmong(
  context: CommandContext,
  recorded: RecordedActivity[],
): Promise<Question | undefined> {
  for (const { activity } of recorded) {
    const question = await askWhetherHeld(context, activity);
    if (question) return question;
  }
  return undefined;
}

/** The one thing to ask: who it was, then whatever understanding left open, then whether a talk was one by one. */
function questionAbout(
  { understanding, actions, today }: CommandContext,
  reports: ReportedActivity[],
  recorded: RecordedActivity[],
): Question | undefined {
  for (const [n, report] of reports.entries()) {
    const activity = recorded[n]?.activity.id;
    if (activity === undefined) continue;
    const at = (report.targetIds ?? []).findIndex((ids) => ids.length > 1);
    const name = report.targets?.[at];
    const people = report.targetIds?.[at];
    if (name !== undefined && people) return { about: 'which_person', activity, at, name, people };
    const { kind } = report;
    const needsSomebody = kind === 'visit' || kind === 'talk' || kind === 'contact' || kind === 'pairing';
    if (needsSomebody && (report.targets ?? []).length === 0 && report.count === undefined)
      return { about: 'who', activity, kind };
  }
  const about = understanding.askAbout?.report ?? 0;
  const activity = recorded[about]?.activity.id;
  const { ask } = understanding;
  if (activity !== undefined && ask) {
    const isVisit = reports[about]?.kind === 'visit';
    const choices = slotChoices(ask, understanding.askAbout?.choices, { today, isVisit });
    if (choices.length > 1) return { about: 'slot', activity, slot: ask, choices };
  }
  if (!understanding.joint) return undefined;
  for (const one of recorded) {
    const question = askWhetherOneByOne(one.activity, actions);
    if (question) return question;
  }
  return undefined;
}
