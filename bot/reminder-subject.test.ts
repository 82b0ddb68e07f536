import { describe, expect, it } from 'vitest';
import { SUBJECTS } from '../texts/reminder-answers.ts';
import { findSubjectChoice, REMINDER_SUBJECT } from './reminder-subject.ts';

describe('words about the reminders of one subject', () => {
  it.each([
    ['不再提醒走访', 'stop', 'visit'],
    ['走访不用再提醒', 'stop', 'visit'],
    ['走访的事别再提醒我了', 'stop', 'visit'],
    ['以后别提醒我走访了', 'stop', 'visit'],
    ['谈心谈话不用提醒了', 'stop', 'talk'],
    ['把结对的提醒关掉', 'stop', 'pairing'],
    ['取消点评提醒', 'stop', 'review'],
    ['不再提醒小结', 'stop', 'review'],
    ['不再提醒任务', 'stop', 'task'],
    ['不再提醒必谈', 'stop', 'must_talk'],
    ['恢复走访提醒', 'resume', 'visit'],
    ['恢复走访', 'resume', 'visit'],
    ['走访可以再提醒我了', 'resume', 'visit'],
    ['任务提醒恢复', 'resume', 'task'],
  ])('%s', (text, act, subject) => {
    expect(findSubjectChoice(text)).toEqual({ act, subject });
    expect(REMINDER_SUBJECT.test(text)).toBe(true);
  });

  it('know every subject by the name that the receipts give it', () => {
    for (const [subject, name] of Object.entries(SUBJECTS)) {
      expect(findSubjectChoice(`恢复${name}`), name).toEqual({ act: 'resume', subject });
      expect(findSubjectChoice(`不再提醒${name}`), name).toEqual({ act: 'stop', subject });
    }
  });

  it('can mean one task', () => {
    expect(findSubjectChoice('任务9不再提醒')).toEqual({ act: 'stop', subject: { task: 9 } });
    expect(findSubjectChoice('不再提醒任务１２')).toEqual({ act: 'stop', subject: { task: 12 } });
    expect(findSubjectChoice('恢复任务9')).toEqual({ act: 'resume', subject: { task: 9 } });
  });

  it.each(['不再提醒', '走访取消了', '今天别提醒我走访了', '恢复', '提醒一下走访', '走访过了', '任务9完成'])(
    'are not %s',
    (text) => {
      expect(findSubjectChoice(text)).toBeUndefined();
    },
  );
});
