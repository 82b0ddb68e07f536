/** What someone asks for: progress, what is open, who has not, tasks, reviews, records, comparison. */

import type { Query } from '../../domain/understanding.ts';
import { findKinds } from './kind.ts';
import {
  BARE_DUTY,
  BEGS,
  CLOSING,
  DUTIES,
  LATE,
  LOOKS,
  namesList,
  POLITE,
  PROGRESS,
  QUESTION,
  RANKING,
  RECORDS,
  REVIEWS,
  TASKS,
  TODO,
  UNFINISHED,
  VERBS,
  WANTS_NAMES,
  WHOM,
} from './lexicon/query-words.ts';
import { findPeriod } from './period.ts';
import { personAsked } from './person-asked.ts';
import type { Reading } from './report.ts';
import { findUnits, scopeUnit } from './unit.ts';

export interface QueryFound {
  query: Query;
  words: string;
  /** Asked in so many words (吗, 看看, 多少) rather than by a bare noun. */
  asks: boolean;
  /** The name of a list and nothing that is told (领导等着，支部走访的进度). */
  list: boolean;
  sure: boolean;
  choices?: string[];
}

/** 会上等着，…: a first statement that says nothing of the matter; what is asked for comes behind it. */
function withoutPreamble(text: string, reading: Reading): string {
  const first = text.length <= 60 ? /^[^，。：！]{1,10}[，。：！](?=.{4})/.exec(text)?.[0] : undefined;
  if (!first) return text;
  const rest = text.slice(first.length);
  const hurries = /^[^，。：！]{0,8}(?:要用|等着要?|急用|急|要数|催(?:着|我)?要)[，。：！]$/.test(first);
  const speaks =
    !hurries &&
    (/我|咱|没|未|谁|哪|任务|[?？]/.test(first) ||
      findKinds(first).length > 0 ||
      DUTIES.some(([, p]) => p.test(first)) ||
      LATE.test(first) ||
      LOOKS.test(first) ||
      findUnits(first, reading.index).length > 0 ||
      scopeUnit(first, reading.sender, reading.index) !== undefined ||
      findPeriod(first, reading.now) !== undefined ||
      personAsked(first, reading) !== undefined);
  // 麻烦你个事儿，帮我瞅一眼…: said before what is asked for
  if (BEGS.test(rest) && !reading.clauses[0]?.cues.some((c) => c.strength >= 2))
    return withoutPreamble(rest, reading);
  const last =
    rest
      .split(/[，。：！]/)
      .filter(Boolean)
      .at(-1) ?? '';
  return speaks || !(namesList(last) || QUESTION.test(rest)) ? text : withoutPreamble(rest, reading);
}

/** 走访搞到什么程度了, 还差多少: ends in what is asked. */
const ENDS_ASKING =
  /(?:到(?:了)?(?:什么|啥)(?:程度|地步|份儿?上)|到哪(?:一)?步|怎么样|咋样|如何|多少|几[个位户次名]|谁|哪些[^，。]{0,4}|哪几[个位])(?:了|啊|呀|呢)*$/;

/** 支部的待办拉一下，我晚上开会要说 */
const ASKS_FOR = /(?:拉|调|查|看|列|翻)(?:一下|出来|一份|给我)+$/;
/** 书记让我帮着统计, 我晚上对一对: for what it is asked, with words for whom and what that are no part of the question. */
const SAYS_WHY =
  /^(?:我|[^，。]{0,5}(?:书记|院长|主任|处长|领导|上面|上头))(?:[^，。]{0,4}(?:让|叫|要|等|催|问)|晚上|下午|一会儿?|待会儿?|明天|马上|开会)[^，。？?]{0,10}$/;

