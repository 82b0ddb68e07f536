import { CARD_IS_COMING, NO_CARD } from '../../texts/reminder-card.ts';
import { defineCommand } from '../command.ts';

/** 按钮: the card of the last reminder, for whoever would rather press than write. */
export default defineCommand({
  name: 'card',
  on: [],
  words: /^(?:给我|要|用|发)?(?:个|一下)?(?:按钮|卡片)(?:提醒)?[。！!]*$/u,
  help: { topic: 'remind', line: '“按钮”：最近一次提醒的按钮，点一下代替回文字' },
  async run({ sendCard }) {
    return { text: (await sendCard?.()) ? CARD_IS_COMING : NO_CARD };
  },
});
