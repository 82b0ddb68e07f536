/** Reading: find, getMore, killCursors, count, distinct and aggregate. */
import type { Long } from 'bson';
import { parsePipeline, StageChain } from '../aggregate.ts';
import { wholeNumber } from '../arithmetic.ts';
import { sortKey } from '../bson-order.ts';
import { type Doc, docOf, encode, isDoc, RawDocument, type Value } from '../bson-value.ts';
import { commandError } from '../command-error.ts';
import { type Matches, Pace, type Query, type Source } from '../engine.ts';
import { isLong } from '../exact-number.ts';
import { indexValues } from '../index-values.ts';
import { type Projection, parseProjection } from '../projection.ts';
import { parseFilter } from '../query.ts';
import { parseSortPattern, type SortPattern } from '../sort.ts';
import {
  type Call,
  collectionName,
  defineCommand,
  optionalCount,
  optionalDoc,
  optionalFlag,
  requiredString,
  typeMismatch,
  unknownField,
} from './command.ts';
import { NO_CURSOR } from './session.ts';

/** Documents: the first batch when the client names no size. Source: MongoDB manual, "Cursor Batches". */
const FIRST_BATCH = 101;

function optionalSort(body: Doc): SortPattern | undefined {
  const sort = optionalDoc(body, 'sort');
  return sort && sort.size > 0 ? parseSortPattern(sort) : undefined;
}

/** The pace of the command that is at work now: each getMore brings its own. */
interface PaceHolder {
  pace: Pace;
}

function paceOf({ engine, deadline }: Call): Pace {
  return new Pace(() => engine.surroundings.steady(), deadline);
}

function fromMatches({ each, left }: Matches, project: Projection | undefined): Source {
  return {
    ended: () => left.count === 0,
    next: async () => {
      const { value, done } = await each.next();
      if (done || !value) return undefined;
      return new RawDocument(project ? encode(project(value.doc, value.place)) : value.bytes);
    },
  };
}

async function firstBatch(
  call: Call,
  namespace: string,
  source: Source & { holder?: PaceHolder },
  size: number,
  single: boolean,
): Promise<Doc> {
  const open = { source, held: undefined as RawDocument | undefined };
  const [batch, done] = await call.engine.batch(open, size);
  let id: Long = NO_CURSOR;
  if (!single && !done) {
    const cursor = call.engine.openCursor(namespace, source, optionalFlag(call.body, 'noCursorTimeout'));
    cursor.held = open.held;
    id = cursor.id;
  }
  return docOf({ cursor: docOf({ firstBatch: batch, id, ns: namespace }) });
}

async function find(call: Call): Promise<Doc> {
  const { body, db, engine } = call;
  const name = collectionName(body);
  const filterDoc = optionalDoc(body, 'filter') ?? new Map();
  const projectionDoc = optionalDoc(body, 'projection');
  const limit = optionalCount(body, 'limit') ?? 0;
  const single = optionalFlag(body, 'singleBatch');
  const size = optionalCount(body, 'batchSize') ?? FIRST_BATCH;
  const query: Query = {
    filter: parseFilter(filterDoc),
    sort: optionalSort(body),
    skip: optionalCount(body, 'skip') ?? 0,
    limit: limit === 0 ? undefined : limit,
  };
  const project = projectionDoc && projectionDoc.size > 0 ? parseProjection(projectionDoc, true) : undefined;
  const holder: PaceHolder = { pace: paceOf(call) };
  const matches = engine.source(engine.catalog.find(db, name), query, () => holder.pace);
  const source = Object.assign(fromMatches(matches, project), { holder });
  return firstBatch(call, `${db}.${name}`, source, size, single);
}

