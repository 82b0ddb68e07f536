/** A database of its own for a test file. */
import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { type Models, openModels } from '../models/models.ts';
import { recordsKey } from '../runtime/config.ts';
import { openStores, type Stores } from '../runtime/mongo.ts';

/** The URI of a database that nobody else uses. */
export function ownDatabase(): string {
  const uri = new URL(inject('mongodbUri'));
  uri.pathname = `/t${randomBytes(6).toString('hex')}`;
  return uri.toString();
}

export const TEST_RECORDS_KEY = Buffer.alloc(32, 7);

/** Opens models on a database of their own; `close` drops it. */
export async function openTestModels(): Promise<{
  models: Models;
  stores: Stores;
  uri: string;
  close(): Promise<void>;
}> {
  const uri = ownDatabase();
  const stores = await openStores(uri);
  const models = await openModels(stores, [recordsKey(TEST_RECORDS_KEY)]);
  return {
    models,
    stores,
    uri,
    close: async () => {
      await dropDatabases(stores);
      await stores.close();
    },
  };
}

/** Drops what a test made. */
export async function dropDatabases(stores: Stores): Promise<void> {
  await stores.records.dropDatabase();
  await stores.keys.dropDatabase();
}
