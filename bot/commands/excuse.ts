import { askExcuse } from '../../actions/excuse.ts';
import { owes } from '../../domain/crediting.ts';
import { excuseAsked, HOW_TO_EXCUSE, NOBODY_DECIDES } from '../../texts/excuse.ts';
import { dutyNamed } from '../../texts/rule.ts';
import { defineCommand } from '../command.ts';

const WORDS = /^(?:我(?:想|要|来)?)?说明(?:一下)?情况[：:，,。\s]*([\s\S]*)$/u;
/** What is left when only the duty was named is no reason. */
const REASON_LENGTH = 2;

/** 说明情况: a reason why a duty cannot be done, for the secretary to agree with. */
export default defineCommand({
  name: 'excuse',
  on: [],
  words: WORDS,
  help: { topic: 'record', line: '“说明情况：走访，今年休产假”：有困难时请书记同意免' },
  async run(context) {
    const { actions, sender, text, today } = context;
    const said =
      WORDS.exec(text.trim())?.[1]
        ?.trim()
        .replace(/[。.！!]+$/u, '') ?? '';
    const kind = dutyNamed(said);
    const rule = actions.rules.find((r) => r.kind === kind && owes(sender, r));
    const reason = said.replace(/^(?:学生家庭)?(?:走访|家访|结对|联系|谈话|谈心谈话|谈心)[：:，,、\s]*/u, '');
    if (!rule || [...reason].length < REASON_LENGTH) return { text: HOW_TO_EXCUSE, question: null };
    const asked = await askExcuse(actions, sender.id, rule, reason, today);
    if (asked === 'nobody') return { text: NOBODY_DECIDES };
    return { text: excuseAsked(rule.name, asked === 'asked'), question: null };
  },
});
