import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'xianfeng-run-'));
  for (const folder of ['scripts', 'bot', 'node_modules']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  cpSync(join(import.meta.dirname, 'run.mjs'), join(root, 'scripts', 'run.mjs'));
  symlinkSync(
    join(import.meta.dirname, '..', 'node_modules', 'esbuild'),
    join(root, 'node_modules', 'esbuild'),
  );
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (file: string, text: string) => writeFileSync(join(root, file), text);
const builds = () => readdirSync(join(root, 'node_modules', '.cache', 'xianfeng'));

/** Runs an entry point there; both outputs together. */
const run = (...args: string[]) => runWith({}, ...args);
const runWith = (options: { env?: NodeJS.ProcessEnv }, ...args: string[]) =>
  new Promise<{ code: number; output: string }>((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'scripts', 'run.mjs'), ...args],
      options,
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });

describe('an entry point', () => {
  it('runs with its arguments, what it imports, and the files beside it', async () => {
    write('bot/word.json', '["早"]');
    write('bot/greet.ts', 'export const greet = (name: string): string => ["你好", name].join("，");\n');
    write(
      'bot/main.ts',
      "import { readFileSync } from 'node:fs';\nimport { greet } from './greet.ts';\nconst word = readFileSync(new URL('word.json', import.meta.url), 'utf8');\nconsole.log(word, greet(process.argv[2] as string), process.argv[1]?.endsWith('main.ts'));\n",
    );
    expect(await run('bot/main.ts', '李婷')).toEqual({ code: 0, output: '["早"] 你好，李婷 true\n' });
  });

  it('answers an option that it does not know with a sentence', async () => {
    write(
      'bot/main.ts',
      "import { parseArgs } from 'node:util';\nparseArgs({ options: { port: { type: 'string' } } });\n",
    );
    expect(await run('bot/main.ts', '--prot', '1')).toEqual({
      code: 1,
      output: "bot/main.ts: Unknown option '--prot'\n",
    });
  });

  it('is never an older one: a source or a new file beside it counts at once, and the same runs as it is', async () => {
    write('bot/main.ts', "console.log('一' as string);\n");
    expect((await run('bot/main.ts')).output).toBe('一\n');
    expect((await run('bot/main.ts')).output).toBe('一\n');
    expect(builds()).toHaveLength(1);
    write('bot/main.ts', "console.log('二' as string);\n");
    expect((await run('bot/main.ts')).output).toBe('二\n');
    write('bot/other.yaml', 'a: 1\n');
    write(
      'bot/main.ts',
      "import { readdirSync } from 'node:fs';\nconsole.log(readdirSync(import.meta.dirname).filter((file) => file.endsWith('.yaml')).join());\n",
    );
    expect((await run('bot/main.ts')).output).toBe('other.yaml\n');
  });

  it('started several times at once is translated whole for each', async () => {
    write('bot/main.ts', "console.log('好' as string);\n");
    const ended = await Promise.all([1, 2, 3].map(() => run('bot/main.ts')));
    expect(ended).toEqual(Array(3).fill({ code: 0, output: '好\n' }));
    expect(builds()).toHaveLength(1);
  });

  it('takes the larger libraries from one file each, made anew once npm installed something else', async () => {
    const { dependencies } = JSON.parse(
      readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8'),
    );
    const install = (version: string) => {
      for (const library of Object.keys(dependencies).filter((name) => name !== 'esbuild')) {
        mkdirSync(join(root, 'node_modules', library), { recursive: true });
        write(`node_modules/${library}/package.json`, '{ "main": "index.js" }');
        write(
          `node_modules/${library}/index.js`,
          `const inner = require('./inner');\nmodule.exports = () => inner;\nmodule.exports.version = '${version}';\n`,
        );
        write(`node_modules/${library}/inner.js`, `module.exports = '${library} ${version}';\n`);
      }
    };
    install('1');
    write('node_modules/.package-lock.json', '1');
    write(
      'bot/main.ts',
      "import koa, { version } from 'koa';\nimport pino from 'pino';\nconsole.log(koa(), version, pino());\n",
    );
    expect((await run('bot/main.ts')).output).toBe('koa 1 1 pino 1\n');
    install('2');
    // What is not bundled is read where it is.
    expect((await run('bot/main.ts')).output).toBe('koa 1 1 pino 2\n');
    write('node_modules/.package-lock.json', '2');
    expect((await run('bot/main.ts')).output).toBe('koa 2 2 pino 2\n');
  });

  it('started by another one runs the same translation as that', async () => {
    write('bot/main.ts', "console.log('一' as string);\n");
    await run('bot/main.ts');
    const [build] = builds() as [string];
    write('bot/main.ts', "console.log('二' as string);\n");
    const of = (name: string) => ({
      env: { ...process.env, XIANFENG_BUILD: join(root, 'node_modules', '.cache', 'xianfeng', name) },
    });
    expect((await runWith(of(build), 'bot/main.ts')).output).toBe('一\n');
    expect((await runWith(of('none'), 'bot/main.ts')).output).toBe('二\n');
  });

  it('that throws names the line of its source', async () => {
    write(
      'bot/main.ts',
      "interface A {\n  b: string;\n}\n\nfunction fail(a: A) {\n  throw new Error(a.b);\n}\nfail({ b: '坏' });\n",
    );
    const { code, output } = await run('bot/main.ts');
    expect(code).toBe(1);
    expect(output).toContain(`at fail (${join(root, 'bot', 'main.ts')}:6:9)`);
  });

  it('that does not exist, has a fault, or was not named is told, with exit code 1', async () => {
    expect((await run()).output).toContain('which entry point');
    const missing = await run('bot/none.ts');
    expect(missing.code).toBe(1);
    expect(missing.output).toContain('bot/none.ts');
    write('bot/main.ts', 'const a: = 1;\n');
    const faulty = await run('bot/main.ts');
    expect(faulty.code).toBe(1);
    expect(faulty.output).toContain('bot/main.ts:1:9');
    expect(builds()).toHaveLength(1);
  });
});
