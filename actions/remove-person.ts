/**
 * Removes somebody (删除我的数据): the keys of their name, texts and messages are destroyed, which reaches the
 * backups too; their name is taken out of others' texts; what they did still counts, under an id without a name.
 */

import { ActivityText } from '../domain/activity.ts';
import { dayOf } from '../domain/day.ts';
import type { Person } from '../domain/directory.ts';
import { involvementIn, leavingChanges } from '../domain/directory-change.ts';
import { type Activity, openText, type SealedText, sealText } from '../models/activity.ts';
import { recordSlot } from '../models/inbox.ts';
import { matterKeyId } from '../models/matter.ts';
import type { ActionContext } from './context.ts';

/** Stands in others' texts where the name stood. */
export const REDACTED = '某同志';
const BATCH = 500;

/** What a removal did, in counts. */
export interface Removal {
  /** Texts of theirs destroyed. */
  destroyed: number;
  /** Texts of others from which the name was taken. */
  redacted: number;
  /** Messages and answers emptied, theirs and others' that named them. */
  messages: number;
}

/** What one removal works on. */
interface Scope {
  context: ActionContext;
  person: Person;
  /** WeCom account, lower case. */
  account: string | undefined;
  /** Whether others bear the name: then it is only taken out where the record says that it is this one. */
  sharesName: boolean;
  /** `<key id>|<slot>` of keys under which the name, or something of theirs, is sealed. */
  tainted: Set<string>;
}

/**
 * Removes one person. Broken off and done again, it ends in the same: what is found by its words is destroyed before
 * the words go.
 * @returns undefined when the directory lacks the person
 */
export async function removePerson(context: ActionContext, id: string): Promise<Removal | undefined> {
  const { models, school } = context;
  const person = school.person(id);
  if (!person) return undefined;
  const account = person.userid?.toLowerCase();
  const sharesName = school.named(person.name).length > 1;
  const scope: Scope = { context, person, account, sharesName, tainted: new Set() };

  const inbox = await findMessages(scope);
  const outbox = await findSent(scope);
  await clearProposals(scope);
  await clearReasons(scope);
  const texts = await clearTexts(scope);
  for (const at of scope.tainted) {
    const [keyId = '', slot = ''] = at.split('|');
    await models.keys.destroy(keyId, slot);
  }
  await models.inbox.purge(inbox);
  await models.outbox.forget(outbox.own, 'account');
  await models.outbox.forget(outbox.others);
  await models.matters.deleteOf({ person: id, account });
  await models.reminders.deleteOf(id);
  await models.mustTalks.deleteOf(id);
  await clearMatters(scope);
  if (account !== undefined) await models.conversations.delete(account);
  await leaveDirectory(scope);
  return { ...texts, messages: inbox.length + outbox.own.length + outbox.others.length };
}

/**
 * Their messages, and others' that name them and were dealt with. One that still waits to be handled is left: it goes
 * after the time for messages.
 */
async function findMessages({ context, person, account }: Scope): Promise<string[]> {
  const { inbox } = context.models;
  const found: string[] = [];
  for (let after = ''; ; ) {
    const rows = await inbox.list(after, BATCH);
    for (const row of rows) {
      const isSettled = row.state === 'done' || row.state === 'set_aside';
      const names = row.content.includes(person.name) || row.reply?.includes(person.name);
      if (row.sender === account || (isSettled && names)) found.push(row.id);
    }
    if (rows.length < BATCH) return found;
    after = rows.at(-1)?.id ?? '';
  }
}

/** What was sent to them, and to others about them. */
async function findSent({ context, person, account, tainted }: Scope) {
  const { outbox } = context.models;
  const own: string[] = [];
  const others: string[] = [];
  for (let after = ''; ; ) {
    const rows = await outbox.list(after, BATCH);
    for (const row of rows) {
      const names = row.body.includes(person.name);
      const isOwn = row.to === account;
      if (isOwn) own.push(row.id);
      else if (names) others.push(row.id);
      // A receipt of somebody else's record, without the name, keeps that record's key.
      if (names || (isOwn && !row.slot.startsWith(recordSlot(0)))) tainted.add(`${row.keyId}|${row.slot}`);
    }
    if (rows.length < BATCH) return { own, others };
    after = rows.at(-1)?.id ?? '';
  }
}

/** Records in waiting that they told, that are theirs to confirm, or that name them: nobody will confirm those. */
async function clearProposals({ context, person }: Scope): Promise<void> {
  const { proposals } = context.models;
  for (const proposal of await proposals.waiting()) {
    const { author, recorder, words, reports } = proposal;
    const names = words.includes(person.name) || JSON.stringify(reports).includes(person.name);
    if (author === person.id || recorder === person.id || names)
      await proposals.settle(proposal.id, 'rejected');
  }
}

