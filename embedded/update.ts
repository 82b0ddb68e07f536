/**
 * Updates: replacement documents and update operators, parsed strictly and applied to one document at a time.
 *
 * Fields are treated in the order of their names, numeric ones by number, as MongoDB does since 5.0; that decides
 * the order of new fields. A pipeline as update is refused. Source: MongoDB manual, "Update Operators", and the
 * messages of `src/mongo/db/update/`.
 */
import { ObjectId, Timestamp } from 'bson';
import { compute, typeName, wholeNumber } from './arithmetic.ts';
import { compareStrings, compareValues, equalValues, type NumericValue } from './bson-order.ts';
import { clone, type Doc, isDoc, type Value } from './bson-value.ts';
import { commandError } from './command-error.ts';
import { isNumber } from './exact-number.ts';
import { isTruthy } from './expression.ts';
import { arrayIndex, type MatchPlace } from './path.ts';
import { type Filter, parseElementCondition, parseFilter } from './query.ts';
import { parseSortPattern, sortComparison } from './sort.ts';

/** What an update may ask from outside. */
export interface UpdateContext {
  /** Milliseconds since 1970, for `$currentDate`. */
  now: number;
  /** Where the query found its match in an array, for `$`. */
  place: MatchPlace;
  /** Whether the document is being made by an upsert, for `$setOnInsert`. */
  inserting: boolean;
}

/** An update, ready for use. */
export interface Update {
  replacement: boolean;
  /** Changes the document in place (operators) or gives the one that takes its place (replacement). */
  apply(doc: Doc, context: UpdateContext): Doc;
}

/** Gives the new value of a field; undefined removes it; `SAME` leaves everything as it is. */
type Change = (old: Value | undefined, context: UpdateContext, root: Doc) => Value | undefined | typeof SAME;
const SAME = Symbol('same');

interface Modifier {
  op: string;
  path: string;
  parts: string[];
  /** Whether missing parents are made on the way. */
  creates: boolean;
  change: Change;
  onlyOnInsert: boolean;
}

interface Rename {
  from: string[];
  to: string[];
}

/** Elements: MongoDB refuses to fill an array with more nulls than this. */
const MAX_FILL = 1_500_000;

function bad(message: string): Error {
  return commandError('BadValue', message);
}

function mismatch(message: string): Error {
  return commandError('TypeMismatch', message);
}

function describe(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  if (isDoc(value))
    return `{ ${[...value].map(([name, inner]) => `${name}: ${describe(inner)}`).join(', ')} }`;
  if (Array.isArray(value)) return `[ ${value.map(describe).join(', ')} ]`;
  return String(value);
}

