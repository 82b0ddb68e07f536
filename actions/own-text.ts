/** Opens one's own sealed text of an activity. */
import type { ActivityText } from '../domain/activity.ts';
import { type Activity, openText } from '../models/activity.ts';
import type { ActionContext } from './context.ts';

/** The text that somebody wrote of an activity; empty when they wrote none or it is destroyed. */
export async function openOwnText(
  context: ActionContext,
  activity: Activity,
  author: string,
): Promise<Partial<ActivityText>> {
  const own = activity.texts.find((t) => t.author === author);
  const key = own && (await context.models.keys.open(own.keyId))?.get(own.slot);
  return own && key ? openText(key, activity.id, own) : {};
}
