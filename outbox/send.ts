/** Rows to messages: claim, freeze, send, settle. A message is repeated only while WeCom recognises the repeat. */
import { createHash } from 'node:crypto';
import type { PlannedDigest } from '../domain/reminders/row.ts';
import { type Outbox, type OutboxRow, PROMPT_PURPOSES, taskIdOf } from '../models/outbox.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { drawPng } from '../runtime/picture.ts';
import { toCardUpdate } from '../wecom/card.ts';
import type { Failure, WecomClient } from '../wecom/client.ts';
import { DUPLICATE_CHECK_MAX_SECONDS, type MessageContent } from '../wecom/message.ts';
import { OutboxBody, textParts, toCard } from './body.ts';
import type { SendLimiter } from './limits.ts';

/** Pauses between attempts, ms; the last one repeats. */
const PAUSES_MS = [2_000, 10_000, 60_000, 300_000, 1_200_000];
/** A repeat stays inside WeCom's duplicate check by this much, ms. */
const CHECK_MARGIN_MS = 600_000;
/** Rows differ in the interval by up to so many seconds, so that two equal texts that were both meant both arrive. */
const CHECK_SPREAD_SECONDS = 1_200;
const REPEATABLE_FOR_MS = (DUPLICATE_CHECK_MAX_SECONDS - CHECK_SPREAD_SECONDS) * 1000 - CHECK_MARGIN_MS;

/** WeCom's error for a task_id that was used before. */
const TASK_ID_USED = 42014;
/** WeCom's error for a response_code that was used, or is older than 72 hours. */
const CODE_SPENT = 60140;
/** Stands for the task_id where none is sent. */
const UNNAMED = 'update';

/** What the check at the first attempt of a digest finds. */
export type Checked =
  /** Still needed: what it says now. */
  | { outcome: 'say'; digest: PlannedDigest; text: string }
  /** Quiet hours: not before this instant, ms. */
  | { outcome: 'later'; dueAt: number }
  /** Nothing is left to say. */
  | { outcome: 'drop' }
  /** Its day is over, and nobody got it. */
  | { outcome: 'over' };

export interface DigestCheck {
  /** At the first attempt. */
  first(digest: PlannedDigest): Promise<Checked>;
  /** Before a repeat of what was frozen: quiet hours hold for it too. `over`: its day is over. */
  again(digest: PlannedDigest): Promise<{ outcome: 'now' | 'over' } | { outcome: 'later'; dueAt: number }>;
}

/** Rows looked up at once, of each purpose. */
const LOOKED_AT = 200;

export interface SendParts {
  outbox: Outbox;
  wecom: Pick<WecomClient, 'send' | 'updateCard' | 'uploadMedia'>;
  clock: Clock;
  log: Log;
  /** Asked before every message: WeCom drops what is over its limits without a word. */
  limiter: SendLimiter;
  /** Only messages for these purposes; absent = all but digests. */
  purposes?: OutboxRow['purpose'][];
  /** Needed where digests are sent. */
  check?: DigestCheck;
  /** From when on an account may be written to unasked, ms; absent = at any hour. */
  opensFor?: (account: string) => Promise<number>;
  /** How many messages may be under way at once. */
  lanes?: number;
}

/**
 * Sends what is due.
 * @param most stop after so many rows
 * @returns how many rows were tried
 */
export async function sendDue(parts: SendParts, most = 500): Promise<number> {
  const purposes = parts.purposes ?? PROMPT_PURPOSES;
  let tried = 0;
  let isFull = false;
  let waiting: string[] = [];
  let looking: Promise<void> | undefined;
  /** Other workers look at the same rows: each takes what the others have not. */
  const look = async (): Promise<void> => {
    waiting = await parts.outbox.claimable(parts.clock.now().getTime(), purposes, LOOKED_AT);
    looking = undefined;
  };
  const lane = async (): Promise<void> => {
    while (tried < most && !isFull) {
      if (waiting.length === 0) {
        looking ??= look();
        await looking;
        if (waiting.length === 0) return;
      }
      const id = waiting.shift();
      const row = id === undefined ? undefined : await parts.outbox.claimRow(id, parts.clock.now().getTime());
      if (!row) continue;
      tried += 1;
      if ((await sendRow(parts, row)) === 'app_full') isFull = true;
    }
  };
  await Promise.all(Array.from({ length: parts.lanes ?? 1 }, lane));
  return tried;
}

