/** Understands one message and carries it out: question first, then what it says. */

import type { ActionContext } from '../actions/context.ts';
import { type OfferedCard, offerCard } from '../actions/reminder-card.ts';
import { noteAnswer } from '../actions/reminder-choices.ts';
import { dayOf } from '../domain/day.ts';
import { parseRetention, RETENTION_SETTING } from '../domain/retention.ts';
import type { School } from '../domain/school.ts';
import type { Understanding } from '../domain/understanding.ts';
import type { ConversationState } from '../models/conversation.ts';
import { MESSAGE_SLOT } from '../models/inbox.ts';
import type { RecordKeys } from '../models/key.ts';
import { seal, unseal } from '../models/sealing.ts';
import type { Settings } from '../models/setting.ts';
import type { Link } from '../outbox/body.ts';
import {
  askWhetherMeant,
  firstGreeting,
  NOT_UNDERSTOOD,
  NOT_YET,
  nameStillOpen,
  notRecordedYet,
  ONLY_TEXT,
  stillOpen,
  WELCOME,
} from '../texts/answer.ts';
import { type CardFace, saysOldCard } from '../texts/reminder-card.ts';
import type { Inbound } from '../wecom/inbound.ts';
import { answerContext, answerQuestion, chosenOf, yesOrNoTo } from './answer.ts';
import { type Command, type CommandContext, indexCommands, type Reply, triggerOf } from './command.ts';
import type { Handle, Handled } from './inbox/receive.ts';
import { notePress, offerButtons, showPress, wordsOfKey } from './press.ts';
import { chosenNumber, isAboutRecord, isOffer, Question, yesOrNo } from './question.ts';
import { sayQuestion } from './say-question.ts';
import { answerStranger, hasLeft, lookAgain } from './stranger.ts';
import type { AnswerContext } from './understand/answer.ts';

/** Up to so many characters a message is taken for the answer to an open question before anything else. */
const SHORT_ANSWER = 4;

/** Understands some words of somebody at a moment, in the light of what the bot asked. */
export type Understand = (
  message: { text: string; now: Date; sender: string },
  asked?: AnswerContext['question'],
) => Understanding;

export interface ResponderParts {
  actions: Omit<ActionContext, 'school'>;
  school: () => School;
  understand: Understand;
  commands: Command[];
  /** Where a form can be filled in instead of writing. */
  formLink?: () => Link | undefined;
  /** Lets what somebody wrote before they were admitted be handled, without waiting for it. */
  release?: (account: string) => void;
  /** Plans a card with buttons, once. */
  sendCard: (to: string, card: OfferedCard) => Promise<void>;
  /** Plans how a card looks after a press, by the code that came with it. */
  updateCard: (
    update: { to: string; code: string; face: CardFace },
    message: { id: string; keys: RecordKeys },
  ) => Promise<void>;
  /** Plans a receipt for somebody who was named, and makes it what their 撤销 means. */
  notify: (
    receipt: { person: string; activity: string; text: string },
    message: { id: string; keys: RecordKeys },
  ) => Promise<void>;
}

/** Builds the handler of messages. */
export function createResponder(parts: ResponderParts): Handle {
  const index = indexCommands(parts.commands);
  const offers = parts.commands.flatMap((c) => (c.help ? [c.help] : []));

  return async ({ id, keys, inbound, state }) => {
    let school = parts.school();
    let sender = school.byUserid(inbound.sender);
    const said = wordsOf(inbound);
    if (said === undefined) {
      if (sender && (inbound.type === 'enter_agent' || inbound.type === 'subscribe')) {
        await offerButtons(parts, school, sender.id, inbound, state);
        return greet(parts.actions.models.settings, state);
      }
      if (sender && !isEvent(inbound)) return { reply: ONLY_TEXT, state };
      return { state };
    }
    const now = new Date(inbound.createTime * 1000);
    const today = dayOf(now);
    if (!sender) {
      const account = inbound.sender.toLowerCase();
      const actions = { ...parts.actions, school };
      const found = await lookAgain(actions, account);
      if (!found) return { ...(await answerStranger(actions, account, said, today)), state };
      ({ school, sender } = found);
    }
    const gone = hasLeft(sender, today);
    if (gone !== undefined) return { reply: gone, state };

    const { id: person } = sender;
    Object.assign(state, await noteAnswer(parts.actions, person, today, state));
    const understand = (asked?: AnswerContext['question']) =>
      parts.understand({ text: said, now, sender: person }, asked);
    const context: CommandContext = {
      actions: { ...parts.actions, school },
      sender,
      text: said,
      today,
      now,
      understandAs: (text, as) => parts.understand({ text, now, sender: as }),
      message: { id, keys, words: said },
      understanding: understand(),
      state,
      offers,
      notify: async (receipts) => {
        for (const receipt of receipts) await parts.notify(receipt, { id, keys });
      },
    };
    const account = inbound.sender.toLowerCase();
    context.sendCard = async () => {
      const card = await offerCard(context.actions, person, today, id);
      if (card) await parts.sendCard(account, card);
      return card !== undefined;
    };
    const press = await notePress(context, inbound, account);
    if (press?.outcome === 'again') {
      await showPress(parts, context, press, keys);
      return { state };
    }
    if (press?.outcome === 'old') {
      const newest = await offerCard(context.actions, person, today);
      if (newest) await parts.sendCard(account, newest);
      await showPress(parts, context, press, keys);
      return { reply: saysOldCard(press.on, today), state };
    }
    if (parts.release) context.release = parts.release;
    const formLink = parts.formLink?.();
    if (formLink) context.formLink = formLink;
    const reply = await replyTo(context, parts.commands, index, understand);
    if (press) await showPress(parts, context, press, keys);
    return conclude(context, reply, keys, id);
  };
}

