/** Receipts: what was recorded, what it counts for, who can read it, how to change or withdraw it. Pure. */
import type { ActivityText } from '../domain/activity.ts';
import type { Person } from '../domain/directory.ts';
import type { DutyRule } from '../domain/duty.ts';
import type { School } from '../domain/school.ts';
import type { Day, ReportedActivity } from '../domain/understanding.ts';
import {
  circled,
  DAYPART_TERMS,
  FORM_TERMS,
  KIND_TERMS,
  MANNER_TERMS,
  MODE_TERMS,
  nameOf,
  sayNames,
  sayWhen,
  VISIT_MODE_TERMS,
} from './terms.ts';

/** What a receipt needs of an activity. */
export interface ReceiptActivity {
  facts: {
    kind: keyof typeof KIND_TERMS;
    form?: keyof typeof FORM_TERMS | undefined;
    date: Day;
    endDate?: Day | undefined;
    daypart?: keyof typeof DAYPART_TERMS | undefined;
    time?: string | undefined;
    mode?: keyof typeof MODE_TERMS | undefined;
    manner?: keyof typeof MANNER_TERMS | undefined;
    count?: number | undefined;
    hours?: number | undefined;
    individually?: boolean | undefined;
  };
  participations: { person: string; role: 'author' | 'companion'; withdrawn?: boolean | undefined }[];
  contacts: { person?: string | undefined; unlisted?: number | undefined }[];
  credits: { duty: string; person: string; counterpart?: string | undefined }[];
}

export interface ReceiptView {
  school: School;
  rules: DutyRule[];
  today: Day;
  /** Who reads the receipt. */
  reader: string;
}

/** `走访李明轩，11月20日（昨天）下午，上门，和秦勇`. */
export function sayActivity(
  activity: ReceiptActivity,
  text: Partial<ActivityText>,
  view: ReceiptView,
): string {
  const { facts } = activity;
  // In a talk told by both sides each is the other's counterpart: the reader is not named to themselves.
  const shown = activity.contacts.filter((c) => c.person === undefined || c.person !== view.reader);
  const names = shown.map((c) =>
    c.person !== undefined ? nameOf(view.school, c.person) : (text.unlisted?.[c.unlisted ?? -1] ?? '一位'),
  );
  const others = [
    ...activity.participations
      .filter((p) => p.person !== view.reader && !p.withdrawn && !shown.some((c) => c.person === p.person))
      .map((p) => nameOf(view.school, p.person)),
    ...(text.unlistedCompanions ?? []),
  ];
  return sayFacts(facts, { names, others, place: text.place }, view.today);
}

/** The same of what was understood and is not recorded yet, with the names as they were said. */
export function sayReported(report: ReportedActivity, today: Day): string {
  const { targets: names = [], companions: others = [], place } = report;
  return sayFacts(report, { names, others, place }, today);
}

function sayFacts(
  facts: ReceiptActivity['facts'],
  { names, others, place }: { names: string[]; others: string[]; place: string | undefined },
  today: Day,
): string {
  const isVisit = facts.kind === 'visit';
  const mode = facts.mode && (isVisit ? VISIT_MODE_TERMS : MODE_TERMS)[facts.mode];
  const parts = [
    headline(facts, names),
    sayTime(facts, today),
    facts.manner && MANNER_TERMS[facts.manner],
    mode,
    place,
    others.length > 0 && `和${sayNames(others)}`,
    facts.count && facts.count > names.length && countPhrase(facts),
    facts.hours && `${facts.hours}${facts.kind === 'service' ? '小时' : '学时'}`,
  ];
  return parts.filter(Boolean).join('，');
}

function headline(facts: ReceiptActivity['facts'], names: string[]): string {
  if (facts.kind === 'meeting' || facts.kind === 'lecture')
    return facts.form ? FORM_TERMS[facts.form] : KIND_TERMS[facts.kind];
  const who = sayNames(names, 8);
  switch (facts.kind) {
    case 'visit':
      return `走访${who || '学生家庭'}`;
    case 'talk':
      return who ? `谈心谈话，${who}` : '谈心谈话';
    case 'pairing':
      return who ? `与${who}结对` : '结对';
    case 'contact':
      return `联系${who || '结对对象'}`;
    default:
      return KIND_TERMS[facts.kind];
  }
}

function countPhrase(facts: ReceiptActivity['facts']): string {
  return facts.kind === 'visit' ? `共${facts.count}户` : `共${facts.count}人`;
}

function sayTime(facts: ReceiptActivity['facts'], today: Day): string {
  const day = sayWhen(facts.date, today);
  if (facts.endDate) return `${day}至${sayWhen(facts.endDate, today)}`;
  if (facts.time) {
    const hour = Number(facts.time.slice(0, 2));
    const part = facts.daypart
      ? DAYPART_TERMS[facts.daypart]
      : hour < 12
        ? '上午'
        : hour < 18
          ? '下午'
          : '晚上';
    const shown = hour > 12 ? hour - 12 : hour;
    return `${day}${part}${shown}:${facts.time.slice(3)}`;
  }
  return facts.daypart ? `${day}${DAYPART_TERMS[facts.daypart]}` : day;
}

/** The systems that an activity counts for, `一访、三谈（分管、联系单位）`; empty when it counts for none. */
export function sayCredits(activity: ReceiptActivity, rules: DutyRule[]): string {
  const systems = activity.credits.map(({ duty }) => {
    const rule = rules.find((r) => r.id === duty);
    return rule ? `${rule.system}${rule.label ? `（${rule.label}）` : ''}` : duty;
  });
  return [...new Set(systems)].join('、');
}

/** Who can read the text of what this person just wrote. */
export function sayReaders(view: ReceiptView, day: Day): string {
  return otherReaders(view, day).length > 0 ? '正文您和支部书记可看。' : '正文只有您可看。';
}

