import { describe, expect, it } from 'vitest';
import { html } from './html.ts';

describe('a template', () => {
  it('escapes what is put into it, in content and in attributes', () => {
    const bad = `"><script>alert('x')</script>&`;
    const escaped = '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;';
    expect(html`<p title="${bad}">${bad}</p>`.text).toBe(`<p title="${escaped}">${escaped}</p>`);
  });

  it('keeps HTML as it is, also in lists, and leaves nothing for what is absent', () => {
    const items = ['一', '<二>'].map((item) => html`<li>${item}</li>`);
    expect(html`<ul>${items}</ul>${false}${undefined}${0}`.text).toBe(
      '<ul><li>一</li><li>&lt;二&gt;</li></ul>0',
    );
  });
});
