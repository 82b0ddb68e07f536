/**
 * The embedded document store: a server of MongoDB's protocol on a loopback port, in this process.
 *
 * What it answers is what MongoDB answers; everything else it refuses with MongoDB's own error. What works is listed
 * in `CONFORMANCE.md`, why it is built this way in `docs/decisions/embedded-store.md`.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { wholeNumber } from './arithmetic.ts';
import { type Doc, docOf, double } from './bson-value.ts';
import { CommandError, commandError } from './command-error.ts';
import { type Call, type Command, checkOptions, parseWriteConcern } from './commands/command.ts';
import { readCommands } from './commands/read.ts';
import { schemaCommands } from './commands/schema.ts';
import { sessionCommands } from './commands/session.ts';
import { writeCommands } from './commands/write.ts';
import { Engine, type Surroundings } from './engine.ts';
import { type Machine, Storage } from './storage.ts';
import { buildReply, MessageSplitter, parseRequest, type Request } from './wire.ts';

export interface DocumentStoreOptions {
  /** Directory of the files; made when it does not exist. One process at a time. */
  dataDir: string;
  /** Clients that may be connected at a time; the next one is hung up on. */
  connections?: number;
  /** TCP port on 127.0.0.1; 0 or none: any free one. */
  port?: number;
  /** Time and chance; the machine's own by default. */
  surroundings?: Surroundings;
  /** The disk and the system; this machine by default. */
  machine?: Machine;
}

/** A running document store. */
export interface DocumentStore {
  /** Connection string for the unmodified driver. */
  uri: string;
  port: number;
  /** Answers what has been asked, flushes, closes the file and frees the port. */
  stop(): Promise<void>;
}

/** Connections at the same time. */
export const MAX_CONNECTIONS = 50;

const HERE: Surroundings = {
  now: () => Date.now(),
  steady: () => performance.now(),
  random: () => Math.random(),
  randomBytes: (length) => randomBytes(length),
};

/** All commands. */
export const COMMANDS: readonly Command[] = [
  ...sessionCommands,
  ...readCommands,
  ...writeCommands,
  ...schemaCommands,
];

const BY_NAME = new Map<string, Command>(
  COMMANDS.flatMap((command) =>
    [command.name, ...(command.aliases ?? [])].map((name): [string, Command] => [name, command]),
  ),
);

function errorAnswer(error: unknown): Doc {
  const known =
    error instanceof CommandError
      ? error
      : commandError('InternalError', error instanceof Error ? error.message : String(error));
  return docOf({
    ok: double(0),
    errmsg: known.message,
    code: known.code,
    codeName: known.codeName,
    ...known.details,
  });
}

async function runCommand(engine: Engine, request: Request, connectionId: number): Promise<Doc> {
  const { body } = request;
  const [name] = body.keys();
  const command = name === undefined ? undefined : BY_NAME.get(name);
  if (!command) throw commandError('CommandNotFound', `no such command: '${name ?? ''}'`);
  const db = body.get('$db');
  if (typeof db !== 'string') throw commandError(40571, 'OP_MSG requests require a $db argument');
  checkOptions(command, body);
  const concern = parseWriteConcern(body.get('writeConcern'));
  const limit = wholeNumber(body.get('maxTimeMS')) ?? 0;
  const call: Call = {
    engine,
    body,
    db,
    sequence: request.sequence,
    deadline: limit > 0 ? engine.surroundings.steady() + limit : undefined,
    connectionId,
  };
  const answer = await command.run(call);
  if (command.writes && concern.flushed) await engine.storage.flush();
  answer.set('ok', double(1));
  return answer;
}

/** One client: its requests are answered one after the other, in their order. */
class Connection {
  private readonly engine: Engine;
  private readonly socket: Socket;
  private readonly id: number;
  private readonly splitter = new MessageSplitter();
  private readonly waiting: Buffer[] = [];
  private working = false;

  constructor(engine: Engine, socket: Socket, id: number) {
    this.engine = engine;
    this.socket = socket;
    this.id = id;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.receive(chunk));
    // A client that goes away is nothing to report; `close` follows.
    socket.on('error', () => socket.destroy());
  }

  /** Whether a request is being answered or waits. */
  get busy(): boolean {
    return this.working;
  }

  private receive(chunk: Buffer): void {
    try {
      this.waiting.push(...this.splitter.push(chunk));
    } catch {
      // What comes after a wrong length cannot be read.
      this.socket.destroy();
      return;
    }
    if (!this.working) void this.work();
  }

  private async work(): Promise<void> {
    this.working = true;
    for (let message = this.waiting.shift(); message; message = this.waiting.shift()) {
      const reply = await this.answer(message);
      if (reply && !this.socket.destroyed) this.socket.write(reply);
    }
    this.working = false;
  }

  private async answer(message: Buffer): Promise<Buffer | undefined> {
    const head = { requestId: message.readInt32LE(4), opCode: message.readInt32LE(12) };
    let wantsReply = true;
    let answer: Doc;
    try {
      const request = parseRequest(message);
      wantsReply = request.wantsReply;
      answer = await runCommand(this.engine, request, this.id);
    } catch (error) {
      answer = errorAnswer(error);
    }
    return wantsReply ? buildReply(head, answer) : undefined;
  }

  close(): void {
    this.socket.destroy();
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/**
 * Starts the store.
 * @throws StorageError when the data directory cannot be used: not writable, in use, damaged, of another format
 */
export async function startDocumentStore({
  dataDir,
  port = 0,
  connections: most = MAX_CONNECTIONS,
  surroundings = HERE,
  machine,
}: DocumentStoreOptions): Promise<DocumentStore> {
  const storage = Storage.open(dataDir, surroundings.steady, machine);
  const connections = new Set<Connection>();
  let engine: Engine;
  let actualPort: number;
  let lastConnection = 0;
  const server = createServer();
  server.maxConnections = most;
  try {
    engine = new Engine(storage, surroundings);
    actualPort = await listen(server, port);
  } catch (error) {
    await storage.close();
    throw error;
  }
  server.on('connection', (socket) => {
    const connection = new Connection(engine, socket, ++lastConnection);
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
  });
  engine.sweep();
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    while ([...connections].some(({ busy }) => busy)) await new Promise((resolve) => setImmediate(resolve));
    for (const connection of connections) connection.close();
    await closed;
    await storage.close();
  };
  return {
    uri: `mongodb://127.0.0.1:${actualPort}/?directConnection=true`,
    port: actualPort,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}
