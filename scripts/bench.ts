/** `npm run bench -- NAME [--json]`: runs one of the measurements in `scripts/bench/` and prints its figures. */
import { readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const FOLDER = join(import.meta.dirname, 'bench');

/** What a measurement's file exports as default: runs it, and gives figures that JSON can carry. */
export type Bench = () => Promise<object>;

const names = readdirSync(FOLDER)
  .filter((file) => /(?<!\.test)\.[tj]s$/.test(file))
  .map((file) => basename(file, extname(file)))
  .sort();

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [name] = positionals;
if (name === undefined || positionals.length > 1 || !names.includes(name)) {
  process.stderr.write(`usage: npm run bench -- NAME [--json]    NAME is one of: ${names.join(', ')}\n`);
  process.exit(1);
}

const module = (await import(
  pathToFileURL(join(FOLDER, `${name}${extname(import.meta.filename)}`)).href
)) as { default?: Bench };
if (typeof module.default !== 'function')
  throw new Error(`scripts/bench/${name}.ts: export default an async function that returns the figures`);
const figures = await module.default();
process.stdout.write(values.json ? `${JSON.stringify(figures, null, 2)}\n` : readable(figures));

/** The figures as indented lines, names and values in columns. */
function readable(figures: object, indent = ''): string {
  const entries = Object.entries(figures);
  const width = Math.max(0, ...entries.map(([key]) => key.length));
  return entries
    .map(([key, value]) =>
      value !== null && typeof value === 'object' && !(Array.isArray(value) && value.every(isPlain))
        ? `${indent}${key}\n${readable(value, `${indent}  `)}`
        : `${indent}${key.padEnd(width)}  ${Array.isArray(value) ? value.join(', ') : value}\n`,
    )
    .join('');
}

function isPlain(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}
