/** A small strict reader and writer for the XML of WeCom: elements, text and CDATA, nothing that can expand or load. */
import { CallbackError } from './crypto.ts';

/** An element. Text and CDATA of the element itself are joined in `text`; attributes are read over. */
export interface XmlElement {
  name: string;
  text: string;
  children: XmlElement[];
}

/** Longest document read, in UTF-16 units. WeCom's largest callbacks (lists of userids) stay far below. */
const MAX_XML_LENGTH = 1_048_576;
/** Deepest nesting read; an approval event, the deepest of WeCom's, has 7 levels. */
const MAX_XML_DEPTH = 32;
const CDATA_OPEN = '<![CDATA[';
const CDATA_CLOSE = ']]>';
const COMMENT_OPEN = '<!--';
const COMMENT_CLOSE = '-->';

const NAME = /[A-Za-z_\u0080-\uFFFF][\w.\-:\u0080-\uFFFF]*/y;
const ATTRIBUTES = /(?:\s+[A-Za-z_\u0080-\uFFFF][\w.\-:\u0080-\uFFFF]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*/y;
const DECLARATION = /<\?xml\s[^<>?]*\?>/y;
const BLANKS = /[ \t\r\n]*/y;
const REFERENCE = /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));|&/g;
const PREDEFINED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
/** Characters that XML 1.0 forbids; WeCom clients do send them, inside CDATA. */
const ILLEGAL = /[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/g;
const UNCLEAN = /[\x00-\x08\x0B-\x1F\uFFFE\uFFFF]/;
const MAX_CODE_POINT = 0x10ffff;

/** The text without the characters that XML forbids, and with every line end as `\n`. */
export function cleanText(text: string): string {
  // One look is much cheaper than two replacements, and nearly always there is nothing to replace.
  if (!UNCLEAN.test(text)) return text;
  return text.replace(ILLEGAL, '').replace(/\r\n?/g, '\n');
}

/**
 * Reads a document and gives its root element.
 *
 * Forbidden control characters are dropped instead of refused, since people do send them. A DOCTYPE, entities
 * other than the five predefined and numeric ones, and processing instructions are refused: WeCom sends none,
 * and they are the ways to make a reader expand or load something.
 * @throws {CallbackError} `not_xml`, `bad_xml` or `too_large`
 */
export function parseXml(source: string): XmlElement {
  if (source.length > MAX_XML_LENGTH) {
    throw new CallbackError('too_large', `XML of ${source.length} characters, at most ${MAX_XML_LENGTH}`);
  }
  const text = cleanText(source);
  let at = skip(BLANKS, text, text.startsWith('\uFEFF') ? 1 : 0);
  if (text[at] !== '<') throw new CallbackError('not_xml', describeNonXml(text, at));
  at = skip(DECLARATION, text, at);

  // A nameless parent of the root, so that the root needs no special case.
  const document: XmlElement = { name: '', text: '', children: [] };
  const open: XmlElement[] = [document];
  let current = document;
  while (at < text.length) {
    const tag = text.indexOf('<', at);
    if (tag !== at) {
      const raw = tag === -1 ? text.slice(at) : text.slice(at, tag);
      if (current === document) {
        if (raw.trim() !== '') throw malformed('text outside of the root element', at);
      } else {
        current.text += decodeReferences(raw, at);
      }
      if (tag === -1) break;
      at = tag;
    }

    if (text.startsWith(CDATA_OPEN, at)) {
      if (current === document) throw malformed('CDATA outside of the root element', at);
      const end = text.indexOf(CDATA_CLOSE, at + CDATA_OPEN.length);
      if (end === -1) throw malformed('CDATA section never ends: the document is truncated', at);
      current.text += text.slice(at + CDATA_OPEN.length, end);
      at = end + CDATA_CLOSE.length;
    } else if (text.startsWith('</', at)) {
      const end = text.indexOf('>', at);
      if (end === -1 || text.slice(at + 2, end).trimEnd() !== current.name || current === document) {
        throw malformed('closing tag does not fit', at);
      }
      open.pop();
      current = open[open.length - 1] ?? document;
      at = end + 1;
    } else if (text.startsWith(COMMENT_OPEN, at)) {
      const end = text.indexOf(COMMENT_CLOSE, at + COMMENT_OPEN.length);
      if (end === -1) throw malformed('comment never ends', at);
      at = end + COMMENT_CLOSE.length;
    } else {
      const nameEnd = skip(NAME, text, at + 1);
      if (nameEnd === at + 1) throw malformed('DOCTYPE, instruction or broken tag', at);
      const element: XmlElement = { name: text.slice(at + 1, nameEnd), text: '', children: [] };
      if (current === document && document.children.length > 0) throw malformed('second root element', at);
      current.children.push(element);
      at = text[nameEnd] === '>' ? nameEnd : skip(ATTRIBUTES, text, nameEnd);
      if (text[at] === '>') {
        if (open.length > MAX_XML_DEPTH) throw malformed('nested too deeply', at);
        open.push(element);
        current = element;
        at += 1;
      } else if (text.startsWith('/>', at)) {
        at += 2;
      } else {
        throw malformed('tag never ends, or has a broken attribute', at);
      }
    }
  }
  const root = document.children[0];
  if (root === undefined || current !== document) throw malformed('document is truncated', at);
  return root;
}

/** The first child of that name. */
export function childOf(parent: XmlElement, name: string): XmlElement | undefined {
  return parent.children.find((child) => child.name === name);
}

/** All children of that name: an array also for none or one. */
export function childrenOf(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.filter((child) => child.name === name);
}

/** `<name>content</name>`; the content must already be XML (`cdata`, a number, or other elements). */
export function element(name: string, content: string | number): string {
  return `<${name}>${content}</${name}>`;
}

/** The text as CDATA, safe for any text: `]]>` is split over two sections, forbidden characters are dropped. */
export function cdata(text: string): string {
  return CDATA_OPEN + cleanText(text).replaceAll(CDATA_CLOSE, ']]]]><![CDATA[>') + CDATA_CLOSE;
}

/** Moves over what the sticky pattern matches at this position. */
function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function decodeReferences(raw: string, at: number): string {
  if (!raw.includes('&')) return raw;
  return raw.replace(REFERENCE, (whole: string, named?: string, decimal?: string, hex?: string) => {
    if (named !== undefined) return PREDEFINED[named] ?? '';
    const code = decimal !== undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex ?? '', 16);
    if (whole === '&' || code > MAX_CODE_POINT) throw malformed('unknown entity or bare ampersand', at);
    return cleanText(String.fromCodePoint(code));
  });
}

function malformed(what: string, at: number): CallbackError {
  return new CallbackError('bad_xml', `${what} (at character ${at})`);
}

function describeNonXml(text: string, at: number): string {
  if (at >= text.length) return 'body is empty';
  if (text[at] === '{') {
    return (
      'body is JSON: a 智能机器人 (aibot) has this address as its URL. In the admin console, give the bot ' +
      'another URL, or set this one under the app: 接收消息 → 设置API接收'
    );
  }
  return 'body is not XML';
}
