import { help } from '../../texts/answer.ts';
import { defineCommand } from '../command.ts';

/** What can be said. */
export default defineCommand({
  name: 'help',
  on: ['help'],
  async run(context) {
    const { helpLines, formLink } = context;
    return { text: help(helpLines), ...(formLink && { link: formLink }) };
  },
});
