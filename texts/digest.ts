/**
 * What a reminder says: what, by when, on which clause, and how to answer it in one word. Pure.
 *
 * A pushed text shows on a locked screen: it has no name and no reason of a 必谈, and of people other than the
 * reader no name at all; details are for asking.
 */
import { addDays, daysBetween, mondayOf, sayDay, weekdayOf } from '../domain/day.ts';
import type { DutyRule, Source } from '../domain/duty.ts';
import { sayPeriod } from '../domain/period.ts';
import type { ReminderItem } from '../domain/reminders/items.ts';
import type { PlannedDigest } from '../domain/reminders/row.ts';
import type { School } from '../domain/school.ts';
import type { Day } from '../domain/understanding.ts';
import { type WorkCalendar, workingDaysBetween } from '../domain/work-calendar.ts';
import { addressOf, surnameOf } from './address.ts';
import { unitName } from './terms.ts';

/** WeCom's limit of a text message, in bytes of UTF-8 (发送应用消息, text.content). */
export const TEXT_LIMIT_BYTES = 2048;
/** Titles that people gave are cut after this many characters. */
const TITLE_CHARACTERS = 24;
/** Names of documents, likewise: the longest of the known programmes has 15. */
const DOCUMENT_CHARACTERS = 40;

export interface DigestView {
  school: School;
  calendar: WorkCalendar;
  rules: DutyRule[];
  /** The day on which it is sent. */
  today: Day;
  /** Wall clock of sending, `HH:mm`. */
  clock: string;
}

/** A line of a message and the sentences that a message of this one thing has beside it. */
interface Said {
  /** Without a full stop at its end. */
  line: string;
  /** How to answer, whole sentences. */
  answer: string;
  /** The same among other lines: numbers there are those of the lines. */
  answerInList?: string;
}

/** The text of one message. Its items are in the order of the digest. */
export function digestText(
  digest: Pick<PlannedDigest, 'person' | 'overview' | 'rest'>,
  items: ReminderItem[],
  view: DigestView,
): string {
  const groups = groupAlike(items);
  let text = compose(digest, groups, digest.rest, view);
  // Three short lines never come near the limit; a long programme title could.
  for (let shown = groups.length - 1; byteLength(text) > TEXT_LIMIT_BYTES && shown > 0; shown--)
    text = compose(digest, groups.slice(0, shown), digest.rest + groups.length - shown, view);
  return text;
}

function compose(
  digest: Pick<PlannedDigest, 'person' | 'overview'>,
  groups: ReminderItem[][],
  rest: number,
  view: DigestView,
): string {
  const address = addressOf(view.school, digest.person, view.today);
  const unitOf = unitNames(groups, view.school);
  const said = groups.map((group) => {
    const { line, answer, answerInList = answer } = say(group, view);
    const units = [...new Set(group.flatMap((item) => unitOf(item) ?? []))].join('、');
    return { line: units ? `${units}：${line}` : line, answer, answerInList };
  });
  const grounds = `依据：${sayGrounds(groups.flatMap((g) => g.map((i) => i.source)))}。`;
  const only = said[0];
  if (said.length === 1 && rest === 0 && only) {
    return `${address}，${only.line}。${only.answer}${grounds}`;
  }
  const greeting = view.clock < '12:00' ? `早上好，${address}。` : `${address}，您好。`;
  const head = digest.overview ? `本周${said.length + rest}件事` : `有${said.length + rest}件事`;
  const lines = said.map((s, i) => `${i + 1}. ${s.line}`).join('；');
  const more = rest > 0 ? `；另有${rest}件，回“待办”看` : '';
  // Lines with choices of their own keep them: without them there is no way to answer.
  const answers = [
    ...new Set(said.filter((_, i) => needsOwnAnswer(groups[i]?.[0])).map((s) => s.answerInList)),
  ].join('');
  return `${greeting}${head}：${lines}${more}。${answers}做过了说一句就行。回复：待办、三天后再说、不再提醒。${grounds}`;
}

/**
 * Whose matter a line is, where the reader would have to guess: they stand in for the post, or hold posts in
 * several units.
 */
