/** A TCP proxy before the document store that can go away, come back, and act at a chosen command. */
import { connect, createServer, type Socket } from 'node:net';

export interface MongoProxy {
  /** The same database, through the proxy. */
  uri: string;
  /** Refuses and drops connections until `up`. */
  down(): void;
  up(): void;
  /**
   * Calls back when a command has been carried out by the store, before its answer reaches the client; the answer is
   * then never delivered.
   */
  onceDone(command: string, collection: string, then: () => void): void;
  stop(): Promise<void>;
}

/** Starts a proxy for the store that a URI names. */
export async function startMongoProxy(uri: string): Promise<MongoProxy> {
  const target = new URL(uri);
  const sockets = new Set<Socket>();
  let isDown = false;
  let watch: { command: Buffer; collection: Buffer; then: () => void } | undefined;

  const server = createServer((client) => {
    if (isDown) return void client.destroy();
    const upstream = connect(Number(target.port), target.hostname);
    sockets.add(client).add(upstream);
    let isWatched = false;
    client.on('data', (chunk) => {
      if (watch && chunk.includes(watch.command) && chunk.includes(watch.collection)) isWatched = true;
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (isWatched && watch) {
        const { then } = watch;
        watch = undefined;
        return then();
      }
      client.write(chunk);
    });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const through = new URL(uri);
  through.hostname = '127.0.0.1';
  through.port = String((server.address() as { port: number }).port);
  through.searchParams.set('directConnection', 'true');
  return {
    uri: through.toString(),
    down: () => {
      isDown = true;
      for (const socket of sockets) socket.destroy();
    },
    up: () => {
      isDown = false;
    },
    onceDone: (command, collection, then) => {
      watch = { command: Buffer.from(`${command}\0`), collection: Buffer.from(`${collection}\0`), then };
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
