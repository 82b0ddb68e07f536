/** Callback mode: URL verification, opening what WeCom posts, sealing replies; and WeCom's own side of the same. */
import { CallbackError, decrypt, encrypt, signature, verifySignature } from './crypto.ts';
import { cdata, childrenOf, element, parseXml, type XmlElement } from './xml.ts';

/** What the admin console shows for the app's 接收消息, with the key parsed by `parseAesKey`. */
export interface CallbackCredentials {
  token: string;
  aesKey: Buffer;
  /** The corpid for a self-built app. */
  receiveId: string;
}

/**
 * The query of a callback: either the raw query string (best: it is decoded here, once, and `+` stays `+`),
 * or an object of values that are already decoded.
 */
export type CallbackQuery = string | Readonly<Record<string, string | string[] | undefined>>;

/** What makes a sealed message unique; arguments, so that results can be repeated. */
export interface SealOptions {
  /** Unix time in seconds. */
  timestamp: number | string;
  /** Any short text; WeCom uses digits. */
  nonce: string;
  /** 16 random bytes. */
  random: Buffer;
}

/**
 * Answers the handshake (GET) that runs when the admin saves the callback's URL.
 * @returns the body to send as text/plain, exactly as it is: no newline, no quotes; within 1 second
 * @throws {CallbackError} `bad_query`, `bad_signature`, `bad_ciphertext` or `wrong_receiveid`
 */
export function verifyUrl(credentials: CallbackCredentials, query: CallbackQuery): string {
  const values = readQuery(query);
  const echostr = queryValue(values, 'echostr');
  checkSignature(credentials, values, echostr);
  return decrypt(credentials.aesKey, echostr, credentials.receiveId);
}

/**
 * Verifies and decrypts what WeCom posted.
 * @param body the request's body, unparsed
 * @returns the plaintext XML, for `parseInbound`
 * @throws {CallbackError} with every code but `bad_key` and `bad_message`
 */
export function openEnvelope(
  credentials: CallbackCredentials,
  query: CallbackQuery,
  body: string | Buffer,
): string {
  const encrypted = fieldOf(parseOuter(body), 'Encrypt');
  checkSignature(credentials, readQuery(query), encrypted);
  return decrypt(credentials.aesKey, encrypted, credentials.receiveId);
}

/**
 * Seals a passive reply.
 * @param plaintextXml from `buildReply`
 * @returns the body of the answer, to be sent with status 200 as application/xml, within 5 seconds
 */
export function sealReply(
  credentials: CallbackCredentials,
  plaintextXml: string,
  options: SealOptions,
): string {
  const { token, aesKey, receiveId } = credentials;
  const timestamp = String(options.timestamp);
  const encrypted = encrypt(aesKey, plaintextXml, receiveId, options.random);
  return element(
    'xml',
    element('Encrypt', cdata(encrypted)) +
      element('MsgSignature', cdata(signature(token, timestamp, options.nonce, encrypted))) +
      element('TimeStamp', timestamp) +
      element('Nonce', cdata(options.nonce)),
  );
}

/** A request as WeCom sends it. */
export interface SealedRequest {
  /** Decoded values. */
  query: Record<string, string>;
  /** The same as a query string, URL-encoded, without the question mark. */
  search: string;
  /** Empty for the handshake. */
  body: string;
}

/**
 * What WeCom does to deliver a message: for tests and for a pretend WeCom.
 * @param plaintextXml from `serializeInbound`
 * @param options.agentId left out of the outer XML when undefined, as in contact-sync callbacks
 */
export function sealCallback(
  credentials: CallbackCredentials,
  plaintextXml: string,
  options: SealOptions & { agentId?: number | undefined },
): SealedRequest {
  const { token, aesKey, receiveId } = credentials;
  const encrypted = encrypt(aesKey, plaintextXml, receiveId, options.random);
  const timestamp = String(options.timestamp);
  const agent = options.agentId === undefined ? '' : element('AgentID', cdata(String(options.agentId)));
  const query = {
    msg_signature: signature(token, timestamp, options.nonce, encrypted),
    timestamp,
    nonce: options.nonce,
  };
  return {
    query,
    search: toSearch(query),
    body: element(
      'xml',
      element('ToUserName', cdata(receiveId)) + agent + element('Encrypt', cdata(encrypted)),
    ),
  };
}

