/** The card with buttons that goes with a reminder: which reminder, what is still open of it, and how it looks now. */
import { addDays } from '../domain/day.ts';
import { openItems } from '../domain/reminders/items.ts';
import type { DigestRow, Mention } from '../domain/reminders/row.ts';
import { subjectOf } from '../domain/reminders/subject.ts';
import type { Day } from '../domain/understanding.ts';
import { type CardRow, cardRowId } from '../models/outbox.ts';
import { type CardFace, type CardItem, reminderCard } from '../texts/reminder-card.ts';
import type { ActionContext } from './context.ts';
import { ANSWERED_WITHIN_DAYS } from './reminder-choices.ts';
import { currentReminderFacts } from './reminder-facts.ts';

/** A card to be sent. */
export interface OfferedCard {
  /** Row of the outbox: the same for the same reminder, so that it is sent once. */
  id: string;
  /** Key of the reminder. */
  digest: string;
  face: CardFace;
}

/**
 * The card for the last reminder of somebody, while there is something to do about it.
 * @param again makes it another card: it was asked for by words
 */
export async function offerCard(
  context: ActionContext,
  person: string,
  today: Day,
  again?: string,
): Promise<OfferedCard | undefined> {
  const last = await context.models.outbox.lastDigest(person, addDays(today, -ANSWERED_WITHIN_DAYS));
  if (!last) return undefined;
  const items = await cardItems(context, last, today);
  if (!items.some((item) => item.isOpen)) return undefined;
  const face = reminderCard(items, { on: last.day, today, pressed: [] });
  return {
    id: cardRowId(again === undefined ? last.key : `${last.key}|${again}`),
    digest: last.key,
    face,
  };
}

/** How a card looks now: what was pressed on it, and what was done meanwhile in whatever way. */
export async function cardNow(
  context: ActionContext,
  card: CardRow,
  person: string,
  today: Day,
): Promise<CardFace | undefined> {
  const [row] = (await digestsOf(context, person, card)).filter((one) => one.key === card.digest);
  if (!row) return undefined;
  const items = await cardItems(context, row, today);
  const pressed = Object.values(card.presses).map((press) => press.key);
  return reminderCard(items, { on: row.day, today, pressed });
}

/** Whether a later reminder has gone out, so that words that mean the last one do not mean this card's. */
export async function isOutdated(
  { models }: ActionContext,
  card: CardRow,
  person: string,
): Promise<{ on: Day } | undefined> {
  const on = dayOfCard(card);
  const last = await models.outbox.lastDigest(person, on);
  return last && last.key === card.digest ? undefined : { on };
}

/** `person|day|kind` of the reminder. */
function dayOfCard(card: CardRow): Day {
  return card.digest.split('|')[1] ?? '';
}

async function digestsOf({ models }: ActionContext, person: string, card: CardRow): Promise<DigestRow[]> {
  return models.outbox.digests({ people: [person] }, dayOfCard(card));
}

async function cardItems(context: ActionContext, row: DigestRow, today: Day): Promise<CardItem[]> {
  const facts = await currentReminderFacts(context, today);
  // As of tomorrow, like 待办.
  const open = new Set(openItems(facts, addDays(today, 1)).items.map((item) => item.ref));
  const tasks = await taskNumbers(context, row);
  const isOpen = ({ kind, ref }: Mention, about: string) =>
    kind === 'escalation' && !tasks.has(about) ? isGroupOpen(open, ref) : open.has(about);
  return row.items.map((mention) => {
    const about = mention.ref.replace(/^(?:notice|escalation):/u, '');
    const kind = mention.kind;
    const task = tasks.get(about);
    const subject =
      kind === 'notice'
        ? task === undefined
          ? subjectOf(facts.rules, { kind: 'duty', ref: about })
          : 'task'
        : subjectOf(facts.rules, mention);
    return {
      kind,
      ...(subject && { subject }),
      ...(task !== undefined && { task }),
      isOpen: isOpen(mention, about),
    };
  });
}

/** The numbers of the tasks that a reminder mentions, done or not, by their refs. */
async function taskNumbers({ models }: ActionContext, row: DigestRow): Promise<Map<string, number>> {
  const numbers = new Map<string, number>();
  for (const { ref } of row.items) {
    const id = /^(?:notice:|escalation:)?task:(.+)$/u.exec(ref)?.[1];
    const task = id === undefined ? undefined : await models.tasks.find(id);
    if (task) numbers.set(`task:${id}`, task.number);
  }
  return numbers;
}

/** Members' duties are escalated as one line for a branch, whose parts are no items of their own. */
function isGroupOpen(open: Set<string>, ref: string): boolean {
  const [, ...rest] = ref.split(':');
  if (open.has(rest.join(':'))) return true;
  const [duty, period] = rest;
  return [...open].some((one) => one.startsWith(`duty:${duty}:${period}:`));
}
