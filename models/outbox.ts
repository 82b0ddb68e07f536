/**
 * The outbox: every message that leaves on our own account, first a row with a state. A key makes each row once;
 * the body is frozen at the first attempt, so that WeCom's duplicate check recognises a repeat.
 */
import { type Connection, mongo, Schema } from 'mongoose';
import { isDuplicateKey } from '../runtime/mongo.ts';
import type { KeyRing } from './key.ts';
import { seal, unseal } from './sealing.ts';

export type OutboxState = 'planned' | 'sending' | 'sent' | 'failed' | 'unknown' | 'dropped';

/** How long a sender may take before another may try the row again, ms. */
export const SENDING_LEASE_MS = 60_000;

export interface OutboxRow {
  /** What the message is for, once: `answer/<inbox id>`, `digest/<…>`. */
  id: string;
  purpose: 'answer' | 'receipt' | 'digest' | 'notice';
  /** WeCom account, lower case. */
  to: string;
  state: OutboxState;
  /** Not before this instant, ms. */
  dueAt: number;
  attempts: number;
  /** When the first attempt was made, ms: the duplicate check holds for a while from then. */
  firstTriedAt?: number;
  body: string;
}

/** A row with where the key of its body is. */
export interface ListedRow extends Pick<OutboxRow, 'id' | 'to' | 'dueAt' | 'state' | 'body'> {
  keyId: string;
  slot: string;
}

interface Stored extends Omit<OutboxRow, 'id' | 'body'> {
  _id: string;
  until: number;
  keyId: string;
  slot: string;
  body: mongo.Binary;
  errcode?: number;
  msgid?: string;
}

export type Outbox = ReturnType<typeof createOutbox>;

export function createOutbox(connection: Connection, keyRing: KeyRing) {
  const schema = new Schema<Stored>(
    {
      _id: String,
      purpose: String,
      to: String,
      state: String,
      dueAt: Number,
      attempts: Number,
      firstTriedAt: Number,
      until: Number,
      keyId: String,
      slot: String,
      body: Schema.Types.Buffer,
      errcode: Number,
      msgid: String,
    },
    { versionKey: false, collection: 'outbox' },
  );
  schema.index({ state: 1, dueAt: 1 });
  schema.index({ to: 1, dueAt: 1 });
  const model = connection.model<Stored>('Outbox', schema);
  const rows = model.collection as unknown as mongo.Collection<Stored>;
  const context = (id: string) => `outbox/${id}`;

  return {
    init: () => model.createCollection().then(() => model.createIndexes()),

    /**
     * Plans a message once.
     * @param key the key that seals the body, and where it is kept
     * @returns false when it was planned before
     */
    async plan(
      row: { id: string; purpose: OutboxRow['purpose']; to: string; dueAt: number; body: string },
      key: { id: string; slot: string; bytes: Buffer },
    ): Promise<boolean> {
      try {
        await rows.insertOne({
          _id: row.id,
          purpose: row.purpose,
          to: row.to,
          state: 'planned',
          dueAt: row.dueAt,
          attempts: 0,
          until: 0,
          keyId: key.id,
          slot: key.slot,
          body: new mongo.Binary(seal(key.bytes, context(row.id), row.body)),
        });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** Takes one due row for sending; a row whose sender died is taken again after its lease. */
    async claim(now: number): Promise<OutboxRow | undefined> {
      const row = await rows.findOneAndUpdate(
        { state: { $in: ['planned', 'sending'] }, dueAt: { $lte: now }, until: { $lt: now } },
        { $set: { state: 'sending', until: now + SENDING_LEASE_MS }, $inc: { attempts: 1 } },
        { sort: { dueAt: 1 }, returnDocument: 'after' },
      );
      if (!row) return undefined;
      const firstTriedAt = row.firstTriedAt ?? now;
      if (row.firstTriedAt === undefined) await rows.updateOne({ _id: row._id }, { $set: { firstTriedAt } });
      const key = (await keyRing.open(row.keyId))?.get(row.slot);
      return {
        id: row._id,
        purpose: row.purpose,
        to: row.to,
        state: row.state,
        dueAt: row.dueAt,
        attempts: row.attempts,
        firstTriedAt,
        // Without its key the text was withdrawn meanwhile: nothing is left to send.
        body: key && row.body.length() > 0 ? unseal(key, context(row._id), row.body.buffer).toString() : '',
      };
    },

    /** Ends a row. */
    async settle(
      id: string,
      state: 'sent' | 'failed' | 'unknown' | 'dropped',
      detail: { errcode?: number; msgid?: string } = {},
    ): Promise<void> {
      await rows.updateOne({ _id: id, state: 'sending' }, { $set: { state, until: 0, ...detail } });
    },

    /** Puts a row back, to be tried again at an instant (ms). */
    async postpone(id: string, dueAt: number, errcode?: number): Promise<void> {
      await rows.updateOne(
        { _id: id, state: 'sending' },
        { $set: { state: 'planned', until: 0, dueAt, ...(errcode !== undefined && { errcode }) } },
      );
    },

    /**
     * Rows in order of their ids, with their bodies as far as the keys are still there.
     * @param after the id behind which to go on; '' = from the first
     * @param to only those to one account
     */
    async list(after: string, most: number, to?: string): Promise<ListedRow[]> {
      const found = await rows
        .find({ _id: { $gt: after }, ...(to !== undefined && { to }) })
        .sort({ _id: 1 })
        .limit(most)
        .toArray();
      const keys = await keyRing.openMany([...new Set(found.map((row) => row.keyId))]);
      return found.map((row) => {
        const key = keys.get(row.keyId)?.get(row.slot);
        return {
          id: row._id,
          to: row.to,
          dueAt: row.dueAt,
          state: row.state,
          keyId: row.keyId,
          slot: row.slot,
          body: key && row.body.length() > 0 ? unseal(key, context(row._id), row.body.buffer).toString() : '',
        };
      });
    },

    /**
     * Empties some rows; that something was sent stays known. One that was not sent yet is dropped. The keys are
     * the caller's to destroy: a receipt shares that of its record.
     * @param mode `keep`: to whom it went stays · `account`: that goes too
     */
    async forget(ids: string[], mode: 'keep' | 'account' = 'keep'): Promise<void> {
      await rows.updateMany(
        { _id: { $in: ids } },
        { $set: { body: new mongo.Binary(Buffer.alloc(0)), ...(mode === 'account' && { to: '' }) } },
      );
      await rows.updateMany(
        { _id: { $in: ids }, state: { $in: ['planned', 'sending'] } },
        { $set: { state: 'dropped', until: 0 } },
      );
    },

    /** How many rows are in each state, for `doctor` and the metrics. */
    async countByState(): Promise<Record<string, number>> {
      const found = await rows.aggregate([{ $group: { _id: '$state', n: { $sum: 1 } } }]).toArray();
      return Object.fromEntries(found.map((row) => [String(row._id), Number(row.n)]));
    },
  };
}
