/** Judging a template card (模板卡片) as message/send and update_template_card do. */
import { byteLength, type Fields, hasScheme, type Judge } from './judge.ts';

/** The five kinds of card. */
export const CARD_TYPES = [
  'text_notice',
  'news_notice',
  'button_interaction',
  'vote_interaction',
  'multiple_interaction',
] as const;
export type CardType = (typeof CARD_TYPES)[number];

const KEY_BYTES = 1_024;
const ID_BYTES = 128;
const TASK_ID = /^[0-9A-Za-z_\-@]{1,128}$/;

const NOTICES: readonly CardType[] = ['text_notice', 'news_notice'];
const OPTIONAL: Record<CardType, readonly string[]> = {
  text_notice: [
    'source',
    'action_menu',
    'main_title',
    'quote_area',
    'emphasis_content',
    'sub_title_text',
    'horizontal_content_list',
    'jump_list',
    'card_action',
  ],
  news_notice: [
    'source',
    'action_menu',
    'main_title',
    'quote_area',
    'card_image',
    'image_text_area',
    'vertical_content_list',
    'horizontal_content_list',
    'jump_list',
    'card_action',
  ],
  button_interaction: [
    'source',
    'action_menu',
    'main_title',
    'quote_area',
    'sub_title_text',
    'horizontal_content_list',
    'card_action',
    'button_selection',
    'button_list',
  ],
  vote_interaction: ['source', 'main_title', 'checkbox', 'submit_button'],
  multiple_interaction: ['source', 'main_title', 'select_list', 'submit_button'],
};

/** What the judge must look up elsewhere. */
export interface CardContext {
  /** Whether the card replaces another one: no task_id then, but replace_text and disable. */
  update: boolean;
  /** Whether the media id names an upload that is still kept. */
  hasMedia(mediaId: string): boolean;
  /** Whether the member exists. */
  hasPerson(userid: string): boolean;
}

/** Whether a card of this form reports clicks: it needs a callback URL and a task_id, and can be updated. */
export function isInteractive(card: Fields): boolean {
  const type = card.card_type;
  return (
    type === 'button_interaction' ||
    type === 'vote_interaction' ||
    type === 'multiple_interaction' ||
    ((type === 'text_notice' || type === 'news_notice') && card.action_menu !== undefined)
  );
}

/** Judges a card; refusals and notes go to the judge. */
export function judgeCard(judge: Judge, card: Fields, context: CardContext): void {
  const type = CARD_TYPES.find((known) => known === card.card_type);
  if (!type) {
    judge.refuse(42031, 'invalid template_card.card_type');
    return;
  }
  const common = context.update ? ['card_type', 'task_id', 'replace_text'] : ['card_type', 'task_id'];
  judge.known(card, [...common, ...OPTIONAL[type]], 'template_card');
  judgeTaskId(judge, card, type, context);
  judgeSource(judge, card, type);
  judgeActionMenu(judge, card, type);
  judgeTitle(judge, card, type);
  if (OPTIONAL[type].includes('quote_area')) judgeQuote(judge, card);
  if (type === 'text_notice') judgeEmphasis(judge, card);
  if (OPTIONAL[type].includes('horizontal_content_list')) judgeHorizontal(judge, card, context);
  if (type === 'news_notice') judgeNews(judge, card);
  if (NOTICES.includes(type)) judgeJumps(judge, card);
  judgeCardAction(judge, card, type);
  if (type === 'button_interaction') judgeButtons(judge, card);
  if (type === 'vote_interaction') judgeVote(judge, card);
  if (type === 'multiple_interaction') judgeSelects(judge, card);
}

function judgeTaskId(judge: Judge, card: Fields, type: CardType, context: CardContext): void {
  if (context.update) return;
  const taskId = judge.text(card, 'task_id', 'template_card');
  const needed = isInteractive(card);
  if (taskId === '') {
    if (needed) judge.refuse(42014, `invalid task_id: ${type} needs one`);
  } else if (!TASK_ID.test(taskId)) {
    judge.refuse(42014, 'invalid task_id: up to 128 of 0-9 A-Z a-z _ - @');
  }
}

