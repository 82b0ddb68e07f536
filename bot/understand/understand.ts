/** What one chat message means: the one door of this folder. Pure and synchronous. */
import { addDays, dayOf } from '../../domain/day.ts';
import {
  isAskedFirst,
  KINDS_WITH_TARGETS,
  type Query,
  type ReportedActivity,
  type Understanding,
} from '../../domain/understanding.ts';
import { type AnswerContext, understandAnswer } from './answer.ts';
import { isJoint } from './assemble.ts';
import type { Clause } from './clause.ts';
import { findCommand } from './command.ts';
import { findContradiction, isSettled } from './contradiction.ts';
import { withoutTotals } from './count.ts';
import { type Doubt, findDoubt, mayTell } from './doubt.ts';
import { withoutLeadingTime } from './frame.ts';
import { guessCommand, guessQuery, withLikelyKind } from './guess.ts';
import { leavesDayOut } from './in-turn.ts';
import type { DirectoryIndex } from './index-directory.ts';
import { liesAhead } from './later.ts';
import { isPlanned, saysDone, saysFailed } from './modality.ts';
import { narrowTargets } from './narrow.ts';
import { normalize } from './normalize.ts';
import { contentsOf, likeliest, type Opinion, opinionOf } from './opinion.ts';
import { isAnnouncement, isPassedOn } from './passed-on.ts';
import { findQuery } from './query.ts';
import { believeReports, findReports, type Reading, type ReportOutcome, readMessage } from './report.ts';
import { retold } from './retelling.ts';
import { lookAgain } from './second-look.ts';
import { endsAsking, isDiscipline, isFieldQuestion, isHelp, isRuleQuestion } from './small-talk.ts';
import { isHearsay } from './third-person.ts';
import {
  CERTAINLY,
  CLEARLY,
  DOUBTFUL,
  GUESS,
  LONGEST_AGO,
  SURE,
  THOUGH_ASKED,
  UNDOUBTED,
  UNLIKELY,
  UNSURE,
} from './thresholds.ts';
import { findUnits } from './unit.ts';

export interface Message {
  text: string;
  /** When it was sent. */
  now: Date;
  /** Id of the person who sent it. */
  sender: string;
}

/**
 * Understands one message against the directory.
 * @param context what the bot asked last and what it recorded last, so that answers are taken as answers
 * @returns always an understanding; nonsense is `unknown`
 */
export function understand(message: Message, index: DirectoryIndex, context?: AnswerContext): Understanding {
  const text = normalize(message.text);
  if (text === '') return { intent: 'unknown' };
  const reading = readMessage(text, message.now, message.sender, index);
  const answer = context ? understandAnswer(reading, context) : undefined;
  return answer ?? reconsider(decide(reading), reading);
}

/**
 * What the rules found, weighed against the second opinion: where that speaks clearly for something else, what changes
 * nothing is answered accordingly, and whatever records or changes something is asked about first.
 */
