/** What every member's phone shows: the conversation with the app, and the state of each card. */
import type { Fields } from './judge.ts';
import type { MessageType } from './judge-message.ts';

/** Milliseconds for which a response_code can update a card. */
export const RESPONSE_CODE_MS = 72 * 3_600_000;
/** Milliseconds within which a message can be recalled. */
export const RECALL_MS = 24 * 3_600_000;

/** One line of a conversation. */
export interface Entry {
  /** Increases over the whole sandbox. */
  id: number;
  /** Milliseconds since the epoch. */
  at: number;
  from: 'person' | 'app';
  msgtype: MessageType;
  /** The body of the message under its type's own fields, as the phone shows it now. */
  content: Fields;
  /** Present on messages sent through message/send. */
  msgid?: string;
  /** The answer inside a callback's own response. */
  passive?: true;
  recalled?: true;
  /** Grey words in place of the card's buttons after an update. */
  replaced?: string;
  /** How often the card was updated. */
  updates?: number;
}

/** A message that message/send accepted. */
export interface SentMessage {
  msgid: string;
  at: number;
  msgtype: MessageType;
  taskId?: string;
  interactive: boolean;
  /** Lower-case userid to the entry on that phone. */
  receivers: Map<string, Entry>;
}

interface ResponseCode {
  msgid: string;
  expiresAt: number;
}

/** Entries kept per member. */
const KEPT_ENTRIES = 1_000;

/** All conversations. */
export class Chat {
  readonly sent = new Map<string, SentMessage>();
  #entries = new Map<string, Entry[]>();
  #taskIds = new Set<string>();
  #codes = new Map<string, ResponseCode>();
  #nextId = 1;
  #listeners = new Set<(userid: string, entry: Entry) => void>();

  /** The member's conversation, oldest first. */
  conversation(userid: string): readonly Entry[] {
    return this.#entries.get(userid.toLowerCase()) ?? [];
  }

  /** Puts an entry on the member's phone. */
  add(userid: string, entry: Omit<Entry, 'id'>): Entry {
    const key = userid.toLowerCase();
    const full: Entry = { id: this.#nextId, ...entry };
    this.#nextId += 1;
    let entries = this.#entries.get(key);
    if (!entries) {
      entries = [];
      this.#entries.set(key, entries);
    }
    entries.push(full);
    if (entries.length > KEPT_ENTRIES * 2) entries.splice(0, entries.length - KEPT_ENTRIES);
    this.#tell(key, full);
    return full;
  }

  /** Whether a card of this task was already sent: a task_id must never repeat within the app. */
  hasTask(taskId: string): boolean {
    return this.#taskIds.has(taskId);
  }

  /** Remembers a message that was accepted. */
  remember(message: SentMessage): void {
    this.sent.set(message.msgid, message);
    if (message.taskId) this.#taskIds.add(message.taskId);
    if (this.sent.size % 1_000 === 0) this.#forget(message.at);
  }

  /** Makes a response_code good for one update of the message's card within 72 hours. */
  issueResponseCode(code: string, msgid: string, nowMs: number): void {
    this.#codes.set(code, { msgid, expiresAt: nowMs + RESPONSE_CODE_MS });
  }

  /** The message that the code can update; undefined when unknown, used or expired. */
  messageOf(code: string, nowMs: number): SentMessage | undefined {
    const found = this.#codes.get(code);
    return found && nowMs < found.expiresAt ? this.sent.get(found.msgid) : undefined;
  }

  /** Uses the code up. */
  spend(code: string): void {
    this.#codes.delete(code);
  }

  /** Changes an entry and tells whoever follows. */
  change(userid: string, entry: Entry, change: Partial<Entry>): void {
    Object.assign(entry, change);
    this.#tell(userid.toLowerCase(), entry);
  }

  /** Follows new and changed entries of everybody; the answer ends it. */
  follow(listener: (userid: string, entry: Entry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(userid: string, entry: Entry): void {
    for (const listener of this.#listeners) listener(userid, entry);
  }

  /** Nothing can be done any more with messages and codes older than 72 hours. */
  #forget(nowMs: number): void {
    for (const [msgid, message] of this.sent)
      if (nowMs - message.at > RESPONSE_CODE_MS) this.sent.delete(msgid);
    for (const [code, { expiresAt }] of this.#codes) if (nowMs >= expiresAt) this.#codes.delete(code);
  }
}
