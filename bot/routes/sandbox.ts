/** Passes the sandbox's pages through at `/sandbox`, so that the demo needs one address only. */
import { request } from 'node:http';
import type { Middleware } from 'koa';

/** A reverse proxy of everything below `/sandbox` to the sandbox's server; streams both ways. */
export function passToSandbox(sandboxUrl: string): Middleware {
  const target = new URL(sandboxUrl);
  return async (ctx) => {
    ctx.respond = false;
    await new Promise<void>((resolve) => {
      const onward = request(
        {
          host: target.hostname,
          port: target.port,
          method: ctx.method,
          path: ctx.url,
          headers: { ...ctx.headers, host: target.host, 'x-forwarded-host': ctx.host },
        },
        (answer) => {
          ctx.res.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(ctx.res);
          answer.on('end', resolve);
        },
      );
      onward.on('error', () => {
        if (!ctx.res.headersSent) ctx.res.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' });
        ctx.res.end('沙箱还没有准备好，请稍后刷新。');
        resolve();
      });
      ctx.res.on('close', () => {
        onward.destroy();
        resolve();
      });
      ctx.req.pipe(onward);
    });
  };
}
