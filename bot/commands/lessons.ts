import { changeLessons } from '../../actions/lessons.ts';
import { NO_SUCH_LESSONS, saysLessons, saysLessonsRemoved } from '../../texts/reminder-answers.ts';
import { defineCommand } from '../command.ts';
import { findLessonWords, LESSON_WORDS } from '../lessons.ts';

/** 周二上午有课 · 取消周二上午 · 没有课了: hours of the week in which nothing is sent to whoever teaches in them. */
export default defineCommand({
  name: 'lessons',
  on: [],
  words: LESSON_WORDS,
  help: { topic: 'remind', line: '“周二上午有课”：上课时间不发提醒' },
  async run({ actions, sender, today, text }) {
    const words = findLessonWords(text);
    if (!words) return undefined;
    const changed = await changeLessons(actions, sender.id, today, words);
    if (changed.outcome === 'none_there')
      return words.act === 'remove' && !words.sure ? undefined : { text: NO_SUCH_LESSONS };
    const { hours, until } = changed.lessons;
    return {
      text: words.act === 'add' ? saysLessons(hours, until, today) : saysLessonsRemoved(hours),
    };
  },
});
