/**
 * From callback to answer: store once, handle the sender's messages in order, answer in the callback when ready in
 * time, else later through the API. Nothing is acknowledged before it is stored.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type ConversationState, type Conversations, LEASE_RENEW_MS } from '../../models/conversation.ts';
import { type Inbox, type InboxRow, MESSAGE_SLOT } from '../../models/inbox.ts';
import type { KeyRing, RecordKeys } from '../../models/key.ts';
import type { Outbox } from '../../models/outbox.ts';
import { type Link, type OutboxBody, replyParts } from '../../outbox/body.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import { isStoreAway } from '../../runtime/mongo.ts';
import { dedupeKey, type Inbound, parseInbound } from '../../wecom/inbound.ts';
import { mayReply } from '../../wecom/reply.ts';
import { LEASE_POLL_MS, MOST_ATTEMPTS, PASSIVE_DEADLINE_MS, SWEEP_AFTER_MS } from './limits.ts';

/** What handling one message leads to. */
export interface Handled {
  /** Absent when nothing is to be said. */
  reply?: string;
  /** Closes the reply. */
  link?: Link;
  state: ConversationState;
  /** Kept for when the sender is admitted. */
  held?: boolean;
  /** The message must not be kept (discipline): its text is destroyed at once. */
  forget?: boolean;
}

/** Understands and carries out one message. Throws only on bugs and when the store is away. */
export type Handle = (message: {
  id: string;
  keys: RecordKeys;
  inbound: Inbound;
  state: ConversationState;
}) => Promise<Handled>;

/** A form that somebody sent: a row of the same inbox. */
export const Submission = z.object({
  /** The form's name. */
  form: z.string(),
  /** Made with the page: the same page sent twice is one submission. */
  id: z.string(),
  /** What its fields hold, as parsed by the form. */
  values: z.unknown(),
});
export type Submission = z.infer<typeof Submission>;

/** Carries out one form. Throws only on bugs and when the store is away. */
export type HandleForm = (form: {
  id: string;
  keys: RecordKeys;
  /** WeCom account, lower case, as signed in. */
  sender: string;
  submission: Submission;
  /** When it was sent, ms. */
  sentAt: number;
  state: ConversationState;
}) => Promise<Handled>;

export interface ReceiverParts {
  inbox: Inbox;
  conversations: Conversations;
  keys: KeyRing;
  outbox: Outbox;
  clock: Clock;
  log: Log;
  handle: Handle;
  handleForm: HandleForm;
  /** Said when a message was set aside. */
  faultReply: string;
  /** Names this process among the holders of leases. */
  holder: string;
  sleep: (ms: number) => Promise<void>;
  /** Called when an answer was put into the outbox. */
  onOutbox: () => void;
}

/** What the callback is answered with: a text, or nothing (an empty 200). */
export type CallbackAnswer = { reply: string; to: string } | undefined;

export interface Receiver {
  /**
   * Takes a decrypted callback.
   * @param at when it was received (ms), and its place among those of the same millisecond
   * @throws when the store is away: the callback must be spooled
   */
  receive(plaintext: string, at: { receivedAt: number; order: number }): Promise<CallbackAnswer>;
  /** Stores a callback that was acknowledged before; its answer goes through the API. */
  store(plaintext: string, at: { receivedAt: number; order: number }): Promise<string>;
  /**
   * Takes a form; what it leads to is answered through the API.
   * @param sender WeCom account of whoever is signed in
   * @returns `taken` stored now · `known` the same was stored before · `differs` this page was sent before, with
   * other content: nothing was stored
   * @throws when the store is away: nothing was stored
   */
  submit(
    sender: string,
    submission: Submission,
    at: { receivedAt: number; order: number },
  ): Promise<Submitted>;
  /** Handles whatever of a sender waits. */
  handleWaiting(sender: string): Promise<void>;
  /** Handles rows that a crash or a lost lease left waiting. */
  sweep(): Promise<number>;
  /** Resolves when nothing is being handled: for a shutdown, after the last callback was answered. */
  settled(): Promise<void>;
}

