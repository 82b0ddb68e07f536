import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, CREDENTIALS, startBench } from '../build-sandbox.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench({ limits: { secretFailuresPerHour: 3, callsPerMinute: 5, appTicketsPerHour: 2 } });
});
afterEach(() => bench.stop());

const gettoken = (query: Record<string, string>) =>
  bench.call('gettoken', { query: { access_token: '', ...query } });
const right = { corpid: CREDENTIALS.corpId, corpsecret: CREDENTIALS.secret };

describe('gettoken', () => {
  test('gives a token of two hours, and the same one with what is left of it', async () => {
    const first = await gettoken(right);
    expect(first).toMatchObject({ errcode: 0, errmsg: 'ok', expires_in: 7_200 });
    bench.timers.advance(600_000);
    expect(await gettoken(right)).toMatchObject({ access_token: first.access_token, expires_in: 6_600 });
  });

  test.each([
    [{ corpsecret: CREDENTIALS.secret }, 41002],
    [{ corpid: CREDENTIALS.corpId }, 41004],
    [{ corpid: 'wwother', corpsecret: CREDENTIALS.secret }, 40013],
    [{ corpid: CREDENTIALS.corpId, corpsecret: 'wrong' }, 40001],
  ])('with %j is refused with %i', async (query, errcode) => {
    expect(await gettoken(query as Record<string, string>)).toMatchObject({ errcode });
  });

  test('with a wrong secret again and again bans the address for an hour, from every API', async () => {
    const token = (await gettoken(right)).access_token as string;
    const wrong = { corpid: CREDENTIALS.corpId, corpsecret: 'wrong' };
    for (let i = 0; i < 3; i += 1) expect(await gettoken(wrong)).toMatchObject({ errcode: 40001 });
    expect(await gettoken(wrong)).toMatchObject({ errcode: 45009 });
    expect(await gettoken(right)).toMatchObject({ errcode: 45009 });
    expect(await bench.call('getcallbackip', { query: { access_token: token } })).toMatchObject({
      errcode: 45009,
    });
    bench.timers.advance(3_600_000);
    expect(await gettoken(right)).toMatchObject({ errcode: 0 });
  });
});

describe('an access token', () => {
  test.each([
    ['missing', '', 41001],
    ['unknown', 'made-up', 40014],
  ])('that is %s is refused', async (_case, token, errcode) => {
    expect(await bench.call('getcallbackip', { query: { access_token: token } })).toMatchObject({ errcode });
  });

  test('runs out after 7200 seconds', async () => {
    const token = (await gettoken(right)).access_token as string;
    const call = () => bench.call('getcallbackip', { query: { access_token: token } });
    bench.timers.advance(7_199_999);
    expect(await call()).toMatchObject({ errcode: 0, ip_list: ['127.0.0.1'] });
    bench.timers.advance(1);
    expect(await call()).toMatchObject({ errcode: 42001 });
    expect((await gettoken(right)).access_token).not.toBe(token);
  });

  test.each([
    ['revoke', 40014],
    ['expire', 42001],
  ])('can be taken away by the control %s', async (action, errcode) => {
    const token = (await gettoken(right)).access_token as string;
    expect(await bench.control('POST', 'tokens', { action })).toMatchObject({ status: 200 });
    expect(await bench.call('getcallbackip', { query: { access_token: token } })).toMatchObject({ errcode });
  });

  test('of contact sync cannot send messages', async () => {
    const sync = await gettoken({ corpid: CREDENTIALS.corpId, corpsecret: CREDENTIALS.contactSecret });
    const query = { access_token: sync.access_token as string };
    expect(await bench.call('message/send', { query, json: {} })).toMatchObject({ errcode: 48002 });
  });
});

describe('a refusal', () => {
  test('carries hint, address and a link to its code, at status 200', async () => {
    const { errmsg } = await bench.call('getcallbackip', { query: { access_token: 'made-up' } });
    expect(errmsg).toMatch(
      /^invalid access_token, hint: \[\d+\], from ip: 127\.0\.0\.1, more info at https:\/\/open\.work\.weixin\.qq\.com\/devtool\/query\?e=40014$/,
    );
  });

  test('of an unknown API names it and keeps it out of the log', async () => {
    expect(await bench.call('message/sned', { json: {} })).toMatchObject({
      errcode: 48001,
      errmsg: expect.stringContaining('/cgi-bin/message/sned'),
    });
    expect(bench.sandbox.world.log.lines.at(-1)?.path).toBe('/cgi-bin/…');
  });

  test('of a GET where a POST is needed is 40035', async () => {
    expect(await bench.call('message/send')).toMatchObject({ errcode: 40035 });
  });

  test.each([
    ['no JSON', '{"touser":', 40063],
    ['a JSON list', '[]', 40063],
    ['escaped Chinese', '{"touser":"\\u5f20"}', 40033],
    ['more than a megabyte', `{"touser":"${'a'.repeat(1_048_576)}"}`, 40206],
  ])('meets a body of %s', async (_case, raw, errcode) => {
    expect(await bench.call('message/send', { raw })).toMatchObject({ errcode });
  });

  test('does not meet a backslash that is itself escaped', async () => {
    const answer = await bench.sendText({ text: { content: 'C:\\user' } });
    expect(answer).toMatchObject({ errcode: 0 });
  });
});

