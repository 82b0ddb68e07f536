import { gatherPersonalData } from '../../actions/personal-data.ts';
import { planAnswer } from '../../actions/plan-notice.ts';
import { refusal } from '../../texts/answer.ts';
import { dataSummary, dataText } from '../../texts/personal-data.ts';
import { splitText } from '../../wecom/fit-text.ts';
import { parseInbound } from '../../wecom/inbound.ts';
import { defineCommand } from '../command.ts';

/** Messages in which the whole goes out at most; the desk hands out the rest. */
const MOST_PARTS = 8;

/** Everything that is kept about oneself: the summary at once, the whole as messages of its own. */
export default defineCommand({
  name: 'my-data',
  on: [],
  words:
    /^(?:查看|看看|看一下|导出|下载|我要看|我想看)?我的(?:个人)?(?:数据|信息|资料)[？?。]?$|^(?:你|你们)?(?:都)?(?:保存|存|记录)了(?:我|关于我)(?:的)?(?:什么|哪些)(?:数据|信息|东西)?[？?]?$/u,
  help: { topic: 'data', line: '“我的数据”：关于您保存了什么；“删除我的数据”：申请删除' },
  async run(context) {
    const { actions, sender, today, message } = context;
    const data = await gatherPersonalData(actions, sender.id, wordsOf);
    if (!data) return { text: refusal('not_a_member', {}) };
    const view = { school: actions.school, rules: actions.rules, today, reader: sender.id };
    const parts = splitText(dataText(data, view));
    const shown = parts.slice(0, MOST_PARTS);
    for (const [n, part] of shown.entries())
      await planAnswer(actions, { person: sender.id }, `data/${message.id}/${n}`, part);
    return { text: dataSummary(data, shown.length, parts.length > shown.length) };
  },
});

/** The words of a stored message; undefined for events. */
export function wordsOf(content: string): string | undefined {
  const inbound = parseInbound(content);
  return inbound.type === 'text' ? inbound.content : undefined;
}
