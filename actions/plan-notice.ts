/**
 * Plans a message beside the reply: a notice that something else led to, such as a matter that waits for a word or
 * what came of one; or more of an answer than fits the reply.
 */
import type { Person } from '../domain/directory.ts';
import type { School } from '../domain/school.ts';
import type { Day } from '../domain/understanding.ts';
import type { ActionContext } from './context.ts';

const BODY_SLOT = 'body';
/** Whether a key is that of a message planned here: of its own, so that it goes when the message goes. */
export const isKeyBeside = (keyId: string) => /^(?:notice|more)\//.test(keyId);

/**
 * Plans a notice once. It is sent in the hours in which people may be written to.
 * @param to directory id, or an account for people whom the directory lacks; without an account nothing is planned
 * @param id says what it is about: the same id is planned once
 * @param said words, or a picture
 * @returns whether it was planned now
 */
export async function planNotice(
  context: ActionContext,
  to: { person: string } | { account: string },
  id: string,
  said: string | { svg: string },
): Promise<boolean> {
  return planBeside(context, to, `notice/${id}`, 'notice', said);
}

/** Plans once what its reader asked for just now, and waits for at whatever hour. The rest as for a notice. */
export async function planAnswer(
  context: ActionContext,
  to: { person: string },
  id: string,
  said: string | { svg: string },
): Promise<boolean> {
  return planBeside(context, to, `more/${id}`, 'answer', said);
}

async function planBeside(
  context: ActionContext,
  to: { person: string } | { account: string },
  id: string,
  purpose: 'notice' | 'answer',
  said: string | { svg: string },
): Promise<boolean> {
  const { models, school, clock } = context;
  const account = 'account' in to ? to.account : school.person(to.person)?.userid?.toLowerCase();
  if (account === undefined) return false;
  const bytes = (await models.keys.make(id, [BODY_SLOT])).get(BODY_SLOT);
  if (!bytes) return false;
  return models.outbox.plan(
    {
      id,
      purpose,
      to: account,
      dueAt: clock.now().getTime(),
      body: JSON.stringify(
        typeof said === 'string' ? { type: 'text', text: said } : { type: 'picture', svg: said.svg },
      ),
    },
    { id, slot: BODY_SLOT, bytes },
  );
}

/** Whom of the organization department (组织部) a notice goes to: its organizer, else its head. One is enough. */
export function organizationDepartment(school: School, day: Day): Person | undefined {
  const departments = school.directory.organizations.filter((o) => o.kind === 'department');
  const organizers = departments.flatMap((o) => school.holdersOf('organizer', o.id, day));
  const heads = departments.flatMap((o) => school.holdersOf('organization_head', o.id, day));
  return [...organizers, ...heads].find((p) => p.userid !== undefined);
}
