/** Passive replies (被动回复): the one answer that a callback may give at once, as XML; sealed by `sealReply`. */
import { z } from 'zod';
import { cardFromXml, cardToXml, cardUpdateSchema } from './card.ts';
import { CallbackError } from './crypto.ts';
import { fitText, TEXT_MAX_BYTES } from './fit-text.ts';
import type { Inbound } from './inbound.ts';
import { cdata, childOf, childrenOf, element, parseXml, type XmlElement } from './xml.ts';

/** Limits in bytes of UTF-8; WeCom cuts the rest off. */
const TITLE_MAX_BYTES = 128;
const DESCRIPTION_MAX_BYTES = 512;
const MAX_ARTICLES = 8;

const articleSchema = z.object({
  title: z.string(),
  description: z.string().optional(),
  picUrl: z.string().optional(),
  url: z.string().optional(),
});
/** The kinds of reply. There is no passive markdown, file or textcard. */
export const replySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), content: z.string() }),
  z.object({ type: z.literal('image'), mediaId: z.string().min(1) }),
  z.object({ type: z.literal('voice'), mediaId: z.string().min(1) }),
  z.object({
    type: z.literal('video'),
    mediaId: z.string().min(1),
    title: z.string().optional(),
    description: z.string().optional(),
  }),
  z.object({ type: z.literal('news'), articles: z.array(articleSchema).min(1).max(MAX_ARTICLES) }),
  /** Greys the pressed buttons, for the person who pressed. */
  z.object({ type: z.literal('update_button'), replaceName: z.string().min(1) }),
  /** Replaces the whole card, for the person who pressed. */
  z.object({ type: z.literal('update_template_card'), card: cardUpdateSchema }),
]);
export type PassiveReply = z.infer<typeof replySchema>;

/** From whom to whom, and when. */
export interface ReplyHead {
  /** The member's userid: the `sender` of what is answered. */
  to: string;
  corpId: string;
  /** Unix time in seconds. */
  createTime: number;
}

/**
 * Whether WeCom shows a passive reply to this. It ignores replies to all other events, without telling.
 *
 * Card events are not on the list although the same page says to answer them with update_button or
 * update_template_card: update cards through the API, and see a passive update as a mere try.
 */
export function mayReply(inbound: Inbound): boolean {
  return REPLIABLE.has(inbound.type) || (inbound.type === 'unknown' && inbound.msgType !== 'event');
}
const REPLIABLE: ReadonlySet<Inbound['type']> = new Set([
  'text',
  'image',
  'voice',
  'video',
  'location',
  'link',
  'subscribe',
  'enter_agent',
  'location_report',
  'click',
  'view',
  'view_miniprogram',
  'scancode_waitmsg',
  'template_card_menu_event',
] as const);

/**
 * The plaintext XML of a reply. Texts are cut to WeCom's byte limits between two characters; long texts should
 * rather be split (`splitText`), of which only the first part can be passive.
 * @throws {z.ZodError} when the reply breaks a limit that cannot be met by cutting, which is a bug of the caller
 */
export function buildReply(reply: PassiveReply, head: ReplyHead): string {
  const checked = replySchema.parse(reply);
  return element(
    'xml',
    element('ToUserName', cdata(head.to)) +
      element('FromUserName', cdata(head.corpId)) +
      element('CreateTime', head.createTime) +
      element('MsgType', cdata(checked.type)) +
      bodyOf(checked),
  );
}

/**
 * Reads a reply, as WeCom does: for tests and for a pretend WeCom.
 * @throws {CallbackError} `not_xml`, `bad_xml`, or `bad_message` when it is not a reply that WeCom would show
 */
export function parseReply(plaintext: string): ReplyHead & { reply: PassiveReply } {
  const root = parseXml(plaintext);
  const createTime = Number(textOf(root, 'CreateTime'));
  const to = textOf(root, 'ToUserName');
  const corpId = textOf(root, 'FromUserName');
  if (!to || !corpId || !Number.isSafeInteger(createTime) || createTime <= 0) {
    throw new CallbackError('bad_message', 'reply lacks ToUserName, FromUserName or CreateTime');
  }
  try {
    return { to, corpId, createTime, reply: replySchema.parse(readBody(root)) };
  } catch (error) {
    if (error instanceof z.ZodError) throw new CallbackError('bad_message', z.prettifyError(error));
    throw error;
  }
}

function bodyOf(reply: PassiveReply): string {
  switch (reply.type) {
    case 'text':
      return element('Content', cdata(fitText(reply.content, TEXT_MAX_BYTES)));
    case 'image':
      return element('Image', element('MediaId', cdata(reply.mediaId)));
    case 'voice':
      return element('Voice', element('MediaId', cdata(reply.mediaId)));
    case 'video':
      return element(
        'Video',
        element('MediaId', cdata(reply.mediaId)) +
          fitted('Title', reply.title, TITLE_MAX_BYTES) +
          fitted('Description', reply.description, DESCRIPTION_MAX_BYTES),
      );
    case 'news':
      return (
        element('ArticleCount', reply.articles.length) +
        element('Articles', reply.articles.map((article) => element('item', articleXml(article))).join(''))
      );
    case 'update_button':
      return element('Button', element('ReplaceName', cdata(reply.replaceName)));
    case 'update_template_card':
      return cardToXml(reply.card);
  }
}

function articleXml(article: z.infer<typeof articleSchema>): string {
  return (
    fitted('Title', article.title, TITLE_MAX_BYTES) +
    fitted('Description', article.description, DESCRIPTION_MAX_BYTES) +
    (article.picUrl === undefined ? '' : element('PicUrl', cdata(article.picUrl))) +
    (article.url === undefined ? '' : element('Url', cdata(article.url)))
  );
}

function fitted(name: string, text: string | undefined, maxBytes: number): string {
  return text === undefined ? '' : element(name, cdata(fitText(text, maxBytes)));
}

/** The reply as plain data, still to be checked. */
function readBody(root: XmlElement): object {
  const type = textOf(root, 'MsgType');
  const part = (name: string) => childOf(root, name) ?? { name, text: '', children: [] };
  switch (type) {
    case 'text':
      return { type, content: textOf(root, 'Content') };
    case 'image':
      return { type, mediaId: textOf(part('Image'), 'MediaId') };
    case 'voice':
      return { type, mediaId: textOf(part('Voice'), 'MediaId') };
    case 'video': {
      const video = part('Video');
      return {
        type,
        mediaId: textOf(video, 'MediaId'),
        title: textOf(video, 'Title'),
        description: textOf(video, 'Description'),
      };
    }
    case 'news':
      return {
        type,
        articles: childrenOf(part('Articles'), 'item').map((item) => ({
          title: textOf(item, 'Title'),
          description: textOf(item, 'Description'),
          picUrl: textOf(item, 'PicUrl'),
          url: textOf(item, 'Url'),
        })),
      };
    case 'update_button':
      return { type, replaceName: textOf(part('Button'), 'ReplaceName') };
    case 'update_template_card':
      return { type, card: cardFromXml(part('TemplateCard')) };
    default:
      return { type };
  }
}

function textOf(parent: XmlElement, name: string): string | undefined {
  return childOf(parent, name)?.text;
}
