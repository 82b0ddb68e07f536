/**
 * Which of many expressions may match a text at all. Every match of 谈(?:心|话) holds 谈: an expression none of whose
 * characters stand in a text need not be tried on it.
 */
import { matchesOf } from './matching.ts';

/** Expressions, of which few match any one text, each with what it stands for. */
export class Sieve<T> {
  readonly #entries: readonly { expression: RegExp; means: T }[];
  /** Places in `#entries` of those that need one of several characters, by each of these. */
  readonly #byCharacter = new Map<string, number[]>();
  /** By place: 1 for those that are always tried. */
  readonly #always: Uint8Array;

  /** @param entries sources of expressions without flags, in the order in which their matches are wanted */
  constructor(entries: readonly { source: string; means: T }[]) {
    this.#entries = entries.map(({ source, means }) => ({ expression: new RegExp(source, 'g'), means }));
    this.#always = new Uint8Array(entries.length);
    for (const [place, { source }] of entries.entries()) {
      const needed = neededCharacters(source);
      if (!needed) this.#always[place] = 1;
      for (const char of needed ?? [])
        this.#byCharacter.set(char, [...(this.#byCharacter.get(char) ?? []), place]);
    }
  }

  /** Every match of every expression, those of one expression after those of the one before. */
  matches(text: string): { match: RegExpExecArray; means: T }[] {
    const tried = this.#always.slice();
    for (const char of text) for (const place of this.#byCharacter.get(char) ?? []) tried[place] = 1;
    const found: { match: RegExpExecArray; means: T }[] = [];
    for (const [place, { expression, means }] of this.#entries.entries())
      if (tried[place] === 1) for (const match of matchesOf(expression, text)) found.push({ match, means });
    return found;
  }
}

/**
 * Characters of which every match of an expression holds at least one.
 * @param source of an expression without flags
 * @returns undefined where there are none, or none that can be told: what is not known here (classes with ranges,
 * escapes, what may be absent, what stands before or behind) is taken to match anything
 */
export function neededCharacters(source: string): ReadonlySet<string> | undefined {
  const parser = new Parser(source);
  return parser.alternatives();
}

type Needed = ReadonlySet<string> | undefined;

class Parser {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** Up to a closing bracket: either alternative may match, so that the characters of all are needed. */
  alternatives(): Needed {
    const all = new Set<string>();
    let isKnown = true;
    for (;;) {
      const needed = this.#sequence();
      if (needed) for (const char of needed) all.add(char);
      else isKnown = false;
      if (this.#source[this.#at] !== '|') return isKnown ? all : undefined;
      this.#at += 1;
    }
  }

  /** Parts that follow one another: each is needed, and the one that rules out most is taken. */
  #sequence(): Needed {
    let best: Needed;
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at]!)) {
      const needed = this.#part();
      if (!this.#mayBeAbsent() && needed && (!best || needed.size < best.size)) best = needed;
    }
    return best;
  }

  #part(): Needed {
    const char = this.#source[this.#at]!;
    this.#at += 1;
    if (char === '(') return this.#group();
    if (char === '[') return this.#class();
    if (char === '\\') {
      const escaped = this.#source[this.#at]!;
      this.#at += 1;
      if (escaped === 'u') this.#at += 4;
      return /[A-Za-z\d]/.test(escaped) ? undefined : new Set(escaped);
    }
    return '.^$'.includes(char) ? undefined : new Set(char);
  }

  #group(): Needed {
    const [head] = /^(?:\?(?:[:=!]|<[=!]|<\w+>))?/.exec(this.#source.slice(this.#at))!;
    this.#at += head.length;
    const needed = this.alternatives();
    this.#at += 1;
    return /[=!]$/.test(head) ? undefined : needed;
  }

  #class(): Needed {
    const from = this.#at;
    while (this.#source[this.#at] !== ']') this.#at += this.#source[this.#at] === '\\' ? 2 : 1;
    const inside = this.#source.slice(from, this.#at);
    this.#at += 1;
    return /^\^|\\|.-./.test(inside) ? undefined : new Set(inside);
  }

  /** Steps over a quantifier. */
  #mayBeAbsent(): boolean {
    const [quantifier] = /^(?:[*+?]|\{\d+(?:,\d*)?\})?\??/.exec(this.#source.slice(this.#at))!;
    this.#at += quantifier.length;
    return /^(?:[*?]|\{0)/.test(quantifier);
  }
}
