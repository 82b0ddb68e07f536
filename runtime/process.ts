/** The first and last lines of every process: configuration with all faults at once, and stores that may be used. */
import { type Config, ConfigError, parseConfig } from './config.ts';
import { createLog, type Log } from './log.ts';
import { describeServer, openStores } from './mongo.ts';
import { createShutdown } from './shutdown.ts';

/** Set by `npm start` for its own children: they may run on the embedded stores. */
export const EMBEDDED_ALLOWED = 'XIANFENG_EMBEDDED';

/** Set by a parent that sends the rest of the environment once it is known: `{ env }`, over the channel of the two. */
export const ENVIRONMENT_FOLLOWS = 'XIANFENG_ENVIRONMENT_FOLLOWS';

/**
 * Runs a process: parses the environment, refuses the embedded stores where they do not belong, stops in order.
 * Faults of the environment are printed all at once, with exit code 1.
 */
export async function runProcess(
  name: string,
  start: (config: Config, parts: { log: Log; shutdown: ReturnType<typeof createShutdown> }) => Promise<void>,
): Promise<void> {
  if (process.env[ENVIRONMENT_FOLLOWS]) await takeEnvironment();
  let config: Config;
  try {
    config = parseConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${name}: ${error.message}\n`);
    process.exit(1);
  }
  const log = createLog(name, config.logLevel);
  const shutdown = createShutdown((step, error) => log.error(`not stopped in order: ${step}`, { error }));
  shutdown.listen();
  try {
    await refuseEmbedded(config, name);
    await start(config, { log, shutdown });
  } catch (error) {
    log.error('cannot start', { error });
    process.stderr.write(`${name}: cannot start: ${(error as Error).message}\n`);
    await shutdown.stop();
    process.exit(1);
  }
}

/** A process starts much faster when it loads while its stores do; only their addresses must be waited for. */
function takeEnvironment(): Promise<void> {
  delete process.env[ENVIRONMENT_FOLLOWS];
  // Without its parent it has nothing to do yet.
  const end = () => process.exit(0);
  process.once('disconnect', end);
  return new Promise((resolve) => {
    process.once('message', ({ env }: { env: NodeJS.ProcessEnv }) => {
      Object.assign(process.env, env);
      process.off('disconnect', end);
      resolve();
    });
  });
}

/** The embedded stores are for trying the product: one process tree, one machine. */
async function refuseEmbedded(config: Config, name: string): Promise<void> {
  const allowed = process.env[EMBEDDED_ALLOWED] === '1';
  if (allowed && !config.production) return;
  const stores = await openStores(config.mongodbUri);
  try {
    const { embedded } = await describeServer(stores);
    if (embedded)
      throw new Error(
        config.production
          ? 'NODE_ENV=production does not run on the embedded stores: they serve one machine and are made for trying. Set MONGODB_URI and REDIS_URL to a MongoDB replica set and a Redis.'
          : `${name} alone does not run on the embedded stores. Use npm start, or set MONGODB_URI and REDIS_URL to a MongoDB and a Redis.`,
      );
  } finally {
    await stores.close();
  }
}