describe('limits of frequency', () => {
  test('block one API for a minute with 45009 and no other', async () => {
    for (let i = 0; i < 5; i += 1) expect(await bench.call('getcallbackip')).toMatchObject({ errcode: 0 });
    expect(await bench.call('getcallbackip')).toMatchObject({ errcode: 45009 });
    expect(await bench.call('get_api_domain_ip')).toMatchObject({ errcode: 0 });
    bench.timers.advance(59_999);
    expect(await bench.call('getcallbackip')).toMatchObject({ errcode: 45009 });
    bench.timers.advance(1);
    expect(await bench.call('getcallbackip')).toMatchObject({ errcode: 0 });
  });

  test('do not count sending', async () => {
    for (let i = 0; i < 8; i += 1) expect(await bench.sendText()).toMatchObject({ errcode: 0 });
  });

  test('hold the JS tickets apart', async () => {
    const ticket = () => bench.call('ticket/get', { query: { type: 'agent_config' } });
    expect(await ticket()).toMatchObject({ errcode: 0, ticket: expect.any(String), expires_in: 7_200 });
    expect(await ticket()).toMatchObject({ errcode: 0 });
    expect(await ticket()).toMatchObject({ errcode: 45009 });
    expect(await bench.call('get_jsapi_ticket')).toMatchObject({ errcode: 0, ticket: expect.any(String) });
    expect(await bench.call('ticket/get', { query: { type: 'corp' } })).toMatchObject({ errcode: 91040 });
  });
});

describe('OAuth', () => {
  const query = {
    appid: CREDENTIALS.corpId,
    redirect_uri: 'http://127.0.0.1:1/form?kind=visit',
    response_type: 'code',
    scope: 'snsapi_base',
    state: 'abc123',
    agentid: String(CREDENTIALS.agentId),
  };
  const open = (change: Record<string, string> = {}, headers: Record<string, string> = {}, path = '') =>
    fetch(
      `${bench.sandbox.url}${path}/connect/oauth2/authorize?${new URLSearchParams({ ...query, ...change })}`,
      {
        redirect: 'manual',
        headers,
      },
    );
  const codeOf = (answer: Response) => new URL(answer.headers.get('location')!).searchParams.get('code')!;
  const exchange = (code: string) => bench.call('auth/getuserinfo', { query: { code } });

  test.each(['', '/sandbox'])(
    'asks who enters and redirects with code and state (below "%s")',
    async (path) => {
      const page = await (await open({}, {}, path)).text();
      expect(page).toContain('以谁的身份进入');
      expect(page).toContain('刘洋');
      const answer = await open({ as: 'liuyang' }, {}, path);
      const target = new URL(answer.headers.get('location')!);
      expect(answer.status).toBe(302);
      expect(target.origin + target.pathname).toBe('http://127.0.0.1:1/form');
      expect(target.searchParams.get('kind')).toBe('visit');
      expect(target.searchParams.get('state')).toBe('abc123');
    },
  );

  test('goes on as the person of the phone inside a frame, and asks in a window of its own', async () => {
    const cookie = 'sandbox_phone=chenming';
    const framed = await open({}, { cookie, 'sec-fetch-dest': 'iframe' });
    expect(await exchange(codeOf(framed))).toMatchObject({ errcode: 0, userid: 'chenming' });
    // fetch sets Sec-Fetch-Dest itself when it is a browser's; here the header passes as given.
    expect((await open({}, { cookie, 'sec-fetch-dest': 'document' })).status).toBe(200);
  });

  test('finds people by name and by unit', async () => {
    expect(await (await open({ q: '音乐' })).text()).toMatch(/韩梅/);
    expect(await (await open({ q: '音乐' })).text()).not.toMatch(/刘洋/);
  });

  test('gives a code that works once', async () => {
    const code = codeOf(await open({ as: 'liuyang' }));
    expect(await exchange(code)).toMatchObject({ errcode: 0, userid: 'liuyang' });
    expect(await exchange(code)).toMatchObject({ errcode: 42022 });
    expect(await exchange('made-up')).toMatchObject({ errcode: 40029 });
  });

  test('gives a code that lives five minutes', async () => {
    const code = codeOf(await open({ as: 'liuyang' }));
    bench.timers.advance(300_000);
    expect(await exchange(code)).toMatchObject({ errcode: 42003 });
  });

  test.each([
    [{ appid: 'wwother' }, '40013'],
    [{ response_type: 'token' }, 'response_type'],
    [{ scope: 'everything' }, 'scope'],
    [{ state: 'not-alphanumeric' }, 'state'],
    [{ agentid: '1' }, '40056'],
    [{ redirect_uri: 'javascript:alert(1)' }, '50001'],
    [{ redirect_uri: '/form' }, '50001'],
    [{ redirect_uri: 'http://127.0.0.1/#/form' }, '#'],
  ])('refuses %j', async (change, words) => {
    const answer = await open({ ...change, as: 'liuyang' } as Record<string, string>);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(words);
  });

  test('redirects to the trusted domain alone when there is one', async () => {
    await bench.stop();
    bench = await startBench({ trustedDomain: 'bot.example.edu.cn' });
    expect((await open({ as: 'liuyang' })).status).toBe(400);
    expect((await open({ as: 'liuyang', redirect_uri: 'https://bot.example.edu.cn/form' })).status).toBe(302);
  });
});
