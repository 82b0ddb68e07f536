/** Where the second opinion finds something in a telling that the rules did not, or the reverse. */
import { ActivityKind, type ReportedActivity } from '../../domain/understanding.ts';
import type { Doubt } from './doubt.ts';
import { contentsOf } from './opinion.ts';
import type { Reading } from './report.ts';
import { CONTRADICTED } from './thresholds.ts';

/** Kinds of activity that have a way of meeting. */
export const MET: readonly ActivityKind[] = ['visit', 'contact', 'talk'];

/**
 * What to ask because a second look at the whole message speaks clearly against what was read clause by clause: another
 * kind of activity, several instead of one, a way of meeting that was overlooked.
 */
export function findContradiction(reports: readonly ReportedActivity[], reading: Reading): Doubt | undefined {
  const held = contentsOf(reading);
  const kinds = new Set(reports.map((r) => r.kind));
  if (
    (reports.length > 1 ? 1 - held.several > CONTRADICTED.several : held.several > CONTRADICTED.one) ||
    [...kinds].some((kind) => 1 - held[kind] > CONTRADICTED.found) ||
    ActivityKind.options.some((kind) => !kinds.has(kind) && held[kind] > CONTRADICTED.missed)
  )
    return { ask: 'kind', report: 0 };
  const meetings = reports.filter((r) => MET.includes(r.kind));
  if (meetings.length === 0) return undefined;
  const isContradicted = (held: number, found: boolean, limit: number) => (found ? 1 - held : held) > limit;
  if (
    isContradicted(
      held.onsite,
      meetings.some((r) => r.mode === 'onsite'),
      CONTRADICTED.met,
    ) ||
    isContradicted(
      held.unsaid,
      meetings.some((r) => !r.mode),
      CONTRADICTED.unsaid,
    )
  )
    return { ask: 'mode', report: reports.indexOf(meetings.find((r) => !r.mode) ?? meetings[0]!) };
  return undefined;
}
