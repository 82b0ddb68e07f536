/**
 * A runner for tests in MongoDB's unified test format, as far as the CRUD tests need it.
 *
 * Source: https://github.com/mongodb/specifications, source/unified-test-format. What a test needs beyond that is
 * reported as skipped, with the reason.
 */
import { BSON, type ClientSession, type Collection, type Db, type Document, MongoClient } from 'mongodb';

/** How one test ended. `refused`: an operation beyond the subset was refused by the store, as it should be. */
export interface UnifiedOutcome {
  test: string;
  result: 'passed' | 'refused' | 'skipped' | 'failed';
  reason: string;
}

/** Codes with which the store refuses what it does not have. */
const REFUSALS = new Set([238, 59, 40324, 168, 15952, 40415, 20]);
/** The version that the store announces; tests for later versions do not apply. */
const VERSION = [7, 0, 0];

interface Entities {
  clients: Map<string, MongoClient>;
  databases: Map<string, Db>;
  collections: Map<string, Collection<Document>>;
}

class Skip extends Error {}

function compareVersions(text: string): number {
  const parts = text.split('.').map(Number);
  for (let i = 0; i < 3; i++) {
    const order = (parts[i] ?? 0) - VERSION[i]!;
    if (order !== 0) return order;
  }
  return 0;
}

/** Whether the requirements of a test fit the store: a server of its own, version 7.0. */
function applies(requirements: Document[] | undefined): boolean {
  if (!requirements) return true;
  return requirements.some((wanted) => {
    if (wanted.minServerVersion && compareVersions(wanted.minServerVersion) > 0) return false;
    if (wanted.maxServerVersion && compareVersions(wanted.maxServerVersion) < 0) return false;
    if (wanted.topologies && !wanted.topologies.includes('single')) return false;
    if (wanted.serverless === 'require' || wanted.auth || wanted.csfle) return false;
    return !wanted.serverParameters;
  });
}

function typeMatches(type: string | string[], actual: unknown): boolean {
  const names = (Array.isArray(type) ? type : [type]).map((name) => name.toLowerCase());
  const kind =
    typeof actual === 'number'
      ? ['int', 'long', 'double', 'number']
      : typeof actual === 'string'
        ? ['string']
        : typeof actual === 'boolean'
          ? ['bool']
          : Array.isArray(actual)
            ? ['array']
            : actual instanceof Date
              ? ['date']
              : actual === null
                ? ['null']
                : [String((actual as { _bsontype?: string })._bsontype ?? 'object').toLowerCase()];
  return kind.some((name) => names.includes(name));
}

