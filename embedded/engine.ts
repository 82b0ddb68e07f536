/**
 * What commands work with: the catalog, reading by plan, and open cursors.
 */
import { Long, ObjectId } from 'bson';
import type { Doc, RawDocument } from './bson-value.ts';
import { Catalog, type CollectionMeta, type IndexMeta } from './catalog.ts';
import { CollectionWriter, type Found, fetchRecord, readDoc, Scan } from './collection.ts';
import { commandError } from './command-error.ts';
import type { MatchPlace } from './path.ts';
import { choosePlan, type Plan } from './planner.ts';
import type { Filter } from './query.ts';
import { Sorter, type SortKey, type SortPattern, sortKeyOf } from './sort.ts';
import type { Steps, Storage } from './storage.ts';

/** Time and chance, from outside. */
export interface Surroundings {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds of a steady clock, for deadlines and for yielding. */
  steady(): number;
  /** At least 0, less than 1. */
  random(): number;
  /** Random bytes, for UUIDs and cursor ids. */
  randomBytes(length: number): Buffer;
}

/** A match; its document is read when it is asked for. */
export class Match implements Found {
  readonly record: number;
  readonly bytes: Buffer;
  readonly place: MatchPlace;
  private read: Doc | undefined;
  constructor({ record, bytes }: Found, place: MatchPlace, doc: Doc | undefined) {
    this.record = record;
    this.bytes = bytes;
    this.place = place;
    this.read = doc;
  }

  get doc(): Doc {
    this.read ??= readDoc(this.bytes);
    return this.read;
  }
}

/** A match inside a write, which is read again when it is asked for: nobody else can have changed it. */
export class LaterMatch implements Found {
  readonly record: number;
  readonly place: MatchPlace;
  private readonly read: (record: number) => Buffer;
  constructor(record: number, place: MatchPlace, read: (record: number) => Buffer) {
    this.record = record;
    this.place = place;
    this.read = read;
  }

  get bytes(): Buffer {
    return this.read(this.record);
  }

  get doc(): Doc {
    return readDoc(this.bytes);
  }
}

/** What is looked for. */
export interface Query {
  filter: Filter;
  sort: SortPattern | undefined;
  skip: number;
  /** undefined: no limit */
  limit: number | undefined;
}

/** Of matches that no array element led to. */
const NO_PLACE: MatchPlace = Object.freeze({});

/** Milliseconds: a scan lets others work after this long. */
const SLICE_MS = 8;
/** Milliseconds: a cursor that nobody asks is closed after this long. Source: MongoDB manual, "cursorTimeoutMillis". */
const CURSOR_IDLE_MS = 10 * 60_000;
/** Bytes: a batch ends when it holds this much; MongoDB's 16 MiB would keep others waiting for too long. */
const BATCH_BYTES = 2 * 1024 * 1024;

/** Documents: a command that may change as many is committed on another thread. */
export const LARGE = 10_000;

/** Entries that are swept in one transaction. */
const SWEEP_ENTRIES = 500;

/** Matches, one by one. */
export interface Matches {
  each: AsyncGenerator<Match>;
  /** How many are still to come, where that is known: with a limit, and after sorting. */
  left: { count: number | undefined };
}

/** Gives documents in batches. */
export interface Source {
  /** The next document, or undefined at the end. */
  next(): Promise<RawDocument | undefined>;
  /** Whether it is known that nothing comes any more; then a full batch needs no cursor after it. */
  ended(): boolean;
}

/** An open cursor. */
export interface OpenCursor {
  id: Long;
  namespace: string;
  source: Source;
  /** A document that was read, but did not fit its batch. */
  held: RawDocument | undefined;
  usedAt: number;
  noTimeout: boolean;
}

/** Lets other work go first when the last turn was long ago. */
export class Pace {
  private since: number;
  private readonly steady: () => number;
  private readonly deadline: number | undefined;
  constructor(steady: () => number, deadline: number | undefined) {
    this.steady = steady;
    this.deadline = deadline;
    this.since = steady();
  }

  /** Whether it is time to `rest`. */
  get due(): boolean {
    return this.steady() - this.since > SLICE_MS;
  }

  /**
   * Lets others work.
   * @throws MaxTimeMSExpired (50) when the command's time is over
   */
  async rest(): Promise<void> {
    if (this.deadline !== undefined && this.steady() > this.deadline) {
      throw commandError('MaxTimeMSExpired', 'operation exceeded time limit');
    }
    await new Promise((resolve) => setImmediate(resolve));
    this.since = this.steady();
  }
}

