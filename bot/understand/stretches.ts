/**
 * The second opinion on who, where and when: which stretches of a telling name whom it is about, who came along, where
 * it was and on which day, by what stands around them alone, learned from the labelled sets.
 */
import { readFileSync } from 'node:fs';
import { dayOf } from '../../domain/day.ts';
import { type Links, likeliestPath, linksOf, NEVER, posteriorOf } from './chain.ts';
import type { Clause } from './clause.ts';
import { tellsOn } from './frame.ts';
import { isPlanned, saysFailed } from './modality.ts';
import { hashOf, type Model, mixed, numberOf, type PackedModel, unpack } from './packed-model.ts';
import type { Reading } from './report.ts';

/** What a stretch may name. */
export type StretchRole = 'target' | 'companion' | 'place' | 'day';

const ROLES: readonly StretchRole[] = ['target', 'companion', 'place', 'day'];

/** Of one character: it names nothing (0), it begins a stretch of a role, or goes on with it. */
export const LABELS = 1 + 2 * ROLES.length;
export const beginningOf = (role: StretchRole): number => 1 + 2 * ROLES.indexOf(role);
export const goingOnOf = (role: StretchRole): number => 2 + 2 * ROLES.indexOf(role);
const goesOn = (label: number): boolean => label > 0 && label % 2 === 0;

/** Whether one label may follow another: what goes on needs what it goes on with. */
export function mayFollow(before: number | undefined, label: number): boolean {
  return !goesOn(label) || before === label || before === label - 1;
}

export interface Stretch {
  start: number;
  end: number;
  role: StretchRole;
  /** How likely (0–1) the least likely of its characters belongs to it; worked out when it is asked for. */
  readonly chance: number;
}

/** What `npm run train` writes. */
export interface StretchWeights extends PackedModel {
  /** Digest of the labelled sets that it was learned from. */
  digest: string;
  /** Of each label, how well each other one follows it. */
  follows: number[];
}

/** Characters of a message that are looked at. */
export const LONGEST_LOOKED_AT = 240;

/** Which characters around one, from its own place, make its features together. */
const WINDOWS: readonly (readonly [number, number])[] = [
  ...[-2, -1, 0, 1, 2].map((from): [number, number] => [from, from]),
  ...[-2, -1, 0, 1].map((from): [number, number] => [from, from + 1]),
  ...[-3, -2, -1, 0, 1].map((from): [number, number] => [from, from + 2]),
  [-4, -1],
  [1, 4],
];
const BASES = WINDOWS.map((_, i) => hashOf(`stretch${i}`));
const OF_CLAUSE = hashOf('clause');
const OF_ORDER = hashOf('order');
/** So many days before or behind one, or more. */
const MANY_DAYS = 2;
export const FEATURES_EACH = WINDOWS.length + 2;

/**
 * A text in signs: names of the directory, hours and digits are one sign each, whatever they say; of days it is seen
 * whether they lie ahead, and whether they are one day or a stretch of time.
 */
function signsOf({ text, people, clauses, now }: Reading): string {
  const signs = text
    .slice(0, LONGEST_LOOKED_AT)
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/\d/g, '0')
    .split('');
  // letters of the text are lower-cased, and no mark is like the control characters of what goes on
  const cover = (spans: readonly { start: number; end: number }[], first: string) => {
    const rest = String.fromCharCode(first.charCodeAt(0) - 64);
    for (const { start, end } of spans)
      for (let i = start; i < Math.min(end, signs.length); i += 1) signs[i] = i === start ? first : rest;
  };
  const today = dayOf(now);
  for (const { days, times } of clauses) {
    cover(times, 'T');
    for (const day of days) {
      const sign = day.from > today ? 'F' : day.grain === 'vague' ? 'V' : 'D';
      cover([day], sign);
    }
  }
  cover(
    people.filter((p) => p.ids.length > 0),
    'N',
  );
  return signs.join('');
}

/** The features of each character: so many numbers for each. */
export function stretchFeaturesOf(reading: Reading): Int32Array {
  const signs = signsOf(reading);
  const unit = (at: number) => (at < 0 ? 1 : at < signs.length ? signs.charCodeAt(at) : 2);
  const features = new Int32Array(signs.length * FEATURES_EACH);
  const { around, order } = widerOf(reading, signs.length);
  for (let at = 0; at < signs.length; at += 1) {
    const first = at * FEATURES_EACH;
    for (let w = 0; w < WINDOWS.length; w += 1) {
      const [from, to] = WINDOWS[w]!;
      let hash = BASES[w]!;
      for (let i = from; i <= to; i += 1) hash = mixed(hash, unit(at + i));
      features[first + w] = numberOf(hash);
    }
    // of names and days alone; all other characters are alike in this
    const sign = around[at] || order[at] ? unit(at) : 0;
    features[first + WINDOWS.length] = numberOf(mixed(mixed(OF_CLAUSE, sign), around[at]!));
    features[first + WINDOWS.length + 1] = numberOf(mixed(mixed(OF_ORDER, sign), order[at]!));
  }
  return features;
}

