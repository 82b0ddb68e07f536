/** The pages' style and scripts, from our own folder and from the packages that bring them. Compressed once, at the start. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Router from 'koa-router';

const require = createRequire(import.meta.url);
const OWN = join(import.meta.dirname, '..', 'pages', 'assets');

/** By name under `/pages/`; nothing else is served. */
const FILES: Record<string, string> = {
  'form.css': join(OWN, 'form.css'),
  'form.js': join(OWN, 'form.js'),
  'weui.css': require.resolve('weui/dist/style/weui.min.css'),
  'wecom.js': require.resolve('@wecom/jssdk/dist/wecom.prod.js'),
};

/** `GET /pages/:file`. */
export function assetRoutes(): Router {
  const router = new Router();
  for (const [name, path] of Object.entries(FILES)) {
    const plain = readFileSync(path);
    const packed = gzipSync(plain);
    const tag = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
    router.get(`/pages/${name}`, (ctx) => {
      ctx.type = name.endsWith('.css') ? 'css' : 'js';
      ctx.set('Cache-Control', 'no-cache');
      ctx.set('Vary', 'Accept-Encoding');
      ctx.set('X-Content-Type-Options', 'nosniff');
      ctx.etag = tag;
      ctx.status = 200;
      if (ctx.fresh) {
        ctx.status = 304;
        return;
      }
      const isPacked = ctx.acceptsEncodings('gzip', 'identity') === 'gzip';
      if (isPacked) ctx.set('Content-Encoding', 'gzip');
      ctx.body = isPacked ? packed : plain;
    });
  }
  return router;
}