function judgeSource(judge: Judge, card: Fields, type: CardType): void {
  const source = judge.object(card, 'source', 'template_card');
  if (!source) return;
  judge.known(source, ['icon_url', 'desc', 'desc_color'], 'source');
  judge.recommendChars(judge.text(source, 'desc', 'source'), 20, 'source.desc');
  judge.integer(source, 'desc_color', 'source', 0, 3, 0);
  if (source.desc_color !== undefined && (type === 'vote_interaction' || type === 'multiple_interaction')) {
    judge.notes.push(`source.desc_color has no effect in ${type}`);
  }
  const icon = judge.text(source, 'icon_url', 'source');
  if (icon !== '' && !hasScheme(icon)) judge.refuse(42028, 'invalid source.icon_url');
}

function judgeActionMenu(judge: Judge, card: Fields, type: CardType): void {
  if (!OPTIONAL[type].includes('action_menu')) return;
  const menu = judge.object(card, 'action_menu', 'template_card');
  if (!menu) return;
  const keys = new Set<string>();
  judge.text(menu, 'desc', 'action_menu');
  for (const action of judge.list(menu, 'action_list', 'action_menu', 1, 3, 40058)) {
    judge.requiredText(action, 'text', 'action_list', 42038);
    const key = judge.requiredText(action, 'key', 'action_list', 42039);
    judge.atMostBytes(key, KEY_BYTES, 'action_list.key', 42039);
    if (keys.has(key)) judge.refuse(42051, 'duplicate key in action_list');
    keys.add(key);
  }
}

function judgeTitle(judge: Judge, card: Fields, type: CardType): void {
  const title = judge.object(card, 'main_title', 'template_card') ?? {};
  const words = judge.text(title, 'title', 'main_title');
  const subTitle = judge.text(card, 'sub_title_text', 'template_card');
  const missing = type === 'text_notice' ? words === '' && subTitle === '' : words === '';
  if (missing) {
    const or = type === 'text_notice' ? ' or sub_title_text' : '';
    judge.refuse(42033, `missing main_title.title${or}`);
  }
  const short = type === 'vote_interaction';
  const long = type === 'vote_interaction' || type === 'multiple_interaction';
  judge.recommendChars(words, short ? 16 : 36, 'main_title.title');
  judge.recommendChars(judge.text(title, 'desc', 'main_title'), long ? 160 : 44, 'main_title.desc');
  judge.recommendChars(subTitle, 160, 'sub_title_text');
}

function judgeQuote(judge: Judge, card: Fields): void {
  const quote = judge.object(card, 'quote_area', 'template_card');
  if (!quote) return;
  judge.known(quote, ['type', 'url', 'appid', 'pagepath', 'title', 'quote_text'], 'quote_area');
  judgeTarget(judge, quote, 'quote_area', judge.integer(quote, 'type', 'quote_area', 0, 2, 0));
  judge.text(quote, 'title', 'quote_area');
  judge.text(quote, 'quote_text', 'quote_area');
}

function judgeEmphasis(judge: Judge, card: Fields): void {
  const emphasis = judge.object(card, 'emphasis_content', 'template_card');
  if (!emphasis) return;
  judge.recommendChars(judge.text(emphasis, 'title', 'emphasis_content'), 14, 'emphasis_content.title');
  judge.recommendChars(judge.text(emphasis, 'desc', 'emphasis_content'), 22, 'emphasis_content.desc');
}

