/**
 * Arithmetic with the types of BSON: the result has the wider type, an int32 that overflows becomes a long.
 *
 * Decimal128 is kept and compared, but not computed with: that is refused. Source: MongoDB manual, "$add",
 * "$inc", "$mul"; the widening rules of `src/mongo/util/safe_num.cpp`.
 */
import { Decimal128, Double, Long } from 'bson';
import type { NumericValue } from './bson-order.ts';
import { BSON, bsonType, double, isInt32 } from './bson-value.ts';
import { commandError } from './command-error.ts';
import { toDouble } from './exact-number.ts';

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** 0 int32, 1 long, 2 double. */
function width(value: NumericValue): number {
  if (value instanceof Decimal128) {
    throw commandError('NotImplemented', 'arithmetic on Decimal128 is not implemented here');
  }
  if (typeof value === 'number') return isInt32(value) ? 0 : 2;
  return value instanceof Double ? 2 : 1;
}

/** The whole number as bigint; the value must be an int32 or a long. */
export function toBigInt(value: NumericValue): bigint {
  return typeof value === 'number' ? BigInt(value) : BigInt(value.toString());
}

/** A whole number as int32 where the type allows and it fits, else as long; undefined where it fits neither. */
function wholeResult(result: bigint, type: number): NumericValue | undefined {
  if (type === 0) {
    const n = Number(result);
    if (isInt32(n)) return n;
  }
  if (result < INT64_MIN || result > INT64_MAX) return undefined;
  return Long.fromBigInt(result);
}

type Operation = 'add' | 'subtract' | 'multiply';

function whole(op: Operation, a: bigint, b: bigint): bigint {
  return op === 'add' ? a + b : op === 'subtract' ? a - b : a * b;
}

function floating(op: Operation, a: number, b: number): number {
  return op === 'add' ? a + b : op === 'subtract' ? a - b : a * b;
}

/**
 * Computes with two numbers.
 * @returns undefined when the result of two whole numbers does not fit a long
 * @throws NotImplemented (238) for Decimal128
 */
export function compute(op: Operation, a: NumericValue, b: NumericValue): NumericValue | undefined {
  const type = Math.max(width(a), width(b));
  if (type === 2) return double(floating(op, toDouble(a), toDouble(b)));
  if (type === 0) {
    const quick = floating(op, a as number, b as number);
    if (isInt32(quick)) return quick;
  }
  return wholeResult(whole(op, toBigInt(a), toBigInt(b)), type);
}

/** As `compute`, but a result beyond the range of a long becomes a double, as in aggregation. */
export function computeWidening(op: Operation, a: NumericValue, b: NumericValue): NumericValue {
  return compute(op, a, b) ?? double(floating(op, toDouble(a), toDouble(b)));
}

/** The name of a value's type, as `$type` gives it. */
export function typeName(value: Parameters<typeof bsonType>[0]): string {
  return TYPE_NAMES[bsonType(value)] ?? 'unknown';
}

const TYPE_NAMES: Record<number, string> = {
  [BSON.double]: 'double',
  [BSON.string]: 'string',
  [BSON.object]: 'object',
  [BSON.array]: 'array',
  [BSON.binary]: 'binData',
  [BSON.undefined]: 'undefined',
  [BSON.objectId]: 'objectId',
  [BSON.bool]: 'bool',
  [BSON.date]: 'date',
  [BSON.null]: 'null',
  [BSON.regex]: 'regex',
  [BSON.dbPointer]: 'dbPointer',
  [BSON.code]: 'javascript',
  [BSON.symbol]: 'symbol',
  [BSON.codeWithScope]: 'javascriptWithScope',
  [BSON.int]: 'int',
  [BSON.timestamp]: 'timestamp',
  [BSON.long]: 'long',
  [BSON.decimal]: 'decimal',
  [BSON.minKey]: 'minKey',
  [BSON.maxKey]: 'maxKey',
};

/**
 * Reads a whole number from a value of any numeric type.
 * @returns undefined when it is no number, not whole, or beyond what a double holds exactly
 */
export function wholeNumber(value: unknown): number | undefined {
  let n: number;
  if (typeof value === 'number') n = value;
  else if (value instanceof Double || value instanceof Long || value instanceof Decimal128)
    n = toDouble(value);
  else return undefined;
  return Number.isSafeInteger(n) ? n : undefined;
}
