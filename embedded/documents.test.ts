import { connect, type Socket } from 'node:net';
import {
  Binary,
  BSON,
  BSONRegExp,
  Decimal128,
  type Document,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  MongoClient,
  ObjectId,
  Timestamp,
} from 'mongodb';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_CONNECTIONS } from './documents.ts';
import { openTestStore, type TestStore } from './test-store.ts';

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});

afterAll(async () => {
  await store.close();
});

const RAW = { promoteValues: false, promoteBuffers: false, bsonRegExp: true } as const;

describe('types', () => {
  it('are kept apart through a round trip, also after a restart', async () => {
    const document = {
      _id: new Int32(1),
      names: new Map<string, unknown>([
        ['2', 'a name like a number keeps its place'],
        ['1', new Int32(7)],
      ]),
      int: new Int32(1),
      double: new Double(1),
      minusZero: new Double(-0),
      nan: new Double(Number.NaN),
      long: Long.fromString('9007199254740993'),
      decimal: Decimal128.fromString('1.10'),
      date: new Date(-1),
      id: new ObjectId('00112233445566778899aabb'),
      binary: new Binary(Buffer.from([1, 2, 3]), 5),
      uuid: new Binary(Buffer.alloc(16, 7), 4),
      regex: new BSONRegExp('^a.*', 'i'),
      timestamp: new Timestamp({ t: 5, i: 4_294_967_295 }),
      min: new MinKey(),
      max: new MaxKey(),
      nothing: null,
      text: '中文 and 😀',
      list: [new Int32(1), new Double(2), ['x'], { y: null }],
      deep: { a: { b: { c: [] } } },
    };
    const collection = store.collection('types');
    await collection.insertOne(document as unknown as Document);
    const bytes = BSON.serialize(document);
    const read = async (): Promise<Buffer> => {
      const found = (await store
        .collection('types')
        .findOne({}, { ...RAW, raw: true })) as unknown as Uint8Array;
      return Buffer.from(found);
    };
    expect((await read()).equals(Buffer.from(bytes))).toBe(true);
    await store.restart();
    expect((await read()).equals(Buffer.from(bytes))).toBe(true);
    await store.collection('types').updateOne({ _id: 1 as never }, { $set: { added: 1 } });
    const after = BSON.serialize({ ...document, added: new Int32(1) });
    expect((await read()).equals(Buffer.from(after))).toBe(true);
  });

  it('of numbers compare by value and widen by type', async () => {
    const collection = store.collection();
    await collection.insertMany([
      { _id: 1 as never, n: new Int32(2_147_483_647) },
      { _id: 2 as never, n: Long.fromString('9223372036854775807') },
      { _id: 3 as never, n: new Double(1.5) },
    ]);
    await collection.updateOne({ _id: 1 as never }, { $inc: { n: new Int32(1) } });
    await collection.updateOne({ _id: 3 as never }, { $inc: { n: new Double(0.5) } });
    await expect(
      collection.updateOne({ _id: 2 as never }, { $inc: { n: new Int32(1) } }),
    ).rejects.toMatchObject({ code: 2 });
    const [first, , third] = await collection.find({}, { sort: { _id: 1 }, promoteValues: false }).toArray();
    expect(first?.n).toEqual(Long.fromNumber(2_147_483_648));
    expect(third?.n).toEqual(new Double(2));
    expect(await collection.countDocuments({ n: { $gte: new Decimal128('2'), $lt: 3 } })).toBe(1);
  });

  it('that cannot be computed with are refused, not rounded', async () => {
    const collection = store.collection();
    await collection.insertOne({ d: Decimal128.fromString('0.1'), at: new Date(0) });
    await expect(collection.updateOne({}, { $inc: { d: 1 } })).rejects.toMatchObject({ code: 238 });
    await expect(
      collection.aggregate([{ $group: { _id: null, s: { $sum: '$d' } } }]).toArray(),
    ).rejects.toMatchObject({ code: 238 });
    await expect(
      collection.aggregate([{ $project: { x: { $add: ['$at', 1] } } }]).toArray(),
    ).rejects.toMatchObject({ code: 238 });
  });

  it('of ten tenths sum up to one', async () => {
    const collection = store.collection();
    await collection.insertMany(Array.from({ length: 10 }, () => ({ x: 0.1 })));
    const [group] = await collection
      .aggregate([{ $group: { _id: null, s: { $sum: '$x' }, a: { $avg: '$x' } } }])
      .toArray();
    expect(group).toEqual({ _id: null, s: 1, a: 0.1 });
  });
});

