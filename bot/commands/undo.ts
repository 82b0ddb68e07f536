import { openOwnText } from '../../actions/own-text.ts';
import { withdrawActivities } from '../../actions/withdraw.ts';
import { askWithdraw } from '../../texts/answer.ts';
import { sayActivity, withdrawnReceipt } from '../../texts/receipt.ts';
import { type CommandContext, defineCommand, type Reply } from '../command.ts';

/** Up to so long after it was recorded, 撤销 needs no second word, ms. */
const AT_ONCE_MS = 3 * 86_400_000;

/** Takes back what the last receipt was about, or one of its items; what lies longer ago only after a yes. */
export default defineCommand({
  name: 'undo',
  on: ['command:undo', 'command:cancel'],
  help: '“撤销”：收回刚记的一条',
  async run(context) {
    const { actions, sender, state, message, understanding, now } = context;
    const { activities } = actions.models;
    const before = await activities.changedBy(message.id);
    if (before.length > 0)
      return withdraw(
        context,
        before.map((a) => a.id),
      );
    const item = understanding.command?.item;
    const last = state.last ?? [];
    const ids = item === undefined ? last : last.slice(item - 1, item);
    const live = (await activities.findMany(ids)).filter((a) => a.state === 'live');
    const isRecent = live.some((a) => now.getTime() - a.recordedAt < AT_ONCE_MS);
    if (isRecent || (last.length > 0 && live.length === 0 && item !== undefined))
      return withdraw(context, ids);
    // 算了 of somebody who has just said nothing to be taken back takes nothing back.
    if (understanding.command?.name === 'cancel') return { text: '好的，没有改动任何记录。', question: null };
    const [newest] = live.length > 0 ? live : await activities.ofPerson(sender.id, 1);
    if (!newest) return withdraw(context, []);
    const view = { school: actions.school, rules: actions.rules, today: context.today, reader: sender.id };
    const text = await openOwnText(actions, newest, sender.id);
    return {
      text: askWithdraw(sayActivity(newest, text, view)),
      question: { about: 'withdraw', activities: [newest.id] },
    };
  },
});

/** Withdraws and answers with what was withdrawn. */
export async function withdraw(context: CommandContext, ids: string[]): Promise<Reply> {
  const { actions, sender, state, message, today } = context;
  const withdrawn = await withdrawActivities(actions, sender.id, ids, message.id);
  return {
    text: withdrawnReceipt(withdrawn, {
      school: actions.school,
      rules: actions.rules,
      today,
      reader: sender.id,
    }),
    last: (state.last ?? []).filter((id) => !ids.includes(id)),
    question: null,
  };
}
