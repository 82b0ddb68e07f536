/** Talks that must be held (必谈). The reason is not here: it is sealed with the record of the talk. */
import { type Connection, type mongo, Schema } from 'mongoose';
import type { MustTalk } from '../domain/must-talk.ts';
import type { Day } from '../domain/understanding.ts';

type Stored = Omit<MustTalk, 'id'> & { _id: string };

export type MustTalks = ReturnType<typeof createMustTalks>;

/**
 * Named queries over them.
 * @param onChange called after every change, for whoever keeps something worked out of them
 */
export function createMustTalks(connection: Connection, onChange: () => Promise<void>) {
  const schema = new Schema<Stored>(
    {
      _id: String,
      subject: String,
      holder: String,
      openedOn: String,
      dueOn: String,
      state: String,
      closedOn: String,
    },
    { versionKey: false, collection: 'must_talks' },
  );
  schema.index({ state: 1, closedOn: 1 });
  const model = connection.model<Stored>('MustTalk', schema);
  const rows = model.collection as unknown as mongo.Collection<Stored>;
  const toPlain = ({ _id, ...row }: Stored): MustTalk => ({ ...row, id: _id });

  return {
    init: () => model.createCollection().then(() => model.createIndexes()),

    async addMany(talks: MustTalk[]): Promise<void> {
      for (const { id, ...talk } of talks)
        await rows.updateOne({ _id: id }, { $setOnInsert: talk }, { upsert: true });
      if (talks.length > 0) await onChange();
    },

    /** Open ones, and those closed on or after a day: their subjects are left in peace up to it. */
    async current(since: Day): Promise<MustTalk[]> {
      const found = await rows.find({ $or: [{ state: 'open' }, { closedOn: { $gte: since } }] }).toArray();
      return found.map(toPlain);
    },

    /** It was held. @returns false when it was not open any more */
    async close(id: string, on: Day): Promise<boolean> {
      const result = await rows.updateOne(
        { _id: id, state: 'open' },
        { $set: { state: 'done', closedOn: on } },
      );
      await onChange();
      return result.matchedCount === 1;
    },

    /** Another day is agreed on. */
    async postpone(id: string, dueOn: Day): Promise<boolean> {
      const result = await rows.updateOne({ _id: id, state: 'open' }, { $set: { dueOn } });
      await onChange();
      return result.matchedCount === 1;
    },

    /** Forgets what concerns a person who is removed. */
    async deleteOf(person: string): Promise<void> {
      await rows.deleteMany({ subject: person });
      await rows.updateMany({ holder: person }, { $unset: { holder: '' } });
      await onChange();
    },
  };
}
