/** What is said about tasks (任务), from a deadline to 销号. Pure. */
import { sayDay } from '../domain/day.ts';
import { sayPeriod } from '../domain/period.ts';
import type { ReminderItem } from '../domain/reminders/items.ts';
import type { Review } from '../domain/review.ts';
import type { School } from '../domain/school.ts';
import type { Task } from '../domain/task.ts';
import type { Day, TalkReason } from '../domain/understanding.ts';
import { OCCASION_TERMS } from './must-talk.ts';
import { nameOf, unitName } from './terms.ts';

interface View {
  school: School;
  today: Day;
}

const STATES: Record<Task['state'], string> = {
  open: '进行中',
  submitted: '待核验',
  written_off: '已销号',
  cancelled: '不再要求',
};
/** Lines of a list. */
const MOST = 10;

function unitOf(task: Pick<Task, 'organization'>, school: School): string {
  const organization = school.organization(task.organization);
  return organization ? unitName(organization) : '';
}

function named(task: Task): string {
  return `任务${task.number}“${task.title}”`;
}

/** To the level above: a unit says that it is done. */
export function taskSubmitted(task: Task, { school }: View): string {
  const unit = unitOf(task, school);
  return `${unit}申请办结${named(task)}。核验过了回“${unit}任务${task.number}核验通过”；还差东西回“${unit}任务${task.number}退回”。依据：${task.source.document}${task.source.clause}。`;
}

/** To the level above: a unit asks for another day. */
export function taskAskedToMove(task: Task, dueOn: Day, { school, today }: View): string {
  const unit = unitOf(task, school);
  return `${unit}的${named(task)}原定${sayDay(task.dueOn, today)}完成，希望延期到${sayDay(dueOn, today)}。同意就回“${unit}任务${task.number}延期到${sayDay(dueOn, today)}”，也可以改成别的日期。`;
}

/** To the owner: verified. */
export function taskWrittenOff(task: Task): string {
  return `${named(task)}已核验销号，不再提醒。`;
}

/** To the owner: something is missing (scene 10). */
export function taskReturned(
  task: Task,
  { school, today }: View,
  { by, why }: { by: string; why?: string | undefined },
): string {
  const what = why ? `：${why}` : '，还需补充';
  return `${nameOf(school, by)}退回${named(task)}${what}。任务继续，期限不变（${sayDay(task.dueOn, today)}）。补好了再回“任务${task.number}完成”；要改日期回“任务${task.number}延期到某日”。`;
}

/** To the owner: another deadline. */
export function taskMoved(task: Task, dueOn: Day, { today }: View): string {
  return `${named(task)}的完成时限改到${sayDay(dueOn, today)}。`;
}

/** Receipts of the one who said it. */
export function saidTaskDone(task: Task, verifier?: string): string {
  return `已申请销号，等${verifier ?? '上一级'}核验：${named(task)}，这期间不再提醒。`;
}
export function saidTaskNote(task: Task, today: Day): string {
  return `已记下${named(task)}的进展，完成时限${sayDay(task.dueOn, today)}。办完了回“任务${task.number}完成”；要改日期回“任务${task.number}延期到某日”。`;
}
export function saidTaskVerified(task: Task, school: School): string {
  return `${unitOf(task, school)}的${named(task)}已销号。`;
}
export function saidTaskReturned(task: Task, school: School): string {
  return `${unitOf(task, school)}的${named(task)}已退回，告诉了对方。`;
}
export function saidTaskMoved(task: Task, dueOn: Day, view: View): string {
  return `${unitOf(task, view.school)}的${named(task)}完成时限改到${sayDay(dueOn, view.today)}，告诉了对方。`;
}
export function saidAskedToMove(task: Task, dueOn: Day, today: Day): string {
  return `已转告上一级：${named(task)}希望延期到${sayDay(dueOn, today)}。对方定下来我告诉您。`;
}

/** Why nothing was done. */
export function taskRefused(
  why: 'unknown' | 'not_open' | 'which' | 'which_day' | 'which_task',
  number: number,
): string {
  switch (why) {
    case 'unknown':
      return `没有找到您能处理的任务${number}。回“任务清单”看有哪些。`;
    case 'not_open':
      return `任务${number}已经不在进行中了。回“任务清单”看现在的状态。`;
    case 'which':
      return `有几个单位都有任务${number}，请把单位一起说，例如“教工一支部任务${number}核验通过”。`;
    case 'which_task':
      return `是哪一项？请带上编号，例如“任务${number}延期到12月10日”。`;
    case 'which_day':
      return '请说一个今天以后的日期，例如“延期到12月10日”。';
  }
}

