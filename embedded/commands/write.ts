/** Writing: insert, update, delete and findAndModify. */
import { BSONRegExp } from 'bson';
import { wholeNumber } from '../arithmetic.ts';
import { equalValues } from '../bson-order.ts';
import { type Doc, decode, docOf, encode, isDoc, MAX_NESTING, type Value } from '../bson-value.ts';
import type { CollectionMeta } from '../catalog.ts';
import { CommandError, commandError } from '../command-error.ts';
import { type Engine, LARGE, type LaterMatch, type Match, type Query } from '../engine.ts';
import { type Projection, parseProjection } from '../projection.ts';
import { type Filter, parseFilter } from '../query.ts';
import { parseSortPattern, type SortPattern } from '../sort.ts';
import type { Steps } from '../storage.ts';
import { idFirst, parseUpdate, type Update, upsertedDoc } from '../update.ts';
import {
  type Call,
  collectionName,
  defineCommand,
  optionalDoc,
  optionalFlag,
  typeMismatch,
  unknownField,
} from './command.ts';

const MAX_WRITE_BATCH = 100_000;

/** Statements of a write command that failed, each with its place in the list. */
function writeError(index: number, error: CommandError): Doc {
  return docOf({ index, code: error.code, ...error.details, errmsg: error.message });
}

function existing(engine: Engine, db: string, name: string): CollectionMeta {
  return engine.catalog.find(db, name) ?? engine.catalog.create(db, name);
}

