import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type Job, Queue, QueueEvents, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedRedis, startRedis } from './redis.ts';

let redis: EmbeddedRedis;
const open: { close(): Promise<unknown> }[] = [];

beforeAll(async () => {
  redis = await startRedis();
});

afterAll(async () => {
  for (const each of open.reverse()) await each.close();
  await redis.stop();
});

function connection(): { host: string; port: number; maxRetriesPerRequest: null } {
  return { host: '127.0.0.1', port: redis.port, maxRetriesPerRequest: null };
}

/** A queue with a worker, and a promise for the nth finished job. */
async function queueOf(
  name: string,
  work: (job: Job) => Promise<unknown>,
): Promise<{ queue: Queue; finished(count: number): Promise<Job[]> }> {
  const queue = new Queue(name, { connection: connection() });
  const worker = new Worker(name, work, { connection: connection() });
  const events = new QueueEvents(name, { connection: connection() });
  open.push(queue, worker, events);
  const done: Job[] = [];
  const waiting: (() => void)[] = [];
  worker.on('completed', (job) => {
    done.push(job);
    for (const check of waiting) check();
  });
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady(), events.waitUntilReady()]);
  return {
    queue,
    finished: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (done.length >= count) resolve(done.slice(0, count));
        };
        waiting.push(check);
        check();
      }),
  };
}

describe('BullMQ on the embedded Redis', () => {
  it('works off jobs that are added', async () => {
    const { queue, finished } = await queueOf('adds', async (job) => job.data.n * 2);
    await queue.addBulk([1, 2, 3].map((n) => ({ name: 'double', data: { n } })));
    const jobs = await finished(3);
    expect(jobs.map((job) => job.returnvalue).sort()).toEqual([2, 4, 6]);
  });

  it('starts a delayed job after its delay, not before', async () => {
    const { queue, finished } = await queueOf('delays', async () => Date.now());
    const delay = 150;
    const job = await queue.add('later', {}, { delay });
    const [done] = await finished(1);
    expect(done?.returnvalue).toBeGreaterThanOrEqual(job.timestamp + delay);
  });

  it('tries a failed job again, as often as it may', async () => {
    let calls = 0;
    const { queue, finished } = await queueOf('retries', async () => {
      calls++;
      if (calls < 3) throw new Error('not yet');
      return calls;
    });
    await queue.add('stubborn', {}, { attempts: 5, backoff: { type: 'fixed', delay: 10 } });
    const [done] = await finished(1);
    expect(done?.attemptsMade).toBe(3);
    expect(calls).toBe(3);
  });

  it('takes a job of the same id or deduplication id once', async () => {
    const queue = new Queue('dedupes', { connection: connection() });
    open.push(queue);
    await queue.add('once', { n: 1 }, { jobId: 'row-1' });
    await queue.add('once', { n: 2 }, { jobId: 'row-1' });
    await queue.add('once', { n: 3 }, { deduplication: { id: 'd1' } });
    await queue.add('once', { n: 4 }, { deduplication: { id: 'd1' } });
    const waiting = await queue.getJobs(['waiting']);
    expect(waiting.map((job) => job.data.n).sort()).toEqual([1, 3]);
  });

  it('keeps job schedulers with time zones, and upserts them', async () => {
    const queue = new Queue('schedules', { connection: connection() });
    open.push(queue);
    const options = { pattern: '0 8 * * 1', tz: 'Asia/Shanghai' };
    await queue.upsertJobScheduler('weekly', options, { name: 'digest', data: {} });
    await queue.upsertJobScheduler(
      'weekly',
      { ...options, pattern: '30 9 * * *' },
      { name: 'digest', data: {} },
    );
    const schedulers = await queue.getJobSchedulers();
    expect(schedulers.map(({ key, tz, pattern }) => ({ key, tz, pattern }))).toEqual([
      { key: 'weekly', tz: 'Asia/Shanghai', pattern: '30 9 * * *' },
    ]);
    const next = new Date(schedulers[0]!.next!);
    // 9:30 in Shanghai is 1:30 UTC, on any day of the year.
    expect([next.getUTCHours(), next.getUTCMinutes()]).toEqual([1, 30]);
    await queue.removeJobScheduler('weekly');
    expect(await queue.getJobSchedulers()).toEqual([]);
  });

  it('runs a scheduler that comes every few milliseconds again and again', async () => {
    const { queue, finished } = await queueOf('ticks', async (job) => job.name);
    await queue.upsertJobScheduler('tick', { every: 40 }, { name: 'tick', data: {} });
    const jobs = await finished(3);
    expect(jobs.map((job) => job.returnvalue)).toEqual(['tick', 'tick', 'tick']);
    await queue.removeJobScheduler('tick');
  });
});

describe('the server', () => {
  it('keeps keys until they expire and forgets everything at FLUSHALL', async () => {
    const client = new Redis(connection());
    await client.set('k', 'v', 'PX', 60_000);
    expect(await client.get('k')).toBe('v');
    expect(await client.eval('return redis.call("incr", KEYS[1])', 1, 'n')).toBe(1);
    await client.flushall();
    expect(await client.get('k')).toBeNull();
    client.disconnect();
  });

  it('listens on loopback only', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((each) => each && !each.internal && each.family === 'IPv4');
    if (!outside) return;
    const refused = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: outside.address, port: redis.port });
      socket.once('connect', () => {
        socket.destroy();
        resolve(false);
      });
      socket.once('error', () => resolve(true));
    });
    expect(refused).toBe(true);
  });

  it('stops although clients are connected', async () => {
    const other = await startRedis();
    const client = new Redis({
      host: '127.0.0.1',
      port: other.port,
      lazyConnect: true,
      retryStrategy: () => null,
    });
    client.on('error', () => undefined);
    await client.connect();
    await other.stop();
    client.disconnect();
    await expect(
      new Promise((resolve, reject) => {
        const socket = connect({ host: '127.0.0.1', port: other.port });
        socket.once('connect', () => reject(new Error('still listening')));
        socket.once('error', resolve);
      }),
    ).resolves.toBeInstanceOf(Error);
  });
});
