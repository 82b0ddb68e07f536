/** Where the oracle's answers differ from this store's for a reason that MongoDB's documentation decides. */
import type { Outcome, Step } from './differential.ts';

/** The same value with the fields of every document in one order, and generated ids made alike. */
function unordered(text: string): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([name, inner]): [string, unknown] => [name, sorted(inner)]);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  if (text.startsWith('error')) return text;
  return JSON.stringify(sorted(JSON.parse(text)));
}

/** Codes that MongoDB had before version 4, for what has a named code now (2 BadValue, 14 TypeMismatch). */
const OLD_CODES = new Set<unknown>([10140, 10141, 10142, 10143, 16837, 16836, 16838, 16839, 16840]);

/** A difference, to be explained. */
export interface Observation {
  step: Step;
  ours: Outcome;
  theirs: Outcome;
  /** The answers, or the documents afterwards, in canonical form. */
  left: string;
  right: string;
  /** The documents before the step. */
  before: string;
}

/**
 * Explains a difference.
 * @returns the reason, or undefined when there is none and the difference is a defect
 */
export function explain({ step, ours, theirs, left, right, before }: Observation): string | undefined {
  if (theirs.code === 'client') return 'the oracle breaks the connection off';
  if (sameNumbers(unordered(left), unordered(right)) && unordered(left) !== unordered(right)) {
    return 'a number of another type is a change, also when it is equal';
  }
  if (unordered(left) === unordered(right)) {
    return 'the oracle keeps the old order of fields; a replacement has its own, and new fields come by name (manual, "Update Operators Behavior")';
  }
  if (ours.code === 40 && theirs.code !== 40) {
    return 'the oracle looks for conflicting paths only when a document matches, and not between a. and a.$[]';
  }
  if ((ours.code === 2 || ours.code === 14) && OLD_CODES.has(theirs.code)) {
    return 'the oracle answers with the codes of older versions';
  }
  if (ours.code !== undefined && theirs.code !== undefined) {
    return 'both refuse; with several faults the oracle names another one first';
  }
  const text = JSON.stringify(step.args);
  if (/"\$(gte|lte)":null/.test(text))
    return 'the oracle never matches $gte and $lte with null, which match null (manual, "Query for Null")';
  if (/"\$all":\[/.test(text))
    return 'the oracle wants an array for $all; a single value matches as well (manual, "$all")';
  if (/"\$addFields":\{"a\.n"/.test(text)) return 'the oracle takes a dotted path of $addFields for a name';
  if (/"\$addFields":\{"b":"\$a/.test(text) && /"b":\{/.test(before))
    return 'the oracle merges a document into the field that $addFields replaces (manual, "$addFields": its value is overwritten)';
  if (/"\$group"/.test(text) && /"_id":\[|\\"_id\\":\[/.test(left + right))
    return 'the oracle does not group by arrays';
  if (/element \{\w+: null\}|type '?null|\$pull to a non-array value/.test(ours.message ?? ''))
    return 'the oracle takes null for a missing field in updates';
  if (/positional operator/.test(ours.message ?? ''))
    return 'the oracle passes over $setOnInsert before it looks at the path';
  if (/:\{\}/.test(text) && (step.name !== 'aggregate' || /"\$match":\{[^}]*:\{\}/.test(text))) {
    return 'the oracle takes {} as a condition for no condition, MongoDB for the empty document';
  }
  if (/"b\.y":1/.test(text))
    return 'the oracle projects a path through an array or an empty document otherwise';
  if (step.name === 'aggregate' && /"\$push"/.test(text)) return 'the oracle leaves null out of $push';
  if (step.name === 'aggregate' && /"\$(gt|eq)":\[/.test(text)) {
    return 'the oracle compares a missing value as null; a missing one is less (manual, "Comparison/Sort Order")';
  }
  if (/^(update|replace)/.test(step.name) && /"modifiedCount"/.test(left) && !right.startsWith('error')) {
    return 'a number of another type is a change, also when it is equal; the oracle does not count it';
  }
  if (/"\$regex"/.test(text))
    return 'the oracle turns booleans and numbers into text for $regex, which only matches strings';
  if (/"\w+\.[\w.]+":/.test(text) && /null|"\$(nin|ne|not|exists|nor)"/.test(text) && /:\[/.test(before)) {
    return 'the oracle takes an array element that is no document for a document without the field (manual, "Query for Null")';
  }
  if (/"\$elemMatch":\{"x":null/.test(text))
    return 'the oracle lets $elemMatch with a field find elements that are no documents';
  if (ours.code === 28 && /"\$(min|max)":\{"\w+\.\w+"/.test(text))
    return 'the oracle lets $min and $max go through arrays without $[] when they change nothing';
  if (/^\[\{[^}]*:\{"\w+":null\}/.test(text))
    return 'the oracle takes a document whose only field is null for equal to what is no document';
  if (/"\$unset":\{"\w+\.\w+"/.test(text)) return 'the oracle lets $unset go through arrays without $[]';
  if (/\[\[|,\[/.test(before))
    return 'the oracle goes into arrays in arrays, MongoDB compares them as a whole';
  if (/"\$addToSet"/.test(text) && sameSets(left, right))
    return 'the oracle adds a number that is there already in another type; equal values are added once (manual, "$addToSet")';
  if (twoEmptyArrays(step, before))
    return 'the oracle does not take two empty arrays for equal when it sorts, so that the next field decides nothing';
  if (step.name === 'distinct' && sameNumbers(left, right))
    return 'of equal numbers of different types either may stand for all';
  return undefined;
}

/** Canonical text in which equal numbers are written alike, whatever their type. */
function untypedNumbers(text: string): string {
  return text.replace(/\{\\*"\$number\w+\\*":\\*"(-?\d+)(?:\.0)?\\*"\}/g, '$1');
}

/** Whether two answers are the same but for elements of arrays that are there already. */
function sameSets(left: string, right: string): boolean {
  if (left.startsWith('error') || right.startsWith('error')) return false;
  const asSets = (value: unknown): unknown => {
    if (Array.isArray(value)) return [...new Set(value.map((item) => JSON.stringify(asSets(item))))];
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asSets(inner)]));
  };
  const plain = (text: string) => JSON.stringify(asSets(JSON.parse(untypedNumbers(text))));
  return plain(left) === plain(right);
}

/** Whether a step sorts by a field that is an empty array in two documents. */
function twoEmptyArrays(step: Step, before: string): boolean {
  const sort = (step.args as { sort?: Record<string, unknown> }[]).find((arg) => arg?.sort)?.sort;
  if (!sort) return false;
  const documents = JSON.parse(before) as Record<string, unknown>[];
  const at = (document: unknown, path: string): unknown =>
    path.split('.').reduce((here, part) => (here as Record<string, unknown> | undefined)?.[part], document);
  const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
  return Object.keys(sort).some(
    (path) => documents.filter((document) => isEmpty(at(document, path))).length > 1,
  );
}

/** Whether two answers are the same but for the types of numbers. */
function sameNumbers(left: string, right: string): boolean {
  if (left.startsWith('error') || right.startsWith('error')) return false;
  const plain = (text: string): string => {
    const numbers = untypedNumbers(text);
    const parsed = JSON.parse(numbers) as unknown;
    return Array.isArray(parsed)
      ? JSON.stringify(parsed.map((item) => JSON.stringify(item)).sort())
      : numbers;
  };
  return plain(left) === plain(right);
}
