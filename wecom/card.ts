/** Template cards (模板卡片): what WeCom accepts as zod schemas, builders for people, and the XML form for replies. */
import { z } from 'zod';
import { byteLength, fitChars } from './fit-text.ts';
import { cdata, element, type XmlElement } from './xml.ts';

/** Hard limits of WeCom: beyond them the card is refused. */
export const CARD_LIMITS = {
  keyBytes: 1024,
  optionIdBytes: 128,
  taskIdBytes: 128,
  urlBytes: 2048,
  menuEntries: 3,
  horizontalRows: 6,
  verticalRows: 4,
  links: 3,
  buttons: 6,
  checkboxOptions: 20,
  selectOptions: 10,
  selectLists: 3,
} as const;

/** Recommended lengths in visible characters: beyond them the client cuts or wraps, so the builders shorten. */
export const CARD_TEXT_CHARS = {
  source: 20,
  title: 36,
  voteTitle: 16,
  desc: 44,
  questionDesc: 160,
  emphasisTitle: 14,
  emphasisDesc: 22,
  subtitle: 160,
  rowName: 5,
  rowValue: 30,
  link: 18,
  verticalTitle: 38,
  verticalDesc: 160,
  button: 10,
  checkboxOption: 17,
  selectOption: 16,
} as const;

const filled = z.string().min(1);
const bytes = (max: number) =>
  filled.refine((text) => byteLength(text) <= max, { error: `must be at most ${max} bytes` });
