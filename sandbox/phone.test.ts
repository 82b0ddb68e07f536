import { accessSync } from 'node:fs';
import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, CREDENTIALS, startBench } from './build-sandbox.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const missing = (() => {
  try {
    accessSync(CHROMIUM);
    return '';
  } catch {
    return ` (skipped: no browser at ${CHROMIUM}; set CHROMIUM)`;
  }
})();

describe('the page', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.stop());

  test('is served below /sandbox/ with relative addresses only, and loads no script from elsewhere', async () => {
    const first = await fetch(`${bench.sandbox.url}/sandbox`, { redirect: 'manual' });
    expect([first.status, first.headers.get('location')]).toEqual([302, '/sandbox/']);
    const page = await fetch(`${bench.sandbox.url}/sandbox/`);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const html = await page.text();
    const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(addresses.length).toBeGreaterThan(2);
    for (const address of addresses.filter((one) => !one.startsWith('data:'))) {
      expect(address).toMatch(/^[a-z]+\.(css|js)$/);
      expect((await fetch(`${bench.sandbox.url}/sandbox/${address}`)).status).toBe(200);
    }
  });

  test('serves nothing else of its folder', async () => {
    for (const path of ['phone.ts', '../main.ts', 'phone/phone.js', 'package.json']) {
      expect((await fetch(`${bench.sandbox.url}/sandbox/${path}`)).status).toBe(404);
    }
  });
});

