import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Document, MongoServerError } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STAGES } from './aggregate.ts';
import {
  conformancePage,
  OTHER_ACCUMULATORS,
  OTHER_COMMANDS,
  OTHER_EXPRESSIONS,
  OTHER_QUERY_OPERATORS,
  OTHER_STAGES,
  OTHER_UPDATE_OPERATORS,
} from './conformance.ts';
import { COMMANDS } from './documents.ts';
import { ACCUMULATORS, EXPRESSIONS } from './expression.ts';
import { QUERY_OPERATORS } from './query.ts';
import { openTestStore, type TestStore } from './test-store.ts';
import { UPDATE_OPERATORS } from './update.ts';

const PAGE = join(import.meta.dirname, 'CONFORMANCE.md');

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
  await store
    .collection('c')
    .insertOne({ _id: 1 as never, n: 5, s: 'abc', l: [1, 2, 3], o: { x: 1 }, t: true });
});

afterAll(async () => {
  await store.close();
});

async function codeOf(run: Promise<unknown>): Promise<number | undefined> {
  try {
    await run;
    return undefined;
  } catch (error) {
    return (error as MongoServerError).code as number;
  }
}

it('the page says what the tables say', () => {
  const page = conformancePage();
  if (process.env.CONFORMANCE === 'write') writeFileSync(PAGE, page);
  expect(
    readFileSync(PAGE, 'utf8'),
    'out of date: CONFORMANCE=write npx vitest run embedded/conformance',
  ).toBe(page);
});

/** A filter for each operator, with whether it finds the one document. */
const QUERIES: Record<string, [Document, boolean]> = {
  $eq: [{ n: { $eq: 5 } }, true],
  $ne: [{ n: { $ne: 5 } }, false],
  $gt: [{ n: { $gt: 4 } }, true],
  $gte: [{ n: { $gte: 5 } }, true],
  $lt: [{ n: { $lt: 5 } }, false],
  $lte: [{ n: { $lte: 5 } }, true],
  $in: [{ n: { $in: [1, 5] } }, true],
  $nin: [{ n: { $nin: [1, 5] } }, false],
  $not: [{ n: { $not: { $gt: 5 } } }, true],
  $exists: [{ missing: { $exists: false } }, true],
  $type: [{ n: { $type: 'int' } }, true],
  $mod: [{ n: { $mod: [2, 1] } }, true],
  $regex: [{ s: { $regex: '^ab' } }, true],
  $options: [{ s: { $regex: '^AB', $options: 'i' } }, true],
  $all: [{ l: { $all: [1, 3] } }, true],
  $elemMatch: [{ l: { $elemMatch: { $gt: 2, $lt: 3 } } }, false],
  $size: [{ l: { $size: 3 } }, true],
  $and: [{ $and: [{ n: 5 }, { s: 'abc' }] }, true],
  $or: [{ $or: [{ n: 6 }, { s: 'abc' }] }, true],
  $nor: [{ $nor: [{ n: 5 }] }, false],
  $expr: [{ $expr: { $gt: ['$n', 4] } }, true],
  $comment: [{ n: 5, $comment: 'why' }, true],
};

describe('query operators', () => {
  it.each([...QUERY_OPERATORS])('%s works', async (name) => {
    const [filter, finds] = QUERIES[name]!;
    expect(await store.collection('c').countDocuments(filter)).toBe(finds ? 1 : 0);
  });

  it.each([...OTHER_QUERY_OPERATORS, '$noSuchOperator'])('%s is refused', async (name) => {
    expect(await codeOf(store.collection('c').findOne({ n: { [name]: 1 } }))).toBe(2);
    expect(await codeOf(store.collection('c').findOne({ [name]: {} }))).toBe(2);
  });
});

