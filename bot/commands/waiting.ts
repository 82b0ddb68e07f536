import { mattersList } from '../../texts/settling.ts';
import { defineCommand } from '../command.ts';
import { openMatters } from './settle.ts';

/** Lists what waits for the sender's word; for the data-protection officer under the name that they know. */
export default defineCommand({
  name: 'waiting',
  on: [],
  words:
    /^(?:查看|看看|看一下)?(?:数据申请|加入申请|待处理|待处理申请|待审批|申请列表|有哪些申请|有什么申请)(?:列表|名单)?[？?。]?$/u,
  async run(context) {
    return { text: mattersList(await openMatters(context), context.actions.school, context.today) };
  },
});
