/**
 * A linear chain over the characters of a text: which label each has, where scores say how well a label fits a
 * character and links how well one label follows another (a conditional random field).
 */

/** How well labels follow one another. */
export interface Links {
  /** Of each label, how well each other one follows it (from × labels + to): `NEVER` where it cannot. */
  readonly follows: readonly number[];
  /** Of each label, how well a text begins with it. */
  readonly begins: readonly number[];
  /** `follows` as factors. */
  readonly factors: Float64Array;
}

/** Links ready for use. */
export function linksOf(follows: readonly number[], begins: readonly number[]): Links {
  return { follows, begins, factors: Float64Array.from(follows, Math.exp) };
}

/** What cannot be. */
export const NEVER = -1e4;

/**
 * How likely (0–1) each label of each character is, all rows of labels considered.
 * @param scores of each character, then of each label
 * @param pairs for learning: how often each label is likely to follow each other one is added to it
 * @returns of each character, then of each label
 */
export function posteriorOf(
  scores: Float64Array,
  { begins, factors: may }: Links,
  pairs?: Float64Array,
): Float64Array {
  const K = begins.length;
  const n = scores.length / K;
  const fits = new Float64Array(n * K);
  for (let i = 0; i < n * K; i += K) {
    let most = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < K; k += 1) most = Math.max(most, scores[i + k]!);
    for (let k = 0; k < K; k += 1) fits[i + k] = Math.exp(scores[i + k]! - most);
  }
  // scaled at each character, so that long texts do not run out of numbers
  const ahead = new Float64Array(n * K);
  for (let i = 0; i < n * K; i += K) {
    let total = 0;
    for (let k = 0; k < K; k += 1) {
      let before = i === 0 ? Math.exp(begins[k]!) : 0;
      if (i > 0) for (let a = 0; a < K; a += 1) before += ahead[i - K + a]! * may[a * K + k]!;
      total += ahead[i + k] = before * fits[i + k]!;
    }
    for (let k = 0; k < K; k += 1) ahead[i + k]! /= total;
  }
  const each = new Float64Array(n * K);
  const behind = new Float64Array(K).fill(1);
  const here = new Float64Array(K);
  for (let i = (n - 1) * K; i >= 0; i -= K) {
    let total = 0;
    for (let k = 0; k < K; k += 1) total += each[i + k] = ahead[i + k]! * behind[k]!;
    for (let k = 0; k < K; k += 1) each[i + k]! /= total;
    if (i === 0) break;
    if (pairs) addPairs(pairs, ahead, i, may, fits, behind);
    let most = 0;
    for (let k = 0; k < K; k += 1) here[k] = fits[i + k]! * behind[k]!;
    for (let a = 0; a < K; a += 1) {
      let on = 0;
      for (let k = 0; k < K; k += 1) on += may[a * K + k]! * here[k]!;
      behind[a] = on;
      most = Math.max(most, on);
    }
    for (let a = 0; a < K; a += 1) behind[a]! /= most;
  }
  return each;
}

/** Adds how likely each label of the character before is followed by each one of this. */
function addPairs(
  pairs: Float64Array,
  ahead: Float64Array,
  i: number,
  may: Float64Array,
  fits: Float64Array,
  behind: Float64Array,
): void {
  const K = behind.length;
  const here = new Float64Array(K * K);
  let total = 0;
  for (let a = 0; a < K; a += 1)
    for (let k = 0; k < K; k += 1)
      total += here[a * K + k] = ahead[i - K + a]! * may[a * K + k]! * fits[i + k]! * behind[k]!;
  for (let p = 0; p < K * K; p += 1) pairs[p]! += here[p]! / total;
}

/**
 * The one likeliest row of labels, by their places.
 * @param scores of each character, then of each label
 */
export function likeliestPath(scores: Float64Array, { follows, begins }: Links): Uint8Array {
  const K = begins.length;
  const n = scores.length / K;
  const path = new Uint8Array(n);
  if (n === 0) return path;
  const best = new Float64Array(n * K);
  const from = new Uint8Array(n * K);
  for (let i = 0; i < n * K; i += K)
    for (let k = 0; k < K; k += 1) {
      let most = i === 0 ? begins[k]! : Number.NEGATIVE_INFINITY;
      if (i > 0)
        for (let a = 0; a < K; a += 1) {
          const value = best[i - K + a]! + follows[a * K + k]!;
          if (value > most) {
            most = value;
            from[i + k] = a;
          }
        }
      best[i + k] = most + scores[i + k]!;
    }
  const end = (n - 1) * K;
  let last = 0;
  for (let k = 1; k < K; k += 1) if (best[end + k]! > best[end + last]!) last = k;
  for (let i = n - 1; i >= 0; i -= 1) {
    path[i] = last;
    last = from[i * K + last]!;
  }
  return path;
}
