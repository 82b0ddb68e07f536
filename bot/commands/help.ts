import { leadersServedBy } from '../../domain/acting.ts';
import { help } from '../../texts/answer.ts';
import { defineCommand } from '../command.ts';

/** What can be said. */
export default defineCommand({
  name: 'help',
  on: ['help'],
  async run(context) {
    const { offers, formLink, actions, sender, today } = context;
    const hasPost =
      actions.school.postsOf(sender.id, today).length > 0 ||
      actions.school.oversightOf(sender.id, today).length > 0 ||
      leadersServedBy(actions.school, sender.id, today).length > 0;
    return { text: help(offers, hasPost), ...(formLink && { link: formLink }) };
  },
});
