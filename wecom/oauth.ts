/** Addresses that make a browser sign in: inside WeCom (OAuth), and on a desktop (web login). */

const OAUTH_URL = 'https://open.weixin.qq.com/connect/oauth2/authorize';
const LOGIN_URL = 'https://login.work.weixin.qq.com/wwlogin/sso/login';
const STATE_MAX_BYTES = 128;

export interface AuthorizeOptions {
  corpId: string;
  agentId: number;
  /** Whole address to come back to with `code` and `state`; its host must be the app's trusted domain. No `#`. */
  redirectUri: string;
  /** Letters and digits, at most 128; random, and bound to the browser by a cookie. */
  state: string;
}

/**
 * Where to send a page inside WeCom. `snsapi_privateinfo` asks for personal data and shows a consent page.
 * @throws {RangeError} when redirectUri or state are not what WeCom takes
 */
export function authorizeUrl(
  options: AuthorizeOptions & { scope?: 'snsapi_base' | 'snsapi_privateinfo'; baseUrl?: string },
): string {
  check(options);
  // WeCom wants the parameters in this order and the fragment at the end.
  const query = [
    `appid=${encodeURIComponent(options.corpId)}`,
    `redirect_uri=${encodeURIComponent(options.redirectUri)}`,
    'response_type=code',
    `scope=${options.scope ?? 'snsapi_base'}`,
    `state=${options.state}`,
    `agentid=${options.agentId}`,
  ].join('&');
  return `${options.baseUrl ?? OAUTH_URL}?${query}#wechat_redirect`;
}

/**
 * Where to send a desktop browser outside of WeCom (企业微信授权登录); it shows a code to scan.
 * @throws {RangeError} when redirectUri or state are not what WeCom takes
 */
export function loginUrl(options: AuthorizeOptions & { lang?: 'zh' | 'en'; baseUrl?: string }): string {
  check(options);
  const query = [
    'login_type=CorpApp',
    `appid=${encodeURIComponent(options.corpId)}`,
    `agentid=${options.agentId}`,
    `redirect_uri=${encodeURIComponent(options.redirectUri)}`,
    `state=${options.state}`,
    `lang=${options.lang ?? 'zh'}`,
  ].join('&');
  return `${options.baseUrl ?? LOGIN_URL}?${query}`;
}

/** Which way of signing in fits a browser, by its User-Agent. WeCom's also names MicroMessenger, so it comes first. */
export function browserKind(userAgent: string): 'wecom' | 'wechat' | 'other' {
  if (/wxwork\//i.test(userAgent)) return 'wecom';
  return /MicroMessenger/i.test(userAgent) ? 'wechat' : 'other';
}

function check({ redirectUri, state }: AuthorizeOptions): void {
  if (!/^https?:\/\//.test(redirectUri) || redirectUri.includes('#')) {
    throw new RangeError('redirectUri must be a whole http(s) address without #: the fragment would be lost');
  }
  if (!/^[A-Za-z0-9]+$/.test(state) || state.length > STATE_MAX_BYTES) {
    throw new RangeError(`state must be 1 to ${STATE_MAX_BYTES} letters and digits`);
  }
}
