import { describe, expect, test } from 'vitest';
import { type Fields, Judge } from './judge.ts';
import { judgeCard } from './judge-card.ts';

const notice: Fields = {
  card_type: 'text_notice',
  main_title: { title: '进度' },
  card_action: { type: 1, url: 'https://bot.example/' },
};
const news: Fields = {
  ...notice,
  card_type: 'news_notice',
  card_image: { url: 'https://bot.example/a.png' },
};
const buttons: Fields = {
  card_type: 'button_interaction',
  main_title: { title: '谈心谈话' },
  task_id: 't1',
  button_list: [{ text: '已谈', key: 'done', style: 1 }],
};
const option = (id: string): Fields => ({ id, text: id });
const vote: Fields = {
  card_type: 'vote_interaction',
  main_title: { title: '哪天' },
  task_id: 't2',
  checkbox: { question_key: 'day', mode: 0, option_list: [option('a'), option('b')] },
  submit_button: { text: '提交', key: 'submit' },
};
const select: Fields = { question_key: 'q', title: '原因', option_list: [option('a')] };
const selects: Fields = {
  card_type: 'multiple_interaction',
  main_title: { title: '说明' },
  task_id: 't3',
  select_list: [select],
  submit_button: { text: '提交', key: 'submit' },
};

function judge(card: Fields, update = false): Judge {
  const result = new Judge();
  judgeCard(result, card, {
    update,
    hasMedia: (id) => id === 'media-1',
    hasPerson: (userid) => userid === 'liuyang',
  });
  return result;
}

describe('a card of the documented form', () => {
  test.each<[string, Fields]>([
    ['text_notice', notice],
    ['news_notice', news],
    ['button_interaction', buttons],
    ['vote_interaction', vote],
    ['multiple_interaction', selects],
  ])('%s is accepted without a note', (_type, card) => {
    expect(judge(card).refusals).toEqual([]);
    expect(judge(card).notes).toEqual([]);
  });
});

