/** Finds the record that an order names: 李明轩那条, 周一那次谈话, 昨天报的党课. Only the sender's own are looked at. */
import { openOwnTexts } from '../actions/own-text.ts';
import { dayOf } from '../domain/day.ts';
import type { RecordNamed, Understanding } from '../domain/understanding.ts';
import type { Activity } from '../models/activity.ts';
import { noSuchNamed, whichRecord } from '../texts/answer.ts';
import { recordList, sayActivity } from '../texts/receipt.ts';
import type { CommandContext, Reply } from './command.ts';

/** How many of the newest records are looked through. */
const LOOKED_THROUGH = 60;
/** How many records are offered where several may be meant, or none was found. */
const OFFERED = 5;

/**
 * The one record that is meant, or the reply to an order that names none or several.
 * @param command the order, which is carried out once one of several was chosen
 */
export async function findNamedRecord(
  context: CommandContext,
  command: NonNullable<Understanding['command']>,
  of: RecordNamed,
): Promise<{ id: string } | { reply: Reply }> {
  const { actions, sender, state, message, text } = context;
  const { activities } = actions.models;
  // The same message handled once more means the record that it changed.
  const [before] = await activities.changedBy(message.id);
  if (before) return { id: before.id };
  const own = await activities.ofPerson(sender.id, LOOKED_THROUGH);
  const found = await matching(context, own, of);
  const spokenOf = [state.last, state.listed]
    .map((ids) => found.filter((a) => ids?.includes(a.id)))
    .find((some) => some.length > 0);
  const [one, ...others] = spokenOf ?? found;
  if (one && others.length === 0) return { id: one.id };
  const shown = (one ? [one, ...others] : own).slice(0, OFFERED);
  const items = await openOwnTexts(actions, shown, sender.id);
  const view = { school: actions.school, rules: actions.rules, today: context.today, reader: sender.id };
  const ids = shown.map((a) => a.id);
  if (own.length === 0) return { reply: { text: recordList([], view, true) } };
  if (!one)
    return { reply: { text: noSuchNamed(of, recordList(items, view, true), context.today), listed: ids } };
  const said = items.map((item) => sayActivity(item.activity, item.text, view));
  const { of: _named, ...order } = command;
  return {
    reply: {
      text: whichRecord(said),
      // 撤销1 and 第1条改成… mean these as well
      listed: ids,
      question: { about: 'which_record', command: order, words: text, activities: ids, said },
    },
  };
}

/** The records that fit, newest first. */
async function matching(context: CommandContext, own: Activity[], of: RecordNamed): Promise<Activity[]> {
  const with_ = of.person === undefined ? own : await withPerson(context, own, of.person);
  const dated = of.day === undefined ? with_ : onDay(with_, of);
  return of.kind === undefined ? dated : dated.filter((a) => a.facts.kind === of.kind);
}

/** Those that are with somebody of this name; where there are none, those in which one took part. */
async function withPerson(
  { actions, sender }: CommandContext,
  own: Activity[],
  name: string,
): Promise<Activity[]> {
  const ids = new Set(actions.school.named(name).map((p) => p.id));
  const opened = await openOwnTexts(actions, own, sender.id);
  const reached = opened.filter(
    ({ activity, text }) =>
      activity.contacts.some((c) => c.person !== undefined && ids.has(c.person)) ||
      text.unlisted?.includes(name),
  );
  const joined = opened.filter(
    ({ activity, text }) =>
      activity.participations.some((p) => p.person !== sender.id && !p.withdrawn && ids.has(p.person)) ||
      text.unlistedCompanions?.includes(name),
  );
  return (reached.length > 0 ? reached : joined).map(({ activity }) => activity);
}

/** Those that took place within some days; 昨天记的 means the day of the telling, and 昨天那条 may mean either. */
function onDay(own: Activity[], { day: from = '', to = from, told, person, kind }: RecordNamed): Activity[] {
  const heldThen = own.filter(({ facts }) => facts.date <= to && (facts.endDate ?? facts.date) >= from);
  const toldThen = own.filter((a) => {
    const day = dayOf(new Date(a.recordedAt));
    return day >= from && day <= to;
  });
  if (!told && person === undefined && kind === undefined)
    return own.filter((a) => heldThen.includes(a) || toldThen.includes(a));
  // 我昨天说走访甲，其实是乙 may mean either day; the person tells
  return told && (toldThen.length > 0 || person === undefined) ? toldThen : heldThen;
}
