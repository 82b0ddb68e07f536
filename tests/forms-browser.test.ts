/**
 * The form in a real browser of a phone's size. `CHROMIUM` names the browser; where there is none these are skipped.
 * `SCREENSHOTS` names a folder that keeps what the pages looked like.
 */
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { addDays, dayOf } from '../domain/day.ts';
import { openRedis } from '../runtime/redis.ts';
import { FORM_NOTICES } from '../texts/form.ts';
import { jsSignature } from '../wecom/jssdk.ts';
import { CREDENTIALS, until } from './bot-process.ts';
import { type FormBench, startFormBench } from './form-bench.ts';

const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium';
const VIEWPORT = { width: 390, height: 844 };
const today = dayOf(new Date());

describe.skipIf(!existsSync(CHROMIUM))('the form in a browser of a phone’s size', () => {
  const shots = process.env.SCREENSHOTS || mkdtempSync(join(tmpdir(), 'xianfeng-forms-'));
  let bench: FormBench;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** What the pages complained about: a broken policy or script shows here. */
  let complaints: string[];

  beforeAll(async () => {
    [bench, browser] = await Promise.all([
      startFormBench(addDays(today, -30)),
      chromium.launch({ executablePath: CHROMIUM, chromiumSandbox: false }),
    ]);
    await bench.makeMenu();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await bench?.stop();
  });

  async function openContext(options: Parameters<Browser['newContext']>[0] = {}): Promise<void> {
    context = await browser.newContext({ viewport: VIEWPORT, locale: 'zh-CN', ...options });
    page = await context.newPage();
    complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // A status that says no is said by the page, too.
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
        complaints.push(message.text());
    });
  }
  beforeEach(() => openContext());
  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });

  const shoot = (name: string) => page.screenshot({ path: join(shots, `${name}.png`) });
  /** The form as a page of its own; who enters is chosen on the pretend WeCom's page. */
  async function openForm(userid: string): Promise<void> {
    await page.goto(`${bench.origin}/form/report-activity`);
    await enterAs(userid);
    expect(page.url()).toBe(`${bench.origin}/form/report-activity`);
  }
  /** On the pretend WeCom's page. */
  async function enterAs(userid: string): Promise<void> {
    const url = new URL(page.url());
    url.hash = '';
    url.searchParams.set('as', userid);
    await page.goto(url.href);
    await page.waitForSelector('form[action="/form/report-activity"]');
  }
  const choose = (label: string) => page.getByLabel(label, { exact: true }).check();
  const send = () => page.click('button[type=submit]');
  const taken = () => page.getByText('已收下').waitFor();
  const visits = (userid: string) => bench.textsTo(userid).filter((text) => text.startsWith('已记：走访'));

  it('leaves the menu as a finger put it while it was asked for', async () => {
    await page.goto(`${bench.origin}/sandbox/#hanmei`);
    await page.locator('#toggle:not([hidden])').waitFor();
    // asked for once more, and answered late, with a menu that is another one
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/sandbox/api/menu', async (route) => {
      await answered;
      const response = await route.fetch();
      const { button } = (await response.json()) as { button: object[] };
      await route.fulfill({ response, json: { button: button.slice(0, 2) } });
    });
    const asked = page.waitForRequest('**/sandbox/api/menu');
    await page.evaluate("location.hash = '#liuyang'");
    await asked;
    await page.click('#toggle');
    await page.locator('#menu:not([hidden])').waitFor();
    answer();
    await page.locator('#menu button').nth(2).waitFor({ state: 'detached' });
    expect(await page.locator('#menu').isVisible()).toBe(true);
    await page.unroute('**/sandbox/api/menu');
    await page.goto('about:blank');
  });

  it('opens in the phone from the menu, finds a student, and the receipt comes into the conversation', async () => {
    await page.goto(`${bench.origin}/sandbox/#hanmei`);
    const more = page.locator('#menu button', { hasText: '更多' });
    await page.locator('#toggle:not([hidden])').waitFor();
    if (!(await more.isVisible())) await page.click('#toggle');
    await more.click();
    await page.locator('#submenu button', { hasText: '填写记录' }).click();
    const frame = page.frameLocator('#frame');
    await frame.getByText('以韩梅的名义填写').waitFor();
    await shoot('form');
    await frame.getByLabel('走访', { exact: true }).check();
    await frame.locator('#people').pressSequentially('李明');
    await frame.locator('.found button', { hasText: '李明轩' }).waitFor();
    await shoot('search');
    await frame.locator('.found button', { hasText: '李明轩' }).click();
    await frame.getByLabel('当面').check();
    await shoot('filled');
    await frame.locator('button[type=submit]').click();
    await frame.getByText('已收下').waitFor();
    await shoot('taken');
    await page.click('#close-web');
    await page.locator('.bubble', { hasText: '已记：走访李明轩' }).waitFor();
    await shoot('receipt');
  });

  it('shows only the fields that matter, fits the screen, and lets a choice be taken back', async () => {
    await openForm('gaofei');
    expect(await page.locator('#people').isVisible()).toBe(false);
    await choose('学习');
    expect(await page.locator('#hours').isVisible()).toBe(true);
    expect(await page.locator('#people').isVisible()).toBe(false);
    await choose('走访');
    expect(await page.locator('#hours').isVisible()).toBe(false);
    await choose('电话');
    await page.getByLabel('电话', { exact: true }).click();
    expect(await page.locator('input[name=mode]:checked').count()).toBe(0);
    await page.click('summary');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(VIEWPORT.width);
    await shoot('all-fields');
  });

  it('keeps what was written when something is wrong, runs none of it, and goes on from there', async () => {
    await openForm('gaofei');
    await choose('走访');
    await page.click('summary');
    const attack =
      '</textarea><script>window.broken = true</script><img src=x onerror="window.broken = true">';
    await page.fill('#words', attack);
    await page.fill('#place', `"><script>window.broken = true</script>`);
    await send();
    await page.getByText(FORM_NOTICES.faults).waitFor();
    await shoot('fault');
    expect(await page.inputValue('#words')).toBe(attack);
    expect(await page.evaluate('window.broken')).toBeUndefined();
    expect(await page.evaluate('document.activeElement.id')).toBe('people');
    await page.fill('#people', '学生甲');
    await page.dblclick('button[type=submit]');
    await taken();
    await bench.textWith('gaofei', '已记：走访学生甲');
    expect(visits('gaofei')).toHaveLength(1);
  });

  it('brings the words back after signing in again', async () => {
    await openForm('liuyang');
    await choose('谈心谈话');
    await page.locator('#people').pressSequentially('高');
    await page.locator('.found button', { hasText: '高飞' }).click();
    await page.click('summary');
    await page.fill('#words', '聊了近况');
    await context.clearCookies();
    await send();
    await page.getByText(FORM_NOTICES.expired).waitFor();
    await shoot('expired');
    await page.click('#again');
    await page.waitForURL(/authorize/);
    await enterAs('liuyang');
    await page.waitForSelector('.chip');
    expect(await page.locator('.chip').textContent()).toBe('高飞');
    expect(await page.inputValue('#words')).toBe('聊了近况');
    await send();
    await taken();
    await bench.textWith('liuyang', '谈心谈话，高飞');
  });

  it('shows nobody else’s words after another person signed in', async () => {
    await openForm('liuyang');
    await choose('志愿服务');
    await page.click('summary');
    await page.fill('#words', '只给自己看');
    await context.clearCookies();
    await send();
    await page.click('#again');
    await page.waitForURL(/authorize/);
    await enterAs('gaofei');
    await page.getByText('以高飞的名义填写').waitFor();
    expect(await page.inputValue('#words')).toBe('');
  });

  it('works without JavaScript, names being typed', async () => {
    await context.close();
    await openContext({ javaScriptEnabled: false });
    await openForm('chenming');
    await choose('走访');
    await page.fill('#people', '王雨桐');
    await choose('线上');
    await shoot('without-script');
    await send();
    await taken();
    await bench.textWith('chenming', '已记：走访王雨桐', '线上');
  });

  it('takes people from WeCom’s own picker, with a signature for exactly this page', async () => {
    await context.close();
    await openContext({ userAgent: 'Mozilla/5.0 (Linux; Android 14) wxwork/4.1.30 MicroMessenger/7.0.1' });
    // The client's side of the JS-SDK: checks what it is handed, and picks one colleague and somebody out of reach.
    await page.addInitScript(() => {
      const calls: { name: string; params: Record<string, unknown> }[] = [];
      const answers: Record<string, object> = {
        preVerifyJSAPI: { errMsg: 'preVerifyJSAPI:ok' },
        selectEnterpriseContact: {
          errMsg: 'selectEnterpriseContact:ok',
          result: JSON.stringify({
            departmentList: [],
            userList: [
              { id: 'gaofei', name: '高飞', avatar: '' },
              { id: 'outside', name: '外校同志', avatar: '' },
            ],
          }),
        },
      };
      Object.assign(globalThis, {
        calls,
        WeixinJSBridge: {
          on: () => undefined,
          invoke(name: string, params: Record<string, unknown>, done: (answer: object) => void) {
            calls.push({ name, params });
            setTimeout(() => done({ ...(answers[name] ?? { errMsg: `${name}:ok` }) }), 0);
          },
        },
      });
    });
    await openForm('liuyang');
    await choose('谈心谈话');
    await page.getByRole('button', { name: '从通讯录选' }).first().click();
    await page.waitForSelector('.chip');
    await until(async () => (await page.inputValue('#people')) !== '');
    expect(await page.locator('.chip').textContent()).toBe('高飞');
    expect(await page.inputValue('#people')).toBe('外校同志');
    await shoot('picked');
    const calls = (await page.evaluate('calls')) as { name: string; params: Record<string, string> }[];
    expect(calls.map(({ name }) => name)).toEqual(['preVerifyJSAPI', 'selectEnterpriseContact']);
    const signed = calls[0]?.params ?? {};
    expect(signed.verifySignature).toBe(
      jsSignature(
        await ticketOf(bench),
        signed.verifyNonceStr ?? '',
        signed.verifyTimestamp ?? '',
        `${bench.origin}/form/report-activity`,
      ),
    );
  });
});

/** The ticket with which the bot signs, from where its processes share it. */
async function ticketOf({ school }: FormBench): Promise<string> {
  const redis = openRedis(inject('redisUrl'));
  try {
    await until(async () => redis.status === 'ready');
    const { corpId, agentId } = CREDENTIALS;
    const key = `${new URL(school.mongodbUri).pathname.slice(1)}:corp-ticket:${corpId}:${agentId}`;
    return JSON.parse((await redis.get(key)) ?? '{}').token;
  } finally {
    redis.disconnect();
  }
}
