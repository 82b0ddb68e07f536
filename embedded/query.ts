/**
 * Filters: parsing them strictly, and testing documents against them.
 *
 * Only the operators named in `OPERATORS` and `COMBINATIONS` exist; any other is refused with MongoDB's error.
 * Source of the semantics: MongoDB manual, "Query Predicates", and the refusals of `expression_parser.cpp`.
 */
import { BSONRegExp, MaxKey, MinKey } from 'bson';
import { canonicalType, compareValues, equalValues } from './bson-order.ts';
import { BSON, bsonType, type Doc, isDoc, OpaqueValue, type Value } from './bson-value.ts';
import { commandError } from './command-error.ts';
import { isNumber, toDouble } from './exact-number.ts';
import { compileExpression, isTruthy } from './expression.ts';
import { anyAtPath, type MatchPlace } from './path.ts';
import { compileRegex } from './regex.ts';

/** A condition that an index can answer: the path's value stands in this relation to the operand. */
export interface Bound {
  path: string;
  op: '$eq' | '$in' | '$gt' | '$gte' | '$lt' | '$lte';
  operand: Value;
}

/** Something every match fulfils, as it was written; partial indexes are chosen by it. */
export interface Condition {
  path: string;
  op: string;
  operand: Value;
}

/** A filter, ready for use. */
export interface Filter {
  /** @param place receives the array position of the match, for the positional operator */
  matches(doc: Doc, place?: MatchPlace): boolean;
  /** Conditions that all hold for every match, which an index may serve. */
  bounds: Bound[];
  /** All conditions that hold for every match. */
  conditions: Condition[];
  /** What an upsert takes over from the filter: equalities, in order. */
  equalities: [string, Value][];
  /** Whether the filter is empty and matches everything. */
  everything: boolean;
}

type Test = (doc: Doc, place: MatchPlace | undefined) => boolean;
type Leaf = (value: Value | undefined) => boolean;

const COMBINATIONS = new Set(['$and', '$or', '$nor', '$expr', '$comment']);

/** The query operators that work; the list of what works is checked against it. */
export const QUERY_OPERATORS = [
  '$eq',
  '$ne',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$in',
  '$nin',
  '$not',
  '$exists',
  '$type',
  '$mod',
  '$regex',
  '$options',
  '$all',
  '$elemMatch',
  '$size',
  '$and',
  '$or',
  '$nor',
  '$expr',
  '$comment',
] as const;

function bad(message: string): Error {
  return commandError('BadValue', message);
}

function isUndefined(value: Value | undefined): boolean {
  return value instanceof OpaqueValue && value.type === BSON.undefined;
}

/** Equality of a leaf: null also means a missing field, and BSON's old undefined, which it does until MongoDB 8. */
function equalTo(operand: Value): Leaf {
  if (operand === null) return (value) => value === undefined || value === null || isUndefined(value);
  if (typeof operand === 'string') {
    return (value) => value === operand || (value instanceof OpaqueValue && equalValues(value, operand));
  }
  return (value) => value !== undefined && equalValues(value, operand);
}

function isNaNValue(value: Value): boolean {
  return isNumber(value) && Number.isNaN(toDouble(value));
}

function orderedAs(op: string, operand: Value): Leaf {
  const inclusive = op === '$gte' || op === '$lte';
  const upward = op === '$gt' || op === '$gte';
  if (operand === null) {
    return (value) => inclusive && (value === undefined || value === null || isUndefined(value));
  }
  if (isNaNValue(operand)) return (value) => inclusive && value !== undefined && isNaNValue(value);
  const type = canonicalType(operand);
  if (operand instanceof MinKey || operand instanceof MaxKey) {
    // Every other value, a missing one included, lies above MinKey and below MaxKey.
    const others = upward === operand instanceof MinKey;
    return (value) => (value !== undefined && canonicalType(value) === type ? inclusive : others);
  }
  return (value) => {
    if (value === undefined || canonicalType(value) !== type || isNaNValue(value)) return false;
    const order = compareValues(value, operand);
    return order === 0 ? inclusive : upward ? order > 0 : order < 0;
  };
}