function reconsider(found: Understanding, reading: Reading): Understanding {
  if (found.declined) return found;
  const opinion = opinionOf(reading);
  const likely = likeliest(opinion);
  // 各位老师，我昨天走访了某某家: a notice by its head, and a telling by its words, which must not be lost
  if (found.because === 'passed_on') {
    const told = likely === 'report' ? likelyReports(reading) : undefined;
    return told ? putFirst(told) : found;
  }
  if ((found.because === 'planned' || found.because === 'not_done') && opinion.report < CLEARLY) {
    const told = reading.clauses.some((c) => isMadeUpFor(c, reading.now)) && toldAfterAll(reading);
    if (told) return putFirst(told);
  }
  if (likely === found.intent) return found;
  // 昨天给他家打了电话，这算走访吗: both are asked about already
  const beyondDoubt = found.intent === 'rule' ? THOUGH_ASKED : CERTAINLY;
  if (found.ask === 'intent' && endsAsking(reading.text) && opinion[likely] < beyondDoubt) return found;
  if (found.intent === 'report' && !tellsOwnBesides(reading) && !isPlainlyTold(reading)) {
    if (opinion.report < DOUBTFUL)
      return opinion[likely] >= CLEARLY ? hardlyTold(found, reading, opinion) : putFirst(found);
    if (opinion.report < UNSURE) return putFirst(found);
  }
  if (opinion.report >= CLEARLY && (found.because === 'planned' || found.because === 'not_done')) {
    const told = toldAfterAll(reading);
    if (told) return told;
  }
  // a plan is known by the calendar, of which words alone know nothing; what others did by the directory
  const isPlan = found.because === 'planned';
  if (isPlan && reading.clauses.some((c) => liesAhead(c, reading.now))) return found;
  const clearly = isPlan || found.because === 'told_of_others' ? CERTAINLY : CLEARLY;
  if (opinion[found.intent] > UNLIKELY || opinion[likely] < clearly) return found;
  // 吴鹏没去: a correction in a few words leans on what was recorded, which the words alone do not show
  if (found.command?.name === 'amend' && reading.text.length <= SHORT_CORRECTION) return found;
  if (found.intent === 'command') {
    // 微信上帮结对的某某改了报名表: a telling that holds a word of an order
    const told = opinion.report >= CERTAINLY ? likelyReports(reading) : undefined;
    if (!CHANGES.has(found.command!.name)) return told ? putFirst(told) : found;
    // 原定今天谈话，只能往后推了; 改卷子改到眼睛疼: a word of an order in what is none
    if (HEARD_AMISS.has(found.command!.name) && opinion.unknown >= CERTAINLY)
      return nothingTold(findReports(reading));
    return putFirst(told ?? found);
  }
  switch (likely) {
    case 'report': {
      const told = likelyReports(reading);
      if (told) return opinion.report >= UNDOUBTED && mayBeTrusted(found) ? told : putFirst(told);
      return { ...found, ask: 'intent' };
    }
    case 'query': {
      // 某某的谈话又推了: a word or two say that it came to nothing, the rest is that of a question
      if (found.because === 'not_done' && opinion.query < CERTAINLY) return found;
      const query = likelyQuery(reading);
      return query ? { intent: 'query', query } : found;
    }
    case 'command': {
      const command = guessCommand(reading);
      return command ? { intent: 'command', command, ask: 'intent' } : { ...found, ask: 'intent' };
    }
    case 'unknown':
      return opinion.unknown >= CERTAINLY ? { intent: 'unknown' } : found;
    default:
      return { intent: likely };
  }
}

/** 贺兰秋跑的那几家她自己报，我跟某某谈心: what others did was taken out, and makes the whole sound unlike a telling. */
function tellsOwnBesides({ clauses }: Reading): boolean {
  const isOwn = (c: Clause) =>
    !c.others && c.cues.length > 0 && /^.{0,6}我(?![爸妈])/.test(c.text) && !/[不没未]/.test(c.text);
  return clauses.some((c) => c.others) && clauses.some(isOwn);
}

/** 昨天上午找某某谈话: so short that it sounds like an errand, and the day lies behind. */
function isPlainlyTold({ clauses, now }: Reading): boolean {
  const [clause, ...others] = clauses;
  const day = clause?.days[0];
  if (!clause || others.length > 0 || day?.grain !== 'day' || (day.to ?? day.from) >= dayOf(now))
    return false;
  const told = withoutLeadingTime(clause);
  const at = clause.end - told.length;
  const who = clause.people.find((p) => /^我?找$/.test(told.slice(0, p.start - at)));
  return who !== undefined && /^(?:同学|老师)?(?:谈心谈话|谈了?话|谈了?心)$/.test(told.slice(who.end - at));
}

