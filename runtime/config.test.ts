import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from './config.ts';

const GOOD = {
  WECOM_CORP_ID: 'ww0a1b2c3d4e5f6071',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 'a-secret-of-an-app',
  WECOM_TOKEN: 'Token01',
  WECOM_AES_KEY: 'AwoRGB8mLTQ7QklQV15lbHN6gYiPlp2kq7K5wMfO1dw',
  MONGODB_URI: 'mongodb://127.0.0.1/x',
  REDIS_URL: 'redis://127.0.0.1',
  RECORDS_KEY: Buffer.alloc(32, 1).toString('base64'),
};

describe('configuration', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'xianfeng-config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const faultsOf = (env: Record<string, string | undefined>): string[] => {
    try {
      parseConfig(env);
    } catch (error) {
      if (error instanceof ConfigError) return error.faults;
      throw error;
    }
    return [];
  };

  it('names every fault at once, with where to find the value', () => {
    const faults = faultsOf({ PORT: '99999', RECORDS_KEY: 'short', NODE_ENV: 'production' });
    for (const name of [
      'WECOM_CORP_ID',
      'WECOM_AGENT_ID',
      'WECOM_SECRET',
      'WECOM_TOKEN',
      'WECOM_AES_KEY',
      'PORT',
      'MONGODB_URI',
      'REDIS_URL',
      'RECORDS_KEY',
    ])
      expect(
        faults.filter((f) => f.includes(name)),
        name,
      ).toHaveLength(1);
  });

  it('takes an empty value for an absent one', () => {
    expect(faultsOf({ ...GOOD, WECOM_SECRET: '' })).toEqual([
      expect.stringContaining('WECOM_SECRET is missing'),
    ]);
  });

  it('uses WeCom’s own API unless another is named', () => {
    expect(parseConfig(GOOD).wecom.api).toBe('https://qyapi.weixin.qq.com');
    expect(parseConfig({ ...GOOD, WECOM_API: 'http://127.0.0.1:9/' }).wecom.api).toBe('http://127.0.0.1:9');
  });

  it('makes a demo key of mode 0600 outside production, and keeps it', () => {
    const env = { ...GOOD, RECORDS_KEY: undefined, DATA_DIR: folder };
    const [first] = parseConfig(env).recordsKeys;
    const [again] = parseConfig(env).recordsKeys;
    expect(again?.key.equals(first?.key as Buffer)).toBe(true);
    expect(statSync(join(folder, 'records.key')).mode & 0o777).toBe(0o600);
  });

  it('asks for a key in production', () => {
    expect(faultsOf({ ...GOOD, RECORDS_KEY: undefined, NODE_ENV: 'production' })).toEqual([
      expect.stringContaining('RECORDS_KEY is missing'),
    ]);
  });

  it('takes the new key first and old ones behind it', () => {
    const [a, b] = [Buffer.alloc(32, 2), Buffer.alloc(32, 3)];
    const { recordsKeys } = parseConfig({
      ...GOOD,
      RECORDS_KEY: `${a.toString('base64')},${b.toString('base64')}`,
    });
    expect(recordsKeys.map((k) => k.key)).toEqual([a, b]);
    expect(recordsKeys[0]?.id).not.toBe(recordsKeys[1]?.id);
  });

  it('takes the address of the pages as an origin, and does without', () => {
    expect(parseConfig({ ...GOOD, PUBLIC_URL: 'https://Bot.example.edu.cn/' }).publicUrl).toBe(
      'https://bot.example.edu.cn',
    );
    expect(parseConfig({ ...GOOD, PUBLIC_URL: '' })).not.toHaveProperty('publicUrl');
    for (const bad of [
      'bot.example',
      'ftp://bot.example',
      'https://bot.example/form',
      'https://me:pw@bot.example',
      'https://bot.example?x',
      'https://bot.example"><script>',
    ])
      expect(faultsOf({ ...GOOD, PUBLIC_URL: bad }), bad).toEqual([expect.stringContaining('PUBLIC_URL')]);
  });

  it('asks for https on the pages in production', () => {
    const at = (url: string) => faultsOf({ ...GOOD, NODE_ENV: 'production', PUBLIC_URL: url });
    expect(at('http://bot.example')).toEqual([expect.stringContaining('https://')]);
    expect(at('https://bot.example')).toEqual([]);
    expect(faultsOf({ ...GOOD, PUBLIC_URL: 'http://127.0.0.1:3000' })).toEqual([]);
  });
});
