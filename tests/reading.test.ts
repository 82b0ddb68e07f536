/** Who may open whose text, on a clock that can be moved; and that a refusal tells nothing, not even by its work. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadProgrammes } from '../actions/programmes.ts';
import { keepSchool, type SchoolKeeper } from '../actions/school.ts';
import type { Receiver } from '../bot/inbox/receive.ts';
import { createReceiving } from '../bot/receiving.ts';
import { type Models, openModels } from '../models/models.ts';
import { manualClock } from '../runtime/clock.ts';
import { recordsKey } from '../runtime/config.ts';
import type { Log } from '../runtime/log.ts';
import { openStores, type Stores } from '../runtime/mongo.ts';
import { seedDemo } from '../seeds/seed-demo.ts';
import { serializeInbound } from '../wecom/inbound.ts';
import { dropDatabases, ownDatabase, TEST_RECORDS_KEY } from './store.ts';

const REFUSED = '没有您可以查看的这条正文';
/** Collections that a lookup of a text touches; leases and the inbox differ with every message. */
const LOOKED_AT = ['activities', 'audits', 'keys', 'matters', 'proposals', 'people'];

const clock = manualClock('2026-10-15T09:30:00+08:00');
let stores: Stores;
let models: Models;
let keeper: SchoolKeeper;
let receiver: Receiver;
let count = 0;
/** Commands that reached the store, as `find activities`. */
let commands: string[] = [];
const faults: string[] = [];

beforeAll(async () => {
  stores = await openStores(ownDatabase(), { monitor: true });
  models = await openModels(stores, [recordsKey(TEST_RECORDS_KEY)]);
  await seedDemo(models, loadProgrammes(), clock.now());
  keeper = await keepSchool(models);
  const log: Log = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: (message, fields) => void faults.push(`${message}: ${String(fields?.error)}`),
  };
  receiver = await createReceiving({
    models,
    keeper,
    clock,
    log,
    holder: randomBytes(4).toString('hex'),
    onOutbox: () => undefined,
  });
  stores.records.getClient().on('commandStarted', (event) => {
    const collection = String(event.command[event.commandName]);
    if (LOOKED_AT.includes(collection)) commands.push(`${event.commandName} ${collection}`);
  });
});
afterAll(async () => {
  await dropDatabases(stores);
  await stores.close();
});

async function say(userid: string, content: string): Promise<string> {
  count += 1;
  clock.advance(1_000);
  const createTime = Math.floor(clock.now().getTime() / 1000);
  const plaintext = serializeInbound({
    type: 'text',
    corpId: 'ww1',
    sender: userid,
    createTime,
    content,
    msgId: `${BigInt(createTime) * 1_000_000n + BigInt(count)}`,
    agentId: 1_000_002,
  });
  commands = [];
  const answer = await receiver.receive(plaintext, { receivedAt: clock.now().getTime(), order: count });
  return answer?.reply ?? '';
}

const number = async (kind: string) => (await models.matters.open()).find((m) => m.kind === kind)?.number;

describe('texts across a change of secretary', () => {
  it('does not hand over what was written before or on the day of the change', async () => {
    await say('yangguang', '昨天和袁芳谈心谈话，聊了紫藤课题的进展');
    await say('yuanfang', '昨天走访了李明轩家，父母说到紫藤');
    expect(await say('yangguang', '看一下袁芳10月14日走访的正文')).toContain('紫藤');
    clock.set('2026-10-16T10:00:00+08:00');
    await say('yuanfang', '今天上午走访了王雨桐家，说到丁香');

    await say('wupeng', '我接任教工二支部书记了');
    await say('heping', `同意${await number('post')}`);
    await keeper.refresh();
    expect(await say('wupeng', '我接任教工二支部书记了')).toContain('交接单');

    for (const text of [
      '看一下杨光10月14日谈话的正文',
      '看一下袁芳10月14日走访的正文',
      '看一下袁芳10月16日走访的正文',
    ])
      expect(await say('wupeng', text), text).toContain(REFUSED);
    // The one before is in charge no more, and keeps what is his own.
    expect(await say('yangguang', '看一下袁芳10月14日走访的正文')).toContain(REFUSED);
    expect(await say('yangguang', '看一下我10月14日谈话的正文')).toContain('紫藤课题');
    expect(await say('yangguang', '教工二支部还有谁没谈')).toContain('名单由支部掌握');

    clock.set('2026-10-18T10:00:00+08:00');
    await say('yuanfang', '今天走访了陈思远家，说到海棠');
    expect(await say('wupeng', '看一下袁芳10月18日走访的正文')).toContain('海棠');
    expect(await say('yuanfang', '谁看过我的记录')).toContain('吴鹏');
    expect(faults).toEqual([]);
  });
});

