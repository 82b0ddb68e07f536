/**
 * The contract of understanding: what one chat message was taken to mean.
 *
 * `bot/understand/` produces it, `npm run understand` prints it, commands and actions consume it. Slots that
 * the message does not state are absent. Days are `YYYY-MM-DD` in the school's time zone.
 */
import { z } from 'zod';

/** A calendar day, `YYYY-MM-DD`. */
export const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export type Day = z.infer<typeof Day>;

/** A period as people name it: `2026`, `2026H1`, `2026Q3`, `2026-11`, or a semester `2026-2027-1`. */
export const PeriodName = z.string().regex(/^\d{4}(H[12]|Q[1-4]|-(0[1-9]|1[0-2])|-\d{4}-[12])?$/);

/** What an activity was. 走访 · 结对 · 联系 · 谈心谈话 · 讲党课 · 学习 · 党内会议和组织生活 · 志愿服务等 */
export const ActivityKind = z.enum([
  'visit',
  'pairing',
  'contact',
  'talk',
  'lecture',
  'study',
  'meeting',
  'service',
]);
export type ActivityKind = z.infer<typeof ActivityKind>;

/** Kinds of activity that are about somebody: the others have no targets. */
export const KINDS_WITH_TARGETS: readonly ActivityKind[] = ['visit', 'pairing', 'contact', 'talk'];

export const Daypart = z.enum(['morning', 'noon', 'afternoon', 'evening']);
/** 实地/当面 · 电话 · 网络 */
export const Mode = z.enum(['onsite', 'phone', 'online']);
export type Mode = z.infer<typeof Mode>;
/** 专访 · 顺访 */
export const Manner = z.enum(['dedicated', 'incidental']);
/** The four occasions of a 必谈 (校园先锋工程通知 二3): 苗头性倾向性问题 · 表彰处罚提拔调整 · 困难变故 · 矛盾 */
export const TalkReason = z.enum(['tendency', 'status_change', 'hardship', 'conflict']);
export type TalkReason = z.infer<typeof TalkReason>;
/** Forms of meetings and lectures, beside the kind. */
export const ActivityForm = z.enum([
  'general_meeting', // 支部（党员）大会
  'committee_meeting', // 支委会
  'group_meeting', // 党小组会
  'theme_day', // 主题党日
  'organization_life', // 组织生活会
  'democratic_life', // 民主生活会
  'party_building_meeting', // 党建专题会、党委会研究党建
  'contact_point_survey', // 联系点调研
  'democratic_appraisal', // 民主评议党员
  'party_lecture', // 党课
  'political_course', // 思政课
]);
export type ActivityForm = z.infer<typeof ActivityForm>;

/** How a slot was found; below the thresholds of `bot/understand/thresholds.ts` the bot asks instead. */
export const Evidence = z.object({
  /** The words of the message that led to the slot. */
  words: z.string(),
  /** `stated` in so many words · `derived` from other words · `assumed` by default · `corrected` for a slip. */
  how: z.enum(['stated', 'derived', 'assumed', 'corrected']),
  /** 0–1. */
  confidence: z.number().min(0).max(1),
});
export type Evidence = z.infer<typeof Evidence>;

/** One activity that a message tells of. */
export const ReportedActivity = z.object({
  kind: ActivityKind,
  form: ActivityForm.optional(),
  date: Day,
  endDate: Day.optional(),
  daypart: Daypart.optional(),
  /** Clock time `HH:mm`, 24 h. */
  time: z
    .string()
    .regex(/^\d{2}:\d{2}$/)
    .optional(),
  place: z.string().optional(),
  /** Names in the directory's spelling where it has them, else as said. */
  targets: z.array(z.string()).optional(),
  /** For each target, in the same order: ids of everyone in the directory whom the name can mean ([] = unknown). */
  targetIds: z.array(z.array(z.string())).optional(),
  companions: z.array(z.string()).optional(),
  companionIds: z.array(z.array(z.string())).optional(),
  mode: Mode.optional(),
  manner: Manner.optional(),
  count: z.number().int().positive().optional(),
  /** 学时/课时, or hours of service. */
  hours: z.number().positive().optional(),
  reason: TalkReason.optional(),
  /** The part of the message that tells of this activity. */
  text: z.string().optional(),
  evidence: z.record(z.string(), Evidence).optional(),
});
export type ReportedActivity = z.infer<typeof ReportedActivity>;

export const Duty = z.enum(['visit', 'pairing', 'talk', 'lecture', 'study', 'meeting', 'service', 'contact']);
export type Duty = z.infer<typeof Duty>;