/** 任务清单: open ones first, by deadline. */
export function taskList(tasks: Task[], view: View, several: boolean): string {
  if (tasks.length === 0) return '现在没有任务。';
  const order = { open: 0, submitted: 1, written_off: 2, cancelled: 3 };
  const sorted = [...tasks].sort((a, b) => order[a.state] - order[b.state] || (a.dueOn < b.dueOn ? -1 : 1));
  const lines = sorted.slice(0, MOST).map((task) => {
    const unit = several ? `${unitOf(task, view.school)}：` : '';
    const late = task.state === 'open' && task.dueOn < view.today ? '，已过期' : '';
    const note = task.note && task.state === 'open' ? `，${task.note}` : '';
    return `${unit}${named(task)}，${sayDay(task.dueOn, view.today)}，${STATES[task.state]}${late}${note}`;
  });
  const open = tasks.filter((task) => task.state === 'open').length;
  const more = sorted.length > MOST ? `\n另有${sorted.length - MOST}项` : '';
  return `任务${tasks.length}项，进行中${open}项：\n${lines.join('\n')}${more}\n办完了回“任务几完成”。`;
}

/** 点评情况 of a quarter. */
export function reviewList(reviews: Review[], view: View & { quarter: string }): string {
  const quarter = sayPeriod(view.quarter);
  const [first] = reviews;
  if (!first) return `${quarter}还没有安排点评。`;
  const reported = reviews.filter((r) => r.reportedOn !== undefined).length;
  const held = reviews.filter((r) => r.heldOn !== undefined).length;
  if (reviews.length === 1) {
    const report = first.reportedOn
      ? `小结${sayDay(first.reportedOn, view.today)}已交`
      : `小结${sayDay(first.reportDueOn, view.today)}前交，还没有交`;
    const done = first.heldOn
      ? `${sayDay(first.heldOn, view.today)}已点评`
      : `定在${sayDay(first.day, view.today)}点评`;
    return `${quarter}：${done}；${report}。依据：${first.source.document}${first.source.clause}。`;
  }
  return `${quarter}点评定在${sayDay(first.day, view.today)}：${reviews.length}个单位，小结已交${reported}，已点评${held}。依据：${first.source.document}${first.source.clause}。`;
}

/** Receipts about reviews and 必谈. */
export const REPORT_HANDED_IN = '好的，小结记为已交，不再提醒。';
export function saidReviewed(count: number, on: Day, today: Day): string {
  return `已记：${sayDay(on, today)}完成点评，${count}个单位。`;
}
export function saidReviewMoved(count: number, day: Day, today: Day): string {
  return `${count}个单位的点评改到${sayDay(day, today)}，小结时限一并顺延。`;
}
export function saidMustTalkHeld(on: Day, today: Day): string {
  return `好的，这项必谈记为${sayDay(on, today)}已谈。谈话内容要留记录的话，再说一句就行，只有您和书记能看。`;
}
export function saidMustTalkMoved(until: Day, today: Day): string {
  return `好的，约定日期改到${sayDay(until, today)}。谈过了回“已谈”加日期。`;
}
export function whichMustTalk(names: string[]): string {
  return `您有${names.length}项必谈，是哪一位？例如“和${names[0] ?? ''}已谈”。`;
}

/** 必谈, asked for by its holder. */
export function mustTalkList(
  talks: { name: string; dueOn: Day; occasion?: TalkReason | undefined }[],
  today: Day,
): string {
  if (talks.length === 0) return '您现在没有要谈的必谈。';
  const about = (occasion?: TalkReason) => (occasion ? `（${OCCASION_TERMS[occasion]}）` : '');
  const lines = talks
    .map((t, i) => `${i + 1}. ${t.name}${about(t.occasion)}，约定${sayDay(t.dueOn, today)}前谈`)
    .join('\n');
  return `${lines}\n谈过了回“已谈”加日期。依据：校园先锋工程通知二3。`;
}

/** Answers of the level above to an escalation. */
export function saidCoordinate(task: string): string {
  return `好的，${task}由您协调。有结果了告诉我：改日期回“2 延期到某日”，办完了回“3 请核验”。`;
}
/** 协调 of something that is no task. */
export const COORDINATING = '好的，由您协调。对方办完记上后就不再提，您不用再报。';

export function saidVerifyAsked(): string {
  return '好的，已请对方说明办理情况，收到后告诉您核验。';
}
/** To the owner: the level above asks how it stands. */
export function verifyAsked(task: Task, today: Day): string {
  return `上一级想核验${named(task)}（原定${sayDay(task.dueOn, today)}）。办完了回“任务${task.number}完成”；还没有办完，回一句进展就好。`;
}

/**
 * 待办 with what is open beside duties.
 * @param list the duties; undefined when none is open
 */
export function withMatters(list: string | undefined, matters: ReminderItem[], today: Day): string {
  if (matters.length === 0) return list ?? '您现在没有待办。';
  const lines = matters.map((item) => {
    const when = sayDay(item.dueOn, today);
    const late = item.dueOn < today ? '，已过期' : '';
    switch (item.kind) {
      case 'task':
        return `任务${item.task?.number ?? ''}“${item.task?.title ?? ''}”，${when}${late}`;
      case 'review_report':
        return `${sayPeriod(item.review?.period ?? '')}点评前的小结，${when}${late}`;
      case 'review_comment':
        return `${sayPeriod(item.review?.period ?? '')}点评，${item.count}个单位，${when}${late}`;
      default:
        return `必谈1项，约定${when}前${late}，回“必谈”看`;
    }
  });
  if (list === undefined) return `您有${matters.length}件：\n${lines.join('\n')}`;
  return `${list}\n另有${matters.length}件：\n${lines.join('\n')}`;
}
