/** Writes many rows by id, so that doing it again after a crash ends in the same rows. */
import type { mongo } from 'mongoose';

/** Rows in one write. */
const BATCH = 1_000;

/** Replaces or adds rows, then deletes others, in batches. Each row is written whole or not at all. */
export async function saveRows<T extends { _id: string }>(
  collection: mongo.Collection<T>,
  rows: T[],
  removed: { _id: string }[] = [],
): Promise<void> {
  // The driver's types cannot relate `_id` of a generic row to `string`.
  const target = collection as unknown as mongo.Collection<{ _id: string }>;
  for (let at = 0; at < rows.length; at += BATCH)
    await target.bulkWrite(
      rows.slice(at, at + BATCH).map((row) => {
        const { _id, ...replacement } = row;
        return { replaceOne: { filter: { _id }, replacement, upsert: true } };
      }),
      { ordered: false },
    );
  for (let at = 0; at < removed.length; at += BATCH)
    await target.deleteMany({ _id: { $in: removed.slice(at, at + BATCH).map((row) => row._id) } });
}
