/** Opens one's own sealed texts of activities. */
import type { ActivityText } from '../domain/activity.ts';
import { type Activity, openText } from '../models/activity.ts';
import type { ActionContext } from './context.ts';

/** The text that somebody wrote of an activity; empty when they wrote none or it is destroyed. */
export async function openOwnText(
  context: ActionContext,
  activity: Activity,
  author: string,
): Promise<Partial<ActivityText>> {
  const [one] = await openOwnTexts(context, [activity], author);
  return one?.text ?? {};
}

/** The same of several activities, in their order, with one read of the keys. */
export async function openOwnTexts(
  { models }: ActionContext,
  activities: Activity[],
  author: string,
): Promise<{ activity: Activity; text: Partial<ActivityText> }[]> {
  const own = activities.map((activity) => activity.texts.find((t) => t.author === author));
  const ids = [...new Set(own.flatMap((text) => (text ? [text.keyId] : [])))];
  const keys = ids.length > 0 ? await models.keys.openMany(ids) : new Map();
  return activities.map((activity, i) => {
    const text = own[i];
    const key = text && keys.get(text.keyId)?.get(text.slot);
    return { activity, text: text && key ? openText(key, activity.id, text) : {} };
  });
}
