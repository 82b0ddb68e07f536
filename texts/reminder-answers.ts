/** Answers about reminders: how many, which, the settings, snoozing, 催. Pure; answers do not count as reminders. */
import { sayDay } from '../domain/day.ts';
import type { DutyRule } from '../domain/duty.ts';
import type { ReminderAccount } from '../domain/reminders/explain.ts';
import type { NudgeDecision } from '../domain/reminders/nudge.ts';
import type { ItemKind } from '../domain/reminders/row.ts';
import type { ClockSpan } from '../domain/work-calendar.ts';

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
  const lessons = account.teaching
    .map((t) => `周${'一二三四五六日'[t.weekday - 1]}${t.from}–${t.to}`)
    .join('、');
  return `提醒只在工作日${hours}发，寒暑假和节假日不发。${lessons ? `您的上课时间${lessons}也不打扰。` : '可以告诉我上课时间，我避开。'}可回：今天不再提醒、三天后再说、暂停到某日、恢复、不再提醒。`;
}

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

/** 上课时间 was set. */
export function saysLessons(hours: { weekday: number; from: string; to: string }[]): string {
  if (hours.length === 0) return '好的，不再为上课时间避开提醒。';
  const said = hours.map((t) => `周${'一二三四五六日'[t.weekday - 1]}${t.from}–${t.to}`).join('、');
  return `已记下您的上课时间：${said}，这些时候不提醒。不再上了回“没有课了”。`;
}

/** 催 without saying whom. */
export const NUDGE_WHOM = '想催哪个单位？例如“催一下教工一支部”或“催教工一支部任务9”。';
