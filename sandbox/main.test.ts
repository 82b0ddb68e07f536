import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildSchool, CREDENTIALS } from './build-sandbox.ts';

const RUN = fileURLToPath(new URL('../scripts/run.mjs', import.meta.url));
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the command until it ends or prints a first line, and gives both outputs. */
function run(environment: Record<string, string>) {
  const child = spawn(process.execPath, [RUN, MAIN], {
    env: { PATH: process.env.PATH ?? '', ...environment },
  });
  const output = { stdout: '', stderr: '' };
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.stderr.on('data', (data: Buffer) => {
    output.stderr += data.toString();
  });
  const firstLine = new Promise<void>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      output.stdout += data.toString();
      if (output.stdout.includes('\n')) resolve();
    });
  });
  return { child, output, ended, ready: Promise.race([firstLine, ended]) };
}

test('the command prints its address alone, serves the school of the file and ends on SIGTERM', async () => {
  const school = join(folder, 'school.json');
  writeFileSync(school, JSON.stringify(buildSchool()));
  const { child, output, ended, ready } = run({
    PORT: '0',
    SANDBOX_SCHOOL: school,
    WECOM_CORP_ID: CREDENTIALS.corpId,
    WECOM_AGENT_ID: String(CREDENTIALS.agentId),
    WECOM_SECRET: CREDENTIALS.secret,
    WECOM_TOKEN: CREDENTIALS.token,
    WECOM_AES_KEY: CREDENTIALS.aesKey,
  });
  await ready;
  expect(output.stdout).toMatch(/^sandbox: http:\/\/127\.0\.0\.1:\d+\n$/);
  const url = output.stdout.trim().replace('sandbox: ', '');
  const people = (await (await fetch(`${url}/sandbox/api/people`)).json()) as { people: unknown[] };
  expect(people.people).toHaveLength(5);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(output.stdout.split('\n')).toHaveLength(2);
});

test('the command names what is missing in the environment', async () => {
  const { output, ended } = run({ PORT: '0' });
  expect(await ended).toBe(1);
  for (const name of ['SANDBOX_SCHOOL', 'WECOM_CORP_ID', 'WECOM_AES_KEY'])
    expect(output.stderr).toContain(name);
});
