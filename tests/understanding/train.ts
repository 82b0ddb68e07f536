/**
 * Learns the second opinion (bot/understand/opinion.ts) from the labelled messages of this folder.
 *
 * npm run train             writes bot/understand/lexicon/opinion.json
 * npm run train -- --check  learns it from all writers but one, for each writer, and prints how good it is on the last
 *
 * Multinomial logistic regression, AdaGrad, in an order shuffled from a fixed seed: the same sets give the same file.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { normalize } from '../../bot/understand/normalize.ts';
import {
  featuresOf,
  INTENTS,
  likeliest,
  type OpinionWeights,
  toOpinion,
} from '../../bot/understand/opinion.ts';
import { readMessage } from '../../bot/understand/report.ts';
import { seededRandom } from '../../domain/random.ts';
import { type LabelledSet, readSets } from './sets.ts';

interface Example {
  features: string[];
  intent: number;
}

const K = INTENTS.length;
const EPOCHS = 25;
const RATE = 0.3;
const BIAS_RATE = 0.05;
/** A feature that fewer messages have says more about its writer than about what it is for. */
const LEAST_OFTEN = 2;
const SEED = 20261129;

function examplesOf({ messages, index }: LabelledSet): Example[] {
  return messages.map(({ text, now, sender, expect }) => ({
    features: featuresOf(readMessage(normalize(text), new Date(now), sender, index)),
    intent: INTENTS.indexOf(expect.intent),
  }));
}

interface Learned {
  places: Map<string, number>;
  weights: Float64Array;
  bias: Float64Array;
}

function learn(examples: readonly Example[]): Learned {
  const often = new Map<string, number>();
  for (const { features } of examples)
    for (const feature of features) often.set(feature, (often.get(feature) ?? 0) + 1);
  const places = new Map<string, number>();
  for (const [feature, times] of often) if (times >= LEAST_OFTEN) places.set(feature, places.size);
  const weights = new Float64Array(places.size * K);
  const squares = new Float64Array(places.size * K).fill(1e-6);
  const bias = new Float64Array(K);
  const known = examples.map((e) => e.features.flatMap((feature) => places.get(feature) ?? []));
  const order = examples.map((_, i) => i);
  const random = seededRandom(SEED);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    for (let i = order.length - 1; i > 0; i -= 1) {
      const j = random.below(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    for (const i of order) {
      const at = known[i]!;
      const share = 1 / Math.sqrt(at.length || 1);
      const sums = sumsOf(at, share, weights, bias);
      const opinion = toOpinion(sums);
      for (let k = 0; k < K; k += 1) {
        const error = opinion[INTENTS[k]!] - (k === examples[i]!.intent ? 1 : 0);
        bias[k]! -= BIAS_RATE * error;
        const step = error * share;
        for (const place of at) {
          const w = place * K + k;
          squares[w]! += step * step;
          weights[w]! -= (RATE * step) / Math.sqrt(squares[w]!);
        }
      }
    }
  }
  return { places, weights, bias };
}

function sumsOf(at: readonly number[], share: number, weights: Float64Array, bias: Float64Array): number[] {
  const sums = [...bias];
  for (const place of at) for (let k = 0; k < K; k += 1) sums[k]! += weights[place * K + k]! * share;
  return sums;
}

function pack({ places, weights, bias }: Learned, messages: number, digest: string): OpinionWeights {
  const scale = weights.reduce((most, w) => Math.max(most, Math.abs(w)), 0) / 127;
  return {
    messages,
    digest,
    bias: [...bias].map((b) => Number(b.toFixed(4))),
    scale: Number(scale.toFixed(6)),
    features: [...places.keys()].join('\t'),
    weights: Buffer.from(Int8Array.from(weights, (w) => Math.round(w / scale)).buffer).toString('base64'),
  };
}

const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
const { sets, digest } = readSets();
const examples = new Map(sets.map((set) => [set.name, examplesOf(set)]));
if (values.check) {
  for (const { name } of sets) {
    const others = [...examples].flatMap(([of, list]) => (of === name ? [] : list));
    const { places, weights, bias } = learn(others);
    const mine = examples.get(name)!;
    const right = mine.filter(({ features, intent }) => {
      const at = features.flatMap((feature) => places.get(feature) ?? []);
      return (
        likeliest(toOpinion(sumsOf(at, 1 / Math.sqrt(at.length || 1), weights, bias))) === INTENTS[intent]
      );
    });
    process.stdout.write(
      `${name}: ${mine.length} messages, intent right ${(right.length / mine.length).toFixed(3)}\n`,
    );
  }
} else {
  const all = [...examples.values()].flat();
  const file = new URL('../../bot/understand/lexicon/opinion.json', import.meta.url);
  writeFileSync(file, `${JSON.stringify(pack(learn(all), all.length, digest), null, 1)}\n`);
  process.stdout.write(`learned from ${all.length} messages of ${sets.length} sets\n`);
}
