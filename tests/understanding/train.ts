/**
 * Learns the second opinion (bot/understand/opinion.ts) from the labelled messages of this folder.
 *
 * npm run train             writes bot/understand/lexicon/opinion.json and stretches.json
 * npm run train -- --check  learns it from all writers but one, for each writer, and prints how good it is on the last
 *
 * Multinomial logistic regression, AdaGrad, in an order shuffled from a fixed seed: the same sets give the same file.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { normalize } from '../../bot/understand/normalize.ts';
import {
  CONTENTS,
  contentFeaturesOf,
  featuresOf,
  INTENTS,
  type OpinionWeights,
  toChances,
  toShares,
  WANTED,
} from '../../bot/understand/opinion.ts';
import type { PackedModel } from '../../bot/understand/packed-model.ts';
import { type Reading, readMessage } from '../../bot/understand/report.ts';
import { seededRandom } from '../../domain/random.ts';
import { rowsOf, shuffle } from './learning.ts';
import type { Labelled } from './score.ts';
import { type LabelledSet, readSets } from './sets.ts';
import { learnStretches } from './train-stretches.ts';

interface Example {
  features: ReadonlySet<number>;
  /** Of each outcome, whether it is true. */
  truth: boolean[];
}

/** What is learned: from which features, which of some outcomes, and how sums become probabilities. */
interface Task {
  /** A feature that fewer messages have says more about its writer than about what a message means. */
  leastOften: number;
  featuresOf(reading: Reading): ReadonlySet<number>;
  /** Undefined where the labels do not say. */
  truthOf(expect: Labelled['expect']): boolean[] | undefined;
  toProbabilities(sums: readonly number[]): number[];
}

const INTENT: Task = {
  leastOften: 2,
  featuresOf,
  truthOf: ({ intent }) => INTENTS.map((each) => each === intent),
  toProbabilities: toShares,
};

const CONTENT: Task = {
  leastOften: 6,
  featuresOf: contentFeaturesOf,
  truthOf: ({ intent, reports = [] }) => {
    if (intent === 'report' && reports.length === 0) return undefined;
    return CONTENTS.map(
      (content) =>
        (content === 'several' && reports.length > 1) ||
        reports.some((r) => r.kind === content || r.mode === content),
    );
  },
  toProbabilities: toChances,
};

const WANT: Task = {
  leastOften: 2,
  featuresOf,
  truthOf: ({ query, command }) => {
    const wanted = query?.about ?? command?.name;
    return wanted && WANTED.includes(wanted) ? WANTED.map((each) => each === wanted) : undefined;
  },
  toProbabilities: toShares,
};

const EPOCHS = 25;
const RATE = 0.3;
const BIAS_RATE = 0.05;
const SEED = 20261129;

interface Read {
  name: string;
  messages: { reading: Reading; expect: Labelled['expect'] }[];
}

/** Reads the messages of a set, once for all that is learned from them. */
function readSet({ name, messages, index }: LabelledSet): Read {
  return {
    name,
    messages: messages.map(({ text, now, sender, expect }) => ({
      reading: readMessage(normalize(text), new Date(now), sender, index),
      expect,
    })),
  };
}

function examplesOf({ messages }: Read, task: Task): Example[] {
  return messages.flatMap(({ reading, expect }) => {
    const truth = task.truthOf(expect);
    return truth ? [{ features: task.featuresOf(reading), truth }] : [];
  });
}

interface Learned {
  places: Map<number, number>;
  weights: Float64Array;
  bias: Float64Array;
}

function learn(examples: readonly Example[], { toProbabilities, leastOften }: Task): Learned {
  const K = examples[0]!.truth.length;
  const places = rowsOf(
    examples.map((e) => e.features),
    leastOften,
  );
  const weights = new Float64Array(places.size * K);
  const squares = new Float64Array(places.size * K).fill(1e-6);
  const bias = new Float64Array(K);
  const known = examples.map((e) => [...e.features].flatMap((feature) => places.get(feature) ?? []));
  const order = examples.map((_, i) => i);
  const random = seededRandom(SEED);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    shuffle(order, random);
    for (const i of order) {
      const at = known[i]!;
      const share = 1 / Math.sqrt(at.length || 1);
      const sums = sumsOf(at, share, weights, bias);
      const held = toProbabilities(sums);
      const { truth } = examples[i]!;
      for (let k = 0; k < K; k += 1) {
        const error = held[k]! - (truth[k] ? 1 : 0);
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
  const K = sums.length;
  for (const place of at) for (let k = 0; k < K; k += 1) sums[k]! += weights[place * K + k]! * share;
  return sums;
}

function pack({ places, weights, bias }: Learned): PackedModel {
  const scale = weights.reduce((most, w) => Math.max(most, Math.abs(w)), 0) / 127;
  return {
    bias: [...bias].map((b) => Number(b.toFixed(4))),
    scale: Number(scale.toFixed(6)),
    features: Buffer.from(Uint32Array.from(places.keys()).buffer).toString('base64'),
    weights: Buffer.from(Int8Array.from(weights, (w) => Math.round(w / scale)).buffer).toString('base64'),
  };
}

/** What a model that was learned holds of an example. */
function probabilitiesOf({ places, weights, bias }: Learned, { features }: Example, task: Task): number[] {
  const at = [...features].flatMap((feature) => places.get(feature) ?? []);
  return task.toProbabilities(sumsOf(at, 1 / Math.sqrt(at.length || 1), weights, bias));
}

const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
const { sets, digest } = readSets();
const read = sets.map(readSet);
const learnFrom = (from: readonly Read[], task: Task) =>
  learn(
    from.flatMap((set) => examplesOf(set, task)),
    task,
  );
/** Whether the likeliest outcome is true. */
const isBestTrue = (held: number[], truth: boolean[]) => truth[held.indexOf(Math.max(...held))]!;
const areAllRight = (held: number[], truth: boolean[]) => held.every((p, k) => p > 0.5 === truth[k]);
if (values.check) {
  for (const mine of read) {
    const others = read.filter((set) => set !== mine);
    const share = (task: Task, isRight: (held: number[], truth: boolean[]) => boolean) => {
      const learned = learnFrom(others, task);
      const examples = examplesOf(mine, task);
      const right = examples.filter((e) => isRight(probabilitiesOf(learned, e, task), e.truth)).length;
      return (right / examples.length).toFixed(3);
    };
    process.stdout.write(
      `${mine.name}: intent right ${share(INTENT, isBestTrue)}, what is wanted ${share(WANT, isBestTrue)}, all contents right ${share(CONTENT, areAllRight)}\n`,
    );
  }
} else {
  const weights: OpinionWeights = {
    messages: sets.reduce((sum, { messages }) => sum + messages.length, 0),
    digest,
    intents: pack(learnFrom(read, INTENT)),
    contents: pack(learnFrom(read, CONTENT)),
    wanted: pack(learnFrom(read, WANT)),
  };
  const write = (name: string, content: object) =>
    writeFileSync(
      new URL(`../../bot/understand/lexicon/${name}`, import.meta.url),
      `${JSON.stringify(content, null, 1)}\n`,
    );
  write('opinion.json', weights);
  write('stretches.json', { digest, ...learnStretches(read.flatMap(({ messages }) => messages)) });
  process.stdout.write(`learned from ${weights.messages} messages of ${sets.length} sets\n`);
}
