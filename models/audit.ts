/** Audit lines: who opened what of whose, and why. The people concerned can list them. */
import { type Connection, mongo, Schema } from 'mongoose';
import { isDuplicateKey } from '../runtime/mongo.ts';
import type { KeyRing } from './key.ts';
import { seal, unseal } from './sealing.ts';

export type AuditAct =
  | 'read_text' // by whoever is in charge
  | 'open_text' // by exception, with a reason
  | 'desk_find' // at the desk of the data-protection officer
  | 'desk_export'
  | 'desk_remove';

export interface Audit {
  /** Says what asked for it, so that a message handled again leaves one line. */
  id: string;
  /** When, ms. */
  at: number;
  /** Who opened it. */
  by: string;
  act: AuditAct;
  /** Whose text it was. */
  about: string;
  /** Id of the activity. */
  activity?: string;
  reason?: string;
}

type Stored = Omit<Audit, 'id' | 'reason'> & { _id: string; reason?: mongo.Binary };

export type Audits = ReturnType<typeof createAudits>;

const keyId = (id: string) => `audit/${id}`;
const REASON_SLOT = 'reason';

/** Named queries over the audit lines. Reasons are sealed: people write names into them. */
export function createAudits(connection: Connection, keyRing: KeyRing) {
  const schema = new Schema<Stored>(
    {
      _id: String,
      at: Number,
      by: String,
      act: String,
      about: String,
      activity: String,
      reason: Schema.Types.Buffer,
    },
    { versionKey: false, collection: 'audits' },
  );
  schema.index({ about: 1, at: 1 });
  const model = connection.model<Stored>('Audit', schema);
  const rows = model.collection as unknown as mongo.Collection<Stored>;

  const openRows = async (found: Stored[]): Promise<Audit[]> => {
    const keys = await keyRing.openMany(found.filter((r) => r.reason).map((r) => keyId(r._id)));
    return found.map(({ _id, reason, ...row }) => {
      const key = keys.get(keyId(_id))?.get(REASON_SLOT);
      return {
        ...row,
        id: _id,
        ...(reason && key && { reason: unseal(key, keyId(_id), reason.buffer).toString() }),
      };
    });
  };

  return {
    init: () => model.createCollection().then(() => model.createIndexes()),

    /** Adds a line once. Called before anything is shown. */
    async add({ id, reason, ...row }: Audit): Promise<void> {
      const key =
        reason === undefined ? undefined : (await keyRing.make(keyId(id), [REASON_SLOT])).get(REASON_SLOT);
      try {
        await rows.insertOne({
          ...row,
          _id: id,
          ...(reason !== undefined && key && { reason: new mongo.Binary(seal(key, keyId(id), reason)) }),
        });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },

    /** Who opened something of somebody, newest first. */
    async about(person: string, most: number): Promise<Audit[]> {
      return openRows(await rows.find({ about: person }).sort({ at: -1 }).limit(most).toArray());
    },

    /** Every line, for the search through sealed texts. */
    async all(): Promise<Audit[]> {
      return openRows(await rows.find({}).toArray());
    },

    /** Destroys the reasons of some lines; the lines stay. */
    async destroyReasons(ids: string[]): Promise<void> {
      await keyRing.destroyAll(ids.map(keyId));
      await rows.updateMany({ _id: { $in: ids } }, { $unset: { reason: '' } });
    },

    /** Deletes lines older than an instant (ms), with their reasons. */
    async purge(before: number, most: number): Promise<number> {
      const found = await rows
        .find({ at: { $lt: before } }, { projection: { _id: 1 } })
        .limit(most)
        .toArray();
      await keyRing.destroyAll(found.map((row) => keyId(row._id)));
      await rows.deleteMany({ _id: { $in: found.map((row) => row._id) } });
      return found.length;
    },
  };
}
