/** Short-lived tokens of an outer service, shared by all processes through Redis. */
import { randomUUID } from 'node:crypto';
import type { Redis } from './redis.ts';

const DELETE_IF_EQUALS = `
local held = redis.call('GET', KEYS[1])
if held and cjson.decode(held).token == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;
const UNLOCK = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

export interface SharedToken {
  token: string;
  /** Unix time in ms. */
  expiresAt: number;
}

/**
 * A store for one token. While Redis is away every process falls back to a token of its own memory, so that
 * messages still go out.
 * @param key names the token: by corp, app and kind
 */
export function createRedisTokenStore(redis: Redis, key: string, now: () => number) {
  let own: SharedToken | null = null;
  const guarded = async <T>(work: () => Promise<T>, fallback: () => T): Promise<T> => {
    try {
      return await work();
    } catch {
      return fallback();
    }
  };
  return {
    get: () =>
      guarded(
        async () => {
          const held = await redis.get(key);
          return held === null ? null : (JSON.parse(held) as SharedToken);
        },
        () => own,
      ),
    async set(token: string, expiresAt: number): Promise<void> {
      own = { token, expiresAt };
      const lifetime = Math.max(1, expiresAt - now());
      await guarded(
        () => redis.set(key, JSON.stringify(own), 'PX', lifetime),
        () => null,
      );
    },
    async deleteIfEquals(token: string): Promise<void> {
      if (own?.token === token) own = null;
      await guarded(
        () => redis.eval(DELETE_IF_EQUALS, 1, key, token),
        () => null,
      );
    },
    lock: (ms: number): Promise<string | null> => {
      const lease = randomUUID();
      return guarded(
        async () => ((await redis.set(`${key}:lock`, lease, 'PX', ms, 'NX')) === 'OK' ? lease : null),
        () => lease,
      );
    },
    async unlock(lease: string): Promise<void> {
      await guarded(
        () => redis.eval(UNLOCK, 1, `${key}:lock`, lease),
        () => null,
      );
    },
    admitRefresh: (intervalMs: number): Promise<boolean> =>
      guarded(
        async () => (await redis.set(`${key}:admitted`, '1', 'PX', intervalMs, 'NX')) === 'OK',
        () => true,
      ),
  };
}
