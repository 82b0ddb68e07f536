/**
 * The head of the file: what of it is certainly on the disk, so that a power cut can be undone up to there.
 *
 * LMDB's first two pages are its heads; commit N writes head N % 2, which says where the trees of that state begin.
 * Commits are not flushed one by one, so that after a power cut a head may be there whose pages are not. The second
 * half of both pages, which LMDB leaves alone, therefore holds a record of the last state that was flushed: the head
 * itself, and during which run of the operating system that was. While the same system runs, the file is whole, since
 * what a process wrote outlives it. After another start of the system the recorded head is put back. Its pages are
 * untouched: `storage.ts` keeps a reader on that state, and LMDB overwrites no page that a reader may still need.
 *
 * The two records are written in turn, each with a hash, so that one of them is always whole.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  truncateSync,
  write,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const writeTo = promisify(write);

/** Bytes: LMDB's pages. */
export const PAGE = 4096;
/** A head (`MDB_meta` in lmdb-js's `mdb.c`): where it stands in its page, how long it is, and what is looked at in it. */
const HEAD_AT = 24;
const HEAD_BYTES = 144;
const MAGIC = 0xbeefc0de;
const MAIN_ROOT_AT = 112;
const TRANSACTION_AT = 128;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;

/** A record: a mark, its number, the run of the system, the head, a hash of all that; within one sector of a disk. */
const RECORD_AT = PAGE / 2;
const MARK = Buffer.from('flushed1');
const NUMBER_AT = MARK.length;
const RUN_AT = NUMBER_AT + 8;
const RUN_BYTES = 64;
const RECORDED_HEAD_AT = RUN_AT + RUN_BYTES;
const HASH_AT = RECORDED_HEAD_AT + HEAD_BYTES;
const RECORD_BYTES = HASH_AT + 32;

/** In place of the run of a system: no start trusts the file beyond the record. */
const UNTRUSTED = 'failed';

interface FlushRecord {
  number: bigint;
  /** Empty where the system has no name for its run. */
  run: string;
  head: Buffer;
}

function encodeRecord({ number, run, head }: FlushRecord): Buffer {
  const bytes = Buffer.alloc(RECORD_BYTES);
  MARK.copy(bytes);
  bytes.writeBigUInt64LE(number, NUMBER_AT);
  bytes.write(run, RUN_AT, RUN_BYTES, 'utf8');
  head.copy(bytes, RECORDED_HEAD_AT);
  hashOf(bytes).copy(bytes, HASH_AT);
  return bytes;
}

function decodeRecord(bytes: Buffer): FlushRecord | undefined {
  if (!bytes.subarray(0, MARK.length).equals(MARK) || !hashOf(bytes).equals(bytes.subarray(HASH_AT)))
    return undefined;
  return {
    number: bytes.readBigUInt64LE(NUMBER_AT),
    run: bytes.toString('utf8', RUN_AT, RECORDED_HEAD_AT).replace(/\0+$/, ''),
    head: Buffer.from(bytes.subarray(RECORDED_HEAD_AT, HASH_AT)),
  };
}

function hashOf(record: Buffer): Buffer {
  return createHash('sha256').update(record.subarray(0, HASH_AT)).digest();
}

function readPages(fd: number): [Buffer, Buffer] {
  const both = Buffer.alloc(2 * PAGE);
  if (readSync(fd, both, 0, both.length, 0) < both.length) throw new Error('the file is cut off');
  return [both.subarray(0, PAGE), both.subarray(PAGE)];
}

function headOf(page: Buffer): Buffer {
  return page.subarray(HEAD_AT, HEAD_AT + HEAD_BYTES);
}

/** The head of the newest commit. */
function newestOf([first, second]: [Buffer, Buffer]): Buffer {
  const [a, b] = [headOf(first), headOf(second)];
  return a.readBigUInt64LE(TRANSACTION_AT) > b.readBigUInt64LE(TRANSACTION_AT) ? a : b;
}

/** The records of the two pages; undefined where there is none. */
function recordsOf(pages: [Buffer, Buffer]): (FlushRecord | undefined)[] {
  return pages.map((page) => decodeRecord(page.subarray(RECORD_AT, RECORD_AT + RECORD_BYTES)));
}

/** The index of the newer one. */
function newerOf([first, second]: (FlushRecord | undefined)[]): 0 | 1 | undefined {
  if (!first && !second) return undefined;
  return !second || (first && first.number > second.number) ? 0 : 1;
}

/**
 * Whether the pages of a recorded head are still there: an older version of this program, which knows no records, may
 * have written to the file since. A page says its own number and the transaction that wrote it (`MDB_page_header`).
 */
function isOfThisFile(fd: number, head: Buffer): boolean {
  const root = head.readBigUInt64LE(MAIN_ROOT_AT);
  if (root === NO_PAGE) return true;
  const page = Buffer.alloc(16);
  if (readSync(fd, page, 0, page.length, Number(root) * PAGE) < page.length) return false;
  return page.readBigUInt64LE(0) === root && page.readBigUInt64LE(8) <= head.readBigUInt64LE(TRANSACTION_AT);
}

/** Makes a state the one of the file: its head, and the same as that of the transaction before. */
function restore(fd: number, head: Buffer): void {
  const transaction = head.readBigUInt64LE(TRANSACTION_AT);
  const before = Buffer.from(head);
  // The first state of a file has the same number in both heads.
  if (transaction > 0n) before.writeBigUInt64LE(transaction - 1n, TRANSACTION_AT);
  const page = Number(transaction % 2n);
  writeSync(fd, head, 0, HEAD_BYTES, page * PAGE + HEAD_AT);
  writeSync(fd, before, 0, HEAD_BYTES, (1 - page) * PAGE + HEAD_AT);
  fdatasyncSync(fd);
}

