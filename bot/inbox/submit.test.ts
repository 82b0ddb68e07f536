import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../runtime/clock.ts';
import { createLog } from '../../runtime/log.ts';
import { until } from '../../tests/bot-process.ts';
import { openTestModels } from '../../tests/store.ts';
import { serializeInbound } from '../../wecom/inbound.ts';
import { SWEEP_AFTER_MS } from './limits.ts';
import { createReceiver, type Handled, type Receiver, submissionRowId } from './receive.ts';

const NOW = '2026-11-21T09:30:00+08:00';
const form = (id: string, values: unknown = { day: '2026-11-20' }) => ({
  form: 'report-activity',
  id,
  values,
});

describe('a form in the inbox', () => {
  const clock = manualClock(NOW);
  let store: Awaited<ReturnType<typeof openTestModels>>;
  let receiver: Receiver;
  /** What was handled, in order: the form's id, or the words of a message. */
  let handled: string[];
  let onForm: (id: string) => Promise<void>;

  beforeAll(async () => {
    store = await openTestModels();
  });
  afterAll(() => store?.close());

  const build = (holder: string) => {
    const { inbox, conversations, keys, outbox } = store.models;
    const done = (state: Handled['state'], reply: string): Handled => ({ reply, state });
    return createReceiver({
      ...{ inbox, conversations, keys, outbox, clock, holder },
      log: createLog('test', 'silent'),
      handle: async ({ inbound, state }) => {
        handled.push(inbound.type === 'text' ? inbound.content : inbound.type);
        return done(state, '好');
      },
      handleForm: async ({ submission, state }) => {
        await onForm(submission.id);
        handled.push(submission.id);
        return done(state, '已记');
      },
      faultReply: '抱歉',
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      onOutbox: () => undefined,
    });
  };
  beforeEach(() => {
    clock.set(NOW);
    handled = [];
    onForm = async () => undefined;
    receiver = build('a');
  });

  const at = (order = 0) => ({ receivedAt: clock.now().getTime(), order });
  const isHandled = (sender: string, id: string) =>
    until(
      async () => (await store.models.inbox.find(submissionRowId(sender, form(id))))?.state !== 'received',
    );
  const text = (sender: string, content: string) =>
    serializeInbound({
      ...{ type: 'text', corpId: 'ww1', sender, content, agentId: 7, msgId: content },
      createTime: Math.floor(clock.now().getTime() / 1000),
    });

  it('is taken once, handled once and answered once, whoever of several processes it reaches', async () => {
    const other = build('b');
    const results = await Promise.all(
      [receiver, other, receiver, other].map((r) => r.submit('GaoFei', form('one'), at())),
    );
    expect(results.sort()).toEqual(['known', 'known', 'known', 'taken']);
    await isHandled('gaofei', 'one');
    expect(await receiver.submit('gaofei', form('one'), at())).toBe('known');
    expect(handled).toEqual(['one']);
    const answers: string[] = [];
    for (;;) {
      const row = await store.models.outbox.claim(clock.now().getTime());
      if (!row) break;
      if (row.to === 'gaofei') answers.push(row.body);
    }
    expect(answers).toEqual([expect.stringContaining('已记')]);
  });

  it('with other content under the same id is neither taken nor swallowed', async () => {
    await receiver.submit('liuyang', form('two'), at());
    await isHandled('liuyang', 'two');
    expect(await receiver.submit('liuyang', form('two', { day: '2026-11-19' }), at())).toBe('differs');
    expect(handled).toEqual(['two']);
  });

  it('does not stand in the way of somebody else’s form of the same id', async () => {
    expect(await receiver.submit('chenming', form('three'), at())).toBe('taken');
    expect(await receiver.submit('hanmei', form('three'), at())).toBe('taken');
    await Promise.all([isHandled('chenming', 'three'), isHandled('hanmei', 'three')]);
    expect(handled).toEqual(['three', 'three']);
  });

  it('keeps its place among the messages of its sender', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    onForm = (id) => (id === 'first' ? held : Promise.resolve());
    await receiver.submit('tangmin', form('first'), at());
    await until(async () => (await store.models.inbox.waiting('tangmin')).length === 1);
    // Both wait at the same time, so that only their times put them in order. WeCom tells whole seconds.
    clock.set('2026-11-21T09:30:00.700+08:00');
    await receiver.submit('tangmin', form('four'), at());
    clock.set('2026-11-21T09:30:00.900+08:00');
    const answer = receiver.receive(text('tangmin', '撤销'), at());
    await until(async () => (await store.models.inbox.waiting('tangmin')).length === 3);
    release();
    await answer;
    expect(handled).toEqual(['first', 'four', '撤销']);
  });

  it('that a crash left behind is handled by the sweep of another process', async () => {
    // Stored and acknowledged, and nothing more.
    const submission = form('five');
    const id = submissionRowId('yangguang', submission);
    await store.models.inbox.insert(
      {
        ...{ id, sender: 'yangguang', kind: 'form', answer: 'active' },
        ...{ sentAt: clock.now().getTime(), content: JSON.stringify(submission), ...at() },
      },
      (await store.models.inbox.makeKeys(id)).keys,
    );
    clock.advance(SWEEP_AFTER_MS + 1);
    await build('b').sweep();
    expect(handled).toEqual(['five']);
  });

  it('that cannot be handled is set aside, told so, and blocks nobody', async () => {
    onForm = async () => {
      throw new Error('a bug');
    };
    await receiver.submit('shihao', form('six'), at());
    await isHandled('shihao', 'six');
    expect((await store.models.inbox.find(submissionRowId('shihao', form('six'))))?.state).toBe('set_aside');
    const answer = await receiver.receive(text('shihao', '待办'), at(1));
    expect(answer).toEqual({ reply: '好', to: 'shihao' });
  });
});
