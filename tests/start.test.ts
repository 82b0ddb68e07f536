import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { DEMO_WECOM } from '../scripts/demo.ts';
import { CREDENTIALS, freePort, until } from './bot-process.ts';
import { createIndependentClient } from './independent-client.ts';

const ROOT = join(import.meta.dirname, '..');
const NOW = new Date('2026-11-21T09:30:00+08:00');
/** As long as these machines may take when everything else runs at the same time, ms. */
const PATIENCE_MS = 60_000;

interface Started {
  process: ChildProcess;
  port: number;
  dataDir: string;
  output(): string;
  /** Resolves at `ready:`, with how long that took, ms. */
  ready: Promise<number>;
  /** Exit code, once everything that held its output open is gone. */
  ended: Promise<number | null>;
}

const folders: string[] = [];
const running: Started[] = [];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'xianfeng-start-'));
  folders.push(folder);
  return folder;
}

/** `npm start` in a process group of its own, as a terminal would run it. */
async function start(dataDir = newFolder(), extra: Record<string, string> = {}): Promise<Started> {
  const port = await freePort();
  const at = performance.now();
  const child = spawn(process.execPath, ['scripts/run.mjs', 'scripts/start.ts', '--as-of', '2026-11-21'], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TZ: 'UTC',
      DATA_DIR: dataDir,
      PORT: String(port),
      ...extra,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  let onReady: (ms: number) => void = () => undefined;
  let onFail: (error: Error) => void = () => undefined;
  const ready = new Promise<number>((resolve, reject) => {
    onReady = resolve;
    onFail = reject;
  });
  ready.catch(() => undefined);
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (/^ready: /m.test(output)) onReady(Math.round(performance.now() - at));
    });
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      onFail(new Error(`ended with ${code}: ${output}`));
      resolve(code);
    }),
  );
  const started = { process: child, port, dataDir, output: () => output, ready, ended };
  running.push(started);
  return started;
}

/** Pids of the processes of a group that still run (zombies that nobody has collected yet do not). */
function groupOf(leader: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const [state, , group] = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ');
        return Number(group) === leader && state !== 'Z';
      } catch {
        return false;
      }
    });
}

/** What the process was started with. */
const commandOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');

function send(
  started: Started,
  userid: string,
  text: string,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'scripts/send.ts', userid, text], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TZ: 'UTC', DATA_DIR: started.dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

const clientOf = (started: Started) =>
  createIndependentClient(`http://127.0.0.1:${started.port}/wecom/callback`, CREDENTIALS);

