import { branchProgress, personProgress } from '../../actions/progress.ts';
import { may } from '../../domain/rights.ts';
import { ownProgressLine, progressLine } from '../../texts/progress.ts';
import { defineCommand } from '../command.ts';
import { periodsAsked, resolveScope } from '../scope.ts';

/** How far along a unit, a person or oneself is, in one line. */
export default defineCommand({
  name: 'progress',
  on: ['query:progress', 'query:ranking'],
  help: '“我们支部的进度”：应尽事项完成到哪里',
  async run(context) {
    const { actions, today, sender, understanding } = context;
    const { school } = actions;
    if (understanding.query?.about === 'ranking')
      return { text: '我们不给支部和个人排名。可以问“我们支部的进度”看完成情况。' };
    const scope = resolveScope(context);
    if (scope.kind === 'refused') return { text: scope.text };
    if (scope.kind !== 'unit') {
      const person = scope.kind === 'me' ? sender.id : scope.person;
      const duty = understanding.query?.duty;
      const all = await personProgress(actions, person, today);
      const asked = duty === undefined ? all : all.filter((d) => d.rule.kind === duty);
      return { text: ownProgressLine(asked, today, school, scope.kind === 'me' ? undefined : person) };
    }
    const branches = school.branchesUnder(scope.organization.id).map((o) => o.id);
    const duties = await branchProgress(actions, branches, today, {
      ...(understanding.query?.duty && { duty: understanding.query.duty }),
      periods: periodsAsked(context),
    });
    const names = may(school, sender.id, { act: 'see_names', organization: scope.organization.id }, today).ok;
    return {
      text: progressLine(duties, {
        school,
        today,
        organization: scope.organization,
        own: scope.own,
        names,
        asker: sender.id,
        branches: branches.length,
      }),
    };
  },
});