function regexLeaf(regex: BSONRegExp): Leaf {
  const compiled = compileRegex(regex.pattern, regex.options);
  return (value) => {
    if (typeof value === 'string') return compiled.test(value);
    if (value instanceof OpaqueValue && value.type === BSON.symbol) {
      return compiled.test(value.bytes.toString('utf8', 4, value.bytes.length - 1));
    }
    return value instanceof BSONRegExp && value.pattern === regex.pattern && value.options === regex.options;
  };
}

function isOperator(name: string): boolean {
  return name.startsWith('$');
}

function isOperatorDoc(value: Value): value is Doc {
  if (!isDoc(value) || value.size === 0) return false;
  const first = value.keys().next().value!;
  // DBRefs are values although their fields begin with a dollar.
  return isOperator(first) && first !== '$ref' && first !== '$id' && first !== '$db';
}

function inLeaf(operand: Value, op: string): Leaf {
  if (!Array.isArray(operand)) throw bad(`${op} needs an array`);
  const exact = new Set<string>();
  const others: Leaf[] = [];
  for (const item of operand) {
    if (isOperatorDoc(item)) throw bad(`cannot nest $ under ${op}`);
    if (typeof item === 'string') exact.add(item);
    else others.push(item instanceof BSONRegExp ? regexLeaf(item) : equalTo(item));
  }
  return (value) => (typeof value === 'string' && exact.has(value)) || others.some((leaf) => leaf(value));
}

const TYPE_NAMES: Record<string, number[]> = {
  double: [BSON.double],
  string: [BSON.string],
  object: [BSON.object],
  array: [BSON.array],
  binData: [BSON.binary],
  undefined: [BSON.undefined],
  objectId: [BSON.objectId],
  bool: [BSON.bool],
  date: [BSON.date],
  null: [BSON.null],
  regex: [BSON.regex],
  dbPointer: [BSON.dbPointer],
  javascript: [BSON.code],
  symbol: [BSON.symbol],
  javascriptWithScope: [BSON.codeWithScope],
  int: [BSON.int],
  timestamp: [BSON.timestamp],
  long: [BSON.long],
  decimal: [BSON.decimal],
  minKey: [BSON.minKey],
  maxKey: [BSON.maxKey],
  number: [BSON.double, BSON.int, BSON.long, BSON.decimal],
};

function typeLeaf(operand: Value): Leaf {
  const wanted = new Set<number>();
  for (const item of Array.isArray(operand) ? operand : [operand]) {
    if (typeof item === 'string') {
      const types = TYPE_NAMES[item];
      if (!types) throw bad(`Unknown type name alias: ${item}`);
      for (const type of types) wanted.add(type);
    } else if (isNumber(item)) {
      const code = toDouble(item);
      const known = Object.values(BSON).includes((code === -1 ? 255 : code) as 1);
      if (!Number.isInteger(code) || !known || code === 255)
        throw bad(`Invalid numerical type code: ${code}`);
      wanted.add(code === -1 ? BSON.minKey : code);
    } else throw commandError('TypeMismatch', 'type must be represented as a number or a string');
  }
  if (wanted.size === 0) throw commandError('FailedToParse', '$type must match at least one type');
  return (value) => value !== undefined && wanted.has(bsonType(value));
}