/** @returns `app_full` when the app has no room for any message right now */
async function sendRow(parts: SendParts, row: OutboxRow): Promise<'app_full' | undefined> {
  const { outbox, clock, log, limiter } = parts;
  const now = clock.now().getTime();
  const isNew = row.digest !== undefined && row.firstTriedAt === undefined;
  const body = OutboxBody.safeParse(row.body === '' ? undefined : JSON.parse(row.body));
  // Its key was destroyed: what it said was withdrawn before it went out.
  if (!body.success && !isNew) {
    await outbox.settle(row.id, 'dropped');
    return undefined;
  }
  const again = isNew || !row.digest ? { outcome: 'now' as const } : await parts.check?.again(row.digest);
  const isRepeatable = isNew || now - (row.firstTriedAt ?? 0) < REPEATABLE_FOR_MS;
  if (!isRepeatable || again?.outcome === 'over') {
    log.warn('message given up', { row: row.id, code: row.doubtful ? 'unknown' : 'refused' });
    await outbox.settle(row.id, row.doubtful ? 'unknown' : 'failed');
    return undefined;
  }
  if (again?.outcome === 'later') {
    await outbox.putBack(row, again.dueAt);
    return undefined;
  }
  // What nobody asked for waits for the hours in which people may be written to.
  const opensAt = row.purpose === 'notice' && parts.opensFor ? await parts.opensFor(row.to) : now;
  if (opensAt > now) {
    await outbox.putBack(row, opensAt);
    return undefined;
  }
  if (body.data?.type === 'card_update') {
    const { waitMs } = await limiter.takeUpdate();
    if (waitMs === 0) await updateCard(parts, row, body.data);
    else await outbox.putBack(row, clock.now().getTime() + waitMs);
    return undefined;
  }
  const picture = body.data?.type === 'picture' ? body.data : undefined;
  const contents = body.data && body.data.type !== 'picture' ? contentsOf(body.data, row.id) : undefined;
  // A digest is one text; asked for before the check, so that nothing lies between the check and the message.
  const room = await limiter.take(
    row.to,
    contents?.length ?? 1,
    row.purpose === 'digest' ? 'digest' : 'prompt',
  );
  if (room.waitMs > 0) {
    await outbox.putBack(row, clock.now().getTime() + room.waitMs);
    return room.full === 'app' ? 'app_full' : undefined;
  }
  const said = picture
    ? await pictureOf(parts, row, picture.svg)
    : (contents ?? (row.digest && (await freeze(parts, row, row.digest))));
  if (said) await sendContents(parts, row, said);
  return undefined;
}

/**
 * The message of a picture. Where WeCom keeps it is written down with the row, so that a repeat refers to the same
 * upload and is recognised as one.
 * @returns undefined when it could not be uploaded: the row is put back or ended
 */
async function pictureOf(
  parts: SendParts,
  row: OutboxRow,
  svg: string,
): Promise<MessageContent[] | undefined> {
  const { outbox, wecom } = parts;
  let mediaId = row.mediaId;
  if (mediaId === undefined) {
    const bytes = await drawPng(svg);
    const file = { type: 'image', filename: 'progress.png', contentType: 'image/png', bytes } as const;
    const upload = await wecom.uploadMedia(file);
    if (upload.outcome !== 'ok') {
      await settleFailure(parts, row, upload);
      return undefined;
    }
    mediaId = upload.value.mediaId;
    await outbox.keepMedia(row, mediaId);
  }
  return [{ msgtype: 'image', image: { media_id: mediaId } }];
}

/** @returns what to send; undefined when nothing is to be sent now */
async function freeze(
  { outbox, clock, log, check }: SendParts,
  row: OutboxRow,
  digest: PlannedDigest,
): Promise<MessageContent[] | undefined> {
  if (!check) throw new Error('digests are not sent without their check');
  const checked = await check.first(digest);
  if (checked.outcome === 'drop') await outbox.settle(row.id, 'dropped');
  if (checked.outcome === 'over') {
    log.warn('message given up', { row: row.id, code: 'refused' });
    await outbox.settle(row.id, 'failed');
  }
  if (checked.outcome === 'later') await outbox.putBack(row, checked.dueAt);
  if (checked.outcome !== 'say') return undefined;
  const body = { type: 'text' as const, text: checked.text };
  const isOurs = await outbox.freeze(row, clock.now().getTime(), checked.digest, JSON.stringify(body));
  return isOurs ? contentsOf(body, row.id) : undefined;
}

