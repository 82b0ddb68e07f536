/** Takes a message as the answer to the question that the bot put, when it is one. */
import type { Understanding } from '../domain/understanding.ts';
import { NOT_UNDERSTOOD } from '../texts/answer.ts';
import { MUST_TALK_NOT_OPENED } from '../texts/must-talk.ts';
import type { CommandContext, Reply } from './command.ts';
import { applyAmendment } from './commands/amend.ts';
import { openMustTalk } from './commands/must-talk.ts';
import { openOne } from './commands/read-text.ts';
import { recordReports } from './commands/report.ts';
import { withdraw } from './commands/undo.ts';
import { chosenNumber, type Question, yesOrNo } from './question.ts';
import type { AnswerContext } from './understand/answer.ts';

/** A question as understanding knows it. */
export function answerContext(question: Question): NonNullable<AnswerContext['question']> {
  switch (question.about) {
    case 'which_person':
      return { slot: 'targets', choices: question.people, name: question.name };
    case 'who':
      return { slot: 'targets' };
    case 'individually':
      return { slot: 'joint' };
    case 'slot':
      return { slot: question.slot, choices: question.choices.map((c) => c.value) };
    case 'record':
    case 'withdraw':
    case 'must_talk':
    case 'read_reason':
      return { slot: 'intent' };
  }
}

/**
 * The reply to an answer; undefined when the message is no answer, so that it is taken for what it says.
 * A change of subject traps nobody.
 * @param understood the message, understood in the light of the question
 */
export async function answerQuestion(
  context: CommandContext,
  question: Question,
  understood: Understanding,
): Promise<Reply | undefined> {
  const chosen = choiceOf(context.text, understood);
  const said =
    yesOrNo(context.text) ?? saidYes(understood) ?? (chosen === 1 ? true : chosen === 2 ? false : undefined);
  switch (question.about) {
    case 'which_person': {
      const person = question.people[(chosen ?? 0) - 1];
      if (person === undefined) return undefined;
      return applyAmendment(
        context,
        question.activity,
        { slot: 'targets', change: 'replace', at: question.at, people: [{ person, name: question.name }] },
        'receipt',
      );
    }
    case 'who': {
      const names = amended(understood, 'targets');
      if (!Array.isArray(names) || names.length === 0) return undefined;
      const { school } = context.actions;
      return applyAmendment(context, question.activity, {
        slot: 'targets',
        change: 'replace',
        people: names.map((name) => {
          const ids = school.named(name).map((p) => p.id);
          return { name, ...(ids.length === 1 && { person: ids[0] as string }) };
        }),
      });
    }
    case 'individually':
      if (said === undefined) return undefined;
      return applyAmendment(context, question.activity, { slot: 'individually', value: said });
    case 'slot': {
      const { slot } = question;
      const value = question.choices[(chosen ?? 0) - 1]?.value ?? amended(understood, slot);
      if (value === undefined || Array.isArray(value)) return undefined;
      const typed = slot === 'hours' || slot === 'count' ? Number(value) : String(value);
      return applyAmendment(context, question.activity, { slot, value: typed } as never);
    }
    case 'must_talk':
      if (said === undefined) return undefined;
      return said ? openMustTalk(context, question.subject) : { text: MUST_TALK_NOT_OPENED, question: null };
    case 'withdraw':
      if (said === undefined) return undefined;
      return said ? withdraw(context, question.activities) : { text: '好的，没有撤销。', question: null };
    case 'record': {
      if (said === undefined) return undefined;
      if (!said) return { text: '好的，没有记。', question: null };
      const keys = await context.actions.models.keys.open(question.message);
      if (!keys) return { text: NOT_UNDERSTOOD, question: null };
      return recordReports(context, question.reports, { id: question.message, keys, words: question.words });
    }
    case 'read_reason': {
      if (said === false || /^(?:取消|算了|不看了?)/u.test(context.text.trim()))
        return { text: '好的，没有看。', question: null };
      const reason = reasonIn(context);
      return reason === undefined ? undefined : openOne(context, { ...question, reason }, context.message.id);
    }
  }
}

/** A reason that was asked for: what begins like one, or what means nothing else. */
function reasonIn({ text, understanding }: CommandContext): string | undefined {
  const stated = /^(?:原因|理由|因为|由于|为了)(?:是|为)?[：:，,\s]*([\s\S]+)$/u.exec(text.trim())?.[1];
  if (stated) return stated.trim();
  return understanding.intent === 'unknown' && text.trim().length >= 4 ? text.trim() : undefined;
}

/** The number of the choice that was made, from 1. */
function choiceOf(text: string, understood: Understanding): number | undefined {
  const { command } = understood;
  if (understood.intent === 'command' && command?.name === 'choose') return Number(command.value);
  return chosenNumber(text);
}

function saidYes(understood: Understanding): boolean | undefined {
  if (understood.intent !== 'command') return undefined;
  if (understood.command?.name === 'confirm') return true;
  return understood.command?.name === 'cancel' ? false : undefined;
}

function amended(understood: Understanding, slot: string): string | number | string[] | undefined {
  const { command } = understood;
  return understood.intent === 'command' && command?.name === 'amend' && command.slot === slot
    ? command.value
    : undefined;
}
