/** Talks that must be held (必谈). The occasion is sealed under a key of its own, which goes when the talk is held. */
import { type Connection, mongo, Schema } from 'mongoose';
import type { MustTalk } from '../domain/must-talk.ts';
import { type Day, TalkReason } from '../domain/understanding.ts';
import type { KeyRing } from './key.ts';
import { seal, unseal } from './sealing.ts';

type Stored = Omit<MustTalk, 'id'> & { _id: string; occasion?: mongo.Binary };

const OCCASION_SLOT = 'occasion';
const keyIdOf = (id: string) => `must-talk/${id}`;

export type MustTalks = ReturnType<typeof createMustTalks>;

/**
 * Named queries over them.
 * @param onChange called after every change, for whoever keeps something worked out of them
 */
export function createMustTalks(connection: Connection, keyRing: KeyRing, onChange: () => Promise<void>) {
  const schema = new Schema<Stored>(
    {
      _id: String,
      subject: String,
      holder: String,
      openedOn: String,
      dueOn: String,
      state: String,
      closedOn: String,
      heldIn: String,
      notIn: [String],
      occasion: Schema.Types.Buffer,
    },
    { versionKey: false, collection: 'must_talks' },
  );
  schema.index({ state: 1, closedOn: 1 });
  schema.index({ heldIn: 1 }, { sparse: true });
  const model = connection.model<Stored>('MustTalk', schema);
  const rows = model.collection as unknown as mongo.Collection<Stored>;
  const toPlain = ({ _id, occasion: _sealed, ...row }: Stored): MustTalk => ({ ...row, id: _id });

  return {
    init: () => model.createCollection().then(() => model.createIndexes()),

    async addMany(talks: MustTalk[]): Promise<void> {
      for (const { id, ...talk } of talks)
        await rows.updateOne({ _id: id }, { $setOnInsert: talk }, { upsert: true });
      if (talks.length > 0) await onChange();
    },

    /** Opens one. Done again, it stays as it is. */
    async open(talk: MustTalk, occasion: TalkReason): Promise<void> {
      const { id, ...row } = talk;
      const key = (await keyRing.make(keyIdOf(id), [OCCASION_SLOT])).get(OCCASION_SLOT);
      const sealed = key && new mongo.Binary(seal(key, keyIdOf(id), occasion));
      await rows.updateOne(
        { _id: id },
        { $setOnInsert: { ...row, ...(sealed && { occasion: sealed }) } },
        { upsert: true },
      );
      await onChange();
    },

    /** What some were opened for; without those of which nothing was said, or whose key is destroyed. */
    async occasions(ids: string[]): Promise<Map<string, TalkReason>> {
      const found = await rows.find({ _id: { $in: ids }, occasion: { $exists: true } }).toArray();
      const keys =
        found.length > 0 ? await keyRing.openMany(found.map((row) => keyIdOf(row._id))) : new Map();
      const occasions = new Map<string, TalkReason>();
      for (const { _id, occasion } of found) {
        const key = keys.get(keyIdOf(_id))?.get(OCCASION_SLOT);
        if (key && occasion)
          occasions.set(_id, TalkReason.parse(unseal(key, keyIdOf(_id), occasion.buffer).toString()));
      }
      return occasions;
    },

    /** Open ones, and those closed on or after a day: their subjects are left in peace up to it. */
    async current(since: Day): Promise<MustTalk[]> {
      const found = await rows.find({ $or: [{ state: 'open' }, { closedOn: { $gte: since } }] }).toArray();
      return found.map(toPlain);
    },

    /** Open ones about some people. */
    async openAbout(subjects: string[]): Promise<MustTalk[]> {
      return (await rows.find({ state: 'open', subject: { $in: subjects } }).toArray()).map(toPlain);
    },

    async find(id: string): Promise<MustTalk | undefined> {
      const row = await rows.findOne({ _id: id });
      return row ? toPlain(row) : undefined;
    },

    /**
     * It was held: what it was opened for is destroyed.
     * @param heldIn the recorded talk that was it, where there is one
     * @returns false when it was not open any more
     */
    async close(id: string, on: Day, heldIn?: string): Promise<boolean> {
      const result = await rows.updateOne(
        { _id: id, state: 'open' },
        { $set: { state: 'done', closedOn: on, ...(heldIn && { heldIn }) }, $unset: { occasion: '' } },
      );
      await keyRing.destroyAll([keyIdOf(id)]);
      await onChange();
      return result.matchedCount === 1;
    },

    /** Its holder says that a recorded talk was another one. */
    async notHeldIn(id: string, activity: string): Promise<void> {
      await rows.updateOne({ _id: id }, { $addToSet: { notIn: activity } });
      await onChange();
    },

    /** A recorded talk is withdrawn: what was closed by it is open again. */
    async reopenHeldIn(activity: string): Promise<void> {
      const result = await rows.updateMany(
        { heldIn: activity, state: 'done' },
        { $set: { state: 'open' }, $unset: { closedOn: '', heldIn: '' } },
      );
      if (result.matchedCount > 0) await onChange();
    },

    /** Another day is agreed on. */
    async postpone(id: string, dueOn: Day): Promise<boolean> {
      const result = await rows.updateOne({ _id: id, state: 'open' }, { $set: { dueOn } });
      await onChange();
      return result.matchedCount === 1;
    },

    /** Forgets what concerns a person who is removed. */
    async deleteOf(person: string): Promise<void> {
      const found = await rows.find({ subject: person }, { projection: { _id: 1 } }).toArray();
      await keyRing.destroyAll(found.map((row) => keyIdOf(row._id)));
      await rows.deleteMany({ subject: person });
      await rows.updateMany({ holder: person }, { $unset: { holder: '' } });
      await onChange();
    },
  };
}