/** What goes out for a body, message by message. */
function contentsOf(
  body: Exclude<OutboxBody, { type: 'card_update' | 'picture' }>,
  rowId: string,
): MessageContent[] {
  if (body.type === 'card')
    return [{ msgtype: 'template_card', template_card: toCard(body.face, taskIdOf(rowId)) }];
  return textParts(body).map((content) => ({ msgtype: 'text', text: { content } }));
}

async function sendContents(parts: SendParts, row: OutboxRow, contents: MessageContent[]): Promise<void> {
  const { outbox, wecom, log } = parts;
  // A text of several parts is sent part by part; each part is recognised on its own when repeated.
  for (const content of contents) {
    const result = await wecom.send({
      to: { users: [row.to] },
      content,
      duplicateCheckSeconds: checkSeconds(row.id),
    });
    if (result.outcome === 'sent') {
      if (result.invalidUsers.length > 0 || result.unlicensedUsers.length > 0) {
        log.warn('recipient not reachable', { row: row.id });
        return outbox.settle(row.id, 'failed', { unreachable: true });
      }
      continue;
    }
    return settleFailure(parts, row, result, TASK_ID_USED);
  }
  await outbox.settle(row.id, 'sent');
}

/** Changes a card for the one who pressed it, by the code that came with the press. */
async function updateCard(
  parts: SendParts,
  row: OutboxRow,
  { code, face }: Extract<OutboxBody, { type: 'card_update' }>,
): Promise<void> {
  // An update bears no task_id, and the code says which card is meant: any will do to build it.
  const card = toCardUpdate(toCard(face, UNNAMED), face.replaced);
  const result = await parts.wecom.updateCard({
    responseCode: code,
    to: { users: [row.to] },
    change: { card },
  });
  if (result.outcome === 'ok') return parts.outbox.settle(row.id, 'sent');
  return settleFailure(parts, row, result, CODE_SPENT);
}

/**
 * What becomes of a row that WeCom did not take, or of which nobody knows.
 * @param done WeCom's error for what was done before: after a doubtful attempt it says that the attempt arrived
 */
async function settleFailure(
  { outbox, clock, log }: SendParts,
  row: OutboxRow,
  result: Failure,
  done?: number,
): Promise<void> {
  const now = clock.now().getTime();
  const retryAt = now + (PAUSES_MS[Math.min(row.attempts - 1, PAUSES_MS.length - 1)] ?? 0);
  if (result.outcome === 'unknown') {
    log.warn('outcome of a message unknown, will be repeated', { row: row.id, code: result.reason });
    return outbox.postpone(row.id, retryAt, { doubtful: true });
  }
  const errcode = result.errcode ?? undefined;
  if (errcode !== undefined && errcode === done && row.doubtful) return outbox.settle(row.id, 'sent');
  const known = errcode === undefined ? {} : { errcode };
  log.warn('message refused', { row: row.id, code: result.reaction, ...known });
  const isPassing = ['retry', 'rate_limited', 'refresh_token', 'alert'].includes(result.reaction);
  // What certainly did not arrive has its first attempt still before it: a reminder then says what is open by then.
  const thaw = row.digest !== undefined && !row.doubtful;
  if (isPassing)
    return outbox.postpone(row.id, Math.max(retryAt, now + (result.waitMs ?? 0)), {
      ...known,
      ...(thaw && { thaw }),
    });
  const isGone = result.reaction === 'drop_recipient' && errcode !== CODE_SPENT;
  return outbox.settle(row.id, 'failed', { ...known, ...(isGone && { unreachable: true as const }) });
}

/** The same for every attempt of a row, another for another row: WeCom compares whole requests. */
function checkSeconds(id: string): number {
  const hash = createHash('sha256').update(id).digest().readUInt32BE(0);
  return DUPLICATE_CHECK_MAX_SECONDS - (hash % CHECK_SPREAD_SECONDS);
}
