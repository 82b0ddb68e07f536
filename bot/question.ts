/**
 * A question that the bot put, kept sealed until it is answered. What it is about stands on record already, so that
 * nothing is lost when nobody answers; the answer only completes or corrects it.
 */
import { z } from 'zod';
import {
  ActivityKind,
  Command,
  ReportedActivity,
  TalkReason,
  Understanding,
} from '../domain/understanding.ts';

export const Question = z.discriminatedUnion('about', [
  /** Which bearer of a name: place of the contact in the activity, and who it can be. */
  z.object({
    about: z.literal('which_person'),
    activity: z.string(),
    at: z.number().int(),
    name: z.string(),
    people: z.array(z.string()).min(2),
  }),
  /** Whom the activity was with. */
  z.object({
    about: z.literal('who'),
    activity: z.string(),
    kind: z.enum(['visit', 'talk', 'contact', 'pairing']),
  }),
  /** Whether a talk with several people was held one by one. */
  z.object({
    about: z.literal('individually'),
    activity: z.string(),
    count: z.number().int(),
    /** How many of the talks would count. */
    counted: z.number().int(),
  }),
  /** A slot, with the values that it can have where they can be listed. */
  z.object({
    about: z.literal('slot'),
    activity: z.string(),
    slot: z.string(),
    choices: z.array(z.object({ label: z.string(), value: z.string() })),
  }),
  /** Who else was there: 再加一个人 without a name. */
  z.object({ about: z.literal('who_else'), activity: z.string() }),
  /** Whether a talk that must be held is to be opened for somebody. */
  z.object({ about: z.literal('must_talk'), subject: z.string(), occasion: TalkReason }),
  /** Whether a recorded talk was the one that an open 必谈 asks for. */
  z.object({
    about: z.literal('must_talk_held'),
    mustTalk: z.string(),
    subject: z.string(),
    activity: z.string(),
    occasion: TalkReason.optional(),
  }),
  /** Whether an older record is to be taken back: 撤销 long after the receipt. */
  z.object({
    about: z.literal('withdraw'),
    activities: z.array(z.string()).min(1),
    /** The record in words. */
    said: z.string(),
  }),
  /** Which of several records an order means that names them: nothing was done yet. */
  z.object({
    about: z.literal('which_record'),
    command: Command,
    words: z.string(),
    activities: z.array(z.string()).min(2),
    /** The records in words, in the same order. */
    said: z.array(z.string()),
  }),
  /** Whether something is to be recorded at all: the only question before which nothing is on record. */
  z.object({
    about: z.literal('record'),
    message: z.string(),
    words: z.string(),
    reports: z.array(ReportedActivity).min(1),
    /** What else was understood of them, for the questions that follow. */
    ...Understanding.pick({ offered: true, joint: true, notDone: true, later: true }).shape,
  }),
  /** With whom and when something was done that a button or a word told of; nothing is on record yet. */
  z.object({ about: z.literal('tell'), kind: z.enum(['talk', 'visit', 'pairing']) }),
  /** Whether an order was meant that the words leave in doubt: nothing was done yet. */
  z.object({ about: z.literal('order'), command: Command, words: z.string() }),
  /** Why somebody's text is to be opened; what was asked for stands here, nothing was opened yet. */
  z.object({
    about: z.literal('read_reason'),
    name: z.string().optional(),
    day: z.string(),
    kind: ActivityKind.optional(),
  }),
]);
export type Question = z.infer<typeof Question>;

/** Whether a question is about a record that stands already: an answer long after still completes it. */
export function isAboutRecord(question: Question): boolean {
  return (
    ['which_person', 'who', 'who_else', 'individually', 'slot', 'record'].includes(question.about) &&
    !isOffer(question)
  );
}

/** Whether a question need not be answered: what was said is only offered to be recorded. */
export function isOffer(question: Question): boolean {
  return question.about === 'record' && question.offered === true;
}

const bare = (text: string) =>
  text
    .normalize('NFKC')
    .replace(/\s+/gu, '')
    .replace(/[。.!~,、]+$/u, '');

const DIGITS = '一二三四五六七八九十';

/**
 * A choice by number: `1`, `①`, `第一个`, `选2`, `前一个`, `最后那个`.
 * @param of how many choices there are, where that is known
 * @returns from 1; it may be more than there are
 */
export function chosenNumber(text: string, of?: number): number | undefined {
  const said = bare(text);
  const [, number] =
    /^(?:我?选择?|就|是|应该是)?第?\s*(\d{1,2}|[一二两三四五六七八九十])\s*(?:个|位|号|项|条|种)?(?:吧|的)?$/u.exec(
      said,
    ) ?? [];
  if (number !== undefined)
    return /\d/.test(number) ? Number(number) : DIGITS.indexOf(number.replace('两', '二')) + 1;
  const pointed = /^(?:是|就|选)?(前|上|后|下|最后)(?:者|面|一|边|那|这)*(?:个|位|条)?(?:吧|的)?$/u.exec(
    said,
  )?.[1];
  if (pointed === undefined || said.length < 2) return undefined;
  if (pointed === '最后') return of;
  return of === 2 ? (/[前上]/u.test(pointed) ? 1 : 2) : undefined;
}