describe('a card is refused', () => {
  const many = (count: number, one: Fields): Fields[] => Array(count).fill(one);
  const distinct = (count: number): Fields[] => Array.from({ length: count }, (_, i) => option(`o${i}`));
  test.each<[string, Fields, number]>([
    ['unknown type', { card_type: 'poster' }, 42031],
    ['no title', { ...buttons, main_title: {} }, 42033],
    ['neither title nor sub-title', { ...notice, main_title: undefined }, 42033],
    ['no card_action', { ...notice, card_action: undefined }, 42045],
    ['card_action of type 0 on a notice', { ...notice, card_action: { type: 0 } }, 42045],
    ['card_action without address', { ...notice, card_action: { type: 1 } }, 42028],
    ['card_action without appid', { ...notice, card_action: { type: 2 } }, 42030],
    ['no task_id', { ...buttons, task_id: undefined }, 42014],
    ['task_id with a blank', { ...buttons, task_id: 'a b' }, 42014],
    ['task_id of 129 characters', { ...buttons, task_id: 'a'.repeat(129) }, 42014],
    ['7 rows', { ...notice, horizontal_content_list: many(7, { keyname: '应谈', value: '5' }) }, 42035],
    ['a row without keyname', { ...notice, horizontal_content_list: [{ value: '5' }] }, 42027],
    [
      'a row with a bad address',
      { ...notice, horizontal_content_list: [{ keyname: 'a', type: 1, url: 'x' }] },
      42028,
    ],
    [
      'a row with unknown media',
      { ...notice, horizontal_content_list: [{ keyname: 'a', type: 2, media_id: 'x' }] },
      42029,
    ],
    [
      'a row with an unknown member',
      { ...notice, horizontal_content_list: [{ keyname: 'a', type: 3, userid: 'x' }] },
      42050,
    ],
    ['4 jumps', { ...notice, jump_list: many(4, { title: '看' }) }, 42042],
    ['a jump without title', { ...notice, jump_list: [{}] }, 42033],
    ['news without picture', { ...news, card_image: undefined }, 42044],
    ['news with a bad picture', { ...news, card_image: { url: 'a.png' } }, 42044],
    [
      'news with a ratio out of range',
      { ...news, card_image: { url: 'https://a/b', aspect_ratio: 3 } },
      40035,
    ],
    ['5 vertical rows', { ...news, vertical_content_list: many(5, { title: 'a' }) }, 42036],
    ['no buttons', { ...buttons, button_list: [] }, 40058],
    ['7 buttons', { ...buttons, button_list: distinct(7).map(({ id }) => ({ text: 'a', key: id })) }, 40058],
    ['a button without text', { ...buttons, button_list: [{ key: 'a' }] }, 42038],
    ['a button without key', { ...buttons, button_list: [{ text: 'a' }] }, 42039],
    [
      'a button with a key of 1025 bytes',
      { ...buttons, button_list: [{ text: 'a', key: 'k'.repeat(1_025) }] },
      42039,
    ],
    ['two buttons of one key', { ...buttons, button_list: many(2, { text: 'a', key: 'k' }) }, 42039],
    ['a button of style 5', { ...buttons, button_list: [{ text: 'a', key: 'k', style: 5 }] }, 40035],
    ['a link button without address', { ...buttons, button_list: [{ text: 'a', type: 1 }] }, 42028],
    [
      '4 entries in the menu',
      { ...buttons, action_menu: { action_list: distinct(4).map(({ id }) => ({ text: 'a', key: id })) } },
      40058,
    ],
    [
      'two menu entries of one key',
      { ...buttons, action_menu: { action_list: many(2, { text: 'a', key: 'k' }) } },
      42051,
    ],
    [
      'a selection of 11 options',
      { ...buttons, button_selection: { question_key: 'q', option_list: distinct(11) } },
      42037,
    ],
    [
      'a selection without question_key',
      { ...buttons, button_selection: { option_list: distinct(1) } },
      42043,
    ],
    [
      'a preset that is no option',
      { ...buttons, button_selection: { question_key: 'q', option_list: distinct(1), selected_id: 'x' } },
      42040,
    ],
    ['a vote without checkbox', { ...vote, checkbox: undefined }, 42043],
    ['a vote of 21 options', { ...vote, checkbox: { question_key: 'q', option_list: distinct(21) } }, 42037],
    [
      'a vote with one id twice',
      { ...vote, checkbox: { question_key: 'q', option_list: many(2, option('a')) } },
      42040,
    ],
    [
      'an option without text',
      { ...vote, checkbox: { question_key: 'q', option_list: [{ id: 'a' }] } },
      42041,
    ],
    ['a vote without submit_button', { ...vote, submit_button: undefined }, 42046],
    ['a submit_button without key', { ...vote, submit_button: { text: '提交' } }, 42046],
    ['a submit_button without text', { ...vote, submit_button: { key: 'k' } }, 42049],
    ['no selects', { ...selects, select_list: [] }, 42047],
    ['4 selects', { ...selects, select_list: many(4, select) }, 42047],
    ['two selects of one question', { ...selects, select_list: many(2, select) }, 42043],
    ['a list that is none', { ...selects, select_list: {} }, 40035],
  ])('with %s', (_case, card, errcode) => {
    expect(judge(card).refusals.map((refusal) => refusal.errcode)).toContain(errcode);
  });
});

describe('what WeCom accepts and a developer should know', () => {
  test('is a text over its recommended length', () => {
    const card = { ...buttons, main_title: { title: '题'.repeat(37) } };
    expect(judge(card).refusals).toEqual([]);
    expect(judge(card).notes).toEqual(['main_title.title has 37 characters, 36 are recommended']);
  });

  test('is a misspelt field', () => {
    const card = { ...notice, horizontal_content_list: [{ keyname: '应谈', KeyName: '应谈', value: '5' }] };
    expect(judge(card).notes).toEqual(['horizontal_content_list.KeyName is unknown and ignored']);
  });
});

test('a replacing card needs no task_id, and no buttons when their grey words are given', () => {
  const { task_id: _taskId, ...rest } = buttons;
  expect(judge(rest, true).refusals).toEqual([]);
  expect(judge({ ...rest, button_list: undefined, replace_text: '已处理' }, true).refusals).toEqual([]);
  expect(judge({ ...rest, button_list: undefined }, true).refusals).not.toEqual([]);
});
