/** The connection to Redis, which is only the alarm clock and the shared place of short-lived tokens. */
import { Redis } from 'ioredis';

export type { Redis };

/** Opens a connection for plain commands: fails fast while Redis is away instead of queueing for ever. */
export function openRedis(url: string): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    connectTimeout: 2_000,
    commandTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(attempt * 200, 2_000),
  });
  // Away is a state that callers see on their commands; without a listener ioredis prints to the console.
  redis.on('error', () => undefined);
  return redis;
}
