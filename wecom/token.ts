/** Access tokens and tickets: cached, shared, refreshed once however many ask, inside a process and across. */

/** A token and until when it may be used. */
export interface StoredToken {
  token: string;
  /** Unix time in milliseconds; the margin before WeCom's own expiry is already taken off. */
  expiresAt: number;
}

/**
 * Where a token of one app lives. One store holds one token: key it by corpid and agentid (and kind of ticket).
 * The memory store serves one process; several processes need a store that they share.
 */
export interface TokenStore {
  /** The token, also when it has expired; null when there is none. */
  get(): Promise<StoredToken | null>;
  set(token: string, expiresAt: number): Promise<void>;
  /** Deletes only if the stored token is this one, in one atomic step: a late failure must not wipe a fresh token. */
  deleteIfEquals(token: string): Promise<void>;
  /**
   * Takes the right to refresh, for at most `ms`.
   * @returns a lease to unlock with, or null when someone else holds it
   */
  lock(ms: number): Promise<string | null>;
  /** Gives the right back, if the lease still holds it. */
  unlock(lease: string): Promise<void>;
  /** True for the first caller in every `intervalMs`, across all processes (in Redis: SET NX PX). */
  admitRefresh(intervalMs: number): Promise<boolean>;
}

/** What a fetch gave: a token with its lifetime, or the caller's own kind of failure. */
export type FetchedToken<F> = { ok: true; token: string; expiresInMs: number } | { ok: false; failure: F };

/** Why there is no token although nothing was asked of WeCom. */
export type TokenRefusal =
  /** One was fetched a moment ago and did not last; asking again and again would get the IP banned. */
  | 'refresh_capped'
  /** Another process holds the lock and did not finish. */
  | 'lock_timeout';

export type TokenAnswer<F> =
  | { ok: true; token: string }
  | { ok: false; failure: F }
  | { ok: false; refusal: TokenRefusal };

export interface TokenSource<F> {
  /** The token: cached if good, else fetched by whoever comes first. */
  get(): Promise<TokenAnswer<F>>;
  /** Forgets a token that WeCom refused, unless a newer one is there. */
  drop(token: string): Promise<void>;
}

export interface TokenSourceOptions<F> {
  store: TokenStore;
  fetchToken(): Promise<FetchedToken<F>>;
  /** Unix time in milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Shortest time between two fetches of the app, in milliseconds. */
  refreshIntervalMs?: number | undefined;
}

/** WeCom says nothing of a limit for gettoken, but bans addresses that ask too often with a bad secret. */
export const REFRESH_INTERVAL_MS = 10_000;
/** A token is given up this long before its end, or at a tenth of its life when that is shorter. */
const MARGIN_MS = 200_000;
const MARGIN_SHARE = 0.1;
/** Longer than a fetch with all its retries and time-outs may take. */
const LOCK_MS = 60_000;
const LOCK_POLL_MS = 100;

/** Makes the token come from the store, or from one fetch that all askers share. */
export function createTokenSource<F>(options: TokenSourceOptions<F>): TokenSource<F> {
  const { store, fetchToken, now, sleep } = options;
  const intervalMs = options.refreshIntervalMs ?? REFRESH_INTERVAL_MS;
  let inFlight: Promise<TokenAnswer<F>> | undefined;

  async function fromStore(): Promise<string | undefined> {
    const stored = await store.get();
    return stored !== null && stored.expiresAt > now() ? stored.token : undefined;
  }

  async function refresh(): Promise<TokenAnswer<F>> {
    let lease = await store.lock(LOCK_MS);
    for (let waited = 0; lease === null; waited += LOCK_POLL_MS) {
      if (waited >= LOCK_MS) return { ok: false, refusal: 'lock_timeout' };
      await sleep(LOCK_POLL_MS);
      const token = await fromStore();
      if (token !== undefined) return { ok: true, token };
      lease = await store.lock(LOCK_MS);
    }
    try {
      // The one who held the lock before may have fetched it.
      const token = await fromStore();
      if (token !== undefined) return { ok: true, token };
      if (!(await store.admitRefresh(intervalMs))) return { ok: false, refusal: 'refresh_capped' };
      const fetched = await fetchToken();
      if (!fetched.ok) return fetched;
      const marginMs = Math.min(MARGIN_MS, fetched.expiresInMs * MARGIN_SHARE);
      await store.set(fetched.token, now() + fetched.expiresInMs - marginMs);
      return { ok: true, token: fetched.token };
    } finally {
      await store.unlock(lease);
    }
  }

  return {
    async get() {
      const token = await fromStore();
      if (token !== undefined) return { ok: true, token };
      inFlight ??= refresh().finally(() => {
        inFlight = undefined;
      });
      return inFlight;
    },
    drop: (token) => store.deleteIfEquals(token),
  };
}

/** A store for one process. */
export function createMemoryTokenStore(now: () => number): TokenStore {
  let stored: StoredToken | null = null;
  let lease: { id: string; until: number } | null = null;
  let leases = 0;
  let admittedUntil = Number.NEGATIVE_INFINITY;
  return {
    get: async () => stored,
    async set(token, expiresAt) {
      stored = { token, expiresAt };
    },
    async deleteIfEquals(token) {
      if (stored?.token === token) stored = null;
    },
    async lock(ms) {
      if (lease !== null && lease.until > now()) return null;
      leases += 1;
      lease = { id: String(leases), until: now() + ms };
      return lease.id;
    },
    async unlock(id) {
      if (lease?.id === id) lease = null;
    },
    async admitRefresh(intervalMs) {
      if (now() < admittedUntil) return false;
      admittedUntil = now() + intervalMs;
      return true;
    },
  };
}
