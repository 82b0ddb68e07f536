import { describe, expect, it } from 'vitest';
import { byteLength, TEXT_MAX_BYTES } from '../wecom/fit-text.ts';
import { OutboxBody, replyParts, textParts } from './body.ts';

const link = { label: '也可以用表单填', url: 'https://bot.example/form/report-activity/enter' };
const anchor = `<a href="${link.url}">${link.label}</a>`;

describe('the text of a message', () => {
  it('keeps what people wrote as words, and makes only the link a link', () => {
    const text = '已记：<a href="https://elsewhere.example">走访</a>';
    const said = `已记：＜a href="https://elsewhere.example">走访＜/a>\n${anchor}`;
    expect(textParts({ text, link })).toEqual([said]);
    expect(replyParts({ text, link })).toEqual({ first: said, rest: [] });
    expect(textParts({ text: '好' })).toEqual(['好']);
  });

  it('cuts nothing: what does not fit follows, and the link closes the last part', () => {
    const text = '字'.repeat(1_500);
    const parts = textParts({ text, link });
    for (const part of parts) expect(byteLength(part)).toBeLessThanOrEqual(TEXT_MAX_BYTES);
    expect(parts.length).toBeGreaterThan(1);
    const words = parts.map((part) => part.replace(/^（\d\/\d）/, '').replace(`\n${anchor}`, ''));
    expect(words.join('')).toBe(text);
    expect(parts.at(-1)?.endsWith(anchor)).toBe(true);

    const { first, rest } = replyParts({ text, link });
    expect([first, ...rest.flatMap(textParts)]).toEqual(parts);
    expect(rest.map((body) => body.link)).toEqual([...rest.slice(1).map(() => undefined), link]);
  });

  it('makes room for the link where the words alone would just fit', () => {
    const full = '字'.repeat(Math.floor(TEXT_MAX_BYTES / 3));
    expect(textParts({ text: full })).toEqual([full]);
    expect(textParts({ text: full, link })).toHaveLength(2);
  });

  it('takes no link that could break out of its place', () => {
    for (const url of ['javascript:alert(1)', 'https://a.example/"><b>', 'https://a.example/ b', '/form/x'])
      expect(OutboxBody.safeParse({ type: 'text', text: '好', link: { ...link, url } }).success).toBe(false);
    expect(OutboxBody.safeParse({ type: 'text', text: '好', link }).success).toBe(true);
  });

  it('reads bodies that were planned without a link', () => {
    expect(OutboxBody.parse({ type: 'text', text: '好' })).toEqual({ type: 'text', text: '好' });
  });
});
