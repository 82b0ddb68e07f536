/** What a telling leaves unexplained: where something said was not used, the bot asks rather than record. */

import { dayOf } from '../../domain/day.ts';
import { KINDS_WITH_TARGETS, type ReportedActivity } from '../../domain/understanding.ts';
import type { Clause } from './clause.ts';
import { cueInContext } from './cue-in-context.ts';
import { isOnlyTold, tellsOn, withoutLeadingTime } from './frame.ts';
import type { KindCue } from './kind.ts';
import { KIND_OF_PERSON } from './lexicon/no-names.ts';
import { RELATIVES } from './lexicon/person-words.ts';
import { isTown } from './lexicon/places.ts';
import { anyOf } from './matching.ts';
import { isPlanned, saysFailed } from './modality.ts';
import { isMeeting } from './mode.ts';
import { opinionOf } from './opinion.ts';
import { findReason } from './reason.ts';
import type { Reading } from './report.ts';
import { APART } from './scene.ts';
import { tellsOfOthers } from './third-person.ts';
import { CERTAINLY } from './thresholds.ts';
import { findUnits, unitsOf } from './unit.ts';

export interface Doubt {
  /** The slot to ask for; `kind` also stands for how many activities there were. */
  ask: 'targets' | 'date' | 'kind' | 'mode' | 'hours' | 'intent';
  report: number;
}

/** Whether what sounds like a telling may be none, by its words. */
function mayBeNone(reports: readonly ReportedActivity[], { text }: Reading): boolean {
  const [report, ...more] = reports;
  return (
    // 刚才走访某某那条再补充下: of a record that is there
    ADDS_TO_A_RECORD.test(text) ||
    // 家长打电话来问宿舍的事: they called, and it may have been about anything
    (CALLED_IN.test(text) && !/聊|谈|沟通|交流|算|走访|家访/.test(text)) ||
    (report !== undefined && more.length === 0 && (isRemarkOn(report, text) || !isTold(report, text)))
  );
}

/** 支部大会开得太久了 */
function isRemarkOn({ targets }: ReportedActivity, text: string): boolean {
  return !targets && /[开讲谈学办搞]得(?:太|真|好(?!多)|挺|很|有点)/.test(text);
}

/**
 * The first thing that a message says and its reports do not account for.
 * @param isSettled whether the number and the kinds of the activities are out of question
 */
export function findDoubt(
  reports: readonly ReportedActivity[],
  reading: Reading,
  { notDone = [], isSettled = false }: { notDone?: readonly string[]; isSettled?: boolean } = {},
): Doubt | undefined {
  const today = dayOf(reading.now);
  // the second opinion knows how tellings sound, and nothing of units
  const isNone = mayBeNone(reports, reading) && opinionOf(reading).report < CERTAINLY;
  if (isNone || reading.clauses.some((c) => !c.others && isOfOthers(c, reading)))
    return { ask: 'intent', report: 0 };
  const named = new Set(reports.flatMap((r) => [...(r.targets ?? []), ...(r.companions ?? [])]));
  const dates = new Set(reports.flatMap((r) => [r.date, ...(r.endDate ? [r.endDate] : [])]));
  const kinds = new Set(reports.map((r) => r.kind));
  for (const [i, clause] of reading.clauses.entries()) {
    if (clause.others) continue;
    const next = reading.clauses.slice(i + 1, i + 3);
    if (next.some((c) => !c.opens && saysFailed(c.text))) continue;
    if (isPlanned(clause.text) || saysFailed(clause.text) || tellsOfOthers(clause) || clause.crossed)
      continue;
    if (!isSettled && isToldAtAnotherTime(clause, reports, today)) return { ask: 'kind', report: 0 };
    const cue = cueInContext(clause, reading.clauses.slice(i + 1), reading);
    // someone is spoken of in a telling about people, and is in no record
    if (reports.every((r) => KINDS_WITH_TARGETS.includes(r.kind)) && !findReason(clause.text)) {
      const left = clause.people.find(
        (p) =>
          !p.ids.includes(reading.sender) && !named.has(p.name) && p.confidence >= 0.9 && p.ids.length > 0,
      );
      if (left && !notDone.includes(left.name) && !APART.test(reading.text))
        return { ask: 'targets', report: 0 };
    }
    if (!cue || cue.strength < 2) continue;
    if (!isSettled && i > 0 && !kinds.has(cue.kind) && GOES_ON.test(clause.text))
      return { ask: 'kind', report: 0 };
    // a past day before the activity's word that no record bears
    const day = clause.days.find(
      (d) =>
        d.grain === 'day' &&
        d.from <= today &&
        d.start < cue.end &&
        !dates.has(d.from) &&
        !d.corrected &&
        !isOnlyTold(clause, d),
    );
    if (day) return { ask: 'date', report: 0 };
    // 某某讲党课，我去听了
    const heard = cue.kind === 'lecture' && kinds.has('study');
    if (!isSettled && cue.strength >= 3 && !kinds.has(cue.kind) && !heard && isOutspoken(cue))
      return { ask: 'kind', report: 0 };
  }
  // 谈了两个，一个没谈上: which of them
  const [only] = reports;
  if (reports.length === 1 && (only!.targets?.length ?? 0) > 1 && ONE_OF_THEM.test(reading.text))
    return { ask: 'targets', report: 0 };
  // 看了三个学生，一个是甲，一个是乙，还有一个…: somebody is left whose name was not understood
  // 看了甲和乙两家: so is one of two who are named side by side
  const short = reports.findIndex(
    (r) =>
      r.count &&
      r.targets &&
      r.count > r.targets.length &&
      (ONE_BY_ONE.test(r.text ?? '') || isSomebodyUnknown(r, reading)),
  );
  if (short >= 0) return { ask: 'targets', report: short };
  // 三天培训，每天8学时: of each day, or of all
  const each = reports.findIndex(
    (r) => r.hours && r.endDate && EACH_TIME.test(r.text ?? '') && !IN_ALL.test(r.text ?? ''),
  );
  if (each >= 0) return { ask: 'hours', report: each };
  const unclear = reports.findIndex((r) => mayHaveMet(r));
  return unclear >= 0 ? { ask: 'mode', report: unclear } : undefined;
}