function unitNames(groups: ReminderItem[][], school: School): (item: ReminderItem) => string | undefined {
  const ofUnits = groups
    .flat()
    .filter((i) => i.owner === undefined && i.kind !== 'escalation' && i.kind !== 'must_talk');
  const several = new Set(ofUnits.map((i) => i.organization)).size > 1;
  return (item) => {
    const standsIn = item.recipient.via === 'deputy' || item.recipient.via === 'organizer';
    if (!ofUnits.includes(item) || !(several || standsIn)) return undefined;
    const organization = school.organization(item.organization);
    return organization && unitName(organization);
  };
}

function needsOwnAnswer(item: ReminderItem | undefined): boolean {
  return item?.kind === 'escalation' || item?.kind === 'notice' || item?.kind === 'must_talk';
}

/** All 必谈 of a stage are one line, and so are the reports that several units owe by one day. */
function groupAlike(items: ReminderItem[]): ReminderItem[][] {
  const isAlike = (one: ReminderItem | undefined, item: ReminderItem) =>
    one?.kind === item.kind &&
    (item.kind === 'must_talk'
      ? one.stage === item.stage
      : item.kind === 'review_report' && one.dueOn === item.dueOn && one.review?.day === item.review?.day);
  const groups: ReminderItem[][] = [];
  for (const item of items) {
    const known = groups.find((group) => isAlike(group[0], item));
    if (known) known.push(item);
    else groups.push([item]);
  }
  return groups;
}

function say(group: ReminderItem[], view: DigestView): Said {
  const item = group[0] as ReminderItem;
  switch (item.kind) {
    case 'duty':
      return sayDuty(item, view);
    case 'task':
      return sayTask(item, view);
    case 'review_report':
      return sayReport(item, group.length, view);
    case 'review_comment':
      return sayComment(item, view);
    case 'must_talk':
      return sayMustTalk(group, view);
    case 'notice':
      return sayNotice(item, view);
    case 'escalation':
      return sayEscalation(item, view);
  }
}

function sayDuty(item: ReminderItem, view: DigestView): Said {
  const rule = view.rules.find((r) => r.id === item.duty);
  const { when, isPast } = sayTerm(item, view);
  const excuse = '有困难回“说明情况”；';
  switch (rule?.owedBy) {
    case 'branch_secretary_with_members':
      return {
        line: isPast
          ? `${when}的谈心谈话还有${item.count}位没有记录，${untilClosed(item, view)}可以补记`
          : `谈心谈话还有${item.count}位，${when}完成`,
        answer: '谈过了说一句就行；回“名单”看还有谁；要晚些回“三天后再说”。',
      };
    case 'school_secretary_with_heads':
    case 'school_leader_with_cadres': {
      const whose = sayLeader(item, view);
      const what =
        rule.owedBy === 'school_secretary_with_heads' ? '班子成员和二级单位的' : '分管、联系单位的';
      return {
        line: isPast
          ? `${whose}${when}与${what}谈心谈话还有${item.count}位没有记录，${untilClosed(item, view)}可以补记`
          : `${whose}与${what}谈心谈话还有${item.count}位，${when}完成`,
        answer: '谈过了说一句就行；回“待办”看还有谁；要晚些回“三天后再说”。',
      };
    }
    default: {
      const whose = item.recipient.via === 'office' ? sayLeader(item, view) : '';
      const answer = `做过了回一句就好；${excuse}不想再收回“不再提醒”。`;
      if (rule?.kind === 'pairing') {
        const other = rule.counterpart === 'staff' ? '教师' : '学生';
        return { line: `${whose}还没有结对联系的${other}，本学期定下就好`, answer };
      }
      if (rule?.kind === 'visit')
        return {
          line: isPast
            ? `${whose}${when}的学生家庭走访还没有记录，走访过的${untilClosed(item, view)}可以补记`
            : `${whose}今年还差一次学生家庭走访，${when}都可以，上门、顺路、电话、视频都算`,
          answer,
        };
      return {
        line: isPast
          ? `${whose}${when}的${rule?.name ?? '一项应尽事项'}还没有记录，${untilClosed(item, view)}可以补记`
          : `${whose}还有一项${rule?.name ?? '应尽事项'}，${when}都可以`,
        answer,
      };
    }
  }
}