/** The store behind the commands. */
export class Engine {
  readonly storage: Storage;
  readonly catalog: Catalog;
  readonly surroundings: Surroundings;
  private readonly cursors = new Map<string, OpenCursor>();
  private sweeping = false;

  constructor(storage: Storage, surroundings: Surroundings) {
    this.storage = storage;
    this.surroundings = surroundings;
    this.catalog = new Catalog(storage, () => {
      const uuid = surroundings.randomBytes(16);
      // Version 4, variant 1 (RFC 9562 §5.4).
      uuid[6] = (uuid[6]! & 0x0f) | 0x40;
      uuid[8] = (uuid[8]! & 0x3f) | 0x80;
      return uuid;
    });
  }

  /** Whether a collection has so many documents that changing all of them is a large write. */
  isLarge(db: string, name: string): boolean {
    return (this.catalog.find(db, name)?.count ?? 0) >= LARGE;
  }

  /** A new `_id`. */
  newId(): ObjectId {
    return new ObjectId();
  }

  writer(meta: CollectionMeta): CollectionWriter {
    return new CollectionWriter(this.storage, this.catalog, meta);
  }

  plan(meta: CollectionMeta, query: Query): Plan<IndexMeta> {
    const ready = meta.indexes.every((index) => index.ready)
      ? meta.indexes
      : meta.indexes.filter((index) => index.ready);
    return choosePlan(ready, query.filter, query.sort, query.limit !== undefined);
  }

  /** Finds all matches; inside a write, where nothing else may write in between. */
  *matches(meta: CollectionMeta, query: Query): Steps<(Match | LaterMatch)[]> {
    const walk = new Walk(this, meta, query);
    if (!walk.inOrder) {
      const sorter = walk.sorter();
      for (let piece = walk.next(); piece; piece = walk.next()) {
        walk.sortIn(sorter, piece);
        yield;
      }
      return [...sorter.sorted()].slice(query.skip);
    }
    const found: (Match | LaterMatch)[] = [];
    const read = (record: number): Buffer => fetchRecord(this.storage, meta, record)!;
    for (let piece = walk.next(); piece; piece = walk.next()) {
      // Many matches would fill the memory, so those after the first ones are read again one by one.
      for (const match of piece)
        found.push(found.length < 100 ? match : new LaterMatch(match.record, match.place, read));
      if (walk.enough(found.length)) break;
      yield;
    }
    return walk.window(found, 0);
  }

  /** Finds matches piece by piece, letting others work in between. */
  source(meta: CollectionMeta | undefined, query: Query, pace: () => Pace): Matches {
    const left: Matches['left'] = { count: meta ? query.limit : 0 };
    return { left, each: meta ? walkSlowly(new Walk(this, meta, query), pace, left) : nothing() };
  }

  /** Keeps a cursor open. */
  openCursor(namespace: string, source: Source, noTimeout: boolean): OpenCursor {
    this.closeIdle();
    const bytes = this.surroundings.randomBytes(8);
    const id = new Long(bytes.readInt32LE(0), bytes.readInt32LE(4) & 0x7fffffff);
    const cursor: OpenCursor = {
      id,
      namespace,
      source,
      held: undefined,
      usedAt: this.surroundings.now(),
      noTimeout,
    };
    this.cursors.set(id.toString(), cursor);
    return cursor;
  }

  cursor(id: Long): OpenCursor | undefined {
    return this.cursors.get(id.toString());
  }

  closeCursor(id: Long): boolean {
    return this.cursors.delete(id.toString());
  }

  /** Removes what dropped collections left behind, little by little. */
  sweep(): void {
    if (this.sweeping) return;
    this.sweeping = true;
    const step = (): void => {
      this.storage
        .run(() => this.catalog.sweep(SWEEP_ENTRIES))
        .then((more) => {
          if (more) setImmediate(step);
          else this.sweeping = false;
        })
        .catch(() => {
          // The store is closing or the disk is full; the next start or drop goes on with it.
          this.sweeping = false;
        });
    };
    setImmediate(step);
  }

  private closeIdle(): void {
    const now = this.surroundings.now();
    for (const [id, cursor] of this.cursors) {
      if (!cursor.noTimeout && now - cursor.usedAt > CURSOR_IDLE_MS) this.cursors.delete(id);
    }
  }

