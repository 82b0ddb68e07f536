/** The activity that a clause names, given what stands around it: words that name none there are left out. */
import type { Clause } from './clause.ts';
import { type KindCue, mainCue } from './kind.ts';
import { isPlanned } from './modality.ts';
import { findReason } from './reason.ts';
import type { Reading } from './report.ts';

const SOMEBODY =
  /学生|同学|老师|教师|教工|职工|党员|[两二三四五六七八九十\d][名位户个家]|对象|积极分子|家长|他|她|孩子|同志/;

/** Behind an activity's word: a thing of that name, not the activity (志愿服务报名表, 走访方案). */
const A_THING = new RegExp(
  '^(?:服务|活动|工作|党员)?(?:的)?(?:选?票|议程|决议|结果|内容(?:挺|很|不错|好)|质量|效果|报名|方案|计划(?!了)|安排(?!了|好)|通知|材料|记录表|表格?(?!扬|彰|现|示)' +
    '|名单|总结|照片|新闻稿|简报|课件|讲稿|稿子?|心得|经费|路费|费用|制度|办法|台[账帐]|档案)',
);

/** The main cue of a clause; undefined when its words only speak of an activity. */
export function cueInContext(
  clause: Clause,
  following: readonly Clause[],
  reading: Reading,
): KindCue | undefined {
  const first = mainCue(clause.text, clause.cues);
  const cue =
    first && (saysTieOnly(clause, first) || isHeading(clause, first, following))
      ? mainCue(
          clause.text,
          clause.cues.filter((c) => c.kind !== 'pairing'),
        )
      : first;
  if (!cue) return undefined;
  // 按照联系点制度到某支部调研: another word of the clause may be the deed
  const others = clause.cues.filter(
    (c) => c.start >= cue.start && c.end > cue.end && c.kind === cue.kind && c.strength === 3,
  );
  if (isAThing(clause, cue) && others.length > 0) return mainCue(clause.text, others);
  if (isCalledIn(clause, cue, following[0])) return undefined;
  const isLast = following.length === 0;
  const named =
    isMissed(clause, cue) ||
    isOccasion(clause, cue) ||
    isMatter(clause, cue) ||
    // 定了三件事：发展对象名单、一帮一安排、三月主题党日
    (cue.kind === 'meeting' &&
      /[^，。；]、[^，。；、]{0,4}$/.test(before(clause, cue)) &&
      clause.days.every((d) => d.grain !== 'day') &&
      reading.clauses.indexOf(clause) > 0) ||
    // 开支部大会，安排国庆值班
    (['service', 'meeting', 'study'].includes(cue.kind) &&
      ARRANGED.test(before(clause, cue)) &&
      cue.end >= clause.end &&
      clause.people.length === 0 &&
      reading.clauses
        .slice(0, reading.clauses.indexOf(clause))
        .some((c) => c.cues.some((o) => o.kind === 'meeting' && o.strength === 3))) ||
    // 把全年的组织生活排了个表
    (cue.kind === 'meeting' &&
      /把[^，。；]{0,8}$/.test(before(clause, cue)) &&
      /^(?:也|都|全)?(?:排|定|列|理|捋|安排|计划|规划)/.test(clause.text.slice(cue.end - clause.start))) ||
    // 某某老师今后由我联系: that a tie stands
    (cue.kind === 'contact' && FALLS_TO_ME.test(before(clause, cue)) && cue.end >= clause.end) ||
    // 向某某学习: praise
    (cue.kind === 'study' && /^学习/.test(cue.words) && TOWARDS_SOMEBODY.test(before(clause, cue))) ||
    // 结对帮扶：昨天辅导…: a title says under which heading it falls
    (cue.kind === 'pairing' &&
      clause.mark === '：' &&
      clause.people.length === 0 &&
      headsAnother(following)) ||
    isAThing(clause, cue) ||
    (!isLast && isDuty(clause, cue) && !following.some((c) => isCarriedOut(c))) ||
    // 和爸妈视频了, 改了一天论文: nobody of the school is in it
    (cue.strength <= 2 &&
      ['talk', 'contact', 'visit'].includes(cue.kind) &&
      reading.people.length === 0 &&
      !SOMEBODY.test(reading.text));
  return named ? undefined : cue;
}