/** What the sender asks for. */
export const Query = z.object({
  about: z.enum(['progress', 'todo', 'unfinished', 'tasks', 'reviews', 'ranking', 'records']),
  /** `me`, `branch` (the sender's own), an organization's id, or a person's name. */
  scope: z.string(),
  duty: Duty.optional(),
  period: PeriodName.optional(),
  overdue: z.literal(true).optional(),
});
export type Query = z.infer<typeof Query>;

/** What the sender wants done. */
export const CommandName = z.enum([
  'undo',
  'amend',
  'confirm',
  'cancel',
  'complete_task',
  'report_task',
  'nudge',
  'snooze',
  'export',
  'subscribe',
  'unsubscribe',
  /** A bare number or letter answering choices that the bot put: `value` holds it. */
  'choose',
  /** Pause or resume reminders: 暂停到某日 (with `until`) · 恢复. */
  'pause',
  'resume',
]);
/** How somebody points at an earlier record: 李明轩那条, 周一那次谈话, 昨天报的党课. */
export const RecordNamed = z.object({
  /** Whom it is with. */
  person: z.string().optional(),
  /** First and last day on which it took place, or was told. */
  day: Day.optional(),
  to: Day.optional(),
  /** The day is that of the telling (昨天记的). */
  told: z.literal(true).optional(),
  kind: ActivityKind.optional(),
});
export type RecordNamed = z.infer<typeof RecordNamed>;

export const Command = z.object({
  name: CommandName,
  /** amend: the slot of the activity to change. */
  slot: z.string().optional(),
  value: z.union([z.string(), z.number(), z.array(z.string())]).optional(),
  /** amend of a list: add to it or take from it instead of replacing it (再加一个人 · 不算张伟). */
  change: z.enum(['replace', 'add', 'remove']).optional(),
  /** amend: further changes in the same message (不对，是前天，韩梅也去了); the first stands in `slot` and `value`. */
  also: z
    .array(
      z.object({
        slot: z.string(),
        value: z.union([z.string(), z.number(), z.array(z.string())]),
        change: z.enum(['replace', 'add', 'remove']).optional(),
      }),
    )
    .optional(),
  /** Which of several activities of the last receipt is meant, from 1 (2改成… · 第一条). */
  item: z.number().int().positive().optional(),
  /** undo, amend: which record is meant, where the message names one. */
  of: RecordNamed.optional(),
  task: z.number().int().positive().optional(),
  note: z.string().optional(),
  target: z.string().optional(),
  until: Day.optional(),
  about: z.string().optional(),
  scope: z.string().optional(),
});
export type Command = z.infer<typeof Command>;

export const Intent = z.enum(['report', 'query', 'command', 'rule', 'help', 'unknown']);
export type Intent = z.infer<typeof Intent>;

/** What one message was taken to mean. */
export const Understanding = z.object({
  intent: Intent,
  /** What was told; of a message that is `unknown` by all likelihood, what it would be recorded as. */
  reports: z.array(ReportedActivity).optional(),
  /** Nothing says that the reports of an `unknown` message are done: they are offered, and nobody is asked twice. */
  offered: z.literal(true).optional(),
  query: Query.optional(),
  command: Command.optional(),
  /** The one question to put before anything is recorded: a slot of the report, or `intent`. */
  ask: z.string().optional(),
  /** For `ask`: which report it is about (from 0), and the choices when they can be listed. */
  askAbout: z
    .object({
      report: z.number().int().min(0),
      name: z.string().optional(),
      choices: z.array(z.string()).optional(),
    })
    .optional(),
  /** What is to be asked besides, once the question that comes first has its answer. */
  later: z
    .object({
      ask: z.string(),
      askAbout: z
        .object({ report: z.number().int().min(0), choices: z.array(z.string()).optional() })
        .optional(),
    })
    .optional(),
  /** Done with several people at once: ask 是逐个谈的吗 (校园先锋工程通知 二3, 个别谈话). */
  joint: z.literal(true).optional(),
  /** Matters of discipline that the bot declines and does not keep (scene 14). */
  declined: z.literal('discipline').optional(),
  /**
   * unknown: why an activity that is spoken of is not recorded: it lies ahead, did not take place, is others', or
   * stands in a notice, a roster or a template that is passed on.
   */
  because: z.enum(['planned', 'not_done', 'told_of_others', 'passed_on']).optional(),
  /** report: names of people said not to have been reached, visited or talked with (王雨桐家没人接). */
  notDone: z.array(z.string()).optional(),
});
export type Understanding = z.infer<typeof Understanding>;

/** Whether a question comes before anything is on record: whether it was meant at all, what and how many it was. */
export function isAskedFirst(ask: string | undefined): boolean {
  return ask === 'intent' || ask === 'kind';
}
