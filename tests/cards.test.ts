/** Cards with buttons, from the reminder to the updated card, on the pretend WeCom; and the same by words. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDigestCheck } from '../actions/check-digest.ts';
import { planToday } from '../actions/plan-digests.ts';
import { loadProgrammes } from '../actions/programmes.ts';
import { DEFAULT_SCHOOL_YEAR } from '../domain/period.ts';
import { sendDue } from '../outbox/send.ts';
import type { Entry } from '../sandbox/chat.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { DEMO_WECOM, sandboxSchool } from '../scripts/demo.ts';
import { buildDemoSchool } from '../seeds/demo-school.ts';
import { createWecomClient, type WecomClient } from '../wecom/client.ts';
import { CREDENTIALS } from './bot-process.ts';
import { type Dialogue, openDialogue } from './dialogue.ts';

/** Some hundred messages through inbox, records and outbox. */
const TIMEOUT_MS = 300_000;
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

interface Phone {
  d: Dialogue;
  /** Sends whatever waits. */
  send(at?: string): Promise<void>;
  /** What the app sent to somebody, as their phone shows it. */
  entries(userid: string): Entry[];
  lastText(userid: string): string;
  card(userid: string): Entry;
  enter(userid: string): Promise<void>;
  /** Says something; the answer, whichever way it comes. */
  say(userid: string, text: string): Promise<string>;
  /** Presses a button on the last card, or on the one given; what is answered to it. */
  press(userid: string, key: string, on?: Entry): Promise<string>;
  stop(): Promise<void>;
}

async function openPhone(morning: string): Promise<Phone> {
  const d = await openDialogue(morning);
  const credentials = { ...CREDENTIALS, secret: DEMO_WECOM.WECOM_SECRET };
  const sandbox: Sandbox = await startSandbox({
    port: 0,
    credentials,
    // Never called: presses are handed to the bot by these tests.
    callbackUrl: 'http://127.0.0.1:9/wecom/callback',
    school: sandboxSchool(buildDemoSchool()),
  });
  const { world } = sandbox;
  const { corpId, agentId, secret } = credentials;
  const client: WecomClient = createWecomClient({
    ...{ baseUrl: sandbox.url, corpId, agentId, secret, random: () => 0, sleep: async () => undefined },
    now: () => d.clock.now().getTime(),
  });
  const context = async () => {
    await d.keeper.refresh();
    const rules = loadProgrammes();
    return {
      models: d.models,
      school: d.keeper.current(),
      rules,
      schoolYear: DEFAULT_SCHOOL_YEAR,
      clock: d.clock,
    };
  };
  const entries = (userid: string) => world.chat.conversation(userid).filter((e) => e.from === 'app');
  const phone: Phone = {
    d,
    entries,
    async send(at) {
      if (at) d.clock.set(at);
      world.setClock(d.clock.now().getTime());
      const actions = await context();
      if (at) await planToday(actions);
      await sendDue({
        ...{ outbox: d.models.outbox, clock: d.clock, log: silent, wecom: client },
        limiter: { take: async () => ({ waitMs: 0 }), takeUpdate: async () => ({ waitMs: 0 }) },
        check: createDigestCheck(actions),
        purposes: ['digest', 'answer', 'receipt', 'notice', 'card'],
      });
    },
    lastText: (userid) =>
      String(entries(userid).findLast((e) => e.msgtype === 'text')?.content.content ?? ''),
    card(userid) {
      const card = entries(userid).findLast((e) => e.msgtype === 'template_card');
      if (!card) throw new Error(`${userid} has no card`);
      return card;
    },
    async enter(userid) {
      await d.raise(userid, { type: 'enter_agent' });
      await phone.send();
    },
    async say(userid, text) {
      const reply = await d.say(userid, text);
      // An answer that came late waits in the outbox too.
      await phone.send();
      return reply;
    },
    async press(userid, key, on = phone.card(userid)) {
      const responseCode = randomUUID();
      world.chat.issueResponseCode(responseCode, on.msgid ?? '', d.clock.now().getTime());
      const before = entries(userid).length;
      const taskId = String(world.chat.sent.get(on.msgid ?? '')?.taskId);
      await d.raise(userid, { type: 'template_card_event', eventKey: key, taskId, responseCode });
      await phone.send();
      return entries(userid).length === before ? '' : phone.lastText(userid);
    },
    async stop() {
      await sandbox.stop();
      await d.close();
    },
  };
  return phone;
}

