/** The alarm clock: BullMQ on Redis. It holds no truth; everything in it can be made again from rows. */
import { type Job, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';

/** After this long without Redis an `add` is given up: the sweep does the work later, ms. */
const ADD_DEADLINE_MS = 1_000;

export interface Alarm {
  /** Asks for a job soon. Resolves false when Redis did not take it in time. */
  ring(name: string, data?: Record<string, unknown>): Promise<boolean>;
  /** Makes sure that a repeating job is scheduled, in the school's time zone; may be called again at any time. */
  repeat(name: string, when: { every: number } | { cron: string; tz: string }): Promise<void>;
  close(): Promise<void>;
}

export interface QueueOptions {
  url: string;
  /** Keeps several installations, or test runs, on one Redis apart. */
  prefix: string;
}

const QUEUE = 'xianfeng';

/** Opens the side that asks for jobs. */
export function openAlarm(options: QueueOptions): Alarm {
  const connection = new Redis(options.url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    connectTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(attempt * 200, 2_000),
  });
  connection.on('error', () => undefined);
  const queue = new Queue(QUEUE, {
    connection,
    prefix: options.prefix,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: 100, attempts: 1 },
  });
  queue.on('error', () => undefined);
  return {
    async ring(name, data = {}) {
      // queue.add never settles while Redis is away.
      return withDeadline(
        queue.add(name, data, { deduplication: { id: name } }).then(() => true),
        ADD_DEADLINE_MS,
      );
    },
    async repeat(name, when) {
      const repeat = 'every' in when ? { every: when.every } : { pattern: when.cron, tz: when.tz };
      await queue.upsertJobScheduler(name, repeat, { name, data: {} });
    },
    async close() {
      await withDeadline(
        queue.close().then(() => true),
        ADD_DEADLINE_MS,
      );
      connection.disconnect();
    },
  };
}

/**
 * Works on jobs until closed.
 * @param run gets the job's name and its unparsed payload; a throw marks the job failed
 */
export function openJobWorker(
  options: QueueOptions,
  run: (name: string, data: unknown) => Promise<void>,
  onFault: (name: string, error: unknown) => void,
): { close(): Promise<void> } {
  const connection = new Redis(options.url, { maxRetriesPerRequest: null });
  connection.on('error', () => undefined);
  const worker = new Worker(QUEUE, (job: Job) => run(job.name, job.data), {
    connection,
    prefix: options.prefix,
    concurrency: 4,
  });
  worker.on('error', (error) => onFault('', error));
  worker.on('failed', (job, error) => onFault(job?.name ?? '', error));
  return {
    async close() {
      await worker.close();
      connection.disconnect();
    },
  };
}

async function withDeadline(work: Promise<boolean>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.catch(() => false), late]);
  } finally {
    clearTimeout(timer);
  }
}
