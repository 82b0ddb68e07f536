/**
 * `npm start`: everything in one process tree. Without `WECOM_*` it runs on the sandbox with a demo school; without
 * `MONGODB_URI` and `REDIS_URL` on the embedded stores.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Day } from '../domain/understanding.ts';
import { parseConfig, WECOM_API, WECOM_VARIABLES } from '../runtime/config.ts';
import { EMBEDDED_ALLOWED } from '../runtime/process.ts';
import { buildDemoSchool } from '../seeds/demo-school.ts';
import { createWecomClient } from '../wecom/client.ts';
import { buildAppMenu } from './app-menu.ts';
import { type Child, startChild } from './child.ts';
import { DEMO_WECOM, sandboxSchool } from './demo.ts';
import { readRunFile, runFilePath, type StoreAddresses, startEmbedded } from './stores.ts';

const { values: options } = parseArgs({
  options: {
    /** The day on which the demo's year of activities ends; default today. */
    'as-of': { type: 'string' },
  },
});
const asOf = options['as-of'];
if (asOf !== undefined && !Day.safeParse(asOf).success)
  fail(`--as-of must be a day such as 2026-11-21, not ${asOf}`);

const isDemo = !WECOM_VARIABLES.some((name) => process.env[name]);
const isProduction = process.env.NODE_ENV === 'production';
const dataDir = resolve(process.env.DATA_DIR || 'data');
const stops: (() => Promise<void>)[] = [];
let isStopping = false;

process.on('SIGINT', () => void stopAll(0));
process.on('SIGTERM', () => void stopAll(0));

try {
  await run();
} catch (error) {
  // What Ctrl-C cut short is no fault.
  if (!isStopping) console.error(`start: ${(error as Error).message}`);
  await stopAll(1);
}

async function run(): Promise<void> {
  checkEnvironment();
  const other = readRunFile(dataDir);
  if (other)
    throw new Error(
      `already running on ${dataDir} (process ${other.pid}, http://127.0.0.1:${other.port}); stop that one, or set DATA_DIR`,
    );
  mkdirSync(dataDir, { recursive: true });
  const port = Number(process.env.PORT || 3000);

  const prepared = prepare(port);
  // They load while their stores start: nothing takes longer than that.
  const children = ['bot', 'worker'].map((name) =>
    startChild(name, [`${name}/main.ts`], {
      laterEnv: prepared.then(({ env }) => env),
      onExit: childGone(name),
      onLine: console.log,
    }),
  );
  stops.push(async () => {
    await Promise.all(children.map((child) => child.stop()));
  });
  const { stores, sandbox, config } = await prepared;
  const [bot] = await Promise.all(children.map((child) => child.message<{ port?: number }>()));
  const address = `http://127.0.0.1:${bot?.port ?? port}`;
  const file = runFilePath(dataDir);
  writeFileSync(
    file,
    `${JSON.stringify({ pid: process.pid, mongodbUri: stores.mongodbUri, redisUrl: stores.redisUrl, port: bot?.port ?? port, demo: isDemo, sandboxUrl: sandbox?.url })}\n`,
    { mode: 0o600 },
  );
  stops.push(async () => rmSync(file, { force: true }));
  if (sandbox) await makeDemoMenu(config, address);
  console.log(`ready: ${address}${isDemo ? '/sandbox' : ''}`);
}

/** Stores, sandbox and school, and the environment in which bot and worker find them. */
async function prepare(port: number) {
  const [stores, sandbox, seeding] = await Promise.all([
    openAddresses(),
    isDemo ? startSandboxChild(port) : undefined,
    isDemo ? import('./seed-demo-school.ts') : undefined,
  ]);
  const env: NodeJS.ProcessEnv = {
    ...(isDemo && { ...DEMO_WECOM, WECOM_API: sandbox?.url }),
    // Empty beside a real account: its sandbox is never mounted, whatever the shell has set.
    SANDBOX_URL: sandbox?.url ?? '',
    MONGODB_URI: stores.mongodbUri,
    REDIS_URL: stores.redisUrl,
    DATA_DIR: dataDir,
    ...(stores.embedded && { [EMBEDDED_ALLOWED]: '1' }),
    LOG_LEVEL: process.env.LOG_LEVEL || 'warn',
  };
  const config = parseConfig({ ...process.env, ...env });
  await seeding?.seedDemoSchool(config, asOf);
  return { stores, sandbox, config, env };
}

/** Faults of the environment are told before anything starts, all at once. */
function checkEnvironment(): void {
  // What the demo brings along itself is not asked for; production gets nothing for free.
  const stand = isProduction
    ? {}
    : {
        ...(isDemo && DEMO_WECOM),
        MONGODB_URI: process.env.MONGODB_URI || 'mongodb://127.0.0.1',
        REDIS_URL: process.env.REDIS_URL || 'redis://127.0.0.1',
      };
  parseConfig({ ...process.env, ...stand, ...(isDemo && { WECOM_API }) });
}

async function openAddresses(): Promise<StoreAddresses> {
  const { MONGODB_URI, REDIS_URL } = process.env;
  if (MONGODB_URI && REDIS_URL)
    return { mongodbUri: MONGODB_URI, redisUrl: REDIS_URL, embedded: false, stop: async () => undefined };
  const embedded = await startEmbedded(dataDir, childGone('embedded'));
  stops.unshift(() => embedded.stop());
  return {
    ...embedded,
    mongodbUri: MONGODB_URI || embedded.mongodbUri,
    redisUrl: REDIS_URL || embedded.redisUrl,
  };
}

async function startSandboxChild(port: number): Promise<{ url: string }> {
  const folder = join(dataDir, 'sandbox');
  mkdirSync(folder, { recursive: true });
  const school = join(folder, 'school.json');
  writeFileSync(school, JSON.stringify(sandboxSchool(buildDemoSchool())));
  const child: Child = startChild('sandbox', ['sandbox/main.ts'], {
    env: {
      ...DEMO_WECOM,
      PORT: '0',
      SANDBOX_SCHOOL: school,
      SANDBOX_CALLBACK_URL: `http://127.0.0.1:${port}/wecom/callback`,
    },
    onExit: childGone('sandbox'),
  });
  stops.unshift(() => child.stop());
  return { url: await child.line(/^sandbox: (\S+)/) };
}

/** The demo's app has its menu from the first moment; a school makes its own with `npm run menu`. */
async function makeDemoMenu(config: ReturnType<typeof parseConfig>, address: string): Promise<void> {
  const { corpId, agentId, secret, api } = config.wecom;
  const client = createWecomClient({
    ...{ baseUrl: api, corpId, agentId, secret, now: Date.now, random: Math.random },
    sleep: (ms) => new Promise((wait) => setTimeout(wait, ms)),
  });
  const answer = await client.createMenu(buildAppMenu(config.publicUrl ?? address));
  if (answer.outcome !== 'ok') console.error('start: the menu of the demo could not be made');
}

function childGone(name: string): (code: number | null, signal: NodeJS.Signals | null) => void {
  return (code, signal) => {
    if (isStopping) return;
    // Ctrl-C reaches the whole process group, and a child that is still loading before us.
    if (signal === 'SIGINT') return void stopAll(0);
    console.error(`start: ${name} ended unexpectedly (code ${code}); stopping`);
    void stopAll(1);
  };
}

async function stopAll(code: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  for (const stop of stops.reverse()) await stop().catch(() => undefined);
  process.exit(code);
}

function fail(message: string): never {
  console.error(`start: ${message}`);
  process.exit(1);
}
