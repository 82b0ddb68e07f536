/** Reads words of the field by their sound: dictation writes 结队 for 结对, 两个学识 for 两个学时, 主题当日 for 主题党日. */
import { HEARD_WORDS, type HeardWord, LONG_TERMS } from './lexicon/heard-words.ts';
import { blurredReadings } from './pinyin.ts';

interface LongTerm {
  term: string;
  /** Blurred sound of each character. */
  sounds: string[];
  /** Characters that may be written otherwise. */
  slips: number;
}

let longTerms: ReadonlyMap<string, readonly LongTerm[]> | undefined;

/** Long terms by the blurred sound of their first character; made when the first message comes. */
function longByFirstSound(): ReadonlyMap<string, readonly LongTerm[]> {
  const all = new Map<string, LongTerm[]>();
  for (const term of LONG_TERMS.split(' ')) {
    const sounds = [...term].map((char) => blurredReadings(char)[0]!);
    const entry = { term, sounds, slips: term.length > 4 ? 2 : 1 };
    const same = all.get(sounds[0]!);
    if (same) same.push(entry);
    else all.set(sounds[0]!, [entry]);
  }
  return all;
}

const shortByWord = new Map<string, HeardWord[]>();
for (const word of HEARD_WORDS)
  for (const heard of word.heard.split(' ')) {
    const same = shortByWord.get(heard);
    if (same) same.push(word);
    else shortByWord.set(heard, [word]);
  }
const SHORT_LENGTHS = [...new Set([...shortByWord.keys()].map((word) => word.length))].sort((a, b) => b - a);

/**
 * A normalised text with such words as they are meant, every character at its place.
 * @returns a text of the same length
 */
export function asMeant(text: string): string {
  let out = text;
  for (let at = 0; at < out.length; at += 1) {
    const meant = longAt(out, at) ?? shortAt(out, at);
    if (meant === undefined) continue;
    out = out.slice(0, at) + meant + out.slice(at + meant.length);
    at += meant.length - 1;
  }
  return out;
}

function longAt(text: string, at: number): string | undefined {
  longTerms ??= longByFirstSound();
  for (const sound of blurredReadings(text[at]!)) {
    for (const { term, sounds, slips } of longTerms.get(sound) ?? []) {
      let left = slips;
      let i = 0;
      for (; i < term.length && left >= 0; i += 1) {
        const char = text[at + i];
        if (char === term[i]) continue;
        if (char === undefined || !blurredReadings(char).includes(sounds[i]!)) break;
        left -= 1;
      }
      if (i === term.length && left >= 0 && left < slips) return term;
    }
  }
  return undefined;
}

function shortAt(text: string, at: number): string | undefined {
  for (const length of SHORT_LENGTHS) {
    const words = shortByWord.get(text.slice(at, at + length));
    if (!words) continue;
    const before = text.slice(Math.max(0, at - 10), at);
    const after = text.slice(at + length, at + length + 6);
    const word = words.find(
      (w) =>
        (w.before?.test(before) ?? true) &&
        (w.after?.test(after) ?? true) &&
        !w.notBefore?.test(before) &&
        !w.notAfter?.test(after),
    );
    if (word) return word.meant;
  }
  return undefined;
}
