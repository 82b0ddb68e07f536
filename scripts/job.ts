/**
 * `npm run job -- NAME [--at ISO] [--dry-run]`: runs one of the worker's jobs now, on the stores that are running.
 * `--at` is the moment that it takes for now. `--dry-run` prints what it would do: nothing is stored and nothing sent.
 */
import { parseArgs } from 'node:util';
import { WECOM_API, WECOM_VARIABLES } from '../runtime/config.ts';
import { EMBEDDED_ALLOWED } from '../runtime/process.ts';
import { startChild } from './child.ts';
import { DEMO_WECOM } from './demo.ts';
import { attachStores, readRunFile } from './stores.ts';

const { values, positionals } = parseArgs({
  options: { at: { type: 'string' }, 'dry-run': { type: 'boolean' } },
  allowPositionals: true,
});
const [name] = positionals;
if (!name) fail('which job? e.g. npm run job -- plan-reminders --at 2026-11-23T08:00:00+08:00 --dry-run');
if (values.at !== undefined && Number.isNaN(Date.parse(values.at)))
  fail(`--at must be an instant such as 2026-11-23T08:00:00+08:00, not ${values.at}`);

const isDemo = !WECOM_VARIABLES.some((variable) => process.env[variable]);
const running = readRunFile(process.env.DATA_DIR || 'data');
const stores = await attachStores();
const child = startChild(
  'job',
  ['worker/run-job.ts', name, values.at ?? '', values['dry-run'] ? 'dry' : ''],
  {
    env: {
      ...(isDemo && { ...DEMO_WECOM, WECOM_API: running?.sandboxUrl ?? WECOM_API }),
      MONGODB_URI: stores.mongodbUri,
      REDIS_URL: stores.redisUrl,
      ...(stores.embedded && { [EMBEDDED_ALLOWED]: '1' }),
      LOG_LEVEL: process.env.LOG_LEVEL || 'info',
    },
    onLine: (line) => console.log(line),
  },
);
const code = await new Promise<number | null>((resolve) => child.process.once('exit', resolve));
await stores.stop();
process.exit(code ?? 1);

function fail(message: string): never {
  console.error(`job: ${message}`);
  process.exit(1);
}