function modLeaf(operand: Value): Leaf {
  if (!Array.isArray(operand)) throw bad('malformed mod, needs to be an array');
  if (operand.length < 2) throw bad('malformed mod, not enough elements');
  if (operand.length > 2) throw bad('malformed mod, too many elements');
  const whole = (item: Value, what: string): bigint => {
    if (!isNumber(item)) throw bad(`malformed mod, ${what} not a number`);
    const n = toDouble(item);
    if (!Number.isFinite(n)) throw bad(`malformed mod, ${what} value is invalid`);
    return BigInt(Math.trunc(n));
  };
  const divisor = whole(operand[0]!, 'divisor');
  const remainder = whole(operand[1]!, 'remainder');
  if (divisor === 0n) throw bad('divisor cannot be 0');
  return (value) => {
    if (!isNumber(value)) return false;
    const n = toDouble(value);
    if (!Number.isFinite(n)) return false;
    const exact = typeof value === 'object' && 'toBigInt' in value ? value.toBigInt() : BigInt(Math.trunc(n));
    return exact % divisor === remainder;
  };
}

function sizeOf(operand: Value): number {
  const size = isNumber(operand) ? toDouble(operand) : Number.NaN;
  if (!isNumber(operand))
    throw bad(`Failed to parse $size. Expected a number in: $size: ${describe(operand)}`);
  if (!Number.isInteger(size))
    throw bad(`Failed to parse $size. Expected an integer: $size: ${describe(operand)}`);
  if (size < 0)
    throw bad(`Failed to parse $size. Expected a non-negative number in: $size: ${describe(operand)}`);
  return size;
}

function describe(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (isDoc(value))
    return `{ ${[...value].map(([name, inner]) => `${name}: ${describe(inner)}`).join(', ')} }`;
  if (Array.isArray(value)) return `[ ${value.map(describe).join(', ')} ]`;
  return String(value);
}

/** The name under which $elemMatch shows a single element to its operators; no field can have it. */
const ELEMENT = '\0';

function leafTest(path: string, expand: boolean, leaf: Leaf): Test {
  // An element is tested as it is: nested arrays are not gone into.
  if (path === ELEMENT) return (doc) => leaf(doc.get(ELEMENT));
  if (!path.includes('.')) {
    return (doc, place) => {
      const value = doc.get(path);
      if (Array.isArray(value)) return anyAtPath(doc, [path], expand, leaf, place);
      return leaf(value);
    };
  }
  const parts = path.split('.');
  return (doc, place) => anyAtPath(doc, parts, expand, leaf, place);
}

function not(test: Test): Test {
  return (doc) => !test(doc, undefined);
}

function all(tests: Test[]): Test {
  if (tests.length === 1) return tests[0]!;
  return (doc, place) => {
    for (const test of tests) if (!test(doc, place)) return false;
    return true;
  };
}

/** What the parser collects on its way; `undefined` inside $or, $nor and $not, where nothing is certain. */
interface Collected {
  bounds: Bound[];
  conditions: Condition[];
  equalities: [string, Value][];
}

function collectEquality(collected: Collected | undefined, path: string, operand: Value): void {
  if (!collected) return;
  collected.bounds.push({ path, op: '$eq', operand });
  collected.conditions.push({ path, op: '$eq', operand });
  collected.equalities.push([path, operand]);
}

function elemMatchTest(path: string, operand: Value): Test {
  if (!isDoc(operand)) throw bad('$elemMatch needs an Object');
  const first = operand.keys().next().value;
  const byValue = first !== undefined && isOperator(first) && !COMBINATIONS.has(first);
  let passes: (item: Value) => boolean;
  if (byValue) {
    const test = parseOperators(ELEMENT, operand, undefined);
    passes = (item) => test(new Map([[ELEMENT, item]]), undefined);
  } else {
    const test = parseDoc(operand, undefined);
    passes = (item) => {
      if (item instanceof Map) return test(item, undefined);
      if (!Array.isArray(item)) return false;
      return test(new Map(item.map((inner, i) => [String(i), inner])), undefined);
    };
  }
  const leaf = (value: Value | undefined, place: MatchPlace | undefined): boolean => {
    if (!Array.isArray(value)) return false;
    const found = value.findIndex(passes);
    if (found < 0) return false;
    if (place) place.index = found;
    return true;
  };
  const parts = path.split('.');
  return (doc, place) => anyAtPath(doc, parts, false, leaf, place);
}

