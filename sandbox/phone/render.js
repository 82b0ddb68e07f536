/** One entry of the conversation as an element: bubbles, text cards, template cards with working parts. */
import { descriptionNodes, link, make, markdownNodes, textNodes } from './markup.js';

const COLOURS = ['#4c7bd9', '#3f9c8f', '#c08a3e', '#8a6fc4', '#c4647a', '#5b8a4a'];

/** The square with the last characters of a name. */
export function face(name, fixedColour) {
  const node = make('span', 'face', name.slice(-2));
  const sum = [...name].reduce((total, letter) => total + letter.codePointAt(0), 0);
  node.style.background = fixedColour ?? COLOURS[sum % COLOURS.length];
  node.setAttribute('aria-hidden', 'true');
  return node;
}

/**
 * Renders an entry.
 * @param acts `{ open(url, title), press(entry, key, selected) → Promise, person, app }`
 */
export function renderEntry(entry, acts) {
  if (entry.recalled) {
    const gone = make('p', 'recalled', '消息已撤回');
    gone.dataset.id = entry.id;
    return gone;
  }
  const mine = entry.from === 'person';
  const line = make(
    'div',
    mine ? 'line mine' : 'line',
    face(mine ? acts.person : acts.app, mine ? undefined : '#c8372d'),
  );
  line.append(body(entry, acts));
  line.dataset.id = entry.id;
  return line;
}

function body(entry, acts) {
  const { content } = entry;
  switch (entry.msgtype) {
    case 'text':
      return make('div', 'bubble', ...textNodes(content.content, acts.open));
    case 'markdown':
      return make('div', 'bubble markdown', ...markdownNodes(content.content, acts.open));
    case 'textcard':
      return textCard(content, acts);
    case 'news':
      return make('div', 'card', ...content.articles.map((article) => newsItem(article, acts)));
    case 'template_card':
      return templateCard(entry, acts);
    case 'image': {
      const picture = make('img', 'wide');
      picture.src = `api/media/${encodeURIComponent(content.media_id)}`;
      picture.alt = '图片';
      return make('div', 'card', picture);
    }
    case 'file': {
      const anchor = make('a', '', '文件');
      anchor.href = `api/media/${encodeURIComponent(content.media_id)}`;
      anchor.download = '';
      return make('div', 'bubble', anchor);
    }
    default:
      return make('div', 'bubble', '收到一条这里不能播放的消息');
  }
}

/** Makes the whole card open an address, by finger and by keyboard. */
function opens(card, url, title, acts) {
  if (!/^https?:\/\//i.test(url ?? '')) return;
  card.classList.add('card-open');
  card.tabIndex = 0;
  card.setAttribute('role', 'link');
  card.addEventListener('click', (event) => {
    if (!event.target.closest('button, a, input, select, label')) acts.open(url, title);
  });
  card.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target === card) acts.open(url, title);
  });
}

function textCard(content, acts) {
  const card = make(
    'div',
    'card textcard',
    make('h2', '', content.title),
    make('div', 'desc', ...descriptionNodes(content.description)),
    make('div', 'more', make('span', '', content.btntxt || '详情')),
  );
  opens(card, content.url, content.title, acts);
  return card;
}

function newsItem(article, acts) {
  const item = make('div');
  if (article.picurl) item.append(wideImage(article.picurl));
  item.append(make('h2', '', article.title));
  if (article.description) item.append(make('p', 'desc', article.description));
  opens(item, article.url, article.title, acts);
  return item;
}

function wideImage(url, ratio) {
  const image = make('img', 'wide');
  image.src = url;
  image.alt = '';
  if (ratio) image.style.aspectRatio = String(ratio);
  return image;
}

function templateCard(entry, acts) {
  const card = entry.content;
  const root = make('div', 'card');
  root.dataset.type = card.card_type;
  const title = card.main_title?.title ?? '';
  if (card.source?.desc) root.append(source(card.source));
  if (card.action_menu) root.append(...dotMenu(entry, card.action_menu, acts));
  if (card.card_image) root.append(wideImage(card.card_image.url, card.card_image.aspect_ratio ?? 1.3));
  if (title || card.main_title?.desc) {
    const head = make('div', '', title ? make('h2', '', title) : '');
    if (card.main_title?.desc) head.append(make('p', 'desc', card.main_title.desc));
    root.append(head);
  }
  if (card.image_text_area) root.append(imageText(card.image_text_area, acts));
  if (card.emphasis_content) {
    const { title: big = '', desc = '' } = card.emphasis_content;
    root.append(make('div', 'emphasis', make('b', '', big), make('small', '', desc)));
  }
  if (card.quote_area) root.append(quote(card.quote_area, acts));
  if (card.sub_title_text) root.append(make('p', 'sub', card.sub_title_text));
  for (const row of card.vertical_content_list ?? []) {
    root.append(make('div', 'vertical', make('b', '', row.title), make('p', '', row.desc ?? '')));
  }
  if (card.horizontal_content_list?.length) root.append(horizontal(card.horizontal_content_list, acts));
  const form = questions(entry, root);
  if (card.button_list || card.submit_button || entry.replaced) root.append(buttons(entry, form, acts));
  if (card.jump_list?.length) {
    root.append(
      make('div', 'jumps', ...card.jump_list.map((jump) => link(jump.url ?? '', jump.title, acts.open))),
    );
  }
  if (card.card_action?.type === 1) opens(root, card.card_action.url, title, acts);
  return root;
}