/** 原定今天，提前到上周五开过了; 因为大风取消了，今天下午重新搞的: what was put off or came to nothing, and then was done. */
function toldAfterAll(reading: Reading): Understanding | undefined {
  const { clauses, index, now } = reading;
  const afterAll = clauses.filter(
    (c) =>
      (AFTER_ALL.test(c.text) || isMadeUpFor(c, now)) &&
      !/[没未不]/.test(c.text) &&
      !isPlanned(c.text) &&
      (/我|咱/.test(c.text) || findUnits(c.text, index).length === 0),
  );
  if (afterAll.length === 0) return undefined;
  const told = likelyReports(reading);
  const [report] = told?.reports ?? [];
  if (!told || !report || !afterAll.some((c) => DONE_BY[report.kind].test(c.text))) return undefined;
  // 明天的支委会提前到今天开了
  return clauses.some((c) => liesAhead(c, now)) ? putFirst(told) : told;
}

const AFTER_ALL =
  /(?:还是|照样|照常|终于|总算|可算|到底|重新|最后|后来|结果|硬是|就给|提前|推到|改到|挪到|我自己|今天[上中下]午)[^，。；]{0,14}(?:完|过|成|上|到|掉)?(?:了|的)$/;

/** 本来昨天要走访某某家，没去成，今天去的: a day that has come, and the bare deed. */
function isMadeUpFor(clause: Clause, now: Date): boolean {
  const day = clause.days[0];
  return (
    day?.grain === 'day' &&
    day.from <= dayOf(now) &&
    /^我?[才又就再补]?(?:去|谈|聊|走访|家访|访|开|讲|见)[成上]?(?:的|了)$/.test(withoutLeadingTime(clause))
  );
}

/** With which verb one says that an activity took place, without naming it again. */
const DONE_BY: Record<ReportedActivity['kind'], RegExp> = {
  visit: /[去访见](?:完|过|成|上|到)?(?:了|的)$/,
  pairing: /[结签](?:完|过|成|上)?(?:了|的)$/,
  contact: /[去见聊](?:完|过|成|上|到)?(?:了|的)$/,
  talk: /[谈聊](?:完|过|成|上)?(?:了|的)$/,
  lecture: /[讲上](?:完|过|成)?(?:了|的)$/,
  study: /[学听上](?:完|过|成)?(?:了|的)$/,
  meeting: /[开搞办去](?:完|过|成|掉)?(?:了|的)$/,
  service: /[去站干](?:完|过|成)?(?:了|的)$/,
};

/** What others did, and what came to nothing, is known by more than the sound of the words. */
function mayBeTrusted({ because }: Understanding): boolean {
  return because !== 'told_of_others' && because !== 'not_done';
}

/** What looks like a telling and is none by all likelihood: what it would be recorded as is offered, and no more. */
function hardlyTold(found: Understanding, reading: Reading, opinion: Opinion): Understanding {
  if (opinion.query >= CERTAINLY) {
    const query = likelyQuery(reading);
    if (query) return { intent: 'query', query };
  }
  if (opinion.help >= CLEARLY) return { intent: 'help' };
  const command = opinion.command >= CERTAINLY ? guessCommand(reading) : undefined;
  if (command) return { intent: 'command', command, ask: 'intent' };
  const { intent: _report, ...rest } = putFirst(found);
  const today = dayOf(reading.now);
  const isDone = saysDone(reading.text) || found.reports?.some((r) => r.date < today);
  return { ...rest, intent: 'unknown', ...(!isDone && { offered: true as const }) };
}

/** What a message asks that is a question by all likelihood. */
function likelyQuery(reading: Reading): Query | undefined {
  return findQuery(reading)?.query ?? guessQuery(reading);
}

/** What a message tells that is a telling by all likelihood, though its words forbid it or name no activity. */
function likelyReports(reading: Reading): Understanding | undefined {
  const believed = believeReports(reading);
  if (believed.reports.length > 0) return withQuestion(believed, reading);
  // 找某某谈了谈，三天没去上课了; 走访某某家，…没在家里吃饭就往回赶: what came to nothing was something else
  const clauses = reading.clauses.filter(
    (c) => !saysFailed(c.text) && (!/没|未/.test(c.text) || IS_MISSED.test(c.text)),
  );
  const spared = clauses.length < reading.clauses.length ? believeReports({ ...reading, clauses }) : believed;
  if (spared.reports.length > 0) return withQuestion(spared, reading);
  const guessed = withLikelyKind(reading);
  const outcome = guessed ? believeReports(guessed) : believed;
  return outcome.reports.length > 0 ? putFirst(withQuestion(outcome, reading)) : undefined;
}

