import { describe, expect, it } from 'vitest';
import {
  chosenNumber,
  describedChoice,
  leavesOpen,
  noneOfThem,
  type Question,
  saidTo,
  yesOrNo,
} from './question.ts';

describe('a choice', () => {
  const numbers: [string, number | undefined][] = [
    ['1', 1],
    ['２。', 2],
    ['①', 1],
    ['第一个', 1],
    ['第2位', 2],
    ['选二', 2],
    ['我选第二个吧', 2],
    ['两', 2],
    ['前一个', 1],
    ['后者', 2],
    ['后面那个', 2],
    ['最后一个', 2],
    ['前天', undefined],
    ['下午', undefined],
    ['上', undefined],
    ['1号去的', undefined],
    ['走访', undefined],
  ];
  for (const [words, number] of numbers)
    it(`of two, ${words} is ${number ?? 'none'}`, () => expect(chosenNumber(words, 2)).toBe(number));

  it('is the last of three, but not the one before when there are three', () => {
    expect(chosenNumber('最后一个', 3)).toBe(3);
    expect(chosenNumber('前一个', 3)).toBeUndefined();
  });

  it('is described by what tells it from the others', () => {
    const labels = ['计算机学院计算机科学2302班', '音乐学院舞蹈2301班'];
    expect(describedChoice('舞蹈班那个王芳', labels)).toBe(2);
    expect(describedChoice('计算机的', labels)).toBe(1);
    expect(describedChoice('音乐学院那位', labels)).toBe(2);
    expect(describedChoice('学院的那个', labels)).toBeUndefined();
    expect(describedChoice('待办', labels)).toBeUndefined();
  });

  it('may be none, or be left open', () => {
    for (const words of ['都不是', '不是这两个', '都不对', '另外一位'])
      expect(noneOfThem(words), words).toBe(true);
    for (const words of ['不记得了', '我不清楚', '先这样吧', '算了', '忘了', '不用补了'])
      expect(leavesOpen(words), words).toBe(true);
    for (const words of ['撤销', '不要记', '1', '待办', '李明轩']) {
      expect(leavesOpen(words), words).toBe(false);
      expect(noneOfThem(words), words).toBe(false);
    }
  });
});

describe('yes and no', () => {
  const one: Question = { about: 'individually', activity: 'a', count: 2, counted: 2 };
  const held: Question = { about: 'must_talk_held', mustTalk: 'm', subject: 's', activity: 'a' };
  const record: Question = {
    about: 'record',
    message: 'm',
    words: '支委会',
    reports: [{ kind: 'meeting', date: '2026-10-15' }],
  };
  const withdraw: Question = { about: 'withdraw', activities: ['a'], said: '学习' };
  const open: Question = { about: 'must_talk', subject: 's', occasion: 'hardship' };
  const said: [Question, string, boolean | undefined][] = [
    [one, '是', true],
    [one, '对，都是逐个谈的', true],
    [one, '分开谈的', true],
    [one, '单独', true],
    [one, '一起谈的', false],
    [one, '不是逐个', false],
    [one, '一块儿聊的', false],
    [one, '昨天和他们一起谈的', undefined],
    [held, '是，结束它', true],
    [held, '1', true],
    [held, '就是这次', true],
    [held, '②', false],
    [held, '还没', false],
    [record, '记', true],
    [record, '对, 都记上', true],
    [record, '先不记', false],
    [withdraw, '撤销', true],
    [withdraw, '确认撤销', true],
    [withdraw, '不撤销', false],
    [open, '建', true],
    [open, '不建了', false],
    [open, '建一项', true],
    [open, '建议改天', undefined],
  ];
  for (const [question, words, answer] of said)
    it(`to ${question.about}, ${words} is ${answer ?? 'neither'}`, () =>
      expect(saidTo(question, words)).toBe(answer));

  it('are told from words that only begin like them', () => {
    expect(yesOrNo('好的。')).toBe(true);
    expect(yesOrNo('不要了')).toBeUndefined();
    expect(yesOrNo('是昨天')).toBeUndefined();
  });
});
