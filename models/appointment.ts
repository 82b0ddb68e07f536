/** Posts held, and units overseen: the facts from which rights follow. */
import { type Connection, type mongo, Schema } from 'mongoose';
import type { Appointment, Oversight } from '../domain/directory.ts';

export type Appointments = ReturnType<typeof createAppointments>;

export function createAppointments(connection: Connection) {
  const posts = new Schema<Appointment>(
    { person: String, role: String, organization: String, from: String, to: String },
    { versionKey: false, collection: 'appointments' },
  );
  posts.index({ person: 1 });
  const oversights = new Schema<Oversight>(
    { person: String, organization: String, kind: String, from: String, to: String },
    { versionKey: false, collection: 'oversight' },
  );
  oversights.index({ person: 1 });
  const postModel = connection.model<Appointment>('Appointment', posts);
  const oversightModel = connection.model<Oversight>('Oversight', oversights);
  const postRows = postModel.collection as unknown as mongo.Collection<Appointment>;
  const oversightRows = oversightModel.collection as unknown as mongo.Collection<Oversight>;
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
      if (appointments.length > 0) await postRows.insertMany(appointments.map((a) => ({ ...a })));
      if (oversight.length > 0) await oversightRows.insertMany(oversight.map((o) => ({ ...o })));
    },
  };
}
