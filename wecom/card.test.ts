import { describe, expect, it } from 'vitest';
import {
  buildButtonCard,
  buildMultipleCard,
  buildNewsNotice,
  buildTextNotice,
  buildVoteCard,
  cardFromXml,
  cardSchema,
  cardToXml,
  cardUpdateSchema,
  isInteractive,
  type TemplateCard,
  toCardUpdate,
} from './card.ts';
import { parseXml } from './xml.ts';

const buttonCard = buildButtonCard({
  taskId: 'talk_01@a-b',
  title: '谈心谈话提醒',
  desc: '本季度还有 2 人未谈',
  source: { text: '先锋助手', iconUrl: 'https://example.com/i.png' },
  menu: { desc: '更多', entries: [{ text: '本月不再提醒', key: 'mute' }] },
  quote: { text: '第三条', title: '依据', target: { url: 'https://example.com/q' } },
  subtitle: '点一下就好',
  rows: [
    { name: '截止', value: '12 月 31 日' },
    { name: '办法', value: '查看', url: 'https://example.com/rule' },
    { name: '对象', value: '张三', userid: 'zhangsan' },
  ],
  selection: {
    key: 'day',
    title: '哪天',
    options: [
      { id: 'today', text: '今天', checked: true },
      { id: 'yesterday', text: '昨天' },
    ],
  },
  buttons: [
    { text: '已谈', style: 1, key: 'done' },
    { text: '看名单', url: 'https://example.com/list' },
  ],
  target: { appid: 'wxapp', pagepath: 'pages/index' },
});
const voteCard = buildVoteCard({
  taskId: 'vote-1',
  title: '选会议时间',
  questionKey: 'time',
  many: true,
  options: [
    { id: 'a', text: '周三', checked: true },
    { id: 'b', text: '周四', checked: false },
  ],
  submit: { text: '提交', key: 'submit' },
});
const multipleCard = buildMultipleCard({
  taskId: 'multi-1',
  title: '登记',
  questions: [{ key: 'kind', title: '类型', options: [{ id: 'a', text: '党课' }] }],
  submit: { text: '提交', key: 'submit' },
});
const textNotice = buildTextNotice({
  title: '已收到',
  emphasis: { title: '12', desc: '本月' },
  links: [{ title: '查看', url: 'https://example.com/a' }],
  target: { url: 'https://example.com/' },
});
const newsNotice = buildNewsNotice({
  title: '月报',
  imageUrl: 'https://example.com/chart.png',
  aspectRatio: 2,
  paragraphs: [{ title: '小结', desc: '完成八成' }],
  links: [{ title: '小程序', appid: 'wxapp' }],
  target: { url: 'https://example.com/' },
});
const cards: [string, TemplateCard][] = [
  ['button', buttonCard],
  ['vote', voteCard],
  ['multiple', multipleCard],
  ['text notice', textNotice],
  ['news notice', newsNotice],
];

/** Where the schema refuses the card: the paths of its issues. */
function refusals(card: unknown): string[] {
  const result = cardSchema.safeParse(card);
  return result.success ? [] : result.error.issues.map((issue) => issue.path.join('.'));
}