const buttonsOf = (card: Entry) =>
  (card.content.button_list as { text: string; key: string }[]).map((button) => button.text);

describe('the card of a reminder', { timeout: TIMEOUT_MS }, () => {
  let phone: Phone;
  beforeAll(async () => {
    phone = await openPhone('2026-11-22T20:00:00+08:00');
    await phone.send('2026-11-23T08:35:00+08:00');
  }, TIMEOUT_MS);
  afterAll(() => phone?.stop());

  it('does not ring: the reminder is one text that is complete without it', () => {
    expect(phone.entries('liuyang').map((e) => e.msgtype)).toEqual(['text']);
    expect(phone.lastText('liuyang')).toContain('回复：');
  });

  it('comes when its reader opens the conversation, once, with buttons for what is open and no names', async () => {
    await phone.enter('liuyang');
    await phone.enter('liuyang');
    const cards = phone.entries('liuyang').filter((e) => e.msgtype === 'template_card');
    expect(cards.length).toBe(1);
    const card = phone.card('liuyang');
    expect(buttonsOf(card)).toEqual(expect.arrayContaining(['任务12办完了', '三天后再说', '看待办']));
    expect(buttonsOf(card).length).toBeLessThanOrEqual(6);
    const words = JSON.stringify(card.content);
    for (const { name } of phone.d.keeper.current().directory.people) expect(words).not.toContain(name);
  });

  it('does not come to whoever got no reminder, or answered it by words', async () => {
    await phone.enter('zhengshuang');
    await phone.say('fengtao', '三天后再说');
    await phone.enter('fengtao');
    for (const userid of ['zhengshuang', 'fengtao'])
      expect(phone.entries(userid).filter((e) => e.msgtype === 'template_card')).toEqual([]);
  });

  it('settles by a press what words would, and shows it', async () => {
    expect(await phone.press('liuyang', 'say/任务12完成')).toContain('已申请销号');
    const card = phone.card('liuyang');
    expect(card.updates).toBe(1);
    expect(buttonsOf(card)).not.toContain('任务12办完了');
    expect(card.replaced).toBeUndefined();
  });

  it('takes a trembling finger for one press, and a later one for what it says', async () => {
    const before = phone.entries('liuyang').length;
    expect(await phone.press('liuyang', 'say/任务12完成')).toBe('');
    expect(phone.entries('liuyang').length).toBe(before);
    phone.d.clock.advance(60_000);
    expect(await phone.press('liuyang', 'say/任务12完成')).toContain('任务12');
    expect(phone.card('liuyang').updates).toBe(3);
  });

  it('leads into a record: nothing is recorded before it is said with whom', async () => {
    const recorded = async () => (await phone.say('liuyang', '我的记录')).length;
    const before = await recorded();
    expect(await phone.press('liuyang', 'say/谈心谈话做过了')).toContain('和谁、哪天谈的');
    expect(await phone.say('liuyang', '昨天，高飞')).toMatch(/^已记：谈心谈话，高飞，11月22日（昨天）/u);
    expect(await recorded()).toBeGreaterThan(before);
  });

  it('is put off by a press, and shows it', async () => {
    expect(await phone.press('liuyang', 'say/三天后再说')).toContain('11月26日前不提醒您');
    expect(phone.card('liuyang').replaced).toBe('已推后三天');
  });

  it('can be asked for by a word', async () => {
    expect(await phone.say('dengchao', '按钮')).toContain('按钮来了');
    await phone.send();
    expect(buttonsOf(phone.card('dengchao'))).toContain('走访过了');
    expect(await phone.press('dengchao', 'say/不再提醒走访')).toContain('走访的提醒停了');
    expect(await phone.say('zhengshuang', '按钮')).toContain('没有按钮可点');
  });

  it('of an older reminder says so where its words would mean another one, and changes nothing', async () => {
    await phone.enter('tangmin');
    const old = phone.card('tangmin');
    expect(buttonsOf(old)).toContain('已谈');
    // Three working days later the same 必谈 is mentioned again.
    for (const day of ['24', '25', '26']) await phone.send(`2026-11-${day}T08:35:00+08:00`);
    expect(phone.entries('tangmin').filter((e) => e.msgtype === 'text').length).toBeGreaterThan(1);
    expect(await phone.press('tangmin', 'reply/已谈', old)).toContain('之后又有新的');
    expect(await phone.say('tangmin', '必谈')).toContain('郑爽');
    // The card of the newer one has come along.
    expect(phone.card('tangmin')).not.toBe(old);
    expect(await phone.press('tangmin', 'reply/已谈')).toContain('已谈');
    expect(phone.card('tangmin').replaced).toBe('都办了');
  });

  it('that is not the presser’s own, or not kept any more, is only words', async () => {
    const card = phone.card('tangmin');
    const taskId = 'gone';
    await phone.d.raise('chenming', {
      ...{ type: 'template_card_event', eventKey: 'say/帮助', taskId, responseCode: 'x' },
    });
    await phone.send();
    expect(phone.lastText('chenming')).toContain('做了什么，说一句就行');
    const before = card.updates;
    await phone.press('chenming', 'say/三天后再说', card);
    expect(phone.card('tangmin').updates).toBe(before);
  });

  it('ends in one answer and one update when its handling broke off between record and update', async () => {
    const { outbox } = phone.d.models;
    const { plan } = outbox;
    let breaks = 1;
    outbox.plan = async (row, key) => {
      if (row.id.startsWith('card-update/') && breaks-- > 0) throw new Error('killed');
      return plan.call(outbox, row, key);
    };
    try {
      const card = phone.card('liuyang');
      const [updates, said] = [card.updates ?? 0, phone.entries('liuyang').length];
      phone.d.clock.advance(60_000);
      expect(await phone.press('liuyang', 'say/今天不再提醒', card)).toContain('不提醒您');
      expect(card.updates).toBe(updates + 1);
      expect(phone.entries('liuyang').length).toBe(said + 1);
      expect(phone.d.faults.splice(0).length).toBe(1);
    } finally {
      outbox.plan = plan;
    }
  });

  it('caused no fault', () => {
    expect(phone.d.faults).toEqual([]);
  });
});

