/** Collections and indexes: listing, making, renaming and dropping them. */
import { Binary } from 'bson';
import { wholeNumber } from '../arithmetic.ts';
import { type Doc, docOf, encode, equalsBytes, isDoc, RawDocument, type Value } from '../bson-value.ts';
import { type CollectionMeta, checkName, type IndexMeta, indexMeta } from '../catalog.ts';
import { readDoc, Scan } from '../collection.ts';
import { commandError } from '../command-error.ts';
import type { Engine } from '../engine.ts';
import { isNumber } from '../exact-number.ts';
import { isTruthy } from '../expression.ts';
import { parseFilter } from '../query.ts';
import type { Steps } from '../storage.ts';
import {
  type Call,
  collectionName,
  defineCommand,
  optionalDoc,
  optionalFlag,
  requiredString,
  typeMismatch,
} from './command.ts';
import { NO_CURSOR } from './session.ts';

function missing(db: string, name: string): Error {
  return commandError('NamespaceNotFound', `ns does not exist: ${db}.${name}`);
}

function oneBatch(namespace: string, docs: Doc[]): Doc {
  const firstBatch = docs.map((doc) => new RawDocument(encode(doc)));
  return docOf({ cursor: docOf({ id: NO_CURSOR, ns: namespace, firstBatch }) });
}

function listCollections({ engine, db, body }: Call): Promise<Doc> {
  const filter = parseFilter(optionalDoc(body, 'filter') ?? new Map());
  const nameOnly = optionalFlag(body, 'nameOnly');
  const docs = engine.catalog
    .list(db)
    .map((meta) =>
      docOf({
        name: meta.name,
        type: 'collection',
        options: new Map(),
        info: docOf({ readOnly: false, uuid: new Binary(meta.uuid, Binary.SUBTYPE_UUID) }),
        idIndex: meta.indexes[0]!.spec,
      }),
    )
    .filter((doc) => filter.matches(doc))
    .map((doc) => (nameOnly ? docOf({ name: doc.get('name'), type: doc.get('type') }) : doc));
  return Promise.resolve(oneBatch(`${db}.$cmd.listCollections`, docs));
}

function listDatabases({ engine, db, body }: Call): Promise<Doc> {
  if (db !== 'admin')
    throw commandError('Unauthorized', 'listDatabases may only be run against the admin database.');
  const filter = parseFilter(optionalDoc(body, 'filter') ?? new Map());
  const nameOnly = optionalFlag(body, 'nameOnly');
  const databases = engine.catalog
    .databases()
    .map((name) => docOf({ name, sizeOnDisk: 0, empty: false }))
    .filter((doc) => filter.matches(doc))
    .map((doc) => (nameOnly ? docOf({ name: doc.get('name') }) : doc));
  return Promise.resolve(docOf({ databases, ...(nameOnly ? {} : { totalSize: 0, totalSizeMb: 0 }) }));
}

function listIndexes({ engine, db, body }: Call): Promise<Doc> {
  const name = collectionName(body);
  const meta = engine.catalog.find(db, name);
  if (!meta) return Promise.reject(missing(db, name));
  return Promise.resolve(
    oneBatch(
      `${db}.${name}`,
      meta.indexes.map(({ spec }) => spec),
    ),
  );
}

const INDEX_OPTIONS = ['key', 'name', 'unique', 'sparse', 'partialFilterExpression', 'v', 'background', 'ns'];
const INDEX_OPTIONS_REFUSED = [
  'expireAfterSeconds',
  'collation',
  'hidden',
  'weights',
  'default_language',
  'language_override',
  'textIndexVersion',
  '2dsphereIndexVersion',
  'bits',
  'min',
  'max',
  'wildcardProjection',
  'storageEngine',
  'prepareUnique',
  'clustered',
];

/** Conditions that a partial index may have. Source: MongoDB manual, "Partial Indexes". */
const PARTIAL_OPERATORS = new Set(['$eq', '$exists', '$gt', '$gte', '$lt', '$lte']);

