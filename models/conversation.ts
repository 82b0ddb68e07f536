/**
 * One row per person who writes: the lease under which their messages are handled in order, what the bot asked
 * last, and what it recorded last.
 */
import { type Connection, mongo, Schema } from 'mongoose';
import { isDuplicateKey } from '../runtime/mongo.ts';

/**
 * How long a holder that gives no sign of life keeps the lease, ms: short, so that a redelivery after a crash is still
 * answered within the callback. A holder that works on renews it.
 */
export const LEASE_MS = 2_000;
export const LEASE_RENEW_MS = 600;

/** A unit whose progress was asked for, with what it was narrowed to. */
export interface AskedFor {
  unit: string;
  /** The day on which it was asked: the next day nobody goes on with it. */
  on: string;
  duty?: string;
  period?: string;
}

/**
 * What became of a question since it was put: `mentioned` something else was said, and the question once more ·
 * `quiet` something else was said after that. Absent: it was the last thing said.
 */
export type QuestionState = 'mentioned' | 'quiet';

/** What the bot remembers of a conversation between two messages. */
export interface ConversationState {
  /** Ids of the activities of the last receipt, in its order: what 撤销 and 2改成… mean. */
  last?: string[];
  /** Ids of the records of the list shown last, in its order: what 撤销2 means until the next receipt. */
  listed?: string[];
  /** What was asked for last: what 名单, 图 and 走访呢 go on with. */
  asked?: AskedFor;
  /** The question that was put, sealed: it quotes the message. */
  question?: { sealed: Buffer; inboxId: string; since?: QuestionState };
  /** Whether the first greeting, which says what is kept, was given. */
  greeted?: boolean;
  /** Day of the last reminder that was sent, and day on which an answer to it was noted. */
  remindedOn?: string;
  answeredOn?: string;
}

export interface Lease {
  sender: string;
  /** Grows with every holder: a write under an older token is refused. */
  token: number;
  state: ConversationState;
}

interface Stored {
  _id: string;
  holder: string;
  until: number;
  token: number;
  last?: string[];
  listed?: string[];
  asked?: AskedFor;
  question?: { sealed: mongo.Binary; inboxId: string; since?: QuestionState };
  greeted?: boolean;
  remindedOn?: string;
  answeredOn?: string;
}

export type Conversations = ReturnType<typeof createConversations>;

export function createConversations(connection: Connection) {
  const schema = new Schema<Stored>(
    {
      _id: String,
      holder: String,
      until: Number,
      token: Number,
      last: [String],
      listed: [String],
      asked: Schema.Types.Mixed,
      question: Schema.Types.Mixed,
      greeted: Boolean,
      remindedOn: String,
      answeredOn: String,
    },
    { versionKey: false, collection: 'conversations' },
  );
  const model = connection.model<Stored>('Conversation', schema);
  const rows = model.collection as unknown as mongo.Collection<Stored>;

  return {
    init: () => model.createCollection(),

    /**
     * Takes the lease of a sender.
     * @returns undefined while another holder has it
     */
    async acquire(sender: string, holder: string, now: number): Promise<Lease | undefined> {
      try {
        const row = await rows.findOneAndUpdate(
          { _id: sender, until: { $lt: now } },
          { $set: { holder, until: now + LEASE_MS }, $inc: { token: 1 } },
          { upsert: true, returnDocument: 'after' },
        );
        if (!row) return undefined;
        return {
          sender,
          token: row.token,
          state: {
            ...(row.last && { last: row.last }),
            ...(row.listed && { listed: row.listed }),
            ...(row.asked && { asked: row.asked }),
            ...(row.question && {
              question: { ...row.question, sealed: Buffer.from(row.question.sealed.buffer) },
            }),
            ...(row.greeted && { greeted: true }),
            ...(row.remindedOn && { remindedOn: row.remindedOn }),
            ...(row.answeredOn && { answeredOn: row.answeredOn }),
          },
        };
      } catch (error) {
        // The upsert collides with the row that another holder has.
        if (isDuplicateKey(error)) return undefined;
        throw error;
      }
    },

    /** Keeps the lease for a holder that still works; one that was given back meanwhile stays free. */
    async renew(lease: Lease, now: number): Promise<void> {
      await rows.updateOne(
        { _id: lease.sender, token: lease.token, until: { $gt: 0 } },
        { $set: { until: now + LEASE_MS } },
      );
    },

    /** Messages whose question to somebody is still open. */
    async openQuestions(): Promise<{ sender: string; inboxId: string }[]> {
      const found = await rows
        .find({ question: { $exists: true } }, { projection: { 'question.inboxId': 1 } })
        .toArray();
      return found.flatMap((row) =>
        row.question ? [{ sender: row._id, inboxId: row.question.inboxId }] : [],
      );
    },

    /** Forgets a conversation: the person is removed. */
    async delete(sender: string): Promise<void> {
      await rows.deleteOne({ _id: sender });
    },

    /** Makes activities what somebody's next 撤销 means: they were named in them. */
    async remember(sender: string, last: string[]): Promise<void> {
      await rows.updateOne(
        { _id: sender },
        { $set: { last }, $unset: { listed: '' }, $setOnInsert: { holder: '', until: 0, token: 0 } },
        { upsert: true },
      );
    },

    /** A reminder goes out on a day: what its reader writes soon after counts as an answer to it. */
    async remind(sender: string, day: string): Promise<void> {
      await rows.updateOne(
        { _id: sender },
        { $set: { remindedOn: day }, $setOnInsert: { holder: '', until: 0, token: 0 } },
        { upsert: true },
      );
    },

    /**
     * Stores what to remember and gives the lease back.
     * @returns false when another holder took over meanwhile: nothing was written
     */
    async release(lease: Lease): Promise<boolean> {
      const { last, listed, asked, question, greeted, answeredOn } = lease.state;
      const set = {
        until: 0,
        ...(last && { last }),
        ...(listed && { listed }),
        ...(asked && { asked }),
        ...(question && { question: { ...question, sealed: new mongo.Binary(question.sealed) } }),
        ...(greeted && { greeted }),
        ...(answeredOn && { answeredOn }),
      };
      const unset = {
        ...(!last && { last: '' as const }),
        ...(!listed && { listed: '' as const }),
        ...(!question && { question: '' as const }),
      };
      const result = await rows.updateOne(
        { _id: lease.sender, token: lease.token },
        { $set: set, ...(Object.keys(unset).length > 0 && { $unset: unset }) },
      );
      return result.matchedCount === 1;
    },
  };
}
