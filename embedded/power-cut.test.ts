/**
 * Power cuts, simulated: what the system had brought to the disk when the power went is there, of what was written
 * later any part, in sectors.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { seeded } from './differential.ts';
import { type Machine, Storage, THIS_MACHINE } from './storage.ts';

/** Runs of a store, each with several cuts; more for a soak. */
const RUNS = Number(process.env.RUNS || 2);
const SEED = Number(process.env.SEED || 20261129);
const CUTS = 20;
const ENDS = 4;
const COMMITS = 50;
/** Bytes that a disk writes as a whole. */
const SECTOR = 512;

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'xianfeng-power-cut-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const fileIn = (dataDir: string): string => join(dataDir, 'documents.mdb');
const steady = (): number => 0;

/** A machine whose system runs under a name, and that flushes only when it is told to. */
function machine(run: string | undefined): Machine {
  return { ...THIS_MACHINE, run: () => run, later: () => () => {} };
}

/** The last commits at a moment: the one that was promised to be on the disk, the one acknowledged, the one begun. */
interface Promised {
  flushed: number;
  acknowledged: number;
  begun: number;
}

/** All that was ever written to a file, sector by sector, and from which moment on what of it was on the disk. */
class Disk {
  /** For each sector its contents, each with the moment from which on it was there. */
  private readonly sectors: { moment: number; bytes: Buffer }[][] = [];
  private readonly sizes: number[] = [];
  private readonly path: string;
  private readonly tell: () => Promised;
  private moment = -1;
  /** For each moment. */
  readonly promised: Promised[] = [];
  /** What was written up to this moment is on the disk. */
  private synced = 0;
  private readonly syncedAt: number[] = [];

  constructor(path: string, tell: () => Promised) {
    this.path = path;
    this.tell = tell;
    this.look();
  }

  /** Notes what the file is like now. */
  look(): void {
    this.moment++;
    this.promised.push(this.tell());
    const file = readFileSync(this.path);
    this.sizes.push(file.length);
    this.syncedAt.push(this.synced);
    for (let at = 0; at < file.length; at += SECTOR) {
      const bytes = file.subarray(at, at + SECTOR);
      this.sectors[at / SECTOR] ??= [];
      const versions = this.sectors[at / SECTOR]!;
      if (!versions.at(-1)?.bytes.equals(bytes)) versions.push({ moment: this.moment, bytes });
    }
  }

  /** To be called in place of the machine's own. */
  async sync(fd: number): Promise<void> {
    this.look();
    const before = this.moment;
    await THIS_MACHINE.sync(fd);
    this.synced = Math.max(this.synced, before);
    this.look();
  }

  /** A file as a power cut at a moment may leave it. */
  cut(moment: number, random: () => number): Buffer {
    const base = this.syncedAt[moment]!;
    const size = random() < 0.5 ? this.sizes[base]! : this.sizes[moment]!;
    const file = Buffer.alloc(size);
    // Sometimes hardly anything of what came later is there, sometimes nearly all, and of the heads apart from it.
    const [ofHeads, ofRest] = [random(), random()].map((share) =>
      Math.min(1, Math.max(0, share * 1.4 - 0.2)),
    );
    for (let at = 0; at < size; at += SECTOR) {
      const versions = this.sectors[at / SECTOR]!.filter((version) => version.moment <= moment);
      const least = versions.findLastIndex((version) => version.moment <= base);
      const possible = versions.slice(Math.max(0, least));
      // What was never flushed may be missing altogether.
      const oldest = least === -1 ? Buffer.alloc(SECTOR) : possible[0]!.bytes;
      const later = random() < (at < 8192 ? ofHeads! : ofRest!);
      (later ? possible[Math.floor(random() * possible.length)]!.bytes : oldest).copy(file, at);
    }
    return file;
  }

  /** The file as it was at a moment. */
  whole(moment: number): Buffer {
    return Buffer.concat(
      this.sectors
        .slice(0, this.sizes[moment]! / SECTOR)
        .map((versions) => versions.findLast((version) => version.moment <= moment)!.bytes),
    );
  }
}

type State = ReadonlyMap<string, string>;

/** One transaction with changes of all sizes; returns what is in the store afterwards. */
async function change(storage: Storage, before: State, random: () => number): Promise<State> {
  const after = new Map(before);
  const pick = (count: number): number => Math.floor(random() * count);
  const many = random() < 0.2 ? 120 : 8;
  // biome-ignore lint/correctness/useYield: a single step
  await storage.write(function* () {
    for (let i = 0; i < many; i++) {
      const key = `key ${String(pick(1200)).padStart(4, '0')}`;
      if (random() < 0.3) {
        storage.remove(Buffer.from(key));
        after.delete(key);
      } else {
        const value = String(pick(1e9)).repeat(1 + pick(random() < 0.1 ? 1500 : 30));
        storage.put(Buffer.from(key), Buffer.from(value));
        after.set(key, value);
      }
    }
    const number = String(1 + Number(before.get('number') ?? 0));
    storage.put(Buffer.from('number'), Buffer.from(number));
    after.set('number', number);
  }, random() < 0.2);
  return after;
}

