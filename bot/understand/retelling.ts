/**
 * A telling read once more where the words as a whole speak of other kinds of activity than the rules found in its
 * clauses, or of as many as it names days.
 */
import { ActivityKind } from '../../domain/understanding.ts';
import { withLikelyKind } from './guess.ts';
import { toldInTurn } from './in-turn.ts';
import type { Content } from './opinion.ts';
import { believeReports, findReports, type Reading, type ReportOutcome } from './report.ts';
import { CONTRADICTED, NO_KIND, ONLY_ONE, SURELY_KIND, UNLIKELY_KIND } from './thresholds.ts';

/**
 * What a message tells, by another way of reading it where that agrees with the whole and the first one did not.
 * @param held what the second opinion holds of the message's contents
 */
export function retold(
  outcome: ReportOutcome,
  reading: Reading,
  held: Record<Content, number>,
): ReportOutcome {
  const read = ofLikelyKinds(outcome, reading, held);
  const reports = toldInTurn(reading, read, held);
  return reports ? { ...read, reports } : read;
}

/** Without the words that misled it, or with the kind that they missed. */
function ofLikelyKinds(
  outcome: ReportOutcome,
  reading: Reading,
  held: Record<Content, number>,
): ReportOutcome {
  const found = kindsOf(outcome);
  const missing = ActivityKind.options.filter((kind) => held[kind] >= SURELY_KIND && !found.has(kind));
  // 演出前吵起来了，把俩人叫到琴房谈话: of two kinds where only one thing was done, the likelier one
  const isOne = outcome.reports.length > 1 && held.several < ONLY_ONE;
  const limit = isOne && [...found].some((kind) => held[kind] >= SURELY_KIND) ? UNLIKELY_KIND : NO_KIND;
  const extra = [...found].filter((kind) => held[kind] <= limit);
  if (found.size === 0 || (missing.length === 0 && extra.length === 0)) return outcome;
  // of a list of many things the second opinion misses now and then one; nothing would be left of a single one
  if (missing.length === 0 && (held.several > 0.5 || extra.length === found.size)) return outcome;
  const without = withoutKinds(reading, extra);
  for (const read of [
    () => extra.length > 0 && findReports(without),
    () => believeReports(without),
    () => guessed(without),
  ]) {
    const other = read();
    if (other && agrees(other, held)) return other;
  }
  return outcome;
}

function guessed(reading: Reading): ReportOutcome | undefined {
  const likely = withLikelyKind(reading);
  return likely && believeReports(likely);
}

function kindsOf({ reports }: ReportOutcome): Set<ActivityKind> {
  return new Set(reports.map((r) => r.kind));
}

function withoutKinds(reading: Reading, kinds: readonly ActivityKind[]): Reading {
  const clauses = reading.clauses.map((clause) => ({
    ...clause,
    cues: clause.cues.filter((cue) => !kinds.includes(cue.kind)),
  }));
  return { ...reading, clauses };
}

/** Whether a reading has each kind of which the second opinion is sure, none that it excludes, and so many activities. */
function agrees(outcome: ReportOutcome, held: Record<Content, number>): boolean {
  const kinds = kindsOf(outcome);
  return (
    kinds.size > 0 &&
    ActivityKind.options.every((kind) =>
      kinds.has(kind) ? held[kind] > CONTRADICTED.missed : held[kind] < SURELY_KIND,
    ) &&
    outcome.reports.length > 1 === held.several > 0.5
  );
}
