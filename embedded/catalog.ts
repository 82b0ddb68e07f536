/**
 * The collections and indexes that exist, in memory and in the file.
 *
 * Keys of the file, by their first byte: 0 settings, 1 collections, 2 documents (collection, record), 3 index
 * entries (index, key, record), 4 what is dropped and waits to be swept, 5 numbers of documents.
 */
import { Binary } from 'bson';
import { wholeNumber } from './arithmetic.ts';
import { type Doc, decode, docOf, encode, isDoc, type Value } from './bson-value.ts';
import { commandError } from './command-error.ts';
import { isTruthy } from './expression.ts';
import { type IndexShape, successor } from './planner.ts';
import { type Filter, parseFilter } from './query.ts';
import { type Storage, StorageError } from './storage.ts';

/** The version of the file's layout; a file of another version is refused. */
export const FORMAT_VERSION = 1;

const SETTINGS = 0;
const COLLECTION = 1;
const RECORD = 2;
const INDEX = 3;
const DROPPED = 4;
const COUNT = 5;

export const RECORD_ID_BYTES = 6;

/** An index of a collection. */
export interface IndexMeta extends IndexShape {
  id: number;
  unique: boolean;
  paths: string[][];
  /** As `listIndexes` gives it. */
  spec: Doc;
  partialFilter: Filter | undefined;
  /** Whether its entries are committed, so that queries can use it. */
  ready: boolean;
}

/** A collection. */
export interface CollectionMeta {
  db: string;
  name: string;
  id: number;
  uuid: Buffer;
  indexes: IndexMeta[];
  /** Documents. */
  count: number;
  /** The record id of the next document. */
  nextRecord: number;
  counted: boolean;
}

function numbered(kind: number, id: number, extra = 0): Buffer {
  const key = Buffer.alloc(5 + extra);
  key[0] = kind;
  key.writeUInt32BE(id, 1);
  return key;
}

/** The key of a document. */
export function recordKey(collection: number, record: number): Buffer {
  const key = numbered(RECORD, collection, RECORD_ID_BYTES);
  key.writeUIntBE(record, 5, RECORD_ID_BYTES);
  return key;
}

/** The beginning of the keys of an index. */
export function indexPrefix(index: number): Buffer {
  return numbered(INDEX, index);
}

/** The beginning of the keys of a collection's documents. */
export function recordPrefix(collection: number): Buffer {
  return numbered(RECORD, collection);
}

/** The record id at the end of a document's key. */
export function recordOfKey(key: Buffer): number {
  return key.readUIntBE(5, RECORD_ID_BYTES);
}

/** A record id as the value of an index entry. */
export function recordValue(record: number): Buffer {
  const value = Buffer.alloc(RECORD_ID_BYTES);
  value.writeUIntBE(record, 0, RECORD_ID_BYTES);
  return value;
}

function collectionKey(db: string, name: string): Buffer {
  return Buffer.concat([Buffer.from([COLLECTION]), Buffer.from(`${db}\0${name}`, 'utf8')]);
}

/** Builds the description of an index that is kept in memory. */
export function indexMeta(id: number, spec: Doc, multikey: boolean[], cut: boolean): IndexMeta {
  const fields: IndexMeta['fields'] = [];
  for (const [path, direction] of spec.get('key') as Doc) {
    fields.push({ path, direction: (wholeNumber(direction) ?? 1) < 0 ? -1 : 1 });
  }
  const partial = spec.get('partialFilterExpression');
  const partialFilter = isDoc(partial) ? parseFilter(partial) : undefined;
  return {
    id,
    name: spec.get('name') as string,
    fields,
    paths: fields.map(({ path }) => path.split('.')),
    // The index on _id is unique without saying so.
    unique: isTruthy(spec.get('unique')) || spec.get('name') === '_id_',
    sparse: isTruthy(spec.get('sparse')),
    partial: partialFilter?.conditions,
    partialFilter,
    multikey,
    cut,
    spec,
    ready: true,
  };
}

/** All collections, kept in step with the file. */
export class Catalog {
  private collections = new Map<string, CollectionMeta>();
  private nextId = 1;
  private readonly touched = new Set<CollectionMeta>();
  private readonly storage: Storage;
  private readonly uuid: () => Buffer;

  /** @param uuid gives the 16 bytes of a new collection's UUID */
  constructor(storage: Storage, uuid: () => Buffer) {
    this.storage = storage;
    this.uuid = uuid;
    this.load();
    storage.beforeCommit = () => this.saveCounts();
    storage.afterAbort = () => this.load();
  }

  private load(): void {
    this.collections = new Map();
    this.touched.clear();
    const settings = this.storage.get(numbered(SETTINGS, 0));
    this.nextId = 1;
    if (settings) {
      const doc = decode(settings);
      const version = doc.get('format');
      if (version !== FORMAT_VERSION) {
        throw new StorageError(
          `the data directory has format ${String(version)}, this version of the store reads format ${FORMAT_VERSION}`,
        );
      }
      this.nextId = doc.get('nextId') as number;
    }
    const start = Buffer.from([COLLECTION]);
    for (const { value } of this.storage.range(start, successor(start), 1_000_000)) {
      const meta = this.readCollection(decode(Buffer.from(value)));
      this.collections.set(`${meta.db}.${meta.name}`, meta);
    }
  }

  private readCollection(doc: Doc): CollectionMeta {
    const id = doc.get('id') as number;
    const indexes = (doc.get('indexes') as Doc[]).map((index) =>
      indexMeta(
        index.get('id') as number,
        index.get('spec') as Doc,
        index.get('multikey') as boolean[],
        index.get('cut') as boolean,
      ),
    );
    const prefix = recordPrefix(id);
    const [last] = this.storage.range(prefix, successor(prefix), 1, true);
    const count = this.storage.get(numbered(COUNT, id));
    return {
      db: doc.get('db') as string,
      name: doc.get('name') as string,
      id,
      uuid: Buffer.from((doc.get('uuid') as Binary).buffer),
      indexes,
      count: count ? count.readUIntBE(0, RECORD_ID_BYTES) : 0,
      nextRecord: last ? recordOfKey(last.key) + 1 : 1,
      counted: true,
    };
  }

