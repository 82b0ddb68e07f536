/**
 * A runner for tests in MongoDB's unified test format, as far as tests of commands need it.
 *
 * Source: https://github.com/mongodb/specifications, source/unified-test-format. It judges as that says: requirements,
 * entities, results, errors, events and outcome. What a test needs beyond that (fail points, logs, encryption, buckets,
 * change streams, pools) is reported as skipped, with the reason.
 */
import {
  BSON,
  type ClientSession,
  type Collection,
  type CommandFailedEvent,
  type CommandStartedEvent,
  type CommandSucceededEvent,
  type Db,
  type Document,
  type FindCursor,
  MongoClient,
  MongoServerError,
  type RunCommandCursor,
} from 'mongodb';

/** How one test ended. `refused`: an operation beyond the subset was refused by the store, as it should be. */
export interface UnifiedOutcome {
  test: string;
  result: 'passed' | 'refused' | 'skipped' | 'failed';
  reason: string;
}

/** Codes with which the store refuses what it does not have. */
const REFUSALS = new Set([238, 59, 40324, 168, 15952, 40415, 20]);
/** The version that the store announces; tests for other versions do not apply. */
const VERSION = [7, 0, 0];

/** Tests that the driver itself does not pass, whatever the server answers. */
const NOT_OF_THE_DRIVER: [name: RegExp, reason: string][] = [
  [/ passes bypassDocumentValidation: false$/, 'the driver 7 leaves bypassDocumentValidation: false out'],
];

/** Commands of the runner itself, which a test does not see. */
const NOT_OBSERVED = new Set(['configurefailpoint']);
/** Events of these are left out since their contents are secret. */
const SENSITIVE = new Set([
  'authenticate',
  'saslstart',
  'saslcontinue',
  'getnonce',
  'createuser',
  'updateuser',
  'copydbgetnonce',
  'copydbsaslstart',
  'copydb',
]);

type CommandEvent =
  | { kind: 'commandStartedEvent'; event: CommandStartedEvent }
  | { kind: 'commandSucceededEvent'; event: CommandSucceededEvent }
  | { kind: 'commandFailedEvent'; event: CommandFailedEvent };

interface ObservedClient {
  client: MongoClient;
  /** Those that the test wants to see. */
  events: CommandEvent[];
  /** All that were started, for the assertions about sessions. */
  started: CommandStartedEvent[];
}

interface Entities {
  clients: Map<string, ObservedClient>;
  databases: Map<string, Db>;
  collections: Map<string, Collection<Document>>;
  sessions: Map<string, ClientSession>;
  cursors: Map<string, FindCursor<Document> | RunCommandCursor>;
  values: Map<string, unknown>;
}

class Skip extends Error {}

/** What a test says about its own faults, as opposed to an answer of the driver. */
class Mismatch extends Error {}

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

/** The names that `$$type` has for a value. Source: MongoDB manual, "BSON Types". */
function typeNames(value: unknown): string[] {
  if (value === null) return ['null'];
  if (typeof value === 'string') return ['string'];
  if (typeof value === 'boolean') return ['bool'];
  if (typeof value === 'bigint') return ['long', 'number'];
  if (typeof value === 'number') {
    // The driver hands small longs and doubles over as plain numbers, so that a whole one may be any of the three.
    return Number.isInteger(value) ? ['int', 'long', 'double', 'number'] : ['double', 'number'];
  }
  if (Array.isArray(value)) return ['array'];
  if (value instanceof Date) return ['date'];
  if (value instanceof RegExp) return ['regex'];
  switch ((value as { _bsontype?: string })._bsontype) {
    case 'ObjectId':
      return ['objectId'];
    case 'Binary':
    case 'UUID':
      return ['binData'];
    case 'Long':
      return ['long', 'number'];
    case 'Int32':
      return ['int', 'number'];
    case 'Double':
      return ['double', 'number'];
    case 'Decimal128':
      return ['decimal', 'number'];
    case 'Timestamp':
      return ['timestamp'];
    case 'BSONRegExp':
      return ['regex'];
    case 'Code':
      return ['javascript'];
    case 'MinKey':
      return ['minKey'];
    case 'MaxKey':
      return ['maxKey'];
    default:
      return ['object'];
  }
}

