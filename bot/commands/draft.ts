import { draftSummary } from '../../actions/draft-summary.ts';
import { isBranch } from '../../domain/school.ts';
import { DRAFT_FOR_SECRETARIES, summaryDraft } from '../../texts/draft.ts';
import { ownUnitName } from '../../texts/terms.ts';
import { defineCommand } from '../command.ts';

/** 底稿: a first draft of the branch's quarterly summary, from what was recorded. */
export default defineCommand({
  name: 'draft',
  on: [],
  words: /^(?:给我|来|要|看)?(?:一?份|个|下)?(?:小结|季度小结|点评)?(?:的)?底稿[。！!]?$/u,
  help: { topic: 'office', line: '“底稿”：按已有记录起草季度小结（支部书记）' },
  async run({ actions, sender, today }) {
    const { school } = actions;
    const led = school
      .postsOf(sender.id, today)
      .filter((p) => p.role === 'branch_secretary' || p.role === 'deputy_secretary')
      .map((p) => school.organization(p.organization))
      .find((o) => o !== undefined && isBranch(o));
    if (!led) return { text: DRAFT_FOR_SECRETARIES };
    const { quarter, counts } = await draftSummary(actions, led.id, today);
    return { text: summaryDraft(ownUnitName(led), quarter, counts) };
  },
});