/** 走访搞到什么程度了，领导刚才问起来我答不上: what comes behind a question only says why it is put. */
function withoutAfterthought(text: string, reading: Reading): string {
  const [first = '', ...rest] = text.split(/[，。！](?=.)/);
  if (rest.length === 0 || !(ENDS_ASKING.test(first) || ASKS_FOR.test(first))) return text;
  const end = reading.text.indexOf(first) + first.length;
  const adds = reading.clauses.some(
    (c) => c.start >= end && (c.people.length > 0 || c.cues.some((cue) => cue.strength >= 2)),
  );
  // 没讲的支部有哪几个，全校范围，算今年的: of whom and of when it is asked
  const behind = rest.join('，');
  const narrows =
    /^(?:我[问说]的)?是?(?:我自己|本人|自己|我)的?[啊呀呢]?$/.test(behind) ||
    findPeriod(behind, reading.now) !== undefined ||
    scopeUnit(behind, reading.sender, reading.index) !== undefined;
  return (adds && !SAYS_WHY.test(behind)) || narrows || QUESTION.test(behind) ? text : first;
}

/**
 * The question that a message puts, if it puts one of these.
 * @param reading what was found in the message
 */
export function findQuery(reading: Reading): QueryFound | undefined {
  const whole = reading.text.replace(POLITE, '').replace(CLOSING, '').replace(NOBODY_AT_ALL, '');
  const asked = withoutPreamble(whole, reading).replace(POLITE, '');
  const text = withoutAfterthought(asked, reading);
  const short = text.length <= 40;
  if (!short && !/[？?]$/.test(text)) return undefined;
  const person = personAsked(text, reading);
  const begs = BEGS.test(reading.text);
  const about = aboutOf(text, person !== undefined, begs);
  if (!about) return undefined;
  const { query, unit } = queryAbout(about, text, person, reading);
  const names = unit && unit.scope !== 'branch';
  return {
    query,
    words: text,
    asks: begs || QUESTION.test(text) || LOOKS.test(text),
    list: isList(text, reading),
    sure: names ? unit.sure : true,
    ...(unit?.choices ? { choices: unit.choices } : {}),
  };
}

/**
 * A question about something that is known: for whom, which duty, which period, as the text says.
 * @param person whom it asks about, as `personAsked` found
 */
export function queryAbout(
  about: Query['about'],
  text: string,
  person: string | undefined,
  reading: Reading,
): { query: Query; unit: ReturnType<typeof scopeUnit> } {
  const right = afterSlip(text) ?? text;
  const dutyIn = (words: string) => [...DUTIES, ...VERBS].find(([, pattern]) => pattern.test(words))?.[0];
  const duty = dutyIn(right) ?? dutyIn(text);
  const unit =
    (about === 'reviews' ? scopeUnit(reviewed(text), reading.sender, reading.index) : undefined) ??
    scopeUnit(text, reading.sender, reading.index);
  // 九月份还有什么工作要做, asked in August
  const toDo = about === 'todo' || about === 'tasks';
  const isAhead = toDo && !/[没未]|了(?!解)|过/.test(text);
  const period = findPeriod(text, reading.now, isAhead ? 'ahead' : 'back');
  const own =
    about === 'ranking' ? undefined : about === 'reviews' && OF_ME.test(text) ? 'me' : outrightOwn(text);
  const scope =
    own ??
    (unit && unit.scope !== 'branch' ? unit.scope : undefined) ??
    (person !== undefined && about !== 'ranking' ? person : undefined) ??
    (WHOM.test(/^[，、 ]*(?:是)?[咱我][^，。]*支部/.test(right) ? right : text) &&
    about !== 'unfinished' &&
    about !== 'ranking'
      ? 'me'
      : undefined) ??
    unit?.scope ??
    (about === 'todo' || about === 'records' ? 'me' : 'branch');
  const query = {
    about,
    scope,
    ...(duty && about !== 'tasks' && about !== 'reviews' ? { duty } : {}),
    ...(period ? { period: period.period } : {}),
    ...(LATE.test(text) ? { overdue: true as const } : {}),
  };
  return { query, unit };
}

/** 那我们支部的结对进度到哪了, 把我的谈话记录调出来: whose it is, said right before what is asked for. */
function outrightOwn(text: string): 'me' | 'branch' | undefined {
  const m = OUTRIGHT_OWN.exec(text);
  // 张伟的学时比我的学时多吗
  if (!m || /不要|不是|比|还有(?!谁)/.test(text)) return undefined;
  return m[1] === undefined ? 'me' : 'branch';
}

