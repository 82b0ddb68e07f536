import { openMatters } from '../../actions/open-matters.ts';
import { resumeItem, resumeSubject, stopReminders } from '../../actions/reminder-choices.ts';
import {
  MUST_TALK_ALWAYS_COMES,
  saysSubjectResumed,
  saysSubjectStopped,
  saysTaskResumed,
  saysTaskStopped,
} from '../../texts/reminder-answers.ts';
import { defineCommand } from '../command.ts';
import { findSubjectChoice, REMINDER_SUBJECT } from '../reminder-subject.ts';

/** 不再提醒走访 · 任务9不再提醒 · 恢复走访: reminders of one subject or one task. */
export default defineCommand({
  name: 'reminder-subject',
  on: [],
  words: REMINDER_SUBJECT,
  help: { topic: 'remind', line: '“不再提醒走访”“恢复走访”：只停一类，其余照旧' },
  async run({ actions, sender, today, text, message }) {
    const choice = findSubjectChoice(text);
    if (!choice) return undefined;
    const { act, subject } = choice;
    if (subject === 'must_talk') return { text: MUST_TALK_ALWAYS_COMES };
    if (typeof subject !== 'string') {
      const tasks = (await openMatters(actions, sender.id, today)).filter(
        (item) => item.kind === 'task' && item.task?.number === subject.task,
      );
      if (tasks.length === 0) return undefined;
      for (const { ref } of tasks)
        await (act === 'stop'
          ? stopReminders(actions, `${message.id}/${ref}`, sender.id, today, { ref })
          : resumeItem(actions, sender.id, ref));
      return { text: act === 'stop' ? saysTaskStopped(subject.task) : saysTaskResumed(subject.task) };
    }
    if (act === 'stop') {
      await stopReminders(actions, message.id, sender.id, today, { subject });
      return { text: saysSubjectStopped(subject) };
    }
    await resumeSubject(actions, message.id, sender.id, today, subject);
    return { text: saysSubjectResumed(subject) };
  },
});