describe.skipIf(missing !== '')(`the phone in a browser${missing}`, () => {
  let browser: Browser;
  let bench: Bench;
  let page: Page;
  let site: Server;
  let siteUrl: string;
  let faults: string[];

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    bench = await startBench();
    site = await startSite(() => bench);
    siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    faults = [];
    page.on('pageerror', (error) => faults.push(error.message));
  });
  afterEach(async () => {
    await page.close();
    site.closeAllConnections();
    await new Promise((resolve) => site.close(resolve));
    await bench.stop();
    expect(faults).toEqual([]);
  });

  const enter = async (base = bench.sandbox.url): Promise<void> => {
    await page.goto(`${base}/sandbox/#liuyang`);
    await page.getByLabel('会话').waitFor();
    // The opening of the app is the first callback; the conversation is followed from then on.
    await bench.bot.arrived(1);
  };
  const createMenu = (button: unknown) =>
    bench.call('menu/create', { query: { agentid: String(CREDENTIALS.agentId) }, json: { button } });
  const sendCard = (template_card: unknown) =>
    bench.call('message/send', {
      json: { touser: 'liuyang', agentid: CREDENTIALS.agentId, msgtype: 'template_card', template_card },
    });
  const authorizeUrl = (): string => {
    const query = new URLSearchParams({
      appid: CREDENTIALS.corpId,
      redirect_uri: `${siteUrl}/form`,
      response_type: 'code',
      scope: 'snsapi_base',
      state: 'abc',
      agentid: String(CREDENTIALS.agentId),
    });
    return `https://open.weixin.qq.com/connect/oauth2/authorize?${query}#wechat_redirect`;
  };

  test('finds people by name and by unit, and enters as one of them', async () => {
    await page.goto(`${bench.sandbox.url}/sandbox`);
    await page.getByLabel('姓名、单位或账号').fill('音乐');
    await expect.poll(() => page.locator('.people button').count()).toBe(1);
    await page.getByLabel('姓名、单位或账号').fill('刘洋');
    await page.getByRole('button', { name: /刘洋/ }).click();
    await expect.poll(() => page.locator('#who').textContent()).toBe('刘洋 · 计算机学院');
    await bench.bot.arrived(1);
    expect(bench.bot.received[0]?.field('Event')).toBe('enter_agent');
  });

  test('sends what is written and shows the answer with its link, and no markup of the writer', async () => {
    bench.bot.answer = (one) =>
      one.field('MsgType') === 'text'
        ? {
            status: 200,
            body: bench.bot.reply('liuyang', '已记。<a href="https://bot.example/x">补充</a><img src=x>'),
          }
        : undefined;
    await enter();
    await page.getByLabel('消息').fill('昨天和张伟谈了话 <b>重要</b>');
    await page.keyboard.press('Enter');
    const bubbles = page.locator('.bubble');
    await expect.poll(() => bubbles.count()).toBe(2);
    expect(await bubbles.nth(0).textContent()).toBe('昨天和张伟谈了话 <b>重要</b>');
    expect(await bubbles.nth(1).textContent()).toBe('已记。补充<img src=x>');
    expect(await bubbles.nth(1).locator('a').getAttribute('href')).toBe('https://bot.example/x');
    expect(await page.locator('.bubble img, .bubble b').count()).toBe(0);
  });

  test('says so when the app does not answer', async () => {
    await enter();
    await bench.control('POST', 'faults', { kind: 'lost' });
    await page.getByLabel('消息').fill('您好');
    await page.getByRole('button', { name: '发送' }).click();
    await expect.poll(() => page.locator('#toast').textContent()).toBe('应用没有回应，稍后再试');
  });

  test('presses a button, which turns grey after the update', async () => {
    await enter();
    await sendCard({
      card_type: 'button_interaction',
      task_id: 't1',
      main_title: { title: '谈心谈话还有2位' },
      button_selection: {
        question_key: 'until',
        title: '延到',
        option_list: [
          { id: 'week', text: '下周' },
          { id: 'month', text: '下个月' },
        ],
      },
      button_list: [{ text: '三天后再说', key: 'snooze' }],
    });
    await page.locator('.card select').selectOption('month');
    await page.getByRole('button', { name: '三天后再说' }).click();
    await bench.bot.arrived(2);
    const click = bench.bot.received[1]!;
    expect(click.plaintext).toContain('<OptionId><![CDATA[month]]></OptionId>');
    const answer = await bench.call('message/update_template_card', {
      json: {
        agentid: CREDENTIALS.agentId,
        userids: ['liuyang'],
        response_code: click.field('ResponseCode'),
        button: { replace_name: '好的，三天后' },
      },
    });
    expect(answer).toMatchObject({ errcode: 0 });
    const grey = page.getByRole('button', { name: '好的，三天后' });
    await grey.waitFor();
    expect(await grey.isDisabled()).toBe(true);
    expect(await page.locator('.card select').isDisabled()).toBe(true);
  });

  test('votes for several options, and presses an entry of the ⋯ menu', async () => {
    await enter();
    await sendCard({
      card_type: 'vote_interaction',
      task_id: 'v1',
      main_title: { title: '哪天开会' },
      checkbox: {
        question_key: 'day',
        mode: 1,
        option_list: [
          { id: 'tue', text: '周二' },
          { id: 'wed', text: '周三' },
          { id: 'thu', text: '周四' },
        ],
      },
      submit_button: { text: '提交', key: 'submit' },
    });
    await page.getByLabel('周二').check();
    // What is ticked stays so when something else arrives.
    await bench.sendText();
    await page.getByText('本周还有一件事').waitFor();
    await page.getByLabel('周四').check();
    await page.getByRole('button', { name: '提交' }).click();
    await bench.bot.arrived(2);
    expect(
      bench.bot.received[1]?.plaintext.match(/OptionId><!\[CDATA\[\w+/g)?.map((one) => one.slice(-3)),
    ).toEqual(['tue', 'thu']);
    await sendCard({
      card_type: 'text_notice',
      task_id: 'n1',
      main_title: { title: '本周安排' },
      card_action: { type: 1, url: 'https://bot.example/' },
      action_menu: { desc: '提醒设置', action_list: [{ text: '不再提醒', key: 'mute' }] },
    });
    await page.getByRole('button', { name: '提醒设置' }).click();
    await page.getByRole('button', { name: '不再提醒' }).click();
    await bench.bot.arrived(3);
    expect(bench.bot.received[2]?.field('Event')).toBe('template_card_menu_event');
  });

  test('shows the menu that the app sets, opens a form inside as the person of the phone', async () => {
    await createMenu([
      { type: 'click', name: '待办', key: 'todo' },
      { name: '记一笔', sub_button: [{ type: 'view', name: '走访', url: authorizeUrl() }] },
    ]);
    await enter();
    // The keyboard comes first; the menu is one touch away.
    await page.getByLabel('换成菜单').click();
    await page.getByRole('button', { name: '待办' }).click();
    await bench.bot.arrived(2);
    expect(bench.bot.received[1]?.field('EventKey')).toBe('todo');
    await page.getByRole('button', { name: '记一笔' }).click();
    await page.getByRole('menuitem', { name: '走访' }).click();
    await page.frameLocator('#frame').getByText('身份：liuyang').waitFor();
    await bench.bot.arrived(3);
    expect(bench.bot.received[2]?.field('Event')).toBe('view');
    await page.getByLabel('关闭网页').click();
    expect(await page.locator('#web').isVisible()).toBe(false);
  });

  test('works the same through another server at the same path, with its stream', async () => {
    await createMenu([{ type: 'view', name: '走访', url: authorizeUrl() }]);
    await enter(siteUrl);
    await bench.sendText({ text: { content: '经过另一台服务器' } });
    await page.getByText('经过另一台服务器').waitFor();
    await page.getByLabel('换成菜单').click();
    await page.getByRole('button', { name: '走访' }).click();
    await page.frameLocator('#frame').getByText('身份：liuyang').waitFor();
  });

  test('lists the calls with what was dropped', async () => {
    await enter();
    for (let i = 0; i < 31; i += 1) await bench.sendText();
    await bench.sendText({ touser: '' });
    await page.locator('#chat').getByRole('button', { name: '记录' }).click();
    await expect.poll(() => page.locator('#counters').textContent()).toContain('超频丢弃 1');
    await expect.poll(() => page.locator('.calls .bad').first().textContent()).toBe('82001');
  });

  test('fits a narrow screen without sideways scrolling, and stands in the middle of a wide one', async () => {
    await enter();
    await bench.sendText({ text: { content: `https://bot.example/${'a'.repeat(300)}` } });
    await page.locator('.bubble').waitFor();
    for (const width of [320, 390]) {
      await page.setViewportSize({ width, height: 844 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await page.evaluate("document.querySelector('#lines').scrollWidth")).toBeLessThanOrEqual(width);
    }
    await page.setViewportSize({ width: 1_280, height: 900 });
    const box = (await page.locator('#phone').boundingBox())!;
    expect(box.x + box.width / 2).toBeCloseTo(640, 0);
  });
});

/** A site of the bot's: passes /sandbox through, and has a form that asks the sandbox who entered. */
function startSite(bench: () => Bench): Promise<Server> {
  const server = createServer(async (incoming, outgoing) => {
    const url = new URL(incoming.url ?? '/', 'http://site');
    if (url.pathname === '/form') {
      const identity = await bench().call('auth/getuserinfo', {
        query: { code: url.searchParams.get('code') ?? '' },
      });
      outgoing.setHeader('content-type', 'text/html; charset=utf-8');
      outgoing.end(`<!doctype html><p>身份：${String(identity.userid)}</p>`);
      return;
    }
    const passed = forward(
      `${bench().sandbox.url}${incoming.url}`,
      { method: incoming.method ?? 'GET', headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    passed.on('error', () => outgoing.destroy());
    outgoing.on('close', () => passed.destroy());
    incoming.pipe(passed);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
