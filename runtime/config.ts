/** The environment, parsed once: every fault is reported at the same time, with what to do about it. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/** WeCom's own API, used unless `WECOM_API` names another. */
export const WECOM_API = 'https://qyapi.weixin.qq.com';
export const WECOM_VARIABLES = [
  'WECOM_CORP_ID',
  'WECOM_AGENT_ID',
  'WECOM_SECRET',
  'WECOM_TOKEN',
  'WECOM_AES_KEY',
] as const;

/** A key that wraps record keys; the id tells which one wrapped a record. */
export interface RecordsKey {
  id: string;
  key: Buffer;
}

export interface Config {
  production: boolean;
  port: number;
  /** Where the spool, the demo key and the embedded stores live; absolute. */
  dataDir: string;
  mongodbUri: string;
  redisUrl: string;
  wecom: { corpId: string; agentId: number; secret: string; token: string; aesKey: string; api: string };
  /** The first wraps; all unwrap. */
  recordsKeys: RecordsKey[];
  /** The sandbox's address when the bot runs on it; its pages are then passed through at `/sandbox`. */
  sandboxUrl?: string;
  /** Where people's phones reach the bot's pages, without a slash at the end; absent = no pages (the demo has its own). */
  publicUrl?: string;
  logLevel: string;
}

