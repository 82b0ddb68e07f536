/**
 * `npm run soak`: the long runs, with large counts: random schools, hostile texts, comparisons of the stores, crashes,
 * and a morning on which 40,000 people are due. Prints the seed of each, by which it can be repeated. `-- NAME` runs
 * one of them; `--seed N` repeats.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './child.ts';

interface Part {
  name: string;
  files: string[];
  env: NodeJS.ProcessEnv;
  /** Needs a real Redis. */
  redis?: true;
}

/** Each test keeps a small count of its own; what the environment sets wins. */
const PARTS: Part[] = [
  { name: 'worlds', files: ['domain/reminders/etiquette.test.ts'], env: { COUNT: '2000' } },
  { name: 'mornings', files: ['tests/reminders-workers.test.ts'], env: { PEOPLE: '40000' }, redis: true },
  { name: 'hostile-texts', files: ['bot/understand/hostile.test.ts'], env: { COUNT: '50000' } },
  { name: 'differential', files: ['embedded/differential.test.ts'], env: { COUNT: '50000' } },
  { name: 'crashes', files: ['embedded/crash.test.ts'], env: { KILLS: '200' } },
];

/** Ms for one test of a part: the largest takes some minutes on two cores. */
const TEST_TIMEOUT_MS = 3_600_000;

const { values, positionals } = parseArgs({
  options: { seed: { type: 'string' } },
  allowPositionals: true,
});
const wanted = PARTS.filter((part) => positionals.length === 0 || positionals.includes(part.name));
if (wanted.length === 0) {
  console.error(`soak: no such part. There are: ${PARTS.map((part) => part.name).join(', ')}`);
  process.exit(1);
}
const seed = values.seed ?? String(Date.now() % 1_000_000_007);
const redis = wanted.some((part) => part.redis) && !process.env.REDIS_URL ? await startRedis() : undefined;
const redisUrl = process.env.REDIS_URL ?? redis?.url;
const results: string[] = [];
for (const part of wanted) {
  const present = part.files.filter((file) => existsSync(join(ROOT, file)));
  if (present.length === 0 || (part.redis && redisUrl === undefined)) {
    results.push(`- ${part.name}: left out${part.redis ? ', no Redis' : ''}`);
    continue;
  }
  console.log(`\n== ${part.name}, seed ${seed}`);
  const started = Date.now();
  const code = await run(present, { ...part.env, SEED: seed, ...(part.redis && { REDIS_URL: redisUrl }) });
  results.push(
    `${code === 0 ? '✓' : '✗'} ${part.name}: ${Math.round((Date.now() - started) / 1000)} s, seed ${seed}`,
  );
}
redis?.stop();
console.log(`\n${results.join('\n')}`);
process.exit(results.some((line) => line.startsWith('✗')) ? 1 : 0);

function run(files: string[], env: NodeJS.ProcessEnv): Promise<number | null> {
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [
    vitest,
    'run',
    `--testTimeout=${TEST_TIMEOUT_MS}`,
    `--hookTimeout=${TEST_TIMEOUT_MS}`,
    ...files,
  ];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...env, ...process.env, ...(env.SEED && { SEED: env.SEED }) },
    stdio: 'inherit',
  });
  return new Promise((resolve) => child.once('exit', resolve));
}

/** A Redis of our own on a free port; undefined where none is installed. */
async function startRedis(): Promise<{ url: string; stop: () => void } | undefined> {
  const port = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
  const options = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', ...options], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const isReady = await new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', () => resolve(false));
    child.stdout.on('data', (text: Buffer) => {
      if (text.includes('Ready to accept')) resolve(true);
    });
  });
  return isReady ? { url: `redis://127.0.0.1:${port}`, stop: () => child.kill() } : undefined;
}
