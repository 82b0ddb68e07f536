/** Opens one sealed text: by whoever is in charge, or by exception with a reason; always with a trace. */
import type { ActivityText } from '../domain/activity.ts';
import { addDays, dayOf } from '../domain/day.ts';
import { may } from '../domain/rights.ts';
import type { ActivityKind, Day } from '../domain/understanding.ts';
import { type Activity, openText, type SealedText } from '../models/activity.ts';
import type { ActionContext } from './context.ts';

/** Which record is meant: that of a day, by or with any bearer of a name. */
export interface TextWanted {
  /** Directory ids; empty when nobody bears the name. */
  people: string[];
  day: Day;
  kind?: ActivityKind;
}

export type ReadOutcome =
  | { ok: true; activity: Activity; author: string; text: ActivityText }
  /**
   * `not_readable`: there is none, or none that the reader may open; which of both is not told · `needs_reason` ·
   * `several`: only one is opened at a time · `destroyed`: its key is gone
   */
  | { ok: false; why: 'not_readable' | 'needs_reason' | 'several' | 'destroyed' };

/**
 * Reads the text of one record. Whatever exists, a reader without the right causes the same reads of the store and
 * gets the same answer.
 * @param reason absent = none was given; asked for only where the right is the exceptional one
 * @param source id of the message that asks: handled again, it leaves one line
 */
export async function readText(
  context: ActionContext,
  reader: string,
  wanted: TextWanted,
  reason: string | undefined,
  source: string,
  today: Day,
): Promise<ReadOutcome> {
  const { models, school, clock } = context;
  const activities = await models.activities.onDay(wanted.people, wanted.day, wanted.kind);
  const texts = activities.flatMap((activity) => activity.texts.map((text) => ({ activity, text })));
  const inCharge = texts.filter(({ activity, text }) => {
    const { author, branch } = text;
    const written = dayOf(new Date(activity.recordedAt));
    // In charge the day before as well: on the day of a handover the texts are still the predecessor's time.
    return [addDays(written, -1), written].every(
      (day) => may(school, reader, { act: 'read_text', author, ...(branch && { branch }), day }, today).ok,
    );
  });
  const mayByException = may(school, reader, { act: 'open_text', author: '', reason: 'asked' }, today).ok;
  const isException = inCharge.length === 0 && mayByException;
  if (isException && reason === undefined) return { ok: false, why: 'needs_reason' };
  const open = isException ? texts : inCharge;
  const named = open.filter(({ text }) => wanted.people.includes(text.author));
  const chosen = named.length === 1 ? named : open;
  const [one] = chosen;
  if (!one) return { ok: false, why: 'not_readable' };
  if (chosen.length > 1) return { ok: false, why: 'several' };
  const text = await unsealOne(context, one.activity, one.text);
  if (!text) return { ok: false, why: 'destroyed' };
  const { author } = one.text;
  if (author !== reader)
    await models.audits.add({
      id: source,
      at: clock.now().getTime(),
      by: reader,
      act: isException ? 'open_text' : 'read_text',
      about: author,
      activity: one.activity.id,
      ...(reason !== undefined && { reason }),
    });
  return { ok: true, activity: one.activity, author, text };
}

async function unsealOne(
  { models }: ActionContext,
  activity: Activity,
  text: SealedText,
): Promise<ActivityText | undefined> {
  const key = (await models.keys.open(text.keyId))?.get(text.slot);
  return key && openText(key, activity.id, text);
}
