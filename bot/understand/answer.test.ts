import { describe, expect, test } from 'vitest';
import type { AnswerContext } from './answer.ts';
import { buildIndex } from './fixtures.ts';
import { understand } from './understand.ts';

const index = buildIndex();
const now = new Date('2026-11-18T20:00:00+08:00');
const answer = (text: string, question: AnswerContext['question']) =>
  understand({ text, now, sender: 'me' }, index, question ? { question } : {});

describe('answers to a question that the bot has put', () => {
  const who = { slot: 'targets', name: '周宁', choices: ['ningt', 's1'] };

  test.each([
    ['1', '1'],
    ['②', '2'],
    ['第二个', '2'],
    ['法学院那个', '1'],
    ['测绘2301的', '2'],
    ['学生那位', '2'],
    ['是老师', '1'],
  ])('%s chooses %s', (text, value) => {
    expect(answer(text, who)).toEqual({
      intent: 'command',
      command: { name: 'choose', value, slot: 'targets' },
    });
  });

  test('a day, a name, a mode and hours fill the slot that was asked for', () => {
    expect(answer('昨天', { slot: 'date' }).command).toEqual({
      name: 'amend',
      slot: 'date',
      value: '2026-11-17',
    });
    expect(answer('孟子悦', { slot: 'targets' }).command).toEqual({
      name: 'amend',
      slot: 'targets',
      value: ['孟子悦'],
    });
    expect(answer('打的电话', { slot: 'mode' }).command).toEqual({
      name: 'amend',
      slot: 'mode',
      value: 'phone',
    });
    expect(answer('2学时', { slot: 'hours' }).command).toEqual({ name: 'amend', slot: 'hours', value: 2 });
  });

  test('对，都记上 confirms and 算了 takes it back', () => {
    expect(answer('对，都记上', { slot: 'joint' }).command).toEqual({ name: 'confirm' });
    expect(answer('算了', { slot: 'targets' }).command).toEqual({ name: 'cancel' });
  });

  test('something else said in between is taken for itself', () => {
    expect(answer('我还有什么没做', who).intent).toBe('query');
    expect(answer('今天上午开了支委会', who).intent).toBe('report');
  });

  test('a number beyond the choices is no choice of theirs', () => {
    expect(answer('5', who).command).toEqual({ name: 'choose', value: '5' });
  });
});
