/** `npm run embedded -- --data DIR [--port P]`: the two stores alone; prints their addresses, one a line. */
import { parseArgs } from 'node:util';
import { MAX_CONNECTIONS, startDocumentStore } from './documents.ts';
import { startRedis } from './redis.ts';
import { StorageError } from './storage.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    /** Port of the document store; 0: any free one. */
    port: { type: 'string', default: '0' },
    /** Port of the Redis; 0: any free one. */
    'redis-port': { type: 'string', default: '0' },
    /** Clients of the document store at a time. */
    connections: { type: 'string', default: String(MAX_CONNECTIONS) },
  },
});

function fail(message: string): never {
  console.error(`embedded: ${message}`);
  process.exit(1);
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) fail(`a port is a number from 0 to 65535, not ${text}`);
  return port;
}

if (values.data === undefined) fail('name the data directory: npm run embedded -- --data DIR');

try {
  const connections = Number(values.connections);
  if (!/^[1-9]\d*$/.test(values.connections))
    fail(`connections is a number from 1, not ${values.connections}`);
  const documents = await startDocumentStore({
    dataDir: values.data,
    port: portOf(values.port),
    connections,
  });
  const redis = await startRedis({ port: portOf(values['redis-port']) });
  const stop = async (): Promise<void> => {
    await Promise.all([documents.stop(), redis.stop()]);
    process.exit(0);
  };
  // Ctrl-C reaches the whole process group: a child waits until its parent, whose other children need it, stops it.
  process.on('SIGINT', () => {
    if (!process.send) void stop();
  });
  process.on('disconnect', () => void stop());
  process.on('SIGTERM', () => void stop());
  console.log(documents.uri);
  console.log(redis.uri);
} catch (error) {
  if (error instanceof StorageError) fail(error.message);
  fail(error instanceof Error ? error.message : String(error));
}
