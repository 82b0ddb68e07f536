/**
 * Sorting documents by a sort pattern.
 *
 * Where a path leads through an array, the least value counts when ascending and the greatest when descending.
 * Source: MongoDB manual, "Comparison/Sort Order", "cursor.sort()".
 */
import { wholeNumber } from './arithmetic.ts';
import { compareValues } from './bson-order.ts';
import { type Doc, isDoc, type Value } from './bson-value.ts';
import { commandError } from './command-error.ts';
import { indexValues } from './index-values.ts';

/** A sort pattern, parsed. */
export interface SortPattern {
  fields: { path: string; direction: 1 | -1 }[];
}

/**
 * Parses `{field: 1 | -1, …}`.
 * @throws BadValue (2) and others for what is no sort pattern; `{$meta: …}` is refused
 */
export function parseSortPattern(pattern: Doc): SortPattern {
  const fields: SortPattern['fields'] = [];
  for (const [path, value] of pattern) {
    if (path === '') throw commandError(15998, 'FieldPath field names may not be empty strings.');
    if (path.split('.').includes(''))
      throw commandError(15998, 'FieldPath field names may not be empty strings.');
    if (path.startsWith('$')) {
      throw commandError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    }
    if (isDoc(value))
      throw commandError(
        17312,
        '$meta is the only expression supported by $sort right now, and it is not implemented here',
      );
    const direction = wholeNumber(value);
    if (direction !== 1 && direction !== -1) {
      if (direction === undefined && typeof value !== 'number')
        throw commandError(15974, `Illegal key in $sort specification: ${path}: ${String(value)}`);
      throw commandError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    }
    fields.push({ path, direction });
  }
  if (fields.length > 32) throw commandError('BadValue', 'too many sort keys: at most 32');
  return { fields };
}

/** The values by which one document is sorted. */
export type SortKey = Value[];

/** Makes the function that finds a document's place in the order. */
export function sortKeyOf({ fields }: SortPattern): (doc: Doc) => SortKey {
  const paths = fields.map(({ path }) => path.split('.'));
  const compare = compareSortKeys({ fields });
  return (doc) => {
    const { rows } = indexValues(doc, paths);
    let best = rows[0]!;
    for (let i = 1; i < rows.length; i++) if (compare(rows[i]!, best) < 0) best = rows[i]!;
    return best;
  };
}

/** Compares sort keys in the directions of the pattern. */
export function compareSortKeys({ fields }: SortPattern): (a: SortKey, b: SortKey) => number {
  const directions = fields.map(({ direction }) => direction);
  return (a, b) => {
    for (let i = 0; i < directions.length; i++) {
      const order = compareValues(a[i]!, b[i]!);
      if (order !== 0) return order * directions[i]!;
    }
    return 0;
  };
}

/** Compares documents by a pattern; for few documents, since it finds their keys anew each time. */
export function sortComparison(pattern: SortPattern): (a: Doc, b: Doc) => number {
  const key = sortKeyOf(pattern);
  const compare = compareSortKeys(pattern);
  return (a, b) => compare(key(a), key(b));
}

/** Rows: so many are sorted at one go; 2,000 take a few milliseconds. */
const RUN_ROWS = 2000;

interface Row<T> {
  key: SortKey;
  value: T;
}

/**
 * Sorts many values in short turns, so that others can work in between; keeps no more than are wanted.
 *
 * Equal values stay in the order in which they were added.
 */
export class Sorter<T> {
  private runs: Row<T>[][] = [];
  private fresh: Row<T>[] = [];
  private readonly compare: (a: Row<T>, b: Row<T>) => number;
  private readonly wanted: number;

  /** @param wanted how many of the first values are asked for; Infinity for all */
  constructor(pattern: SortPattern, wanted: number) {
    const compare = compareSortKeys(pattern);
    this.compare = (a, b) => compare(a.key, b.key);
    this.wanted = wanted;
  }

  add(key: SortKey, value: T): void {
    this.fresh.push({ key, value });
    if (this.fresh.length >= Math.max(RUN_ROWS, Math.min(this.wanted, 4 * RUN_ROWS))) this.endRun();
  }

  private endRun(): void {
    if (this.fresh.length === 0) return;
    this.fresh.sort(this.compare);
    if (this.fresh.length > this.wanted) this.fresh.length = this.wanted;
    this.runs.push(this.fresh);
    this.fresh = [];
    // With few wanted the runs are few rows long, and worth merging at once.
    if (this.runs.length > 1 && this.wanted <= RUN_ROWS) {
      const merged = [...this.merge(this.runs)].slice(0, this.wanted);
      this.runs = [merged];
    }
  }

  /** The values in their order. Call once, after the last `add`. */
  *sorted(): Generator<T> {
    this.endRun();
    let given = 0;
    for (const { value } of this.merge(this.runs)) {
      if (given++ >= this.wanted) return;
      yield value;
    }
  }

  /** How many values `sorted` gives, once the last one was added. */
  get size(): number {
    const total = this.runs.reduce((sum, run) => sum + run.length, this.fresh.length);
    return Math.min(total, this.wanted);
  }

  /** Merges sorted runs: a heap of their heads, the earlier run first among equals. */
  private *merge(runs: Row<T>[][]): Generator<Row<T>> {
    const heap = runs.map((run, i) => ({ run, at: 0, order: i })).filter(({ run }) => run.length > 0);
    type Head = (typeof heap)[number];
    const before = (a: Head, b: Head): boolean => {
      const order = this.compare(a.run[a.at]!, b.run[b.at]!);
      return order < 0 || (order === 0 && a.order < b.order);
    };
    const sink = (from: number): void => {
      let at = from;
      for (;;) {
        let least = at;
        for (const child of [2 * at + 1, 2 * at + 2]) {
          if (child < heap.length && before(heap[child]!, heap[least]!)) least = child;
        }
        if (least === at) return;
        [heap[at], heap[least]] = [heap[least]!, heap[at]!];
        at = least;
      }
    };
    for (let i = (heap.length >> 1) - 1; i >= 0; i--) sink(i);
    while (heap.length > 0) {
      const head = heap[0]!;
      yield head.run[head.at]!;
      head.at++;
      if (head.at >= head.run.length) {
        const last = heap.pop()!;
        if (heap.length === 0) return;
        if (last !== head) heap[0] = last;
      }
      sink(0);
    }
  }
}