/** 上午…，下午…: done at a time that no record has, and so perhaps something of its own. */
function isToldAtAnotherTime(clause: Clause, reports: readonly ReportedActivity[], today: string): boolean {
  const told = withoutLeadingTime(clause);
  if (told === clause.text || tellsOn(clause) || !DID_SOMETHING.test(told)) return false;
  const day = clause.days.find((d) => d.grain === 'day' && !d.to);
  const sameDay = day
    ? reports.filter((r) => r.date <= day.from && day.from <= (r.endDate ?? r.date))
    : reports;
  if (sameDay.length === 0) return day !== undefined && day.from <= today && !day.corrected;
  const part = [...clause.days, ...clause.times].find((t) => t.daypart)?.daypart;
  return part !== undefined && sameDay.every((r) => r.daypart && r.daypart !== part && !r.endDate);
}

const DID_SOMETHING = anyOf(
  /^(?:我们?|咱们?|先|又|还|支部|一起)*(?:开|去|到|在(?!家)|讲|听|陪|带|帮|给|参加|组织|召开|教|跑|走|访|谈|聊|打|看|送|补|站|跟|和|找|约)(?!学校|会儿|了?[一两]天|不)/,
);

const ONE_OF_THEM = /[，。；](?:其中|有)?(?:另)?一(?:个|位|家|户)(?:人)?[^，。；]{0,5}(?:没|未)/;

const ADDS_TO_A_RECORD = /[那这上刚][^，。；]{0,10}[条笔次](?:记录)?[^，。；补]{0,4}补(?:充|一[句下]|几句)/;

const CALLED_IN =
  /(?:妈妈?|爸爸?|家长|父亲|母亲|家里)(?:今天|昨天|刚才?|上午|下午)?(?:打(?:来)?(?:了)?(?:个)?电话(?:来|过来|给我|问)|来电|打来)/;

/** 教工一支部昨天搞了主题党日: a unit that is not the sender's own did it. */
function isOfOthers(clause: Clause, reading: Reading): boolean {
  if (clause.cues.length === 0 || /我|咱/.test(clause.text)) return false;
  const first = findUnits(clause.text.slice(0, 20), reading.index)[0];
  if (!first || first.start > 0 || first.words.length < 3) return false;
  const own = unitsOf(reading.sender, reading.index).map((o) => o.id);
  const rest = clause.text.slice(first.end);
  return (
    !first.ids.some((id) => own.includes(id)) &&
    /^(?:的)?(?:今天|昨天|前天|上周|刚|已|组织|召开|开展|开了|搞了|举行)/.test(rest)
  );
}

/** Begins something more that was done. */
const GOES_ON =
  /^(?:又|还|另外|此外|顺便|顺带|接着|然后|随后|后来|再|同时|并)(?!是|有|行|可|算|没|说|问|给我)/;