/** 对我个人的点评有没有 */
const OF_ME = /[对给](?:我|本人)(?:个人|自己)?的?(?:点评|评议|批评|意见)/;

const OUTRIGHT_OWN =
  /(?:(?:我们|咱们?|本)((?:党)?支部)的?|(?<![给跟和对替帮])我(?:自己)?的)(?:今年|本月|上个?月|本学期|这学期|上半年|下半年)?的?(?:走访|家访|谈心谈话|谈心|谈话|结对|党课|学习|学时|志愿服务)?(?:的)?(?:记录|台账|进度|完成情况|进展|学时|谁还没|还有谁)/;

/** 我的结对，哦不，学时: what is right stands behind; undefined when nothing is put right. */
function afterSlip(text: string): string | undefined {
  const m = /[，。… ](?:[哦呃啊哎][，]?)?(?:不是我?|不对|不|说错了|算了)[，。… ]+/.exec(text);
  return m ? text.slice(m.index + m[0].length) : undefined;
}

/** 谁也没见着, 哪儿都没去成: tells, though with a word that asks. */
const NOBODY_AT_ALL =
  /没(?:有)?(?:啥|什么)事(?:儿|情)?(?=就|在|所以|才|，|。)|(?:谁|哪儿|哪里|哪|什么|啥)(?:也|都)(?=[没未不])[^，。？?]*/g;

/** 组织部给我们支部的点评: who was reviewed stands behind 给 or 对. */
function reviewed(text: string): string {
  const m = /(?:给|对)(?=[^，。]{2,14}(?:点评|评议|评价|意见|整改|评|说))/.exec(text);
  return m ? text.slice(m.index + 1) : '';
}

/** One statement that names a list and tells nothing; a list of one day may be a heading over what was done. */
function isList(text: string, reading: Reading): boolean {
  const days = reading.clauses.some((c) => c.days.some((d) => d.grain === 'day'));
  return namesList(text) && !days;
}

/** 到期的任务, 没办结的任务. */
/** 谁的学习任务逾期了: people, sooner than tasks. */
const WANTS_WHO = /(?:谁|哪[位些几]?个?(?:人|同志|党员|老师|委员))(?!也|都)[^，。]{0,12}任务/;
const UNCLOSED_TASKS = /(?:快)?(?:到期|没完成|未完成|没办结|没弄完|拖延)的?任务/;

/** 我先列个名单: one's own list. */
const OWN_LIST =
  /(?<!帮|给|替|让|请|叫)(?:我|咱)(?:们)?(?:先|得|这就|自己|来)?(?:列|拉|理|整理|做|写|弄)(?:个|一个|份|一份)?(?:名单|清单|单子|表)/;

/** 下学期我想多走访几家, 谈话还欠着呢，我再等等他: what someone means to do asks for nothing. */
function isIntent(text: string): boolean {
  if (/[？?]|吗$/.test(text)) return false;
  return (
    /(?:想|打算|准备|争取|计划|要|得)?多[走谈讲学跑访联结][^，。]{0,3}几/.test(text) ||
    /^(?:等会儿?|一会儿?|待会儿?|马上|明天|后天|下午|晚上)[^，。]{0,3}(?:还|得|要)(?!做什么|干什么|干啥|做啥)/.test(
      text,
    ) ||
    /(?:要是|如果|假如)[^，。]*(?:该多好|就好了|多好)(?:啊|呀)?$/.test(text) ||
    OWN_LIST.test(text) ||
    /还没定(?:是?谁|下来|呢|日子|时间)?[。！～]?$/.test(text) ||
    /[，。 ](?:在|还在|就|正)?等(?:着)?(?:名单|通知|安排|消息|分配)/.test(text) ||
    /(?:我|咱)(?:再|先)?(?:等等|缓缓|想想|看着办|抓紧|尽快|争取|努力)/.test(text)
  );
}

