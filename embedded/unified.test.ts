import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BSON, type Document } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStore, type TestStore } from './test-store.ts';
import { mismatch, runUnified, type UnifiedOutcome } from './unified.ts';

/** A directory with files of MongoDB's CRUD specification tests. */
const DIRECTORY = process.env.UNIFIED_TESTS;

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});

afterAll(async () => {
  await store.close();
});

const INITIAL: Document[] = [
  {
    _id: 1,
    x: 11,
    tags: ['a', 'b'],
    scores: [
      { k: 'm', v: 1 },
      { k: 'n', v: 2 },
    ],
  },
  { _id: 2, x: 22, tags: ['b'], scores: [] },
  { _id: 3, x: 33 },
];

/** Puts tests into a file of the format, with one client, database and collection. */
function file(description: string, tests: Document[]): Document {
  return {
    description,
    schemaVersion: '1.0',
    createEntities: [
      { client: { id: 'client0', observeEvents: ['commandStartedEvent'] } },
      { database: { id: 'database0', client: 'client0', databaseName: 'unified' } },
      { collection: { id: 'collection0', database: 'database0', collectionName: 'coll0' } },
    ],
    initialData: [{ databaseName: 'unified', collectionName: 'coll0', documents: INITIAL }],
    tests,
  };
}

function operation(name: string, args: Document, expected: Document = {}): Document {
  return { name, object: 'collection0', arguments: args, ...expected };
}

function outcome(...documents: Document[]): Document[] {
  return [{ databaseName: 'unified', collectionName: 'coll0', documents }];
}

const [ONE, TWO, THREE] = INITIAL as [Document, Document, Document];

