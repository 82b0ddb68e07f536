/**
 * Runs one of our TypeScript entry points: `node scripts/run.mjs ENTRY.ts [arguments]`.
 *
 * Node 20 reads no TypeScript, and translating every module while it is imported makes each of our processes start
 * two to three times slower. So the sources are translated all at once, whenever one of them differs from what was
 * translated before, into a folder below `node_modules/.cache` that is named by what the sources hold. Whatever is
 * not TypeScript is linked there, so that code finds its files beside it. Nothing is to be built by hand, and nothing
 * stale can run.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = resolve(import.meta.dirname, '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'xianfeng');
/** Top folders that hold nothing to run. */
const SKIPPED = new Set(['node_modules', 'data', 'docs', 'coverage', 'tmp', 'target']);
const IS_SOURCE = /\.m?[tj]s$|\.(json|jsonl|yaml|html|css|ttf|java|xml)$/;
const IS_TRANSLATED = /(?<!\.d|\.test)\.ts$/;
/** Builds that are kept: processes that started before an update may still read theirs. */
const KEPT = 5;
/** Maps of translations, once an error needed them. */
const maps = {};

const [entry, ...args] = process.argv.slice(2);
if (!entry) {
  console.error('run: which entry point? node scripts/run.mjs scripts/start.ts');
  process.exit(1);
}
const build = await translated();
const path = relative(ROOT, resolve(ROOT, entry));
const main = join(build, path.replace(/\.ts$/, '.js'));
if (!existsSync(main)) {
  console.error(`run: ${entry} is no TypeScript file of ${ROOT}`);
  process.exit(1);
}
process.argv = [process.argv[0], join(ROOT, path), ...args];
Error.prepareStackTrace = (error, calls) =>
  [Error.prototype.toString.call(error), ...calls.map((call) => `    at ${inSources(String(call))}`)].join(
    '\n',
  );
await import(pathToFileURL(main).href);

/** The folder with the translation of the sources as they are now, made if need be. */
async function translated() {
  const files = sources();
  const hash = createHash('sha256').update(readFileSync(import.meta.filename));
  for (const file of files) hash.update(`${file}\0`).update(IS_TRANSLATED.test(file) ? read(file) : '');
  const build = join(CACHE, hash.digest('base64url').slice(0, 20));
  if (!existsSync(build)) await translate(files, build);
  return build;
}

/**
 * A line of a stack trace, naming the source instead of its translation. Node's own way reads a map for every module
 * of every library, and takes as long as everything else when a process starts.
 */
function inSources(call) {
  return call.replace(/[^( ]*\.cache\/xianfeng\/[^/]+\/(.+)\.js:(\d+):(\d+)/, (whole, path, line, column) => {
    try {
      maps[path] ??= new SourceMap(JSON.parse(readFileSync(join(build, `${path}.js.map`), 'utf8')));
      const { originalLine, originalColumn } = maps[path].findEntry(line - 1, column - 1);
      return `${join(ROOT, path)}.ts:${originalLine + 1}:${originalColumn + 1}`;
    } catch {
      return whole;
    }
  });
}

function read(file) {
  return readFileSync(join(ROOT, file));
}

/** Every source below the top folders, as paths from the root, in order. */
function sources() {
  const found = [];
  const walk = (folder) => {
    for (const each of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
      const path = join(folder, each.name);
      if (each.isDirectory()) walk(path);
      else if (IS_SOURCE.test(each.name)) found.push(path);
    }
  };
  for (const top of readdirSync(ROOT, { withFileTypes: true }))
    if (top.isDirectory() && !top.name.startsWith('.') && !SKIPPED.has(top.name)) walk(top.name);
  return found.sort();
}

/** Translates into a folder of its own first: several processes may do so at once, and each may be killed. */
async function translate(files, build) {
  const { build: bundle } = await import('esbuild');
  const draft = `${build}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    await bundle({
      entryPoints: files.filter((file) => IS_TRANSLATED.test(file)),
      outdir: draft,
      outbase: '.',
      absWorkingDir: ROOT,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: 'linked',
      logLevel: 'error',
      plugins: [{ name: 'one file each', setup: keepImports }],
    });
  } catch {
    // Told already, with the place of each fault.
    rmSync(draft, { recursive: true });
    process.exit(1);
  }
  writeFileSync(join(draft, 'package.json'), '{ "type": "module" }\n');
  for (const file of files) {
    if (file.endsWith('.ts')) continue;
    mkdirSync(dirname(join(draft, file)), { recursive: true });
    symlinkSync(relative(dirname(join(draft, file)), join(ROOT, file)), join(draft, file));
  }
  try {
    renameSync(draft, build);
  } catch {
    // Another process was first.
    rmSync(draft, { recursive: true });
  }
  forgetOld();
}

/** Every file stays a file of its own; imports name what it is translated to. */
function keepImports({ onResolve }) {
  onResolve({ filter: /.*/ }, ({ kind, path }) =>
    kind === 'entry-point' ? undefined : { external: true, path: path.replace(/^(\..*)\.ts$/, '$1.js') },
  );
}

function forgetOld() {
  const builds = readdirSync(CACHE).map((name) => join(CACHE, name));
  const made = new Map(builds.map((build) => [build, statSync(build).mtimeMs]));
  for (const build of builds.sort((a, b) => made.get(b) - made.get(a)).slice(KEPT))
    rmSync(build, { recursive: true, force: true });
}
