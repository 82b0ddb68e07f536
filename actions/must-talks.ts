/** A 必谈 and the recorded talk that may have been it: its holder says whether. */
import { actingFor } from '../domain/acting.ts';
import type { Contact, Participation } from '../domain/activity.ts';
import type { MustTalk } from '../domain/must-talk.ts';
import type { School } from '../domain/school.ts';
import type { TalkReason } from '../domain/understanding.ts';
import type { Activity } from '../models/activity.ts';
import type { ActionContext } from './context.ts';

/** Who holds a 必谈 on a day: whoever is named, else who leads the subject's branch. */
function holderOf(school: School, talk: MustTalk, day: string): string | undefined {
  if (talk.holder !== undefined) return talk.holder;
  const branch = school.branchOf(talk.subject, day)?.id;
  return branch === undefined ? undefined : actingFor(school, branch, day)?.person.id;
}

/** Whether a recorded talk can be the one that a 必谈 asks for: of its holder with its subject, since it was opened. */
export function mayBeHeldIn(
  school: School,
  talk: MustTalk,
  activity: Pick<Activity, 'id' | 'state' | 'facts'> & {
    participations: Participation[];
    contacts: Contact[];
  },
): boolean {
  const { state, facts, participations, contacts } = activity;
  if (state !== 'live' || facts.kind !== 'talk' || facts.date < talk.openedOn) return false;
  if (talk.notIn?.includes(activity.id)) return false;
  const holder = holderOf(school, talk, facts.date);
  const took = [...participations.filter((p) => !p.withdrawn), ...contacts].map((p) => p.person);
  return took.includes(talk.subject) && holder !== undefined && took.includes(holder);
}

/**
 * The open 必谈 that somebody may have held with a talk that they just recorded; told to its holder alone.
 * @returns the one that is due first, with its occasion where that is known
 */
export async function mustTalkHeldIn(
  { models, school }: ActionContext,
  activity: Activity,
  person: string,
): Promise<{ talk: MustTalk; occasion?: TalkReason } | undefined> {
  if (activity.facts.kind !== 'talk') return undefined;
  const subjects = activity.contacts.flatMap((c) =>
    c.person === undefined || c.person === person ? [] : [c.person],
  );
  if (subjects.length === 0) return undefined;
  const [talk] = (await models.mustTalks.openAbout(subjects))
    .filter(
      (one) => holderOf(school, one, activity.facts.date) === person && mayBeHeldIn(school, one, activity),
    )
    .sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1));
  if (!talk) return undefined;
  const occasion = (await models.mustTalks.occasions([talk.id])).get(talk.id);
  return { talk, ...(occasion && { occasion }) };
}
