/** Recording for somebody else (代录): put before the author, on record only when they say that it is so. */
import type { ReportedActivity } from '../domain/understanding.ts';
import type { Proposal } from '../models/proposal.ts';
import { proposalNotice, rejectedNotice } from '../texts/on-behalf.ts';
import type { ActionContext } from './context.ts';
import { planNotice } from './plan-notice.ts';
import type { Message } from './record.ts';

/**
 * Puts a record before its author, who gets one message. The right to record for them is the caller's to check.
 * @param reports understood as of the author
 */
export async function proposeRecord(
  context: ActionContext,
  recorder: string,
  author: string,
  reports: ReportedActivity[],
  message: Message,
  today: string,
): Promise<void> {
  const { models, school, rules, clock } = context;
  const at = clock.now().getTime();
  const { id, words, keys } = message;
  await models.proposals.put({ id, author, recorder, at, words, reports }, keys);
  await planNotice(
    context,
    { person: author },
    `proposal/${id}`,
    proposalNotice(reports, { school, rules, today, reader: author }, recorder),
  );
}

/** The author says no: the words are destroyed, and the recorder is told. */
export async function rejectProposal(
  context: ActionContext,
  proposal: Proposal,
  today: string,
): Promise<void> {
  const { models, school, rules } = context;
  if (!(await models.proposals.settle(proposal.id, 'rejected'))) return;
  const view = { school, rules, today, reader: proposal.recorder };
  await planNotice(
    context,
    { person: proposal.recorder },
    `rejected/${proposal.id}`,
    rejectedNotice(proposal, view),
  );
}
