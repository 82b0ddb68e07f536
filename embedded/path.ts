/**
 * Dotted paths into documents, with MongoDB's way of going through arrays.
 *
 * A query path `a.b` reaches `b` in each document of an array `a`; `a.0` is both the first element and a field
 * named `0` of the elements. Elements that are no documents are passed over, which is why `{a: [1]}` does not
 * match `{'a.b': null}`. Source: MongoDB manual, "Query an Array" and "Query for Null or Missing Fields".
 */
import type { Doc, Value } from './bson-value.ts';

/** Where in an array a query found its match; the positional operator `$` asks for it. */
export interface MatchPlace {
  index?: number;
}

const INDEX = /^(0|[1-9]\d{0,8})$/;

/** The position that a path component means in an array, or undefined when it is a mere name. */
export function arrayIndex(part: string): number | undefined {
  const first = part.charCodeAt(0);
  if (first < 48 || first > 57) return undefined;
  return INDEX.test(part) ? Number(part) : undefined;
}

/** Tests one value that a path leads to; undefined where the path leads nowhere. */
export type LeafTest = (value: Value | undefined, place: MatchPlace | undefined) => boolean;

/**
 * Whether any value that the path leads to passes the test.
 * @param expand whether an array at the end is tested element by element, before it is tested as a whole
 */
export function anyAtPath(
  root: Doc,
  parts: readonly string[],
  expand: boolean,
  test: LeafTest,
  place?: MatchPlace,
): boolean {
  return walk(root, parts, 0, expand, test, place);
}

function atEnd(
  value: Value | undefined,
  expand: boolean,
  test: LeafTest,
  place: MatchPlace | undefined,
): boolean {
  if (expand && Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      if (test(value[i], place)) {
        if (place) place.index = i;
        return true;
      }
    }
  }
  return test(value, place);
}

function walk(
  value: Value | undefined,
  parts: readonly string[],
  at: number,
  expand: boolean,
  test: LeafTest,
  place: MatchPlace | undefined,
): boolean {
  if (at === parts.length) return atEnd(value, expand, test, place);
  const part = parts[at]!;
  if (value instanceof Map) return walk(value.get(part), parts, at + 1, expand, test, place);
  if (!Array.isArray(value)) return test(undefined, place);
  const wanted = arrayIndex(part);
  for (let i = 0; i < value.length; i++) {
    const item = value[i]!;
    if (item instanceof Map && walk(item, parts, at, expand, test, place)) {
      if (place) place.index = i;
      return true;
    }
    if (i !== wanted) continue;
    // A path that ends in a position means that element as a whole.
    if (at + 1 === parts.length) {
      if (test(item, place)) return true;
    } else if (item instanceof Map || Array.isArray(item)) {
      if (walk(item, parts, at + 1, expand, test, place)) return true;
    }
  }
  return false;
}

/** The value at a path that goes through documents only (no arrays). */
export function valueAtPlainPath(root: Doc, parts: readonly string[]): Value | undefined {
  let value: Value | undefined = root;
  for (const part of parts) {
    if (!(value instanceof Map)) return undefined;
    value = value.get(part);
  }
  return value;
}