/** Commands whose words say much else: 推, 改. */
const HEARD_AMISS: ReadonlySet<string> = new Set(['amend', 'snooze']);

/** Commands that a question must never be taken for. */
const TAKES_BACK: ReadonlySet<string> = new Set(['undo', 'cancel', 'unsubscribe', 'complete_task']);

/** 我没参加, 家里没人: it is the deed that was not. */
const IS_MISSED = /(?:我们?|咱们?)(?:没|未)|(?:没|未)(?:有)?(?:参加|谈|聊|见|访|去|人)/;

/** Asks whether this was meant at all, before anything else is asked. */
function putFirst(found: Understanding): Understanding {
  const { ask, askAbout, ...rest } = found;
  const later = ask && !isAskedFirst(ask) ? { ask, ...(askAbout && { askAbout }) } : undefined;
  return {
    ...rest,
    ask: 'intent',
    ...(found.intent === 'report' && { askAbout: { report: 0 } }),
    ...(later && { later }),
  };
}

/** Longest correction, in characters, that the second opinion leaves alone. */
const SHORT_CORRECTION = 8;

/** Commands that change a record, or write to others. */
const CHANGES: ReadonlySet<string> = new Set([
  ...TAKES_BACK,
  'amend',
  'confirm',
  'report_task',
  'nudge',
  'snooze',
  'subscribe',
]);

function decide(reading: Reading): Understanding {
  const { text } = reading;
  if (isHelp(text)) return { intent: 'help' };
  if (isDiscipline(text)) return { intent: 'unknown', declined: 'discipline' };
  const command = isAnnouncement(text) ? undefined : findCommand(reading);
  // 走访算不算学时: a question never takes anything back.
  const isQuestion = command !== undefined && TAKES_BACK.has(command.command.name) && isRuleQuestion(text);
  if (command && !isQuestion)
    return { intent: 'command', command: command.command, ...(command.ask ? { ask: command.ask } : {}) };
  if (isHearsay(text)) return { intent: 'unknown', because: 'told_of_others' };
  const query = findQuery(reading);
  if (!query?.asks && isPassedOn(text)) return { intent: 'unknown', because: 'passed_on' };
  const rule = isRuleQuestion(text);
  const outcome = findReports(reading);
  const told = outcome.reports.length > 0 && !isQuestionOnly(reading);
  if (rule && (!told || !tellsSomething(outcome.reports, text))) return { intent: 'rule' };
  // 支部走访明细 names a list and tells nothing
  const isAsked = query && (query.list || (query.asks && !tellsSomething(outcome.reports, text)));
  if (query && (!told || (isAsked && !passesOn(reading))))
    return { intent: 'query', query: query.query, ...(query.sure ? {} : { ask: 'scope' }) };
  if (rule && told) {
    // 打了电话，这算走访吗 is a telling and a question; 一年要学多少学时 a question alone
    if (!endsAsking(text) || passesOn(reading)) return withQuestion(outcome, reading);
    const tells =
      (/了(?!解)|过/.test(text) && (reading.clauses.length > 1 || reading.people.length > 0)) ||
      (reading.clauses.length > 1 && outcome.reports.some((r) => r.targets));
    return tells ? { intent: 'rule', ask: 'intent' } : { intent: 'rule' };
  }
  // 微信联系刘波，问了下实习咋样: told first, and the question was put to somebody else
  const passedOn = passesOn(reading);
  if (
    query &&
    told &&
    !passedOn &&
    text.length <= 24 &&
    (query.asks || !tellsSomething(outcome.reports, text))
  )
    return { intent: 'query', query: query.query };
  if (told && isRemark(outcome.reports, text)) return { intent: 'unknown' };
  if (told) return withQuestion(outcome, reading);
  if (isFieldQuestion(text)) return { intent: 'rule' };
  if (!outcome.withheld && mayTell(reading)) return { intent: 'unknown', ask: 'intent' };
  return nothingTold(outcome);
}