export type Submitted = 'taken' | 'known' | 'differs';

interface Outcome {
  passive: boolean;
  reply?: string;
}

interface HandledRow {
  handled: Handled;
  /** Whether the callback's own reply may carry the answer. */
  mayReply: boolean;
}

/** What this process knows of a row that it stores itself, so that nothing of it is read or parsed again. */
interface OwnRow {
  id: string;
  keys: RecordKeys;
  content: string;
  /** Absent for a form. */
  inbound?: Inbound;
}

/** Builds the receiving side. */
export function createReceiver(parts: ReceiverParts): Receiver {
  const { inbox, conversations, keys: keyRing, outbox, clock, log } = parts;
  /** One chain per sender, so that messages of this process need not fight for the lease. */
  const chains = new Map<string, Promise<unknown>>();

  const inChain = <T>(sender: string, work: () => Promise<T>): Promise<T> => {
    const before = chains.get(sender) ?? Promise.resolve();
    const run = before.then(work, work);
    const settled = run.catch(() => undefined);
    chains.set(sender, settled);
    void settled.then(() => {
      if (chains.get(sender) === settled) chains.delete(sender);
    });
    return run;
  };

  /**
   * Handles the waiting rows of a sender under the lease.
   * @param own a row of this process: returns as soon as somebody else has handled it
   * @param stored settles when that row is stored, which may happen while the lease is being taken
   * @param onOutcome told of each row as soon as its answer is stored, before the lease is given back
   */
  async function work(
    sender: string,
    own?: OwnRow,
    stored?: Promise<unknown>,
    onOutcome?: (id: string, outcome: Outcome) => void,
  ): Promise<void> {
    for (;;) {
      // Should storing fail, a lease that was taken meanwhile runs out.
      const [lease] = await Promise.all([
        conversations.acquire(sender, parts.holder, clock.now().getTime()),
        stored,
      ]);
      if (!lease) {
        await parts.sleep(LEASE_POLL_MS);
        const row = own && (await inbox.find(own.id));
        if (row && row.state !== 'received') return;
        continue;
      }
      const renewal = setInterval(() => {
        conversations.renew(lease, clock.now().getTime()).catch(() => undefined);
      }, LEASE_RENEW_MS);
      try {
        for (const row of await inbox.waiting(sender, own)) {
          const known = own?.id === row.id ? own : undefined;
          const keys = known?.keys ?? (await keyRing.open(row.id)) ?? new Map();
          const result = await attempt(row, keys, lease.state, known?.inbound);
          if (!result) continue;
          lease.state = result.handled.state;
          const outcome = await finish(row, keys, result);
          onOutcome?.(row.id, outcome);
        }
      } finally {
        clearInterval(renewal);
        await conversations.release(lease);
      }
      return;
    }
  }

  const isOld = (row: InboxRow) => row.receivedAt < clock.now().getTime() - SWEEP_AFTER_MS;

  /** Handles one row; a poisonous one is set aside after some attempts and blocks nobody. */
  async function attempt(
    row: InboxRow,
    rowKeys: RecordKeys,
    state: ConversationState,
    inbound?: Inbound,
  ): Promise<HandledRow | undefined> {
    // A message that takes the process down leaves no error: old rows are counted before they are tried.
    if (isOld(row) && (await inbox.countFailure(row.id, MOST_ATTEMPTS + 1)) === 'set_aside') {
      log.error('message set aside', { row: row.id });
      return undefined;
    }
    for (let tries = 1; ; tries++) {
      try {
        return await handleRow(row, rowKeys, state, inbound);
      } catch (error) {
        if (isStoreAway(error)) throw error;
        log.error('message not handled', { row: row.id, attempt: tries, error });
        if (tries < MOST_ATTEMPTS) continue;
        await answerFault(row, rowKeys);
        return undefined;
      }
    }
  }

  async function handleRow(
    row: InboxRow,
    keys: RecordKeys,
    state: ConversationState,
    known?: Inbound,
  ): Promise<HandledRow> {
    const { id, sender, sentAt } = row;
    if (row.kind === 'form') {
      const submission = Submission.parse(JSON.parse(row.content));
      const handled = await parts.handleForm({ id, keys, sender, sentAt, state, submission });
      return { handled, mayReply: false };
    }
    const inbound = known ?? parseInbound(row.content);
    return { handled: await parts.handle({ id, keys, inbound, state }), mayReply: mayReply(inbound) };
  }

  async function answerFault(row: InboxRow, rowKeys: RecordKeys): Promise<void> {
    const passive = await inbox.finishPassive(row.id, rowKeys, parts.faultReply, 'set_aside');
    if (passive) return;
    await planAnswer(row, rowKeys, { reply: parts.faultReply });
    await inbox.finishActive(row.id, 'set_aside');
  }

  async function finish(row: InboxRow, rowKeys: RecordKeys, result: HandledRow): Promise<Outcome> {
    const { handled } = result;
    const state = handled.held ? ('held' as const) : ('done' as const);
    const { reply, link } = handled;
    // WeCom no longer redelivers what is this old: nobody would fetch a passive answer.
    const isLate = isOld(row) && (await inbox.claimActive(row.id));
    const canBePassive = !isLate && row.answer !== 'active' && (reply === undefined || result.mayReply);
    // A callback's own reply is one text; what does not fit follows as messages of their own.
    const { first, rest } =
      reply === undefined ? { rest: [] } : replyParts({ text: reply, ...(link && { link }) });
    if (canBePassive && (await inbox.finishPassive(row.id, rowKeys, first, state))) {
      for (const [i, { text, ...more }] of rest.entries())
        await planAnswer(row, rowKeys, { reply: text, ...more, part: i + 2 });
      if (handled.forget) await inbox.forget(row.id);
      return { passive: true, ...(first !== undefined && { reply: first }) };
    }
    if (reply !== undefined) await planAnswer(row, rowKeys, { reply, ...(link && { link }) });
    await inbox.finishActive(row.id, state);
    if (handled.forget) await inbox.forget(row.id);
    return { passive: false };
  }

  async function planAnswer(
    row: InboxRow,
    rowKeys: RecordKeys,
    { reply, link, part }: { reply: string; link?: Link; part?: number },
  ): Promise<void> {
    const bytes = rowKeys.get(MESSAGE_SLOT);
    if (!bytes) return;
    await outbox.plan(
      {
        id: part === undefined ? `answer/${row.id}` : `answer/${row.id}/${part}`,
        purpose: 'answer',
        to: row.sender,
        dueAt: clock.now().getTime(),
        body: JSON.stringify({ type: 'text', text: reply, link } satisfies OutboxBody),
      },
      { id: row.id, slot: MESSAGE_SLOT, bytes },
    );
    parts.onOutbox();
  }

  /** The answer that was stored, for a redelivery or a row handled by another process. */
  async function storedAnswer(id: string): Promise<CallbackAnswer | 'waiting'> {
    const row = await inbox.find(id);
    if (!row || row.answer === 'active') return undefined;
    if (row.state === 'received') return 'waiting';
    return row.reply === undefined ? undefined : { reply: row.reply, to: row.sender };
  }

  /** A callback as a row, still to be stored. */
  function rowOf(plaintext: string, at: { receivedAt: number; order: number }) {
    const inbound = parseInbound(plaintext);
    const id = rowId(inbound, plaintext);
    const sender = inbound.sender.toLowerCase();
    return { inbound, row: { id, sender, sentAt: inbound.createTime * 1000, ...at, content: plaintext } };
  }

  return {
    async receive(plaintext, at) {
      const { inbound, row } = rowOf(plaintext, at);
      const { id, sender, content } = row;
      const { keys, made } = await inbox.makeKeys(id);
      const storing = inbox.insert(row, keys);
      // Whoever waits for it is told; until then nobody may.
      storing.catch(() => undefined);
      // Keys that are there already tell of a redelivery, which seldom needs the lease.
      if (!made && !(await storing)) {
        const stored = await storedAnswer(id);
        if (stored !== 'waiting') return stored;
      }
      const handling = new Promise<Outcome | undefined>((resolve, reject) => {
        // The answer is stored before the lease is given back: the callback need not wait for that.
        inChain(sender, () =>
          work(sender, { id, keys, content, inbound }, storing, (handled, outcome) => {
            if (handled === id) resolve(outcome);
          }),
        ).then(() => resolve(undefined), reject);
      }).then(async (own) => {
        if (own) return own.passive && own.reply !== undefined ? { reply: own.reply, to: sender } : undefined;
        const stored = await storedAnswer(id);
        return stored === 'waiting' ? undefined : stored;
      });
      return inTime(handling, async () => {
        await storing;
        // Whoever is first decides: a reply that became ready this very moment still goes out in the callback.
        if (await inbox.claimActive(id)) return undefined;
        const stored = await storedAnswer(id);
        return stored === 'waiting' ? undefined : stored;
      });
    },
    async store(plaintext, at) {
      const { row } = rowOf(plaintext, at);
      const { keys } = await inbox.makeKeys(row.id);
      const fresh = await inbox.insert({ ...row, answer: 'active' }, keys);
      // Stored before the store went away, but answered with an empty 200: the answer must go through the API.
      if (!fresh) await inbox.claimActive(row.id);
      return row.sender;
    },
    async submit(sender, submission, { receivedAt, order }) {
      const content = JSON.stringify(submission);
      const id = submissionRowId(sender, submission);
      const who = sender.toLowerCase();
      const { keys } = await inbox.makeKeys(id);
      // WeCom tells times in whole seconds: so does a form, or it would come after a message that was sent later.
      const sentAt = Math.floor(receivedAt / 1000) * 1000;
      const row = { id, sender: who, sentAt, receivedAt, order, content };
      if (!(await inbox.insert({ ...row, kind: 'form', answer: 'active' }, keys))) {
        const before = await inbox.find(id);
        // What is not kept any more cannot be compared; it was sent long ago.
        return before && before.content !== '' && before.content !== content ? 'differs' : 'known';
      }
      inChain(who, () => work(who, { id, keys, content })).catch((error) =>
        log.error('form not handled yet', { row: id, error }),
      );
      return 'taken';
    },
    async handleWaiting(sender) {
      await inChain(sender, () => work(sender));
    },
    async sweep() {
      const senders = await inbox.sendersWaiting(clock.now().getTime() - SWEEP_AFTER_MS);
      for (const sender of senders) await inChain(sender, () => work(sender));
      return senders.length;
    },
    async settled() {
      while (chains.size > 0) await Promise.all(chains.values());
    },
  };

  async function inTime<T>(handling: Promise<T>, onLate: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), PASSIVE_DEADLINE_MS);
    });
    try {
      const first = await Promise.race([handling, late]);
      if (first !== 'late') return first as T;
      handling.catch((error) => log.error('late message not handled', { error }));
      return await onLate();
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The row of a callback: a hash, so that ids in logs and queues say nothing about the sender. */
export function rowId(inbound: Inbound, plaintext: string): string {
  return createHash('sha256').update(dedupeKey(inbound, plaintext)).digest('base64url').slice(0, 27);
}

/** The row of a submission: bound to who is signed in, so that nobody can occupy somebody else's. */
export function submissionRowId(sender: string, { form, id }: Pick<Submission, 'form' | 'id'>): string {
  const key = JSON.stringify(['form', form, sender.toLowerCase(), id]);
  return createHash('sha256').update(key).digest('base64url').slice(0, 27);
}
