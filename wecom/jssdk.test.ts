import { getJsApiSignature } from '@wecom/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsSignature } from './jssdk.ts';

/** Vector V8: the sample of the documentation. */
const ticket = 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg';
const url = 'http://mp.weixin.qq.com?params=value';
const expected = '0f9de62fce790f9a083d5c99e95740ceb90c27ed';

describe('jsSignature', () => {
  it('signs the sample of the documentation', () => {
    expect(jsSignature(ticket, 'Wm3WZYTPz0wzccnW', 1414587457, url)).toBe(expected);
    expect(jsSignature(ticket, 'Wm3WZYTPz0wzccnW', '1414587457', url)).toBe(expected);
  });

  it('signs the page without what follows #', () => {
    expect(jsSignature(ticket, 'Wm3WZYTPz0wzccnW', 1414587457, `${url}#/form#x`)).toBe(expected);
  });

  it('agrees with @wecom/crypto, which takes a timestamp of 0 for a missing one', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.integer({ min: 1 }),
        fc.webUrl({ withQueryParameters: true }),
        (t, n, s, page) => {
          fc.pre(t !== '' && n !== '');
          expect(jsSignature(t, n, s, page)).toBe(
            getJsApiSignature({ ticket: t, nonceStr: n, timestamp: s, url: page }).signature,
          );
        },
      ),
    );
  });
});
