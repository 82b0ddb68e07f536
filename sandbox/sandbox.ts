/** A pretend WeCom on a loopback port: its server API, its callbacks, a control API and a phone in the browser. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import Koa, { type Context } from 'koa';
import Router from 'koa-router';
import { type Answer, errmsg, refused } from './answer.ts';
import { type Api, type FileAnswer, runApi } from './api.ts';
import { contactApis } from './apis/contacts.ts';
import { identityApis } from './apis/identity.ts';
import { mediaApis } from './apis/media.ts';
import { menuApis } from './apis/menu.ts';
import { messageApis } from './apis/message.ts';
import { controlRoutes } from './control.ts';
import { RETRY_DELAYS_MS, type Schedule } from './deliver.ts';
import { type Limits, PUBLISHED_LIMITS } from './limit.ts';
import { authorize, PHONE_COOKIE } from './oauth.ts';
import { phoneRoutes } from './phone.ts';
import { type SchoolFile, schoolSchema, type VisibleRange } from './school.ts';
import { type Credentials, World } from './world.ts';

/** How to start a sandbox. Whatever is left out is as at WeCom. */
export interface SandboxOptions {
  /** Port on 127.0.0.1; 0 takes a free one. */
  port: number;
  credentials: Credentials;
  /** Where the bot receives callbacks. */
  callbackUrl?: string;
  school: SchoolFile;
  /** Who can see the app; the whole school when left out. */
  visible?: VisibleRange;
  /** Name of the app in 企业微信. */
  appName?: string;
  /** Exact host (with port) to which OAuth may redirect; any when left out. */
  trustedDomain?: string;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Random bytes. */
  random?: (size: number) => Buffer;
  /** Timers: the five-second limit, pauses before redeliveries, answers held back by a fault. */
  schedule?: Schedule;
  limits?: Partial<Limits>;
  /** Milliseconds before each redelivery; its length is the number of redeliveries. */
  retryDelaysMs?: number[];
}

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT`, also the base of /cgi-bin and of the phone at /sandbox. */
  url: string;
  /** Its state and controls, for tests in the same process. */
  world: World;
  /** Ends it: open connections are closed, redeliveries given up. */
  stop(): Promise<void>;
}

/** Bytes of the largest request: an upload of 20 MB with its frame. */
const REQUEST_BYTES = 22 * 1_048_576;

const APIS: ReadonlyMap<string, Api> = new Map(
  [...identityApis, ...messageApis, ...mediaApis, ...menuApis, ...contactApis].map((api) => [api.path, api]),
);

/** Real timers that keep no process alive. */
const realSchedule: Schedule = (delayMs, run) => {
  const timer = setTimeout(run, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
};

/**
 * Starts a sandbox.
 * @throws when the school contradicts itself, the EncodingAESKey is unusable or the port is taken
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const schedule = options.schedule ?? realSchedule;
  const world = new World({
    credentials: options.credentials,
    callbackUrl: options.callbackUrl,
    school: schoolSchema.parse(options.school),
    visible: options.visible,
    appName: options.appName ?? '先锋助手',
    trustedDomain: options.trustedDomain,
    now: options.now ?? Date.now,
    random: options.random ?? randomBytes,
    schedule,
    limits: { ...PUBLISHED_LIMITS, ...options.limits },
    retryDelaysMs: options.retryDelaysMs ?? RETRY_DELAYS_MS,
  });

  const app = new Koa();
  // Connections that break off are part of the game (faults, closed phones); real bugs surface as status 500 and in the counters.
  app.silent = true;
  app.on('error', () => world.log.count('errors'));
  app.use(async (ctx, next) => {
    if (ctx.path.startsWith('/cgi-bin/')) await answerApi(ctx, world, schedule);
    else await next();
  });
  const pages = new Router();
  pages.get(['/connect/oauth2/authorize', '/sandbox/connect/oauth2/authorize'], (ctx) => {
    const query = new URLSearchParams(ctx.querystring);
    const phone = ctx.cookies.get(PHONE_COOKIE);
    const result = authorize(world, query, {
      chosen: query.get('as') ?? undefined,
      phone: phone === undefined ? undefined : decodeURIComponent(phone),
      framed: ctx.get('sec-fetch-dest') !== 'document',
    });
    ctx.set('Cache-Control', 'no-store');
    if (result.kind === 'redirect') {
      ctx.redirect(result.url);
      return;
    }
    ctx.status = result.status;
    ctx.type = 'html';
    ctx.body = result.html;
  });
  app.use(pages.routes());
  app.use(controlRoutes(world).routes());
  app.use(phoneRoutes().routes());

  const server = await listen(app, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    world,
    async stop() {
      await world.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(app: Koa, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, '127.0.0.1', () => resolve(server));
    server.once('error', reject);
  });
}

/** Answers one server API call, or lets it fail as a fault on order says. */
async function answerApi(ctx: Context, world: World, schedule: Schedule): Promise<void> {
  const startedAt = performance.now();
  const notes: string[] = [];
  const fault = world.faults.forApi(ctx.path);
  let answer: Answer | FileAnswer | undefined;
  if (fault?.kind === 'error') {
    answer = refused(fault.errcode, 'fault on order');
    notes.push('fault on order');
  } else if (!fault || fault.carriedOut) {
    const body = await readBody(ctx.req);
    answer =
      body === undefined
        ? refused(40206, 'request body is too large')
        : runApi(world, APIS, {
            method: ctx.method,
            path: ctx.path,
            query: new URLSearchParams(ctx.querystring),
            body,
            contentType: ctx.get('content-type'),
            range: ctx.get('range'),
            ip: ctx.ip,
            notes,
          });
  }
  const lost = fault?.kind === 'timeout' || fault?.kind === 'drop';
  if (lost) notes.push(`${fault.kind} on order${fault.carriedOut ? ', carried out' : ''}`);
  if (fault?.kind === 'timeout') await held(ctx, schedule, fault.ms);
  const errcode = answer && 'errcode' in answer ? answer.errcode : answer ? 0 : undefined;
  if (answer && 'errcode' in answer && answer.errcode !== 0) notes.unshift(answer.errmsg);
  world.log.add({
    at: world.now(),
    direction: 'api',
    method: ctx.method,
    // Only paths that exist: an unknown one could carry anything into the log.
    path: APIS.has(ctx.path) ? ctx.path : '/cgi-bin/…',
    ...(errcode === undefined || lost ? {} : { errcode }),
    ms: Math.round((performance.now() - startedAt) * 10) / 10,
    notes,
  });
  if (lost || !answer) {
    ctx.respond = false;
    ctx.req.socket.destroy();
    return;
  }
  if (!('errcode' in answer)) {
    ctx.type = answer.type;
    // Header values are Latin-1 on the wire; WeCom sends the name's UTF-8 bytes as they are.
    const name = Buffer.from(answer.name.replace(/["\r\n]/g, ''), 'utf8').toString('latin1');
    ctx.set('Content-disposition', `attachment; filename="${name}"`);
    ctx.set('Accept-Ranges', 'bytes');
    if (answer.part) {
      ctx.status = 206;
      ctx.set('Content-Range', `bytes ${answer.part.first}-${answer.part.last}/*`);
    }
    // As a stream: with a body of known length Node re-encodes this one header, and garbles the name.
    ctx.body = Readable.from(answer.file);
    ctx.length = answer.file.length;
    return;
  }
  const { errcode: code, errmsg: text, ...fields } = answer;
  const hint = world.options.random(8).readBigUInt64BE().toString();
  ctx.body = { errcode: code, errmsg: code === 0 ? text : errmsg(code, text, hint, ctx.ip), ...fields };
}

/** Waits, but no longer than the caller does. */
function held(ctx: Context, schedule: Schedule, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cancel = schedule(delayMs, resolve);
    ctx.req.socket.once('close', () => {
      cancel();
      resolve();
    });
  });
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= REQUEST_BYTES) chunks.push(chunk);
  }
  return size <= REQUEST_BYTES ? Buffer.concat(chunks) : undefined;
}
