import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LEASE_MS } from '../../models/conversation.ts';
import type { Models } from '../../models/models.ts';
import { manualClock } from '../../runtime/clock.ts';
import { openTestModels } from '../../tests/store.ts';
import { parseInbound, serializeInbound } from '../../wecom/inbound.ts';
import { MOST_ATTEMPTS, SWEEP_AFTER_MS } from './limits.ts';
import { createReceiver, type Handle, type Receiver, type ReceiverParts, rowId } from './receive.ts';

const START = '2026-11-21T09:00:00+08:00';
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('receiving a callback', () => {
  let models: Models;
  let close: () => Promise<void>;
  const clock = manualClock(START);
  let handle: Handle;
  let receiver: Receiver;
  let count = 0;

  beforeAll(async () => {
    ({ models, close } = await openTestModels());
    receiver = build();
  });
  afterAll(() => close?.());
  beforeEach(() => clock.set(START));

  const build = (others: Partial<ReceiverParts> = {}) =>
    createReceiver({
      inbox: models.inbox,
      conversations: models.conversations,
      keys: models.keys,
      outbox: models.outbox,
      clock,
      log,
      handle: (message) => handle(message),
      handleForm: async ({ state }) => ({ state }),
      faultReply: '出错了',
      holder: 'test',
      sleep: async () => undefined,
      onOutbox: () => undefined,
      ...others,
    });
  const plaintext = (sender: string, content: string) =>
    serializeInbound({
      type: 'text',
      corpId: 'ww1',
      sender,
      createTime: Math.floor(clock.now().getTime() / 1000),
      content,
      msgId: `${++count}`,
      agentId: 1,
    });
  const receive = (xml: string, by = receiver) =>
    by.receive(xml, { receivedAt: clock.now().getTime(), order: count });
  const outboxTexts = async () => {
    const texts: string[] = [];
    for (;;) {
      const row = await models.outbox.claim(clock.now().getTime());
      if (!row) return texts;
      await models.outbox.settle(row.id, 'sent');
      texts.push(String(JSON.parse(row.body).text));
    }
  };

  it('answers a redelivery with what was stored, without handling it again', async () => {
    let handled = 0;
    handle = async ({ state }) => ({ reply: `第${++handled}次`, state });
    const xml = plaintext('ann', 'x');
    expect((await receive(xml))?.reply).toBe('第1次');
    expect((await receive(xml))?.reply).toBe('第1次');
    expect(handled).toBe(1);
  });

  it('sets a poisonous message aside, tells its author, and goes on with the next', async () => {
    let attempts = 0;
    handle = async ({ state }) => {
      attempts += 1;
      throw Object.assign(new Error('bug'), { state });
    };
    expect((await receive(plaintext('bob', 'poison')))?.reply).toBe('出错了');
    expect(attempts).toBe(MOST_ATTEMPTS);
    handle = async ({ state }) => ({ reply: '好', state });
    expect((await receive(plaintext('bob', 'fine')))?.reply).toBe('好');
    expect(await models.inbox.countSetAside()).toBe(1);
  });

  it('remembers the conversation between messages, and keeps those of two people apart', async () => {
    handle = async ({ state }) => ({ reply: String(state.last ?? '无'), state: { ...state, last: ['a1'] } });
    expect((await receive(plaintext('cara', '1')))?.reply).toBe('无');
    expect((await receive(plaintext('cara', '2')))?.reply).toBe('a1');
    expect((await receive(plaintext('dan', '1')))?.reply).toBe('无');
  });

  it('answers what a crash left behind through the API, once WeCom no longer asks for it', async () => {
    handle = async ({ state }) => ({ reply: '补答', state });
    const xml = plaintext('eve', 'x');
    const id = rowId(parseInbound(xml), xml);
    const at = clock.now().getTime();
    await models.inbox.insert(
      { id, sender: 'eve', sentAt: at, receivedAt: at, order: 1, content: xml },
      (await models.inbox.makeKeys(id)).keys,
    );
    expect(await receiver.sweep()).toBe(0);
    clock.advance(SWEEP_AFTER_MS + 1_000);
    expect(await receiver.sweep()).toBe(1);
    expect(await receive(xml)).toBeUndefined();
    expect(await outboxTexts()).toEqual(['补答']);
  });

  it('answers what was stored for it before through the API', async () => {
    handle = async ({ state }) => ({ reply: '收到', state });
    const sender = await receiver.store(plaintext('fay', 'x'), {
      receivedAt: clock.now().getTime(),
      order: 1,
    });
    await receiver.handleWaiting(sender);
    expect(await outboxTexts()).toEqual(['收到']);
  });

  it('sends what does not fit into the callback’s own reply as messages of their own', async () => {
    const long = Array.from({ length: 200 }, (_, i) => `第${i}行，写得比较长的一行字`).join('\n');
    handle = async ({ state }) => ({ reply: long, state });
    const first = (await receive(plaintext('gus', 'x')))?.reply ?? '';
    const rest = await outboxTexts();
    expect(Buffer.byteLength(first)).toBeLessThanOrEqual(2_048);
    expect(rest.length).toBeGreaterThan(1);
    for (const line of long.split('\n')) expect([first, ...rest].join('\n')).toContain(line);
  });

  it('destroys at once the words of what must not be kept', async () => {
    handle = async ({ state }) => ({ reply: '不在这里记', state, forget: true });
    const xml = plaintext('hal', '秘密');
    expect((await receive(xml))?.reply).toBe('不在这里记');
    expect((await models.inbox.find(rowId(parseInbound(xml), xml)))?.content).toBe('');
  });

  it('answers without waiting for the lease to be given back, and settles once it is', async () => {
    handle = async ({ state }) => ({ reply: '好', state: { ...state, last: ['b1'] } });
    let giveBack = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      giveBack = resolve;
    });
    const { conversations } = models;
    const slow = build({
      conversations: {
        ...conversations,
        release: (lease) => held.then(() => conversations.release(lease)),
      },
    });
    expect((await receive(plaintext('ida', 'x'), slow))?.reply).toBe('好');
    expect(await conversations.acquire('ida', 'other', clock.now().getTime())).toBeUndefined();
    giveBack();
    await slow.settled();
    const lease = await conversations.acquire('ida', 'other', clock.now().getTime());
    expect(lease?.state.last).toEqual(['b1']);
  });

  it('fails, so that the callback is spooled, when the message cannot be stored', async () => {
    let handled = 0;
    handle = async ({ state }) => ({ reply: `第${++handled}次`, state });
    const away = Object.assign(new Error('gone'), { name: 'MongoNetworkError' });
    const xml = plaintext('jon', 'x');
    const broken = build({ inbox: { ...models.inbox, insert: () => Promise.reject(away) } });
    await expect(receive(xml, broken)).rejects.toBe(away);
    expect(handled).toBe(0);
    // The lease that was taken meanwhile runs out.
    clock.advance(LEASE_MS + 1);
    expect((await receive(xml))?.reply).toBe('第1次');
  });
});
