/** Told of others: 听说…, 刘洋昨天走访了…, 王磊跟我讲他们支部…. */
import type { Clause } from './clause.ts';
import { leadOf, withoutLeadingTime } from './frame.ts';
import type { KindCue } from './kind.ts';
import { anyOf, inTurn } from './matching.ts';
import type { PersonMention } from './person.ts';
import type { Reading } from './report.ts';
import { scopeUnit, unitsOf } from './unit.ts';

const FIRST_PERSON = /我|本人|咱|笔者/;
const HEARSAY = anyOf(
  // 校领导来慰问我们老党员
  /(?:来|领导|书记|组织|学校|学院)[^，。；我]{0,4}(?:慰问|看望|探望)(?:了)?(?:我|咱)(?:们)?(?:老|几|这|家|，|。|$)/,
  // 代某某老师报一下: the deed is hers
  /^(?:帮|代|替)(?!我|咱)[\u3400-\u9fff·]{2,6}(?:报|记|登记|填|补|补录|说)(?:一下|一条|个|上|一个)/,
  // 各位老师的走访我看都挺热闹的: praise of others
  inTurn(
    /^(?:各位|大家|别人|人家|他们|你们|(?:老师|同事|同志|书记)们)(?:老师|同事|同志|书记)?们?的?/,
    /[^，。；]{0,8}(?:走访|家访|谈心|谈话|结对|党课|志愿服务|学习|联系)[^，。；了]{0,8}(?:都|挺|真|很|蛮|够)[^，。；了]{0,6}$/,
  ),
  /^[\u3400-\u9fff·]{2,6}(?:说|讲|告诉我)[^，。；我]{1,12}(?:找|跟|和|给)[他她](?:谈|聊|讲|打)/,
  /^(?:听|看)?我们?(?:的)?(?:室友|舍友|同桌|同学|同事|爸妈?|妈|导师|朋友|对象|老婆|媳妇|爱人|女儿|儿子|班主任|辅导员|哥们|闺蜜)(?!和我|跟我|一起|，|。|[^，。；]{0,12}我)/,
  /^[\u3400-\u9fff·]{2,6}(?:说|告诉我|提到|讲|反映)(?:，)?(?:[他她]|自己)(?:们)?[^，。；]{0,10}(?:走访|家访|谈|讲|开|参加|去|结对)/,
  // 我听说
  inTurn(
    /^(?:我|刚才?|今天|昨天)*/,
    anyOf(
      /听说|听闻|据说|据悉|据传|据[^，。；]{1,6}(?:说|讲|反映)/,
      // 大家都说
      /(?:都|有人|大家|群里|他们|她们|别人|人家|同事们?)(?:都)?(?:在)?(?:说|传|讲|议论)/,
      // 听某某说起
      /听(?!了|取|党|课|讲|报)[^，。；]{1,6}(?:说|提起|念叨|聊起|议论|讲(?!座|解|授|述)(?!了?(?:[一两]|[^，。；]{0,10}(?:课|精神|报告|理论|《|“))))/,
      /看到|看见|得知|听闻|看朋友圈|群里(?:说|看到)/,
    ),
  ),
  /(?:跟|和|对|给|向)我(?:们)?(?:讲|说|提|聊到|念叨)[^，。；]{0,4}(?:他|她)(?:们)?(?:支部|学院|昨|今|前|上|已|去|搞|开|走访|也)/,
);
const OTHER_UNIT =
  /(?:隔壁|别的|其他|其它|兄弟)(?:支部|学院|单位|系|班|党支部|老师|院)|^(?:人家|别人)(?!的?(?:妈|爸|孩子|家))|(?:人家|他们|她们)(?:支部|学院|单位|系|党支部|院|党总支)/;
