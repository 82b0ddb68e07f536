/** Puts a matter before whoever decides it: one row, one number by which they answer, one notice. */
import type { Matter } from '../models/matter.ts';
import type { ActionContext } from './context.ts';
import { planNotice } from './plan-notice.ts';

/** Name of the sequence from which matters take their numbers. */
const MATTER_NUMBERS = 'matter-number';

/**
 * Puts a matter, in place of one of the same id that was settled before.
 * @param to who decides, by directory id; absent = nobody can be told, the matter waits in the list
 * @param notice what they are told; they answer by the number
 * @returns false when the same matter waits already: nobody is told twice
 */
export async function putMatter(
  context: ActionContext,
  matter: Omit<Matter, 'number' | 'state' | 'askedAt'>,
  to: string | undefined,
  notice: (number: number) => string,
): Promise<boolean> {
  const { models, clock } = context;
  const before = await models.matters.find(matter.id);
  if (before?.state === 'waiting' || before?.state === 'approved') return false;
  const number = await models.settings.nextNumber(MATTER_NUMBERS);
  await models.matters.put({ ...matter, number, state: 'waiting', askedAt: clock.now().getTime() });
  if (to !== undefined) await planNotice(context, { person: to }, `${matter.kind}/${number}`, notice(number));
  return true;
}