const key = bytes(CARD_LIMITS.keyBytes);
const url = bytes(CARD_LIMITS.urlBytes).regex(/^https?:\/\//, 'must begin with http:// or https://');
/** Unique for ever within the app. Not all of WeCom's errors about it are documented, so it is checked here. */
const taskId = bytes(CARD_LIMITS.taskIdBytes).regex(
  /^[0-9A-Za-z_\-@]+$/,
  'may have only letters, digits, _ - @',
);

const NOTHING = 0;
const TO_URL = 1;
const TO_MINI_PROGRAM = 2;
const ROW_ATTACHMENT = 2;
const ROW_MEMBER = 3;

const target = { url: url.optional(), appid: filled.optional(), pagepath: filled.optional() };

/** Type 1 leads to a url, type 2 to a mini program: the one that it names must be there. */
function leadsSomewhere(part: {
  type?: number | undefined;
  url?: string | undefined;
  appid?: string | undefined;
}) {
  if (part.type === TO_URL) return part.url !== undefined;
  return part.type !== TO_MINI_PROGRAM || part.appid !== undefined;
}
const leads = { error: 'type 1 needs url, type 2 needs appid' };
const unique = <T>(list: readonly T[], of: (item: T) => string | undefined) => {
  const values = list.map(of).filter((value) => value !== undefined);
  return new Set(values).size === values.length;
};

const source = z.strictObject({
  icon_url: url.optional(),
  desc: z.string().optional(),
  /** 0 grey, 1 black, 2 red, 3 green. */
  desc_color: z.int().min(0).max(3).optional(),
});
const actionMenu = z.strictObject({
  desc: z.string().optional(),
  action_list: z
    .array(z.strictObject({ text: filled, key }))
    .min(1)
    .max(CARD_LIMITS.menuEntries)
    .refine((list) => unique(list, (entry) => entry.key), { error: 'keys must differ' }),
});
const mainTitle = z.strictObject({ title: z.string().optional(), desc: z.string().optional() });
const mainTitleRequired = z.strictObject({ title: filled, desc: z.string().optional() });
const quoteArea = z
  .strictObject({
    type: z.int().min(NOTHING).max(TO_MINI_PROGRAM).optional(),
    ...target,
    title: z.string().optional(),
    quote_text: z.string().optional(),
  })
  .refine(leadsSomewhere, leads);
const emphasis = z.strictObject({ title: z.string().optional(), desc: z.string().optional() });
const horizontalRow = z
  .strictObject({
    keyname: filled,
    value: z.string().optional(),
    /** 0 text, 1 url, 2 attachment, 3 member. */
    type: z.int().min(NOTHING).max(ROW_MEMBER).optional(),
    url: url.optional(),
    media_id: filled.optional(),
    userid: filled.optional(),
  })
  .refine(
    (row) =>
      (row.type !== TO_URL || row.url !== undefined) &&
      (row.type !== ROW_ATTACHMENT || row.media_id !== undefined) &&
      (row.type !== ROW_MEMBER || row.userid !== undefined),
    { error: 'type 1 needs url, type 2 media_id, type 3 userid' },
  );
const horizontalRows = z.array(horizontalRow).max(CARD_LIMITS.horizontalRows);
const verticalRows = z
  .array(z.strictObject({ title: filled, desc: z.string().optional() }))
  .max(CARD_LIMITS.verticalRows);
const links = z
  .array(
    z
      .strictObject({ type: z.int().min(NOTHING).max(TO_MINI_PROGRAM).optional(), title: filled, ...target })
      .refine(leadsSomewhere, leads),
  )
  .max(CARD_LIMITS.links);
const cardAction = z
  .strictObject({ type: z.int().min(NOTHING).max(TO_MINI_PROGRAM), ...target })
  .refine(leadsSomewhere, leads);
/** Notices must lead somewhere when tapped. */
const cardActionRequired = cardAction.refine((action) => action.type !== NOTHING, {
  error: 'a notice must lead to a url (type 1) or a mini program (type 2)',
});
const cardImage = z.strictObject({ url, aspect_ratio: z.number().min(1.3).max(2.25).optional() });
const imageTextArea = z
  .strictObject({
    type: z.int().min(NOTHING).max(TO_MINI_PROGRAM).optional(),
    ...target,
    title: z.string().optional(),
    desc: z.string().optional(),
    image_url: url,
  })
  .refine(leadsSomewhere, leads);
const selectOptions = z
  .array(z.strictObject({ id: bytes(CARD_LIMITS.optionIdBytes), text: filled }))
  .min(1)
  .max(CARD_LIMITS.selectOptions)
  .refine((list) => unique(list, (option) => option.id), { error: 'option ids must differ' });
const select = z.strictObject({
  question_key: key,
  title: z.string().optional(),
  /** Only in updates: shown, but not to be changed any more. */
  disable: z.boolean().optional(),
  selected_id: z.string().optional(),
  option_list: selectOptions,
});
const button = z
  .strictObject({
    text: filled,
    style: z.int().min(1).max(4).optional(),
    /** 0 callback with key, 1 url. */
    type: z.int().min(0).max(1).optional(),
    key: key.optional(),
    url: url.optional(),
  })
  .refine((b) => (b.type === TO_URL ? b.url !== undefined : b.key !== undefined), {
    error: 'a button needs a key, or type 1 and a url',
  });
const buttons = z
  .array(button)
  .min(1)
  .max(CARD_LIMITS.buttons)
  .refine((list) => unique(list, (b) => b.key), { error: 'button keys must differ' });
const checkbox = z.strictObject({
  question_key: key,
  /** 0 one choice, 1 many. */
  mode: z.int().min(0).max(1).optional(),
  disable: z.boolean().optional(),
  option_list: z
    .array(
      z.strictObject({
        id: bytes(CARD_LIMITS.optionIdBytes),
        text: filled,
        is_checked: z.boolean().optional(),
      }),
    )
    .min(1)
    .max(CARD_LIMITS.checkboxOptions)
    .refine((list) => unique(list, (option) => option.id), { error: 'option ids must differ' }),
});
const selectLists = z
  .array(select)
  .min(1)
  .max(CARD_LIMITS.selectLists)
  .refine((list) => unique(list, (each) => each.question_key), { error: 'question keys must differ' });
const submitButton = z.strictObject({ text: filled, key });

const noticeShape = {
  source: source.optional(),
  action_menu: actionMenu.optional(),
  quote_area: quoteArea.optional(),
  horizontal_content_list: horizontalRows.optional(),
  jump_list: links.optional(),
};
/** The parts of each card type, but for what sending and updating treat differently. */
const SHAPES = {
  text_notice: {
    ...noticeShape,
    main_title: mainTitle.optional(),
    emphasis_content: emphasis.optional(),
    sub_title_text: z.string().optional(),
    card_action: cardActionRequired,
  },
  news_notice: {
    ...noticeShape,
    main_title: mainTitleRequired,
    card_image: cardImage.optional(),
    image_text_area: imageTextArea.optional(),
    vertical_content_list: verticalRows.optional(),
    card_action: cardActionRequired,
  },
  button_interaction: {
    source: source.optional(),
    action_menu: actionMenu.optional(),
    main_title: mainTitleRequired,
    quote_area: quoteArea.optional(),
    sub_title_text: z.string().optional(),
    horizontal_content_list: horizontalRows.optional(),
    card_action: cardAction.optional(),
    button_selection: select.optional(),
    button_list: buttons,
  },
  vote_interaction: {
    source: source.omit({ desc_color: true }).optional(),
    main_title: mainTitleRequired,
    checkbox,
    submit_button: submitButton,
  },
  multiple_interaction: {
    source: source.optional(),
    main_title: mainTitleRequired,
    select_list: selectLists,
    submit_button: submitButton,
  },
} as const;

const hasTitle = (card: {
  main_title?: { title?: string | undefined } | undefined;
  sub_title_text?: string | undefined;
}) => Boolean(card.main_title?.title || card.sub_title_text);
const titleNeeded = { error: 'needs main_title.title or sub_title_text' };
const hasPicture = (card: { card_image?: unknown; image_text_area?: unknown }) =>
  card.card_image !== undefined || card.image_text_area !== undefined;
const pictureNeeded = { error: 'needs card_image or image_text_area' };
const menuHasTask = (card: { action_menu?: unknown; task_id?: string | undefined }) =>
  card.action_menu === undefined || card.task_id !== undefined;
const taskNeeded = { error: 'action_menu needs a task_id' };

/** A card as message/send takes it. */
export const cardSchema = z.discriminatedUnion('card_type', [
  z
    .strictObject({ card_type: z.literal('text_notice'), ...SHAPES.text_notice, task_id: taskId.optional() })
    .refine(hasTitle, titleNeeded)
    .refine(menuHasTask, taskNeeded),
  z
    .strictObject({ card_type: z.literal('news_notice'), ...SHAPES.news_notice, task_id: taskId.optional() })
    .refine(hasPicture, pictureNeeded)
    .refine(menuHasTask, taskNeeded),
  z.strictObject({
    card_type: z.literal('button_interaction'),
    ...SHAPES.button_interaction,
    task_id: taskId,
  }),
  z.strictObject({ card_type: z.literal('vote_interaction'), ...SHAPES.vote_interaction, task_id: taskId }),
  z.strictObject({
    card_type: z.literal('multiple_interaction'),
    ...SHAPES.multiple_interaction,
    task_id: taskId,
  }),
]);
export type TemplateCard = z.infer<typeof cardSchema>;
export type CardOf<T extends TemplateCard['card_type']> = Extract<TemplateCard, { card_type: T }>;

/** Grey words in place of the buttons. */
const replaceText = { replace_text: z.string().optional() };
/** A card as message/update_template_card and the passive reply take it: without task_id, with `replace_text`. */
export const cardUpdateSchema = z.discriminatedUnion('card_type', [
  z
    .strictObject({ card_type: z.literal('text_notice'), ...SHAPES.text_notice, ...replaceText })
    .refine(hasTitle, titleNeeded),
  z
    .strictObject({ card_type: z.literal('news_notice'), ...SHAPES.news_notice, ...replaceText })
    .refine(hasPicture, pictureNeeded),
  z.strictObject({
    card_type: z.literal('button_interaction'),
    ...SHAPES.button_interaction,
    ...replaceText,
  }),
  z.strictObject({ card_type: z.literal('vote_interaction'), ...SHAPES.vote_interaction, ...replaceText }),
  z.strictObject({
    card_type: z.literal('multiple_interaction'),
    ...SHAPES.multiple_interaction,
    ...replaceText,
  }),
]);
export type TemplateCardUpdate = z.infer<typeof cardUpdateSchema>;

/** Whether the card sends events to the callback and its sending returns a response_code. */
export function isInteractive(card: TemplateCard): boolean {
  if (!('action_menu' in card) || card.action_menu === undefined) return !card.card_type.endsWith('_notice');
  return true;
}

/** The card for an update: the same without its task_id, and with grey words instead of buttons if given. */
export function toCardUpdate(card: TemplateCard, replacement?: string): TemplateCardUpdate {
  const { task_id: _, ...rest } = card;
  return cardUpdateSchema.parse(replacement === undefined ? rest : { ...rest, replace_text: replacement });
}

/** Where a tap leads. */
export type CardTarget = { url: string } | { appid: string; pagepath?: string };
/** A row of name and value; optionally a tap leads to a page or opens a member's profile. */
export interface CardRow {
  name: string;
  value: string;
  url?: string;
  userid?: string;
}
export interface CardOption {
  id: string;
  text: string;
  checked?: boolean;
}
export interface CardQuestion {
  key: string;
  title?: string;
  options: CardOption[];
}
interface CardHead {
  title: string;
  desc?: string;
  source?: { text?: string; iconUrl?: string };
}
interface CardMenu {
  /** Entries of the ⋯ menu; needs a `taskId`. */
  menu?: { desc?: string; entries: { text: string; key: string }[] };
}
interface CardBody extends CardMenu {
  quote?: { text: string; title?: string; target?: CardTarget };
  rows?: CardRow[];
}

/**
 * A card of buttons. Texts beyond the recommended lengths are shortened with `…`.
 * @throws {z.ZodError} when a hard limit is broken, which is a bug of the caller
 */
export function buildButtonCard(
  card: CardHead &
    CardBody & {
      taskId: string;
      subtitle?: string;
      buttons: ({ text: string; style?: 1 | 2 | 3 | 4 } & ({ key: string } | { url: string }))[];
      selection?: CardQuestion;
      target?: CardTarget;
    },
): CardOf<'button_interaction'> {
  return parseAs('button_interaction', {
    ...head(card, CARD_TEXT_CHARS.title, CARD_TEXT_CHARS.desc),
    ...body(card),
    sub_title_text: card.subtitle && fitChars(card.subtitle, CARD_TEXT_CHARS.subtitle),
    card_action: card.target && link(card.target),
    button_selection: card.selection && question(card.selection),
    button_list: card.buttons.map(({ text, style, ...where }) => ({
      text: fitChars(text, CARD_TEXT_CHARS.button),
      style,
      type: 'url' in where ? 1 : undefined,
      ...where,
    })),
    task_id: card.taskId,
  });
}

/** A notice in words. Needs a title or a subtitle, and a target. Shortens and throws like `buildButtonCard`. */
export function buildTextNotice(
  card: Partial<CardHead> &
    CardBody & {
      taskId?: string;
      subtitle?: string;
      emphasis?: { title: string; desc?: string };
      links?: ({ title: string } & CardTarget)[];
      target: CardTarget;
    },
): CardOf<'text_notice'> {
  return parseAs('text_notice', {
    ...head(card, CARD_TEXT_CHARS.title, CARD_TEXT_CHARS.desc),
    ...body(card),
    emphasis_content: card.emphasis && {
      title: fitChars(card.emphasis.title, CARD_TEXT_CHARS.emphasisTitle),
      desc: card.emphasis.desc && fitChars(card.emphasis.desc, CARD_TEXT_CHARS.emphasisDesc),
    },
    sub_title_text: card.subtitle && fitChars(card.subtitle, CARD_TEXT_CHARS.subtitle),
    jump_list: card.links?.map(({ title, ...to }) => ({
      ...link(to),
      title: fitChars(title, CARD_TEXT_CHARS.link),
    })),
    card_action: link(card.target),
    task_id: card.taskId,
  });
}

/** A notice with a picture, given by its address. Shortens and throws like `buildButtonCard`. */
export function buildNewsNotice(
  card: CardHead &
    CardBody & {
      taskId?: string;
      imageUrl: string;
      /** Width by height, 1.3 to 2.25. */
      aspectRatio?: number;
      paragraphs?: { title: string; desc?: string }[];
      links?: ({ title: string } & CardTarget)[];
      target: CardTarget;
    },
): CardOf<'news_notice'> {
  return parseAs('news_notice', {
    ...head(card, CARD_TEXT_CHARS.title, CARD_TEXT_CHARS.desc),
    ...body(card),
    card_image: { url: card.imageUrl, aspect_ratio: card.aspectRatio },
    vertical_content_list: card.paragraphs?.map(({ title, desc }) => ({
      title: fitChars(title, CARD_TEXT_CHARS.verticalTitle),
      desc: desc && fitChars(desc, CARD_TEXT_CHARS.verticalDesc),
    })),
    jump_list: card.links?.map(({ title, ...to }) => ({
      ...link(to),
      title: fitChars(title, CARD_TEXT_CHARS.link),
    })),
    card_action: link(card.target),
    task_id: card.taskId,
  });
}

/**
 * One question with boxes to tick, and a button. Shortens and throws like `buildButtonCard`.
 * Whether a person may submit twice is not documented: let the last submission of a task and person count.
 */
export function buildVoteCard(
  card: CardHead & {
    taskId: string;
    questionKey: string;
    /** Whether several options may be ticked. */
    many?: boolean;
    options: CardOption[];
    submit: { text: string; key: string };
  },
): CardOf<'vote_interaction'> {
  return parseAs('vote_interaction', {
    ...head(card, CARD_TEXT_CHARS.voteTitle, CARD_TEXT_CHARS.questionDesc),
    checkbox: {
      question_key: card.questionKey,
      mode: card.many ? 1 : 0,
      option_list: card.options.map(({ id, text, checked }) => ({
        id,
        text: fitChars(text, CARD_TEXT_CHARS.checkboxOption),
        is_checked: checked,
      })),
    },
    submit_button: submit(card.submit),
    task_id: card.taskId,
  });
}

/** Up to three questions with drop-down lists, and a button. Shortens and throws like `buildButtonCard`. */
export function buildMultipleCard(
  card: CardHead & { taskId: string; questions: CardQuestion[]; submit: { text: string; key: string } },
): CardOf<'multiple_interaction'> {
  return parseAs('multiple_interaction', {
    ...head(card, CARD_TEXT_CHARS.title, CARD_TEXT_CHARS.questionDesc),
    select_list: card.questions.map(question),
    submit_button: submit(card.submit),
    task_id: card.taskId,
  });
}

/** Checks the parts against the schema and drops those that are undefined, so that equal cards give equal JSON. */
function parseAs<T extends TemplateCard['card_type']>(type: T, parts: object): CardOf<T> {
  return JSON.parse(JSON.stringify(cardSchema.parse({ card_type: type, ...parts }))) as CardOf<T>;
}

function head(card: Partial<CardHead>, titleChars: number, descChars: number) {
  return {
    source: card.source && {
      icon_url: card.source.iconUrl,
      desc: card.source.text && fitChars(card.source.text, CARD_TEXT_CHARS.source),
    },
    main_title:
      card.title === undefined && card.desc === undefined
        ? undefined
        : {
            title: card.title && fitChars(card.title, titleChars),
            desc: card.desc && fitChars(card.desc, descChars),
          },
  };
}

function body(card: CardBody) {
  return {
    action_menu: card.menu && { desc: card.menu.desc, action_list: card.menu.entries },
    quote_area: card.quote && {
      ...(card.quote.target ? link(card.quote.target) : { type: NOTHING }),
      title: card.quote.title,
      quote_text: card.quote.text,
    },
    horizontal_content_list: card.rows?.map((row) => ({
      keyname: fitChars(row.name, CARD_TEXT_CHARS.rowName),
      value: fitChars(row.value, CARD_TEXT_CHARS.rowValue),
      type: row.url !== undefined ? TO_URL : row.userid !== undefined ? ROW_MEMBER : undefined,
      url: row.url,
      userid: row.userid,
    })),
  };
}

function link(to: CardTarget) {
  return { type: 'url' in to ? TO_URL : TO_MINI_PROGRAM, ...to };
}

function question({ key: questionKey, title, options }: CardQuestion) {
  return {
    question_key: questionKey,
    title,
    selected_id: options.find((option) => option.checked)?.id,
    option_list: options.map(({ id, text }) => ({ id, text: fitChars(text, CARD_TEXT_CHARS.selectOption) })),
  };
}

function submit({ text, key: submitKey }: { text: string; key: string }) {
  return { text: fitChars(text, CARD_TEXT_CHARS.button), key: submitKey };
}

/** XML names that are not simply the JSON name in PascalCase. */
const XML_NAMES: Record<string, string> = {
  keyname: 'KeyName',
  userid: 'UserId',
  pagepath: 'PagePath',
  checkbox: 'CheckBox',
  appid: 'AppId',
};
/** WeCom spells appid differently in these two parts. */
const APPID_IN: Record<string, string> = { quote_area: 'Appid', image_text_area: 'Appid' };
const JSON_NAMES: Record<string, string> = {
  ...Object.fromEntries(Object.entries(XML_NAMES).map(([json, xml]) => [xml, json])),
  Appid: 'appid',
};
const LISTS = new Set([
  'action_list',
  'horizontal_content_list',
  'jump_list',
  'vertical_content_list',
  'option_list',
  'button_list',
  'select_list',
]);
const NUMBERS = new Set(['type', 'desc_color', 'style', 'mode', 'aspect_ratio']);
const BOOLEANS = new Set(['disable', 'is_checked']);

/** The `<TemplateCard>` element of a passive reply; lists become repeated elements without a wrapper. */
export function cardToXml(card: TemplateCardUpdate): string {
  return element('TemplateCard', partsToXml(card, ''));
}

/**
 * Reads a `<TemplateCard>` element.
 * @throws {z.ZodError} when it is not a card that WeCom would take
 */
export function cardFromXml(card: XmlElement): TemplateCardUpdate {
  return cardUpdateSchema.parse(partsFromXml(card));
}

function partsToXml(parts: object, parent: string): string {
  return Object.entries(parts)
    .flatMap(([name, value]) =>
      Array.isArray(value) ? value.map((each) => [name, each] as const) : [[name, value] as const],
    )
    .map(([name, value]) => {
      if (value === undefined) return '';
      const xmlName = (name === 'appid' && APPID_IN[parent]) || XML_NAMES[name] || toPascalCase(name);
      if (typeof value === 'object') return element(xmlName, partsToXml(value, name));
      return element(xmlName, typeof value === 'string' ? cdata(value) : String(value));
    })
    .join('');
}

function partsFromXml(parent: XmlElement): Record<string, unknown> {
  const parts: Record<string, unknown> = {};
  for (const child of parent.children) {
    const name = JSON_NAMES[child.name] ?? toSnakeCase(child.name);
    const value = child.children.length > 0 ? partsFromXml(child) : valueFromXml(name, child.text);
    if (LISTS.has(name)) parts[name] = [...((parts[name] as unknown[] | undefined) ?? []), value];
    else parts[name] = value;
  }
  return parts;
}

function valueFromXml(name: string, text: string): unknown {
  if (NUMBERS.has(name)) return Number(text);
  if (BOOLEANS.has(name)) return text === 'true' || text === '1';
  return text;
}

function toPascalCase(name: string): string {
  return name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function toSnakeCase(name: string): string {
  return name.replace(/(?!^)([A-Z])/g, '_$1').toLowerCase();
}