/** The secretaries in charge on a day, who can read what this person writes about it. */
export function otherReaders(view: ReceiptView, day: Day): Person[] {
  const branch = view.school.branchOf(view.reader, day);
  const secretaries = branch ? view.school.holdersOf('branch_secretary', branch.id, day) : [];
  return secretaries.filter((s) => s.id !== view.reader);
}

/** People of whom the message says that it came to nothing: they are not recorded, and that is said (scene 2). */
function notReached({ names, isCall }: { names: string[]; isCall: boolean }): string {
  return names.length === 0 ? '' : `${sayNames(names)}${isCall ? '没打通' : '这次没成'}，未记。`;
}

const HOW_TO_CHANGE = '要改请直接说，撤回请回“撤销”。';

/**
 * The receipt of one message, for one or several activities.
 * @param notDone people of whom the message says that it came to nothing
 */
export function receipt(
  items: {
    activity: ReceiptActivity;
    text: Partial<ActivityText>;
    outcome: 'recorded' | 'joined' | 'known';
  }[],
  view: ReceiptView,
  notDone: { names: string[]; isCall: boolean } = { names: [], isCall: false },
): string {
  if (items.length === 1) {
    const [item] = items;
    if (!item) return '';
    const said = sayActivity(item.activity, item.text, view);
    const credits = sayCredits(item.activity, view.rules);
    const head = {
      recorded: `已记：${said}。`,
      joined: `已记：${said}。与对方的记录合为一次。`,
      known: `这次已有记录，已并在一起：${said}。`,
    }[item.outcome];
    const counted = credits ? `计入：${credits}。` : '';
    return `${head}${notReached(notDone)}${counted}${sayReaders(view, view.today)}${HOW_TO_CHANGE}`;
  }
  const lines = items.map(({ activity, text, outcome }, i) => {
    const credits = sayCredits(activity, view.rules);
    const note =
      outcome === 'joined' ? '（与对方的记录合为一次）' : outcome === 'known' ? '（已有记录，并在一起）' : '';
    return `${circled(i + 1)}${sayActivity(activity, text, view)}${note}${credits ? `。计入：${credits}` : ''}`;
  });
  return [
    `已记${items.length}条：`,
    ...lines,
    `${notReached(notDone)}${sayReaders(view, view.today)}要改哪条，说“2改成…”；撤回请回“撤销”，只撤一条回“撤销2”。`,
  ].join('\n');
}

/** The receipt for someone whom an author named as taking part. */
export function companionReceipt(
  item: { activity: ReceiptActivity; text: Partial<ActivityText> },
  view: ReceiptView,
  author: string,
): string {
  const credits = item.activity.credits.filter((c) => c.person === view.reader);
  const counted = sayCredits({ ...item.activity, credits }, view.rules);
  const { place: _sealed, ...rest } = item.text;
  return `${nameOf(view.school, author)}记了一次您也参加的活动：${sayActivity(item.activity, rest, view)}。${
    counted ? `已为您计入：${counted}。` : ''
  }若没有参加，请回“撤销”。`;
}

/** What a correction changed, beside the record as it is now. */
export interface Changed {
  /** Names of people who were added as taking part and can be told. */
  added: string[];
  /** What was missing was filled in, rather than changed. */
  completed?: boolean;
}

/** After a correction (scene 3). */
export function amendedReceipt(
  item: { activity: ReceiptActivity; text: Partial<ActivityText> },
  view: ReceiptView,
  changed: Changed = { added: [] },
): string {
  const credits = sayCredits(item.activity, view.rules);
  const said = `${sayActivity(item.activity, item.text, view)}。${credits ? `计入：${credits}。` : ''}`;
  const added =
    changed.added.length > 0
      ? `已加${sayNames(changed.added)}，${changed.added.length > 1 ? '他们' : '对方'}会收到回执，可撤回。`
      : '';
  return `${changed.completed ? '已补上' : '已改'}：${said}${added}`;
}

/** After a correction that leaves the record as it was. */
export function unchangedReceipt(
  item: { activity: ReceiptActivity; text: Partial<ActivityText> },
  view: ReceiptView,
): string {
  return `记录没有变化：${sayActivity(item.activity, item.text, view)}。要改哪里请说完整些，比如“改成前天”。`;
}

/** After a withdrawal. */
export function withdrawnReceipt(
  items: { activity: ReceiptActivity; text: Partial<ActivityText>; othersRemain: boolean }[],
  view: ReceiptView,
): string {
  if (items.length === 0) return '没有可以撤销的记录。您可以回“我的记录”看看。';
  const said = items
    .map(
      ({ activity, text }, i) =>
        `${items.length > 1 ? circled(i + 1) : ''}${sayActivity(activity, text, view)}`,
    )
    .join('；');
  const others = items.some((i) => i.othersRemain) ? '其他人的记录不受影响。' : '';
  return `已撤销：${said}。正文已销毁，计数已退回。${others}`;
}

/** Somebody's latest records; `view.reader` is whose they are. */
export function recordList(
  items: { activity: ReceiptActivity; text: Partial<ActivityText> }[],
  view: ReceiptView,
  isOwn: boolean,
): string {
  const name = nameOf(view.school, view.reader);
  if (items.length === 0)
    return isOwn
      ? '还没有您的记录。做过什么，说一句就行，比如“昨天下午走访了李明轩家”。'
      : `还没有${name}的记录。`;
  const title = `${isOwn ? '您' : name}最近的${items.length}条记录：`;
  return [
    title,
    ...items.map(({ activity, text }, i) => `${circled(i + 1)}${sayActivity(activity, text, view)}`),
  ].join('\n');
}
