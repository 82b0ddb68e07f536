/** A stand-in for the bot in the sandbox's tests: receives callbacks, opens them, answers as it is told. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CallbackCredentials, openEnvelope, sealReply, verifyUrl } from '../wecom/callback.ts';
import { cdata, childOf, element, parseXml, type XmlElement } from '../wecom/xml.ts';

/** A callback that arrived. */
export interface Received {
  plaintext: string;
  xml: XmlElement;
  /** Query of the request, as it came. */
  search: string;
  /** Text of a first-level element; empty when it is missing. */
  field(name: string): string;
}

/** What the bot answers: a status with a body, `silence` until the connection closes, or nothing (empty 200). */
export type BotAnswer = { status: number; body: string } | 'silence' | undefined;

/** A running stand-in. */
export interface FakeBot {
  url: string;
  received: Received[];
  /** Decides the answers from now on. */
  answer: (received: Received) => BotAnswer;
  /** The body of a passive text reply, sealed. */
  reply(userid: string, text: string, credentials?: CallbackCredentials): string;
  /** Resolves when that many callbacks have arrived. */
  arrived(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a bot on a free port. */
export async function startFakeBot(credentials: CallbackCredentials): Promise<FakeBot> {
  const received: Received[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const open = new Set<ServerResponse>();
  const bot: FakeBot = {
    url: '',
    received,
    answer: () => undefined,
    reply(userid, text, other = credentials) {
      const xml = element(
        'xml',
        element('ToUserName', cdata(userid)) +
          element('FromUserName', cdata(credentials.receiveId)) +
          element('CreateTime', 1_767_225_601) +
          element('MsgType', cdata('text')) +
          element('Content', cdata(text)),
      );
      return sealReply(other, xml, {
        timestamp: 1_767_225_601,
        nonce: '371902645',
        random: Buffer.alloc(16, 7),
      });
    },
    arrived: (count) =>
      new Promise((resolve) => {
        if (received.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    stop: () =>
      new Promise((resolve) => {
        for (const response of open) response.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const search = new URL(request.url ?? '/', 'http://bot').search.slice(1);
    if (request.method === 'GET') {
      response.end(verifyUrl(credentials, search));
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const plaintext = openEnvelope(credentials, search, Buffer.concat(chunks));
    const xml = parseXml(plaintext);
    const one: Received = { plaintext, xml, search, field: (name) => childOf(xml, name)?.text ?? '' };
    received.push(one);
    const answer = bot.answer(one);
    if (answer === 'silence') open.add(response);
    else {
      response.statusCode = answer?.status ?? 200;
      response.end(answer?.body ?? '');
    }
    for (const waiter of [...waiting]) {
      if (received.length < waiter.count) continue;
      waiting.splice(waiting.indexOf(waiter), 1);
      waiter.resolve();
    }
  };
  const server = createServer((request, response) => {
    take(request, response).catch(() => {
      response.statusCode = 500;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  bot.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/wecom`;
  return bot;
}
