/** For tests: a document store in a directory of its own, with a client that is the unmodified driver. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Collection, type Db, type Document, MongoClient } from 'mongodb';
import { type DocumentStore, startDocumentStore } from './documents.ts';

/** A store under test. */
export interface TestStore {
  dataDir: string;
  uri: string;
  client: MongoClient;
  db: Db;
  collection(name?: string): Collection<Document>;
  /** Stops the store and starts it again on the same files. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a store for one test file. */
export async function openTestStore(): Promise<TestStore> {
  const dataDir = mkdtempSync(join(tmpdir(), 'xianfeng-store-'));
  let store: DocumentStore = await startDocumentStore({ dataDir });
  let client = new MongoClient(store.uri);
  let next = 0;
  const test: TestStore = {
    dataDir,
    get uri() {
      return store.uri;
    },
    get client() {
      return client;
    },
    get db() {
      return client.db('test');
    },
    collection: (name) => client.db('test').collection<Document>(name ?? `c${next++}`),
    restart: async () => {
      await client.close();
      await store.stop();
      store = await startDocumentStore({ dataDir });
      client = new MongoClient(store.uri);
    },
    close: async () => {
      await client.close();
      await store.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return test;
}
