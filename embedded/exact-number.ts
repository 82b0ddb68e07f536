/**
 * Exact comparison of numbers of all four BSON types.
 *
 * 2⁵³+1 as a long and 2⁵³ as a double are different values, and 0.1 as Decimal128 is not 0.1 as a double; a
 * comparison through doubles alone would call them equal. A number is taken apart into the nearest double and
 * what remains, as an exact decimal fraction.
 */
import { Decimal128, Double, Long } from 'bson';
import type { Value } from './bson-value.ts';

/** An exact decimal number: `digits` · 10^`exponent`. */
export interface ExactDecimal {
  digits: bigint;
  exponent: number;
}

/** A number as nearest double and exact remainder (undefined: none). */
export interface SplitNumber {
  double: number;
  rest: ExactDecimal | undefined;
}

/** Whether the value is of one of the four numeric types. */
export function isNumber(value: Value | undefined): value is number | Double | Long | Decimal128 {
  if (typeof value === 'number') return true;
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof Double || isLong(value) || value instanceof Decimal128;
}

/** Whether the value is a BSON long (the library makes timestamps a kind of long, which they are not). */
export function isLong(value: unknown): value is Long {
  return value instanceof Long && (value as { _bsontype: string })._bsontype === 'Long';
}

/** The number as a double, rounded where it does not fit. */
export function toDouble(value: number | Double | Long | Decimal128): number {
  if (typeof value === 'number') return value;
  if (value instanceof Double) return value.value;
  if (value instanceof Long) return value.toNumber();
  return Number(value.toString());
}

/** A finite double, exactly. */
export function exactDouble(value: number): ExactDecimal {
  if (Number.isInteger(value)) return { digits: BigInt(value), exponent: 0 };
  // A binary fraction: scale by two until it is whole; 1/2ⁿ is 5ⁿ/10ⁿ.
  let scaled = value;
  let halvings = 0;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    halvings++;
  }
  return { digits: BigInt(scaled) * 5n ** BigInt(halvings), exponent: -halvings };
}

/** A finite Decimal128, exactly. */
export function exactDecimal(value: Decimal128): ExactDecimal {
  const match = /^(-?)(\d+)(?:\.(\d*))?(?:E([+-]?\d+))?$/.exec(value.toString());
  if (!match) return { digits: 0n, exponent: 0 };
  const [, sign, whole, fraction = '', power = '0'] = match;
  return { digits: BigInt(`${sign}${whole}${fraction}`), exponent: Number(power) - fraction.length };
}

function subtract(a: ExactDecimal, b: ExactDecimal): ExactDecimal {
  const exponent = Math.min(a.exponent, b.exponent);
  const scale = (n: ExactDecimal) => n.digits * 10n ** BigInt(n.exponent - exponent);
  return { digits: scale(a) - scale(b), exponent };
}

/** Takes a number apart into the nearest finite double and the exact remainder. */
export function splitNumber(value: number | Double | Long | Decimal128): SplitNumber {
  if (typeof value === 'number') return { double: value, rest: undefined };
  if (value instanceof Double) return { double: value.value, rest: undefined };
  if (value instanceof Long) {
    const near = value.toNumber();
    if (Number.isSafeInteger(near)) return { double: near, rest: undefined };
    const digits = value.toBigInt() - BigInt(near);
    return { double: near, rest: digits === 0n ? undefined : { digits, exponent: 0 } };
  }
  let near = Number(value.toString());
  if (Number.isNaN(near) || /Inf/.test(value.toString())) return { double: near, rest: undefined };
  if (near === Infinity) near = Number.MAX_VALUE;
  if (near === -Infinity) near = -Number.MAX_VALUE;
  const rest = subtract(exactDecimal(value), exactDouble(near));
  return { double: near, rest: rest.digits === 0n ? undefined : rest };
}

/** Strips trailing zeros, so that equal remainders have one form. */
export function normalized(n: ExactDecimal): ExactDecimal {
  let { digits, exponent } = n;
  while (digits !== 0n && digits % 10n === 0n) {
    digits /= 10n;
    exponent++;
  }
  return { digits, exponent };
}

function compareRests(a: ExactDecimal | undefined, b: ExactDecimal | undefined): number {
  const zero = { digits: 0n, exponent: 0 };
  const { digits } = subtract(a ?? zero, b ?? zero);
  return digits < 0n ? -1 : digits > 0n ? 1 : 0;
}

/**
 * Compares two numbers by value, whatever their types. NaN is the least of all numbers and equal to itself.
 * Source: MongoDB manual, "Comparison/Sort Order".
 */
export function compareNumbers(
  a: number | Double | Long | Decimal128,
  b: number | Double | Long | Decimal128,
): number {
  if (typeof a === 'number' && typeof b === 'number') {
    if (a < b) return -1;
    if (a > b) return 1;
    if (a === b) return 0;
  }
  const left = splitNumber(a);
  const right = splitNumber(b);
  if (left.double < right.double) return -1;
  if (left.double > right.double) return 1;
  if (left.double === right.double) {
    return left.rest || right.rest ? compareRests(left.rest, right.rest) : 0;
  }
  return Number(Number.isNaN(right.double)) - Number(Number.isNaN(left.double));
}
