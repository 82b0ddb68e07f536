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