/** A value as text in which equal values are equal: numbers by their amount, documents with their fields in order. */
function plain(value: unknown): string {
  return BSON.EJSON.stringify({ value: value ?? null }, { relaxed: true });
}

function isDocument(value: unknown): value is Document {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof RegExp) &&
    !('_bsontype' in value)
  );
}

/** The session whose id is meant, for `$$sessionLsid`, and entities by name. */
type Lookup = Pick<Entities, 'sessions' | 'values'>;

/** Why a special operator is not fulfilled; null when the expectation is none. */
function specialMismatch(
  expected: Document,
  actual: unknown,
  path: string,
  root: boolean,
  entities: Lookup | undefined,
): string | undefined | null {
  const names = Object.keys(expected);
  const [name] = names;
  if (names.length !== 1 || !name?.startsWith('$$')) return null;
  const argument: unknown = expected[name];
  switch (name) {
    case '$$exists':
      return argument === (actual !== undefined) ? undefined : `${path}: $$exists ${String(argument)}`;
    case '$$unsetOrMatches':
      // A result that the driver does not tell is null at the root; deeper, a null is a value.
      return actual === undefined || (root && actual === null)
        ? undefined
        : mismatch(argument, actual, path, root, entities);
    case '$$type': {
      if (actual === undefined) return `${path}: nothing, but a type was expected`;
      const wanted = (Array.isArray(argument) ? argument : [argument]) as string[];
      return typeNames(actual).some((type) => wanted.includes(type))
        ? undefined
        : `${path}: type ${typeNames(actual).join('/')} instead of ${wanted.join('/')}`;
    }
    case '$$lte':
      return Number(actual) <= Number(argument) ? undefined : `${path}: ${String(actual)} > ${argument}`;
    case '$$matchesHexBytes':
      return Buffer.from(actual as Uint8Array).toString('hex') === argument ? undefined : `${path}: bytes`;
    case '$$matchAsRoot':
      return mismatch(argument, actual, path, true, entities);
    case '$$matchAsDocument':
      return mismatch(argument, BSON.EJSON.parse(String(actual)), path, false, entities);
    case '$$matchesEntity': {
      if (!entities?.values.has(String(argument))) throw new Skip(`entity ${String(argument)}`);
      return mismatch(entities.values.get(String(argument)), actual, path, root, entities);
    }
    case '$$sessionLsid': {
      const session = entities?.sessions.get(String(argument));
      if (!session) throw new Skip(`session ${String(argument)}`);
      return plain(session.id) === plain(actual) ? undefined : `${path}: another session`;
    }
    default:
      throw new Skip(`operator ${name}`);
  }
}

/**
 * Why the actual value does not match the expected one; undefined when it does.
 * @param root whether it is a document at the root (or a list of such), which may have more fields than are expected
 */
export function mismatch(
  expected: unknown,
  actual: unknown,
  path = '',
  root = true,
  entities?: Lookup,
): string | undefined {
  // The driver keeps a sort as a Map.
  if (actual instanceof Map) return mismatch(expected, Object.fromEntries(actual), path, root, entities);
  if (isDocument(expected)) {
    const special = specialMismatch(expected, actual, path, root, entities);
    if (special !== null) return special;
    if (!isDocument(actual)) return `${path}: expected a document, got ${plain(actual)}`;
    for (const [name, value] of Object.entries(expected)) {
      const here = `${path}.${name}`;
      const optional = isDocument(value) && ('$$exists' in value || '$$unsetOrMatches' in value);
      if (!optional && !Object.hasOwn(actual, name)) return `${here}: missing`;
      const found = mismatch(value, actual[name], here, false, entities);
      if (found) return found;
    }
    if (root) return undefined;
    const extra = Object.keys(actual).find((name) => !(name in expected));
    return extra === undefined ? undefined : `${path}: unexpected ${extra}`;
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length)
      return `${path}: expected ${plain(expected)}, got ${plain(actual)}`;
    for (const [i, value] of expected.entries()) {
      const found = mismatch(value, actual[i], `${path}[${i}]`, root, entities);
      if (found) return found;
    }
    return undefined;
  }
  if (expected !== null && actual === null) return `${path}: expected ${plain(expected)}, got null`;
  return plain(expected) === plain(actual)
    ? undefined
    : `${path}: expected ${plain(expected)}, got ${plain(actual)}`;
}

