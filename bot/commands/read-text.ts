import { readText } from '../../actions/read-text.ts';
import { NOT_READABLE, readOut, SEVERAL_TEXTS, TEXT_DESTROYED, WHY_READ } from '../../texts/reading.ts';
import { type CommandContext, defineCommand, type Reply } from '../command.ts';
import { parseReading, READING, type ReadingWanted } from '../reading.ts';

/** Opens one sealed text for whoever may, with a trace that its author can see. */
export default defineCommand({
  name: 'read-text',
  on: [],
  words: READING,
  help: { topic: 'data', line: '“看10月14日谈话的正文”：看自己记的原话；书记可看在任期间本支部的' },
  async run(context) {
    const { actions, sender, now, text } = context;
    const wanted = parseReading(text, actions.school, now, sender.name);
    return openOne(context, wanted, context.message.id);
  },
});

/**
 * Opens what was asked for, or asks for the reason. Without a day nothing is looked up, whoever asks.
 * @param source id of the message that asked for it
 */
export async function openOne(
  context: CommandContext,
  { name, day, kind, reason }: ReadingWanted,
  source: string,
): Promise<Reply> {
  const { actions, sender, today } = context;
  const { school, rules } = actions;
  if (day === undefined)
    return { text: '要看哪天的？请带上日期，比如“看一下10月14日谈话的正文”。一次看一条。' };
  const people = name === undefined ? [sender.id] : school.named(name).map((p) => p.id);
  const outcome = await readText(
    actions,
    sender.id,
    { people, day, ...(kind && { kind }) },
    reason,
    source,
    today,
  );
  if (outcome.ok) {
    const { activity, author, text } = outcome;
    return {
      text: readOut(activity, author, text, { school, rules, today, reader: sender.id }),
      question: null,
    };
  }
  switch (outcome.why) {
    case 'needs_reason':
      return {
        text: WHY_READ,
        question: { about: 'read_reason', day, ...(name && { name }), ...(kind && { kind }) },
      };
    case 'several':
      return { text: SEVERAL_TEXTS, question: null };
    case 'destroyed':
      return { text: TEXT_DESTROYED, question: null };
    case 'not_readable':
      return { text: NOT_READABLE, question: null };
  }
}
