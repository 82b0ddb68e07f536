/** Child processes of commands: watched for a line or a message, stopped in order. */
import { type ChildProcess, spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { ENVIRONMENT_FOLLOWS } from '../runtime/process.ts';

/** What runs an entry point; a translation has a link to it. */
const RUN = realpathSync(join(import.meta.dirname, 'run.mjs'));
/** The folder of the sources, also for their translation. */
export const ROOT = dirname(dirname(RUN));
/** The translation that we run ourselves, for children to run the same; none where sources are run as they are. */
const BUILD = dirname(import.meta.dirname) === ROOT ? undefined : dirname(import.meta.dirname);
/** How long a child may take to become ready, ms. */
const READY_WITHIN_MS = 60_000;
/** How long a child may take to stop before it is killed, ms. */
const STOP_WITHIN_MS = 10_000;

export interface Child {
  process: ChildProcess;
  /** The first group of the first line of its output that fits. */
  line(pattern: RegExp): Promise<string>;
  /** The first message that it sends. */
  message<T>(): Promise<T>;
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>;
}

/** Starts one of our own entry points: its path from the project's root, then its arguments. */
export function startChild(
  name: string,
  args: string[],
  options: {
    env?: NodeJS.ProcessEnv;
    /** What of its environment is known only while it is loading: `runProcess` waits for it. */
    laterEnv?: Promise<NodeJS.ProcessEnv>;
    onExit?: (code: number | null, signal: NodeJS.Signals | null) => void;
    onLine?: (line: string) => void;
    /** Takes the lines of its standard error, which otherwise goes where ours goes. */
    onErrorLine?: (line: string) => void;
    /** How long it may take to become ready, ms; a minute by default. */
    readyWithinMs?: number;
  } = {},
): Child {
  const child = spawn(process.execPath, [RUN, ...args], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...(BUILD && { XIANFENG_BUILD: BUILD }),
      ...options.env,
      ...(options.laterEnv && { [ENVIRONMENT_FOLLOWS]: '1' }),
    },
    stdio: ['ignore', 'pipe', options.onErrorLine ? 'pipe' : 'inherit', 'ipc'],
  });
  // Whoever waits for the child is told should either fail.
  options.laterEnv?.then((env) => child.connected && child.send({ env })).catch(() => undefined);
  if (child.stderr && options.onErrorLine)
    createInterface({ input: child.stderr }).on('line', options.onErrorLine);
  const { readyWithinMs = READY_WITHIN_MS } = options;
  const lines: string[] = [];
  const waiting: { pattern: RegExp; found: (group: string) => void }[] = [];
  const output = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  output.on('line', (line) => {
    lines.push(line);
    if (lines.length > 200) lines.shift();
    options.onLine?.(line);
    for (const each of waiting) {
      const match = each.pattern.exec(line);
      if (match) each.found(match[1] ?? line);
    }
  });
  let isStopping = false;
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(code);
      if (!isStopping) options.onExit?.(code, signal);
    });
  });
  const orFail = <T>(found: Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`${name} was not ready within ${readyWithinMs / 1000} s`)),
        readyWithinMs,
      );
    });
    const gone = exited.then((code) => {
      throw new Error(`${name} ended with code ${code} before it was ready`);
    });
    return Promise.race([found, gone, late]).finally(() => clearTimeout(timer));
  };
  return {
    process: child,
    line: (pattern) =>
      orFail(
        new Promise((resolve) => {
          for (const line of lines) {
            const match = pattern.exec(line);
            if (match) return resolve(match[1] ?? line);
          }
          waiting.push({ pattern, found: resolve });
        }),
      ),
    message: <T>() =>
      orFail(new Promise<T>((resolve) => child.once('message', (message) => resolve(message as T)))),
    async stop() {
      isStopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}
