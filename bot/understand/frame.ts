/** What a stretch of clauses says of its own about when, with whom and how: by this, activities are told apart. */
import { addDays, mondayOf } from '../../domain/day.ts';
import type { Day } from '../../domain/understanding.ts';
import type { Clause } from './clause.ts';
import type { DayPhrase } from './day.ts';
import type { Daypart } from './time.ts';

export interface Frame {
  /** First days (`YYYY-MM-DD`) of what is said to the day. */
  days: string[];
  parts: Daypart[];
  /** Clock times, `HH:mm`. */
  times: string[];
  people: string[];
}

export function frameOf(clauses: readonly Clause[]): Frame {
  const days = clauses.flatMap((c) => c.days);
  const times = clauses.flatMap((c) => c.times);
  const parts = [...days, ...times].flatMap((t) => (t.daypart ? [t.daypart] : []));
  return {
    days: days.filter((d) => d.grain === 'day').map((d) => d.from),
    parts: [...new Set(parts)],
    times: times.flatMap((t) => (t.time ? [t.time] : [])),
    people: clauses.flatMap((c) => c.people.map((p) => p.name)),
  };
}

/** Both say it, and nothing in common. */
export function disagree<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length > 0 && b.length > 0 && !a.some((value) => b.includes(value));
}

/** Another day, part of the day or hour: an activity has each of them only once. */
export function isAnotherTime(a: Frame, b: Frame): boolean {
  return disagree(a.days, b.days) || (disagree(a.parts, b.parts) && !isSameDayOnly(a, b));
}

function isSameDayOnly(a: Frame, b: Frame): boolean {
  return a.times.some((time) => b.times.includes(time));
}

/** Words that lead up to a name without saying anything of their own. */
const LEADS =
  /^(?:其中|先|又|再|还|也|去|到|和|跟|与|同|找|给|对|一个|一位|另一个|在|的|是|第[一二三四五六][站家户]?|[：、])*$/;

/** A clause without the days and hours at its beginning. */
export function withoutLeadingTime(clause: Clause): string {
  let at = clause.start;
  for (;;) {
    const next = [...clause.days, ...clause.times].find((t) => t.start <= at && t.end > at);
    if (!next) return clause.text.slice(at - clause.start);
    at = next.end;
  }
}

const SEASON =
  /^(?:(?:寒假|暑假|假期|放假|学期初|期末|年底|最近|近期|其[一二三四五]|另外)(?:里|中|期间|以来)?)+/;

/** What stands between a clause's days and hours at its beginning and somebody named in it. */
export function leadOf(clause: Clause, person: { start: number }): string {
  const told = withoutLeadingTime(clause);
  return told.slice(0, Math.max(0, person.start - clause.end + told.length)).replace(SEASON, '');
}

/** Whether a clause begins with a name, but for days, hours and words like 先跟: the entry of a list does. */
export function beginsWithName(clause: Clause): boolean {
  const [first] = clause.people;
  if (!first) return false;
  return LEADS.test(leadOf(clause, first));
}

/** 说跟某某拌了嘴, 说孩子初五就返校了: said by somebody who was named before. */
const SAYS_ON =
  /^(?:一直|老|就|还|又|直)?说(?:跟|和|与|他|她|自己|孩子|学生|家里|家长|是|要|想|最近|这|有|没|因为|在)/;

/** 她说某某上周找过她: days, places and ways in it belong to what was said. */
export function saidByOther(clause: Clause): boolean {
  if (SAYS_ON.test(clause.text) && !clause.opens) return true;
  return (
    tellsOn(clause) &&
    /^[^，。；]{0,8}?(?:说(?!了?(?:心里)?话)|讲到|提到|反映|告诉|表示|聊到|念叨|讲起)/.test(clause.text)
  );
}

/** 他发消息说…, 孩子今天回信了, 家长很感谢: somebody else does something, and the activity is only told on. */
export function tellsOn(clause: Clause): boolean {
  const told = withoutLeadingTime(clause).replace(/^(?:就|又|还|也|才|他们|她们)/, '');
  if (
    /^(?:(?:我)?(?:看|见|瞧|听说|发现)(?:到|见|着)?[他她](?=去|回|来|进|又|也|已|终于|总算|还|睡|笑|吃|上课)|[他她]们?|孩子|家长|学生|同学|对方|小伙子|姑娘|爷爷|奶奶|父亲|母亲|[他她]?(?:爸|妈)妈?)(?!家)/.test(
      told,
    )
  )
    return true;
  const [first] = clause.people;
  if (!first || clause.start + clause.text.length - told.length !== first.start) return false;
  return /^(?:就|又|还|也|才|已经|主动)?(?:说|讲|告诉|表示|发|回|来|打来|答应|同意|交|考|笑|哭|评|获|因|被|把)/.test(
    clause.text.slice(first.titleEnd - clause.start),
  );
}

const SPOKEN_OF =
  /(?:[谈聊说讲问](?:的|了)?(?:主要|重点)?(?:是|到|起|及)(?:了)?|(?:内容|主题|话题)(?:主要)?(?:是|为|：))[^，。；]{0,10}$/;

