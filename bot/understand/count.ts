/** How many people were reached, where a number stands instead of names. */
import { NUMBER_PATTERN, parseChineseNumber } from '../../domain/chinese-number.ts';
import type { ActivityKind, ReportedActivity } from '../../domain/understanding.ts';
import { anyOf, matchesOf } from './matching.ts';
import { isMeeting } from './mode.ts';

/** What a number counts that is no person: 三个月, 两个问题, 一家公司. */
const NO_PEOPLE = anyOf(
  /月|半|小时|学时|课时|钟|[多来把](?:小时|钟|月|学时)|年(?![轻级])|星期|礼拜|下午|上午|中午|晚上|晚|早上|周末|季度|学期|假期|点/,
  /问题|方面|建议|观点|环节|议题|议程|字|项|题|话题|事|活|任务|要求|希望|关键|重点|目标|办法|主意|提纲|文件|视频|动作|流程/,
  /支部(?!书记|委员)|学院|电话|党小组|微信|班(?!学生|干)|村|县|城市|单位|部门|公司|馆|社区|单元|企业|教室|宿舍|食堂|门|窗口|店|饭店|地方|点位|人里|孩子(?:的)?妈/,
  /苹果|包|箱|袋|橘子|饺子|鸡蛋|灯泡|座|坑|来回|回合|球|圈|弯|大妈|忙|劲|底|心愿|奖|证|章|孙子|孙女|弟弟|妹妹|哥哥|姐姐/,
);

const PEOPLE = new RegExp(
  `(?<![第月日\\d.])(${NUMBER_PATTERN})(?:多|余|来|几)? ?(?:名|位|户|家(?![三四五六七八]?口|老小)|个|号(?=人)|人(?=$|[，。；：、]))(?!${NO_PEOPLE.source}|[都全]没|[都全]拒)(?=([^，。；、]{0,10}))`,
  'g',
);
const PLAIN = new RegExp(
  `(?<![第月日\\d.])(?:共|合计|总共|一共|到会|参加)?(${NUMBER_PATTERN})(?:多|余|来|号)?人(?:次)?(?!间|员|生|工|民|文|才|里|家|都在)(?:参加|参与|听|到|次|$|，|。|左右)?`,
);
const HUNDRED = /(?:近|约|上|小)?百(?:余|来|十|多)?(?:号|名|位)?(?:人|学生|师生|党员)/;

const LED = /(?:带领?|率领?|组织|发动|动员|领着?|和|与|跟|同)(?:了|着)?[^，。；、给为向慰看访到去]{0,6}$/;

/** 慰问老党员6人: the number stands behind those who were reached. */
const REACHED = new RegExp(
  `(?:党员|职工|员工|工友|老人|群众|居民|教师|老师|教授|专家|同志|学生|儿童|孩子|干部|军人|老兵|师傅|保洁|保安|宿管|烈属|军属|家庭|困难户|病人|患者)(?:共|合计|约)?(${NUMBER_PATTERN})(?:多|余)?(?:人(?!间|员|次都)|名|位|户)`,
);
/** 慰问了工人师傅，一共12人: a total behind those who were cared for. */
const TOTAL = new RegExp(
  `(?:合计|一共|总共|共计|共)(${NUMBER_PATTERN})(?:多|余)?(?:人(?!间|员|参)|名|位|户)`,
);
const CARED_FOR = /慰问|看望|探望|义诊|义剪|送温暖/;
const SERVED =
  /^(?:老|困难|党员|离休|职工|师生|同学|群众|居民|离退|退休|孤寡|孤|留守|环卫|学生|教|同志|新生|儿童|家|贫困|患病|住院|户|军|人|烈|独居|残疾|患者|病人|小朋友|孩子)/;
/** 一共教会11位 */
const TAUGHT = /(?:教会|服务|帮助|接待|指导|培训|救助)(?:了|过)?$/;
/** 谈了仨, 访了俩学生. */
const PAIR =
  /(?<=[了过谈访跑见找联系问望])([俩仨])(?=老党员|党员|困难|老人|学生|同学|老师|人|娃|孩子|户|家|，|。|；|：|$)/;