function source({ icon_url: icon, desc, desc_color: colour = 0 }) {
  const node = make('div', `source c${colour}`);
  if (icon) {
    const image = make('img');
    image.src = icon;
    image.alt = '';
    node.append(image);
  }
  node.append(desc);
  return node;
}

function dotMenu(entry, menu, acts) {
  const dots = make('button', 'dots', '⋯');
  dots.type = 'button';
  dots.setAttribute('aria-label', menu.desc || '更多');
  dots.setAttribute('aria-expanded', 'false');
  const list = make('div', 'dot-menu');
  list.hidden = true;
  if (menu.desc) list.append(make('p', '', menu.desc));
  const show = (on) => {
    list.hidden = !on;
    dots.setAttribute('aria-expanded', String(on));
  };
  for (const action of menu.action_list) {
    const item = make('button', '', action.text);
    item.type = 'button';
    item.addEventListener('click', () => {
      show(false);
      acts.press(entry, action.key, {});
    });
    list.append(item);
  }
  dots.addEventListener('click', () => show(list.hidden));
  return [dots, list];
}

function quote(area, acts) {
  const node = make('div', 'quote', area.title ? make('b', '', area.title) : '', area.quote_text ?? '');
  if (area.type === 1) opens(node, area.url, area.title ?? '', acts);
  return node;
}

function imageText(area, acts) {
  const node = make('div', '', wideImage(area.image_url, 2.25));
  if (area.title) node.append(make('b', '', area.title));
  if (area.desc) node.append(make('p', 'desc', area.desc));
  if (area.type === 1) opens(node, area.url, area.title ?? '', acts);
  return node;
}

function horizontal(list, acts) {
  const rows = make('dl', 'rows');
  for (const row of list) {
    const value = row.type === 1 ? link(row.url, row.value ?? '查看', acts.open) : (row.value ?? '');
    rows.append(make('dt', '', row.keyname), make('dd', '', value));
  }
  return rows;
}

/** Adds the selections of the card; gives a function that reads what is chosen. */
function questions(entry, root) {
  const { checkbox, button_selection: selection, select_list: selects = [] } = entry.content;
  const readers = [];
  if (checkbox) {
    const many = checkbox.mode === 1;
    const list = make('div', 'choices');
    for (const option of checkbox.option_list) {
      const input = make('input');
      input.type = many ? 'checkbox' : 'radio';
      input.name = `vote-${entry.id}`;
      input.value = option.id;
      input.checked = option.is_checked === true;
      input.disabled = checkbox.disable === true || entry.replaced !== undefined;
      list.append(make('label', '', input, make('span', '', option.text)));
    }
    root.append(list);
    readers.push(() => [
      checkbox.question_key,
      [...list.querySelectorAll('input:checked')].map((input) => input.value),
    ]);
  }
  for (const question of [selection, ...selects].filter(Boolean)) {
    const select = make('select');
    for (const option of question.option_list) {
      const item = make('option', '', option.text);
      item.value = option.id;
      item.selected = option.id === question.selected_id;
      select.append(item);
    }
    select.disabled = question.disable === true || entry.replaced !== undefined;
    root.append(make('label', 'pick', make('span', '', question.title ?? ''), select));
    readers.push(() => [question.question_key, [select.value]]);
  }
  return () => Object.fromEntries(readers.map((read) => read()));
}

function buttons(entry, read, acts) {
  const row = make('div', 'buttons');
  if (entry.replaced !== undefined) {
    const grey = make('button', 'replaced', entry.replaced);
    grey.type = 'button';
    grey.disabled = true;
    row.append(grey);
    return row;
  }
  const { button_list: list = [], submit_button: submit } = entry.content;
  const all = submit ? [...list, { ...submit, style: 1 }] : list;
  for (const one of all) {
    const button = make('button', `style${one.style ?? 1}`, one.text);
    button.type = 'button';
    button.addEventListener('click', async () => {
      if (one.type === 1) {
        acts.open(one.url, one.text);
        return;
      }
      // While the press is on its way the buttons rest, so that one tap is one event.
      for (const other of row.children) other.disabled = true;
      button.classList.add('pending');
      await acts.press(entry, one.key, read());
      for (const other of row.children) other.disabled = false;
      button.classList.remove('pending');
    });
    row.append(button);
  }
  return row;
}
