/**
 * Aggregation pipelines: the stages that exist here, as functions over streams of documents.
 *
 * Any stage outside of `STAGES` is refused with MongoDB's error 40324. Source: MongoDB manual, "Aggregation
 * Stages".
 */
import { Long } from 'bson';
import { typeName, wholeNumber } from './arithmetic.ts';
import { type Doc, isDoc, type Value } from './bson-value.ts';
import { commandError } from './command-error.ts';
import { isNumber, toDouble } from './exact-number.ts';
import {
  type Accumulator,
  accumulatorOf,
  compileExpression,
  type Expression,
  groupKey,
} from './expression.ts';
import { parseAddFields, parseProjection, parseUnset } from './projection.ts';
import { parseFilter } from './query.ts';
import { parseSortPattern, Sorter, sortKeyOf } from './sort.ts';

/** A number from 0 to 1, for `$sample`. */
export type Random = () => number;

/** One stage at work: takes documents one by one, gives on what is ready, and the rest at the end. */
export interface Stage {
  /** @returns false when no further document is wanted */
  push(doc: Doc, emit: (doc: Doc) => boolean): boolean;
  /** What is left after the last document; asked for once. */
  rest?(): Iterable<Doc>;
}

/** Makes a stage for one run. */
export type StageFactory = () => Stage;

type Parser = (spec: Value, random: Random) => StageFactory;

function mapping(apply: (doc: Doc) => Doc): StageFactory {
  return () => ({ push: (doc, emit) => emit(apply(doc)) });
}

function parseMatch(spec: Value): StageFactory {
  if (!isDoc(spec)) throw commandError(15959, 'the match filter must be an expression in an object');
  const filter = parseFilter(spec);
  return () => ({ push: (doc, emit) => (filter.matches(doc) ? emit(doc) : true) });
}

function parseProject(spec: Value): StageFactory {
  if (!isDoc(spec)) throw commandError(15969, '$project specification must be an object');
  if (spec.size === 0) {
    throw commandError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
  }
  return mapping(parseProjection(spec, false));
}

function nonNegative(stage: string, spec: Value, code: number): number {
  const n = wholeNumber(spec);
  if (n === undefined) {
    throw commandError(
      code,
      `invalid argument to ${stage} stage: Expected ${isNumber(spec) ? 'an integer' : 'a number'} in: ${stage}: ${String(spec)}`,
    );
  }
  if (n < 0)
    throw commandError(
      code,
      `invalid argument to ${stage} stage: Expected a non-negative number in: ${stage}: ${n}`,
    );
  return n;
}

function parseLimit(spec: Value): StageFactory {
  const limit = nonNegative('$limit', spec, 5107201);
  if (limit === 0) throw commandError(15958, 'the limit must be positive');
  return () => {
    let seen = 0;
    return { push: (doc, emit) => emit(doc) && ++seen < limit };
  };
}

function parseSkip(spec: Value): StageFactory {
  const skip = nonNegative('$skip', spec, 5107200);
  return () => {
    let seen = 0;
    return { push: (doc, emit) => (seen++ < skip ? true : emit(doc)) };
  };
}

function parseCount(spec: Value): StageFactory {
  if (typeof spec !== 'string') throw commandError(40156, 'the count field must be a non-empty string');
  if (spec === '') throw commandError(40156, 'the count field must be a non-empty string');
  if (spec.startsWith('$')) throw commandError(40158, 'the count field cannot be a $-prefixed path');
  if (spec.includes('\0')) throw commandError(40159, 'the count field cannot contain a null byte');
  if (spec.includes('.')) throw commandError(40160, `the count field cannot contain '.'`);
  return () => {
    let count = 0;
    return {
      push: () => {
        count++;
        return true;
      },
      rest: () => (count > 0 ? [new Map([[spec, count]])] : []),
    };
  };
}

function parseSort(spec: Value): StageFactory {
  if (!isDoc(spec)) throw commandError(15973, 'the $sort key specification must be an object');
  if (spec.size === 0) throw commandError(15976, '$sort stage must have at least one sort key');
  const pattern = parseSortPattern(spec);
  const keyOf = sortKeyOf(pattern);
  return () => {
    const sorter = new Sorter<Doc>(pattern, Number.POSITIVE_INFINITY);
    return {
      push: (doc) => {
        sorter.add(keyOf(doc), doc);
        return true;
      },
      rest: () => sorter.sorted(),
    };
  };
}

interface GroupField {
  name: string;
  make: () => Accumulator;
  expression: Expression;
}

