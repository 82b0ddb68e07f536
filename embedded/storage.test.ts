import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { docOf, encode } from './bson-value.ts';
import { startDocumentStore } from './documents.ts';
import { Storage, StorageError, THIS_MACHINE } from './storage.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'xianfeng-storage-'));
});

afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

const key = (name: string): Buffer => Buffer.from(name);
const at = (): Storage => Storage.open(dataDir, () => performance.now());

describe.each([
  ['writes', false],
  ['large writes', true],
])('%s', (_, large) => {
  const run = (storage: Storage, work: () => void): Promise<void> =>
    // biome-ignore lint/correctness/useYield: a single step
    storage.write(function* () {
      work();
    }, large);

  it('are there after the store was opened again', async () => {
    const first = at();
    await run(first, () => first.put(key('a'), Buffer.from('1')));
    await first.close();
    const second = at();
    expect(second.get(key('a'))?.toString()).toBe('1');
    await second.close();
  });

  it('are undone as a whole when one of them fails unforeseen, and their neighbours are not', async () => {
    const storage = at();
    const outcomes = await Promise.allSettled([
      run(storage, () => storage.put(key('before'), Buffer.from('1'))),
      run(storage, () => {
        storage.put(key('half'), Buffer.from('1'));
        throw new TypeError('unforeseen');
      }),
      run(storage, () => storage.put(key('after'), Buffer.from('1'))),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(storage.get(key('half'))).toBeUndefined();
    expect(storage.get(key('before'))).toBeDefined();
    expect(storage.get(key('after'))).toBeDefined();
    await storage.close();
  });

  it('that take many steps are seen as a whole or not at all', async () => {
    let clock = 0;
    // A clock that leaps: after every step it is time to let readers in.
    const storage = Storage.open(dataDir, () => (clock += 100));
    const seen: string[] = [];
    let running = true;
    const writing = storage
      .write(function* () {
        for (let i = 0; i < 5; i++) {
          storage.put(key(`step${i}`), Buffer.from('1'));
          yield;
        }
      }, large)
      .finally(() => {
        running = false;
      });
    while (running) {
      const there = (name: string): string => (storage.get(key(name)) ? '1' : '0');
      seen.push(there('step0') + there('step4'));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writing;
    expect(new Set(seen.filter((state) => state !== '00' && state !== '11'))).toEqual(new Set());
    expect(seen.filter((state) => state === '00').length).toBeGreaterThan(3);
    expect(storage.get(key('step4'))).toBeDefined();
    await storage.close();
  });

  it('that take many steps let ranges be read meanwhile, as they were committed', async () => {
    let clock = 0;
    const storage = Storage.open(dataDir, () => (clock += 100));
    const names = () => storage.range(key('a'), key('b'), 10).map((entry) => String(entry.key));
    await storage.run(() => {
      for (const name of ['a1', 'a2']) storage.put(key(name), Buffer.from('1'));
    });
    const before = names();
    expect(before).toHaveLength(2);
    let running = true;
    const writing = storage
      .write(function* () {
        storage.remove(key('a1'));
        for (let i = 3; i < 8; i++) {
          storage.put(key(`a${i}`), Buffer.from('1'));
          yield;
        }
      })
      .finally(() => {
        running = false;
      });
    const seen: string[][] = [];
    while (running) {
      seen.push(names());
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writing;
    const after = names();
    expect(after).toHaveLength(6);
    // The last look may fall behind the commit.
    expect(seen.filter((each) => each.length === 2).length).toBeGreaterThan(3);
    for (const each of seen) expect([before, after]).toContainEqual(each);
    await storage.close();
  });

  it('are refused after the store was closed', async () => {
    const storage = at();
    await storage.close();
    await expect(storage.run(() => undefined)).rejects.toMatchObject({ code: 91 });
  });
});

it('writes after a slow commit are done together, and undone alone, as any others', async () => {
  let clock = 0;
  let calls = -1;
  // A clock by which nothing takes long but the commits, so that all after the first are done on the other thread.
  const storage = Storage.open(dataDir, () => {
    if (calls-- === 0) clock += 100;
    return clock;
  });
  storage.beforeCommit = () => {
    calls = 1;
  };
  const outcomes: string[] = [];
  for (let round = 0; round < 3; round++) {
    const group = await Promise.allSettled([
      storage.run(() => storage.put(key(`before ${round}`), Buffer.from('1'))),
      storage.run(() => {
        storage.put(key(`half ${round}`), Buffer.from('1'));
        throw new TypeError('unforeseen');
      }),
      storage.run(() => storage.put(key(`after ${round}`), Buffer.from('1'))),
    ]);
    outcomes.push(...group.map(({ status }) => status));
    await storage.flush();
  }
  expect(outcomes).toEqual([0, 1, 2].flatMap(() => ['fulfilled', 'rejected', 'fulfilled']));
  const names = storage.range(key('a'), key('z'), 100).map((entry) => String(entry.key));
  expect(names).toEqual(['after 0', 'after 1', 'after 2', 'before 0', 'before 1', 'before 2']);
  await storage.close();
});

describe.each([
  ['writes', false],
  ['large writes', true],
])('a disk that is nearly full: %s', (_, large) => {
  const MB = 1024 * 1024;
  const ENTRIES = 20_000;
  const name = (i: number): Buffer => key(`entry ${i}`);

  /** A store of about 10 MB, and a disk with as much room as one likes. */
  async function filled(): Promise<{ storage: Storage; disk: { free: number } }> {
    const disk = { free: 1000 * MB };
    const storage = Storage.open(dataDir, () => 0, { ...THIS_MACHINE, freeBytes: () => disk.free });
    await storage.run(() => {
      for (let i = 0; i < ENTRIES; i++) storage.put(name(i), Buffer.alloc(400, i));
    });
    return { storage, disk };
  }

  const write = (storage: Storage, work: () => void): Promise<void> =>
    // biome-ignore lint/correctness/useYield: a single step
    storage.write(function* () {
      work();
    }, large);

  const FULL = {
    code: 14031,
    codeName: 'OutOfDiskSpace',
    message: expect.stringMatching(/^the disk of .* is full/),
  };

  it('many removals are refused as a whole, a few are done', async () => {
    const { storage, disk } = await filled();
    disk.free = 18 * MB;
    await expect(
      write(storage, () => {
        for (let i = 0; i < ENTRIES; i++) storage.remove(name(i));
      }),
    ).rejects.toMatchObject(FULL);
    expect(storage.range(key('a'), key('z'), ENTRIES)).toHaveLength(ENTRIES);
    await write(storage, () => storage.remove(name(7)));
    expect(storage.get(name(7))).toBeUndefined();
    disk.free = 15 * MB;
    await expect(write(storage, () => storage.remove(name(8)))).rejects.toMatchObject(FULL);
    expect(storage.get(name(8))).toBeDefined();
    disk.free = 1000 * MB;
    await write(storage, () => {
      for (let i = 0; i < ENTRIES; i++) storage.remove(name(i));
    });
    expect(storage.range(key('a'), key('z'), ENTRIES)).toEqual([]);
    await storage.close();
  });

  it('a write that meets the end of the space on its way is undone, its neighbours are not', async () => {
    const { storage, disk } = await filled();
    const outcomes = await Promise.allSettled([
      write(storage, () => storage.put(key('before'), Buffer.from('1'))),
      write(storage, () => {
        for (let i = 0; i < ENTRIES; i++) {
          storage.put(name(i), Buffer.from('changed'));
          if (i === ENTRIES / 2) disk.free = 17 * MB;
        }
      }),
      write(storage, () => storage.put(key('later'), Buffer.from('1'))),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: FULL });
    expect(storage.get(name(0))).toEqual(Buffer.alloc(400, 0));
    expect(storage.get(key('before'))).toBeDefined();
    expect(storage.get(key('later'))).toBeDefined();
    await storage.close();
  });

  it('what does not fit is refused before it is written', async () => {
    const { storage, disk } = await filled();
    disk.free = 60 * MB;
    await expect(
      write(storage, () => {
        for (let i = 0; i < 100; i++) storage.put(key(`new ${i}`), Buffer.alloc(MB / 2));
      }),
    ).rejects.toMatchObject(FULL);
    expect(storage.get(key('new 0'))).toBeUndefined();
    await write(storage, () => {
      for (let i = 0; i < 20; i++) storage.put(key(`new ${i}`), Buffer.alloc(MB / 2));
    });
    expect(storage.get(key('new 19'))).toBeDefined();
    await storage.close();
  });
});

describe('ranges', () => {
  it('go forwards from the start and backwards from before the end', async () => {
    const storage = at();
    await storage.run(() => {
      for (const name of ['a', 'b', 'c', 'd']) storage.put(key(name), Buffer.from(name.toUpperCase()));
    });
    const names = (entries: { key: Buffer }[]): string[] => entries.map((entry) => entry.key.toString());
    expect(names(storage.range(key('b'), key('d'), 10))).toEqual(['b', 'c']);
    expect(names(storage.range(key('b'), key('d'), 1))).toEqual(['b']);
    expect(names(storage.range(key('b'), key('d'), 10, true))).toEqual(['c', 'b']);
    expect(names(storage.range(key('b'), key('d'), 1, true))).toEqual(['c']);
    const entries = storage.range(key('a'), key('z'), 10);
    storage.get(key('d'));
    expect(entries.map(({ value }) => value.toString())).toEqual(['A', 'B', 'C', 'D']);
    await storage.close();
  });
});

describe('a data directory', () => {
  it('belongs to one process at a time', async () => {
    const store = await startDocumentStore({ dataDir });
    await expect(startDocumentStore({ dataDir })).rejects.toThrow(/in use by process \d+/);
    await store.stop();
    await (await startDocumentStore({ dataDir })).stop();
  });

  it('is taken over from a process that is gone', async () => {
    writeFileSync(join(dataDir, 'documents.pid'), '999999999');
    const store = await startDocumentStore({ dataDir });
    expect(Number.parseInt(readFileSync(join(dataDir, 'documents.pid'), 'utf8'), 10)).toBe(process.pid);
    await store.stop();
  });

  it('of another format is refused with both versions named', async () => {
    const storage = at();
    await storage.run(() => storage.put(Buffer.alloc(5), encode(docOf({ format: 99, nextId: 1 }))));
    await storage.close();
    await expect(startDocumentStore({ dataDir })).rejects.toThrow(/format 99, .* reads format 1/);
  });

  it('with a damaged file is refused with a word on what to do', async () => {
    writeFileSync(join(dataDir, 'documents.mdb'), Buffer.alloc(40_000, 7));
    await expect(startDocumentStore({ dataDir })).rejects.toThrow(/damaged/);
  });

  it('with a file that was cut off is refused', async () => {
    const storage = at();
    await storage.run(() => {
      for (let i = 0; i < 2000; i++) storage.put(key(`k${i}`), Buffer.alloc(100, i));
    });
    await storage.close();
    truncateSync(join(dataDir, 'documents.mdb'), 3 * 4096);
    await expect(startDocumentStore({ dataDir })).rejects.toThrow(/cut off/);
  });

  it('with a file that may not be used is refused with a word on whose right is missing', () => {
    const machine = {
      ...THIS_MACHINE,
      run: () => {
        throw new Error('EROFS: read-only file system, open');
      },
    };
    expect(() => Storage.open(dataDir, () => 0, machine)).toThrow(/let the account .* read and write it/);
  });

  it('that cannot be written is refused', async () => {
    const file = join(dataDir, 'a-file');
    writeFileSync(file, '');
    await expect(startDocumentStore({ dataDir: join(file, 'inside') })).rejects.toThrow(StorageError);
    if (process.getuid?.() === 0) return;
    const readOnly = join(dataDir, 'read-only');
    mkdirSync(readOnly);
    chmodSync(readOnly, 0o500);
    await expect(startDocumentStore({ dataDir: readOnly })).rejects.toThrow(/cannot write/);
  });
});

describe('flushing', () => {
  const put = (storage: Storage, name: string): Promise<void> =>
    storage.run(() => storage.put(key(name), Buffer.from('1')));

  it('takes up what is committed while a flush runs, though nobody writes or waits any more', async () => {
    const due: (() => void)[] = [];
    const gates: (() => void)[] = [];
    let held = false;
    const storage = Storage.open(dataDir, () => 0, {
      ...THIS_MACHINE,
      run: () => 'first',
      later: (_, work) => {
        due.push(work);
        return () => {};
      },
      sync: async () => {
        if (held) await new Promise<void>((resolve) => gates.push(resolve));
      },
    });
    await put(storage, 'a');
    expect(due).toHaveLength(1);
    held = true;
    due.shift()!();
    while (gates.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await put(storage, 'b');
    held = false;
    gates.shift()!();
    for (let turns = 0; due.length === 0 && turns < 1000; turns++)
      await new Promise((resolve) => setImmediate(resolve));
    expect(due).toHaveLength(1);
    await storage.close();
  });

  it('goes back to the last state on the disk after a flush that failed, on the same run of the system', async () => {
    let fails = false;
    const machine = {
      ...THIS_MACHINE,
      run: () => 'first',
      later: () => () => {},
      sync: async (fd: number) => {
        if (fails) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
        await THIS_MACHINE.sync(fd);
      },
    };
    const storage = Storage.open(dataDir, () => 0, machine);
    await put(storage, 'a');
    await storage.flush();
    await put(storage, 'b');
    fails = true;
    await expect(storage.flush()).rejects.toThrow('start the store again');
    await expect(put(storage, 'c')).rejects.toThrow('nothing more is written');
    await storage.close().catch(() => {});
    fails = false;
    const again = Storage.open(dataDir, () => 0, machine);
    expect(again.get(key('a'))).toBeDefined();
    expect(again.get(key('b'))).toBeUndefined();
    await again.close();
  });

  it('leaves a file alone that an older version wrote to since its record', async () => {
    const machine = (run: string) => ({ ...THIS_MACHINE, run: () => run, later: () => () => {} });
    const storage = Storage.open(dataDir, () => 0, machine('first'));
    await put(storage, 'a');
    await storage.flush();
    const file = join(dataDir, 'documents.mdb');
    const recorded = readFileSync(file);
    // Much later, by something that knows no records: the page of the recorded root holds something else.
    for (let i = 0; i < 60; i++) {
      await put(storage, `b${i}`);
      await storage.flush();
    }
    await storage.close();
    const now = readFileSync(file);
    for (const page of [0, 4096]) recorded.copy(now, page + 2048, page + 2048, page + 4096);
    writeFileSync(file, now);
    const again = Storage.open(dataDir, () => 0, machine('second'));
    expect(again.get(key('b59'))).toBeDefined();
    await again.close();
  });

  it('opens after a kill although the next process has the same number', async () => {
    const storage = at();
    await storage.close();
    writeFileSync(join(dataDir, 'documents.pid'), String(process.pid));
    await at().close();
  });

  it('opens although another process has the number of the one that is gone', async (context) => {
    const storage = at();
    const mark = readFileSync(join(dataDir, 'documents.pid'), 'utf8');
    await storage.close();
    const [, run, began] = mark.split(' ');
    // only Linux tells when a process began
    if (!began) return context.skip();
    writeFileSync(join(dataDir, 'documents.pid'), `${process.ppid} ${run} ${began}`);
    await at().close();
    writeFileSync(join(dataDir, 'documents.pid'), String(process.ppid));
    expect(() => at()).toThrow(/in use by process/);
  });
});
