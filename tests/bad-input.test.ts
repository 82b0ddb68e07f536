import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encrypt, getSignature } from '@wecom/crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type Models, openModels } from '../models/models.ts';
import { recordsKey } from '../runtime/config.ts';
import { openStores, type Stores } from '../runtime/mongo.ts';
import { DEMO_WECOM } from '../scripts/demo.ts';
import { fingerprint } from './all-documents.ts';
import { CREDENTIALS, openTestSchool, type TestBot, type TestSchool, until } from './bot-process.ts';
import { type MongoProxy, startMongoProxy } from './mongo-proxy.ts';
import { runToEnd } from './run-to-end.ts';
import { TEST_RECORDS_KEY } from './store.ts';

const NOW = new Date('2026-11-21T09:30:00+08:00');
/** The limit that the callback promises, bytes. */
const LIMIT_BYTES = 1_048_576;
const { corpId, token, aesKey } = CREDENTIALS;

/** A request body that is sent as it is, with a content-length or in chunks without one. */
function send(
  url: string,
  body: Buffer | string,
  options: { method?: string; type?: string; chunked?: boolean } = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(body);
    const outgoing = request(
      url,
      {
        method: options.method ?? 'POST',
        headers: {
          'content-type': options.type ?? 'text/xml',
          ...(options.chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': bytes.length }),
        },
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }));
        answer.on('error', reject);
      },
    );
    // The server may hang up while the rest of an oversized body is still on its way: the answer counts.
    outgoing.on('error', (error) => setImmediate(() => reject(error)));
    if (!options.chunked) return void outgoing.end(bytes);
    for (let at = 0; at < bytes.length; at += 65_536) outgoing.write(bytes.subarray(at, at + 65_536));
    outgoing.end();
  });
}

/** The query and body that WeCom would send for an already encrypted text. */
function signed(encrypted: string, by: string = token): { search: string; body: string } {
  const [timestamp, nonce] = ['1760000000', '4711'];
  const search = new URLSearchParams({
    msg_signature: getSignature(by, timestamp, nonce, encrypted),
    timestamp,
    nonce,
  }).toString();
  return { search, body: outer(encrypted) };
}

