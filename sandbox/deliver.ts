/** Callbacks to the bot: sealed, posted within five seconds, delivered again after a failure, replies opened. */
import { type CallbackCredentials, openReply, sealCallback, sealEcho } from '../wecom/callback.ts';
import { CallbackError } from '../wecom/crypto.ts';
import { childOf, childrenOf, parseXml, type XmlElement } from '../wecom/xml.ts';
import type { Faults } from './fault.ts';
import { cutBytes, type Fields } from './judge.ts';
import { TEXT_BYTES } from './judge-message.ts';
import type { CallLog } from './log.ts';

/** Runs something after a delay in milliseconds; the answer cancels it. Replaced by tests. */
export type Schedule = (delayMs: number, run: () => void) => () => void;

/** Milliseconds that the bot has for the answer of a callback (90238). */
export const CALLBACK_LIMIT_MS = 5_000;
/** Milliseconds that the bot has for the answer of the URL verification. */
export const VERIFY_LIMIT_MS = 1_000;
/**
 * Pauses before the redeliveries, in milliseconds. Three redeliveries after the first attempt is the larger reading
 * of 共重试三次; the pauses are not documented.
 */
export const RETRY_DELAYS_MS = [1_000, 2_000, 4_000];

/** What came of one attempt. */
export interface Attempt {
  /** HTTP status; absent when no answer came. */
  status?: number;
  /** Why there was no answer. */
  error?: 'timeout' | 'unreachable';
  ms: number;
}

/** A reply that the phone can show. */
export interface PassiveReply {
  msgtype: 'text' | 'image' | 'voice' | 'video' | 'news';
  content: Fields;
}

/** What came of a callback. */
export interface Delivery {
  /** Whether an attempt was answered with 200. */
  delivered: boolean;
  attempts: Attempt[];
  reply?: PassiveReply;
  /** Why a body that came is shown nowhere. */
  fault?: string;
}

/** What the delivery needs of the sandbox. */
export interface DeliverContext {
  callbackUrl: string;
  credentials: CallbackCredentials;
  agentId: number;
  now: () => number;
  random: (size: number) => Buffer;
  schedule: Schedule;
  retryDelaysMs: number[];
  log: CallLog;
  faults: Faults;
  /** Aborts what is under way when the sandbox stops. */
  stopping: AbortSignal;
}

/** A message or event on its way to the bot. */
export interface Outgoing {
  plaintext: string;
  /** The member who will see the reply. */
  userid: string;
  /** Whether WeCom shows a reply to this kind of callback (§3 of its page: not for card clicks). */
  answerable: boolean;
}

/** Delivers one callback and gives what came of it; never throws. */
export async function deliver(context: DeliverContext, outgoing: Outgoing): Promise<Delivery> {
  const fault = context.faults.forCallback();
  if (fault === 'lost') {
    context.log.count('callbacks.lost');
    return { delivered: false, attempts: [] };
  }
  const delivery: Delivery = { delivered: false, attempts: [] };
  for (const pauseMs of [0, ...context.retryDelaysMs]) {
    if (delivery.attempts.length > 0) {
      context.log.count('callbacks.redelivered');
      await pause(context, pauseMs);
    }
    if (context.stopping.aborted) break;
    const { attempt, body } = await attemptOnce(context, outgoing);
    delivery.attempts.push(attempt);
    if (attempt.status !== 200) continue;
    delivery.delivered = true;
    readReply(context, outgoing, body, delivery);
    break;
  }
  context.log.count(delivery.delivered ? 'callbacks.delivered' : 'callbacks.failed');
  if (fault === 'doubled' && !context.stopping.aborted) {
    context.log.count('callbacks.doubled');
    const { attempt } = await attemptOnce(context, outgoing);
    delivery.attempts.push(attempt);
  }
  return delivery;
}

/** Runs WeCom's URL verification against the bot. */
export async function verifyCallbackUrl(
  context: DeliverContext,
): Promise<{ ok: boolean; why?: string; ms: number }> {
  // Up to 20 digits; more than a double can hold, which finds whoever turns it into a number.
  const echo = (context.random(8).readBigUInt64BE() | 0x4000_0000_0000_0000n).toString();
  const sealed = sealEcho(context.credentials, echo, freshness(context));
  const { attempt, body, contentType } = await request(context, 'GET', sealed.search, '', VERIFY_LIMIT_MS);
  const why =
    attempt.error ??
    (attempt.status !== 200
      ? `status ${attempt.status}`
      : body.toString('utf8') === echo
        ? undefined
        : `the body is not the decrypted echostr (${body.length} bytes of ${contentType || 'no type'})`);
  return { ok: why === undefined, ...(why === undefined ? {} : { why }), ms: attempt.ms };
}

function freshness(context: DeliverContext): { timestamp: number; nonce: string; random: Buffer } {
  return {
    timestamp: Math.floor(context.now() / 1_000),
    nonce: String(context.random(4).readUInt32BE()),
    random: context.random(16),
  };
}

/** Posts the content under a fresh timestamp, nonce and encryption. */
function attemptOnce(
  context: DeliverContext,
  outgoing: Outgoing,
): Promise<{ attempt: Attempt; body: Buffer }> {
  const sealed = sealCallback(context.credentials, outgoing.plaintext, {
    ...freshness(context),
    agentId: context.agentId,
  });
  return request(context, 'POST', sealed.search, sealed.body, CALLBACK_LIMIT_MS);
}

