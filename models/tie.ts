/** Ties (结对): who is paired with whom, since when. */
import { type Connection, type mongo, Schema } from 'mongoose';
import type { Tie } from '../domain/directory.ts';
import { saveRows } from './save-rows.ts';

type Stored = Omit<Tie, 'id'> & { _id: string };

export type Ties = ReturnType<typeof createTies>;

export function createTies(connection: Connection) {
  const schema = new Schema<Stored>(
    { _id: String, kind: String, from: String, to: String, since: String, until: String },
    { versionKey: false, collection: 'ties' },
  );
  schema.index({ from: 1 });
  schema.index({ to: 1 });
  const model = connection.model<Stored>('Tie', schema);
  const rows = model.collection as unknown as mongo.Collection<Stored>;

  return {
    init: () => model.createCollection().then(() => model.createIndexes()),
    async all(): Promise<Tie[]> {
      return (await rows.find({}).toArray()).map(({ _id, ...row }) => ({ ...row, id: _id }));
    },
    async addMany(ties: Tie[]): Promise<void> {
      if (ties.length > 0) await rows.insertMany(ties.map(({ id, ...row }) => ({ ...row, _id: id })));
    },
    /** Adds ties or replaces what is there, then takes out those that were stated wrongly. */
    saveMany: (ties: Tie[], removed: Tie[] = []) =>
      saveRows(
        rows,
        ties.map(({ id, ...row }) => ({ ...row, _id: id })),
        removed.map(({ id }) => ({ _id: id })),
      ),
  };
}
