/**
 * The embedded Redis: `js-redis-server` on a loopback port.
 *
 * It keeps nothing on disk: here Redis is only the alarm clock, and what it holds is rebuilt from the documents. Its
 * own `listen` would bind every network interface, so the socket is opened here.
 */
import type { Socket } from 'node:net';
import { createRedisCommandExecutor, RedisServerState, Resp2Server } from 'js-redis-server/core';

/** A running Redis. */
export interface EmbeddedRedis {
  uri: string;
  port: number;
  stop(): Promise<void>;
}

/** Databases, as a Redis has them by default. */
const DATABASES = 16;

/**
 * Starts the embedded Redis on 127.0.0.1.
 * @param port TCP port; 0 or none: any free one
 * @throws the system's error when the port is taken
 */
export async function startRedis({ port = 0 }: { port?: number } = {}): Promise<EmbeddedRedis> {
  const state = new RedisServerState({ databaseCount: DATABASES });
  const redis = new Resp2Server({ server: state, executor: createRedisCommandExecutor() });
  const sockets = new Set<Socket>();
  redis.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    redis.server.once('error', reject);
    redis.server.listen(port, '127.0.0.1', () => resolve());
  });
  const actualPort = redis.getPort();
  let stopped: Promise<void> | undefined;
  return {
    uri: `redis://127.0.0.1:${actualPort}`,
    port: actualPort,
    stop: () => {
      stopped ??= (async () => {
        const closed = redis.close();
        // Closing waits for the clients; who has not left by now is sent away.
        for (const socket of sockets) socket.destroy();
        await closed;
      })();
      return stopped;
    },
  };
}
