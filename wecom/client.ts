/** WeCom's server API: sending, updating and recalling messages, the directory, sign-in, menu, tickets, uploads. */
import { z } from 'zod';
import { cardUpdateSchema, type TemplateCardUpdate } from './card.ts';
import { classifyError, type ErrorClass, isFatalAtGettoken, type Reaction } from './errors.ts';
import { byteLength } from './fit-text.ts';
import {
  type Menu,
  type Message,
  menuSchema,
  messageBody,
  messageSchema,
  type Recipients,
} from './message.ts';
import { createMemoryTokenStore, createTokenSource, type FetchedToken, type TokenStore } from './token.ts';

/** WeCom's public address; a pretend WeCom has another. */
export const WECOM_BASE_URL = 'https://qyapi.weixin.qq.com';

/** How often a call is repeated after -1 and its like, or when no connection came about. */
const MAX_REPEATS = 3;
const REPEAT_BASE_MS = 1_000;
/** Up to so much is added to a pause, so that processes do not repeat in step. */
const REPEAT_JITTER = 0.25;
const DEFAULT_TIMEOUT_MS = 10_000;
/** The secret and the latest tokens, several of which may be in use at a time of renewal. */
const REMEMBERED_SECRETS = 5;
const MS_PER_SECOND = 1_000;
const USER_ID_PAGE = 10_000;
const DEPARTMENTS_AT_ONCE = 4;
/** WeCom's answer when part of the body was not understood, sometimes beside errcode 0. */
const HALF_UNDERSTOOD = 'Warning: wrong json format';
const MENU_NOT_SET = 46003;
/** The token was refused; 40001 also stands for a bad secret, but that only gettoken can tell. */
const TOKEN_ERRORS = new Set([40014, 42001, 40001]);
/** Causes of a failed fetch for which no byte of the request was sent. Everything else may have arrived. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Nobody can say whether WeCom did it: repeat only what is harmless when done twice. */
export interface Unknown {
  outcome: 'unknown';
  reason: 'timeout' | 'connection_lost' | 'bad_reply';
  /** For logs; without secrets. */
  detail: string;
}

/** WeCom did not do it. */
export interface Refused {
  outcome: 'refused';
  reaction: Reaction;
  /** Null when WeCom was not asked, or could not be reached. */
  errcode: number | null;
  /** WeCom's own words, whole, for logs; without secrets. */
  errmsg: string;
  /** For administrators, in Chinese. */
  text: string;
  /** Whether an administrator should be told. */
  alert: boolean;
  /** How long to wait before trying again, in milliseconds, where that is known. */
  waitMs?: number;
}

export type Failure = Unknown | Refused;
/** The result of a call: expected failures are values, not exceptions. */
export type Answer<T> = { outcome: 'ok'; value: T } | Failure;

export interface Sent {
  outcome: 'sent';
  /** The handle for recalling, within 24 hours; empty when WeCom gave none. */
  msgid: string;
  /** For updatable cards: good for one update, within 72 hours. */
  responseCode?: string;
  /** Userids that did not get it, in lower case: compare without regard to case. */
  invalidUsers: string[];
  invalidParties: string[];
  invalidTags: string[];
  /** Visible to the app but without a licence for it. */
  unlicensedUsers: string[];
}

export interface WecomClientOptions {
  /** Address without path: `WECOM_BASE_URL`, or that of a pretend WeCom. */
  baseUrl: string;
  corpId: string;
  agentId: number;
  /** The app's Secret; for `listUserIds` that of 通讯录同步, in a client of its own. */
  secret: string;
  fetch?: typeof fetch;
  /** Unix time in milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** At least 0, below 1. */
  random(): number;
  /** Shared by all processes that use this app; without it, each has its own token. */
  tokenStore?: TokenStore;
  /** Where the tickets for pages live. */
  ticketStores?: Partial<Record<TicketKind, TokenStore>>;
  /** For one request, answer included. */
  timeoutMs?: number;
  /** See `TokenSourceOptions`. */
  refreshIntervalMs?: number;
  /** Called when an administrator should know: bad configuration, missing permission, a bug of ours. */
  onAlert?(refusal: Refused & { api: string }): void;
}