/**
 * Looks at the file before LMDB maps it, since LMDB ends the process over one that is none of its own or was cut off,
 * and goes back to the last flushed state when the system was started anew since the file was written.
 * @param run names the run of the operating system; undefined where it has no name
 * @throws Error that says what is wrong with the file
 */
export function prepareFile(path: string, run: string | undefined): void {
  if (!existsSync(path)) return;
  const fd = openSync(path, 'r+');
  try {
    const { size } = fstatSync(fd);
    if (size === 0) return;
    let pages = readPages(fd);
    if (size === 2 * PAGE && pages.every((page) => page.every((byte) => byte === 0))) {
      // The power was cut before the new file had anything in it.
      truncateSync(path, 0);
      return;
    }
    const records = recordsOf(pages);
    const newer = newerOf(records);
    if (newer !== undefined && records[newer]!.run !== run && isOfThisFile(fd, records[newer]!.head)) {
      restore(fd, records[newer]!.head);
      pages = readPages(fd);
    }
    for (const page of pages) {
      if (headOf(page).readUInt32LE(0) !== MAGIC)
        throw new Error('it does not begin like a file of this store');
    }
    const root = newestOf(pages).readBigUInt64LE(MAIN_ROOT_AT);
    if (root !== NO_PAGE && (root + 1n) * BigInt(PAGE) > BigInt(size)) throw new Error('the file is cut off');
  } finally {
    closeSync(fd);
  }
}

/** A new file also needs its name on the disk; some systems cannot flush a directory. */
function flushName(directory: string): void {
  try {
    const fd = openSync(directory, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (
      !['EPERM', 'EINVAL', 'EISDIR', 'ENOTSUP', 'EACCES'].includes(
        (error as NodeJS.ErrnoException).code ?? '',
      )
    )
      throw error;
  }
}

/** Flushes an open file and keeps the record of it. */
export class FileHead {
  private readonly fd: number;
  private readonly run: string | undefined;
  private readonly sync: (fd: number) => Promise<void>;
  private number: bigint;
  /** Which of the two records is written next. */
  private next: 0 | 1;
  /** The head of the last state that is certainly on the disk, and the one that was put into a record last. */
  private flushed: Buffer | undefined;
  private recorded: Buffer | undefined;

  /**
   * Flushes the file as it is and records that, before anything is written to it.
   * @param run names the run of the operating system; undefined where it has no name, and then nothing is recorded
   * @param sync brings what was written to an open file to the disk, on another thread
   */
  constructor(path: string, run: string | undefined, sync: (fd: number) => Promise<void>) {
    this.fd = openSync(path, 'r+');
    this.run = run;
    this.sync = sync;
    flushName(dirname(path));
    fdatasyncSync(this.fd);
    const records = recordsOf(readPages(this.fd));
    const newer = newerOf(records);
    this.number = newer === undefined ? 0n : records[newer]!.number;
    this.next = newer === 0 ? 1 : 0;
    if (run === undefined) this.clear();
    else {
      const head = this.newest();
      const record = this.take(head);
      writeSync(this.fd, record.bytes, 0, RECORD_BYTES, record.at);
      fdatasyncSync(this.fd);
      this.flushed = head;
    }
  }

  /** Bytes of the file. */
  get size(): number {
    return fstatSync(this.fd).size;
  }

  /** The head of the newest commit; not while another thread commits. */
  newest(): Buffer {
    return Buffer.from(newestOf(readPages(this.fd)));
  }

  /**
   * Waits until all that was committed is on the disk, and until that is recorded.
   * @param head what `newest` gave before
   */
  async flush(head: Buffer): Promise<void> {
    try {
      await this.sync(this.fd);
      if (this.run === undefined) return;
      const { bytes, at } = this.take(head);
      await writeTo(this.fd, bytes, 0, RECORD_BYTES, at);
      await this.sync(this.fd);
      this.flushed = head;
    } catch (error) {
      this.distrust();
      throw error;
    }
  }

  /**
   * After a flush that failed: the next start goes back to the last state that was flushed, though the system is the
   * same, since it may have forgotten what it could not write. As far as the disk still takes it.
   */
  private distrust(): void {
    if (!this.flushed) return;
    // Not over the good record: over the one that was being written, or else the older one.
    const wasWritten = this.recorded === this.flushed ? this.next : this.next === 0 ? 1 : 0;
    try {
      this.number++;
      const bytes = encodeRecord({ number: this.number, run: UNTRUSTED, head: this.flushed });
      writeSync(this.fd, bytes, 0, RECORD_BYTES, wasWritten * PAGE + RECORD_AT);
      fdatasyncSync(this.fd);
    } catch {
      // The failure itself is what is told.
    }
  }

  /** Leaves a file without records, as LMDB knows it; only when all is flushed. */
  close(clean: boolean): void {
    if (clean) this.clear();
    closeSync(this.fd);
  }

  private take(head: Buffer): { bytes: Buffer; at: number } {
    this.number++;
    this.recorded = head;
    const at = this.next * PAGE + RECORD_AT;
    this.next = this.next === 0 ? 1 : 0;
    return { bytes: encodeRecord({ number: this.number, run: this.run ?? '', head }), at };
  }

  /** Removes the older record first: the pages that it leads to may be others by now. */
  private clear(): void {
    for (const index of [this.next, 1 - this.next]) {
      writeSync(this.fd, Buffer.alloc(RECORD_BYTES), 0, RECORD_BYTES, index * PAGE + RECORD_AT);
      fdatasyncSync(this.fd);
    }
  }
}