/** 和袁芳、吴鹏三个人坐车去: those who went, not those who were visited. */
const WENT_ALONG = /^个?人(?:一起|一同|一块|一道|坐|开车|去|跑|上|同|结伴|轮|，|也|都)/;
/** 与某某、某某两位老师赴…走访5户: behind the number, who went. */
const COLLEAGUES_WENT =
  /^(?:位|名)?(?:老师|同志|同事|党员|教师)(?:一起|一同|一道)?(?:赴|前往|奔赴|远赴|去|到|驱车|开车|坐)/;
/** 打了五个家长的电话，四个通了; 通了三家: of those who were tried. */
const OF_THEM = new RegExp(
  `(?:^|[，。；])(?:只|就|其中)?(?:(${NUMBER_PATTERN})(?:个|家|户|位|人)(?:打|接|联系|都)?(?:通|成|上|着)了|(?:接|打)?通了(${NUMBER_PATTERN})(?:个|家|户|位|人))(?=，|。|；|$)`,
);
/** What stands before a number of people that is more than those who are named; in 甲和乙两家 one of them may be missed. */
const COUNTS_MORE =
  /(?:(?:和|跟|与|、|还有)[^，。；、]{2,9}|把|给|对|等|共|总共|合计|共计|走访|访|跑|走|[去到](?=[了过的])|进|入户|看望?|慰问|谈心?|谈话|联系|结对|家庭|学生|其中|其[他余]|另外?|逐一|及|和)(?:了|过|到了|的|共|约|到)?$/;
const OURS = /(?:我们|家里|[他她]家|家有|一家|全家|他们|她们|咱们|俩|三|两|就|同行|随行|组织|发动)$/;

/**
 * @param named how many targets are named; a smaller or equal number only repeats them
 */
export function findCount(
  text: string,
  kind: ActivityKind,
  named: number,
): { count: number; words: string } | undefined {
  if (kind === 'meeting' || kind === 'study') return undefined;
  const reached = kind === 'service' ? REACHED.exec(text) : null;
  const served = reached && parseChineseNumber(reached[1]!);
  if (reached && served) return { count: served, words: reached[0] };
  const total = kind === 'service' && CARED_FOR.test(text) ? TOTAL.exec(text) : null;
  const cared = total && parseChineseNumber(total[1]!);
  if (total && cared) return { count: cared, words: total[0] };
  const reachedOf = isMeeting(kind) && named === 0 ? OF_THEM.exec(text) : null;
  const some = reachedOf && parseChineseNumber((reachedOf[1] ?? reachedOf[2])!);
  if (reachedOf && some) return { count: some, words: reachedOf[0] };
  // “两个结合” is a title
  const plainText = text.replace(/[“《][^”》]*[”》]/g, (words) => '　'.repeat(words.length));
  for (const m of matchesOf(PEOPLE, plainText)) {
    // 谈了俩一个甲一个乙, dictated
    const count = parseChineseNumber(/^[俩仨]/.test(m[1]!) ? m[1]![0]! : m[1]!);
    if (!count || count > 5000 || count <= named) continue;
    // beside names: 等5名学生, 一共去了5户, and not 两家父母都在, 吃了二十个
    if (named > 0 && !COUNTS_MORE.test(text.slice(Math.max(0, m.index - 12), m.index))) continue;
    if (kind === 'service' && !countsServed(text, m)) continue;
    // 带领八名同志到养老院: who came along
    if (kind === 'service' && LED.test(text.slice(0, m.index))) continue;
    if (kind === 'pairing' && count === 1) continue;
    if (count === 1 && named === 0 && !isMeeting(kind)) continue;
    const rest = text.slice(m.index + m[0].length);
    // 来了23个人，讲完…: who came is counted
    const came = /(?:来|到)了$/.test(text.slice(Math.max(0, m.index - 2), m.index));
    if (/^五个人/.test(m[0] + m[2]!) || (!came && WENT_ALONG.test(`个${rest}`) && /个/.test(m[0]))) continue;
    if (kind === 'visit' && COLLEAGUES_WENT.test(m[2]!)) continue;
    if (kind === 'visit' && OURS.test(text.slice(Math.max(0, m.index - 2), m.index))) continue;
    return { count, words: m[0] + m[2]! };
  }
  const countsPlain = isMeeting(kind);
  const caredFor = kind === 'service' && CARED_FOR.test(text) ? PAIR.exec(text) : null;
  if (caredFor) return { count: caredFor[1] === '俩' ? 2 : 3, words: caredFor[0] };
  if (kind !== 'lecture' && !(countsPlain && named === 0)) return undefined;
  const pair = countsPlain ? PAIR.exec(text) : null;
  if (pair) return { count: pair[1] === '俩' ? 2 : 3, words: pair[0] };
  const hundred = kind === 'lecture' ? HUNDRED.exec(text) : null;
  const plain = PLAIN.exec(text);
  const count = plain ? parseChineseNumber(plain[1]!) : undefined;
  if (plain && count && count > 1 && count > named) {
    if (!OURS.test(text.slice(Math.max(0, plain.index - 2), plain.index))) return { count, words: plain[0] };
  }
  return hundred ? { count: 100, words: hundred[0] } : undefined;
}

