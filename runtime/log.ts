/** Structured logs. Names, numbers and texts of people never go in: ids of rows and stable codes only. */
import pino, { type Logger } from 'pino';

export type { Logger };

/** What a log line may carry. Anything else does not compile, so that no text slips in by accident. */
export interface LogFields {
  /** Id of an inbox or outbox row: a hash, never a userid. */
  row?: string;
  code?: string;
  job?: string;
  ms?: number;
  count?: number;
  attempt?: number;
  status?: number;
  path?: string;
  errcode?: number;
}

export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** An error's name, code and stack are kept; its message is dropped, since it may quote a person's words. */
  error(message: string, fields?: LogFields & { error?: unknown }): void;
}

/** A log for one process kind (`bot`, `worker` …), one JSON line each on standard output. */
export function createLog(process: string, level: string): Log {
  const logger = pino({ level, base: { process }, timestamp: pino.stdTimeFunctions.isoTime });
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, { error, ...fields } = {}) =>
      logger.error({ ...fields, ...(error !== undefined && { error: describeError(error) }) }, message),
  };
}

/** What of an error may be logged: where it was thrown, not what it says. */
export function describeError(error: unknown): { name: string; code?: string; at?: string[] } {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = (error as { code?: unknown }).code;
  const at = error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim().replace(/file:\/\/\S*\/(?=[^/]+\/[^/]+$)/, ''));
  return {
    name: error.name,
    ...((typeof code === 'string' || typeof code === 'number') && { code: String(code) }),
    ...(at && { at }),
  };
}