const JOINED_IN = /我(?:们)?(?:也|一起|参加|跟着)|和我|跟我|与我|带(?:着)?我|给(?:我们|大家)|为(?:我们|大家)/;
const TITLE = '(?:老师|同学|同志|书记|院长|主任|部长|处长|副书记|教授|辅导员|班长)';
const NARRATES = anyOf(
  // days: 上周三, 3月5日
  /今天|昨天|前天|刚刚?|刚才|已经|也|上周[一二三四五六日]?|周[一二三四五六日]|今年|本周/,
  // 带队, 跑了一趟
  /带队|组织|主持|跑(?:了)?(?:一?趟)?[^，。；和跟与]{0,6}|把[^，。；我]{1,14}(?:都|挨个|全)?/,
  // 去, 也, 自己
  /去|到|在|来|上午|下午|晚上|中午|早上|今晚|昨晚|\d{1,2}月|\d{1,2}[日号]|又|都|还|一个人|自己/,
).source;
const NARRATIVE = new RegExp(`^${TITLE}?(?:(?:他们|她们)?(?:${NARRATES})(?:了)?){1,6}`);

/** 我也是听人说的: the whole message is passed on. */
export function isHearsay(text: string): boolean {
  return /不知道?真假|是真是假|(?:是)?听(?:人|别人|大家|他们|同事|谁)?(?:说|讲)(?:的|来的)[。！～]?$|^(?:好像|似乎|貌似|可能|大概)(?!我|是?[\d一二三四五六七八九十上昨前])[^，。]{2,24}吧/.test(
    text,
  );
}

/** Whether a clause passes on what others said or did. */
export function tellsOfOthers(clause: Clause): boolean {
  if (HEARSAY.test(clause.text)) return !/我(?:也|就|便|于是|马上|立刻)/.test(clause.text);
  return (
    OTHER_UNIT.test(clause.text.slice(0, 12)) &&
    !FIRST_PERSON.test(clause.text) &&
    clause.cues.length > 0 &&
    !/(?:找|和|跟|与|给|对)(?:他们|她们)/.test(clause.text)
  );
}

const OFFICE = inTurn(
  // 我们学院书记
  /^(?:我们|咱们?)?(?:学院|支部|党委|学校|系里|院里)?(?:的)?(?:书记|院长|主任|领导|副书记|校长|处长|部长|辅导员|班主任|支书)(?:老师|同志|们)?/,
  // 昨天亲自带队去
  /(?:今天|昨天|前天|刚刚?|刚才|上午|下午|上周[一二三四五六日]?|周[一二三四五六日]|已经|也|亲自|带队|去|到|来|又|都|\d{1,2}[月日号])*/,
  /(?:走访|家访|看望|慰问|找(?!我)|和(?!我)|跟(?!我)|与(?!我)|给(?!我|大家)|讲|上|主持|参加|开展)/,
);

/** 二支部昨天搞主题党日了, told by a member of another branch who took no part. */
function isOtherBranch(clause: Clause, cue: KindCue, reading: Reading): boolean {
  if (cue.kind !== 'meeting' || clause.people.length > 0) return false;
  if (FIRST_PERSON.test(reading.text) || /参加|参与|列席|指导|调研|督导|联系点|到会|讲/.test(reading.text))
    return false;
  const named = /^([^，。和与]{0,12}?支部)(?!的|书记|和|与|联合|共同|一起)/.exec(clause.text);
  if (!named || named[0].length > cue.start - clause.start) return false;
  const unit = scopeUnit(named[1]!, reading.sender, reading.index);
  return (
    unit?.sure === true &&
    unit.scope !== 'branch' &&
    !unitsOf(reading.sender, reading.index).some((o) => o.id === unit.scope)
  );
}

/** 他上周走访了三户, 他去的某某家: what a person spoken of did. */
const PRONOUN_DID = inTurn(
  /^(?:[他她]们?)(?:也|又|还|则|就|自己|一个人|独自|后来|当时|已经?|刚|都|只|临时|突然|正好|刚好|一共|　)*/,
  /(?:去(?!世|年)|到(?!现在|底|时)|跑|走访|家访|带(?!着|病)|主持|组织|参加|谈了|找(?!我)|讲(?:的|了)(?:一|两|\d|[堂节党])|开(?:了|的))/,
);

/** 周二那场是高飞去的, 由钱老师主持: who did it. */
const DONE_BY = /(?:是|由|归|换)$/;
const DID_IT =
  /^(?:老师|同志|书记)?(?:去|讲|开|谈|跑|办|做|值|走访|家访|带队|负责|参加|组织|主持|主讲)(?:班|岗|队)?(?:的|了)?$/;

