/** `GET /jssdk/sign?url=`: the signature that a page of ours needs for WeCom's JS-SDK. */
import { randomBytes } from 'node:crypto';
import Router from 'koa-router';
import { jsSignature } from '../../wecom/jssdk.ts';
import { createRateLimit } from '../rate-limit.ts';
import { type PageParts, readerOf } from './sign-in.ts';

/** A page asks once; more comes from somebody who signs for others. */
const PER_MINUTE = 30;

/** Signs addresses of our own pages, for whoever has signed in; the ticket never leaves the server. */
export function jssdkRoutes(parts: PageParts): Router {
  const router = new Router();
  const isAllowed = createRateLimit(PER_MINUTE);
  router.get('/jssdk/sign', async (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    const reader = readerOf(parts, ctx);
    const now = parts.clock.now().getTime();
    if (!reader) return answer(403, { error: 'not signed in' });
    if (!isAllowed(reader.person.id, now)) return answer(429, { error: 'too many' });
    const url = String(ctx.query.url ?? '');
    if (!isOurs(url, parts.publicUrl())) return answer(400, { error: 'not a page of ours' });
    const ticket = await parts.wecom.getJsapiTicket('corp');
    if (ticket.outcome !== 'ok') return answer(503, { error: 'no ticket' });
    const timestamp = Math.floor(now / 1000);
    const nonceStr = randomBytes(12).toString('hex');
    answer(200, {
      timestamp,
      nonceStr,
      signature: jsSignature(ticket.value, nonceStr, timestamp, url),
    });

    function answer(status: number, body: object): void {
      ctx.status = status;
      ctx.body = body;
    }
  });
  return router;
}

/** Whether an address is one of our own forms, as the browser writes it: anything else would be signed for strangers. */
export function isOurs(url: string, publicUrl: string | undefined): boolean {
  // The public address is a mere origin: behind it and a slash, no other host can follow.
  return publicUrl !== undefined && url.startsWith(`${publicUrl}/form/`);
}