/** Why the actual value does not match the expected one; undefined when it does. */
export function mismatch(expected: unknown, actual: unknown, path = '', root = true): string | undefined {
  if (
    typeof expected === 'object' &&
    expected !== null &&
    !Array.isArray(expected) &&
    !('_bsontype' in expected)
  ) {
    const wanted = expected as Document;
    const [first] = Object.keys(wanted);
    if (first === '$$unsetOrMatches') {
      return actual === undefined || actual === null
        ? undefined
        : mismatch(wanted.$$unsetOrMatches, actual, path, root);
    }
    if (first === '$$exists')
      return wanted.$$exists === (actual !== undefined) ? undefined : `${path}: exists`;
    if (first === '$$type') return typeMatches(wanted.$$type, actual) ? undefined : `${path}: type`;
    if (first === '$$matchesEntity' || first === '$$sessionLsid') throw new Skip(first);
    if (!(expected instanceof Date)) {
      if (typeof actual !== 'object' || actual === null)
        return `${path}: no document but ${JSON.stringify(actual)}`;
      for (const [name, value] of Object.entries(wanted)) {
        const found = mismatch(value, (actual as Document)[name], `${path}.${name}`, false);
        if (found) return found;
      }
      if (root) return undefined;
      const extra = Object.keys(actual).find((name) => !(name in wanted));
      return extra === undefined ? undefined : `${path}: unexpected ${extra}`;
    }
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) {
      return `${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
    }
    for (const [i, value] of expected.entries()) {
      // Documents of a result list are roots again.
      const found = mismatch(value, actual[i], `${path}[${i}]`, root);
      if (found) return found;
    }
    return undefined;
  }
  const plain = (value: unknown): string => BSON.EJSON.stringify({ value: value ?? null }, { relaxed: true });
  return plain(expected) === plain(actual)
    ? undefined
    : `${path}: expected ${plain(expected)}, got ${plain(actual)}`;
}

function bulkRequests(requests: Document[]): Document[] {
  return requests.map((request) => {
    const [[name, args]] = Object.entries(request) as [[string, Document]];
    return { [name]: name === 'insertOne' ? { document: args.document } : args };
  });
}

type Args = Document & { session?: ClientSession };

/** How each operation is done with the driver; the arguments that are no options are taken out first. */
const COLLECTION_OPERATIONS: Record<
  string,
  (collection: Collection<Document>, args: Args) => Promise<unknown>
> = {
  find: (c, { filter, ...options }) => c.find(filter ?? {}, options).toArray(),
  findOne: (c, { filter, ...options }) => c.findOne(filter ?? {}, options),
  insertOne: (c, { document, ...options }) => c.insertOne(document, options),
  insertMany: (c, { documents, ...options }) => c.insertMany(documents, options),
  updateOne: (c, { filter, update, ...options }) => c.updateOne(filter, update, options),
  updateMany: (c, { filter, update, ...options }) => c.updateMany(filter, update, options),
  replaceOne: (c, { filter, replacement, ...options }) => c.replaceOne(filter, replacement, options),
  deleteOne: (c, { filter, ...options }) => c.deleteOne(filter, options),
  deleteMany: (c, { filter, ...options }) => c.deleteMany(filter, options),
  findOneAndUpdate: (c, { filter, update, ...options }) => c.findOneAndUpdate(filter, update, lower(options)),
  findOneAndReplace: (c, { filter, replacement, ...options }) =>
    c.findOneAndReplace(filter, replacement, lower(options)),
  findOneAndDelete: (c, { filter, ...options }) => c.findOneAndDelete(filter, options),
  aggregate: (c, { pipeline, ...options }) => c.aggregate(pipeline, options).toArray(),
  countDocuments: (c, { filter, ...options }) => c.countDocuments(filter, options),
  estimatedDocumentCount: (c, options) => c.estimatedDocumentCount(options),
  distinct: (c, { fieldName, filter, ...options }) => c.distinct(fieldName, filter ?? {}, options),
  bulkWrite: (c, { requests, ...options }) => c.bulkWrite(bulkRequests(requests) as never, options),
  createIndex: (c, { keys, ...options }) => c.createIndex(keys, options),
  dropIndex: (c, { name }) => c.dropIndex(name),
  listIndexes: (c) => c.listIndexes().toArray(),
  rename: (c, { to, ...options }) => c.rename(to, options),
};

function lower(options: Document): Document {
  const { returnDocument, ...rest } = options;
  return returnDocument ? { ...rest, returnDocument: String(returnDocument).toLowerCase() } : rest;
}

async function operate(entities: Entities, operation: Document): Promise<unknown> {
  const args: Args = { ...(operation.arguments ?? {}) };
  const collection = entities.collections.get(operation.object);
  if (collection) {
    const run = COLLECTION_OPERATIONS[operation.name];
    if (!run) throw new Skip(`operation ${operation.name}`);
    return run(collection, args);
  }
  const database = entities.databases.get(operation.object);
  if (!database) throw new Skip(`object ${operation.object}`);
  switch (operation.name) {
    case 'runCommand':
      return database.command(args.command);
    case 'createCollection': {
      const { collection: name, ...options } = args;
      return database.createCollection(name, options);
    }
    case 'dropCollection':
      return database.dropCollection(args.collection);
    case 'listCollections':
      return database.listCollections(args.filter ?? {}).toArray();
    default:
      throw new Skip(`operation ${operation.name}`);
  }
}

function isRefusal(error: unknown): boolean {
  const { code, writeErrors } = error as {
    code?: number;
    writeErrors?: { code: number }[] | { code: number };
  };
  const first = Array.isArray(writeErrors) ? writeErrors[0] : writeErrors;
  return REFUSALS.has(code ?? first?.code ?? 0);
}

function errorMismatch(expected: Document, error: unknown): string | undefined {
  const { code, codeName, message, result } = error as {
    code?: number;
    codeName?: string;
    message: string;
    result?: unknown;
  };
  if (expected.errorCode !== undefined && expected.errorCode !== code)
    return `error code ${code}: ${message}`;
  if (expected.errorCodeName !== undefined && expected.errorCodeName !== codeName)
    return `error name ${codeName}`;
  if (expected.errorContains && !message.toLowerCase().includes(String(expected.errorContains).toLowerCase()))
    return `error text ${message}`;
  if (expected.isClientError === true && code !== undefined)
    return `a server error ${code} instead of a client error`;
  if (expected.expectResult !== undefined) return mismatch(expected.expectResult, result);
  return undefined;
}

async function runOperation(
  entities: Entities,
  operation: Document,
): Promise<UnifiedOutcome['result'] | string> {
  let value: unknown;
  try {
    value = await operate(entities, operation);
  } catch (error) {
    if (error instanceof Skip) throw error;
    if (isRefusal(error)) return 'refused';
    if (operation.ignoreResultAndError) return 'passed';
    if (!operation.expectError) return `${operation.name}: ${(error as Error).message}`;
    return errorMismatch(operation.expectError, error) ?? 'passed';
  }
  if (operation.expectError)
    return `${operation.name}: no error, but ${JSON.stringify(operation.expectError)} was expected`;
  if (operation.expectResult === undefined) return 'passed';
  const { name } = operation;
  const isList = Array.isArray(value) && name !== 'distinct';
  const found = mismatch(operation.expectResult, value, name, !isList);
  return found ?? 'passed';
}

/** Makes the entities of a file. */
function entitiesOf(file: Document, uri: string): Entities {
  const entities: Entities = { clients: new Map(), databases: new Map(), collections: new Map() };
  for (const each of file.createEntities ?? []) {
    const [[kind, spec]] = Object.entries(each) as [[string, Document]];
    if (kind === 'client') {
      const options = { ...(spec.uriOptions ?? {}) };
      entities.clients.set(spec.id, new MongoClient(uri, options));
    } else if (kind === 'database') {
      entities.databases.set(
        spec.id,
        entities.clients.get(spec.client)!.db(spec.databaseName, spec.databaseOptions ?? {}),
      );
    } else if (kind === 'collection') {
      const database = entities.databases.get(spec.database)!;
      entities.collections.set(
        spec.id,
        database.collection(spec.collectionName, spec.collectionOptions ?? {}),
      );
    }
  }
  return entities;
}

/**
 * Runs the tests of one file.
 * @param file the parsed JSON (as EJSON) of a unified test file
 */
export async function runUnified(file: Document, uri: string): Promise<UnifiedOutcome[]> {
  const outcomes: UnifiedOutcome[] = [];
  for (const test of file.tests as Document[]) {
    const name = `${file.description}: ${test.description}`;
    const note = (result: UnifiedOutcome['result'], reason = '') =>
      outcomes.push({ test: name, result, reason });
    if (test.skipReason) note('skipped', test.skipReason);
    else if (!applies(file.runOnRequirements) || !applies(test.runOnRequirements))
      note('skipped', 'for other servers');
    else {
      const entities = entitiesOf(file, uri);
      try {
        const result = await runTest(file, test, entities, uri);
        if (result === 'passed' || result === 'refused') note(result);
        else note('failed', result);
      } catch (error) {
        if (error instanceof Skip) note('skipped', error.message);
        else note('failed', (error as Error).message);
      } finally {
        for (const client of entities.clients.values()) await client.close();
      }
    }
  }
  return outcomes;
}

async function runTest(file: Document, test: Document, entities: Entities, uri: string): Promise<string> {
  const direct = new MongoClient(uri);
  try {
    for (const { databaseName, collectionName, documents } of file.initialData ?? []) {
      const collection = direct.db(databaseName).collection(collectionName);
      await collection.drop();
      if (documents.length > 0) await collection.insertMany(documents);
      else await direct.db(databaseName).createCollection(collectionName);
    }
    for (const operation of test.operations) {
      const result = await runOperation(entities, operation);
      if (result !== 'passed') return result;
    }
    for (const { databaseName, collectionName, documents } of test.outcome ?? []) {
      const found = await direct
        .db(databaseName)
        .collection(collectionName)
        .find({})
        .sort({ _id: 1 })
        .toArray();
      const difference = mismatch(documents, found, 'outcome', false);
      if (difference) return difference;
    }
    return 'passed';
  } finally {
    await direct.close();
  }
}
