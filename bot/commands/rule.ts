import { personProgress } from '../../actions/progress.ts';
import { TELL_IT_APART } from '../../texts/answer.ts';
import { dutyRules } from '../../texts/rule.ts';
import { defineCommand } from '../command.ts';

/** Up to so long after a receipt a bare 依据 means what it was about, ms. */
const MEANT_MS = 86_400_000;

/** What is owed, what counts, on which ground. */
export default defineCommand({
  name: 'rule',
  on: ['rule'],
  help: { topic: 'look', line: '“依据”：按哪份文件、哪一条' },
  async run(context) {
    const { actions, state, text, sender, today, now, understanding } = context;
    const { rules, models } = actions;
    const [last] = await models.activities.findMany((state.last ?? []).slice(0, 1));
    const isMeant = last?.state === 'live' && now.getTime() - last.recordedAt < MEANT_MS;
    const owed = await personProgress(actions, sender.id, today);
    const own = owed.filter(({ progress }) => progress.owed > 0).map(({ rule }) => rule);
    const answer = dutyRules({ all: rules, own }, text, isMeant ? last.facts.kind : undefined);
    return { text: understanding.ask === 'intent' ? `${answer}\n${TELL_IT_APART}` : answer };
  },
});
