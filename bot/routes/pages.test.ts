/** The pages over real HTTP, with a pretend WeCom and a pretend inbox: who gets in, and what is refused. */
import type { Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Directory, Person } from '../../domain/directory.ts';
import { buildSchool, type School } from '../../domain/school.ts';
import { manualClock } from '../../runtime/clock.ts';
import { recordsKey } from '../../runtime/config.ts';
import { loadFolder } from '../../runtime/load-folder.ts';
import { createLog } from '../../runtime/log.ts';
import { createPageClient, hiddenOf, type PageClient } from '../../tests/page-client.ts';
import { FIELD_FAULTS, FORM_NOTICES, PAGE_REFUSALS } from '../../texts/form.ts';
import type { Answer, PageUser } from '../../wecom/client.ts';
import { jsSignature } from '../../wecom/jssdk.ts';
import { createApp, listen } from '../app.ts';
import type { Form } from '../form.ts';
import type { Receiver, Submission, Submitted } from '../inbox/receive.ts';
import { createSessions, SESSION_MS } from '../session.ts';
import { FORM_LIMIT_BYTES } from './form.ts';

const NOW = '2026-11-21T09:30:00+08:00';
const PUBLIC = 'https://bot.example';
const log = createLog('test', 'silent');
const forms = await loadFolder<Form>(join(import.meta.dirname, '..', 'forms'), 'form');

const member = (id: string, name: string, branch: string): Person => ({
  id,
  userid: id,
  name,
  kind: 'staff',
  member: true,
  memberships: [{ organization: branch }],
});
const directory: Directory = {
  organizations: [
    { id: 'school', name: '学校党委', kind: 'party_committee', parent: null, aliases: [] },
    { id: 'one', name: '第一支部', kind: 'branch', parent: 'school', aliases: ['一支部'] },
    { id: 'two', name: '第二支部', kind: 'branch', parent: 'school', aliases: ['二支部'] },
  ],
  people: [
    member('me', '本人甲', 'one'),
    member('mate', '同支部乙', 'one'),
    member('far', '外支部丙', 'two'),
    { id: '20230001', name: '学生甲', kind: 'student', member: false, memberships: [], unit: '学院' },
  ],
  appointments: [],
  oversight: [],
  ties: [],
};

