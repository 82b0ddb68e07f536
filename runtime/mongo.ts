/** The connection to the document store, which is the truth. */
import mongoose, { type Connection } from 'mongoose';

export type { Connection };

/**
 * How long a command may go unanswered, or wait for a connection while all are taken, ms: the driver itself would wait
 * for ever, and a beat that waits is never followed by another one.
 */
const ANSWER_TIMEOUT_MS = 20_000;

/** How long an operation may wait for a server, ms: a callback must be answered within 5 s, spool included. */
const SELECTION_TIMEOUT_MS = 1_500;

export interface Stores {
  /** Everything but keys. */
  records: Connection;
  /** Keys of sealed records: a database of its own, so that a backup of the records does not carry them. */
  keys: Connection;
  /** Whether a command gets through right now. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Connections of one process, beside the one or two that the driver watches the server with. Several processes share
 * the embedded store, which takes 50 and hangs up on any other: one refused fails every command on its way.
 */
export const MOST_CONNECTIONS = 8;

/**
 * Opens the records' database that the URI names (default `xianfeng`) and the keys' database beside it.
 * Library defaults that would break the flows are off: commands are never buffered while the server is away.
 */
export async function openStores(uri: string, options: { monitor?: boolean } = {}): Promise<Stores> {
  const records = await mongoose
    .createConnection(uri, {
      bufferCommands: false,
      autoCreate: false,
      autoIndex: false,
      serverSelectionTimeoutMS: SELECTION_TIMEOUT_MS,
      connectTimeoutMS: SELECTION_TIMEOUT_MS,
      socketTimeoutMS: ANSWER_TIMEOUT_MS,
      waitQueueTimeoutMS: ANSWER_TIMEOUT_MS,
      monitorCommands: options.monitor ?? false,
      maxPoolSize: MOST_CONNECTIONS,
      ...(!/\/[^/?]+(\?|$)/.test(uri.replace(/^mongodb(\+srv)?:\/\//, '')) && { dbName: 'xianfeng' }),
    })
    .asPromise();
  const keys = records.useDb(`${records.name}-keys`, { useCache: true });
  return {
    records,
    keys,
    ping: async () => {
      try {
        await records.db?.admin().command({ ping: 1 });
        return records.db !== undefined;
      } catch {
        return false;
      }
    },
    close: () => records.close(),
  };
}

/** What a server says of itself: whether it is the embedded one, and its version. */
export async function describeServer(stores: Stores): Promise<{ embedded: boolean; version: string }> {
  const info = (await stores.records.db?.admin().command({ buildInfo: 1 })) ?? {};
  return { embedded: info.xianfengEmbedded === true, version: String(info.version ?? 'unknown') };
}

/** Whether an error says that a unique key exists already. */
export function isDuplicateKey(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 11000;
}

/** What the system says of a connection that broke: the driver hands some of these on as they are. */
const BROKEN_CONNECTION = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ENOTCONN', 'ETIMEDOUT']);

/** Whether an error says that the server cannot be reached, so that the same call may go through later. */
export function isStoreAway(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  const name = (error as { name?: unknown } | null)?.name;
  const labels = (error as { errorLabels?: unknown } | null)?.errorLabels;
  return (
    (typeof code === 'string' && BROKEN_CONNECTION.has(code)) ||
    (typeof name === 'string' &&
      /Network|ServerSelection|NotConnected|PoolCleared|PoolClosed|WaitQueueTimeout|TopologyClosed|Disconnect/.test(
        name,
      )) ||
    (Array.isArray(labels) && labels.includes('RetryableWriteError'))
  );
}
