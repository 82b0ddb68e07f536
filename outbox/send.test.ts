import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Models } from '../models/models.ts';
import { manualClock } from '../runtime/clock.ts';
import { openTestModels } from '../tests/store.ts';
import type { Failure, Sent } from '../wecom/client.ts';
import type { Message } from '../wecom/message.ts';
import { sendDue } from './send.ts';

const START = '2026-11-21T09:00:00+08:00';
const SENT: Sent = {
  outcome: 'sent',
  msgid: 'm',
  invalidUsers: [],
  invalidParties: [],
  invalidTags: [],
  unlicensedUsers: [],
};
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

describe('sending what is due', () => {
  let models: Models;
  let close: () => Promise<void>;
  const clock = manualClock(START);
  let sent: Message[];
  let answers: (Sent | Failure)[];
  let count = 0;

  beforeAll(async () => {
    ({ models, close } = await openTestModels());
  });
  afterAll(() => close?.());
  beforeEach(() => {
    clock.set(START);
    sent = [];
    answers = [];
  });

  const run = () =>
    sendDue({
      outbox: models.outbox,
      clock,
      log: silent,
      limiter: { take: async () => ({ waitMs: 0 }) },
      wecom: {
        send: async (message) => {
          sent.push(message);
          return answers.shift() ?? SENT;
        },
      },
    });
  const plan = async (text: string, dueAt = clock.now().getTime()) => {
    const id = `answer/${count++}`;
    const keys = await models.keys.make(id, ['message']);
    const key = { id, slot: 'message', bytes: keys.get('message') as Buffer };
    const body = JSON.stringify({ type: 'text', text });
    const planned = await models.outbox.plan({ id, purpose: 'answer', to: 'ann', dueAt, body }, key);
    return { id, planned, key, body };
  };
  const texts = () => sent.map((m) => (m.content.msgtype === 'text' ? m.content.text.content : ''));
  const state = async () => models.outbox.countByState();

  it('sends a row once, and plans the same row once', async () => {
    const { id, key, body } = await plan('一');
    expect(await models.outbox.plan({ id, purpose: 'answer', to: 'ann', dueAt: 0, body }, key)).toBe(false);
    await run();
    await run();
    expect(texts()).toEqual(['一']);
  });

  it('waits until a row is due', async () => {
    await plan('二', clock.now().getTime() + 60_000);
    expect(await run()).toBe(0);
    clock.advance(60_000);
    await run();
    expect(texts()).toEqual(['二']);
  });

  it('repeats an unknown outcome with the very same request, then leaves it unknown', async () => {
    await plan('三');
    answers = Array.from(
      { length: 50 },
      () => ({ outcome: 'unknown', reason: 'timeout', detail: '' }) as const,
    );
    const before = (await state()).unknown ?? 0;
    for (let i = 0; i < 60; i++) {
      await run();
      clock.advance(600_000);
    }
    expect(sent.length).toBeGreaterThan(3);
    expect(new Set(sent.map((m) => JSON.stringify(m))).size).toBe(1);
    // Every repeat lies within the duplicate check of the first.
    const interval = (sent[0]?.duplicateCheckSeconds ?? 0) * 1000;
    expect(600_000 * sent.length).toBeLessThan(interval + 3_600_000);
    expect((await state()).unknown).toBe(before + 1);
  });

  it('asks for different intervals, so that two equal texts that were both meant are both shown', async () => {
    for (let i = 0; i < 6; i++) await plan('同一句');
    await run();
    expect(new Set(sent.map((m) => JSON.stringify(m))).size).toBeGreaterThan(1);
  });

  it('tries again after a passing refusal, and gives up a recipient who is gone', async () => {
    await plan('四');
    answers = [
      {
        outcome: 'refused',
        reaction: 'rate_limited',
        errcode: 45009,
        errmsg: '',
        text: '',
        alert: false,
        waitMs: 60_000,
      },
      SENT,
    ];
    await run();
    clock.advance(59_000);
    expect(await run()).toBe(0);
    clock.advance(2_000);
    await run();
    expect(texts()).toEqual(['四', '四']);
    const failed = (await state()).failed ?? 0;
    await plan('五');
    answers = [{ ...SENT, invalidUsers: ['ann'] }];
    await run();
    expect((await state()).failed).toBe(failed + 1);
  });

  it('sends nothing whose text was withdrawn before it went out', async () => {
    const { key } = await plan('六');
    await models.keys.destroy(key.id, key.slot);
    await run();
    expect(sent).toEqual([]);
    expect((await state()).dropped).toBe(1);
  });

  it('takes over a row whose sender died, after its lease', async () => {
    await plan('七');
    expect(await models.outbox.claim(clock.now().getTime())).toBeDefined();
    expect(await run()).toBe(0);
    clock.advance(61_000);
    await run();
    expect(texts()).toEqual(['七']);
  });

  it('splits what is longer than WeCom takes', async () => {
    await plan('长'.repeat(1_500));
    await run();
    expect(sent.length).toBeGreaterThan(1);
    for (const text of texts()) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2_048);
  });

  it('shows what people wrote as they wrote it, never as a link', async () => {
    await plan('<a href="http://x">点我</a>');
    await run();
    expect(texts()[0]).not.toContain('<a');
  });
});
