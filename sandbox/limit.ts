/** Counting calls and messages against the frequency limits of WeCom (访问频率限制). */

/** One minute, one hour in milliseconds. */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** The limits that the sandbox enforces. Counts, unless the name says otherwise. */
export interface Limits {
  /** Calls of any one API in a minute (page 90312). */
  callsPerMinute: number;
  /** Calls of any one API in an hour (page 90312). */
  callsPerHour: number;
  /** App messages to one member in a minute; more are dropped without an error. */
  memberPerMinute: number;
  /** App messages to one member in an hour; more are dropped without an error. */
  memberPerHour: number;
  /** Person-times a day = this × the number of accounts (账号上限). */
  dailyPerAccount: number;
  /** Calls of gettoken with a wrong secret in an hour, after which the address is banned for an hour. */
  secretFailuresPerHour: number;
  /** Fetches of the corp's JS ticket in an hour. */
  corpTicketsPerHour: number;
  /** Fetches of the app's JS ticket in an hour. */
  appTicketsPerHour: number;
}

/** The published figures; that of wrong secrets is what WeCom's staff named in the forum. */
export const PUBLISHED_LIMITS: Limits = {
  callsPerMinute: 10_000,
  callsPerHour: 150_000,
  memberPerMinute: 30,
  memberPerHour: 1_000,
  dailyPerAccount: 200,
  secretFailuresPerHour: 2_000,
  corpTicketsPerHour: 400,
  appTicketsPerHour: 100,
};

/**
 * A window that blocks: counts up to `limit` within `windowMs` of its first call; the call after that is refused,
 * and so is every other until one more window has passed (封禁时长等于周期).
 */
export class BlockingWindow {
  #startedAt = Number.NEGATIVE_INFINITY;
  #count = 0;
  #blockedUntil = Number.NEGATIVE_INFINITY;

  constructor(
    readonly limit: number,
    readonly windowMs: number,
  ) {}

  /** Whether calls are refused at this time (ms since the epoch). */
  blocked(nowMs: number): boolean {
    return nowMs < this.#blockedUntil;
  }

  /** Counts one call; false when it must be refused. */
  take(nowMs: number): boolean {
    if (this.blocked(nowMs)) return false;
    if (nowMs - this.#startedAt >= this.windowMs || nowMs < this.#startedAt) {
      this.#startedAt = nowMs;
      this.#count = 0;
    }
    this.#count += 1;
    if (this.#count <= this.limit) return true;
    this.#blockedUntil = nowMs + this.windowMs;
    return false;
  }
}

/** A sliding window without blocking: an item passes while fewer than `limit` passed in the last `windowMs`. */
export class SlidingWindow {
  #passedAt: number[] = [];

  constructor(
    readonly limit: number,
    readonly windowMs: number,
  ) {}

  /** Whether one more would pass at this time. */
  hasRoom(nowMs: number): boolean {
    const oldest = nowMs - this.windowMs;
    let expired = 0;
    while (expired < this.#passedAt.length && this.#passedAt[expired]! <= oldest) expired += 1;
    if (expired > 0) this.#passedAt.splice(0, expired);
    return this.#passedAt.length < this.limit;
  }

  /** Counts one that passed. */
  pass(nowMs: number): void {
    this.#passedAt.push(nowMs);
  }
}
