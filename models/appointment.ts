/** Posts held, and units overseen: the facts from which rights follow. */
import { type Connection, type mongo, Schema } from 'mongoose';
import type { Appointment, Oversight } from '../domain/directory.ts';
import { appointmentKey, oversightKey } from '../domain/directory-change.ts';
import { saveRows } from './save-rows.ts';

/** The id says what the row is, so that writing it again changes nothing. */
type Stored<T> = T & { _id: string };

export type Appointments = ReturnType<typeof createAppointments>;

export function createAppointments(connection: Connection) {
  const posts = new Schema<Stored<Appointment>>(
    {
      _id: String,
      person: String,
      role: String,
      organization: String,
      actsFor: String,
      from: String,
      to: String,
    },
    { versionKey: false, collection: 'appointments' },
  );
  posts.index({ person: 1 });
  const oversights = new Schema<Stored<Oversight>>(
    { _id: String, person: String, organization: String, kind: String, from: String, to: String },
    { versionKey: false, collection: 'oversight' },
  );
  oversights.index({ person: 1 });
  const postModel = connection.model<Stored<Appointment>>('Appointment', posts);
  const oversightModel = connection.model<Stored<Oversight>>('Oversight', oversights);
  const postRows = postModel.collection as unknown as mongo.Collection<Stored<Appointment>>;
  const oversightRows = oversightModel.collection as unknown as mongo.Collection<Stored<Oversight>>;
  const plain = { projection: { _id: 0 } };

  return {
    async init(): Promise<void> {
      for (const model of [postModel, oversightModel] as {
        createCollection(): unknown;
        createIndexes(): unknown;
      }[]) {
        await model.createCollection();
        await model.createIndexes();
      }
    },
    posts: () => postRows.find({}, plain).toArray() as Promise<Appointment[]>,
    oversight: () => oversightRows.find({}, plain).toArray() as Promise<Oversight[]>,
    async addMany(appointments: Appointment[], oversight: Oversight[]): Promise<void> {
      if (appointments.length > 0)
        await postRows.insertMany(appointments.map((a) => ({ ...a, _id: appointmentKey(a) })));
      if (oversight.length > 0)
        await oversightRows.insertMany(oversight.map((o) => ({ ...o, _id: oversightKey(o) })));
    },

    /** Writes posts, then takes out those that were stated wrongly. Done again, it changes nothing. */
    savePosts: (posts: Appointment[], removed: Appointment[]) =>
      saveRows(postRows, withIds(posts, appointmentKey), withIds(removed, appointmentKey)),
    /** The same for oversight. */
    saveOversight: (oversight: Oversight[], removed: Oversight[]) =>
      saveRows(oversightRows, withIds(oversight, oversightKey), withIds(removed, oversightKey)),
  };
}

function withIds<T>(values: T[], keyOf: (value: T) => string): Stored<T>[] {
  return values.map((value) => ({ ...value, _id: keyOf(value) }));
}
