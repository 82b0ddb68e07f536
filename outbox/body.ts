/** What a message says, and its text as WeCom takes it: words stay words, and a link is a part of its own. */
import { z } from 'zod';
import { byteLength, fitText, splitText, TEXT_MAX_BYTES } from '../wecom/fit-text.ts';

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
export function textParts({ text, link }: Pick<OutboxBody, 'text' | 'link'>): string[] {
  const parts = splitText(escapeMarkup(text));
  if (!link) return parts;
  const anchor = anchorOf(link);
  const last = parts.at(-1) ?? '';
  return byteLength(`${last}\n${anchor}`) <= TEXT_MAX_BYTES
    ? [...parts.slice(0, -1), `${last}\n${anchor}`]
    : [...parts, anchor];
}

/** The same as one content, for a reply within the callback: the words are cut where they must be, never the link. */
export function textReply({ text, link }: Pick<OutboxBody, 'text' | 'link'>): string {
  if (!link) return escapeMarkup(text);
  const anchor = `\n${anchorOf(link)}`;
  return `${fitText(escapeMarkup(text), TEXT_MAX_BYTES - byteLength(anchor))}${anchor}`;
}

function anchorOf({ label, url }: Link): string {
  return `<a href="${url}">${escapeMarkup(label)}</a>`;
}
