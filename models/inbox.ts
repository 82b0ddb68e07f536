/**
 * The inbox: every callback once, sealed, with a state. A row is inserted before anything is done with it, and
 * says how it is answered, so that a redelivery gets the same answer and a crash loses nothing.
 */
import { type Connection, mongo, Schema } from 'mongoose';
import { isDuplicateKey } from '../runtime/mongo.ts';
import type { KeyRing, RecordKeys } from './key.ts';
import { seal, unseal } from './sealing.ts';

/** `passive`: the callback's own reply · `active`: sent later through the API, the callback gets an empty 200. */
export type Answer = 'passive' | 'active';

/** What a row holds: WeCom's callback, or a form that somebody sent. */
export type InboxKind = 'callback' | 'form';

/** `held`: from somebody whom the directory lacks, to be handled once they are admitted. */
export type InboxState = 'received' | 'done' | 'held' | 'set_aside';

export interface InboxRow {
  /** Hash of the key by which WeCom's redeliveries are recognised; says nothing about the sender. */
  id: string;
  /** WeCom account, lower case. */
  sender: string;
  kind: InboxKind;
  state: InboxState;
  /** When the person sent it (the callback's CreateTime), ms. */
  sentAt: number;
  /** When we took it, ms; with `order` the sequence of rows of one sender. */
  receivedAt: number;
  order: number;
  attempts: number;
  answer?: Answer;
  /** What the callback or the form contained. */
  content: string;
  /** The answer's text, once there is one. */
  reply?: string;
}

interface Stored {
  _id: string;
  sender: string;
  /** Absent for callbacks. */
  kind?: 'form';
  state: InboxRow['state'];
  sentAt: number;
  receivedAt: number;
  order: number;
  attempts: number;
  answer?: Answer;
  content: mongo.Binary;
  reply?: mongo.Binary;
}

/** Slots of a message's keys: the message with its reply, and the first activity that it tells of. */
export const MESSAGE_SLOT = 'message';
export const recordSlot = (n: number) => `record${n}`;

export type Inbox = ReturnType<typeof createInbox>;

