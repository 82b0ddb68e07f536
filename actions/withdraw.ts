/** Takes back one's own contribution: the text is destroyed with its key, the trace of its existence stays. */
import { creditActivity } from '../domain/crediting.ts';
import { mergeKeysOf } from '../domain/same-event.ts';
import type { Activity } from '../models/activity.ts';
import type { ActionContext } from './context.ts';

export interface Withdrawn {
  /** As it was before. */
  activity: Activity;
  /** Whether others' tellings keep the event on record. */
  othersRemain: boolean;
}

/**
 * Withdraws someone's part of some activities.
 * @param source id of the message that asks for it: handled again, it changes nothing more
 * @returns what was withdrawn; activities in which the person has no part (any more) are left out
 */
export async function withdrawActivities(
  context: ActionContext,
  person: string,
  ids: string[],
  source: string,
): Promise<Withdrawn[]> {
  const { models } = context;
  const done: Withdrawn[] = [];
  for (const id of ids) {
    for (;;) {
      const activity = await models.activities.find(id);
      if (!activity) break;
      if (activity.sources.includes(source)) {
        done.push({ activity, othersRemain: activity.state === 'live' });
        break;
      }
      const own = activity.participations.find((p) => p.person === person && !p.withdrawn);
      if (activity.state === 'withdrawn' || !own) break;
      const next = withoutPerson(context, activity, person, source);
      if (!(await models.activities.replace(activity, next, next.state === 'live' ? mergeKeysOf(next) : [])))
        continue;
      for (const text of activity.texts)
        if (text.author === person) await models.keys.destroy(text.keyId, text.slot);
      if (activity.facts.kind === 'talk') await models.mustTalks.reopenHeldIn(id);
      done.push({ activity, othersRemain: next.state === 'live' });
      break;
    }
  }
  return done;
}

function withoutPerson(context: ActionContext, activity: Activity, person: string, source: string): Activity {
  const texts = activity.texts.filter((t) => t.author !== person);
  // Someone whom the author named stays on record only as long as somebody tells of it.
  const authorsRemain = texts.length > 0;
  const participations = activity.participations.map((p) =>
    p.person === person || !authorsRemain ? { ...p, withdrawn: true } : p,
  );
  const isLive = authorsRemain && participations.some((p) => !p.withdrawn);
  const next: Activity = {
    ...activity,
    state: isLive ? 'live' : 'withdrawn',
    version: activity.version + 1,
    participations,
    texts,
    sources: [...activity.sources, source],
  };
  next.credits = isLive ? creditActivity(context.school, context.rules, next, context.schoolYear) : [];
  return next;
}
