/** Makes texts fit WeCom's limits without breaking a character: by UTF-8 bytes, or by visible characters. */

/** Longest text and markdown, in bytes of UTF-8; WeCom cuts the rest off without a word, even inside a character. */
export const TEXT_MAX_BYTES = 2048;
/** Stands for what was cut off. */
const CUT_MARK = '…';
/** Longest UTF-8 form of one code point. */
const CODE_POINT_MAX_BYTES = 4;
/** A part of a split text is cut at a line or sentence only when at least this share of it remains. */
const MIN_FILL = 0.5;

// The locale has no effect on grapheme boundaries; naming one keeps the result independent of the machine.
const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/** Length in bytes of UTF-8, which is how WeCom counts texts. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/**
 * The text, cut to a number of bytes between two visible characters and then marked with `…`.
 * A single visible character that is longer than the limit is cut between its code points.
 */
export function fitText(text: string, maxBytes: number = TEXT_MAX_BYTES): string {
  if (byteLength(text) <= maxBytes) return text;
  const mark = byteLength(CUT_MARK) <= maxBytes ? CUT_MARK : '';
  return takeBytes(text, maxBytes - byteLength(mark)) + mark;
}

/** The text, cut to a number of visible characters (字), the last of which then is `…`. */
export function fitChars(text: string, maxChars: number): string {
  // One visible character is at least one UTF-16 unit.
  if (text.length <= maxChars) return text;
  const kept: string[] = [];
  for (const { segment } of graphemes.segment(text)) {
    if (kept.length === maxChars) return kept.slice(0, -1).join('') + CUT_MARK;
    kept.push(segment);
  }
  return text;
}

/**
 * The text in parts of at most `maxBytes` each, numbered `（1/3）` when there are several.
 *
 * Parts end at a line, else at a sentence, else between two visible characters. Mind that WeCom silently drops
 * what exceeds 30 messages a minute to one member.
 * @throws {RangeError} when not even one character fits beside the number
 */
export function splitText(text: string, maxBytes: number = TEXT_MAX_BYTES): string[] {
  if (byteLength(text) <= maxBytes) return [text];
  for (let digits = 1; ; digits++) {
    // Room for the longest number of that many digits; with more parts than fit, try again with a longer one.
    const room = maxBytes - byteLength(partLabel(10 ** digits - 1, 10 ** digits - 1));
    if (room < CODE_POINT_MAX_BYTES)
      throw new RangeError(`maxBytes ${maxBytes} is too small for numbered parts`);
    const parts = cutParts(text, room);
    if (parts.length < 10 ** digits) {
      return parts.map((part, index) => partLabel(index + 1, parts.length) + part);
    }
  }
}

function partLabel(part: number, total: number): string {
  return `（${part}/${total}）`;
}

function cutParts(text: string, maxBytes: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (byteLength(rest) > maxBytes) {
    const whole = takeBytes(rest, maxBytes);
    const end = lastBreak(whole);
    const part = whole.slice(0, end).replace(/\n+$/, '');
    if (part !== '') parts.push(part);
    rest = rest.slice(end).replace(/^\n+/, '');
  }
  if (rest !== '') parts.push(rest);
  return parts;
}

/** Where to end a part: after the last line end or sentence end, unless that would leave the part half empty. */
function lastBreak(part: string): number {
  const line = part.lastIndexOf('\n') + 1;
  if (line > part.length * MIN_FILL) return line;
  const sentence = Math.max(...['。', '！', '？', '；'].map((end) => part.lastIndexOf(end))) + 1;
  return sentence > part.length * MIN_FILL ? sentence : part.length;
}

/** As many whole visible characters from the start as fit; at least one code point when anything fits at all. */
function takeBytes(text: string, maxBytes: number): string {
  // A UTF-16 unit is at least one byte, so nothing behind this can matter, except to the last character's shape.
  const reach = text.slice(0, maxBytes + 1);
  let end = 0;
  let bytes = 0;
  for (const { segment, index } of graphemes.segment(reach)) {
    bytes += byteLength(segment);
    if (bytes > maxBytes) break;
    end = index + segment.length;
  }
  if (end > 0) return text.slice(0, end);
  bytes = 0;
  for (const char of reach) {
    bytes += byteLength(char);
    if (bytes > maxBytes) break;
    end += char.length;
  }
  return text.slice(0, end);
}