  private saveSettings(): void {
    this.storage.put(numbered(SETTINGS, 0), encode(docOf({ format: FORMAT_VERSION, nextId: this.nextId })));
  }

  /** Writes a collection's description; inside a write. */
  save(meta: CollectionMeta): void {
    const indexes: Value[] = meta.indexes.map((index) =>
      docOf({ id: index.id, spec: index.spec, multikey: index.multikey, cut: index.cut }),
    );
    this.storage.put(
      collectionKey(meta.db, meta.name),
      encode(
        docOf({
          db: meta.db,
          name: meta.name,
          id: meta.id,
          uuid: new Binary(meta.uuid, Binary.SUBTYPE_UUID),
          indexes,
        }),
      ),
    );
  }

  /** Notes that the number of documents changed. */
  touch(meta: CollectionMeta): void {
    this.touched.add(meta);
  }

  private saveCounts(): void {
    for (const meta of this.touched) this.storage.put(numbered(COUNT, meta.id), recordValue(meta.count));
    this.touched.clear();
  }

  /** Finds a collection. */
  find(db: string, name: string): CollectionMeta | undefined {
    return this.collections.get(`${db}.${name}`);
  }

  /** All collections of a database, by name. */
  list(db: string): CollectionMeta[] {
    return [...this.collections.values()]
      .filter((meta) => meta.db === db)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The names of the databases that have a collection. */
  databases(): string[] {
    return [...new Set([...this.collections.values()].map(({ db }) => db))].sort();
  }

  /** Takes a number for a new collection or index; inside a write. */
  takeId(): number {
    const id = this.nextId++;
    this.saveSettings();
    return id;
  }

  /** Makes a collection with its index on `_id`; inside a write. */
  create(db: string, name: string): CollectionMeta {
    checkName(db, name);
    const id = this.takeId();
    const spec = docOf({ v: 2, key: docOf({ _id: 1 }), name: '_id_' });
    const meta: CollectionMeta = {
      db,
      name,
      id,
      uuid: this.uuid(),
      indexes: [indexMeta(this.takeId(), spec, [false], false)],
      count: 0,
      nextRecord: 1,
      counted: true,
    };
    this.collections.set(`${db}.${name}`, meta);
    this.save(meta);
    return meta;
  }

  /** Removes a collection; its documents are swept later. Inside a write. */
  drop(meta: CollectionMeta): void {
    this.collections.delete(`${meta.db}.${meta.name}`);
    this.touched.delete(meta);
    this.storage.remove(collectionKey(meta.db, meta.name));
    this.storage.remove(numbered(COUNT, meta.id));
    this.leaveForSweeping(recordPrefix(meta.id));
    for (const index of meta.indexes) this.leaveForSweeping(indexPrefix(index.id));
  }

  /** Removes an index; inside a write. */
  dropIndex(meta: CollectionMeta, index: IndexMeta): void {
    meta.indexes = meta.indexes.filter((other) => other !== index);
    this.leaveForSweeping(indexPrefix(index.id));
    this.save(meta);
  }

  /** Gives a collection another name; inside a write. */
  rename(meta: CollectionMeta, db: string, name: string): void {
    checkName(db, name);
    this.collections.delete(`${meta.db}.${meta.name}`);
    this.storage.remove(collectionKey(meta.db, meta.name));
    meta.db = db;
    meta.name = name;
    this.collections.set(`${db}.${name}`, meta);
    this.save(meta);
  }

  private leaveForSweeping(prefix: Buffer): void {
    this.storage.put(Buffer.concat([Buffer.from([DROPPED]), prefix]), Buffer.from([1]));
  }

  /**
   * Removes up to `limit` entries of dropped collections and indexes; inside a write.
   * @returns whether anything is left to sweep
   */
  sweep(limit: number): boolean {
    const start = Buffer.from([DROPPED]);
    const [dropped] = this.storage.range(start, successor(start), 1);
    if (!dropped) return false;
    const prefix = Buffer.from(dropped.key.subarray(1));
    const entries = this.storage.range(prefix, successor(prefix), limit);
    for (const { key } of entries) this.storage.remove(key);
    if (entries.length < limit) this.storage.remove(Buffer.from(dropped.key));
    return true;
  }
}

/** Bytes: longest `database.collection`. Source: MongoDB manual, "MongoDB Limits and Thresholds". */
const MAX_NAMESPACE_BYTES = 255;

/** Checks the names of a database and a collection. */
export function checkName(db: string, name: string): void {
  const full = `${db}.${name}`;
  if (db === '' || db.length >= 64 || /[/\\. "$\0]/.test(db)) {
    throw commandError('InvalidNamespace', `Invalid database name: '${db}'`);
  }
  if (
    name === '' ||
    name.startsWith('.') ||
    name.endsWith('.') ||
    name.includes('\0') ||
    name.includes('$')
  ) {
    throw commandError('InvalidNamespace', `Invalid collection name: ${name}`);
  }
  if (name.startsWith('system.')) {
    throw commandError('InvalidNamespace', `Invalid system namespace: ${full}`);
  }
  if (Buffer.byteLength(full) > MAX_NAMESPACE_BYTES) {
    throw commandError(
      'InvalidNamespace',
      `Fully qualified namespace is too long. Namespace: ${full} Max: ${MAX_NAMESPACE_BYTES}`,
    );
  }
}
