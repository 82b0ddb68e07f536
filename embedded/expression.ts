/**
 * Aggregation expressions: parsing them strictly, and computing them for a document.
 *
 * `undefined` stands for a missing value. An expression outside of `EXPRESSIONS` is refused with MongoDB's error
 * 168. Source of the semantics: MongoDB manual, "Aggregation Operators".
 */
import { Double, Long, ObjectId } from 'bson';
import { computeWidening, typeName, wholeNumber } from './arithmetic.ts';
import { canonicalType, compareValues, equalValues, type NumericValue, sortKey } from './bson-order.ts';
import { type Doc, double, isDoc, isInt32, type Value } from './bson-value.ts';
import { commandError, type ErrorName } from './command-error.ts';
import { isLong, isNumber, toDouble } from './exact-number.ts';
import { Summation } from './summation.ts';

/** What an expression sees. */
export interface Scope {
  root: Doc;
  /** What field paths start from. */
  current: Doc;
  variables: ReadonlyMap<string, Value | undefined> | undefined;
}

/** A compiled expression; undefined means missing. */
export type Expression = (scope: Scope) => Value | undefined;

/** Truth as MongoDB's $and, $cond and $exists see it: false, null, missing and zero are false. */
export function isTruthy(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === false) return false;
  if (value === true) return true;
  if (isNumber(value)) return toDouble(value) !== 0;
  return true;
}

function nullish(value: Value | undefined): value is null | undefined {
  return value === undefined || value === null;
}

function fail(code: ErrorName, message: string): Error {
  return commandError(code, message);
}

/** The value of a field path: through documents, and element by element through arrays. */
export function fieldPath(value: Value | undefined, parts: readonly string[], from = 0): Value | undefined {
  let here = value;
  for (let i = from; i < parts.length; i++) {
    if (here instanceof Map) here = here.get(parts[i]!);
    else if (Array.isArray(here)) {
      const found: Value[] = [];
      for (const item of here) {
        if (!(item instanceof Map) && !Array.isArray(item)) continue;
        const inner = fieldPath(item, parts, i);
        if (inner !== undefined) found.push(inner);
      }
      return found;
    } else return undefined;
  }
  return here;
}

