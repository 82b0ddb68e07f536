/** How tests put a message to the small directory of `fixtures.ts`, and look at what was understood. */
import type { ReportedActivity } from '../../domain/understanding.ts';
import { buildIndex } from './fixtures.ts';
import { understand } from './understand.ts';

const index = buildIndex();
/** A Wednesday evening. */
export const now = new Date('2026-11-18T20:00:00+08:00');

/** What is understood from a message of `me`, the secretary of a branch. */
export const take = (text: string, at = now) => understand({ text, now: at, sender: 'me' }, index);

/** The activities of a message. */
export const told = (text: string, at = now) => take(text, at).reports ?? [];

/** Some slots of each activity; null where it says nothing. */
export const slots = (reports: readonly ReportedActivity[], ...names: (keyof ReportedActivity)[]) =>
  reports.map((r) => names.map((name) => r[name] ?? null));
