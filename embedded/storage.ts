/**
 * The file: one LMDB environment, one ordered key space, transactions grouped and flushed.
 *
 * Writes run one after the other on this thread, those that wait together in one LMDB transaction. A committed
 * transaction is in the operating system's hands (it survives the death of the process); `flush` makes sure that it is
 * on the disk (it survives a power cut). lmdb-js can also commit on a thread of its own, but then a full disk ends the
 * process by a rejection that nobody can catch. Source: lmdb-js README, "Transactions" and "overlappingSync".
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statfsSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { open, type RootDatabase, type Transaction } from 'lmdb';
import { commandError } from './command-error.ts';

/** Bytes of a key, in order; the first byte says what kind of entry it is. */
export type Key = Buffer;
export interface Entry {
  key: Buffer;
  value: Buffer;
}

/** Transaction flags of lmdb-js: may be aborted, commits before returning. */
const ABORTABLE = 1;
const SYNCHRONOUS_COMMIT = 2;

/** The part of lmdb-js's environment that its types leave out: flushing to the disk on a thread of its own. */
interface Environment {
  sync(done: (error?: Error) => void): void;
  writeTxn: unknown;
}

/** Raised when the data directory cannot be used; its message is for the person who started the store. */
export class StorageError extends Error {}

/** Work in steps: between two of them others may read. */
export type Steps<T> = Generator<undefined, T, undefined>;

interface Job {
  start: () => Steps<unknown>;
  /** Whether it may change so much that its commit would hold others up; it then has a transaction of its own. */
  large: boolean;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

const FILE = 'documents.mdb';
const LOCK = 'documents.pid';
/** Jobs that share one transaction at most. */
const MAX_JOBS_PER_COMMIT = 64;
/** Bytes that stay free on the disk. */
const RESERVE_BYTES = 16 * 1024 * 1024;
/** Bytes of pages that are written for one byte of an entry, on the safe side. */
const PAGES_PER_WRITE = 16;
/** Milliseconds: after this long a job lets readers in, and a group takes no further job. */
const SLICE_MS = 10;

/** An ordered, durable map of byte strings with atomic groups of changes. */
export class Storage {
  private readonly root: RootDatabase<Buffer, Buffer>;
  private readonly lockPath: string;
  private queue: Job[] = [];
  private scheduled = false;
  private unflushed = false;
  private flushing: Promise<void> | undefined;
  private closed = false;
  /** What readers see while they are let in by a write transaction that stays open. */
  private committed: Transaction | undefined;
  /** Bytes put by the transaction under way. */
  private written = 0;
  private readonly dataDir: string;
  /** Called before a group of writes commits, inside its transaction, and after one was undone. */
  beforeCommit: () => void = () => {};
  afterAbort: () => void = () => {};

  private readonly steady: () => number;

  private constructor(
    root: RootDatabase<Buffer, Buffer>,
    dataDir: string,
    lockPath: string,
    steady: () => number,
  ) {
    this.dataDir = dataDir;
    this.steady = steady;
    this.root = root;
    this.lockPath = lockPath;
  }

  /**
   * Opens or creates the file in a directory.
   * @param steady milliseconds of a steady clock, by which writers let readers in
   * @throws StorageError when the directory cannot be written, is in use by another process, or the file is damaged
   */
  static open(dataDir: string, steady: () => number): Storage {
    const lockPath = join(dataDir, LOCK);
    try {
      mkdirSync(dataDir, { recursive: true });
      lock(dataDir, lockPath);
    } catch (error) {
      if (error instanceof StorageError) throw error;
      throw new StorageError(`cannot write to the data directory ${dataDir}: ${messageOf(error)}`);
    }
    try {
      checkHeader(join(dataDir, FILE));
      const root = open<Buffer, Buffer>({
        path: join(dataDir, FILE),
        encoding: 'binary',
        keyEncoding: 'binary',
        // Given, so that a file can be moved between machines whose memory has other pages.
        pageSize: PAGE,
        maxReaders: 16,
        // A commit flushes its pages once and leaves the head page to the next flush. A power cut may undo the last
        // commit, unless `flush` was waited for, and leaves the file whole. Source: LMDB, MDB_NOMETASYNC.
        noMetaSync: true,
        // lmdb-js's own default would flush each commit twice before this thread goes on.
        overlappingSync: false,
      });
      return new Storage(root, dataDir, lockPath, steady);
    } catch (error) {
      unlinkSync(lockPath);
      throw new StorageError(
        `the file ${join(dataDir, FILE)} cannot be opened (${messageOf(error)}): it may be damaged; restore it from a backup or move it away`,
      );
    }
  }

  private get env(): Environment {
    return (this.root as unknown as { env: Environment }).env;
  }

