/** Random bytes from the system's generator, fetched for many records at once: a call costs as much for 12 bytes as for 4,096. */
import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4_096;

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/**
 * Random bytes for keys, initialization vectors and nonces, each handed out once.
 * @param count at most 4,096
 * @returns bytes of their own: the pool forgets them
 */
export function randomBytesOf(count: number): Buffer {
  if (!(Number.isInteger(count) && count >= 0 && count <= POOL_BYTES))
    throw new RangeError(`0 to ${POOL_BYTES} random bytes at a time, not ${count}`);
  if (used + count > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const taken = Buffer.alloc(count);
  pool.copy(taken, 0, used, used + count);
  pool.fill(0, used, used + count);
  used += count;
  return taken;
}
