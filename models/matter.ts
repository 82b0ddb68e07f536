/**
 * What waits for somebody's word: an admission, a removal of personal data, a post that somebody says they took over.
 * One row each, with a short number by which people answer.
 */
import { type Connection, mongo, Schema } from 'mongoose';
import { z } from 'zod';
import type { KeyRing } from './key.ts';
import { seal, unseal } from './sealing.ts';

export type MatterKind =
  | 'admission' // somebody unknown wants to join
  | 'removal' // 删除我的数据
  | 'excuse' // 说明情况
  | 'post'; // 我接任…书记了

/**
 * `asked`: the person was asked who they are · `waiting`: for the word of whoever decides · `approved`: decided, not
 * yet carried out to the end · `done` · `declined`
 */
export type MatterState = 'asked' | 'waiting' | 'approved' | 'done' | 'declined';

/** What a person said of themselves, sealed. */
export const MatterDetail = z.object({ name: z.string(), said: z.string() });
export type MatterDetail = z.infer<typeof MatterDetail>;

export interface Matter {
  /** `<kind>/<account or person>…`: one open matter of a kind for each. */
  id: string;
  kind: MatterKind;
  /** By which people answer: 同意 3. Given when it begins to wait, never again. */
  number: number;
  state: MatterState;
  /** WeCom account, lower case: admissions. */
  account?: string;
  /** Directory id: removals and posts. */
  person?: string;
  /** The unit that it is about. */
  organization?: string;
  /** What is to be excused: a duty, in a period. */
  duty?: string;
  period?: string;
  /** When it was put, ms. */
  askedAt: number;
  decidedBy?: string;
  /** When it was decided, ms. */
  decidedAt?: number;
  /** Absent when nothing was said, or when its key is destroyed. */
  detail?: MatterDetail;
}

type Stored = Omit<Matter, 'id' | 'detail'> & { _id: string; detail?: mongo.Binary };

export type Matters = ReturnType<typeof createMatters>;

export const matterKeyId = (id: string) => `matter/${id}`;
export const DETAIL_SLOT = 'detail';

/** Named queries over the matters. */
export function createMatters(connection: Connection, keyRing: KeyRing) {
  const schema = new Schema<Stored>(
    {
      _id: String,
      kind: String,
      number: Number,
      state: String,
      account: String,
      person: String,
      organization: String,
      duty: String,
      period: String,
      askedAt: Number,
      decidedBy: String,
      decidedAt: Number,
      detail: Schema.Types.Buffer,
    },
    { versionKey: false, collection: 'matters' },
  );
  schema.index({ state: 1, number: 1 });
  const model = connection.model<Stored>('Matter', schema);
  const rows = model.collection as unknown as mongo.Collection<Stored>;

  const open = ({ _id, detail, ...row }: Stored, key: Buffer | undefined): Matter => ({
    ...row,
    id: _id,
    ...(detail &&
      key && {
        detail: MatterDetail.parse(JSON.parse(unseal(key, matterKeyId(_id), detail.buffer).toString())),
      }),
  });
  const openAll = async (found: Stored[]): Promise<Matter[]> => {
    const keys = await keyRing.openMany(found.map((row) => matterKeyId(row._id)));
    return found.map((row) => open(row, keys.get(matterKeyId(row._id))?.get(DETAIL_SLOT)));
  };
  const keyOf = async (id: string): Promise<Buffer> => {
    const made = await keyRing.make(matterKeyId(id), [DETAIL_SLOT]);
    return made.get(DETAIL_SLOT) ?? keyRing.add(matterKeyId(id), DETAIL_SLOT);
  };

  return {
    init: () => model.createCollection().then(() => model.createIndexes()),

    /** One matter with its detail; undefined when there is none. */
    async find(id: string): Promise<Matter | undefined> {
      const row = await rows.findOne({ _id: id });
      return row ? (await openAll([row]))[0] : undefined;
    },

    /**
     * Puts a matter, in place of one of the same id.
     * @returns the key under which notices about it may be sealed: with the matter's key they go too
     */
    async put(matter: Matter): Promise<{ id: string; slot: string; bytes: Buffer }> {
      const { id, detail, ...row } = matter;
      const bytes = await keyOf(id);
      await rows.replaceOne(
        { _id: id },
        {
          ...row,
          ...(detail && { detail: new mongo.Binary(seal(bytes, matterKeyId(id), JSON.stringify(detail))) }),
        },
        { upsert: true },
      );
      return { id: matterKeyId(id), slot: DETAIL_SLOT, bytes };
    },

    /** Everything that waits, or was approved and not carried out to the end, by number. */
    async open(): Promise<Matter[]> {
      const found = await rows
        .find({ state: { $in: ['waiting', 'approved'] } })
        .sort({ number: 1 })
        .limit(500)
        .toArray();
      return openAll(found);
    },

    /**
     * Decides a matter once.
     * @returns false when somebody decided otherwise meanwhile
     */
    async decide(matter: Matter, state: 'approved' | 'declined', by: string, at: number): Promise<boolean> {
      const result = await rows.updateOne(
        { _id: matter.id, number: matter.number, state: { $in: ['waiting', state] } },
        { $set: { state, decidedBy: by, decidedAt: at } },
      );
      return result.matchedCount === 1;
    },

    /** Ends a matter: what the person said is destroyed, that it was decided stays. */
    async finish(id: string, state: 'done' | 'declined'): Promise<void> {
      await rows.updateOne({ _id: id }, { $set: { state }, $unset: { detail: '' } });
      await keyRing.destroyAll([matterKeyId(id)]);
    },

    /** Deletes what concerns a person or an account. */
    async deleteOf(who: { person: string; account?: string | undefined }): Promise<void> {
      const found = await rows
        .find({
          kind: { $ne: 'removal' },
          $or: [{ person: who.person }, ...(who.account ? [{ account: who.account }] : [])],
        })
        .toArray();
      await keyRing.destroyAll(found.map((row) => matterKeyId(row._id)));
      await rows.deleteMany({ _id: { $in: found.map((row) => row._id) } });
    },

    /** Everything about a person or an account. */
    async of(who: { person: string; account?: string | undefined }): Promise<Matter[]> {
      return openAll(
        await rows
          .find({ $or: [{ person: who.person }, ...(who.account ? [{ account: who.account }] : [])] })
          .toArray(),
      );
    },

    /** Every matter, for the search through sealed texts. */
    async all(): Promise<Matter[]> {
      return openAll(await rows.find({}).toArray());
    },

    /** Deletes admissions that led to nothing, put before an instant (ms), with what the people said. */
    async purgeAdmissions(before: number): Promise<number> {
      const found = await rows
        .find(
          { kind: 'admission', state: { $in: ['asked', 'waiting', 'declined'] }, askedAt: { $lt: before } },
          { projection: { _id: 1 } },
        )
        .toArray();
      await keyRing.destroyAll(found.map((row) => matterKeyId(row._id)));
      await rows.deleteMany({ _id: { $in: found.map((row) => row._id) } });
      return found.length;
    },
  };
}
