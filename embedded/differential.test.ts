import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOracleWanted, type Oracle, startOracle } from '../tests/oracle/start.ts';
import { compare, connect, Generator, perform, seeded } from './differential.ts';
import { openTestStore, type TestStore } from './test-store.ts';

/** Steps: 2,000 by default, more for a soak. */
const COUNT = Number(process.env.COUNT || 2000);
const SEED = Number(process.env.SEED || 20261121);
const TIMEOUT_MS = 60_000 + COUNT * 60;

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});

afterAll(async () => {
  await store.close();
});

describe.skipIf(!isOracleWanted())('beside the oracle (needs ORACLE_URI or ORACLE=1)', () => {
  let oracle: Oracle;

  beforeAll(async () => {
    oracle = await startOracle();
  }, 300_000);

  afterAll(async () => {
    await oracle?.stop();
  });

  it(
    'random operations have the same answers, or a difference that MongoDB’s documentation decides',
    async () => {
      const [ours, theirs] = await Promise.all([connect(store.uri), connect(oracle.uri)]);
      try {
        const report = await compare(ours, theirs, SEED, COUNT);
        expect(report.steps).toBe(COUNT);
        expect(report.differences.slice(0, 3), `seed ${SEED}`).toEqual([]);
      } finally {
        await Promise.all([ours.close(), theirs.close()]);
      }
    },
    TIMEOUT_MS,
  );
});

describe('with and without indexes', () => {
  it(
    'random queries have the same answers',
    async () => {
      const generator = new Generator(seeded(SEED));
      const plain = store.collection();
      const indexed = store.collection();
      const keys: Record<string, 1 | -1>[] = [
        { a: 1 },
        { b: -1 },
        { 'a.x': 1, _id: -1 },
        { c: 1, _id: 1 },
        { 'c.x.y': 1 },
      ];
      for (const key of keys) {
        await indexed.createIndex(key);
      }
      await indexed.createIndex({ d: 1 }, { sparse: true, name: 'sparse' });
      await indexed.createIndex(
        { b: 1 },
        { partialFilterExpression: { b: { $exists: true } }, name: 'partial' },
      );
      const documents = Array.from({ length: 150 }, (_, i) => generator.document(i));
      await Promise.all([plain.insertMany(documents), indexed.insertMany(documents)]);
      let compared = 0;
      for (let i = 0; i < Math.min(COUNT, 5000); i++) {
        const step = generator.step();
        if (step.name !== 'find' && step.name !== 'countDocuments') continue;
        const [a, b] = await Promise.all([perform(plain, step), perform(indexed, step)]);
        expect(b, JSON.stringify({ seed: SEED, step })).toEqual(a);
        compared++;
      }
      expect(compared).toBeGreaterThan(100);
    },
    TIMEOUT_MS,
  );

  it(
    'random changes keep documents and indexes together',
    async () => {
      const generator = new Generator(seeded(SEED + 1));
      const collection = store.collection();
      await collection.createIndexes([{ key: { a: 1 } }, { key: { 'b.y': -1 } }, { key: { c: 1, _id: 1 } }]);
      await collection.insertMany(Array.from({ length: 12 }, (_, i) => generator.document(i)));
      for (let i = 0; i < Math.min(COUNT, 3000); i++) {
        const step = generator.step();
        if (['find', 'aggregate', 'distinct', 'countDocuments'].includes(step.name)) continue;
        await perform(collection, step);
      }
      const all = await collection.find({}).toArray();
      expect(await collection.estimatedDocumentCount()).toBe(all.length);
      for (const path of ['a', 'b.y', 'c']) {
        // A range over all values, by the index, finds each document that has the field at all.
        for (const document of all) {
          const value: unknown = path
            .split('.')
            .reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], document);
          if (value === undefined || Array.isArray(value)) continue;
          const found = await collection.find({ [path]: value }).toArray();
          expect(
            found.map(({ _id }) => _id),
            JSON.stringify({ seed: SEED, path }),
          ).toContainEqual(document._id);
        }
      }
    },
    TIMEOUT_MS,
  );
});