function statements(call: Call, field: string): Buffer[] {
  const list = call.sequence(field);
  const command = call.body.keys().next().value!;
  if (!list) throw commandError(40414, `BSON field '${command}.${field}' is missing but a required field`);
  if (list.length === 0 || list.length > MAX_WRITE_BATCH) {
    throw commandError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_WRITE_BATCH}. Got ${list.length} operations.`,
    );
  }
  return list;
}

/**
 * Runs the statements of a command one after the other, and gathers what failed.
 * @param ordered whether the first failure ends it
 */
function* runStatements(count: number, ordered: boolean, run: (index: number) => Steps<void>): Steps<Doc[]> {
  const errors: Doc[] = [];
  for (let i = 0; i < count; i++) {
    try {
      yield* run(i);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      errors.push(writeError(i, error));
      if (ordered) break;
    }
  }
  return errors;
}

function isOrdered(body: Doc): boolean {
  return !body.has('ordered') || optionalFlag(body, 'ordered');
}

function checkId(id: Value): void {
  if (Array.isArray(id)) throw commandError('InvalidIdField', "The '_id' value cannot be of type array");
  if (id instanceof BSONRegExp)
    throw commandError('InvalidIdField', "The '_id' value cannot be of type regex");
  if (isDoc(id)) {
    for (const name of id.keys()) {
      if (name.startsWith('$')) {
        throw commandError(
          'DollarPrefixedFieldName',
          `_id fields may not contain '$'-prefixed fields: ${name} is not valid for storage.`,
        );
      }
    }
  }
}

/** Levels of nesting of a value. */
function depth(value: Value): number {
  if (isDoc(value)) return 1 + Math.max(0, ...[...value.values()].map(depth));
  if (Array.isArray(value)) return 1 + Math.max(0, ...value.map(depth));
  return 0;
}

function checkDepth(doc: Doc): void {
  for (const value of doc.values()) {
    if (typeof value === 'object' && value !== null && depth(value) > MAX_NESTING) {
      throw commandError(
        'Overflow',
        `cannot insert document because it exceeds ${MAX_NESTING} levels of nesting`,
      );
    }
  }
}

function insert(call: Call): Promise<Doc> {
  const { engine, db, body } = call;
  const name = collectionName(body);
  const list = statements(call, 'documents');
  return engine.storage.write(
    function* () {
      const meta = existing(engine, db, name);
      const writer = engine.writer(meta);
      let n = 0;
      const errors = yield* runStatements(list.length, isOrdered(body), function* (i) {
        const raw = list[i]!;
        const doc = decode(raw);
        const first = doc.keys().next().value === '_id';
        const stored = first ? doc : idFirst(doc, () => engine.newId());
        checkId(stored.get('_id')!);
        checkDepth(stored);
        // The client's own bytes are kept wherever its _id stands in front.
        writer.insert(stored, first ? raw : encode(stored));
        n++;
        yield;
      });
      return docOf({ n, writeErrors: errors.length > 0 ? errors : undefined });
    },
    list.length >= LARGE / 2,
  );
}

/** The fields of a statement of an update command, read; what they contain is only looked at when its turn comes. */
interface UpdateStatement {
  q: Doc;
  u: Value;
  arrayFilters: Value[] | undefined;
  multi: boolean;
  upsert: boolean;
}

const UPDATE_REFUSED = ['collation', 'hint', 'c', 'sampleId'];

/** Reads a statement; a field that is not known fails the whole command, before any statement is run. */
function readUpdateStatement(statement: Doc): UpdateStatement {
  for (const name of statement.keys()) {
    if (['q', 'u', 'multi', 'upsert', 'arrayFilters'].includes(name)) continue;
    if (UPDATE_REFUSED.includes(name)) {
      throw commandError('NotImplemented', `the option '${name}' of update is not implemented here`);
    }
    throw unknownField('update.updates', name);
  }
  const q = statement.get('q');
  if (!isDoc(q)) throw typeMismatch('update.updates.q', q ?? null, 'object');
  const u = statement.get('u');
  if (u === undefined)
    throw commandError(40414, "BSON field 'update.updates.u' is missing but a required field");
  const arrayFilters = statement.get('arrayFilters');
  if (arrayFilters !== undefined && !Array.isArray(arrayFilters)) {
    throw typeMismatch('update.updates.arrayFilters', arrayFilters, 'array');
  }
  return {
    q,
    u,
    arrayFilters,
    multi: optionalFlag(statement, 'multi'),
    upsert: optionalFlag(statement, 'upsert'),
  };
}

function parseUpdateStatement({ q, u, arrayFilters, multi }: UpdateStatement): {
  filter: Filter;
  update: Update;
} {
  const update = parseUpdate(u, arrayFilters);
  if (multi && update.replacement) {
    throw commandError('FailedToParse', 'multi update is not supported for replacement-style update');
  }
  return { filter: parseFilter(q), update };
}

/** A document before and after a change. */
interface Changed {
  before: Doc;
  after: Doc;
  modified: boolean;
}

/** Changes one document; inside a write. */
function changeOne(engine: Engine, meta: CollectionMeta, match: Match | LaterMatch, update: Update): Changed {
  const { bytes: stored, doc: before } = match;
  const id = before.get('_id')!;
  const after = update.apply(decode(stored), {
    now: engine.surroundings.now(),
    place: match.place,
    inserting: false,
  });
  const newId = after.get('_id');
  if (newId === undefined || !sameId(newId, id)) {
    throw commandError(
      'ImmutableField',
      update.replacement
        ? "After applying the update, the (immutable) field '_id' was found to have been altered"
        : "Performing an update on the path '_id' would modify the immutable field '_id'",
    );
  }
  const bytes = encode(after);
  if (bytes.equals(stored)) return { before, after, modified: false };
  checkDepth(after);
  engine.writer(meta).replace(match.record, before, after, bytes);
  return { before, after, modified: true };
}

function sameId(a: Value, b: Value): boolean {
  return equalValues(a, b);
}

/** Inserts what an upsert makes; inside a write. */
function insertUpserted(engine: Engine, meta: CollectionMeta, filter: Filter, update: Update): Doc {
  const made = upsertedDoc(
    filter,
    update,
    { now: engine.surroundings.now(), place: {}, inserting: true },
    () => engine.newId(),
  );
  checkId(made.get('_id')!);
  checkDepth(made);
  engine.writer(meta).insert(made, encode(made));
  return made;
}

function update(call: Call): Promise<Doc> {
  const { engine, db, body } = call;
  const name = collectionName(body);
  const list = statements(call, 'updates').map((raw) => readUpdateStatement(decode(raw)));
  return engine.storage.write(
    function* () {
      let n = 0;
      let nModified = 0;
      const upserted: Doc[] = [];
      const errors = yield* runStatements(list.length, isOrdered(body), function* (i) {
        const { multi, upsert } = list[i]!;
        const { filter, update } = parseUpdateStatement(list[i]!);
        const meta = upsert ? existing(engine, db, name) : engine.catalog.find(db, name);
        const query: Query = { filter, sort: undefined, skip: 0, limit: multi ? undefined : 1 };
        const matches = meta ? yield* engine.matches(meta, query) : [];
        if (matches.length === 0 && upsert) {
          const made = insertUpserted(engine, meta!, filter, update);
          upserted.push(docOf({ index: i, _id: made.get('_id') }));
          n++;
          return;
        }
        for (const match of matches) {
          const { modified } = changeOne(engine, meta!, match, update);
          n++;
          if (modified) nModified++;
          yield;
        }
      });
      return docOf({
        n,
        upserted: upserted.length > 0 ? upserted : undefined,
        nModified,
        writeErrors: errors.length > 0 ? errors : undefined,
      });
    },
    list.some(({ multi }) => multi) && engine.isLarge(db, name),
  );
}

/** Reads a statement; a field that is not known fails the whole command, before any statement is run. */
function readDeleteStatement(statement: Doc): { q: Doc; limit: number | undefined } {
  for (const name of statement.keys()) {
    if (name === 'q' || name === 'limit') continue;
    if (name === 'collation' || name === 'hint') {
      throw commandError('NotImplemented', `the option '${name}' of delete is not implemented here`);
    }
    throw unknownField('delete.deletes', name);
  }
  const q = statement.get('q');
  if (!isDoc(q)) throw typeMismatch('delete.deletes.q', q ?? null, 'object');
  const limit = wholeNumber(statement.get('limit'));
  if (!statement.has('limit'))
    throw commandError(40414, "BSON field 'delete.deletes.limit' is missing but a required field");
  if (limit !== 0 && limit !== 1) {
    throw commandError(
      'FailedToParse',
      `The limit field in delete objects must be 0 or 1. Got ${String(statement.get('limit'))}`,
    );
  }
  return { q, limit: limit === 0 ? undefined : 1 };
}

function remove(call: Call): Promise<Doc> {
  const { engine, db, body } = call;
  const name = collectionName(body);
  const list = statements(call, 'deletes').map((raw) => readDeleteStatement(decode(raw)));
  return engine.storage.write(
    function* () {
      let n = 0;
      const errors = yield* runStatements(list.length, isOrdered(body), function* (i) {
        const { q, limit } = list[i]!;
        const filter = parseFilter(q);
        const meta = engine.catalog.find(db, name);
        if (!meta) return;
        const writer = engine.writer(meta);
        for (const { record, doc } of yield* engine.matches(meta, {
          filter,
          sort: undefined,
          skip: 0,
          limit,
        })) {
          writer.remove(record, doc);
          n++;
          yield;
        }
      });
      return docOf({ n, writeErrors: errors.length > 0 ? errors : undefined });
    },
    list.some(({ limit }) => limit === undefined) && engine.isLarge(db, name),
  );
}

/** A findAndModify, parsed. */
interface FindAndModify {
  filter: Filter;
  sort: SortPattern | undefined;
  update: Update | undefined;
  returnNew: boolean;
  upsert: boolean;
  project: Projection | undefined;
}

function parseFindAndModify(body: Doc): FindAndModify {
  const removing = optionalFlag(body, 'remove');
  const updateValue = body.get('update');
  const returnNew = optionalFlag(body, 'new');
  const upsert = optionalFlag(body, 'upsert');
  const fields = optionalDoc(body, 'fields');
  const sort = optionalDoc(body, 'sort');
  const arrayFilters = body.get('arrayFilters');
  if (!removing && updateValue === undefined) {
    throw commandError('FailedToParse', 'Either an update or remove=true must be specified');
  }
  if (removing) {
    if (updateValue !== undefined)
      throw commandError('FailedToParse', 'Cannot specify both an update and remove=true');
    if (upsert) throw commandError('FailedToParse', 'Cannot specify both upsert=true and remove=true ');
    if (returnNew) {
      throw commandError(
        'FailedToParse',
        "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
      );
    }
  }
  if (arrayFilters !== undefined && !Array.isArray(arrayFilters)) {
    throw typeMismatch('findAndModify.arrayFilters', arrayFilters, 'array');
  }
  return {
    filter: parseFilter(optionalDoc(body, 'query') ?? new Map()),
    sort: sort && sort.size > 0 ? parseSortPattern(sort) : undefined,
    update: removing ? undefined : parseUpdate(updateValue!, arrayFilters),
    returnNew,
    upsert,
    project: fields && fields.size > 0 ? parseProjection(fields, true) : undefined,
  };
}

function findAndModify(call: Call): Promise<Doc> {
  const { engine, db, body } = call;
  const name = collectionName(body);
  const { filter, sort, update: change, returnNew, upsert, project } = parseFindAndModify(body);
  return engine.storage.write(function* () {
    const meta = upsert ? existing(engine, db, name) : engine.catalog.find(db, name);
    const [match] = meta ? yield* engine.matches(meta, { filter, sort, skip: 0, limit: 1 }) : [];
    const shown = (doc: Doc): Doc => (project ? project(doc, match?.place) : doc);
    if (!change) {
      if (match) engine.writer(meta!).remove(match.record, match.doc);
      return docOf({
        lastErrorObject: docOf({ n: match ? 1 : 0 }),
        value: match ? shown(match.doc) : null,
      });
    }
    if (match) {
      const { before, after } = changeOne(engine, meta!, match, change);
      return docOf({
        lastErrorObject: docOf({ n: 1, updatedExisting: true }),
        value: shown(returnNew ? after : before),
      });
    }
    if (!upsert) {
      return docOf({ lastErrorObject: docOf({ n: 0, updatedExisting: false }), value: null });
    }
    const made = insertUpserted(engine, meta!, filter, change);
    return docOf({
      lastErrorObject: docOf({ n: 1, updatedExisting: false, upserted: made.get('_id') }),
      value: returnNew ? shown(made) : null,
    });
  });
}

const NOT_HERE = {
  let: 'there are no variables from outside',
  bypassDocumentValidation: 'there is no validation',
};

export const writeCommands = [
  defineCommand({
    name: 'insert',
    writes: true,
    options: { documents: 'used', ordered: 'used' },
    refused: NOT_HERE,
    run: insert,
  }),
  defineCommand({
    name: 'update',
    writes: true,
    options: { updates: 'used', ordered: 'used' },
    refused: NOT_HERE,
    run: update,
  }),
  defineCommand({
    name: 'delete',
    writes: true,
    options: { deletes: 'used', ordered: 'used' },
    refused: NOT_HERE,
    run: remove,
  }),
  defineCommand({
    name: 'findAndModify',
    aliases: ['findandmodify'],
    writes: true,
    options: {
      query: 'used',
      sort: 'used',
      remove: 'used',
      update: 'used',
      new: 'used',
      fields: 'used',
      upsert: 'used',
      arrayFilters: 'used',
    },
    refused: {
      ...NOT_HERE,
      collation: 'strings are compared byte by byte only',
      hint: 'the index is chosen by the store',
    },
    run: findAndModify,
  }),
];
