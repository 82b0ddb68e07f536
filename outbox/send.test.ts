import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Models } from '../models/models.ts';
import { cardRowId, taskIdOf } from '../models/outbox.ts';
import { manualClock } from '../runtime/clock.ts';
import { openTestModels } from '../tests/store.ts';
import type { Answer, CardUpdate, Failure, Refused, Sent } from '../wecom/client.ts';
import type { Message } from '../wecom/message.ts';
import type { OutboxBody } from './body.ts';
import { type SendParts, sendDue } from './send.ts';

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
  let uploads: { type: string; isPng: boolean }[];
  let uploadAnswers: Failure[];
  let updates: CardUpdate[];
  let updateAnswers: (Answer<{ invalidUsers: string[] }> | Failure)[];
  let count = 0;

  beforeAll(async () => {
    ({ models, close } = await openTestModels());
  });
  afterAll(() => close?.());
  beforeEach(() => {
    clock.set(START);
    sent = [];
    answers = [];
    uploads = [];
    uploadAnswers = [];
    updates = [];
    updateAnswers = [];
  });

  const run = (more: Partial<SendParts> = {}) =>
    sendDue({
      ...more,
      outbox: models.outbox,
      clock,
      log: silent,
      limiter: { take: async () => ({ waitMs: 0 }), takeUpdate: async () => ({ waitMs: 0 }) },
      wecom: {
        send: async (message) => {
          sent.push(message);
          return answers.shift() ?? SENT;
        },
        uploadMedia: async ({ type, bytes }) => {
          uploads.push({ type, isPng: Buffer.from(bytes).subarray(1, 4).toString() === 'PNG' });
          return uploadAnswers.shift() ?? { outcome: 'ok', value: { mediaId: `media-${uploads.length}` } };
        },
        updateCard: async (update) => {
          updates.push(update);
          return updateAnswers.shift() ?? { outcome: 'ok', value: { invalidUsers: [] } };
        },
      },
    });
  const plan = async (
    text: string,
    dueAt = clock.now().getTime(),
    purpose: 'answer' | 'notice' = 'answer',
  ) => {
    const id = `${purpose}/${count++}`;
    const keys = await models.keys.make(id, ['message']);
    const key = { id, slot: 'message', bytes: keys.get('message') as Buffer };
    const body = JSON.stringify({ type: 'text', text });
    const planned = await models.outbox.plan({ id, purpose, to: 'ann', dueAt, body }, key);
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

  it('keeps what nobody asked for until its reader may be written to, and an answer not at all', async () => {
    const asked: string[] = [];
    const opensFor = async (account: string) => {
      asked.push(account);
      return Date.parse('2026-11-21T10:30:00+08:00');
    };
    await plan('有一条代记等您确认', undefined, 'notice');
    await plan('您的数据');
    await run({ opensFor });
    expect(texts()).toEqual(['您的数据']);
    expect(asked).toEqual(['ann']);
    clock.set('2026-11-21T10:29:59+08:00');
    expect(await run({ opensFor })).toBe(0);
    clock.set('2026-11-21T10:30:00+08:00');
    await run({ opensFor });
    expect(texts()).toEqual(['您的数据', '有一条代记等您确认']);
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

  describe('cards with buttons', () => {
    const face = { title: '今天的提醒', buttons: [{ text: '三天后再说', key: 'say/三天后再说' }] };
    const refused = (errcode: number, reaction: Refused['reaction']): Refused => ({
      ...{ outcome: 'refused', reaction, errcode, errmsg: '', text: '', alert: false },
    });
    const planCard = async () => {
      const id = cardRowId(`card ${count++}`);
      const card = { to: 'ann', digest: 'd', presses: {} };
      const row = { id, dueAt: clock.now().getTime(), card, body: JSON.stringify({ type: 'card', face }) };
      expect(await models.outbox.planCard(row)).toBe(true);
      expect(await models.outbox.planCard(row)).toBe(false);
      return id;
    };
    const planUpdate = async (body: OutboxBody) => {
      const id = `card-update/${count++}`;
      const bytes = (await models.keys.make(id, ['message'])).get('message') as Buffer;
      await models.outbox.plan(
        { id, purpose: 'card', to: 'ann', dueAt: clock.now().getTime(), body: JSON.stringify(body) },
        { id, slot: 'message', bytes },
      );
      return id;
    };
    const stateOf = async (id: string) =>
      (await models.outbox.list(`${id.slice(0, -1)}`, 50)).find((row) => row.id === id)?.state;

    it('go out once, under a task_id of their own', async () => {
      const id = await planCard();
      await run();
      expect(sent).toMatchObject([
        { content: { msgtype: 'template_card', template_card: { task_id: taskIdOf(id) } } },
      ]);
    });

    it('whose first attempt was lost are known by their task_id to have arrived', async () => {
      const id = await planCard();
      answers = [{ outcome: 'unknown', reason: 'timeout', detail: '' }, refused(42014, 'fix_request')];
      await run();
      clock.advance(3_000);
      await run();
      expect(new Set(sent.map((m) => JSON.stringify(m))).size).toBe(1);
      expect(await stateOf(id)).toBe('sent');
      const other = await planCard();
      answers = [refused(42014, 'fix_request')];
      await run();
      expect(await stateOf(other)).toBe('failed');
    });

    it('are updated by the code of the press, for whoever pressed', async () => {
      const id = await planUpdate({ type: 'card_update', code: 'rc', face: { ...face, replaced: '已处理' } });
      await run();
      expect(updates).toMatchObject([
        {
          responseCode: 'rc',
          to: { users: ['ann'] },
          change: { card: { card_type: 'button_interaction', replace_text: '已处理' } },
        },
      ]);
      expect(JSON.stringify(updates)).not.toContain('task_id');
      expect(sent).toEqual([]);
      expect(await stateOf(id)).toBe('sent');
    });

    it('whose update was lost are repeated; a spent code then says that it arrived, and else that it is too late', async () => {
      const id = await planUpdate({ type: 'card_update', code: 'rc', face });
      updateAnswers = [
        { outcome: 'unknown', reason: 'timeout', detail: '' },
        refused(60140, 'drop_recipient'),
      ];
      await run();
      clock.advance(3_000);
      await run();
      expect(updates.length).toBe(2);
      expect(await stateOf(id)).toBe('sent');
      const late = await planUpdate({ type: 'card_update', code: 'old', face });
      updateAnswers = [refused(60140, 'drop_recipient')];
      await run();
      expect(await stateOf(late)).toBe('failed');
      // The person can be reached all the same.
      expect(await models.outbox.unreachable(0)).not.toContainEqual(
        expect.objectContaining({ account: 'bob' }),
      );
    });

    it('are deleted with their keys when they are old', async () => {
      const id = await planCard();
      expect(await models.outbox.card(taskIdOf(id))).toMatchObject({ to: 'ann' });
      await models.outbox.purgeCards(clock.now().getTime() + 1, 100);
      expect(await models.outbox.card(taskIdOf(id))).toBeUndefined();
      expect(await models.keys.open(id)).toBeUndefined();
    });
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

  describe('a picture', () => {
    const SVG =
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>';
    const planPicture = async () => {
      const id = `notice/picture/${count++}`;
      const bytes = (await models.keys.make(id, ['body'])).get('body') as Buffer;
      await models.outbox.plan(
        {
          ...{ id, purpose: 'notice', to: 'ann', dueAt: clock.now().getTime() },
          body: JSON.stringify({ type: 'picture', svg: SVG }),
        },
        { id, slot: 'body', bytes },
      );
    };
    const pictures = () => sent.map((m) => (m.content.msgtype === 'image' ? m.content.image.media_id : ''));

    it('is drawn, uploaded and sent as an image', async () => {
      await planPicture();
      await run();
      expect(uploads).toEqual([{ type: 'image', isPng: true }]);
      expect(pictures()).toEqual(['media-1']);
    });

    it('is uploaded once: a repeat refers to the same upload and is recognised', async () => {
      await planPicture();
      answers = [{ outcome: 'unknown', reason: 'timeout', detail: '' }];
      await run();
      clock.advance(600_000);
      await run();
      expect(uploads).toHaveLength(1);
      expect(sent).toHaveLength(2);
      expect(sent[1]).toEqual(sent[0]);
    });

    it('waits when it cannot be uploaded', async () => {
      await planPicture();
      uploadAnswers = [{ outcome: 'unknown', reason: 'timeout', detail: '' }];
      await run();
      expect(sent).toEqual([]);
      clock.advance(600_000);
      await run();
      expect(pictures()).toEqual(['media-2']);
    });
  });
});
