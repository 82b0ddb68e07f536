/**
 * Activities: one row an event, with everyone who took part, everyone reached, and what it counts for. Because all
 * of it is one document, recording, correcting and withdrawing are each all or nothing.
 */
import { type Connection, mongo, Schema } from 'mongoose';
import {
  type ActivityFacts,
  ActivityText,
  type Contact,
  type Credit,
  type Participation,
} from '../domain/activity.ts';
import { isDuplicateKey } from '../runtime/mongo.ts';
import { seal, unseal } from './sealing.ts';

/** One author's sealed text of an activity. */
export interface SealedText {
  author: string;
  /** The author's branch on the day of writing: its secretary then may read. */
  branch?: string;
  /** Where its key is: record of the key ring, and slot. */
  keyId: string;
  slot: string;
  sealed: Buffer;
}

/** An activity as stored, its texts still sealed. */
export interface Activity {
  /** `<inbox id>.<n>`: the same message never makes the same activity twice. */
  id: string;
  state: 'live' | 'withdrawn';
  /** 1, and one more for each correction. */
  version: number;
  facts: ActivityFacts;
  participations: Participation[];
  contacts: Contact[];
  credits: Credit[];
  texts: SealedText[];
  /** Ids of the messages that made or changed it, so that a message handled again changes nothing. */
  sources: string[];
  /** When it was recorded, ms. */
  recordedAt: number;
}

type StoredText = Omit<SealedText, 'sealed'> & { sealed: mongo.Binary };
interface Stored extends Omit<Activity, 'id' | 'texts'> {
  _id: string;
  texts: StoredText[];
  /** What makes two tellings the same event; absent once withdrawn. */
  mergeKeys?: string[];
  /** Earlier versions, newest last: what was handed in stays as it was handed in. */
  earlier?: unknown[];
}

export type Activities = ReturnType<typeof createActivities>;

const textContext = (activity: string, author: string) => `activity/${activity}/${author}`;

/** Seals one author's text of an activity under the key of its record. */
export function sealText(
  key: Buffer,
  activity: string,
  text: { author: string; branch?: string | undefined; keyId: string; slot: string; content: ActivityText },
): SealedText {
  return {
    author: text.author,
    ...(text.branch && { branch: text.branch }),
    keyId: text.keyId,
    slot: text.slot,
    sealed: seal(key, textContext(activity, text.author), JSON.stringify(text.content)),
  };
}

/** Opens one author's text. */
export function openText(key: Buffer, activity: string, text: SealedText): ActivityText {
  return ActivityText.parse(
    JSON.parse(unseal(key, textContext(activity, text.author), text.sealed).toString()),
  );
}

/**
 * Named queries over the activities.
 * @param onChange called after every change of what counts, for whoever keeps something worked out of it
 */
