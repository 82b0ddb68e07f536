/** Where the second opinion finds something in a telling that the rules did not, or the reverse. */
import { ActivityKind, type ReportedActivity } from '../../domain/understanding.ts';
import type { Doubt } from './doubt.ts';
import { isMeeting } from './mode.ts';
import type { Content } from './opinion.ts';
import { CONTRADICTED, SETTLED } from './thresholds.ts';

/**
 * Whether what was read clause by clause is what the whole message sounds like: how many activities of which kinds
 * there were need then not be asked, whatever was left unexplained.
 */
export function isSettled(reports: readonly ReportedActivity[], held: Record<Content, number>): boolean {
  const kinds = new Set(reports.map((r) => r.kind));
  const isSeveral = reports.length > 1 ? held.several : 1 - held.several;
  return (
    isSeveral > SETTLED.number &&
    ActivityKind.options.every((kind) =>
      kinds.has(kind) ? held[kind] > SETTLED.kind : held[kind] < SETTLED.other,
    )
  );
}

/**
 * What to ask because a second look at the whole message speaks clearly against what was read clause by clause: another
 * kind of activity, several instead of one, that they met in person. How people met otherwise is no matter to ask for.
 * @param held what the second opinion holds of the message's contents
 */
export function findContradiction(
  reports: readonly ReportedActivity[],
  held: Record<Content, number>,
): Doubt | undefined {
  const kinds = new Set(reports.map((r) => r.kind));
  if (
    (reports.length > 1 ? 1 - held.several > CONTRADICTED.several : held.several > CONTRADICTED.one) ||
    [...kinds].some((kind) => 1 - held[kind] > CONTRADICTED.found) ||
    ActivityKind.options.some((kind) => !kinds.has(kind) && held[kind] > CONTRADICTED.missed)
  )
    return { ask: 'kind', report: 0 };
  const unsaid = reports.findIndex((r) => isMeeting(r.kind) && !r.mode);
  const isMet = held.onsite > CONTRADICTED.met && reports.every((r) => r.mode !== 'onsite');
  return unsaid >= 0 && isMet ? { ask: 'mode', report: unsaid } : undefined;
}
