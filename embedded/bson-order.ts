/**
 * MongoDB's order of values across types, and the same order as bytes for the keys of indexes.
 *
 * Order of types and of documents: MongoDB manual, "Comparison/Sort Order", and the canonical types of
 * `src/mongo/bson/bsontypes.h`. Missing fields sort as null.
 */
import { createHash } from 'node:crypto';
import { Binary, BSONRegExp, type Decimal128, type Double, type Long, ObjectId, Timestamp } from 'bson';
import { BSON, bsonType, type Doc, decode, OpaqueValue, RawDocument, type Value } from './bson-value.ts';
import { compareNumbers, isNumber, normalized, splitNumber } from './exact-number.ts';

/** The place of each BSON type in the order of types; equal places are compared by value. */
const CANONICAL: Record<number, number> = {
  [BSON.minKey]: 1,
  [BSON.undefined]: 3,
  [BSON.null]: 5,
  [BSON.double]: 10,
  [BSON.int]: 10,
  [BSON.long]: 10,
  [BSON.decimal]: 10,
  [BSON.string]: 15,
  [BSON.symbol]: 15,
  [BSON.object]: 20,
  [BSON.array]: 25,
  [BSON.binary]: 30,
  [BSON.objectId]: 35,
  [BSON.bool]: 40,
  [BSON.date]: 45,
  [BSON.timestamp]: 47,
  [BSON.regex]: 50,
  [BSON.dbPointer]: 55,
  [BSON.code]: 60,
  [BSON.codeWithScope]: 65,
  [BSON.maxKey]: 127,
};

/** The key that an empty array leaves in an index (BSON's undefined, which sorts before null). */
export const EMPTY_ARRAY_KEY = new OpaqueValue(BSON.undefined, Buffer.alloc(0));

/** The place of a value's type in the order of types. */
export function canonicalType(value: Value): number {
  if (typeof value === 'number') return 10;
  if (typeof value === 'string') return 15;
  return CANONICAL[bsonType(value)]!;
}

/** Compares strings by their UTF-8 bytes, as MongoDB does without a collation. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // UTF-16 puts surrogate pairs (above U+FFFF) before U+E000–U+FFFF; UTF-8 puts them last.
    if (x >= 0xd800 && y >= 0xd800) {
      const xPair = x < 0xe000;
      const yPair = y < 0xe000;
      if (xPair !== yPair) return xPair ? 1 : -1;
    }
    return x < y ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

/** Compares two documents field by field: type, then name, then value; the shorter one comes first. */
function compareDocs(a: Doc, b: Doc): number {
  const right = b.entries();
  for (const [name, value] of a) {
    const next = right.next();
    if (next.done) return 1;
    const [otherName, other] = next.value;
    const types = canonicalType(value) - canonicalType(other);
    if (types !== 0) return types;
    const names = compareStrings(name, otherName);
    if (names !== 0) return names;
    const values = compareValues(value, other);
    if (values !== 0) return values;
  }
  return a.size - b.size;
}

function compareBinary(a: Binary, b: Binary): number {
  return (
    a.length() - b.length() ||
    a.sub_type - b.sub_type ||
    Buffer.compare(a.buffer.subarray(0, a.position), b.buffer.subarray(0, b.position))
  );
}

function plain(value: Value): Value {
  return value instanceof RawDocument ? decode(Buffer.from(value.bytes)) : value;
}

/**
 * Compares two values in MongoDB's order.
 * @returns a negative number, 0 or a positive number
 */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return compareNumbers(a, b);
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  const types = canonicalType(a) - canonicalType(b);
  if (types !== 0) return types;
  if (isNumber(a)) return compareNumbers(a, b as number);
  if (a instanceof ObjectId) return Buffer.compare(a.id, (b as ObjectId).id);
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  if (typeof a === 'boolean') return Number(a) - Number(b);
  if (Array.isArray(a)) {
    const other = b as Value[];
    for (let i = 0; i < a.length; i++) {
      if (i >= other.length) return 1;
      const order = compareValues(a[i]!, other[i]!);
      if (order !== 0) return order;
    }
    return a.length - other.length;
  }
  if (a instanceof Map || a instanceof RawDocument) return compareDocs(plain(a) as Doc, plain(b) as Doc);
  if (a instanceof Timestamp) {
    const other = b as Timestamp;
    return a.t - other.t || a.i - other.i;
  }
  if (a instanceof Binary && b instanceof Binary) return compareBinary(a, b);
  if (a instanceof BSONRegExp && b instanceof BSONRegExp) {
    return compareStrings(a.pattern, b.pattern) || compareStrings(a.options, b.options);
  }
  // What remains is compared by its bytes: equal for itself, in a stable order otherwise.
  return Buffer.compare(sortKey(a), sortKey(b));
}

/** Whether two values are equal as MongoDB's queries see it (1, 1.0 and Long(1) are). */
export function equalValues(a: Value, b: Value): boolean {
  return compareValues(a, b) === 0;
}

let key = Buffer.allocUnsafe(4096);
let end = 0;

function room(bytes: number): void {
  if (end + bytes <= key.length) return;
  const larger = Buffer.allocUnsafe(Math.max(key.length * 2, end + bytes));
  key.copy(larger, 0, 0, end);
  key = larger;
}

/** Writes bytes of any content so that a shorter one sorts first: 0 becomes 0 FF, and 0 ends it. */
function writeEscaped(bytes: Uint8Array): void {
  room(bytes.length * 2 + 1);
  for (const byte of bytes) {
    key[end++] = byte;
    if (byte === 0) key[end++] = 0xff;
  }
  key[end++] = 0;
}

