import {
  askToMove,
  moveTask,
  noteOnTask,
  returnTask,
  submitTask,
  tasksNumbered,
  writeOffTask,
} from '../../actions/tasks.ts';
import { may } from '../../domain/rights.ts';
import type { TaskRow } from '../../models/task.ts';
import {
  saidAskedToMove,
  saidTaskDone,
  saidTaskMoved,
  saidTaskNote,
  saidTaskReturned,
  saidTaskVerified,
  taskRefused,
} from '../../texts/tasks.ts';
import { nameOf } from '../../texts/terms.ts';
import { dayAskedFor } from '../ahead.ts';
import { type CommandContext, defineCommand, type Reply } from '../command.ts';

const VERIFIED = /核验(?:通过|完|过|无误)|通过核验|(?:准予|同意|确认)(?:销号|办结)/u;
const RETURNED = /退回|不通过|打回|没通过/u;
/** What is said of a task in words that could be taken for something else: a day in them is no day for reminders. */
const OWN_WORDS =
  /^.{0,16}任务\s*(\d{1,3})[^，。]{0,8}(?:(?:延期?|推迟|顺延|改期?|调整)(?:到|至)[^，。]{2,12}|核验(?:通过|完|过|无误)|通过核验|退回|不通过|打回|(?:准予|同意)(?:销号|办结))(?:了|吧)?[。！!]?$/u;
/** What is missing, behind 退回. */
const MISSING =
  /(?:退回|不通过|打回|没通过)(?:了|吧)?[，,：:；;。\s]+(?:因为|原因是?|还)?[：:]?\s*([^\n]{2,60}?)[。！!]?$/u;
const MOVED = /(?:延期?|推迟|顺延|改期?|调整)(?:到|至)/u;

/** 任务12完成 · 任务9在等数据 · 任务9延期到12月10日 · 任务12核验通过 · 任务12退回. */
export default defineCommand({
  name: 'task-progress',
  on: ['command:complete_task', 'command:report_task'],
  words: OWN_WORDS,
  help: { topic: 'office', line: '“任务12完成”：申请办结；“任务12延期到某日”：请上一级定' },
  async run(context) {
    const { actions, sender, today, text, understanding } = context;
    const command = understanding.command;
    const own = OWN_WORDS.exec(text.normalize('NFKC').trim());
    const number = own ? Number(own[1]) : (command?.task ?? 0);
    const isJudged = VERIFIED.test(text) || RETURNED.test(text);
    const found = await tasksNumbered(
      actions,
      sender.id,
      number,
      isJudged ? 'verify_task' : 'report_task',
      today,
    );
    const states: TaskRow['state'][] = isJudged ? ['submitted'] : ['open', 'submitted'];
    const picked = pick(context, found, states);
    if (picked === 'which' || picked === undefined) return { text: taskRefused(picked ?? 'unknown', number) };
    if (VERIFIED.test(text))
      return told(
        await writeOffTask(actions, picked, sender.id, today),
        saidTaskVerified(picked, actions.school),
        number,
      );
    if (RETURNED.test(text))
      return told(
        await returnTask(actions, picked, sender.id, today, MISSING.exec(text.trim())?.[1]),
        saidTaskReturned(picked, actions.school),
        number,
      );
    if (MOVED.test(text)) return move(context, picked);
    if (command?.name === 'complete_task') {
      // Said twice, or handled twice: the first time has done it.
      const isMine = picked.state === 'submitted' && picked.submittedBy === sender.id;
      if (isMine) return { text: saidTaskDone(picked) };
      const done = await submitTask(actions, picked, sender.id, today, command.note);
      const verifier = done?.verifier === undefined ? undefined : nameOf(actions.school, done.verifier);
      return told(done !== undefined, saidTaskDone(picked, verifier), number);
    }
    if (picked.state !== 'open') return { text: taskRefused('not_open', number) };
    await noteOnTask(actions, picked, command?.note ?? text);
    return { text: saidTaskNote(picked, today) };
  },
});

/** The level above sets another day; the owner asks for one. */
async function move(context: CommandContext, task: TaskRow): Promise<Reply> {
  const { actions, sender, today } = context;
  const { school } = actions;
  const dueOn = dayAskedFor(context);
  if (dueOn === undefined || dueOn <= today) return { text: taskRefused('which_day', task.number) };
  const decides = may(school, sender.id, { act: 'verify_task', organization: task.organization }, today).ok;
  if (decides)
    return told(
      await moveTask(actions, task, dueOn, today),
      saidTaskMoved(task, dueOn, { school, today }),
      task.number,
    );
  return told(
    await askToMove(actions, task, sender.id, dueOn, today),
    saidAskedToMove(task, dueOn, today),
    task.number,
  );
}

function told(isDone: boolean, text: string, number: number): Reply {
  return { text: isDone ? text : taskRefused('not_open', number) };
}

/** The one that is meant: of the unit named, else of the sender's own, and best one that waits for this. */
function pick(
  context: CommandContext,
  tasks: TaskRow[],
  states: TaskRow['state'][],
): TaskRow | 'which' | undefined {
  const { actions, sender, today, text } = context;
  const { school } = actions;
  const named = tasks.filter((task) => {
    const organization = school.organization(task.organization);
    return organization && [organization.name, ...organization.aliases].some((name) => text.includes(name));
  });
  const own = new Set(school.postsOf(sender.id, today).map((post) => post.organization));
  const branch = school.branchOf(sender.id, today);
  if (own.size === 0 && branch) own.add(branch.id);
  const ofOwn = tasks.filter((task) => own.has(task.organization));
  for (const some of [named, ofOwn, tasks]) {
    if (some.length === 0) continue;
    const waiting = some.filter((task) => states.includes(task.state));
    if (waiting.length > 1) return 'which';
    if (waiting[0]) return waiting[0];
    if (some === named || some === ofOwn) return some[0];
  }
  return tasks[0];
}
