/** What a message says, and its text as WeCom takes it: words stay words, and a link is a part of its own. */
import { z } from 'zod';
import { byteLength, splitText, TEXT_MAX_BYTES } from '../wecom/fit-text.ts';

/** A link under a text. */
export const Link = z.object({
  label: z.string().min(1).max(40),
  url: z.string().regex(/^https?:\/\/[^\s"<>]+$/, 'must be a whole http(s) address'),
});
export type Link = z.infer<typeof Link>;

/** What a row's body holds. */
export const OutboxBody = z.object({
  type: z.literal('text'),
  text: z.string().min(1),
  link: Link.optional(),
});
export type OutboxBody = z.infer<typeof OutboxBody>;

/** WeCom reads links in texts; what people wrote must stay what they wrote. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('<', '＜');
}

/**
 * The contents of the messages in which a body goes out, each within WeCom's limit of bytes; the link closes the last.
 */
export function textParts(body: Pick<OutboxBody, 'text' | 'link'>): string[] {
  const parts = splitWords(body);
  const last = parts.pop() ?? '';
  return [...parts, body.link ? `${last}\n${anchorOf(body.link)}` : last];
}

/** The same for a reply within the callback, which is one text: what does not fit follows as bodies of their own. */
export function replyParts(body: Pick<OutboxBody, 'text' | 'link'>): {
  first: string;
  rest: Pick<OutboxBody, 'text' | 'link'>[];
} {
  const { link } = body;
  const [first = '', ...more] = splitWords(body);
  if (more.length === 0) return { first: link ? `${first}\n${anchorOf(link)}` : first, rest: [] };
  return {
    first,
    rest: more.map((text, i) => ({ text, ...(link && i === more.length - 1 && { link }) })),
  };
}

/** The words in parts that leave room for the link. */
function splitWords({ text, link }: Pick<OutboxBody, 'text' | 'link'>): string[] {
  const room = link ? byteLength(`\n${anchorOf(link)}`) : 0;
  return splitText(escapeMarkup(text), TEXT_MAX_BYTES - room);
}

function anchorOf({ label, url }: Link): string {
  return `<a href="${url}">${escapeMarkup(label)}</a>`;
}
