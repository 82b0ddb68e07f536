import {
  Binary,
  BSONRegExp,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
} from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareValues, equalValues, indexKey, MAX_INDEX_KEY_BYTES, sortKey } from './bson-order.ts';
import { BSON, type Doc, decode, encode, OpaqueValue, rawArray, type Value } from './bson-value.ts';
import { successor } from './planner.ts';

const number: fc.Arbitrary<Value> = fc.oneof(
  fc.integer(),
  fc.double().map((n) => (Number.isInteger(n) && Math.abs(n) < 2 ** 31 ? new Double(n) : n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
  fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }).map((n) => Long.fromBigInt(n)),
  fc.constantFrom(2 ** 53, 2 ** 53 + 2, 0.1, new Double(0), new Double(-0), Number.NaN, Infinity, -Infinity),
  fc
    .constantFrom('0.1', '0.10', '1E+3', '9007199254740993', '1E+6000', '-1E-6000', 'NaN', 'Infinity', '-0')
    .map((text) => Decimal128.fromString(text)),
);

const scalar: fc.Arbitrary<Value> = fc.oneof(
  number,
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc.uint8Array({ maxLength: 6 }).map((bytes) => new Binary(bytes, 0)),
  fc.tuple(fc.nat(), fc.nat()).map(([t, i]) => new Timestamp({ t, i })),
  fc.constantFrom<Value>(new MinKey(), new MaxKey(), new BSONRegExp('a', 'i'), new BSONRegExp('a', '')),
);

const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', '1', ''), tie('value')), {
        maxLength: 3,
        selector: ([name]) => name,
      })
      .map((entries): Doc => new Map(entries)),
  ),
})).value;

const RUNS = { numRuns: Number(process.env.RUNS || 2000) };

describe('the order of values', () => {
  it('is the order of their key bytes', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const byBytes = Math.sign(Buffer.compare(sortKey(a), sortKey(b)));
        expect(Math.sign(compareValues(a, b))).toBe(byBytes);
      }),
      RUNS,
    );
  });

  it('is the same from both sides, and every value equals itself', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(Math.sign(compareValues(a, b)) + Math.sign(compareValues(b, a))).toBe(0);
        expect(equalValues(a, a)).toBe(true);
      }),
      RUNS,
    );
  });

  it('in descending indexes is the other way round', () => {
    fc.assert(
      fc.property(scalar, scalar, (a, b) => {
        const key = (v: Value) => indexKey([v], [-1]).bytes;
        expect(Math.sign(Buffer.compare(key(a), key(b)))).toBe(-Math.sign(compareValues(a, b)) + 0);
      }),
      RUNS,
    );
  });

  it('goes by type first, as the manual lists them', () => {
    const list: Value[] = [
      new MinKey(),
      new OpaqueValue(BSON.undefined, Buffer.alloc(0)),
      null,
      Number.NaN,
      -Infinity,
      -1,
      new Double(0),
      0.5,
      Long.fromNumber(1),
      Decimal128.fromString('1.5'),
      2,
      '',
      'a',
      '你',
      '\u{1f600}',
      new Map(),
      new Map([['a', 1]]),
      [],
      [1],
      new Binary(Buffer.from([9])),
      new Binary(Buffer.from([1, 1])),
      new ObjectId('000000000000000000000000'),
      false,
      true,
      new Date(-1),
      new Date(0),
      new Timestamp({ t: 1, i: 1 }),
      new BSONRegExp('a'),
      new MaxKey(),
    ];
    for (let i = 1; i < list.length; i++)
      expect(compareValues(list[i - 1]!, list[i]!), `place ${i}`).toBeLessThan(0);
  });

  it('tells numbers apart that are one double', () => {
    const long = Long.fromString('9007199254740993');
    expect(compareValues(long, 2 ** 53)).toBeGreaterThan(0);
    expect(compareValues(Decimal128.fromString('0.1'), 0.1)).toBeLessThan(0);
    expect(equalValues(Decimal128.fromString('0.10'), Decimal128.fromString('0.1'))).toBe(true);
    expect(equalValues(1, Long.ONE)).toBe(true);
  });
});

describe('keys of indexes', () => {
  it('that are too long are cut, stay different and keep the order of what is left', () => {
    const long = (end: string) => indexKey(['x'.repeat(3000) + end], [1]);
    expect(long('a').cut).toBe(true);
    expect(long('a').bytes.length).toBeLessThanOrEqual(MAX_INDEX_KEY_BYTES);
    expect(long('a').bytes.equals(long('b').bytes)).toBe(false);
    expect(Buffer.compare(indexKey(['w'], [1]).bytes, long('a').bytes)).toBeLessThan(0);
  });

  it('lie below the successor of each of their beginnings', () => {
    fc.assert(
      fc.property(scalar, scalar, fc.constantFrom(1, -1), (a, b, direction) => {
        const { bytes: whole, cut } = indexKey([a, b], [direction, 1]);
        fc.pre(!cut);
        const beginning = indexKey([a], [direction, 1]).bytes;
        expect(whole.subarray(0, beginning.length).equals(beginning)).toBe(true);
        expect(Buffer.compare(whole, successor(beginning))).toBeLessThan(0);
      }),
      RUNS,
    );
  });
});

describe('documents and their bytes', () => {
  it('come back as they were, byte for byte', () => {
    fc.assert(
      fc.property(value, (v) => {
        const bytes = encode(new Map([['v', v]]));
        expect(encode(decode(bytes)).equals(bytes)).toBe(true);
      }),
      RUNS,
    );
  });

  it('are the bytes that the bson package writes', () => {
    fc.assert(
      fc.property(scalar, (v) => {
        const doc: Doc = new Map<string, Value>([
          ['b', v],
          ['1', [v]],
        ]);
        expect(encode(doc).equals(Buffer.from(serialize(doc)))).toBe(true);
      }),
      RUNS,
    );
  });

  it('that are cut off or have wrong lengths are refused', () => {
    const bytes = encode(
      new Map<string, Value>([
        ['a', 'text'],
        ['b', [1, 2]],
        ['c', new Map([['d', 1.5]])],
      ]),
    );
    for (let i = 0; i < bytes.length; i++)
      expect(() => decode(bytes.subarray(0, i)), `cut at ${i}`).toThrow();
    const wrong = Buffer.from(bytes);
    wrong.writeInt32LE(1000, 0);
    expect(() => decode(wrong)).toThrow();
  });

  it('give the elements of an array as they are', () => {
    const inner: Doc[] = [new Map([['x', 1]]), new Map([['y', 'z']])];
    const bytes = encode(
      new Map<string, Value>([
        ['skip', 'me'],
        ['list', inner],
      ]),
    );
    expect(rawArray(bytes, 'list')?.map((slice) => decode(slice))).toEqual(inner);
    expect(rawArray(bytes, 'none')).toBeUndefined();
  });
});