/** `corp` is for `config`, `agent_config` for `agentConfig`. */
export type TicketKind = 'corp' | 'agent_config';

export interface CardUpdate {
  /** From sending the card (reaches all receivers) or from a press of it; good for one call. */
  responseCode: string;
  to: Recipients;
  /** Grey words on the pressed buttons, or a whole new card. */
  change: { button: string } | { card: TemplateCardUpdate };
}

export interface AgentInfo {
  agentId: number;
  name: string;
  /** Switched off in the console. */
  closed: boolean;
  visibleUsers: string[];
  visibleParties: number[];
  visibleTags: number[];
  /** The trusted domain of its pages. */
  redirectDomain: string;
  homeUrl: string;
}

/** Who opened a page. Signed in is not the same as within the app's visible range. */
export type PageUser =
  | { kind: 'member'; userid: string; userTicket?: string }
  | { kind: 'outsider'; openid: string; externalUserid?: string };

export interface DirectoryUser {
  userid: string;
  name: string;
  departments: number[];
}

export interface UserDetail extends DirectoryUser {
  mainDepartment?: number;
  position?: string;
  alias?: string;
  /** 1 active, 2 disabled, 4 not activated, 5 left. */
  status?: number;
}

export interface Department {
  id: number;
  name: string;
  parentId: number;
  order: number;
  leaders: string[];
}

export interface MediaUpload {
  type: 'image' | 'voice' | 'video' | 'file';
  /** Any characters; goes out as raw UTF-8, which is all that WeCom reads. */
  filename: string;
  bytes: Uint8Array;
  contentType?: string;
}

export interface WecomClient {
  /** Sends a message. An unknown outcome may be repeated with the same message within its duplicate check. */
  send(message: Message): Promise<Sent | Failure>;
  /** Changes a card that was sent. Refused with 60140 when the code is used up: send a new card then. */
  updateCard(update: CardUpdate): Promise<Answer<{ invalidUsers: string[] }>>;
  /** Takes a message back, within 24 hours; not in 微信插件. */
  recall(msgid: string): Promise<Answer<null>>;
  /** The app as WeCom sees it: proves token, IP list and agentid at once. */
  getAgent(): Promise<Answer<AgentInfo>>;
  /** Addresses that callbacks come from; may contain `*`. */
  getCallbackIps(): Promise<Answer<string[]>>;
  /** Who came back with this OAuth code; codes are good once, for 5 minutes. */
  getUserInfoByCode(code: string): Promise<Answer<PageUser>>;
  getUser(userid: string): Promise<Answer<UserDetail>>;
  /** The department and all below it, as far as the app sees them; one call a department. */
  listDepartments(rootId?: number): Promise<Answer<Department[]>>;
  /** The members of one department, without those below it. */
  listUsers(departmentId: number): Promise<Answer<DirectoryUser[]>>;
  /** All members, once for every department of theirs. Only with the secret of 通讯录同步. */
  listUserIds(): Promise<Answer<{ userid: string; department: number }[]>>;
  createMenu(menu: Menu): Promise<Answer<null>>;
  /** Null when there is none. */
  getMenu(): Promise<Answer<Menu | null>>;
  deleteMenu(): Promise<Answer<null>>;
  /** For `jsSignature`; cached, since WeCom gives 100 an hour. Never show it to a page. */
  getJsapiTicket(kind: TicketKind): Promise<Answer<string>>;
  /** Puts a file where messages can refer to it, for 3 days. */
  uploadMedia(media: MediaUpload): Promise<Answer<{ mediaId: string }>>;
}

interface Call<T> {
  schema: z.ZodType<T>;
  query?: Record<string, string>;
  /** POST when given. */
  body?: string | Uint8Array;
  contentType?: string;
}

const envelopeSchema = z.looseObject({ errcode: z.int().default(0), errmsg: z.string().default('') });
const nothing = z.unknown().transform(() => null);
const joined = z
  .string()
  .nullish()
  .transform((ids) => (ids ? ids.split('|').filter((id) => id !== '') : []));
const gettokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
const ticketSchema = z.object({ ticket: z.string().min(1), expires_in: z.number().positive() });
const sentSchema = z.object({
  msgid: z.string().nullish(),
  response_code: z.string().nullish(),
  invaliduser: joined,
  invalidparty: joined,
  invalidtag: joined,
  unlicenseduser: joined,
});
const updatedSchema = z.object({ invaliduser: z.array(z.string()).nullish() });
const agentSchema = z.object({
  agentid: z.number(),
  name: z.string(),
  close: z.number().nullish(),
  allow_userinfos: z.object({ user: z.array(z.object({ userid: z.string() })).nullish() }).nullish(),
  allow_partys: z.object({ partyid: z.array(z.number()).nullish() }).nullish(),
  allow_tags: z.object({ tagid: z.array(z.number()).nullish() }).nullish(),
  redirect_domain: z.string().nullish(),
  home_url: z.string().nullish(),
});
const pageUserSchema = z.union([
  z.object({ userid: z.string().min(1), user_ticket: z.string().nullish() }),
  z.object({ openid: z.string().min(1), external_userid: z.string().nullish() }),
]);
const userSchema = z.object({
  userid: z.string(),
  name: z.string(),
  department: z.array(z.number()).nullish(),
  main_department: z.number().nullish(),
  position: z.string().nullish(),
  alias: z.string().nullish(),
  status: z.number().nullish(),
});
const departmentIdsSchema = z.object({ department_id: z.array(z.object({ id: z.number() })) });
const departmentSchema = z.object({
  department: z.object({
    id: z.number(),
    name: z.string(),
    parentid: z.number(),
    order: z.number().nullish(),
    department_leader: z.array(z.string()).nullish(),
  }),
});
const userListSchema = z.object({
  userlist: z.array(
    z.object({ userid: z.string(), name: z.string(), department: z.array(z.number()).nullish() }),
  ),
});
const userIdsSchema = z.object({
  next_cursor: z.string().nullish(),
  dept_user: z.array(z.object({ userid: z.string(), department: z.number() })),
});

/** Limits of uploads by type, in bytes (media/upload); voice is AMR of at most 60 s. */
const MEDIA_MAX_BYTES = { image: 10_485_760, voice: 2_097_152, video: 10_485_760, file: 20_971_520 } as const;
/** Smaller files are refused. */
const MEDIA_MIN_BYTES = 6;

