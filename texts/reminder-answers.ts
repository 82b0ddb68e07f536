/** Answers about reminders: how many, which, the settings, snoozing, 催. Pure; answers do not count as reminders. */
import { sayDay } from '../domain/day.ts';
import type { DutyRule } from '../domain/duty.ts';
import type { ReminderAccount } from '../domain/reminders/explain.ts';
import type { NudgeDecision } from '../domain/reminders/nudge.ts';
import type { ItemKind } from '../domain/reminders/row.ts';
import type { ReminderSubject } from '../domain/reminders/subject.ts';
import type { ClockSpan, TeachingHours } from '../domain/work-calendar.ts';
import { KIND_TERMS } from './terms.ts';

const KINDS: Record<Exclude<ItemKind, 'duty'>, string> = {
  task: '任务期限',
  review_report: '季度小结',
  review_comment: '季度点评',
  must_talk: '必谈',
  notice: '逾期告知',
  escalation: '需要协调的事',
};
const STAGES = { blue: '临近', yellow: '该办了', red: '已过期' } as const;
/** Lines shown of each list. */
const MOST = 5;

/** 你本月提醒我几次 */
export function saysHowOften(account: ReminderAccount): string {
  const { digests, mustTalks } = account.thisMonth;
  const extra = mustTalks > 0 ? `，另有${mustTalks}次必谈` : '';
  const limit =
    account.limit.per === 'week'
      ? `每周最多${account.limit.messages}次`
      : `每天最多${account.limit.messages}次`;
  return `本月到今天主动提醒您${digests}次${extra}（${limit}，必谈另计一次；您问我答的不算）。要少收回“暂停到某日”或“不再提醒”。`;
}

/** 我会收到哪些提醒 */
export function saysWhatComes(account: ReminderAccount, rules: DutyRule[]): string {
  const name = (item: { kind: ItemKind; duty?: string }) =>
    item.kind === 'duty' ? (rules.find((r) => r.id === item.duty)?.name ?? '应尽事项') : KINDS[item.kind];
  const now = account.open
    .slice(0, MOST)
    .map((i) => `${name(i)}（${STAGES[i.stage]}，${sayDay(i.dueOn, account.day)}）`);
  const soon = account.upcoming
    .slice(0, MOST)
    .map((i) => `${name(i)}（${sayDay(i.from, account.day)}起，${sayDay(i.dueOn, account.day)}到期）`);
  const rhythm =
    account.cadence === 'secretary'
      ? '每周第一个工作日一份总览，其余只在有事新到期或过期的那天'
      : `有事才提醒，每周最多${account.limit.messages}次`;
  const parts = [
    account.optedOut
      ? '您已选“不再提醒”，只有您负责的必谈和上报前的告知还会来'
      : `${rhythm}；下一次最早${sayDay(account.nextDay, account.day)}`,
    account.pausedUntil ? `已暂停，${sayDay(account.pausedUntil, account.day)}恢复` : undefined,
    now.length > 0 ? `现在没办完的：${now.join('、')}${more(account.open.length)}` : '现在没有要办的事',
    soon.length > 0 ? `近两个月会到的：${soon.join('、')}${more(account.upcoming.length)}` : undefined,
  ];
  return `${parts.filter((p) => p !== undefined).join('。')}。办完就不再提。`;
}

/** 提醒设置 */
export function saysSettings(account: ReminderAccount, sendingHours: ClockSpan[]): string {
  const hours = sendingHours.map((s) => `${s.from}–${s.to}`).join('、');
  const often =
    account.limit.per === 'week'
      ? `每周最多${account.limit.messages}次`
      : '每周一份总览，其余有事新到期才说，每天最多1次';
  const { subjects, tasks } = account.stopped;
  const stopped = [...subjects.map((s) => SUBJECTS[s]), ...tasks.map((number) => `任务${number}`)];
  const lines = [
    `时间：工作日${hours}，节假日和寒暑假不发。`,
    `次数：${often}，必谈另计。`,
    account.teaching.length > 0
      ? `上课：${sayLessons(account.teaching)}不发${account.teachingUntil ? `，到${sayDay(account.teachingUntil, account.day)}` : ''}。去掉回“取消${saySlot(account.teaching[0])}”。`
      : '上课：还没有。告诉我“周二上午有课”，我避开。',
    account.optedOut
      ? '停了的：全部。恢复回“恢复”，只恢复一类回“恢复走访”。'
      : stopped.length > 0
        ? `停了的：${stopped.join('、')}。恢复回“恢复${stopped[0]}”。`
        : '停了的：没有。只停一类回“不再提醒走访”，全停回“不再提醒”。',
    account.pausedUntil
      ? `暂停：${sayDay(account.pausedUntil, account.day)}恢复，要提前回“恢复”。`
      : '暂停：没有。要歇一歇回“今天不再提醒”“三天后再说”或“暂停到某日”。',
  ];
  return lines.join('\n');
}

