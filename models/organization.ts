/** Units of the Party organisation. */
import { type Connection, type mongo, Schema } from 'mongoose';
import type { Organization } from '../domain/directory.ts';
import { saveRows } from './save-rows.ts';

type Stored = Omit<Organization, 'id'> & { _id: string };

export type Organizations = ReturnType<typeof createOrganizations>;

export function createOrganizations(connection: Connection) {
  const schema = new Schema<Stored>(
    { _id: String, name: String, kind: String, parent: String, aliases: [String], departments: [Number] },
    { versionKey: false, collection: 'organizations' },
  );
  const model = connection.model<Stored>('Organization', schema);
  const rows = model.collection as unknown as mongo.Collection<Stored>;

  return {
    init: () => model.createCollection(),
    async all(): Promise<Organization[]> {
      return (await rows.find({}).toArray()).map(({ _id, ...row }) => ({ ...row, id: _id }));
    },
    async addMany(organizations: Organization[]): Promise<void> {
      if (organizations.length > 0)
        await rows.insertMany(organizations.map(({ id, ...row }) => ({ ...row, _id: id })));
    },
    /** Adds units or replaces what is there. */
    saveMany: (organizations: Organization[]) =>
      saveRows(
        rows,
        organizations.map(({ id, ...row }) => ({ ...row, _id: id })),
      ),
  };
}
