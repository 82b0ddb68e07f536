import { NOTHING_ASKED } from '../../texts/answer.ts';
import { defineCommand } from '../command.ts';
import { sayQuestion } from '../say-question.ts';

/** A yes or a number to nothing that was just asked: what is still open is put once more. */
export default defineCommand({
  name: 'nothing-asked',
  on: ['command:confirm', 'command:choose'],
  async run({ understanding, question, actions, today }) {
    if (question) return { text: sayQuestion(question, actions.school, today), question };
    return { text: understanding.command?.name === 'confirm' ? NOTHING_ASKED.yes : NOTHING_ASKED.number };
  },
});
