/**
 * The spool: callbacks that came while the document store was away, appended still encrypted to a file, and
 * drained in order once it is back. A callback that nobody can read, when its turn comes, is set aside in a file beside
 * it, so that it does not hold up the others.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const Line = z.object({
  /** The raw query string. */
  search: z.string(),
  /** The body, base64: still encrypted by WeCom's key. */
  body: z.string(),
  receivedAt: z.number(),
  order: z.number(),
});
export type SpooledCallback = z.infer<typeof Line>;

const NAME = /^spool-(\d+)-\d+\.jsonl$/;

export interface Spool {
  /** Appends a callback and flushes it to the disk. Throws when the disk refuses. */
  append(callback: SpooledCallback): void;
  /** Whether anything waits to be drained: later callbacks must queue behind it. */
  isEmpty(): boolean;
  /**
   * Hands over what waits, oldest first, and deletes it once all of it was taken.
   * @param take stores one callback, or says that it never can; a throw leaves everything in place for the next time
   * @returns how many were taken
   */
  drain(take: (callback: SpooledCallback) => Promise<'stored' | 'unreadable'>): Promise<number>;
}

/**
 * Opens the spool of this process in a folder, adopting the files of processes that are gone.
 * @param isAlive whether a process of a pid still runs on this machine
 */
export function openSpool(
  folder: string,
  pid: number,
  startedAt: number,
  isAlive: (pid: number) => boolean,
): Spool {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const own = join(folder, `spool-${pid}-${startedAt}.jsonl`);
  let waiting = readdirSync(folder)
    .filter((file) => {
      const owner = Number(NAME.exec(file)?.[1]);
      return NAME.test(file) && (owner === pid || !isAlive(owner));
    })
    .sort()
    .map((file) => join(folder, file));
  const unreadable = join(folder, `unreadable-${pid}-${startedAt}.jsonl`);
  /** What this process set aside already: an interrupted drain meets the same lines again. */
  const aside = new Set<string>();
  let isDraining = false;

  return {
    append(callback) {
      appendLine(own, JSON.stringify(callback));
      if (!waiting.includes(own)) waiting.push(own);
    },
    isEmpty: () => waiting.length === 0,
    async drain(take) {
      if (isDraining) return 0;
      isDraining = true;
      let taken = 0;
      try {
        for (const file of [...waiting]) {
          let done = 0;
          // Lines may be appended while earlier ones are being stored: go on until nothing new is there.
          for (;;) {
            const lines = readLines(file).slice(done);
            if (lines.length === 0) break;
            for (const line of lines) {
              if ((await take(line)) === 'stored') taken += 1;
              else setAside(JSON.stringify(line));
              done += 1;
            }
          }
          unlinkSync(file);
          waiting = waiting.filter((other) => other !== file);
        }
      } finally {
        isDraining = false;
      }
      return taken;
    },
  };

  function setAside(line: string): void {
    if (aside.has(line)) return;
    appendLine(unreadable, line);
    aside.add(line);
  }
}

function appendLine(path: string, line: string): void {
  const file = openSync(path, 'a', 0o600);
  try {
    writeSync(file, `${line}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Whole lines only: a line that was cut off by a power cut was never acknowledged. */
function readLines(file: string): SpooledCallback[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      try {
        const parsed = Line.safeParse(JSON.parse(line));
        return parsed.success ? [parsed.data] : [];
      } catch {
        return [];
      }
    });
}
