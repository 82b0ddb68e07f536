/**
 * The stores under the whole test run: those that `MONGODB_URI` and `REDIS_URL` name, else the embedded ones. Each
 * test file uses databases of its own names on them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../scripts/stores.ts';

declare module 'vitest' {
  interface ProvidedContext {
    mongodbUri: string;
    redisUrl: string;
    embedded: boolean;
    /** Where the embedded document store keeps its files; empty when the documents are elsewhere. */
    storesDir: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { MONGODB_URI, REDIS_URL } = process.env;
  if (MONGODB_URI && REDIS_URL) {
    project.provide('mongodbUri', MONGODB_URI);
    project.provide('redisUrl', REDIS_URL);
    project.provide('embedded', false);
    project.provide('storesDir', '');
    return async () => undefined;
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'xianfeng-test-'));
  // Several test files run at a time, each with processes of an installation of its own.
  const stores = await startEmbedded(dataDir, undefined, 300);
  project.provide('mongodbUri', MONGODB_URI || stores.mongodbUri);
  project.provide('redisUrl', REDIS_URL || stores.redisUrl);
  project.provide('embedded', !MONGODB_URI);
  project.provide('storesDir', MONGODB_URI ? '' : dataDir);
  return async () => {
    await stores.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