  /** The value under a key, as a buffer of its own. */
  get(key: Key): Buffer | undefined {
    return this.root.getBinary(key);
  }

  /** The value under a key; valid until the next read. */
  peek(key: Key): Buffer | undefined {
    return this.root.getBinaryFast(key);
  }

  /** Entries from `start` (inclusive) to `end` (exclusive), at most `limit`; in reverse from just before `end`. */
  range(start: Key, end: Key, limit: number, reverse = false): Entry[] {
    const out: Entry[] = [];
    const options = {
      ...(reverse
        ? {
            start: end,
            end: start,
            reverse: true,
            limit: limit + 1,
            exclusiveStart: true,
            inclusiveEnd: true,
          }
        : { start, end, limit }),
      ...(this.committed && { transaction: this.committed }),
    };
    for (const entry of this.root.getRange(options) as Iterable<Entry>) {
      if (out.length >= limit) break;
      out.push(entry);
    }
    return out;
  }

  /** Writes an entry; only inside `write`. */
  put(key: Key, value: Buffer): void {
    this.written += key.length + value.length;
    this.root.put(key, value);
  }

  /** Removes an entry; only inside `write`. */
  remove(key: Key): void {
    this.root.remove(key);
  }

  /** Runs a function in a write transaction; see `write`. */
  run<T>(work: () => T): Promise<T> {
    // biome-ignore lint/correctness/useYield: a single step
    return this.write(function* () {
      return work();
    });
  }