const outer = (encrypted: string) =>
  `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><AgentID>1000002</AgentID><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;

const sealed = (plaintext: string) => signed(encrypt(aesKey, plaintext, corpId));

describe('bad input at the callback', () => {
  let school: TestSchool;
  let proxy: MongoProxy;
  let bot: TestBot;
  let stores: Stores;
  let models: Models;
  let before: string;

  beforeAll(async () => {
    school = await openTestSchool('2026-11-21');
    proxy = await startMongoProxy(school.mongodbUri);
    bot = await school.startBot({ env: { MONGODB_URI: proxy.uri } });
    stores = await openStores(school.mongodbUri);
    models = await openModels(stores, [recordsKey(TEST_RECORDS_KEY)]);
  });
  afterAll(async () => {
    await stores?.close();
    await school?.stop();
    await proxy?.stop();
  });

  beforeEach(async () => {
    // A callback does not wait until the lease of its sender is given back.
    const held = { until: { $gt: 0 } };
    await until(async () => (await stores.records.collection('conversations').countDocuments(held)) === 0);
    before = await fingerprint(stores);
  });
  afterEach(async ({ task }) => {
    // What the bot printed tells why it did not answer.
    if (task.result?.state === 'fail') process.stderr.write(`${school.output()}\n`);
    const health = await fetch(bot.url.replace('/wecom/callback', '/healthz'));
    expect(health.status).toBe(200);
    expect(bot.child.process.exitCode).toBeNull();
    const { status, reply } = await bot.client.say('liuyang', '我的记录', NOW);
    expect(status).toBe(200);
    expect(reply).toBeTruthy();
  });

  const at = (search: string) => `${bot.url}?${search}`;
  const xmlOf = (text: string) => bot.client.textXml('liuyang', text, NOW);
  const expectUntouched = async () => {
    expect(await fingerprint(stores)).toBe(before);
    expect(readdirSync(join(school.dataDir, 'spool'))).toEqual([]);
  };

  it('refuses a wrong signature with 403', async () => {
    const { search, body } = signed(encrypt(aesKey, xmlOf('今天走访了李明轩家'), corpId), 'AnotherToken');
    expect((await send(at(search), body)).status).toBe(403);
    await expectUntouched();
  });

  it('refuses a message for another receiveid with 403', async () => {
    const { search, body } = signed(encrypt(aesKey, xmlOf('今天走访了李明轩家'), 'ww0000000000000000'));
    expect((await send(at(search), body)).status).toBe(403);
    await expectUntouched();
  });

  it('refuses a handshake with a wrong signature with 403, and one without echostr with 400', async () => {
    const encrypted = encrypt(aesKey, '7212345678901234567', corpId);
    const { search } = signed(encrypted, 'AnotherToken');
    expect((await fetch(at(`${search}&echostr=${encodeURIComponent(encrypted)}`))).status).toBe(403);
    expect((await fetch(at(search))).status).toBe(400);
    await expectUntouched();
  });

  it('refuses a query that lacks the signature or gives it twice with 400', async () => {
    const { search, body } = sealed(xmlOf('今天走访了李明轩家'));
    expect((await send(bot.url, body)).status).toBe(400);
    expect((await send(at(`${search}&nonce=4712`), body)).status).toBe(400);
    expect((await send(at(search.replace(/nonce=\d+/, 'nonce=%E4%B8')), body)).status).toBe(400);
    await expectUntouched();
  });

  it('refuses a truncated envelope, wherever it was cut, with 400', async () => {
    const { search, body } = sealed(xmlOf('今天走访了李明轩家'));
    for (const length of [0, 1, 4, 40, 120, Math.floor(body.length / 2), body.length - 7, body.length - 1])
      expect((await send(at(search), body.slice(0, length))).status, `cut to ${length}`).toBe(400);
    await expectUntouched();
  });

  it('refuses a truncated or damaged ciphertext, even when it is signed, with 400', async () => {
    const encrypted = encrypt(aesKey, xmlOf('今天走访了李明轩家'), corpId);
    const noise = Buffer.alloc(64, 0x5a).toString('base64');
    for (const damaged of [encrypted.slice(0, 50), encrypted.slice(0, 64), noise, '%%%', '']) {
      const { search, body } = signed(damaged);
      expect((await send(at(search), body)).status, damaged.slice(0, 12)).toBe(400);
    }
    await expectUntouched();
  });

  it('survives a sender that hangs up in the middle of the body', async () => {
    const { search, body } = sealed(xmlOf('今天走访了李明轩家'));
    const { port, pathname } = new URL(bot.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(
          `POST ${pathname}?${search} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 80)}`,
          () => socket.destroy(),
        );
      });
      socket.on('close', () => resolve());
    });
    await expectUntouched();
  });

  it('refuses a body over 1 MB with 413, with and without a content-length', async () => {
    const { search } = sealed(xmlOf('今天走访了李明轩家'));
    for (const chunked of [false, true]) {
      for (const size of [LIMIT_BYTES + 1, 3 * LIMIT_BYTES]) {
        // Hanging up on the rest is an answer too, as long as nothing is kept.
        const answer = await send(at(search), Buffer.alloc(size, 'a'), { chunked }).catch(
          (error: NodeJS.ErrnoException) => error.code,
        );
        const refused = typeof answer === 'object' ? answer.status : answer;
        expect([413, 'ECONNRESET', 'EPIPE'], `${size} bytes`).toContain(refused);
      }
      const justOver = await send(at(search), Buffer.alloc(LIMIT_BYTES + 1, 'a'), { chunked });
      expect(justOver.status).toBe(413);
    }
    await expectUntouched();
  });

  it('reads a body of exactly 1 MB, and refuses it for what it is', async () => {
    const { search, body } = sealed(xmlOf('今天走访了李明轩家'));
    expect((await send(at(search), Buffer.alloc(LIMIT_BYTES, 'a'))).status).toBe(400);
    const padded = `${body}${' '.repeat(LIMIT_BYTES - Buffer.byteLength(body))}`;
    expect((await send(at(search), padded.replace(/<Encrypt>.*<\/Encrypt>/, ''))).status).toBe(400);
    await expectUntouched();
  });

  it('refuses an envelope with a DOCTYPE or with entities with 400', async () => {
    const { search, body } = sealed(xmlOf('今天走访了李明轩家'));
    const bomb = `<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`;
    const file = '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/hostname">]>';
    for (const bad of [
      `${bomb}${body}`,
      `${file}${body}`,
      `<!DOCTYPE xml>${body}`,
      body.replace('<ToUserName>', '<ToUserName>&b;'),
      body.replace('<ToUserName>', '<ToUserName>&f;'),
      `<?xml-stylesheet href="x"?>${body}`,
    ])
      expect((await send(at(search), bad)).status, bad.slice(0, 30)).toBe(400);
    await expectUntouched();
  });

  it('acknowledges a signed message that has a DOCTYPE or entities inside, and keeps nothing of it', async () => {
    const xml = xmlOf('今天走访了李明轩家');
    for (const inner of [
      `<!DOCTYPE xml [<!ENTITY who "liuyang">]>${xml.replace('<![CDATA[liuyang]]>', '&who;')}`,
      xml.replace('<![CDATA[今天走访了李明轩家]]>', '&xxe;'),
    ]) {
      const { search, body } = sealed(inner);
      expect(await send(at(search), body)).toEqual({ status: 200, body: '' });
    }
    await expectUntouched();
  });

  it('acknowledges signed content that is no message at all, and keeps nothing of it', async () => {
    const xml = xmlOf('今天走访了李明轩家');
    for (const inner of [
      '',
      'hello',
      '{"msgtype":"text"}',
      '<xml></xml>',
      xml.slice(0, xml.length - 20),
      xml.replace(/<FromUserName>.*<\/FromUserName>/, ''),
      xml.replace(/<CreateTime>\d+</, '<CreateTime>soon<'),
    ]) {
      const { search, body } = sealed(inner);
      expect(await send(at(search), body), inner.slice(0, 30)).toEqual({ status: 200, body: '' });
    }
    await expectUntouched();
  });

  it('takes a message of a type that nobody knows, and records no activity', async () => {
    const activities = await models.activities.count();
    const unknown = xmlOf('今天走访了李明轩家').replace('<![CDATA[text]]>', '<![CDATA[hologram]]>');
    const event = unknown
      .replace('<![CDATA[hologram]]>', '<![CDATA[event]]>')
      .replace('<Content>', '<Event><![CDATA[hologram_opened]]></Event><Content>')
      .replace(/<MsgId>\d+<\/MsgId>/, '');
    for (const xml of [unknown, event]) {
      const { search, body } = sealed(xml);
      expect((await send(at(search), body)).status).toBe(200);
    }
    expect(await models.activities.count()).toBe(activities);
    expect(await models.inbox.countSetAside()).toBe(0);
  });

  it('refuses JSON on the XML callback with 400, and says where a 智能机器人 belongs', async () => {
    const { search } = sealed(xmlOf('今天走访了李明轩家'));
    const encrypted = encrypt(aesKey, '{"msgtype":"text"}', corpId);
    for (const query of [search, signed(encrypted).search, '']) {
      const answer = await send(at(query), JSON.stringify({ encrypt: encrypted }), {
        type: 'application/json',
      });
      expect(answer.status).toBe(400);
      expect(answer.body).toContain('JSON');
    }
    await expectUntouched();
  });

  it('refuses other methods and bytes that are no text', async () => {
    const { search, body } = sealed(xmlOf('今天走访了李明轩家'));
    expect((await send(at(search), body, { method: 'PUT' })).status).toBe(405);
    const bytes = Buffer.from(Array.from({ length: 4_096 }, (_, i) => (i * 151 + 7) % 256));
    expect((await send(at(search), bytes)).status).toBe(400);
    expect((await send(`${new URL(bot.url).origin}/wecom/other?${search}`, body)).status).toBe(404);
    await expectUntouched();
  });

  it('drains the spool past a callback that nobody can read', async () => {
    const activities = (await models.activities.ofPerson('gaofei', 100)).map((a) => a.id);
    const say = (text: string) => sealed(bot.client.textXml('gaofei', text, NOW));
    const unreadable = sealed('<xml><Nothing>here</Nothing></xml>');
    proxy.down();
    try {
      for (const { search, body } of [say('今天走访了周子墨家'), unreadable, say('今天志愿服务两小时')])
        expect(await send(at(search), body)).toEqual({ status: 200, body: '' });
    } finally {
      proxy.up();
    }
    const kinds = await until(async () => {
      const fresh = (await models.activities.ofPerson('gaofei', 100)).filter(
        (a) => !activities.includes(a.id),
      );
      return fresh.length === 2 && fresh.map((a) => a.facts.kind).sort();
    });
    expect(kinds).toEqual(['service', 'visit']);
    const spool = join(school.dataDir, 'spool');
    // What nobody can read is set aside as it came, still encrypted, where the next drain does not meet it again.
    const left = await until(async () => {
      const files = readdirSync(spool);
      return files.every((file) => file.startsWith('unreadable-')) && files;
    });
    expect(left).toHaveLength(1);
    const kept = readFileSync(join(spool, left[0] as string), 'utf8');
    expect(kept).toContain(Buffer.from(unreadable.body).toString('base64'));
    rmSync(join(spool, left[0] as string));
  });
});

describe('a wrong environment', () => {
  let dataDir: string;
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'xianfeng-env-'));
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  const STORES = () => ({ MONGODB_URI: inject('mongodbUri'), REDIS_URL: inject('redisUrl') });
  const ENTRIES = ['bot/main.ts', 'worker/main.ts', 'scripts/start.ts'] as const;

  it.each(ENTRIES)('makes %s name the other four when only one WECOM_* is set', async (entry) => {
    const { code, output } = await runToEnd(entry, {
      WECOM_CORP_ID: DEMO_WECOM.WECOM_CORP_ID,
      DATA_DIR: dataDir,
    });
    expect(code).toBe(1);
    for (const name of ['WECOM_AGENT_ID', 'WECOM_SECRET', 'WECOM_TOKEN', 'WECOM_AES_KEY'])
      expect(output).toContain(`${name} is missing`);
    expect(output).not.toContain('WECOM_CORP_ID');
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it.each(ENTRIES)('makes %s name every fault at once', async (entry) => {
    const { code, output } = await runToEnd(entry, {
      ...DEMO_WECOM,
      WECOM_AES_KEY: 'too-short',
      WECOM_AGENT_ID: 'one',
      PORT: '70000',
      RECORDS_KEY: 'c2hvcnQ=',
      LOG_LEVEL: 'loud',
      MONGODB_URI: 'http://127.0.0.1',
      REDIS_URL: 'http://127.0.0.1',
      DATA_DIR: dataDir,
    });
    expect(code).toBe(1);
    for (const fault of [
      'WECOM_AES_KEY must be exactly 43',
      'WECOM_AGENT_ID must be a number',
      'PORT must be a number from 0 to 65535',
      'RECORDS_KEY must be 32 bytes',
      'LOG_LEVEL must be one of',
      'MONGODB_URI must begin with',
      'REDIS_URL must begin with',
    ])
      expect(output).toContain(fault);
    // The values stay out of what is printed: some of them are secrets.
    for (const value of ['too-short', 'c2hvcnQ=']) expect(output).not.toContain(value);
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it.each(ENTRIES)('makes %s ask in production for stores, key and account, all at once', async (entry) => {
    const { code, output } = await runToEnd(entry, {
      NODE_ENV: 'production',
      PORT: 'web',
      DATA_DIR: dataDir,
    });
    expect(code).toBe(1);
    for (const name of ['MONGODB_URI', 'REDIS_URL', 'RECORDS_KEY', 'WECOM_CORP_ID', 'WECOM_AES_KEY', 'PORT'])
      expect(output).toMatch(new RegExp(`${name} (is missing|must be)`));
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it.each(['bot', 'worker'])('keeps %s alone off the embedded stores, and says why', async (name) => {
    if (!inject('embedded')) return;
    const env = { ...DEMO_WECOM, ...STORES(), DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent' };
    const { code, output } = await runToEnd(`${name}/main.ts`, env);
    expect(code).toBe(1);
    expect(output).toContain(`${name} alone does not run on the embedded stores`);
    expect(output).toContain('npm start');
    const production = await runToEnd(`${name}/main.ts`, {
      ...env,
      NODE_ENV: 'production',
      RECORDS_KEY: TEST_RECORDS_KEY.toString('base64'),
      XIANFENG_EMBEDDED: '1',
    });
    expect(production.code).toBe(1);
    expect(production.output).toContain('NODE_ENV=production does not run on the embedded stores');
  });
});