describe('indexes', () => {
  it('that are unique say which key was twice', async () => {
    const collection = store.collection('unique');
    await collection.createIndex({ a: 1, 'b.c': -1 }, { unique: true });
    await collection.insertOne({ a: 1, b: { c: 'x' } });
    await expect(collection.insertOne({ a: 1, b: { c: 'x' } })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { a: 1, 'b.c': -1 },
      keyValue: { a: 1, 'b.c': 'x' },
      message:
        'E11000 duplicate key error collection: test.unique index: a_1_b.c_-1 dup key: { a: 1, b.c: "x" }',
    });
    await collection.insertOne({ a: 1, b: { c: 'y' } });
    await expect(collection.updateOne({ 'b.c': 'y' }, { $set: { 'b.c': 'x' } })).rejects.toMatchObject({
      code: 11000,
    });
    expect(await collection.countDocuments({ 'b.c': 'y' })).toBe(1);
  });

  it('stay unique after a restart, the one on _id as well', async () => {
    await store.collection('again').insertOne({ _id: 'x' as never });
    await store.restart();
    await expect(store.collection('again').insertOne({ _id: 'x' as never })).rejects.toMatchObject({
      code: 11000,
    });
    expect(await store.collection('again').findOne({ _id: 'x' as never })).toEqual({ _id: 'x' });
  });

  it('that are sparse or partial leave documents out', async () => {
    const collection = store.collection();
    await collection.createIndex({ s: 1 }, { unique: true, sparse: true });
    await collection.createIndex({ p: 1 }, { unique: true, partialFilterExpression: { open: true } });
    await collection.insertMany([{ p: 1 }, { p: 1 }, { p: 1, open: true }]);
    await expect(collection.insertOne({ p: 1, open: true })).rejects.toMatchObject({ code: 11000 });
    await collection.insertOne({ s: null, p: 2 });
    await expect(collection.insertOne({ s: null, p: 3 })).rejects.toMatchObject({ code: 11000 });
    expect(await collection.countDocuments({ s: null })).toBe(4);
    expect(await collection.countDocuments({ p: 1, open: true })).toBe(1);
    expect(await collection.countDocuments({ p: 1 })).toBe(3);
  });

  it('cannot be built over what contradicts them', async () => {
    const collection = store.collection();
    await collection.insertMany([{ a: 1 }, { a: 1 }, { b: [1], c: [2] }]);
    await expect(collection.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 });
    await expect(collection.createIndex({ b: 1, c: 1 })).rejects.toMatchObject({ code: 171 });
    expect((await collection.indexes()).map(({ name }) => name)).toEqual(['_id_']);
    await collection.createIndex({ a: 1 });
    expect(await collection.countDocuments({ a: 1 })).toBe(2);
  });

  it('of the same name or key are not made twice', async () => {
    const collection = store.collection();
    await collection.createIndex({ a: 1 }, { name: 'one' });
    await collection.createIndex({ a: 1 }, { name: 'one' });
    await expect(collection.createIndex({ a: 1 }, { name: 'two' })).rejects.toMatchObject({ code: 85 });
    await expect(collection.createIndex({ b: 1 }, { name: 'one' })).rejects.toMatchObject({ code: 86 });
    await collection.dropIndex('one');
    await expect(collection.dropIndex('one')).rejects.toMatchObject({ code: 27 });
  });

  it('over arrays find each document once', async () => {
    const collection = store.collection();
    await collection.createIndex({ tags: 1 });
    await collection.insertMany([{ tags: ['a', 'b', 'c'] }, { tags: [] }, { tags: 'b' }, {}]);
    expect(await collection.countDocuments({ tags: { $gte: 'a' } })).toBe(2);
    expect(await collection.countDocuments({ tags: { $in: ['a', 'b'] } })).toBe(2);
    expect(await collection.countDocuments({ tags: { $gt: 'a', $lt: 'c' } })).toBe(2);
    expect(await collection.countDocuments({ tags: null })).toBe(1);
    expect(await collection.countDocuments({ tags: [] })).toBe(1);
  });

  it('make a search among many documents short', async () => {
    const collection = store.collection();
    await collection.insertMany(Array.from({ length: 20_000 }, (_, i) => ({ day: i % 365, n: i })));
    const perSearch = async (): Promise<number> => {
      const start = performance.now();
      for (let i = 0; i < 5; i++)
        await collection
          .find({ day: 100, n: { $gt: 19_000 } })
          .sort({ n: -1 })
          .limit(1)
          .toArray();
      return (performance.now() - start) / 5;
    };
    const without = await perSearch();
    await collection.createIndex({ day: 1, n: 1 });
    expect(await perSearch()).toBeLessThan(without / 2);
    const [last] = await collection.find({ day: 100 }).sort({ n: -1 }).limit(1).toArray();
    expect(last?.n).toBe(19_810);
  });
});

