/** Carries out one form that was sent: the same actions and the same receipt as for a message. */
import type { ActionContext } from '../actions/context.ts';
import { dayOf } from '../domain/day.ts';
import type { School } from '../domain/school.ts';
import { STRANGER } from '../texts/answer.ts';
import type { CommandContext } from './command.ts';
import { recordReports } from './commands/report.ts';
import type { Form } from './form.ts';
import type { HandleForm } from './inbox/receive.ts';
import { conclude, type ResponderParts } from './respond.ts';
import { hasLeft } from './stranger.ts';

export interface SubmissionParts {
  actions: Omit<ActionContext, 'school'>;
  school: () => School;
  forms: Form[];
  notify: ResponderParts['notify'];
}

/** Builds the handler of forms. */
export function createFormHandler(parts: SubmissionParts): HandleForm {
  return async ({ id, keys, sender: userid, submission, sentAt, state }) => {
    const school = parts.school();
    const sender = school.byUserid(userid);
    // Taken off the directory between sending and now: kept, as a message would be.
    if (!sender) return { reply: STRANGER, state, held: true };
    const form = parts.forms.find((f) => f.name === submission.form);
    if (!form) throw new Error(`a submission of a form that is not there: ${submission.form}`);
    const now = new Date(sentAt);
    const today = dayOf(now);
    const gone = hasLeft(sender, today);
    if (gone !== undefined) return { reply: gone, state };
    const { reports, words } = form.toReport(submission.values, { school, sender, today });
    const isJoint = reports.some((r) => r.kind === 'talk' && (r.targets ?? []).length > 1);
    const context: CommandContext = {
      actions: { ...parts.actions, school },
      sender,
      text: words,
      today,
      now,
      // A form says what it means: nothing is left to be understood.
      understandAs: () => ({ intent: 'unknown' }),
      message: { id, keys, words },
      understanding: { intent: 'report', reports, ...(isJoint && { joint: true }) },
      state,
      offers: [],
      notify: async (receipts) => {
        for (const receipt of receipts) await parts.notify(receipt, { id, keys });
      },
    };
    return conclude(context, await recordReports(context, reports, context.message), keys, id);
  };
}
