import { describe, expect, it } from 'vitest';
import { authorizeUrl, browserKind, loginUrl } from './oauth.ts';

const options = {
  corpId: 'ww0a1b2c3d4e5f6071',
  agentId: 1000002,
  redirectUri: 'https://bot.example.edu.cn/page?form=talk&v=1',
  state: 'a1B2',
};

describe('authorizeUrl', () => {
  it('has the documented parameters in the documented order', () => {
    expect(authorizeUrl(options)).toBe(
      'https://open.weixin.qq.com/connect/oauth2/authorize?appid=ww0a1b2c3d4e5f6071&redirect_uri=https%3A%2F%2Fbot.example.edu.cn%2Fpage%3Fform%3Dtalk%26v%3D1&response_type=code&scope=snsapi_base&state=a1B2&agentid=1000002#wechat_redirect',
    );
    expect(authorizeUrl({ ...options, scope: 'snsapi_privateinfo' })).toContain('&scope=snsapi_privateinfo&');
    expect(authorizeUrl({ ...options, baseUrl: 'http://127.0.0.1:1/authorize' })).toMatch(
      /^http:\/\/127\.0\.0\.1:1\/authorize\?appid=/,
    );
  });

  it.each([
    { redirectUri: 'https://a.cn/#/page' },
    { redirectUri: '/page' },
    { state: '' },
    { state: 'a-b' },
    { state: 'a'.repeat(129) },
  ])('refuses %j', (change) => {
    expect(() => authorizeUrl({ ...options, ...change })).toThrow(RangeError);
    expect(() => loginUrl({ ...options, ...change })).toThrow(RangeError);
  });
});

describe('loginUrl', () => {
  it('names the app and the page to come back to', () => {
    const url = new URL(loginUrl(options));
    expect(url.origin + url.pathname).toBe('https://login.work.weixin.qq.com/wwlogin/sso/login');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      login_type: 'CorpApp',
      appid: 'ww0a1b2c3d4e5f6071',
      agentid: '1000002',
      redirect_uri: options.redirectUri,
      state: 'a1B2',
      lang: 'zh',
    });
  });
});

describe('browserKind', () => {
  it('tells WeCom, which also calls itself MicroMessenger, from WeChat and others', () => {
    expect(browserKind('Mozilla/5.0 … MicroMessenger/7.0.1 wxwork/4.1.30 Language/zh')).toBe('wecom');
    expect(browserKind('Mozilla/5.0 … MicroMessenger/8.0.40')).toBe('wechat');
    expect(browserKind('Mozilla/5.0 … Chrome/142.0')).toBe('other');
  });
});
