import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Document, MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkStore } from './check.ts';
import { seeded } from './differential.ts';

/** Kills: 20 by default, more for a soak. */
const KILLS = Number(process.env.KILLS || 20);
const SEED = Number(process.env.SEED || 20261121);
/** Milliseconds: a kill comes within this time after the first acknowledged batch. */
const LOAD_MS = 250;
const BATCH = 5;

let dataDir: string;

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'xianfeng-crash-'));
});

afterAll(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

async function startChild(): Promise<{ child: ChildProcess; uri: string }> {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'embedded/main.ts', '--data', dataDir], {
    cwd: join(import.meta.dirname, '..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const uri = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (line.startsWith('mongodb://')) resolve(line);
    });
    child.once('exit', (code) => reject(new Error(`the store ended with code ${code} before it was ready`)));
  });
  return { child, uri };
}

/** Documents that one command changes all at once; so many that it is a large write. */
const MANY = 12_000;

/** What the clients were told: acknowledged batches, the last acknowledged state of each counter, and of all of many. */
interface Told {
  batches: Set<number>;
  counters: Map<number, number>;
  generation: number;
}

/** @param onAcknowledged called at each acknowledged batch */
async function load(
  uri: string,
  told: Told,
  round: number,
  random: () => number,
  onAcknowledged: () => void,
): Promise<void> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 2000 });
  const db = client.db('crash');
  const worker = async (worker: number): Promise<void> => {
    for (let i = 0; ; i++) {
      const batch = (round * 10 + worker) * 100_000 + i;
      const documents = Array.from({ length: BATCH }, (_, n) => ({
        batch,
        n,
        tags: [`t${batch % 7}`, `u${n}`],
        text: 'x'.repeat(Math.floor(random() * 300)),
      }));
      const concern = i % 3 === 0 ? { writeConcern: { w: 'majority' as const } } : {};
      await db.collection('batches').insertMany(documents, concern);
      told.batches.add(batch);
      onAcknowledged();
      const counter = worker;
      const value = (told.counters.get(counter) ?? 0) + 1;
      await db
        .collection<Document>('counters')
        .updateOne(
          { _id: counter as unknown as Document['_id'] },
          { $set: { value, half: value, label: `v${value}` } },
          { upsert: true, ...concern },
        );
      told.counters.set(counter, value);
    }
  };
  const changeMany = async (): Promise<void> => {
    for (;;) {
      await db.collection('many').updateMany({}, { $inc: { generation: 1 } });
      told.generation++;
    }
  };
  try {
    // Others wait while all of many are changed, so it is only done in every fourth round.
    await Promise.allSettled([...[0, 1, 2].map(worker), ...(round % 4 === 1 ? [changeMany()] : [])]);
  } finally {
    await client.close(true);
  }
}

async function verify(uri: string, told: Told): Promise<void> {
  const client = new MongoClient(uri);
  try {
    const db = client.db('crash');
    const groups = await db
      .collection('batches')
      .aggregate<{ _id: number; n: number }>([{ $group: { _id: '$batch', n: { $sum: 1 } } }])
      .toArray();
    const found = new Map(groups.map(({ _id, n }) => [_id, n]));
    for (const [batch, n] of found) expect(n, `batch ${batch} is whole`).toBe(BATCH);
    for (const batch of told.batches) expect(found.has(batch), `batch ${batch} was acknowledged`).toBe(true);
    for (const [counter, value] of told.counters) {
      const document = await db
        .collection<Document>('counters')
        .findOne({ _id: counter as unknown as Document['_id'] });
      expect(document?.value, `counter ${counter}`).toBeGreaterThanOrEqual(value);
      expect(document?.half).toBe(document?.value);
      expect(document?.label).toBe(`v${document?.value}`);
      // What an unacknowledged write left is the state from which the next round goes on.
      told.counters.set(counter, document?.value as number);
    }
    const generations = await db.collection('many').distinct('generation');
    expect(generations, 'all of many are alike').toHaveLength(1);
    expect(generations[0]).toBeGreaterThanOrEqual(told.generation);
    told.generation = generations[0] as number;
    expect(await db.collection('many').countDocuments({})).toBe(MANY);
  } finally {
    await client.close();
  }
}

it(
  'every acknowledged write survives a kill, none is there by half, and the indexes agree',
  async () => {
    const random = seeded(SEED);
    const told: Told = { batches: new Set(), counters: new Map(), generation: 0 };
    for (let round = 0; round < KILLS; round++) {
      const { child, uri } = await startChild();
      if (round === 0) {
        const client = new MongoClient(uri);
        await client
          .db('crash')
          .collection('batches')
          .createIndexes([{ key: { batch: 1, n: 1 }, unique: true }, { key: { tags: 1 } }]);
        await client
          .db('crash')
          .collection('many')
          .insertMany(Array.from({ length: MANY }, (_, i) => ({ i, generation: 0 })));
        await client.db('crash').collection('many').createIndex({ generation: 1, i: 1 });
        await client.close();
      } else await verify(uri, told);
      const killed = new Promise((resolve) => child.once('exit', resolve));
      const wait = random() * LOAD_MS;
      // From the first acknowledged batch on, so that a slow machine is under load as well when the kill comes.
      let timer: NodeJS.Timeout | undefined;
      const loading = load(uri, told, round, random, () => {
        timer ??= setTimeout(() => child.kill('SIGKILL'), wait);
      });
      await killed;
      await loading;
      clearTimeout(timer);
      const { faults } = await checkStore(dataDir);
      expect(faults, `seed ${SEED}, kill ${round}`).toEqual([]);
    }
    expect(told.batches.size).toBeGreaterThanOrEqual(KILLS);
    const { child, uri } = await startChild();
    await verify(uri, told);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  },
  60_000 + KILLS * 20_000,
);
