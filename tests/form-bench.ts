/** A bot and a worker on the pretend WeCom with the demo school, for tests of forms, menu and greeting. */

import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { buildAppMenu } from '../scripts/app-menu.ts';
import { DEMO_WECOM, sandboxSchool } from '../scripts/demo.ts';
import { buildDemoSchool } from '../seeds/demo-school.ts';
import { createWecomClient } from '../wecom/client.ts';
import {
  CREDENTIALS,
  freePort,
  openTestSchool,
  type TestBot,
  type TestSchool,
  until,
} from './bot-process.ts';
import { createPageClient, hiddenOf, type PageClient } from './page-client.ts';

export interface FormBench {
  school: TestSchool;
  bot: TestBot;
  sandbox: Sandbox;
  /** Where the bot's pages are. */
  origin: string;
  /** The texts that the app sent to somebody, oldest first. */
  textsTo(userid: string): string[];
  /** Waits for a text to somebody in which all of these words are. */
  textWith(userid: string, ...words: string[]): Promise<string>;
  /** A browser in which somebody has signed in and opened the form. */
  open(userid: string): Promise<{ client: PageClient; hidden: ReturnType<typeof hiddenOf>; page: string }>;
  /** Makes the app's menu, as `npm start` does. */
  makeMenu(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it all; `asOf` is the last day of the demo's records. */
export async function startFormBench(asOf: string): Promise<FormBench> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const school = await openTestSchool(asOf);
  const credentials = { ...CREDENTIALS, secret: DEMO_WECOM.WECOM_SECRET };
  const sandbox = await startSandbox({
    port: 0,
    credentials,
    callbackUrl: `${origin}/wecom/callback`,
    school: sandboxSchool(buildDemoSchool()),
    trustedDomain: `127.0.0.1:${port}`,
  });
  const env = { PORT: String(port), WECOM_API: sandbox.url, SANDBOX_URL: sandbox.url };
  const [bot] = await Promise.all([school.startBot({ env }), school.startWorker({ env })]);

  const textsTo = (userid: string) =>
    sandbox.world.chat
      .conversation(userid)
      .filter((entry) => entry.from === 'app')
      .map((entry) => String(entry.content.content ?? ''));
  return {
    ...{ school, bot, sandbox, origin, textsTo },
    textWith: (userid, ...words) =>
      until(async () => textsTo(userid).find((text) => words.every((word) => text.includes(word)))),
    async open(userid) {
      const client = createPageClient(origin);
      let { location } = await client.request('/form/report-activity/enter');
      location = (await client.request(`${location.split('#')[0]}&as=${userid}`)).location;
      location = (await client.request(location)).location;
      const { text } = await client.request(location);
      return { client, hidden: hiddenOf(text), page: text };
    },
    async makeMenu() {
      const client = createWecomClient({
        ...{ baseUrl: sandbox.url, now: Date.now, random: Math.random, sleep: async () => undefined },
        ...{ corpId: credentials.corpId, agentId: credentials.agentId, secret: credentials.secret },
      });
      const answer = await client.createMenu(buildAppMenu(origin));
      if (answer.outcome !== 'ok') throw new Error('the pretend WeCom did not take the menu');
    },
    async stop() {
      await school.stop();
      await sandbox.stop();
    },
  };
}
