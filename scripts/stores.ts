/** The stores for commands: those of the environment, those of a running `npm start`, or embedded ones for a while. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type Child, startChild } from './child.ts';

/** What `npm start` leaves in `DATA_DIR/run.json` while it runs. */
export const RunFile = z.object({
  pid: z.number(),
  mongodbUri: z.string(),
  redisUrl: z.string(),
  /** Port of the bot. */
  port: z.number(),
  /** Whether it runs on the sandbox with the demo's credentials. */
  demo: z.boolean(),
  /** Address of the demo's pretend WeCom. */
  sandboxUrl: z.string().optional(),
});
export type RunFile = z.infer<typeof RunFile>;

export const runFilePath = (dataDir: string) => join(resolve(dataDir), 'run.json');

/** What is running on a data folder; undefined when nothing is (a file of a dead process counts as nothing). */
export function readRunFile(dataDir: string): RunFile | undefined {
  const path = runFilePath(dataDir);
  if (!existsSync(path)) return undefined;
  let parsed: z.ZodSafeParseResult<RunFile>;
  try {
    parsed = RunFile.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
  if (!parsed.success) return undefined;
  try {
    process.kill(parsed.data.pid, 0);
    return parsed.data;
  } catch {
    return undefined;
  }
}

export interface StoreAddresses {
  mongodbUri: string;
  redisUrl: string;
  /** Whether these are the embedded stores. */
  embedded: boolean;
  /** Process of the embedded stores, when they were started here. */
  pid?: number | undefined;
  stop(): Promise<void>;
}

/**
 * Starts the embedded stores in a process of their own.
 * @param dataDir where their files live
 * @param connections clients of the document store at a time, if other than it takes by itself
 */
export async function startEmbedded(
  dataDir: string,
  onExit?: (code: number | null, signal: NodeJS.Signals | null) => void,
  connections?: number,
): Promise<StoreAddresses> {
  const child: Child = startChild(
    'embedded',
    [
      'embedded/main.ts',
      '--data',
      join(resolve(dataDir), 'stores'),
      '--port',
      '0',
      ...(connections ? ['--connections', String(connections)] : []),
    ],
    {
      ...(onExit && { onExit }),
    },
  );
  const [mongodbUri, redisUrl] = await Promise.all([
    child.line(/(mongodb:\/\/\S+)/),
    child.line(/(redis:\/\/\S+)/),
  ]);
  return { mongodbUri, redisUrl, embedded: true, pid: child.process.pid, stop: () => child.stop() };
}

/** Finds stores for a command that runs for a while: see the top of this file for the order. */
export async function attachStores(env: NodeJS.ProcessEnv = process.env): Promise<StoreAddresses> {
  const dataDir = env.DATA_DIR || 'data';
  if (env.MONGODB_URI && env.REDIS_URL)
    return {
      mongodbUri: env.MONGODB_URI,
      redisUrl: env.REDIS_URL,
      embedded: false,
      stop: async () => undefined,
    };
  const running = readRunFile(dataDir);
  if (running)
    return {
      mongodbUri: env.MONGODB_URI || running.mongodbUri,
      redisUrl: env.REDIS_URL || running.redisUrl,
      embedded: true,
      stop: async () => undefined,
    };
  if (env.NODE_ENV === 'production')
    throw new Error(
      'NODE_ENV=production needs MONGODB_URI and REDIS_URL: the embedded stores are for trying.',
    );
  return startEmbedded(dataDir);
}