/** Creates a client for one app. It keeps no timers; nothing must be closed. */
export function createWecomClient(options: WecomClientOptions): WecomClient {
  const { corpId, agentId, secret, now, sleep, random } = options;
  const fetchImpl = options.fetch ?? fetch;
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const base = options.baseUrl.replace(/\/+$/, '');
  /** Set when gettoken says that the configuration is wrong: nothing is asked again until there is a new client. */
  let broken: Refused | undefined;
  const secrets = new Set([secret]);

  /** Keeps a token out of error texts; old ones are forgotten, since they come and go. */
  function remember(token: string): void {
    secrets.add(token);
    if (secrets.size > REMEMBERED_SECRETS) {
      const [, oldest] = secrets;
      if (oldest !== undefined) secrets.delete(oldest);
    }
  }

  function redact(text: string): string {
    let clean = text.replace(/(\b(?:access_token|corpsecret|ticket|code)=)[^&\s"']+/g, '$1***');
    for (const value of secrets) clean = clean.replaceAll(value, '***');
    return clean;
  }

  function refuse(api: string, errcode: number | null, errmsg: string, kind: ErrorClass): Refused {
    const { reaction, text, alert, waitMs } = kind;
    const refused: Refused = {
      outcome: 'refused',
      reaction,
      errcode,
      errmsg: redact(errmsg),
      text,
      alert,
      ...(waitMs === undefined ? {} : { waitMs }),
    };
    if (alert) options.onAlert?.({ ...refused, api });
    return refused;
  }

  /** A request that breaks WeCom's documented limits; it is not sent. */
  function refuseInvalid(api: string, error: z.ZodError | string): Refused {
    const errmsg = typeof error === 'string' ? error : z.prettifyError(error);
    return refuse(api, null, errmsg, {
      reaction: 'fix_request',
      alert: true,
      text: '请求不符合企业微信的要求，没有发出',
    });
  }

  /** One HTTP exchange, without judgement about errcodes. */
  async function exchange(
    api: string,
    query: Record<string, string>,
    call: Pick<Call<unknown>, 'body' | 'contentType'>,
  ): Promise<{ json: unknown } | { notSent: string } | Unknown> {
    const unknown = (reason: Unknown['reason'], detail: string): Unknown => ({
      outcome: 'unknown',
      reason,
      detail: redact(`${api}: ${detail}`),
    });
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), timeoutMs);
    try {
      const response = await fetchImpl(`${base}/cgi-bin/${api}?${new URLSearchParams(query)}`, {
        // Following a redirect would hand the token to whoever it leads to.
        redirect: 'manual',
        signal: stop.signal,
        ...(call.body === undefined
          ? {}
          : {
              method: 'POST',
              body: call.body,
              headers: { 'content-type': call.contentType ?? 'application/json; charset=utf-8' },
            }),
      });
      const text = await response.text();
      try {
        return { json: JSON.parse(text) };
      } catch {
        return unknown('bad_reply', `HTTP ${response.status}, ${text.length} characters that are not JSON`);
      }
    } catch (error) {
      const code = causeCode(error);
      if (NOT_SENT.has(code)) return { notSent: code };
      if (stop.signal.aborted) return unknown('timeout', `no answer within ${timeoutMs} ms`);
      return unknown('connection_lost', code);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Calls with the repetitions that are harmless; `query` is made anew each time, since it holds the token. */
  async function perform<T>(
    api: string,
    call: Call<T>,
    query: () => Promise<{ ok: true; query: Record<string, string> } | { ok: false; failure: Failure }>,
    onTokenError?: (query: Record<string, string>) => Promise<boolean>,
  ): Promise<Answer<T>> {
    for (let repeats = 0; ; ) {
      const made = await query();
      if (!made.ok) return made.failure;
      const result = await exchange(api, made.query, call);
      if ('outcome' in result) return result;
      if ('notSent' in result) {
        if (repeats < MAX_REPEATS) {
          await pause(repeats++);
          continue;
        }
        return refuse(api, null, `cannot reach WeCom: ${result.notSent}`, {
          reaction: 'retry',
          alert: false,
          text: '连不上企业微信',
        });
      }
      const envelope = envelopeSchema.safeParse(result.json);
      if (!envelope.success) {
        return { outcome: 'unknown', reason: 'bad_reply', detail: `${api}: answer without errcode` };
      }
      const { errcode, errmsg } = envelope.data;
      if (errmsg.includes(HALF_UNDERSTOOD)) {
        return refuse(api, errcode, errmsg, {
          reaction: 'fix_request',
          alert: true,
          text: '企业微信没有完全看懂请求',
        });
      }
      if (errcode === 0) {
        const value = call.schema.safeParse(result.json);
        if (value.success) return { outcome: 'ok', value: value.data };
        const detail = redact(`${api}: ${z.prettifyError(value.error)}`);
        return { outcome: 'unknown', reason: 'bad_reply', detail };
      }
      const kind = classifyError(errcode, api);
      if (kind.reaction === 'retry' && repeats < MAX_REPEATS) {
        await pause(repeats++);
        continue;
      }
      if (onTokenError !== undefined && TOKEN_ERRORS.has(errcode)) {
        if (await onTokenError(made.query)) continue;
        // A fresh token was refused as well: the app was stopped or its secret changed.
        return refuse(api, errcode, errmsg, { ...kind, reaction: 'alert', alert: true });
      }
      return refuse(api, errcode, errmsg, kind);
    }
  }

  async function pause(repeats: number): Promise<void> {
    await sleep(REPEAT_BASE_MS * 2 ** repeats * (1 + REPEAT_JITTER * random()));
  }

  async function fetchToken(): Promise<FetchedToken<Failure>> {
    if (broken !== undefined) return { ok: false, failure: broken };
    const answer = await perform('gettoken', { schema: gettokenSchema }, async () => ({
      ok: true,
      query: { corpid: corpId, corpsecret: secret },
    }));
    if (answer.outcome === 'ok') {
      const { access_token: token, expires_in: seconds } = answer.value;
      return { ok: true, token, expiresInMs: seconds * MS_PER_SECOND };
    }
    if (answer.outcome === 'refused' && answer.errcode !== null && isFatalAtGettoken(answer.errcode)) {
      broken = answer;
    }
    return { ok: false, failure: answer };
  }

  const timing = { now, sleep, refreshIntervalMs: options.refreshIntervalMs };
  const tokens = createTokenSource<Failure>({
    store: options.tokenStore ?? createMemoryTokenStore(now),
    fetchToken,
    ...timing,
  });

  /** The token, or why there is none, as the failure of the call that needs it. */
  async function takeToken(
    api: string,
  ): Promise<{ ok: true; token: string } | { ok: false; failure: Failure }> {
    // Not even the store is asked: a token left there would only hide the wrong configuration.
    if (broken !== undefined) return { ok: false, failure: broken };
    const answer = await tokens.get();
    if (answer.ok) {
      remember(answer.token);
      return answer;
    }
    if ('failure' in answer) {
      // Without a token the call itself was not made, whatever became of gettoken.
      if (answer.failure.outcome === 'refused') return { ok: false, failure: answer.failure };
      const { reason, detail } = answer.failure;
      return { ok: false, failure: refuse(api, null, `${reason}: ${detail}`, NO_TOKEN) };
    }
    return { ok: false, failure: refuse(api, null, answer.refusal, NO_TOKEN) };
  }

  async function call<T>(api: string, request: Call<T>): Promise<Answer<T>> {
    let retried = false;
    return perform(
      api,
      request,
      async () => {
        const taken = await takeToken(api);
        return taken.ok ? { ok: true, query: { access_token: taken.token, ...request.query } } : taken;
      },
      async (query) => {
        await tokens.drop(query.access_token ?? '');
        if (retried) return false;
        retried = true;
        return true;
      },
    );
  }

  const agentQuery = { agentid: String(agentId) };
  const post = (body: object) => ({ body: JSON.stringify(body) });

  const fetchTicket =
    (api: string, query: Record<string, string>) => async (): Promise<FetchedToken<Failure>> => {
      const answer = await call(api, { schema: ticketSchema, query });
      if (answer.outcome !== 'ok') return { ok: false, failure: answer };
      return { ok: true, token: answer.value.ticket, expiresInMs: answer.value.expires_in * MS_PER_SECOND };
    };
  const ticketStore = (kind: TicketKind) => options.ticketStores?.[kind] ?? createMemoryTokenStore(now);
  const tickets = {
    corp: createTokenSource({
      store: ticketStore('corp'),
      fetchToken: fetchTicket('get_jsapi_ticket', {}),
      ...timing,
    }),
    agent_config: createTokenSource({
      store: ticketStore('agent_config'),
      fetchToken: fetchTicket('ticket/get', { type: 'agent_config' }),
      ...timing,
    }),
  };

  return {
    async send(message) {
      const api = 'message/send';
      const checked = messageSchema.safeParse(message);
      if (!checked.success) return refuseInvalid(api, checked.error);
      const answer = await call(api, { schema: sentSchema, body: messageBody(checked.data, agentId) });
      if (answer.outcome !== 'ok') return answer;
      const {
        msgid,
        response_code: responseCode,
        invaliduser,
        invalidparty,
        invalidtag,
        unlicenseduser,
      } = answer.value;
      return {
        outcome: 'sent',
        msgid: msgid ?? '',
        ...(responseCode ? { responseCode } : {}),
        invalidUsers: lowerCased(invaliduser),
        invalidParties: invalidparty,
        invalidTags: invalidtag,
        unlicensedUsers: lowerCased(unlicenseduser),
      };
    },

    async updateCard({ responseCode, to, change }) {
      const api = 'message/update_template_card';
      const card = 'card' in change ? cardUpdateSchema.safeParse(change.card) : undefined;
      if (card?.success === false) return refuseInvalid(api, card.error);
      const named = 'all' in to ? undefined : to;
      const answer = await call(api, {
        schema: updatedSchema,
        ...post({
          userids: named?.users,
          partyids: named?.parties,
          tagids: named?.tags,
          atall: named === undefined ? 1 : undefined,
          agentid: agentId,
          response_code: responseCode,
          button: 'button' in change ? { replace_name: change.button } : undefined,
          template_card: card?.data,
        }),
      });
      return mapped(answer, ({ invaliduser }) => ({ invalidUsers: lowerCased(invaliduser ?? []) }));
    },

    recall: (msgid) => call('message/recall', { schema: nothing, ...post({ msgid }) }),

    async getAgent() {
      const answer = await call('agent/get', { schema: agentSchema, query: agentQuery });
      return mapped(answer, (agent) => ({
        agentId: agent.agentid,
        name: agent.name,
        closed: agent.close === 1,
        visibleUsers: (agent.allow_userinfos?.user ?? []).map((user) => user.userid),
        visibleParties: agent.allow_partys?.partyid ?? [],
        visibleTags: agent.allow_tags?.tagid ?? [],
        redirectDomain: agent.redirect_domain ?? '',
        homeUrl: agent.home_url ?? '',
      }));
    },

    async getCallbackIps() {
      const answer = await call('getcallbackip', { schema: z.object({ ip_list: z.array(z.string()) }) });
      return mapped(answer, ({ ip_list }) => ip_list);
    },

    async getUserInfoByCode(code) {
      const answer = await call('auth/getuserinfo', { schema: pageUserSchema, query: { code } });
      return mapped(answer, (user): PageUser => {
        if ('userid' in user) {
          const { userid, user_ticket: userTicket } = user;
          return { kind: 'member', userid, ...(userTicket ? { userTicket } : {}) };
        }
        const { openid, external_userid: externalUserid } = user;
        return { kind: 'outsider', openid, ...(externalUserid ? { externalUserid } : {}) };
      });
    },

    async getUser(userid) {
      const answer = await call('user/get', { schema: userSchema, query: { userid } });
      return mapped(answer, (user) => ({
        userid: user.userid,
        name: user.name,
        departments: user.department ?? [],
        ...(user.main_department == null ? {} : { mainDepartment: user.main_department }),
        ...(user.position ? { position: user.position } : {}),
        ...(user.alias ? { alias: user.alias } : {}),
        ...(user.status == null ? {} : { status: user.status }),
      }));
    },

    async listDepartments(rootId) {
      const query: Record<string, string> = rootId === undefined ? {} : { id: String(rootId) };
      const ids = await call('department/simplelist', { schema: departmentIdsSchema, query });
      if (ids.outcome !== 'ok') return ids;
      // department/list has the names at once, but is slow, deprecated, and closed to newer contact secrets.
      const departments: Department[] = [];
      const wanted = ids.value.department_id.map(({ id }) => id);
      for (let at = 0; at < wanted.length; at += DEPARTMENTS_AT_ONCE) {
        const answers = await Promise.all(
          wanted
            .slice(at, at + DEPARTMENTS_AT_ONCE)
            .map((id) => call('department/get', { schema: departmentSchema, query: { id: String(id) } })),
        );
        for (const answer of answers) {
          if (answer.outcome !== 'ok') return answer;
          const { id, name, parentid, order, department_leader: leaders } = answer.value.department;
          departments.push({ id, name, parentId: parentid, order: order ?? 0, leaders: leaders ?? [] });
        }
      }
      return { outcome: 'ok', value: departments };
    },

    async listUsers(departmentId) {
      const query = { department_id: String(departmentId) };
      const answer = await call('user/simplelist', { schema: userListSchema, query });
      return mapped(answer, ({ userlist }) =>
        userlist.map(({ userid, name, department }) => ({ userid, name, departments: department ?? [] })),
      );
    },

    async listUserIds() {
      const members: { userid: string; department: number }[] = [];
      for (let cursor: string | undefined; ; ) {
        const answer = await call('user/list_id', {
          schema: userIdsSchema,
          ...post({ cursor, limit: USER_ID_PAGE }),
        });
        if (answer.outcome !== 'ok') return answer;
        members.push(...answer.value.dept_user.map(({ userid, department }) => ({ userid, department })));
        const next = answer.value.next_cursor || undefined;
        if (next === undefined) return { outcome: 'ok', value: members };
        if (next === cursor) {
          return { outcome: 'unknown', reason: 'bad_reply', detail: 'user/list_id: cursor does not move' };
        }
        cursor = next;
      }
    },

    async createMenu(menu) {
      const checked = menuSchema.safeParse(menu);
      if (!checked.success) return refuseInvalid('menu/create', checked.error);
      return call('menu/create', { schema: nothing, query: agentQuery, ...post(checked.data) });
    },

    async getMenu() {
      const answer = await call('menu/get', { schema: menuSchema, query: agentQuery });
      if (answer.outcome === 'refused' && answer.errcode === MENU_NOT_SET)
        return { outcome: 'ok', value: null };
      return answer;
    },

    deleteMenu: () => call('menu/delete', { schema: nothing, query: agentQuery }),

    async getJsapiTicket(kind) {
      const answer = await tickets[kind].get();
      if (answer.ok) return { outcome: 'ok', value: answer.token };
      if ('failure' in answer) return answer.failure;
      return refuse('get_jsapi_ticket', null, answer.refusal, NO_TOKEN);
    },

    async uploadMedia(media) {
      const api = 'media/upload';
      const size = media.bytes.byteLength;
      if (size < MEDIA_MIN_BYTES || size > MEDIA_MAX_BYTES[media.type]) {
        return refuseInvalid(
          api,
          `${media.type} of ${size} bytes, must be ${MEDIA_MIN_BYTES} to ${MEDIA_MAX_BYTES[media.type]}`,
        );
      }
      const { body, contentType } = multipart(media, random);
      const answer = await call(api, {
        schema: z.object({ media_id: z.string().min(1) }),
        query: { type: media.type },
        body,
        contentType,
      });
      return mapped(answer, ({ media_id: mediaId }) => ({ mediaId }));
    },
  };
}

/** No token just now, for a reason that passes. */
const NO_TOKEN: ErrorClass = {
  reaction: 'retry',
  alert: false,
  waitMs: 10_000,
  text: '暂时取不到 access_token',
};

function mapped<T, U>(answer: Answer<T>, change: (value: T) => U): Answer<U> {
  return answer.outcome === 'ok' ? { outcome: 'ok', value: change(answer.value) } : answer;
}

function lowerCased(ids: string[]): string[] {
  return ids.map((id) => id.toLowerCase());
}

/** The code of the error below a failed fetch: fetch itself only says that it failed. */
function causeCode(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    // Several addresses were tried: each gave an error of its own.
    const inner = at instanceof AggregateError ? at.errors[0] : undefined;
    for (const each of [at, inner]) {
      if (each instanceof Error && 'code' in each && typeof each.code === 'string') return each.code;
    }
  }
  return error instanceof Error ? error.name : 'unknown error';
}

/**
 * A multipart body with one part. Made by hand because WeCom reads neither `filename*=` nor escapes, and answers
 * 44001 to them; it wants the name as raw UTF-8 between quotes.
 */
function multipart(media: MediaUpload, random: () => number): { body: Uint8Array; contentType: string } {
  const digits = Array.from({ length: 24 }, () => Math.floor(random() * 16).toString(16)).join('');
  const boundary = `part-${digits}`;
  const filename = media.filename.replace(/["\\\r\n]/g, '_') || 'file';
  const head =
    `--${boundary}\r\n` +
    `Content-Disposition: form-data; name="media"; filename="${filename}"; filelength=${media.bytes.byteLength}\r\n` +
    `Content-Type: ${media.contentType ?? 'application/octet-stream'}\r\n\r\n`;
  const tail = `\r\n--${boundary}--\r\n`;
  const body = new Uint8Array(byteLength(head) + media.bytes.byteLength + byteLength(tail));
  body.set(Buffer.from(head, 'utf8'), 0);
  body.set(media.bytes, byteLength(head));
  body.set(Buffer.from(tail, 'utf8'), body.length - byteLength(tail));
  return { body, contentType: `multipart/form-data; boundary=${boundary}` };
}
