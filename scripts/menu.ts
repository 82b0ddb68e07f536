/**
 * `npm run menu`: makes the app's menu in WeCom, or that of a running demo. Made again, it replaces the one before;
 * phones show a new menu within a day, or after the conversation is opened anew.
 */
import { WECOM_API } from '../runtime/config.ts';
import { createWecomClient } from '../wecom/client.ts';
import { buildAppMenu } from './app-menu.ts';
import { DEMO_WECOM } from './demo.ts';
import { readRunFile } from './stores.ts';

const running = readRunFile(process.env.DATA_DIR || 'data');
const isDemo = !process.env.WECOM_CORP_ID && running?.demo === true;
const env = isDemo ? DEMO_WECOM : process.env;
const { WECOM_CORP_ID, WECOM_AGENT_ID, WECOM_SECRET } = env;
if (!WECOM_CORP_ID || !WECOM_AGENT_ID || !WECOM_SECRET) {
  console.error('menu: set WECOM_CORP_ID, WECOM_AGENT_ID and WECOM_SECRET, or run npm start for the demo');
  process.exit(1);
}
const publicUrl =
  process.env.PUBLIC_URL?.replace(/\/$/, '') || (isDemo ? `http://127.0.0.1:${running.port}` : undefined);
const client = createWecomClient({
  baseUrl: process.env.WECOM_API || (isDemo ? running.sandboxUrl : undefined) || WECOM_API,
  corpId: WECOM_CORP_ID,
  agentId: Number(WECOM_AGENT_ID),
  secret: WECOM_SECRET,
  now: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
});
const answer = await client.createMenu(buildAppMenu(publicUrl));
if (answer.outcome !== 'ok') {
  const why = answer.outcome === 'refused' ? `${answer.errcode ?? ''} ${answer.errmsg}` : answer.reason;
  console.error(`menu: WeCom did not take it: ${why}`);
  process.exit(1);
}
console.log(
  publicUrl === undefined
    ? 'menu made, without the form: set PUBLIC_URL to the address at which phones reach the bot'
    : `menu made, with the form at ${publicUrl}`,
);