/** Whether a number of people is of those who were served. */
function countsServed(text: string, m: RegExpMatchArray): boolean {
  const before = text.slice(0, m.index);
  const behind = text.slice(m.index! + m[0].length);
  return (
    SERVED.test(m[2]!.trim() || '?') ||
    /慰问|走访|入户/.test(text) ||
    TAUGHT.test(before) ||
    // …，三位: nothing else in its statement
    (/(?:^|，)(?:一共|共|总共)?$/.test(before) && /^(?:，|。|；|$)/.test(behind))
  );
}

const MORE_THAN_NAMED = /(?:等共?|学生|家庭)$/;

/** 三户有甲家, 3户（甲等）: some of them are named. */
const LISTS_SOME = /^(?:学生|家庭)*(?:，?(?:其中|包括)?有|（)/;

function textBehind(text: string | undefined, words: string): string {
  const at = text?.indexOf(words) ?? -1;
  const [counted = ''] = /^[^，。；（有]*/.exec(words) ?? [];
  return at < 0 ? '' : text!.slice(at + counted.length);
}

function textBefore(text: string | undefined, words: string): string {
  return text?.slice(0, Math.max(0, text.indexOf(words))) ?? '';
}

/** 5户, 两名学生: of those who were met, however many came along. */
const OF_HOMES =
  /[\d一二三四五六七八九十两俩]+(?:多|余|来)?(?:户|家|[名位个](?:大学|困难)?(?:学生|同学|新生))/;

/**
 * 昨天甲家，今天乙家，一共跑了两家: a number of all who are named says nothing of one of them.
 * @param notDone names of those who were not reached
 */
export function withoutTotals(
  reports: readonly ReportedActivity[],
  notDone: readonly string[] = [],
): ReportedActivity[] {
  return reports.map((report) => {
    const { count, evidence: { count: said, ...evidence } = {}, ...rest } = report;
    if (count === undefined || !report.targets) return report;
    // 走访甲等3户: more than are named, whoever else the message names
    if (said && MORE_THAN_NAMED.test(textBefore(report.text, said.words))) return report;
    // 走访三户有甲家，下午…
    const isMore = count > report.targets.length;
    if (said && isMore && LISTS_SOME.test(textBehind(report.text, said.words))) return report;
    const named = new Set(reports.flatMap((r) => (r.kind === report.kind ? (r.targets ?? []) : [])));
    // 跟某某、某某两位一道, 我、某某、某某三个人
    const along = report.companions?.length ?? 0;
    const words = said?.words ?? '';
    // 带着甲、乙两名学生
    const isRightBehind =
      count === along && textBefore(report.text, words).endsWith(report.companions?.at(-1) ?? '，');
    const isCompany =
      isRightBehind || (along > 0 && (count === along || count === along + 1) && !OF_HOMES.test(words));
    return isCompany || named.size + notDone.length >= count ? { ...rest, evidence } : report;
  });
}
