/** Puts the bot together from its configuration: stores, directory, understanding, receiving, server. */
import { join } from 'node:path';
import { CLOCK_EVERY_MS, followClock } from '../actions/clock.ts';
import { keepSchool } from '../actions/school.ts';
import { openModels } from '../models/models.ts';
import { type Clock, shiftedClock } from '../runtime/clock.ts';
import type { Config } from '../runtime/config.ts';
import { loadFolder } from '../runtime/load-folder.ts';
import type { Log } from '../runtime/log.ts';
import { openStores } from '../runtime/mongo.ts';
import { openAlarm } from '../runtime/queue.ts';
import { openRedis } from '../runtime/redis.ts';
import type { createShutdown } from '../runtime/shutdown.ts';
import { createRedisTokenStore } from '../runtime/token-store.ts';
import { FORM_LINK } from '../texts/form.ts';
import { openEnvelope } from '../wecom/callback.ts';
import { createWecomClient } from '../wecom/client.ts';
import { CallbackError, parseAesKey } from '../wecom/crypto.ts';
import { createApp, listen } from './app.ts';
import type { Form } from './form.ts';
import { DRAIN_EVERY_MS, SWEEP_EVERY_MS } from './inbox/limits.ts';
import { openSpool } from './inbox/spool.ts';
import { createReceiving } from './receiving.ts';
import { createSessions } from './session.ts';

/** How often the directory's version is looked at, ms. */
const DIRECTORY_EVERY_MS = 2_000;

/** Where instances of forms live. */
const FORMS_FOLDER = join(import.meta.dirname, 'forms');
/** The form that replies offer. */
const OFFERED_FORM = 'report-activity';

export interface RunningBot {
  port: number;
}

/** Starts the bot; everything opened is registered with `shutdown`. */
export async function startBot(
  config: Config,
  parts: { log: Log; shutdown: ReturnType<typeof createShutdown>; clock?: Clock },
): Promise<RunningBot> {
  const { log, shutdown } = parts;
  const moved = shiftedClock();
  const clock = parts.clock ?? moved;
  const stores = await openStores(config.mongodbUri);
  shutdown.add('stores', () => stores.close());
  const models = await openModels(stores, config.recordsKeys);
  if (!config.production) await followClock(models, moved);
  const redis = openRedis(config.redisUrl);
  shutdown.add('redis', () => redis.disconnect());
  const alarm = openAlarm({ url: config.redisUrl, prefix: stores.records.name });
  shutdown.add('alarm', () => alarm.close());

  const keeper = await keepSchool(models);

  const credentials = {
    token: config.wecom.token,
    aesKey: parseAesKey(config.wecom.aesKey),
    receiveId: config.wecom.corpId,
  };
  const { corpId, agentId, secret, api } = config.wecom;
  const now = () => clock.now().getTime();
  const shared = (kind: string) =>
    createRedisTokenStore(redis, `${stores.records.name}:${kind}:${corpId}:${agentId}`, now);
  const wecom = createWecomClient({
    ...{ baseUrl: api, corpId, agentId, secret, now, random: Math.random },
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    tokenStore: shared('token'),
    ticketStores: { corp: shared('corp-ticket') },
    onAlert: ({ api: path, errcode }) =>
      log.error('WeCom needs an administrator', { path, ...(errcode !== null && { errcode }) }),
  });
  const forms = await loadFolder<Form>(FORMS_FOLDER, 'form');
  // The demo's pages are on this machine; which port it is becomes known when it listens.
  let listening = 0;
  const publicUrl = (): string | undefined =>
    config.publicUrl ??
    (config.sandboxUrl !== undefined && listening > 0 ? `http://127.0.0.1:${listening}` : undefined);

  const spool = openSpool(join(config.dataDir, 'spool'), process.pid, clock.now().getTime(), isAlive);
  const receiver = await createReceiving({
    models,
    keeper,
    clock,
    log,
    holder: `${process.pid}-${clock.now().getTime()}`,
    onOutbox: () => void alarm.ring('send-outbox'),
    forms,
    formLink: () => {
      const url = publicUrl();
      return url === undefined ? undefined : { label: FORM_LINK, url: `${url}/form/${OFFERED_FORM}/enter` };
    },
  });

  const app = createApp({
    credentials,
    receiver,
    spool,
    clock,
    log,
    checkStores: async () => ({
      documents: await stores.ping(),
      redis: await redis.ping().then(
        () => true,
        () => false,
      ),
    }),
    ...(config.sandboxUrl && { sandboxUrl: config.sandboxUrl }),
    ...(config.sandboxUrl && !config.production && { timeTravel: { models, clock: moved } }),
    pages: {
      ...{ forms, wecom, corpId, agentId, publicUrl },
      sessions: createSessions(config.recordsKeys),
      school: keeper.current,
    },
  });
  shutdown.add('receiving', () => receiver.settled());
  const { server, port } = await listen(app, config.port, undefined, log);
  listening = port;
  shutdown.add('server', () => new Promise((resolve) => closeServer(server, resolve)));

  const beats = [
    every(SWEEP_EVERY_MS, () => receiver.sweep()),
    ...(config.production ? [] : [every(CLOCK_EVERY_MS, () => followClock(models, moved))]),
    every(DIRECTORY_EVERY_MS, () => keeper.refresh()),
    every(DRAIN_EVERY_MS, async () => {
      if (spool.isEmpty() || !(await stores.ping())) return;
      const senders = new Set<string>();
      const count = await spool.drain(async ({ search, body, receivedAt, order }) => {
        try {
          const plaintext = openEnvelope(credentials, search, Buffer.from(body, 'base64'));
          senders.add(await receiver.store(plaintext, { receivedAt, order }));
          return 'stored';
        } catch (error) {
          // Signed, but no message; or the account's key was changed since. Trying again would never end.
          if (!(error instanceof CallbackError)) throw error;
          log.warn('spooled callback set aside', { code: error.code });
          return 'unreadable';
        }
      });
      log.info('spool drained', { count });
      for (const sender of senders) await receiver.handleWaiting(sender);
    }),
  ];
  shutdown.add('beats', () => Promise.all(beats.map((beat) => beat.stop())));
  return { port };

  /** Runs some work again and again, never two at a time; a fault is logged and the next beat tries again. */
  function every(ms: number, work: () => Promise<unknown>): { stop(): Promise<void> } {
    let running: Promise<void> = Promise.resolve();
    let isBusy = false;
    const timer = setInterval(() => {
      if (isBusy) return;
      isBusy = true;
      running = work()
        .then(() => undefined)
        .catch((error) => log.debug('a beat failed', { code: String((error as Error).name) }))
        .finally(() => {
          isBusy = false;
        });
    }, ms);
    return {
      stop: async () => {
        clearInterval(timer);
        await running;
      },
    };
  }
}

function closeServer(server: import('node:http').Server, done: (value: unknown) => void): void {
  server.close(() => done(undefined));
  server.closeIdleConnections();
  // Streams to phones never end by themselves.
  setTimeout(() => server.closeAllConnections(), 500).unref();
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
