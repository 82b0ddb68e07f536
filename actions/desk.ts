/**
 * The desk of the data-protection officer: serves people without an account (visited families, people outside the
 * school), who occur in others' sealed texts by name only. Everything found leaves a line that its author can see.
 */
import type { ActivityText } from '../domain/activity.ts';
import { may } from '../domain/rights.ts';
import type { Day } from '../domain/understanding.ts';
import { type Activity, openText, type SealedText } from '../models/activity.ts';
import type { AuditAct } from '../models/audit.ts';
import type { ActionContext } from './context.ts';
import { removePerson } from './remove-person.ts';

const BATCH = 500;

export interface DeskRequest {
  /** The name that is looked for, as it is written. */
  name: string;
  /** Directory id of the officer. */
  officer: string;
  reason: string;
  /** Only these activities; absent = all in which the name occurs. */
  records?: string[];
  /** Makes the lines of this run distinct from those of others. */
  run: string;
  today: Day;
}

export interface DeskHit {
  activity: Activity;
  author: string;
  text: ActivityText;
}

export type DeskOutcome<T> =
  | { ok: true; found: T }
  | { ok: false; why: 'not_the_officer' | 'needs_reason' | 'needs_name' };

/** Finds texts that name somebody, and leaves a line for each. */
export async function deskFind(
  context: ActionContext,
  request: DeskRequest,
  act: AuditAct = 'desk_find',
): Promise<DeskOutcome<DeskHit[]>> {
  const refused = refuse(context, request);
  if (refused) return refused;
  const found = await search(context, request);
  for (const { activity, text } of found) await leaveLine(context, request, act, activity, text);
  return {
    ok: true,
    found: found.map(({ activity, text, content }) => ({ activity, author: text.author, text: content })),
  };
}

/**
 * Destroys texts that name somebody; that the visit or the talk took place still counts. Somebody of that name in
 * the directory who has no account, and is the only one of the name, is removed as well.
 * @returns how many texts were destroyed, and whether somebody of the directory was removed
 */
export async function deskRemove(
  context: ActionContext,
  request: DeskRequest,
): Promise<DeskOutcome<{ texts: number; person: boolean }>> {
  const refused = refuse(context, request);
  if (refused) return refused;
  const { models, school } = context;
  const found = await search(context, request);
  for (const { activity, text } of found) {
    await leaveLine(context, request, 'desk_remove', activity, text);
    await models.keys.destroy(text.keyId, text.slot);
    const current = await models.activities.find(activity.id);
    if (current)
      await models.activities.replaceTexts(
        current,
        current.texts.filter((t) => t.keyId !== text.keyId || t.slot !== text.slot),
      );
  }
  const bearers = school.named(request.name);
  const [only] = bearers;
  const isRemovable = only !== undefined && bearers.length === 1 && only.userid === undefined;
  // With only some of the records asked for, the person as such stays.
  const person = isRemovable && request.records === undefined;
  if (person) await removePerson(context, only.id);
  return { ok: true, found: { texts: found.length, person } };
}

function refuse(
  { school }: ActionContext,
  { officer, reason, name, today }: DeskRequest,
): { ok: false; why: 'not_the_officer' | 'needs_reason' | 'needs_name' } | undefined {
  if (!may(school, officer, { act: 'serve_data_request', person: officer }, today).ok)
    return { ok: false, why: 'not_the_officer' };
  const holds = school.postsOf(officer, today).some((post) => post.role === 'data_protection');
  if (!holds) return { ok: false, why: 'not_the_officer' };
  if (name.trim().length < 2) return { ok: false, why: 'needs_name' };
  return reason.trim() === '' ? { ok: false, why: 'needs_reason' } : undefined;
}

interface Found {
  activity: Activity;
  text: SealedText;
  content: ActivityText;
}

/** By the name in the words, or by the person of that name among those reached. */
async function search({ models, school }: ActionContext, { name, records }: DeskRequest): Promise<Found[]> {
  const ids = new Set(school.named(name).map((p) => p.id));
  const found: Found[] = [];
  for (let after = ''; ; ) {
    const activities = await models.activities.withTexts(after, BATCH);
    const keys = await models.keys.openMany([
      ...new Set(activities.flatMap((a) => a.texts.map((t) => t.keyId))),
    ]);
    for (const activity of activities) {
      if (records && !records.includes(activity.id)) continue;
      const reached = activity.contacts.some((c) => c.person !== undefined && ids.has(c.person));
      for (const text of activity.texts) {
        const key = keys.get(text.keyId)?.get(text.slot);
        if (!key) continue;
        const content = openText(key, activity.id, text);
        if (reached || JSON.stringify(content).includes(name)) found.push({ activity, text, content });
      }
    }
    if (activities.length < BATCH) return found;
    after = activities.at(-1)?.id ?? '';
  }
}

async function leaveLine(
  { models, clock }: ActionContext,
  { officer, reason, run }: DeskRequest,
  act: AuditAct,
  activity: Activity,
  text: SealedText,
): Promise<void> {
  await models.audits.add({
    id: `desk/${run}/${act}/${activity.id}/${text.author}`,
    at: clock.now().getTime(),
    by: officer,
    act,
    about: text.author,
    activity: activity.id,
    reason,
  });
}
