/** One spelling for what keyboards and dictation write differently, before anything is looked for. */
import { LONGEST_TEXT } from './thresholds.ts';

/**
 * The text with full-width letters and digits made narrow, punctuation made Chinese, invisible characters and
 * surplus spaces removed. At most {@link LONGEST_TEXT} characters are looked at; the rest is kept by the caller.
 */
export function normalize(text: string): string {
  const short = text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text;
  let out = '';
  for (const char of short) {
    const code = char.codePointAt(0)!;
    // zero-width, bidi controls, variation selectors, byte order mark, soft hyphen, control characters
    if (
      (code < 0x20 && code !== 0x0a && code !== 0x09) ||
      (code >= 0x7f && code <= 0x9f) ||
      code === 0xad ||
      (code >= 0x200b && code <= 0x200f) ||
      (code >= 0x202a && code <= 0x202e) ||
      (code >= 0x2060 && code <= 0x206f) ||
      (code >= 0xfe00 && code <= 0xfe0f) ||
      code === 0xfeff ||
      (code >= 0xd800 && code <= 0xdfff) ||
      code >= 0xe0000
    )
      continue;
    if (char === '✓' || char === '✔' || char === '✅' || char === '☑' || char === '√') {
      out += '√';
      continue;
    }
    if (char === '✗' || char === '✘' || char === '❌' || char === '✕' || char === '✖') {
      out += '×';
      continue;
    }
    // emoji and dingbats part words without meaning anything here (circled numbers are kept)
    if (code >= 0x1f000 || (code >= 0x2600 && code <= 0x27bf && !(code >= 0x2776 && code <= 0x2793))) {
      out += ' ';
      continue;
    }
    // ／ parts fields; between digits it would be a date
    if (char === '／' && !/\d$/.test(out)) {
      out += '，';
      continue;
    }
    // ， is no comma within a number: 服务，120中学
    if (code >= 0xff01 && code <= 0xff5e && char !== '，') {
      out += String.fromCodePoint(code - 0xfee0);
      continue;
    }
    out += code === 0x3000 || code === 0xa0 || code === 0x09 ? ' ' : char;
  }
  out = out
    .replace(/尋/g, '寻')
    .replace(/元月/g, '一月')
    .replace(/聽/g, '听')
    // 能算学时伐: how Shanghai asks
    .replace(/(?<![步砍讨采征北])伐(?=[？?。！～]?$)/, '吗');
  if (IS_PLAIN.test(out)) return out;
  out = out
    .replace(/^\[(转发?|转载|通知)\]/, '$1：')
    // [旺柴], [强]: WeChat's own emoji, as text
    .replace(/\[[\u3400-\u9fffA-Za-z]{1,4}\]/g, (words) => ' '.repeat(words.length))
    .replace(/^@[^\s，。：@]{1,10}[\s，：]+/, '')
    .replace(/[|｜¦]/g, '，')
    .replace(/^.*$/gm, fieldsBySlash)
    .replace(/^.*$/gm, fieldsByDash)
    .replace(/【([^】\n]{1,12})】/g, '$1：')
    .replace(/[•・‧∙●⋅]/g, '·')
    .replace(/(?<=[\u3400-\u9fff])\.(?=[\u3400-\u9fff])/g, '·')
    .replace(/[−‐‑–—―─﹣]+/g, '—')
    // 家访汇总——某某：…: a title
    .replace(/(?<=汇总|小结|总结|登记|记录|补录|如下) ?—+ ?/g, '：')
    .replace(/[~∼〜]+/g, '～')
    .replace(/(?<!\d),|,(?!\d{3}(?!\d))/g, '，')
    .replace(/;/g, '；')
    .replace(/\?/g, '？')
    .replace(/!/g, '！')
    .replace(/\(/g, '（')
    .replace(/\)/g, '）')
    .replace(/:/g, '：')
    .replace(/(?<=\d)：(?=\d\d(?!\d))/g, ':')
    .replace(/[「『]/g, '“')
    .replace(/[」』]/g, '”');
  // spaces between two Chinese characters or at the edges part words; several are one
  return out
    .replace(/ {2,}/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
}

/** A text as everybody writes it: nothing in it has a second spelling. */
const IS_PLAIN = /^[\u3400-\u9fff\d，。、；！？（）“”]*$/;

const SLASH = /(?<![\d\s]) ?\/ ?|(?<=\d) ?\/ ?(?=[\u3400-\u9fff])|(?<=\d) \/ (?=\d)/g;

/** 谈话/某某/9月27日下午/琴房205: a line of fields parted by slashes; one slash alone is left (谈心/谈话). */
function fieldsBySlash(line: string): string {
  return (line.match(SLASH)?.length ?? 0) >= 2 ? line.replace(SLASH, '，') : line;
}

const DASH =
  /(?<=\S)(?<![\dA-Za-z\s—-]|[日号月年点时天]|[周期拜][一二三四五六日]) ?[-—] ?(?![-—])|(?<=[\d日号]) ?[-—] ?(?=[\u3400-\u9fff])|(?<=\S) [-—] (?=\S)/g;

/** 谈话-某某-6/17上午-党政办: a line of fields parted by dashes; two or less part nothing. */
function fieldsByDash(line: string): string {
  return (line.match(DASH)?.length ?? 0) >= 3 ? line.replace(DASH, '，') : line;
}

/** Whether a character is a Chinese one. */
export function isHan(char: string | undefined): boolean {
  if (char === undefined) return false;
  const code = char.charCodeAt(0);
  return code >= 0x3400 && code <= 0x9fff;
}
