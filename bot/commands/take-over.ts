import { claimPost, handoverOf } from '../../actions/take-over.ts';
import { handoverSlip, POST_ASKED, WHICH_BRANCH_TAKEN } from '../../texts/handover.ts';
import { defineCommand } from '../command.ts';
import { branchNamed } from './settle.ts';

/** Somebody says that they are a branch's secretary now: the organization department's list decides. */
export default defineCommand({
  name: 'take-over',
  on: [],
  words:
    /^(?:您好[，,]?)?(?:我)?(?:已经?|刚|刚刚|新|从今天起|今天起|即日起)?(?:接任|接手|接替|担任|当选|继任)(?:了)?(?!.*(?:谈|访|学习)).{0,30}书记(?:了|啦)?[。！!]?$|^(?:我的)?交接单$/u,
  async run(context) {
    const { actions, sender, today, text } = context;
    const { school } = actions;
    const led = school.postsOf(sender.id, today).find((p) => p.role === 'branch_secretary')?.organization;
    const branch = text.includes('交接单') ? led : branchNamed(context, text);
    if (branch === undefined) return { text: WHICH_BRANCH_TAKEN };
    if ((await claimPost(actions, sender.id, branch, today)) === 'asked') return { text: POST_ASKED };
    return { text: handoverSlip(await handoverOf(actions, branch, today), today) };
  },
});