function checkPartial(filter: Doc): void {
  for (const [name, value] of filter) {
    if (name === '$and' && Array.isArray(value)) {
      for (const item of value) if (isDoc(item)) checkPartial(item);
      continue;
    }
    if (name.startsWith('$')) {
      throw commandError('CannotCreateIndex', `Expression not supported in partial index: ${name}`);
    }
    if (!isDoc(value)) continue;
    for (const op of value.keys()) {
      if (op.startsWith('$') && !PARTIAL_OPERATORS.has(op)) {
        throw commandError('CannotCreateIndex', `Expression not supported in partial index: ${op}`);
      }
      if (op === '$exists' && !isTruthy(value.get(op))) {
        throw commandError('CannotCreateIndex', 'Expression not supported in partial index: $not');
      }
    }
  }
}

function checkKey(key: Value | undefined): Doc {
  if (!isDoc(key)) throw typeMismatch('createIndexes.indexes.key', key ?? null, 'object');
  if (key.size === 0) throw commandError('CannotCreateIndex', 'Index keys cannot be an empty object');
  if (key.size > 32) throw commandError(13103, 'too many compound keys');
  for (const [path, direction] of key) {
    if (typeof direction === 'string') {
      throw commandError('CannotCreateIndex', `Unknown index plugin '${direction}'`);
    }
    if (!isNumber(direction)) {
      throw commandError(
        'CannotCreateIndex',
        `Values in v:2 index key pattern cannot be of type ${typeof direction}. Only numbers > 0, numbers < 0, and strings are allowed.`,
      );
    }
    const n = wholeNumber(direction);
    if (n === undefined || n === 0) {
      throw commandError('CannotCreateIndex', 'Values in the index key pattern cannot be 0.');
    }
    if (path === '' || path.split('.').includes('')) {
      throw commandError('CannotCreateIndex', 'Index keys cannot contain an empty field.');
    }
    if (path.startsWith('$') || path.includes('.$') || path.includes('$**')) {
      throw commandError(
        'CannotCreateIndex',
        `Index key contains an illegal field name: field name starts with '$'.`,
      );
    }
  }
  return key;
}

/** Checks the description of an index and gives it the form in which it is kept. */
function normalizeIndex(index: Value): Doc {
  if (!isDoc(index)) throw typeMismatch('createIndexes.indexes', index, 'object');
  for (const name of index.keys()) {
    if (INDEX_OPTIONS.includes(name)) continue;
    if (INDEX_OPTIONS_REFUSED.includes(name)) {
      throw commandError('NotImplemented', `the index option '${name}' is not implemented here`);
    }
    throw commandError(
      'InvalidIndexSpecificationOption',
      `The field '${name}' is not valid for an index specification.`,
    );
  }
  const key = checkKey(index.get('key'));
  const name = index.get('name');
  if (typeof name !== 'string') {
    throw commandError('FailedToParse', "The 'name' field is a required property of an index specification");
  }
  if (name === '' || name === '*') throw commandError('CannotCreateIndex', 'index name cannot be empty or *');
  const version = index.get('v');
  if (version !== undefined && wholeNumber(version) !== 2) {
    throw commandError(
      'CannotCreateIndex',
      `Invalid index specification: cannot create an index with the version v=${String(version)}`,
    );
  }
  const spec = docOf({ v: 2, key, name });
  if (isTruthy(index.get('unique'))) spec.set('unique', true);
  if (isTruthy(index.get('sparse'))) spec.set('sparse', true);
  const partial = index.get('partialFilterExpression');
  if (partial !== undefined) {
    if (!isDoc(partial)) throw typeMismatch('partialFilterExpression', partial, 'object');
    if (spec.has('sparse'))
      throw commandError('CannotCreateIndex', 'cannot mix "partialFilterExpression" and "sparse" options');
    checkPartial(partial);
    parseFilter(partial);
    spec.set('partialFilterExpression', partial);
  }
  return spec;
}

/** The index that already is what is asked for; refuses what would contradict one. */
function sameIndex(meta: CollectionMeta, spec: Doc): IndexMeta | undefined {
  const name = spec.get('name') as string;
  for (const index of meta.indexes) {
    const sameKey = sameKeyPattern(index.spec.get('key') as Doc, spec.get('key') as Doc);
    const sameFilter = sameOption(index.spec, spec, 'partialFilterExpression');
    const sameOptions = ['unique', 'sparse'].every(
      (option) => isTruthy(index.spec.get(option)) === isTruthy(spec.get(option)),
    );
    if (index.name === '_id_' && sameKey) return index;
    if (sameKey && sameFilter && index.name !== name) {
      throw commandError('IndexOptionsConflict', `Index already exists with a different name: ${index.name}`);
    }
    if (index.name !== name) continue;
    if (sameKey && sameFilter && sameOptions) return index;
    throw commandError(
      'IndexKeySpecsConflict',
      `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: { name: "${name}" }, existing index: { name: "${index.name}" }`,
    );
  }
  return undefined;
}