export function createActivities(connection: Connection, onChange: () => Promise<void>) {
  const schema = new Schema<Stored>(
    {
      _id: String,
      state: String,
      version: Number,
      facts: Schema.Types.Mixed,
      participations: Schema.Types.Mixed,
      contacts: Schema.Types.Mixed,
      credits: Schema.Types.Mixed,
      texts: Schema.Types.Mixed,
      sources: [String],
      recordedAt: Number,
      mergeKeys: [String],
      earlier: Schema.Types.Mixed,
    },
    { versionKey: false, minimize: false, collection: 'activities' },
  );
  schema.index({ mergeKeys: 1 }, { unique: true, sparse: true });
  schema.index({ sources: 1 });
  schema.index({ 'participations.person': 1 });
  schema.index({ 'contacts.person': 1 });
  schema.index({ 'credits.person': 1 });
  schema.index({ 'credits.branch': 1 });
  schema.index({ 'credits.period': 1 });
  const model = connection.model<Stored>('Activity', schema);
  const rows = model.collection as unknown as mongo.Collection<Stored>;

  const toPlain = ({ _id, mergeKeys: _merge, earlier: _earlier, texts, ...row }: Stored): Activity => ({
    ...row,
    id: _id,
    texts: texts.map((text) => ({ ...text, sealed: Buffer.from(text.sealed.buffer) })),
  });
  const toStored = ({ id, texts, ...activity }: Activity, mergeKeys: string[]): Stored => ({
    _id: id,
    ...activity,
    texts: texts.map((text) => ({ ...text, sealed: new mongo.Binary(text.sealed) })),
    ...(mergeKeys.length > 0 && { mergeKeys }),
  });

  return {
    init: () => model.createCollection().then(() => model.createIndexes()),

    /**
     * Inserts an activity.
     * @param mergeKeys what makes another telling the same event
     * @returns `recorded`; `again` with what the same message recorded before; `same_event` with the activity that
     * bears one of the merge keys
     */
    async insert(
      activity: Activity,
      mergeKeys: string[],
    ): Promise<{ outcome: 'recorded' } | { outcome: 'again' | 'same_event'; activity: Activity }> {
      for (let attempt = 0; ; attempt++) {
        try {
          await rows.insertOne(toStored(activity, mergeKeys));
          await onChange();
          return { outcome: 'recorded' };
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          const again = await rows.findOne({ $or: [{ _id: activity.id }, { sources: activity.id }] });
          if (again) return { outcome: 'again', activity: toPlain(again) };
          const same = await rows.findOne({ mergeKeys: { $in: mergeKeys } });
          if (same) return { outcome: 'same_event', activity: toPlain(same) };
          // The other one was withdrawn between the two reads: its keys are free again.
          if (attempt >= 3) throw error;
        }
      }
    },

    /** Inserts many activities at once (seeds, imports). */
    async insertMany(activities: { activity: Activity; mergeKeys: string[] }[]): Promise<void> {
      if (activities.length > 0)
        await rows.insertMany(
          activities.map((a) => toStored(a.activity, a.mergeKeys)),
          { ordered: false },
        );
      await onChange();
    },

    async find(id: string): Promise<Activity | undefined> {
      const row = await rows.findOne({ _id: id });
      return row ? toPlain(row) : undefined;
    },

    async findMany(ids: string[]): Promise<Activity[]> {
      const found = await rows.find({ _id: { $in: ids } }).toArray();
      const plain = new Map(found.map((row) => [row._id, toPlain(row)]));
      return ids.flatMap((id) => plain.get(id) ?? []);
    },

    /** Activities that a message made or changed: what it led to when it is handled again. */
    async changedBy(source: string): Promise<Activity[]> {
      return (await rows.find({ sources: source }).toArray()).map(toPlain);
    },

    /**
     * Replaces an activity by its next version, keeping the earlier one.
     * @returns false when somebody else changed it meanwhile: read again and decide again
     */
    async replace(earlier: Activity, next: Activity, mergeKeys: string[]): Promise<boolean> {
      const { _id, earlier: _ignored, mergeKeys: keys, ...set } = toStored(next, mergeKeys);
      const before = toStored(earlier, []);
      const kept = {
        version: before.version,
        facts: before.facts,
        participations: before.participations,
        contacts: before.contacts,
        // A withdrawn text leaves no copy: its key is destroyed, and the sealed bytes go with the version.
        ...(next.texts.length > 0 && { texts: before.texts }),
      };
      const result = await rows.updateOne(
        { _id, version: earlier.version },
        {
          $set: { ...set, ...(keys && { mergeKeys: keys }) },
          ...(!keys && { $unset: { mergeKeys: '' } }),
          $push: { earlier: kept },
        },
      );
      await onChange();
      return result.matchedCount === 1;
    },

    /**
     * Live activities of a day in which any of some people took part or was reached.
     * @param people may be empty: then nothing is found, in one read all the same
     */
    async onDay(people: string[], day: string, kind?: string): Promise<Activity[]> {
      const found = await rows
        .find({
          $or: [{ 'participations.person': { $in: people } }, { 'contacts.person': { $in: people } }],
          'facts.date': day,
          state: 'live',
          ...(kind !== undefined && { 'facts.kind': kind as ActivityFacts['kind'] }),
        })
        .limit(50)
        .toArray();
      return found.map(toPlain);
    },

    /**
     * Activities that still have texts, in order of their ids.
     * @param after the id behind which to go on; '' = from the first
     * @param before only activities of days before this one
     */
    async withTexts(
      after: string,
      most: number,
      about: { kind?: string; before?: string; author?: string } = {},
    ): Promise<Activity[]> {
      const found = await rows
        .find({
          _id: { $gt: after },
          'texts.0': { $exists: true },
          ...(about.kind !== undefined && { 'facts.kind': about.kind as ActivityFacts['kind'] }),
          ...(about.before !== undefined && { 'facts.date': { $lt: about.before } }),
          ...(about.author !== undefined && { 'texts.author': about.author }),
        })
        .sort({ _id: 1 })
        .limit(most)
        .toArray();
      return found.map(toPlain);
    },

    /**
     * Puts other sealed texts into an activity without making it another version: when texts are destroyed or a
     * name is taken out of them. Sealed copies in the earlier versions go, since their keys do.
     * @returns false when somebody changed the activity meanwhile: read again and decide again
     */
    async replaceTexts(activity: Activity, texts: SealedText[]): Promise<boolean> {
      const filter = { _id: activity.id, version: activity.version };
      const row = await rows.findOne(filter, { projection: { earlier: 1 } });
      if (!row) return false;
      const earlier = (row.earlier as Record<string, unknown>[] | undefined)?.map(
        ({ texts: _sealed, ...version }) => version,
      );
      const result = await rows.updateOne(filter, {
        $set: {
          texts: texts.map((text) => ({ ...text, sealed: new mongo.Binary(text.sealed) })),
          ...(earlier && { earlier }),
        },
      });
      return result.matchedCount === 1;
    },

    /** Someone's own live activities, newest first. */
    async ofPerson(person: string, most: number): Promise<Activity[]> {
      const found = await rows
        .find({ participations: { $elemMatch: { person, withdrawn: { $ne: true } } }, state: 'live' })
        .sort({ recordedAt: -1 })
        .limit(most)
        .toArray();
      return found.map(toPlain);
    },

    /** The plain facts of live activities of some people within a span of days, each activity once. */
    async factsOf(people: string[], from: string, to: string): Promise<ActivityFacts[]> {
      const found = await rows
        .find({ 'participations.person': { $in: people }, state: 'live' }, { projection: { facts: 1 } })
        .toArray();
      return found.map((row) => row.facts).filter((facts) => facts.date >= from && facts.date <= to);
    },

    /** Live activities in which somebody took part or was the counterpart, newest first. */
    async concerning(person: string, most: number): Promise<Activity[]> {
      const found = await rows
        .find({
          $or: [
            { participations: { $elemMatch: { person, withdrawn: { $ne: true } } } },
            { 'contacts.person': person },
          ],
          state: 'live',
        })
        .sort({ recordedAt: -1 })
        .limit(most)
        .toArray();
      return found.map(toPlain);
    },

    /** Credits that concern some people or their branch, in some periods. */
    async credits(about: { people?: string[]; branches?: string[] }, periods: string[]): Promise<Credit[]> {
      const anyOf = [
        ...(about.people ? [{ 'credits.person': { $in: about.people } }] : []),
        ...(about.branches ? [{ 'credits.branch': { $in: about.branches } }] : []),
      ];
      const found = await rows
        .find(
          { ...(anyOf.length > 0 && { $or: anyOf }), 'credits.period': { $in: periods } },
          { projection: { credits: 1 } },
        )
        .toArray();
      return found.flatMap((row) => row.credits).filter((credit) => periods.includes(credit.period));
    },

    /** Study hours of some people within a span of days, summed per person. */
    async studyHours(people: string[], from: string, to: string): Promise<Map<string, number>> {
      const found = await rows
        .find(
          { 'participations.person': { $in: people }, state: 'live', 'facts.kind': 'study' },
          { projection: { facts: 1, participations: 1 } },
        )
        .toArray();
      const sums = new Map<string, number>();
      for (const row of found) {
        if (row.facts.date < from || row.facts.date > to) continue;
        for (const { person, withdrawn } of row.participations)
          if (!withdrawn) sums.set(person, (sums.get(person) ?? 0) + (row.facts.hours ?? 0));
      }
      return sums;
    },

    count: () => rows.countDocuments({ state: 'live' }),
  };
}