function nothingTold({ withheld }: ReportOutcome): Understanding {
  const because = whyNot(withheld);
  return { intent: 'unknown', ...(because ? { because } : {}) };
}

/** Why nothing is recorded of an activity that is spoken of. */
function whyNot(withheld: ReportOutcome['withheld']): Understanding['because'] {
  if (withheld === 'others') return 'told_of_others';
  if (withheld === 'failed') return 'not_done';
  return withheld === 'planned' || withheld === 'wished' ? 'planned' : undefined;
}

/** More than the name of a duty: a person, a day, hours, or that it is done. */
function tellsSomething(reports: readonly ReportedActivity[], text: string): boolean {
  return (
    /(?<!程度|地步|份上|份儿上|哪一?步|怎么?样|咋样|几成|多少|几[个家户次位名堂])了(?!解)|[谈访聊讲学开做去]过|完(?!成)/.test(
      text,
    ) || reports.some((r) => r.targets || r.hours || (r.evidence?.date?.how ?? 'assumed') !== 'assumed')
  );
}

/** 谈心谈话很重要, 走访真累啊: something is said about an activity, and none is told. */
function isRemark(reports: readonly ReportedActivity[], text: string): boolean {
  return (
    text.length <= 20 &&
    !tellsSomething(reports, text.replace(/太[^，。]{1,2}了$/, '')) &&
    reports.every((r) => !r.count && !r.place) &&
    /(?:真|好|太|很|挺|非常|特别|十分)(?:是)?[累难重忙烦多精有不好辛麻棒]|重要|意义|要?注意|加强|有必要|关键|做好|[贵重难]在/.test(
      text,
    )
  );
}

/** 他问走访算不算学时, 通报了谁还没走访: what is asked at the end was said among those who are told of. */
function passesOn(reading: Reading): boolean {
  const last = reading.clauses.at(-1)?.text ?? '';
  return (
    reading.clauses.length > 1 &&
    (/(?:问|聊|说|谈|关心|了解|通报|公布|传达|强调|布置|反映|讨论|研究|学习)(?:了|过)/.test(last) ||
      /^(?:主要|重点|还|并|又|也|就|顺便|特意)*(?:问|询问|了解|关心)(?:了|过|一下|下)?(?:一下|下)?(?:[他她其]|孩子|家长|学生|对方|家里|同学|近况|情况)/.test(
        last,
      ) ||
      /^(?:[他她]们?|[^，。]{0,4}(?:妈妈?|爸爸?|家长|父亲|母亲|学生|同学|老师|大家))[^，。]{0,4}(?:问|说|提到|纠结|担心|犹豫|发愁|琢磨|拿不准)/.test(
        last,
      ) ||
      // 主要说挂科那两门怎么补, 主要谈新岗位的要求
      /^(?:主要|重点|还|并|又|也|顺便)+(?:谈|聊|说|讲|沟通|交流|商量|分析)(?![？?]|不|没|什么|啥|哪|谁|几|多)[^？?]{2,}$/.test(
        last,
      ) ||
      asksSomebody(reading))
  );
}

const ASKS_SOMEBODY =
  /^(?:我)?(?:就|还|又|也|主要|顺便|顺嘴)*(?:问问|问了问|问|关心|打听)(?:了|一下|下)?(?:一下|下)?(?:[他她]|孩子|家)/;

/** 我就问问她妈妈病咋样了，开学学费够不够: the asking is told, and goes on. */
function asksSomebody(reading: Reading): boolean {
  const [asking, last] = reading.clauses.slice(-2).map((c) => c.text);
  if (last === undefined || /[？?]$/.test(reading.text)) return false;
  return ASKS_SOMEBODY.test(last) || (ASKS_SOMEBODY.test(asking!) && !/我|支部|学院/.test(last));
}