function sameKeyPattern(a: Doc, b: Doc): boolean {
  const left = [...a];
  const right = [...b];
  return (
    left.length === right.length &&
    left.every(
      ([path, way], i) => path === right[i]![0] && wholeNumber(way)! > 0 === wholeNumber(right[i]![1])! > 0,
    )
  );
}

function sameOption(a: Doc, b: Doc, option: string): boolean {
  const left = a.get(option);
  const right = b.get(option);
  if (left === undefined || right === undefined) return left === right;
  return equalsBytes(left, right);
}

/** Makes an index over what is stored; inside a write. */
function* build(engine: Engine, meta: CollectionMeta, spec: Doc): Steps<IndexMeta> {
  const fields = (spec.get('key') as Doc).size;
  const index = indexMeta(engine.catalog.takeId(), spec, new Array<boolean>(fields).fill(false), false);
  index.ready = false;
  const writer = engine.writer(meta);
  const scan = new Scan(engine.storage, meta, {
    index: undefined,
    ranges: [],
    reverse: false,
    sorted: false,
  });
  try {
    for (let found = scan.next(); found.length > 0; found = scan.next()) {
      for (const { record, bytes } of found) writer.addToIndex(index, record, readDoc(bytes));
      yield;
    }
  } catch (error) {
    engine.catalog.dropIndex(meta, index);
    throw error;
  }
  meta.indexes.push(index);
  engine.catalog.save(meta);
  return index;
}

async function createIndexes({ engine, db, body }: Call): Promise<Doc> {
  const name = collectionName(body);
  const list = body.get('indexes');
  if (!Array.isArray(list)) throw typeMismatch('createIndexes.indexes', list ?? null, 'array');
  if (list.length === 0) throw commandError('BadValue', 'Must specify at least one index to create');
  const specs = list.map(normalizeIndex);
  const built: IndexMeta[] = [];
  const answer = await engine.storage.write(
    function* () {
      built.length = 0;
      const had = engine.catalog.find(db, name);
      const meta = had ?? engine.catalog.create(db, name);
      const before = meta.indexes.length;
      for (const spec of specs) if (!sameIndex(meta, spec)) built.push(yield* build(engine, meta, spec));
      return docOf({
        numIndexesBefore: before,
        numIndexesAfter: meta.indexes.length,
        createdCollectionAutomatically: had ? undefined : true,
        note: meta.indexes.length === before ? 'all indexes already exist' : undefined,
      });
    },
    engine.isLarge(db, name),
  );
  // Queries only see what is committed, so they get to know the index now.
  for (const index of built) index.ready = true;
  return answer;
}

function indexesToDrop(meta: CollectionMeta, wanted: Value): IndexMeta[] {
  if (wanted === '*') return meta.indexes.filter(({ name }) => name !== '_id_');
  const list = Array.isArray(wanted) ? wanted : [wanted];
  return list.map((item) => {
    const index = meta.indexes.find(
      ({ name, spec }) => name === item || (isDoc(item) && sameKeyPattern(spec.get('key') as Doc, item)),
    );
    if (!index) {
      const shown = isDoc(item)
        ? [...item].map(([path, way]) => `${path}: ${String(way)}`).join(', ')
        : String(item);
      if (isDoc(item)) throw commandError('IndexNotFound', `can't find index with key: { ${shown} }`);
      throw commandError('IndexNotFound', `index not found with name [${shown}]`);
    }
    if (index.name === '_id_') throw commandError('InvalidOptions', 'cannot drop _id index');
    return index;
  });
}

function dropIndexes({ engine, db, body }: Call): Promise<Doc> {
  const name = collectionName(body);
  const wanted = body.get('index');
  if (wanted === undefined)
    throw commandError(40414, "BSON field 'dropIndexes.index' is missing but a required field");
  return engine.storage.run(() => {
    const meta = engine.catalog.find(db, name);
    if (!meta) throw missing(db, name);
    const before = meta.indexes.length;
    for (const index of indexesToDrop(meta, wanted)) engine.catalog.dropIndex(meta, index);
    return docOf({
      nIndexesWas: before,
      msg: wanted === '*' ? 'non-_id indexes dropped for collection' : undefined,
    });
  });
}

