/**
 * A second opinion on what a message is for, learned from the labelled messages of tests/understanding and made without
 * the rules: where it speaks clearly against them, the bot asks rather than record. It never decides about slots.
 */
import { readFileSync } from 'node:fs';
import type { Intent } from '../../domain/understanding.ts';
import type { Reading } from './report.ts';

/** In the order of the weights. */
export const INTENTS = ['report', 'query', 'command', 'rule', 'help', 'unknown'] as const satisfies Intent[];

/** Probability (0–1) of each intent. */
export type Opinion = Record<Intent, number>;

/** What `npm run train` writes. */
export interface OpinionWeights {
  /** Of the labelled sets it was learned from: how many messages, and a digest of their files. */
  messages: number;
  digest: string;
  bias: number[];
  /** One weight of a feature and an intent is a signed byte times this. */
  scale: number;
  /** Features, parted by tabs. */
  features: string;
  /** Base64 of the signed bytes: of every feature, one for each intent. */
  weights: string;
}

/** Characters of a message that are looked at: what it is for is said at its beginning or at its end. */
const HEAD = 80;
const TAIL = 40;
const LONGEST_RUN = 3;

/**
 * The runs of one to three characters of a message, names, days, times and numbers replaced by one sign each, so that
 * 昨天找李婷谈心 and 周三找张伟谈心 look alike.
 */
export function featuresOf({ text, people, clauses }: Reading): string[] {
  const signs = [...text].map((sign) => sign.toLowerCase());
  // characters outside of the BMP were removed by normalize, so that places are those of the text
  const cover = (spans: readonly { start: number; end: number }[], sign: string) => {
    for (const { start, end } of spans) {
      if (signs.slice(start, end).some((s) => s === '' || /[A-Z]/.test(s))) continue;
      signs.fill('', start, end);
      signs[start] = sign;
    }
  };
  cover(people, 'P');
  cover(
    clauses.flatMap((c) => c.days),
    'D',
  );
  cover(
    clauses.flatMap((c) => c.times),
    'T',
  );
  const masked = signs.join('').replace(/\d+/g, '0');
  const short = masked.length > HEAD + TAIL ? `${masked.slice(0, HEAD)}…${masked.slice(-TAIL)}` : masked;
  const framed = `^${short}$`;
  const features = new Set<string>();
  for (let length = 1; length <= LONGEST_RUN; length += 1)
    for (let at = 0; at + length <= framed.length; at += 1) features.add(framed.slice(at, at + length));
  features.add(`#length${Math.min(7, Math.floor(Math.log2(text.length + 1)))}`);
  features.add(`#people${Math.min(2, people.length)}`);
  return [...features];
}

interface Model {
  places: ReadonlyMap<string, number>;
  weights: Int8Array;
  scale: number;
  bias: readonly number[];
}

let model: Model | undefined;

function loadModel(): Model {
  const file = new URL('lexicon/opinion.json', import.meta.url);
  const { bias, scale, features, weights } = JSON.parse(readFileSync(file, 'utf8')) as OpinionWeights;
  const bytes = Buffer.from(weights, 'base64');
  return {
    places: new Map(features.split('\t').map((feature, i) => [feature, i])),
    weights: new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length),
    scale,
    bias,
  };
}

/** How likely each intent is for a message, by the words alone. */
export function opinionOf(reading: Reading): Opinion {
  model ??= loadModel();
  const { places, weights, scale, bias } = model;
  const sums = [...bias];
  const known = featuresOf(reading).flatMap((feature) => places.get(feature) ?? []);
  const share = scale / Math.sqrt(known.length || 1);
  for (const place of known)
    for (let k = 0; k < INTENTS.length; k += 1) sums[k]! += weights[place * INTENTS.length + k]! * share;
  return toOpinion(sums);
}

/** Sums as probabilities (softmax). */
export function toOpinion(sums: readonly number[]): Opinion {
  const most = Math.max(...sums);
  const shares = sums.map((sum) => Math.exp(sum - most));
  const total = shares.reduce((a, b) => a + b, 0);
  return Object.fromEntries(INTENTS.map((intent, k) => [intent, shares[k]! / total])) as Opinion;
}

/** The likeliest intent of an opinion. */
export function likeliest(opinion: Opinion): Intent {
  return INTENTS.reduce((best, intent) => (opinion[intent] > opinion[best] ? intent : best));
}