const WORKING = file('what works', [
  {
    description: 'find goes on over several batches',
    operations: [
      operation(
        'find',
        { filter: { x: { $gte: 11 } }, sort: { _id: 1 }, batchSize: 1 },
        { expectResult: [ONE, TWO, THREE] },
      ),
    ],
  },
  {
    description: 'findOne takes sort, skip and projection',
    operations: [
      operation(
        'findOne',
        { filter: {}, sort: { _id: -1 }, skip: 1, projection: { x: 1 } },
        { expectResult: { _id: 2, x: 22 } },
      ),
    ],
  },
  {
    // The driver makes an _id where it finds null, so the command itself is sent.
    description: 'null is an _id like any other',
    operations: [
      {
        name: 'runCommand',
        object: 'database0',
        arguments: { commandName: 'insert', command: { insert: 'coll0', documents: [{ a: 1, _id: null }] } },
        expectResult: { n: 1 },
      },
      {
        name: 'runCommand',
        object: 'database0',
        arguments: { commandName: 'insert', command: { insert: 'coll0', documents: [{ _id: null }] } },
        expectResult: {
          n: 0,
          writeErrors: [
            {
              index: 0,
              code: 11000,
              keyPattern: { _id: 1 },
              keyValue: { _id: null },
              errmsg: { $$exists: true },
            },
          ],
        },
      },
      operation(
        'updateOne',
        { filter: { _id: null }, update: { $set: { a: 2 } }, upsert: true },
        { expectResult: { matchedCount: 1 } },
      ),
      operation('deleteOne', { filter: { _id: null } }, { expectResult: { deletedCount: 1 } }),
      operation(
        'updateOne',
        { filter: { _id: null }, update: { $unset: { a: '' } }, upsert: true },
        { expectResult: { upsertedCount: 1 } },
      ),
      operation('deleteOne', { filter: { _id: null } }, { expectResult: { deletedCount: 1 } }),
      operation(
        'replaceOne',
        { filter: { y: 1 }, replacement: { y: 2, _id: null }, upsert: true },
        { expectResult: { upsertedCount: 1 } },
      ),
    ],
    outcome: outcome({ _id: null, y: 2 }, ONE, TWO, THREE),
  },
  {
    description: 'an unordered insertMany goes on after a duplicate',
    operations: [
      operation(
        'insertMany',
        { documents: [{ _id: 4 }, { _id: 1 }, { _id: 5 }], ordered: false },
        { expectError: { isClientError: false, expectResult: { insertedCount: 2 } } },
      ),
    ],
    outcome: outcome(ONE, TWO, THREE, { _id: 4 }, { _id: 5 }),
  },
  {
    description: 'an ordered insertMany ends at a duplicate',
    operations: [
      operation(
        'insertMany',
        { documents: [{ _id: 4 }, { _id: 1 }, { _id: 5 }] },
        { expectError: { errorCode: 11000 } },
      ),
    ],
    outcome: outcome(ONE, TWO, THREE, { _id: 4 }),
  },
  {
    description: 'updateOne counts what it matched and what it changed',
    operations: [
      operation(
        'updateOne',
        { filter: { _id: 1 }, update: { $set: { x: 11 } } },
        { expectResult: { matchedCount: 1, modifiedCount: 0 } },
      ),
      operation(
        'updateOne',
        { filter: { _id: 1 }, update: { $inc: { x: 1 } } },
        { expectResult: { matchedCount: 1, modifiedCount: 1 } },
      ),
    ],
    outcome: outcome({ ...ONE, x: 12 }, TWO, THREE),
  },
  {
    description: 'an upsert takes the equalities of the filter',
    operations: [
      operation(
        'updateOne',
        {
          filter: { _id: 9, kind: 'k' },
          update: { $set: { 'a.b': 1 }, $setOnInsert: { born: true } },
          upsert: true,
        },
        { expectResult: { matchedCount: 0, modifiedCount: 0, upsertedId: 9 } },
      ),
    ],
    outcome: outcome(ONE, TWO, THREE, { _id: 9, kind: 'k', a: { b: 1 }, born: true }),
  },
  {
    description: 'array filters choose the elements that change',
    operations: [
      operation(
        'updateMany',
        { filter: {}, update: { $set: { 'scores.$[s].v': 9 } }, arrayFilters: [{ 's.k': 'n' }] },
        { expectError: { errorCode: 2 } },
      ),
      operation('updateOne', {
        filter: { _id: 1 },
        update: { $set: { 'scores.$[s].v': 9 } },
        arrayFilters: [{ 's.k': 'n' }],
      }),
    ],
    outcome: outcome(
      {
        ...ONE,
        scores: [
          { k: 'm', v: 1 },
          { k: 'n', v: 9 },
        ],
      },
      TWO,
      THREE,
    ),
  },
  {
    description: 'the positional operator changes the element that the filter found',
    operations: [
      operation('updateOne', { filter: { 'scores.v': 2 }, update: { $inc: { 'scores.$.v': 5 } } }),
      operation(
        'updateMany',
        { filter: { tags: 'b' }, update: { $set: { 'tags.$': 'B' } } },
        { expectResult: { modifiedCount: 2 } },
      ),
    ],
    outcome: outcome(
      {
        ...ONE,
        tags: ['a', 'B'],
        scores: [
          { k: 'm', v: 1 },
          { k: 'n', v: 7 },
        ],
      },
      { ...TWO, tags: ['B'] },
      THREE,
    ),
  },
  {
    description: 'replaceOne keeps the _id and nothing else',
    operations: [
      operation(
        'replaceOne',
        { filter: { _id: 3 }, replacement: { y: 1 } },
        { expectResult: { modifiedCount: 1 } },
      ),
      operation(
        'replaceOne',
        { filter: { _id: 3 }, replacement: { _id: 4 } },
        { expectError: { errorCode: 66 } },
      ),
      operation(
        'replaceOne',
        { filter: { _id: 7 }, replacement: { y: 2 }, upsert: true },
        { expectResult: { upsertedId: 7 } },
      ),
    ],
    outcome: outcome(ONE, TWO, { _id: 3, y: 1 }, { _id: 7, y: 2 }),
  },
  {
    description: 'deleteOne takes one, deleteMany all',
    operations: [
      operation('deleteOne', { filter: { x: { $gt: 20 } } }, { expectResult: { deletedCount: 1 } }),
      operation('deleteMany', { filter: { x: { $gt: 0 } } }, { expectResult: { deletedCount: 2 } }),
    ],
    outcome: outcome(),
  },
  {
    description: 'findOneAndUpdate gives the document before or after',
    operations: [
      operation(
        'findOneAndUpdate',
        { filter: {}, update: { $inc: { x: 1 } }, sort: { x: -1 }, projection: { x: 1 } },
        { expectResult: { _id: 3, x: 33 } },
      ),
      operation(
        'findOneAndUpdate',
        { filter: { _id: 3 }, update: { $inc: { x: 1 } }, returnDocument: 'After' },
        { expectResult: { _id: 3, x: 35 } },
      ),
      operation(
        'findOneAndUpdate',
        { filter: { _id: 8 }, update: { $inc: { x: 1 } } },
        { expectResult: null },
      ),
    ],
    outcome: outcome(ONE, TWO, { _id: 3, x: 35 }),
  },
  {
    description: 'findOneAndReplace and findOneAndDelete',
    operations: [
      operation(
        'findOneAndReplace',
        { filter: { _id: 3 }, replacement: { z: 1 }, returnDocument: 'After' },
        { expectResult: { _id: 3, z: 1 } },
      ),
      operation('findOneAndDelete', { filter: { _id: 2 } }, { expectResult: TWO }),
    ],
    outcome: outcome(ONE, { _id: 3, z: 1 }),
  },
  {
    description: 'a field that no statement has fails the whole command, before the first statement',
    operations: [
      {
        name: 'runCommand',
        object: 'database0',
        arguments: {
          commandName: 'update',
          command: {
            update: 'coll0',
            updates: [
              { q: { _id: 1 }, u: { $set: { x: 0 } } },
              { q: {}, u: { $set: { x: 0 } }, sort: { _id: -1 } },
            ],
          },
        },
        expectError: { errorCode: 40415 },
      },
      {
        name: 'runCommand',
        object: 'database0',
        arguments: {
          commandName: 'delete',
          command: {
            delete: 'coll0',
            deletes: [
              { q: { _id: 1 }, limit: 1 },
              { q: {}, limit: 2 },
            ],
          },
        },
        expectError: { errorCode: 9 },
      },
      // What a filter or an update contains is looked at in its turn.
      operation(
        'bulkWrite',
        {
          requests: [
            { deleteOne: { filter: { _id: 1 } } },
            { deleteOne: { filter: { _id: 2, $unknown: 1 } } },
            { deleteOne: { filter: { _id: 3 } } },
          ],
        },
        { expectError: { errorCode: 2, expectResult: { deletedCount: 1 } } },
      ),
    ],
    outcome: outcome(TWO, THREE),
  },
  {
    description: 'an ordered bulkWrite ends at the first failure',
    operations: [
      operation(
        'bulkWrite',
        {
          requests: [
            { insertOne: { document: { _id: 4 } } },
            { updateOne: { filter: { _id: 4 }, update: { $set: { y: 1 } } } },
            { insertOne: { document: { _id: 4 } } },
            { deleteOne: { filter: { _id: 1 } } },
          ],
          ordered: true,
        },
        { expectError: { errorCode: 11000 } },
      ),
    ],
    outcome: outcome(ONE, TWO, THREE, { _id: 4, y: 1 }),
  },
  {
    description: 'an unordered bulkWrite does all it can',
    operations: [
      operation(
        'bulkWrite',
        {
          requests: [
            { insertOne: { document: { _id: 1 } } },
            { deleteMany: { filter: { _id: { $in: [2, 3] } } } },
            { replaceOne: { filter: { _id: 5 }, replacement: { r: 1 }, upsert: true } },
          ],
          ordered: false,
        },
        { expectError: { errorCode: 11000 } },
      ),
    ],
    outcome: outcome(ONE, { _id: 5, r: 1 }),
  },
  {
    description: 'aggregate goes on over several batches',
    operations: [
      operation(
        'aggregate',
        {
          pipeline: [{ $sort: { _id: 1 } }, { $match: { x: { $gt: 11 } } }, { $project: { x: 1 } }],
          batchSize: 1,
          comment: { why: 1 },
        },
        {
          expectResult: [
            { _id: 2, x: 22 },
            { _id: 3, x: 33 },
          ],
        },
      ),
    ],
  },
  {
    description: 'counts and distinct values',
    operations: [
      operation('countDocuments', { filter: { x: { $gt: 11 } }, skip: 1 }, { expectResult: 1 }),
      operation('estimatedDocumentCount', {}, { expectResult: 3 }),
      operation('distinct', { fieldName: 'tags', filter: {} }, { expectResult: ['a', 'b'] }),
    ],
  },
]);

