/** The commands by which a client gets to know the server, and the sessions it opens. */
import { Long } from 'bson';
import { type Doc, docOf, MAX_DOCUMENT_BYTES } from '../bson-value.ts';
import { MAX_MESSAGE_BYTES } from '../wire.ts';
import { type Call, defineCommand } from './command.ts';

/** The wire version of MongoDB 7.0; it says which forms of commands are understood. */
export const MAX_WIRE_VERSION = 21;
const MIN_WIRE_VERSION = 0;
const MAX_WRITE_BATCH = 100_000;
const SESSION_MINUTES = 30;
/** The version of MongoDB whose answers these are. */
export const SERVER_VERSION = '7.0.0';

function hello({ engine, connectionId, body }: Call): Promise<Doc> {
  const legacy = body.keys().next().value?.toLowerCase() === 'ismaster';
  return Promise.resolve(
    docOf({
      ...(legacy ? { ismaster: true } : { isWritablePrimary: true }),
      ...(body.has('helloOk') ? { helloOk: true } : {}),
      // Neither `setName` nor `msg`: a server of its own, to which drivers do not send retryable writes.
      maxBsonObjectSize: MAX_DOCUMENT_BYTES,
      maxMessageSizeBytes: MAX_MESSAGE_BYTES,
      maxWriteBatchSize: MAX_WRITE_BATCH,
      localTime: new Date(engine.surroundings.now()),
      logicalSessionTimeoutMinutes: SESSION_MINUTES,
      connectionId,
      minWireVersion: MIN_WIRE_VERSION,
      maxWireVersion: MAX_WIRE_VERSION,
      readOnly: false,
    }),
  );
}

const HELLO_OPTIONS = {
  helloOk: 'used',
  client: 'no effect',
  compression: 'no effect',
  backpressure: 'no effect',
  loadBalanced: 'no effect',
} as const;

export const sessionCommands = [
  defineCommand({ name: 'hello', aliases: ['isMaster', 'ismaster'], options: HELLO_OPTIONS, run: hello }),
  defineCommand({ name: 'ping', options: {}, run: () => Promise.resolve(new Map()) }),
  defineCommand({
    name: 'buildInfo',
    aliases: ['buildinfo'],
    options: {},
    run: () =>
      Promise.resolve(
        docOf({
          version: SERVER_VERSION,
          versionArray: [7, 0, 0, 0],
          // What it is, for whoever must know: not MongoDB, but this project's store.
          xianfengEmbedded: true,
          modules: ['xianfeng-embedded'],
          gitVersion: '',
          bits: 64,
          debug: false,
          maxBsonObjectSize: MAX_DOCUMENT_BYTES,
          storageEngines: ['lmdb'],
        }),
      ),
  }),
  defineCommand({ name: 'endSessions', options: {}, run: () => Promise.resolve(new Map()) }),
];

/** The id of a cursor that is at its end. */
export const NO_CURSOR = Long.ZERO;
