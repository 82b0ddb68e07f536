/** Checking a store's files: every document against every index, and the counts. */
import { type Doc, decode } from './bson-value.ts';
import { Catalog, indexPrefix, recordOfKey, recordPrefix } from './catalog.ts';
import { expectedEntries } from './collection.ts';
import { successor } from './planner.ts';
import { Storage } from './storage.ts';

/** What a check found. */
export interface CheckResult {
  documents: number;
  indexEntries: number;
  /** One line each; empty when all is well. */
  faults: string[];
}

/** Entries: enough for any store that is checked at once. */
const ALL = 100_000_000;

/**
 * Checks the files of a store that is not running.
 * @throws StorageError when the directory cannot be opened
 */
export async function checkStore(dataDir: string): Promise<CheckResult> {
  const storage = Storage.open(dataDir, () => 0);
  const result: CheckResult = { documents: 0, indexEntries: 0, faults: [] };
  try {
    const catalog = new Catalog(storage, () => Buffer.alloc(16));
    for (const db of catalog.databases()) {
      for (const meta of catalog.list(db)) {
        const name = `${db}.${meta.name}`;
        const expected = new Set<string>();
        const prefix = recordPrefix(meta.id);
        let count = 0;
        for (const { key, value } of storage.range(prefix, successor(prefix), ALL)) {
          count++;
          let doc: Doc;
          try {
            doc = decode(Buffer.from(value));
          } catch (error) {
            result.faults.push(`${name}: record ${recordOfKey(key)} cannot be read: ${String(error)}`);
            continue;
          }
          for (const entry of expectedEntries(meta, recordOfKey(key), doc))
            expected.add(entry.toString('latin1'));
        }
        result.documents += count;
        if (count !== meta.count)
          result.faults.push(`${name}: ${count} documents, but ${meta.count} counted`);
        for (const index of meta.indexes) {
          const start = indexPrefix(index.id);
          for (const { key } of storage.range(start, successor(start), ALL)) {
            result.indexEntries++;
            if (!expected.delete(key.toString('latin1')))
              result.faults.push(`${name}: index ${index.name} has an entry without a document`);
          }
        }
        if (expected.size > 0) result.faults.push(`${name}: ${expected.size} index entries are missing`);
      }
    }
  } finally {
    await storage.close();
  }
  return result;
}
