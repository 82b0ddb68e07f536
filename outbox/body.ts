/** What a message says, and its text as WeCom takes it: words stay words, and a link is a part of its own. */
import { z } from 'zod';
import { buildButtonCard, CARD_LIMITS, type TemplateCard } from '../wecom/card.ts';
import { byteLength, splitText, TEXT_MAX_BYTES } from '../wecom/fit-text.ts';

/** A link under a text. */
export const Link = z.object({
  label: z.string().min(1).max(40),
  url: z.string().regex(/^https?:\/\/[^\s"<>]+$/, 'must be a whole http(s) address'),
});
export type Link = z.infer<typeof Link>;

const Button = z.object({ text: z.string().min(1), key: z.string().min(1) });

/** How a card with buttons looks. What each button stands for are words that can be said instead. */
export const CardFace = z.object({
  title: z.string().min(1),
  desc: z.string().optional(),
  subtitle: z.string().optional(),
  buttons: z.array(Button).min(1).max(CARD_LIMITS.buttons),
  /** Entries of the ⋯ menu. */
  menu: z.array(Button).max(CARD_LIMITS.menuEntries).optional(),
  /** Grey words instead of the buttons. */
  replaced: z.string().min(1).optional(),
});
export type CardFace = z.infer<typeof CardFace>;

const TextBody = z.object({
  type: z.literal('text'),
  text: z.string().min(1),
  link: Link.optional(),
});

/** What a row's body holds. */
export const OutboxBody = z.discriminatedUnion('type', [
  TextBody,
  z.object({ type: z.literal('card'), face: CardFace }),
  /** As it is drawn from: it is uploaded when it is sent. */
  z.object({ type: z.literal('picture'), svg: z.string().startsWith('<svg') }),
  /** How a card looks from now on; the code is good for one update, within 72 hours of the press that it came with. */
  z.object({ type: z.literal('card_update'), code: z.string().min(1), face: CardFace }),
]);
export type OutboxBody = z.infer<typeof OutboxBody>;
type Words = Pick<z.infer<typeof TextBody>, 'text' | 'link'>;

/** A card as WeCom takes it. Texts beyond the recommended lengths are shortened. */
export function toCard(face: CardFace, taskId: string): TemplateCard {
  const { title, desc, subtitle, buttons, menu } = face;
  return buildButtonCard({
    title: escapeMarkup(title),
    ...(desc !== undefined && { desc: escapeMarkup(desc) }),
    ...(subtitle !== undefined && { subtitle: escapeMarkup(subtitle) }),
    buttons: buttons.map((button, i) => ({ ...button, style: i === 0 ? 1 : 2 })),
    ...(menu && menu.length > 0 && { menu: { entries: menu } }),
    taskId,
  });
}

/** WeCom reads links in texts; what people wrote must stay what they wrote. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('<', '＜');
}

/**
 * The contents of the messages in which a body goes out, each within WeCom's limit of bytes; the link closes the last.
 */
export function textParts(body: Words): string[] {
  const parts = splitWords(body);
  const last = parts.pop() ?? '';
  return [...parts, body.link ? `${last}\n${anchorOf(body.link)}` : last];
}

/** The same for a reply within the callback, which is one text: what does not fit follows as bodies of their own. */
export function replyParts(body: Words): {
  first: string;
  rest: Words[];
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
function splitWords({ text, link }: Words): string[] {
  const room = link ? byteLength(`\n${anchorOf(link)}`) : 0;
  return splitText(escapeMarkup(text), TEXT_MAX_BYTES - room);
}

function anchorOf({ label, url }: Link): string {
  return `<a href="${url}">${escapeMarkup(label)}</a>`;
}
