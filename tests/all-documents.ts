/** Everything that the document store holds, as bytes: for tests that nothing was written, or that nothing can be read. */
import { serialize } from 'bson';
import type { Stores } from '../runtime/mongo.ts';

export interface StoredDocument {
  /** `<database>.<collection>` */
  collection: string;
  bytes: Buffer;
}

/** Every document of every collection of the records' and the keys' database, in a fixed order. */
export async function allDocuments(stores: Stores): Promise<StoredDocument[]> {
  const found: StoredDocument[] = [];
  for (const { name: database, db } of [stores.records, stores.keys]) {
    if (!db) throw new Error('not connected');
    const collections = await db.listCollections({}, { nameOnly: true }).toArray();
    for (const { name } of collections) {
      const documents = await db.collection(name).find({}).toArray();
      for (const document of documents)
        found.push({ collection: `${database}.${name}`, bytes: Buffer.from(serialize(document)) });
    }
  }
  return found.sort((a, b) => a.collection.localeCompare(b.collection) || Buffer.compare(a.bytes, b.bytes));
}

/** One line that is the same exactly while the store's content is. */
export async function fingerprint(stores: Stores): Promise<string> {
  const documents = await allDocuments(stores);
  return documents.map(({ collection, bytes }) => `${collection} ${bytes.toString('base64')}`).join('\n');
}