describe('cursors', () => {
  it('give everything in batches, are closed at the end and can be killed', async () => {
    const collection = store.collection('cursors');
    await collection.insertMany(Array.from({ length: 250 }, (_, i) => ({ i })));
    expect(await collection.find({}).toArray()).toHaveLength(250);
    const cursor = collection.find({}, { batchSize: 10 });
    await cursor.next();
    const id = cursor.id as Long;
    await cursor.close();
    await expect(store.db.command({ getMore: id, collection: 'cursors' })).rejects.toMatchObject({
      code: 43,
    });
  });

  it('stay open after a batch that is just full, unless the limit is reached', async () => {
    const collection = store.collection('full');
    await collection.insertMany([{ i: 1 }, { i: 2 }]);
    const open = await store.db.command({ find: 'full', batchSize: 2 });
    expect(open.cursor.id).not.toEqual(0);
    const rest = await store.db.command({
      getMore: Long.fromString(String(open.cursor.id)),
      collection: 'full',
    });
    expect(rest.cursor).toMatchObject({ id: 0, nextBatch: [] });
    expect((await store.db.command({ find: 'full', batchSize: 2, limit: 2 })).cursor.id).toBe(0);
    expect((await store.db.command({ find: 'full', batchSize: 1, singleBatch: true })).cursor.id).toBe(0);
  });

  it('end with an error when their time is over', async () => {
    const collection = store.collection();
    await collection.insertMany(Array.from({ length: 30_000 }, (_, i) => ({ i })));
    await expect(
      collection.aggregate([{ $group: { _id: '$i', n: { $sum: 1 } } }], { maxTimeMS: 1 }).toArray(),
    ).rejects.toMatchObject({ code: 50 });
  });
});

describe('collections', () => {
  it('are listed, renamed and dropped', async () => {
    const db = store.client.db('names');
    await db.createCollection('one');
    await db.collection<Document>('two').insertOne({ a: 1 });
    expect((await db.listCollections().toArray()).map(({ name }) => name)).toEqual(['one', 'two']);
    await expect(db.renameCollection('two', 'one')).rejects.toMatchObject({ code: 48 });
    await db.renameCollection('two', 'one', { dropTarget: true });
    expect(await db.collection('one').countDocuments()).toBe(1);
    await db.renameCollection('one', 'three');
    expect((await db.listCollections({ name: 'three' }).toArray()).map(({ name }) => name)).toEqual([
      'three',
    ]);
    expect((await store.client.db().admin().listDatabases()).databases.map(({ name }) => name)).toContain(
      'names',
    );
    await db.dropDatabase();
    expect(await db.listCollections().toArray()).toEqual([]);
    await db.collection<Document>('three').insertOne({ a: 2 });
    expect(
      await db
        .collection('three')
        .find({}, { projection: { _id: 0 } })
        .toArray(),
    ).toEqual([{ a: 2 }]);
  });
});

