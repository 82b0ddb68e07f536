/**
 * Keys of sealed records, each wrapped under `RECORDS_KEY`. They live in a database of their own: destroying one
 * makes every copy of its record unreadable, backups included.
 */
import { type Connection, mongo, Schema } from 'mongoose';
import type { RecordsKey } from '../runtime/config.ts';
import { isDuplicateKey } from '../runtime/mongo.ts';
import { randomBytesOf } from '../runtime/random.ts';
import { seal, unseal } from './sealing.ts';

interface KeyRow {
  _id: string;
  /** Id of the `RECORDS_KEY` that wraps. */
  under: string;
  /** Slot → wrapped key; a destroyed slot is absent. */
  slots: Record<string, mongo.Binary>;
}

/** The unwrapped keys of one record, by slot. A destroyed key is absent. */
export type RecordKeys = Map<string, Buffer>;

export type KeyRing = ReturnType<typeof createKeyRing>;

/** Named queries over the keys. `rings[0]` wraps new keys; all unwrap. */
export function createKeyRing(connection: Connection, rings: RecordsKey[]) {
  const schema = new Schema<KeyRow>(
    { _id: String, under: String, slots: Schema.Types.Mixed },
    { versionKey: false, minimize: false, collection: 'keys' },
  );
  const rows = connection.model<KeyRow>('Key', schema).collection;
  const current = rings[0];
  if (!current) throw new Error('no RECORDS_KEY: at least one is needed to seal records');

  const wrap = (id: string, slot: string, key: Buffer) =>
    new mongo.Binary(seal(current.key, `${id}/${slot}`, key));
  const unwrap = (row: KeyRow): RecordKeys =>
    new Map(
      Object.entries(row.slots).map(([slot, wrapped]) => [slot, unwrapSlot(row, slot, wrapped.buffer)]),
    );
  /** A slot that was added during a rotation is wrapped under the new key while the row still names the old one. */
  const unwrapSlot = (row: KeyRow, slot: string, wrapped: Uint8Array): Buffer => {
    const named = rings.filter((r) => r.id === row.under);
    for (const ring of [...named, ...rings.filter((r) => r.id !== row.under)]) {
      try {
        return unseal(ring.key, `${row._id}/${slot}`, wrapped);
      } catch {
        // Not this one: the seal tells for certain.
      }
    }
    throw new Error(
      `a record's key was wrapped under RECORDS_KEY ${row.under}, which is not among those given`,
    );
  };
  const makeRow = (id: string, slots: string[]): { row: KeyRow; keys: RecordKeys } => {
    const keys: RecordKeys = new Map(slots.map((slot) => [slot, randomBytesOf(32)]));
    return {
      keys,
      row: {
        _id: id,
        under: current.id,
        slots: Object.fromEntries([...keys].map(([slot, key]) => [slot, wrap(id, slot, key)])),
      },
    };
  };

  return {
    init: () => connection.createCollection('keys').catch(ignoreExisting),

    /** Makes the keys of a record; where they exist already, those are returned. */
    async make(id: string, slots: string[]): Promise<RecordKeys> {
      return (await this.makeOnce(id, slots)).keys;
    },

    /** The same, and whether they were made now. */
    async makeOnce(id: string, slots: string[]): Promise<{ keys: RecordKeys; made: boolean }> {
      const { row, keys } = makeRow(id, slots);
      try {
        await rows.insertOne(row as never);
        return { keys, made: true };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return { keys: (await this.open(id)) ?? new Map(), made: false };
      }
    },

    /** Makes keys for many new records at once (imports, seeds). */
    async makeMany(ids: string[], slots: string[]): Promise<Map<string, RecordKeys>> {
      const made = ids.map((id) => ({ id, ...makeRow(id, slots) }));
      if (made.length > 0) await rows.insertMany(made.map((m) => m.row) as never[], { ordered: false });
      return new Map(made.map((m) => [m.id, m.keys]));
    },

    /** The keys of a record; undefined when there never were any. */
    async open(id: string): Promise<RecordKeys | undefined> {
      const row = (await rows.findOne({ _id: id as never })) as unknown as KeyRow | null;
      return row ? unwrap(row) : undefined;
    },

    /** The keys of many records in one read. */
    async openMany(ids: string[]): Promise<Map<string, RecordKeys>> {
      const found = (await rows.find({ _id: { $in: ids } as never }).toArray()) as unknown as KeyRow[];
      return new Map(found.map((row) => [row._id, unwrap(row)]));
    },

    /** Adds a key for a further slot of a record; the existing one where there is one. */
    async add(id: string, slot: string): Promise<Buffer> {
      const key = randomBytesOf(32);
      const result = await rows.updateOne(
        { _id: id as never, [`slots.${slot}`]: { $exists: false } },
        { $set: { [`slots.${slot}`]: wrap(id, slot, key) } },
      );
      if (result.modifiedCount === 1) return key;
      const existing = (await this.open(id))?.get(slot);
      if (!existing) throw new Error('no keys for this record');
      return existing;
    },

    /** Destroys one key for ever: what it sealed can be read by nobody any more. */
    async destroy(id: string, slot: string): Promise<void> {
      await rows.updateOne({ _id: id as never }, { $unset: { [`slots.${slot}`]: '' } });
    },

    /**
     * Wraps keys anew under the first `RECORDS_KEY`, some rows at a time: the records stay as they are. What was
     * done is never done again, so that it can be broken off and begun anew while bot and worker run.
     * @param most rows in this call
     * @returns how many rows were wrapped anew; 0 = all are under the first key
     * @throws Error when a row is wrapped under a key that was not given
     */
    async rewrap(most: number): Promise<number> {
      const found = (await rows
        .find({ under: { $ne: current.id } as never })
        .limit(most)
        .toArray()) as unknown as KeyRow[];
      const anew = (row: KeyRow) =>
        Object.fromEntries(
          [...unwrap(row)].map(([slot, key]) => [`slots.${slot}`, wrap(row._id, slot, key)]),
        );
      const updates = found.map((row) => ({
        updateOne: {
          // A slot destroyed or added meanwhile makes this miss; the row is found again by the next call.
          filter: {
            _id: row._id,
            under: row.under,
            ...Object.fromEntries(Object.entries(row.slots).map(([slot, old]) => [`slots.${slot}`, old])),
          },
          update: { $set: { under: current.id, ...anew(row) } },
        },
      }));
      if (updates.length > 0) await rows.bulkWrite(updates as never[], { ordered: false });
      return found.length;
    },

    /** How many rows are not wrapped under the first `RECORDS_KEY`. */
    countUnderOthers: () => rows.countDocuments({ under: { $ne: current.id } as never }),

    /** Destroys all keys of a record. */
    async destroyAll(ids: string[]): Promise<void> {
      await rows.deleteMany({ _id: { $in: ids } as never });
    },
  };
}

function ignoreExisting(error: unknown): void {
  // NamespaceExists: another process of the same start made it a moment ago.
  if ((error as { code?: unknown }).code !== 48) throw error;
}