const YES = /^(?:是|是的|是啊|对|对的|对啊|嗯+|好|好的|好吧|没错|可以|行|要|ok|确认|同意)$/iu;
const NO = /^(?:不|不是|不是的|不对|没有|否|不要|不用|不用了|算了|取消|别)$/u;

/** Said to take note of something. */
const NOTED = /^(?:嗯+|好|好的|好吧|可以|行|ok|收到|知道了?)$/iu;

/** Yes and no, as people say them to a question. */
export function yesOrNo(text: string): boolean | undefined {
  const said = bare(text);
  return YES.test(said) ? true : NO.test(said) ? false : undefined;
}

/** Words of the choices that a question offers beside yes and no, and of what people say instead. */
const OWN_WORDS: Partial<Record<Question['about'], { yes: RegExp; no: RegExp }>> = {
  individually: {
    yes: /^(?:是|对|嗯|都|我|全|他们|[,、])*(?:逐个|逐一|分别|分开|一对一|单独|挨个|一个一个|一个个|各自)(?:地)?(?:谈|聊|说|进行)?(?:的|了|过)*$/u,
    no: /^(?:不|是|不是|我们?|大家|都|[,、])*(?:一起|一块儿?|集体|共同|合在?一起|逐个|一次)(?:地)?(?:谈|聊|说)?(?:的|了|过)*$/u,
  },
  record: {
    yes: /^(?:对|好|是|嗯|请|都|全|那就|[,、])*(?:要)?记(?:上|一?下|下来|吧)*$/u,
    no: /^(?:先)?(?:不|别|不要|不用|不必)记(?:了|录)*$/u,
  },
  withdraw: {
    yes: /^(?:对|是|好|确认|[,、])*(?:撤销|撤回|撤|删除?|删掉|删了)(?:吧|它)?$/u,
    no: /^(?:先)?(?:不|别|不要|不用)(?:撤销?|撤回|删除?)(?:了)?$/u,
  },
  must_talk: { yes: /^(?:对|是|好|请|[,、])*建(?:吧|立|一项)?$/u, no: /^(?:先)?(?:不|别|不用)建(?:了)?$/u },
  must_talk_held: {
    yes: /^(?:对|是|好|的|[,、])*(?:结束|办结|是这次|就是这次|这次谈的)(?:它|了|吧|谈的)*$/u,
    no: /^(?:不|没|还没|先不|不是)(?:是)?(?:结束|这次|谈完)?(?:的|了|谈的)*$/u,
  },
};

/** Yes or no to this question: by word, by number, or in the words of its choices. */
export function saidTo(question: Question, text: string): boolean | undefined {
  const said = bare(text);
  const own = OWN_WORDS[question.about];
  if (own?.yes.test(said)) return true;
  if (own?.no.test(said)) return false;
  // 好的 takes note of what was said, and asks for no record
  if (isOffer(question) && NOTED.test(said)) return undefined;
  const chosen = chosenNumber(text, 2);
  return yesOrNo(text) ?? (chosen === 1 ? true : chosen === 2 ? false : undefined);
}

/** Said instead of an answer: 不记得了, 先这样, 算了. What is on record stays as it is. */
export function leavesOpen(text: string): boolean {
  return /^(?:我)?(?:也)?(?:不记得|不知道|不清楚|不确定|说不清|忘|忘记|记不清|记不得|想不起来|算|不用|不用补|不补|不说|先这样|就这样|先放着|随便|都行|都可以)(?:了|吧|的|名字)*$/u.test(
    bare(text),
  );
}

/** None of the choices: 都不是. */
export function noneOfThem(text: string): boolean {
  return /^(?:都|全|哪个都|两个都)?(?:不是|不对|没有|不在里面)(?:这些|他们|这几位|这两位|这几个|这两个)?(?:人)?$|^另(?:外)?一(?:位|个)$/u.test(
    bare(text),
  );
}

/**
 * The choice that some words describe, by what the choices say: 舞蹈班那个 of 音乐学院舞蹈2301班.
 * @returns from 1; undefined when none or several fit best
 */
export function describedChoice(text: string, labels: string[]): number | undefined {
  const said = bare(text);
  const scores = labels.map(
    (label) => [...label].filter((c, i) => i > 0 && said.includes(`${label[i - 1]}${c}`)).length,
  );
  const best = Math.max(...scores);
  const fits = scores.flatMap((score, i) => (score === best ? [i + 1] : []));
  return best > 0 && fits.length === 1 ? fits[0] : undefined;
}