/** Whether a clause only says that somebody else did it. */
export function isDoneBySomebody(clause: Clause, sender: string): boolean {
  if (FIRST_PERSON.test(clause.text)) return false;
  const last = clause.people.at(-1);
  if (!last || last.ids.includes(sender)) return false;
  return (
    DONE_BY.test(clause.text.slice(0, last.start - clause.start)) &&
    DID_IT.test(clause.text.slice(last.end - clause.start))
  );
}

/** A clause with its days and hours blanked out. */
function withoutTimes(clause: Clause, from: number): string {
  let text = clause.text.slice(from - clause.start);
  for (const span of [...clause.days, ...clause.times]) {
    if (span.start < from) continue;
    const at = span.start - from;
    text = text.slice(0, at) + '　'.repeat(span.end - span.start) + text.slice(span.end - from);
  }
  return text.replace(/(?<=　)[、和](?=　)/g, '　');
}

/** Whether everyone in the directory whom a name can mean works at the school. */
export function isStaff(person: PersonMention, reading: Reading): boolean {
  return person.ids.length > 0 && person.ids.every((id) => reading.index.people.get(id)?.kind === 'staff');
}

/** 家, 的妈妈, 、: the name before it stands for no one who did something. */
const NO_SUBJECT =
  /^　*(?:家|的?(?:妈|爸|父|母|家长|奶|爷|事)|、|因|被|这|那边|[他她](?!们　*[去到跑走访谈讲开办搞做组])|（|[和跟与同](?:我|本人))/;
const UNDER_A_HEADING =
  /^(?:这|本|上)?(?:次|回|轮|批)?(?:的)?(?:走访|家访|入户|谈心|谈话|志愿服务)(?:里|中|，)?$/;
const DID_SOME =
  /^　*(?:一共|共|就|也)?(?:跑|走|访|去|走访|谈|做|站)了(?:[\d一二两三四五六七八九十几]{1,3}(?:户|家|名|个|位)|[俩仨])/;
/** 退而不休，暑假自己跑了两家: the one who was named goes on. */
const GOES_ON_ALONE =
  /^(?:寒假|暑假|假期|放假)?(?:里|期间)?(?:他|她|人家)?(?:自己|独自|一个人|亲自|一口气|又|还|也)|^(?:他|她|人家)?(?:[一两三][个]?(?:月|周|天|学期|假期)|暑假|寒假)(?:里|就)?(?:跑|走|访|谈)了[\d一二两三四五六七八九十几]{1,3}(?:家|户|个)/;

/**
 * Whether a colleague of the sender is told of as the one who visited, lectured or served: families of students are
 * visited, never those of colleagues.
 */
function isColleaguesDeed(clause: Clause, cue: KindCue, reading: Reading): boolean {
  if (!['visit', 'lecture', 'service', 'meeting'].includes(cue.kind)) return false;
  if (FIRST_PERSON.test(clause.text)) return false;
  const [first] = clause.people;
  if (!first) return goesOnAlone(clause, reading);
  if (first.ids.includes(reading.sender) || !isStaff(first, reading)) return false;
  const lead = leadOf(clause, first);
  // 这次走访某某跑了六户
  if (cue.start < first.end)
    return UNDER_A_HEADING.test(lead) && DID_SOME.test(withoutTimes(clause, first.titleEnd));
  if (lead.length > 0) return false;
  const between = withoutTimes(clause, first.titleEnd);
  if (NO_SUBJECT.test(between)) return false;
  const others = clause.people.slice(1);
  if (cue.kind === 'visit')
    return (
      !others.some((p) => isStaff(p, reading)) &&
      !/[和跟与同给对找约]/.test(between.slice(0, Math.max(0, cue.start - first.titleEnd)))
    );
  return (
    others.length === 0 &&
    /^　*(?:又|也|还|亲自|自己)*(?:去|到|在|带|给|跑|讲|上|主持|参加|组织)/.test(between)
  );
}

function goesOnAlone(clause: Clause, reading: Reading): boolean {
  if (clause.opens || !GOES_ON_ALONE.test(withoutLeadingTime(clause))) return false;
  const before = reading.clauses[reading.clauses.indexOf(clause) - 1];
  const [who] = before?.people ?? [];
  return (
    before !== undefined &&
    who !== undefined &&
    before.people.length === 1 &&
    before.cues.length === 0 &&
    isStaff(who, reading) &&
    !who.ids.includes(reading.sender) &&
    !FIRST_PERSON.test(before.text) &&
    leadOf(before, who).length === 0 &&
    !NO_SUBJECT.test(withoutTimes(before, who.titleEnd))
  );
}

