import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestSchool, type TestBot, type TestSchool } from './bot-process.ts';

const NOW = new Date('2026-11-21T09:30:00+08:00');

describe('one sentence in, a record and a receipt out', () => {
  let school: TestSchool;
  let bot: TestBot;

  beforeAll(async () => {
    school = await openTestSchool('2026-11-21');
    bot = await school.startBot();
  });
  afterAll(() => school?.stop());

  const done = (progress: string | undefined) => {
    const found = /走访 (\d+)\/(\d+)/.exec(progress ?? '');
    if (!found) throw new Error(`no progress of visits in: ${progress}`);
    return { done: Number(found[1]), owed: Number(found[2]) };
  };

  it('answers the handshake of the admin console with the bare echo', async () => {
    const echo = '7212345678901234567';
    expect(await bot.client.verify(echo)).toEqual({ status: 200, body: echo });
  });

  it('records a visit, counts it, takes it back, and is the same after a restart', async () => {
    const before = done((await bot.client.say('liuyang', '我们支部的进度', NOW)).reply);
    const { reply } = await bot.client.say('liuyang', '昨天下午走访了李明轩家，父母都在', NOW);
    expect(reply).toContain('11月20日');
    expect(reply).toContain('李明轩');
    expect(reply).toContain('一访');
    expect(reply).toContain('撤销');
    expect(done((await bot.client.say('liuyang', '我们支部的进度', NOW)).reply)).toEqual({
      owed: before.owed,
      done: before.done + 1,
    });
    expect((await bot.client.say('liuyang', '撤销', NOW)).reply).toContain('已撤销');
    expect(done((await bot.client.say('liuyang', '我们支部的进度', NOW)).reply)).toEqual(before);

    await bot.client.say('liuyang', '昨天下午走访了李明轩家，父母都在', NOW);
    const last = (await bot.client.say('liuyang', '我们支部的进度', NOW)).reply;
    const records = (await bot.client.say('liuyang', '我的记录', NOW)).reply;
    await bot.child.stop();
    bot = await school.startBot();
    expect((await bot.client.say('liuyang', '我们支部的进度', NOW)).reply).toBe(last);
    expect((await bot.client.say('liuyang', '我的记录', NOW)).reply).toBe(records);
  });

  it('shows the branch secretary who is left, and a member only counts', async () => {
    const secretary = (await bot.client.say('liuyang', '我们支部的进度', NOW)).reply;
    expect(secretary).toContain('张伟');
    expect(secretary).toContain('欧阳雪');
    const member = (await bot.client.say('gaofei', '我们支部的进度', NOW)).reply;
    expect(member).toContain('谈话 4/6');
    expect(member).not.toContain('张伟');
  });

  it('keeps what somebody unknown wrote, and says so', async () => {
    const { reply } = await bot.client.say('nobody-knows', '昨天走访了李明轩家', NOW);
    expect(reply).toContain('名册里还没有您');
  });

  it('handles two buttons of one person in one second, each on its own', async () => {
    const [a, b] = await Promise.all(
      ['say/我的记录', 'say/待办'].map((key, i) =>
        bot.client.post(bot.client.envelope(bot.client.cardXml('gaofei', key, NOW, `task-${i}`))),
      ),
    );
    expect([a?.status, b?.status]).toEqual([200, 200]);
    const { openModels } = await import('../models/models.ts');
    const { openStores } = await import('../runtime/mongo.ts');
    const { recordsKey } = await import('../runtime/config.ts');
    const { TEST_RECORDS_KEY } = await import('./store.ts');
    const stores = await openStores(school.mongodbUri);
    try {
      const models = await openModels(stores, [recordsKey(TEST_RECORDS_KEY)]);
      // Card events get no passive answer: both answers wait in the outbox.
      expect((await models.outbox.countByState()).planned).toBe(2);
    } finally {
      await stores.close();
    }
  });
});
