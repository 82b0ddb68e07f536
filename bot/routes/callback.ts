/** `GET/POST /wecom/callback`: verify, decrypt, store, answer. Transport only: what messages mean is decided elsewhere. */
import { randomInt } from 'node:crypto';
import type { Middleware } from 'koa';
import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import { isStoreAway } from '../../runtime/mongo.ts';
import { randomBytesOf } from '../../runtime/random.ts';
import { type CallbackCredentials, openEnvelope, sealReply, verifyUrl } from '../../wecom/callback.ts';
import { CallbackError } from '../../wecom/crypto.ts';
import { buildReply } from '../../wecom/reply.ts';
import { BODY_LIMIT_BYTES } from '../inbox/limits.ts';
import type { Receiver } from '../inbox/receive.ts';
import type { Spool } from '../inbox/spool.ts';
import { readBody } from './body.ts';

export interface CallbackParts {
  credentials: CallbackCredentials;
  receiver: Receiver;
  spool: Spool;
  clock: Clock;
  log: Log;
}

/** Signs nothing but bad requests: everything else that arrives is acknowledged, so that WeCom does not repeat it. */
const STATUS: Partial<Record<CallbackError['code'], number>> = {
  bad_signature: 403,
  wrong_receiveid: 403,
  too_large: 413,
};

/** Answers the handshake that runs when the admin saves the callback's URL. */
export function verifyCallback(parts: CallbackParts): Middleware {
  return (ctx) => {
    try {
      const echo = verifyUrl(parts.credentials, ctx.querystring);
      ctx.status = 200;
      ctx.type = 'text/plain';
      ctx.body = echo;
    } catch (error) {
      refuse(ctx, error, parts.log);
    }
  };
}

/** Takes a delivery. */
export function takeCallback(parts: CallbackParts): Middleware {
  let order = 0;
  return async (ctx) => {
    const body = await readBody(ctx.req, BODY_LIMIT_BYTES);
    if (body === undefined) {
      ctx.status = 413;
      ctx.set('Connection', 'close');
      ctx.body = `the body is larger than ${BODY_LIMIT_BYTES} bytes`;
      return;
    }
    let plaintext: string;
    try {
      plaintext = openEnvelope(parts.credentials, ctx.querystring, body);
    } catch (error) {
      refuse(ctx, error, parts.log);
      return;
    }
    order = (order + 1) % 1_000_000;
    const at = { receivedAt: parts.clock.now().getTime(), order };
    ctx.status = 200;
    ctx.body = '';
    // What waits in the spool came earlier: a later message must not overtake it.
    if (!parts.spool.isEmpty()) return keep(parts, ctx, body, at);
    try {
      const answer = await parts.receiver.receive(plaintext, at);
      if (!answer) return;
      const seconds = Math.floor(parts.clock.now().getTime() / 1000);
      const xml = buildReply(
        { type: 'text', content: answer.reply },
        { to: answer.to, corpId: parts.credentials.receiveId, createTime: seconds },
      );
      ctx.type = 'application/xml';
      ctx.body = sealReply(parts.credentials, xml, {
        timestamp: seconds,
        nonce: String(randomInt(1_000_000_000)),
        random: randomBytesOf(16),
      });
    } catch (error) {
      if (isStoreAway(error)) return keep(parts, ctx, body, at);
      if (error instanceof CallbackError) {
        // It was signed by WeCom but is nothing that we can read: acknowledged, so that it is not repeated.
        parts.log.warn('unreadable callback', { code: error.code });
        return;
      }
      throw error;
    }
  };
}

/** Appends a callback to the spool; when the disk refuses too, WeCom is asked to deliver again. */
function keep(
  parts: CallbackParts,
  ctx: { querystring: string; status: number; body: unknown },
  body: Buffer,
  at: { receivedAt: number; order: number },
): void {
  try {
    parts.spool.append({ search: ctx.querystring, body: body.toString('base64'), ...at });
    parts.log.warn('document store away: callback spooled');
  } catch (error) {
    parts.log.error('neither store nor spool takes the callback', { error });
    ctx.status = 503;
    ctx.body = '';
  }
}

function refuse(ctx: { status: number; body: unknown }, error: unknown, log: Log): void {
  if (!(error instanceof CallbackError)) throw error;
  ctx.status = STATUS[error.code] ?? 400;
  ctx.body = error.message;
  log.warn('callback refused', { code: error.code, status: ctx.status });
}
