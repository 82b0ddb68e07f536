import { describe, expect, it } from 'vitest';
import { findLessonWords, LESSON_WORDS } from './lessons.ts';

const morning = { from: '07:30', to: '12:00' };

describe('words about lessons', () => {
  it.each([
    ['周二上午有课', [{ weekday: 2, ...morning }]],
    ['我周三3-4节上课，别那时候发', [{ weekday: 3, from: '10:00', to: '11:40' }]],
    ['我周三第三四节上课', [{ weekday: 3, from: '10:00', to: '11:40' }]],
    ['周四1、2节有课，别打扰', [{ weekday: 4, from: '08:00', to: '09:40' }]],
    ['周五下午1-2节有课', [{ weekday: 5, from: '14:00', to: '15:40' }]],
    [
      '周一周三下午有课',
      [
        { weekday: 1, from: '13:00', to: '18:00' },
        { weekday: 3, from: '13:00', to: '18:00' },
      ],
    ],
    [
      '每周一、三、五上午都有课',
      [
        { weekday: 1, ...morning },
        { weekday: 3, ...morning },
        { weekday: 5, ...morning },
      ],
    ],
    [
      '周二上午、周四下午有课',
      [
        { weekday: 2, ...morning },
        { weekday: 4, from: '13:00', to: '18:00' },
      ],
    ],
    ['周二下午2点到4点有课', [{ weekday: 2, from: '14:00', to: '16:00' }]],
    ['星期四10:00-11:40上课', [{ weekday: 4, from: '10:00', to: '11:40' }]],
    ['我周二上午给学生上课，不要那时提醒', [{ weekday: 2, ...morning }]],
    ['周二全天有课', [{ weekday: 2, from: '07:30', to: '22:00' }]],
  ])('%s', (text, hours) => {
    expect(findLessonWords(text)).toEqual({ act: 'add', hours });
    expect(LESSON_WORDS.test(text)).toBe(true);
  });

  it('take hours away again, surely when lessons are spoken of', () => {
    const hours = [{ weekday: 2, ...morning }];
    expect(findLessonWords('取消周二上午')).toEqual({ act: 'remove', hours, sure: false });
    expect(findLessonWords('周二上午没课了')).toEqual({ act: 'remove', hours, sure: true });
    expect(findLessonWords('取消周二上午的课')).toEqual({ act: 'remove', hours, sure: true });
    for (const text of ['没有课了', '没课了', '取消上课时间'])
      expect(findLessonWords(text)).toEqual({ act: 'clear' });
  });

  it.each([
    '周二上午上党课',
    '周二上午给积极分子上课',
    '上周二上午上课',
    '周二上午走访了李明轩家',
    '周二上午支部有课题讨论',
    '取消周二上午的会',
    '明天上午有课',
    '有课吗',
  ])('are not %s', (text) => {
    expect(findLessonWords(text)).toBeUndefined();
  });
});