describe('the server', () => {
  it('says what it is', async () => {
    expect(await store.db.admin().command({ buildInfo: 1 })).toMatchObject({
      xianfengEmbedded: true,
      version: '7.0.0',
    });
    const hello = await store.db.command({ hello: 1 });
    expect(hello).toMatchObject({ isWritablePrimary: true, maxWireVersion: 21 });
    expect(hello).not.toHaveProperty('setName');
  });

  it('serves mongoose, with its sessions and its validation', async () => {
    const connection = await mongoose
      .createConnection(`${store.uri}&appName=test`, { dbName: 'goose' })
      .asPromise();
    const schema = new mongoose.Schema(
      { name: { type: String, unique: true }, tags: [String], n: Number },
      { timestamps: true },
    );
    const Model = connection.model('Thing', schema);
    await Model.init();
    const thing = await Model.create({ name: 'a', tags: ['x', 'y'], n: 1 });
    (thing.tags as unknown as { pull(tag: string): void }).pull('x');
    thing.n = 2;
    await thing.save();
    await Model.findOneAndUpdate({ name: 'a' }, { $inc: { n: 1 }, $push: { tags: 'z' } });
    expect(await Model.findOne({ name: 'a' }).lean()).toMatchObject({
      name: 'a',
      tags: ['y', 'z'],
      n: 3,
      __v: 1,
    });
    await expect(Model.create({ name: 'a' })).rejects.toMatchObject({ code: 11000 });
    await connection.close();
  });

  it('does unacknowledged writes in their order', async () => {
    const client = new MongoClient(store.uri, { maxPoolSize: 1 });
    const collection = client.db('test').collection<Document>('unacknowledged', { writeConcern: { w: 0 } });
    for (let i = 0; i < 20; i++) await collection.insertOne({ i });
    await collection.updateMany({}, { $inc: { i: 100 } });
    expect(await collection.find({}).sort({ i: 1 }).toArray()).toHaveLength(20);
    expect(await collection.countDocuments({ i: { $gte: 100 } })).toBe(20);
    await client.close();
  });

  it('refuses what is no message by closing the connection, and goes on serving others', async () => {
    const port = Number(new URL(store.uri).port);
    const socket = connect({ host: '127.0.0.1', port });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'));
    await closed;
    expect(await store.db.command({ ping: 1 })).toEqual({ ok: 1 });
  });

  it('answers a malformed document with an error', async () => {
    const port = Number(new URL(store.uri).port);
    const socket = connect({ host: '127.0.0.1', port });
    const message = Buffer.alloc(26 + 4);
    message.writeInt32LE(message.length, 0);
    message.writeInt32LE(2013, 12);
    message.writeInt32LE(9, 21);
    const answer = await new Promise<Buffer>((resolve) => {
      socket.once('data', resolve);
      socket.write(message);
    });
    expect(BSON.deserialize(answer.subarray(21))).toMatchObject({ ok: 0, code: 22 });
    socket.destroy();
  });

  it('takes as many connections as it says, and no more', async () => {
    const other = await openTestStore();
    const port = Number(new URL(other.uri).port);
    const sockets: Socket[] = [];
    const open = (): Promise<boolean> =>
      new Promise((resolve) => {
        const socket = connect({ host: '127.0.0.1', port });
        sockets.push(socket);
        socket.once('error', () => resolve(false));
        socket.once('close', () => resolve(false));
        // A request shows that the connection is served.
        socket.once('data', () => resolve(true));
        socket.once('connect', () => socket.write(ping()));
      });
    const served: boolean[] = [];
    for (let i = 0; i < MAX_CONNECTIONS + 2; i++) served.push(await open());
    expect(served.filter(Boolean)).toHaveLength(MAX_CONNECTIONS);
    for (const socket of sockets) socket.destroy();
    await other.close();
  });

  it('lets others work while one command goes through many documents', async () => {
    const collection = store.collection();
    const documents = Array.from({ length: 60_000 }, (_, i) => ({ i, text: 'x'.repeat(50) }));
    await collection.insertMany(documents);
    const small = store.collection();
    await small.insertOne({ _id: 1 as never });
    let reads = 0;
    let running = true;
    const reader = (async () => {
      while (running) {
        await small.findOne({ _id: 1 as never });
        reads++;
      }
    })();
    await collection.updateMany({}, { $inc: { i: 1 } });
    const duringUpdate = reads;
    await collection.aggregate([{ $group: { _id: '$i' } }, { $count: 'n' }]).toArray();
    const duringGroup = reads - duringUpdate;
    running = false;
    await reader;
    // A command that never yields lets at most the reads through that were under way when it began and ended.
    expect(duringUpdate).toBeGreaterThan(2);
    expect(duringGroup).toBeGreaterThan(2);
  }, 120_000);

  it('does concurrent claims of one row once each', async () => {
    const collection = store.collection();
    await collection.insertMany(Array.from({ length: 30 }, (_, i) => ({ i, state: 'planned' })));
    const claim = () =>
      collection.findOneAndUpdate({ state: 'planned' }, { $set: { state: 'taken' } }, { sort: { i: 1 } });
    const claimed = await Promise.all(Array.from({ length: 40 }, claim));
    const ids = claimed.filter((row) => row !== null).map((row) => row.i as number);
    expect(new Set(ids).size).toBe(30);
    expect(ids).toHaveLength(30);
  });
});

function ping(): Buffer {
  const body = BSON.serialize({ ping: 1, $db: 'admin' });
  const head = Buffer.alloc(21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(2013, 12);
  return Buffer.concat([head, body]);
}