/** `年底前`, `12月31日前`, or the name of a period that is over. */
function sayTerm(item: ReminderItem, view: DigestView): { when: string; isPast: boolean } {
  if (item.dueOn >= view.today)
    return {
      when:
        item.dueOn === `${view.today.slice(0, 4)}-12-31` ? '年底前' : `${sayDay(item.dueOn, view.today)}前`,
      isPast: false,
    };
  return { when: sayPeriod(item.period ?? item.dueOn.slice(0, 4)), isPast: true };
}

/** Until when the books of a past period are open. */
function untilClosed(item: ReminderItem, view: DigestView): string {
  return item.closesOn === undefined ? '近日' : `${sayDay(item.closesOn, view.today)}前`;
}

/** The leader for whom an office acts: the office has to know whose matter it is. */
function sayLeader(item: ReminderItem, view: DigestView): string {
  if (item.recipient.via !== 'office' || item.owner === undefined) return '';
  const name = view.school.person(item.owner)?.name;
  const isSecretary = view.school.postsOf(item.owner, view.today).some((p) => p.role === 'party_secretary');
  if (name === undefined) return '您代办的校领导';
  return isSecretary ? `${surnameOf(name)}书记` : `您代办的${name}老师`;
}

function sayTask(item: ReminderItem, view: DigestView): Said {
  const task = `任务${item.task?.number ?? ''}“${cut(item.task?.title ?? '')}”`;
  const answers = `办完了回“任务${item.task?.number ?? ''}完成”；有困难回“延期到某日”；要晚些回“三天后再说”。`;
  return {
    line:
      item.dueOn < view.today
        ? `${task}原定${sayDay(item.dueOn, view.today)}完成`
        : `${task}${saySoon(item.dueOn, view.today)}到期`,
    answer: answers,
  };
}

function sayReport(item: ReminderItem, units: number, view: DigestView): Said {
  const day = item.review?.day ?? item.dueOn;
  const quarter = sayQuarter(item, view);
  const by =
    item.dueOn.slice(0, 7) === day.slice(0, 7)
      ? `${Number(item.dueOn.slice(8))}日`
      : sayDay(item.dueOn, view.today);
  const each = units > 1 ? '各' : '';
  const draft = '回“底稿”，我按已有记录起草，由您修改；已经交了回“交了”。';
  if (item.dueOn < view.today)
    return {
      line: `${quarter}点评前的小结原定${sayDay(item.dueOn, item.dueOn)}交，现在补上也来得及，三五句即可`,
      answer: draft,
    };
  return {
    line: `${quarter}点评定在${sayDay(day, view.today)}，请在${by}前${each}发一段小结：做法、问题、建议，三五句即可`,
    answer: draft,
  };
}

function sayComment(item: ReminderItem, view: DigestView): Said {
  const day = item.review?.day ?? item.dueOn;
  const units = `有${item.count}个单位等您点评`;
  return {
    line:
      day < view.today
        ? `${sayQuarter(item, view)}点评原定${sayDay(day, day)}，${units}`
        : `${sayQuarter(item, view)}点评定在${saySoon(day, view.today)}，${units}`,
    answer: '回“小结”看各单位的汇报；点评过了回“点评完成”加日期；要改期回“改到某日”。',
  };
}

function sayQuarter(item: ReminderItem, view: DigestView): string {
  const name = sayPeriod(item.review?.period ?? '');
  return name.startsWith(view.today.slice(0, 4)) ? name.slice(5) : name;
}

function sayMustTalk(group: ReminderItem[], view: DigestView): Said {
  const first = group.map((i) => i.dueOn).sort()[0] as Day;
  const when = sayDay(first, view.today);
  const later = sayDay(addDays(view.today, 7), view.today);
  const answer = `已谈请回“已谈”加日期；暂时不便请回“延到${later}”。详情回“必谈”。`;
  const isLate = first < view.today;
  return {
    line: isLate
      ? `有${group.length}项必谈过了约定日期（${when}）`
      : `有${group.length}项必谈，约定在${when}前谈`,
    answer,
  };
}

