/** Takes a message as the answer to the question that the bot put, when it is one. */
import type { School } from '../domain/school.ts';
import { type Day, isAskedFirst, ReportedActivity, type Understanding } from '../domain/understanding.ts';
import {
  LEFT_AS_IT_IS,
  NOT_DONE_THEN,
  NOT_RECORDED_THEN,
  NOT_UNDERSTOOD,
  NOT_WITHDRAWN,
  noneMeant,
  onlySoMany,
  TELL_IT_ANEW,
} from '../texts/answer.ts';
import { MUST_TALK_NOT_OPENED } from '../texts/must-talk.ts';
import { whereabouts } from '../texts/terms.ts';
import type { CommandContext, Reply } from './command.ts';
import { amendPeople, applyAmendment } from './commands/amend.ts';
import { openMustTalk, settleMustTalk } from './commands/must-talk.ts';
import { openOne } from './commands/read-text.ts';
import { askWhetherToRecord, recordReports } from './commands/report.ts';
import { withdraw } from './commands/undo.ts';
import {
  chosenNumber,
  describedChoice,
  isAboutRecord,
  isOffer,
  leavesOpen,
  noneOfThem,
  type Question,
  saidTo,
} from './question.ts';
import { sayQuestion } from './say-question.ts';
import type { AnswerContext } from './understand/answer.ts';

/** A question as understanding knows it. */
export function answerContext(question: Question): NonNullable<AnswerContext['question']> {
  switch (question.about) {
    case 'which_person':
      return { slot: 'targets', choices: question.people, name: question.name };
    case 'who':
    case 'who_else':
      return { slot: 'targets' };
    case 'individually':
      return { slot: 'joint' };
    case 'slot':
      return { slot: question.slot, choices: question.choices.map((c) => c.value) };
    case 'record':
    case 'withdraw':
    case 'order':
    case 'which_record':
    case 'must_talk':
    case 'must_talk_held':
    case 'read_reason':
    case 'tell':
      return { slot: 'intent' };
  }
}

/**
 * The reply to an answer; undefined when the message is no answer, so that it is taken for what it says.
 * A change of subject traps nobody.
 * @param understood the message, understood in the light of the question
 */
export async function answerQuestion(
  context: CommandContext,
  question: Question,
  understood: Understanding,
): Promise<Reply | undefined> {
  const reply = await replyTo(context, question, understood);
  const isOlder = 'activity' in question && !context.state.last?.includes(question.activity);
  // What was just spoken of again is what 撤销 means next.
  return reply && isOlder ? { last: [question.activity], ...reply } : reply;
}

