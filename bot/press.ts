/**
 * Buttons on the card of a reminder. A button stands for words and is handled like them; beside that a press is noted
 * on the card, and the card is changed by the code that came with the press.
 */
import type { ActionContext } from '../actions/context.ts';
import { cardNow, isOutdated, offerCard } from '../actions/reminder-card.ts';
import { ANSWERED_WITHIN_DAYS } from '../actions/reminder-choices.ts';
import { addDays, dayOf } from '../domain/day.ts';
import type { School } from '../domain/school.ts';
import type { Day } from '../domain/understanding.ts';
import type { ConversationState } from '../models/conversation.ts';
import type { RecordKeys } from '../models/key.ts';
import type { Inbound } from '../wecom/inbound.ts';
import type { CommandContext } from './command.ts';
import type { ResponderParts } from './respond.ts';

/** Prefix of keys that stand for words: `say/待办`. */
const SAY = 'say/';
/** The same, of words that mean what the last reminder was about: `reply/已谈`. */
const REPLY = 'reply/';
/** Presses of one button this close together are one, ms: a finger that trembled, or a slow network. */
const DOUBLE_PRESS_MS = 10_000;

/** The words that a key stands for; undefined for keys that are not ours. */
export function wordsOfKey(key: string): string | undefined {
  const prefix = [SAY, REPLY].find((one) => key.startsWith(one));
  return prefix === undefined ? undefined : key.slice(prefix.length);
}

/** What a press means beside its words. */
export interface Press {
  /**
   * `first`: to be carried out · `again`: the same button a moment ago · `old`: its words meant a reminder that another
   * one has followed since, so that they mean nothing now
   */
  outcome: 'first' | 'again' | 'old';
  taskId: string;
  code: string | undefined;
  /** Day of the card's reminder. */
  on: Day;
}

/**
 * Notes a press; noted again it changes nothing.
 * @returns undefined when the message is no press, or the card is not one of the sender's: then only the words count
 */
export async function notePress(
  { actions, sender, message, now }: CommandContext,
  inbound: Inbound,
  account: string,
): Promise<Press | undefined> {
  if (inbound.type !== 'template_card_event' && inbound.type !== 'template_card_menu_event') return undefined;
  const { outbox } = actions.models;
  const { eventKey: key, taskId, responseCode: code } = inbound;
  const card = await outbox.card(taskId);
  if (card?.to !== account) return undefined;
  const at = now.getTime();
  const press = { taskId, code, on: card.digest.split('|')[1] ?? '' };
  const isAgain = Object.entries(card.presses).some(
    ([by, before]) =>
      by !== message.id && before.key === key && before.at <= at && at - before.at <= DOUBLE_PRESS_MS,
  );
  if (isAgain) return { ...press, outcome: 'again' };
  if (key.startsWith(REPLY) && (await isOutdated(actions, card, sender.id)))
    return { ...press, outcome: 'old' };
  await outbox.pressCard(taskId, message.id, { key, at });
  return { ...press, outcome: 'first' };
}

/** Plans how the card looks now: what was pressed, and what is done meanwhile. */
export async function showPress(
  parts: Pick<ResponderParts, 'updateCard'>,
  { actions, sender, today, message }: CommandContext,
  { taskId, code }: Press,
  keys: RecordKeys,
): Promise<void> {
  const card = code === undefined ? undefined : await actions.models.outbox.card(taskId);
  if (!card || code === undefined) return;
  const face = await cardNow(actions, card, sender.id, today);
  if (face) await parts.updateCard({ to: card.to, code, face }, { id: message.id, keys });
}

/**
 * Somebody opens the conversation after a reminder that they have not answered: now they look at it, so buttons ring
 * no bell, and the reminder itself was complete without them.
 */
export async function offerButtons(
  parts: Pick<ResponderParts, 'sendCard'> & { actions: Omit<ActionContext, 'school'> },
  school: School,
  person: string,
  { sender, createTime }: Inbound,
  { remindedOn, answeredOn }: ConversationState,
): Promise<void> {
  const today = dayOf(new Date(createTime * 1000));
  if (remindedOn === undefined || remindedOn < addDays(today, -ANSWERED_WITHIN_DAYS)) return;
  if (answeredOn !== undefined && answeredOn >= remindedOn) return;
  const card = await offerCard({ ...parts.actions, school }, person, today);
  if (card) await parts.sendCard(sender.toLowerCase(), card);
}