function writeText(value: string): void {
  if (value.length < 64) {
    room(value.length + 1);
    let i = 0;
    for (; i < value.length; i++) {
      const c = value.charCodeAt(i);
      if (c > 127 || c === 0) break;
      key[end + i] = c;
    }
    if (i === value.length) {
      end += i;
      key[end++] = 0;
      return;
    }
  }
  writeEscaped(Buffer.from(value, 'utf8'));
}

/** Eight bytes that sort like the double; NaN first. */
function writeDouble(value: number): void {
  room(8);
  if (Number.isNaN(value)) key.fill(0, end, end + 8);
  else {
    key.writeDoubleBE(value === 0 ? 0 : value, end);
    if (key[end]! & 0x80) for (let i = end; i < end + 8; i++) key[i] = ~key[i]! & 0xff;
    else key[end] = key[end]! | 0x80;
  }
  end += 8;
}

/** Bias of the decimal exponent of a remainder, in powers of ten; Decimal128 reaches from -6176 to 6111. */
const EXPONENT_BIAS = 16384;

function writeNumber(value: Value): void {
  const { double, rest } = splitNumber(value as number);
  writeDouble(double);
  if (!rest) {
    room(1);
    key[end++] = 0x80;
    return;
  }
  const { digits, exponent } = normalized(rest);
  const negative = digits < 0n;
  const figures = String(negative ? -digits : digits);
  const bytes = Buffer.alloc(2 + figures.length + 1);
  bytes.writeUInt16BE(exponent + figures.length + EXPONENT_BIAS, 0);
  for (let i = 0; i < figures.length; i++) bytes[2 + i] = figures.charCodeAt(i);
  if (negative) for (let i = 0; i < bytes.length; i++) bytes[i] = ~bytes[i]! & 0xff;
  room(bytes.length + 1);
  key[end++] = negative ? 0x7f : 0x81;
  bytes.copy(key, end);
  end += bytes.length;
}

function writeKey(value: Value): void {
  room(24);
  key[end++] = canonicalType(value);
  if (typeof value === 'string') writeText(value);
  else if (isNumber(value)) writeNumber(value);
  else if (value === null) return;
  else if (typeof value === 'boolean') key[end++] = value ? 1 : 0;
  else if (value instanceof ObjectId) {
    key.set(value.id, end);
    end += 12;
  } else if (value instanceof Date) {
    key.writeBigInt64BE(BigInt(value.getTime()), end);
    key[end] = key[end]! ^ 0x80;
    end += 8;
  } else if (Array.isArray(value)) {
    for (const item of value) writeKey(item);
    room(1);
    key[end++] = 0;
  } else if (value instanceof Map) {
    for (const [name, inner] of value) {
      room(1);
      key[end++] = canonicalType(inner);
      writeText(name);
      writeKey(inner);
    }
    room(1);
    key[end++] = 0;
  } else if (value instanceof Binary) {
    key.writeUInt32BE(value.length(), end);
    key[end + 4] = value.sub_type;
    end += 5;
    const payload = value.buffer.subarray(0, value.position);
    room(payload.length);
    key.set(payload, end);
    end += payload.length;
  } else if (value instanceof Timestamp) {
    key.writeInt32BE(value.high, end);
    key.writeInt32BE(value.low, end + 4);
    end += 8;
  } else if (value instanceof BSONRegExp) {
    writeText(value.pattern);
    writeText(value.options);
  } else if (value instanceof RawDocument) {
    end--;
    writeKey(plain(value));
  } else if (value instanceof OpaqueValue) {
    // A symbol sorts among the strings: its payload is a length, the text and a 0.
    if (value.type === BSON.symbol) writeEscaped(value.bytes.subarray(4, -1));
    else if (value.type !== BSON.undefined) writeEscaped(value.bytes);
  }
}

/** Bytes that sort, byte by byte, like the value in MongoDB's order. Equal values have equal bytes. */
export function sortKey(value: Value): Buffer {
  const start = end;
  writeKey(value);
  const result = Buffer.from(key.subarray(start, end));
  end = start;
  return result;
}

/** Longest key of an index in bytes, without what the store puts around it; a longer one is cut and hashed. */
export const MAX_INDEX_KEY_BYTES = 1600;
const HASH_BYTES = 32;
/** Ends every key, so that no key is the beginning of another. */
const KEY_END = 1;

/**
 * The key of one index entry: the values in the directions of the index.
 * @param directions 1 or -1 a value; fewer values than directions give the beginning of a key, without its end
 * @returns the bytes, and whether they were too long and are cut, so that they no longer carry the full order
 */
export function indexKey(
  values: readonly Value[],
  directions: readonly number[],
): { bytes: Buffer; cut: boolean } {
  const start = end;
  for (let i = 0; i < values.length; i++) {
    const from = end;
    writeKey(values[i]!);
    if (directions[i] === -1) for (let j = from; j < end; j++) key[j] = ~key[j]! & 0xff;
  }
  if (values.length === directions.length) {
    room(1);
    key[end++] = KEY_END;
  }
  const whole = key.subarray(start, end);
  end = start;
  if (whole.length <= MAX_INDEX_KEY_BYTES) return { bytes: Buffer.from(whole), cut: false };
  const hash = createHash('sha256').update(whole).digest();
  const kept = whole.subarray(0, MAX_INDEX_KEY_BYTES - HASH_BYTES);
  return { bytes: Buffer.concat([kept, hash]), cut: true };
}

/** Used where a type must be told from its near relatives. */
export type NumericValue = number | Double | Long | Decimal128;