async function request(
  context: DeliverContext,
  method: 'GET' | 'POST',
  search: string,
  body: string,
  limitMs: number,
): Promise<{ attempt: Attempt; body: Buffer; contentType: string }> {
  const url = new URL(context.callbackUrl);
  url.search = search;
  const abort = new AbortController();
  let timedOut = false;
  const cancel = context.schedule(limitMs, () => {
    timedOut = true;
    abort.abort();
  });
  const startedAt = performance.now();
  let attempt: Attempt;
  let answer = Buffer.alloc(0);
  let contentType = '';
  try {
    const response = await fetch(url, {
      method,
      ...(method === 'POST' ? { body, headers: { 'content-type': 'text/xml' } } : {}),
      redirect: 'manual',
      signal: AbortSignal.any([abort.signal, context.stopping]),
    });
    contentType = response.headers.get('content-type') ?? '';
    answer = Buffer.from(await response.arrayBuffer());
    attempt = { status: response.status, ms: elapsedMs(startedAt) };
  } catch {
    attempt = { error: timedOut ? 'timeout' : 'unreachable', ms: elapsedMs(startedAt) };
  } finally {
    cancel();
  }
  context.log.add({
    at: context.now(),
    direction: 'callback',
    method,
    path: url.pathname,
    ...(attempt.status === undefined ? {} : { status: attempt.status }),
    ms: attempt.ms,
    notes: attempt.error ? [attempt.error] : [],
  });
  return { attempt, body: answer, contentType };
}

function elapsedMs(startedAt: number): number {
  return Math.round((performance.now() - startedAt) * 10) / 10;
}

function pause(context: DeliverContext, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (context.stopping.aborted) return resolve();
    const cancel = context.schedule(delayMs, () => {
      context.stopping.removeEventListener('abort', stop);
      resolve();
    });
    const stop = (): void => {
      cancel();
      resolve();
    };
    context.stopping.addEventListener('abort', stop, { once: true });
  });
}

/** Opens the body of an answer; what WeCom could not use becomes a fault in the log and is shown nowhere. */
function readReply(context: DeliverContext, outgoing: Outgoing, body: Buffer, delivery: Delivery): void {
  const text = body.toString('utf8').trim();
  // Several SDKs answer "success"; in practice it counts as no reply.
  if (text === '' || text === 'success') return;
  const result = judgeReply(context, outgoing, body);
  if (typeof result !== 'string') {
    delivery.reply = result;
    return;
  }
  delivery.fault = result;
  context.log.count('replies.unusable');
  const line = context.log.lines.at(-1);
  line?.notes.push(`reply shown nowhere: ${result}`);
}

/** The reply, or why it cannot be used. */
function judgeReply(context: DeliverContext, outgoing: Outgoing, body: Buffer): PassiveReply | string {
  let root: XmlElement;
  try {
    root = parseXml(openReply(context.credentials, body));
  } catch (error) {
    if (error instanceof CallbackError) return `${error.code}: ${error.message}`;
    throw error;
  }
  const textOf = (parent: XmlElement, name: string): string => childOf(parent, name)?.text ?? '';
  if (textOf(root, 'ToUserName').toLowerCase() !== outgoing.userid.toLowerCase()) {
    return 'ToUserName is not the member who wrote';
  }
  if (textOf(root, 'FromUserName') !== context.credentials.receiveId) return 'FromUserName is not the corp';
  if (!/^\d{10}$/.test(textOf(root, 'CreateTime').trim())) return 'CreateTime is no time in seconds';
  const type = textOf(root, 'MsgType');
  if (!outgoing.answerable || type === 'update_button' || type === 'update_template_card') {
    return `WeCom ignores a passive ${type || 'reply'} here; use message/update_template_card`;
  }
  switch (type) {
    case 'text': {
      const content = textOf(root, 'Content');
      if (content === '') return 'Content is empty';
      return { msgtype: 'text', content: { content: cutBytes(content, TEXT_BYTES) } };
    }
    case 'image':
    case 'voice':
    case 'video': {
      const element = childOf(root, type === 'image' ? 'Image' : type === 'voice' ? 'Voice' : 'Video');
      const mediaId = element ? textOf(element, 'MediaId') : '';
      return mediaId === '' ? 'MediaId is missing' : { msgtype: type, content: { media_id: mediaId } };
    }
    case 'news': {
      const articles = childOf(root, 'Articles');
      const items = articles ? childrenOf(articles, 'item') : [];
      if (items.length < 1 || items.length > 8) return 'news needs 1 to 8 items';
      if (textOf(root, 'ArticleCount').trim() !== String(items.length))
        return 'ArticleCount is not the number of items';
      return {
        msgtype: 'news',
        content: {
          articles: items.map((item) => ({
            title: cutBytes(textOf(item, 'Title'), 128),
            description: cutBytes(textOf(item, 'Description'), 512),
            url: textOf(item, 'Url'),
            picurl: textOf(item, 'PicUrl'),
          })),
        },
      };
    }
    default:
      return `unknown MsgType ${type}`;
  }
}
