/**
 * Measures the embedded document store, in a process of its own, and beside it the oracle when there is one.
 *
 * Times are of a client of one connection unless they say "parallel"; the processor time is that of the server alone
 * (Linux only). With `ORACLE_URI` or `ORACLE=1` the same is done with the oracle, in the same run.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Collection, type Document, MongoClient } from 'mongodb';
import { isOracleWanted, startOracle } from '../../tests/oracle/start.ts';
import { startChild } from '../child.ts';

/** Operations of each small kind. */
const OPERATIONS = 2000;
const GROUPED = 100_000;
const STORED = 200_000;
const BATCH = 1000;
/** Requests under way at the same time where it says "parallel". */
const PARALLEL = 20;

interface Measured {
  /** Milliseconds: median, 99th percentile and longest time of one operation. */
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Microseconds of the server's processor time for one operation, where it can be read. */
  serverCpuUs: number | undefined;
}

/** Milliseconds of processor time of a process so far; undefined where the system does not tell. */
function cpuMs(pid: number | undefined): number | undefined {
  if (pid === undefined) return undefined;
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / clockTicks();
  } catch {
    return undefined;
  }
}

let ticks: number | undefined;

function clockTicks(): number {
  ticks ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  return ticks;
}

/** Resident memory of a process in MB; undefined where the system does not tell. */
function memoryMb(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
  } catch {
    return undefined;
  }
}

function round(n: number): number {
  return Math.round(n * 1000) / 1000;
}

async function measure(
  pid: number | undefined,
  count: number,
  parallel: number,
  operate: (i: number) => Promise<unknown>,
): Promise<Measured> {
  const times: number[] = [];
  const before = cpuMs(pid);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const i = next++;
      const start = performance.now();
      await operate(i);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  const after = cpuMs(pid);
  times.sort((a, b) => a - b);
  const at = (share: number): number =>
    round(times[Math.min(times.length - 1, Math.floor(times.length * share))]!);
  return {
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
    serverCpuUs:
      before === undefined || after === undefined ? undefined : Math.round(((after - before) * 1000) / count),
  };
}

async function once(operate: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await operate();
  return Math.round(performance.now() - start);
}

function row(i: number): Document {
  return {
    key: `row-${i}`,
    sender: `user${i % 500}`,
    day: `2026-${String(1 + (i % 12)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')}`,
    state: i % 7 === 0 ? 'planned' : 'sent',
    n: i,
    text: 'x'.repeat(120),
    tags: ['a', `t${i % 10}`],
  };
}

async function fill(collection: Collection<Document>, from: number, to: number): Promise<void> {
  for (let i = from; i < to; i += BATCH) {
    await collection.insertMany(Array.from({ length: Math.min(BATCH, to - i) }, (_, j) => row(i + j)));
  }
}

async function benchServer(uri: string, pid: number | undefined): Promise<Record<string, unknown>> {
  const client = new MongoClient(uri);
  try {
    const db = client.db('bench');
    await db.dropDatabase();
    const small = db.collection<Document>('small');
    await small.createIndexes([
      { key: { key: 1 }, unique: true, name: 'key' },
      { key: { day: 1, n: 1 }, name: 'day' },
    ]);
    // Both servers are asked once before it counts.
    await measure(pid, 200, 1, (i) => small.insertOne(row(-1 - i)));
    const insert = await measure(pid, OPERATIONS, 1, (i) => small.insertOne(row(i)));
    const pointRead = await measure(pid, OPERATIONS, 1, (i) => small.findOne({ key: `row-${i}` }));
    const update = await measure(pid, OPERATIONS, 1, (i) =>
      small.updateOne({ key: `row-${i}` }, { $inc: { n: 1 } }),
    );
    const durable = await measure(pid, 500, 1, (i) =>
      small.updateOne(
        { key: `row-${i}` },
        { $set: { state: 'done' } },
        { writeConcern: { w: 'majority', j: true } },
      ),
    ).catch(() => undefined);
    const parallelInsert = await measure(pid, OPERATIONS, PARALLEL, (i) =>
      small.insertOne(row(OPERATIONS + i)),
    );
    const large = db.collection<Document>('large');
    await large.createIndex({ day: 1, n: 1 });
    const fillMs = await once(() => fill(large, 0, GROUPED));
    const groupMs = await once(() =>
      large.aggregate([{ $group: { _id: '$sender', n: { $sum: 1 }, last: { $max: '$n' } } }]).toArray(),
    );
    const rangeWithSort = await measure(pid, 200, 1, (i) =>
      large
        .find({ day: { $gte: `2026-0${1 + (i % 9)}-10` } })
        .sort({ day: 1, n: 1 })
        .limit(50)
        .toArray(),
    );
    return {
      insert,
      pointRead,
      update,
      durableUpdate: durable,
      parallelInsert,
      insert100000InBatchesMs: fillMs,
      group100000Ms: groupMs,
      rangeWithSort,
      memoryMb: memoryMb(pid),
    };
  } finally {
    await client.close();
  }
}

