import { recordActivities } from '../../actions/record.ts';
import type { ReportedActivity } from '../../domain/understanding.ts';
import { wasItIndividual, whichDay, whichPerson, whoWasIt } from '../../texts/answer.ts';
import { companionReceipt, notReached, receipt } from '../../texts/receipt.ts';
import { circled, MODE_TERMS, SLOT_TERMS, sayWhen, VISIT_MODE_TERMS } from '../../texts/terms.ts';
import { type CommandContext, defineCommand, type Reply } from '../command.ts';
import type { Question } from '../question.ts';

/** Records what was told, answers with the receipt, and asks for at most one thing. */
export default defineCommand({
  name: 'report',
  on: ['report'],
  async run(context) {
    const { understanding, text } = context;
    const reports = understanding.reports ?? [];
    if (understanding.ask === 'intent' || understanding.ask === 'kind')
      return {
        text: '这句要记下来吗？①记　②不记',
        question: { about: 'record', message: context.message.id, words: text, reports },
      };
    return recordReports(context, reports, context.message);
  },
});

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
  const asked = questionAbout(context, reports, last);
  const said = [receipt(recorded, view), notReached(context.understanding.notDone ?? [], reports)]
    .filter(Boolean)
    .join('');
  if (!asked) return { text: said, last, question: null };
  // A name that several people bear is asked for at once; the receipt comes with the answer.
  if (asked.question.about === 'which_person' && recorded.length === 1)
    return { text: asked.text, last, question: asked.question };
  return { text: `${said}\n${asked.text}`, last, question: asked.question };
}

type Mode = keyof typeof MODE_TERMS;
const MODES: string[] = Object.keys(MODE_TERMS);

function questionAbout(
  context: CommandContext,
  reports: ReportedActivity[],
  activities: string[],
): { text: string; question: Question } | undefined {
  const { understanding, actions, today } = context;
  for (const [n, report] of reports.entries()) {
    const activity = activities[n];
    if (activity === undefined) continue;
    const at = (report.targetIds ?? []).findIndex((ids) => ids.length > 1);
    const name = report.targets?.[at];
    const people = report.targetIds?.[at];
    if (name !== undefined && people)
      return {
        text: whichPerson(name, people, actions.school, today),
        question: { about: 'which_person', activity, at, name, people },
      };
    const { kind } = report;
    const needsSomebody = kind === 'visit' || kind === 'talk' || kind === 'contact' || kind === 'pairing';
    if (needsSomebody && (report.targets ?? []).length === 0 && report.count === undefined)
      return { text: whoWasIt(kind), question: { about: 'who', activity, kind } };
  }
  const about = understanding.askAbout?.report ?? 0;
  const activity = activities[about];
  const choices = understanding.askAbout?.choices ?? (understanding.ask === 'mode' ? MODES : []);
  if (activity !== undefined && understanding.ask && choices.length > 1) {
    const { ask } = understanding;
    const isVisit = reports[about]?.kind === 'visit';
    const labels = choices.map((c) => {
      if (ask === 'date' || ask === 'endDate') return sayWhen(c, today);
      return ask === 'mode' ? ((isVisit ? VISIT_MODE_TERMS : MODE_TERMS)[c as Mode] ?? c) : c;
    });
    return {
      text:
        ask === 'date'
          ? whichDay(labels)
          : `${SLOT_TERMS[ask] ?? ask}是哪个？${labels.map((l, i) => `${circled(i + 1)}${l}`).join('　')}`,
      question: {
        about: 'slot',
        activity,
        slot: ask,
        choices: choices.map((value, i) => ({ label: labels[i] ?? value, value })),
      },
    };
  }
  const joint = reports.findIndex((r) => r.kind === 'talk' && (r.targets ?? []).length > 1);
  const jointActivity = activities[joint];
  if (understanding.joint && jointActivity !== undefined) {
    const count = reports[joint]?.targets?.length ?? 2;
    return {
      text: wasItIndividual(count),
      question: { about: 'individually', activity: jointActivity, count },
    };
  }
  return undefined;
}