/** Whether a document brings an `_id` of null, for which the driver would otherwise make an ObjectId. */
function hasNullId(document: Document): boolean {
  return Object.hasOwn(document, '_id') && document._id === null;
}

function keepIds(documents: Document[]): Document {
  return documents.some(hasNullId) ? { forceServerObjectId: true } : {};
}

function bulkRequests(requests: Document[]): Document[] {
  return requests.map((request) => {
    const [[name, args]] = Object.entries(request) as [[string, Document]];
    return { [name]: name === 'insertOne' ? { document: args.document } : args };
  });
}

function insertedBy(requests: Document[]): Document[] {
  return requests.flatMap((request) => (request.insertOne ? [request.insertOne.document as Document] : []));
}

type Args = Document & { session?: ClientSession };

/** How each operation is done with the driver; the arguments that are no options are taken out first. */
const COLLECTION_OPERATIONS: Record<
  string,
  (collection: Collection<Document>, args: Args) => Promise<unknown>
> = {
  find: (c, { filter, ...options }) => c.find(filter, options).toArray(),
  findOne: (c, { filter, ...options }) => c.findOne(filter, options),
  insertOne: (c, { document, ...options }) => c.insertOne(document, { ...options, ...keepIds([document]) }),
  insertMany: (c, { documents, ...options }) =>
    c.insertMany(documents, { ...options, ...keepIds(documents) }),
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
  count: (c, { filter, ...options }) => c.count(filter, options),
  countDocuments: (c, { filter, ...options }) => c.countDocuments(filter, options),
  estimatedDocumentCount: (c, options) => c.estimatedDocumentCount(options),
  distinct: (c, { fieldName, filter, ...options }) => c.distinct(fieldName, filter, options),
  bulkWrite: (c, { requests, ...options }) =>
    c.bulkWrite(bulkRequests(requests) as never, { ...options, ...keepIds(insertedBy(requests)) }),
  createIndex: (c, { keys, ...options }) => c.createIndex(keys, options),
  dropIndex: (c, { name, ...options }) => c.dropIndex(name, options),
  dropIndexes: (c, options) => c.dropIndexes(options),
  listIndexes: (c, options) => c.listIndexes(options).toArray(),
  listIndexNames: async (c, options) =>
    (await c.listIndexes(options).toArray()).map(({ name }) => name as string),
  rename: (c, { to, ...options }) => c.rename(to, options),
  createSearchIndex: (c, { model }) => c.createSearchIndex(model),
  createSearchIndexes: (c, { models }) => c.createSearchIndexes(models),
  updateSearchIndex: (c, { name, definition }) => c.updateSearchIndex(name, definition),
  dropSearchIndex: (c, { name }) => c.dropSearchIndex(name),
  listSearchIndexes: (c, { name, aggregationOptions }) =>
    (name === undefined
      ? c.listSearchIndexes(aggregationOptions)
      : c.listSearchIndexes(name, aggregationOptions)
    ).toArray(),
};

const DATABASE_OPERATIONS: Record<string, (database: Db, args: Args) => Promise<unknown>> = {
  aggregate: (db, { pipeline, ...options }) => db.aggregate(pipeline, options).toArray(),
  runCommand: (db, { command, commandName: _, ...options }) => db.command(command, options),
  runCursorCommand: (db, args) => commandCursor(db, args).toArray(),
  createCollection: (db, { collection, ...options }) => db.createCollection(collection, options),
  dropCollection: (db, { collection, ...options }) => db.dropCollection(collection, options),
  listCollections: (db, { filter, ...options }) => db.listCollections(filter, options).toArray(),
  listCollectionNames: async (db, { filter, ...options }) =>
    (await db.listCollections(filter, { ...options, nameOnly: true }).toArray()).map(({ name }) => name),
  modifyCollection: (db, { collection, ...options }) => db.command({ collMod: collection, ...options }),
};

