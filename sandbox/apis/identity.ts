/** Tokens, OAuth codes, JS tickets and addresses. */
import { accepted, refused } from '../answer.ts';
import type { Api } from '../api.ts';

/** Seconds for which a JS ticket lives. */
const TICKET_SECONDS = 7_200;

const gettoken: Api = {
  path: '/cgi-bin/gettoken',
  method: 'GET',
  access: 'none',
  run({ query }, world) {
    const { corpId, secret, contactSecret } = world.options.credentials;
    const nowMs = world.now();
    const corp = query.get('corpid');
    const given = query.get('corpsecret');
    if (!corp) return refused(41002, 'corpid missing');
    if (!given) return refused(41004, 'corpsecret missing');
    if (corp !== corpId) return refused(40013, 'invalid corpid');
    if (given !== secret && (contactSecret === undefined || given !== contactSecret)) {
      if (!world.secretFailures.take(nowMs)) {
        return refused(45009, 'api freq out of limit: address banned after wrong secrets');
      }
      return refused(40001, 'invalid credential');
    }
    const token = world.tokens.issue(given === secret ? 'app' : 'contacts', nowMs);
    return accepted({ access_token: token.value, expires_in: token.expiresInSeconds });
  },
};

const getuserinfo: Api = {
  path: '/cgi-bin/auth/getuserinfo',
  method: 'GET',
  access: 'app',
  unmetered: true,
  run({ query }, world) {
    const taken = world.takeOAuthCode(query.get('code') ?? '');
    return 'errcode' in taken ? refused(taken.errcode, taken.text) : accepted({ userid: taken.userid });
  },
};

const corpTicket: Api = {
  path: '/cgi-bin/get_jsapi_ticket',
  method: 'GET',
  access: 'app',
  run(_call, world) {
    if (!world.corpTickets.take(world.now())) return refused(45009, 'api freq out of limit');
    return accepted({ ticket: world.newId(48), expires_in: TICKET_SECONDS });
  },
};

const appTicket: Api = {
  path: '/cgi-bin/ticket/get',
  method: 'GET',
  access: 'app',
  run({ query }, world) {
    if (query.get('type') !== 'agent_config') return refused(91040, 'invalid ticket type');
    if (!world.appTickets.take(world.now())) return refused(45009, 'api freq out of limit');
    return accepted({ ticket: world.newId(48), expires_in: TICKET_SECONDS });
  },
};

/** Callbacks of the sandbox come from this machine only, and so does its API. */
const addresses = (path: string): Api => ({
  path,
  method: 'GET',
  access: 'any',
  run: () => accepted({ ip_list: ['127.0.0.1'] }),
});

export const identityApis: Api[] = [
  gettoken,
  getuserinfo,
  corpTicket,
  appTicket,
  addresses('/cgi-bin/getcallbackip'),
  addresses('/cgi-bin/get_api_domain_ip'),
];
