/**
 * Records that somebody made in another's name (代录), until the author says that it is so. Nothing is on record and
 * nothing is credited before; the words are sealed under the key that the record will have.
 */
import { type Connection, mongo, Schema } from 'mongoose';
import { z } from 'zod';
import { ReportedActivity } from '../domain/understanding.ts';
import { isDuplicateKey } from '../runtime/mongo.ts';
import { recordSlot } from './inbox.ts';
import type { KeyRing, RecordKeys } from './key.ts';
import { seal, unseal } from './sealing.ts';

const Content = z.object({ words: z.string(), reports: z.array(ReportedActivity).min(1) });

export interface Proposal {
  /** Id of the recorder's message: told again, it is the same proposal. */
  id: string;
  /** In whose name it is. */
  author: string;
  /** Who told it. */
  recorder: string;
  state: 'waiting' | 'confirmed' | 'rejected';
  /** When it was told, ms. */
  at: number;
  words: string;
  reports: ReportedActivity[];
}

interface Stored {
  _id: string;
  author: string;
  recorder: string;
  state: Proposal['state'];
  at: number;
  content?: mongo.Binary;
}

export type Proposals = ReturnType<typeof createProposals>;

const SLOT = recordSlot(0);
const context = (id: string) => `proposal/${id}`;

/** Named queries over the proposals. */
export function createProposals(connection: Connection, keyRing: KeyRing) {
  const schema = new Schema<Stored>(
    {
      _id: String,
      author: String,
      recorder: String,
      state: String,
      at: Number,
      content: Schema.Types.Buffer,
    },
    { versionKey: false, collection: 'proposals' },
  );
  schema.index({ author: 1, state: 1 });
  const model = connection.model<Stored>('Proposal', schema);
  const rows = model.collection as unknown as mongo.Collection<Stored>;

  const openRows = async (found: Stored[]): Promise<Proposal[]> => {
    const keys = await keyRing.openMany(found.map((row) => row._id));
    return found.flatMap(({ _id, content, ...row }) => {
      const key = keys.get(_id)?.get(SLOT);
      if (!content || !key) return [];
      return [
        {
          ...row,
          id: _id,
          ...Content.parse(JSON.parse(unseal(key, context(_id), content.buffer).toString())),
        },
      ];
    });
  };

  return {
    init: () => model.createCollection().then(() => model.createIndexes()),

    /**
     * Puts a record before its author, once.
     * @param keys those of the recorder's message
     * @returns false when it was put before
     */
    async put(proposal: Omit<Proposal, 'state'>, keys: RecordKeys): Promise<boolean> {
      const key = keys.get(SLOT);
      if (!key) throw new Error('a message without a key for what it tells');
      const { id, words, reports, ...row } = proposal;
      try {
        await rows.insertOne({
          _id: id,
          ...row,
          state: 'waiting',
          content: new mongo.Binary(seal(key, context(id), JSON.stringify({ words, reports }))),
        });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** What waits for somebody's word, oldest first; at most 20. */
    async waitingFor(author: string): Promise<Proposal[]> {
      return openRows(await rows.find({ author, state: 'waiting' }).sort({ at: 1 }).limit(20).toArray());
    },

    /**
     * Settles a proposal; the copy of the words is dropped. Rejected, their key is destroyed as well.
     * @returns false when it was settled otherwise before
     */
    async settle(id: string, state: 'confirmed' | 'rejected'): Promise<boolean> {
      const result = await rows.updateOne(
        { _id: id, state: { $in: ['waiting', state] } },
        { $set: { state }, $unset: { content: '' } },
      );
      if (result.matchedCount === 1 && state === 'rejected') await keyRing.destroy(id, SLOT);
      return result.matchedCount === 1;
    },

    /** Everything that waits and was told by or in the name of someone, or (absent) at all. */
    async waiting(person?: string): Promise<Proposal[]> {
      return openRows(
        await rows
          .find({
            state: 'waiting',
            ...(person !== undefined && { $or: [{ author: person }, { recorder: person }] }),
          })
          .toArray(),
      );
    },

    /** Ids of what has waited since before an instant (ms). */
    async waitingSince(before: number): Promise<string[]> {
      const found = await rows
        .find({ state: 'waiting', at: { $lt: before } }, { projection: { _id: 1 } })
        .limit(500)
        .toArray();
      return found.map((row) => row._id);
    },
  };
}