/** 研究七一评优, 议了五四评优和元旦联欢: what was dealt with, named after a festival. */
const DEALT_WITH =
  /(?:问(?:了问|问|了)?|研究|讨论|商量|商议|审议|审定|敲定|布置|部署|安排|筹备|策划|筹划|总结|酝酿|动员|传达|通过|议(?:了|定|一?下)?|定了?|围绕|关于|针对)(?:了|着|过)?[^，。；]{0,10}$/;
/** 国庆, 五一, 元旦: a day or some days by a name. */
export const FESTIVAL = /^(?!明|.*[今昨前后当周号日月上下星礼])[\u3400-\u9fff]{2,4}$/;

/** 刚跟他谈完心，周五再谈: when it is to go on. */
export function goesOnLater(clause: Clause, today: Day): boolean {
  // 周一没人，周二再去, told on Wednesday
  // 8月2号没人，8月3号再去
  const isBehind = ({ words, from }: DayPhrase) =>
    IS_PAST.test(words) ||
    (from <= today && from >= (/[日号]$/.test(words) ? addDays(today, -LONGEST_BEFORE) : mondayOf(today)));
  return AGAIN.test(withoutLeadingTime(clause)) && !clause.days.some(isBehind);
}

/** For how long a bare 3号 is told of what lies behind, and not of the month ahead, in days. */
const LONGEST_BEFORE = 14;

/** 昨天再去的, 再谈一次才通: done. */
const AGAIN =
  /^(?:我|就|还|咱)?(?:会|要|准备)?再(?:去|谈|聊|找|看|跟|来|联系|打|约|说|碰)[^了过才通成]{0,6}(?<!的)$/;

/** 昨天, 上周三: a day that can only lie behind. */
const IS_PAST = /^(?:昨|前[天日晚]|上)/;

/** 打了电话催他交表他说明天就交, dictated: the day of what somebody promised when it was done. */
export function isPromised(clause: Clause, day: DayPhrase): boolean {
  const before = clause.text.slice(0, day.start - clause.start);
  return PROMISED.test(before) && MET_FIRST.test(before) && !NOT_MET.test(before);
}

/** 打了电话催他交表: they were reached, before what one of them said. */
const MET_FIRST =
  /(?:打(?:了|通|过)|通(?:了|过)|联系[了上过]|辅导[了过]|讲[了完过]|补[了完过]|[谈聊][了完过]|见[了到过]|发[了过]|视频[了过])[^，。；]{2,}/;
const NOT_MET = /没|不在|锁着|想[找谈去]|约|说好|除了/;

/** 他爸说周末过来一趟 */
const PROMISED =
  /(?:[他她]|孩子|学生|对方|家长|[父母]亲|妈妈?|爸爸?|爷爷|奶奶)(?:就|也)?(?:说|答应|保证|表示)[^，。；我了]{0,8}$/;

/** 他爸说周六方便就周六去的, 学生说周一我找他谈的心: a day of what is reported all the same. */
const DONE_THEN = /所以|于是|因此|走访|家访|谈[的了过心话]|我|[去来见聊]的/;

const SAYS = /^(?:还|也|又)?(?:[他她]们?)?(?:还|也|又)?说(?:是|等|到)?$/;

/** How somebody else spent a holiday. */
const SPENT =
  /^(?:节|假期|放假|期间|这几天|也|都|又|就|还|一直)*(?:(?:没|不|未)(?:有|打算|想|能)?回|留校|留在|待在|在(?:校|学校|外)|打工|兼职|值班|加班)/;

/**
 * 他爸说周末过来一趟; 通了电话，说国庆要回家结婚: a day within what one of them said. Before the deed it may be the one that
 * was agreed on (他妈妈说周六在家，走访了她家).
 */
export function isSaidByThem(clause: Clause, day: DayPhrase): boolean {
  const before = clause.text.slice(0, day.start - clause.start);
  if (DONE_THEN.test(clause.text.slice(day.end - clause.start))) return false;
  return (PROMISED.test(before) && !IS_PAST.test(day.words)) || (!clause.opens && SAYS.test(before));
}

/** 谈的是他春节值班的安排: a day within what was spoken of. */
export function isSpokenOf(clause: Clause, day: DayPhrase): boolean {
  const before = clause.text.slice(0, day.start - clause.start);
  const after = clause.text.slice(day.end - clause.start);
  if (after.length <= 1) return false;
  // 他状态比上个月强多了
  if (/(?:比|比起|相比|不如|较)$/.test(before)) return true;
  // 提醒她材料这周五截止
  if (/^(?:截止|到期|之前交|前交)/.test(after)) return true;
  // 把三月份的活儿排了排
  if (day.grain === 'vague' && /[把将]$/.test(before) && /^的/.test(after)) return true;
  // 她五一没回家，在学校打工
  if (FESTIVAL.test(day.words) && SPENT.test(after) && tellsOn(clause)) return true;
  // 因其上月酒驾受了处分: what led to it
  if (day.grain === 'vague' && /^(?:因|由于|鉴于)/.test(clause.text)) return true;
  return SPOKEN_OF.test(before) || (FESTIVAL.test(day.words) && DEALT_WITH.test(before));
}

/** A day within what was said or spoken of, by whomever: none on which something was done. */
export function isOnlyTold(clause: Clause, day: DayPhrase): boolean {
  return isSpokenOf(clause, day) || isSaidByThem(clause, day);
}
