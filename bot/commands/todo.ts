import { openMatters } from '../../actions/open-matters.ts';
import { branchProgress, personProgress } from '../../actions/progress.ts';
import { may } from '../../domain/rights.ts';
import { todoList, unfinishedList } from '../../texts/progress.ts';
import { withMatters } from '../../texts/tasks.ts';
import { defineCommand } from '../command.ts';
import { resolveScope } from '../scope.ts';

/** What is still open, for oneself or for the branch. */
export default defineCommand({
  name: 'todo',
  on: ['query:todo'],
  help: { topic: 'look', line: '“待办”：您还有哪些没做' },
  async run(context) {
    const { actions, today, sender, understanding } = context;
    const { school } = actions;
    const scope = resolveScope(context);
    if (scope.kind === 'refused') return { text: scope.text };
    const duty = understanding.query?.duty;
    if (scope.kind === 'unit') {
      const branches = school.branchesUnder(scope.organization.id).map((o) => o.id);
      const duties = await branchProgress(actions, branches, today, { ...(duty && { duty }) });
      const names = may(
        school,
        sender.id,
        { act: 'see_names', organization: scope.organization.id },
        today,
      ).ok;
      return {
        text: unfinishedList(duties, { school, organization: scope.organization, own: scope.own, names }),
      };
    }
    const person = scope.kind === 'me' ? sender.id : scope.person;
    const duties = (await personProgress(actions, person, today)).filter(
      (d) => duty === undefined || d.rule.kind === duty,
    );
    const list = todoList(duties, { school, today });
    const hasOpen = duties.some((d) => d.progress.open.length > 0);
    if (scope.kind !== 'me' || duty !== undefined) return { text: list };
    return {
      text: withMatters(hasOpen ? list : undefined, await openMatters(actions, sender.id, today), today),
    };
  },
});
