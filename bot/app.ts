/** The bot's server: callback, health, the pages of the forms, and the sandbox's pages when it runs on the sandbox. */

import type { Server } from 'node:http';
import Koa from 'koa';
import Router from 'koa-router';
import type { Log } from '../runtime/log.ts';
import { assetRoutes } from './routes/assets.ts';
import { type CallbackParts, takeCallback, verifyCallback } from './routes/callback.ts';
import { formRoutes } from './routes/form.ts';
import { jssdkRoutes } from './routes/jssdk.ts';
import { peopleRoutes } from './routes/people.ts';
import { passToSandbox } from './routes/sandbox.ts';
import { type PageParts, signInRoutes } from './routes/sign-in.ts';
import { type TimeTravelParts, timeTravelRoutes } from './routes/time-travel.ts';

export interface AppParts extends CallbackParts {
  /** Which of the stores answer right now. */
  checkStores: () => Promise<{ documents: boolean; redis: boolean }>;
  sandboxUrl?: string;
  /** Outside production, beside the sandbox: the clock can be moved. */
  timeTravel?: Pick<TimeTravelParts, 'models' | 'clock'>;
  /** What the pages of the forms work with. */
  pages: Omit<PageParts, 'clock' | 'log' | 'isSandbox'>;
}

/** Builds the Koa application; listening is the caller's. */
export function createApp(parts: AppParts): Koa {
  const app = new Koa();
  const router = new Router();
  router.get('/wecom/callback', verifyCallback(parts));
  router.post('/wecom/callback', takeCallback(parts));
  router.get('/healthz', (ctx) => {
    ctx.body = { ok: true };
  });
  router.get('/readyz', async (ctx) => {
    const stores = await parts.checkStores();
    // Without Redis messages are still taken and answered; only what leaves later waits.
    ctx.status = stores.documents ? 200 : 503;
    ctx.body = { ok: stores.documents, ...stores };
  });
  if (parts.sandboxUrl) {
    const pass = passToSandbox(parts.sandboxUrl);
    if (parts.timeTravel)
      app.use(timeTravelRoutes({ ...parts.timeTravel, sandboxUrl: parts.sandboxUrl }).routes());
    // Always under one name: pages opened in the phone must be of the phone's own origin, or they get no cookies.
    router.get('/', (ctx) => ctx.redirect(`${parts.pages.publicUrl() ?? ''}/sandbox/`));
    app.use((ctx, next) => {
      const isPhone = /^\/sandbox\/?$/.test(ctx.path) && ctx.hostname === 'localhost';
      const publicUrl = parts.pages.publicUrl();
      if (!isPhone || publicUrl === undefined || new URL(publicUrl).hostname === 'localhost') return next();
      ctx.redirect(`${publicUrl}/sandbox/`);
    });
    app.use((ctx, next) => (/^\/sandbox(\/|\?|$)/.test(ctx.url) ? pass(ctx, next) : next()));
  }
  const pages = {
    ...parts.pages,
    clock: parts.clock,
    log: parts.log,
    isSandbox: parts.sandboxUrl !== undefined,
  };
  app.use(router.routes());
  app.use(assetRoutes().routes());
  app.use(jssdkRoutes(pages).routes());
  app.use(peopleRoutes(pages).routes());
  app.use(signInRoutes(pages).routes());
  app.use(formRoutes({ ...pages, receiver: parts.receiver }).routes());
  app.use(router.allowedMethods());
  app.on('error', (error, ctx) => {
    // Whoever hung up before the answer gets none; that is nobody's fault here.
    if (ctx?.req.socket.destroyed) return;
    parts.log.error('request failed', { path: ctx?.path, error });
  });
  return app;
}

/** Listens, and resolves with the server and the port that it got. */
export function listen(
  app: Koa,
  port: number,
  host: string | undefined,
  log: Log,
): Promise<{ server: Server; port: number }> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, host);
    server.once('error', (error) => {
      log.error('cannot listen', { error });
      reject(error);
    });
    server.once('listening', () => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address ? address.port : port });
    });
  });
}
