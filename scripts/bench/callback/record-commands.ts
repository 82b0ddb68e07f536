/** A proxy before the document store that keeps every command that passes, as the driver sent it. */
import { connect, createServer, type Socket } from 'node:net';
import { type Document, deserialize } from 'bson';
import { MessageSplitter } from '../../../embedded/wire.ts';

const HEADER_BYTES = 16;
/** Where the first section begins: behind header and flags. */
const SECTIONS_AT = HEADER_BYTES + 4;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const CHECKSUM_BYTES = 4;

export interface RecordedCommand {
  /** Such as `insert`. */
  name: string;
  collection: string;
  database: string;
  /** The whole command, documents included, without session and transport fields. */
  command: Document;
}

export interface Recorder {
  /** The same database, through the proxy. */
  uri: string;
  /** What passed since the last call, in the order in which it came. */
  take(): RecordedCommand[];
  stop(): Promise<void>;
}

/** Starts a recording proxy for the store that a URI names. Housekeeping of the driver (hello, ping …) is left out. */
export async function startRecorder(uri: string): Promise<Recorder> {
  const target = new URL(uri);
  const sockets = new Set<Socket>();
  let recorded: RecordedCommand[] = [];
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    const splitter = new MessageSplitter();
    client.on('data', (chunk: Buffer) => {
      upstream.write(chunk);
      for (const message of splitter.push(chunk)) {
        const command = readCommand(message);
        if (command) recorded.push(command);
      }
    });
    upstream.on('data', (chunk) => client.write(chunk));
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const through = new URL(uri);
  through.port = String((server.address() as { port: number }).port);
  through.searchParams.set('directConnection', 'true');
  return {
    uri: through.toString(),
    take: () => {
      const taken = recorded;
      recorded = [];
      return taken;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The command of an OP_MSG; undefined for anything else, and for commands that name no collection. */
function readCommand(message: Buffer): RecordedCommand | undefined {
  if (message.readInt32LE(12) !== OP_MSG) return undefined;
  const hasChecksum = (message.readInt32LE(HEADER_BYTES) & CHECKSUM_PRESENT) !== 0;
  const end = message.length - (hasChecksum ? CHECKSUM_BYTES : 0);
  let body: Document = {};
  const sequences: Record<string, Document[]> = {};
  for (let at = SECTIONS_AT; at < end; ) {
    const kind = message[at];
    at += 1;
    const size = message.readInt32LE(at);
    if (kind === 0) body = deserialize(message.subarray(at, at + size));
    else {
      const nameEnd = message.indexOf(0, at + 4);
      const documents: Document[] = [];
      for (let next = nameEnd + 1; next < at + size; next += message.readInt32LE(next))
        documents.push(deserialize(message.subarray(next, next + message.readInt32LE(next))));
      sequences[message.toString('utf8', at + 4, nameEnd)] = documents;
    }
    at += size;
  }
  const [name = ''] = Object.keys(body);
  const { $db: database, lsid: _session, txnNumber: _number, $clusterTime: _time, ...command } = body;
  // A cursor's next batch names its collection beside the cursor.
  const collection = name === 'getMore' ? body.collection : body[name];
  if (typeof collection !== 'string') return undefined;
  return { name, collection, database, command: { ...command, ...sequences } };
}

/** What kind of command it is, whatever its values: `find inbox {sender,state}`. */
export function shapeOf({ name, collection, command }: RecordedCommand): string {
  const filter = command.filter ?? command.query ?? command.updates?.[0]?.q ?? command.deletes?.[0]?.q;
  return `${name} ${collection}${filter ? ` {${Object.keys(filter).join(',')}}` : ''}`;
}
