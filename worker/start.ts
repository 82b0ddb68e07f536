/** Puts the worker together: jobs from their folder, the alarm clock that calls them, and a heartbeat. */
import { join } from 'node:path';
import { CLOCK_EVERY_MS, followClock } from '../actions/clock.ts';
import { loadProgrammes } from '../actions/programmes.ts';
import { keepSchool } from '../actions/school.ts';
import { SCHOOL_TIME_ZONE } from '../domain/day.ts';
import { DEFAULT_SCHOOL_YEAR } from '../domain/period.ts';
import { openModels } from '../models/models.ts';
import { createSendLimiter } from '../outbox/limits.ts';
import { type Clock, shiftedClock } from '../runtime/clock.ts';
import type { Config } from '../runtime/config.ts';
import { loadFolder } from '../runtime/load-folder.ts';
import type { Log } from '../runtime/log.ts';
import { openStores } from '../runtime/mongo.ts';
import { openAlarm, openJobWorker } from '../runtime/queue.ts';
import { createRateLimiter } from '../runtime/rate-limiter.ts';
import { openRedis } from '../runtime/redis.ts';
import type { createShutdown } from '../runtime/shutdown.ts';
import { createRedisTokenStore } from '../runtime/token-store.ts';
import { createWecomClient } from '../wecom/client.ts';
import type { Job, JobContext } from './job.ts';

/** Where jobs live. */
export const JOBS_FOLDER = join(import.meta.dirname, 'jobs');
/** How often the schedules are put back, should Redis have lost them, ms. */
const HEARTBEAT_MS = 20_000;

type Parts = { log: Log; shutdown: ReturnType<typeof createShutdown>; clock?: Clock };

/** Everything that jobs need, opened; what was opened is registered with `shutdown`. */
export async function openJobs(
  config: Config,
  parts: Parts,
): Promise<{ jobs: Job[]; context: () => Promise<JobContext>; queue: { url: string; prefix: string } }> {
  const { log, shutdown } = parts;
  const stores = await openStores(config.mongodbUri);
  shutdown.add('stores', () => stores.close());
  const models = await openModels(stores, config.recordsKeys);
  const moved = shiftedClock();
  const clock = parts.clock ?? moved;
  if (!config.production) {
    await followClock(models, moved);
    const follow = setInterval(() => {
      followClock(models, moved).catch(() => undefined);
    }, CLOCK_EVERY_MS);
    shutdown.add('clock', () => clearInterval(follow));
  }
  const now = () => clock.now().getTime();
  const redis = openRedis(config.redisUrl);
  shutdown.add('redis', () => redis.disconnect());
  const keeper = await keepSchool(models);
  const jobs = await loadFolder<Job>(JOBS_FOLDER, 'job');
  const { corpId, agentId, secret, api } = config.wecom;
  const wecom = createWecomClient({
    baseUrl: api,
    corpId,
    agentId,
    secret,
    now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
    tokenStore: createRedisTokenStore(redis, `${stores.records.name}:token:${corpId}:${agentId}`, now),
    onAlert: ({ api: path, errcode }) =>
      log.error('WeCom needs an administrator', { path, ...(errcode !== null && { errcode }) }),
  });
  const limiter = createSendLimiter(
    createRateLimiter({
      redis,
      prefix: `${stores.records.name}:${corpId}:${agentId}`,
      now: () => performance.now(),
      onAlone: () => log.warn('sending slowly: the shared limits cannot be reached'),
    }),
  );
  const rules = loadProgrammes();
  return {
    jobs,
    queue: { url: config.redisUrl, prefix: stores.records.name },
    context: async () => {
      await keeper.refresh();
      const actions = { models, school: keeper.current(), rules, schoolYear: DEFAULT_SCHOOL_YEAR, clock };
      return { actions, wecom, log, limiter };
    },
  };
}

/** Starts the worker; everything opened is registered with `shutdown`. */
export async function startWorker(config: Config, parts: Parts): Promise<void> {
  const { log, shutdown } = parts;
  const { jobs, context, queue } = await openJobs(config, parts);
  const running = new Set<string>();
  const alarm = openAlarm(queue);
  shutdown.add('alarm', () => alarm.close());

  const worker = openJobWorker(
    queue,
    async (name, data) => {
      const job = jobs.find((j) => j.name === name);
      if (!job) throw new Error(`no job of this name; it may belong to a newer version: ${name}`);
      if (job.alone && running.has(name)) return;
      running.add(name);
      try {
        await job.run(await context(), job.data.parse(data));
      } finally {
        running.delete(name);
      }
    },
    (name, error) => {
      if (name !== '') log.error('job failed', { job: name, error });
      // Redis is away, or was emptied while a job ran: the schedules come back, and the rows hold what is to be done.
      else log.warn('the queue failed', { code: (error as Error).name });
    },
  );
  shutdown.add('worker', () => worker.close());

  const schedule = async () => {
    for (const job of jobs) {
      if (!job.when) continue;
      await alarm.repeat(
        job.name,
        'every' in job.when ? job.when : { cron: job.when.cron, tz: SCHOOL_TIME_ZONE },
      );
    }
  };
  await schedule();
  const heartbeat = setInterval(() => {
    schedule().catch((error) => log.warn('schedules not put back', { code: (error as Error).name }));
  }, HEARTBEAT_MS);
  shutdown.add('heartbeat', () => clearInterval(heartbeat));
}
