/**
 * The servers to compare with, in a process of their own: `bare` reads the body and answers nothing; `crypto`
 * verifies, decrypts and parses it, and answers with a sealed text.
 */
import { randomBytes, randomInt } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import Koa from 'koa';
import { openEnvelope, sealReply } from '../../../wecom/callback.ts';
import { parseInbound } from '../../../wecom/inbound.ts';
import { buildReply } from '../../../wecom/reply.ts';
import { CREDENTIALS } from './messages.ts';

/** As long as a usual receipt. */
const REPLY =
  '已记：走访李明轩（11月20日下午）。计入：一访。正文您和支部书记可看。要改请直接说，撤回请回“撤销”。';

const [way] = process.argv.slice(2);
const app = new Koa();
app.use(async (ctx) => {
  const body = await readBody(ctx.req);
  ctx.status = 200;
  ctx.body = '';
  if (way !== 'crypto') return;
  const inbound = parseInbound(openEnvelope(CREDENTIALS, ctx.querystring, body));
  const seconds = Math.floor(Date.now() / 1000);
  const xml = buildReply(
    { type: 'text', content: REPLY },
    { to: inbound.sender, corpId: CREDENTIALS.receiveId, createTime: seconds },
  );
  ctx.type = 'application/xml';
  ctx.body = sealReply(CREDENTIALS, xml, {
    timestamp: seconds,
    nonce: String(randomInt(1_000_000_000)),
    random: randomBytes(16),
  });
});
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
});
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}