function judgeHorizontal(judge: Judge, card: Fields, context: CardContext): void {
  const where = 'horizontal_content_list';
  for (const row of judge.list(card, where, 'template_card', 0, 6, 42035)) {
    judge.known(row, ['type', 'keyname', 'value', 'url', 'media_id', 'userid'], where);
    judge.recommendChars(judge.requiredText(row, 'keyname', where, 42027), 5, `${where}.keyname`);
    judge.recommendChars(judge.text(row, 'value', where), 30, `${where}.value`);
    const type = judge.integer(row, 'type', where, 0, 3, 0);
    if (type === 1 && !hasScheme(judge.text(row, 'url', where))) judge.refuse(42028, `invalid ${where}.url`);
    if (type === 2 && !context.hasMedia(judge.text(row, 'media_id', where))) {
      judge.refuse(42029, `invalid ${where}.media_id`);
    }
    if (type === 3 && !context.hasPerson(judge.text(row, 'userid', where))) {
      judge.refuse(42050, `invalid ${where}.userid`);
    }
  }
}

function judgeNews(judge: Judge, card: Fields): void {
  const image = judge.object(card, 'card_image', 'template_card');
  const area = judge.object(card, 'image_text_area', 'template_card');
  if (!image && !area) judge.refuse(42044, 'news_notice needs card_image or image_text_area');
  if (image) {
    if (!hasScheme(judge.text(image, 'url', 'card_image'))) judge.refuse(42044, 'invalid card_image.url');
    const ratio = image.aspect_ratio;
    if (ratio !== undefined && (typeof ratio !== 'number' || ratio < 1.3 || ratio > 2.25)) {
      judge.refuse(40035, 'invalid parameter: card_image.aspect_ratio must lie between 1.3 and 2.25');
    }
  }
  if (area) {
    judgeTarget(judge, area, 'image_text_area', judge.integer(area, 'type', 'image_text_area', 0, 2, 0));
    if (!hasScheme(judge.text(area, 'image_url', 'image_text_area'))) {
      judge.refuse(42028, 'invalid image_text_area.image_url');
    }
  }
  for (const row of judge.list(card, 'vertical_content_list', 'template_card', 0, 4, 42036)) {
    judge.recommendChars(
      judge.requiredText(row, 'title', 'vertical_content_list', 42033),
      38,
      'vertical_content_list.title',
    );
    judge.recommendChars(judge.text(row, 'desc', 'vertical_content_list'), 160, 'vertical_content_list.desc');
  }
}

function judgeJumps(judge: Judge, card: Fields): void {
  for (const jump of judge.list(card, 'jump_list', 'template_card', 0, 3, 42042)) {
    judge.known(jump, ['type', 'title', 'url', 'appid', 'pagepath'], 'jump_list');
    judge.recommendChars(judge.requiredText(jump, 'title', 'jump_list', 42033), 18, 'jump_list.title');
    judgeTarget(judge, jump, 'jump_list', judge.integer(jump, 'type', 'jump_list', 0, 2, 0));
  }
}

function judgeCardAction(judge: Judge, card: Fields, type: CardType): void {
  if (!OPTIONAL[type].includes('card_action')) return;
  const action = judge.object(card, 'card_action', 'template_card');
  const required = NOTICES.includes(type);
  if (!action) {
    if (required) judge.refuse(42045, `${type} needs card_action`);
    return;
  }
  const kind = action.type ?? (required ? undefined : 0);
  if ((kind === 0 && !required) || kind === 1 || kind === 2) judgeTarget(judge, action, 'card_action', kind);
  else judge.refuse(42045, `invalid card_action.type of ${type}`);
}

