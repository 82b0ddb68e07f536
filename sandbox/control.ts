/** The control API under /sandbox/api: what the phone, tests, the load generator and the chaos run use. */
import type { Context } from 'koa';
import Router from 'koa-router';
import { z } from 'zod';
import type { Entry } from './chat.ts';
import { faultSchema } from './fault.ts';
import type { LogLine } from './log.ts';
import type { Act, World } from './world.ts';

const userid = z.string().min(1).max(64);
const messageSchema = z.object({ userid, text: z.string() });
const clickSchema = z.object({
  userid,
  msgid: z.string().min(1),
  key: z.string().min(1),
  selected: z.record(z.string(), z.array(z.string())).default({}),
});
const eventSchema = z.object({
  userid,
  event: z.enum(['enter_agent', 'subscribe', 'unsubscribe', 'click', 'view']),
  key: z.string().optional(),
});
const tokenSchema = z.object({ action: z.enum(['expire', 'revoke']) });
const visibleSchema = z.object({ users: z.array(userid), departments: z.array(z.number().int()) });
const clockSchema = z.object({ at: z.iso.datetime({ offset: true }) });
const callbackSchema = z.object({ url: z.url({ protocol: /^https?$/ }).nullable() });

/** Milliseconds between the comments that keep an idle stream open through proxies. */
const STREAM_COMMENT_MS = 15_000;

/** Routes of the control API, without the server's prefix. */
export function controlRoutes(world: World): Router {
  const router = new Router({ prefix: '/sandbox/api' });

  router.post('/messages', async (ctx) => {
    const body = await readJson(ctx, messageSchema);
    if (body) answerAct(ctx, await world.writeText(body.userid, body.text));
  });
  router.post('/clicks', async (ctx) => {
    const body = await readJson(ctx, clickSchema);
    if (body) answerAct(ctx, await world.clickCard(body.userid, body.msgid, body.key, body.selected));
  });
  router.post('/events', async (ctx) => {
    const body = await readJson(ctx, eventSchema);
    if (body) answerAct(ctx, await world.raiseEvent(body.userid, body.event, body.key));
  });
  router.get('/conversations/:userid', (ctx) => {
    const person = world.school.person(String(ctx.params.userid));
    if (!person) return reject(ctx, 404, 'unknown_person');
    ctx.body = { userid: person.userid, entries: world.chat.conversation(person.userid) };
  });
  router.get('/people', (ctx) => {
    ctx.body = {
      app: { name: world.options.appName, agentId: world.options.credentials.agentId },
      people: world.school.people.map((person) => ({
        userid: person.userid,
        name: person.name,
        title: person.title ?? '',
        units: person.department.map((id) => world.school.department(id)!.name),
        visible: world.school.sees(person.userid),
      })),
    };
  });
  router.get('/menu', (ctx) => {
    ctx.body = world.menu ?? { button: [] };
  });
  router.get('/log', (ctx) => {
    const asked = Number(ctx.query.lines ?? Number.NaN);
    const count = Number.isInteger(asked) && asked >= 0 ? asked : world.log.lines.length;
    ctx.body = { lines: count === 0 ? [] : world.log.lines.slice(-count), counters: world.log.counters };
  });
  router.get('/faults', (ctx) => {
    ctx.body = { waiting: world.faults.waiting };
  });
  router.post('/faults', async (ctx) => {
    const fault = await readJson(ctx, faultSchema);
    if (!fault) return;
    world.faults.order(fault);
    ctx.body = { ok: true, waiting: world.faults.waiting };
  });
  router.delete('/faults', (ctx) => {
    world.faults.clear();
    ctx.body = { ok: true, waiting: [] };
  });
  router.post('/tokens', async (ctx) => {
    const body = await readJson(ctx, tokenSchema);
    if (!body) return;
    if (body.action === 'expire') world.tokens.expireAll(world.now());
    else world.tokens.revokeAll();
    ctx.body = { ok: true };
  });
  router.put('/visible', async (ctx) => {
    const body = await readJson(ctx, visibleSchema);
    if (!body) return;
    ctx.body = { ok: true, ...(await world.setVisible(body)) };
  });
  router.put('/callback', async (ctx) => {
    const body = await readJson(ctx, callbackSchema);
    if (!body) return;
    world.callbackUrl = body.url ?? undefined;
    ctx.body = { ok: true };
  });
  router.get('/clock', (ctx) => {
    ctx.body = { at: new Date(world.now()).toISOString() };
  });
  router.put('/clock', async (ctx) => {
    const body = await readJson(ctx, clockSchema);
    if (!body) return;
    world.setClock(Date.parse(body.at));
    ctx.body = { ok: true, at: new Date(world.now()).toISOString() };
  });
  router.post('/verify', async (ctx) => {
    ctx.body = await world.verifyUrl();
  });
  router.get('/media/:id', (ctx) => {
    const media = world.media(String(ctx.params.id));
    if (!media) return reject(ctx, 404, 'unknown_media');
    ctx.set('Content-Security-Policy', "default-src 'none'; sandbox");
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.type = media.type || 'application/octet-stream';
    ctx.body = media.bytes;
  });
  router.get('/stream', (ctx) => {
    const given = typeof ctx.query.userid === 'string' ? ctx.query.userid : '';
    const person = world.school.person(given);
    if (!person) return reject(ctx, 404, 'unknown_person');
    stream(ctx, world, person.userid.toLowerCase());
    return undefined;
  });
  return router;
}

/** Server-sent events: `entry` for new and changed lines of the conversation, `call` for lines of the log. */
function stream(ctx: Context, world: World, userid: string): void {
  ctx.respond = false;
  const { res } = ctx;
  res.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Proxies that buffer answers would hold the events back.
    'x-accel-buffering': 'no',
  });
  const say = (event: string, data: Entry | LogLine): void => {
    res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  res.write(': open\n\n');
  const ends = [
    world.chat.follow((owner, entry) => {
      if (owner === userid) say('entry', entry);
    }),
    world.log.follow((line) => say('call', line)),
  ];
  const comment = setInterval(() => res.write(': still here\n\n'), STREAM_COMMENT_MS);
  comment.unref();
  res.on('close', () => {
    clearInterval(comment);
    for (const end of ends) end();
  });
}

function answerAct(ctx: Context, act: Act): void {
  if (!act.ok) ctx.status = 409;
  ctx.body = act;
}

function reject(ctx: Context, status: number, why: string): void {
  ctx.status = status;
  ctx.body = { ok: false, why };
}

/** Bytes of a control request. */
const CONTROL_BYTES = 1_048_576;

/**
 * Reads a JSON body. Anything but application/json is refused: a page of another site cannot send that without
 * asking first, so that no visited page moves the sandbox.
 */
async function readJson<T>(ctx: Context, schema: z.ZodType<T>): Promise<T | undefined> {
  if (!ctx.is('application/json')) {
    reject(ctx, 415, 'send application/json');
    return undefined;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > CONTROL_BYTES) {
      reject(ctx, 413, 'body too large');
      return undefined;
    }
    chunks.push(chunk);
  }
  let json: unknown;
  try {
    json = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    reject(ctx, 400, 'no JSON');
    return undefined;
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  reject(ctx, 400, z.prettifyError(parsed.error));
  return undefined;
}