function checkPath(path: string): string[] {
  const parts = path.split('.');
  for (const part of parts) {
    if (part === '')
      throw fail(path === '' ? 16872 : 15998, 'FieldPath field names may not be empty strings.');
    if (part.startsWith('$'))
      throw fail(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    if (part.includes('\0')) throw fail(16411, 'FieldPath field names may not contain null bytes.');
  }
  return parts;
}

function compileVariable(path: string, known: ReadonlySet<string>): Expression {
  const [name = '', ...rest] = path.split('.');
  if (rest.length > 0) checkPath(rest.join('.'));
  switch (name) {
    case 'ROOT':
      return rest.length === 0 ? ({ root }) => root : ({ root }) => fieldPath(root, rest);
    case 'CURRENT':
      return rest.length === 0 ? ({ current }) => current : ({ current }) => fieldPath(current, rest);
    case 'REMOVE':
      return () => undefined;
    default:
  }
  if (!known.has(name)) throw fail(17276, `Use of undefined variable: ${name}`);
  return ({ variables }) => fieldPath(variables?.get(name), rest);
}

type Compile = (operand: Value, known: ReadonlySet<string>) => Expression;

/** Arguments as a list: an array gives them all, anything else is the only one. */
function args(
  name: string,
  operand: Value,
  known: ReadonlySet<string>,
  least: number,
  most: number,
): Expression[] {
  const list = Array.isArray(operand) ? operand : [operand];
  if (list.length < least || list.length > most) {
    if (least === most) {
      throw fail(
        16020,
        `Expression ${name} takes exactly ${least} arguments. ${list.length} were passed in.`,
      );
    }
    throw fail(
      28667,
      `Expression ${name} takes at least ${least} arguments, and at most ${most}, but ${list.length} were passed in.`,
    );
  }
  return list.map((item) => compile(item, known));
}

function fixed(
  name: string,
  count: number,
  apply: (...values: (Value | undefined)[]) => Value | undefined,
): Compile {
  return (operand, known) => {
    const list = args(name, operand, known, count, count);
    if (count === 1) {
      const [only] = list;
      return (scope) => apply(only!(scope));
    }
    return (scope) => apply(...list.map((item) => item(scope)));
  };
}

function variadic(name: string, apply: (values: (Value | undefined)[]) => Value | undefined): Compile {
  return (operand, known) => {
    const list = args(name, operand, known, 0, Number.POSITIVE_INFINITY);
    return (scope) => apply(list.map((item) => item(scope)));
  };
}

function order(a: Value | undefined, b: Value | undefined): number {
  if (a === undefined || b === undefined)
    return Number(b === undefined) - Number(a === undefined) === 0 ? 0 : a === undefined ? -1 : 1;
  return compareValues(a, b);
}

function comparison(name: string, passes: (order: number) => boolean): Compile {
  return fixed(name, 2, (a, b) => passes(order(a, b)));
}

function numeric(name: string, value: Value): NumericValue {
  if (!isNumber(value))
    throw fail('TypeMismatch', `${name} only supports numeric types, not ${typeName(value)}`);
  return value;
}

function addAll(values: (Value | undefined)[]): Value {
  let sum: NumericValue = 0;
  let date: Date | undefined;
  if (values.some(nullish)) return null;
  for (const value of values as Value[]) {
    if (value instanceof Date) throw fail('NotImplemented', 'arithmetic on dates is not implemented here');
    sum = computeWidening('add', sum, numeric('$add', value));
  }
  return date ?? sum;
}

function unaryMath(name: string, apply: (n: number) => number): Compile {
  return fixed(name, 1, (value) => {
    if (nullish(value)) return null;
    if (!isNumber(value)) throw fail(28765, `${name} only supports numeric types, not ${typeName(value)}`);
    if (typeof value === 'number' && isInt32(value)) {
      const result = apply(value);
      return isInt32(result) ? result : Long.fromNumber(result);
    }
    if (isLong(value)) {
      if (name === '$abs') return value.isNegative() ? value.negate() : value;
      return value;
    }
    // Decimal128 is refused where it is computed with.
    computeWidening('add', value, 0);
    return double(apply(toDouble(value)));
  });
}

function rounding(name: string, apply: (n: number) => number): Compile {
  return (operand, known) => {
    const [value, place] = args(name, operand, known, 1, 2);
    return (scope) => {
      const n = value!(scope);
      const digits = place ? place(scope) : 0;
      if (nullish(n) || nullish(digits)) return null;
      if (!isNumber(n)) throw fail(51081, `${name} only supports numeric types, not ${typeName(n)}`);
      const places = wholeNumber(digits);
      if (places === undefined) throw fail(51082, `precision argument to  ${name} must be a integral value`);
      if (places < -20 || places > 100)
        throw fail(51083, `cannot apply ${name} with precision value ${places} value must be in [-20, 100]`);
      computeWidening('add', n, 0);
      if (isLong(n) || (typeof n === 'number' && isInt32(n))) {
        if (places >= 0) return n;
      }
      const x = toDouble(n);
      const result = places === 0 ? apply(x) : shift(apply(shift(x, places)), -places);
      if (isLong(n)) return Long.fromNumber(result);
      return typeof n === 'number' && isInt32(n) ? result : double(result);
    };
  };
}

/** Moves the decimal point by way of the decimal form, so that 1.005 does not turn into 1.00499…. */
function shift(n: number, places: number): number {
  const [digits, power = '0'] = String(n).split('e');
  return Number(`${digits}e${Number(power) + places}`);
}

/** Rounds half to even, as MongoDB does. */
function roundEven(n: number): number {
  const floor = Math.floor(n);
  if (n - floor !== 0.5) return Math.round(n);
  return floor % 2 === 0 ? floor : floor + 1;
}

function text(name: string, value: Value, code: ErrorName): string {
  if (typeof value !== 'string')
    throw fail(code, `${name} requires a string argument, found: ${typeName(value)}`);
  return value;
}

/** A value as a string where MongoDB coerces it (strings, numbers, dates; null and missing are empty). */
function coerce(value: Value | undefined): string {
  if (nullish(value)) return '';
  if (typeof value === 'string') return value;
  return toText(value, 16007, `can't convert from BSON type ${typeName(value)} to String`);
}

function toText(value: Value, code: ErrorName, message: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (isNumber(value)) {
    if (typeof value === 'number' || value instanceof Double) {
      const n = toDouble(value);
      const words = n === Infinity ? 'Infinity' : n === -Infinity ? '-Infinity' : undefined;
      if (words) return words;
      return Object.is(n, -0) ? '-0' : doubleText(n);
    }
    return value.toString();
  }
  if (value instanceof ObjectId) return value.toHexString();
  if (value instanceof Date) return value.toISOString();
  throw fail(code, message);
}

function doubleText(n: number): string {
  const [digits = '', power] = String(n).split('e');
  if (power === undefined) return digits;
  const sign = power.startsWith('-') ? '-' : '+';
  return `${digits}e${sign}${power.replace(/^[+-]/, '').padStart(2, '0')}`;
}

function array(name: string, value: Value, code: ErrorName, what = 'argument'): Value[] {
  if (!Array.isArray(value))
    throw fail(code, `The ${what} to ${name} must be an array, but was of type: ${typeName(value)}`);
  return value;
}

function element(values: Value[], index: number): Value | undefined {
  return values[index < 0 ? values.length + index : index];
}

function summed(values: Iterable<Value | undefined>): Summation {
  const sum = new Summation();
  for (const value of values) sum.add(value);
  return sum;
}

function extreme(values: Iterable<Value | undefined>, sign: 1 | -1): Value {
  let best: Value | undefined;
  for (const value of values) {
    if (nullish(value)) continue;
    if (best === undefined || sign * compareValues(value, best) > 0) best = value;
  }
  return best ?? null;
}

/** `{$sum: x}` outside of $group: over the elements where the only argument is an array. */
function folding(name: string, fold: (values: (Value | undefined)[]) => Value): Compile {
  return (operand, known) => {
    const list = args(name, operand, known, 0, Number.POSITIVE_INFINITY);
    return (scope) => {
      const values = list.map((item) => item(scope));
      if (values.length === 1 && Array.isArray(values[0])) return fold(values[0]);
      return fold(values);
    };
  };
}

function fields(name: string, operand: Value, allowed: readonly string[], code: ErrorName): Doc {
  if (!isDoc(operand)) throw fail(code, `${name} only supports an object as its argument`);
  for (const field of operand.keys()) {
    if (!allowed.includes(field)) throw fail(code, `Unrecognized argument to ${name}: ${field}`);
  }
  return operand;
}

function required(name: string, operand: Doc, field: string, code: ErrorName): Value {
  const value = operand.get(field);
  if (value === undefined) throw fail(code, `Missing '${field}' parameter to ${name}`);
  return value;
}

function withVariable(scope: Scope, name: string, value: Value | undefined): Scope {
  const variables = new Map(scope.variables);
  variables.set(name, value);
  return { ...scope, variables };
}

const VARIABLE = /^[a-z\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*$/;

function checkVariable(name: string): string {
  if (!VARIABLE.test(name) && name !== 'CURRENT') {
    throw fail('FailedToParse', `'${name}' starts with an invalid character for a user variable name`);
  }
  return name;
}

function variableName(name: string, operand: Doc): string {
  const as = operand.get('as');
  if (as === undefined) return 'this';
  if (typeof as !== 'string') throw fail('TypeMismatch', `${name} requires 'as' to be a string`);
  return checkVariable(as);
}

function compileCond(operand: Value, known: ReadonlySet<string>): Expression {
  let parts: Expression[];
  if (isDoc(operand)) {
    for (const field of operand.keys()) {
      if (!['if', 'then', 'else'].includes(field))
        throw fail(17083, `Unrecognized parameter to $cond: ${field}`);
    }
    parts = ['if', 'then', 'else'].map((field, i) => {
      const value = operand.get(field);
      if (value === undefined) throw fail(17080 + i, `Missing '${field}' parameter to $cond`);
      return compile(value, known);
    });
  } else parts = args('$cond', operand, known, 3, 3);
  const [test, then, otherwise] = parts;
  return (scope) => (isTruthy(test!(scope)) ? then!(scope) : otherwise!(scope));
}

function compileSwitch(operand: Value, known: ReadonlySet<string>): Expression {
  if (!isDoc(operand))
    throw fail(40060, `$switch requires an object as an argument, found: ${typeName(operand)}`);
  for (const field of operand.keys()) {
    if (field !== 'branches' && field !== 'default')
      throw fail(40067, `$switch found an unknown argument: ${field}`);
  }
  const list = operand.get('branches');
  if (!Array.isArray(list)) throw fail(40061, `$switch expected an array for 'branches'`);
  if (list.length === 0) throw fail(40068, '$switch requires at least one branch.');
  const branches = list.map((item) => {
    if (!isDoc(item)) throw fail(40062, '$switch expected each branch to be an object');
    for (const field of item.keys()) {
      if (field !== 'case' && field !== 'then')
        throw fail(40063, `$switch found an unknown argument to a branch: ${field}`);
    }
    if (!item.has('case')) throw fail(40064, `$switch requires each branch have a 'case' expression`);
    if (!item.has('then')) throw fail(40065, `$switch requires each branch have a 'then' expression.`);
    return { test: compile(item.get('case')!, known), result: compile(item.get('then')!, known) };
  });
  const otherwise = operand.has('default') ? compile(operand.get('default')!, known) : undefined;
  return (scope) => {
    for (const { test, result } of branches) if (isTruthy(test(scope))) return result(scope);
    if (!otherwise)
      throw fail(
        40066,
        '$switch could not find a matching branch for an input, and no default was specified.',
      );
    return otherwise(scope);
  };
}

function compileFilter(operand: Value, known: ReadonlySet<string>): Expression {
  const spec = fields('$filter', operand, ['input', 'as', 'cond'], 28647);
  const input = compile(required('$filter', spec, 'input', 28648), known);
  const as = variableName('$filter', spec);
  const cond = compile(required('$filter', spec, 'cond', 28650), new Set([...known, as]));
  return (scope) => {
    const values = input(scope);
    if (nullish(values)) return null;
    if (!Array.isArray(values))
      throw fail(28651, `input to $filter must be an array not ${typeName(values)}`);
    return values.filter((value) => isTruthy(cond(withVariable(scope, as, value))));
  };
}

function compileMap(operand: Value, known: ReadonlySet<string>): Expression {
  const spec = fields('$map', operand, ['input', 'as', 'in'], 16879);
  const input = compile(required('$map', spec, 'input', 16880), known);
  const as = variableName('$map', spec);
  const body = compile(required('$map', spec, 'in', 16882), new Set([...known, as]));
  return (scope) => {
    const values = input(scope);
    if (nullish(values)) return null;
    if (!Array.isArray(values)) throw fail(16883, `input to $map must be an array not ${typeName(values)}`);
    return values.map((value) => body(withVariable(scope, as, value)) ?? null);
  };
}

function compileReduce(operand: Value, known: ReadonlySet<string>): Expression {
  const spec = fields('$reduce', operand, ['input', 'initialValue', 'in'], 40076);
  const input = compile(required('$reduce', spec, 'input', 40077), known);
  const initial = compile(required('$reduce', spec, 'initialValue', 40078), known);
  const body = compile(required('$reduce', spec, 'in', 40079), new Set([...known, 'this', 'value']));
  return (scope) => {
    const values = input(scope);
    if (nullish(values)) return null;
    if (!Array.isArray(values))
      throw fail(40080, `$reduce requires that 'input' be an array, found: ${typeName(values)}`);
    let result = initial(scope);
    for (const value of values)
      result = body(withVariable(withVariable(scope, 'this', value), 'value', result));
    return result;
  };
}

function compileLet(operand: Value, known: ReadonlySet<string>): Expression {
  const spec = fields('$let', operand, ['vars', 'in'], 16875);
  const vars = required('$let', spec, 'vars', 16876);
  if (!isDoc(vars)) throw fail('FailedToParse', `$let requires 'vars' to be an object`);
  const bindings = [...vars].map(([name, value]) => ({
    name: checkVariable(name),
    value: compile(value, known),
  }));
  const body = compile(
    required('$let', spec, 'in', 16877),
    new Set([...known, ...bindings.map(({ name }) => name)]),
  );
  return (scope) => {
    const variables = new Map(scope.variables);
    for (const { name, value } of bindings) variables.set(name, value(scope));
    return body({ ...scope, variables });
  };
}

function codePoints(value: string): string[] {
  return Array.from(value);
}

function substring(value: Value | undefined, start: Value | undefined, count: Value | undefined): Value {
  const points = codePoints(coerce(value));
  if (start === undefined || !isNumber(start))
    throw fail(34450, '$substrCP: starting index must be a numeric type');
  if (count === undefined || !isNumber(count)) throw fail(34452, '$substrCP: length must be a numeric type');
  const from = wholeNumber(start);
  const length = wholeNumber(count);
  if (from === undefined)
    throw fail(34451, '$substrCP: starting index cannot be represented as a 32-bit integral value');
  if (length === undefined)
    throw fail(34453, '$substrCP: length cannot be represented as a 32-bit integral value');
  if (length < 0) throw fail(34454, '$substrCP: length must be a nonnegative integer.');
  if (from < 0) throw fail(34455, '$substrCP: the starting index must be nonnegative integer.');
  return points.slice(from, from + length).join('');
}

function slice(values: (Value | undefined)[]): Value {
  const [list, first, second] = values;
  if (values.some(nullish)) return null;
  if (!Array.isArray(list))
    throw fail(28724, `First argument to $slice must be an array, but is of type: ${typeName(list!)}`);
  const a = wholeNumber(first);
  if (a === undefined)
    throw fail(28726, 'Second argument to $slice must be representable as a 32-bit integer');
  if (values.length === 2) return a < 0 ? list.slice(Math.max(0, list.length + a)) : list.slice(0, a);
  const n = wholeNumber(second);
  if (n === undefined)
    throw fail(28728, 'Third argument to $slice must be representable as a 32-bit integer');
  if (n <= 0) throw fail(28729, `Third argument to $slice must be positive: ${n}`);
  const from = a < 0 ? Math.max(0, list.length + a) : a;
  return list.slice(from, from + n);
}

/** Distinct values in MongoDB's order. */
function sortedSet(values: Value[]): Value[] {
  const sorted = [...values].sort(compareValues);
  return sorted.filter((value, i) => i === 0 || !equalValues(value, sorted[i - 1]!));
}

function setOperation(name: string, combine: (lists: Value[][]) => Value[]): Compile {
  return variadic(name, (values) => {
    if (values.some(nullish)) return null;
    for (const value of values) {
      if (!Array.isArray(value))
        throw fail(
          17043,
          `All operands of ${name} must be arrays. One argument is of type: ${typeName(value!)}`,
        );
    }
    return combine(values as Value[][]);
  });
}

function isIn(value: Value, list: Value[]): boolean {
  return list.some((item) => equalValues(item, value));
}

function trimmed(name: '$trim' | '$ltrim' | '$rtrim'): Compile {
  return (operand, known) => {
    const spec = fields(name, operand, ['input', 'chars'], 50694);
    const input = compile(required(name, spec, 'input', 50695), known);
    const charsValue = spec.get('chars');
    const charsOf = charsValue === undefined ? undefined : compile(charsValue, known);
    return (scope) => {
      const value = input(scope);
      if (nullish(value)) return null;
      if (typeof value !== 'string')
        throw fail(50699, `${name} requires its input to be a string, got ${typeName(value)} instead.`);
      const chars = charsOf?.(scope);
      if (charsOf && nullish(chars)) return null;
      if (charsOf && typeof chars !== 'string') throw fail(50700, `${name} requires 'chars' to be a string`);
      const cut = new Set(codePoints(typeof chars === 'string' ? chars : WHITESPACE));
      const points = codePoints(value);
      let from = 0;
      let until = points.length;
      if (name !== '$rtrim') while (from < until && cut.has(points[from]!)) from++;
      if (name !== '$ltrim') while (until > from && cut.has(points[until - 1]!)) until--;
      return points.slice(from, until).join('');
    };
  };
}

/** What $trim removes by default: the list in the manual of `$trim`. */
const WHITESPACE =
  '\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a';

function concatenation(values: (Value | undefined)[]): Value {
  let out = '';
  for (const value of values) {
    if (nullish(value)) return null;
    if (typeof value !== 'string') throw fail(16702, `$concat only supports strings, not ${typeName(value)}`);
    out += value;
  }
  return out;
}

function divide(a: Value | undefined, b: Value | undefined): Value {
  if (nullish(a) || nullish(b)) return null;
  if (!isNumber(a) || !isNumber(b)) {
    throw fail('TypeMismatch', `$divide only supports numeric types, not ${typeName(a)} and ${typeName(b)}`);
  }
  computeWidening('add', a, b);
  if (toDouble(b) === 0) throw fail('BadValue', "can't $divide by zero");
  return double(toDouble(a) / toDouble(b));
}

function modulo(a: Value | undefined, b: Value | undefined): Value {
  if (nullish(a) || nullish(b)) return null;
  if (!isNumber(a) || !isNumber(b)) {
    throw fail(16611, `$mod only supports numeric types, not ${typeName(a)} and ${typeName(b)}`);
  }
  computeWidening('add', a, b);
  if (toDouble(b) === 0) throw fail(16610, "can't $mod by zero");
  if (isLong(a) || isLong(b)) {
    const whole = (n: NumericValue) => typeof n === 'object' || isInt32(n);
    if (whole(a) && whole(b) && !(a instanceof Double) && !(b instanceof Double)) {
      return Long.fromBigInt(BigInt(a.toString()) % BigInt(b.toString()));
    }
  }
  const result = toDouble(a) % toDouble(b);
  const ints = typeof a === 'number' && isInt32(a) && typeof b === 'number' && isInt32(b);
  return ints ? result + 0 || 0 : double(result);
}

function objectToArray(value: Value | undefined): Value {
  if (nullish(value)) return null;
  if (!isDoc(value)) throw fail(40390, `$objectToArray requires a document input, found: ${typeName(value)}`);
  return [...value].map(
    ([k, v]) =>
      new Map<string, Value>([
        ['k', k],
        ['v', v],
      ]),
  );
}

function arrayToObject(value: Value | undefined): Value {
  if (nullish(value)) return null;
  if (!Array.isArray(value))
    throw fail(40386, `$arrayToObject requires an array input, found: ${typeName(value)}`);
  const out: Doc = new Map();
  for (const item of value) {
    const [k, v] =
      Array.isArray(item) && item.length === 2
        ? item
        : isDoc(item) && item.size === 2
          ? [item.get('k'), item.get('v')]
          : [];
    if (typeof k !== 'string' || v === undefined) {
      throw fail(40392, '$arrayToObject requires pairs of a string key and a value');
    }
    out.set(k, v);
  }
  return out;
}

function mergeObjects(values: (Value | undefined)[]): Value {
  const out: Doc = new Map();
  for (const value of values.length === 1 && Array.isArray(values[0]) ? values[0] : values) {
    if (nullish(value)) continue;
    if (!isDoc(value))
      throw fail(
        40400,
        `$mergeObjects requires object inputs, but input ${String(value)} is of type ${typeName(value)}`,
      );
    for (const [name, inner] of value) out.set(name, inner);
  }
  return out;
}

function asciiCase(upper: boolean): (value: Value | undefined) => Value {
  // MongoDB changes ASCII letters only.
  return (value) =>
    coerce(value).replace(upper ? /[a-z]/g : /[A-Z]/g, (c) => (upper ? c.toUpperCase() : c.toLowerCase()));
}

const TABLE: Record<string, Compile> = {
  $eq: comparison('$eq', (n) => n === 0),
  $ne: comparison('$ne', (n) => n !== 0),
  $gt: comparison('$gt', (n) => n > 0),
  $gte: comparison('$gte', (n) => n >= 0),
  $lt: comparison('$lt', (n) => n < 0),
  $lte: comparison('$lte', (n) => n <= 0),
  $cmp: fixed('$cmp', 2, (a, b) => Math.sign(order(a, b))),
  $and: (operand, known) => {
    const list = args('$and', operand, known, 0, Number.POSITIVE_INFINITY);
    return (scope) => list.every((item) => isTruthy(item(scope)));
  },
  $or: (operand, known) => {
    const list = args('$or', operand, known, 0, Number.POSITIVE_INFINITY);
    return (scope) => list.some((item) => isTruthy(item(scope)));
  },
  $not: fixed('$not', 1, (value) => !isTruthy(value)),
  $cond: compileCond,
  $switch: compileSwitch,
  $ifNull: (operand, known) => {
    const list = args('$ifNull', operand, known, 2, Number.POSITIVE_INFINITY);
    return (scope) => {
      let value: Value | undefined;
      for (const item of list) {
        value = item(scope);
        if (!nullish(value)) return value;
      }
      return value;
    };
  },
  $add: variadic('$add', addAll),
  $multiply: variadic('$multiply', (values) => {
    if (values.some(nullish)) return null;
    return (values as Value[]).reduce<NumericValue>(
      (product, value) => computeWidening('multiply', product, numeric('$multiply', value)),
      1,
    );
  }),
  $subtract: fixed('$subtract', 2, (a, b) => {
    if (nullish(a) || nullish(b)) return null;
    if (a instanceof Date || b instanceof Date)
      throw fail('NotImplemented', 'arithmetic on dates is not implemented here');
    if (!isNumber(a) || !isNumber(b)) {
      throw fail('TypeMismatch', `can't $subtract ${typeName(b)} from ${typeName(a)}`);
    }
    return computeWidening('subtract', a, b);
  }),
  $divide: fixed('$divide', 2, divide),
  $mod: fixed('$mod', 2, modulo),
  $abs: unaryMath('$abs', Math.abs),
  $ceil: unaryMath('$ceil', Math.ceil),
  $floor: unaryMath('$floor', Math.floor),
  $round: rounding('$round', roundEven),
  $trunc: rounding('$trunc', Math.trunc),
  $concat: variadic('$concat', concatenation),
  $toLower: fixed('$toLower', 1, asciiCase(false)),
  $toUpper: fixed('$toUpper', 1, asciiCase(true)),
  $strLenCP: fixed('$strLenCP', 1, (value) => {
    if (nullish(value)) throw fail(34471, '$strLenCP requires a string argument, found: missing');
    return codePoints(text('$strLenCP', value, 34471)).length;
  }),
  $strLenBytes: fixed('$strLenBytes', 1, (value) => {
    if (nullish(value)) throw fail(34473, '$strLenBytes requires a string argument, found: missing');
    return Buffer.byteLength(text('$strLenBytes', value, 34473), 'utf8');
  }),
  $substrCP: fixed('$substrCP', 3, substring),
  $split: fixed('$split', 2, (value, separator) => {
    if (nullish(value) || nullish(separator)) return null;
    if (typeof value !== 'string')
      throw fail(
        40085,
        `$split requires an expression that evaluates to a string as a first argument, found: ${typeName(value)}`,
      );
    if (typeof separator !== 'string')
      throw fail(
        40086,
        `$split requires an expression that evaluates to a string as a second argument, found: ${typeName(separator)}`,
      );
    if (separator === '') throw fail(40087, '$split requires a non-empty separator');
    return value.split(separator);
  }),
  $trim: trimmed('$trim'),
  $ltrim: trimmed('$ltrim'),
  $rtrim: trimmed('$rtrim'),
  $size: fixed('$size', 1, (value) => {
    if (!Array.isArray(value))
      throw fail(
        17124,
        `The argument to $size must be an array, but was of type: ${value === undefined ? 'missing' : typeName(value)}`,
      );
    return value.length;
  }),
  $isArray: fixed('$isArray', 1, (value) => Array.isArray(value)),
  $isNumber: fixed('$isNumber', 1, (value) => value !== undefined && isNumber(value)),
  $in: fixed('$in', 2, (value, list) => {
    if (!Array.isArray(list))
      throw fail(
        40081,
        `$in requires an array as a second argument, found: ${list === undefined ? 'missing' : typeName(list)}`,
      );
    return value !== undefined && isIn(value, list);
  }),
  $arrayElemAt: fixed('$arrayElemAt', 2, (list, index) => {
    if (nullish(list) || nullish(index)) return null;
    if (!Array.isArray(list))
      throw fail(28689, `$arrayElemAt's first argument must be an array, but is ${typeName(list)}`);
    if (!isNumber(index))
      throw fail(28690, `$arrayElemAt's second argument must be a numeric value, but is ${typeName(index)}`);
    const at = wholeNumber(index);
    if (at === undefined)
      throw fail(28691, `$arrayElemAt's second argument must be representable as a 32-bit integer`);
    return element(list, at);
  }),
  $first: fixed('$first', 1, (list) => (nullish(list) ? null : element(array('$first', list, 28689), 0))),
  $last: fixed('$last', 1, (list) => (nullish(list) ? null : element(array('$last', list, 28689), -1))),
  $concatArrays: variadic('$concatArrays', (values) => {
    if (values.some(nullish)) return null;
    return (values as Value[]).flatMap((value) => {
      if (!Array.isArray(value))
        throw fail(28664, `$concatArrays only supports arrays, not ${typeName(value)}`);
      return value;
    });
  }),
  $reverseArray: fixed('$reverseArray', 1, (value) => {
    if (nullish(value)) return null;
    if (!Array.isArray(value))
      throw fail(
        34435,
        `The argument to $reverseArray must be an array, but was of type: ${typeName(value)}`,
      );
    return [...value].reverse();
  }),
  $slice: (operand, known) => {
    const list = args('$slice', operand, known, 2, 3);
    return (scope) => slice(list.map((item) => item(scope)));
  },
  $filter: compileFilter,
  $map: compileMap,
  $reduce: compileReduce,
  $let: compileLet,
  $setUnion: setOperation('$setUnion', (lists) => sortedSet(lists.flat())),
  $setIntersection: setOperation('$setIntersection', (lists) => {
    const [first = [], ...rest] = lists;
    return sortedSet(first.filter((value) => rest.every((list) => isIn(value, list))));
  }),
  $setDifference: fixed('$setDifference', 2, (a, b) => {
    if (nullish(a) || nullish(b)) return null;
    if (!Array.isArray(a))
      throw fail(
        17048,
        `both operands of $setDifference must be arrays. First argument is of type: ${typeName(a)}`,
      );
    if (!Array.isArray(b))
      throw fail(
        17049,
        `both operands of $setDifference must be arrays. Second argument is of type: ${typeName(b)}`,
      );
    const kept: Value[] = [];
    for (const value of a) if (!isIn(value, b) && !isIn(value, kept)) kept.push(value);
    return kept;
  }),
  $setIsSubset: fixed('$setIsSubset', 2, (a, b) => {
    if (!Array.isArray(a)) throw fail(17046, `both operands of $setIsSubset must be arrays.`);
    if (!Array.isArray(b)) throw fail(17042, `both operands of $setIsSubset must be arrays.`);
    return a.every((value) => isIn(value, b));
  }),
  $anyElementTrue: fixed('$anyElementTrue', 1, (value) => {
    if (!Array.isArray(value)) throw fail(17041, `$anyElementTrue's argument must be an array`);
    return value.some(isTruthy);
  }),
  $allElementsTrue: fixed('$allElementsTrue', 1, (value) => {
    if (!Array.isArray(value)) throw fail(17040, `$allElementsTrue's argument must be an array`);
    return value.every(isTruthy);
  }),
  $mergeObjects: variadic('$mergeObjects', mergeObjects),
  $objectToArray: fixed('$objectToArray', 1, objectToArray),
  $arrayToObject: fixed('$arrayToObject', 1, arrayToObject),
  $literal: (operand) => () => operand,
  $type: fixed('$type', 1, (value) => (value === undefined ? 'missing' : typeName(value))),
  $toString: fixed('$toString', 1, (value) => {
    if (nullish(value)) return null;
    return toText(
      value,
      241,
      `Unsupported conversion from ${typeName(value)} to string in $convert with no onError value`,
    );
  }),
  $toBool: fixed('$toBool', 1, (value) => (nullish(value) ? null : isTruthy(value))),
  $sum: folding('$sum', (values) => summed(values).result()),
  $avg: folding('$avg', (values) => summed(values).mean()),
  $min: folding('$min', (values) => extreme(values, -1)),
  $max: folding('$max', (values) => extreme(values, 1)),
};

/** The expressions that work. */
export const EXPRESSIONS: readonly string[] = Object.keys(TABLE);

function compile(value: Value, known: ReadonlySet<string>): Expression {
  if (typeof value === 'string') {
    if (value.startsWith('$$')) return compileVariable(value.slice(2), known);
    if (!value.startsWith('$')) return () => value;
    const parts = checkPath(value.slice(1));
    if (parts.length === 1) {
      const [name] = parts;
      return ({ current }) => current.get(name!);
    }
    return ({ current }) => fieldPath(current, parts);
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => compile(item, known));
    return (scope) => items.map((item) => item(scope) ?? null);
  }
  if (!isDoc(value)) return () => value;
  const [first] = value.keys();
  if (first?.startsWith('$')) {
    if (value.size !== 1) {
      throw fail(
        15983,
        `an object representing an expression must have exactly one field: ${[...value.keys()].join(', ')}`,
      );
    }
    const make = TABLE[first];
    if (!make || !Object.hasOwn(TABLE, first))
      throw fail('InvalidPipelineOperator', `Unrecognized expression '${first}'`);
    return make(value.get(first)!, known);
  }
  const entries = [...value].map(([name, inner]): [string, Expression] => {
    if (name.startsWith('$')) throw fail('InvalidPipelineOperator', `Unrecognized expression '${name}'`);
    if (name.includes('.')) throw fail(16410, `FieldPath field names may not contain '.'.`);
    return [name, compile(inner, known)];
  });
  return (scope) => {
    const out: Doc = new Map();
    for (const [name, inner] of entries) {
      const result = inner(scope);
      if (result !== undefined) out.set(name, result);
    }
    return out;
  };
}

/**
 * Compiles an expression.
 * @throws InvalidPipelineOperator (168) for an expression that does not exist here, and MongoDB's error for one
 * that is malformed
 */
export function compileExpression(value: Value): Expression {
  return compile(value, new Set());
}

/** Compares optional values as a sort does: missing as null. */
export function compareSortValues(a: Value | undefined, b: Value | undefined): number {
  return compareValues(a ?? null, b ?? null);
}

/** One group's running value of an accumulator. */
export interface Accumulator {
  add(value: Value | undefined): void;
  result(): Value;
}

const ACCUMULATOR_TABLE: Record<string, () => Accumulator> = {
  $sum: () => {
    const sum = new Summation();
    return { add: (value) => sum.add(value), result: () => sum.result() };
  },
  $count: () => {
    let count = 0;
    return { add: () => void count++, result: () => count };
  },
  $avg: () => {
    const sum = new Summation();
    return { add: (value) => sum.add(value), result: () => sum.mean() };
  },
  $min: () => extremeAccumulator(-1),
  $max: () => extremeAccumulator(1),
  $first: () => {
    let seen = false;
    let first: Value = null;
    return {
      add: (value) => {
        if (!seen) first = value ?? null;
        seen = true;
      },
      result: () => first,
    };
  },
  $last: () => {
    let last: Value = null;
    return {
      add: (value) => {
        last = value ?? null;
      },
      result: () => last,
    };
  },
  $push: () => {
    const values: Value[] = [];
    return { add: (value) => void (value !== undefined && values.push(value)), result: () => values };
  },
  $addToSet: () => {
    const values = new Map<string, Value>();
    return {
      add: (value) => {
        if (value === undefined) return;
        const key = groupKey(value);
        if (!values.has(key)) values.set(key, value);
      },
      result: () => [...values.values()],
    };
  },
  $mergeObjects: () => {
    const out: Doc = new Map();
    return {
      add: (value) => {
        for (const [name, inner] of mergeObjects([value]) as Doc) out.set(name, inner);
      },
      result: () => out,
    };
  },
};

/** The accumulators of $group that work. */
export const ACCUMULATORS: readonly string[] = Object.keys(ACCUMULATOR_TABLE);

function extremeAccumulator(sign: 1 | -1): Accumulator {
  let best: Value | undefined;
  return {
    add: (value) => {
      if (nullish(value)) return;
      if (best === undefined || sign * compareValues(value, best) > 0) best = value;
    },
    result: () => best ?? null,
  };
}

/**
 * Makes an accumulator's running value.
 * @returns undefined when there is no such accumulator
 */
export function accumulatorOf(name: string): (() => Accumulator) | undefined {
  return Object.hasOwn(ACCUMULATOR_TABLE, name) ? ACCUMULATOR_TABLE[name] : undefined;
}

/** A string that is the same for equal values and no others; missing and null are told apart. */
export function groupKey(value: Value | undefined): string {
  if (value === undefined) return 'u';
  if (typeof value === 'string') return `s${value}`;
  if (typeof value === 'number' && !Number.isNaN(value)) return `n${value === 0 ? 0 : value}`;
  if (isNumber(value) && !Number.isNaN(toDouble(value)) && Number.isSafeInteger(toDouble(value))) {
    const rounded = toDouble(value);
    if (compareValues(value, double(rounded)) === 0) return `n${rounded === 0 ? 0 : rounded}`;
  }
  return `${canonicalType(value)}:${sortKey(value).toString('latin1')}`;
}
