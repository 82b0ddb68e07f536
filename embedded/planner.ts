/**
 * Choosing an index for a filter and a sort, and the ranges of its keys that can hold matches.
 *
 * A plan only narrows down: every document it leads to is still tested against the whole filter. So a plan may be
 * too wide, never too narrow.
 */
import { BSONRegExp, MaxKey, MinKey } from 'bson';
import { canonicalType, EMPTY_ARRAY_KEY, indexKey, MAX_INDEX_KEY_BYTES } from './bson-order.ts';
import { BSON, equalsBytes, OpaqueValue, type Value } from './bson-value.ts';
import { isNumber, toDouble } from './exact-number.ts';
import { arrayIndex } from './path.ts';
import type { Bound, Condition, Filter } from './query.ts';
import type { SortPattern } from './sort.ts';

/** What the planner needs to know of an index. */
export interface IndexShape {
  name: string;
  fields: { path: string; direction: 1 | -1 }[];
  sparse: boolean;
  /** Conditions that every document in the index fulfils. */
  partial: Condition[] | undefined;
  /** For each field whether any document has an array on its path. */
  multikey: boolean[];
  /** Whether the index has a key that was cut for its length, or an undefined: its order is then not relied upon. */
  cut: boolean;
}

/** A range of keys, without what the store puts around them; end is exclusive. */
export interface KeyRange {
  start: Buffer;
  end: Buffer;
}

/** How to find candidates. */
export interface Plan<T extends IndexShape> {
  /** undefined: all documents, in the order of their insertion. */
  index: T | undefined;
  ranges: KeyRange[];
  /** Whether the index is read backwards. */
  reverse: boolean;
  /** Whether candidates come in the order of the sort. */
  sorted: boolean;
}

/** Ranges: above this many a filter of several $in falls back to fewer fields. */
const MAX_RANGES = 1000;
const BOUND_BYTES = MAX_INDEX_KEY_BYTES - 64;

/** The least byte string that is greater than all that begin with these bytes. */
export function successor(bytes: Buffer): Buffer {
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0xff) length--;
  // Nothing begins a key with 0xff alone; an all-0xff prefix has no successor but a longer one.
  if (length === 0) return Buffer.concat([bytes, Buffer.from([0xff])]);
  const out = Buffer.from(bytes.subarray(0, length));
  out[length - 1] = out[length - 1]! + 1;
  return out;
}

function usableValue(value: Value): boolean {
  if (Array.isArray(value) || value instanceof BSONRegExp) return false;
  return !(value instanceof OpaqueValue && value.type === BSON.undefined);
}

function usableRange({ op, operand }: Bound): boolean {
  if (!usableValue(operand)) return false;
  if (operand instanceof MinKey || operand instanceof MaxKey) return false;
  if (operand === null) return false;
  if (isNumber(operand) && Number.isNaN(toDouble(operand))) return false;
  return op !== '$eq' && op !== '$in';
}

/** The values that a field must be equal to one of, or undefined. */
function points(bounds: Bound[]): Value[] | undefined {
  for (const { op, operand } of bounds) if (op === '$eq' && usableValue(operand)) return [operand];
  for (const { op, operand } of bounds) {
    if (op === '$in' && Array.isArray(operand) && operand.every(usableValue)) return operand;
  }
  return undefined;
}

/** Null also finds BSON's undefined, which stands apart in an index that has any. */
function withUndefined(values: Value[] | undefined, mayHaveUndefined: boolean): Value[] | undefined {
  if (!mayHaveUndefined || !values?.includes(null)) return values;
  return [...values, EMPTY_ARRAY_KEY];
}

interface FieldRange {
  lower: Bound | undefined;
  upper: Bound | undefined;
}

function fieldRange(bounds: Bound[], multikey: boolean): FieldRange | undefined {
  const usable = bounds.filter(usableRange);
  const lower = usable.find(({ op }) => op === '$gt' || op === '$gte');
  let upper = usable.find(({ op }) => op === '$lt' || op === '$lte');
  if (lower && upper) {
    // Different elements of an array may fulfil the two bounds, and bounds of different types exclude each other.
    if (multikey || canonicalType(lower.operand) !== canonicalType(upper.operand)) upper = undefined;
  }
  return lower || upper ? { lower, upper } : undefined;
}

function cutTo(bytes: Buffer): { bytes: Buffer; cut: boolean } {
  return bytes.length > BOUND_BYTES
    ? { bytes: bytes.subarray(0, BOUND_BYTES), cut: true }
    : { bytes, cut: false };
}

function rangeOf(prefix: Value[], directions: number[], range: FieldRange): KeyRange {
  const at = prefix.length;
  const direction = directions[at]!;
  const begin = (value: Value) =>
    cutTo(indexKey([...prefix, value], [...directions.slice(0, at + 1), 1]).bytes);
  const head = indexKey(prefix, [...directions, 1]).bytes;
  const type = canonicalType((range.lower ?? range.upper)!.operand);
  const typeByte = direction === 1 ? type : 255 - type;
  const ofType = cutTo(Buffer.concat([head, Buffer.from([typeByte])])).bytes;
  let start = ofType;
  let end = successor(ofType);
  const [first, last] = direction === 1 ? [range.lower, range.upper] : [range.upper, range.lower];
  if (first) {
    const { bytes, cut } = begin(first.operand);
    const inclusive = first.op === '$gte' || first.op === '$lte';
    start = inclusive || cut ? bytes : successor(bytes);
  }
  if (last) {
    const { bytes, cut } = begin(last.operand);
    const inclusive = last.op === '$gte' || last.op === '$lte';
    end = inclusive || cut ? successor(bytes) : bytes;
  }
  return { start, end };
}

