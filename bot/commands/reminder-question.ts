import { reminderAccount } from '../../actions/reminder-choices.ts';
import { loadWorkCalendar } from '../../actions/work-calendar.ts';
import { saysHowOften, saysSettings, saysWhatComes } from '../../texts/reminder-answers.ts';
import { defineCommand } from '../command.ts';
import { findReminderQuestion, REMINDER_QUESTION } from '../reminder-question.ts';

/** 你本月提醒我几次 · 我会收到哪些提醒 · 提醒设置. */
export default defineCommand({
  name: 'reminder-question',
  on: [],
  words: REMINDER_QUESTION,
  help: { topic: 'remind', line: '“提醒设置”“我会收到哪些提醒”“你本月提醒我几次”' },
  async run({ actions, sender, today, now, text }) {
    const asked = findReminderQuestion(text);
    if (asked === undefined) return undefined;
    const account = await reminderAccount(actions, sender.id, now, today);
    switch (asked) {
      case 'how_often':
        return { text: saysHowOften(account) };
      case 'what_comes':
        return { text: saysWhatComes(account, actions.rules) };
      case 'settings': {
        const { data } = await loadWorkCalendar(actions.models, today);
        return { text: saysSettings(account, data.sendingHours) };
      }
    }
  },
});
