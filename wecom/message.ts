/** Messages to people (message/send) and the app's menu: what WeCom takes, checked before it is asked. */
import { z } from 'zod';
import { cardSchema } from './card.ts';
import { byteLength, TEXT_MAX_BYTES } from './fit-text.ts';

/** Longest time in which WeCom recognises a repeated request, in seconds (4 hours). */
export const DUPLICATE_CHECK_MAX_SECONDS = 14_400;
/** WeCom's own default. */
const DUPLICATE_CHECK_SECONDS = 1_800;
const MAX_USERS = 1000;
const MAX_PARTIES = 100;
const MAX_TAGS = 100;
const TEXTCARD_TITLE_BYTES = 128;
const TEXTCARD_DESCRIPTION_BYTES = 512;
const TEXTCARD_BUTTON_CHARS = 4;
const URL_BYTES = 2048;

const bytes = (max: number) =>
  z
    .string()
    .min(1)
    .refine((text) => byteLength(text) <= max, { error: `must be at most ${max} bytes` });

const pageUrl = bytes(URL_BYTES).regex(/^https?:\/\//, 'must begin with http:// or https://');

/** What is said. Texts beyond the limits are refused: WeCom would cut them silently; see `fitText`, `splitText`. */
export const messageContentSchema = z.discriminatedUnion('msgtype', [
  /** `\n` breaks lines; `<a href="…">…</a>` links. */
  z.object({ msgtype: z.literal('text'), text: z.strictObject({ content: bytes(TEXT_MAX_BYTES) }) }),
  /** Uploaded before (media/upload), within the last 3 days. */
  z.object({ msgtype: z.literal('image'), image: z.strictObject({ media_id: z.string().min(1) }) }),
  /** Headings, bold, links, inline code, quotes, font colours; shows as raw text in 微信插件. */
  z.object({ msgtype: z.literal('markdown'), markdown: z.strictObject({ content: bytes(TEXT_MAX_BYTES) }) }),
  z.object({
    msgtype: z.literal('textcard'),
    // Two pages of the documentation count these in characters and in bytes; bytes are the safe reading.
    textcard: z.strictObject({
      title: bytes(TEXTCARD_TITLE_BYTES),
      description: bytes(TEXTCARD_DESCRIPTION_BYTES),
      url: pageUrl,
      btntxt: z.string().max(TEXTCARD_BUTTON_CHARS).optional(),
    }),
  }),
  z.object({ msgtype: z.literal('template_card'), template_card: cardSchema }),
]);
export type MessageContent = z.infer<typeof messageContentSchema>;

const list = <T extends z.ZodType>(item: T, max: number) => z.array(item).min(1).max(max);
const userid = bytes(64).regex(/^[^|]+$/, 'may not contain |');

/** To whom: people, departments and tags together, or everyone who sees the app. */
export const recipientsSchema = z.union([
  z.strictObject({ all: z.literal(true) }),
  z
    .strictObject({
      users: list(userid, MAX_USERS).optional(),
      parties: list(z.int(), MAX_PARTIES).optional(),
      tags: list(z.int(), MAX_TAGS).optional(),
    })
    .refine((to) => to.users !== undefined || to.parties !== undefined || to.tags !== undefined, {
      error: 'names nobody',
    }),
]);
export type Recipients = z.infer<typeof recipientsSchema>;

export const messageSchema = z.strictObject({
  to: recipientsSchema,
  content: messageContentSchema,
  /**
   * WeCom drops a request equal to an earlier one for so many seconds. This is what makes a retry harmless, and
   * what swallows two equal messages that were both meant: give those a different text or a short time.
   */
  duplicateCheckSeconds: z.int().min(1).max(DUPLICATE_CHECK_MAX_SECONDS).optional(),
  /** Replaces `$userName=USERID$` and the like by names. */
  idTranslation: z.boolean().optional(),
});
export type Message = z.infer<typeof messageSchema>;

/** The body of message/send. Equal messages give equal bytes, on which WeCom's duplicate check rests. */
export function messageBody(message: Message, agentId: number): string {
  const { to, content } = message;
  const named = 'all' in to ? undefined : to;
  return JSON.stringify({
    touser: named === undefined ? '@all' : named.users?.join('|'),
    toparty: named?.parties?.join('|'),
    totag: named?.tags?.join('|'),
    agentid: agentId,
    ...content,
    enable_id_trans: message.idTranslation ? 1 : undefined,
    enable_duplicate_check: 1,
    duplicate_check_interval: message.duplicateCheckSeconds ?? DUPLICATE_CHECK_SECONDS,
  });
}

/** Limits of a menu, in bytes. */
const MENU_NAME_BYTES = 16;
const SUBMENU_NAME_BYTES = 40;
const MENU_KEY_BYTES = 128;
const MENU_URL_BYTES = 1024;
const MENU_BUTTONS = 3;
const SUBMENU_BUTTONS = 5;

const keyed = z.object({
  type: z.enum([
    'click',
    'scancode_push',
    'scancode_waitmsg',
    'pic_sysphoto',
    'pic_photo_or_album',
    'pic_weixin',
    'location_select',
  ]),
  key: bytes(MENU_KEY_BYTES),
});
const viewing = z.object({
  type: z.literal('view'),
  url: bytes(MENU_URL_BYTES).regex(/^https?:\/\//, 'must begin with http:// or https://'),
});
const miniProgram = z.object({
  type: z.literal('view_miniprogram'),
  pagepath: z.string().min(1),
  appid: z.string().min(1),
});
const leaf = (nameBytes: number) => {
  const name = { name: bytes(nameBytes) };
  return z.discriminatedUnion('type', [keyed.extend(name), viewing.extend(name), miniProgram.extend(name)]);
};

/** The app's menu: one to three buttons, each doing something or opening one to five others. */
export const menuSchema = z.object({
  button: list(
    z.union([
      z.object({ name: bytes(MENU_NAME_BYTES), sub_button: list(leaf(SUBMENU_NAME_BYTES), SUBMENU_BUTTONS) }),
      leaf(MENU_NAME_BYTES),
    ]),
    MENU_BUTTONS,
  ),
});
export type Menu = z.infer<typeof menuSchema>;
