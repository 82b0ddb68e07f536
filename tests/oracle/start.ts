/**
 * The oracle: an independent implementation of MongoDB's protocol, to compare the embedded store with.
 *
 * `ORACLE_URI` names one that already runs; otherwise mongo-java-server is fetched by Maven into its usual cache and
 * started by Java 17 on a free loopback port. See `docs/decisions/oracle.md`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A running oracle. */
export interface Oracle {
  uri: string;
  /** Its process, when it was started here. */
  pid: number | undefined;
  stop(): Promise<void>;
}

const HERE = import.meta.dirname;
/** Milliseconds: a first start downloads ten small archives. */
const FETCH_WITHIN_MS = 300_000;

function cacheDir(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'xianfeng-oracle');
}

/** The class path, found once by Maven and kept beside its archives. */
function classPath(): string {
  const file = join(cacheDir(), 'classpath.txt');
  if (existsSync(file)) {
    const known = readFileSync(file, 'utf8');
    if (known.split(':').every((archive) => existsSync(archive))) return known;
  }
  mkdirSync(cacheDir(), { recursive: true });
  execFileSync(
    'mvn',
    ['-q', '-B', '-f', join(HERE, 'pom.xml'), 'dependency:build-classpath', `-Dmdep.outputFile=${file}`],
    { stdio: 'ignore', timeout: FETCH_WITHIN_MS },
  );
  return readFileSync(file, 'utf8');
}

/** Whether tests that need the oracle are wanted: `ORACLE_URI` names one, or `ORACLE=1` asks to start one. */
export function isOracleWanted(env: NodeJS.ProcessEnv = process.env): boolean {
  return Boolean(env.ORACLE_URI || env.ORACLE);
}

/**
 * Starts the oracle, or gives the one of `ORACLE_URI`.
 * @throws when Maven or Java 17 are missing, or the download fails
 */
export async function startOracle(env: NodeJS.ProcessEnv = process.env): Promise<Oracle> {
  if (env.ORACLE_URI) return { uri: env.ORACLE_URI, pid: undefined, stop: async () => undefined };
  const child = spawn('java', ['-Xmx1g', '-cp', classPath(), join(HERE, 'Oracle.java')], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  const port = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const match = /^PORT (\d+)$/.exec(line);
      if (match) resolve(match[1]!);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the oracle ended with code ${code}`)));
  });
  return {
    uri: `mongodb://127.0.0.1:${port}/?directConnection=true`,
    pid: child.pid,
    stop: async () => {
      child.stdin.end();
      await exited;
    },
  };
}
