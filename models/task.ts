/** Tasks (任务): one row for each owning organization. What the owner last said about it is sealed. */
import { type Connection, mongo, Schema } from 'mongoose';
import type { Task } from '../domain/task.ts';
import type { Day } from '../domain/understanding.ts';
import type { KeyRing } from './key.ts';
import { seal, unseal } from './sealing.ts';

type Stored = Omit<Task, 'id' | 'note'> & {
  _id: string;
  note?: mongo.Binary;
  /** Who said that it is done. */
  submittedBy?: string;
  submittedOn?: Day;
  /** Who verified it (核验). */
  verifiedBy?: string;
  closedOn?: Day;
  /** The new deadline that the owner asks for. */
  askedDueOn?: Day;
};

/** A task with what happened to it. */
export type TaskRow = Task &
  Pick<Stored, 'submittedBy' | 'submittedOn' | 'verifiedBy' | 'closedOn' | 'askedDueOn'>;

/** What may change of a task. `null` takes a value away. */
export type TaskChange = Partial<
  Pick<Stored, 'state' | 'dueOn' | 'movedOn' | 'submittedBy' | 'submittedOn' | 'verifiedBy' | 'closedOn'>
> & { askedDueOn?: Day | null };

export type Tasks = ReturnType<typeof createTasks>;

const NOTE_SLOT = 'note';
const keyIdOf = (id: string) => `task/${id}`;

/**
 * Named queries over the tasks.
 * @param onChange called after every change, for whoever keeps something worked out of them
 */
export function createTasks(connection: Connection, keyRing: KeyRing, onChange: () => Promise<void>) {
  const schema = new Schema<Stored>(
    {
      _id: String,
      number: Number,
      title: String,
      organization: String,
      createdOn: String,
      dueOn: String,
      movedOn: String,
      state: String,
      source: Schema.Types.Mixed,
      note: Schema.Types.Buffer,
      submittedBy: String,
      submittedOn: String,
      verifiedBy: String,
      closedOn: String,
      askedDueOn: String,
    },
    { versionKey: false, collection: 'tasks' },
  );
  schema.index({ state: 1 });
  schema.index({ organization: 1, number: 1 });
  schema.index({ number: 1 });
  const model = connection.model<Stored>('Task', schema);
  const rows = model.collection as unknown as mongo.Collection<Stored>;

  const withNotes = async (found: Stored[]): Promise<TaskRow[]> => {
    const noted = found.filter((row) => row.note).map((row) => keyIdOf(row._id));
    const keys = noted.length > 0 ? await keyRing.openMany(noted) : new Map();
    return found.map(({ _id, note, ...row }) => {
      const key = keys.get(keyIdOf(_id))?.get(NOTE_SLOT);
      return {
        ...row,
        id: _id,
        ...(note && key && { note: unseal(key, keyIdOf(_id), note.buffer).toString() }),
      };
    });
  };

  return {
    init: () => model.createCollection().then(() => model.createIndexes()),

    /** Adds tasks; those that exist already stay as they are. @returns how many were new */
    async addMany(tasks: Task[]): Promise<number> {
      let added = 0;
      for (const { id, note: _, ...task } of tasks) {
        const result = await rows.updateOne({ _id: id }, { $setOnInsert: task }, { upsert: true });
        added += result.upsertedCount;
      }
      await onChange();
      return added;
    },

    /** Those that are neither done nor dropped: what reminders are planned from. */
    async open(): Promise<TaskRow[]> {
      return withNotes(await rows.find({ state: 'open' }).toArray());
    },

    /** Tasks of some organizations, by deadline. */
    async ofOrganizations(organizations: string[]): Promise<TaskRow[]> {
      const found = await rows
        .find({ organization: { $in: organizations } })
        .sort({ dueOn: 1, number: 1 })
        .toArray();
      return withNotes(found);
    },

    async find(id: string): Promise<TaskRow | undefined> {
      const row = await rows.findOne({ _id: id });
      return row ? (await withNotes([row]))[0] : undefined;
    },

    /** All tasks with a number, whoever owns them. */
    async numbered(number: number): Promise<TaskRow[]> {
      return withNotes(await rows.find({ number }).toArray());
    },

    /**
     * Changes a task that is still in one of some states.
     * @returns false when it was not: somebody else was first
     */
    async change(id: string, from: Task['state'][], change: TaskChange): Promise<boolean> {
      const { askedDueOn, ...set } = change;
      const result = await rows.updateOne(
        { _id: id, state: { $in: from } },
        {
          ...((Object.keys(set).length > 0 || askedDueOn) && {
            $set: { ...set, ...(askedDueOn && { askedDueOn }) },
          }),
          ...(askedDueOn === null && { $unset: { askedDueOn: '' } }),
        },
      );
      await onChange();
      return result.matchedCount === 1;
    },

    /** Keeps what the owner said about it. */
    async note(id: string, text: string): Promise<void> {
      const key = (await keyRing.make(keyIdOf(id), [NOTE_SLOT])).get(NOTE_SLOT);
      if (!key) return;
      await rows.updateOne({ _id: id }, { $set: { note: new mongo.Binary(seal(key, keyIdOf(id), text)) } });
      await onChange();
    },
  };
}
