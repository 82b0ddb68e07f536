/** Plans a message that something else led to: a matter that waits for a word, or what came of one. */
import type { Person } from '../domain/directory.ts';
import type { School } from '../domain/school.ts';
import type { Day } from '../domain/understanding.ts';
import type { ActionContext } from './context.ts';

const BODY_SLOT = 'body';
/** Where the key of a notice is: of its own, so that it goes when the notice goes. */
export const noticeKeyId = (id: string) => `notice/${id}`;

/**
 * Plans a notice once.
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
  const { models, school, clock } = context;
  const account = 'account' in to ? to.account : school.person(to.person)?.userid?.toLowerCase();
  if (account === undefined) return false;
  const bytes = (await models.keys.make(noticeKeyId(id), [BODY_SLOT])).get(BODY_SLOT);
  if (!bytes) return false;
  return models.outbox.plan(
    {
      id: `notice/${id}`,
      purpose: 'notice',
      to: account,
      dueAt: clock.now().getTime(),
      body: JSON.stringify(
        typeof said === 'string' ? { type: 'text', text: said } : { type: 'picture', svg: said.svg },
      ),
    },
    { id: noticeKeyId(id), slot: BODY_SLOT, bytes },
  );
}

/** Whom of the organization department (组织部) a notice goes to: its organizer, else its head. One is enough. */
export function organizationDepartment(school: School, day: Day): Person | undefined {
  const departments = school.directory.organizations.filter((o) => o.kind === 'department');
  const organizers = departments.flatMap((o) => school.holdersOf('organizer', o.id, day));
  const heads = departments.flatMap((o) => school.holdersOf('organization_head', o.id, day));
  return [...organizers, ...heads].find((p) => p.userid !== undefined);
}
