import { dutyRules } from '../../texts/rule.ts';
import { defineCommand } from '../command.ts';

/** What is owed, what counts, on which ground. */
export default defineCommand({
  name: 'rule',
  on: ['rule'],
  help: '“依据”：按哪份文件、哪一条',
  async run(context) {
    const { actions, state, text } = context;
    const [last] = await actions.models.activities.findMany((state.last ?? []).slice(0, 1));
    return { text: dutyRules(actions.rules, text, last?.facts.kind) };
  },
});
