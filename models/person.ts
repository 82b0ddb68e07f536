/** People. Names are sealed under a key per person, so that removing someone reaches every copy. */
import { type Connection, mongo, Schema } from 'mongoose';
import type { Membership, Person } from '../domain/directory.ts';
import type { Day } from '../domain/understanding.ts';
import type { KeyRing } from './key.ts';
import { saveRows } from './save-rows.ts';
import { seal, unseal } from './sealing.ts';

type Stored = Omit<Person, 'id' | 'name' | 'number'> & {
  _id: string;
  name: mongo.Binary;
  number?: mongo.Binary;
};

export type People = ReturnType<typeof createPeople>;

export const personKeyId = (id: string) => `person/${id}`;
/** One key opens the name and the 学号/工号; what each text is tells them apart. */
const NAME_SLOT = 'name';
const numberContext = (id: string) => `${personKeyId(id)}/number`;
/** Stands for the name of somebody who was removed; nobody bears it. */
export const NAMELESS = '（姓名已删除）';
/** Rows in one write. */
const BATCH = 1_000;

export function createPeople(connection: Connection, keyRing: KeyRing) {
  const schema = new Schema<Stored>(
    {
      _id: String,
      userid: String,
      name: Schema.Types.Buffer,
      number: Schema.Types.Buffer,
      kind: String,
      member: Boolean,
      retired: Boolean,
      leaderRank: Boolean,
      memberships: Schema.Types.Mixed,
      unit: String,
      class: String,
      leftOn: String,
      absences: Schema.Types.Mixed,
    },
    { versionKey: false, minimize: false, collection: 'people' },
  );
  schema.index({ userid: 1 }, { unique: true, sparse: true });
  const model = connection.model<Stored>('Person', schema);
  const rows = model.collection as unknown as mongo.Collection<Stored>;

  return {
    init: () => model.createCollection().then(() => model.createIndexes()),

    /** Everyone; whoever was removed has {@link NAMELESS} for a name, so that past counts stay right. */
    async all(): Promise<Person[]> {
      const found = await rows.find({}).toArray();
      const keys: Awaited<ReturnType<KeyRing['openMany']>> = new Map();
      // In batches: one list of 40,000 ids is slow or too much for some servers.
      for (let at = 0; at < found.length; at += BATCH) {
        const batch = found.slice(at, at + BATCH).map((row) => personKeyId(row._id));
        for (const [id, slots] of await keyRing.openMany(batch)) keys.set(id, slots);
      }
      return found.flatMap(({ _id, name, number, ...row }) => {
        const key = keys.get(personKeyId(_id))?.get(NAME_SLOT);
        if (!key) {
          // From a backup made before the removal: there they still seem to be here, and nobody can say who it is.
          if (row.leftOn === undefined) return [];
          const { userid: _account, ...rest } = row;
          return [{ ...rest, id: _id, name: NAMELESS }];
        }
        return [
          {
            ...row,
            id: _id,
            name: unseal(key, personKeyId(_id), name.buffer).toString(),
            ...(number && { number: unseal(key, numberContext(_id), number.buffer).toString() }),
          },
        ];
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
          batch.map((person) => sealPerson(person, keys.get(personKeyId(person.id))?.get(NAME_SLOT))),
          { ordered: false },
        );
      }
    },

    /**
     * Adds people or replaces what is there; names are sealed anew, under the key that the person has or a new one.
     * Done again after a crash, it ends in the same rows.
     * @param people with the account before the change where it is another now, so that accounts can be exchanged
     */
    async saveMany(people: { person: Person; formerUserid?: string | undefined }[]): Promise<void> {
      const freed = people.filter(
        ({ person, formerUserid }) => formerUserid !== undefined && formerUserid !== person.userid,
      );
      for (let at = 0; at < freed.length; at += BATCH)
        await rows.updateMany(
          { _id: { $in: freed.slice(at, at + BATCH).map(({ person }) => person.id) } },
          { $unset: { userid: '' } },
        );
      for (let at = 0; at < people.length; at += BATCH) {
        const batch = people.slice(at, at + BATCH).map(({ person }) => person);
        const ids = batch.map((p) => personKeyId(p.id));
        const keys = await keyRing.openMany(ids);
        const made = await keyRing.makeMany(
          ids.filter((id) => !keys.has(id)),
          [NAME_SLOT],
        );
        for (const [id, slots] of made) keys.set(id, slots);
        const sealed: Stored[] = [];
        for (const person of batch) {
          const id = personKeyId(person.id);
          // The key was destroyed at the person's wish; stated anew by the school, they get another.
          const key = keys.get(id)?.get(NAME_SLOT) ?? (await keyRing.add(id, NAME_SLOT));
          sealed.push(sealPerson(person, key));
        }
        await saveRows(rows, sealed);
      }
    },

    /**
     * Takes from someone what says who they are, and destroys the key of their name. The row stays, so that what
     * they did in past periods still counts for their branch.
     * @param memberships those of the branch, ended
     */
    async strip(id: string, leftOn: Day, memberships: Membership[]): Promise<void> {
      await rows.updateOne(
        { _id: id },
        {
          $set: { leftOn, memberships, name: new mongo.Binary(Buffer.alloc(0)) },
          $unset: { userid: '', number: '', unit: '', class: '', absences: '' },
        },
      );
      await keyRing.destroyAll([personKeyId(id)]);
    },

    count: () => rows.countDocuments({}),
  };
}

function sealPerson({ id, name, number, ...person }: Person, key: Buffer | undefined): Stored {
  if (!key) throw new Error('a person without a key');
  return {
    ...person,
    _id: id,
    name: new mongo.Binary(seal(key, personKeyId(id), name)),
    ...(number !== undefined && { number: new mongo.Binary(seal(key, numberContext(id), number)) }),
  };
}
