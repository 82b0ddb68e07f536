/** Reading a request body the way WeCom reads it: missing, mistyped and overlong fields become refusals. */
import type { Refusal } from './answer.ts';

/** A JSON object of unknown content. */
export type Fields = Record<string, unknown>;

/** Narrows to a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Bytes of the text in UTF-8. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** The first `limit` bytes of the text, as WeCom cuts: mid-character, so that a broken end shows. */
export function cutBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text, 'utf8');
  return bytes.length <= limit ? text : bytes.subarray(0, limit).toString('utf8');
}

/** Whether the text is an address with a scheme that a client opens. */
export function hasScheme(url: string): boolean {
  return /^https?:\/\/[^\s/]+/i.test(url);
}

/** Longest address in bytes. */
const URL_BYTES = 2_048;

/** Collects what is wrong with one request. The first refusal is the answer; notes do not refuse. */
export class Judge {
  readonly refusals: Refusal[] = [];
  /** Things that WeCom accepts and a developer should know, e.g. texts over their recommended length. */
  readonly notes: string[] = [];

  refuse(errcode: number, text: string): void {
    this.refusals.push({ errcode, text });
  }

  /** A text field that may be absent; another type is an illegal parameter (40035). */
  text(from: Fields, field: string, where: string): string {
    const value = from[field];
    if (value === undefined || value === null) return '';
    if (typeof value === 'string') return value;
    this.refuse(40035, `invalid parameter: ${where}.${field} is no string. Warning: wrong json format. `);
    return '';
  }

  /** A text field that must hold something, else `errcode`. */
  requiredText(from: Fields, field: string, where: string, errcode: number): string {
    const value = this.text(from, field, where);
    if (value === '') this.refuse(errcode, `missing ${where}.${field}`);
    return value;
  }

  /** An integer field within [low, high]; `otherwise` when absent. */
  integer(from: Fields, field: string, where: string, low: number, high: number, otherwise: number): number {
    const value = from[field];
    if (value === undefined || value === null) return otherwise;
    if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return value;
    this.refuse(40035, `invalid parameter: ${where}.${field} must be an integer from ${low} to ${high}`);
    return otherwise;
  }

  /** A sub-object that may be absent. */
  object(from: Fields, field: string, where: string): Fields | undefined {
    const value = from[field];
    if (value === undefined || value === null) return undefined;
    if (isFields(value)) return value;
    this.refuse(40035, `invalid parameter: ${where}.${field} is no object. Warning: wrong json format. `);
    return undefined;
  }

  /** A list of objects that may be absent; more than `most` or fewer than `least` entries get `errcode`. */
  list(from: Fields, field: string, where: string, least: number, most: number, errcode: number): Fields[] {
    const value = from[field];
    if (value === undefined || value === null) {
      if (least > 0) this.refuse(errcode, `missing ${where}.${field}`);
      return [];
    }
    if (!Array.isArray(value) || !value.every(isFields)) {
      this.refuse(
        40035,
        `invalid parameter: ${where}.${field} is no list of objects. Warning: wrong json format. `,
      );
      return [];
    }
    if (value.length < least || value.length > most) {
      this.refuse(
        errcode,
        `${where}.${field} holds ${value.length} entries, allowed are ${least} to ${most}`,
      );
    }
    return value;
  }

  /** A required address: `missing` when absent, 45034 without scheme, 40039 when too long. */
  url(from: Fields, field: string, where: string, missing: number): string {
    const value = this.requiredText(from, field, where, missing);
    if (value === '') return value;
    if (!hasScheme(value)) this.refuse(45034, `invalid url: ${where}.${field} needs http:// or https://`);
    else if (byteLength(value) > URL_BYTES) this.refuse(40039, `invalid url size: ${where}.${field}`);
    return value;
  }

  /** Refuses a text of more bytes than allowed. */
  atMostBytes(text: string, bytes: number, where: string, errcode: number): void {
    if (byteLength(text) > bytes)
      this.refuse(errcode, `${where} has ${byteLength(text)} bytes, allowed are ${bytes}`);
  }

  /** Refuses a text of more characters than allowed. */
  atMostChars(text: string, chars: number, where: string, errcode: number): void {
    const length = [...text].length;
    if (length > chars) this.refuse(errcode, `${where} has ${length} characters, allowed are ${chars}`);
  }

  /** Notes a text over its recommended length: clients shorten it on the screen, the call succeeds. */
  recommendChars(text: string, chars: number, where: string): void {
    const length = [...text].length;
    if (length > chars) this.notes.push(`${where} has ${length} characters, ${chars} are recommended`);
  }

  /** Notes fields that WeCom does not know; it ignores them, which hides misspellings. */
  known(from: Fields, fields: readonly string[], where: string): void {
    for (const field of Object.keys(from)) {
      if (!fields.includes(field)) this.notes.push(`${where}.${field} is unknown and ignored`);
    }
  }
}
