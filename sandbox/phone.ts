/** Serves the phone in the browser: one page, its style and its modules, from the folder phone/. */
import { readFileSync } from 'node:fs';
import Router from 'koa-router';

/** What the page consists of; nothing else in the folder is served. */
const FILES = {
  'index.html': 'html',
  'phone.css': 'css',
  'phone.js': 'js',
  'render.js': 'js',
  'markup.js': 'js',
} as const;

/** The page loads nothing from elsewhere but pictures of cards and the pages opened inside. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: http: https:; frame-src http: https:; base-uri 'none'; form-action 'self'";

/**
 * Routes of the page. All its addresses are relative to `/sandbox/`, so that another server can pass the same path
 * through.
 */
export function phoneRoutes(): Router {
  const router = new Router();
  const files = Object.entries(FILES).map(([name, type]) => {
    const body = readFileSync(new URL(`./phone/${name}`, import.meta.url));
    return { name, type, body };
  });
  router.get('/sandbox', (ctx, next) => {
    if (ctx.path === '/sandbox/') return next();
    ctx.redirect('/sandbox/');
    return undefined;
  });
  for (const { name, type, body } of files) {
    router.get(name === 'index.html' ? '/sandbox/' : `/sandbox/${name}`, (ctx) => {
      ctx.type = type;
      ctx.set('Cache-Control', 'no-cache');
      ctx.set('Content-Security-Policy', PAGE_POLICY);
      ctx.set('X-Content-Type-Options', 'nosniff');
      ctx.body = body;
    });
  }
  return router;
}
