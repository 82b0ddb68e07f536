/**
 * Projections of find, and the stages `$project`, `$addFields` and `$unset`, which are the same thing.
 *
 * Source: MongoDB manual, "Project Fields to Return from Query", "$project"; codes of `projection_parser.cpp`.
 */
import { wholeNumber } from './arithmetic.ts';
import { type Doc, isDoc, type Value } from './bson-value.ts';
import { commandError } from './command-error.ts';
import { isNumber, toDouble } from './exact-number.ts';
import { compileExpression, type Expression, type Scope } from './expression.ts';
import type { MatchPlace } from './path.ts';
import { type Filter, parseFilter } from './query.ts';

/** Gives the projected document; the source is left as it is. */
export type Projection = (doc: Doc, place?: MatchPlace) => Doc;

type Special =
  | { kind: 'slice'; skip: number | undefined; limit: number }
  | { kind: 'elemMatch'; filter: Filter }
  | { kind: 'positional' };

interface Node {
  children: Map<string, Node>;
  mode: 'include' | 'exclude' | 'compute' | 'special' | undefined;
  expression?: Expression;
  special?: Special;
}

function node(): Node {
  return { children: new Map(), mode: undefined };
}

function pathParts(path: string): string[] {
  if (path === '') throw commandError(40352, 'FieldPath cannot be constructed with empty string');
  if (path.endsWith('.')) throw commandError(40353, "FieldPath must not end with a '.'.");
  const parts = path.split('.');
  for (const part of parts) {
    if (part === '') throw commandError(15998, 'FieldPath field names may not be empty strings.');
    if (part.startsWith('$')) {
      throw commandError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    }
  }
  return parts;
}

function leaf(root: Node, path: string): Node {
  let here = root;
  const parts = pathParts(path);
  for (const [i, part] of parts.entries()) {
    if (here.mode !== undefined)
      throw commandError(31249, `Path collision at ${path} remaining portion ${parts.slice(i).join('.')}`);
    let next = here.children.get(part);
    if (!next) {
      next = node();
      here.children.set(part, next);
    }
    here = next;
  }
  if (here.mode !== undefined || here.children.size > 0)
    throw commandError(31250, `Path collision at ${path}`);
  return here;
}

interface Parsed {
  root: Node;
  /** Whether only named fields stay; undefined while no field has said so. */
  inclusive: boolean | undefined;
  id: boolean | undefined;
  computed: boolean;
  positional: boolean;
}

function parseSlice(path: string, operand: Value): Special {
  const whole = (value: Value): number => {
    if (!isNumber(value))
      throw commandError(28724, `First argument to $slice must be an array, but is of type: ${typeof value}`);
    return wholeNumber(value) ?? Math.trunc(toDouble(value));
  };
  if (!Array.isArray(operand)) return { kind: 'slice', skip: undefined, limit: whole(operand) };
  if (operand.length !== 2)
    throw commandError(
      28667,
      `Expression $slice takes at least 2 arguments, and at most 3, but ${operand.length} were passed in.`,
    );
  const limit = whole(operand[1]!);
  if (limit <= 0) throw commandError(28729, `Third argument to $slice must be positive: ${limit}`);
  void path;
  return { kind: 'slice', skip: whole(operand[0]!), limit };
}