const COLLATION = { locale: 'en', strength: 2 };

/** One operation beyond the subset a test: each must be refused, and must change nothing. */
const BEYOND = file(
  'what is refused',
  [
    ['find', { filter: {}, collation: COLLATION }],
    ['find', { filter: {}, hint: '_id_' }],
    ['find', { filter: {}, let: { a: 1 } }],
    ['find', { filter: {}, showRecordId: true }],
    ['find', { filter: {}, returnKey: true }],
    ['aggregate', { pipeline: [], collation: COLLATION }],
    ['aggregate', { pipeline: [], let: { a: 1 } }],
    ['aggregate', { pipeline: [], hint: '_id_' }],
    ['aggregate', { pipeline: [{ $out: 'other' }] }],
    [
      'aggregate',
      { pipeline: [{ $lookup: { from: 'coll0', localField: 'a', foreignField: 'b', as: 'c' } }] },
    ],
    ['countDocuments', { filter: {}, collation: COLLATION }],
    ['distinct', { fieldName: 'x', filter: {}, collation: COLLATION }],
    ['updateOne', { filter: {}, update: { $set: { x: 0 } }, collation: COLLATION }],
    ['updateOne', { filter: {}, update: { $set: { x: 0 } }, hint: '_id_' }],
    ['updateOne', { filter: {}, update: { $set: { x: 0 } }, sort: { _id: -1 } }],
    ['updateOne', { filter: {}, update: { $set: { x: 0 } }, let: { a: 1 } }],
    ['updateOne', { filter: {}, update: [{ $set: { x: 0 } }] }],
    ['updateMany', { filter: {}, update: { $set: { x: 0 } }, collation: COLLATION }],
    ['replaceOne', { filter: {}, replacement: { x: 0 }, sort: { _id: -1 } }],
    ['replaceOne', { filter: {}, replacement: { x: 0 }, hint: '_id_' }],
    ['deleteOne', { filter: {}, collation: COLLATION }],
    ['deleteMany', { filter: {}, hint: '_id_' }],
    ['deleteOne', { filter: {}, let: { a: 1 } }],
    ['findOneAndUpdate', { filter: {}, update: { $set: { x: 0 } }, collation: COLLATION }],
    ['findOneAndUpdate', { filter: {}, update: { $set: { x: 0 } }, hint: '_id_' }],
    ['findOneAndUpdate', { filter: {}, update: [{ $set: { x: 0 } }] }],
    ['findOneAndDelete', { filter: {}, let: { a: 1 } }],
    ['findOneAndReplace', { filter: {}, replacement: {}, collation: COLLATION }],
    ['createIndex', { keys: { x: 1 }, expireAfterSeconds: 60 }],
    ['createIndex', { keys: { x: 1 }, name: 'c', collation: COLLATION }],
    [
      'bulkWrite',
      { requests: [{ updateOne: { filter: {}, update: { $set: { x: 0 } }, collation: COLLATION } }] },
    ],
  ].map(([name, args]) => ({
    description: `${String(name)} with ${JSON.stringify(args)}`,
    operations: [operation(name as string, args as Document)],
  })),
);

