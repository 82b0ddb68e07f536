import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createSendLimiter } from '../outbox/limits.ts';
import { type Bucket, createRateLimiter } from './rate-limiter.ts';
import { openRedis, type Redis } from './redis.ts';

const BUCKET: Bucket = { name: 'x', size: 5, perMinute: 60, alone: { size: 1, perMinute: 6 } };

describe('shared token buckets', () => {
  let redis: Redis;
  let prefix: string;
  let now = 0;

  beforeAll(async () => {
    redis = openRedis(inject('redisUrl'));
    await new Promise<void>((resolve) => redis.once('ready', () => resolve()));
  });
  afterAll(() => redis?.disconnect());
  beforeEach(() => {
    prefix = randomBytes(6).toString('hex');
    now = 0;
  });
  const limiter = () => createRateLimiter({ redis, prefix, now: () => now });

  it('give what they hold, to all processes together, and then say how long to wait', async () => {
    const some = [limiter(), limiter(), limiter()];
    const taken = await Promise.all(
      Array.from({ length: 9 }, (_, i) => some[i % 3]?.take([{ ...BUCKET, perMinute: 0.001 }], 1)),
    );
    expect(taken.filter((t) => t?.waitMs === 0)).toHaveLength(5);
    const waiting = taken.find((t) => t && t.waitMs > 0);
    expect(waiting?.lacking).toBe('x');
    expect(waiting?.waitMs).toBeGreaterThan(1_000_000);
  });

  it('take from all of a call or from none', async () => {
    const scarce: Bucket = { ...BUCKET, name: 'scarce', size: 1, perMinute: 0.001 };
    const plenty: Bucket = { ...BUCKET, name: 'plenty', size: 2, perMinute: 0.001 };
    expect(await limiter().take([scarce, plenty], 1)).toEqual({ waitMs: 0 });
    expect((await limiter().take([scarce, plenty], 1)).lacking).toBe('scarce');
    // Nothing was taken from the other by the refusal.
    expect((await limiter().take([plenty], 1)).waitMs).toBe(0);
    expect((await limiter().take([plenty], 1)).waitMs).toBeGreaterThan(0);
  });

  it('keep a reserve for others', async () => {
    const slow = { ...BUCKET, perMinute: 0.001 };
    for (let i = 0; i < 3; i++) expect((await limiter().take([{ ...slow, reserve: 2 }], 1)).waitMs).toBe(0);
    expect((await limiter().take([{ ...slow, reserve: 2 }], 1)).waitMs).toBeGreaterThan(0);
    expect((await limiter().take([slow], 1)).waitMs).toBe(0);
  });

  it('let pass once full what is more than they hold, and make up for it', async () => {
    const slow = { ...BUCKET, perMinute: 0.001 };
    expect((await limiter().take([slow], 7)).waitMs).toBe(0);
    expect((await limiter().take([slow], 1)).waitMs).toBeGreaterThan(60_000);
  });

  it('become small ones of each process while Redis is away', async () => {
    const away = openRedis('redis://127.0.0.1:9');
    let told = 0;
    const alone = createRateLimiter({ redis: away, prefix, now: () => now, onAlone: () => void told++ });
    expect((await alone.take([BUCKET], 1)).waitMs).toBe(0);
    expect(await alone.take([BUCKET], 1)).toEqual({ waitMs: 10_000, lacking: 'x' });
    now += 10_000;
    expect((await alone.take([BUCKET], 1)).waitMs).toBe(0);
    expect(told).toBe(1);
    away.disconnect();
  });

  it("stay below WeCom's limits of a member in any minute, emptied and away in the same one", async () => {
    let sent = 0;
    const send = createSendLimiter(limiter());
    for (let i = 0; i < 40; i++) if ((await send.take('ann', 1, 'prompt')).waitMs === 0) sent += 1;
    for (const key of await redis.keys(`${prefix}*`)) await redis.del(key);
    for (let i = 0; i < 40; i++) if ((await send.take('ann', 1, 'prompt')).waitMs === 0) sent += 1;
    const away = openRedis('redis://127.0.0.1:9');
    for (let worker = 0; worker < 4; worker++) {
      const alone = createSendLimiter(createRateLimiter({ redis: away, prefix, now: () => now }));
      for (let i = 0; i < 40; i++) if ((await alone.take('ann', 1, 'prompt')).waitMs === 0) sent += 1;
    }
    away.disconnect();
    expect(sent).toBeGreaterThanOrEqual(16);
    // What flows in within a minute comes on top: 12 from the shared bucket.
    expect(sent + 12).toBeLessThanOrEqual(30);
    expect(JSON.stringify(await redis.keys(`${prefix}*`))).not.toContain('ann');
  });
});
