/** Words that stop or bring back the reminders of one subject: 不再提醒走访, 走访不用再提醒, 恢复走访提醒. */
import type { ReminderSubject } from '../domain/reminders/subject.ts';

/** What some words are about: a subject, 必谈 (which cannot be stopped), or one task by its number. */
export type NamedSubject = ReminderSubject | 'must_talk' | { task: number };
export interface SubjectChoice {
  act: 'stop' | 'resume';
  subject: NamedSubject;
}

const WORDS: [NamedSubject & string, string][] = [
  ['must_talk', '四?必谈'],
  ['visit', '(?:学生)?(?:家庭)?走访(?:学生)?(?:家庭)?|家访'],
  ['talk', '谈心谈话|谈心|谈话|三谈'],
  ['pairing', '结对(?:联系|帮扶)?|二联'],
  ['contact', '联系学生|日常联系'],
  ['lecture', '(?:讲)?党课'],
  ['study', '学时|学习'],
  ['meeting', '会议(?:和组织生活)?|组织生活|三会一课'],
  ['service', '志愿服务'],
  ['review', '(?:季度)?(?:领导)?点评|(?:季度)?小结'],
  ['escalation', '协调(?:的事)?'],
  ['task', '任务(?:清单|期限)?|销号'],
];
const SUBJECT = `(?<subject>任务(?:第)?[\\d０-９]{1,3}(?:号|项)?|[\\d０-９]{1,3}(?:号|项)任务|${WORDS.map(([, words]) => words).join('|')})`;
const OPENING = '(?:请|麻烦|帮我|以后|今后|那|就)*[，, ]?';
const NO_MORE = '(?:不再|不要再?|别再?|不用再?|不必再?|不想再?|停止|取消|关掉|关闭|停掉)';
const REMIND = '(?:给我|跟我|对我|收到?)?(?:提醒|通知|催)(?:我)?';
const MATTER = '(?:的?事情?|这件事|这项|这类|这块|方面)?(?:的)?';
const END = '(?:了|吧|啦|就好|就行|谢谢)*[。！!～~]*';
const STOP = [
  `${OPENING}${NO_MORE}${REMIND}(?:关于|有关)?${SUBJECT}${MATTER}${END}`,
  `${OPENING}(?:关于)?${SUBJECT}${MATTER}(?:提醒)?(?:以后|今后|就|都|请|我|也)*${NO_MORE}${REMIND}${END}`,
  `${OPENING}(?:把)?${SUBJECT}${MATTER}(?:提醒|通知)(?:都|给我|请)?(?:关掉|关了|关闭|停掉|停了|取消|不要|别发|不用发|不用)${END}`,
  `${OPENING}(?:关掉|关闭|停掉|停止|取消)${SUBJECT}${MATTER}(?:提醒|通知)${END}`,
].map((source) => new RegExp(`^${source}$`, 'u'));
const RESUME = [
  `${OPENING}(?:恢复|重新开启|重新打开|打开|开启)${SUBJECT}${MATTER}(?:提醒|通知)?${END}`,
  `${OPENING}(?:把)?${SUBJECT}${MATTER}(?:提醒|通知)?(?:恢复|重新打开|打开|开启)(?:提醒)?${END}`,
  `${OPENING}${SUBJECT}${MATTER}可以(?:再|继续|重新|接着)?提醒(?:我)?${END}`,
].map((source) => new RegExp(`^${source}$`, 'u'));

/** Any of them, for a first look. */
export const REMINDER_SUBJECT = new RegExp(
  [...STOP, ...RESUME].map(({ source }) => `(?:${source.replace('?<subject>', '?:')})`).join('|'),
  'u',
);

/** What some words say about the reminders of a subject. */
export function findSubjectChoice(text: string): SubjectChoice | undefined {
  const said = text.normalize('NFKC').trim();
  for (const [act, patterns] of [['stop', STOP] as const, ['resume', RESUME] as const])
    for (const pattern of patterns) {
      const words = pattern.exec(said)?.groups?.subject;
      if (words !== undefined) return { act, subject: subjectIn(words) };
    }
  return undefined;
}

function subjectIn(words: string): NamedSubject {
  const number = /\d+/.exec(words)?.[0];
  if (number !== undefined) return { task: Number(number) };
  const found = WORDS.find(([, known]) => new RegExp(`^(?:${known})$`, 'u').test(words));
  if (!found) throw new Error(`a subject without its pattern: ${words}`);
  return found[0];
}
