/** The shape of one server API, and the way a request takes before it: faults, bans, token, method, limits, JSON. */
import type { Answer } from './answer.ts';
import { refused } from './answer.ts';
import type { Fields } from './judge.ts';
import { isFields } from './judge.ts';
import type { TokenHolder } from './token.ts';
import type { World } from './world.ts';

/** A request that passed the gate. */
export interface ApiCall {
  query: URLSearchParams;
  /** The JSON body of a POST; empty for GET and for uploads. */
  json: Fields;
  /** The body as it came. */
  body: Buffer;
  /** Whose token it is; `app` for APIs without a token. */
  holder: TokenHolder;
  contentType: string;
  range: string;
  ip: string;
  /** Notes for the log line. */
  notes: string[];
}

/** A file instead of JSON. */
export interface FileAnswer {
  file: Buffer;
  type: string;
  name: string;
  /** First and last byte of a partial answer. */
  part?: { first: number; last: number };
}

/**
 * One API. Example: `{ path: '/cgi-bin/agent/get', method: 'GET', access: 'app', run: (call, world) => accepted() }`
 */
export interface Api {
  path: string;
  method: 'GET' | 'POST';
  /** `none`: without token; `app`: the app's secret only; `any`: contact sync's secret, too. */
  access: 'none' | 'app' | 'contacts' | 'any';
  /** Not counted into the basic frequency (sending, OAuth codes). */
  unmetered?: true;
  /** The body is multipart, not JSON. */
  upload?: true;
  run(call: ApiCall, world: World): Answer | FileAnswer;
}

/** What arrives at the gate. */
export interface ApiRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Buffer;
  contentType: string;
  range: string;
  ip: string;
  notes: string[];
}

/** Bytes of a JSON body above which the call is refused (40206); the exact figure is not published. */
const JSON_BYTES = 1_048_576;

/** Lets one request through the gate and runs its API. */
export function runApi(
  world: World,
  apis: ReadonlyMap<string, Api>,
  request: ApiRequest,
): Answer | FileAnswer {
  const nowMs = world.now();
  if (world.secretFailures.blocked(nowMs))
    return refused(45009, 'api freq out of limit: address banned after wrong secrets');
  const api = apis.get(request.path);
  if (!api) return refused(48001, `api forbidden: the sandbox knows no ${request.path}`);
  let holder: TokenHolder = 'app';
  if (api.access !== 'none') {
    const judged = world.tokens.judge(request.query.get('access_token'), nowMs);
    if ('errcode' in judged) return refused(judged.errcode, judged.text);
    holder = judged.holder;
    if (api.access === 'app' && holder === 'contacts')
      return refused(48002, 'api forbidden for the secret of contact sync');
    if (api.access === 'contacts' && holder === 'app')
      return refused(48002, 'api forbidden: needs the secret of contact sync');
  }
  if (api.method === 'POST' && request.method !== 'POST')
    return refused(40035, 'invalid parameter: require POST method');
  if (!api.unmetered && !world.takeCall(api.path)) return refused(45009, 'api freq out of limit');
  let json: Fields = {};
  if (api.method === 'POST' && !api.upload) {
    const parsed = parseBody(request.body);
    if ('errcode' in parsed) return parsed;
    json = parsed.json;
  }
  const { query, body, contentType, range, ip, notes } = request;
  return api.run({ query, json, body, holder, contentType, range, ip, notes }, world);
}

function parseBody(body: Buffer): { json: Fields } | Answer {
  if (body.length > JSON_BYTES) return refused(40206, `request body of ${body.length} bytes is too large`);
  const text = body.toString('utf8');
  if (/(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}/.test(text)) {
    return refused(40033, 'invalid charset: send UTF-8, not \\uXXXX');
  }
  try {
    const json: unknown = JSON.parse(text);
    if (isFields(json)) return { json };
  } catch {
    // Falls through to the refusal below: WeCom names both the empty parameters and the format.
  }
  return refused(40063, 'some parameters are empty. Warning: wrong json format. ');
}