const CLIENT_OPERATIONS: Record<string, (client: MongoClient, args: Args) => Promise<unknown>> = {
  listDatabases: async (client, args) => (await client.db('admin').admin().listDatabases(args)).databases,
  listDatabaseNames: async (client, args) =>
    (await client.db('admin').admin().listDatabases(args)).databases.map(({ name }) => name),
  clientBulkWrite: (client, { models, verboseResults, ...options }) =>
    client.bulkWrite(
      (models as Document[]).map((model) => {
        const [[name, { namespace, ...rest }]] = Object.entries(model) as [[string, Document]];
        return { name, namespace, ...rest };
      }) as never,
      { ...options, ...(verboseResults !== undefined && { verboseResults }) },
    ),
};

/** Makes a cursor of a command that gives one. */
function commandCursor(db: Db, args: Args): RunCommandCursor {
  const { command, commandName: _, batchSize, maxTimeMS, comment, session, ...rest } = args;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) throw new Skip(`runCursorCommand with ${unknown}`);
  const cursor = db.runCursorCommand(command, session ? { session } : {});
  if (batchSize !== undefined) cursor.setBatchSize(batchSize);
  if (maxTimeMS !== undefined) cursor.setMaxTimeMS(maxTimeMS);
  if (comment !== undefined) cursor.setComment(comment);
  return cursor;
}

function lower(options: Document): Document {
  const { returnDocument, ...rest } = options;
  return returnDocument ? { ...rest, returnDocument: String(returnDocument).toLowerCase() } : rest;
}

async function operate(entities: Entities, operation: Document, uri: string): Promise<unknown> {
  const args: Args = { ...(operation.arguments ?? {}) };
  if (typeof args.session === 'string') {
    const session = entities.sessions.get(args.session);
    if (!session) throw new Skip(`session ${args.session}`);
    args.session = session;
  }
  const { name, object } = operation as { name: string; object: string };
  if (object === 'testRunner') return operateRunner(entities, name, args, uri);
  const collection = entities.collections.get(object);
  if (collection && name === 'createFindCursor') {
    const { filter, ...options } = args;
    // The cursor is only made here; the command must be sent with it, as the format wants it.
    const cursor = collection.find(filter, options);
    await cursor.hasNext();
    return cursor;
  }
  const run = collection && COLLECTION_OPERATIONS[name];
  if (run) return run(collection, args);
  const database = entities.databases.get(object);
  if (database && name === 'createCommandCursor') {
    const cursor = commandCursor(database, args);
    await cursor.hasNext();
    return cursor;
  }
  const runOnDatabase = database && DATABASE_OPERATIONS[name];
  if (runOnDatabase) return runOnDatabase(database, args);
  const client = entities.clients.get(object);
  const runOnClient = client && CLIENT_OPERATIONS[name];
  if (runOnClient) return runOnClient(client.client, args);
  const session = entities.sessions.get(object);
  if (session && name === 'endSession') return session.endSession();
  const cursor = entities.cursors.get(object);
  if (cursor) {
    if (name === 'iterateUntilDocumentOrError' || name === 'iterateOnce') return cursor.next();
    if (name === 'close') return cursor.close();
  }
  throw new Skip(`operation ${object.replace(/\d+$/, '')}.${name}`);
}

