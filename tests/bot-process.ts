/** Real bot processes on the stores under test, for flows that cross folders: started, killed, started again. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { loadProgrammes } from '../actions/programmes.ts';
import { openModels } from '../models/models.ts';
import { recordsKey } from '../runtime/config.ts';
import { openStores } from '../runtime/mongo.ts';
import { EMBEDDED_ALLOWED } from '../runtime/process.ts';
import { type Child, startChild } from '../scripts/child.ts';
import { DEMO_WECOM } from '../scripts/demo.ts';
import { seedDemo } from '../seeds/seed-demo.ts';
import { createIndependentClient } from './independent-client.ts';
import { dropDatabases, ownDatabase, TEST_RECORDS_KEY } from './store.ts';

export const CREDENTIALS = {
  corpId: DEMO_WECOM.WECOM_CORP_ID,
  agentId: Number(DEMO_WECOM.WECOM_AGENT_ID),
  token: DEMO_WECOM.WECOM_TOKEN,
  aesKey: DEMO_WECOM.WECOM_AES_KEY,
};

export interface TestSchool {
  mongodbUri: string;
  dataDir: string;
  /** Starts a bot on a port (0 = any), all on the same stores and data folder. */
  startBot(options?: { env?: NodeJS.ProcessEnv; dataDir?: string }): Promise<TestBot>;
  startWorker(options?: { env?: NodeJS.ProcessEnv }): Promise<Child>;
  /** Everything that the processes printed, on both outputs. */
  output(): string;
  /** Every file below the data folder, as bytes. */
  files(): Buffer[];
  stop(): Promise<void>;
}

export interface TestBot {
  child: Child;
  url: string;
  client: ReturnType<typeof createIndependentClient>;
  kill(): Promise<void>;
}

/** Seeds the demo school into a database of its own and offers processes on it. */
export async function openTestSchool(asOf: string): Promise<TestSchool> {
  const mongodbUri = ownDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'xianfeng-bot-'));
  const stores = await openStores(mongodbUri);
  const models = await openModels(stores, [recordsKey(TEST_RECORDS_KEY)]);
  await seedDemo(models, loadProgrammes(), new Date(`${asOf}T12:00:00+08:00`), asOf);
  const children: Child[] = [];
  const printed: string[] = [];
  const env = (): NodeJS.ProcessEnv => ({
    ...DEMO_WECOM,
    WECOM_API: 'http://127.0.0.1:9',
    MONGODB_URI: mongodbUri,
    REDIS_URL: inject('redisUrl'),
    DATA_DIR: dataDir,
    RECORDS_KEY: TEST_RECORDS_KEY.toString('base64'),
    PORT: '0',
    LOG_LEVEL: 'debug',
    [EMBEDDED_ALLOWED]: '1',
  });
  const start = (name: string, extra?: NodeJS.ProcessEnv) => {
    const child = startChild(name, [`${name}/main.ts`], {
      env: { ...env(), ...extra },
      onLine: (line) => printed.push(line),
      onErrorLine: (line) => {
        printed.push(line);
        process.stderr.write(`${line}\n`);
      },
    });
    children.push(child);
    return child;
  };
  return {
    mongodbUri,
    dataDir,
    async startBot(options = {}) {
      const child = start('bot', { ...options.env, ...(options.dataDir && { DATA_DIR: options.dataDir }) });
      const { port } = await child.message<{ port: number }>();
      const url = `http://127.0.0.1:${port}/wecom/callback`;
      return {
        child,
        url,
        client: createIndependentClient(url, CREDENTIALS),
        kill: async () => {
          child.process.kill('SIGKILL');
          await new Promise((resolve) => child.process.once('exit', resolve));
        },
      };
    },
    async startWorker(options = {}) {
      const child = start('worker', options.env);
      await child.message();
      return child;
    },
    output: () => printed.join('\n'),
    files: () => (existsSync(dataDir) ? readAll(dataDir) : []),
    async stop() {
      await Promise.all(children.map((child) => child.stop()));
      await dropDatabases(stores);
      await stores.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Every file below a folder. */
export function readAll(folder: string): Buffer[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? readAll(join(folder, entry.name)) : [readFileSync(join(folder, entry.name))],
  );
}

/** A port that is free right now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until something is so, looking every 50 ms. @throws Error after `withinMs` */
export async function until<T>(look: () => Promise<T | undefined | false>, withinMs = 90_000): Promise<T> {
  for (let waited = 0; waited < withinMs; waited += 50) {
    const seen = await look();
    if (seen) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not so within ${withinMs} ms`);
}
