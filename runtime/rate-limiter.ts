/**
 * Token buckets that several processes share through Redis: one script takes from all buckets of a call or from none.
 * Time is the Redis server's, so that processes with different clocks agree. While Redis is away, each process goes
 * on with small buckets of its own.
 */
import type { Redis } from './redis.ts';

export interface Bucket {
  /** What tells it from others, e.g. `app/minute`. */
  name: string;
  /** Tokens that a full bucket holds. */
  size: number;
  /** Tokens that flow in within a minute. */
  perMinute: number;
  /** Tokens that this taking leaves in the bucket for others. */
  reserve?: number;
  /** The same while Redis is away, for this process alone. */
  alone: { size: number; perMinute: number };
}

export interface Taken {
  /** 0 = taken; else ms after which trying again makes sense. Nothing was taken then. */
  waitMs: number;
  /** The bucket that lacks most. */
  lacking?: string;
}

export interface RateLimiter {
  /** Takes some tokens from every bucket, or none. */
  take(buckets: Bucket[], tokens: number): Promise<Taken>;
}

/** A bucket that was never used is full, and so is one that was not used for as long as it takes to fill. */
const TAKE = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local want = tonumber(ARGV[1])
local wait, lacking = 0, 0
local left = {}
for i, key in ipairs(KEYS) do
  local size = tonumber(ARGV[3 * i - 1])
  local perMs = tonumber(ARGV[3 * i]) / 60000
  local reserve = tonumber(ARGV[3 * i + 1])
  local tokens = size
  local kept = redis.call('GET', key)
  if kept then
    local at, had = string.match(kept, '^(%d+) (.+)$')
    tokens = math.min(size, tonumber(had) + math.max(0, now - tonumber(at)) * perMs)
  end
  left[i] = tokens
  -- More than a bucket holds is taken on credit once it is full: it would never pass otherwise.
  local need = math.min(want + reserve, size)
  if tokens < need then
    local ms = math.ceil((need - tokens) / perMs)
    if ms > wait then
      wait = ms
      lacking = i
    end
  end
end
if wait > 0 then
  return { wait, lacking }
end
for i, key in ipairs(KEYS) do
  local size = tonumber(ARGV[3 * i - 1])
  local perMs = tonumber(ARGV[3 * i]) / 60000
  local rest = left[i] - want
  local life = math.ceil((size - rest) / perMs) + 1000
  redis.call('SET', key, string.format('%.0f %.6f', now, rest), 'PX', life)
end
return { 0, 0 }
`;

export interface RateLimiterOptions {
  redis: Redis;
  /** Begins every key. */
  prefix: string;
  /** Ms, for the buckets of this process alone; any steady clock. */
  now: () => number;
  /** Called when Redis does not answer, once until it does again. */
  onAlone?: () => void;
}

/** Creates the limiter. */
export function createRateLimiter({ redis, prefix, now, onAlone }: RateLimiterOptions): RateLimiter {
  const own = new Map<string, { tokens: number; at: number }>();
  let isAlone = false;

  /** The small buckets of this process. */
  const takeAlone = (buckets: Bucket[], tokens: number): Taken => {
    const at = now();
    const found = buckets.map((bucket) => {
      const { size, perMinute } = bucket.alone;
      const kept = own.get(bucket.name);
      const level = kept
        ? Math.min(size, kept.tokens + (Math.max(0, at - kept.at) * perMinute) / 60_000)
        : size;
      const lack = Math.min(tokens, size) - level;
      return { bucket, level, waitMs: lack > 0 ? Math.ceil((lack * 60_000) / perMinute) : 0 };
    });
    const worst = found.reduce((a, b) => (b.waitMs > a.waitMs ? b : a));
    if (worst.waitMs > 0) return { waitMs: worst.waitMs, lacking: worst.bucket.name };
    for (const { bucket, level } of found) own.set(bucket.name, { tokens: level - tokens, at });
    return { waitMs: 0 };
  };

  return {
    async take(buckets, tokens) {
      const keys = buckets.map((bucket) => `${prefix}:rate:${bucket.name}`);
      const args = buckets.flatMap((b) => [b.size, b.perMinute, b.reserve ?? 0]);
      try {
        const [waitMs = 0, lacking = 0] = (await redis.eval(
          TAKE,
          keys.length,
          ...keys,
          tokens,
          ...args,
        )) as number[];
        if (isAlone) own.clear();
        isAlone = false;
        const name = buckets[lacking - 1]?.name;
        return { waitMs, ...(name !== undefined && { lacking: name }) };
      } catch {
        if (!isAlone) onAlone?.();
        isAlone = true;
        return takeAlone(buckets, tokens);
      }
    },
  };
}