const TOOK_PART = anyOf(
  // 我也去听了, 我全程参加了
  /我(?:[和跟与][^，。；]{1,8}?)?(?:们|也|都|就|全程|过去|跟着)*(?:去|在|到)?(?:听|参加|旁听|坐)(?:着|了|过|的|完)/,
  // 从头坐在下面听
  /^我?(?:就|也|是)?(?:从头|全程|一直|认真|完整|在(?:台下|下面|现场)|坐在[^，。]{1,6})[^，。；]{0,4}(?:听|记|学)/,
  // 我听到最后, 我记了几页笔记
  /我[^，。；]{0,8}(?:听到(?:尾|底|完|最后|结束)|听得|听下来|记(?:了|满)[^，。；]{0,6}笔记)/,
);
const CREDIT = /^(?:学时|课时)(?:就)?[按算记计]|^(?:计|记|算|共)?[\d一二两三四半]{1,3}(?:个)?(?:学时|课时)/;

const AUDIENCE = '同志|来|主|(?:给|为)(?:我们|大家)|在[^，。；和跟与]{2,8}';
const BEFORE_GIVING = new RegExp(`^(?:${AUDIENCE})*$`);
const GIVES = new RegExp(`^　*(?:${AUDIENCE})*(?:讲|上|作|授)`);

/** 周四石昊讲的党课，我去听了，2学时: what somebody else gave, the sender heard. */
export function isHeard(clause: Clause, cue: KindCue, following: readonly Clause[], sender: string): boolean {
  if (cue.kind !== 'lecture') return false;
  // 党课由高飞讲: behind the word as well as within
  const giver = clause.people.findLast(
    (p) =>
      p.end <= cue.end ||
      /^(?:是|由|请的?)$/.test(clause.text.slice(cue.end - clause.start, p.start - clause.start)),
  );
  if (!giver || giver.ids.includes(sender)) return false;
  const said = withoutTimes(clause, giver.titleEnd);
  const between = said.slice(0, Math.max(0, cue.start - giver.titleEnd)).replaceAll('　', '');
  if (!BEFORE_GIVING.test(between)) return false;
  if (!GIVES.test(said)) return false;
  if (/(?:和|跟|与|请|给|向|为)$/.test(clause.text.slice(0, giver.start - clause.start))) return false;
  const end = following.findIndex((c) => c.opens);
  const rest = following.slice(0, end < 0 ? 3 : Math.min(end, 3));
  return TOOK_PART.test(clause.text) || rest.some((c) => TOOK_PART.test(c.text) || CREDIT.test(c.text));
}

/** 陈明替我去走访了某某家: who did it in the sender's place. */
function stoodIn(clause: Clause, reading: Reading): boolean {
  const [first] = clause.people;
  if (!first || first.ids.includes(reading.sender) || leadOf(clause, first).length > 0) return false;
  return /^　*(?:老师|同志)?(?:替|代|代替)(?:我|咱|本人)/.test(withoutTimes(clause, first.titleEnd));
}

const OWN_TIE =
  /^[^，。；]{0,14}?(?:去|看|找|给|帮|陪|跟|和|约|请|辅导|联系|关心|带)[^，。；]{0,4}(?:[他她]自己|[他她]|自己)(?:的|那个?)?(?:[^，。；]{0,3})(?:结对|帮扶|联系|对子)/;

/** 去学生家走访: to a home that is not the one of whoever was named. */
const TO_SOME_HOME = /^(?:去|到|上)了?(?:[一两三几][个名位])?(?:学生|同学)的?家/;

