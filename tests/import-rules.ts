/** Which folder may import which: the table is the rule. */
import { readdirSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize, relative } from 'node:path';

/** Folders that a folder may import, beside itself. */
export const MAY_IMPORT: Record<string, readonly string[]> = {
  domain: [],
  texts: ['domain'],
  wecom: [],
  runtime: [],
  embedded: [],
  models: ['domain', 'runtime'],
  outbox: ['models', 'wecom', 'runtime', 'domain'],
  actions: ['models', 'texts', 'runtime', 'domain'],
  bot: ['actions', 'outbox', 'texts', 'models', 'wecom', 'runtime', 'domain'],
  worker: ['actions', 'outbox', 'texts', 'models', 'wecom', 'runtime', 'domain'],
  sandbox: ['wecom', 'runtime'],
  seeds: ['models', 'runtime', 'domain'],
  scripts: [
    'actions',
    'outbox',
    'texts',
    'models',
    'wecom',
    'runtime',
    'domain',
    'embedded',
    'sandbox',
    'seeds',
    'tests',
  ],
  tests: [
    'actions',
    'outbox',
    'texts',
    'models',
    'wecom',
    'runtime',
    'domain',
    'embedded',
    'sandbox',
    'seeds',
    'scripts',
    'bot',
    'worker',
  ],
};

/** Folders that import no package, or only these; Node's own modules count as packages of `node:`. */
export const ONLY_PACKAGES: Record<string, readonly string[]> = { domain: ['zod'], texts: [] };

/** Where a package may be imported; elsewhere it may not. */
export const ONLY_IN: Record<string, (file: string) => boolean> = {
  mongoose: (file) => file.startsWith('models/') || file === 'runtime/mongo.ts',
  // The driver alone, to measure a server with, and as the other side in the tests of the embedded store.
  mongodb: (file) =>
    file.startsWith('scripts/bench/') || /^embedded\/(differential|test-store|unified)\.ts$/.test(file),
  '@resvg/resvg-js': (file) => file === 'runtime/picture.ts',
  bullmq: (file) => file === 'runtime/queue.ts',
  // A bare Koa is what the bench compares with.
  koa: (file) => /^(bot|sandbox|scripts\/bench)\//.test(file),
  'koa-router': (file) => file.startsWith('bot/') || file.startsWith('sandbox/'),
};

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'/g;

/** Every source file below a root, tests beside their file apart: those may import what they test with. */
export function sourceFiles(root: string): string[] {
  const found: string[] = [];
  const walk = (folder: string) => {
    for (const name of readdirSync(folder)) {
      if (name === 'node_modules' || name.startsWith('.') || name === 'data') continue;
      const path = join(folder, name);
      if (statSync(path).isDirectory()) walk(path);
      else if (/\.ts$/.test(name) && !/\.(test|d)\.ts$/.test(name)) found.push(relative(root, path));
    }
  };
  walk(root);
  return found.filter((file) => file.includes('/'));
}

/** What a file breaks: one line for each import that the tables do not allow. */
export function importFaults(file: string, source: string): string[] {
  const folder = file.split('/')[0] ?? '';
  const faults: string[] = [];
  for (const match of source.matchAll(IMPORT)) {
    const target = match[1] ?? match[2] ?? match[3] ?? '';
    if (target.startsWith('.')) {
      const path = normalize(join(dirname(file), target));
      const other = path.split('/')[0] ?? '';
      if (other === folder) continue;
      const allowed = MAY_IMPORT[folder];
      if (!allowed) faults.push(`${file}: ${folder}/ is not in the table of folders`);
      else if (!allowed.includes(other))
        faults.push(`${file}: ${folder}/ may not import ${other}/ (${target})`);
      continue;
    }
    const name = target.startsWith('@')
      ? target.split('/').slice(0, 2).join('/')
      : (target.split('/')[0] ?? '');
    const isBuiltin = target.startsWith('node:') || builtinModules.includes(name);
    const only = ONLY_PACKAGES[folder];
    if (only && !only.includes(name)) faults.push(`${file}: ${folder}/ may not import ${target}`);
    const where = ONLY_IN[name];
    if (!isBuiltin && where && !folder.startsWith('tests') && !where(file))
      faults.push(`${file}: ${name} may not be imported here`);
  }
  return faults;
}