/** The operations of the runner itself. */
async function operateRunner(entities: Entities, name: string, args: Args, uri: string): Promise<unknown> {
  const wrong = (text: string): never => {
    throw new Mismatch(`${name}: ${text}`);
  };
  const lastLsids = (): string[] => {
    const { started } = entities.clients.get(args.client) ?? wrong('no such client');
    if (started.length < 2) wrong('fewer than two commands');
    return started.slice(-2).map(({ command }) => plain(command.lsid));
  };
  switch (name) {
    case 'createEntities':
      addEntities(entities, args.entities, uri);
      return undefined;
    case 'assertSameLsidOnLastTwoCommands': {
      const [a, b] = lastLsids();
      return a === b || wrong(`${a} and ${b}`);
    }
    case 'assertDifferentLsidOnLastTwoCommands': {
      const [a, b] = lastLsids();
      return a !== b || wrong(`twice ${a}`);
    }
    case 'assertSessionNotDirty':
    case 'assertSessionDirty': {
      const dirty = args.session?.serverSession.isDirty ?? wrong('no session');
      return dirty === (name === 'assertSessionDirty') || wrong(String(dirty));
    }
    case 'assertCollectionExists':
    case 'assertCollectionNotExists': {
      const found = await withClient(uri, (client) =>
        client.db(args.databaseName).listCollections({ name: args.collectionName }).toArray(),
      );
      return found.length > 0 === (name === 'assertCollectionExists') || wrong(args.collectionName);
    }
    case 'assertIndexExists':
    case 'assertIndexNotExists': {
      const indexes = await withClient(uri, async (client) =>
        // Of a collection that is not there, MongoDB refuses to list the indexes; it has none.
        client
          .db(args.databaseName)
          .collection(args.collectionName)
          .listIndexes()
          .toArray()
          .catch((error: { code?: number }) => (error.code === 26 ? [] : Promise.reject(error))),
      );
      const found = indexes.some((index) => index.name === args.indexName);
      return found === (name === 'assertIndexExists') || wrong(args.indexName);
    }
    default:
      throw new Skip(`operation testRunner.${name}`);
  }
}

async function withClient<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

type Failure = Partial<MongoServerError> & {
  result?: unknown;
  writeErrors?: unknown;
  writeConcernErrors?: unknown;
  cause?: unknown;
  error?: unknown;
};

/** Whether a server refused something that it does not have. */
function isRefusal(error: unknown): boolean {
  const { code, writeErrors, cause, error: inner } = error as Failure;
  const listed: unknown[] =
    writeErrors instanceof Map
      ? [...writeErrors.values()]
      : Array.isArray(writeErrors)
        ? writeErrors
        : writeErrors
          ? [writeErrors]
          : [];
  const codes = [code, ...listed.map((each) => (each as { code?: number }).code)];
  if (codes.some((each) => REFUSALS.has(Number(each)))) return true;
  return [cause, inner].some((each) => each instanceof Error && isRefusal(each));
}

function errorMismatch(expected: Document, error: unknown, entities: Entities): string | undefined {
  const failure = error as Failure;
  const { code, codeName, message = '', result, errorResponse } = failure;
  const fromServer = error instanceof MongoServerError;
  if (expected.isClientError === true && fromServer)
    return `a server error ${code} instead of a client error: ${message}`;
  if (expected.isClientError === false && !fromServer)
    return `a client error instead of a server error: ${message}`;
  if (expected.isTimeoutError === true) throw new Skip('timeouts of the client');
  if (expected.errorCode !== undefined && expected.errorCode !== code)
    return `error code ${code}: ${message}`;
  if (expected.errorCodeName !== undefined && expected.errorCodeName !== codeName)
    return `error name ${codeName}: ${message}`;
  if (expected.errorContains && !message.toLowerCase().includes(String(expected.errorContains).toLowerCase()))
    return `error text ${message}`;
  const labels = (names: string[] | undefined, has: boolean) =>
    names?.find((label) => (failure.hasErrorLabel?.(label) ?? false) !== has);
  const label = labels(expected.errorLabelsContain, true) ?? labels(expected.errorLabelsOmit, false);
  if (label !== undefined) return `error label ${label}`;
  if (expected.errorResponse !== undefined) {
    const found = mismatch(expected.errorResponse, errorResponse, 'errorResponse', true, entities);
    if (found) return found;
  }
  for (const list of ['writeErrors', 'writeConcernErrors'] as const) {
    if (expected[list] === undefined) continue;
    const actual = failure[list];
    const found = mismatch(
      expected[list],
      actual instanceof Map ? Object.fromEntries(actual) : actual,
      list,
      true,
      entities,
    );
    if (found) return found;
  }
  if (expected.expectResult === undefined) return undefined;
  return mismatch(expected.expectResult, resultOf(failure, result), 'result', true, entities);
}

