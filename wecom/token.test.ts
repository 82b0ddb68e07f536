import { describe, expect, it } from 'vitest';
import { createMemoryTokenStore, createTokenSource, type FetchedToken, type TokenStore } from './token.ts';

const HOUR_MS = 3_600_000;

/** A clock that moves only when someone sleeps, and a fetch that waits until it is let go. */
function setUp(options: { store?: TokenStore; lifeMs?: number } = {}) {
  const clock = { now: Date.UTC(2026, 2, 6) };
  const now = () => clock.now;
  const store = options.store ?? createMemoryTokenStore(now);
  const fetched: string[] = [];
  const waiting: ((answer: FetchedToken<string>) => void)[] = [];
  const connect = (name: string) =>
    createTokenSource<string>({
      store,
      now,
      sleep: async (ms) => {
        clock.now += ms;
        // Gives the others their turn, as a real pause would.
        await new Promise((resolve) => setImmediate(resolve));
      },
      fetchToken: () => {
        fetched.push(name);
        return new Promise((resolve) => waiting.push(resolve));
      },
    });
  const answer = async (result: FetchedToken<string>) => {
    while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
    waiting.shift()!(result);
  };
  const good = (token: string): FetchedToken<string> => ({
    ok: true,
    token,
    expiresInMs: options.lifeMs ?? 2 * HOUR_MS,
  });
  return { clock, store, fetched, connect, answer, good };
}

describe('a token source', () => {
  it('fetches once for many who ask at the same time, and not again while the token lives', async () => {
    const { connect, answer, good, fetched, clock } = setUp();
    const source = connect('a');
    const all = Promise.all(Array.from({ length: 20 }, () => source.get()));
    await answer(good('t1'));
    expect(await all).toEqual(Array.from({ length: 20 }, () => ({ ok: true, token: 't1' })));
    clock.now += HOUR_MS;
    expect(await source.get()).toEqual({ ok: true, token: 't1' });
    expect(fetched).toEqual(['a']);
  });

  it('fetches once for several processes that share a store', async () => {
    const { connect, answer, good, fetched } = setUp();
    const sources = ['a', 'b', 'c'].map(connect);
    const all = Promise.all(sources.map((source) => source.get()));
    await answer(good('t1'));
    expect(await all).toEqual(sources.map(() => ({ ok: true, token: 't1' })));
    expect(fetched).toHaveLength(1);
  });

  it('looks again after taking the lock, for what another process fetched in the meantime', async () => {
    const { connect, store, fetched, clock } = setUp();
    const lock = store.lock;
    store.lock = async (ms) => {
      await store.set('theirs', clock.now + HOUR_MS);
      return lock(ms);
    };
    expect(await connect('a').get()).toEqual({ ok: true, token: 'theirs' });
    expect(fetched).toEqual([]);
  });

  it('renews a token some minutes before its end, and a short-lived one within its last tenth', async () => {
    for (const [lifeMs, usableMs] of [
      [7_200_000, 7_000_000],
      [60_000, 54_000],
    ] as const) {
      const { connect, answer, good, fetched, clock } = setUp({ lifeMs });
      const source = connect('a');
      const first = source.get();
      await answer(good('t1'));
      await first;
      clock.now += usableMs - 1;
      expect(await source.get()).toEqual({ ok: true, token: 't1' });
      clock.now += 1;
      const second = source.get();
      await answer(good('t2'));
      expect(await second).toEqual({ ok: true, token: 't2' });
      expect(fetched).toHaveLength(2);
    }
  });

  it('does not let a late refusal of an old token wipe the new one', async () => {
    const { connect, answer, good, clock } = setUp();
    const source = connect('a');
    const first = source.get();
    await answer(good('old'));
    await first;
    clock.now += HOUR_MS;
    await source.drop('old');
    const second = source.get();
    await answer(good('new'));
    await second;
    await source.drop('old');
    expect(await source.get()).toEqual({ ok: true, token: 'new' });
  });

  it('fetches at most once in 10 seconds, however often the token is refused', async () => {
    const { connect, answer, good, fetched, clock } = setUp();
    const source = connect('a');
    const first = source.get();
    await answer(good('t1'));
    await first;
    await source.drop('t1');
    expect(await source.get()).toEqual({ ok: false, refusal: 'refresh_capped' });
    expect(await connect('b').get()).toEqual({ ok: false, refusal: 'refresh_capped' });
    clock.now += 10_000;
    const again = source.get();
    await answer(good('t2'));
    expect(await again).toEqual({ ok: true, token: 't2' });
    expect(fetched).toHaveLength(2);
  });

  it('passes a failure on to all who wait and leaves the lock to the next', async () => {
    const { connect, answer, good, store, clock } = setUp();
    const source = connect('a');
    const both = Promise.all([source.get(), source.get()]);
    await answer({ ok: false, failure: 'down' });
    expect(await both).toEqual([
      { ok: false, failure: 'down' },
      { ok: false, failure: 'down' },
    ]);
    expect(await store.lock(1_000)).not.toBeNull();
    clock.now += 10_000;
    const again = source.get();
    await answer(good('t1'));
    expect(await again).toEqual({ ok: true, token: 't1' });
  });

  it('gives up waiting for a process that died with the lock, then takes the lock over', async () => {
    const now = { value: 0 };
    // A store whose lock outlives the patience of one asker.
    const store = createMemoryTokenStore(() => now.value);
    const { connect, answer, good, fetched } = setUp({ store });
    await store.lock(1);
    expect(await connect('a').get()).toEqual({ ok: false, refusal: 'lock_timeout' });
    expect(fetched).toEqual([]);
    now.value = 2;
    const next = connect('b').get();
    await answer(good('t1'));
    expect(await next).toEqual({ ok: true, token: 't1' });
  });
});

describe('the memory store', () => {
  it('gives the lock to one, and only its holder can give it back', async () => {
    const clock = { now: 0 };
    const store = createMemoryTokenStore(() => clock.now);
    const first = await store.lock(100);
    expect(await store.lock(100)).toBeNull();
    clock.now = 100;
    const second = await store.lock(100);
    expect(second).not.toBeNull();
    await store.unlock(first!);
    expect(await store.lock(100)).toBeNull();
    await store.unlock(second!);
    expect(await store.lock(100)).not.toBeNull();
  });
});
