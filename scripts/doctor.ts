/** `npm run doctor`: tries every step between WeCom and the records, and names the first remedy of each that fails. */

import { randomBytes } from 'node:crypto';
import { loadSchool } from '../actions/school.ts';
import { dayOf } from '../domain/day.ts';
import { type Models, openModels } from '../models/models.ts';
import { systemClock } from '../runtime/clock.ts';
import { type Config, ConfigError, parseConfig, WECOM_VARIABLES } from '../runtime/config.ts';
import { describeServer, openStores } from '../runtime/mongo.ts';
import { openRedis } from '../runtime/redis.ts';
import { holidayYears } from '../runtime/work-calendar.ts';
import { sealEcho } from '../wecom/callback.ts';
import { createWecomClient } from '../wecom/client.ts';
import { parseAesKey } from '../wecom/crypto.ts';
import { DEMO_WECOM } from './demo.ts';
import { attachStores, readRunFile } from './stores.ts';

/** Failed messages are shown for so many days. */
const UNREACHABLE_DAYS = 30;
let faults = 0;
const good = (step: string, detail = '') => console.log(`✓ ${step}${detail && `: ${detail}`}`);
const note = (step: string, detail: string) => console.log(`! ${step}: ${detail}`);
const bad = (step: string, remedy: string) => {
  faults += 1;
  console.log(`✗ ${step}: ${remedy}`);
};

const isDemo = !WECOM_VARIABLES.some((name) => process.env[name]);
const running = readRunFile(process.env.DATA_DIR || 'data');
if (isDemo) note('WeCom', 'no WECOM_* set: checking the demo on the sandbox');
const stores = await attachStores();
try {
  const config = readConfig();
  if (config) {
    await checkStores(config);
    await checkCallback(config);
    if (!isDemo) await checkPages(config);
    if (isDemo) note('token, IP list, visible range', 'not checked on the sandbox');
    else await checkWecom(config);
    checkCalendar();
  }
} finally {
  await stores.stop();
}
console.log(faults === 0 ? 'all well' : `${faults} to mend, from the top`);
process.exit(faults === 0 ? 0 : 1);

function readConfig(): Config | undefined {
  try {
    const config = parseConfig({
      ...process.env,
      ...(isDemo && DEMO_WECOM),
      MONGODB_URI: stores.mongodbUri,
      REDIS_URL: stores.redisUrl,
    });
    good('configuration');
    if (!process.env.RECORDS_KEY) note('RECORDS_KEY', 'not set: a demo key in DATA_DIR seals the records');
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const fault of error.faults) bad('configuration', fault);
    return undefined;
  }
}

/** Whom messages could not reach lately: their accounts left WeCom, or are outside of the app's visible range. */
async function checkReachable(models: Models): Promise<void> {
  const failed = await models.outbox.unreachable(systemClock.now().getTime() - UNREACHABLE_DAYS * 86_400_000);
  if (failed.length === 0) return;
  const accounts = failed.slice(0, 10).map(({ account, count }) => `${account} (${count})`);
  note(
    'recipients',
    `${failed.length} accounts got no message within ${UNREACHABLE_DAYS} days: ${accounts.join(', ')}. Check the app's visible range and licences, or mark who left`,
  );
}

async function checkStores(config: Config): Promise<void> {
  try {
    const opened = await openStores(config.mongodbUri);
    try {
      const { embedded, version } = await describeServer(opened);
      good('document store', embedded ? 'embedded (for trying only)' : `version ${version}`);
      const major = Number.parseInt(version, 10);
      if (!embedded && major < 7) bad('document store', `MongoDB 7 or later is needed, this is ${version}`);
      const models = await openModels(opened, config.recordsKeys);
      const school = await loadSchool(models);
      const people = school.directory.people.length;
      if (people > 0) good('directory', `${people} people in ${school.directory.organizations.length} units`);
      await checkReachable(models);
      if (people === 0)
        bad(
          'directory',
          'nobody is in it yet: npm run import -- FILE.xlsx (template: npm run import -- --template)',
        );
      const aside = await models.inbox.countSetAside();
      if (aside > 0)
        note(
          'inbox',
          `${aside} messages could not be handled and were set aside; see the log for their rows`,
        );
    } finally {
      await opened.close();
    }
  } catch (error) {
    bad(
      'document store',
      `${(error as Error).message}; check MONGODB_URI, that the server runs, and its access list`,
    );
  }
  const redis = openRedis(config.redisUrl);
  try {
    await new Promise<void>((resolve, reject) => {
      redis.once('ready', resolve);
      setTimeout(() => reject(new Error('no answer within 3 s')), 3_000).unref();
    });
    const policy = await redis.config('GET', 'maxmemory-policy').catch(() => undefined);
    const value = Array.isArray(policy) ? String(policy[1]) : undefined;
    if (value !== undefined && value !== 'noeviction')
      bad(
        'Redis',
        `maxmemory-policy is ${value}: set it to noeviction, or reminders may be lost from the queue`,
      );
    else good('Redis');
  } catch (error) {
    bad('Redis', `${(error as Error).message}; check REDIS_URL and that the server runs`);
  } finally {
    redis.disconnect();
  }
}