/**
 * What is said of a name or a day further off than a few characters: whether its clause, or the one behind it, tells of
 * what came to nothing (昨天去找梁晨没找着，今天找着了), whether it is planned, goes on about somebody or names an activity,
 * and of a day how many others stand around it.
 */
function widerOf(
  { clauses, people, now }: Reading,
  length: number,
): { around: Uint8Array; order: Uint8Array } {
  const around = new Uint8Array(length);
  const order = new Uint8Array(length);
  const today = dayOf(now);
  const days = clauses.flatMap((c) => c.days);
  const failed = new Map<Clause, boolean>();
  const hasFailed = (clause: Clause | undefined) => {
    if (!clause) return false;
    const known = failed.get(clause) ?? saysFailed(clause.text);
    failed.set(clause, known);
    return known;
  };
  for (const [i, clause] of clauses.entries()) {
    const named = [
      ...clause.days,
      ...people.filter((p) => p.ids.length > 0 && clause.start <= p.start && p.start < clause.end),
    ];
    if (named.length === 0) continue;
    const isTrue = [
      hasFailed(clause),
      isPlanned(clause.text),
      hasFailed(clauses[i + 1]),
      tellsOn(clause),
      clause.cues.some((c) => c.strength > 1),
    ];
    const said = isTrue.reduce((sum, is, bit) => sum + (is ? 2 ** bit : 0), 1);
    for (const { start, end } of named) around.fill(said, start, end);
    for (const { start, end } of clause.days) {
      const before = days.filter((d) => d.start < start).length;
      const behind = days.filter((d) => d.start > start && d.from <= today).length;
      order.fill(1 + Math.min(MANY_DAYS, before) + (1 + MANY_DAYS) * Math.min(MANY_DAYS, behind), start, end);
    }
  }
  return { around, order };
}

/** What a chain may begin with. */
export const BEGINS: readonly number[] = Array.from({ length: LABELS }, (_, label) =>
  mayFollow(undefined, label) ? 0 : NEVER,
);

let learned: { model: Model; links: Links } | undefined;

function load(): NonNullable<typeof learned> {
  const file = new URL('lexicon/stretches.json', import.meta.url);
  const weights = JSON.parse(readFileSync(file, 'utf8')) as StretchWeights;
  return { model: unpack(weights), links: linksOf(weights.follows, BEGINS) };
}

/** What the words alone hold of a message. */
export interface Stretches {
  /** Every stretch that names something, in the order of the text. */
  found: readonly Stretch[];
  /** How likely (0–1) it is that a part of the text names something, or what has that role: that of its least likely character. */
  chanceOf(start: number, end: number, role?: StretchRole): number;
}

const NOTHING: Stretches = { found: [], chanceOf: () => 0 };

/** Which stretches of a message name somebody or a place. */
export function stretchesOf(reading: Reading): Stretches {
  learned ??= load();
  const { model, links } = learned;
  const features = stretchFeaturesOf(reading);
  const n = features.length / FEATURES_EACH;
  if (n === 0) return NOTHING;
  const scores = new Float64Array(n * LABELS);
  for (let at = 0; at < n; at += 1) {
    for (let w = 0; w < FEATURES_EACH; w += 1) {
      const row = model.places.get(features[at * FEATURES_EACH + w]!);
      if (row === undefined) continue;
      for (let k = 0; k < LABELS; k += 1) scores[at * LABELS + k]! += model.weights[row * LABELS + k]!;
    }
    for (let k = 0; k < LABELS; k += 1)
      scores[at * LABELS + k] = scores[at * LABELS + k]! * model.scale + model.bias[k]!;
  }
  const path = likeliestPath(scores, links);
  let posterior: Float64Array | undefined;
  const each = () => {
    posterior ??= posteriorOf(scores, links);
    return posterior;
  };
  const found: Stretch[] = [];
  for (let at = 0; at < n; at += 1) {
    const role = ROLES.find((r) => beginningOf(r) === path[at]);
    if (!role) continue;
    let end = at + 1;
    while (end < n && path[end] === goingOnOf(role)) end += 1;
    const stretch = {
      start: at,
      end,
      role,
      get chance() {
        let chance = 1;
        for (let i = at; i < end; i += 1) chance = Math.min(chance, each()[i * LABELS + path[i]!]!);
        return chance;
      },
    };
    found.push(stretch);
  }
  return {
    found,
    chanceOf: (start, end, role) => {
      let chance = start < end && end <= n ? 1 : 0;
      for (let i = start; i < Math.min(end, n); i += 1) {
        const at = i * LABELS;
        const held = role ? each()[at + beginningOf(role)]! + each()[at + goingOnOf(role)]! : 1 - each()[at]!;
        chance = Math.min(chance, held);
      }
      return chance;
    },
  };
}
