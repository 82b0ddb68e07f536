import { withdrawActivities } from '../../actions/withdraw.ts';
import { withdrawnReceipt } from '../../texts/receipt.ts';
import { type CommandContext, defineCommand } from '../command.ts';

/** Takes back what the last receipt was about, or one of its items. */
export default defineCommand({
  name: 'undo',
  on: ['command:undo', 'command:cancel'],
  help: '“撤销”：收回刚记的一条',
  async run(context) {
    const { actions, sender, state, message, understanding, today } = context;
    const item = understanding.command?.item;
    const last = state.last ?? (await latest(context));
    const ids = item === undefined ? last : last.slice(item - 1, item);
    const withdrawn = await withdrawActivities(actions, sender.id, ids, message.id);
    const rest = last.filter((id) => !ids.includes(id));
    return {
      text: withdrawnReceipt(withdrawn, {
        school: actions.school,
        rules: actions.rules,
        today,
        reader: sender.id,
      }),
      last: rest,
      question: null,
    };
  },
});

/** What this message withdrew when it was handled before, else somebody's newest record. */
async function latest(context: CommandContext): Promise<string[]> {
  const { activities } = context.actions.models;
  const before = await activities.changedBy(context.message.id);
  if (before.length > 0) return before.map((a) => a.id);
  return (await activities.ofPerson(context.sender.id, 1)).map((a) => a.id);
}
