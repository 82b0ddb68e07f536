/** Days that a message asks for: 延期到12月10日, and days that it tells of: 已谈11月10日. */
import type { Day } from '../domain/understanding.ts';
import type { CommandContext } from './command.ts';

/** The later day in 延期到…, 改到…; undefined without one. */
export function dayAskedFor(
  context: Pick<CommandContext, 'text' | 'understandAs' | 'sender'>,
): Day | undefined {
  const words = /(?:延期?|推迟|顺延|改期?|调整|挪)(?:到|至)?([^，。！]{2,12})/u.exec(context.text)?.[1];
  if (words === undefined) return undefined;
  return context.understandAs(`延到${words}`, context.sender.id).command?.until;
}

/** The day on which something is said to have been, today when none is said. */
export function dayToldOf(
  context: Pick<CommandContext, 'understandAs' | 'sender' | 'today'>,
  words: string,
): Day {
  const rest = words.replace(/[，,。！!\s]/gu, '');
  if (rest === '') return context.today;
  // Read as people tell of a talk: in the past, the latest that fits.
  const told = context.understandAs(`${rest}和党员谈心谈话`, context.sender.id).reports?.[0]?.date;
  return told !== undefined && told <= context.today ? told : context.today;
}
