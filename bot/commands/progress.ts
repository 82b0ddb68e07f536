import { branchProgress, branchStudy, personProgress, personStudy } from '../../actions/progress.ts';
import { may } from '../../domain/rights.ts';
import { NO_RANKING } from '../../texts/answer.ts';
import { ownProgressLine, progressLine } from '../../texts/progress.ts';
import { type CommandContext, defineCommand, type Reply } from '../command.ts';
import { periodsAsked, resolveScope } from '../scope.ts';

/** How far along a unit, a person or oneself is, in one line. */
export default defineCommand({
  name: 'progress',
  on: ['query:progress', 'query:ranking'],
  help: { topic: 'look', line: '“我们支部的进度”：应尽事项完成到哪里；“图”：画成图' },
  async run(context) {
    if (context.understanding.query?.about === 'ranking') return { text: NO_RANKING };
    return tellProgress(context);
  },
});

/** The answer to a question about progress. */
export async function tellProgress(context: CommandContext): Promise<Reply> {
  const { actions, today, sender, understanding } = context;
  const { school, study: aim } = actions;
  const scope = resolveScope(context);
  if (scope.kind === 'refused') return { text: scope.text };
  const { duty, period } = understanding.query ?? {};
  const isStudyAsked = aim !== undefined && (duty === undefined || duty === 'study');
  // Hours are counted up to a day of a year: those of a year that is over, to its end.
  const year = period?.slice(0, 4) ?? today.slice(0, 4);
  const isOver = year < today.slice(0, 4);
  const until = isOver ? `${year}-12-31` : today;
  if (scope.kind !== 'unit') {
    const person = scope.kind === 'me' ? sender.id : scope.person;
    const all = await personProgress(actions, person, today);
    const asked = duty === undefined ? all : all.filter((d) => d.rule.kind === duty);
    const study = isStudyAsked ? await personStudy(actions, person, until) : undefined;
    return {
      text: ownProgressLine(asked, study, today, school, scope.kind === 'me' ? undefined : person),
    };
  }
  const { organization, own } = scope;
  const branches = school.branchesUnder(organization.id).map((o) => o.id);
  const duties = await branchProgress(actions, branches, today, {
    ...(duty && { duty }),
    periods: periodsAsked(context),
  });
  const study = isStudyAsked ? await branchStudy(actions, branches, until) : undefined;
  const names = may(school, sender.id, { act: 'see_names', organization: organization.id }, today).ok;
  return {
    text: progressLine(duties, {
      ...{ school, today, organization, own, names, asker: sender.id, branches: branches.length, study },
      ...(isOver && { year }),
    }),
    asked: { unit: organization.id, on: today, ...(duty && { duty }), ...(period && { period }) },
  };
}
