/** People. Names are sealed under a key per person, so that removing someone reaches every copy. */
import { type Connection, mongo, Schema } from 'mongoose';
import type { Person } from '../domain/directory.ts';
import type { KeyRing } from './key.ts';
import { seal, unseal } from './sealing.ts';

type Stored = Omit<Person, 'id' | 'name'> & { _id: string; name: mongo.Binary };

export type People = ReturnType<typeof createPeople>;

export const personKeyId = (id: string) => `person/${id}`;
const NAME_SLOT = 'name';
/** Rows in one write. */
const BATCH = 1_000;

export function createPeople(connection: Connection, keyRing: KeyRing) {
  const schema = new Schema<Stored>(
    {
      _id: String,
      userid: String,
      name: Schema.Types.Buffer,
      kind: String,
      member: Boolean,
      retired: Boolean,
      leaderRank: Boolean,
      memberships: Schema.Types.Mixed,
      unit: String,
      class: String,
      leftOn: String,
    },
    { versionKey: false, minimize: false, collection: 'people' },
  );
  schema.index({ userid: 1 }, { unique: true, sparse: true });
  const model = connection.model<Stored>('Person', schema);
  const rows = model.collection as unknown as mongo.Collection<Stored>;

  return {
    init: () => model.createCollection().then(() => model.createIndexes()),

    /** Everyone whose name can still be read. */
    async all(): Promise<Person[]> {
      const found = await rows.find({}).toArray();
      const keys = await keyRing.openMany(found.map((row) => personKeyId(row._id)));
      return found.flatMap(({ _id, name, ...row }) => {
        const key = keys.get(personKeyId(_id))?.get(NAME_SLOT);
        return key ? [{ ...row, id: _id, name: unseal(key, personKeyId(_id), name.buffer).toString() }] : [];
      });
    },

    /** Adds people who are not there yet. */
    async addMany(people: Person[]): Promise<void> {
      for (let at = 0; at < people.length; at += BATCH) {
        const batch = people.slice(at, at + BATCH);
        const keys = await keyRing.makeMany(
          batch.map((p) => personKeyId(p.id)),
          [NAME_SLOT],
        );
        await rows.insertMany(
          batch.map(({ id, name, ...person }) => {
            const key = keys.get(personKeyId(id))?.get(NAME_SLOT);
            if (!key) throw new Error('a person without a key');
            return { ...person, _id: id, name: new mongo.Binary(seal(key, personKeyId(id), name)) };
          }),
          { ordered: false },
        );
      }
    },

    count: () => rows.countDocuments({}),
  };
}
