/** Excuses (说明情况): a reason why a duty need not be done, and whether the secretary agreed. */
import { type Connection, type mongo, Schema } from 'mongoose';
import type { Excused } from '../domain/progress.ts';

interface Stored extends Excused {
  _id: string;
  state: 'asked' | 'approved' | 'declined';
}

export type Excuses = ReturnType<typeof createExcuses>;

/** @param onChange called after every change, for whoever keeps something worked out of them */
export function createExcuses(connection: Connection, onChange: () => Promise<void>) {
  const schema = new Schema<Stored>(
    { _id: String, duty: String, period: String, person: String, counterpart: String, state: String },
    { versionKey: false, collection: 'excuses' },
  );
  schema.index({ person: 1 });
  const model = connection.model<Stored>('Excuse', schema);
  const rows = model.collection as unknown as mongo.Collection<Stored>;

  return {
    init: () => model.createCollection().then(() => model.createIndexes()),
    async approved(people: string[], periods: string[]): Promise<Excused[]> {
      const found = await rows
        .find({ person: { $in: people }, period: { $in: periods }, state: 'approved' })
        .toArray();
      return found.map(({ _id, state, ...excused }) => excused);
    },
    /** Everyone's, in some periods. */
    async approvedIn(periods: string[]): Promise<Excused[]> {
      const found = await rows.find({ period: { $in: periods }, state: 'approved' }).toArray();
      return found.map(({ _id, state, ...excused }) => excused);
    },
    /** Enters an approved one, once. */
    async approve(id: string, excused: Excused): Promise<void> {
      await rows.updateOne({ _id: id }, { $set: { ...excused, state: 'approved' } }, { upsert: true });
      await onChange();
    },
    async addMany(rowsToAdd: Stored[]): Promise<void> {
      if (rowsToAdd.length > 0) await rows.insertMany(rowsToAdd);
      await onChange();
    },
  };
}
