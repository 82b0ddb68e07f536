/** 删除我的数据: asked for by the person, decided by the data-protection officer, carried out by the worker. */

import type { Day } from '../domain/understanding.ts';
import type { Matter } from '../models/matter.ts';
import { removalDeclinedNotice, removalNotice } from '../texts/personal-data.ts';
import type { ActionContext } from './context.ts';
import { planNotice } from './plan-notice.ts';
import { putMatter } from './put-matter.ts';
import { removePerson } from './remove-person.ts';
import { loadSchool } from './school.ts';

export const removalId = (person: string) => `removal/${person}`;

/**
 * Puts the wish before the data-protection officer, once.
 * @returns `asked` with whether an officer is named in the directory · `waiting` when it was put before
 */
export async function requestRemoval(
  context: ActionContext,
  person: string,
  today: Day,
): Promise<{ outcome: 'asked' | 'waiting'; hasOfficer: boolean }> {
  const { school } = context;
  const officers = school.directory.appointments
    .filter((a) => a.role === 'data_protection')
    .flatMap((a) => school.holdersOf('data_protection', a.organization, today))
    .filter((p) => p.id !== person);
  const hasOfficer = officers.length > 0;
  const isNew = await putMatter(
    context,
    { id: removalId(person), kind: 'removal', person },
    officers[0]?.id,
    // No name in a pushed text: the list shows it on asking.
    removalNotice,
  );
  return { outcome: isNew ? 'asked' : 'waiting', hasOfficer };
}

/** Decides a wish; an approved one is carried out by the job `remove-people`. @returns false when it was settled */
export async function decideRemoval(
  context: ActionContext,
  matter: Matter,
  by: string,
  isYes: boolean,
): Promise<boolean> {
  const { models, clock } = context;
  const decided = await models.matters.decide(
    matter,
    isYes ? 'approved' : 'declined',
    by,
    clock.now().getTime(),
  );
  if (decided && !isYes && matter.person !== undefined)
    await planNotice(
      context,
      { person: matter.person },
      `removal-declined/${matter.number}`,
      removalDeclinedNotice(),
    );
  return decided;
}

/** Carries out every removal that was approved; broken off, the next call goes on. @returns how many */
export async function removeApproved(context: ActionContext): Promise<number> {
  const { models } = context;
  const approved = (await models.matters.open()).filter(
    (m) => m.kind === 'removal' && m.state === 'approved' && m.person !== undefined,
  );
  for (const { id, person = '' } of approved) {
    // Read anew for each: the one before changed the directory.
    await removePerson({ ...context, school: await loadSchool(models) }, person);
    await models.matters.finish(id, 'done');
  }
  return approved.length;
}
