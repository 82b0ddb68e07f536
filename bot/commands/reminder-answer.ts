import { type Reminded, recentlyRemindedOf } from '../../actions/reminded.ts';
import { askToMove, askVerification, moveTask } from '../../actions/tasks.ts';
import { addDays, daysBetween } from '../../domain/day.ts';
import { may } from '../../domain/rights.ts';
import type { Day } from '../../domain/understanding.ts';
import {
  COORDINATING,
  mustTalkList,
  REPORT_HANDED_IN,
  saidAskedToMove,
  saidCoordinate,
  saidMustTalkHeld,
  saidMustTalkMoved,
  saidReviewed,
  saidReviewMoved,
  saidTaskMoved,
  saidVerifyAsked,
  taskRefused,
  whichMustTalk,
} from '../../texts/tasks.ts';
import { nameOf } from '../../texts/terms.ts';
import { dayAskedFor, dayToldOf } from '../ahead.ts';
import { type CommandContext, defineCommand, type Reply } from '../command.ts';

const COORDINATE = /^(?:1|①|一)[、.，,\s]*(?:协调)?[。！!]?$|^协调[。！!]?$/u;
const VERIFY = /^(?:3|③|三)[、.，,\s]*(?:请核验|核验)?[。！!]?$|^(?:请)?核验[。！!]?$/u;
const MOVE =
  /^(?:(?:2|②|二)[、.，,\s]*)?(?:请)?(?:(?:延期?|推迟|顺延|改期)(?:到|至)?|改(?:到|至))[^，。！!]{2,12}[。！!]?$/u;
const HANDED_IN = /^(?:小结)?(?:已经?|都)?交(?:了|过了|上去了)[。！!]?$/u;
const REVIEWED = /^(?:已经?)?点评(?:完成|完了|过了|完)([^？?吗]{0,12})[。！!]?$/u;
const HELD = /^(?:和|跟|与)?(.{0,10}?)(?:已谈|谈过了|已经谈过?了)([^？?吗]{0,12})[。！!]?$/u;
const MUST_TALKS = /^(?:我的)?必谈(?:详情|名单|有哪些|是谁)?[？?。]?$/u;
const ANY = new RegExp(
  [COORDINATE, VERIFY, MOVE, HANDED_IN, REVIEWED, HELD, MUST_TALKS].map((r) => `(?:${r.source})`).join('|'),
  'u',
);

/**
 * The one word that a reminder offers as its answer: 协调, 延期到…, 请核验, 交了, 点评完成, 已谈, 必谈. What it is about
 * follows from what the sender was reminded of; somebody who was not means something else.
 */
export default defineCommand({
  name: 'reminder-answer',
  on: [],
  words: ANY,
  async run(context) {
    const { actions, sender, today, text } = context;
    const words = text.normalize('NFKC').trim();
    const reminded = await recentlyRemindedOf(actions, sender.id, today);
    if (MUST_TALKS.test(words)) return listMustTalks(context, reminded);
    const held = HELD.exec(words);
    if (held) return closeMustTalk(context, reminded, held[1] ?? '', held[2] ?? '');
    if (HANDED_IN.test(words)) return handIn(context, reminded);
    const reviewed = REVIEWED.exec(words);
    if (reviewed) return review(context, reminded, reviewed[1] ?? '');
    if (COORDINATE.test(words)) {
      const [task] = reminded.escalated;
      if (task) return { text: saidCoordinate(`任务${task.number}`) };
      return reminded.escalatedOthers > 0 ? { text: COORDINATING } : undefined;
    }
    if (VERIFY.test(words)) {
      const [task] = reminded.escalated;
      if (!task) return undefined;
      await askVerification(actions, task, today);
      return { text: saidVerifyAsked() };
    }
    return move(context, reminded);
  },
});

async function listMustTalks({ actions, today }: CommandContext, { mustTalks }: Reminded): Promise<Reply> {
  const occasions = await actions.models.mustTalks.occasions(mustTalks.map((t) => t.id));
  const talks = mustTalks.map(({ id, subject, dueOn }) => ({
    name: nameOf(actions.school, subject),
    dueOn,
    occasion: occasions.get(id),
  }));
  return { text: mustTalkList(talks, today) };
}

async function closeMustTalk(
  context: CommandContext,
  { mustTalks }: Reminded,
  who: string,
  when: string,
): Promise<Reply | undefined> {
  const { actions, today } = context;
  const { school, models } = actions;
  const named = mustTalks.filter((t) => who !== '' && school.person(t.subject)?.name === who);
  // With a name that is not among them it is an ordinary talk.
  if (who !== '' && named.length === 0) return undefined;
  const meant = named.length > 0 ? named : mustTalks;
  const [talk] = meant;
  if (!talk) return undefined;
  if (meant.length > 1) return { text: whichMustTalk(meant.map((t) => nameOf(school, t.subject))) };
  const on = dayToldOf(context, when);
  await models.mustTalks.close(talk.id, on);
  return { text: saidMustTalkHeld(on, today) };
}

async function handIn({ actions, today }: CommandContext, { reports }: Reminded): Promise<Reply | undefined> {
  if (reports.length === 0) return undefined;
  for (const report of reports) await actions.models.reviews.reported(report.id, today);
  return { text: REPORT_HANDED_IN };
}

async function review(
  context: CommandContext,
  { comments }: Reminded,
  when: string,
): Promise<Reply | undefined> {
  if (comments.length === 0) return undefined;
  const on = dayToldOf(context, when);
  for (const one of comments) await context.actions.models.reviews.held(one.id, on);
  return { text: saidReviewed(comments.length, on, context.today) };
}

/** 延期到…: of a 必谈, of what was escalated, of one's own task, of a review — whichever the reminder was about. */
async function move(context: CommandContext, reminded: Reminded): Promise<Reply | undefined> {
  const { actions, sender, today } = context;
  const { school, models } = actions;
  const day = dayAskedFor(context);
  const { mustTalks, escalated, tasks, comments } = reminded;
  const isSure = mustTalks.length + escalated.length + tasks.length + comments.length > 0;
  if (!isSure) return undefined;
  const isPast = day === undefined || day <= today;
  // 改到昨天 corrects the record that was just made.
  if (isPast && /^改/u.test(context.text.trim()) && context.state.last) return undefined;
  if (isPast) return { text: taskRefused('which_day', 0) };
  const [escalatedTask] = escalated;
  if (escalatedTask) {
    const { organization } = escalatedTask;
    const decides = may(school, sender.id, { act: 'verify_task', organization }, today).ok;
    if (decides && (await moveTask(actions, escalatedTask, day, today)))
      return { text: saidTaskMoved(escalatedTask, day, { school, today }) };
  }
  const [talk] = mustTalks;
  if (talk && mustTalks.length === 1 && (await models.mustTalks.postpone(talk.id, day)))
    return { text: saidMustTalkMoved(day, today) };
  const [task] = tasks;
  if (task && tasks.length === 1 && (await askToMove(actions, task, sender.id, day, today)))
    return { text: saidAskedToMove(task, day, today) };
  if (tasks.length > 1) return { text: taskRefused('which_task', tasks[0]?.number ?? 0) };
  if (comments.length > 0) return moveReviews(context, comments, day);
  return undefined;
}

async function moveReviews(
  { actions, today }: CommandContext,
  comments: Reminded['comments'],
  day: Day,
): Promise<Reply> {
  for (const one of comments) {
    const lead = daysBetween(one.reportDueOn, one.day);
    await actions.models.reviews.move(one.id, { day, reportDueOn: addDays(day, -lead) }, today);
  }
  return { text: saidReviewMoved(comments.length, day, today) };
}
