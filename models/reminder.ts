/**
 * What people told us about their reminders, as dated facts: 三天后再说, 暂停, 不再提醒, an answer, 催, lessons, 丧亲.
 * Beside them the watermark: days whose planning was finished.
 */
import { type Connection, type mongo, Schema } from 'mongoose';
import type {
  Bereavement,
  Nudge,
  OptOut,
  Reaction,
  ReminderFacts,
  Snooze,
  Teaching,
} from '../domain/reminders/facts.ts';
import { ReminderSubject } from '../domain/reminders/subject.ts';
import type { Day } from '../domain/understanding.ts';
import { isDuplicateKey } from '../runtime/mongo.ts';

type Kind = 'snooze' | 'opt_out' | 'reaction' | 'nudge' | 'bereavement' | 'teaching' | 'planned';

interface Stored {
  _id: string;
  kind: Kind;
  person?: string;
  by?: string;
  ref?: string;
  subject?: ReminderSubject;
  on?: Day;
  until?: Day;
  again?: boolean;
  from?: Day;
  to?: Day;
  hours?: Teaching['hours'];
}

/** What a plan takes from here. */
export type Choices = Pick<
  ReminderFacts,
  'snoozes' | 'optOuts' | 'reactions' | 'nudges' | 'bereavements' | 'teaching'
>;

export type Reminders = ReturnType<typeof createReminders>;

/**
 * Named queries over the choices. What a message led to has the message's id, so that handling it again changes nothing.
 * @param onChange called after every change, for whoever keeps something worked out of them
 */
export function createReminders(connection: Connection, onChange: () => Promise<void>) {
  const schema = new Schema<Stored>(
    {
      _id: String,
      kind: String,
      person: String,
      by: String,
      ref: String,
      subject: String,
      on: String,
      until: String,
      again: Boolean,
      from: String,
      to: String,
      hours: Schema.Types.Mixed,
    },
    { versionKey: false, collection: 'reminders' },
  );
  schema.index({ kind: 1, on: 1 });
  schema.index({ person: 1, kind: 1 });
  const model = connection.model<Stored>('Reminder', schema);
  const rows = model.collection as unknown as mongo.Collection<Stored>;

  /** @returns false when it was there before */
  const add = async (row: Stored): Promise<boolean> => {
    try {
      await rows.insertOne(row);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return false;
    }
    await onChange();
    return true;
  };

  return {
    init: () => model.createCollection().then(() => model.createIndexes()),

    snooze: (id: string, snooze: Snooze) => add({ _id: `snooze/${id}`, kind: 'snooze', ...plain(snooze) }),
    optOut: (id: string, optOut: OptOut) => add({ _id: `opt_out/${id}`, kind: 'opt_out', ...plain(optOut) }),
    nudge: (id: string, nudge: Nudge) => add({ _id: `nudge/${id}`, kind: 'nudge', ...nudge }),
    bereave: (id: string, bereavement: Bereavement) =>
      add({ _id: `bereavement/${id}`, kind: 'bereavement', ...bereavement }),
    /** Once a day is enough: what counts is that they answered. */
    react: ({ person, on }: Reaction) =>
      add({ _id: `reaction/${person}/${on}`, kind: 'reaction', person, on }),

    /** Sets somebody's lessons; none = no lessons. */
    async teach({ person, hours, until }: Teaching): Promise<void> {
      await rows.updateOne(
        { _id: `teaching/${person}` },
        {
          $set: { kind: 'teaching', person, hours, ...(until !== undefined && { until }) },
          ...(until === undefined && { $unset: { until: '' as const } }),
        },
        { upsert: true },
      );
      await onChange();
    },

    /** The lessons of somebody as they were told, in force or not. */
    async teachingOf(person: string): Promise<Teaching | undefined> {
      const row = await rows.findOne({ _id: `teaching/${person}` });
      if (!row) return undefined;
      return { person, hours: row.hours ?? [], ...(row.until !== undefined && { until: row.until }) };
    },

    /** 恢复: ends every pause and opt-out of somebody today. */
    async resume(person: string, today: Day): Promise<void> {
      await rows.updateMany({ person, kind: 'snooze', until: { $gt: today } }, { $set: { until: today } });
      await rows.deleteMany({ person, kind: 'opt_out' });
      await onChange();
    },

    /**
     * 恢复走访: takes back that a subject was stopped. Where everything was stopped, the other subjects stay so: each of
     * them is written down before the whole is taken away, so that nothing comes again that was not asked for.
     */
    async resumeSubject(id: string, person: string, today: Day, subject: ReminderSubject): Promise<void> {
      const ofAll = {
        person,
        kind: 'opt_out' as const,
        ref: { $exists: false },
        subject: { $exists: false },
      };
      if (await rows.findOne(ofAll)) {
        for (const other of ReminderSubject.options)
          if (other !== subject)
            await add({
              _id: `opt_out/${id}/${other}`,
              kind: 'opt_out',
              ...{ person, subject: other, on: today },
            });
        await rows.deleteMany(ofAll);
      }
      await rows.deleteMany({ person, kind: 'opt_out', subject });
      await onChange();
    },

    /** 恢复任务9: takes back that one item was stopped. */
    async resumeItem(person: string, ref: string): Promise<void> {
      await rows.deleteMany({ person, kind: 'opt_out', ref });
      await onChange();
    },

    /**
     * Everything that a plan takes from here.
     * @param since answers and 催 before this day do not matter any more
     */
    async choices(since: Day): Promise<Choices> {
      const found = await rows
        .find({
          $or: [
            { kind: { $in: ['snooze', 'reaction', 'nudge'] }, on: { $gte: since } },
            { kind: { $in: ['opt_out', 'bereavement', 'teaching'] } },
          ],
        })
        .toArray();
      const of = (kind: Kind) =>
        found.filter((row) => row.kind === kind).map(({ _id, kind: _kind, ...fact }) => fact);
      // Written by the functions above, with these types.
      return {
        snoozes: of('snooze') as Snooze[],
        optOuts: of('opt_out') as OptOut[],
        reactions: of('reaction') as Reaction[],
        nudges: of('nudge') as Nudge[],
        bereavements: of('bereavement') as Bereavement[],
        teaching: of('teaching') as Teaching[],
      };
    },

    /** The watermark: the planning of a day was finished. */
    async markPlanned(on: Day): Promise<void> {
      await rows.updateOne({ _id: `planned/${on}` }, { $set: { kind: 'planned', on } }, { upsert: true });
    },
    async plannedDays(since: Day): Promise<Day[]> {
      const found = await rows.find({ kind: 'planned', on: { $gte: since } }).toArray();
      return found.map((row) => row.on ?? '').sort();
    },

    /** Forgets what concerns a person who is removed. */
    async deleteOf(person: string): Promise<void> {
      await rows.deleteMany({ person });
      await rows.deleteMany({ kind: 'nudge', by: person });
      await onChange();
    },
  };
}

/** Without the keys whose value is undefined: the driver would store null for them. */
function plain<T extends object>(fact: T): T {
  return Object.fromEntries(Object.entries(fact).filter(([, value]) => value !== undefined)) as T;
}
