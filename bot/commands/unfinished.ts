import { branchProgress } from '../../actions/progress.ts';
import { may } from '../../domain/rights.ts';
import { refusal } from '../../texts/answer.ts';
import { unfinishedList } from '../../texts/progress.ts';
import { defineCommand } from '../command.ts';
import { askedAbout, goesOnWith, periodsAsked, resolveScope } from '../scope.ts';

/** Who has not done something: names for the branch's secretary, counts for those above. */
export default defineCommand({
  name: 'unfinished',
  on: ['query:unfinished'],
  help: { topic: 'office', line: '“名单”“谁还没谈话”：还差谁（支部书记）' },
  async run(said) {
    const before = goesOnWith(said);
    const { duty, period } = said.understanding.query ?? {};
    const context = before
      ? askedAbout(said, 'unfinished', { ...before, ...(duty && { duty }), ...(period && { period }) })
      : said;
    const { actions, today, sender, understanding } = context;
    const { school } = actions;
    const scope = resolveScope(context);
    if (scope.kind === 'refused') return { text: scope.text };
    if (scope.kind !== 'unit') return { text: refusal('not_your_branch', {}) };
    const { organization, own } = scope;
    const branches = school.branchesUnder(organization.id).map((o) => o.id);
    const duties = await branchProgress(actions, branches, today, {
      ...(understanding.query?.duty && { duty: understanding.query.duty }),
      periods: periodsAsked(context),
    });
    const names = may(school, sender.id, { act: 'see_names', organization: organization.id }, today).ok;
    return { text: unfinishedList(duties, { school, organization, own, names }) };
  },
});
