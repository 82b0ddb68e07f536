/** The numbers of receiving, in one place. */

/** WeCom drops a callback after 5 s; after this long the answer goes through the API instead, ms. */
export const PASSIVE_DEADLINE_MS = 3_000;
/** Largest callback body that is read, bytes. */
export const BODY_LIMIT_BYTES = 1_048_576;
/** Attempts after which a message that cannot be handled is set aside. */
export const MOST_ATTEMPTS = 3;
/** How often somebody waiting for another's lease looks again, ms. */
export const LEASE_POLL_MS = 30;
/** A row that waits longer than this is picked up by the sweep: WeCom's deliveries (up to four, 5 s each) are over, ms. */
export const SWEEP_AFTER_MS = 25_000;
/** How often the sweep runs, and the spool is looked at, ms. */
export const SWEEP_EVERY_MS = 2_000;
export const DRAIN_EVERY_MS = 500;
