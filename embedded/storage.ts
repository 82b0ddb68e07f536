/**
 * The file: one LMDB environment, one ordered key space, transactions grouped and flushed.
 *
 * Writes run one after the other on this thread, those that wait together in one LMDB transaction. A committed
 * transaction is in the operating system's hands (it survives the death of the process). Soon afterwards, or at once
 * for `flush`, another thread brings it to the disk (it survives a power cut); `file-head.ts` has how the file stays
 * whole in between.
 */
import {
  existsSync,
  fdatasync,
  mkdirSync,
  readFileSync,
  renameSync,
  statfsSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { open, type RootDatabase, type Transaction } from 'lmdb';
import { commandError } from './command-error.ts';
import { FileHead, PAGE, prepareFile } from './file-head.ts';

/** Bytes of a key, in order; the first byte says what kind of entry it is. */
export type Key = Buffer;
export interface Entry {
  key: Buffer;
  value: Buffer;
}

/** Transaction flags of lmdb-js: may be aborted, commits before returning. */
const ABORTABLE = 1;
const SYNCHRONOUS_COMMIT = 2;

/** The part of lmdb-js's environment that its types leave out. */
interface Environment {
  writeTxn: unknown;
}

/** What the store asks of the machine, from outside. */
export interface Machine {
  /** Names the run of the operating system since its last start; undefined where it has no name. */
  run(): string | undefined;
  /** Bytes that are free on the disk of a directory. */
  freeBytes(directory: string): number;
  /** Waits until what was written to an open file is on the disk, and lets this thread go on meanwhile. */
  sync(fd: number): Promise<void>;
  /**
   * Calls back after some milliseconds, unless the process ends before.
   * @returns what calls it off
   */
  later(ms: number, work: () => void): () => void;
}

export const THIS_MACHINE: Machine = {
  run: () => {
    try {
      return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() || undefined;
    } catch {
      return undefined;
    }
  },
  freeBytes: (directory) => {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  },
  sync: promisify(fdatasync),
  later: (ms, work) => {
    const timer = setTimeout(work, ms).unref();
    return () => clearTimeout(timer);
  },
};

/** Raised when the data directory cannot be used; its message is for the person who started the store. */
export class StorageError extends Error {}

/** There is too little space on the disk; undoes the transaction that meets it. */
class DiskFull extends Error {}

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
/** Bytes of pages that a change of one entry may touch: its own, one that splits off, and one above them. */
const PAGES_PER_CHANGE = 3 * PAGE;
/** Bytes of pages for one byte of new entries, which fill a page by half at least. */
const PAGES_PER_BYTE = 2;
/** Bytes: so much may be written before the free space is looked at again. */
const SPACE_STEP = RESERVE_BYTES / 4;
/**
 * Entries of free pages that lmdb-js keeps in memory after a commit. Each commit goes through them all to see that none
 * is there twice, which after a change of hundreds of thousands of entries takes 20 to 35 ms with its own 75,000. The
 * option is none of its documented ones. Source: lmdb-js 3.5, `env.cpp`, and `mdb_freelist_save` of its `mdb.c`.
 */
const FREE_PAGES = { maxFreeSpaceToRetain: 2000 };
/**
 * Milliseconds: after a commit that took this long on this thread the next ones are done on another. Where very many
 * pages became free at once, `FREE_PAGES` does not help, and some 300 commits take up to 90 ms each.
 */
const SLOW_COMMIT_MS = 10;
/** So many commits are done on the other thread before this one tries again. */
const COMMITS_ASIDE = 50;
/** Milliseconds: a commit that nobody waits for is on its way to the disk after this long. */
const FLUSH_AFTER_MS = 50;
/** Milliseconds: after this long a job lets readers in, and a group takes no further job. */
const SLICE_MS = 10;

/** What the system says, and LMDB after it, where the file is whole and may not be used. */
const NOT_ALLOWED = /EACCES|EPERM|EROFS|permission denied|not permitted|read-only file system/i;

/** An ordered, durable map of byte strings with atomic groups of changes. */
export class Storage {
  private readonly root: RootDatabase<Buffer, Buffer>;
  private readonly lockPath: string;
  private queue: Job[] = [];
  private scheduled = false;
  /** How many commits there were, and how many of them are on the disk. */
  private commits = 0;
  private flushed = 0;
  private flushing: Promise<void> | undefined;
  private callOffFlush: (() => void) | undefined;
  /** Why nothing more is written: the disk did not take what it was given. */
  private failure: Error | undefined;
  /** When the work of the transaction under way was done, by the steady clock. */
  private workedUntil = 0;
  /** How many of the next commits another thread does. */
  private aside = 0;
  /** While another thread commits: settled at its end. */
  private handedOver: Promise<unknown> | undefined;
  /** Keeps the pages of the last flushed state from being overwritten. */
  private pinned: Transaction | undefined;
  private closed = false;
  /** What readers see while they are let in by a write transaction that stays open. */
  private committed: Transaction | undefined;
  /** Bytes of pages that the transaction under way may write, and of them how many its new entries need. */
  private touched = 0;
  private added = 0;
  private spaceCheckedAt = 0;
  private readonly dataDir: string;
  private readonly head: FileHead;
  private readonly machine: Machine;
  /** Called before a group of writes commits, inside its transaction, and after one was undone. */
  beforeCommit: () => void = () => {};
  afterAbort: () => void = () => {};

  private readonly steady: () => number;

  private constructor(
    root: RootDatabase<Buffer, Buffer>,
    dataDir: string,
    lockPath: string,
    steady: () => number,
    machine: Machine,
    run: string | undefined,
  ) {
    this.dataDir = dataDir;
    this.machine = machine;
    this.head = new FileHead(join(dataDir, FILE), run, machine.sync);
    if (run !== undefined) this.pinned = root.useReadTransaction();
    this.steady = steady;
    this.root = root;
    this.lockPath = lockPath;
  }

  /**
   * Opens or creates the file in a directory.
   * @param steady milliseconds of a steady clock, by which writers let readers in
   * @throws StorageError when the directory cannot be written, is in use by another process, or the file is damaged
   */
  static open(dataDir: string, steady: () => number, machine: Machine = THIS_MACHINE): Storage {
    const lockPath = join(dataDir, LOCK);
    try {
      mkdirSync(dataDir, { recursive: true });
      lock(dataDir, lockPath);
    } catch (error) {
      if (error instanceof StorageError) throw error;
      throw new StorageError(`cannot write to the data directory ${dataDir}: ${messageOf(error)}`);
    }
    try {
      const run = machine.run();
      prepareFile(join(dataDir, FILE), run);
      const root = open<Buffer, Buffer>({
        path: join(dataDir, FILE),
        encoding: 'binary',
        keyEncoding: 'binary',
        // Given, so that a file can be moved between machines whose memory has other pages.
        pageSize: PAGE,
        maxReaders: 16,
        // A commit flushes nothing: that would hold this thread up. Where the system has no name for its run, a power
        // cut could not be told from the end of a process: a commit then flushes its pages, and leaves the head page
        // to the next flush. Source: LMDB, MDB_NOSYNC and MDB_NOMETASYNC.
        noSync: run !== undefined,
        noMetaSync: true,
        // lmdb-js's own default would flush each commit twice before this thread goes on.
        overlappingSync: false,
        ...FREE_PAGES,
      });
      try {
        return new Storage(root, dataDir, lockPath, steady, machine, run);
      } catch (error) {
        void root.close();
        throw error;
      }
    } catch (error) {
      unlock(lockPath);
      throw new StorageError(
        `the file ${join(dataDir, FILE)} cannot be opened (${messageOf(error)}): ${
          NOT_ALLOWED.test(messageOf(error))
            ? 'let the account that runs this process read and write it, or choose another data directory'
            : 'it may be damaged; restore it from a backup or move it away'
        }`,
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
    this.grow(key.length + value.length);
    this.root.put(key, value);
  }

  /** Removes an entry; only inside `write`. */
  remove(key: Key): void {
    this.grow(0);
    this.root.remove(key);
  }

  /** Notes what a change may write; pages of a large transaction go to the file before its commit. */
  private grow(bytes: number): void {
    this.touched += PAGES_PER_CHANGE;
    this.added += bytes * PAGES_PER_BYTE;
    if (this.touched + this.added > this.spaceCheckedAt + SPACE_STEP) this.checkSpace();
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
    if (this.failure) return Promise.reject(this.failure);
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
    this.touched = 0;
    this.added = 0;
    let handBack = (): void => {};
    try {
      if (this.failure) throw this.failure;
      this.checkSpace();
      if (jobs[0]!.large || this.aside > 0) {
        this.aside = Math.max(0, this.aside - 1);
        const work = (): Promise<void> | undefined => {
          const running = this.runJobs(jobs, outcomes, later);
          const handOver = (): void => {
            this.handedOver = new Promise<void>((resolve) => {
              handBack = resolve;
            });
          };
          if (running) return running.then(handOver);
          handOver();
          return undefined;
        };
        // As a child it can be aborted; the commit of its parent is done by lmdb-js's own thread.
        await this.root.childTransaction(work);
      } else {
        const work = () => this.runJobs(jobs, outcomes, later);
        const committed = this.root.transactionSync(work, ABORTABLE | SYNCHRONOUS_COMMIT);
        if (committed) await committed;
        if (this.steady() - this.workedUntil > SLOW_COMMIT_MS) this.aside = COMMITS_ASIDE;
      }
    } catch (error) {
      this.afterAbort();
      if (jobs.length === 1) {
        jobs[0]!.reject(asStorageError(error));
        return;
      }
      for (const job of jobs) await this.commit([job]);
      return;
    } finally {
      this.handedOver = undefined;
      handBack();
    }
    this.commits++;
    this.flushSoon();
    this.queue.unshift(...later);
    for (const settle of outcomes) settle();
  }

  /**
   * Refuses to go on when the disk is nearly full: lmdb-js 3.5 damages its own memory when a write to the file fails,
   * so it must not come to that. A transaction touches no page of the file twice.
   */
  private checkSpace(): void {
    this.spaceCheckedAt = this.touched + this.added;
    const growth = this.spaceCheckedAt === 0 ? 0 : Math.min(this.touched, this.head.size) + this.added;
    const needed = RESERVE_BYTES + growth;
    if (this.machine.freeBytes(this.dataDir) < needed)
      throw new DiskFull(
        `the disk of ${this.dataDir} is full: less than ${Math.ceil(needed / 1024 / 1024)} MB are free`,
      );
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
    this.workedUntil = this.steady();
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
    const wanted = this.commits;
    // A flush that is under way may have begun before the last commit; then another one follows it.
    while (this.flushed < wanted) {
      if (this.failure) throw this.failure;
      this.flushing ??= this.flushOnce().finally(() => {
        this.flushing = undefined;
        // What was committed meanwhile has its turn, though nobody writes or waits any more.
        if (this.flushed < this.commits && !this.failure) this.flushSoon();
      });
      await this.flushing;
    }
  }

  private async flushOnce(): Promise<void> {
    while (this.handedOver) await this.handedOver;
    this.callOffFlush?.();
    this.callOffFlush = undefined;
    const covered = this.commits;
    const head = this.head.newest();
    // LMDB keeps what a reader of this state may need. The one before is kept as well, until this one is recorded.
    const pin = this.pinned && this.root.useReadTransaction();
    try {
      await this.head.flush(head);
    } catch (error) {
      pin?.done();
      // The system may forget what it could not write, so that another attempt would prove nothing.
      this.failure = commandError(
        'InternalError',
        `the disk of ${this.dataDir} did not take what was written (${messageOf(error)}); nothing more is written. Look after the disk, then start the store again`,
      );
      throw this.failure;
    }
    this.pinned?.done();
    this.pinned = pin;
    this.flushed = covered;
  }

  /** Flushes what nobody waits for, a little later, together with what comes meanwhile. */
  private flushSoon(): void {
    if (this.callOffFlush || this.flushing || this.closed) return;
    this.callOffFlush = this.machine.later(FLUSH_AFTER_MS, () => {
      this.callOffFlush = undefined;
      // A failure is told to whoever writes next.
      this.flush().catch(() => {});
    });
  }

  /** Ends all writes, flushes and closes the file. */
  async close(): Promise<void> {
    this.closed = true;
    while (this.scheduled) await new Promise((resolve) => setImmediate(resolve));
    this.callOffFlush?.();
    try {
      await this.flush();
    } finally {
      this.pinned?.done();
      await this.root.close();
      this.head.close(this.flushed === this.commits);
      unlock(this.lockPath);
    }
  }
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
  if (error instanceof DiskFull) return commandError('OutOfDiskSpace', message);
  if (/ENOSPC|No space left|MDB_MAP_FULL|Disk quota/i.test(message)) {
    return commandError('OutOfDiskSpace', `the disk is full: ${message}`);
  }
  return error instanceof Error ? error : new Error(message);
}

/** Lock files that this process holds. */
const lockedHere = new Set<string>();

/**
 * One process a directory: a file that names the process, taken over when that process is gone. A file that is stale is
 * put aside before it is made anew, so that of several that start at once only one gets it.
 */
function lock(dataDir: string, path: string): void {
  const refuseIfHeld = (file: string): void => {
    const [owner = '', ...life] = readFileSync(file, 'utf8').split(' ');
    const pid = Number(owner);
    if (pid === process.pid ? lockedHere.has(path) : isAlive(pid, life.join(' ')))
      throw new StorageError(`the data directory ${dataDir} is in use by process ${pid}; stop it first`);
  };
  if (existsSync(path)) {
    refuseIfHeld(path);
    const aside = `${path}.${process.pid}`;
    renameSync(path, aside);
    try {
      // another one may have taken it over since it was read
      refuseIfHeld(aside);
    } catch (error) {
      renameSync(aside, path);
      throw error;
    }
    unlinkSync(aside);
  }
  writeFileSync(path, [process.pid, lifeOf(process.pid)].join(' ').trim(), { flag: 'wx' });
  lockedHere.add(path);
}

function unlock(path: string): void {
  lockedHere.delete(path);
  unlinkSync(path);
}

/**
 * Whether a process runs that is the one meant: after a restart of the machine or of a container, another one often has
 * its number.
 * @param life what `lifeOf` said of it; empty where nothing was known
 */
function isAlive(pid: number, life: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = lifeOf(pid);
  return life === '' || now === '' || life === now;
}

/** Tells a process from all others that had or will have its number: the run of the system, and when in it it began. */
function lifeOf(pid: number): string {
  const run = THIS_MACHINE.run();
  try {
    // The name, in brackets, may hold spaces. Source: proc_pid_stat(5), field 22.
    const began = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19];
    return run && began ? `${run} ${began}` : '';
  } catch {
    return '';
  }
}
