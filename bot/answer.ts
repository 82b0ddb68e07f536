/** Takes a message as the answer to the question that the bot put, when it is one. */
import type { Understanding } from '../domain/understanding.ts';
import { NOT_UNDERSTOOD } from '../texts/answer.ts';
import { whereabouts } from '../texts/terms.ts';
import type { CommandContext, Reply } from './command.ts';
import { applyAmendment } from './commands/amend.ts';
import { recordReports } from './commands/report.ts';
import { chosenNumber, type Question, yesOrNo } from './question.ts';

/** Understands some words in the light of nothing but themselves. */
export type Understand = (text: string) => Understanding;

/**
 * The reply to an answer; undefined when the message is no answer, so that it is taken for what it says.
 * A change of subject traps nobody.
 */
export async function answerQuestion(
  context: CommandContext,
  question: Question,
  understand: Understand,
): Promise<Reply | undefined> {
  const { text } = context;
  switch (question.about) {
    case 'which_person': {
      const person = whichOf(context, question);
      if (person === undefined) return undefined;
      const reply = await applyAmendment(context, question.activity, {
        slot: 'targets',
        change: 'replace',
        at: question.at,
        people: [{ person, name: question.name }],
      });
      return { ...reply, text: reply.text.replace(/^已改：/, '已记：') };
    }
    case 'who': {
      if (
        !isShort(text) ||
        context.understanding.intent === 'query' ||
        context.understanding.intent === 'help'
      )
        return undefined;
      const { command } =
        context.understanding.intent === 'command' ? context.understanding : understand(`对象改成${text}`);
      if (command?.name !== 'amend' || command.slot !== 'targets' || !Array.isArray(command.value))
        return undefined;
      const { school } = context.actions;
      const reply = await applyAmendment(context, question.activity, {
        slot: 'targets',
        change: 'replace',
        people: command.value.map((name) => {
          const ids = school.named(name).map((p) => p.id);
          return { name, ...(ids.length === 1 && { person: ids[0] as string }) };
        }),
      });
      return { ...reply, text: reply.text.replace(/^已改：/, '已补：') };
    }
    case 'individually': {
      const said =
        yesOrNo(text) ?? (chosenNumber(text) === 1 ? true : chosenNumber(text) === 2 ? false : undefined);
      if (said === undefined) return undefined;
      return applyAmendment(context, question.activity, { slot: 'individually', value: said });
    }
    case 'slot': {
      const n = chosenNumber(text);
      const chosen = n === undefined ? undefined : question.choices[n - 1];
      if (!chosen) return undefined;
      const { slot } = question;
      const value = slot === 'hours' || slot === 'count' ? Number(chosen.value) : chosen.value;
      return applyAmendment(context, question.activity, { slot, value } as never);
    }
    case 'record': {
      const n = chosenNumber(text);
      const said = yesOrNo(text) ?? (n === 1 ? true : n === 2 ? false : undefined);
      if (said === undefined) return undefined;
      if (!said) return { text: '好的，没有记。', question: null };
      const keys = await context.actions.models.keys.open(question.message);
      if (!keys) return { text: NOT_UNDERSTOOD, question: null };
      return recordReports(context, question.reports, { id: question.message, keys, words: question.words });
    }
  }
}

/** Who was chosen: by number, or by words of where they belong. */
function whichOf(
  context: CommandContext,
  question: Extract<Question, { about: 'which_person' }>,
): string | undefined {
  const { text, today } = context;
  const n = chosenNumber(text);
  if (n !== undefined) return question.people[n - 1];
  if (!isShort(text)) return undefined;
  const said = text.replace(/的?(那个|那位|这个|老师|同学|个)?[。.!！]*$/, '').replace(question.name, '');
  if (said.length < 2) return undefined;
  const { school } = context.actions;
  const fitting = question.people.filter((id) => {
    const where = whereabouts(school, id, today);
    const branch = school.branchOf(id, today);
    const student = school.person(id);
    return [where, branch?.name, ...(branch?.aliases ?? []), student?.class, student?.unit].some(
      (label) => label?.includes(said) || (label !== undefined && said.includes(label)),
    );
  });
  return fitting.length === 1 ? fitting[0] : undefined;
}

function isShort(text: string): boolean {
  return [...text.trim()].length <= 24;
}
