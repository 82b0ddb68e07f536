/** Corrects one's own record: a new version, with its credits decided anew. */
import type { ActivityFacts, ActivityText, Contact, Participation } from '../domain/activity.ts';
import { creditActivity } from '../domain/crediting.ts';
import { mergeKeysOf } from '../domain/same-event.ts';
import type { School } from '../domain/school.ts';
import {
  ActivityForm,
  ActivityKind,
  Day,
  Daypart,
  Manner,
  Mode,
  TalkReason,
} from '../domain/understanding.ts';
import { type Activity, openText, sealText } from '../models/activity.ts';
import { isDuplicateKey } from '../runtime/mongo.ts';
import type { ActionContext } from './context.ts';
import { participation, type RecordedActivity } from './record.ts';

/** One change of one slot. People are given as directory ids, or as names that the directory lacks. */
export type Amendment =
  | { slot: 'date' | 'endDate'; value: string }
  | { slot: 'daypart' | 'time' | 'place' | 'mode' | 'manner' | 'kind' | 'form' | 'reason'; value: string }
  | { slot: 'hours' | 'count'; value: number }
  | { slot: 'individually'; value: boolean }
  | {
      slot: 'targets' | 'companions';
      change: 'replace' | 'add' | 'remove';
      people: { person?: string; name: string }[];
      /** Replace only this one of the targets (a shared name that was settled): its place in the contacts. */
      at?: number;
    };

export type AmendOutcome =
  | { ok: true; recorded: RecordedActivity }
  | { ok: false; why: 'nothing_to_amend' | 'bad_value' | 'same_event_exists' };

/**
 * Applies a change to someone's own activity.
 * @param source id of the message that asks for it: handled again, it changes nothing more
 */
export async function amendActivity(
  context: ActionContext,
  person: string,
  id: string,
  amendment: Amendment,
  source: string,
): Promise<AmendOutcome> {
  const { models, school } = context;
  for (;;) {
    const activity = await models.activities.find(id);
    const own = activity?.texts.find((t) => t.author === person);
    if (!activity || activity.state === 'withdrawn' || !own) return { ok: false, why: 'nothing_to_amend' };
    const key = (await models.keys.open(own.keyId))?.get(own.slot);
    if (!key) return { ok: false, why: 'nothing_to_amend' };
    const text = openText(key, id, own);
    if (activity.sources.includes(source))
      return { ok: true, recorded: { activity, text, outcome: 'recorded' } };

    const changed = change(school, activity, text, amendment, person);
    if (!changed) return { ok: false, why: 'bad_value' };
    const next: Activity = {
      ...activity,
      ...changed.activity,
      version: activity.version + 1,
      texts: activity.texts.map((t) =>
        t === own
          ? sealText(key, id, {
              author: own.author,
              branch: own.branch,
              keyId: own.keyId,
              slot: own.slot,
              content: changed.text,
            })
          : t,
      ),
      sources: [...activity.sources, source],
    };
    next.credits = creditActivity(school, context.rules, next, context.schoolYear);
    try {
      if (await models.activities.replace(activity, next, mergeKeysOf(next)))
        return { ok: true, recorded: { activity: next, text: changed.text, outcome: 'recorded' } };
    } catch (error) {
      if (isDuplicateKey(error)) return { ok: false, why: 'same_event_exists' };
      throw error;
    }
  }
}