/** What WeCom does to verify a URL; the expected answer is `echo`. For tests and for a pretend WeCom. */
export function sealEcho(
  credentials: CallbackCredentials,
  echo: string,
  options: SealOptions,
): SealedRequest {
  const { token, aesKey, receiveId } = credentials;
  const echostr = encrypt(aesKey, echo, receiveId, options.random);
  const timestamp = String(options.timestamp);
  const query = {
    msg_signature: signature(token, timestamp, options.nonce, echostr),
    timestamp,
    nonce: options.nonce,
    echostr,
  };
  return { query, search: toSearch(query), body: '' };
}

/**
 * What WeCom does with a passive reply: verifies and decrypts it. For tests and for a pretend WeCom.
 * @returns the plaintext XML, for `parseReply`
 * @throws {CallbackError} like `openEnvelope`
 */
export function openReply(credentials: CallbackCredentials, body: string | Buffer): string {
  const outer = parseOuter(body);
  const encrypted = fieldOf(outer, 'Encrypt');
  const { token, aesKey, receiveId } = credentials;
  const given = fieldOf(outer, 'MsgSignature');
  if (!verifySignature(token, fieldOf(outer, 'TimeStamp'), fieldOf(outer, 'Nonce'), encrypted, given)) {
    throw new CallbackError('bad_signature', 'MsgSignature of the reply does not match');
  }
  return decrypt(aesKey, encrypted, receiveId);
}

function checkSignature(
  credentials: CallbackCredentials,
  values: Map<string, string | null>,
  encrypted: string,
): void {
  const given = queryValue(values, 'msg_signature');
  const timestamp = queryValue(values, 'timestamp');
  const nonce = queryValue(values, 'nonce');
  if (!verifySignature(credentials.token, timestamp, nonce, encrypted, given)) {
    throw new CallbackError('bad_signature', 'msg_signature does not match: check the Token of the callback');
  }
}

/**
 * The values of the query. Those given twice are marked, since nobody could say which one was signed.
 */
function readQuery(query: CallbackQuery): Map<string, string | null> {
  const values = new Map<string, string | null>();
  if (typeof query !== 'string') {
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) values.set(name, typeof value === 'string' ? value : null);
    }
    return values;
  }
  for (const pair of (query.startsWith('?') ? query.slice(1) : query).split('&')) {
    const equals = pair.indexOf('=');
    if (equals === -1) continue;
    const name = pair.slice(0, equals);
    values.set(name, values.has(name) ? null : pair.slice(equals + 1));
  }
  for (const [name, value] of values) {
    // Not URLSearchParams, which turns a plus sign, common in base64, into a blank.
    if (value?.includes('%')) values.set(name, decodeOnce(name, value));
  }
  return values;
}

function decodeOnce(name: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new CallbackError('bad_query', `query parameter ${name} is not URL-encoded`);
  }
}

function queryValue(values: Map<string, string | null>, name: string): string {
  const value = values.get(name);
  if (typeof value === 'string') return value;
  throw new CallbackError('bad_query', `query parameter ${name} is missing or given twice`);
}

function parseOuter(body: string | Buffer): XmlElement {
  const root = parseXml(typeof body === 'string' ? body : body.toString('utf8'));
  if (root.name !== 'xml') throw new CallbackError('bad_xml', `root element is <${root.name}>, not <xml>`);
  return root;
}

/** The text of a required child that may stand only once. */
function fieldOf(outer: XmlElement, name: string): string {
  const [first, second] = childrenOf(outer, name);
  if (first === undefined || second !== undefined) {
    throw new CallbackError('bad_xml', `outer XML must have one ${name}`);
  }
  return first.text.trim();
}

function toSearch(query: Record<string, string>): string {
  return Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}
