import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildButtonCard, buildVoteCard, toCardUpdate } from './card.ts';
import { createWecomClient, type Refused, type WecomClientOptions } from './client.ts';
import type { Message } from './message.ts';
import { createMemoryTokenStore } from './token.ts';

/** What the pretend server saw of one request. */
interface Seen {
  api: string;
  query: Record<string, string>;
  body: string;
  headers: IncomingMessage['headers'];
}
/** An answer: JSON, or the server's own way of misbehaving. */
type Reply = object | ((response: ServerResponse) => void);

const HOUR_MS = 3_600_000;
const SECRET = 'app-secret-0123456789';
const ok = { errcode: 0, errmsg: 'ok' };

/** Closes the connection without an answer, after the request was read. */
const resetBeforeAnswer = (response: ServerResponse) => {
  response.socket?.resetAndDestroy();
};
/** Sends half of an answer, then closes the connection. */
const resetWithinAnswer = (response: ServerResponse) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('{"errcode":0,', () => response.socket?.resetAndDestroy());
};
const hang = () => {};

let clock: { now: number };
let slept: number[];
let seen: Seen[];
let alerts: (Refused & { api: string })[];
let tokensGiven: number;
/** Answers by api; gettoken has a good one. */
let replies: Record<string, (request: Seen) => Reply>;
let baseUrl: string;
let close: () => Promise<void>;