function parseGroupField(name: string, spec: Value): GroupField {
  if (name.includes('.')) throw commandError(40235, `The field name '${name}' cannot contain '.'`);
  if (name.startsWith('$')) throw commandError(40236, `The field name '${name}' cannot be an operator name`);
  if (!isDoc(spec) || spec.size === 0)
    throw commandError(40234, `The field '${name}' must be an accumulator object`);
  const [op] = spec.keys();
  if (spec.size > 1) throw commandError(40238, `The field '${name}' must specify one accumulator`);
  const make = accumulatorOf(op!);
  if (!make) throw commandError(15952, `unknown group operator '${op}'`);
  const operand = spec.get(op!)!;
  if (op === '$count') {
    if (!isDoc(operand) || operand.size > 0)
      throw commandError('TypeMismatch', '$count takes no arguments, i.e. $count:{}');
    return { name, make, expression: () => undefined };
  }
  if (Array.isArray(operand)) throw commandError(40237, `The ${op} accumulator is a unary operator`);
  return { name, make, expression: compileExpression(operand) };
}

function parseGroup(spec: Value): StageFactory {
  if (!isDoc(spec)) throw commandError(15947, "a group's fields must be specified in an object");
  const idSpec = spec.get('_id');
  if (idSpec === undefined) throw commandError(15955, 'a group specification must include an _id');
  const id = compileExpression(idSpec);
  const fields = [...spec]
    .filter(([name]) => name !== '_id')
    .map(([name, value]) => parseGroupField(name, value));
  return () => {
    const groups = new Map<string, { id: Value; values: Accumulator[] }>();
    return {
      push: (doc) => {
        const scope = { root: doc, current: doc, variables: undefined };
        const value = id(scope) ?? null;
        const key = groupKey(value);
        let group = groups.get(key);
        if (!group) {
          group = { id: value, values: fields.map(({ make }) => make()) };
          groups.set(key, group);
        }
        for (let i = 0; i < fields.length; i++) group.values[i]!.add(fields[i]!.expression(scope));
        return true;
      },
      rest: function* () {
        for (const { id: value, values } of groups.values()) {
          const out: Doc = new Map([['_id', value]]);
          for (const [i, accumulator] of values.entries()) out.set(fields[i]!.name, accumulator.result());
          yield out;
        }
      },
    };
  };
}

interface UnwindSpec {
  path: string[];
  keepEmpty: boolean;
  indexField: string | undefined;
}

function parseUnwindSpec(spec: Value): UnwindSpec {
  let path = spec;
  let keepEmpty = false;
  let indexField: string | undefined;
  if (isDoc(spec)) {
    for (const [name, value] of spec) {
      if (name === 'path') path = value;
      else if (name === 'preserveNullAndEmptyArrays') {
        if (typeof value !== 'boolean') {
          throw commandError(
            28809,
            `expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage, got ${typeName(value)}`,
          );
        }
        keepEmpty = value;
      } else if (name === 'includeArrayIndex') {
        if (typeof value !== 'string' || value === '') {
          throw commandError(
            28810,
            `expected a non-empty string for the includeArrayIndex  option to $unwind stage, got ${typeName(value)}`,
          );
        }
        if (value.startsWith('$'))
          throw commandError(
            28822,
            `includeArrayIndex option to $unwind stage should not be prefixed with a '$': ${value}`,
          );
        indexField = value;
      } else throw commandError(28811, `unrecognized option to $unwind stage: ${name}`);
    }
    if (!spec.has('path')) throw commandError(28812, 'no path specified to $unwind stage');
  } else if (typeof spec !== 'string') {
    throw commandError(
      15981,
      `expected either a string or an object as specification for $unwind stage, got ${typeName(spec)}`,
    );
  }
  if (typeof path !== 'string')
    throw commandError(28808, `expected a string as the path for $unwind stage, got ${typeName(path)}`);
  if (!path.startsWith('$'))
    throw commandError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  // The same rules as for any field path.
  compileExpression(path);
  return { path: path.slice(1).split('.'), keepEmpty, indexField };
}

function withPath(doc: Doc, parts: string[], value: Value | undefined): Doc {
  const [part, ...rest] = parts;
  const out: Doc = new Map(doc);
  if (rest.length === 0) {
    if (value === undefined) out.delete(part!);
    else out.set(part!, value);
    return out;
  }
  const inner = doc.get(part!);
  out.set(part!, withPath(isDoc(inner) ? inner : new Map(), rest, value));
  return out;
}

function parseUnwind(spec: Value): StageFactory {
  const { path, keepEmpty, indexField } = parseUnwindSpec(spec);
  const indexPath = indexField?.split('.');
  const withIndex = (doc: Doc, index: Value): Doc => (indexPath ? withPath(doc, indexPath, index) : doc);
  return () => ({
    push: (doc, emit) => {
      let value: Value | undefined = doc;
      for (const part of path) value = isDoc(value) ? value.get(part) : undefined;
      if (!Array.isArray(value)) {
        if (value === undefined || value === null) return keepEmpty ? emit(withIndex(doc, null)) : true;
        return emit(withIndex(doc, null));
      }
      if (value.length === 0) return keepEmpty ? emit(withIndex(withPath(doc, path, undefined), null)) : true;
      for (const [i, item] of value.entries()) {
        if (!emit(withIndex(withPath(doc, path, item), indexLong(i)))) return false;
      }
      return true;
    },
  });
}

