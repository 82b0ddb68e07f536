import { describe, expect, it } from 'vitest';
import { findReminderQuestion } from './reminder-question.ts';

describe('questions about reminders', () => {
  it.each([
    ['你本月提醒我几次', 'how_often'],
    ['你这个月提醒了我多少次？', 'how_often'],
    ['我本月收到几次提醒', 'how_often'],
    ['我会收到哪些提醒', 'what_comes'],
    ['请问我会收到什么提醒？', 'what_comes'],
    ['你会提醒我什么', 'what_comes'],
    ['提醒设置', 'settings'],
    ['我的提醒设置', 'settings'],
    ['怎么关掉提醒', 'settings'],
  ] as const)('%s', (text, asked) => {
    expect(findReminderQuestion(text)).toBe(asked);
  });

  it.each([
    '三天后再提醒',
    '不再提醒',
    '提醒一下高飞',
    '今天提醒张伟交材料了',
    '本月走访了几次',
    '明天提醒我',
  ])('is not %s', (text) => {
    expect(findReminderQuestion(text)).toBeUndefined();
  });
});
