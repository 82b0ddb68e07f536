/**
 * Documents and their index entries: every change goes through here, so that the two never disagree.
 */
import { indexKey } from './bson-order.ts';
import { BSON, type Doc, decode, encode, MAX_DOCUMENT_BYTES, OpaqueValue, type Value } from './bson-value.ts';
import {
  type Catalog,
  type CollectionMeta,
  type IndexMeta,
  indexPrefix,
  RECORD_ID_BYTES,
  recordKey,
  recordOfKey,
  recordPrefix,
  recordValue,
} from './catalog.ts';
import { commandError } from './command-error.ts';
import { indexValues } from './index-values.ts';
import { type Plan, successor } from './planner.ts';
import type { Storage } from './storage.ts';

/** A document where it is stored. */
export interface Found {
  record: number;
  bytes: Buffer;
}

/** The entries that a document has in one index. */
interface Entries {
  keys: Buffer[];
  multikey: boolean[];
  cut: boolean;
  rows: Value[][];
}

const NONE: Entries = { keys: [], multikey: [], cut: false, rows: [] };

function entriesOf(index: IndexMeta, doc: Doc): Entries {
  if (index.partialFilter && !index.partialFilter.matches(doc)) return NONE;
  const { rows, multikey, present } = indexValues(doc, index.paths);
  if (index.sparse && !present) return NONE;
  const directions = index.fields.map(({ direction }) => direction);
  const keys: Buffer[] = [];
  const kept: Value[][] = [];
  let cut = false;
  for (const row of rows) {
    const key = indexKey(row, directions);
    cut ||= key.cut || row.some((value) => value instanceof OpaqueValue && value.type === BSON.undefined);
    if (rows.length > 1 && keys.some((other) => other.equals(key.bytes))) continue;
    keys.push(key.bytes);
    kept.push(row);
  }
  return { keys, multikey, cut, rows: kept };
}

function describeKey(index: IndexMeta, row: Value[]): string {
  const fields = index.fields.map(({ path }, i) => `${path}: ${describeValue(row[i]!)}`);
  return `{ ${fields.join(', ')} }`;
}

function describeValue(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (value instanceof Map)
    return `{ ${[...value].map(([k, v]) => `${k}: ${describeValue(v)}`).join(', ')} }`;
  if (Array.isArray(value)) return `[ ${value.map(describeValue).join(', ')} ]`;
  if (typeof value === 'object' && value !== null && 'toHexString' in value && '_bsontype' in value) {
    if (value._bsontype === 'ObjectId')
      return `ObjectId('${(value as { toHexString(): string }).toHexString()}')`;
  }
  return String(value);
}

