import { BALLOT_NOT_HERE } from '../../texts/answer.ts';
import { defineCommand } from '../command.ts';

/** A vote told in chat is none: the chat knows who writes. Its words are not kept. */
export default defineCommand({
  name: 'ballot',
  on: [],
  words:
    /^(?:我)?(?:给|对|为).{1,20}(?:投|打|评)(?:了)?(?:一?票|个)?[“"「]?(?:好|较好|一般|差|满意|基本满意|不满意|优秀|合格|不合格|赞成|反对|弃权)[”"」]?(?:票)?[。！!]?$|^(?:我)?投.{0,12}(?:一?票|赞成|反对|弃权)[。！!]?$/u,
  async run() {
    return { text: BALLOT_NOT_HERE, forget: true };
  },
});