describe('builders', () => {
  it('write the JSON that message/send takes', () => {
    expect(buttonCard).toEqual({
      card_type: 'button_interaction',
      source: { icon_url: 'https://example.com/i.png', desc: '先锋助手' },
      main_title: { title: '谈心谈话提醒', desc: '本季度还有 2 人未谈' },
      action_menu: { desc: '更多', action_list: [{ text: '本月不再提醒', key: 'mute' }] },
      quote_area: { type: 1, url: 'https://example.com/q', title: '依据', quote_text: '第三条' },
      horizontal_content_list: [
        { keyname: '截止', value: '12 月 31 日' },
        { keyname: '办法', value: '查看', type: 1, url: 'https://example.com/rule' },
        { keyname: '对象', value: '张三', type: 3, userid: 'zhangsan' },
      ],
      sub_title_text: '点一下就好',
      card_action: { type: 2, appid: 'wxapp', pagepath: 'pages/index' },
      button_selection: {
        question_key: 'day',
        title: '哪天',
        selected_id: 'today',
        option_list: [
          { id: 'today', text: '今天' },
          { id: 'yesterday', text: '昨天' },
        ],
      },
      button_list: [
        { text: '已谈', style: 1, key: 'done' },
        { text: '看名单', type: 1, url: 'https://example.com/list' },
      ],
      task_id: 'talk_01@a-b',
    });
    expect(voteCard.checkbox).toEqual({
      question_key: 'time',
      mode: 1,
      option_list: [
        { id: 'a', text: '周三', is_checked: true },
        { id: 'b', text: '周四', is_checked: false },
      ],
    });
  });

  it('shorten texts to what the client shows', () => {
    const long = buildButtonCard({
      taskId: 't',
      title: '题'.repeat(50),
      rows: [{ name: '名字很长很长', value: '值'.repeat(40) }],
      buttons: [{ text: '按'.repeat(11), key: 'k' }],
    });
    expect(long.main_title.title).toBe(`${'题'.repeat(35)}…`);
    expect(long.horizontal_content_list).toEqual([{ keyname: '名字很长…', value: `${'值'.repeat(29)}…` }]);
    expect(long.button_list[0]?.text).toBe(`${'按'.repeat(9)}…`);
  });

  it('throw when there is no button, too many rows, or a task id with blanks', () => {
    const good = { taskId: 't', title: 't', buttons: [{ text: 'a', key: 'a' }] };
    expect(() => buildButtonCard(good)).not.toThrow();
    expect(() => buildButtonCard({ ...good, buttons: [] })).toThrow(/button_list/);
    expect(() =>
      buildButtonCard({ ...good, rows: Array.from({ length: 7 }, () => ({ name: 'n', value: 'v' })) }),
    ).toThrow(/horizontal/);
    expect(() => buildButtonCard({ ...good, taskId: 'a b' })).toThrow(/task_id/);
    expect(() => buildButtonCard({ ...good, taskId: 'a'.repeat(129) })).toThrow(/task_id/);
  });

  it('give equal JSON for equal cards, which the duplicate check of WeCom compares', () => {
    const build = () =>
      JSON.stringify(buildTextNotice({ title: 'a', target: { url: 'https://example.com/' } }));
    expect(build()).toBe(build());
    expect(build()).not.toContain('null');
  });
});