/** Reasons that they gave, that concern them, or that name them. */
async function clearReasons({ context, person }: Scope): Promise<void> {
  const { audits } = context.models;
  const found = (await audits.all()).filter(
    (a) => a.by === person.id || a.about === person.id || a.reason?.includes(person.name),
  );
  await audits.destroyReasons(found.filter((a) => a.reason !== undefined).map((a) => a.id));
}

async function clearTexts(scope: Scope): Promise<Pick<Removal, 'destroyed' | 'redacted'>> {
  const { activities } = scope.context.models;
  const done = { destroyed: 0, redacted: 0 };
  for (let after = ''; ; ) {
    const rows = await activities.withTexts(after, BATCH);
    for (const row of rows) {
      const { destroyed, redacted } = await clearActivity(scope, row);
      done.destroyed += destroyed;
      done.redacted += redacted;
    }
    if (rows.length < BATCH) return done;
    after = rows.at(-1)?.id ?? '';
  }
}

/** Destroys their texts of one activity, and takes their name out of the others'. */
async function clearActivity(
  scope: Scope,
  first: Activity,
): Promise<{ destroyed: number; redacted: number }> {
  const { models } = scope.context;
  for (let activity = first; ; ) {
    const kept: SealedText[] = [];
    const old: SealedText[] = [];
    let destroyed = 0;
    for (const text of activity.texts) {
      if (text.author === scope.person.id) {
        await models.keys.destroy(text.keyId, text.slot);
        destroyed += 1;
        continue;
      }
      const sealed = await withoutName(scope, activity, text);
      kept.push(sealed);
      if (sealed !== text) old.push(text);
    }
    if (destroyed === 0 && old.length === 0) return { destroyed: 0, redacted: 0 };
    if (await models.activities.replaceTexts(activity, kept)) {
      for (const text of old) await models.keys.destroy(text.keyId, text.slot);
      return { destroyed, redacted: old.length };
    }
    const read = await models.activities.find(activity.id);
    if (!read) return { destroyed, redacted: 0 };
    activity = read;
  }
}

/** A text under a new key without the name; the same text where there is nothing to do. */
async function withoutName(scope: Scope, activity: Activity, text: SealedText): Promise<SealedText> {
  const { context, person, sharesName, tainted } = scope;
  const { models } = context;
  const key = (await models.keys.open(text.keyId))?.get(text.slot);
  if (!key) return text;
  const content = openText(key, activity.id, text);
  const said = JSON.stringify(content);
  const concerns =
    activity.participations.some((p) => p.person === person.id) ||
    activity.contacts.some((c) => c.person === person.id);
  const names = said.includes(person.name) && (!sharesName || concerns);
  if (!names && !tainted.has(`${text.keyId}|${text.slot}`)) return text;
  const slot = `${text.slot}x`;
  return sealText(await models.keys.add(text.keyId, slot), activity.id, {
    author: text.author,
    branch: text.branch,
    keyId: text.keyId,
    slot,
    content: names ? ActivityText.parse(JSON.parse(said.replaceAll(person.name, REDACTED))) : content,
  });
}

/** Takes the name out of what others said in matters that wait: under a new key, the old one opens the backups. */
async function clearMatters({ context, person }: Scope): Promise<void> {
  const { keys, matters } = context.models;
  for (const matter of await matters.all()) {
    const { detail } = matter;
    if (!detail?.said.includes(person.name)) continue;
    await keys.destroyAll([matterKeyId(matter.id)]);
    await matters.put({
      ...matter,
      detail: { ...detail, said: detail.said.replaceAll(person.name, REDACTED) },
    });
  }
}

/** Ends everything of theirs from today, as for somebody who left, and takes away who they were. */
async function leaveDirectory({ context, person }: Scope): Promise<void> {
  const { models, school, clock } = context;
  const leftOn = person.leftOn ?? dayOf(clock.now());
  const changes = leavingChanges(involvementIn(school.directory), person, leftOn);
  const posts = changes.filter((c) => c.kind === 'appointment');
  const oversight = changes.filter((c) => c.kind === 'oversight');
  const ties = changes.filter((c) => c.kind === 'tie');
  await models.appointments.savePosts(
    posts.flatMap((c) => c.after ?? []),
    posts.flatMap((c) => (c.after ? [] : (c.before ?? []))),
  );
  await models.appointments.saveOversight(
    oversight.flatMap((c) => c.after ?? []),
    oversight.flatMap((c) => (c.after ? [] : (c.before ?? []))),
  );
  await models.ties.saveMany(
    ties.flatMap((c) => c.after ?? []),
    ties.flatMap((c) => (c.after ? [] : (c.before ?? []))),
  );
  const after = changes.find((c) => c.kind === 'person')?.after ?? person;
  await models.people.strip(person.id, leftOn, after.memberships);
  await models.settings.bumpDirectory();
}
