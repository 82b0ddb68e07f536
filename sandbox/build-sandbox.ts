/** Builds a sandbox for tests: a small school, a clock and timers that only move when told. */
import { parseAesKey } from '../wecom/crypto.ts';
import { type FakeBot, startFakeBot } from './fake-bot.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';
import type { SchoolFile } from './school.ts';

/** Credentials of the pretend corp; they open nothing. */
export const CREDENTIALS = {
  corpId: 'ww0a1b2c3d4e5f6071',
  agentId: 1_000_002,
  secret: 'app-secret-of-the-sandbox',
  contactSecret: 'contact-secret-of-the-sandbox',
  token: 'Kq7ZbotToken01',
  aesKey: 'AwoRGB8mLTQ7QklQV15lbHN6gYiPlp2kq7K5wMfO1dw',
};

/** The same for the bot's side of callbacks. */
export const CALLBACK_CREDENTIALS = {
  token: CREDENTIALS.token,
  aesKey: parseAesKey(CREDENTIALS.aesKey),
  receiveId: CREDENTIALS.corpId,
};

/** Four departments and five members. */
export function buildSchool(): SchoolFile {
  return {
    departments: [
      { id: 1, name: '明德大学', parentid: 0 },
      { id: 2, name: '计算机学院', parentid: 1 },
      { id: 3, name: '音乐学院', parentid: 1 },
      { id: 4, name: '教工一支部', parentid: 2 },
    ],
    people: [
      { userid: 'ZhangWei', name: '张伟', department: [4], title: '讲师' },
      { userid: 'liuyang', name: '刘洋', department: [2, 4], title: '支部书记' },
      { userid: 'chenming', name: '陈明', department: [2] },
      { userid: 'hanmei', name: '韩梅', department: [3] },
      { userid: 'wangshuji', name: '王建国', department: [1] },
    ],
  };
}

/** Timers that run when the test says so. */
export class FakeTimers {
  nowMs = Date.UTC(2026, 9, 15, 1, 0, 0);
  #timers: { at: number; run: () => void }[] = [];
  #waiting: { count: number; resolve: () => void }[] = [];

  readonly now = (): number => this.nowMs;

  readonly schedule = (delayMs: number, run: () => void): (() => void) => {
    const timer = { at: this.nowMs + delayMs, run };
    this.#timers.push(timer);
    for (const waiter of this.#waiting.filter(({ count }) => this.#timers.length >= count)) waiter.resolve();
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** Resolves when so many timers are set. */
  async set(count: number): Promise<void> {
    if (this.#timers.length >= count) return;
    await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
  }

  /** Moves the clock and runs what falls due, in order. */
  advance(ms: number): void {
    const until = this.nowMs + ms;
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#timers = this.#timers.filter((other) => other !== due);
      this.nowMs = Math.max(this.nowMs, due.at);
      due.run();
    }
    this.nowMs = until;
  }
}

/** An answer of the server API. */
export interface ApiResult {
  errcode: number;
  errmsg: string;
  [field: string]: unknown;
}

/** A sandbox with everything around it. */
export interface Bench {
  sandbox: Sandbox;
  bot: FakeBot;
  timers: FakeTimers;
  /** Calls an API; the app's token is added unless the query names one. */
  call(
    path: string,
    options?: { query?: Record<string, string>; json?: unknown; raw?: string },
  ): Promise<ApiResult>;
  /** Fetches a token anew, for tests in which hours pass. */
  renewToken(): Promise<void>;
  /** A text to these members, with whatever is added or replaced. */
  sendText(fields?: Record<string, unknown>): Promise<ApiResult>;
  /** Calls the control API. */
  control(
    method: string,
    path: string,
    json?: unknown,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  stop(): Promise<void>;
}

/** Starts a sandbox and a bot for it. Random bytes repeat from run to run. */
export async function startBench(options: Partial<SandboxOptions> = {}): Promise<Bench> {
  const bot = await startFakeBot(CALLBACK_CREDENTIALS);
  const timers = new FakeTimers();
  let drawn = 0;
  const sandbox = await startSandbox({
    port: 0,
    credentials: CREDENTIALS,
    callbackUrl: bot.url,
    school: buildSchool(),
    now: timers.now,
    schedule: timers.schedule,
    random: (size) => {
      drawn += 1;
      const bytes = Buffer.alloc(size, drawn % 251);
      bytes.writeUInt32BE(drawn, size - 4);
      return bytes;
    },
    ...options,
  });
  let token = '';
  const fetchToken = async (): Promise<string> => {
    const query = new URLSearchParams({ corpid: CREDENTIALS.corpId, corpsecret: CREDENTIALS.secret });
    const answer = await fetch(`${sandbox.url}/cgi-bin/gettoken?${query}`);
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  const bench: Bench = {
    sandbox,
    bot,
    timers,
    async call(path, { query = {}, json, raw } = {}) {
      if (token === '' && query.access_token === undefined) token = await fetchToken();
      const search = new URLSearchParams({ access_token: token, ...query });
      const body = raw ?? (json === undefined ? undefined : JSON.stringify(json));
      const answer = await fetch(`${sandbox.url}/cgi-bin/${path}?${search}`, {
        method: body === undefined ? 'GET' : 'POST',
        ...(body === undefined ? {} : { body }),
      });
      return (await answer.json()) as ApiResult;
    },
    async renewToken() {
      token = await fetchToken();
    },
    sendText: (fields = {}) =>
      bench.call('message/send', {
        json: {
          touser: 'liuyang',
          agentid: CREDENTIALS.agentId,
          msgtype: 'text',
          text: { content: '本周还有一件事' },
          ...fields,
        },
      }),
    async control(method, path, json) {
      const answer = await fetch(`${sandbox.url}/sandbox/api/${path}`, {
        method,
        ...(json === undefined
          ? {}
          : { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } }),
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    },
    async stop() {
      await sandbox.stop();
      await bot.stop();
    },
  };
  return bench;
}
