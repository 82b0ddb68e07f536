/** How Chinese characters sound, without tones; each character is looked up once and kept. */
import { pinyin } from 'pinyin-pro';

/** The same function, which works each text out once: characters and syllables are few. */
function remembered<T>(work: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    let result = known.get(text);
    if (result === undefined) {
      result = work(text);
      known.set(text, result);
    }
    return result;
  };
}

/** Readings of a character that no surname rule changes, the usual one first; [] when it has none. */
export const readingsOf = remembered((char): readonly string[] => {
  const all = pinyin(char, { toneType: 'none', type: 'array', multiple: true, nonZh: 'removed', v: true });
  return [...new Set(all)].filter(Boolean);
});

/** Surnames whose reading differs from the usual one of the character. */
const SURNAME_READING: Record<string, string> = {
  单: 'shan',
  解: 'xie',
  仇: 'qiu',
  区: 'ou',
  查: 'zha',
  曾: 'zeng',
  朴: 'piao',
  盖: 'ge',
  乐: 'yue',
  翟: 'zhai',
  尉: 'yu',
  洗: 'xian',
  冼: 'xian',
  覃: 'qin',
  员: 'yun',
  那: 'na',
  重: 'chong',
  种: 'chong',
  秘: 'bi',
  缪: 'miao',
  宁: 'ning',
  任: 'ren',
  葛: 'ge',
  华: 'hua',
};

/** The sounds of a name, syllables joined by a space. */
export function soundOf(name: string): string {
  const chars = [...name];
  return chars
    .map(
      (char, i) => (i === 0 ? (SURNAME_READING[char] ?? readingsOf(char)[0]) : readingsOf(char)[0]) ?? char,
    )
    .join(' ');
}

/** Readings of one character that a name can begin with. */
function firstReadings(char: string): string[] {
  const readings = readingsOf(char).slice(0, 2);
  const surname = SURNAME_READING[char];
  return surname && !readings.includes(surname) ? [surname, ...readings] : readings;
}

/** Ways to sound that are tried for one stretch: characters with two readings are few in names. */
const MOST_SOUNDS = 12;

/** The ways a short text can sound (two readings a character at most, {@link MOST_SOUNDS} in all). */
export function soundsOf(text: string): string[] {
  let all = [''];
  let first = true;
  for (const char of text) {
    const options = first ? firstReadings(char) : readingsOf(char).slice(0, 2);
    if (options.length === 0) return [];
    const tried = all.length * options.length > MOST_SOUNDS ? options.slice(0, 1) : options;
    all = all.flatMap((head) => tried.map((r) => (head ? `${head} ${r}` : r)));
    first = false;
  }
  return all;
}

const blurSyllable = remembered((syllable) =>
  syllable
    .replace(/^([zcs])h/, '$1')
    .replace(/^n(?=[aeiouv])/, 'l')
    .replace(/^hu(?=[aeio])/, 'f')
    .replace(/(?<=[aei])ng$/, 'n'),
);

/** Sounds that many speakers and dictation do not tell apart, made one: zh/z, ch/c, sh/s, n/l, ing/in, eng/en, ang/an, h/f. */
export function blurSound(sound: string): string {
  return sound.split(' ').map(blurSyllable).join(' ');
}

/** Those of `readingsOf`, as `blurSound` makes them. */
export const blurredReadings = remembered((char): readonly string[] => readingsOf(char).map(blurSound));

/** Those of `firstReadings`, as `blurSound` makes them. */
export const blurredFirstReadings = remembered((char): readonly string[] =>
  firstReadings(char).map(blurSound),
);
