/**
 * MongoDB's regular expressions (PCRE, UTF-8 mode) as JavaScript's.
 *
 * The two differ in what `.`, `^`, `$` and `\s` mean; those are translated. What JavaScript has no equal of is
 * refused rather than guessed. Sources: MongoDB manual, "$regex"; pcre2pattern(3); ECMA-262 §22.2.
 */
import { commandError } from './command-error.ts';

const SPACE = ' \\t\\n\\v\\f\\r';

function refuse(pattern: string, why: string): Error {
  return commandError(51091, `Regular expression is invalid: ${why}: ${pattern}`);
}

/** Constructs after `(?` that mean the same in both: groups, look-around. */
const KNOWN_GROUP = /^\?(?::|=|!|<=|<!|<[A-Za-z_]\w*>)/;

function translateEscape(pattern: string, at: number, inClass: boolean): { text: string; length: number } {
  const next = pattern[at + 1];
  if (next === undefined) throw refuse(pattern, '\\ at end of pattern');
  if (next === 's') return { text: inClass ? SPACE : `[${SPACE}]`, length: 2 };
  if (next === 'S' && !inClass) return { text: `[^${SPACE}]`, length: 2 };
  if (!inClass && next === 'A') return { text: '(?<![\\s\\S])', length: 2 };
  if (!inClass && next === 'z') return { text: '(?![\\s\\S])', length: 2 };
  if (!inClass && next === 'Z') return { text: '(?=\\n?(?![\\s\\S]))', length: 2 };
  if (next === 'x') {
    const code = /^\{([0-9a-fA-F]+)\}|^([0-9a-fA-F]{2})/.exec(pattern.slice(at + 2));
    if (!code) throw refuse(pattern, 'this form of \\x is not supported here');
    return { text: `\\u{${code[1] ?? code[2]}}`, length: 2 + code[0].length };
  }
  if (/[dDwWbBnrtfvkpP1-9]/.test(next) || (next === 'S' && inClass)) {
    if (next === 'b' && inClass) return { text: '\\b', length: 2 };
    if (next === 'v') throw refuse(pattern, '\\v is not supported here');
    if (/[SDW]/.test(next) && inClass && next === 'S')
      throw refuse(pattern, '\\S in a class is not supported here');
    return { text: `\\${next}`, length: 2 };
  }
  if (/[A-Za-z0]/.test(next)) throw refuse(pattern, `\\${next} is not supported here`);
  // An escaped sign stands for itself; JavaScript's Unicode mode allows the escape only where it is needed.
  const needed = /[\^$\\.*+?()[\]{}|/]/.test(next) || (inClass && next === '-');
  const point = String.fromCodePoint(pattern.codePointAt(at + 1)!);
  return { text: needed ? `\\${next}` : point, length: 1 + point.length };
}

function translateClass(pattern: string, at: number): { text: string; length: number } {
  let text = '[';
  let i = at + 1;
  if (pattern[i] === '^') {
    text += '^';
    i++;
  }
  let first = true;
  for (; i < pattern.length; first = false) {
    const c = pattern[i]!;
    if (c === ']' && !first) return { text: `${text}]`, length: i + 1 - at };
    if (c === '\\') {
      const escaped = translateEscape(pattern, i, true);
      text += escaped.text;
      i += escaped.length;
    } else if (c === '[' && /[:.=]/.test(pattern[i + 1] ?? '')) {
      throw refuse(pattern, 'POSIX classes are not supported here');
    } else {
      text += c === ']' || c === '[' ? `\\${c}` : c;
      i++;
    }
  }
  throw refuse(pattern, 'missing terminating ] for character class');
}

/**
 * Compiles a pattern with MongoDB's options (`i`, `m`, `s`, `u`; `x` is refused).
 * @throws 51091 for a pattern that is wrong or cannot mean the same in JavaScript, 51108 for unknown options
 */
export function compileRegex(pattern: string, options: string): RegExp {
  let flags = options;
  let source = pattern;
  const inline = /^\(\?([ims]+)\)/.exec(source);
  if (inline) {
    flags += inline[1];
    source = source.slice(inline[0].length);
  }
  for (const flag of flags) {
    if (flag === 'x')
      throw commandError('NotImplemented', 'the regular expression option x is not implemented here');
    if (!'imsu'.includes(flag)) throw commandError(51108, `invalid flag in regex options: ${flag}`);
  }
  const lines = flags.includes('m');
  const all = flags.includes('s');
  let out = '';
  for (let i = 0; i < source.length; ) {
    const c = source[i]!;
    let step = 1;
    if (c === '\\') {
      const escaped = translateEscape(source, i, false);
      out += escaped.text;
      step = escaped.length;
    } else if (c === '[') {
      const group = translateClass(source, i);
      out += group.text;
      step = group.length;
    } else if (c === '.') out += all ? '[\\s\\S]' : '[^\\n]';
    else if (c === '^') out += lines ? '(?<![^\\n])' : '(?<![\\s\\S])';
    else if (c === '$') out += lines ? '(?![^\\n])' : '(?=\\n?(?![\\s\\S]))';
    else if (c === '(' && source[i + 1] === '?' && !KNOWN_GROUP.test(source.slice(i + 1))) {
      throw refuse(pattern, 'this kind of group is not supported here');
    } else if (c === '{' && !/^\{\d+(,\d*)?\}/.test(source.slice(i))) out += '\\{';
    else if (c === '}' && !/\{\d+(,\d*)?$/.test(source.slice(0, i))) out += '\\}';
    else if (c === ']') out += '\\]';
    else if (/[*+?}]/.test(c) && source[i + 1] === '+') {
      throw refuse(pattern, 'possessive quantifiers are not supported here');
    } else out += c;
    i += step;
  }
  try {
    return new RegExp(out, flags.includes('i') ? 'iu' : 'u');
  } catch (error) {
    throw refuse(pattern, error instanceof Error ? error.message : 'cannot be compiled');
  }
}