function contents(storage: Storage): State {
  return new Map(
    storage
      .range(Buffer.from([0]), Buffer.from([255]), 1e6)
      .map(({ key, value }) => [String(key), String(value)]),
  );
}

/** The keys that are not alike in two states. */
function differences(a: State, b: State): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key));
}

/** A store under load, flushed now and then while it goes on; its process was ended before in the middle of its work. */
async function work(random: () => number): Promise<{ disk: Disk; states: State[] }> {
  const states: State[] = [new Map()];
  const before = mkdtempSync(join(directory, 'before-'));
  const ended = Storage.open(before, steady, machine('first'));
  for (let i = 0; i < COMMITS / 3; i++) {
    states.push(await change(ended, states.at(-1)!, random));
    if (i === 5) await ended.flush();
  }
  const dataDir = mkdtempSync(join(directory, 'store-'));
  writeFileSync(fileIn(dataDir), readFileSync(fileIn(before)));
  await ended.close();
  let disk: Disk | undefined;
  const storage = Storage.open(dataDir, steady, { ...machine('first'), sync: (fd) => disk!.sync(fd) });
  // What is there at the start is on the disk from then on.
  let flushed = states.length - 1;
  let begun = flushed;
  disk = new Disk(fileIn(dataDir), () => ({ flushed, acknowledged: states.length - 1, begun }));
  const flushes: Promise<void>[] = [];
  for (let i = 0; i < COMMITS; i++) {
    begun++;
    states.push(await change(storage, states.at(-1)!, random));
    disk.look();
    if (random() < 0.25) {
      const number = states.length - 1;
      flushes.push(
        storage.flush().then(() => {
          flushed = Math.max(flushed, number);
          disk.look();
        }),
      );
    }
    if (random() < 0.2) await Promise.all(flushes);
  }
  await Promise.all(flushes);
  await storage.close();
  return { disk, states };
}

/** Opens a file after the system was started again, or only the process. */
async function inspect(
  file: Buffer,
  run: string | undefined,
  random: () => number,
  check: (state: State) => void,
): Promise<void> {
  const dataDir = mkdtempSync(join(directory, 'after-'));
  writeFileSync(fileIn(dataDir), file);
  let storage = Storage.open(dataDir, steady, machine(run));
  let state = contents(storage);
  check(state);
  // It also goes on from there: the free pages that it finds are free.
  for (let i = 0; i < 6; i++) state = await change(storage, state, random);
  expect(differences(contents(storage), state)).toEqual([]);
  await storage.close();
  storage = Storage.open(dataDir, steady, machine(run));
  expect(differences(contents(storage), state)).toEqual([]);
  await storage.close();
  rmSync(dataDir, { recursive: true });
}

it.each(Array.from({ length: RUNS }, (_, i) => SEED + i))(
  'a store is whole after a power cut, with all that was flushed, and loses nothing when only its process ends (seed %i)',
  async (seed) => {
    const random = seeded(seed);
    const { disk, states } = await work(random);
    const { promised } = disk;
    expect(promised.at(-1)!.flushed).toBeGreaterThan(0);
    const anyMoment = (): number => Math.floor(random() * promised.length);
    for (let i = 0; i < CUTS; i++) {
      const moment = anyMoment();
      const { flushed, begun } = promised[moment]!;
      // A file may also be carried to a system that has no name for its run.
      await inspect(disk.cut(moment, random), i % 5 === 0 ? undefined : 'second', random, (state) => {
        const number = Number(state.get('number') ?? 0);
        expect(number, `cut at ${moment}`).toBeGreaterThanOrEqual(flushed);
        expect(number, `cut at ${moment}`).toBeLessThanOrEqual(begun);
        expect(differences(state, states[number]!)).toEqual([]);
      });
    }
    for (let i = 0; i < ENDS; i++) {
      const moment = anyMoment();
      await inspect(disk.whole(moment), 'first', random, (state) => {
        const number = Number(state.get('number') ?? 0);
        expect(number, `ended at ${moment}`).toBeGreaterThanOrEqual(promised[moment]!.acknowledged);
        expect(differences(state, states[number]!)).toEqual([]);
      });
    }
  },
  60_000,
);

it('a disk that failed is written to no more, and what was promised stays promised', async () => {
  const dataDir = mkdtempSync(join(directory, 'store-'));
  let failing = false;
  const storage = Storage.open(dataDir, steady, {
    ...machine('first'),
    sync: async (fd) => {
      if (failing) throw new Error('EIO: i/o error, fdatasync');
      await THIS_MACHINE.sync(fd);
    },
  });
  const key = Buffer.from('key');
  await storage.run(() => storage.put(key, Buffer.from('flushed')));
  await storage.flush();
  failing = true;
  await storage.run(() => storage.put(key, Buffer.from('not flushed')));
  await expect(storage.flush()).rejects.toThrow(/EIO/);
  failing = false;
  await expect(storage.flush()).rejects.toThrow(/EIO/);
  await expect(storage.run(() => storage.remove(key))).rejects.toThrow(/EIO/);
  const file = readFileSync(fileIn(dataDir));
  await expect(storage.close()).rejects.toThrow(/EIO/);
  await inspect(file, 'second', seeded(1), (state) => expect(state.get('key')).toBe('flushed'));
});
