/**
 * Learns which stretches of a telling name whom it is about, who came along and where it was
 * (bot/understand/stretches.ts): a linear chain, by gradient descent (AdaGrad) on the likelihood of the labels.
 */

import { linksOf, NEVER, posteriorOf } from '../../bot/understand/chain.ts';
import type { DayPhrase } from '../../bot/understand/day.ts';
import type { Reading } from '../../bot/understand/report.ts';
import {
  BEGINS,
  beginningOf,
  FEATURES_EACH,
  goingOnOf,
  LABELS,
  mayFollow,
  type StretchRole,
  type StretchWeights,
  stretchFeaturesOf,
} from '../../bot/understand/stretches.ts';
import { seededRandom } from '../../domain/random.ts';
import type { ReportedActivity } from '../../domain/understanding.ts';
import { rowsOf, shuffle } from './learning.ts';
import type { Labelled } from './score.ts';

/** A feature that fewer characters have is left out. */
const LEAST_OFTEN = 3;
/** A feature whose weights are all smaller says too little to be kept. */
const LEAST_WEIGHT = 0.2;
const EPOCHS = 12;
const RATE = 0.06;
/** How much a weight is drawn towards 0 at each step that touches it. */
const DECAY = 1e-4;
const SEED = 20261130;

interface Example {
  features: Int32Array;
  labels: Uint8Array;
}

/** The label of each character of a telling; undefined where what is labelled does not stand in the text. */
function labelsOf(reading: Reading, expect: Labelled['expect'], length: number): Uint8Array | undefined {
  const labels = new Uint8Array(length);
  const label = (start: number, end: number, role: StretchRole): boolean => {
    if (start < 0 || end > length) return false;
    labels.fill(goingOnOf(role), start, end);
    labels[start] = beginningOf(role);
    return true;
  };
  const mark = (words: string, role: StretchRole): boolean => {
    const person = role === 'place' ? undefined : reading.people.find((p) => p.name === words);
    const start = person?.start ?? reading.text.indexOf(words);
    return label(start, person?.end ?? start + words.length, role);
  };
  const days = reading.clauses.flatMap((c) => c.days);
  for (const report of expect.reports ?? []) {
    for (const day of days) if (isDayOf(day, report)) label(day.start, day.end, 'day');
    if (report.place !== undefined && !mark(report.place, 'place')) return undefined;
    for (const name of report.companions ?? []) if (!mark(name, 'companion')) return undefined;
    for (const name of report.targets ?? []) if (!mark(name, 'target')) return undefined;
  }
  return labels;
}

function isDayOf({ from, to }: DayPhrase, { date, endDate }: ReportedActivity): boolean {
  return from === date || from === endDate || to === (endDate ?? date);
}

/** Learns from tellings; the same ones in the same order give the same weights. */
export function learnStretches(
  messages: readonly { reading: Reading; expect: Labelled['expect'] }[],
): Omit<StretchWeights, 'digest'> {
  const examples = messages.flatMap(({ reading, expect }): Example[] => {
    if (expect.intent !== 'report') return [];
    const features = stretchFeaturesOf(reading);
    const labels = labelsOf(reading, expect, features.length / FEATURES_EACH);
    return labels && labels.length > 0 ? [{ features, labels }] : [];
  });
  const rows = rowsOf(
    examples.map((e) => e.features),
    LEAST_OFTEN,
  );
  const known = examples.map(({ features }) => Int32Array.from(features, (f) => rows.get(f) ?? -1));
  const weights = new Float64Array(rows.size * LABELS);
  const squares = new Float64Array(rows.size * LABELS).fill(1e-6);
  const bias = new Float64Array(LABELS);
  const biasSquares = new Float64Array(LABELS).fill(1e-6);
  const follows = Array.from({ length: LABELS * LABELS }, () => 0);
  const linkSquares = new Float64Array(LABELS * LABELS).fill(1e-6);
  for (let a = 0; a < LABELS; a += 1)
    for (let b = 0; b < LABELS; b += 1) if (!mayFollow(a, b)) follows[a * LABELS + b] = NEVER;
  const step = (of: Float64Array | number[], sums: Float64Array, at: number, gradient: number) => {
    sums[at]! += gradient * gradient;
    of[at]! -= (RATE * gradient) / Math.sqrt(sums[at]!);
  };
  const order = examples.map((_, i) => i);
  const random = seededRandom(SEED);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    shuffle(order, random);
    for (const which of order) {
      const { labels } = examples[which]!;
      const at = known[which]!;
      const n = labels.length;
      const scores = new Float64Array(n * LABELS);
      for (let i = 0; i < n; i += 1) {
        for (let k = 0; k < LABELS; k += 1) scores[i * LABELS + k] = bias[k]!;
        for (let f = 0; f < FEATURES_EACH; f += 1) {
          const row = at[i * FEATURES_EACH + f]!;
          if (row >= 0)
            for (let k = 0; k < LABELS; k += 1) scores[i * LABELS + k]! += weights[row * LABELS + k]!;
        }
      }
      const pairs = new Float64Array(LABELS * LABELS);
      const held = posteriorOf(scores, linksOf(follows, BEGINS), pairs);
      for (let i = 0; i < n; i += 1)
        for (let k = 0; k < LABELS; k += 1) {
          const error = held[i * LABELS + k]! - (labels[i] === k ? 1 : 0);
          if (Math.abs(error) < 1e-4) continue;
          step(bias, biasSquares, k, error);
          for (let f = 0; f < FEATURES_EACH; f += 1) {
            const row = at[i * FEATURES_EACH + f]!;
            if (row < 0) continue;
            const w = row * LABELS + k;
            step(weights, squares, w, error + DECAY * weights[w]!);
          }
        }
      for (let i = 1; i < n; i += 1) pairs[labels[i - 1]! * LABELS + labels[i]!]! -= 1;
      for (let p = 0; p < LABELS * LABELS; p += 1)
        if (follows[p]! > NEVER && Math.abs(pairs[p]!) > 1e-4) step(follows, linkSquares, p, pairs[p]!);
    }
  }
  const says = (row: number) => {
    for (let k = 0; k < LABELS; k += 1) if (Math.abs(weights[row * LABELS + k]!) >= LEAST_WEIGHT) return true;
    return false;
  };
  const kept = [...rows].filter(([, row]) => says(row));
  const most = weights.reduce((max, w) => Math.max(max, Math.abs(w)), 0);
  const scale = Number((most / 127).toFixed(6));
  const bytes = Int8Array.from(
    kept.flatMap(([, row]) => [...weights.subarray(row * LABELS, (row + 1) * LABELS)]),
    (w) => Math.round(w / scale),
  );
  return {
    bias: [...bias].map((b) => Number(b.toFixed(4))),
    scale,
    follows: follows.map((l) => Number(l.toFixed(4))),
    features: Buffer.from(Uint32Array.from(kept, ([feature]) => feature).buffer).toString('base64'),
    weights: Buffer.from(bytes.buffer).toString('base64'),
  };
}
