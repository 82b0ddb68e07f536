/**
 * The values under which a document stands in an index or in a sort: one combination per array element.
 *
 * Source: MongoDB manual, "Multikey Indexes"; an empty array stands there as undefined, a missing field as null.
 */
import { EMPTY_ARRAY_KEY } from './bson-order.ts';
import type { Doc, Value } from './bson-value.ts';
import { commandError } from './command-error.ts';
import { arrayIndex } from './path.ts';

/** What one document has in an index. */
export interface IndexValues {
  /** Combinations of values, in the order of the fields of the index. */
  rows: Value[][];
  /** For each field whether an array lies on its path or at its end. */
  multikey: boolean[];
  /** Whether any of the fields exists in the document. */
  present: boolean;
}

/** The values at the end of one path; missing ends are `undefined`. */
interface Ends {
  values: (Value | undefined)[];
  /** The path of the array that was gone through, if any. */
  arrays: Set<string>;
}

function collect(
  value: Value | undefined,
  parts: readonly string[],
  at: number,
  path: string,
  ends: Ends,
): void {
  if (at === parts.length) {
    if (!Array.isArray(value)) {
      ends.values.push(value);
      return;
    }
    ends.arrays.add(path);
    if (value.length === 0) ends.values.push(EMPTY_ARRAY_KEY);
    else ends.values.push(...value);
    return;
  }
  const part = parts[at]!;
  if (value instanceof Map) {
    collect(value.get(part), parts, at + 1, path === '' ? part : `${path}.${part}`, ends);
    return;
  }
  if (!Array.isArray(value)) {
    ends.values.push(undefined);
    return;
  }
  const index = arrayIndex(part);
  if (index !== undefined) {
    collect(value[index], parts, at + 1, `${path}.${part}`, ends);
    return;
  }
  ends.arrays.add(path);
  if (value.length === 0) ends.values.push(undefined);
  for (const item of value) {
    if (item instanceof Map) collect(item.get(part), parts, at + 1, `${path}.${part}`, ends);
    else ends.values.push(undefined);
  }
}

/**
 * Computes what a document has under the fields of an index.
 * @param paths the fields, split at their dots
 * @throws CannotIndexParallelArrays (171) when two fields lead through different arrays
 */
export function indexValues(doc: Doc, paths: readonly (readonly string[])[]): IndexValues {
  const simple = simpleValues(doc, paths);
  if (simple) return simple;
  const byPath = paths.map((parts) => {
    const ends: Ends = { values: [], arrays: new Set() };
    collect(doc, parts, 0, '', ends);
    return ends;
  });
  const multikey = byPath.map(({ arrays }) => arrays.size > 0);
  const present = byPath.some(({ values }) => values.some((value) => value !== undefined));
  const many = byPath.map((_, i) => i).filter((i) => multikey[i]);
  if (many.length <= 1) {
    const length = many.length === 0 ? 1 : byPath[many[0]!]!.values.length;
    const rows: Value[][] = [];
    for (let row = 0; row < length; row++) {
      rows.push(byPath.map(({ values }, i) => values[multikey[i] ? row : 0] ?? null));
    }
    return { rows, multikey, present };
  }
  return { rows: combined(doc, paths, many), multikey, present };
}

function simpleValues(doc: Doc, paths: readonly (readonly string[])[]): IndexValues | undefined {
  const row: Value[] = [];
  let present = false;
  for (const parts of paths) {
    let value: Value | undefined = doc;
    for (const part of parts) {
      if (value instanceof Map) value = value.get(part);
      else if (Array.isArray(value)) return undefined;
      else value = undefined;
    }
    if (Array.isArray(value)) return undefined;
    if (value !== undefined) present = true;
    row.push(value ?? null);
  }
  return { rows: [row], multikey: paths.map(() => false), present };
}

/** Several fields inside the documents of one and the same array go together, element by element. */
function combined(doc: Doc, paths: readonly (readonly string[])[], many: number[]): Value[][] {
  const shared = sharedArray(doc, paths, many);
  if (!shared) {
    const [a, b] = many;
    throw commandError(
      'CannotIndexParallelArrays',
      `cannot index parallel arrays [${paths[b!]!.at(-1)}] [${paths[a!]!.at(-1)}]`,
    );
  }
  const { depth, array } = shared;
  const rows: Value[][] = [];
  const elements: (Value | undefined)[] = array.length === 0 ? [undefined] : array;
  for (const element of elements) {
    // Each element stands once in the place of the whole array.
    const stand = replaceAt(doc, paths[many[0]!]!.slice(0, depth), element);
    rows.push(...indexValues(stand, paths).rows);
  }
  return rows;
}

function sharedArray(
  doc: Doc,
  paths: readonly (readonly string[])[],
  many: number[],
): { depth: number; array: Value[] } | undefined {
  let here: Value | undefined = doc;
  const first = paths[many[0]!]!;
  for (let depth = 0; depth <= first.length; depth++) {
    if (Array.isArray(here)) {
      const prefix = first.slice(0, depth).join('.');
      const together = many.every(
        (i) => paths[i]!.length > depth && paths[i]!.slice(0, depth).join('.') === prefix,
      );
      return together ? { depth, array: here } : undefined;
    }
    here = here instanceof Map ? here.get(first[depth] ?? '') : undefined;
  }
  return undefined;
}

function replaceAt(doc: Doc, parts: readonly string[], value: Value | undefined): Doc {
  const [part, ...rest] = parts;
  const out: Doc = new Map(doc);
  if (part === undefined) return out;
  if (rest.length === 0) {
    if (value === undefined) out.delete(part);
    else out.set(part, value);
    return out;
  }
  const inner = doc.get(part);
  out.set(part, replaceAt(inner instanceof Map ? inner : new Map(), rest, value));
  return out;
}