/** Thrown with one line for each fault of the environment. */
export class ConfigError extends Error {
  constructor(readonly faults: string[]) {
    super(`the environment is not usable:\n${faults.map((f) => `  - ${f}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

const RECORDS_KEY_MISSING =
  'RECORDS_KEY is missing: 32 random bytes in base64 (openssl rand -base64 32); keep it apart from the database';

const Environment = z.object({
  WECOM_CORP_ID: z
    .string({ error: 'WECOM_CORP_ID is missing: 企业ID, on 我的企业 of the admin console' })
    .regex(/^[A-Za-z0-9_-]{4,64}$/, 'WECOM_CORP_ID is not a corp id (ww…): copy it from 我的企业'),
  WECOM_AGENT_ID: z
    .string({ error: 'WECOM_AGENT_ID is missing: AgentId, on the page of the app' })
    .regex(/^\d{1,10}$/, 'WECOM_AGENT_ID must be a number such as 1000002'),
  WECOM_SECRET: z
    .string({ error: 'WECOM_SECRET is missing: Secret, on the page of the app' })
    .min(8, 'WECOM_SECRET is too short: copy the whole Secret of the app'),
  WECOM_TOKEN: z
    .string({ error: 'WECOM_TOKEN is missing: Token, on 接收消息 → 设置API接收 of the app' })
    .regex(/^[A-Za-z0-9]{1,32}$/, 'WECOM_TOKEN must be 1–32 letters and digits'),
  WECOM_AES_KEY: z
    .string({ error: 'WECOM_AES_KEY is missing: EncodingAESKey, on 接收消息 → 设置API接收 of the app' })
    .regex(/^[A-Za-z0-9+/]{43}$/, 'WECOM_AES_KEY must be exactly 43 characters (EncodingAESKey)'),
  WECOM_API: z.url({ error: 'WECOM_API must be an address such as https://qyapi.weixin.qq.com' }).optional(),
  PORT: z.coerce
    .number({ error: 'PORT must be a number from 0 to 65535' })
    .int()
    .min(0, 'PORT must be a number from 0 to 65535')
    .max(65_535, 'PORT must be a number from 0 to 65535')
    .default(3000),
  DATA_DIR: z.string().default('data'),
  MONGODB_URI: z
    .string({
      error:
        'MONGODB_URI is missing: the address of a MongoDB 7 replica set (to try the product without one, use npm start)',
    })
    .regex(/^mongodb(\+srv)?:\/\//, 'MONGODB_URI must begin with mongodb:// or mongodb+srv://'),
  REDIS_URL: z
    .string({
      error:
        'REDIS_URL is missing: the address of a Redis 7 or Valkey (to try the product without one, use npm start)',
    })
    .regex(/^rediss?:\/\//, 'REDIS_URL must begin with redis:// or rediss://'),
  SANDBOX_URL: z.url().optional(),
  PUBLIC_URL: z
    .string()
    .regex(
      /^https?:\/\/[^/?#@\s"<>]+\/?$/,
      'PUBLIC_URL must be an address without path, such as https://xianfeng.example.edu.cn',
    )
    .optional(),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], {
      error: 'LOG_LEVEL must be one of debug, info, warn, error, silent',
    })
    .default('info'),
});

/**
 * Parses the environment of `bot` and `worker`.
 * Outside production a missing `RECORDS_KEY` is made in `DATA_DIR/records.key` (mode 0600).
 * @throws ConfigError naming every fault at once
 */
export function parseConfig(env: Record<string, string | undefined>): Config {
  const production = env.NODE_ENV === 'production';
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(present);
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => issue.message);
  const keys = parseRecordsKeys(present.RECORDS_KEY, faults);
  if (keys.length === 0 && production && !present.RECORDS_KEY) faults.push(RECORDS_KEY_MISSING);
  if (production && parsed.data?.PUBLIC_URL?.startsWith('http:'))
    faults.push('PUBLIC_URL must begin with https:// in production: sessions of the pages travel over it');
  if (!parsed.success || faults.length > 0) throw new ConfigError([...new Set(faults)]);
  const e = parsed.data;
  const dataDir = resolve(e.DATA_DIR);
  return {
    production,
    port: e.PORT,
    dataDir,
    mongodbUri: e.MONGODB_URI,
    redisUrl: e.REDIS_URL,
    wecom: {
      corpId: e.WECOM_CORP_ID,
      agentId: Number(e.WECOM_AGENT_ID),
      secret: e.WECOM_SECRET,
      token: e.WECOM_TOKEN,
      aesKey: e.WECOM_AES_KEY,
      api: (e.WECOM_API ?? WECOM_API).replace(/\/$/, ''),
    },
    recordsKeys: keys.length > 0 ? keys : [makeDemoKey(dataDir)],
    ...(e.PUBLIC_URL && { publicUrl: new URL(e.PUBLIC_URL).origin }),
    ...(e.SANDBOX_URL && { sandboxUrl: e.SANDBOX_URL.replace(/\/$/, '') }),
    logLevel: e.LOG_LEVEL,
  };
}

/**
 * The keys of sealed records alone, for commands that need the stores and no WeCom.
 * @throws ConfigError when `RECORDS_KEY` is malformed, or missing in production
 */
export function parseKeys(env: Record<string, string | undefined>): RecordsKey[] {
  const faults: string[] = [];
  const keys = parseRecordsKeys(env.RECORDS_KEY || undefined, faults);
  if (keys.length === 0 && faults.length === 0 && env.NODE_ENV === 'production')
    faults.push(RECORDS_KEY_MISSING);
  if (faults.length > 0) throw new ConfigError(faults);
  return keys.length > 0 ? keys : [makeDemoKey(resolve(env.DATA_DIR || 'data'))];
}

/** Wraps raw key bytes with the id by which records name it. */
export function recordsKey(key: Buffer): RecordsKey {
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 8), key };
}

function parseRecordsKeys(value: string | undefined, faults: string[]): RecordsKey[] {
  if (!value) return [];
  return value.split(',').flatMap((part) => {
    const key = Buffer.from(part.trim(), 'base64');
    if (key.length === 32) return [recordsKey(key)];
    faults.push(
      'RECORDS_KEY must be 32 bytes in base64 (openssl rand -base64 32); after a rotation, the new key first and the old ones behind it, with commas',
    );
    return [];
  });
}

/** Makes the demo key, or reads the one made before. */
export function makeDemoKey(dataDir: string): RecordsKey {
  const file = join(dataDir, 'records.key');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    try {
      writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      // Another process of the same start made it a moment ago.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return recordsKey(Buffer.from(readFileSync(file, 'utf8').trim(), 'base64'));
}
