import { askWhatWasDone } from '../../texts/reminder-card.ts';
import { defineCommand } from '../command.ts';

const KINDS = { 谈心谈话: 'talk', 走访: 'visit', 结对: 'pairing' } as const;
const TOLD_DONE = /^(谈心谈话|走访|结对)(?:已经)?(?:做过|办过|做完|办完|做好|办好)了?[。！!]*$/u;

/** 走访做过了, what the button under a reminder says: asks with whom and when; before that nothing is recorded. */
export default defineCommand({
  name: 'told-done',
  on: [],
  words: TOLD_DONE,
  async run({ text }) {
    const word = TOLD_DONE.exec(text.trim())?.[1];
    if (word === undefined) return undefined;
    const kind = KINDS[word as keyof typeof KINDS];
    return { text: askWhatWasDone(kind), question: { about: 'tell', kind } };
  },
});