function indexLong(i: number): Value {
  return Long.fromNumber(i);
}

function parseSample(spec: Value, random: Random): StageFactory {
  if (!isDoc(spec)) throw commandError(28745, 'the $sample stage specification must be an object');
  let size: number | undefined;
  for (const [name, value] of spec) {
    if (name !== 'size') throw commandError(28748, `unrecognized option to $sample: ${name}`);
    if (!isNumber(value)) throw commandError(28746, 'size argument to $sample must be a number');
    size = Math.trunc(toDouble(value));
    if (size <= 0) throw commandError(28747, 'size argument to $sample must be a positive integer');
  }
  if (size === undefined) throw commandError(28749, '$sample stage must specify a size');
  const wanted = size;
  return () => {
    const kept: Doc[] = [];
    let seen = 0;
    return {
      push: (doc) => {
        seen++;
        if (kept.length < wanted) kept.push(doc);
        else {
          const at = Math.floor(random() * seen);
          if (at < wanted) kept[at] = doc;
        }
        return true;
      },
      rest: () => {
        for (let i = kept.length - 1; i > 0; i--) {
          const j = Math.floor(random() * (i + 1));
          [kept[i], kept[j]] = [kept[j]!, kept[i]!];
        }
        return kept;
      },
    };
  };
}

const PARSERS: Record<string, Parser> = {
  $match: parseMatch,
  $project: parseProject,
  $set: (spec) => mapping(parseAddFields('$set', spec)),
  $addFields: (spec) => mapping(parseAddFields('$addFields', spec)),
  $unset: (spec) => mapping(parseUnset(spec)),
  $group: parseGroup,
  $sort: parseSort,
  $limit: parseLimit,
  $skip: parseSkip,
  $count: parseCount,
  $unwind: parseUnwind,
  $sample: parseSample,
};

/** The stages that work. */
export const STAGES: readonly string[] = Object.keys(PARSERS);

/** A pipeline, parsed: what can be asked of the collection itself, and the stages after that. */
export interface Pipeline {
  /** Filter of leading `$match` stages, joined. */
  filter: Doc;
  /** Sort pattern directly after the filter, which an index may give. */
  sort: Doc | undefined;
  stages: StageFactory[];
}

/**
 * Parses a pipeline.
 * @throws 40324 for a stage that does not exist here, and MongoDB's error for a malformed one
 */
export function parsePipeline(pipeline: Value, random: Random): Pipeline {
  if (!Array.isArray(pipeline))
    throw commandError('TypeMismatch', "'pipeline' option must be specified as an array");
  const parsed = pipeline.map((stage) => {
    if (!isDoc(stage))
      throw commandError('TypeMismatch', "Each element of the 'pipeline' array must be an object");
    if (stage.size !== 1)
      throw commandError(40323, 'A pipeline stage specification object must contain exactly one field.');
    const [[name, spec]] = [...stage] as [[string, Value]];
    const parser = Object.hasOwn(PARSERS, name) ? PARSERS[name] : undefined;
    if (!parser) throw commandError(40324, `Unrecognized pipeline stage name: '${name}'`);
    return { name, spec, factory: parser(spec, random) };
  });
  let from = 0;
  const filters: Doc[] = [];
  while (parsed[from]?.name === '$match') filters.push(parsed[from++]!.spec as Doc);
  const filter: Doc =
    filters.length === 0 ? new Map() : filters.length === 1 ? filters[0]! : new Map([['$and', filters]]);
  let sort: Doc | undefined;
  if (parsed[from]?.name === '$sort') sort = parsed[from++]!.spec as Doc;
  return { filter, sort, stages: parsed.slice(from).map(({ factory }) => factory) };
}

/** Chains stages: what goes in at the front comes out in `sink`. */
export class StageChain {
  private readonly stages: Stage[];
  private readonly sink: (doc: Doc) => boolean;
  constructor(factories: readonly StageFactory[], sink: (doc: Doc) => boolean) {
    this.stages = factories.map((make) => make());
    this.sink = sink;
  }

  /** @returns false when no further document is wanted */
  push(doc: Doc): boolean {
    return this.into(0, doc);
  }

  /** Ends the stages one after the other, in steps between which others may work. */
  *finish(): Generator<undefined> {
    for (const [i, stage] of this.stages.entries()) {
      for (const doc of stage.rest?.() ?? []) {
        if (!this.into(i + 1, doc)) break;
        yield;
      }
    }
  }

  private into(at: number, doc: Doc): boolean {
    const stage = this.stages[at];
    if (!stage) return this.sink(doc);
    return stage.push(doc, (next) => this.into(at + 1, next));
  }
}
