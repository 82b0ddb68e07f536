/** Small facts about the whole school: the directory's version, the demo's day, the planner's watermark. */
import { type Connection, type mongo, Schema } from 'mongoose';

interface Stored {
  _id: string;
  value: unknown;
  version: number;
}

/** How long changes are gathered before other processes are told, ms. */
const FACTS_DELAY_MS = 200;

export type Settings = ReturnType<typeof createSettings>;

export function createSettings(connection: Connection) {
  const schema = new Schema<Stored>(
    { _id: String, value: Schema.Types.Mixed, version: Number },
    { versionKey: false, collection: 'settings' },
  );
  const model = connection.model<Stored>('Setting', schema);
  const rows = model.collection as unknown as mongo.Collection<Stored>;
  let own = 0;
  let isPlanned = false;

  return {
    init: () => model.createCollection(),
    async get(name: string): Promise<unknown> {
      return (await rows.findOne({ _id: name }))?.value;
    },
    async set(name: string, value: unknown): Promise<void> {
      await rows.updateOne({ _id: name }, { $set: { value }, $inc: { version: 1 } }, { upsert: true });
    },
    /** The next number of a sequence, from 1; never the same twice. */
    async nextNumber(name: string): Promise<number> {
      const row = await rows.findOneAndUpdate(
        { _id: name },
        { $inc: { version: 1 } },
        { upsert: true, returnDocument: 'after' },
      );
      return row?.version ?? 1;
    },
    /** Grows with every change of the directory, so that other processes read it anew. */
    async directoryVersion(): Promise<number> {
      return (await rows.findOne({ _id: 'directory' }))?.version ?? 0;
    },
    async bumpDirectory(): Promise<void> {
      await rows.updateOne({ _id: 'directory' }, { $inc: { version: 1 } }, { upsert: true });
    },
    /**
     * Grows with everything that reminders are decided from, so that a check may keep what it read before. Changes
     * of this process show at once, those of others after {@link FACTS_DELAY_MS}.
     */
    async factsVersion(): Promise<string> {
      return `${(await rows.findOne({ _id: 'facts' }))?.version ?? 0}.${own}`;
    },
    /** Many changes in a row are one write: every record of an activity is such a change. */
    bumpFacts(): void {
      own += 1;
      if (isPlanned) return;
      isPlanned = true;
      setTimeout(() => {
        isPlanned = false;
        rows.updateOne({ _id: 'facts' }, { $inc: { version: 1 } }, { upsert: true }).catch(() => {
          // The store is away: the next change says it again, and what was kept is read anew after a while.
        });
      }, FACTS_DELAY_MS).unref();
    },
  };
}
