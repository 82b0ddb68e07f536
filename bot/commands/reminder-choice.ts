import { putOff, resumeReminders, stopReminders } from '../../actions/reminder-choices.ts';
import { addDays } from '../../domain/day.ts';
import { DEFAULT_REMINDER_SETTINGS } from '../../domain/reminders/settings.ts';
import { ASK_PAUSE_UNTIL, saysOptedOut, saysResumed, saysSnoozed } from '../../texts/reminder-answers.ts';
import { defineCommand } from '../command.ts';

/** 今天不再提醒 · 三天后再说 · 暂停到某日 · 恢复 · 不再提醒. */
export default defineCommand({
  name: 'reminder-choice',
  on: ['command:snooze', 'command:pause', 'command:resume', 'command:unsubscribe', 'command:subscribe'],
  help: { topic: 'remind', line: '“三天后再说”“暂停到某日”“恢复”“不再提醒”：提醒由您定' },
  async run(context) {
    const { actions, sender, today, text, message, understanding } = context;
    const command = understanding.command;
    switch (command?.name) {
      case 'unsubscribe':
        await stopReminders(actions, message.id, sender.id, today);
        return { text: saysOptedOut() };
      case 'resume':
      case 'subscribe':
        await resumeReminders(actions, sender.id, today);
        return { text: saysResumed() };
      case 'pause': {
        const { until } = command;
        if (until === undefined || until <= today) return { text: ASK_PAUSE_UNTIL };
        await putOff(actions, message.id, sender.id, today, until, 'pause');
        return { text: saysSnoozed(until, today) };
      }
      default: {
        const later = addDays(today, DEFAULT_REMINDER_SETTINGS.snoozeDays);
        const until = command?.until !== undefined && command.until > today ? command.until : later;
        const isToday = /今天|今日|今晚/u.test(text) && until === addDays(today, 1);
        await putOff(actions, message.id, sender.id, today, until, isToday ? 'not_today' : 'again');
        return { text: saysSnoozed(until, today) };
      }
    }
  },
});
