/** Gathers everything that is kept about one person, for them or for the data-protection officer. */

import { openText } from '../models/activity.ts';
import { noticeText, type PersonalData } from '../texts/personal-data.ts';
import type { ActionContext } from './context.ts';

/** Rows read at a time. */
const BATCH = 500;
/** Activities shown at most; a working life has fewer. */
const MOST_ACTIVITIES = 5_000;

/**
 * Everything kept about somebody. Others' texts in which they occur are not theirs to have and are left out.
 * @param wordsOf the words of a stored message; undefined for events
 * @returns undefined when the directory lacks the person
 */
export async function gatherPersonalData(
  context: ActionContext,
  id: string,
  wordsOf: (content: string) => string | undefined,
): Promise<PersonalData | undefined> {
  const { models, school } = context;
  const person = school.person(id);
  if (!person) return undefined;
  const account = person.userid?.toLowerCase();
  const concerning = await models.activities.concerning(id, MOST_ACTIVITIES);
  const keys = await models.keys.openMany([
    ...new Set(concerning.flatMap((a) => a.texts.filter((t) => t.author === id).map((t) => t.keyId))),
  ]);
  const isTeller = (a: (typeof concerning)[number]) =>
    a.participations.some((p) => p.person === id && p.role === 'author') ||
    a.texts.some((t) => t.author === id);
  const told = concerning.filter(isTeller).map((activity) => {
    const own = activity.texts.find((t) => t.author === id);
    const key = own && keys.get(own.keyId)?.get(own.slot);
    return { activity, text: own && key && openText(key, activity.id, own) };
  });
  const messages: PersonalData['messages'] = [];
  const received: PersonalData['received'] = [];
  if (account !== undefined) {
    for (let after = ''; ; ) {
      const rows = await models.inbox.list(after, BATCH, account);
      for (const row of rows) {
        const words = row.content === '' ? undefined : wordsOf(row.content);
        if (words !== undefined) messages.push({ at: row.sentAt, text: words });
        if (row.reply !== undefined) received.push({ at: row.sentAt, text: row.reply });
      }
      if (rows.length < BATCH) break;
      after = rows.at(-1)?.id ?? '';
    }
    for (let after = ''; ; ) {
      const rows = await models.outbox.list(after, BATCH, account);
      for (const row of rows) {
        const text = noticeText(row.body);
        if (text !== undefined) received.push({ at: row.dueAt, text });
      }
      if (rows.length < BATCH) break;
      after = rows.at(-1)?.id ?? '';
    }
  }
  const byTime = (a: { at: number }, b: { at: number }) => a.at - b.at;
  const [audits, matters, proposals] = await Promise.all([
    models.audits.about(id, BATCH),
    models.matters.of({ person: id, account }),
    models.proposals.waiting(id),
  ]);
  return {
    person,
    posts: school.directory.appointments.filter((a) => a.person === id),
    ties: school.directory.ties.filter((t) => t.from === id || t.to === id),
    told,
    named: concerning.filter((a) => !isTeller(a)),
    credits: concerning.flatMap((a) => a.credits).filter((c) => c.person === id).length,
    messages: messages.sort(byTime),
    received: received.sort(byTime),
    audits,
    matters: matters.map((m) => ({ kind: m.kind, state: m.state, at: m.askedAt })),
    proposals: proposals.filter((p) => p.author === id),
  };
}
