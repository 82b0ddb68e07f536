/** Puts the bot together from its configuration: stores, directory, understanding, receiving, server. */
import { join } from 'node:path';
import { loadProgrammes } from '../actions/programmes.ts';
import { keepSchool } from '../actions/school.ts';
import { DEFAULT_SCHOOL_YEAR } from '../domain/period.ts';
import { MESSAGE_SLOT, recordSlot } from '../models/inbox.ts';
import { openModels } from '../models/models.ts';
import { type Clock, systemClock } from '../runtime/clock.ts';
import type { Config } from '../runtime/config.ts';
import { loadFolder } from '../runtime/load-folder.ts';
import type { Log } from '../runtime/log.ts';
import { openStores } from '../runtime/mongo.ts';
import { openAlarm } from '../runtime/queue.ts';
import { openRedis } from '../runtime/redis.ts';
import type { createShutdown } from '../runtime/shutdown.ts';
import { OUR_FAULT } from '../texts/answer.ts';
import { openEnvelope } from '../wecom/callback.ts';
import { CallbackError, parseAesKey } from '../wecom/crypto.ts';
import { COMMANDS_FOLDER, createApp, listen } from './app.ts';
import type { Command } from './command.ts';
import { DRAIN_EVERY_MS, SWEEP_EVERY_MS } from './inbox/limits.ts';
import { createReceiver } from './inbox/receive.ts';
import { openSpool } from './inbox/spool.ts';
import { createResponder } from './respond.ts';
import { indexDirectory } from './understand/index-directory.ts';
import { understand } from './understand/understand.ts';

/** How often the directory's version is looked at, ms. */
const DIRECTORY_EVERY_MS = 2_000;

export interface RunningBot {
  port: number;
}

/** Starts the bot; everything opened is registered with `shutdown`. */
export async function startBot(
  config: Config,
  parts: { log: Log; shutdown: ReturnType<typeof createShutdown>; clock?: Clock },
): Promise<RunningBot> {
  const { log, shutdown } = parts;
  const clock = parts.clock ?? systemClock;
  const stores = await openStores(config.mongodbUri);
  shutdown.add('stores', () => stores.close());
  const models = await openModels(stores, config.recordsKeys);
  const redis = openRedis(config.redisUrl);
  shutdown.add('redis', () => redis.disconnect());
  const alarm = openAlarm({ url: config.redisUrl, prefix: stores.records.name });
  shutdown.add('alarm', () => alarm.close());

  const keeper = await keepSchool(models);
  let index = indexDirectory(keeper.current().directory);
  keeper.onChange((school) => {
    index = indexDirectory(school.directory);
  });

  const credentials = {
    token: config.wecom.token,
    aesKey: parseAesKey(config.wecom.aesKey),
    receiveId: config.wecom.corpId,
  };
  const spool = openSpool(join(config.dataDir, 'spool'), process.pid, clock.now().getTime(), isAlive);
  const ring = () => void alarm.ring('send-outbox');
  const handle = createResponder({
    actions: { models, rules: loadProgrammes(), schoolYear: DEFAULT_SCHOOL_YEAR, clock },
    school: keeper.current,
    understand: (message, asked) => understand(message, index, asked && { question: asked }),
    commands: await loadFolder<Command>(COMMANDS_FOLDER, 'command'),
    notify: async ({ person, activity, text }, message) => {
      const to = keeper.current().person(person)?.userid?.toLowerCase();
      const slot = recordSlot(0);
      const bytes = message.keys.get(slot) ?? message.keys.get(MESSAGE_SLOT);
      if (to === undefined || !bytes) return;
      const planned = await models.outbox.plan(
        {
          id: `receipt/${activity}/${person}`,
          purpose: 'receipt',
          to,
          dueAt: clock.now().getTime(),
          body: JSON.stringify({ type: 'text', text }),
        },
        { id: message.id, slot: message.keys.has(slot) ? slot : MESSAGE_SLOT, bytes },
      );
      if (!planned) return;
      await models.conversations.remember(to, [activity]);
      ring();
    },
  });
  const receiver = createReceiver({
    inbox: models.inbox,
    conversations: models.conversations,
    keys: models.keys,
    outbox: models.outbox,
    clock,
    log,
    handle,
    faultReply: OUR_FAULT,
    holder: `${process.pid}-${clock.now().getTime()}`,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    onOutbox: ring,
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
  });
  const { server, port } = await listen(app, config.port, undefined, log);
  shutdown.add('server', () => new Promise((resolve) => closeServer(server, resolve)));

  const beats = [
    every(SWEEP_EVERY_MS, () => receiver.sweep()),
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
