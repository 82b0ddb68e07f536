/**
 * A second opinion on a message, learned from the labelled messages of tests/understanding and made without the rules:
 * what it is for, and what a telling contains. Where it speaks clearly against the rules, the bot asks rather than
 * record. It never decides about slots.
 */
import { readFileSync } from 'node:fs';
import {
  ActivityKind,
  type Command,
  CommandName,
  type Intent,
  Mode,
  Query,
} from '../../domain/understanding.ts';
import { matchesOf } from './matching.ts';
import { hashOf, type Model, mixed, numberOf, type PackedModel, unpack } from './packed-model.ts';
import type { Reading } from './report.ts';

/** In the order of the weights. */
export const INTENTS = ['report', 'query', 'command', 'rule', 'help', 'unknown'] as const satisfies Intent[];

/** Probability (0–1) of each intent. */
export type Opinion = Record<Intent, number>;

/** What a telling may contain: activities of a kind, somebody met in person, several activities. */
export type Content = ActivityKind | Mode | 'several';

/** In the order of the weights. */
export const CONTENTS: readonly Content[] = [...ActivityKind.options, ...Mode.options, 'several'];

/** What a question may be about, and what an order may be for. */
export type Wanted = Query['about'] | Command['name'];

/** Orders that the labelled sets do not hold: answers to the bot's own choices, and what came after the sets. */
const UNLABELLED: readonly Wanted[] = ['choose', 'pause', 'resume'];

/** In the order of the weights. */
export const WANTED: readonly Wanted[] = [
  ...Query.shape.about.options,
  ...CommandName.options.filter((name) => !UNLABELLED.includes(name)),
];

/** What `npm run train` writes. */
export interface OpinionWeights {
  /** Of the labelled sets it was learned from: how many messages, and a digest of their files. */
  messages: number;
  digest: string;
  intents: PackedModel;
  contents: PackedModel;
  wanted: PackedModel;
}

/** Characters of a message that are looked at: what it is for is said at its beginning or at its end. */
const HEAD = 80;
const TAIL = 40;
const LONGEST_RUN = 3;

/** Adds the runs of one to so many characters of a text. */
function addRuns(features: Set<number>, text: string, longest: number, before = ''): void {
  const basis = hashOf(before);
  for (let at = 0; at < text.length; at += 1) {
    let hash = basis;
    for (let i = at; i < text.length && i < at + longest; i += 1) {
      hash = mixed(hash, text.charCodeAt(i));
      features.add(numberOf(hash));
    }
  }
}

/**
 * The runs of one to three characters of a message, names, days, times and numbers replaced by one sign each, so that
 * 昨天找李婷谈心 and 周三找张伟谈心 look alike.
 */
export function featuresOf(reading: Reading): ReadonlySet<number> {
  let features = readAlready.get(reading);
  if (!features) {
    features = readFeatures(reading);
    readAlready.set(reading, features);
  }
  return features;
}

/** All three opinions look at the same ones. */
const readAlready = new WeakMap<Reading, ReadonlySet<number>>();

function readFeatures({ text, people, clauses, sender, index }: Reading): ReadonlySet<number> {
  const signs = [...text].map((sign) => sign.toLowerCase());
  // characters outside of the BMP were removed by normalize, so that places are those of the text
  const cover = (spans: readonly { start: number; end: number }[], sign: string) => {
    for (const { start, end } of spans) {
      if (signs.slice(start, end).some((s) => s === '' || /[A-Z]/.test(s))) continue;
      signs.fill('', start, end);
      signs[start] = sign;
    }
  };
  // 张伟昨天走访了两家 is somebody else's deed, unless it is he who writes; 李明轩昨天家访了 the sender's
  const signOf = (ids: readonly string[]) =>
    ids.includes(sender) ? 'S' : ids.some((id) => index.people.get(id)?.kind === 'student') ? 'Q' : 'P';
  for (const person of people) cover([person], signOf(person.ids));
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
  const features = new Set<number>();
  addRuns(features, `^${short}$`, LONGEST_RUN);
  features.add(numberOf(hashOf(`#length${Math.min(7, Math.floor(Math.log2(text.length + 1)))}`)));
  features.add(numberOf(hashOf(`#people${Math.min(2, people.length)}`)));
  return features;
}

/** One sign for each kind of activity in an outline. */
const KIND_SIGNS: Record<ActivityKind, string> = {
  visit: 'V',
  pairing: 'B',
  contact: 'C',
  talk: 'K',
  lecture: 'L',
  study: 'S',
  meeting: 'M',
  service: 'W',
};

/** Words that an outline keeps, each as one sign: ways of meeting, what goes on or is shared out, hours. */
const OUTLINE_WORDS: readonly [RegExp, string][] = [
  [/电话|通话|打给|拨/g, 'p'],
  [/微信|视频|腾讯会议|QQ|语音|线上/g, 'o'],
  [/当面|面谈|面对面|上门|入户|家里|办公室|宿舍|寝室|室(?!主任)/g, 'i'],
  [/分别|逐[个一]|依次|先后|前者|后者/g, 'e'],
  [/顺便|顺道|然后|接着|又|另外|还|也|[以之]后|完/g, 'x'],
  [/\d个?(?:学时|课时|小时)/g, 'h'],
];

/** Longest run of signs of an outline. */
const LONGEST_OUTLINE_RUN = 4;