/** What is said to a message: as the answer to the open question, or for what it says itself. */
async function replyTo(
  context: CommandContext,
  commands: Command[],
  index: Map<string, Command>,
  understand: (asked?: AnswerContext['question']) => Understanding,
): Promise<Reply> {
  const { state, text } = context;
  const question = await openQuestion(context);
  if (!question) return runOther(context, commands, index);
  // Once something else was said, a bare number or yes may mean that: it is an answer only behind the question.
  const isQuiet = state.question?.since === 'quiet' && isBareAnswer(text);
  const isShort = text.trim().length <= SHORT_ANSWER;
  const answered =
    (isShort ? undefined : await runByWords(context, commands)) ??
    (isQuiet ? undefined : await answer(context, question, understand(answerContext(question)), index));
  if (answered) return { question: null, ...answered };
  if (!isOffer(question)) context.question = question;
  const reply =
    (isShort ? await runByWords(context, commands) : undefined) ?? (await runCommand(context, index));
  return reply.question === undefined ? keepOpen(context, question, reply) : reply;
}

/** The reply to an answer; an order is carried out once it is clear that, and of which record, it was meant. */
async function answer(
  context: CommandContext,
  question: Question,
  understood: Understanding,
  index: Map<string, Command>,
): Promise<Reply | undefined> {
  if (question.about === 'which_record') {
    const item = chosenOf(context, question, understood).chosen;
    if (item === undefined || item > question.activities.length)
      return answerQuestion(context, question, understood);
    const state = { ...context.state, listed: question.activities };
    const understanding = { intent: 'command' as const, command: { ...question.command, item } };
    const reply = await runCommand({ ...context, state, text: question.words, understanding }, index);
    const chosen = question.activities[item - 1];
    // what was changed is what 撤销 means next
    return question.command.name === 'amend' && chosen ? { last: [chosen], ...reply } : reply;
  }
  if (question.about !== 'order' || yesOrNoTo(question, context.text, understood) !== true)
    return answerQuestion(context, question, understood);
  const { command, words } = question;
  const message = { ...context.message, words };
  return runCommand(
    { ...context, text: words, message, understanding: { intent: 'command', command } },
    index,
  );
}

/** What a message leads to when it answers no question. */
async function runOther(
  context: CommandContext,
  commands: Command[],
  index: Map<string, Command>,
): Promise<Reply> {
  return (await runByWords(context, commands)) ?? (await runCommand(context, index));
}

/**
 * A change of subject traps nobody: what is open about a record is mentioned once, and may be answered later or never.
 * Anything else that was asked is dropped.
 */
async function keepOpen(context: CommandContext, question: Question, reply: Reply): Promise<Reply> {
  if (!isAboutRecord(question) || !(await isStillOpen(context, question)))
    return { ...reply, question: null };
  // told in other words, as the question asked: the first reading is done with
  const told = new Set(context.understanding.reports?.map((r) => r.kind));
  if (question.about === 'record' && reply.last && question.reports.some((r) => told.has(r.kind)))
    return { ...reply, question: null };
  if (context.state.question?.since !== undefined) return reply;
  const { school } = context.actions;
  const mention =
    question.about === 'who'
      ? nameStillOpen(question.kind)
      : question.about === 'record'
        ? notRecordedYet(question.words)
        : stillOpen(sayQuestion(question, school, context.today));
  return { ...reply, text: `${reply.text}\n${mention}` };
}