  /**
   * Runs steps in a write transaction, soon, after those that were asked for before.
   *
   * What they throw before anything is written only concerns themselves. An unforeseen failure undoes the whole
   * group, whose members then run again one by one. Steps that take long let readers in between, who see what was
   * committed before; other writers wait.
   * @param large whether it may change many thousand entries: its commit is then done on another thread
   * @returns what the steps returned, once that is committed
   */
  write<T>(start: () => Steps<T>, large = false): Promise<T> {
    if (this.closed) return Promise.reject(commandError('ShutdownInProgress', 'the store is shutting down'));
    return new Promise<T>((resolve, reject) => {
      this.queue.push({ start, large, resolve: resolve as (value: unknown) => void, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => void this.drain());
  }

  private async drain(): Promise<void> {
    const large = this.queue.findIndex((job) => job.large);
    const count = large === -1 ? MAX_JOBS_PER_COMMIT : Math.max(1, Math.min(large, MAX_JOBS_PER_COMMIT));
    const jobs = this.queue.splice(0, count);
    if (jobs.length > 0) await this.commit(jobs);
    this.scheduled = false;
    if (this.queue.length > 0) this.schedule();
  }

  private async commit(jobs: Job[]): Promise<void> {
    const outcomes: (() => void)[] = [];
    const later: Job[] = [];
    this.written = 0;
    try {
      this.checkSpace();
      const work = () => this.runJobs(jobs, outcomes, later);
      // As a child it can be aborted; the commit of its parent is done by lmdb-js's own thread.
      const committed = jobs[0]!.large
        ? this.root.childTransaction(work)
        : this.root.transactionSync(work, ABORTABLE | SYNCHRONOUS_COMMIT);
      if (committed) await committed;
      this.unflushed = true;
    } catch (error) {
      this.afterAbort();
      if (jobs.length === 1) {
        jobs[0]!.reject(asStorageError(error));
        return;
      }
      for (const job of jobs) await this.commit([job]);
      return;
    }
    this.queue.unshift(...later);
    for (const settle of outcomes) settle();
  }

  /**
   * Refuses to go on when the disk is nearly full: lmdb-js 3.5 damages its own memory when a write to the file fails,
   * so it must not come to that.
   */
  private checkSpace(): void {
    const { bavail, bsize } = statfsSync(this.dataDir);
    const needed = RESERVE_BYTES + this.written * PAGES_PER_WRITE;
    if (bavail * bsize < needed) {
      throw commandError(
        'OutOfDiskSpace',
        `the disk of ${this.dataDir} is full: less than ${Math.ceil(needed / 1024 / 1024)} MB are free`,
      );
    }
  }

  /** Runs jobs one after the other; a promise only when one of them took so long that others were let in. */
  private runJobs(jobs: Job[], outcomes: (() => void)[], later: Job[]): Promise<void> | undefined {
    const since = this.steady();
    for (const [i, job] of jobs.entries()) {
      if (i > 0 && this.steady() - since > SLICE_MS) {
        later.push(...jobs.slice(i));
        break;
      }
      const steps = job.start();
      const pending = this.runSteps(steps, job, outcomes, since);
      if (pending) {
        later.push(...jobs.slice(i + 1));
        return pending.then(() => this.finish());
      }
    }
    this.finish();
    return undefined;
  }

  private finish(): void {
    this.beforeCommit();
    // Pages are written at the commit, so what this transaction needs is known now.
    if (this.written > RESERVE_BYTES / PAGES_PER_WRITE) this.checkSpace();
  }

  private runSteps(
    steps: Steps<unknown>,
    job: Job,
    outcomes: (() => void)[],
    since: number,
  ): Promise<void> | undefined {
    try {
      for (;;) {
        const { done, value } = steps.next();
        if (done) {
          outcomes.push(() => job.resolve(value));
          return undefined;
        }
        if (this.steady() - since > SLICE_MS) break;
      }
    } catch (error) {
      if (!isRefusal(error)) throw error;
      outcomes.push(() => job.reject(error));
      return undefined;
    }
    return this.letReadersIn().then(() => {
      const again = this.runSteps(steps, job, outcomes, this.steady());
      return again;
    });
  }

  /** Lets the event loop turn while the write transaction stays open; reads then see the last committed state. */
  private async letReadersIn(): Promise<void> {
    const { env } = this;
    const transaction = env.writeTxn;
    // lmdb-js reads from the write transaction whenever one is set here, which would show what is not committed.
    env.writeTxn = null;
    // Its cursors look for one below this as well, and then find nothing at all: they are told what to read from.
    this.committed = this.root.useReadTransaction();
    await new Promise((resolve) => setImmediate(resolve));
    this.committed.done();
    this.committed = undefined;
    env.writeTxn = transaction;
  }

  /** Waits until everything committed so far is on the disk. */
  async flush(): Promise<void> {
    // A flush that is under way may have begun before the last commit, so another one follows it.
    while (this.flushing) await this.flushing;
    if (!this.unflushed) return;
    this.unflushed = false;
    this.flushing = new Promise<void>((resolve, reject) => {
      this.env.sync((error) => {
        if (error) {
          this.unflushed = true;
          reject(asStorageError(error));
        } else resolve();
      });
    }).finally(() => {
      this.flushing = undefined;
    });
    await this.flushing;
  }

  /** Ends all writes, flushes and closes the file. */
  async close(): Promise<void> {
    this.closed = true;
    while (this.scheduled) await new Promise((resolve) => setImmediate(resolve));
    await this.flush();
    await this.root.close();
    unlinkSync(this.lockPath);
  }
}

/** Bytes: LMDB's pages, and where their header has what is looked at (`MDB_meta` in lmdb-js's `mdb.c`). */
const PAGE = 4096;
const MAGIC_AT = 24;
const MAGIC = 0xbeefc0de;
const MAIN_ROOT_AT = 0x88;
const TRANSACTION_AT = 0x98;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;

/**
 * Looks at the two head pages before LMDB maps the file: what is no LMDB file, or was cut off, would end the process
 * without a word.
 */
function checkHeader(path: string): void {
  if (!existsSync(path)) return;
  const size = statSync(path).size;
  if (size === 0) return;
  const head = Buffer.alloc(2 * PAGE);
  const file = openSync(path, 'r');
  try {
    if (readSync(file, head, 0, head.length, 0) < head.length) throw new Error('the file is cut off');
  } finally {
    closeSync(file);
  }
  const [first, second] = [head.subarray(0, PAGE), head.subarray(PAGE)] as const;
  for (const page of [first, second]) {
    if (page.readUInt32LE(MAGIC_AT) !== MAGIC) throw new Error('it does not begin like a file of this store');
  }
  const newest =
    first.readBigUInt64LE(TRANSACTION_AT) > second.readBigUInt64LE(TRANSACTION_AT) ? first : second;
  const root = newest.readBigUInt64LE(MAIN_ROOT_AT);
  if (root !== NO_PAGE && (root + 1n) * BigInt(PAGE) > BigInt(size)) throw new Error('the file is cut off');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Errors that a command gives as its answer, as opposed to failures of the store. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'codeName' in error;
}

function asStorageError(error: unknown): Error {
  const message = messageOf(error);
  if (/ENOSPC|No space left|MDB_MAP_FULL|Disk quota/i.test(message)) {
    return commandError('OutOfDiskSpace', `the disk is full: ${message}`);
  }
  return error instanceof Error ? error : new Error(message);
}

/** One process a directory: a file with the process id, taken over when that process is gone. */
function lock(dataDir: string, path: string): void {
  if (existsSync(path)) {
    const owner = Number(readFileSync(path, 'utf8'));
    if (owner === process.pid || isAlive(owner)) {
      throw new StorageError(`the data directory ${dataDir} is in use by process ${owner}; stop it first`);
    }
    unlinkSync(path);
  }
  const file = openSync(path, 'wx');
  writeFileSync(file, String(process.pid));
  closeSync(file);
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