afterEach(() => {
  for (const { process: child } of running.splice(0)) {
    try {
      process.kill(-(child.pid as number), 'SIGKILL');
    } catch {
      // All gone, as it should be.
    }
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

// The process groups of Linux are read from /proc.
describe.skipIf(!existsSync('/proc/self/stat'))('npm start', { timeout: 4 * PATIENCE_MS }, () => {
  it('runs on the sandbox, answers, ends whole at Ctrl-C, and has its data the next time', async () => {
    const first = await start();
    const firstMs = await first.ready;
    const base = `http://127.0.0.1:${first.port}`;
    expect(first.output().match(/^ready: /gm)).toHaveLength(1);
    expect(first.output()).toContain(`ready: ${base}/sandbox`);

    const page = await fetch(`${base}/sandbox`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<html');
    const echo = '7212345678901234567';
    expect(await clientOf(first).verify(echo)).toEqual({ status: 200, body: echo });

    const key = join(first.dataDir, 'records.key');
    expect(statSync(key).mode & 0o777).toBe(0o600);
    const keyBytes = readFileSync(key, 'utf8');
    expect(Buffer.from(keyBytes, 'base64')).toHaveLength(32);
    const runFile = join(first.dataDir, 'run.json');
    expect(JSON.parse(readFileSync(runFile, 'utf8'))).toMatchObject({
      pid: first.process.pid,
      port: first.port,
      demo: true,
    });
    expect(statSync(runFile).mode & 0o777).toBe(0o600);

    const recorded = await send(first, 'liuyang', '11月20日走访了李明轩家，父母都在');
    expect(recorded).toMatchObject({ code: 0, output: expect.stringContaining('李明轩') });
    const listed = (await clientOf(first).say('liuyang', '我的记录', NOW)).reply;
    expect(listed).toContain('李明轩');

    const group = groupOf(first.process.pid as number);
    // The start itself, embedded stores, sandbox, bot, worker.
    expect(group.length).toBeGreaterThanOrEqual(5);
    const stopAt = performance.now();
    process.kill(-(first.process.pid as number), 'SIGINT');
    expect(await first.ended).toBe(0);
    const stopMs = Math.round(performance.now() - stopAt);
    expect(groupOf(first.process.pid as number)).toEqual([]);
    expect(existsSync(runFile)).toBe(false);
    await expect(fetch(base)).rejects.toThrow();
    expect(await send(first, 'liuyang', '我的记录')).toMatchObject({
      code: 1,
      output: expect.stringContaining('npm start'),
    });

    const second = await start(first.dataDir);
    const secondMs = await second.ready;
    expect(second.output()).not.toContain('demo school:');
    expect((await clientOf(second).say('liuyang', '我的记录', NOW)).reply).toBe(listed);
    expect(readFileSync(key, 'utf8')).toBe(keyBytes);

    // A second one on the same folder would fight for its files.
    const third = await start(first.dataDir);
    expect(await third.ended).toBe(1);
    expect(third.output()).toContain('already running');
    expect((await clientOf(second).say('liuyang', '我的记录', NOW)).reply).toBe(listed);

    process.kill(-(second.process.pid as number), 'SIGINT');
    expect(await second.ended).toBe(0);
    expect(groupOf(second.process.pid as number)).toEqual([]);
    process.stdout.write(`npm start: ready in ${firstMs} ms, then ${secondMs} ms; stopped in ${stopMs} ms\n`);
  });

  it.each(['bot/main.ts', 'embedded/main.ts'])(
    'stops with exit code 1 and leaves nothing when %s is killed',
    async (entry) => {
      const started = await start();
      await started.ready;
      const leader = started.process.pid as number;
      const victims = groupOf(leader).filter((pid) => commandOf(pid).includes(entry));
      expect(victims).toHaveLength(1);
      process.kill(victims[0] as number, 'SIGKILL');
      expect(await started.ended).toBe(1);
      expect(started.output()).toContain(`${entry.split('/')[0]} ended unexpectedly`);
      await until(async () => groupOf(leader).length === 0);
      expect(existsSync(join(started.dataDir, 'run.json'))).toBe(false);
    },
  );

  it('leaves nothing when it is itself killed, and starts again on what is left', async () => {
    const killed = await start();
    await killed.ready;
    await clientOf(killed).say('liuyang', '昨天走访了李明轩家', NOW);
    const leader = killed.process.pid as number;
    killed.process.kill('SIGKILL');
    await killed.ended;
    await until(async () => groupOf(leader).length === 0);
    const again = await start(killed.dataDir);
    await again.ready;
    expect((await clientOf(again).say('liuyang', '我的记录', NOW)).reply).toContain('李明轩');
    process.kill(-(again.process.pid as number), 'SIGINT');
    expect(await again.ended).toBe(0);
  });

  it('ends whole at Ctrl-C while it is still starting', async () => {
    for (const pattern of [/./, /^demo school:/m]) {
      const started = await start(undefined, { LOG_LEVEL: 'debug' });
      const leader = started.process.pid as number;
      if (pattern.source === '.') await until(async () => groupOf(leader).length >= 3);
      else await until(async () => pattern.test(started.output()), PATIENCE_MS);
      process.kill(-leader, 'SIGINT');
      expect(await started.ended).toBe(0);
      await until(async () => groupOf(leader).length === 0);
      expect(started.output()).not.toContain('ready:');
      expect(existsSync(join(started.dataDir, 'run.json'))).toBe(false);
    }
  });

  it('says which port is taken, with exit code 1 and nothing left', async () => {
    const first = await start();
    await first.ready;
    const second = await start(undefined, { PORT: String(first.port) });
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(String(first.port));
    expect(groupOf(second.process.pid as number)).toEqual([]);
    process.kill(-(first.process.pid as number), 'SIGINT');
    expect(await first.ended).toBe(0);
  });

  it('mounts no sandbox and seeds no demo school when WECOM_* is set', async () => {
    const started = await start(undefined, {
      ...DEMO_WECOM,
      // An address where nobody is: nothing may leave this machine from a test.
      WECOM_API: 'http://127.0.0.1:9',
      SANDBOX_URL: 'http://127.0.0.1:9',
    });
    await started.ready;
    const base = `http://127.0.0.1:${started.port}`;
    expect(started.output()).not.toContain('/sandbox');
    expect(started.output()).not.toContain('demo school:');
    for (const path of ['/sandbox', '/sandbox/', '/sandbox/api/people'])
      expect((await fetch(`${base}${path}`)).status).toBe(404);
    expect(await clientOf(started).verify('4711')).toEqual({ status: 200, body: '4711' });
    const leader = started.process.pid as number;
    expect(groupOf(leader).some((pid) => commandOf(pid).includes('sandbox/main.ts'))).toBe(false);
    process.kill(-leader, 'SIGINT');
    expect(await started.ended).toBe(0);
    expect(groupOf(leader)).toEqual([]);
  });
});
