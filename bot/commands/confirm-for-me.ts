import { rejectProposal } from '../../actions/entrust.ts';
import type { Proposal } from '../../models/proposal.ts';
import { REJECTED, whichProposal } from '../../texts/on-behalf.ts';
import { type CommandContext, defineCommand, type Reply } from '../command.ts';
import { recordReports } from './report.ts';

/** Yes or no, with the number of one of several. */
const WORD =
  /^(都对|全对|对|对的|是|是的|是我|确认|没错|属实|不是|不对|不是我|都不是|不属实)[，,\s]*([1-9]|[①-⑨])?(?:条|号)?[。！!\s]*$/u;

/** The author's one word about what somebody recorded for them. */
export default defineCommand({
  name: 'confirm-for-me',
  on: [],
  words: WORD,
  async run(context) {
    const { actions, sender, today } = context;
    const { models, school, rules } = actions;
    const [, word = '', number] = WORD.exec(context.text.trim()) ?? [];
    const waiting = await models.proposals.waitingFor(sender.id);
    if (waiting.length === 0) return undefined;
    const isYes = !word.includes('不');
    const at = number === undefined ? undefined : Number(number.normalize('NFKC'));
    const chosen = at !== undefined ? waiting.slice(at - 1, at) : /都|全/u.test(word) ? waiting : undefined;
    const settled = chosen ?? (waiting.length === 1 ? waiting : []);
    if (settled.length === 0)
      return { text: whichProposal(waiting, { school, rules, today, reader: sender.id }) };
    if (isYes) return confirmAll(context, settled);
    for (const proposal of settled) await rejectProposal(actions, proposal, today);
    return { text: REJECTED };
  },
});

/** Puts them on record, each with the words and the key under which it was told. */
async function confirmAll(context: CommandContext, proposals: Proposal[]): Promise<Reply> {
  const { keys, proposals: rows } = context.actions.models;
  const replies: Reply[] = [];
  for (const { id, words, reports } of proposals) {
    const recordKeys = await keys.open(id);
    if (!recordKeys) continue;
    // On record first: broken off between the two, the same word does it again and changes nothing more.
    replies.push(await recordReports(context, reports, { id, keys: recordKeys, words }));
    await rows.settle(id, 'confirmed');
  }
  const asked = replies.find((reply) => reply.question);
  return {
    text: replies.map((reply) => reply.text).join('\n'),
    last: replies.flatMap((reply) => reply.last ?? []),
    question: asked?.question ?? null,
  };
}