/** Named queries over the inbox. */
export function createInbox(connection: Connection, keyRing: KeyRing) {
  const schema = new Schema<Stored>(
    {
      _id: String,
      sender: String,
      kind: String,
      state: String,
      sentAt: Number,
      receivedAt: Number,
      order: Number,
      attempts: Number,
      answer: String,
      content: Schema.Types.Buffer,
      reply: Schema.Types.Buffer,
    },
    { versionKey: false, collection: 'inbox' },
  );
  schema.index({ sender: 1, state: 1 });
  schema.index({ state: 1, receivedAt: 1 });
  const model = connection.model<Stored>('Inbox', schema);
  // The native collection: rows are made and read here only, so that casting them once more buys nothing.
  const rows = model.collection as unknown as mongo.Collection<Stored>;

  const open = (row: Stored, keys: RecordKeys | undefined, content?: string): InboxRow => {
    const key = keys?.get(MESSAGE_SLOT);
    return {
      id: row._id,
      sender: row.sender,
      kind: row.kind ?? 'callback',
      state: row.state,
      sentAt: row.sentAt,
      receivedAt: row.receivedAt,
      order: row.order,
      attempts: row.attempts,
      ...(row.answer && { answer: row.answer }),
      content: content ?? (key ? unseal(key, `inbox/${row._id}/content`, row.content.buffer).toString() : ''),
      ...(row.reply && key && { reply: unseal(key, `inbox/${row._id}/reply`, row.reply.buffer).toString() }),
    };
  };

  return {
    init: () => model.createCollection().then(() => model.createIndexes()),

    /**
     * Makes the keys of a message, before the row that they seal.
     * @returns the keys, and whether they were made now: for a message that was seen before they are there already
     */
    makeKeys: (id: string): Promise<{ keys: RecordKeys; made: boolean }> =>
      keyRing.makeOnce(id, [MESSAGE_SLOT, recordSlot(0)]),

    /**
     * Inserts a callback or a form once.
     * @param keys from `makeKeys`
     * @returns false when the row was there already, or its text was destroyed
     */
    async insert(
      row: {
        id: string;
        sender: string;
        sentAt: number;
        receivedAt: number;
        order: number;
        content: string;
        kind?: InboxKind;
        /** Set when the callback was answered already, as one from the spool. */
        answer?: Answer;
      },
      keys: RecordKeys,
    ): Promise<boolean> {
      const key = keys.get(MESSAGE_SLOT);
      if (!key) return false;
      try {
        await rows.insertOne({
          _id: row.id,
          sender: row.sender,
          ...(row.kind === 'form' && { kind: row.kind }),
          state: 'received',
          sentAt: row.sentAt,
          receivedAt: row.receivedAt,
          order: row.order,
          attempts: 0,
          ...(row.answer && { answer: row.answer }),
          content: new mongo.Binary(seal(key, `inbox/${row.id}/content`, row.content)),
        });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** One row with its texts; undefined when there is none. */
    async find(id: string): Promise<InboxRow | undefined> {
      const row = await rows.findOne({ _id: id });
      return row ? open(row, await keyRing.open(id)) : undefined;
    },

    /**
     * The rows of a sender that still wait, in the order in which the person wrote them.
     * @param own a row at hand, so that the usual single row needs no further read and is not unsealed
     */
    async waiting(
      sender: string,
      own?: { id: string; keys: RecordKeys; content: string },
    ): Promise<InboxRow[]> {
      const found = await rows.find({ sender, state: 'received' }).limit(50).toArray();
      found.sort((a, b) => a.sentAt - b.sentAt || a.receivedAt - b.receivedAt || a.order - b.order);
      const missing = found.filter((row) => row._id !== own?.id).map((row) => row._id);
      const keys = missing.length > 0 ? await keyRing.openMany(missing) : new Map<string, RecordKeys>();
      return found.map((row) =>
        row._id === own?.id ? open(row, own.keys, own.content) : open(row, keys.get(row._id)),
      );
    },

    /** Senders who have rows waiting since before an instant (ms): for the sweep after a crash. */
    async sendersWaiting(before: number): Promise<string[]> {
      const found = await rows
        .find({ state: 'received', receivedAt: { $lt: before } }, { projection: { sender: 1 } })
        .limit(500)
        .toArray();
      return [...new Set(found.map((row) => row.sender))];
    },

    /**
     * Marks a row handled, its answer going out as the callback's own reply.
     * @returns false when the callback was given up meanwhile: the answer must go out through the API
     */
    async finishPassive(
      id: string,
      keys: RecordKeys,
      reply: string | undefined,
      state: InboxState = 'done',
    ): Promise<boolean> {
      const key = keys.get(MESSAGE_SLOT);
      const sealed = reply !== undefined && key && new mongo.Binary(seal(key, `inbox/${id}/reply`, reply));
      const result = await rows.updateOne(
        { _id: id, state: 'received', answer: { $exists: false } },
        { $set: { state, answer: 'passive', ...(sealed && { reply: sealed }) } },
      );
      return result.matchedCount === 1;
    },

    /** Marks a row handled whose answer is in the outbox. */
    async finishActive(id: string, state: InboxState = 'done'): Promise<void> {
      await rows.updateOne({ _id: id, state: 'received' }, { $set: { state, answer: 'active' } });
    },

    /** Lets the held rows of somebody who was admitted be handled, answered through the API. */
    async unhold(sender: string): Promise<number> {
      const result = await rows.updateMany(
        { sender, state: 'held' },
        { $set: { state: 'received', answer: 'active' }, $unset: { reply: '' } },
      );
      return result.modifiedCount;
    },

    /**
     * Gives up answering within the callback: the answer will be sent through the API.
     * @returns false when the passive answer was there first
     */
    async claimActive(id: string): Promise<boolean> {
      const result = await rows.updateOne(
        { _id: id, answer: { $exists: false } },
        { $set: { answer: 'active' } },
      );
      return result.matchedCount === 1;
    },

    /** Counts a failed attempt; after `most` of them the row is set aside so that it blocks nobody. */
    async countFailure(id: string, most: number): Promise<'again' | 'set_aside'> {
      const row = await rows.findOneAndUpdate(
        { _id: id, state: 'received' },
        { $inc: { attempts: 1 } },
        { returnDocument: 'after', projection: { attempts: 1 } },
      );
      if (!row || row.attempts < most) return 'again';
      await rows.updateOne({ _id: id, state: 'received' }, { $set: { state: 'set_aside' } });
      return 'set_aside';
    },

    /** Destroys the text of a row at once; that something was sent stays known. */
    async forget(id: string): Promise<void> {
      await keyRing.destroy(id, MESSAGE_SLOT);
    },

    /** Rows that were set aside, for `doctor`. */
    countSetAside: () => rows.countDocuments({ state: 'set_aside' }),

    /**
     * Rows in order of their ids, with their texts as far as the keys are still there.
     * @param after the id behind which to go on; '' = from the first
     * @param sender only those of one account
     */
    async list(after: string, most: number, sender?: string): Promise<InboxRow[]> {
      const found = await rows
        .find({ _id: { $gt: after }, ...(sender !== undefined && { sender }) })
        .sort({ _id: 1 })
        .limit(most)
        .toArray();
      const keys = await keyRing.openMany(found.map((row) => row._id));
      return found.map((row) => open(row, keys.get(row._id)));
    },

    /** Ids of settled rows received before an instant (ms), oldest first. */
    async idsBefore(before: number, most: number): Promise<string[]> {
      const found = await rows
        .find(
          { state: { $in: ['done', 'held', 'set_aside'] }, receivedAt: { $lt: before } },
          { projection: { _id: 1 } },
        )
        .limit(most)
        .toArray();
      return found.map((row) => row._id);
    },

    /** Deletes rows and the keys of their messages; the keys of records that they led to stay. */
    async purge(ids: string[]): Promise<void> {
      for (const id of ids) await keyRing.destroy(id, MESSAGE_SLOT);
      await rows.deleteMany({ _id: { $in: ids } });
    },
  };
}