/** What stands in a message in which order: days, times, people, activities, ways of meeting, and the marks between. */
function outlineOf({ text, people, clauses }: Reading): string {
  const signs: [number, string][] = [
    ...people.map((p): [number, string] => [p.start, 'P']),
    ...clauses.flatMap((c) => c.days.map((d): [number, string] => [d.start, 'D'])),
    ...clauses.flatMap((c) => c.times.map((t): [number, string] => [t.start, 'T'])),
    ...clauses.flatMap((c) =>
      c.cues.flatMap((cue): [number, string][] =>
        cue.strength >= 2 ? [[cue.start, KIND_SIGNS[cue.kind]]] : [],
      ),
    ),
    ...clauses.map((c): [number, string] => [c.start - 0.5, c.opens ? '.' : ',']),
    ...OUTLINE_WORDS.flatMap(([words, sign]) =>
      matchesOf(words, text).map((m): [number, string] => [m.index, sign]),
    ),
  ];
  return signs
    .sort(([a], [b]) => a - b)
    .slice(0, HEAD + TAIL)
    .map(([, sign]) => sign)
    .join('');
}

/** Those of `featuresOf`, the runs of a message's outline with and without its marks, and what it has how often. */
export function contentFeaturesOf(reading: Reading): ReadonlySet<number> {
  const outline = outlineOf(reading);
  const bare = outline.replace(/[.,]/g, '');
  const all = (signs: RegExp) => new Set(bare.match(signs) ?? []).size;
  const kinds = Math.min(3, all(/[VBCKLSMW]/g));
  const days = Math.min(3, new Set(reading.clauses.flatMap((c) => c.days.map((d) => d.from))).size);
  const parts = Math.min(
    3,
    new Set(reading.clauses.flatMap((c) => [...c.days, ...c.times].flatMap((d) => d.daypart ?? []))).size,
  );
  const people = Math.min(3, reading.people.length);
  const features = new Set(featuresOf(reading));
  addRuns(features, `^${outline}$`, LONGEST_OUTLINE_RUN, '§');
  addRuns(features, `^${bare}$`, LONGEST_OUTLINE_RUN, '§');
  addRuns(features, `^${bare.replace(/[piexho]/g, '')}$`, LONGEST_OUTLINE_RUN, '¶');
  for (const name of [
    `kinds${kinds}`,
    `days${days}`,
    `parts${parts}`,
    `people${people}`,
    `kinds${kinds}people${people}`,
    `kinds${kinds}days${days}`,
    `kinds${kinds}parts${parts}`,
    `days${days}people${people}`,
    `parts${parts}people${people}`,
    `kinds${kinds}days${days}parts${parts}people${people}`,
  ])
    features.add(numberOf(hashOf(`#${name}`)));
  return features;
}

let models: { intents: Model; contents: Model; wanted: Model } | undefined;

function loadModels(): NonNullable<typeof models> {
  const file = new URL('lexicon/opinion.json', import.meta.url);
  const { intents, contents, wanted } = JSON.parse(readFileSync(file, 'utf8')) as OpinionWeights;
  return { intents: unpack(intents), contents: unpack(contents), wanted: unpack(wanted) };
}

/** The sum of what a message's features say for each outcome. */
function sumsOf({ places, weights, scale, bias }: Model, features: ReadonlySet<number>): number[] {
  const outcomes = bias.length;
  const said = new Float64Array(outcomes);
  let known = 0;
  for (const feature of features) {
    const place = places.get(feature);
    if (place === undefined) continue;
    known += 1;
    for (let k = 0, at = place * outcomes; k < outcomes; k += 1, at += 1) said[k]! += weights[at]!;
  }
  const share = scale / Math.sqrt(known || 1);
  return bias.map((own, k) => own + said[k]! * share);
}

/** How likely each intent is for a message, by the words alone. */
export function opinionOf(reading: Reading): Opinion {
  models ??= loadModels();
  const shares = toShares(sumsOf(models.intents, featuresOf(reading)));
  return Object.fromEntries(INTENTS.map((intent, k) => [intent, shares[k]!])) as Opinion;
}

/** How likely a telling contains each of `CONTENTS`, by the words and the order of what was found in it. */
export function contentsOf(reading: Reading): Record<Content, number> {
  models ??= loadModels();
  const chances = toChances(sumsOf(models.contents, contentFeaturesOf(reading)));
  return Object.fromEntries(CONTENTS.map((content, k) => [content, chances[k]!])) as Record<Content, number>;
}

/** What a question is about or an order is for, and how likely (0–1) that is, by the words alone. */
export function likeliestWanted(reading: Reading): { wanted: Wanted; chance: number } {
  models ??= loadModels();
  const shares = toShares(sumsOf(models.wanted, featuresOf(reading)));
  const chance = Math.max(...shares);
  return { wanted: WANTED[shares.indexOf(chance)]!, chance };
}

/** Sums as probabilities of which one is true (softmax). */
export function toShares(sums: readonly number[]): number[] {
  const most = Math.max(...sums);
  const shares = sums.map((sum) => Math.exp(sum - most));
  const total = shares.reduce((a, b) => a + b, 0);
  return shares.map((share) => share / total);
}

/** Sums as probabilities of which each may be true (logistic). */
export function toChances(sums: readonly number[]): number[] {
  return sums.map((sum) => 1 / (1 + Math.exp(-sum)));
}

/** The likeliest intent of an opinion. */
export function likeliest(opinion: Opinion): Intent {
  return INTENTS.reduce((best, intent) => (opinion[intent] > opinion[best] ? intent : best));
}
