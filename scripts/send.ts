/**
 * `npm run send -- USERID "text"`: says something to the running bot as one of its members, through the real door:
 * encrypts, posts to the callback, prints the reply.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { openReply, sealCallback } from '../wecom/callback.ts';
import { parseAesKey } from '../wecom/crypto.ts';
import { serializeInbound } from '../wecom/inbound.ts';
import { parseReply } from '../wecom/reply.ts';
import { DEMO_WECOM } from './demo.ts';
import { readRunFile } from './stores.ts';

const [userid, text] = process.argv.slice(2);
if (!userid || !text) {
  console.error(
    'usage: npm run send -- USERID "text"    e.g. npm run send -- liuyang "昨天下午走访了李明轩家，父母都在"',
  );
  process.exit(1);
}
const running = readRunFile(process.env.DATA_DIR || 'data');
const credentialsFrom = process.env.WECOM_CORP_ID ? process.env : DEMO_WECOM;
const credentials = {
  token: String(credentialsFrom.WECOM_TOKEN),
  aesKey: parseAesKey(String(credentialsFrom.WECOM_AES_KEY)),
  receiveId: String(credentialsFrom.WECOM_CORP_ID),
};
const port = running?.port ?? Number(process.env.PORT || 3000);
const seconds = Math.floor(Date.now() / 1000);
const agentId = Number(credentialsFrom.WECOM_AGENT_ID);
const sealed = sealCallback(
  credentials,
  serializeInbound({
    type: 'text',
    corpId: credentials.receiveId,
    sender: userid,
    createTime: seconds,
    content: text,
    msgId: `${Date.now()}${randomInt(100_000, 999_999)}`,
    agentId,
  }),
  { timestamp: seconds, nonce: String(randomInt(1_000_000_000)), random: randomBytes(16), agentId },
);
let response: Response;
try {
  response = await fetch(`http://127.0.0.1:${port}/wecom/callback?${sealed.search}`, {
    method: 'POST',
    body: sealed.body,
  });
} catch {
  console.error(`no bot answers on port ${port}: start one with npm start (or set PORT)`);
  process.exit(1);
}
const body = await response.text();
if (response.status !== 200) {
  console.error(`the bot answered ${response.status}: ${body}`);
  process.exit(1);
}
if (body === '') console.log('(taken; the answer will come as a message of its own)');
else {
  const { reply } = parseReply(openReply(credentials, body));
  console.log(reply.type === 'text' ? reply.content : JSON.stringify(reply));
}
