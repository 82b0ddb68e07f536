/**
 * Documents as this store holds them in memory, and their exact way from and to BSON bytes.
 *
 * A document is a `Map`, so that the order of its fields survives (a plain object moves keys like `"1"` to the
 * front) and no field name is special. A plain number is an int32 when it is a whole number in the range of
 * int32 and a double otherwise; the doubles for which that rule would lie (2.0, -0… in BSON type double) are
 * `Double` objects. Types that nothing computes with stay raw bytes (`OpaqueValue`). Decoding and encoding again
 * yields the same bytes. Layout: https://bsonspec.org/spec.html
 */
import { Binary, BSONRegExp, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { commandError } from './command-error.ts';

/** A document: field names to values, in order. */
export type Doc = Map<string, Value>;
/** A value of a document. `undefined` never occurs inside a document; functions use it for "missing". */
export type Value =
  | number
  | string
  | boolean
  | null
  | Doc
  | Value[]
  | Date
  | Double
  | Long
  | Decimal128
  | ObjectId
  | Binary
  | BSONRegExp
  | Timestamp
  | MinKey
  | MaxKey
  | OpaqueValue
  | RawDocument;

/** A value of a type that is stored and compared, but never looked into: its BSON type and its payload. */
export class OpaqueValue {
  readonly type: number;
  readonly bytes: Buffer;
  constructor(type: number, bytes: Buffer) {
    this.type = type;
    this.bytes = bytes;
  }
}

/** A finished document in BSON, put into a reply as it is. */
export class RawDocument {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** Largest document that is stored, in bytes (MongoDB's `maxBsonObjectSize`). */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
/** Deepest nesting that is stored (MongoDB's limit for stored documents). */
export const MAX_NESTING = 180;
const INT32_MIN = -0x80000000;
const INT32_MAX = 0x7fffffff;
/** Milliseconds: the range of a JavaScript date; BSON's is wider, and what lies beyond stays opaque. */
const DATE_LIMIT = 8.64e15;

/** BSON type numbers. */
export const BSON = {
  double: 0x01,
  string: 0x02,
  object: 0x03,
  array: 0x04,
  binary: 0x05,
  undefined: 0x06,
  objectId: 0x07,
  bool: 0x08,
  date: 0x09,
  null: 0x0a,
  regex: 0x0b,
  dbPointer: 0x0c,
  code: 0x0d,
  symbol: 0x0e,
  codeWithScope: 0x0f,
  int: 0x10,
  timestamp: 0x11,
  long: 0x12,
  decimal: 0x13,
  minKey: 0xff,
  maxKey: 0x7f,
} as const;

/** Whether a plain number stands for a BSON int32 (else it is a double). */
export function isInt32(n: number): boolean {
  return Number.isInteger(n) && n >= INT32_MIN && n <= INT32_MAX && !Object.is(n, -0);
}

/** A double, in the form in which documents hold it. */
export function double(n: number): number | Double {
  return isInt32(n) ? new Double(n) : n;
}

/** Whether the value is a document. */
export function isDoc(value: unknown): value is Doc {
  return value instanceof Map;
}

/** The BSON type number of a value. */
export function bsonType(value: Value): number {
  switch (typeof value) {
    case 'number':
      return isInt32(value) ? BSON.int : BSON.double;
    case 'string':
      return BSON.string;
    case 'boolean':
      return BSON.bool;
    default:
  }
  if (value === null) return BSON.null;
  if (value instanceof Map || value instanceof RawDocument) return BSON.object;
  if (Array.isArray(value)) return BSON.array;
  if (value instanceof ObjectId) return BSON.objectId;
  if (value instanceof Date) return BSON.date;
  if (value instanceof Double) return BSON.double;
  // A Timestamp is also a Long in this library, so it is asked first.
  if (value instanceof Timestamp) return BSON.timestamp;
  if (value instanceof Long) return BSON.long;
  if (value instanceof Decimal128) return BSON.decimal;
  if (value instanceof Binary) return BSON.binary;
  if (value instanceof BSONRegExp) return BSON.regex;
  if (value instanceof MinKey) return BSON.minKey;
  if (value instanceof MaxKey) return BSON.maxKey;
  return (value as OpaqueValue).type;
}

function invalid(message: string): Error {
  return commandError('InvalidBSON', message);
}

let view: Buffer = Buffer.alloc(0);
let floats: DataView = new DataView(view.buffer);
let at = 0;
let limit = 0;

function text(start: number, end: number): string {
  // Short ASCII is quicker to build here than by a call into native code.
  if (end - start <= 20) {
    let out = '';
    for (let i = start; i < end; i++) {
      const c = view[i]!;
      if (c > 127) return view.toString('utf8', start, end);
      out += String.fromCharCode(c);
    }
    return out;
  }
  return view.toString('utf8', start, end);
}

function readCString(): string {
  const start = at;
  let end = at;
  while (end < limit && view[end] !== 0) end++;
  if (end >= limit) throw invalid('field name is not terminated');
  at = end + 1;
  return text(start, end);
}

function take(length: number): number {
  const start = at;
  if (length < 0 || start + length > limit) throw invalid('value runs past the end of the document');
  at = start + length;
  return start;
}

function copy(start: number, end: number): Buffer {
  return Buffer.from(view.subarray(start, end));
}

function readDocument(depth: number): Doc {
  const out: Doc = new Map();
  const end = enter(depth);
  for (;;) {
    const type = view[at++]!;
    if (type === 0) break;
    const name = readCString();
    out.set(name, readValue(type, depth));
  }
  if (at !== end) throw invalid('document length does not fit its content');
  return out;
}

function enter(depth: number): number {
  if (depth > MAX_NESTING + 20)
    throw commandError('Overflow', 'BSONObj exceeded maximum nested object depth: 200');
  const start = take(4);
  const length = view.readInt32LE(start);
  const end = start + length;
  if (length < 5 || end > limit || view[end - 1] !== 0) throw invalid('document length is wrong');
  return end;
}

function readArray(depth: number): Value[] {
  const out: Value[] = [];
  const end = enter(depth);
  for (;;) {
    const type = view[at++]!;
    if (type === 0) break;
    while (at < limit && view[at] !== 0) at++;
    at++;
    out.push(readValue(type, depth));
  }
  if (at !== end) throw invalid('array length does not fit its content');
  return out;
}

function opaque(type: number, start: number): OpaqueValue {
  return new OpaqueValue(type, copy(start, at));
}

function readValue(type: number, depth: number): Value {
  const start = at;
  switch (type) {
    case BSON.int:
      return view.readInt32LE(take(4));
    case BSON.string: {
      const length = view.readInt32LE(take(4));
      const from = take(length);
      if (length < 1 || view[at - 1] !== 0) throw invalid('string length is wrong');
      return text(from, at - 1);
    }
    case BSON.double:
      take(8);
      return double(floats.getFloat64(start, true));
    case BSON.object:
      return readDocument(depth + 1);
    case BSON.array:
      return readArray(depth + 1);
    case BSON.objectId:
      return new ObjectId(Uint8Array.prototype.slice.call(view, take(12), start + 12));
    case BSON.bool:
      return view[take(1)] !== 0;
    case BSON.date: {
      const low = view.readUInt32LE(take(8));
      const ms = view.readInt32LE(start + 4) * 0x100000000 + low;
      return Math.abs(ms) <= DATE_LIMIT ? new Date(ms) : opaque(type, start);
    }
    case BSON.null:
      return null;
    case BSON.long:
      take(8);
      return new Long(view.readInt32LE(start), view.readInt32LE(start + 4));
    case BSON.decimal:
      return new Decimal128(copy(take(16), start + 16));
    case BSON.timestamp:
      take(8);
      return new Timestamp({ t: view.readUInt32LE(start + 4), i: view.readUInt32LE(start) });
    case BSON.regex: {
      const pattern = readCString();
      const options = readCString();
      return new BSONRegExp(pattern, options);
    }
    case BSON.binary: {
      const length = view.readInt32LE(take(4));
      const subType = view[take(1)]!;
      const from = take(length);
      // Subtype 2 holds its length twice; keeping the payload raw keeps the round trip exact.
      if (subType === Binary.SUBTYPE_BYTE_ARRAY) return opaque(type, start);
      return new Binary(copy(from, at), subType);
    }
    case BSON.minKey:
      return new MinKey();
    case BSON.maxKey:
      return new MaxKey();
    case BSON.undefined:
      return opaque(type, start);
    case BSON.code:
    case BSON.symbol:
      take(view.readInt32LE(take(4)));
      return opaque(type, start);
    case BSON.codeWithScope:
      take(view.readInt32LE(take(4)) - 4);
      return opaque(type, start);
    case BSON.dbPointer:
      take(view.readInt32LE(take(4)));
      take(12);
      return opaque(type, start);
    default:
      throw invalid(`unrecognized BSON type ${type}`);
  }
}

/**
 * Reads one document.
 * @param bytes a buffer; it may be overwritten afterwards, nothing of it is kept
 * @param start offset of the document in bytes
 * @throws InvalidBSON (22) when the bytes are no document
 */
export function decode(bytes: Buffer, start = 0): Doc {
  view = bytes;
  floats = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  at = start;
  if (start + 5 > bytes.byteLength) throw invalid('document is too short');
  limit = Math.min(bytes.byteLength, start + bytes.readInt32LE(start));
  try {
    return readDocument(1);
  } catch (error) {
    if (error instanceof RangeError) throw invalid('document is cut off');
    throw error;
  }
}

let out: Buffer = Buffer.allocUnsafe(64 * 1024);
let to = 0;
/** Bytes: above this the output buffer is let go after use. */
const KEEP_BUFFER = 4 * 1024 * 1024;

function room(bytes: number): void {
  if (to + bytes <= out.length) return;
  const larger = Buffer.allocUnsafe(Math.max(out.length * 2, to + bytes));
  out.copy(larger, 0, 0, to);
  out = larger;
}

function writeCString(value: string): void {
  if (value.length <= 20) {
    room(value.length + 1);
    let i = 0;
    for (; i < value.length; i++) {
      const c = value.charCodeAt(i);
      if (c > 127) break;
      out[to + i] = c;
    }
    if (i === value.length) {
      to += i;
      out[to++] = 0;
      return;
    }
  }
  room(value.length * 3 + 1);
  to += out.write(value, to, 'utf8');
  out[to++] = 0;
}

function writeString(value: string): void {
  room(4);
  const head = to;
  to += 4;
  writeCString(value);
  out.writeInt32LE(to - head - 4, head);
}

function writeBytes(bytes: Uint8Array): void {
  room(bytes.length);
  out.set(bytes, to);
  to += bytes.length;
}

function writeElement(name: string, value: Value, depth: number): void {
  room(1);
  out[to++] = bsonType(value);
  writeCString(name);
  writeValue(value, depth);
}

function writeDocument(doc: Doc, depth: number): void {
  const head = open(depth);
  for (const [name, value] of doc) writeElement(name, value, depth);
  close(head);
}

function open(depth: number): number {
  if (depth > MAX_NESTING + 20)
    throw commandError('Overflow', 'BSONObj exceeded maximum nested object depth: 200');
  room(4);
  const head = to;
  to += 4;
  return head;
}

function close(head: number): void {
  room(1);
  out[to++] = 0;
  out.writeInt32LE(to - head, head);
}

function writeDouble(value: number): void {
  room(8);
  out.writeDoubleLE(value, to);
  to += 8;
}

function writeWords(low: number, high: number): void {
  room(8);
  out.writeInt32LE(low | 0, to);
  out.writeInt32LE(high | 0, to + 4);
  to += 8;
}

function writeValue(value: Value, depth: number): void {
  if (typeof value === 'number') {
    if (!isInt32(value)) {
      writeDouble(value);
      return;
    }
    room(4);
    out.writeInt32LE(value, to);
    to += 4;
  } else if (typeof value === 'string') writeString(value);
  else if (typeof value === 'boolean') {
    room(1);
    out[to++] = value ? 1 : 0;
  } else if (value === null) return;
  else if (value instanceof Map) writeDocument(value, depth + 1);
  else if (Array.isArray(value)) {
    const head = open(depth + 1);
    for (let i = 0; i < value.length; i++) writeElement(String(i), value[i]!, depth + 1);
    close(head);
  } else if (value instanceof RawDocument) writeBytes(value.bytes);
  else if (value instanceof ObjectId) writeBytes(value.id);
  else if (value instanceof Date) {
    const ms = value.getTime();
    const high = Math.floor(ms / 0x100000000);
    writeWords(ms - high * 0x100000000, high);
  } else if (value instanceof Double) writeDouble(value.value);
  else if (value instanceof Long) writeWords(value.low, value.high);
  else if (value instanceof Decimal128) writeBytes(value.bytes);
  else if (value instanceof Binary) {
    room(5);
    out.writeInt32LE(value.length(), to);
    out[to + 4] = value.sub_type;
    to += 5;
    writeBytes(value.buffer.subarray(0, value.position));
  } else if (value instanceof BSONRegExp) {
    writeCString(value.pattern);
    writeCString(value.options);
  } else if (value instanceof OpaqueValue) writeBytes(value.bytes);
}

/** Writes a document as BSON, in a buffer of its own. */
export function encode(doc: Doc): Buffer {
  to = 0;
  writeDocument(doc, 0);
  const result = Buffer.allocUnsafe(to);
  out.copy(result, 0, 0, to);
  if (out.length > KEEP_BUFFER) out = Buffer.allocUnsafe(64 * 1024);
  return result;
}

/**
 * The elements of an array of documents inside a document, as raw slices of `bytes`.
 * @returns undefined when there is no field of that name that is an array of documents only
 */
export function rawArray(bytes: Buffer, field: string): Buffer[] | undefined {
  view = bytes;
  limit = bytes.length;
  at = 4;
  while (at < limit - 1) {
    const type = view[at++]!;
    const name = readCString();
    if (name === field && type === BSON.array) return rawElements();
    skipValue(type);
  }
  return undefined;
}

function rawElements(): Buffer[] | undefined {
  const slices: Buffer[] = [];
  const end = enter(1);
  while (at < end - 1) {
    const type = view[at++]!;
    readCString();
    if (type !== BSON.object) return undefined;
    const length = view.readInt32LE(at);
    const start = take(length);
    slices.push(view.subarray(start, at));
  }
  return slices;
}

function skipValue(type: number): void {
  if (type === BSON.object || type === BSON.array) {
    take(view.readInt32LE(at));
  } else readValue(type, 1);
}

/** A deep copy; the leaves, which nothing changes, are shared. */
export function clone<T extends Value>(value: T): T {
  if (value instanceof Map) {
    const copied: Doc = new Map();
    for (const [name, inner] of value as Doc) copied.set(name, clone(inner));
    return copied as T;
  }
  if (Array.isArray(value)) return value.map(clone) as T;
  return value;
}

/** Builds a document from a plain object, for replies and tests; `undefined` fields are left out. */
export function docOf(fields: Record<string, Value | undefined>): Doc {
  const doc: Doc = new Map();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) doc.set(name, value);
  return doc;
}

/** Whether two values are the same in type and content, byte for byte. */
export function equalsBytes(a: Value, b: Value): boolean {
  return encode(new Map([['', a]])).equals(encode(new Map([['', b]])));
}