function duplicate(meta: CollectionMeta, index: IndexMeta, row: Value[]): Error {
  const keyValue: Doc = new Map(index.fields.map(({ path }, i) => [path, row[i]!]));
  return commandError(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${meta.db}.${meta.name} index: ${index.name} dup key: ${describeKey(index, row)}`,
    { keyPattern: index.spec.get('key')!, keyValue },
  );
}

function fullKey(index: IndexMeta, key: Buffer, record: number): Buffer {
  const prefix = indexPrefix(index.id);
  return index.unique ? Buffer.concat([prefix, key]) : Buffer.concat([prefix, key, recordValue(record)]);
}

/** Changes to the documents of one collection; all of it only inside a write. */
export class CollectionWriter {
  private readonly storage: Storage;
  private readonly catalog: Catalog;
  readonly meta: CollectionMeta;
  constructor(storage: Storage, catalog: Catalog, meta: CollectionMeta) {
    this.storage = storage;
    this.catalog = catalog;
    this.meta = meta;
  }

  /**
   * Stores a new document.
   * @param bytes its BSON, kept as it is
   * @throws DuplicateKey (11000), before anything is written
   */
  insert(doc: Doc, bytes: Buffer): void {
    checkSize(bytes);
    const record = this.meta.nextRecord;
    const changes = this.meta.indexes.map((index) => ({ index, entries: entriesOf(index, doc) }));
    for (const { index, entries } of changes) this.checkUnique(index, entries, undefined);
    this.storage.put(recordKey(this.meta.id, record), bytes);
    const value = recordValue(record);
    for (const { index, entries } of changes) {
      this.noteShape(index, entries);
      for (const key of entries.keys) this.storage.put(fullKey(index, key, record), value);
    }
    this.meta.nextRecord = record + 1;
    this.meta.count++;
    this.catalog.touch(this.meta);
  }

  /**
   * Puts a document in the place of another.
   * @throws DuplicateKey (11000), before anything is written
   */
  replace(record: number, before: Doc, after: Doc, bytes: Buffer): void {
    checkSize(bytes);
    const changes = this.meta.indexes.map((index) => ({
      index,
      old: entriesOf(index, before),
      entries: entriesOf(index, after),
    }));
    for (const { index, old, entries } of changes) {
      if (!sameKeys(old.keys, entries.keys)) this.checkUnique(index, entries, record);
    }
    this.storage.put(recordKey(this.meta.id, record), bytes);
    const value = recordValue(record);
    for (const { index, old, entries } of changes) {
      if (sameKeys(old.keys, entries.keys)) continue;
      this.noteShape(index, entries);
      for (const key of old.keys) {
        if (!entries.keys.some((other) => other.equals(key)))
          this.storage.remove(fullKey(index, key, record));
      }
      for (const key of entries.keys) {
        if (!old.keys.some((other) => other.equals(key)))
          this.storage.put(fullKey(index, key, record), value);
      }
    }
  }

  /** Removes a document. */
  remove(record: number, doc: Doc): void {
    this.storage.remove(recordKey(this.meta.id, record));
    for (const index of this.meta.indexes) {
      for (const key of entriesOf(index, doc).keys) this.storage.remove(fullKey(index, key, record));
    }
    this.meta.count--;
    this.catalog.touch(this.meta);
  }

  /** Adds a stored document to a new index. */
  addToIndex(index: IndexMeta, record: number, doc: Doc): void {
    const entries = entriesOf(index, doc);
    this.checkUnique(index, entries, record);
    this.noteShape(index, entries);
    for (const key of entries.keys) this.storage.put(fullKey(index, key, record), recordValue(record));
  }

  private checkUnique(index: IndexMeta, entries: Entries, record: number | undefined): void {
    if (!index.unique) return;
    for (const [i, key] of entries.keys.entries()) {
      const owner = this.storage.peek(fullKey(index, key, 0));
      if (owner && owner.readUIntBE(0, RECORD_ID_BYTES) !== record)
        throw duplicate(this.meta, index, entries.rows[i]!);
    }
  }

  /** Remembers that an index has arrays or cut keys, which limits what it can be used for. */
  private noteShape(index: IndexMeta, { multikey, cut }: Entries): void {
    const newly = multikey.some((many, i) => many && !index.multikey[i]) || (cut && !index.cut);
    if (!newly) return;
    index.multikey = index.multikey.map((many, i) => many || (multikey[i] ?? false));
    index.cut ||= cut;
    this.catalog.save(this.meta);
  }
}

function sameKeys(a: Buffer[], b: Buffer[]): boolean {
  return a.length === b.length && a.every((key, i) => key.equals(b[i]!));
}

function checkSize(bytes: Buffer): void {
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    throw commandError(
      'BSONObjectTooLarge',
      `BSONObj size: ${bytes.length} (0x${bytes.length.toString(16).toUpperCase()}) is invalid. Size must be between 0 and ${MAX_DOCUMENT_BYTES}(16MB)`,
    );
  }
}

/** Entries: how many are fetched from the file at a time. */
const CHUNK = 128;

/** Walks through the candidates of a plan, piece by piece; others may work between the pieces. */
export class Scan {
  private readonly storage: Storage;
  private readonly meta: CollectionMeta;
  private readonly plan: Plan<IndexMeta>;
  private readonly ranges: { start: Buffer; end: Buffer }[];
  private readonly seen: Set<number> | undefined;
  private chunk = 8;
  /** Entries looked at so far. */
  examined = 0;

  constructor(storage: Storage, meta: CollectionMeta, plan: Plan<IndexMeta>) {
    this.storage = storage;
    this.meta = meta;
    this.plan = plan;
    const { index } = plan;
    if (index) {
      const prefix = indexPrefix(index.id);
      const ranges = plan.ranges.map(({ start, end }) => ({
        start: Buffer.concat([prefix, start]),
        end: Buffer.concat([prefix, end]),
      }));
      this.ranges = plan.reverse ? ranges.reverse() : ranges;
    } else {
      const prefix = recordPrefix(meta.id);
      this.ranges = [{ start: prefix, end: successor(prefix) }];
    }
    // Under an array a document stands several times; it may only come once.
    this.seen = index?.multikey.some(Boolean) ? new Set() : undefined;
  }

  /** The next few candidates; an empty list at the end. */
  next(): Found[] {
    for (;;) {
      const range = this.ranges[0];
      if (!range) return [];
      const entries = this.storage.range(range.start, range.end, this.chunk, this.plan.reverse);
      if (entries.length < this.chunk) this.ranges.shift();
      else {
        const last = Buffer.from(entries.at(-1)!.key);
        if (this.plan.reverse) range.end = last;
        else range.start = Buffer.concat([last, Buffer.from([0])]);
      }
      // The first pieces are small, since often only the first document is wanted.
      this.chunk = Math.min(this.chunk * 4, CHUNK);
      this.examined += entries.length;
      const found = this.plan.index ? this.fetch(entries) : entries.map(recordEntry);
      if (found.length > 0) return found;
    }
  }

  private fetch(entries: { key: Buffer; value: Buffer }[]): Found[] {
    const found: Found[] = [];
    for (const { value } of entries) {
      const record = value.readUIntBE(0, RECORD_ID_BYTES);
      if (this.seen) {
        if (this.seen.has(record)) continue;
        this.seen.add(record);
      }
      const bytes = this.storage.get(recordKey(this.meta.id, record));
      if (bytes) found.push({ record, bytes });
    }
    return found;
  }
}

function recordEntry({ key, value }: { key: Buffer; value: Buffer }): Found {
  return { record: recordOfKey(key), bytes: value };
}

/** Reads one document by its record id. */
export function fetchRecord(storage: Storage, meta: CollectionMeta, record: number): Buffer | undefined {
  return storage.get(recordKey(meta.id, record));
}

/** Reads a document from its bytes. */
export function readDoc(bytes: Buffer): Doc {
  return decode(bytes);
}

/** A document with its bytes, for storing. */
export function prepared(doc: Doc): { doc: Doc; bytes: Buffer } {
  return { doc, bytes: encode(doc) };
}

/** The keys of all index entries that a document must have. */
export function expectedEntries(meta: CollectionMeta, record: number, doc: Doc): Buffer[] {
  return meta.indexes.flatMap((index) =>
    entriesOf(index, doc).keys.map((key) => fullKey(index, key, record)),
  );
}
