/** Rows to messages: claim, freeze, send, settle. A message is repeated only while WeCom recognises the repeat. */
import { createHash } from 'node:crypto';
import type { Outbox, OutboxRow } from '../models/outbox.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { WecomClient } from '../wecom/client.ts';
import { DUPLICATE_CHECK_MAX_SECONDS } from '../wecom/message.ts';
import { OutboxBody, textParts } from './body.ts';

/** Pauses between attempts, ms; the last one repeats. */
const PAUSES_MS = [2_000, 10_000, 60_000, 300_000, 1_200_000];
/** A repeat stays inside WeCom's duplicate check by this much, ms. */
const CHECK_MARGIN_MS = 600_000;
/** Rows differ in the interval by up to so many seconds, so that two equal texts that were both meant both arrive. */
const CHECK_SPREAD_SECONDS = 1_200;
const REPEATABLE_FOR_MS = (DUPLICATE_CHECK_MAX_SECONDS - CHECK_SPREAD_SECONDS) * 1000 - CHECK_MARGIN_MS;

export interface SendParts {
  outbox: Outbox;
  wecom: Pick<WecomClient, 'send'>;
  clock: Clock;
  log: Log;
}

/**
 * Sends what is due.
 * @param most stop after so many rows
 * @returns how many rows were tried
 */
export async function sendDue(parts: SendParts, most = 500): Promise<number> {
  for (let tried = 0; tried < most; tried++) {
    const row = await parts.outbox.claim(parts.clock.now().getTime());
    if (!row) return tried;
    await sendRow(parts, row);
  }
  return most;
}

async function sendRow({ outbox, wecom, clock, log }: SendParts, row: OutboxRow): Promise<void> {
  const body = OutboxBody.safeParse(row.body === '' ? undefined : JSON.parse(row.body));
  // Its key was destroyed: what it said was withdrawn before it went out.
  if (!body.success) return outbox.settle(row.id, 'dropped');
  const isRepeatable = clock.now().getTime() - (row.firstTriedAt ?? 0) < REPEATABLE_FOR_MS;
  if (!isRepeatable) {
    log.warn('outcome of a message stays unknown', { row: row.id });
    return outbox.settle(row.id, 'unknown');
  }
  // A text of several parts is sent part by part; each part is recognised on its own when repeated.
  for (const content of textParts(body.data)) {
    const result = await wecom.send({
      to: { users: [row.to] },
      content: { msgtype: 'text', text: { content } },
      duplicateCheckSeconds: checkSeconds(row.id),
    });
    if (result.outcome === 'sent') {
      if (result.invalidUsers.length > 0) {
        log.warn('recipient not reachable', { row: row.id });
        return outbox.settle(row.id, 'failed');
      }
      continue;
    }
    const retryAt =
      clock.now().getTime() + (PAUSES_MS[Math.min(row.attempts - 1, PAUSES_MS.length - 1)] ?? 0);
    if (result.outcome === 'unknown') {
      log.warn('outcome of a message unknown, will be repeated', { row: row.id, code: result.reason });
      return outbox.postpone(row.id, retryAt);
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
        errcode,
      );
    return outbox.settle(row.id, 'failed', { ...(errcode !== undefined && { errcode }) });
  }
  await outbox.settle(row.id, 'sent');
}

/** The same for every attempt of a row, another for another row: WeCom compares whole requests. */
function checkSeconds(id: string): number {
  const hash = createHash('sha256').update(id).digest().readUInt32BE(0);
  return DUPLICATE_CHECK_MAX_SECONDS - (hash % CHECK_SPREAD_SECONDS);
}