function allTest(path: string, operand: Value, collected: Collected | undefined): Test {
  if (!Array.isArray(operand)) throw bad('$all needs an array');
  const tests: Test[] = [];
  const elements = operand.filter((item) => isDoc(item) && item.keys().next().value === '$elemMatch');
  if (elements.length > 0 && elements.length < operand.length) throw bad('no $ expressions in $all');
  for (const item of operand) {
    if (isDoc(item) && item.keys().next().value === '$elemMatch') {
      tests.push(elemMatchTest(path, item.get('$elemMatch')!));
    } else if (isOperatorDoc(item)) throw bad('no $ expressions in $all');
    else if (item instanceof BSONRegExp) tests.push(leafTest(path, true, regexLeaf(item)));
    else {
      tests.push(leafTest(path, true, equalTo(item)));
      // A single element is an equality; an upsert takes it over as one.
      if (operand.length === 1) collectEquality(collected, path, item);
    }
  }
  if (tests.length === 0) return () => false;
  return all(tests);
}

function parseRegex(operators: Doc): BSONRegExp {
  const regex = operators.get('$regex');
  const options = operators.get('$options');
  if (regex === undefined) throw bad('$options needs a $regex');
  if (options !== undefined && typeof options !== 'string') throw bad('$options has to be a string');
  if (typeof regex === 'string') return new BSONRegExp(regex, options ?? '');
  if (!(regex instanceof BSONRegExp)) throw bad('$regex has to be a string');
  if (options !== undefined && regex.options !== '')
    throw commandError(51075, 'options set in both $regex and $options');
  return new BSONRegExp(regex.pattern, options ?? regex.options);
}

function parseOperator(
  path: string,
  op: string,
  operand: Value,
  operators: Doc,
  collected: Collected | undefined,
): Test | undefined {
  switch (op) {
    case '$eq':
      collectEquality(collected, path, operand);
      return leafTest(path, true, equalTo(operand));
    case '$ne':
      if (operand instanceof BSONRegExp) throw bad("Can't have regex as arg to $ne.");
      return not(leafTest(path, true, equalTo(operand)));
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      if (operand instanceof BSONRegExp)
        throw bad(`Can't have RegEx as arg to predicate over field '${path}'.`);
      collected?.bounds.push({ path, op, operand });
      collected?.conditions.push({ path, op, operand });
      return leafTest(path, true, orderedAs(op, operand));
    case '$in': {
      const leaf = inLeaf(operand, op);
      collected?.bounds.push({ path, op, operand });
      if (Array.isArray(operand) && operand.length === 1 && !(operand[0] instanceof BSONRegExp)) {
        collected?.equalities.push([path, operand[0]!]);
      }
      return leafTest(path, true, leaf);
    }
    case '$nin':
      return not(leafTest(path, true, inLeaf(operand, op)));
    case '$not':
      if (operand instanceof BSONRegExp) return not(leafTest(path, true, regexLeaf(operand)));
      if (!isDoc(operand)) throw bad('$not needs a regex or a document');
      if (operand.size === 0) throw bad('$not cannot be empty');
      for (const name of operand.keys()) if (!isOperator(name)) throw bad(`unknown operator: ${name}`);
      return not(parseOperators(path, operand, undefined));
    case '$exists': {
      const wanted = isTruthy(operand);
      if (wanted) collected?.conditions.push({ path, op, operand: true });
      const exists = leafTest(path, true, (value) => value !== undefined);
      return wanted ? exists : not(exists);
    }
    case '$type':
      return leafTest(path, true, typeLeaf(operand));
    case '$mod':
      return leafTest(path, true, modLeaf(operand));
    case '$regex':
      return leafTest(path, true, regexLeaf(parseRegex(operators)));
    case '$options':
      parseRegex(operators);
      return undefined;
    case '$all':
      return allTest(path, operand, collected);
    case '$elemMatch':
      return elemMatchTest(path, operand);
    case '$size': {
      const size = sizeOf(operand);
      return leafTest(path, false, (value) => Array.isArray(value) && value.length === size);
    }
    default:
      throw bad(`unknown operator: ${op}`);
  }
}