function create({ engine, db, body }: Call): Promise<Doc> {
  const name = collectionName(body);
  checkName(db, name);
  return engine.storage.run(() => {
    // Asking again for the same thing is no error, since MongoDB 7.0.
    if (!engine.catalog.find(db, name)) engine.catalog.create(db, name);
    return new Map();
  });
}

function drop({ engine, db, body }: Call): Promise<Doc> {
  const name = collectionName(body);
  return engine.storage
    .run(() => {
      const meta = engine.catalog.find(db, name);
      if (!meta) return new Map();
      engine.catalog.drop(meta);
      return docOf({ nIndexesWas: meta.indexes.length, ns: `${db}.${name}` });
    })
    .finally(() => engine.sweep());
}

function dropDatabase({ engine, db }: Call): Promise<Doc> {
  return engine.storage
    .run(() => {
      const list = engine.catalog.list(db);
      for (const meta of list) engine.catalog.drop(meta);
      return list.length > 0 ? docOf({ dropped: db }) : new Map();
    })
    .finally(() => engine.sweep());
}

function splitNamespace(namespace: string): [string, string] {
  const dot = namespace.indexOf('.');
  if (dot < 1) throw commandError('InvalidNamespace', `Invalid namespace specified '${namespace}'`);
  return [namespace.slice(0, dot), namespace.slice(dot + 1)];
}

function renameCollection({ engine, db, body }: Call): Promise<Doc> {
  if (db !== 'admin')
    throw commandError('Unauthorized', 'renameCollection may only be run against the admin database.');
  const [fromDb, from] = splitNamespace(requiredString(body, 'renameCollection'));
  const [toDb, to] = splitNamespace(requiredString(body, 'to'));
  checkName(toDb, to);
  return engine.storage
    .run(() => {
      const meta = engine.catalog.find(fromDb, from);
      if (!meta)
        throw commandError('NamespaceNotFound', `Source collection ${fromDb}.${from} does not exist`);
      const target = engine.catalog.find(toDb, to);
      if (target === meta) throw commandError('IllegalOperation', "Can't rename a collection to itself");
      if (target) {
        if (!optionalFlag(body, 'dropTarget'))
          throw commandError('NamespaceExists', 'target namespace exists');
        engine.catalog.drop(target);
      }
      engine.catalog.rename(meta, toDb, to);
      return new Map();
    })
    .finally(() => engine.sweep());
}

function unsupported(names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, 'collections are plain here']));
}

export const schemaCommands = [
  defineCommand({
    name: 'listCollections',
    options: { filter: 'used', nameOnly: 'used', authorizedCollections: 'no effect', cursor: 'no effect' },
    run: listCollections,
  }),
  defineCommand({
    name: 'listDatabases',
    options: { filter: 'used', nameOnly: 'used', authorizedDatabases: 'no effect' },
    run: listDatabases,
  }),
  defineCommand({ name: 'listIndexes', options: { cursor: 'no effect' }, run: listIndexes }),
  defineCommand({
    name: 'createIndexes',
    writes: true,
    options: { indexes: 'used' },
    refused: { commitQuorum: 'there is one server' },
    run: createIndexes,
  }),
  defineCommand({ name: 'dropIndexes', writes: true, options: { index: 'used' }, run: dropIndexes }),
  defineCommand({
    name: 'create',
    writes: true,
    options: {},
    refused: unsupported([
      'capped',
      'size',
      'max',
      'timeseries',
      'expireAfterSeconds',
      'clusteredIndex',
      'changeStreamPreAndPostImages',
      'autoIndexId',
      'idIndex',
      'storageEngine',
      'indexOptionDefaults',
      'viewOn',
      'pipeline',
      'collation',
      'validator',
      'validationLevel',
      'validationAction',
      'encryptedFields',
    ]),
    run: create,
  }),
  defineCommand({ name: 'drop', writes: true, options: {}, run: drop }),
  defineCommand({ name: 'dropDatabase', writes: true, options: {}, run: dropDatabase }),
  defineCommand({
    name: 'renameCollection',
    writes: true,
    options: { to: 'used', dropTarget: 'used' },
    run: renameCollection,
  }),
];
