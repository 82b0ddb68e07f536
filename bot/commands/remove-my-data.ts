import { requestRemoval } from '../../actions/request-removal.ts';
import { removalAsked } from '../../texts/personal-data.ts';
import { defineCommand } from '../command.ts';

/** Asks for the removal of everything about oneself; the data-protection officer decides. */
export default defineCommand({
  name: 'remove-my-data',
  on: [],
  words:
    /^(?:请|我要|我想|申请|请帮我|帮我)*(?:删除|删掉|清除|销毁|注销)(?:掉)?我的(?:全部|所有|个人)*(?:数据|信息|资料|账号)(?:吧)?[。！!]?$/u,
  async run({ actions, sender, today }) {
    const { outcome, hasOfficer } = await requestRemoval(actions, sender.id, today);
    return { text: removalAsked(outcome, hasOfficer) };
  },
});