/** Whether the filter's conditions assure that every match stands in the partial or sparse index. */
function coversMatches(index: IndexShape, filter: Filter): boolean {
  if (
    index.partial &&
    !index.partial.every((wanted) => filter.conditions.some((has) => implies(has, wanted)))
  ) {
    return false;
  }
  if (!index.sparse) return true;
  return index.fields.some(({ path }) =>
    filter.bounds.some((bound) => bound.path === path && excludesMissing(bound)),
  );
}

function excludesMissing({ op, operand }: Bound): boolean {
  if (op === '$in') return Array.isArray(operand) && operand.every((item) => item !== null);
  return operand !== null;
}

function implies(has: Condition, wanted: Condition): boolean {
  if (has.path !== wanted.path) return false;
  if (wanted.op === '$exists') return has.op === '$exists' || has.operand !== null;
  return has.op === wanted.op && equalsBytes(has.operand, wanted.operand);
}

interface Candidate<T extends IndexShape> {
  plan: Plan<T>;
  score: number;
}

function candidate<T extends IndexShape>(
  index: T,
  filter: Filter,
  sort: SortPattern | undefined,
): Candidate<T> | undefined {
  if (!coversMatches(index, filter)) return undefined;
  if (index.fields.some(({ path }) => path.split('.').some((part) => arrayIndex(part) !== undefined)))
    return undefined;
  const directions = index.fields.map(({ direction }) => direction);
  let prefixes: Value[][] = [[]];
  let used = 0;
  let manyUsed = false;
  let single = true;
  let range: FieldRange | undefined;
  for (const [i, { path }] of index.fields.entries()) {
    const bounds = filter.bounds.filter((bound) => bound.path === path);
    const many = index.multikey[i] ?? false;
    // Conditions on two fields may be met by different elements of an array.
    if (bounds.length === 0 || (many && manyUsed)) break;
    const values = withUndefined(points(bounds), many || index.cut);
    if (values && prefixes.length * values.length <= MAX_RANGES) {
      if (values.length !== 1) single = false;
      prefixes = prefixes.flatMap((prefix) => values.map((value) => [...prefix, value]));
      used++;
      manyUsed ||= many;
      continue;
    }
    range = fieldRange(bounds, many);
    break;
  }
  const sorted = sort ? sortDirection(index, sort, single ? used : 0, single || used === 0) : undefined;
  const score = used * 10 + (range ? (range.lower && range.upper ? 6 : 4) : 0) + (sorted ? 3 : 0);
  if (score === 0) return undefined;
  return {
    score: used === index.fields.length ? score + 2 : score,
    plan: {
      index,
      ranges: mergeRanges(
        prefixes.map((prefix) => {
          if (range) return rangeOf(prefix, directions, range);
          const start = cutTo(indexKey(prefix, [...directions, 1]).bytes).bytes;
          return { start, end: prefix.length === 0 ? Buffer.from([0xff]) : successor(start) };
        }),
      ),
      reverse: sorted === -1,
      sorted: sorted !== undefined,
    },
  };
}

/** In the order of keys, without overlaps, so that no document comes twice. */
function mergeRanges(ranges: KeyRange[]): KeyRange[] {
  if (ranges.length < 2) return ranges;
  const ordered = [...ranges].sort((a, b) => Buffer.compare(a.start, b.start));
  const out: KeyRange[] = [ordered[0]!];
  for (const next of ordered.slice(1)) {
    const last = out.at(-1)!;
    if (Buffer.compare(next.start, last.end) < 0) {
      if (Buffer.compare(next.end, last.end) > 0) last.end = next.end;
    } else out.push(next);
  }
  return out;
}

/** 1 or -1 when reading the index that way gives the sort's order, after `fixed` fields of one value. */
function sortDirection(
  index: IndexShape,
  sort: SortPattern,
  fixed: number,
  single: boolean,
): 1 | -1 | undefined {
  if (!single || index.cut || index.multikey.some(Boolean)) return undefined;
  const fixedPaths = new Set(index.fields.slice(0, fixed).map(({ path }) => path));
  // A field of one value does not matter in the sort.
  const wanted = sort.fields.filter(({ path }) => !fixedPaths.has(path));
  let direction: 1 | -1 | undefined;
  for (const [i, { path, direction: way }] of wanted.entries()) {
    const field = index.fields[fixed + i];
    if (!field || field.path !== path) return undefined;
    const here = field.direction === way ? 1 : -1;
    if (direction !== undefined && direction !== here) return undefined;
    direction = here;
  }
  return direction ?? 1;
}

/**
 * Chooses how to find the matches of a filter.
 * @param limited whether only the first few matches are wanted, which makes an index worth while for the sort alone
 */
export function choosePlan<T extends IndexShape>(
  indexes: readonly T[],
  filter: Filter,
  sort: SortPattern | undefined,
  limited: boolean,
): Plan<T> {
  let best: Candidate<T> | undefined;
  for (const index of indexes) {
    const found = candidate(index, filter, sort);
    if (!found) continue;
    if (found.score <= 3 && !limited) continue;
    if (!best || found.score > best.score) best = found;
  }
  return best?.plan ?? { index: undefined, ranges: [], reverse: false, sorted: false };
}
