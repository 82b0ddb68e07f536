/** Answers somebody whom the directory lacks, or has as gone. */
import { admissionId, receiveStranger } from '../actions/admit.ts';
import type { ActionContext } from '../actions/context.ts';
import { loadSchool } from '../actions/school.ts';
import type { Person } from '../domain/directory.ts';
import type { School } from '../domain/school.ts';
import type { Day } from '../domain/understanding.ts';
import { askWho, HAS_LEFT, passedOn, STILL_WAITING, WAS_DECLINED } from '../texts/admission.ts';

export type StrangerAnswer = { reply: string; held: boolean };

/**
 * Who wrote, when the directory in memory does not know them: it is read anew where they were admitted meanwhile.
 * @returns the directory that has them, or undefined
 */
export async function lookAgain(
  actions: ActionContext,
  account: string,
): Promise<{ school: School; sender: Person } | undefined> {
  const matter = await actions.models.matters.find(admissionId(account));
  if (matter?.state !== 'approved' && matter?.state !== 'done') return undefined;
  const school = await loadSchool(actions.models);
  const sender = school.byUserid(account);
  return sender && { school, sender };
}

/**
 * What somebody unknown is told, and whether the message is kept until they are admitted.
 * @param account WeCom account, lower case
 */
export async function answerStranger(
  actions: ActionContext,
  account: string,
  said: string,
  today: Day,
): Promise<StrangerAnswer> {
  const result = await receiveStranger(actions, account, said, today);
  switch (result.outcome) {
    case 'ask':
      return { reply: askWho(result.again), held: true };
    case 'passed_on':
      return {
        reply: passedOn(result.branch === undefined ? undefined : actions.school.organization(result.branch)),
        held: false,
      };
    case 'waiting':
      return { reply: STILL_WAITING, held: true };
    case 'declined':
      return { reply: WAS_DECLINED, held: true };
  }
}

/** Whether somebody is gone on a day; what they are told then. Nothing of theirs is recorded any more. */
export function hasLeft(sender: Person, today: Day): string | undefined {
  return sender.leftOn !== undefined && sender.leftOn <= today ? HAS_LEFT : undefined;
}
