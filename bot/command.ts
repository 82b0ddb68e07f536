/**
 * The shape of a command: what it answers, how it is offered, and what it does.
 *
 * @example
 * // bot/commands/help.ts
 * export default defineCommand({
 *   name: 'help',
 *   on: ['help'],
 *   async run(context) {
 *     return { text: help(context.offers, false) };
 *   },
 * });
 */
import type { ActionContext } from '../actions/context.ts';
import type { Message } from '../actions/record.ts';
import type { Person } from '../domain/directory.ts';
import type { Day, Understanding } from '../domain/understanding.ts';
import type { AskedFor, ConversationState } from '../models/conversation.ts';
import type { Link } from '../outbox/body.ts';
import type { Offer } from '../texts/answer.ts';
import type { Question } from './question.ts';

/** What a command sees of one message. */
export interface CommandContext {
  actions: ActionContext;
  sender: Person;
  /** The sender's words. */
  text: string;
  /** Their day: counted from when they sent it. */
  today: Day;
  message: Message;
  understanding: Understanding;
  /** When they sent it. */
  now: Date;
  /** Understands other words at the same moment, as if somebody else had said them (代录). */
  understandAs: (text: string, person: string) => Understanding;
  /** What was recorded last and asked last. */
  state: ConversationState;
  /** The question that is open, when the message is no answer to it. */
  question?: Question;
  /** What `help` lists. */
  offers: Offer[];
  /** Where a form can be filled in instead; absent where pages have no address. */
  formLink?: Link;
  /** Lets what somebody wrote before they were admitted be handled; absent where nothing is received. */
  release?: (account: string) => void;
  /**
   * Sends the sender the card with buttons of their last reminder; absent where nothing is received.
   * @returns false when there is nothing to press
   */
  sendCard?: () => Promise<boolean>;
  /** Tells people named in an activity what was recorded of them. */
  notify: (receipts: { person: string; activity: string; text: string }[]) => Promise<void>;
}

export interface Reply {
  text: string;
  /** Closes the text. */
  link?: Link;
  /** Activities that 撤销 and 改成… now mean; absent = as before. */
  last?: string[];
  /** Records shown as a list, by whose numbers people now speak of them. */
  listed?: string[];
  /** What was asked for, when the next question may go on with it: 名单, 图, 走访呢. */
  asked?: AskedFor;
  /**
   * A question put now; `null` takes back the one before. Absent: one that was answered is gone, another one stays
   * open and is mentioned once.
   */
  question?: Question | null;
  /** The message's text must not be kept. */
  forget?: boolean;
}

/** What of an understanding a command answers: an intent, or an intent with the query's or command's name. */
export type Trigger =
  | 'report'
  | 'rule'
  | 'help'
  | 'unknown'
  | `query:${NonNullable<Understanding['query']>['about']}`
  | `command:${NonNullable<Understanding['command']>['name']}`;

export interface Command {
  kind: 'command';
  /** The file's name. */
  name: string;
  /** No two commands may answer the same. */
  on: Trigger[];
  /**
   * Words that are this command's own: tried before what understanding makes of a message. When `run` then returns
   * undefined, the message is taken for what it says otherwise.
   */
  words?: RegExp;
  /** For `help`; its line begins with what to say: “待办”：您还有哪些没做. */
  help?: Offer;
  run(context: CommandContext): Promise<Reply | undefined>;
}

/** Declares a command. */
export function defineCommand(command: Omit<Command, 'kind'>): Command {
  return { kind: 'command', ...command };
}

/** What an understanding triggers. */
export function triggerOf(understanding: Understanding): Trigger {
  if (understanding.intent === 'query' && understanding.query) return `query:${understanding.query.about}`;
  if (understanding.intent === 'command' && understanding.command)
    return `command:${understanding.command.name}`;
  return understanding.intent === 'query' || understanding.intent === 'command'
    ? 'unknown'
    : understanding.intent;
}

/**
 * Finds the command of each trigger.
 * @throws Error when two commands answer the same, naming both
 */
export function indexCommands(commands: Command[]): Map<Trigger, Command> {
  const index = new Map<Trigger, Command>();
  for (const command of commands) {
    for (const trigger of command.on) {
      const other = index.get(trigger);
      if (other) throw new Error(`commands '${other.name}' and '${command.name}' both answer ${trigger}`);
      index.set(trigger, command);
    }
  }
  return index;
}