/** Whether the record still lacks what the question is about. */
async function isStillOpen({ actions }: CommandContext, question: Question): Promise<boolean> {
  if (!('activity' in question)) return true;
  const activity = await actions.models.activities.find(question.activity);
  if (activity?.state !== 'live') return false;
  switch (question.about) {
    case 'which_person':
      return activity.contacts[question.at]?.unlisted !== undefined;
    case 'who':
      return activity.contacts.length === 0;
    case 'individually':
      return activity.contacts.length > 1 && activity.facts.individually === undefined;
    default:
      return true;
  }
}

/** A number, a yes or a no and nothing else. */
function isBareAnswer(text: string): boolean {
  return chosenNumber(text, 2) !== undefined || yesOrNo(text) !== undefined;
}

async function runCommand(context: CommandContext, index: Map<string, Command>): Promise<Reply> {
  const { understanding } = context;
  const trigger = triggerOf(understanding);
  const { command } = understanding;
  // An order that the words leave in doubt changes nothing before it was asked about.
  if (understanding.ask === 'intent' && command && index.has(trigger))
    return {
      text: askWhetherMeant(command, context.actions.school, context.today),
      question: { about: 'order', command, words: context.text },
    };
  const reply = await index.get(trigger)?.run(context);
  if (reply) return reply;
  if (trigger.startsWith('query:') || trigger.startsWith('command:')) return { text: NOT_YET };
  return { text: NOT_UNDERSTOOD };
}

/** The first command whose own words these are, and that has an answer to them. */
async function runByWords(context: CommandContext, commands: Command[]): Promise<Reply | undefined> {
  for (const command of commands) {
    if (!command.words?.test(context.text.trim())) continue;
    const reply = await command.run(context);
    if (reply) return reply;
  }
  return undefined;
}

/** What a message says in words: its text, or what a menu entry or a button stands for. */
function wordsOf(inbound: Inbound): string | undefined {
  if (inbound.type === 'text') return inbound.content;
  if (
    inbound.type === 'click' ||
    inbound.type === 'template_card_event' ||
    inbound.type === 'template_card_menu_event'
  ) {
    return wordsOfKey(inbound.eventKey ?? '');
  }
  return undefined;
}

function isEvent(inbound: Inbound): boolean {
  return !('msgId' in inbound && inbound.msgId);
}

async function greet(settings: Settings, state: ConversationState): Promise<Handled> {
  if (state.greeted) return { state };
  const { messageDays, defaultTextYears } = parseRetention(await settings.get(RETENTION_SETTING));
  return {
    reply: WELCOME + firstGreeting({ messageDays, textYears: defaultTextYears }),
    state: { ...state, greeted: true },
  };
}

async function openQuestion(context: CommandContext): Promise<Question | undefined> {
  const { question } = context.state;
  if (!question) return undefined;
  const key = (await context.actions.models.keys.open(question.inboxId))?.get(MESSAGE_SLOT);
  if (!key) return undefined;
  const parsed = Question.safeParse(
    JSON.parse(unseal(key, `question/${question.inboxId}`, question.sealed).toString()),
  );
  return parsed.success ? parsed.data : undefined;
}

/** What a reply leaves behind: the words to say, and what to remember until the next message. */
export function conclude(context: CommandContext, reply: Reply, keys: RecordKeys, id: string): Handled {
  const { question: before, listed, ...state } = context.state;
  const key = keys.get(MESSAGE_SLOT);
  const question =
    reply.question === undefined
      ? before && { ...before, since: before.since ? ('quiet' as const) : ('mentioned' as const) }
      : reply.question && key
        ? { sealed: seal(key, `question/${id}`, JSON.stringify(reply.question)), inboxId: id }
        : undefined;
  const nowListed = reply.listed ?? (reply.last ? undefined : listed);
  return {
    reply: reply.text,
    ...(reply.link && { link: reply.link }),
    state: {
      ...state,
      ...(reply.last && { last: reply.last }),
      ...(nowListed && { listed: nowListed }),
      ...(reply.asked && { asked: reply.asked }),
      ...(question && { question }),
    },
    ...(reply.forget && { forget: true }),
  };
}
