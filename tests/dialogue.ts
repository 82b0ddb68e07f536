/** Conversations without a network: messages go through the real inbox, understanding, commands and records. */
import { randomBytes } from 'node:crypto';
import { loadProgrammes } from '../actions/programmes.ts';
import { keepSchool, type SchoolKeeper } from '../actions/school.ts';
import { type Receiver, rowId } from '../bot/inbox/receive.ts';
import { createReceiving } from '../bot/receiving.ts';
import type { Models } from '../models/models.ts';
import { OutboxBody } from '../outbox/body.ts';
import { type ManualClock, manualClock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { seedDemo } from '../seeds/seed-demo.ts';
import { type Inbound, parseInbound, serializeInbound } from '../wecom/inbound.ts';
import { openTestModels } from './store.ts';

export interface Dialogue {
  models: Models;
  keeper: SchoolKeeper;
  clock: ManualClock;
  receiver: Receiver;
  /** Says something as somebody now; the reply, or '' for none within the callback. */
  say(userid: string, text: string): Promise<string>;
  /** Something other than words happens on somebody's phone now: they open the app, press a button. */
  raise(
    userid: string,
    event:
      | { type: 'enter_agent' }
      | { type: 'template_card_event'; eventKey: string; taskId: string; responseCode: string },
  ): Promise<string>;
  /** What waits to be sent to somebody, oldest first; taken from the outbox. */
  sentTo(userid: string): Promise<string[]>;
  /** Pictures that wait to be sent to somebody, as SVG; taken from the outbox. */
  picturesTo(userid: string): Promise<string[]>;
  /** What went wrong inside, as log lines: expected to stay empty. */
  faults: string[];
  close(): Promise<void>;
}

/** Opens the demo school at a moment (ISO with offset). */
export async function openDialogue(now: string): Promise<Dialogue> {
  const { models, close } = await openTestModels();
  const clock = manualClock(now);
  await seedDemo(models, loadProgrammes(), clock.now());
  const keeper = await keepSchool(models);
  const faults: string[] = [];
  const log: Log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (message) => void faults.push(message),
    error: (message, fields) =>
      void faults.push(`${message} ${String((fields?.error as Error)?.stack ?? '')}`),
  };
  const receiver = await createReceiving({
    models,
    keeper,
    clock,
    log,
    holder: randomBytes(4).toString('hex'),
    onOutbox: () => undefined,
  });
  let count = 0;
  const receive = async (inbound: Inbound) => {
    const plaintext = serializeInbound(inbound);
    clock.advance(1_000);
    const answer = await receiver.receive(plaintext, { receivedAt: clock.now().getTime(), order: count });
    if (answer) return answer.reply;
    // On a slow machine the answer may come later than the callback waits: it is the same answer.
    const id = `answer/${rowId(parseInbound(plaintext), plaintext)}`;
    await receiver.handleWaiting(inbound.sender);
    const late = (await models.outbox.list('', 10_000, inbound.sender)).find((row) => row.id === id);
    return late ? String(JSON.parse(late.body).text) : '';
  };
  const taken: { to: string; body: OutboxBody }[] = [];
  /** Takes what waits to be sent, as a sender would. */
  const take = async (): Promise<void> => {
    for (;;) {
      const row = await models.outbox.claim(clock.now().getTime() + 10 * 86_400_000);
      if (!row) return;
      await models.outbox.settle(row.id, 'sent');
      if (row.body !== '') taken.push({ to: row.to, body: OutboxBody.parse(JSON.parse(row.body)) });
    }
  };
  return {
    models,
    keeper,
    clock,
    receiver,
    faults,
    async say(userid, text) {
      count += 1;
      const createTime = Math.floor(clock.now().getTime() / 1000);
      return receive({
        type: 'text',
        corpId: 'ww1',
        sender: userid,
        createTime,
        content: text,
        msgId: `${BigInt(createTime) * 1_000_000n + BigInt(count)}`,
        agentId: 1_000_002,
      });
    },
    async raise(userid, event) {
      count += 1;
      const createTime = Math.floor(clock.now().getTime() / 1000);
      return receive({ ...event, corpId: 'ww1', sender: userid, createTime, agentId: 1_000_002 } as Inbound);
    },
    async sentTo(userid) {
      await take();
      return taken.flatMap(({ to, body }) => (to === userid && body.type === 'text' ? [body.text] : []));
    },
    async picturesTo(userid) {
      await take();
      return taken.flatMap(({ to, body }) => (to === userid && body.type === 'picture' ? [body.svg] : []));
    },
    close,
  };
}