async function checkCallback(config: Config): Promise<void> {
  const port = running?.port ?? config.port;
  const echo = '1234567890123456789';
  const sealed = sealEcho(
    { token: config.wecom.token, aesKey: parseAesKey(config.wecom.aesKey), receiveId: config.wecom.corpId },
    echo,
    { timestamp: Math.floor(systemClock.now().getTime() / 1000), nonce: '4711', random: randomBytes(16) },
  );
  try {
    const response = await fetch(`http://127.0.0.1:${port}/wecom/callback?${sealed.search}`, {
      signal: AbortSignal.timeout(3_000),
    });
    const body = await response.text();
    if (response.status === 200 && body === echo) good('callback', `answers the handshake on port ${port}`);
    else
      bad(
        'callback',
        `answered ${response.status} on port ${port}: the running bot has another WECOM_TOKEN or WECOM_AES_KEY than this environment`,
      );
  } catch {
    bad('callback', `no bot answers on port ${port}: start it (npm start, or npm run bot), or set PORT`);
  }
}

async function checkPages(config: Config): Promise<void> {
  const { publicUrl } = config;
  if (publicUrl === undefined)
    return note(
      'mini-forms',
      'off: set PUBLIC_URL to the address at which phones reach the bot, then make the menu with npm run menu',
    );
  const host = new URL(publicUrl).host;
  try {
    const response = await fetch(`${publicUrl}/pages/form.js`, { signal: AbortSignal.timeout(5_000) });
    if (response.status === 200)
      good('mini-forms', `served at ${publicUrl}; the app's 可信域名 must be exactly ${host}`);
    else bad('mini-forms', `${publicUrl} answered ${response.status}: let the proxy pass / on to the bot`);
  } catch {
    bad('mini-forms', `${publicUrl} cannot be reached from here: check the proxy, or PUBLIC_URL`);
  }
}

async function checkWecom(config: Config): Promise<void> {
  const { corpId, agentId, secret, api } = config.wecom;
  const wecom = createWecomClient({
    baseUrl: api,
    corpId,
    agentId,
    secret,
    now: () => systemClock.now().getTime(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
  });
  const agent = await wecom.getAgent();
  if (agent.outcome !== 'ok') {
    const why =
      agent.outcome === 'refused'
        ? `${agent.text} (${agent.errcode ?? 'not reached'}: ${agent.errmsg})`
        : agent.detail;
    bad('token, IP list, agent', why);
    return;
  }
  good('token, IP list, agent', agent.value.name);
  if (agent.value.closed) bad('agent', '应用已停用：请在管理后台启用');
  const { visibleUsers, visibleParties, visibleTags } = agent.value;
  if (visibleUsers.length + visibleParties.length + visibleTags.length === 0)
    bad('visible range', '应用的可见范围是空的：请在管理后台添加部门或成员');
  else
    good(
      'visible range',
      `${visibleParties.length} 个部门，${visibleUsers.length} 名成员，${visibleTags.length} 个标签`,
    );
  const ips = await wecom.getCallbackIps();
  if (ips.outcome === 'ok')
    good('callback addresses', `${ips.value.length} of WeCom's; let them through the firewall`);
}

/** Years whose holidays are only estimated shift reminders by days: somebody should know. */
function checkCalendar(): void {
  const year = Number(dayOf(systemClock.now()).slice(0, 4));
  const years = holidayYears(year, year + 1)
    .filter((y) => y.estimated)
    .map((y) => y.year);
  if (years.length === 0) good('work calendar');
  else
    note(
      'work calendar',
      `${years.join(', ')} 的节假日尚未公布，按固定日期估算；公布后请更新 chinese-days 或提供学校日历`,
    );
}