describe('the pages', () => {
  const clock = manualClock(NOW);
  const sessions = createSessions([recordsKey(Buffer.alloc(32, 5))]);
  let school: School;
  let server: Server;
  let browser: PageClient;
  let origin: string;
  /** What WeCom answers to a code; each code is good once, as there. */
  let codes: Map<string, Answer<PageUser>>;
  let exchanged: string[];
  let submitted: { sender: string; submission: Submission }[];
  let submit: () => Promise<Submitted>;

  beforeEach(async () => {
    clock.set(NOW);
    school = buildSchool(directory);
    codes = new Map();
    exchanged = [];
    submitted = [];
    submit = async () => 'taken';
    const receiver: Pick<Receiver, 'submit'> = {
      submit: async (sender, submission) => {
        const result = await submit();
        submitted.push({ sender, submission });
        return result;
      },
    };
    const app = createApp({
      credentials: { token: '', aesKey: Buffer.alloc(32), receiveId: '' },
      receiver: receiver as Receiver,
      spool: { append: () => undefined, isEmpty: () => true, drain: async () => 0 },
      checkStores: async () => ({ documents: true, redis: true }),
      ...{ clock, log },
      pages: {
        ...{ forms, corpId: 'ww1', agentId: 7, publicUrl: () => PUBLIC },
        sessions,
        school: () => school,
        wecom: {
          getUserInfoByCode: async (code) => {
            exchanged.push(code);
            const answer = codes.get(code) ?? refused(40029);
            codes.set(code, refused(42022));
            return answer;
          },
          getJsapiTicket: async () => ({ outcome: 'ok', value: 'ticket-0' }),
        },
      },
    });
    const listening = await listen(app, 0, '127.0.0.1', log);
    server = listening.server;
    origin = `http://127.0.0.1:${listening.port}`;
    browser = createPageClient(origin, PUBLIC);
  });
  afterEach(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  const refused = (errcode: number): Answer<PageUser> => ({
    ...{ outcome: 'refused', reaction: 'user', errcode, errmsg: '', text: '', alert: false },
  });
  const isMember = (userid: string): Answer<PageUser> => ({
    outcome: 'ok',
    value: { kind: 'member', userid },
  });
  const WECOM = { 'user-agent': 'Mozilla/5.0 wxwork/4.1.30 MicroMessenger/7.0.1' };

  /** Begins to sign in; the state that WeCom is handed. */
  async function begin(who: PageClient): Promise<string> {
    const { location } = await who.request('/form/report-activity/enter', { headers: WECOM });
    return new URL(location).searchParams.get('state') ?? '';
  }
  const back = (state: string, code: string, more = '') =>
    `/oauth/back?to=report-activity&code=${code}&state=${state}${more}`;

  async function signIn(userid: string, who = browser): Promise<void> {
    const code = `code-${userid}-${Math.random()}`;
    codes.set(code, isMember(userid));
    const { location } = await who.request(back(await begin(who), code));
    expect(location).toBe('/form/report-activity');
  }

  /** Opens the form and reads what a browser would post. */
  async function open(
    who = browser,
  ): Promise<{ csrf: string; submission: string; owner: string; page: string }> {
    const { text, status } = await who.request('/form/report-activity');
    expect(status).toBe(200);
    return { ...hiddenOf(text), page: text };
  }
  async function tokenOf(name: string, who = browser): Promise<string> {
    const { text } = await who.request(`/form/people?q=${encodeURIComponent(name)}`);
    return (JSON.parse(text) as { people: { token: string }[] }).people[0]?.token ?? '';
  }
  const filled = { kind: 'visit', day: '2026-11-20', words: '都在家' };
  const POST = '/form/report-activity';

  describe('signing in', () => {
    it('goes to WeCom with a state that is bound to the browser, and comes back to a clean address', async () => {
      const first = await browser.request('/form/report-activity');
      expect([first.status, first.location]).toEqual([302, '/form/report-activity/enter']);
      const enter = await browser.request(first.location, { headers: WECOM });
      const url = new URL(enter.location);
      expect(`${url.origin}${url.pathname}`).toBe('https://open.weixin.qq.com/connect/oauth2/authorize');
      expect(url.searchParams.get('scope')).toBe('snsapi_base');
      expect(url.searchParams.get('redirect_uri')).toBe(`${PUBLIC}/oauth/back?to=report-activity`);
      codes.set('c1', isMember('ME'));
      const done = await browser.request(back(url.searchParams.get('state') ?? '', 'c1'));
      expect(done.location).toBe('/form/report-activity');
      expect((await open()).page).toContain('以本人甲的名义填写');
    });

    it('keeps the session from scripts, from other sites and from plain http', async () => {
      codes.set('c1', isMember('me'));
      const { headers } = await browser.request(back(await begin(browser), 'c1'));
      const cookie = headers.getSetCookie().find((set) => set.startsWith('xianfeng_session=')) ?? '';
      expect(cookie.toLowerCase()).toMatch(/; path=\/; samesite=lax; secure; httponly$/);
    });

    it('exchanges a code once, also when the page is loaded twice at the same moment', async () => {
      codes.set('c1', isMember('me'));
      const state = await begin(browser);
      const both = await Promise.all([1, 2].map(() => browser.request(back(state, 'c1'))));
      expect(both.map((answer) => answer.location)).toEqual([
        '/form/report-activity',
        '/form/report-activity',
      ]);
      expect(exchanged).toEqual(['c1']);
      // And again later, from the history.
      expect((await browser.request(back(state, 'c1'))).location).toBe('/form/report-activity');
      expect(exchanged).toEqual(['c1']);
    });

    it('lets nobody in with an address that somebody else used', async () => {
      codes.set('c1', isMember('me'));
      const state = await begin(browser);
      await browser.request(back(state, 'c1'));
      const thief = createPageClient(origin, PUBLIC);
      for (const replay of [back(state, 'c1'), back(await begin(thief), 'c1'), back('', 'c1')]) {
        const answer = await thief.request(replay);
        expect(answer.location).toBe('/form/report-activity/enter?again=1');
        expect(thief.jar.has('xianfeng_session')).toBe(false);
      }
    });

    it('begins anew once when it failed, and then says so instead of going round in circles', async () => {
      const state = await begin(browser);
      expect((await browser.request(back(state, 'never-given'))).location).toBe(
        '/form/report-activity/enter?again=1',
      );
      const again = await browser.request('/form/report-activity/enter?again=1', { headers: WECOM });
      const url = new URL(again.location);
      expect(url.searchParams.get('redirect_uri')).toBe(`${PUBLIC}/oauth/back?to=report-activity&again=1`);
      const last = await browser.request(
        back(url.searchParams.get('state') ?? '', 'never-given-either', '&again=1'),
      );
      expect(last.status).toBe(403);
      expect(last.text).toContain(PAGE_REFUSALS.unknown.title);
    });

    it('says the same to somebody unknown, to a guest, and to somebody who has left', async () => {
      school = buildSchool({
        ...directory,
        people: directory.people.map((p) => (p.id === 'mate' ? { ...p, leftOn: '2026-11-20' } : p)),
      });
      const answers: string[] = [];
      for (const [code, who] of Object.entries({
        a: isMember('nobody-knows'),
        b: { outcome: 'ok', value: { kind: 'outsider', openid: 'o' } } as Answer<PageUser>,
        c: isMember('mate'),
      })) {
        codes.set(code, who);
        const answer = await browser.request(back(await begin(browser), code));
        expect(answer.status).toBe(403);
        expect(browser.jar.has('xianfeng_session')).toBe(false);
        answers.push(answer.text);
      }
      expect(new Set(answers).size).toBe(1);
      expect(answers[0]).toContain(PAGE_REFUSALS.stranger.text);
    });

    it('says that WeCom does not answer when it does not', async () => {
      codes.set('c1', { outcome: 'unknown', reason: 'timeout', detail: '' });
      const address = back(await begin(browser), 'c1');
      const answer = await browser.request(address);
      expect([answer.status, answer.text.includes(PAGE_REFUSALS.busy.title)]).toEqual([503, true]);
      // Loaded again, the same address may work: the code was perhaps never taken.
      codes.set('c1', isMember('me'));
      expect((await browser.request(address)).location).toBe('/form/report-activity');
    });

    it('sends a desktop browser to the page with the code to scan', async () => {
      const { location } = await browser.request('/form/report-activity/enter', {
        headers: { 'user-agent': 'Mozilla/5.0 Chrome/130' },
      });
      expect(location).toMatch(/^https:\/\/login\.work\.weixin\.qq\.com\/wwlogin\/sso\/login\?/);
    });
  });

  describe('a form that is sent', () => {
    it('reaches the inbox in the name of whoever is signed in, and says where the receipt will be', async () => {
      await signIn('me');
      const hidden = await open();
      const answer = await browser.post(POST, { ...hidden, ...filled, people: await tokenOf('学生') });
      expect([answer.status, answer.location]).toEqual([303, '/form/report-activity/taken']);
      expect(submitted).toEqual([
        {
          sender: 'me',
          submission: {
            form: 'report-activity',
            id: hidden.submission,
            values: {
              kind: 'visit',
              day: '2026-11-20',
              people: { ids: ['20230001'], typed: '' },
              companions: { ids: [], typed: '' },
              words: '都在家',
            },
          },
        },
      ]);
      expect((await browser.request(answer.location)).text).toContain('回执会发到聊天里');
    });

    it('takes no sender from its fields', async () => {
      await signIn('me');
      const forged = { userid: 'mate', person: 'mate', sender: 'mate', owner: 'mate' };
      const answer = await browser.post(POST, {
        ...(await open()),
        ...forged,
        ...filled,
        'people-typed': '学生甲',
      });
      expect(answer.status).toBe(303);
      expect(submitted.map((s) => s.sender)).toEqual(['me']);
    });

    it('takes no session that was made up', async () => {
      await signIn('me');
      const hidden = await open();
      const real = browser.jar.get('xianfeng_session') ?? '';
      const [text = '', signature = ''] = real.split('.');
      const session = JSON.parse(Buffer.from(text, 'base64url').toString());
      const other = Buffer.from(JSON.stringify({ ...session, person: 'mate' })).toString('base64url');
      for (const forged of [`${other}.${signature}`, `${other}.`, other, 'me', 'mate.mate']) {
        browser.jar.set('xianfeng_session', forged);
        expect((await browser.post(POST, { ...hidden, ...filled, 'people-typed': '甲' })).status).toBe(401);
        expect((await browser.request('/form/people?q=甲')).status).toBe(403);
        expect((await browser.request('/form/report-activity')).status).toBe(302);
      }
      expect(submitted).toEqual([]);
    });

    it('takes no token but that of its own session, and keeps what was written', async () => {
      await signIn('me');
      const mine = await open();
      const other = createPageClient(origin, PUBLIC);
      await signIn('mate', other);
      const foreign = await open(other);
      for (const csrf of ['', 'x', foreign.csrf]) {
        const answer = await browser.post(POST, { ...mine, csrf, ...filled, 'people-typed': '学生甲' });
        expect(answer.status).toBe(403);
        expect(answer.text).toContain(FORM_NOTICES.foreign);
        expect(answer.text).toContain('都在家');
        expect(answer.text).toContain('value="学生甲"');
      }
      expect(submitted).toEqual([]);
    });

    it('shows nothing of what another site posted', async () => {
      await signIn('me');
      const mine = await open();
      for (const from of ['https://evil.example', 'null', `${PUBLIC}.evil.example`, 'http://bot.example']) {
        const answer = await browser.post(POST, { ...mine, ...filled }, { origin: from });
        expect([answer.status, answer.text.includes('都在家')]).toEqual([403, false]);
      }
      const silent = await browser.post(POST, { ...mine, csrf: 'x', ...filled }, { origin: '' });
      expect([silent.status, silent.text.includes('都在家')]).toEqual([403, false]);
      const json = await browser.post(POST, { ...mine, ...filled }, { 'content-type': 'text/plain' });
      expect(json.status).toBe(403);
      expect(submitted).toEqual([]);
    });

    it('refuses somebody who was removed while signed in, as if they had never been there', async () => {
      await signIn('me');
      const hidden = await open();
      const token = await tokenOf('学生');
      const people = {
        gone: directory.people.filter((p) => p.id !== 'me'),
        left: directory.people.map((p) => (p.id === 'me' ? { ...p, leftOn: '2026-11-21' } : p)),
      };
      const pages = new Set<string>();
      for (const now of Object.values(people)) {
        school = buildSchool({ ...directory, people: now });
        const answers = [
          await browser.request('/form/report-activity'),
          await browser.post(POST, { ...hidden, ...filled, people: token }),
        ];
        for (const { status, text } of answers) {
          expect(status).toBe(403);
          pages.add(text);
        }
        expect((await browser.request('/form/people?q=学生')).status).toBe(403);
        expect((await browser.request(`/jssdk/sign?url=${PUBLIC}/form/report-activity`)).status).toBe(403);
      }
      expect(pages.size).toBe(1);
      expect([...pages][0]).toContain(PAGE_REFUSALS.stranger.text);
      expect(submitted).toEqual([]);
    });

    it('refuses made-up people, and those out of reach, with the same words', async () => {
      await signIn('me');
      const other = createPageClient(origin, PUBLIC);
      await signIn('far', other);
      const hidden = await open();
      // Tokens that we made ourselves, for somebody out of reach by now and for somebody who is gone.
      const own = sessions.tokensFor('me');
      const theirs = await tokenOf('学生', other);
      const answers = new Set<string>();
      for (const token of [
        'far',
        'mate',
        '20230001',
        'A'.repeat(60),
        own.toToken('far'),
        own.toToken('gone'),
        theirs,
      ]) {
        const { status, text } = await browser.post(POST, { ...hidden, ...filled, people: token });
        expect(status).toBe(422);
        expect(text).toContain(FIELD_FAULTS.person);
        answers.add(text.replaceAll(token, ''));
      }
      expect(answers.size).toBe(1);
      expect(submitted).toEqual([]);
    });

    it('reads no body beyond its limit', async () => {
      await signIn('me');
      const hidden = await open();
      const answer = await browser
        .post(POST, { ...hidden, ...filled, words: 'x'.repeat(FORM_LIMIT_BYTES) })
        .catch(() => undefined);
      // The connection may be closed before all of it was sent.
      expect(answer === undefined || answer.status === 413).toBe(true);
      expect(submitted).toEqual([]);
    });

    it('is shown again with all that was written, escaped, when something is wrong', async () => {
      await signIn('me');
      const attack = '"><script>alert(1)</script>';
      const answer = await browser.post(POST, {
        ...(await open()),
        ...{ kind: attack, day: attack, form: attack, mode: attack, hours: attack, place: attack },
        ...{ words: attack, people: attack, 'people-typed': attack, companions: attack },
        'companions-typed': attack,
      });
      expect(answer.status).toBe(422);
      expect(answer.text).not.toContain('<script>alert');
      expect(answer.text).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
      expect(answer.headers.get('content-security-policy')).toMatch(
        /default-src 'none'; script-src 'self'; .*frame-ancestors 'none'$/,
      );
      expect(submitted).toEqual([]);
    });

    it('keeps the words when the session is over, and offers to sign in again', async () => {
      await signIn('me');
      const hidden = await open();
      const token = await tokenOf('学生');
      clock.advance(SESSION_MS);
      const answer = await browser.post(POST, { ...hidden, ...filled, people: token });
      expect(answer.status).toBe(401);
      expect(answer.text).toContain(FORM_NOTICES.expired);
      expect(answer.text).toContain('都在家');
      expect(answer.text).toContain('checked>学生甲');
      expect(answer.text).toContain('href="/form/report-activity/enter"');
      expect(hiddenOf(answer.text)).toMatchObject({ csrf: '', owner: hidden.owner });
      expect(submitted).toEqual([]);
    });

    it('keeps the words when nothing can be stored, under the same id, so that a second try is no second record', async () => {
      await signIn('me');
      const hidden = await open();
      submit = async () => {
        throw Object.assign(new Error('away'), { name: 'MongoServerSelectionError' });
      };
      const failed = await browser.post(POST, { ...hidden, ...filled, 'people-typed': '学生甲' });
      expect(failed.status).toBe(503);
      expect(failed.text).toContain(FORM_NOTICES.away);
      expect(failed.text).toContain('都在家');
      expect(hiddenOf(failed.text).submission).toBe(hidden.submission);
    });

    it('asks before it takes a page that was sent before with other words', async () => {
      await signIn('me');
      const hidden = await open();
      submit = async () => 'differs';
      const answer = await browser.post(POST, { ...hidden, ...filled, 'people-typed': '学生甲' });
      expect(answer.status).toBe(409);
      expect(answer.text).toContain(FORM_NOTICES.differs);
      expect(answer.text).toContain('都在家');
      expect(hiddenOf(answer.text).submission).not.toBe(hidden.submission);
    });

    it('keeps matters of discipline out before anything is stored', async () => {
      await signIn('me');
      const answer = await browser.post(POST, {
        ...(await open()),
        ...filled,
        'people-typed': '学生甲',
        words: '处分决定已经送给他了',
      });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(FIELD_FAULTS.discipline);
      expect(submitted).toEqual([]);
    });

    it('slows down whoever sends without end, and loses nothing', async () => {
      await signIn('me');
      const hidden = await open();
      const statuses: number[] = [];
      for (let i = 0; i < 21; i++)
        statuses.push((await browser.post(POST, { ...hidden, ...filled, 'people-typed': '甲' })).status);
      expect(statuses.filter((status) => status === 303)).toHaveLength(20);
      expect(statuses.at(-1)).toBe(429);
      clock.advance(60_000);
      expect((await browser.post(POST, { ...hidden, ...filled, 'people-typed': '甲' })).status).toBe(303);
    });
  });

  describe('the search of people', () => {
    const search = async (query: string, who = browser) => {
      const { status, text } = await who.request(`/form/people?${query}`);
      return { status, text, people: status === 200 ? JSON.parse(text).people : undefined };
    };

    it('shows names and units of those who may be picked, and no id', async () => {
      await signIn('me');
      const { people, text } = await search('q=甲');
      expect(people).toEqual([{ token: expect.any(String), name: '学生甲', unit: '学院' }]);
      expect(text).not.toContain('20230001');
      expect((await search('q=丙')).people).toEqual([]);
      expect((await search('q=')).people).toEqual([]);
      expect((await search('')).people).toEqual([]);
    });

    it('knows the accounts from the picker of WeCom, and says of the others nothing at all', async () => {
      await signIn('me');
      const { people } = await search('userid=MATE&userid=far&userid=nobody&userid=me');
      expect(people).toEqual([
        { token: expect.any(String), name: '同支部乙', unit: '一支部', userid: 'MATE' },
      ]);
    });

    it('is only for whoever has signed in, and not without end', async () => {
      expect((await search('q=甲')).status).toBe(403);
      await signIn('me');
      let status = 200;
      let asked = 0;
      for (; status === 200 && asked < 200; asked++) status = (await search('q=甲')).status;
      expect([status, asked]).toEqual([429, 91]);
    });
  });

  describe('the signature for the JS-SDK', () => {
    const sign = (url: string) => browser.request(`/jssdk/sign?url=${encodeURIComponent(url)}`);

    it('is made for pages of ours, and shows no ticket', async () => {
      await signIn('me');
      const url = `${PUBLIC}/form/report-activity`;
      const { status, text } = await sign(`${url}#top`);
      const { timestamp, nonceStr, signature } = JSON.parse(text);
      expect(status).toBe(200);
      expect(timestamp).toBe(Date.parse(NOW) / 1000);
      expect(signature).toBe(jsSignature('ticket-0', nonceStr, timestamp, url));
      expect(text).not.toContain('ticket-0');
    });

    it('is made for nobody else', async () => {
      expect((await sign(`${PUBLIC}/form/report-activity`)).status).toBe(403);
      await signIn('me');
      for (const url of [
        '',
        'x',
        '/form/report-activity',
        'https://evil.example/form/report-activity',
        'http://bot.example/form/report-activity',
        'https://bot.example:8443/form/report-activity',
        'https://bot.example.evil.example/form/',
        'https://bot.example@evil.example/form/',
        'https://me:pw@bot.example/form/report-activity',
        'https://evil.example/https://bot.example/form/',
        'https://bot.example/elsewhere',
        'javascript:alert(1)',
      ])
        expect([url, (await sign(url)).status]).toEqual([url, 400]);
    });
  });

  it('serves its own style and scripts, compressed, and nothing else', async () => {
    const weui = await browser.request('/pages/weui.css');
    expect(weui.status).toBe(200);
    expect(weui.headers.get('content-encoding')).toBe('gzip');
    expect(weui.text).toContain('.weui-btn');
    const again = await browser.request('/pages/weui.css', {
      headers: { 'if-none-match': weui.headers.get('etag') ?? '', 'cache-control': 'max-age=0' },
    });
    expect(again.status).toBe(304);
    expect((await browser.request('/pages/wecom.js')).text).toContain('selectEnterpriseContact');
    for (const path of [
      '/pages/',
      '/pages/..%2fform.ts',
      '/pages/form.ts',
      '/pages/html.ts',
      '/form/nothing',
    ])
      expect((await browser.request(path)).status).toBe(404);
  });
});