  /** Reads a batch: at most `size` documents and 16 MiB. The second value tells whether the source is at its end. */
  async batch(
    cursor: { source: Source; held: RawDocument | undefined },
    size: number,
  ): Promise<[RawDocument[], boolean]> {
    const batch: RawDocument[] = [];
    let bytes = 0;
    while (batch.length < size) {
      const next = cursor.held ?? (await cursor.source.next());
      cursor.held = undefined;
      if (!next) return [batch, true];
      if (batch.length > 0 && bytes + next.bytes.length > BATCH_BYTES) {
        cursor.held = next;
        return [batch, false];
      }
      batch.push(next);
      bytes += next.bytes.length;
    }
    return [batch, cursor.held === undefined && cursor.source.ended()];
  }
}

async function* nothing(): AsyncGenerator<Match> {}

async function* walkSlowly(walk: Walk, pace: () => Pace, left: Matches['left']): AsyncGenerator<Match> {
  if (walk.inOrder) {
    let passed = 0;
    for (let piece = walk.next(); piece; piece = walk.next()) {
      for (const match of walk.window(piece, passed)) {
        if (left.count !== undefined) left.count--;
        yield match;
      }
      passed += piece.length;
      if (walk.enough(passed)) return;
      if (pace().due) await pace().rest();
    }
    return;
  }
  const sorter = walk.sorter();
  for (let piece = walk.next(); piece; piece = walk.next()) {
    walk.sortIn(sorter, piece);
    if (pace().due) await pace().rest();
  }
  left.count = walk.leftOf(sorter.size);
  let passed = 0;
  for (const match of sorter.sorted()) {
    if (passed++ < walk.skip) {
      if (pace().due) await pace().rest();
      continue;
    }
    left.count--;
    yield match;
    if (pace().due) await pace().rest();
  }
}

/** One walk through the candidates of a query. */
class Walk {
  /** Whether matches come in their final order, so that the walk can end early. */
  readonly inOrder: boolean;
  private readonly scan: Scan;
  private readonly query: Query;
  private key: ((doc: Doc) => SortKey) | undefined;

  constructor(engine: Engine, meta: CollectionMeta, query: Query) {
    const plan = engine.plan(meta, query);
    this.inOrder = query.sort === undefined || query.sort.fields.length === 0 || plan.sorted;
    this.scan = new Scan(engine.storage, meta, plan);
    this.query = query;
  }

  /** The matches among the next few candidates; undefined at the end. */
  next(): Match[] | undefined {
    const candidates = this.scan.next();
    if (candidates.length === 0) return undefined;
    const { filter } = this.query;
    // Where everything matches, no document is read before it is asked for.
    if (filter.everything) return candidates.map((found) => new Match(found, NO_PLACE, undefined));
    const matches: Match[] = [];
    for (const { record, bytes } of candidates) {
      const doc = readDoc(bytes);
      const place: MatchPlace = {};
      if (filter.matches(doc, place)) matches.push(new Match({ record, bytes }, place, doc));
    }
    return matches;
  }

  /** Whether so many matches are all that is wanted. */
  enough(count: number): boolean {
    const { limit, skip } = this.query;
    return this.inOrder && limit !== undefined && count >= skip + limit;
  }

  /** The part of a piece that lies within skip and limit, when `given` matches came before it. */
  window<T>(piece: T[], given: number): T[] {
    const { limit, skip } = this.query;
    const from = Math.max(0, skip - given);
    const until = limit === undefined ? piece.length : Math.max(0, skip + limit - given);
    return from === 0 && until >= piece.length ? piece : piece.slice(from, until);
  }

  get skip(): number {
    return this.query.skip;
  }

  /** How many of so many sorted matches are left after the skipped ones. */
  leftOf(count: number): number {
    return Math.max(0, count - this.query.skip);
  }

  /** What puts the matches into the order of the query. */
  sorter(): Sorter<Match> {
    const { limit, skip, sort } = this.query;
    return new Sorter(sort!, limit === undefined ? Number.POSITIVE_INFINITY : skip + limit);
  }

  /** Adds a piece to the sorter; only the bytes of the documents are kept meanwhile. */
  sortIn(sorter: Sorter<Match>, piece: Match[]): void {
    this.key ??= sortKeyOf(this.query.sort!);
    for (const match of piece) {
      sorter.add(this.key(match.doc), new Match(match, match.place, undefined));
    }
  }
}