/** 某某给我发微信说不想念了，我打电话劝了…: what the other one did first only led to it. */
function isCalledIn(clause: Clause, cue: KindCue, next: Clause | undefined): boolean {
  return (
    cue.strength <= 2 &&
    (cue.kind === 'contact' || cue.kind === 'talk') &&
    next !== undefined &&
    clause.people.length === 1 &&
    next.people.length === 0 &&
    !next.opens &&
    CALLS_ME.test(clause.text.slice(clause.people[0]!.titleEnd - clause.start)) &&
    /^(?:我|咱)/.test(next.text) &&
    next.cues.some(
      (c) => (c.kind === 'contact' || c.kind === 'talk') && (c.strength >= 2 || /[赶送陪去]/.test(next.text)),
    )
  );
}

const CALLS_ME =
  /^[^，。；我]{0,10}(?:给|跟|向|找|联系)我(?!们)?(?:发|打|留|来|哭|说|诉|倒|诉苦|抱怨)|^[^，。；我]{0,8}(?:打来|发来|来电|来信)/;

/** 多次缺席组织生活, 党课老是迟到: what somebody kept away from is no activity of the sender's. */
function isMissed(clause: Clause, cue: KindCue): boolean {
  return (
    ['meeting', 'study', 'service', 'lecture'].includes(cue.kind) &&
    (KEPT_AWAY.test(before(clause, cue)) || KEEPS_AWAY.test(clause.text.slice(cue.end - clause.start)))
  );
}

const KEPT_AWAY =
  /(?<!没|没有|未|无人|从不|不得|不能|不准)(?:缺席|缺勤|缺课|旷|逃|躲|翘|不(?:爱|愿意?|想|肯|大|太|怎么|按时|积极|主动)?(?:来)?(?:参加|来|到)|迟到|早退|应付|糊弄|消极|抵触|拖着不)(?:了|过)?(?:[^，。；]{0,3}次)?[^，。；]{0,4}$/;
const KEEPS_AWAY =
  /^(?:活动|会议?|上|时)?(?:也|都|又|还|老|总|常|经常|屡次|多次|连续|几次|[两三]次|次次|接连)+(?:是)?(?:[两三四几]次)?(?:无故)?(?:缺席|缺勤|迟到|早退|请假|不(?:来|到|参加)|旷)/;

/** 走访方案, 志愿服务报名表 */
function isAThing(clause: Clause, cue: KindCue): boolean {
  return cue.kind !== 'contact' && A_THING.test(clause.text.slice(cue.end - clause.start));
}

/** The sentence that follows names what was done. */
function headsAnother(following: readonly Clause[]): boolean {
  const end = following.findIndex((c, i) => i > 0 && c.opens);
  return following
    .slice(0, end < 0 ? undefined : end)
    .some((c) => !isPlanned(c.text) && c.cues.some((cue) => cue.strength >= 2));
}

/** 因为值班安排闹了矛盾: the occasion of something, not the thing itself. */
function isOccasion(clause: Clause, cue: KindCue): boolean {
  const { text } = clause;
  return (
    ['study', 'service', 'meeting'].includes(cue.kind) &&
    (cue.strength <= 2
      ? /因|由于|为|闹|吵/.test(text)
      : /(?:因|由于)[^，。]{0,4}$/.test(before(clause, cue))) &&
    findReason(text) !== undefined
  );
}

const before = (clause: Clause, cue: KindCue) => clause.text.slice(0, Math.max(0, cue.start - clause.start));

/** What a meeting dealt with, at the head of a statement. */
const ARRANGED =
  /^(?:主要|重点)?(?:研究|讨论|商量|商议|安排|部署|布置|筹备|动员|审议)(?:部署|讨论|研究)?(?:一下)?[^，。；了过]{0,8}$/;
const FALLS_TO_ME =
  /(?:今后|以后|往后|从此|现在|组织上?)[^，。；]{0,4}(?:由|归)我(?:来|负责)?(?:结对|对口|一对一|固定)?$/;
const TOWARDS_SOMEBODY = /向[^，。了]{1,8}$/;
const SPOKEN_OF =
  /(?:(?<!会)议|商议|汇报|通报|介绍|反馈|交流|分享|讨论|研究|部署|听取|传达|学习|贯彻|落实|说起|提到|总结|说|问|关心|了解|打听|商量)(?:了问?|过)?[^，。；]{0,12}$/;