/** Whether someone else is the subject of an activity in which the sender had no part. */
export function isThirdPerson(clause: Clause, cue: KindCue, reading: Reading): boolean {
  if (isOtherBranch(clause, cue, reading) || stoodIn(clause, reading)) return true;
  if (!FIRST_PERSON.test(clause.text)) {
    if (OFFICE.test(clause.text)) return true;
    // 昨天上午辅导员找某某谈话; who listens to a lecture or comes to a meeting has a part in it
    const isOfMany = cue.kind === 'lecture' || cue.kind === 'meeting' || cue.kind === 'study';
    if (!isOfMany && OFFICE.test(withoutLeadingTime(clause))) return true;
  }
  if (
    PRONOUN_DID.test(withoutTimes(clause, clause.end - withoutLeadingTime(clause).length)) &&
    !FIRST_PERSON.test(clause.text)
  )
    return true;
  if (isColleaguesDeed(clause, cue, reading)) return true;
  const first = clause.people[0];
  if (!first || first.ids.includes(reading.sender)) return false;
  if (JOINED_IN.test(clause.text) || FIRST_PERSON.test(clause.text.slice(0, cue.end - clause.start)))
    return false;
  if (cue.start < first.end) return false;
  const verbEnd = clause.text.slice(cue.end - clause.start);
  // 是李娜走访的: who did it is what the clause is about
  if (
    /^(?:是|由)$/.test(clause.text.slice(0, first.start - clause.start)) &&
    first.titleEnd >= cue.start - 1 &&
    /^[^，。]{0,4}的/.test(verbEnd)
  )
    return true;
  const lead = clause.text.slice(0, first.start - clause.start);
  // 钱老师又去看她的结对学生了: the tie is hers
  if (
    cue.kind === 'contact' &&
    /^(?:好像|貌似|今天|昨天|前天|刚才|[上下中]午|早上|晚上)*$/.test(lead) &&
    OWN_TIE.test(clause.text.slice(first.titleEnd - clause.start)) &&
    !FIRST_PERSON.test(clause.text)
  )
    return true;
  if (/(?:和|跟|与|同|找|约|给|对|向|为|请|访|看望|见|联系|把|叫|听|学生|同学|对象|陪|带|由|：)$/.test(lead))
    return false;
  if (
    !/^(?:好像|貌似|似乎|可能|大概|估计)?(?:是)?(?:[^，。；和跟与]{0,12}(?:支部|学院|院|系|处|办|班)的?|(?:今天|昨天|前天|刚才|刚刚|上午|下午|今早|今晚|昨晚|上周[一二三四五六日]?|周[一二三四五六日]|\d{1,2}月\d{1,2}[日号]|\d{1,2}[日号])?)$/.test(
      lead,
    )
  )
    return false;
  const between = withoutTimes(clause, first.titleEnd)
    .slice(0, Math.max(0, cue.start - first.titleEnd))
    .replaceAll('　', '');
  if (/^(?:家|的?(?:妈|爸|父|母|家长)|、|因|被|这|那边|[他她]|（)/.test(between)) return false;
  // 张伟和李婷 at the start may be those talked with, and a name before 谈了 is its object
  const others = clause.people.filter(
    (p) =>
      p.start >= first.end &&
      !/^[、和与]$/.test(clause.text.slice(first.titleEnd - clause.start, p.start - clause.start)),
  );
  const narrative = NARRATIVE.test(between) || between === '' || new RegExp(`^${TITLE}$`).test(between);
  if (
    ['visit', 'talk'].includes(cue.kind) &&
    others.length === 0 &&
    DID_SOME.test(withoutTimes(clause, first.titleEnd))
  )
    return true;
  // 刘洋昨天走访了五户: a number of households is what was visited
  if (
    ['visit', 'talk'].includes(cue.kind) &&
    others.length === 0 &&
    (cue.start > first.titleEnd || /^(?:了|过)/.test(verbEnd)) &&
    narrative &&
    /^(?:了|过)?(?:[\d一二两三四五六七八九十几多]{1,3}(?:户|家|名|个|位)|[俩仨])/.test(verbEnd)
  )
    return true;
  // 刘洋今天去走访了: whoever goes is the subject
  if (
    cue.kind === 'visit' &&
    others.length === 0 &&
    narrative &&
    (/(?:去|到|来)(?:了)?$/.test(between) || TO_SOME_HOME.test(cue.words))
  )
    return true;
  if (['talk', 'visit', 'contact', 'pairing'].includes(cue.kind))
    return (
      others.length > 0 &&
      others.some((p) => p.start < cue.end + 12) &&
      (narrative || /^[和跟与给对]/.test(between) || cue.start <= first.titleEnd + 1) &&
      !/谈|访|聊|电话/.test(between)
    );
  return narrative;
}
