import { may } from '../../domain/rights.ts';
import { taskList } from '../../texts/tasks.ts';
import { defineCommand } from '../command.ts';
import { resolveScope } from '../scope.ts';

/** 任务清单: of one's branch, or of a unit and all below it. */
export default defineCommand({
  name: 'tasks',
  on: ['query:tasks'],
  help: { topic: 'office', line: '“任务清单”：支部有哪些任务，到什么时候' },
  async run(context) {
    const { actions, sender, today, text, understanding } = context;
    const { school, models } = actions;
    const scope = resolveScope(context);
    if (scope.kind === 'refused') return { text: scope.text };
    const own = school
      .postsOf(sender.id, today)
      .map((post) => post.organization)
      .filter((id) => may(school, sender.id, { act: 'report_task', organization: id }, today).ok);
    const isBare = understanding.query?.scope === 'branch' || understanding.query?.scope === 'me';
    const roots = isBare && own.length > 0 ? own : scope.kind === 'unit' ? [scope.organization.id] : own;
    const units = new Set(roots.flatMap((id) => school.unitsUnder(id).map((unit) => unit.id)));
    const tasks = await models.tasks.ofOrganizations([...units]);
    const number = /任务\s*(\d{1,3})|第?(\d{1,3})(?:号|项)任务/u.exec(text.normalize('NFKC'));
    const asked = number ? tasks.filter((task) => task.number === Number(number[1] ?? number[2])) : tasks;
    const live = asked.filter((task) => task.state !== 'cancelled');
    const late = understanding.query?.overdue
      ? live.filter((task) => task.state === 'open' && task.dueOn < today)
      : live;
    return { text: taskList(late, { school, today }, new Set(late.map((t) => t.organization)).size > 1) };
  },
});