/** What a bulk write had done before it failed, as the driver tells it by the error. */
function resultOf(failure: Failure, result: unknown): unknown {
  const counts = [
    'insertedCount',
    'insertedIds',
    'matchedCount',
    'modifiedCount',
    'deletedCount',
    'upsertedCount',
    'upsertedIds',
  ] as const;
  const told: Document = {};
  const of = failure as unknown as Document;
  for (const name of counts) if (of[name] !== undefined) told[name] = of[name];
  return Object.keys(told).length > 0 ? told : result;
}

/** @returns undefined when it went as expected, `refused`, or what went wrong */
async function runOperation(
  entities: Entities,
  operation: Document,
  uri: string,
): Promise<string | undefined> {
  const { name, expectError, expectResult } = operation;
  let value: unknown;
  try {
    value = await operate(entities, operation, uri);
  } catch (error) {
    if (error instanceof Skip || error instanceof Mismatch) throw error;
    if (operation.ignoreResultAndError) return undefined;
    const { message } = error as Error;
    const wrong = expectError ? errorMismatch(expectError, error, entities) : message;
    if (wrong === undefined) return undefined;
    return isRefusal(error) ? 'refused' : `${name}: ${wrong}`;
  }
  if (operation.ignoreResultAndError) return undefined;
  if (operation.saveResultAsEntity) {
    const id = operation.saveResultAsEntity;
    if (/^create.*Cursor$/.test(name)) entities.cursors.set(id, value as RunCommandCursor);
    else entities.values.set(id, value);
  }
  if (expectError) return `${name}: no error, but ${JSON.stringify(expectError)} was expected`;
  if (!Object.hasOwn(operation, 'expectResult')) return undefined;
  return mismatch(expectResult, value ?? null, name, true, entities);
}

function addClient(entities: Entities, spec: Document, uri: string): void {
  if (spec.autoEncryptOpts) throw new Skip('encryption in the client');
  const client = new MongoClient(uri, {
    ...(spec.uriOptions ?? {}),
    ...(spec.serverApi && { serverApi: spec.serverApi }),
    monitorCommands: true,
  });
  const observed: ObservedClient = { client, events: [], started: [] };
  const wanted = new Set<string>(spec.observeEvents ?? []);
  const ignored = new Set<string>(
    (spec.ignoreCommandMonitoringEvents ?? []).map((name: string) => name.toLowerCase()),
  );
  const note = (seen: CommandEvent): void => {
    const name = seen.event.commandName.toLowerCase();
    if (NOT_OBSERVED.has(name) || ignored.has(name)) return;
    if (SENSITIVE.has(name) && !spec.observeSensitiveCommands) return;
    if (seen.kind === 'commandStartedEvent') observed.started.push(seen.event);
    if (wanted.has(seen.kind)) observed.events.push(seen);
  };
  client.on('commandStarted', (event) => note({ kind: 'commandStartedEvent', event }));
  client.on('commandSucceeded', (event) => note({ kind: 'commandSucceededEvent', event }));
  client.on('commandFailed', (event) => note({ kind: 'commandFailedEvent', event }));
  entities.clients.set(spec.id, observed);
}

/** Adds entities, in their order. */
function addEntities(entities: Entities, specs: Document[], uri: string): void {
  for (const each of specs) {
    const [[kind, spec]] = Object.entries(each) as [[string, Document]];
    const client = () => {
      const found = entities.clients.get(spec.client);
      if (!found) throw new Skip(`client ${spec.client}`);
      return found.client;
    };
    if (kind === 'client') addClient(entities, spec, uri);
    else if (kind === 'database') {
      entities.databases.set(spec.id, client().db(spec.databaseName, spec.databaseOptions ?? {}));
    } else if (kind === 'collection') {
      const database = entities.databases.get(spec.database);
      if (!database) throw new Skip(`database ${spec.database}`);
      entities.collections.set(
        spec.id,
        database.collection(spec.collectionName, spec.collectionOptions ?? {}),
      );
    } else if (kind === 'session') {
      entities.sessions.set(spec.id, client().startSession(spec.sessionOptions ?? {}));
    } else if (kind !== 'bucket') throw new Skip(`entity ${kind}`);
    // Buckets are only met where one is used.
  }
}