function idOf(root: Doc): string {
  return `{_id: ${describe(root.get('_id') ?? null)}}`;
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function incrementBy(op: '$inc' | '$mul', path: string, operand: Value): Change {
  if (!isNumber(operand)) {
    const verb = op === '$inc' ? 'increment' : 'multiply';
    throw mismatch(`Cannot ${verb} with non-numeric argument: {${path}: ${describe(operand)}}`);
  }
  return (old, _context, root) => {
    if (old === undefined) return op === '$inc' ? operand : (compute('multiply', operand, 0) ?? 0);
    if (!isNumber(old)) {
      throw mismatch(
        `Cannot apply ${op} to a value of non-numeric type. ${idOf(root)} has the field '${lastName(path)}' of non-numeric type ${typeName(old)}`,
      );
    }
    const result: NumericValue | undefined = compute(op === '$inc' ? 'add' : 'multiply', old, operand);
    if (result === undefined) {
      throw bad(
        `Failed to apply ${op} operations to current value (${typeName(old)}) for document ${idOf(root)}`,
      );
    }
    return result;
  };
}

function extremeOf(sign: 1 | -1, operand: Value): Change {
  return (old) => (old === undefined || sign * compareValues(operand, old) > 0 ? operand : SAME);
}

interface PushSpec {
  values: Value[];
  slice: number | undefined;
  position: number | undefined;
  compare: ((a: Value, b: Value) => number) | undefined;
}

function whole(value: Value, message: string): number {
  const n = wholeNumber(value);
  if (n === undefined) throw bad(message);
  return n;
}

function pushComparison(sort: Value): (a: Value, b: Value) => number {
  if (isNumber(sort)) {
    const direction = wholeNumber(sort);
    if (direction !== 1 && direction !== -1) throw bad('The $sort element value must be either 1 or -1');
    return (a, b) => direction * compareValues(a, b);
  }
  if (!isDoc(sort)) {
    throw bad(
      'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
    );
  }
  if (sort.size === 0) throw bad('The $sort pattern is empty when it should be a set of fields.');
  for (const [path, direction] of sort) {
    const n = wholeNumber(direction);
    if (n !== 1 && n !== -1) throw bad('The $sort element value must be either 1 or -1');
    if (path === '') throw bad('The $sort field cannot be empty');
    if (path.split('.').includes(''))
      throw bad(`The $sort field is a dotted field but has an empty part: ${path}`);
  }
  const compare = sortComparison(parseSortPattern(sort));
  const asDoc = (value: Value): Doc => (isDoc(value) ? value : new Map());
  return (a, b) => compare(asDoc(a), asDoc(b));
}

function parsePush(path: string, operand: Value): PushSpec {
  const spec: PushSpec = { values: [operand], slice: undefined, position: undefined, compare: undefined };
  if (!isDoc(operand) || !operand.has('$each')) return spec;
  for (const [name, value] of operand) {
    if (name === '$each') {
      if (!Array.isArray(value)) {
        throw bad(`The argument to $each in $push must be an array but it was of type: ${typeName(value)}`);
      }
      spec.values = value;
    } else if (name === '$slice') {
      spec.slice = whole(
        value,
        `The value for $slice must be an integer value but was given type: ${typeName(value)}`,
      );
    } else if (name === '$position') {
      spec.position = whole(
        value,
        `The value for $position must be an integer value, not of type: ${typeName(value)}`,
      );
    } else if (name === '$sort') spec.compare = pushComparison(value);
    else throw bad(`Unrecognized clause in $push: ${name}`);
  }
  void path;
  return spec;
}

function push(path: string, operand: Value): Change {
  const { values, slice, position, compare } = parsePush(path, operand);
  return (old, _context, root) => {
    if (old !== undefined && !Array.isArray(old)) {
      throw bad(
        `The field '${path}' must be an array but is of type ${typeName(old)} in document ${idOf(root)}`,
      );
    }
    const list = old === undefined ? [] : [...old];
    const added = values.map(clone);
    if (position === undefined) list.push(...added);
    else list.splice(position < 0 ? Math.max(0, list.length + position) : position, 0, ...added);
    if (compare) list.sort(compare);
    if (slice === undefined) return list;
    return slice < 0 ? list.slice(Math.max(0, list.length + slice)) : list.slice(0, slice);
  };
}

function addToSet(path: string, operand: Value): Change {
  let values: Value[] = [operand];
  if (isDoc(operand) && operand.keys().next().value === '$each') {
    const each = operand.get('$each')!;
    if (!Array.isArray(each)) {
      throw mismatch(
        `The argument to $each in $addToSet must be an array but it was of type ${typeName(each)}`,
      );
    }
    if (operand.size > 1) {
      const other = [...operand.keys()].find((name) => name !== '$each');
      throw bad(`Found unexpected fields after $each in $addToSet: ${other}`);
    }
    values = each;
  }
  return (old) => {
    if (old !== undefined && !Array.isArray(old)) {
      throw bad(
        `Cannot apply $addToSet to non-array field. Field named '${lastName(path)}' has non-array type ${typeName(old)}`,
      );
    }
    const list = old === undefined ? [] : [...old];
    for (const value of values) if (!list.some((item) => equalValues(item, value))) list.push(clone(value));
    return old !== undefined && list.length === old.length ? SAME : list;
  };
}

function pop(path: string, operand: Value): Change {
  const end = wholeNumber(operand);
  if (end === undefined) {
    if (!isNumber(operand))
      throw commandError('FailedToParse', `Expected a number in: ${path}: ${describe(operand)}`);
    throw commandError('FailedToParse', `Expected an integer: ${path}: ${describe(operand)}`);
  }
  if (end !== 1 && end !== -1) throw commandError('FailedToParse', `$pop expects 1 or -1, found: ${end}`);
  return (old) => {
    if (old === undefined) return SAME;
    if (!Array.isArray(old)) {
      throw mismatch(`Path '${path}' contains an element of non-array type '${typeName(old)}'`);
    }
    if (old.length === 0) return SAME;
    return end === 1 ? old.slice(0, -1) : old.slice(1);
  };
}

function pull(op: '$pull' | '$pullAll', operand: Value): Change {
  let condition: (element: Value) => boolean;
  if (op === '$pullAll') {
    if (!Array.isArray(operand))
      throw bad(`$pullAll requires an array argument but was given a ${typeName(operand)}`);
    condition = (element) => operand.some((value) => equalValues(value, element));
  } else condition = parseElementCondition(operand);
  return (old) => {
    if (old === undefined) return SAME;
    if (!Array.isArray(old)) throw bad(`Cannot apply ${op} to a non-array value`);
    const kept = old.filter((element) => !condition(element));
    return kept.length === old.length ? SAME : kept;
  };
}

let lastSecond = 0;
let inSecond = 0;

/** A timestamp that is greater than all before it, as the server's own are. */
function nextTimestamp(now: number): Timestamp {
  const second = Math.floor(now / 1000);
  inSecond = second === lastSecond ? inSecond + 1 : 1;
  lastSecond = second;
  return new Timestamp({ t: second, i: inSecond });
}

function currentDate(path: string, operand: Value): Change {
  if (operand === true || operand === false) return (_old, { now }) => new Date(now);
  if (!isDoc(operand)) {
    throw bad(
      `${typeName(operand)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
    );
  }
  for (const name of operand.keys()) {
    if (name !== '$type') throw bad(`Unrecognized $currentDate option: ${name}`);
  }
  const type = operand.get('$type');
  if (type === 'date') return (_old, { now }) => new Date(now);
  if (type === 'timestamp') return (_old, { now }) => nextTimestamp(now);
  void path;
  throw bad(
    "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}",
  );
}

const MAKERS: Record<string, (path: string, operand: Value) => Change> = {
  $set: (_path, operand) => () => clone(operand),
  $setOnInsert: (_path, operand) => () => clone(operand),
  $unset: () => () => undefined,
  $inc: (path, operand) => incrementBy('$inc', path, operand),
  $mul: (path, operand) => incrementBy('$mul', path, operand),
  $min: (_path, operand) => extremeOf(-1, operand),
  $max: (_path, operand) => extremeOf(1, operand),
  $push: push,
  $addToSet: addToSet,
  $pop: pop,
  $pull: (_path, operand) => pull('$pull', operand),
  $pullAll: (_path, operand) => pull('$pullAll', operand),
  $currentDate: currentDate,
};

/** The update operators that work. */
export const UPDATE_OPERATORS: readonly string[] = [...Object.keys(MAKERS), '$rename'];

const QUIET_WHEN_MISSING = new Set(['$unset', '$pop', '$pull', '$pullAll']);

function checkedParts(op: string, path: string): string[] {
  if (path === '') throw commandError('EmptyFieldName', `An empty update path is not valid.`);
  const parts = path.split('.');
  for (const part of parts) {
    if (part === '') {
      throw commandError(
        'EmptyFieldName',
        `The update path '${path}' contains an empty field name, which is not allowed.`,
      );
    }
    if (
      part.startsWith('$') &&
      part !== '$' &&
      !/^\$\[.*\]$/.test(part) &&
      !(op !== '$set' && part === '$id')
    ) {
      throw commandError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${part}' in '${path}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
      );
    }
  }
  if (parts[0]!.startsWith('$')) {
    throw bad(
      `Cannot have array filter identifier (i.e. '$[<id>]') element in the first position in path '${path}'`,
    );
  }
  return parts;
}

function conflict(path: string, at: string): Error {
  return commandError(
    'ConflictingUpdateOperators',
    `Updating the path '${path}' would create a conflict at '${at}'`,
  );
}

/** Refuses two changes of which one lies within the other. */
function checkConflicts(paths: string[]): void {
  const seen = new Set<string>();
  for (const path of paths) {
    if (seen.has(path)) throw conflict(path, path);
    seen.add(path);
  }
  for (const path of paths) {
    for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      const parent = path.slice(0, dot);
      if (!seen.has(parent)) continue;
      const [first, second] = paths.indexOf(parent) < paths.indexOf(path) ? [path, parent] : [parent, parent];
      throw conflict(first, second);
    }
  }
}

/** Refuses to treat one field as an array in one path and as a document in another. */
function checkArrayPaths(modifiers: Modifier[]): void {
  const kinds = new Map<string, boolean>();
  for (const { parts, path } of modifiers) {
    for (let i = 1; i < parts.length; i++) {
      const parent = parts.slice(0, i).join('.');
      const isArray = parts[i]!.startsWith('$[');
      const known = kinds.get(parent);
      if (known !== undefined && known !== isArray) throw conflict(path, parent);
      kinds.set(parent, isArray);
    }
  }
}

function comparePaths(a: Modifier, b: Modifier): number {
  const shared = Math.min(a.parts.length, b.parts.length);
  for (let i = 0; i < shared; i++) {
    const x = a.parts[i]!;
    const y = b.parts[i]!;
    if (x === y) continue;
    const left = arrayIndex(x);
    const right = arrayIndex(y);
    if (left !== undefined && right !== undefined) return left - right;
    return compareStrings(x, y);
  }
  return a.parts.length - b.parts.length;
}

type ArrayFilters = Map<string, (element: Value) => boolean>;

/** Parses the `arrayFilters` of an update: one filter an identifier. */
function parseArrayFilters(filters: readonly Value[] | undefined): ArrayFilters {
  const byName: ArrayFilters = new Map();
  for (const filter of filters ?? []) {
    if (!isDoc(filter)) throw mismatch('arrayFilters must be an array of objects');
    const names = new Set<string>();
    const nameOf = (path: string) => path.split('.')[0]!;
    const collect = (doc: Doc): void => {
      for (const [name, value] of doc) {
        if (name === '$and' || name === '$or' || name === '$nor') {
          if (Array.isArray(value)) for (const item of value) if (isDoc(item)) collect(item);
        } else if (!name.startsWith('$')) names.add(nameOf(name));
      }
    };
    collect(filter);
    const [name, other] = names;
    if (name === undefined) {
      throw commandError(
        'FailedToParse',
        'Cannot use an expression without a top-level field name in arrayFilters',
      );
    }
    if (other !== undefined) {
      throw commandError(
        'FailedToParse',
        `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${name}' and '${other}'`,
      );
    }
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) {
      throw bad(
        `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
      );
    }
    if (byName.has(name)) {
      throw commandError(
        'FailedToParse',
        `Found multiple array filters with the same top-level field name ${name}`,
      );
    }
    const parsed = parseFilter(filter);
    byName.set(name, (element) => parsed.matches(new Map([[name, element]])));
  }
  return byName;
}

function viable(container: Value, part: string, parentName: string): Error {
  return commandError(
    'PathNotViable',
    `Cannot create field '${part}' in element {${parentName}: ${describe(container)}}`,
  );
}

class Application {
  private readonly filters: ArrayFilters;
  private readonly context: UpdateContext;
  private readonly root: Doc;
  constructor(filters: ArrayFilters, context: UpdateContext, root: Doc) {
    this.filters = filters;
    this.context = context;
    this.root = root;
  }

  run(modifier: Modifier): void {
    const parts = modifier.parts.map((part) => (part === '$' ? this.position() : part));
    this.descend(this.root, parts, 0, modifier);
  }

  private position(): string {
    const { index } = this.context.place;
    if (index === undefined) {
      throw bad('The positional operator did not find the match needed from the query.');
    }
    return String(index);
  }

  private descend(container: Doc | Value[], parts: string[], at: number, modifier: Modifier): void {
    const part = parts[at]!;
    if (part.startsWith('$[')) {
      this.each(container, parts, at, modifier);
      return;
    }
    const index = Array.isArray(container) ? arrayIndex(part) : undefined;
    if (Array.isArray(container) && index === undefined) {
      if (!modifier.creates) return;
      throw viable(container, part, parts[at - 1] ?? '');
    }
    const old = Array.isArray(container) ? container[index!] : container.get(part);
    if (at === parts.length - 1) {
      const value = modifier.change(old, this.context, this.root);
      if (value !== SAME) put(container, part, index, value);
      return;
    }
    if (old === undefined) {
      const arrayPart = parts.findIndex((name, i) => i > at && name.startsWith('$['));
      if (arrayPart > 0) {
        throw bad(
          `The path '${parts.slice(0, arrayPart).join('.')}' must exist in the document in order to apply array updates.`,
        );
      }
      if (!modifier.creates) return;
      const made: Doc = new Map();
      this.descend(made, parts, at + 1, modifier);
      put(container, part, index, made);
      return;
    }
    if (isDoc(old) || Array.isArray(old)) {
      this.descend(old, parts, at + 1, modifier);
      return;
    }
    if (parts[at + 1]!.startsWith('$[')) throw notAnArray(part, old);
    if (modifier.creates) throw viable(old, parts[at + 1]!, part);
  }

  private each(container: Doc | Value[], parts: string[], at: number, modifier: Modifier): void {
    if (!Array.isArray(container)) throw notAnArray(parts[at - 1] ?? '', container);
    const name = parts[at]!.slice(2, -1);
    const chosen = name === '' ? () => true : this.filters.get(name)!;
    for (let i = 0; i < container.length; i++) {
      if (!chosen(container[i]!)) continue;
      this.descend(container, [...parts.slice(0, at), String(i), ...parts.slice(at + 1)], at, modifier);
    }
  }
}

function notAnArray(name: string, value: Value): Error {
  return bad(`Cannot apply array updates to non-array element ${name}: ${describe(value)}`);
}

function put(
  container: Doc | Value[],
  part: string,
  index: number | undefined,
  value: Value | undefined,
): void {
  if (Array.isArray(container)) {
    const at = index!;
    if (value === undefined) {
      if (at < container.length) container[at] = null;
      return;
    }
    if (at > container.length + MAX_FILL) throw bad(`can't backfill more than ${MAX_FILL} elements`);
    while (container.length < at) container.push(null);
    container[at] = value;
  } else if (value === undefined) container.delete(part);
  else container.set(part, value);
}

function lookUp(root: Doc, parts: string[], what: string): { parent: Doc; value: Value } | undefined {
  let here: Value = root;
  for (let i = 0; i < parts.length; i++) {
    if (Array.isArray(here)) {
      throw bad(
        `The ${what} field cannot be an array element, '${parts.join('.')}' in doc with _id: ${describe(root.get('_id') ?? null)} has an array field called '${parts[i - 1]}'`,
      );
    }
    if (!isDoc(here)) return undefined;
    const inner: Value | undefined = here.get(parts[i]!);
    if (inner === undefined) return undefined;
    if (i === parts.length - 1) return { parent: here, value: inner };
    here = inner;
  }
  return undefined;
}

function parseRename(from: string, operand: Value): Rename {
  if (typeof operand !== 'string') {
    throw bad(`The 'to' field for $rename must be a string: ${from}: ${describe(operand)}`);
  }
  const source = checkedParts('$rename', from);
  const target = checkedParts('$rename', operand);
  if (from === operand)
    throw bad(`The source and target field for $rename must differ: ${from}: "${operand}"`);
  if (operand.startsWith(`${from}.`) || from.startsWith(`${operand}.`)) {
    throw bad(`The source and target field for $rename must not be on the same path: ${from}: "${operand}"`);
  }
  for (const [parts, name] of [
    [source, 'source'],
    [target, 'destination'],
  ] as const) {
    if (parts.some((part) => part.startsWith('$'))) {
      throw bad(`The ${name} field for $rename may not be dynamic: ${name === 'source' ? from : operand}`);
    }
  }
  return { from: source, to: target };
}

function checkIdentifiers(modifiers: Modifier[], filters: ArrayFilters): void {
  const used = new Set<string>();
  for (const { parts, path } of modifiers) {
    for (const part of parts) {
      const name = /^\$\[(.+)\]$/.exec(part)?.[1];
      if (name === undefined) continue;
      if (!filters.has(name)) throw bad(`No array filter found for identifier '${name}' in path '${path}'`);
      used.add(name);
    }
  }
  for (const name of filters.keys()) {
    if (!used.has(name)) {
      throw commandError(
        'FailedToParse',
        `The array filter for identifier '${name}' was not used in the update`,
      );
    }
  }
}

function parseOperators(update: Doc, arrayFilters: readonly Value[] | undefined): Update {
  const modifiers: Modifier[] = [];
  const renames: Rename[] = [];
  const paths: string[] = [];
  for (const [op, fields] of update) {
    const make = Object.hasOwn(MAKERS, op) ? MAKERS[op] : undefined;
    if (!make && op !== '$rename') {
      throw commandError(
        'FailedToParse',
        `Unknown modifier: ${op}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    }
    if (!isDoc(fields)) {
      throw commandError(
        'FailedToParse',
        `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${op}: ${describe(fields)}}`,
      );
    }
    for (const [path, operand] of fields) {
      if (!make) {
        const rename = parseRename(path, operand);
        renames.push(rename);
        paths.push(path, rename.to.join('.'));
        continue;
      }
      const parts = checkedParts(op, path);
      paths.push(path);
      modifiers.push({
        op,
        path,
        parts,
        creates: !QUIET_WHEN_MISSING.has(op),
        change: make(path, operand),
        onlyOnInsert: op === '$setOnInsert',
      });
    }
  }
  checkConflicts(paths);
  checkArrayPaths(modifiers);
  const filters = parseArrayFilters(arrayFilters);
  checkIdentifiers(modifiers, filters);
  modifiers.sort(comparePaths);
  return {
    replacement: false,
    apply: (doc, context) => {
      const application = new Application(filters, context, doc);
      // What only counts for an insert changes nothing, but its array paths must make sense all the same.
      const active = modifiers.map((modifier) =>
        modifier.onlyOnInsert && !context.inserting
          ? { ...modifier, creates: false, change: (): typeof SAME => SAME }
          : modifier,
      );
      const list = renames.length === 0 ? active : withRenames(active, renames, doc);
      for (const modifier of list) application.run(modifier);
      return doc;
    },
  };
}

/** A rename is the setting of the new field and the removal of the old one, in the common order of names. */
function withRenames(modifiers: Modifier[], renames: Rename[], doc: Doc): Modifier[] {
  const list = [...modifiers];
  for (const { from, to } of renames) {
    const source = lookUp(doc, from, 'source');
    if (!source) continue;
    lookUp(doc, to, 'destination');
    const { value } = source;
    list.push(
      { op: '$set', path: to.join('.'), parts: to, creates: true, change: () => value, onlyOnInsert: false },
      {
        op: '$unset',
        path: from.join('.'),
        parts: from,
        creates: false,
        change: () => undefined,
        onlyOnInsert: false,
      },
    );
  }
  return list.sort(comparePaths);
}

/**
 * Parses an update.
 * @param update operators (`{$set: …}`) or a replacement document
 * @throws MongoDB's error for an operator that does not exist here or is malformed
 */
export function parseUpdate(update: Value, arrayFilters?: readonly Value[]): Update {
  if (Array.isArray(update)) {
    throw commandError('NotImplemented', 'updates by aggregation pipeline are not implemented here');
  }
  if (!isDoc(update)) {
    throw commandError('FailedToParse', 'Update argument must be either an object or an array');
  }
  const [first] = update.keys();
  if (first?.startsWith('$')) return parseOperators(update, arrayFilters);
  // Since MongoDB 5.0 a replacement may have names that begin with a dollar, unless the first one does.
  if (arrayFilters !== undefined && arrayFilters.length > 0) {
    throw commandError('FailedToParse', 'arrayFilters may not be specified for replacement-style updates');
  }
  return {
    replacement: true,
    apply: (doc) => {
      // null is an _id like any other.
      const id = update.has('_id') ? update.get('_id') : doc.get('_id');
      const out: Doc = new Map();
      if (id !== undefined) out.set('_id', id);
      for (const [name, value] of update) if (name !== '_id') out.set(name, clone(value));
      return out;
    },
  };
}

/**
 * Makes the document that an upsert inserts.
 * @param id gives the `_id` when neither filter nor update does
 * @throws NotSingleValueField (54) when the filter fixes one path twice
 */
export function upsertedDoc(filter: Filter, update: Update, context: UpdateContext, id: () => Value): Doc {
  const base: Doc = new Map();
  const seen: string[] = [];
  for (const [path, value] of filter.equalities) {
    if (update.replacement && path !== '_id') continue;
    if (seen.some((other) => other === path)) {
      throw commandError(54, `cannot infer query fields to set, path '${path}' is matched twice`);
    }
    for (const other of seen) {
      if (other.startsWith(`${path}.`) || path.startsWith(`${other}.`)) {
        throw commandError(
          54,
          `cannot infer query fields to set, both paths '${other}' and '${path}' are matched`,
        );
      }
    }
    seen.push(path);
    setPlain(base, path.split('.'), value);
  }
  const fromFilter = base.get('_id');
  const applied = update.apply(base, { ...context, inserting: true });
  if (fromFilter !== undefined && !(applied.has('_id') && equalValues(applied.get('_id')!, fromFilter))) {
    throw commandError(
      'ImmutableField',
      update.replacement
        ? `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${describe(applied.get('_id') ?? null)}`
        : `Performing an update on the path '_id' would modify the immutable field '_id'`,
    );
  }
  return idFirst(applied, id);
}

/** The document with its `_id` at the front, made when it has none. */
export function idFirst(doc: Doc, id: () => Value): Doc {
  if (doc.keys().next().value === '_id') return doc;
  const out: Doc = new Map([['_id', doc.has('_id') ? doc.get('_id')! : id()]]);
  for (const [name, value] of doc) if (name !== '_id') out.set(name, value);
  return out;
}

function setPlain(doc: Doc, parts: string[], value: Value): void {
  let here = doc;
  for (const part of parts.slice(0, -1)) {
    const inner = here.get(part);
    if (isDoc(inner)) here = inner;
    else {
      const made: Doc = new Map();
      here.set(part, made);
      here = made;
    }
  }
  here.set(parts.at(-1)!, clone(value));
}

/** Whether a value that switches something on is given; MongoDB takes numbers for booleans here. */
export function isOn(value: Value | undefined): boolean {
  return isTruthy(value);
}
