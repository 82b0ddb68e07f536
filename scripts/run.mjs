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
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { SourceMap } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = resolve(import.meta.dirname, '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'xianfeng');
const LIBRARIES_CACHE = join(ROOT, 'node_modules', '.cache', 'xianfeng-libraries');
/** Where npm writes down what it installed, each time. */
const INSTALLED = join(ROOT, 'node_modules', '.package-lock.json');
/** Libraries that are bundled: none with a binary, or with files of its own that it reads. */
const LIBRARIES = [
  'bullmq',
  'chinese-days',
  'fast-xml-parser',
  'ioredis',
  'koa',
  'koa-router',
  'mongoose',
  'pinyin-pro',
  'yaml',
  'zod',
];
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
const build = ofParent() ?? (await translated());
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
try {
  await import(pathToFileURL(main).href);
} catch (error) {
  if (!String(error?.code).startsWith('ERR_PARSE_ARGS')) throw error;
  // A slip of whoever typed it: a sentence, not a stack. Node's goes on about values that begin with a dash.
  console.error(`${path}: ${error.message.split('. ')[0]}`);
  process.exit(1);
}

/** What the process runs that started this one: it has looked already, and both should be of one version. */
function ofParent() {
  const given = process.env.XIANFENG_BUILD;
  return given && dirname(given) === CACHE && existsSync(given) ? given : undefined;
}

/** The folder with the translation of the sources as they are now, made if need be. */
async function translated() {
  const files = sources();
  const own = readFileSync(import.meta.filename);
  const installed = existsSync(INSTALLED) ? readFileSync(INSTALLED) : undefined;
  const libraries =
    installed && join(LIBRARIES_CACHE, nameOf(createHash('sha256').update(own).update(installed)));
  const hash = createHash('sha256')
    .update(own)
    .update(`${libraries && basename(libraries)}\0`);
  for (const file of files) hash.update(`${file}\0`).update(IS_TRANSLATED.test(file) ? read(file) : '');
  const build = join(CACHE, nameOf(hash));
  await Promise.all([
    existsSync(build) || translate(files, build, libraries),
    !libraries || existsSync(libraries) || bundleLibraries(libraries),
  ]);
  return build;
}

function nameOf(hash) {
  return hash.digest('base64url').slice(0, 20);
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

/** Makes a folder in one of its own first: several processes may do so at once, and each may be killed. */
async function make(folder, fill) {
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    await fill(draft);
  } catch (error) {
    // A fault in a source was told already, with its place.
    if (!error.errors) console.error(`run: ${error.message}`);
    rmSync(draft, { recursive: true });
    process.exit(1);
  }
  try {
    renameSync(draft, folder);
  } catch {
    // Another process was first.
    rmSync(draft, { recursive: true });
  }
  forgetOld(dirname(folder));
}

/** @param libraries the folder with the bundled ones; none = all are imported as they are */
async function translate(files, build, libraries) {
  // What a newer build imports from is not old.
  if (libraries && existsSync(libraries)) utimesSync(libraries, new Date(), new Date());
  await make(build, async (draft) => {
    await bundle({
      entryPoints: files.filter((file) => IS_TRANSLATED.test(file)),
      outdir: draft,
      outbase: '.',
      sourcemap: 'linked',
      plugins: [{ name: 'one file each', setup: (plugin) => keepImports(plugin, libraries) }],
    });
    writeFileSync(join(draft, 'package.json'), '{ "type": "module" }\n');
    for (const file of files) {
      if (file.endsWith('.ts')) continue;
      mkdirSync(dirname(join(draft, file)), { recursive: true });
      symlinkSync(relative(dirname(join(draft, file)), join(ROOT, file)), join(draft, file));
    }
  });
}

/** Every source stays a file of its own; imports name what it is translated to, or the bundle of a library. */
function keepImports({ onResolve }, libraries) {
  onResolve({ filter: /.*/ }, ({ kind, path, importer }) => {
    if (kind === 'entry-point') return undefined;
    if (!libraries || !LIBRARIES.includes(path))
      return { external: true, path: path.replace(/^(\..*)\.ts$/, '$1.js') };
    const folder = dirname(join(CACHE, 'a build', relative(ROOT, importer)));
    return { external: true, path: relative(folder, join(libraries, `${path}.mjs`)) };
  });
}

/** One file for each library, with whatever two of them share in files beside it. */
async function bundleLibraries(folder) {
  await make(folder, async (draft) => {
    const entries = join(draft, 'entries');
    mkdirSync(entries);
    for (const library of LIBRARIES) {
      // As Node names them: many libraries are CommonJS, whose names a bundler cannot know.
      const names = Object.keys(await import(library)).filter((name) => /^[\w$]+$/.test(name));
      writeFileSync(join(entries, `${library}.mjs`), `export { ${names.join(', ')} } from '${library}';\n`);
    }
    await bundle({
      entryPoints: LIBRARIES.map((library) => join(entries, `${library}.mjs`)),
      outdir: draft,
      outExtension: { '.js': '.mjs' },
      splitting: true,
      // The same files that Node takes, not those that libraries keep for bundlers.
      conditions: ['node'],
      // It loads a binary from beside itself.
      external: ['msgpackr-extract'],
      define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
      banner: {
        js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
      },
    });
    rmSync(entries, { recursive: true });
  });
}

async function bundle(options) {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: ROOT,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    ...options,
  });
}

function forgetOld(cache) {
  const folders = readdirSync(cache).map((name) => join(cache, name));
  const made = new Map(folders.map((folder) => [folder, statSync(folder).mtimeMs]));
  for (const folder of folders.sort((a, b) => made.get(b) - made.get(a)).slice(KEPT))
    rmSync(folder, { recursive: true, force: true });
}