function change(
  school: School,
  activity: Activity,
  text: ActivityText,
  amendment: Amendment,
  author: string,
): { activity: Partial<Activity>; text: ActivityText } | undefined {
  const facts = { ...activity.facts };
  switch (amendment.slot) {
    case 'date': {
      if (!Day.safeParse(amendment.value).success) return undefined;
      facts.date = amendment.value;
      if (facts.endDate && facts.endDate <= facts.date) delete facts.endDate;
      return { activity: { facts, participations: rebranch(school, activity, facts) }, text };
    }
    case 'endDate':
      if (!Day.safeParse(amendment.value).success || amendment.value < facts.date) return undefined;
      return { activity: { facts: { ...facts, endDate: amendment.value } }, text };
    case 'place':
      return { activity: {}, text: { ...text, place: amendment.value } };
    case 'reason': {
      const reason = TalkReason.safeParse(amendment.value);
      return reason.success ? { activity: {}, text: { ...text, reason: reason.data } } : undefined;
    }
    case 'time':
      return /^\d{2}:\d{2}$/.test(amendment.value)
        ? { activity: { facts: { ...facts, time: amendment.value } }, text }
        : undefined;
    case 'daypart':
    case 'mode':
    case 'manner':
    case 'kind':
    case 'form': {
      const schema = { daypart: Daypart, mode: Mode, manner: Manner, kind: ActivityKind, form: ActivityForm }[
        amendment.slot
      ];
      const value = schema.safeParse(amendment.value);
      if (!value.success) return undefined;
      return { activity: { facts: { ...facts, [amendment.slot]: value.data } }, text };
    }
    case 'hours':
    case 'count':
      return amendment.value > 0
        ? { activity: { facts: { ...facts, [amendment.slot]: amendment.value } }, text }
        : undefined;
    case 'individually':
      return { activity: { facts: { ...facts, individually: amendment.value } }, text };
    case 'targets':
      return changeTargets(activity, text, amendment, author);
    case 'companions':
      return changeCompanions(school, activity, text, amendment, author);
  }
}

/** A new day may be one on which people belonged to other branches. */
function rebranch(school: School, activity: Activity, facts: ActivityFacts): Participation[] {
  return activity.participations.map((p) => ({
    ...participation(school, p.person, p.role, facts.date),
    ...(p.withdrawn && { withdrawn: true }),
  }));
}

type PeopleAmendment = Extract<Amendment, { slot: 'targets' | 'companions' }>;

function changeTargets(
  activity: Activity,
  text: ActivityText,
  { change, people, at }: PeopleAmendment,
  author: string,
): { activity: Partial<Activity>; text: ActivityText } {
  const unlisted = [...(text.unlisted ?? [])];
  const asContact = (who: { person?: string; name: string }): Contact => {
    if (who.person !== undefined) return { person: who.person };
    unlisted.push(who.name);
    return { unlisted: unlisted.length - 1 };
  };
  const wanted = people.filter((p) => p.person !== author);
  let contacts = activity.contacts;
  if (at !== undefined) contacts = contacts.flatMap((c, i) => (i === at ? wanted.map(asContact) : [c]));
  else if (change === 'replace') contacts = wanted.map(asContact);
  else if (change === 'add') contacts = [...contacts, ...wanted.map(asContact)];
  else
    contacts = contacts.filter(
      (c) =>
        !wanted.some((w) =>
          c.person !== undefined ? c.person === w.person : unlisted[c.unlisted ?? -1] === w.name,
        ),
    );
  const seen = new Set<string>();
  contacts = contacts.filter((c) => {
    if (c.person === undefined) return true;
    if (seen.has(c.person)) return false;
    seen.add(c.person);
    return true;
  });
  return { activity: { contacts }, text: { ...text, ...(unlisted.length > 0 && { unlisted }) } };
}

function changeCompanions(
  school: School,
  activity: Activity,
  text: ActivityText,
  { change, people }: PeopleAmendment,
  author: string,
): { activity: Partial<Activity>; text: ActivityText } {
  const day = activity.facts.date;
  const named = people
    .filter((p) => p.person !== undefined && p.person !== author)
    .map((p) => p.person as string);
  const unlisted = people.filter((p) => p.person === undefined).map((p) => p.name);
  const kept = activity.participations.filter((p) =>
    p.role === 'author'
      ? true
      : change === 'replace'
        ? false
        : change === 'remove'
          ? !named.includes(p.person)
          : true,
  );
  const added =
    change === 'remove'
      ? []
      : named
          .filter((id) => !kept.some((p) => p.person === id))
          .map((id) => participation(school, id, 'companion', day));
  const names =
    change === 'replace'
      ? unlisted
      : change === 'add'
        ? [...(text.unlistedCompanions ?? []), ...unlisted]
        : (text.unlistedCompanions ?? []).filter((name) => !unlisted.includes(name));
  const { unlistedCompanions: _before, ...rest } = text;
  return {
    activity: { participations: [...kept, ...added] },
    text: { ...rest, ...(names.length > 0 && { unlistedCompanions: names }) },
  };
}