describe('tests of our own in the unified format', () => {
  it('all that use the subset pass', async () => {
    const outcomes = await runUnified(WORKING, store.uri);
    expect(outcomes.filter(({ result }) => result !== 'passed')).toEqual([]);
    expect(outcomes).toHaveLength(WORKING.tests.length);
  });

  it('all that go beyond it are refused and change nothing', async () => {
    const outcomes = await runUnified(BEYOND, store.uri);
    expect(outcomes.filter(({ result }) => result !== 'refused')).toEqual([]);
    expect(await store.client.db('unified').collection('coll0').find({}).toArray()).toEqual(INITIAL);
  });

  it('the runner finds a planted wrong answer', async () => {
    const planted = file('planted', [
      {
        description: 'wrong result',
        operations: [operation('countDocuments', { filter: {} }, { expectResult: 4 })],
      },
      {
        description: 'wrong outcome',
        operations: [operation('deleteOne', { filter: { _id: 1 } })],
        outcome: outcome(ONE, TWO, THREE),
      },
      {
        description: 'no error',
        operations: [operation('countDocuments', { filter: {} }, { expectError: { isError: true } })],
      },
      {
        description: 'another error',
        operations: [
          operation('insertOne', { document: { _id: 1 } }, { expectError: { isClientError: true } }),
        ],
      },
      {
        description: 'another event',
        operations: [operation('deleteOne', { filter: { _id: 1 } })],
        expectEvents: [
          { client: 'client0', events: [{ commandStartedEvent: { command: { delete: 'other' } } }] },
        ],
      },
      {
        description: 'one event less',
        operations: [operation('deleteOne', { filter: { _id: 1 } })],
        expectEvents: [{ client: 'client0', events: [] }],
      },
      {
        description: 'null where a document was expected',
        operations: [operation('findOne', { filter: { _id: 9 } }, { expectResult: { _id: 9 } })],
      },
    ]);
    const outcomes = await runUnified(planted, store.uri);
    expect(outcomes.filter(({ result }) => result !== 'failed')).toEqual([]);
    expect(outcomes).toHaveLength(planted.tests.length);
    expect(mismatch({ a: { $$exists: false } }, { a: 1 })).toBeDefined();
  });
});

// The files are MongoDB’s own and not kept here: whoever has them names their directory.
if (DIRECTORY)
  describe('MongoDB’s CRUD specification tests', () => {
    it('none has another answer', async () => {
      const files = readdirSync(DIRECTORY!).filter((name) => name.endsWith('.json'));
      const outcomes: UnifiedOutcome[] = [];
      for (const name of files) {
        const parsed = BSON.EJSON.parse(readFileSync(join(DIRECTORY!, name), 'utf8')) as Document;
        outcomes.push(...(await runUnified(parsed, store.uri)));
      }
      const of = (wanted: UnifiedOutcome['result']) => outcomes.filter(({ result }) => result === wanted);
      const counts = (['passed', 'refused', 'skipped', 'failed'] as const).map(
        (result) => `${of(result).length} ${result}`,
      );
      process.stdout.write(`${DIRECTORY}: ${counts.join(', ')}\n`);
      expect(of('failed')).toEqual([]);
      expect(of('passed').length).toBeGreaterThan(0);
    }, 600_000);
  });