beforeEach(async () => {
  clock = { now: Date.UTC(2026, 2, 6) };
  slept = [];
  seen = [];
  alerts = [];
  tokensGiven = 0;
  replies = {
    gettoken: () => {
      tokensGiven += 1;
      return { ...ok, access_token: `token-${tokensGiven}`, expires_in: 7200 };
    },
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', 'http://local');
    const one: Seen = {
      api: url.pathname.replace('/cgi-bin/', ''),
      query: Object.fromEntries(url.searchParams),
      body: Buffer.concat(chunks).toString('utf8'),
      headers: request.headers,
    };
    seen.push(one);
    const reply = replies[one.api]?.(one) ?? { errcode: 404, errmsg: `no reply for ${one.api}` };
    if (typeof reply === 'function') reply(response);
    else response.end(JSON.stringify(reply));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
});
afterEach(() => close());

function connect(change: Partial<WecomClientOptions> = {}) {
  return createWecomClient({
    baseUrl,
    corpId: 'ww0a1b2c3d4e5f6071',
    agentId: 1000002,
    secret: SECRET,
    now: () => clock.now,
    sleep: async (ms) => {
      slept.push(ms);
      clock.now += ms;
    },
    random: () => 0,
    onAlert: (alert) => alerts.push(alert),
    ...change,
  });
}

const hello: Message = {
  to: { users: ['zhangsan'] },
  content: { msgtype: 'text', text: { content: '收到' } },
};
const calls = (api: string) => seen.filter((one) => one.api === api);

describe('send', () => {
  it('sends a text with the duplicate check, and the token in the query alone', async () => {
    replies['message/send'] = () => ({ ...ok, msgid: 'm1' });
    expect(await connect().send(hello)).toEqual({
      outcome: 'sent',
      msgid: 'm1',
      invalidUsers: [],
      invalidParties: [],
      invalidTags: [],
      unlicensedUsers: [],
    });
    expect(seen[0]).toMatchObject({
      api: 'gettoken',
      query: { corpid: 'ww0a1b2c3d4e5f6071', corpsecret: SECRET },
    });
    expect(seen[1]?.query).toEqual({ access_token: 'token-1' });
    expect(seen[1]?.headers['content-type']).toContain('application/json');
    expect(JSON.parse(seen[1]!.body)).toEqual({
      touser: 'zhangsan',
      agentid: 1000002,
      msgtype: 'text',
      text: { content: '收到' },
      enable_duplicate_check: 1,
      duplicate_check_interval: 1800,
    });
  });

  it('sends byte-identical bodies for the same message, which the duplicate check compares', async () => {
    replies['message/send'] = () => ({ ...ok, msgid: 'm1' });
    const client = connect();
    await client.send({ ...hello, duplicateCheckSeconds: 14_400 });
    await client.send(structuredClone({ ...hello, duplicateCheckSeconds: 14_400 }));
    const [first, second] = calls('message/send');
    expect(first?.body).toBe(second?.body);
    expect(JSON.parse(first!.body).duplicate_check_interval).toBe(14_400);
  });

  it('sends to departments, tags and everyone, and every kind of message', async () => {
    replies['message/send'] = () => ({ ...ok, msgid: 'm1' });
    const client = connect();
    const card = buildButtonCard({ taskId: 't1', title: '提醒', buttons: [{ text: '好', key: 'ok' }] });
    const textcard = { title: '月报', description: '点开查看', url: 'https://example.com/a' };
    await client.send({ ...hello, to: { parties: [1, 2], tags: [7] }, idTranslation: true });
    await client.send({
      to: { all: true },
      content: { msgtype: 'markdown', markdown: { content: '**好**' } },
    });
    await client.send({ to: { users: ['a', 'b'] }, content: { msgtype: 'textcard', textcard } });
    await client.send({ to: { users: ['a'] }, content: { msgtype: 'template_card', template_card: card } });
    const bodies = calls('message/send').map((one) => JSON.parse(one.body));
    expect(bodies[0]).toMatchObject({ toparty: '1|2', totag: '7', enable_id_trans: 1 });
    expect(bodies[0]).not.toHaveProperty('touser');
    expect(bodies[1]).toMatchObject({ touser: '@all', msgtype: 'markdown', markdown: { content: '**好**' } });
    expect(bodies[2]).toMatchObject({ touser: 'a|b', textcard });
    expect(bodies[3]).toMatchObject({ msgtype: 'template_card', template_card: card });
  });

  it('tells who did not get it, in lower case, and the code for updating a card', async () => {
    replies['message/send'] = () => ({
      ...ok,
      msgid: 'm1',
      response_code: 'rc1',
      invaliduser: 'LiSi|wangwu',
      invalidparty: '3',
      invalidtag: '',
      unlicenseduser: 'ZhaoLiu',
    });
    expect(await connect().send(hello)).toMatchObject({
      outcome: 'sent',
      responseCode: 'rc1',
      invalidUsers: ['lisi', 'wangwu'],
      invalidParties: ['3'],
      invalidTags: [],
      unlicensedUsers: ['zhaoliu'],
    });
  });

  it.each<[string, Message]>([
    ['nobody to send to', { ...hello, to: {} }],
    ['1001 receivers', { ...hello, to: { users: Array.from({ length: 1001 }, (_, i) => `u${i}`) } }],
    ['a userid with the separator', { ...hello, to: { users: ['a|b'] } }],
    ['an empty text', { ...hello, content: { msgtype: 'text', text: { content: '' } } }],
    ['a text of 2049 bytes', { ...hello, content: { msgtype: 'text', text: { content: 'a'.repeat(2049) } } }],
    [
      'a markdown of 683 characters of three bytes',
      { ...hello, content: { msgtype: 'markdown', markdown: { content: '字'.repeat(683) } } },
    ],
    [
      'a textcard without scheme',
      {
        ...hello,
        content: { msgtype: 'textcard', textcard: { title: 'a', description: 'b', url: 'example.com' } },
      },
    ],
    ['a duplicate check of over 4 hours', { ...hello, duplicateCheckSeconds: 14_401 }],
  ])('refuses %s without asking WeCom', async (_name, message) => {
    expect(await connect().send(message)).toMatchObject({
      outcome: 'refused',
      reaction: 'fix_request',
      errcode: null,
    });
    expect(seen).toEqual([]);
  });
});

describe('an outcome nobody knows', () => {
  it('is a hanging server, asked once', async () => {
    replies['message/send'] = () => hang;
    const answer = await connect({ timeoutMs: 150 }).send(hello);
    expect(answer).toMatchObject({ outcome: 'unknown', reason: 'timeout' });
    expect(calls('message/send')).toHaveLength(1);
  });

  it('is an answer that hangs halfway', async () => {
    replies['message/send'] = () => (response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"errcode":0,');
    };
    expect(await connect({ timeoutMs: 150 }).send(hello)).toMatchObject({
      outcome: 'unknown',
      reason: 'timeout',
    });
  });

  it.each([
    ['before the answer', resetBeforeAnswer],
    ['within the answer', resetWithinAnswer],
  ])('is a connection lost %s, and is not repeated', async (_name, misbehave) => {
    replies['message/send'] = () => misbehave;
    expect(await connect().send(hello)).toMatchObject({ outcome: 'unknown', reason: 'connection_lost' });
    expect(calls('message/send')).toHaveLength(1);
    expect(slept).toEqual([]);
  });

  it.each<[string, Reply]>([
    ['a page of a proxy', (response) => response.writeHead(502).end('<html>Bad Gateway</html>')],
    ['an empty body', (response) => response.end()],
    ['a list', []],
    ['an errcode that is text', { errcode: 'none' }],
    ['a msgid of a wrong kind', { ...ok, msgid: 7 }],
  ])('is %s', async (_name, reply) => {
    replies['message/send'] = () => reply;
    expect(await connect().send(hello)).toMatchObject({ outcome: 'unknown', reason: 'bad_reply' });
    expect(calls('message/send')).toHaveLength(1);
  });

  it('is a redirect, which is not followed, since it would carry the token away', async () => {
    replies['message/send'] = () => (response) =>
      response.writeHead(302, { location: '/cgi-bin/elsewhere' }).end();
    expect(await connect().send(hello)).toMatchObject({ outcome: 'unknown', reason: 'bad_reply' });
    expect(calls('elsewhere')).toEqual([]);
  });
});

describe('repetitions', () => {
  it('follow -1 with growing pauses, three times at most', async () => {
    let failures = 3;
    replies['message/send'] = () =>
      failures-- > 0 ? { errcode: -1, errmsg: 'busy' } : { ...ok, msgid: 'm1' };
    expect(await connect().send(hello)).toMatchObject({ outcome: 'sent', msgid: 'm1' });
    expect(slept).toEqual([1000, 2000, 4000]);

    failures = 100;
    expect(await connect().send(hello)).toMatchObject({ outcome: 'refused', reaction: 'retry', errcode: -1 });
    expect(calls('message/send')).toHaveLength(4 + 4);
  });

  it('are spread by chance, by a quarter at most', async () => {
    replies['message/send'] = () => ({ errcode: -1, errmsg: 'busy' });
    await connect({ random: () => 0.8 }).send(hello);
    expect(slept).toEqual([1200, 2400, 4800]);
  });

  it('follow a refused connection, since nothing was sent', async () => {
    replies['message/send'] = () => ({ ...ok, msgid: 'm1' });
    let refusals = 2;
    const client = connect({
      fetch: async (...request) => {
        if (refusals-- > 0) {
          throw new TypeError('fetch failed', {
            cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
          });
        }
        return fetch(...request);
      },
    });
    expect(await client.send(hello)).toMatchObject({ outcome: 'sent' });
    expect(slept).toEqual([1000, 2000]);
  });

  it('end when nobody listens, and the message was surely not sent', async () => {
    await close();
    expect(await connect().send(hello)).toMatchObject({
      outcome: 'refused',
      reaction: 'retry',
      errcode: null,
      errmsg: expect.stringContaining('ECONNREFUSED'),
    });
    expect(slept).toEqual([1000, 2000, 4000]);
  });

  it('do not follow a frequency limit or a refused message', async () => {
    replies['message/send'] = () => ({ errcode: 45009, errmsg: 'api freq out of limit' });
    expect(await connect().send(hello)).toMatchObject({
      reaction: 'rate_limited',
      errcode: 45009,
      waitMs: 60_000,
    });
    replies['message/send'] = () => ({ errcode: 81013, errmsg: 'all invalid' });
    expect(await connect().send(hello)).toMatchObject({
      reaction: 'drop_recipient',
      errcode: 81013,
      alert: false,
    });
    expect(calls('message/send')).toHaveLength(2);
  });
});

describe('tokens', () => {
  /** Answers 42001 to all tokens but the latest. */
  const onlyLatest = (request: Seen) =>
    request.query.access_token === `token-${tokensGiven}`
      ? { ...ok, msgid: 'm1' }
      : { errcode: 42001, errmsg: 'access_token expired' };

  it('are fetched once for 20 messages sent at the same time with an expired one', async () => {
    replies['message/send'] = onlyLatest;
    const client = connect();
    await client.send(hello);
    clock.now += HOUR_MS;
    replies['message/send'] = (request) =>
      request.query.access_token === 'token-1'
        ? { errcode: 42001, errmsg: 'access_token expired' }
        : { ...ok, msgid: 'm1' };
    const all = await Promise.all(Array.from({ length: 20 }, () => client.send(hello)));
    expect(all.map((one) => one.outcome)).toEqual(Array(20).fill('sent'));
    expect(calls('message/send').at(-1)?.query.access_token).toBe('token-2');
    expect(calls('gettoken')).toHaveLength(2);
  });

  it('are fetched once by two processes that share a store', async () => {
    replies['message/send'] = onlyLatest;
    const tokenStore = createMemoryTokenStore(() => clock.now);
    // The clock stands still while one waits for the other's fetch, so the lock cannot run out.
    const sleep = () => new Promise<void>((resolve) => setTimeout(resolve, 5));
    const clients = [connect({ tokenStore, sleep }), connect({ tokenStore, sleep })];
    await Promise.all(clients.flatMap((client) => [client.send(hello), client.send(hello)]));
    expect(calls('gettoken')).toHaveLength(1);
  });

  it.each([40014, 42001, 40001])(
    'refused with %i are renewed once, then an administrator is told',
    async (errcode) => {
      replies['message/send'] = () => ({ errcode, errmsg: 'invalid' });
      const client = connect({ refreshIntervalMs: 0 });
      expect(await client.send(hello)).toMatchObject({
        outcome: 'refused',
        reaction: 'alert',
        errcode,
        alert: true,
      });
      expect(calls('message/send').map((one) => one.query.access_token)).toEqual(['token-1', 'token-2']);
      expect(alerts).toHaveLength(1);
    },
  );

  it('that do not last are not asked for again at once', async () => {
    replies['message/send'] = () => ({ errcode: 42001, errmsg: 'expired' });
    const client = connect();
    expect(await client.send(hello)).toMatchObject({
      reaction: 'retry',
      errcode: null,
      errmsg: 'refresh_capped',
    });
    expect(await client.send(hello)).toMatchObject({ reaction: 'retry', errmsg: 'refresh_capped' });
    expect(calls('gettoken')).toHaveLength(1);
    clock.now += 10_000;
    replies['message/send'] = onlyLatest;
    expect(await client.send(hello)).toMatchObject({ outcome: 'sent' });
  });

  it.each([40001, 40013])('are not asked for again after %i from gettoken', async (errcode) => {
    replies.gettoken = () => ({ errcode, errmsg: 'invalid credential' });
    const client = connect();
    expect(await client.send(hello)).toMatchObject({
      outcome: 'refused',
      reaction: 'alert',
      errcode,
      alert: true,
    });
    clock.now += HOUR_MS;
    expect(await client.getAgent()).toMatchObject({ outcome: 'refused', reaction: 'alert', errcode });
    expect(seen).toHaveLength(1);
    expect(alerts.map((alert) => alert.api)).toEqual(['gettoken']);
  });

  it('that could not be fetched leave the message surely unsent', async () => {
    replies.gettoken = () => resetBeforeAnswer;
    expect(await connect().send(hello)).toMatchObject({
      outcome: 'refused',
      reaction: 'retry',
      errcode: null,
    });
    replies.gettoken = () => ({ ...ok, access_token: '', expires_in: 7200 });
    expect(await connect().send(hello)).toMatchObject({
      outcome: 'refused',
      reaction: 'retry',
      errcode: null,
    });
    expect(calls('message/send')).toEqual([]);
  });

  it('and secrets stay out of every error text', async () => {
    const quoted = (request: Seen) =>
      `bad request: /cgi-bin/x?access_token=${request.query.access_token}&code=c0de`;
    replies['message/send'] = (request) => ({
      errcode: 40035,
      errmsg: `${quoted(request)} ${request.query.access_token}`,
    });
    replies['auth/getuserinfo'] = (request) => ({ errcode: 40029, errmsg: quoted(request) });
    const client = connect();
    const answers = [await client.send(hello), await client.getUserInfoByCode('c0de')];
    replies.gettoken = () => ({ errcode: 40001, errmsg: `secret ${SECRET} is invalid` });
    answers.push(await connect().send(hello));
    const written = JSON.stringify([answers, alerts]);
    expect(written).toContain('bad request');
    for (const secret of ['token-1', 'c0de', SECRET]) expect(written).not.toContain(secret);
  });
});

describe('errors', () => {
  it('take "wrong json format" for a bug, also beside errcode 0', async () => {
    replies['message/send'] = () => ({ errcode: 0, errmsg: 'ok. Warning: wrong json format. ', msgid: 'm1' });
    expect(await connect().send(hello)).toMatchObject({
      outcome: 'refused',
      reaction: 'fix_request',
      errcode: 0,
    });
    expect(alerts).toHaveLength(1);
  });

  it('keep errmsg whole, with the address that belongs on the IP list', async () => {
    const errmsg =
      'not allow to access from your ip, hint: [1], from ip: 203.0.113.7, more info at https://…';
    replies['agent/get'] = () => ({ errcode: 60020, errmsg });
    expect(await connect().getAgent()).toMatchObject({ reaction: 'alert', errcode: 60020, errmsg });
    expect(alerts[0]?.text).toContain('企业可信IP');
  });
});

describe('cards', () => {
  const vote = buildVoteCard({
    taskId: 't1',
    title: '选时间',
    questionKey: 'q',
    options: [{ id: 'a', text: '周三' }],
    submit: { text: '提交', key: 's' },
  });

  it('are updated by words on the button or as a whole', async () => {
    replies['message/update_template_card'] = () => ({ ...ok, invaliduser: ['LiSi'] });
    const client = connect();
    expect(
      await client.updateCard({
        responseCode: 'rc',
        to: { users: ['zhangsan'] },
        change: { button: '已办' },
      }),
    ).toEqual({ outcome: 'ok', value: { invalidUsers: ['lisi'] } });
    const card = toCardUpdate(vote, '已提交');
    await client.updateCard({ responseCode: 'rc', to: { all: true }, change: { card } });
    const bodies = calls('message/update_template_card').map((one) => JSON.parse(one.body));
    expect(bodies[0]).toEqual({
      userids: ['zhangsan'],
      agentid: 1000002,
      response_code: 'rc',
      button: { replace_name: '已办' },
    });
    expect(bodies[1]).toEqual({ atall: 1, agentid: 1000002, response_code: 'rc', template_card: card });
  });

  it('whose code is used up must be sent anew', async () => {
    replies['message/update_template_card'] = () => ({ errcode: 60140, errmsg: 'invalid response_code' });
    const answer = await connect().updateCard({
      responseCode: 'rc',
      to: { all: true },
      change: { button: '好' },
    });
    expect(answer).toMatchObject({ outcome: 'refused', reaction: 'drop_recipient', errcode: 60140 });
  });
});

describe('the other calls', () => {
  it('recall a message', async () => {
    replies['message/recall'] = () => ok;
    expect(await connect().recall('m1')).toEqual({ outcome: 'ok', value: null });
    expect(JSON.parse(calls('message/recall')[0]!.body)).toEqual({ msgid: 'm1' });
  });

  it('read the app', async () => {
    replies['agent/get'] = () => ({
      ...ok,
      agentid: 1000002,
      name: '先锋助手',
      close: 0,
      allow_userinfos: { user: [{ userid: 'zhangsan' }] },
      allow_partys: { partyid: [1, 2] },
      redirect_domain: 'bot.example.edu.cn',
    });
    expect(await connect().getAgent()).toEqual({
      outcome: 'ok',
      value: {
        agentId: 1000002,
        name: '先锋助手',
        closed: false,
        visibleUsers: ['zhangsan'],
        visibleParties: [1, 2],
        visibleTags: [],
        redirectDomain: 'bot.example.edu.cn',
        homeUrl: '',
      },
    });
    expect(calls('agent/get')[0]?.query).toEqual({ access_token: 'token-1', agentid: '1000002' });
  });

  it('read the addresses of callbacks', async () => {
    replies.getcallbackip = () => ({ ...ok, ip_list: ['101.226.103.*'] });
    expect(await connect().getCallbackIps()).toEqual({ outcome: 'ok', value: ['101.226.103.*'] });
  });

  it('tell members from outsiders by the code of a page', async () => {
    const client = connect();
    replies['auth/getuserinfo'] = () => ({ ...ok, userid: 'zhangsan', user_ticket: 'ut' });
    expect(await client.getUserInfoByCode('a+b/c=')).toEqual({
      outcome: 'ok',
      value: { kind: 'member', userid: 'zhangsan', userTicket: 'ut' },
    });
    expect(calls('auth/getuserinfo')[0]?.query.code).toBe('a+b/c=');
    replies['auth/getuserinfo'] = () => ({ ...ok, openid: 'o1' });
    expect(await client.getUserInfoByCode('b')).toEqual({
      outcome: 'ok',
      value: { kind: 'outsider', openid: 'o1' },
    });
    replies['auth/getuserinfo'] = () => ({ errcode: 40029, errmsg: 'invalid code' });
    expect(await client.getUserInfoByCode('b')).toMatchObject({ outcome: 'refused', reaction: 'user' });
  });

  it('read members and departments', async () => {
    const client = connect();
    replies['user/get'] = () => ({
      ...ok,
      userid: 'zhangsan',
      name: '张三',
      department: [2],
      main_department: 2,
      status: 1,
      gender: '1',
    });
    expect(await client.getUser('zhangsan')).toEqual({
      outcome: 'ok',
      value: { userid: 'zhangsan', name: '张三', departments: [2], mainDepartment: 2, status: 1 },
    });
    replies['user/simplelist'] = () => ({ ...ok, userlist: [{ userid: 'a', name: '甲', department: [2] }] });
    expect(await client.listUsers(2)).toEqual({
      outcome: 'ok',
      value: [{ userid: 'a', name: '甲', departments: [2] }],
    });
    replies['department/simplelist'] = () => ({
      ...ok,
      department_id: [1, 2, 3, 4, 5, 6].map((id) => ({ id, parentid: id === 1 ? 0 : 1, order: id })),
    });
    replies['department/get'] = ({ query }) => ({
      ...ok,
      department: {
        id: Number(query.id),
        name: `支部${query.id}`,
        parentid: query.id === '1' ? 0 : 1,
        order: 9,
      },
    });
    const departments = await client.listDepartments(1);
    expect(departments).toMatchObject({ outcome: 'ok' });
    expect(departments.outcome === 'ok' && departments.value.map(({ name }) => name)).toEqual(
      [1, 2, 3, 4, 5, 6].map((id) => `支部${id}`),
    );
    expect(departments.outcome === 'ok' && departments.value[1]).toEqual({
      id: 2,
      name: '支部2',
      parentId: 1,
      order: 9,
      leaders: [],
    });
    replies['department/get'] = ({ query }) =>
      query.id === '6'
        ? { errcode: 60011, errmsg: 'no' }
        : { ...ok, department: { id: 1, name: 'a', parentid: 0 } };
    expect(await client.listDepartments()).toMatchObject({ outcome: 'refused', errcode: 60011 });
  });

  it('page through all userids, and stop at a cursor that does not move', async () => {
    replies['user/list_id'] = ({ body }) => {
      const { cursor } = JSON.parse(body);
      return cursor === undefined
        ? { ...ok, next_cursor: 'c1', dept_user: [{ userid: 'a', department: 1 }] }
        : { ...ok, next_cursor: '', dept_user: [{ userid: 'b', department: 2 }] };
    };
    const both = [
      { userid: 'a', department: 1 },
      { userid: 'b', department: 2 },
    ];
    expect(await connect().listUserIds()).toEqual({ outcome: 'ok', value: both });
    replies['user/list_id'] = () => ({ ...ok, next_cursor: 'c1', dept_user: [] });
    expect(await connect().listUserIds()).toMatchObject({ outcome: 'unknown', reason: 'bad_reply' });
  });

  it('write, read and delete the menu', async () => {
    const menu = {
      button: [
        { type: 'click' as const, name: '进度', key: 'progress' },
        {
          name: '登记',
          sub_button: [{ type: 'view' as const, name: '谈心谈话', url: 'https://bot.example.edu.cn/talk' }],
        },
      ],
    };
    replies['menu/create'] = () => ok;
    replies['menu/delete'] = () => ok;
    replies['menu/get'] = () => ({ ...ok, button: [{ ...menu.button[0], sub_button: [] }, menu.button[1]] });
    const client = connect();
    expect(await client.createMenu(menu)).toEqual({ outcome: 'ok', value: null });
    expect(JSON.parse(calls('menu/create')[0]!.body)).toEqual(menu);
    expect(calls('menu/create')[0]?.query.agentid).toBe('1000002');
    expect(await client.getMenu()).toEqual({ outcome: 'ok', value: menu });
    expect(await client.deleteMenu()).toEqual({ outcome: 'ok', value: null });
    replies['menu/get'] = () => ({ errcode: 46003, errmsg: 'menu no exist' });
    expect(await client.getMenu()).toEqual({ outcome: 'ok', value: null });
    const long = { button: [{ type: 'click' as const, name: '六个汉字太长', key: 'k' }] };
    expect(await client.createMenu(long)).toMatchObject({ outcome: 'refused', reaction: 'fix_request' });
    expect(calls('menu/create')).toHaveLength(1);
  });

  it('keep the two tickets for pages apart, and fetch each once in its life', async () => {
    replies.get_jsapi_ticket = () => ({ ...ok, ticket: 'corp-ticket', expires_in: 7200 });
    replies['ticket/get'] = () => ({ ...ok, ticket: 'app-ticket', expires_in: 7200 });
    const client = connect();
    for (let i = 0; i < 3; i++) {
      expect(await client.getJsapiTicket('corp')).toEqual({ outcome: 'ok', value: 'corp-ticket' });
      expect(await client.getJsapiTicket('agent_config')).toEqual({ outcome: 'ok', value: 'app-ticket' });
    }
    expect(calls('get_jsapi_ticket')).toHaveLength(1);
    expect(calls('ticket/get').map((one) => one.query.type)).toEqual(['agent_config']);
    clock.now += 2 * HOUR_MS;
    await client.getJsapiTicket('corp');
    expect(calls('get_jsapi_ticket')).toHaveLength(2);
  });

  it('upload a file with a Chinese name as raw UTF-8', async () => {
    replies['media/upload'] = () => ({ ...ok, type: 'file', media_id: 'mid', created_at: '1380000000' });
    const bytes = Buffer.from('%PDF-1.7 …');
    const client = connect();
    const upload = client.uploadMedia({
      type: 'file',
      filename: '月报"一".pdf',
      bytes,
      contentType: 'application/pdf',
    });
    expect(await upload).toEqual({ outcome: 'ok', value: { mediaId: 'mid' } });
    const [request] = calls('media/upload');
    const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(
      request?.headers['content-type'] ?? '',
    )?.[1];
    expect(request?.query).toEqual({ access_token: 'token-1', type: 'file' });
    expect(request?.body).toBe(
      `--${boundary}\r\nContent-Disposition: form-data; name="media"; filename="月报_一_.pdf"; filelength=${bytes.length}\r\n` +
        `Content-Type: application/pdf\r\n\r\n%PDF-1.7 …\r\n--${boundary}--\r\n`,
    );
    for (const size of [5, 2_097_153]) {
      const answer = await client.uploadMedia({
        type: 'voice',
        filename: 'a.amr',
        bytes: new Uint8Array(size),
      });
      expect(answer).toMatchObject({ outcome: 'refused', reaction: 'fix_request' });
    }
    expect(calls('media/upload')).toHaveLength(1);
  });
});
