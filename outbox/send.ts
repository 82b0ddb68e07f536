/** Rows to messages: claim, freeze, send, settle. A message is repeated only while WeCom recognises the repeat. */
import { createHash } from 'node:crypto';
import type { PlannedDigest } from '../domain/reminders/row.ts';
import { type Outbox, type OutboxRow, PROMPT_PURPOSES } from '../models/outbox.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { WecomClient } from '../wecom/client.ts';
import { DUPLICATE_CHECK_MAX_SECONDS } from '../wecom/message.ts';
import { OutboxBody, textParts } from './body.ts';
import type { SendLimiter } from './limits.ts';

/** Pauses between attempts, ms; the last one repeats. */
const PAUSES_MS = [2_000, 10_000, 60_000, 300_000, 1_200_000];
/** A repeat stays inside WeCom's duplicate check by this much, ms. */
const CHECK_MARGIN_MS = 600_000;
/** Rows differ in the interval by up to so many seconds, so that two equal texts that were both meant both arrive. */
const CHECK_SPREAD_SECONDS = 1_200;
const REPEATABLE_FOR_MS = (DUPLICATE_CHECK_MAX_SECONDS - CHECK_SPREAD_SECONDS) * 1000 - CHECK_MARGIN_MS;

/** What the check at the first attempt of a digest finds. */
export type Checked =
  /** Still needed: what it says now. */
  | { outcome: 'say'; digest: PlannedDigest; text: string }
  /** Quiet hours: not before this instant, ms. */
  | { outcome: 'later'; dueAt: number }
  /** Nothing is left to say. */
  | { outcome: 'drop' };

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
  wecom: Pick<WecomClient, 'send'>;
  clock: Clock;
  log: Log;
  /** Asked before every message: WeCom drops what is over its limits without a word. */
  limiter: SendLimiter;
  /** Only messages for these purposes; absent = all but digests. */
  purposes?: OutboxRow['purpose'][];
  /** Needed where digests are sent. */
  check?: DigestCheck;
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
  const contents = body.success ? textParts(body.data) : undefined;
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
  const said = contents ?? (row.digest && (await freeze(parts, row, row.digest)));
  if (said) await sendContents(parts, row, said);
  return undefined;
}

/** @returns what to send; undefined when nothing is to be sent now */
async function freeze(
  { outbox, clock, check }: SendParts,
  row: OutboxRow,
  digest: PlannedDigest,
): Promise<string[] | undefined> {
  if (!check) throw new Error('digests are not sent without their check');
  const checked = await check.first(digest);
  if (checked.outcome === 'drop') await outbox.settle(row.id, 'dropped');
  if (checked.outcome === 'later') await outbox.putBack(row, checked.dueAt);
  if (checked.outcome !== 'say') return undefined;
  const body: OutboxBody = { type: 'text', text: checked.text };
  const isOurs = await outbox.freeze(row, clock.now().getTime(), checked.digest, JSON.stringify(body));
  return isOurs ? textParts(body) : undefined;
}

async function sendContents(
  { outbox, wecom, clock, log }: SendParts,
  row: OutboxRow,
  contents: string[],
): Promise<void> {
  // A text of several parts is sent part by part; each part is recognised on its own when repeated.
  for (const content of contents) {
    const result = await wecom.send({
      to: { users: [row.to] },
      content: { msgtype: 'text', text: { content } },
      duplicateCheckSeconds: checkSeconds(row.id),
    });
    if (result.outcome === 'sent') {
      if (result.invalidUsers.length > 0 || result.unlicensedUsers.length > 0) {
        log.warn('recipient not reachable', { row: row.id });
        return outbox.settle(row.id, 'failed', { unreachable: true });
      }
      continue;
    }
    const retryAt =
      clock.now().getTime() + (PAUSES_MS[Math.min(row.attempts - 1, PAUSES_MS.length - 1)] ?? 0);
    if (result.outcome === 'unknown') {
      log.warn('outcome of a message unknown, will be repeated', { row: row.id, code: result.reason });
      return outbox.postpone(row.id, retryAt, { doubtful: true });
    }
    const errcode = result.errcode ?? undefined;
    log.warn('message refused', {
      row: row.id,
      code: result.reaction,
      ...(errcode !== undefined && { errcode }),
    });
    const isPassing = ['retry', 'rate_limited', 'refresh_token', 'alert'].includes(result.reaction);
    if (isPassing)
      return outbox.postpone(
        row.id,
        Math.max(retryAt, clock.now().getTime() + (result.waitMs ?? 0)),
        errcode === undefined ? {} : { errcode },
      );
    return outbox.settle(row.id, 'failed', {
      ...(errcode !== undefined && { errcode }),
      ...(result.reaction === 'drop_recipient' && { unreachable: true as const }),
    });
  }
  await outbox.settle(row.id, 'sent');
}

/** The same for every attempt of a row, another for another row: WeCom compares whole requests. */
function checkSeconds(id: string): number {
  const hash = createHash('sha256').update(id).digest().readUInt32BE(0);
  return DUPLICATE_CHECK_MAX_SECONDS - (hash % CHECK_SPREAD_SECONDS);
}