function aboutOf(text: string, person: boolean, begs: boolean): Query['about'] | undefined {
  const asks = begs || QUESTION.test(text) || LOOKS.test(text) || namesList(text);
  // 周五支部开了民主评议会 tells
  if (!asks && /(?:开|召开|参加|组织|进行|举行|完成|做|搞)(?:完|过)?了/.test(text)) return undefined;
  const bare = text.length <= 14;
  if (/推送|订阅|导出|提醒|催(?!着?[我要得])/.test(text)) return undefined;
  if (isIntent(text)) return undefined;
  const isRanking = RANKING.test(text) && !(WANTS_NAMES.test(text) && !/排名|排行|排序/.test(text));
  if (isRanking && (asks || bare || /各(?:个)?(?:支部|学院|单位|系)/.test(text))) return 'ranking';
  if (
    /^任务 ?\d{1,3}|^第?\d{1,3}(?:号|项)任务/.test(text) &&
    /情况|怎么样|进展|进度|到哪|如何|什么样|谁(?:负责|在办|管)|完成了[吗没]/.test(text)
  )
    return 'tasks';
  // 高飞今年走访了吗, 张伟谈了没
  if (
    person &&
    DUTIES.some(([, p]) => p.test(text)) &&
    /(?:了|过)(?:吗|没|没有|么)[？?]?$|完成没|做没做/.test(text)
  )
    return 'progress';
  // 我党课讲了没, 走访做完没有
  if (
    text.length <= 16 &&
    DUTIES.some(([, p]) => p.test(text)) &&
    /(?:结|讲|谈|走|访|学|修|做|开|完成)(?:完|好|够)?(?:了)?(?:没有?|吗|么)[？?]?$/.test(text) &&
    !/算|能|要|可以|用|必须|谁|[哪几]|还没|有人|[下这]?周[一二三四五六日]|明天|后天/.test(text)
  )
    return 'progress';
  if (/还(?:要|得|需要?|该)[^，。]{0,6}(?:多少|几)/.test(text)) return 'todo';
  if (
    /任务/.test(text) &&
    (!WHOM.test(text) || /名下|任务列表|[逾超]期的任务/.test(text)) &&
    !WANTS_WHO.test(text) &&
    (LATE.test(text) || UNCLOSED_TASKS.test(text))
  )
    return 'tasks';
  if (BARE_DUTY.test(text)) return 'progress';
  if (UNFINISHED.test(text) && !/^我(?!们|校|院|系|支部|处|部)/.test(askingForNames(text)))
    return 'unfinished';
  if (/待办/.test(text) && !/任务/.test(text) && (asks || bare)) return 'todo';
  if (REVIEWS.test(text) && (asks || bare || /情况|意见|结果/.test(text))) return 'reviews';
  if (TASKS.test(text) && (asks || bare) && !/党课|走访/.test(text)) return 'tasks';
  if (
    RECORDS.test(text) &&
    (asks || bare) &&
    !/还没(?:写|填|记|做|弄|整)|(?:整理|填|补|写|抄|核对?)(?:完|好)?了(?![吗没])|丢了|找不到|记录本|放哪|在哪(?:儿|里)?(?:下载|领|拿|找)|模板|格式/.test(
      text,
    ) &&
    !/(?:怎么|如何)(?:记|登记|写|填)/.test(text)
  )
    return 'records';
  if (PROGRESS.test(text) && (asks || bare) && !/还(?:差|剩|欠|缺|有[^，。]{0,6}(?:没|未))/.test(text))
    return 'progress';
  if (TODO.test(text) && (asks || bare || LATE.test(text))) return 'todo';
  if (LATE.test(text) && (asks || bare)) return 'todo';
  if (/任务/.test(text) && (asks || text.length <= 8) && !/完成|办结/.test(text)) return 'tasks';
  if (person && asks && /情况/.test(text)) return 'progress';
  // 走访顺利不, 党课讲得还行吗
  if (
    /(?:顺利|还行|跟得上|来得及|理想)(?:不|吗|么|没)[，？?]?/.test(text) &&
    DUTIES.some(([, p]) => p.test(text))
  )
    return 'progress';
  return undefined;
}

/** 我这要汇总，全校还有哪些支部没结对: the last statement that asks who has not, or all of them together. */
function askingForNames(text: string): string {
  const asking = text.split(/[，。]/).filter((part) => UNFINISHED.test(part));
  return asking.at(-1) ?? text;
}