async function replyTo(
  context: CommandContext,
  question: Question,
  understood: Understanding,
): Promise<Reply | undefined> {
  const { text, actions, today } = context;
  if (isAboutRecord(question) && question.about !== 'record' && leavesOpen(text))
    return { text: LEFT_AS_IT_IS };
  const { chosen, choices } = chosenOf(context, question, understood);
  if (chosen !== undefined && choices.length > 0 && (chosen < 1 || chosen > choices.length))
    return {
      text: `${onlySoMany(choices.length)}${sayQuestion(question, actions.school, today)}`,
      question,
    };
  const said = yesOrNoTo(question, text, understood);
  // 撤销 of what is not on record yet means just that, and nothing older
  const takesBack = understood.command?.name === 'undo' && understood.command.item === undefined;
  switch (question.about) {
    case 'which_person': {
      const { activity, at, name } = question;
      if (noneOfThem(text)) return { text: noneMeant(name) };
      const person = question.people[(chosen ?? 0) - 1];
      if (person === undefined) return undefined;
      const people = [{ person, name }];
      return applyAmendment(
        context,
        activity,
        { slot: 'targets', change: 'replace', at, people },
        { as: 'receipt' },
      );
    }
    case 'who': {
      const names = namesIn(understood);
      if (names.length === 0) return undefined;
      return amendPeople(context, question.activity, 'targets', 'replace', names, { as: 'completed' });
    }
    case 'who_else': {
      const names = namesIn(understood);
      if (names.length === 0) return undefined;
      return amendPeople(context, question.activity, 'targets', 'add', names);
    }
    case 'individually':
      if (said === undefined) return undefined;
      return applyAmendment(context, question.activity, { slot: 'individually', value: said });
    case 'slot': {
      const { slot } = question;
      const value = question.choices[(chosen ?? 0) - 1]?.value ?? amended(understood, slot);
      if (value === undefined || Array.isArray(value)) return undefined;
      const typed = slot === 'hours' || slot === 'count' ? Number(value) : String(value);
      return applyAmendment(context, question.activity, { slot, value: typed } as never);
    }
    case 'must_talk':
      if (said === undefined) return undefined;
      return said ? openMustTalk(context, question) : { text: MUST_TALK_NOT_OPENED };
    case 'must_talk_held':
      if (said === undefined) return undefined;
      return settleMustTalk(context, question, said);
    case 'withdraw':
      if (said === undefined) return undefined;
      return said ? withdraw(context, question.activities) : { text: NOT_WITHDRAWN };
    // what was meant is run by the responder, which knows the commands
    case 'order':
    case 'which_record':
      return said === false || noneOfThem(text) ? { text: NOT_DONE_THEN } : undefined;
    case 'record': {
      if (takesBack || said === false) return { text: NOT_RECORDED_THEN };
      if (said === undefined) return correctUnrecorded(context, question, understood);
      const keys = await actions.models.keys.open(question.message);
      if (!keys) return { text: NOT_UNDERSTOOD };
      const { reports, joint, notDone, later, words, message: id } = question;
      const understanding = { intent: 'report' as const, reports, joint, notDone, ...later };
      return recordReports({ ...context, understanding }, reports, { id, keys, words });
    }
    case 'tell':
      if (takesBack || said === false || /^(?:取消|算了)/u.test(text.trim()))
        return { text: NOT_RECORDED_THEN };
      return answerTelling(context, question.kind);
    case 'read_reason': {
      if (said === false || /^(?:取消|算了|不看了?)/u.test(text.trim())) return { text: '好的，没有看。' };
      const reason = reasonIn(context);
      return reason === undefined ? undefined : openOne(context, { ...question, reason }, context.message.id);
    }
  }
}

/** Which choice of a question was made, from 1 (it may be more than there are), and its choices in words. */
export function chosenOf(
  context: CommandContext,
  question: Question,
  understood: Understanding,
): { chosen: number | undefined; choices: string[] } {
  const choices = choicesOf(question, context.actions.school, context.today);
  return { chosen: choiceOf(context.text, understood, choices) ?? describedOf(context, choices), choices };
}

/** Slots that can be put right before anything is on record: whatever else is told once more as a whole. */
const CORRECTABLE: ReadonlySet<string> = new Set([
  'kind',
  'date',
  'daypart',
  'time',
  'place',
  'mode',
  'manner',
  'hours',
  'count',
]);

/** 不是走访，是谈心: a correction of what was asked about, which is not on record yet, and of nothing older. */
function correctUnrecorded(
  { actions, today }: CommandContext,
  question: Extract<Question, { about: 'record' }>,
  { command }: Understanding,
): Reply | undefined {
  if (command?.name !== 'amend' || command.item !== undefined) return undefined;
  const changes = [command, ...(command.also ?? [])];
  const [report, ...others] = question.reports;
  const isSimple = changes.every(
    ({ slot, value }) => CORRECTABLE.has(slot ?? '') && value !== undefined && !Array.isArray(value),
  );
  const next =
    isSimple && others.length === 0
      ? ReportedActivity.safeParse({
          ...report,
          ...(changes.some((c) => c.slot === 'kind') && { form: undefined }),
          ...(changes.some((c) => c.slot === 'date') && { endDate: undefined }),
          ...Object.fromEntries(changes.map(({ slot, value }) => [slot, value])),
        })
      : undefined;
  if (!next?.success) return { text: TELL_IT_ANEW, question };
  const corrected: Question = { ...question, reports: [next.data] };
  return { text: sayQuestion(corrected, actions.school, today), question: corrected };
}

/** The choices of a question in words, in their order; empty where there are none to choose from. */
function choicesOf(question: Question, school: School, today: Day): string[] {
  if (question.about === 'which_person') return question.people.map((id) => whereabouts(school, id, today));
  if (question.about === 'which_record') return question.said;
  return question.about === 'slot' ? question.choices.map((choice) => choice.label) : [];
}