/** A report that says more than the name of a duty. */
function isTold(report: ReportedActivity, text: string): boolean {
  return (
    /了(?!解)|[谈访聊讲学开做去]过|完(?!成率)|刚|已|[一1][次堂场节回]/.test(text) ||
    report.targets !== undefined ||
    report.hours !== undefined ||
    report.count !== undefined ||
    report.time !== undefined ||
    report.place !== undefined ||
    report.mode !== undefined ||
    report.daypart !== undefined ||
    (report.evidence?.date?.how ?? 'assumed') !== 'assumed'
  );
}

/** Words of being together on the spot that do not by themselves say so. */
const TOGETHER_WORDS = anyOf(
  /进(?:了)?(?:屋|门|院)|院子|炕|客厅|茶(?!馆)|沏|留(?:我|我们)?(?:吃|住)/,
  /带(?:去|了)[^，。；]{0,8}(?:水果|牛奶|米|油|礼|慰问)|拉着(?:我|他|她)|握着|送(?:我|他|她)(?:出|到)|路上|车(?:上|里)|开车|大巴/,
  /高铁|火车|山路|翻山|走了[^，。；]{0,5}(?:里|公里|小时)|散步|坐(?:了|下|到)|走(?:了)?(?:一|两|几|好几)圈|碰(?:到|见|上)/,
  /遇(?:到|见|上)|来找(?:我|到)|(?:叫|找|请|喊)(?:过来|来)/,
);

const ONE_BY_ONE = /[一1][个位户家名][^。；]{2,24}[一1][个位户家名]|还有[一1][个位户家名]/;
/** 甲和乙两家, of whom 乙 is in no slot. */
function isSomebodyUnknown(
  { text = '', targets = [], companions = [] }: ReportedActivity,
  { people }: Reading,
): boolean {
  const [, words] = SIDE_BY_SIDE.exec(text) ?? [];
  const told = people.filter((p) => targets.includes(p.name) || companions.includes(p.name));
  if (words === undefined || IS_NO_NAME.test(words) || KIND_OF_PERSON.test(words) || isTown(words))
    return false;
  return !told.some((p) => words.endsWith(p.said) || p.said.endsWith(words));
}

/** 甲和另外两家, 甲和邻居两个人 */
const IS_NO_NAME = anyOf(
  /另|其[他余]|别的|邻|对门|[我他她的边头下上里]|[区县镇乡村屯街籍族]$/,
  new RegExp(`^(?:${RELATIVES})家?$`),
);
const SIDE_BY_SIDE = /(?:和|与|、|还有)([\u3400-\u9fff]{2,4})(?:两|俩|三)(?:家|户|[位名个](?!多|月|小时|人))/;
const IN_ALL = /共(?=[\d一二三四五六七八九十])|一共|总共|合计|共计|加起来|拢共/;
const EACH_TIME = /每(?:天|次|场|晚|回)[^，。；]{0,6}(?:学时|课时|小时)/;

/** A meeting of people without a way of meeting, told in words that make one likely. */
function mayHaveMet(report: ReportedActivity): boolean {
  return isMeeting(report.kind) && report.mode === undefined && TOGETHER_WORDS.test(report.text ?? '');
}

/** Words that name an activity of their own wherever they stand. */
function isOutspoken(cue: KindCue): boolean {
  return /谈心|谈话|家访|走访|党课|支委会|支部大会|党员大会|党小组会|主题党日|组织生活会|民主生活会|培训|志愿服务|结对(?:子)?(?:了|协议)/.test(
    cue.words,
  );
}

const MET_BY = /(?:把|给|跟|与|找|去|到|访|见|看|陪|帮|约|送|请|教|带)[^，。；]{0,6}$/;
const DID = /了(?!解)|[谈访聊讲学开做去补送陪帮]过|完/;

/**
 * Whether a message that was taken for nothing may tell of something all the same: a person of the directory or an
 * activity's word, told as done.
 */
export function mayTell(reading: Reading): boolean {
  if (reading.text.length > 400) return false;
  return reading.clauses.some(
    (c) =>
      DID.test(c.text) &&
      !isPlanned(c.text) &&
      !saysFailed(c.text) &&
      !tellsOfOthers(c) &&
      c.mark !== '？' &&
      (c.cues.some((cue) => cue.strength >= 3) ||
        // somebody who did something is no meeting (张伟昨天结婚了)
        c.people.some(
          (p) =>
            p.ids.length > 0 &&
            p.confidence >= 0.9 &&
            (/我/.test(c.text) || MET_BY.test(c.text.slice(0, p.start - c.start))),
        )),
  );
}
