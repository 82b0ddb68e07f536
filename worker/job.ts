/**
 * The shape of a job: when it runs, what its payload is, what it does.
 *
 * @example
 * // worker/jobs/send-outbox.ts
 * export default defineJob({
 *   name: 'send-outbox',
 *   when: { every: 1_000 },
 *   data: z.object({}),
 *   async run(context) {
 *     await sendDue(context);
 *   },
 * });
 */
import type { z } from 'zod';
import type { ActionContext } from '../actions/context.ts';
import type { SendLimiter } from '../outbox/limits.ts';
import type { Log } from '../runtime/log.ts';
import type { WecomClient } from '../wecom/client.ts';

/** What every job works with. */
export interface JobContext {
  actions: ActionContext;
  wecom: WecomClient;
  log: Log;
  /** WeCom's limits of sending, shared with all other workers. */
  limiter: SendLimiter;
}

export interface Job<Data = unknown> {
  kind: 'job';
  /** The file's name. */
  name: string;
  /** How often, in ms, or a cron pattern in the school's time zone; absent = only when asked for. */
  when?: { every: number } | { cron: string };
  /** Never twice at once in one process: what comes meanwhile is dropped, since the running one does all there is. */
  alone?: true;
  /** The payload's schema: nothing from the queue is trusted. */
  data: z.ZodType<Data>;
  run(context: JobContext, data: Data): Promise<void>;
  /** What it would do now, in lines for whoever asks; stores and sends nothing. */
  preview?(context: JobContext): Promise<string[]>;
}

/** Declares a job. */
export function defineJob<Data>(job: Omit<Job<Data>, 'kind'>): Job<Data> {
  return { kind: 'job', ...job };
}