function setMode(parsed: Parsed, path: string, include: boolean): void {
  if (parsed.inclusive === undefined) parsed.inclusive = include;
  else if (parsed.inclusive !== include) {
    if (include) throw commandError(31253, `Cannot do inclusion on field ${path} in exclusion projection`);
    throw commandError(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
  }
}

function parseField(parsed: Parsed, path: string, value: Value, find: boolean): void {
  if (typeof value === 'boolean' || isNumber(value)) {
    const include = value === true || (value !== false && toDouble(value as number) !== 0);
    if (path === '_id') {
      parsed.id = include;
      leaf(parsed.root, path).mode = include ? 'include' : 'exclude';
      return;
    }
    if (find && path.endsWith('.$')) {
      if (parsed.positional)
        throw commandError(31276, 'Cannot specify more than one positional projection per query.');
      if (!include) throw commandError(31395, 'positional projection cannot be used with exclusion');
      parsed.positional = true;
      setMode(parsed, path, true);
      const target = leaf(parsed.root, path.slice(0, -2));
      target.mode = 'special';
      target.special = { kind: 'positional' };
      return;
    }
    setMode(parsed, path, include);
    leaf(parsed.root, path).mode = include ? 'include' : 'exclude';
    return;
  }
  if (isDoc(value) && value.size > 0) {
    const [first] = value.keys();
    if (find && (first === '$slice' || first === '$elemMatch')) {
      if (
        first === '$slice' &&
        Array.isArray(value.get('$slice')) &&
        (value.get('$slice') as Value[]).length === 3
      ) {
        // Three arguments are the expression, not the projection operator.
        parseComputed(parsed, path, value);
        return;
      }
      const target = leaf(parsed.root, path);
      target.mode = 'special';
      if (first === '$slice') target.special = parseSlice(path, value.get('$slice')!);
      else {
        const operand = value.get('$elemMatch')!;
        if (!isDoc(operand)) throw commandError(31274, 'elemMatch: Invalid argument, object required');
        if (path.includes('.'))
          throw commandError(31275, 'Cannot use $elemMatch projection on a nested field.');
        setMode(parsed, path, true);
        target.special = {
          kind: 'elemMatch',
          filter: parseFilter(new Map([['x', new Map([['$elemMatch', operand]])]])),
        };
      }
      return;
    }
    if (first?.startsWith('$')) {
      parseComputed(parsed, path, value);
      return;
    }
    for (const [name, inner] of value) parseField(parsed, `${path}.${name}`, inner, find);
    return;
  }
  if (isDoc(value))
    throw commandError(51270, 'An empty sub-projection is not a valid value. Found empty object at path');
  parseComputed(parsed, path, value);
}

function parseComputed(parsed: Parsed, path: string, value: Value): void {
  if (parsed.inclusive === false) {
    throw commandError(31252, `Cannot use expression other than $meta in exclusion projection`);
  }
  if (path !== '_id') parsed.inclusive = true;
  parsed.computed = true;
  const target = leaf(parsed.root, path);
  target.mode = 'compute';
  target.expression = compileExpression(value);
}

function applySpecial(special: Special, value: Value, place: MatchPlace | undefined): Value | undefined {
  if (!Array.isArray(value)) return special.kind === 'elemMatch' ? undefined : value;
  if (special.kind === 'elemMatch') {
    const found: MatchPlace = {};
    if (!special.filter.matches(new Map([['x', value]]), found)) return undefined;
    return [value[found.index!]!];
  }
  if (special.kind === 'positional') {
    if (place?.index === undefined) {
      throw commandError(
        51246,
        "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
      );
    }
    const element = value[place.index];
    if (element === undefined)
      throw commandError(
        51247,
        "Executor error during find command :: caused by :: positional operator '.$' element mismatch",
      );
    return [element];
  }
  const { skip, limit } = special;
  if (skip === undefined)
    return limit < 0 ? value.slice(Math.max(0, value.length + limit)) : value.slice(0, limit);
  const from = skip < 0 ? Math.max(0, value.length + skip) : skip;
  return value.slice(from, from + limit);
}

function includeFrom(source: Doc, tree: Node, place: MatchPlace | undefined): Doc {
  const out: Doc = new Map();
  for (const [name, value] of source) {
    const child = tree.children.get(name);
    if (!child || child.mode === 'exclude' || child.mode === 'compute') continue;
    if (child.mode === 'include') out.set(name, value);
    else if (child.mode === 'special') {
      const special = applySpecial(child.special!, value, place);
      if (special !== undefined) out.set(name, special);
    } else {
      const inner = includeInto(value, child, place);
      if (inner !== undefined) out.set(name, inner);
    }
  }
  return out;
}

function includeInto(value: Value, tree: Node, place: MatchPlace | undefined): Value | undefined {
  if (isDoc(value)) return includeFrom(value, tree, place);
  if (!Array.isArray(value)) return undefined;
  const kept: Value[] = [];
  for (const item of value) {
    const inner = includeInto(item, tree, place);
    if (inner !== undefined) kept.push(inner);
  }
  return kept;
}

function excludeFrom(source: Doc, tree: Node, place: MatchPlace | undefined): Doc {
  const out: Doc = new Map();
  for (const [name, value] of source) {
    const child = tree.children.get(name);
    if (!child || child.mode === 'include') out.set(name, value);
    else if (child.mode === 'special') {
      const special = applySpecial(child.special!, value, place);
      if (special !== undefined) out.set(name, special);
    } else if (child.mode !== 'exclude') out.set(name, excludeInto(value, child, place));
  }
  return out;
}

function excludeInto(value: Value, tree: Node, place: MatchPlace | undefined): Value {
  if (isDoc(value)) return excludeFrom(value, tree, place);
  if (Array.isArray(value)) return value.map((item) => excludeInto(item, tree, place));
  return value;
}

function hasComputed(tree: Node): boolean {
  if (tree.mode === 'compute') return true;
  for (const child of tree.children.values()) if (hasComputed(child)) return true;
  return false;
}

/** Puts the computed fields of the tree into a document, which it may change. */
function computeInto(target: Doc, tree: Node, scope: Scope): void {
  for (const [name, child] of tree.children) {
    if (child.mode === 'compute') {
      const value = child.expression!(scope);
      if (value === undefined) target.delete(name);
      else target.set(name, value);
    } else if (child.mode === undefined && hasComputed(child)) {
      target.set(name, computedValue(target.get(name), child, scope));
    }
  }
}

function computedValue(value: Value | undefined, tree: Node, scope: Scope): Value {
  if (Array.isArray(value)) return value.map((item) => computedValue(item, tree, scope));
  const inner: Doc = isDoc(value) ? new Map(value) : new Map();
  computeInto(inner, tree, scope);
  return inner;
}

function scopeOf(doc: Doc): Scope {
  return { root: doc, current: doc, variables: undefined };
}

/**
 * Parses a projection.
 * @param find whether it belongs to find, which alone has `$slice` and `$elemMatch` as projections and `.$`
 * @throws MongoDB's errors for mixtures of inclusion and exclusion, and for unknown expressions
 */
export function parseProjection(spec: Doc, find: boolean): Projection {
  const parsed: Parsed = {
    root: node(),
    inclusive: undefined,
    id: undefined,
    computed: false,
    positional: false,
  };
  for (const [path, value] of spec) parseField(parsed, path, value, find);
  const { root } = parsed;
  // {_id: 1} alone keeps only the id, {_id: 0} alone removes only it.
  const inclusive = parsed.inclusive ?? (parsed.id === true && !hasSpecial(root));
  if (inclusive && parsed.id === undefined && !root.children.has('_id')) {
    root.children.set('_id', { children: new Map(), mode: 'include' });
  }
  const { computed } = parsed;
  return (doc, place) => {
    const out = inclusive ? includeFrom(doc, root, place) : excludeFrom(doc, root, place);
    if (computed) computeInto(out, root, scopeOf(doc));
    return out;
  };
}

function hasSpecial(tree: Node): boolean {
  return [...tree.children.values()].some((child) => child.mode === 'special');
}

/** Parses `$addFields`/`$set`: everything stays, the named fields are computed. */
export function parseAddFields(stage: string, spec: Value): Projection {
  if (!isDoc(spec))
    throw commandError(40272, `${stage} specification stage must be an object, got ${typeof spec}`);
  if (spec.size === 0)
    throw commandError(
      51272,
      'Invalid $addFields :: caused by :: specification must have at least one field',
    );
  const root = node();
  const add = (path: string, value: Value): void => {
    if (isDoc(value) && value.size > 0 && !value.keys().next().value!.startsWith('$')) {
      for (const [name, inner] of value) add(`${path}.${name}`, inner);
      return;
    }
    const target = leaf(root, path);
    target.mode = 'compute';
    target.expression = compileExpression(value);
  };
  for (const [path, value] of spec) add(path, value);
  return (doc) => {
    const out: Doc = new Map(doc);
    computeInto(out, root, scopeOf(doc));
    return out;
  };
}

/** Parses `$unset`: the named fields go. */
export function parseUnset(spec: Value): Projection {
  const list = Array.isArray(spec) ? spec : [spec];
  if (list.length === 0)
    throw commandError(31119, '$unset specification must be a string or an array with at least one field');
  const root = node();
  for (const path of list) {
    if (typeof path !== 'string')
      throw commandError(
        31120,
        '$unset specification must be a string or an array containing only string values',
      );
    leaf(root, path).mode = 'exclude';
  }
  return (doc) => excludeFrom(doc, root, undefined);
}