describe('a refusal tells nothing', () => {
  it('uses the same words and the same work for what exists and what does not', async () => {
    clock.set('2026-10-20T10:00:00+08:00');
    await say('jiangyue', '昨天和蔡子涵谈心谈话，家里的事');
    await say('gaofei', '昨天走访了胡家豪家，父亲在外打工');
    const work = async (who: string, text: string) => {
      const reply = await say(who, text);
      return { reply, commands };
    };
    for (const who of ['ouyangxue', 'chenming', 'sunhaiyan', 'tangmin', 'heping']) {
      const exists = await work(who, '看一下高飞10月19日走访的正文');
      expect(exists.reply).toContain(REFUSED);
      for (const other of [
        '看一下高飞10月18日走访的正文', // another day
        '看一下欧阳雪10月19日走访的正文', // nobody's record
        '看一下钱不存10月19日走访的正文', // nobody's name
        '看一下蒋悦10月19日谈话的正文', // another branch
        '看一下高飞10月19日走访的正文，原因：想了解', // a reason gives no right
      ].filter((text) => who !== 'ouyangxue' || !text.includes('欧阳雪')))
        expect(await work(who, other), `${who}: ${other}`).toEqual(exists);
    }
    expect(await models.audits.about('gaofei', 10)).toEqual([]);
  });

  it('uses the same words and the same work for matters that wait and that do not', async () => {
    await say('newcomer', '我是后勤支部的周不识');
    const waiting = await number('admission');
    const answers = await Promise.all(
      [`同意${waiting}`, '同意99999', '同意 周不识', '同意 吴不识'].map(async (text) => {
        const reply = await say('tangmin', text);
        return reply;
      }),
    );
    expect(new Set(answers)).toEqual(new Set(['没有等您处理的这一项。']));
    const one = await say('tangmin', `同意${waiting}`).then(() => commands);
    const other = await say('tangmin', '同意99999').then(() => commands);
    // The detail of what waits is opened for everybody alike.
    expect(other).toEqual(one);
    expect((await models.people.all()).some((p) => p.name === '周不识')).toBe(false);
  });

  it('uses the same words and the same work when somebody may not record for another', async () => {
    const work = async (text: string) => ({ reply: await say('gaofei', text), commands });
    const exists = await work('代杨光记：昨天走访了李明轩家');
    expect(exists.reply).toMatch(/^没有记。/);
    expect(await work('代钱不存记：昨天走访了李明轩家')).toEqual(exists);
  });

  it('refuses a leader outside their units, and a member who asks for another branch', async () => {
    const asks: [string, string][] = [
      ['sunhaiyan', '机关党委进度'],
      ['zhouzhiqiang', '计算机学院的进度'],
      ['gaofei', '教工二支部的进度'],
      ['luoyi', '计算机学院的进度'],
    ];
    for (const [who, text] of asks) {
      const reply = await say(who, text);
      expect(reply, text).toContain('不在您的分管、联系范围');
      expect(reply, text).not.toMatch(/\d+\/\d+/);
    }
  });
});

describe('who may read what one writes', () => {
  it('names the secretary in charge, who alone can beside oneself', async () => {
    const reply = await say('jiangyue', '我写的别人能看到吗');
    const school = keeper.current();
    const branch = school.branchOf('jiangyue', '2026-10-15')?.id ?? '';
    const [secretary] = school.holdersOf('branch_secretary', branch, '2026-10-15');
    expect(secretary).toBeDefined();
    expect(reply).toContain(`只有您和支部书记（${secretary?.name}）能看`);
    expect(reply).toContain('特殊情况经批准才能打开，要写明原因并留痕');
    expect(reply).toContain('谁看过我的记录');
  });

  it('tells a secretary that nobody else can', async () => {
    expect(await say('liuyang', '这个保密吗')).toContain('加密保存，只有');
  });
});