async function getMore(call: Call): Promise<Doc> {
  const { body, db, engine } = call;
  const id = body.get('getMore')!;
  if (!isLong(id)) throw typeMismatch('getMore.getMore', id, 'long');
  const namespace = `${db}.${requiredString(body, 'collection')}`;
  const cursor = engine.cursor(id);
  if (!cursor) throw commandError('CursorNotFound', `cursor id ${id.toString()} not found`);
  if (cursor.namespace !== namespace) {
    throw commandError(
      'Unauthorized',
      `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
    );
  }
  const size = optionalCount(body, 'batchSize') ?? 0;
  const source: Source & { holder?: PaceHolder } = cursor.source;
  if (source.holder) source.holder.pace = paceOf(call);
  cursor.usedAt = engine.surroundings.now();
  const wanted = size === 0 ? Number.POSITIVE_INFINITY : size;
  let batch: RawDocument[];
  let done: boolean;
  try {
    [batch, done] = await engine.batch(cursor, wanted);
  } catch (error) {
    engine.closeCursor(id);
    throw error;
  }
  if (done) engine.closeCursor(id);
  return docOf({ cursor: docOf({ nextBatch: batch, id: done ? NO_CURSOR : id, ns: namespace }) });
}

function killCursors({ body, engine, db }: Call): Promise<Doc> {
  const name = collectionName(body);
  const ids = body.get('cursors');
  if (!Array.isArray(ids)) throw typeMismatch('killCursors.cursors', ids ?? null, 'array');
  const killed: Value[] = [];
  const missing: Value[] = [];
  for (const id of ids) {
    if (!isLong(id)) throw typeMismatch('killCursors.cursors', id, 'long');
    const ours = engine.cursor(id)?.namespace === `${db}.${name}`;
    (ours && engine.closeCursor(id) ? killed : missing).push(id);
  }
  return Promise.resolve(
    docOf({ cursorsKilled: killed, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [] }),
  );
}

async function count(call: Call): Promise<Doc> {
  const { body, db, engine } = call;
  const meta = engine.catalog.find(db, collectionName(body));
  const filter = parseFilter(optionalDoc(body, 'query') ?? new Map());
  const limitValue = body.get('limit');
  const limit = limitValue === undefined ? 0 : Math.abs(wholeNumber(limitValue) ?? 0);
  const skip = optionalCount(body, 'skip') ?? 0;
  if (!meta) return docOf({ n: 0 });
  if (filter.everything) {
    const left = Math.max(0, meta.count - skip);
    return docOf({ n: limit > 0 ? Math.min(left, limit) : left });
  }
  const pace = paceOf(call);
  let n = 0;
  const query: Query = { filter, sort: undefined, skip, limit: limit === 0 ? undefined : limit };
  for await (const _match of engine.source(meta, query, () => pace).each) n++;
  return docOf({ n });
}

async function distinct(call: Call): Promise<Doc> {
  const { body, db, engine } = call;
  const meta = engine.catalog.find(db, collectionName(body));
  const key = requiredString(body, 'key');
  const filter = parseFilter(optionalDoc(body, 'query') ?? new Map());
  const seen = new Map<string, Value>();
  const pace = paceOf(call);
  const paths = [key.split('.')];
  const query: Query = { filter, sort: undefined, skip: 0, limit: undefined };
  for await (const { doc } of engine.source(meta, query, () => pace).each) {
    const { rows, present } = indexValues(doc, paths);
    if (!present) continue;
    for (const value of distinctValues(doc, paths[0]!, rows)) {
      const bytes = sortKey(value).toString('latin1');
      if (!seen.has(bytes)) seen.set(bytes, value);
    }
  }
  const ordered = [...seen].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return docOf({ values: ordered.map(([, value]) => value) });
}

/** The values at a path: an array counts by its elements, an empty one and a missing field not at all. */
function distinctValues(doc: Doc, parts: readonly string[], rows: Value[][]): Value[] {
  const plain = parts.every((_, i) => !Array.isArray(reach(doc, parts.slice(0, i + 1))));
  if (plain) {
    const value = reach(doc, parts);
    return value === undefined ? [] : [value];
  }
  const values: Value[] = [];
  gather(doc, parts, 0, values);
  void rows;
  return values;
}

function reach(doc: Doc, parts: readonly string[]): Value | undefined {
  let here: Value | undefined = doc;
  for (const part of parts) here = isDoc(here) ? here.get(part) : undefined;
  return here;
}

function gather(value: Value | undefined, parts: readonly string[], at: number, out: Value[]): void {
  if (value === undefined) return;
  if (at === parts.length) {
    if (Array.isArray(value)) out.push(...value);
    else out.push(value);
    return;
  }
  const part = parts[at]!;
  if (isDoc(value)) gather(value.get(part), parts, at + 1, out);
  else if (Array.isArray(value)) {
    if (/^\d+$/.test(part)) gather(value[Number(part)], parts, at + 1, out);
    for (const item of value) if (isDoc(item)) gather(item, parts, at, out);
  }
}

async function aggregate(call: Call): Promise<Doc> {
  const { body, db, engine } = call;
  const target = body.get('aggregate')!;
  const pipeline = parsePipeline(body.get('pipeline') ?? null, () => engine.surroundings.random());
  const cursorSpec = body.get('cursor');
  if (cursorSpec === undefined) {
    throw commandError(
      'FailedToParse',
      "The 'cursor' option is required, except for aggregate with the explain argument",
    );
  }
  if (!isDoc(cursorSpec)) throw typeMismatch('aggregate.cursor', cursorSpec, 'object');
  for (const name of cursorSpec.keys())
    if (name !== 'batchSize') throw unknownField('aggregate.cursor', name);
  const size = optionalCount(cursorSpec, 'batchSize') ?? FIRST_BATCH;
  if (typeof target !== 'string') {
    if (wholeNumber(target) !== 1) {
      throw commandError(
        'FailedToParse',
        "Invalid command format: the 'aggregate' field must specify a collection name or 1",
      );
    }
    throw commandError(
      'InvalidNamespace',
      '{aggregate: 1} is not valid for a pipeline of these stages; a collection name is required',
    );
  }
  const name = collectionName(body);
  const query: Query = {
    filter: parseFilter(pipeline.filter),
    sort: pipeline.sort ? parseSortPattern(pipeline.sort) : undefined,
    skip: 0,
    limit: undefined,
  };
  const holder: PaceHolder = { pace: paceOf(call) };
  const matches = engine.source(engine.catalog.find(db, name), query, () => holder.pace);
  const source = Object.assign(throughStages(matches, pipeline.stages, holder), { holder });
  return firstBatch(call, `${db}.${name}`, source, size, false);
}

function throughStages(
  matches: Matches,
  stages: ReturnType<typeof parsePipeline>['stages'],
  holder: PaceHolder,
): Source {
  // A pipeline does not know that it is at its end before it has tried to go on.
  if (stages.length === 0) return { ...fromMatches(matches, undefined), ended: () => false };
  let ready: Doc[] = [];
  let at = 0;
  let ending: Generator<undefined> | undefined;
  let ended = false;
  const chain = new StageChain(stages, (doc) => {
    ready.push(doc);
    return true;
  });
  return {
    ended: () => false,
    next: async () => {
      while (at >= ready.length && !ended) {
        ready = [];
        at = 0;
        if (ending) ended = ending.next().done === true;
        else {
          const { value, done } = await matches.each.next();
          const more = !done && value !== undefined && chain.push(value.doc);
          if (!more) ending = chain.finish();
        }
        if (holder.pace.due) await holder.pace.rest();
      }
      const doc = ready[at++];
      return doc ? new RawDocument(encode(doc)) : undefined;
    },
  };
}

const NOT_HERE = {
  collation: 'strings are compared byte by byte only',
  hint: 'the index is chosen by the store',
  let: 'there are no variables from outside',
};

export const readCommands = [
  defineCommand({
    name: 'find',
    options: {
      filter: 'used',
      projection: 'used',
      sort: 'used',
      skip: 'used',
      limit: 'used',
      batchSize: 'used',
      singleBatch: 'used',
      noCursorTimeout: 'used',
      allowDiskUse: 'no effect',
      allowPartialResults: 'no effect',
    },
    refused: {
      ...NOT_HERE,
      min: 'needs a hint',
      max: 'needs a hint',
      returnKey: 'index keys are not shown',
      showRecordId: 'record ids are not shown',
      tailable: 'there are no capped collections',
      awaitData: 'there are no capped collections',
      oplogReplay: 'there is no oplog',
    },
    run: find,
  }),
  defineCommand({ name: 'getMore', options: { collection: 'used', batchSize: 'used' }, run: getMore }),
  defineCommand({ name: 'killCursors', options: { cursors: 'used' }, run: killCursors }),
  defineCommand({
    name: 'count',
    options: { query: 'used', limit: 'used', skip: 'used' },
    refused: { collation: NOT_HERE.collation, hint: NOT_HERE.hint },
    run: count,
  }),
  defineCommand({
    name: 'distinct',
    options: { key: 'used', query: 'used' },
    refused: { collation: NOT_HERE.collation, hint: NOT_HERE.hint },
    run: distinct,
  }),
  defineCommand({
    name: 'aggregate',
    options: { pipeline: 'used', cursor: 'used', allowDiskUse: 'no effect' },
    refused: { ...NOT_HERE, explain: 'plans are not shown', bypassDocumentValidation: 'nothing is written' },
    run: aggregate,
  }),
];
