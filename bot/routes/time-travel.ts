/** The demo's clock: reads it, and moves it to the next morning. Never mounted in production, nor for other machines. */
import type { Context } from 'koa';
import Router from 'koa-router';
import { followClock, moveClock, nextMorning } from '../../actions/clock.ts';
import type { Models } from '../../models/models.ts';
import type { ShiftedClock } from '../../runtime/clock.ts';

export interface TimeTravelParts {
  models: Models;
  clock: ShiftedClock;
  sandboxUrl: string;
}

/** `GET /demo/clock` · `POST /demo/next-morning`, both answer `{at}`: an ISO instant. */
export function timeTravelRoutes({ models, clock, sandboxUrl }: TimeTravelParts): Router {
  const router = new Router({ prefix: '/demo' });
  router.use((ctx, next) => {
    if (isOwnMachine(ctx)) return next();
    ctx.status = 404;
    return undefined;
  });
  router.get('/clock', (ctx) => {
    ctx.body = { at: clock.now().toISOString() };
  });
  router.post('/next-morning', async (ctx) => {
    // A page of another site cannot send this type without asking first.
    if (!ctx.is('application/json')) {
      ctx.status = 415;
      return;
    }
    const to = await nextMorning(models, clock.now());
    const machine = { now: () => new Date(clock.now().getTime() - clock.shift()) };
    await moveClock(models, to, machine);
    await followClock(models, clock);
    // The pretend WeCom goes along: its messages bear its own time.
    await fetch(`${sandboxUrl}/sandbox/api/clock`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ at: clock.now().toISOString() }),
    });
    ctx.body = { at: clock.now().toISOString() };
  });
  return router;
}

/** Whether a request comes from this machine, and to it by a name of its own: no page elsewhere can point here. */
function isOwnMachine(ctx: Context): boolean {
  const from = ctx.req.socket.remoteAddress ?? '';
  return /^(?:127\.|::1$|::ffff:127\.)/.test(from) && /^(?:127\.|localhost$|\[?::1)/.test(ctx.hostname);
}
