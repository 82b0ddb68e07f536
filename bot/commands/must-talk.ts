import { mustTalkHeldIn } from '../../actions/must-talks.ts';
import { addDays, sayDay } from '../../domain/day.ts';
import { MUST_TALK_DAYS } from '../../domain/must-talk.ts';
import { may } from '../../domain/rights.ts';
import type { TalkReason } from '../../domain/understanding.ts';
import type { Activity } from '../../models/activity.ts';
import { refusal, whichPerson } from '../../texts/answer.ts';
import {
  askMustTalk,
  MUST_TALK_FOR_WHOM,
  mustTalkEnded,
  mustTalkGoesOn,
  mustTalkOpened,
} from '../../texts/must-talk.ts';
import { nameOf } from '../../texts/terms.ts';
import { type CommandContext, defineCommand, type Reply } from '../command.ts';
import type { Question } from '../question.ts';

const WORDS =
  /^(?:请)?(?:给|为|替|对)?([\s\S]{1,12}?)(?:老师|同志|同学)?(?:新?开|新?建|建立|设)(?:立)?(?:一)?(?:项|个|条|次)?必谈(?:项|事项|任务)?[，,：:。\s]*([\s\S]{0,80})$/u;
/** Words by which people name the four occasions (校园先锋工程通知 二3). */
const OCCASIONS: [RegExp, TalkReason][] = [
  [/矛盾|纠纷|争执|吵|冲突|不和/u, 'conflict'],
  [/表彰|获奖|处罚|处分|提拔|任用|任职|调整|调岗|转岗|免职|晋升/u, 'status_change'],
  [/苗头|倾向/u, 'tendency'],
];

/** Opens a talk that must be held, after a yes. Until it is held its subject gets no reminders. */
export default defineCommand({
  name: 'must-talk',
  on: [],
  words: WORDS,
  async run(context) {
    const { actions, sender, today, text } = context;
    const { school } = actions;
    const [, name = '', why = ''] = WORDS.exec(text.trim()) ?? [];
    const named = school.named(name.trim()).map((p) => p.id);
    const branch = school.branchOf(sender.id, today)?.id;
    const near = named.filter((id) => school.branchOf(id, today)?.id === branch);
    const [subject] = near.length === 1 ? near : named;
    if (subject === undefined) return { text: MUST_TALK_FOR_WHOM };
    if (near.length !== 1 && named.length > 1) return { text: whichPerson(name, named, school, today) };
    const decision = may(school, sender.id, { act: 'open_must_talk', person: subject }, today);
    if (!decision.ok) return { text: refusal(decision.why, {}) };
    const occasion = OCCASIONS.find(([words]) => words.test(why))?.[1] ?? 'hardship';
    return { text: askMustTalk(occasion), question: { about: 'must_talk', subject, occasion } };
  },
});

/** Opens it: held by whoever said yes, due in so many days. Said twice it is opened once. */
export async function openMustTalk(
  context: CommandContext,
  { subject, occasion }: { subject: string; occasion: TalkReason },
): Promise<Reply> {
  const { actions, sender, today, message } = context;
  const decision = may(actions.school, sender.id, { act: 'open_must_talk', person: subject }, today);
  if (!decision.ok) return { text: refusal(decision.why, {}) };
  const dueOn = addDays(today, MUST_TALK_DAYS);
  await actions.models.mustTalks.open(
    { id: `chat/${message.id}`, subject, holder: sender.id, openedOn: today, dueOn, state: 'open' },
    occasion,
  );
  return { text: mustTalkOpened(sayDay(dueOn, today)) };
}

/** Whether a talk just recorded was the one that an open 必谈 asks for; undefined where none is open for it. */
export async function askWhetherHeld(
  { actions, sender }: CommandContext,
  activity: Activity,
): Promise<Question | undefined> {
  const found = await mustTalkHeldIn(actions, activity, sender.id);
  if (!found) return undefined;
  const { talk, occasion } = found;
  return {
    about: 'must_talk_held',
    mustTalk: talk.id,
    subject: talk.subject,
    activity: activity.id,
    ...(occasion && { occasion }),
  };
}

/** The holder's word on it. */
export async function settleMustTalk(
  { actions, today }: CommandContext,
  { mustTalk, subject, activity: id }: Extract<Question, { about: 'must_talk_held' }>,
  isIt: boolean,
): Promise<Reply> {
  const { models, school } = actions;
  const name = nameOf(school, subject);
  if (isIt) {
    const activity = await models.activities.find(id);
    await models.mustTalks.close(mustTalk, activity?.facts.date ?? today, id);
    return { text: mustTalkEnded(name) };
  }
  await models.mustTalks.notHeldIn(mustTalk, id);
  const talk = await models.mustTalks.find(mustTalk);
  return { text: mustTalkGoesOn(name, sayDay(talk?.dueOn ?? today, today)) };
}
