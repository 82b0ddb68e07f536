/**
 * Sums as `$sum` and `$avg` make them: whole numbers exactly, doubles without the rounding errors of a running sum.
 *
 * Ten times 0.1 is 1 here, as it is in MongoDB. Source: MongoDB's `DoubleDoubleSummation` (the algorithm is Knuth's
 * TwoSum, The Art of Computer Programming 2, §4.2.2) and the result types in the manual of `$sum`.
 */
import { Decimal128, type Double, Long } from 'bson';
import type { NumericValue } from './bson-order.ts';
import { double, isInt32, type Value } from './bson-value.ts';
import { commandError } from './command-error.ts';
import { isNumber, toDouble } from './exact-number.ts';

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** A sum under way. */
export class Summation {
  private whole = 0n;
  private quick = 0;
  private high = 0;
  private low = 0;
  /** Sum of infinities and NaN, if there were any. */
  private special: number | undefined;
  private type: 'int' | 'long' | 'double' = 'int';
  /** Numbers added so far. */
  count = 0;

  /**
   * Adds a value; what is no number is passed over.
   * @throws NotImplemented (238) for Decimal128
   */
  add(value: Value | undefined): void {
    if (value === undefined || !isNumber(value)) return;
    this.count++;
    if (typeof value === 'number' && isInt32(value)) {
      this.quick += value;
      if (!Number.isSafeInteger(this.quick)) this.settle();
    } else if (value instanceof Long) {
      if (this.type === 'int') this.type = 'long';
      this.whole += BigInt(value.toString());
    } else if (value instanceof Decimal128) {
      throw commandError('NotImplemented', 'arithmetic on Decimal128 is not implemented here');
    } else {
      this.type = 'double';
      this.addDouble(toDouble(value as number | Double));
    }
  }

  private settle(): void {
    this.whole += BigInt(this.quick);
    this.quick = 0;
  }

  private addDouble(value: number): void {
    if (!Number.isFinite(value)) {
      this.special = (this.special ?? 0) + value;
      return;
    }
    const sum = this.high + value;
    const part = sum - this.high;
    this.low += this.high - (sum - part) + (value - part);
    this.high = sum;
  }

  /** The sum as a double. */
  toDouble(): number {
    if (this.special !== undefined) return this.special;
    this.settle();
    // Both halves of a great whole number are exact doubles, so nothing is lost before the last addition.
    const upper = Number(this.whole);
    if (upper !== 0 && this.type === 'double') {
      this.addDouble(upper);
      const rest = Number(this.whole - BigInt(upper));
      if (rest !== 0) this.addDouble(rest);
      this.whole = 0n;
    } else if (this.type !== 'double') return upper;
    return this.high + this.low;
  }

  /** The sum, in the widest type of what was added; beyond the range of a long it is a double. */
  result(): NumericValue {
    if (this.type === 'double') return double(this.toDouble());
    this.settle();
    if (this.type === 'int' && isInt32(Number(this.whole))) return Number(this.whole);
    if (this.whole < INT64_MIN || this.whole > INT64_MAX) return double(Number(this.whole));
    return Long.fromBigInt(this.whole);
  }

  /** The mean; null when nothing was added. */
  mean(): Value {
    return this.count === 0 ? null : double(this.toDouble() / this.count);
  }
}
