/** So many times a minute for each person: protects the directory from being read out, and the inbox from a stuck key. */

const WINDOW_MS = 60_000;
/** Above so many people the oldest windows are forgotten. */
const MOST_REMEMBERED = 10_000;

/**
 * Counts in windows of a minute, in the memory of this process: with several bots somebody gets that many at each.
 * @returns whether one more is allowed at an instant (ms)
 */
export function createRateLimit(perMinute: number): (who: string, now: number) => boolean {
  const windows = new Map<string, { since: number; count: number }>();
  return (who, now) => {
    const window = windows.get(who);
    // A clock that was turned back begins a new window, or nobody could do anything for a long time.
    if (!window || now >= window.since + WINDOW_MS || now < window.since) {
      windows.delete(who);
      windows.set(who, { since: now, count: 1 });
      const [oldest] = windows.keys();
      if (windows.size > MOST_REMEMBERED && oldest !== undefined) windows.delete(oldest);
      return true;
    }
    window.count += 1;
    return window.count <= perMinute;
  };
}
