/** Linear models as `npm run train` packs them: which features there are, and what each says for each outcome. */

/** A linear model, packed. */
export interface PackedModel {
  /** One number for each outcome. */
  bias: number[];
  /** One weight of a feature and an outcome is a signed byte times this. */
  scale: number;
  /** Base64 of the features, four bytes each. */
  features: string;
  /** Base64 of the signed bytes: of every feature, one for each outcome. */
  weights: string;
}

export interface Model {
  places: Places;
  weights: Int8Array;
  scale: number;
  bias: readonly number[];
}

const NO_FEATURE = -1;

/** Which row of weights a feature has. Its number is its own hash, which a Map would hash once more. */
class Places {
  readonly #features: Int32Array;
  readonly #rows: Int32Array;
  readonly #mask: number;

  constructor(count: number) {
    const size = 2 ** Math.ceil(Math.log2(count * 2 + 1));
    this.#features = new Int32Array(size).fill(NO_FEATURE);
    this.#rows = new Int32Array(size);
    this.#mask = size - 1;
  }

  set(feature: number, row: number): void {
    let at = feature & this.#mask;
    while (this.#features[at] !== NO_FEATURE) at = (at + 1) & this.#mask;
    this.#features[at] = feature;
    this.#rows[at] = row;
  }

  get(feature: number): number | undefined {
    for (let at = feature & this.#mask; ; at = (at + 1) & this.#mask) {
      if (this.#features[at] === feature) return this.#rows[at];
      if (this.#features[at] === NO_FEATURE) return undefined;
    }
  }
}

/** A model ready for use. */
export function unpack({ bias, scale, features, weights }: PackedModel): Model {
  const bytes = Buffer.from(weights, 'base64');
  const numbers = Buffer.from(features, 'base64');
  const places = new Places(numbers.length / 4);
  for (let i = 0; i * 4 < numbers.length; i += 1) places.set(numbers.readUInt32LE(i * 4), i);
  return {
    places,
    weights: new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length),
    scale,
    bias,
  };
}

/**
 * Features are named by numbers of 30 bits, which V8 keeps without an object of their own: strings took most of the
 * time. FNV-1a over UTF-16 units; two features that meet in one number count as one, which happens to very few.
 */
const BASIS = 0x811c9dc5;

/** One more UTF-16 unit taken into a hash. */
export function mixed(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

/** The hash of a name, to be mixed on. */
export function hashOf(name: string): number {
  let hash = BASIS;
  for (let i = 0; i < name.length; i += 1) hash = mixed(hash, name.charCodeAt(i));
  return hash;
}

/** The number of a feature, from its hash. */
export function numberOf(hash: number): number {
  return hash >>> 2;
}
