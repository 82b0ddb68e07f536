/**
 * WeCom's limits of sending (访问频率限制), shared by all workers. Over the member's limit a message is dropped without
 * an error, so what leaves here stays below it even when Redis is emptied or away in the middle of a minute.
 */
import { createHash } from 'node:crypto';
import type { Bucket, RateLimiter } from '../runtime/rate-limiter.ts';

/** Workers that may run beside each other; more of them would have to share the small buckets further. */
export const MOST_WORKERS = 4;

/**
 * A member gets at most 30 messages a minute and 1,000 an hour. In any minute a bucket gives at most its size and
 * what flows in, 18; emptied meanwhile 6 more; and each of {@link MOST_WORKERS} workers 1 while Redis is away: 28.
 */
const MEMBER_MINUTE = { size: 6, perMinute: 12, alone: { size: 1, perMinute: 0.5 } };
/** 200 + 500, emptied 200 more, and 4 × 13: 952 an hour. */
const MEMBER_HOUR = { size: 200, perMinute: 500 / 60, alone: { size: 3, perMinute: 10 / 60 } };
/**
 * One API takes 10,000 calls a minute and 150,000 an hour; over that it is closed for as long. 500 + 8,400, emptied
 * 500 more, and 4 × 125: 9,900 a minute.
 */
const APP_MINUTE = { size: 500, perMinute: 8_400, alone: { size: 25, perMinute: 100 } };
/** 40,000 + 60,000, emptied 40,000 more, and 4 × 2,000: 148,000 an hour. */
const APP_HOUR = { size: 40_000, perMinute: 1_000, alone: { size: 200, perMinute: 30 } };
/** What digests leave of the app's minute for answers. */
const RESERVED_FOR_ANSWERS = 50;

/** Updates of cards are an API of their own, with the same 10,000 and 150,000. */
const UPDATES: Bucket[] = [
  { name: 'updates/minute', ...APP_MINUTE },
  { name: 'updates/hour', ...APP_HOUR },
];

export interface SendLimiter {
  /**
   * Takes room for some messages to one account.
   * @param urgency digests leave some room for answers
   * @returns `waitMs` 0 when they may go now
   */
  take(
    account: string,
    messages: number,
    urgency: 'prompt' | 'digest',
  ): Promise<{ waitMs: number; full?: 'app' | 'member' }>;
  /** Takes room for one update of a card, which is no message to anybody. */
  takeUpdate(): Promise<{ waitMs: number }>;
}

/** Creates the limiter of one app. */
export function createSendLimiter(limiter: RateLimiter): SendLimiter {
  return {
    async take(account, messages, urgency) {
      const reserve = urgency === 'digest' ? RESERVED_FOR_ANSWERS : 0;
      // Keys say nothing about people.
      const member = createHash('sha256').update(account).digest('base64url').slice(0, 22);
      const buckets: Bucket[] = [
        { name: 'app/minute', ...APP_MINUTE, reserve },
        { name: 'app/hour', ...APP_HOUR, reserve },
        { name: `member/minute/${member}`, ...MEMBER_MINUTE },
        { name: `member/hour/${member}`, ...MEMBER_HOUR },
      ];
      const { waitMs, lacking } = await limiter.take(buckets, messages);
      if (waitMs === 0) return { waitMs };
      return { waitMs, full: lacking?.startsWith('app/') ? 'app' : 'member' };
    },
    async takeUpdate() {
      const { waitMs } = await limiter.take(UPDATES, 1);
      return { waitMs };
    },
  };
}
