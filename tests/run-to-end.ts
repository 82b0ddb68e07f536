/** Runs one of our entry points to its end, in an environment that is given whole. */
import { spawn } from 'node:child_process';
import { ROOT } from '../scripts/child.ts';

export interface Ended {
  code: number | null;
  /** Standard output and standard error, in the order in which they came. */
  output: string;
}

/**
 * @param entry path from the project's root
 * @param env everything that the process sees, beside what Node itself needs
 */
export function runToEnd(entry: string, env: Record<string, string>): Promise<Ended> {
  const child = spawn(process.execPath, ['scripts/run.mjs', entry], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TZ: 'UTC', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}