describe('whatever a button does, its words do', { timeout: TIMEOUT_MS }, () => {
  it('for every button and entry of every card of a morning', async () => {
    const byButton = await openPhone('2026-11-22T20:00:00+08:00');
    const byWords = await openPhone('2026-11-22T20:00:00+08:00');
    try {
      for (const phone of [byButton, byWords]) await phone.send('2026-11-23T08:35:00+08:00');
      for (const userid of ['liuyang', 'tangmin', 'dengchao']) {
        await byButton.enter(userid);
        const card = byButton.entries(userid).findLast((e) => e.msgtype === 'template_card');
        if (!card) continue;
        const { button_list: list, action_menu: menu } = card.content as {
          button_list: { key: string }[];
          action_menu?: { action_list: { key: string }[] };
        };
        for (const { key } of [...list, ...(menu?.action_list ?? [])]) {
          for (const phone of [byButton, byWords]) phone.d.clock.set('2026-11-23T10:00:00+08:00');
          const pressed = await byButton.press(userid, key, card);
          const said = await byWords.say(userid, key.replace(/^(?:say|reply)\//u, ''));
          expect(pressed, `${userid} ${key}`).toBe(said);
          expect(said, `${userid} ${key}`).not.toBe('');
        }
      }
      const facts = async (phone: Phone) => ({
        choices: JSON.stringify(await phone.d.models.reminders.choices('2026-01-01')).replace(
          /"on":"[^"]*"/gu,
          '',
        ),
        tasks: (await phone.d.models.tasks.open()).map((task) => [task.id, task.state, task.dueOn]),
        talks: (await phone.d.models.mustTalks.current('2026-11-23')).map((talk) => [talk.id, talk.state]),
      });
      expect(await facts(byButton)).toEqual(await facts(byWords));
      expect([...byButton.d.faults, ...byWords.d.faults]).toEqual([]);
    } finally {
      await byButton.stop();
      await byWords.stop();
    }
  });
});