/** For each update operator an update and the field that comes of it. */
const UPDATES: Record<string, [Document, string, unknown]> = {
  $set: [{ $set: { v: 1 } }, 'v', 1],
  $unset: [{ $unset: { n: '' } }, 'n', undefined],
  $inc: [{ $inc: { n: 2 } }, 'n', 7],
  $mul: [{ $mul: { n: 2 } }, 'n', 10],
  $min: [{ $min: { n: 2 } }, 'n', 2],
  $max: [{ $max: { n: 9 } }, 'n', 9],
  $rename: [{ $rename: { n: 'm' } }, 'm', 5],
  $setOnInsert: [{ $setOnInsert: { v: 1 } }, 'v', undefined],
  $push: [{ $push: { l: { $each: [9, 0], $position: 1, $sort: 1, $slice: 3 } } }, 'l', [0, 1, 2]],
  $pull: [{ $pull: { l: { $gte: 2 } } }, 'l', [1]],
  $pullAll: [{ $pullAll: { l: [1, 3] } }, 'l', [2]],
  $addToSet: [{ $addToSet: { l: { $each: [3, 4] } } }, 'l', [1, 2, 3, 4]],
  $pop: [{ $pop: { l: -1 } }, 'l', [2, 3]],
  $currentDate: [{ $currentDate: { v: true } }, 'v', expect.any(Date)],
};

describe('update operators', () => {
  it.each([...UPDATE_OPERATORS])('%s works', async (name) => {
    const [update, field, value] = UPDATES[name]!;
    const collection = store.collection();
    await collection.insertOne({ n: 5, l: [1, 2, 3] });
    await collection.updateOne({}, update);
    expect((await collection.findOne({}))?.[field]).toEqual(value);
  });

  it.each([...OTHER_UPDATE_OPERATORS, '$noSuchOperator'])('%s is refused', async (name) => {
    expect(await codeOf(store.collection('c').updateOne({ _id: 1 as never }, { [name]: { n: 1 } }))).toBe(9);
  });
});

const STAGE_SAMPLES: Record<string, unknown> = {
  $match: { n: 5 },
  $project: { n: 1 },
  $set: { v: '$n' },
  $addFields: { v: '$n' },
  $unset: 's',
  $group: { _id: '$n' },
  $sort: { n: 1 },
  $limit: 1,
  $skip: 0,
  $count: 'total',
  $unwind: '$l',
  $sample: { size: 1 },
};

describe('aggregation stages', () => {
  it.each([...STAGES])('%s works', async (name) => {
    const found = await store
      .collection('c')
      .aggregate([{ [name]: STAGE_SAMPLES[name] }])
      .toArray();
    expect(found).toHaveLength(name === '$unwind' ? 3 : 1);
  });

  it.each([...OTHER_STAGES, '$noSuchStage'])('%s is refused', async (name) => {
    const command = { aggregate: 'c', pipeline: [{ [name]: {} }], cursor: {} };
    expect(await codeOf(store.db.command(command))).toBe(40324);
  });
});

const ACCUMULATED: Record<string, [unknown, unknown]> = {
  $sum: ['$n', 5],
  $count: [{}, 1],
  $avg: ['$n', 5],
  $min: ['$n', 5],
  $max: ['$n', 5],
  $first: ['$s', 'abc'],
  $last: ['$s', 'abc'],
  $push: ['$n', [5]],
  $addToSet: ['$n', [5]],
  $mergeObjects: ['$o', { x: 1 }],
};

describe('accumulators', () => {
  it.each([...ACCUMULATORS])('%s works', async (name) => {
    const [operand, value] = ACCUMULATED[name]!;
    const pipeline = [{ $group: { _id: null, v: { [name]: operand } } }];
    expect(await store.collection('c').aggregate(pipeline).toArray()).toEqual([{ _id: null, v: value }]);
  });

  it.each([...OTHER_ACCUMULATORS, '$noSuchAccumulator'])('%s is refused', async (name) => {
    const pipeline = [{ $group: { _id: null, v: { [name]: '$n' } } }];
    expect(await codeOf(store.collection('c').aggregate(pipeline).toArray())).toBe(15952);
  });
});

