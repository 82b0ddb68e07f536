import { describe, expect, it } from 'vitest';
import { byteLength, TEXT_MAX_BYTES } from '../wecom/fit-text.ts';
import { OutboxBody, textParts, textReply } from './body.ts';

const link = { label: '也可以用表单填', url: 'https://bot.example/form/report-activity/enter' };
const anchor = `<a href="${link.url}">${link.label}</a>`;

describe('the text of a message', () => {
  it('keeps what people wrote as words, and makes only the link a link', () => {
    const text = '已记：<a href="https://elsewhere.example">走访</a>';
    expect(textReply({ text, link })).toBe(`已记：＜a href="https://elsewhere.example">走访＜/a>\n${anchor}`);
    expect(textParts({ text, link })).toEqual([textReply({ text, link })]);
  });

  it('cuts the words and never the link', () => {
    const reply = textReply({ text: '字'.repeat(1_000), link });
    expect(byteLength(reply)).toBeLessThanOrEqual(TEXT_MAX_BYTES);
    expect(reply.endsWith(anchor)).toBe(true);
  });

  it('gives the link a message of its own where the last part has no room for it', () => {
    const full = '字'.repeat(Math.floor(TEXT_MAX_BYTES / 3));
    const parts = textParts({ text: full, link });
    expect(parts).toEqual([full, anchor]);
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