/** Every sentence is a question: nothing is told. */
function isQuestionOnly(reading: Reading): boolean {
  const { text } = reading;
  return /[？?]\s*$/.test(text) && !/[。；，]/.test(text.slice(0, -1));
}

/** The one question to put first, when a slot is not sure. */
function withQuestion(outcome: ReportOutcome, reading: Reading): Understanding {
  const held = contentsOf(reading);
  const { reports, notDone } = retold(outcome, reading, held);
  const looked = withoutTotals(lookAgain(reports, reading, held, notDone), notDone);
  const narrowed = looked.map((r) => narrowTargets(r, reading));
  // 4月27日起网上党校开班, said in April: not a year ago
  const far = narrowed.filter((r) => liesFarBack(r, reading.now));
  if (far.length > 0 && far.length === narrowed.length && !saysDone(reading.text))
    return { intent: 'unknown', because: 'planned' };
  const joint = narrowed.some((r) => isJoint(r, reading.text));
  const base: Understanding = {
    intent: 'report',
    reports: narrowed,
    ...(joint ? { joint: true as const } : {}),
    ...(notDone ? { notDone } : {}),
  };
  const settled = isSettled(narrowed, held) && !leavesDayOut(reading, narrowed, held);
  const open = firstOpen(narrowed, reading, notDone, settled) ?? findContradiction(narrowed, held);
  // 12月5日走访了某某家, said in November: which year it was is seen in the question
  if (far.length > 0) return putFirst({ ...base, ...(open && questionOf(open)) });
  const unsure = narrowed.findIndex((r) => (r.evidence?.kind?.confidence ?? 1) < (settled ? GUESS : SURE));
  if (unsure >= 0) {
    // what else is open is asked once the kind is known
    const later = open && !isAskedFirst(open.ask) ? { later: questionOf(open) } : {};
    return { ...base, ask: 'kind', askAbout: { report: unsure }, ...later };
  }
  return open ? { ...base, ...questionOf(open) } : base;
}

/** A day without a year that lies in another one, longer ago than anybody reports: what is told lies ahead. */
function liesFarBack({ date, evidence }: ReportedActivity, now: Date): boolean {
  const today = dayOf(now);
  const hasYear = evidence?.date === undefined || /\d{4}|年/.test(evidence.date.words);
  return !hasYear && date.slice(0, 4) !== today.slice(0, 4) && addDays(date, LONGEST_AGO) < today;
}

/** A slot that is not sure, and the report that it belongs to. */
interface Open extends Doubt {
  name?: string;
  choices?: string[];
}

function questionOf({ ask, ...askAbout }: Open): Pick<Understanding, 'ask' | 'askAbout'> & { ask: string } {
  return { ask, askAbout };
}

/** What to ask first of some reports, their kind apart. */
function firstOpen(
  reports: readonly ReportedActivity[],
  reading: Reading,
  notDone: ReportOutcome['notDone'],
  settled: boolean,
): Open | undefined {
  const today = dayOf(reading.now);
  for (const [i, report] of reports.entries()) {
    const sure = (slot: string) => (report.evidence?.[slot]?.confidence ?? 1) >= SURE;
    if (KINDS_WITH_TARGETS.includes(report.kind)) {
      if (!report.targets && !report.count) return { ask: 'targets', report: i };
      const at = report.targetIds?.findIndex((ids) => ids.length > 1) ?? -1;
      if (at >= 0)
        return {
          ask: 'targets',
          report: i,
          name: report.targets![at]!,
          choices: report.targetIds![at]!,
        };
      if (!sure('targets')) return { ask: 'targets', report: i };
    }
    // 具体哪天忘了
    const forgotten = /(?:时间|哪天|日期|几号)[^，。]{0,4}(?:忘|记不|不记得|不清|想不起)/.test(reading.text);
    if (forgotten || !sure('date') || report.date > today) return { ask: 'date', report: i };
  }
  return findDoubt(reports, reading, { notDone, isSettled: settled });
}
