import { expect, it } from 'vitest';
import { MAX_CONNECTIONS } from '../embedded/documents.ts';
import { MOST_CONNECTIONS } from '../runtime/mongo.ts';

/** With which the driver watches a server. */
const WATCHING = 2;

it('a bot, two workers and a command beside them find room at the embedded store', () => {
  expect(5 * (MOST_CONNECTIONS + WATCHING)).toBeLessThanOrEqual(MAX_CONNECTIONS);
});