/** What people call the subjects of reminders; said after 恢复 or 不再提醒, each is understood. */
export const SUBJECTS: Record<ReminderSubject, string> = {
  ...KIND_TERMS,
  contact: '日常联系',
  task: '任务',
  review: '点评',
  escalation: '协调',
};

function sayLessons(hours: TeachingHours[]): string {
  return hours.map((t) => `${sayWeekday(t.weekday)}${t.from}–${t.to}`).join('、');
}

function sayWeekday(weekday: number): string {
  return `周${'一二三四五六日'[weekday - 1]}`;
}

/** `周二上午`: how one names a lesson in a word. */
function saySlot(lesson: TeachingHours | undefined): string {
  if (!lesson) return '';
  const isWholeDay = lesson.from < '12:00' && lesson.to > '14:00';
  const part = isWholeDay ? '' : lesson.from < '12:00' ? '上午' : lesson.from < '18:00' ? '下午' : '晚上';
  return `${sayWeekday(lesson.weekday)}${part}`;
}

/** Receipt of 不再提醒走访. What still comes is said, so that nobody is surprised by it. */
export function saysSubjectStopped(subject: ReminderSubject): string {
  const name = SUBJECTS[subject];
  const still = subject === 'escalation' ? '' : '要请上一级协助前，还会告诉您一次；';
  return `好的，${name}的提醒停了，其余照旧。${still}“待办”里随时能看。恢复回“恢复${name}”。`;
}

/** Receipt of 恢复走访. */
export function saysSubjectResumed(subject: ReminderSubject): string {
  return `好的，${SUBJECTS[subject]}的提醒恢复了，仍然只在有事时说。`;
}

/** Receipt of 任务9不再提醒. */
export function saysTaskStopped(number: number): string {
  return `好的，任务${number}不再提醒，期限不变；要请上一级协助前，还会告诉您一次。恢复回“恢复任务${number}”。`;
}

/** Receipt of 恢复任务9. */
export function saysTaskResumed(number: number): string {
  return `好的，任务${number}的提醒恢复了。`;
}

/** 不再提醒必谈: the one thing that cannot wait, with the way out. */
export const MUST_TALK_ALWAYS_COMES =
  '必谈关系到具体的人，提醒停不了，不过几天才说一次。暂时不便回“延到”加日期，已谈回“已谈”加日期。';

/** Receipt of 今天不再提醒, 三天后再说, 暂停到某日: when reminders come again. `until` is that day. */
export function saysSnoozed(until: string, today: string): string {
  return `好的，${sayDay(until, today)}前不提醒您。想提前恢复回“恢复”。`;
}

/** Receipt of 不再提醒. */
export function saysOptedOut(): string {
  return '好的，不再主动提醒。只有您负责的必谈，和请上一级协助前的告知，还会告诉您一次。恢复请回“恢复”。';
}

/** Receipt of 恢复. */
export function saysResumed(): string {
  return '已恢复提醒，仍然只在有事时说。';
}

/** Answer to 催: whether and when it is passed on. */
export function saysNudged(decision: NudgeDecision, today: string): string {
  if (decision.ok)
    return decision.latestOn
      ? `已记下，最迟${sayDay(decision.latestOn, today)}随对方的提醒一并转达，不单独打扰。`
      : '已记下，会在合适的时候转达。';
  if (decision.why === 'nothing_open') return '这件事没有未完成的，不用提醒了。';
  return `这件事本周已经转达过，${sayDay(decision.againOn, today)}后可以再提。`;
}

function more(count: number): string {
  return count > MOST ? `等${count}件` : '';
}

/** 暂停 without a day. */
export const ASK_PAUSE_UNTIL =
  '暂停到哪一天？回“暂停到11月30日”这样一句就行；今天不想被打扰回“今天不再提醒”。';

/** Receipt of 周二上午有课: the hours, for whoever's class periods are others. */
export function saysLessons(hours: TeachingHours[], until: string | undefined, today: string): string {
  const end = until === undefined ? '' : `，到${sayDay(until, today)}学期末`;
  return `好的，上课时间不发提醒：${sayLessons(hours)}${end}。时间不对直接再说一遍，比如“周二10点到11点40有课”；去掉回“取消${saySlot(hours.at(-1))}”。`;
}

/** Receipt of 取消周二上午 and 没有课了. */
export function saysLessonsRemoved(hours: TeachingHours[]): string {
  return hours.length === 0
    ? '好的，没有上课时间了，提醒照常。'
    : `好的，去掉了。现在避开：${sayLessons(hours)}。`;
}

/** 取消周二上午 of whoever told no lessons there. */
export const NO_SUCH_LESSONS = '这个时间没有记您的课，不用取消。回“提醒设置”看现在的。';

/** 催 without saying whom. */
export const NUDGE_WHOM = '想催哪个单位？例如“催一下教工一支部”或“催教工一支部任务9”。';
