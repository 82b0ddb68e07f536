import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LEASE_RENEW_MS } from '../models/conversation.ts';
import { type Models, openModels } from '../models/models.ts';
import { recordsKey } from '../runtime/config.ts';
import { openStores, type Stores } from '../runtime/mongo.ts';
import { openTestSchool, type TestBot, type TestSchool, until } from './bot-process.ts';
import { type MongoProxy, startMongoProxy } from './mongo-proxy.ts';
import { TEST_RECORDS_KEY } from './store.ts';

const NOW = new Date('2026-11-21T09:30:00+08:00');

describe('receiving', () => {
  let school: TestSchool;
  let proxy: MongoProxy;
  let bots: [TestBot, TestBot];
  let stores: Stores;
  let models: Models;

  beforeAll(async () => {
    school = await openTestSchool('2026-11-21');
    proxy = await startMongoProxy(school.mongodbUri);
    bots = await Promise.all([
      school.startBot({ env: { MONGODB_URI: proxy.uri } }),
      school.startBot({ env: { MONGODB_URI: proxy.uri } }),
    ]);
    stores = await openStores(school.mongodbUri);
    models = await openModels(stores, [recordsKey(TEST_RECORDS_KEY)]);
  });
  afterAll(async () => {
    await stores?.close();
    await school?.stop();
    await proxy?.stop();
  });

  const own = (person: string) => models.activities.ofPerson(person, 100);

  it('takes one message delivered 500 times, 50 at once, to two processes as one, with one reply', async () => {
    const { client } = bots[0];
    const before = (await own('wupeng')).length;
    const sealed = client.envelope(client.textXml('wupeng', '今天下午走访了李明轩家', NOW));
    const replies: (string | undefined)[] = [];
    for (let round = 0; round < 10; round++) {
      const deliveries = await Promise.all(
        Array.from({ length: 50 }, (_, i) => bots[i % 2 === 0 ? 0 : 1].client.post(sealed)),
      );
      replies.push(...deliveries.map((d) => d.reply));
    }
    expect(replies).toHaveLength(500);
    expect(new Set(replies).size).toBe(1);
    expect(replies[0]).toContain('李明轩');
    expect((await own('wupeng')).length).toBe(before + 1);
  });

  it('handles the messages of one person in the order in which they were sent', async () => {
    const { client } = bots[0];
    const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
    const texts = ['今天走访了王雨桐家', '改成昨天', '撤销', '今天给积极分子讲党课两学时'];
    const sent = texts.map((text, i) => client.envelope(client.textXml('dongjie', text, at(i))));
    const before = (await own('dongjie')).map((a) => a.id);
    // Which of them is stored first is chance, and one that is stored alone is handled alone: so nobody may begin
    // before all are there.
    const lease = await models.conversations.acquire('dongjie', 'test', Date.now());
    if (!lease) throw new Error('somebody else handles messages of dongjie');
    const hold = setInterval(() => void models.conversations.renew(lease, Date.now()), LEASE_RENEW_MS);
    const answers = sent.reverse().map((sealed, i) => bots[i % 2 === 0 ? 0 : 1].client.post(sealed));
    await until(async () => (await models.inbox.waiting('dongjie')).length === texts.length);
    clearInterval(hold);
    await models.conversations.release(lease);
    await Promise.all(answers);
    const after = (await own('dongjie')).filter((a) => !before.includes(a.id));
    expect(after.map((a) => a.facts.kind)).toEqual(['lecture']);
  });

  it('answers the redelivery after a kill between storing and answering, and records nothing twice', async () => {
    const { client } = bots[0];
    const before = (await own('simaqing')).length;
    const sealed = client.envelope(client.textXml('simaqing', '昨天走访了陈思远家', NOW));
    const killed = new Promise<void>((resolve) =>
      proxy.onceDone('insert', 'activities', () => void bots[0].kill().then(resolve)),
    );
    await expect(client.post(sealed)).rejects.toThrow();
    await killed;
    expect((await own('simaqing')).length).toBe(before + 1);
    const [again, onceMore] = [await bots[1].client.post(sealed), await bots[1].client.post(sealed)];
    expect(again.reply).toContain('陈思远');
    expect(onceMore.reply).toBe(again.reply);
    expect((await own('simaqing')).length).toBe(before + 1);
    bots[0] = await school.startBot({ env: { MONGODB_URI: proxy.uri } });
  });

  it('spools while the document store is away, and records afterwards in order', async () => {
    const { client } = bots[0];
    const before = (await own('huangxiaoli')).map((a) => a.id);
    proxy.down();
    const at = (seconds: number) => new Date(NOW.getTime() + 100_000 + seconds * 1000);
    const texts = ['今天走访了周子墨家', '改成昨天', '今天志愿服务两小时'];
    for (const [i, text] of texts.entries()) {
      const delivery = await client.post(client.envelope(client.textXml('huangxiaoli', text, at(i))));
      expect(delivery).toMatchObject({ status: 200, body: '' });
    }
    const spool = join(school.dataDir, 'spool');
    expect(existsSync(spool) && readdirSync(spool).length).toBeGreaterThan(0);
    proxy.up();
    const recorded = await until(async () => {
      const found = (await own('huangxiaoli')).filter((a) => !before.includes(a.id));
      return found.length === 2 && found.some((a) => a.facts.kind === 'visit' && a.version === 2) && found;
    });
    expect(recorded.map((a) => [a.facts.kind, a.facts.date]).sort()).toEqual([
      ['service', '2026-11-21'],
      ['visit', '2026-11-20'],
    ]);
    await until(async () => readdirSync(spool).length === 0);
    // Answered with an empty 200, so the receipts go through the API; each is planned when its message was handled.
    await until(async () => ((await models.outbox.countByState()).planned ?? 0) >= 3);
  });
});