const VALUES: Record<string, [unknown, unknown]> = {
  $eq: [['$n', 5], true],
  $ne: [['$n', 5], false],
  $gt: [['$n', 4], true],
  $gte: [['$n', 5], true],
  $lt: [['$n', 5], false],
  $lte: [['$n', 5], true],
  $cmp: [['$n', 9], -1],
  $and: [[true, '$n'], true],
  $or: [[false, 0], false],
  $not: [[false], true],
  $cond: [['$t', 1, 2], 1],
  // biome-ignore lint/suspicious/noThenProperty: it is the name of the field
  $switch: [{ branches: [{ case: false, then: 1 }], default: 2 }, 2],
  $ifNull: [['$missing', 'x'], 'x'],
  $add: [['$n', 1, 1], 7],
  $multiply: [['$n', 2], 10],
  $subtract: [['$n', 2], 3],
  $divide: [['$n', 2], 2.5],
  $mod: [['$n', 3], 2],
  $abs: [-3, 3],
  $ceil: [1.2, 2],
  $floor: [1.8, 1],
  $round: [2.5, 2],
  $trunc: [-1.8, -1],
  $concat: [['$s', '!'], 'abc!'],
  $toLower: ['ABC', 'abc'],
  $toUpper: ['$s', 'ABC'],
  $strLenCP: ['张三', 2],
  $strLenBytes: ['张三', 6],
  $substrCP: [['张三丰', 1, 2], '三丰'],
  $split: [
    ['a-b', '-'],
    ['a', 'b'],
  ],
  $trim: [{ input: ' a ' }, 'a'],
  $ltrim: [{ input: ' a ' }, 'a '],
  $rtrim: [{ input: ' a ' }, ' a'],
  $size: ['$l', 3],
  $isArray: ['$l', true],
  $isNumber: ['$n', true],
  $in: [[2, '$l'], true],
  $arrayElemAt: [['$l', -1], 3],
  $first: ['$l', 1],
  $last: ['$l', 3],
  $concatArrays: [
    ['$l', [4]],
    [1, 2, 3, 4],
  ],
  $reverseArray: ['$l', [3, 2, 1]],
  $slice: [
    ['$l', 1, 2],
    [2, 3],
  ],
  $filter: [{ input: '$l', as: 'i', cond: { $gt: ['$$i', 1] } }, [2, 3]],
  $map: [{ input: '$l', as: 'i', in: { $add: ['$$i', 1] } }, [2, 3, 4]],
  $reduce: [{ input: '$l', initialValue: 0, in: { $add: ['$$value', '$$this'] } }, 6],
  $let: [{ vars: { a: 1 }, in: { $add: ['$$a', '$n'] } }, 6],
  $setUnion: [
    [[2, 1], [1]],
    [1, 2],
  ],
  $setIntersection: [[[2, 1], [1]], [1]],
  $setDifference: [[[2, 1], [1]], [2]],
  $setIsSubset: [[[1], '$l'], true],
  $anyElementTrue: [[[0, 1]], true],
  $allElementsTrue: [[[0, 1]], false],
  $mergeObjects: [['$o', { y: 2 }], { x: 1, y: 2 }],
  $objectToArray: ['$o', [{ k: 'x', v: 1 }]],
  $arrayToObject: [[[{ k: 'x', v: 1 }]], { x: 1 }],
  $literal: ['$n', '$n'],
  $type: ['$n', 'int'],
  $toString: ['$n', '5'],
  $toBool: ['$n', true],
  $sum: ['$l', 6],
  $avg: ['$l', 2],
  $min: ['$l', 1],
  $max: ['$l', 3],
};

describe('expressions', () => {
  it.each([...EXPRESSIONS])('%s works', async (name) => {
    const [operand, value] = VALUES[name]!;
    const pipeline = [{ $project: { _id: 0, v: { [name]: operand } } }];
    expect(await store.collection('c').aggregate(pipeline).toArray()).toEqual([{ v: value }]);
  });

  it.each([...OTHER_EXPRESSIONS, '$noSuchExpression'])('%s is refused', async (name) => {
    const pipeline = [{ $project: { v: { [name]: '$n' } } }];
    expect(await codeOf(store.collection('c').aggregate(pipeline).toArray())).toBe(168);
  });
});

describe('commands', () => {
  it.each([...OTHER_COMMANDS, 'noSuchCommand'])('%s is refused', async (name) => {
    expect(await codeOf(store.db.command({ [name]: 1 }))).toBe(59);
  });

  it.each(COMMANDS.flatMap(({ name, refused = {} }) => Object.keys(refused).map((option) => [name, option])))(
    '%s refuses the option %s',
    async (name, option) => {
      expect(await codeOf(store.db.command({ [name!]: 'c', [option!]: true }))).toBe(238);
    },
  );

  it.each(COMMANDS.map(({ name }) => name))('%s refuses an option that nobody knows', async (name) => {
    expect(await codeOf(store.db.command({ [name]: 'c', noSuchOption: 1 }))).toBe(40415);
  });

  it.each(COMMANDS.map(({ name }) => name))('%s refuses to be part of a transaction', async (name) => {
    expect(await codeOf(store.db.command({ [name]: 'c', autocommit: false }))).toBe(20);
  });
});