function sayNotice(item: ReminderItem, view: DigestView): Said {
  const from = sayDay(item.about?.escalatesOn ?? view.today, view.today);
  return {
    line: `${sayOverdue(item, view)}，${from}起会请上一级协助，只说事，不公开`,
    answer: answerToNotice(item),
  };
}

function answerToNotice(item: ReminderItem): string {
  switch (item.about?.kind) {
    case 'task':
      return `已经办好回“任务${item.task?.number ?? ''}完成”；要改日期回“延期到某日”；有困难回“说明情况”。`;
    case 'review_report':
      return '已经交了回“交了”；没写回“底稿”，我起草，由您修改；有困难回“说明情况”。';
    case 'review_comment':
      return '点评过了回“点评完成”加日期；要改期回“改到某日”。';
    case 'must_talk':
      return '已谈回“已谈”加日期；暂时不便回“延到某日”。';
    default:
      return '做过了回一句就好；有困难回“说明情况”。';
  }
}

function sayEscalation(item: ReminderItem, view: DigestView): Said {
  const organization = view.school.organization(item.organization);
  const unit = organization ? unitName(organization) : '有单位';
  const days = workingDaysBetween(view.calendar, item.dueOn, view.today);
  const note = item.task?.note ? `；负责人说${cut(item.task.note)}` : '';
  const discreet = '只发给您，已提前告知本人。';
  const ways = item.task
    ? {
        answer: `请回：1 协调，2 延期到某日，3 请核验。${discreet}`,
        answerInList: `任务${item.task.number}请回“协调”“延期到某日”或“请核验”。${discreet}`,
      }
    : {
        answer: `由您协调请回“协调”；要催一下回“催${unit}”。${discreet}`,
        answerInList: `${unit}的事由您协调请回“协调”；要催一下回“催${unit}”。${discreet}`,
      };
  return {
    line: `${unit}的${sayOverdue(item, view)}，现过${days}个工作日${note}`,
    ...ways,
  };
}

/** What is overdue, in a few words. */
function sayOverdue(item: ReminderItem, view: DigestView): string {
  // A quarter says its year itself.
  const due = sayDay(item.dueOn, item.review ? item.dueOn : view.today);
  switch (item.about?.kind) {
    case 'task':
      return `任务${item.task?.number ?? ''}原定${due}完成`;
    case 'review_report':
      return `${sayQuarter(item, view)}小结原定${due}交`;
    case 'review_comment':
      return `${sayQuarter(item, view)}点评原定${due}`;
    case 'must_talk':
      return `1项必谈过了约定日期（${due}）`;
    default: {
      const name = view.rules.find((r) => r.id === item.duty)?.name ?? '应尽事项';
      const period = item.period ? sayPeriod(item.period) : '';
      const open = item.owner === undefined ? `还有${item.count}位没有记录` : '还没有记录';
      return `${period}${name}${open}`;
    }
  }
}

/** `今天`, `明天`, `周五` in the running week, else the date. */
function saySoon(day: Day, today: Day): string {
  const away = daysBetween(today, day);
  if (away === 0) return '今天';
  if (away === 1) return '明天';
  if (away > 0 && mondayOf(day) === mondayOf(today)) return `周${'一二三四五六日'[weekdayOf(day) - 1]}`;
  return sayDay(day, today);
}

/** `校园先锋工程通知二3、二1`: each document once, with its clauses. */
function sayGrounds(sources: Source[]): string {
  const clauses = new Map<string, Set<string>>();
  for (const { document, clause } of sources)
    clauses.set(document, (clauses.get(document) ?? new Set()).add(clause));
  return [...clauses]
    .map(([document, of]) => `${cut(document, DOCUMENT_CHARACTERS)}${[...of].join('、')}`)
    .join('；');
}

function cut(text: string, most = TITLE_CHARACTERS): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