/** Why an event is not the expected one. */
function eventMismatch(expected: Document, actual: CommandEvent, entities: Entities): string | undefined {
  const [[kind, wanted]] = Object.entries(expected) as [[string, Document]];
  if (kind !== actual.kind) return `${actual.kind} of ${actual.event.commandName} instead of ${kind}`;
  const event = actual.event as unknown as Document;
  for (const [name, value] of Object.entries(wanted)) {
    const found =
      name === 'command' || name === 'reply'
        ? mismatch(value, event[name], `${kind}.${name}`, true, entities)
        : name === 'hasServerConnectionId'
          ? (typeof event.serverConnectionId === 'bigint') === value
            ? undefined
            : `${kind}.serverConnectionId`
          : name === 'commandName' || name === 'databaseName'
            ? mismatch(value, event[name], `${kind}.${name}`, false, entities)
            : new Skip(`event with ${name}`);
    if (found instanceof Skip) throw found;
    if (found) return found;
  }
  return undefined;
}

function eventsMismatch(expected: Document[], entities: Entities): string | undefined {
  for (const { client, events, eventType, ignoreExtraEvents } of expected) {
    if (eventType !== undefined && eventType !== 'command') throw new Skip(`events of kind ${eventType}`);
    const actual = entities.clients.get(client)!.events;
    const names = () => actual.map(({ kind, event }) => `${kind} ${event.commandName}`).join(', ');
    if (actual.length < events.length || (!ignoreExtraEvents && actual.length > events.length))
      return `events: ${events.length} expected, got ${names()}`;
    for (const [i, event] of (events as Document[]).entries()) {
      const found = eventMismatch(event, actual[i]!, entities);
      if (found) return `event ${i}: ${found}`;
    }
  }
  return undefined;
}

function isNotOfTheDriver(name: string): string | undefined {
  return NOT_OF_THE_DRIVER.find(([pattern]) => pattern.test(name))?.[1];
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
    else if (isNotOfTheDriver(name)) note('skipped', isNotOfTheDriver(name));
    else if (test.expectLogMessages) note('skipped', 'log messages');
    else {
      const entities: Entities = {
        clients: new Map(),
        databases: new Map(),
        collections: new Map(),
        sessions: new Map(),
        cursors: new Map(),
        values: new Map(),
      };
      try {
        const wrong = await runTest(file, test, entities, uri);
        if (wrong === undefined) note('passed');
        else if (wrong === 'refused') note('refused');
        else note('failed', wrong);
      } catch (error) {
        if (error instanceof Skip) note('skipped', error.message);
        else note('failed', (error as Error).message);
      } finally {
        for (const session of entities.sessions.values()) await session.endSession();
        for (const { client } of entities.clients.values()) await client.close();
      }
    }
  }
  return outcomes;
}

async function putInitialData(client: MongoClient, initialData: Document[]): Promise<void> {
  for (const { databaseName, collectionName, documents, createOptions } of initialData) {
    const collection = client.db(databaseName).collection(collectionName);
    await collection.drop();
    if (createOptions || documents.length === 0)
      await client.db(databaseName).createCollection(collectionName, createOptions ?? {});
    if (documents.length > 0) await collection.insertMany(documents, keepIds(documents));
  }
}

async function runTest(
  file: Document,
  test: Document,
  entities: Entities,
  uri: string,
): Promise<string | undefined> {
  try {
    await withClient(uri, (client) => putInitialData(client, file.initialData ?? []));
  } catch (error) {
    if (isRefusal(error)) return 'refused';
    throw error;
  }
  addEntities(entities, file.createEntities ?? [], uri);
  for (const operation of test.operations) {
    const wrong = await runOperation(entities, operation, uri);
    if (wrong !== undefined) return wrong;
  }
  const wrongEvents = test.expectEvents && eventsMismatch(test.expectEvents, entities);
  if (wrongEvents) return wrongEvents;
  return withClient(uri, async (client) => {
    for (const { databaseName, collectionName, documents } of test.outcome ?? []) {
      const found = await client
        .db(databaseName)
        .collection(collectionName)
        .find({})
        .sort({ _id: 1 })
        .toArray();
      // The documents of an outcome must be there exactly, with no field more.
      const difference = mismatch(documents, found, 'outcome', false, entities);
      if (difference) return difference;
    }
    return undefined;
  });
}