function parseOperators(path: string, operators: Doc, collected: Collected | undefined): Test {
  const tests: Test[] = [];
  for (const [op, operand] of operators) {
    const test = parseOperator(path, op, operand, operators, collected);
    if (test) tests.push(test);
  }
  return all(tests);
}

function parseList(op: string, operand: Value, collected: Collected | undefined): Test[] {
  if (!Array.isArray(operand)) throw bad(`${op} must be an array`);
  if (operand.length === 0) throw bad(`$and/$or/$nor must be a nonempty array`);
  return operand.map((item) => {
    if (!isDoc(item)) throw bad('$or/$and/$nor entries need to be full objects');
    return parseDoc(item, collected);
  });
}

function parseCombination(op: string, operand: Value, collected: Collected | undefined): Test | undefined {
  switch (op) {
    case '$and':
      return all(parseList(op, operand, collected));
    case '$or': {
      // With one branch it is an $and, also for an upsert.
      const tests = parseList(
        op,
        operand,
        Array.isArray(operand) && operand.length === 1 ? collected : undefined,
      );
      return (doc, place) => tests.some((test) => test(doc, place));
    }
    case '$nor': {
      const tests = parseList(op, operand, undefined);
      return (doc) => !tests.some((test) => test(doc, undefined));
    }
    case '$expr': {
      const expression = compileExpression(operand);
      return (doc) => isTruthy(expression({ root: doc, current: doc, variables: undefined }) ?? null);
    }
    case '$comment':
      return undefined;
    default:
      throw bad(
        `unknown top level operator: ${op}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
      );
  }
}

function parseDoc(filter: Doc, collected: Collected | undefined): Test {
  const tests: Test[] = [];
  for (const [name, operand] of filter) {
    if (isOperator(name)) {
      const test = parseCombination(name, operand, collected);
      if (test) tests.push(test);
    } else if (isOperatorDoc(operand)) tests.push(parseOperators(name, operand, collected));
    else if (operand instanceof BSONRegExp) tests.push(leafTest(name, true, regexLeaf(operand)));
    else {
      collectEquality(collected, name, operand);
      tests.push(leafTest(name, true, equalTo(operand)));
    }
  }
  return tests.length === 0 ? () => true : all(tests);
}

/**
 * Parses a filter.
 * @throws BadValue (2) and others for what MongoDB, or this store, does not know
 */
export function parseFilter(filter: Doc): Filter {
  const collected: Collected = { bounds: [], conditions: [], equalities: [] };
  const test = parseDoc(filter, collected);
  return {
    matches: (doc, place) => test(doc, place),
    ...collected,
    everything: filter.size === 0 || (filter.size === 1 && filter.has('$comment')),
  };
}

/**
 * Parses a condition on single array elements, as `$pull` takes it: operators on the element itself, or a filter
 * on elements that are documents, or a value to be equal to.
 */
export function parseElementCondition(condition: Value): (element: Value) => boolean {
  if (isDoc(condition)) {
    if (isOperatorDoc(condition) && !COMBINATIONS.has(condition.keys().next().value!)) {
      const test = parseOperators('', condition, undefined);
      return (element) => test(new Map([['', element]]), undefined);
    }
    const test = parseDoc(condition, undefined);
    return (element) => isDoc(element) && test(element, undefined);
  }
  if (condition instanceof BSONRegExp) {
    const leaf = regexLeaf(condition);
    return (element) => leaf(element);
  }
  return (element) => equalValues(element, condition);
}