/** A choice by what it says; a message that means something else is none. */
function describedOf({ text, understanding }: CommandContext, choices: string[]): number | undefined {
  const isOwn = understanding.intent !== 'unknown' || understanding.because !== undefined;
  return isOwn || text.length > LONGEST_CHOICE ? undefined : describedChoice(text, choices);
}

/** Characters in which people point at one of the choices: 计算机学院那个王芳. */
const LONGEST_CHOICE = 16;

/** 昨天，张伟: what was left out of 谈过了. A whole telling is taken for what it says. */
async function answerTelling(
  context: CommandContext,
  kind: Extract<Question, { about: 'tell' }>['kind'],
): Promise<Reply | undefined> {
  const { understanding, text, sender } = context;
  if (understanding.intent !== 'unknown') return undefined;
  const understood = context.understandAs(`${text.trim()} ${TOLD_AS[kind]}`, sender.id);
  const reports = (understood.reports ?? []).filter((report) => report.kind === kind);
  // Without anybody in it, it is no answer.
  if (reports.length === 0 || !reports.some((report) => (report.targets ?? []).length > 0)) return undefined;
  const told = reports.map((report) => ({ ...report, text }));
  if (isAskedFirst(understood.ask))
    return askWhetherToRecord(context, { ...understood, reports: told }, text);
  return recordReports({ ...context, understanding: understood }, told, context.message);
}

const TOLD_AS = { talk: '谈心谈话', visit: '走访', pairing: '结对' } as const;

/** 核实家长反映的情况, 学院要查谈话记录, 准备年底述职: what something is needed for. */
const PURPOSE =
  /^(?:为(?:了|开好|做好|准备)|准备|整理|核[实对查]|办理|撰写|起草|了解|接到|收到|根据|按照)|(?:要(?:查|看|用|写|求)|抽查|检查|督查|巡察|审计|核[实对查]|需要)[^，。；]{0,8}$|用$/u;
/** 核对一下机关党委进度: a change of subject, which must open nothing. */
const ASKS = /[？?吗呢]|多少|谁|哪|进度|完成|名单|待办|还差|排名/u;

/** A reason that was asked for: what begins like one, names a purpose, or means nothing else. */
function reasonIn({ text, understanding }: CommandContext): string | undefined {
  const stated = /^(?:原因|理由|因为|由于|为了)(?:是|为)?[：:，,\s]*([\s\S]+)$/u.exec(text.trim())?.[1];
  if (stated) return stated.trim();
  const said = text.trim();
  if (said.length < 4) return undefined;
  const { intent, reports } = understanding;
  if (intent === 'unknown') return said;
  // 按照统一安排走访了张伟家 is something new, and is taken for what it says
  const mayBe = intent === 'query' || (intent === 'report' && !reports?.some((report) => report.targets));
  return mayBe && PURPOSE.test(said) && !ASKS.test(said) ? said : undefined;
}

/** The number of the choice that was made, from 1. */
function choiceOf(text: string, understood: Understanding, choices: string[]): number | undefined {
  const { command } = understood;
  if (understood.intent === 'command' && command?.name === 'choose') return Number(command.value);
  return chosenNumber(text, choices.length);
}

/** Yes or no to a question, by its words or by what they are understood as. */
export function yesOrNoTo(question: Question, text: string, understood: Understanding): boolean | undefined {
  const said = saidTo(question, text);
  if (said !== undefined) return said;
  const otherwise = saidYes(understood, question);
  return otherwise && isOffer(question) ? undefined : otherwise;
}

/** A yes in other words; a no only where it refuses what the question offers, not where it chooses. */
function saidYes(understood: Understanding, question: Question): boolean | undefined {
  if (understood.intent !== 'command') return undefined;
  if (understood.command?.name === 'confirm') return true;
  return understood.command?.name === 'cancel' && question.about !== 'individually' ? false : undefined;
}

function amended(understood: Understanding, slot: string): string | number | string[] | undefined {
  const { command } = understood;
  return understood.intent === 'command' && command?.name === 'amend' && command.slot === slot
    ? command.value
    : undefined;
}

function namesIn(understood: Understanding): string[] {
  const names = amended(understood, 'targets');
  return Array.isArray(names) ? names : [];
}