function judgeButtons(judge: Judge, card: Fields): void {
  const keys = new Set<string>();
  const greyed = typeof card.replace_text === 'string' && card.replace_text !== '';
  for (const button of judge.list(card, 'button_list', 'template_card', greyed ? 0 : 1, 6, 40058)) {
    judge.known(button, ['type', 'text', 'style', 'key', 'url'], 'button_list');
    judge.recommendChars(judge.requiredText(button, 'text', 'button_list', 42038), 10, 'button_list.text');
    judge.integer(button, 'style', 'button_list', 1, 4, 1);
    if (judge.integer(button, 'type', 'button_list', 0, 1, 0) === 1) {
      if (!hasScheme(judge.text(button, 'url', 'button_list')))
        judge.refuse(42028, 'invalid button_list.url');
      continue;
    }
    const key = judge.requiredText(button, 'key', 'button_list', 42039);
    judge.atMostBytes(key, KEY_BYTES, 'button_list.key', 42039);
    if (keys.has(key)) judge.refuse(42039, 'duplicate key in button_list');
    keys.add(key);
  }
  const selection = judge.object(card, 'button_selection', 'template_card');
  if (!selection) return;
  judge.known(
    selection,
    ['question_key', 'title', 'option_list', 'selected_id', 'disable'],
    'button_selection',
  );
  judgeQuestion(judge, selection, 'button_selection', 10, 16);
}

function judgeVote(judge: Judge, card: Fields): void {
  const checkbox = judge.object(card, 'checkbox', 'template_card');
  if (!checkbox) judge.refuse(42043, 'vote_interaction needs checkbox');
  else {
    judge.known(checkbox, ['question_key', 'mode', 'option_list', 'disable'], 'checkbox');
    judge.integer(checkbox, 'mode', 'checkbox', 0, 1, 0);
    judgeQuestion(judge, checkbox, 'checkbox', 20, 17);
  }
  judgeSubmit(judge, card);
}

function judgeSelects(judge: Judge, card: Fields): void {
  const questions = new Set<string>();
  for (const select of judge.list(card, 'select_list', 'template_card', 1, 3, 42047)) {
    judge.known(select, ['question_key', 'title', 'option_list', 'selected_id', 'disable'], 'select_list');
    judgeQuestion(judge, select, 'select_list', 10, 16);
    const question = String(select.question_key);
    if (questions.has(question)) judge.refuse(42043, 'duplicate question_key in select_list');
    questions.add(question);
  }
  judgeSubmit(judge, card);
}

function judgeQuestion(
  judge: Judge,
  question: Fields,
  where: string,
  options: number,
  textChars: number,
): void {
  judge.atMostBytes(
    judge.requiredText(question, 'question_key', where, 42043),
    KEY_BYTES,
    `${where}.question_key`,
    42043,
  );
  const ids = new Set<string>();
  for (const option of judge.list(question, 'option_list', where, 1, options, 42037)) {
    const id = judge.requiredText(option, 'id', `${where}.option_list`, 42040);
    if (byteLength(id) > ID_BYTES) judge.refuse(42040, `${where}.option_list.id is too long`);
    if (ids.has(id)) judge.refuse(42040, `duplicate id in ${where}.option_list`);
    ids.add(id);
    judge.recommendChars(
      judge.requiredText(option, 'text', `${where}.option_list`, 42041),
      textChars,
      `${where}.option_list.text`,
    );
  }
  const selected = judge.text(question, 'selected_id', where);
  if (selected !== '' && !ids.has(selected)) judge.refuse(42040, `${where}.selected_id names no option`);
}

function judgeSubmit(judge: Judge, card: Fields): void {
  const greyed = typeof card.replace_text === 'string' && card.replace_text !== '';
  const submit = judge.object(card, 'submit_button', 'template_card');
  if (!submit) {
    if (!greyed) judge.refuse(42046, 'missing submit_button');
    return;
  }
  judge.recommendChars(judge.requiredText(submit, 'text', 'submit_button', 42049), 10, 'submit_button.text');
  judge.atMostBytes(
    judge.requiredText(submit, 'key', 'submit_button', 42046),
    KEY_BYTES,
    'submit_button.key',
    42046,
  );
}

/** A place that leads somewhere: 0 nowhere, 1 to an address, 2 to a mini program. */
function judgeTarget(judge: Judge, from: Fields, where: string, type: number): void {
  if (type === 1 && !hasScheme(judge.text(from, 'url', where))) judge.refuse(42028, `invalid ${where}.url`);
  if (type === 2 && judge.text(from, 'appid', where) === '') judge.refuse(42030, `missing ${where}.appid`);
}