/** How often each long command is measured. */
const TURNS = 3;
/** What may keep a server busy for long, over all documents of a collection that is filled with `STORED` of them. */
const LONG_COMMANDS: readonly [string, (large: Collection<Document>) => Promise<unknown>][] = [
  ['countByUnindexedField', (large) => large.countDocuments({ state: 'planned' })],
  ['findOneByUnindexedField', (large) => large.findOne({ text: 'nowhere' })],
  ['distinct', (large) => large.distinct('sender')],
  ['sortWithoutIndex', (large) => large.find().sort({ sender: 1, key: -1 }).limit(20).toArray()],
  ['groupByManyKeys', (large) => large.aggregate([{ $group: { _id: '$key' } }, { $count: 'n' }]).toArray()],
  ['readAll', (large) => large.find().toArray()],
  ['createIndex', (large) => large.createIndex({ sender: 1, key: 1 })],
  ['updateAll', (large) => large.updateMany({}, { $inc: { n: 1 } })],
  ['deleteHalf', (large) => large.deleteMany({ n: { $mod: [2, 0] } })],
  ['deleteAll', (large) => large.deleteMany({})],
];

/** Longest time in ms that another connection's small request waited while each long command ran, `TURNS` times. */
async function benchNeighbour(uri: string): Promise<Record<string, number[]>> {
  const client = new MongoClient(uri);
  const neighbour = startChild('neighbour', ['scripts/bench/neighbour.ts', uri]);
  try {
    const large = client.db('bench').collection<Document>('large');
    await neighbour.line(/(asking)/);
    const mark = () => {
      const longest = neighbour.message<number>();
      neighbour.process.send('mark');
      return longest;
    };
    const waited: Record<string, number[]> = Object.fromEntries(LONG_COMMANDS.map(([name]) => [name, []]));
    for (let turn = 0; turn < TURNS; turn += 1) {
      if (turn > 0) {
        await large.drop();
        await large.createIndex({ day: 1, n: 1 });
        await fill(large, 0, STORED);
      }
      for (const [name, run] of LONG_COMMANDS) {
        await mark();
        await run(large);
        // what it left behind is part of it: the commit's flush, the collection of its garbage
        await large.findOne({});
        waited[name]!.push(round(await mark()));
      }
    }
    return waited;
  } finally {
    await neighbour.stop();
    await client.close();
  }
}

/** Runs the measurements; the result is plain data. */
export default async function benchStore(): Promise<Record<string, unknown>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'xianfeng-bench-'));
  const start = () => startChild('embedded', ['embedded/main.ts', '--data', dataDir]);
  try {
    let child = start();
    const uri = await child.line(/(mongodb:\/\/\S+)/);
    const embedded = await benchServer(uri, child.process.pid);
    const client = new MongoClient(uri);
    await fill(client.db('bench').collection<Document>('large'), GROUPED, STORED);
    await client.close();
    await child.stop();
    const startMs = await once(async () => {
      child = start();
      const again = new MongoClient(await child.line(/(mongodb:\/\/\S+)/));
      await again
        .db('bench')
        .collection<Document>('large')
        .findOne({ n: STORED - 1, day: row(STORED - 1).day as string });
      await again.close();
    });
    embedded.startWith200000Ms = startMs;
    embedded.memoryAfterStartMb = memoryMb(child.process.pid);
    embedded.neighbourWaitedMs = await benchNeighbour(await child.line(/(mongodb:\/\/\S+)/));
    await child.stop();
    if (!isOracleWanted()) return { embedded };
    const oracle = await startOracle();
    try {
      return { embedded, oracle: await benchServer(oracle.uri, oracle.pid) };
    } finally {
      await oracle.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