const A_MATTER =
  /^[^，。；]{0,4}?(?:去哪|上哪|怎么|咋|如何|啥时|什么时候|谁[来去讲])|^[^，。；]{0,8}?的(?:汇报|报告|介绍|说明|发言|意见|建议|反馈)|^[^，。；]{0,8}?(?:的)?(?:情况|精神|部署|经验|做法|体会|进展|经过|打算|感受|的(?:事|工作|问题|安排))/;

/** 会上某某汇报了走访三户学生的情况: what was spoken of. */
function isMatter(clause: Clause, cue: KindCue): boolean {
  return (
    cue.kind !== 'study' &&
    SPOKEN_OF.test(before(clause, cue).replace(SAYS_FIRST, '')) &&
    (A_MATTER.test(clause.text.slice(cue.end - clause.start)) ||
      (['service', 'meeting', 'lecture'].includes(cue.kind) &&
        EITHER_WAY.test(clause.text.slice(cue.end - clause.start))))
  );
}

/** 我说一下啊今天上午…: that it is told, and not what was spoken of. */
const SAYS_FIRST = /^(?:那个|嗯|呃|额|啊)*(?:我)?(?:说|报|汇报|补)(?:一下|下|个)?[啊哈呀哦，]*/;

/** 问问值班累不累 */
const EITHER_WAY = /^[^，。；]{0,4}?([\u3400-\u9fff])[不没]\1/;

const REMINDS_OF_TIE =
  /不是[^，。；]{0,6}结[^，。；]{0,5}[吗嘛么]$|结(?:对子?|的对子)(?:到(?:现在|今天|如今)|至今|算来|算下来|也|都|已经?|快|满|有|足足|整整|结了|了)*(?:半|好?几|[一两二三四五六七八九十百\d]{1,4})(?:来|多)?个?(?:年|月|学期|天|周|星期|礼拜)/;

/** 结对后头一回联系某某 */
const SINCE_TIE =
  /结(?:成|上|了)?对(?:子)?(?:[之以]?后|以来)(?:的|我|我们|就|又)*(?:头|第|首|再|又)[一二三四五六七八九十两几\d]{0,2}[次回趟]/;

const ONLY_HOW =
  /^(?:是|用|通过)?(?:电话|微信|视频|语音|QQ|腾讯会议|线上|当面|面谈|见面|面对面|上门|线下)(?:联系|沟通|交流|聊天?|谈|见面)?(?:的|了)?$/;

/** 结对联系：某某，电话: under which heading it falls, with a way of meeting that no tie is made by. */
function isHeading(clause: Clause, cue: KindCue, following: readonly Clause[]): boolean {
  return (
    cue.kind === 'pairing' &&
    /^结对(?:帮扶)?(?:联系|帮扶)(?:情况|记录)?$/.test(clause.text) &&
    following.slice(0, 4).some((c) => ONLY_HOW.test(c.text))
  );
}

/** 他是我结对子的嘛, 我俩不是结对了嘛, 结对子结了半年了: why it was done, not what. */
function saysTieOnly(clause: Clause, cue: KindCue): boolean {
  if (cue.kind === 'pairing' && (REMINDS_OF_TIE.test(clause.text) || SINCE_TIE.test(clause.text)))
    return true;
  return (
    cue.kind === 'pairing' &&
    clause.days.length === 0 &&
    /是(?:跟|和)?(?:我|咱|俺)们?的?(?:结的?|帮扶的?|联系的?)?$/.test(before(clause, cue)) &&
    /^的?(?:人|学生|同学|孩子|娃|那个|[学师][弟妹])?(?:嘛|呀|啊|哦|呢|的)*$/.test(
      clause.text.slice(cue.end - clause.start),
    )
  );
}

/** 支部安排我讲党课，…，今天中午讲完了 */
function isCarriedOut(clause: Clause): boolean {
  return clause.days.length > 0 && clause.people.length === 0 && CARRIED_OUT.test(clause.text);
}

const CARRIED_OUT = /(?:谈|访|讲|聊|学|开|做|去|办|听)(?:完|过|好)?了$/;

/** 支部安排我联系胡家豪: given as a duty, not yet done. */
function isDuty(clause: Clause, cue: KindCue): boolean {
  return (
    /(?:安排|让|派|要求|叫|通知|指定|委托|请)我(?:去|来|负责)?/.test(clause.text) &&
    !/了|过/.test(clause.text.slice(cue.start - clause.start)) &&
    clause.days.length === 0
  );
}