describe('cardSchema', () => {
  it.each(cards)('takes the %s card', (_name, card) => {
    expect(refusals(card)).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['a card of no known type', { ...textNotice, card_type: 'x' }, 'card_type'],
    ['an unknown part', { ...textNotice, foo: 1 }, ''],
    ['a notice that leads nowhere', { ...textNotice, card_action: { type: 0 } }, 'card_action'],
    ['a notice without url', { ...textNotice, card_action: { type: 1 } }, 'card_action'],
    ['a notice without words', { ...textNotice, main_title: {}, sub_title_text: undefined }, ''],
    ['a notice whose menu has no task_id', { ...textNotice, action_menu: buttonCard.action_menu }, ''],
    ['a picture notice without picture', { ...newsNotice, card_image: undefined }, ''],
    [
      'a picture too flat',
      { ...newsNotice, card_image: { url: 'https://a.cn', aspect_ratio: 3 } },
      'card_image.aspect_ratio',
    ],
    ['a button without key', { ...buttonCard, button_list: [{ text: 'a' }] }, 'button_list.0'],
    [
      'seven buttons',
      { ...buttonCard, button_list: Array.from({ length: 7 }, (_, i) => ({ text: 'a', key: `${i}` })) },
      'button_list',
    ],
    [
      'two buttons of one key',
      {
        ...buttonCard,
        button_list: [
          { text: 'a', key: 'k' },
          { text: 'b', key: 'k' },
        ],
      },
      'button_list',
    ],
    [
      'a key of 1025 bytes',
      { ...buttonCard, button_list: [{ text: 'a', key: 'k'.repeat(1025) }] },
      'button_list.0.key',
    ],
    [
      'four menu entries',
      { ...buttonCard, action_menu: { action_list: [1, 2, 3, 4].map((i) => ({ text: 'a', key: `${i}` })) } },
      'action_menu.action_list',
    ],
    [
      'an attachment row without media_id',
      { ...buttonCard, horizontal_content_list: [{ keyname: 'a', type: 2 }] },
      'horizontal_content_list.0',
    ],
    [
      '21 boxes',
      {
        ...voteCard,
        checkbox: {
          question_key: 'k',
          option_list: Array.from({ length: 21 }, (_, i) => ({ id: `${i}`, text: 'a' })),
        },
      },
      'checkbox.option_list',
    ],
    ['a vote with a coloured source', { ...voteCard, source: { desc: 'a', desc_color: 1 } }, 'source'],
    [
      'an option id of 129 bytes',
      { ...voteCard, checkbox: { question_key: 'k', option_list: [{ id: '支'.repeat(43), text: 'a' }] } },
      'checkbox.option_list.0.id',
    ],
    [
      'four lists',
      {
        ...multipleCard,
        select_list: [1, 2, 3, 4].map((i) => ({ ...multipleCard.select_list[0], question_key: `${i}` })),
      },
      'select_list',
    ],
    [
      'an address without scheme',
      { ...textNotice, card_action: { type: 1, url: 'example.com' } },
      'card_action.url',
    ],
    ['an interactive card without task_id', { ...voteCard, task_id: undefined }, 'task_id'],
  ])('refuses %s', (_name, card, path) => {
    expect(refusals(card)).toContain(path);
  });
});

describe('isInteractive', () => {
  it('holds for buttons, votes, questions, and for notices with a menu', () => {
    expect(cards.map(([, card]) => isInteractive(card))).toEqual([true, true, true, false, false]);
    const withMenu = buildTextNotice({
      taskId: 't',
      title: 'a',
      menu: { entries: [{ text: 'a', key: 'k' }] },
      target: { url: 'https://example.com/' },
    });
    expect(isInteractive(withMenu)).toBe(true);
  });
});

describe('the XML form', () => {
  it.each(cards)('brings the %s card through', (_name, card) => {
    const update = toCardUpdate(card, '已处理');
    expect(cardFromXml(parseXml(cardToXml(update)))).toEqual(update);
    expect(cardUpdateSchema.parse(update)).not.toHaveProperty('task_id');
  });

  it("uses WeCom's own spellings and repeats lists without a wrapper", () => {
    const xml = cardToXml(
      toCardUpdate({
        ...buttonCard,
        quote_area: { type: 2, appid: 'wx1', pagepath: 'p', quote_text: ']]>' },
      }),
    );
    expect(xml).toMatch(/^<TemplateCard><CardType><!\[CDATA\[button_interaction\]\]><\/CardType>/);
    expect(xml).toContain(
      '<QuoteArea><Type>2</Type><Appid><![CDATA[wx1]]></Appid><PagePath><![CDATA[p]]></PagePath>',
    );
    expect(xml).toContain('<CardAction><Type>2</Type><AppId><![CDATA[wxapp]]></AppId>');
    expect(xml).toContain('<HorizontalContentList><KeyName><![CDATA[截止]]></KeyName>');
    expect(xml).toContain('</HorizontalContentList><HorizontalContentList>');
    expect(xml).toContain('<UserId><![CDATA[zhangsan]]></UserId>');
    expect(xml).not.toContain('TaskId');
    expect(cardToXml(toCardUpdate(voteCard))).toContain('<CheckBox><QuestionKey>');
    expect(cardToXml(toCardUpdate(voteCard))).toContain('<IsChecked>true</IsChecked>');
  });
});
