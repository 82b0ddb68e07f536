/** What someone asks for: progress, what is open, who has not, tasks, reviews, comparison, records. */
import type { Duty, Query } from '../../domain/understanding.ts';
import { findPeriod } from './period.ts';
import type { Reading } from './report.ts';
import { scopeUnit } from './unit.ts';

/** Fillers before and after a request. */
export const POLITE =
  /^(?:(?:你好|您好|早上好|下午好|晚上好|在吗|嗨|哈喽|麻烦(?:你|您)?(?:问一下|问下|问问|帮我|帮忙|给我|看一下|查一下)?|请问(?:一下)?|请(?:你|您)?|劳驾|劳烦|不好意思|打扰(?:一下|了)?|帮(?:我|忙|咱|咱们)?|替我|我想(?:问一下|问问|问|知道|看看|看一下|看下|了解一下|了解|查一下|查查|查)|想(?:问一下|问问|问|知道|看看|看一下|了解一下|了解|查一下|查查|查)|能不能|能否|可否|小助手|助手|机器人|先锋助手|问一下|问下|问问|那个|嗯|呃|额|哎|诶|喂|领导要数|顺便)[，。！、～ ]*)+/;

const DUTIES: [Duty, RegExp][] = [
  ['lecture', /党课(?!学习)|讲课/],
  ['visit', /走访|家访|访家|上门|一访/],
  ['pairing', /结对|对子|二联/],
  ['talk', /谈心谈话|谈心|谈话|三谈|谈没谈|没谈|必谈|谈完|谈了/],
  ['study', /学时|学习|课时|培训/],
  ['meeting', /支委会|支部大会|党小组会|主题党日|组织生活(?:会)?|三会一课|民主生活会|开会/],
  ['service', /志愿服务|志愿|先锋岗|责任区|服务时长/],
  ['contact', /联系情况|联系记录|帮扶/],
];

/** The verb alone, where nothing names the duty: 我还有几个没谈, 还欠几家没走. */
const VERBS: [Duty, RegExp][] = [
  ['visit', /(?:几|多少)(?:家|户)|没走(?!访)|走(?:了)?(?:几|多少)|学生家/],
  ['talk', /谈(?:了|过|完)?(?:几|多少|谁)|没谈|[要得该]谈|谈过/],
  ['lecture', /讲(?:了|过)?(?:几|多少)堂?|没讲/],
  ['pairing', /结(?:了|过)?(?:几|多少)|没结/],
  ['study', /学(?:了|过)?(?:几|多少)|没学|学过/],
];

const LATE =
  /逾期|超期|过期|过了(?:期|时间|期限)|到期(?:没|未|还)|超时|拖(?:延|了|欠|着)|误期|脱期|没按时|未按时|红色|亮红/;
const RANKING =
  /排(?:了)?(?:多少|几)(?:名|位)|第几(?:名|位)?(?:了|啊|呢)?$|谁(?:快|慢|好|差|强|弱)(?:谁|，|$)|排个?序|(?:哪家|哪个|哪些|谁家)(?:支部|学院|单位|系)?[^，。]{0,8}(?:最|第一|靠前|领先|落后|垫底|倒数)|座次|名次|位次|先后(?!顺序做)|谁先谁后|高低|高下|拔头筹|(?:排|得|占|拿)(?:了)?(?:个)?(?:头|第)(?:一|名|个|几)|头一(?:名|个|份)|头名|倒数|末位|最末|最后一名|拖(?:了)?(?:后腿|尾巴)|领跑|排头|排前|排后|靠后|吊车尾|PK|pk|比拼|赛一赛|龙虎榜|(?:排行|光荣|红黑|龙虎)?榜(?:单|上|首|尾)?(?!样)|红黑榜|横向|谁家(?:做|完成|走)|哪家(?:做|完成|走|强|好|快)|强弱|好坏|快慢|排名|排行|排一下|排一排|排排|排个名|排序|排第|名次|谁(?:最|做得|完成得)(?:好|多|快|差|少|慢)|哪个(?:支部|学院|单位)[^，。]{0,10}(?:最|第一|靠前|领先|落后|好|垫底|倒数)|(?:各|几个|哪些)(?:支部|学院|单位)[^，。]{0,8}(?:对比|比较|比一比)|对比|比一比|领先|落后|垫底|倒数|比(?:比|一下|较)|(?:谁|哪个|哪家)[^，。]{0,6}(?:靠前|在前|拔尖|第一)|前三|前几名/;
const REVIEWS = /点评|评议|评价意见|述评|整改(?:意见|反馈|要求)/;
const TASKS = /[Tt]ask ?list|任务(?:清单|列表|表|单|台账)?|销号|清单/;
const RECORDS =
  /过[^，。]{0,6}，都(?:是|有)谁|(?:做|干|去|报|记|录|讲|谈|访|学|参加|走访|上)(?:了|过)(?:些|点)?(?:什么|啥|哪些|谁|哪几)|(?:跟|和|与|同|找|给)(?:过)?(?:谁|哪些(?:人|同学|学生|同志)|哪几)[^，。]{0,6}(?:过|了)|台账|台帐|记录|明细|流水|历史|记过|记了|记的|登记|报过|录(?:过|了|入)|存了|都(?:做|干|报|讲|谈|访|学|参加|走访|上)(?:过|了)(?:什么|啥|些什么|哪些|些啥|谁|哪几)|底账|[谈访讲学报记做上]过的?[^，。]{0,6}(?:都)?(?:有|是)?(?:哪些|什么|啥|哪几|谁)/;
const UNFINISHED =
  /(?:没|未)[^，。]{1,8}的(?:老师|教师|教工|委员|书记)(?:们)?$|(?:谁|哪(?:些|几)(?:个|位)?(?:人|同志|党员|老师|支部)?)[^，。]{0,12}(?:还是零|为零|是零|没动静)|(?:欠账|欠|差|不够|不足)的(?:人|同志|党员)|(?:没|未|不够|不足|不达标)[^，。]{0,8}有(?:多少|几)(?:个)?(?:人|名|位)|(?:逾期|超期|过期|拖欠|拖着)[^，。]{0,10}(?:谁|哪些人|哪几(?:个|位)|人员)|(?:谁|边个|哪个人|啥人|哪些人|哪个人|哪位|哪几(?:个|位|人)|哪些(?:同志|党员|支部|老师|同学|教师|单位|学院|党支部|人员|书记|委员|成员)|哪个(?:支部|学院|党员|单位)|哪(?:几)?个(?:支部|学院|党员)|有人|有没有人|几个人|多少人|什么人|都有谁|有哪(?:些|几)?(?:人|位|个))[^，。]{0,24}(?:没|未|差|欠|缺|逾期|超期|拖(?!后腿)|落下|漏|剩|挂零|零蛋|空白|不够|不足|不达标|没动)|(?:没|未|不|欠|差|缺)[^，。]{0,16}(?:有|是|都是|都有|还有)(?:谁|哪(?:些|几)?(?:个|位|名)?(?:人|同志|党员|支部|老师|单位|学院)?)(?:[？?]|$)|(?:挂零|空白|零记录|落后|落下|不够|不足)[^，。]{0,10}(?:谁|哪)|(?:落下|漏|漏掉|差|剩|剩下|缺|少)(?:了)?(?:谁|哪(?:几|些)?(?:个|位|人))|(?:没|未)[^，。]{0,12}(?:的(?:有谁|都有谁|是谁|人|名单|有哪些(?:人|同志|党员|支部)?|同志|党员|支部)|名单)|名单|(?:没|未)(?:完成|谈|走访|讲|结对|交|做|报|学)[^，。]{0,8}(?:谁|哪些人|哪几个|都有谁|人员)|还差谁|还有谁|差哪(?:些人|几个人|几位)|谁还|谁没|谁未/;
const TODO =
  /[要该](?:干嘛|干啥|做啥)|有(?:没有)?我的事|缺口|要我(?:处理|干|弄)|待办|还有(?:什么|啥|哪些|哪几|几|多少|没|未)|还(?:差|剩|欠|缺|要|需要?|得|该)(?:什么|啥|哪些|哪几|几|多少|做|完成|干)?|没(?:做|完成|办|干|弄)(?:完)?的|(?:有|还有)(?:什么|啥|哪些)[^，。]{0,6}(?:没|未)|未(?:做|完成|办|了结)|要(?:做|干|完成)(?:什么|啥|哪些|的)|该(?:做|干|完成)(?:什么|啥|哪些|的)|需要(?:做|完成|干|办)|没(?:有)?(?:什么|啥)?(?:要|需要)(?:做|办)|剩(?:下)?(?:什么|哪些|多少|几)|差(?:多少|几|哪些|什么)|下一步(?:要|该|做)|要我(?:做|办)|到期|我(?:有没有|有|是否有)(?:什么|啥)?(?:逾期|超期|过期|没做|没完成|漏)|欠(?:账|着|了)|未完成|事项|(?:手头|手上)(?:还)?有|什么没|啥没|哪些没|哪项没|最近(?:有)?(?:什么|啥)(?:要|任务|事)|忙(?:什么|啥)|(?:该|要|得)(?:忙活?|弄|搞|处理|抓)(?:点|些)?(?:什么|啥)|等(?:着)?我(?:办|处理|做|完成)|(?:名下|手头|手上|手里|头上|身上|我这)[^，。]{0,6}(?:挂|压|剩|有|欠|差)(?:着|了)?[^，。]{0,4}(?:哪|什么|啥|几|多少)|(?:有)?(?:什么|啥|哪些)(?:活|事|要办|未办|待做|没落实|没弄)/;
const PROGRESS =
  /(?:多少|几)(?:户|家|人|个|次|堂)了|(?:开|办|搞|组织)(?:了|过)(?:几|多少)|完成(?:了)?(?:吗|么)|够(?:数|量|次数)(?:了)?(?:没|吗|不)|平均|人均|(?:走访|谈话|谈心|结对|党课|学时|完成|家访|课时)(?:了|到)?(?:多少|几)|进度|进展|完成(?:了)?(?:多少|情况|率|度|得|到|几|没|的怎么样|没有)|做(?:到|得|了)(?:哪|怎么样|多少|几|如何)|到(?:哪|什么)(?:一步|了|程度|地步|儿)|怎么样了|怎样了|如何了?|多少了|几个了|情况(?!说明|下)|完成度|达标|够(?:了)?(?:没|吗|不)|(?:攒|积|凑|积累|累计|修|学|拿|挣|走|跑|访|谈|做|搞|弄|推|讲|结)(?:了|到|满|够|出|成|下)?(?:几成|多少|几(?:成|家|户|个|次|人|学时|课时|堂|对)|百分)|几成|[完做谈访讲结学]成(?:几|多少)|百分之多少|(?:结对|完成|覆盖|达标|走访|谈话|参与|到课|合格)率|推进(?:得|到|的)?(?:怎|如何|咋|哪)|得(?:咋样|咋|怎样|如何|怎么样)|咋样了?|啥(?:进度|情况|程度)|给(?:我)?(?:个|一个|报个)?数|(?:谈|走访|访|讲|学|结|修|做)(?:了)?(?:几|多少)(?:个|次|家|户|人|位|学时|课时|堂|对|节)?|(?:有|已经?|已|一共|总共|累计|共)(?:谈|走访|访|讲|学|结|修|完成|做|记)?(?:了)?(?:几|多少)|百分之几|完成比例|统计|汇总|数据|总体|概况|(?:走访|学时|谈话|谈心|党课|结对)(?:的)?(?:数|数据|量)/;
const LOOKS =
  /看看|看一下|看下|报(?:一)?下|给(?:我)?(?:个|一个)?数|报(?:个|一个)数|说(?:个|一个)数|来个数|亮(?:一)?下|排(?:一)?(?:下|个)|比一比|翻翻|瞧瞧|瞅瞅|查(?:一)?(?:下|查|询)|调(?:一)?下|调出|发我|给我看|拿(?:给)?我|我看|有哪些|是什么|列(?:一)?(?:下|出)|显示|打开|翻(?:一)?(?:下|翻)|想看|要看/;
const QUESTION = /[？?]|吗|呢|没有?$|边个|多少|几|什么|啥|哪|谁|咋|怎么样|如何|有没有|是否/;
const WHOM =
  /(?<!发|给|帮|让|告诉|替|跟|为|请|和|对|字报|数报|况报)我(?!们|校|院|系|支部|县|省|国|看|想|查|问|瞧)|本人|自己|我的/;

/** 我的学时, 支部今年的走访情况: a duty and nothing else. */
const BARE_DUTY =
  /^(?:看看|看一下|看下|查一下|查下|查查|报一下|报下|瞧瞧)?(?:今年|本年度?|去年|\d{4}年)?(?:上半年|下半年|[一二三四]季度|本月|上个?月|这个?月|本学期|上学期)?的?(?:我们?|支部|我们支部|本支部|咱们?支部)?的?(?:今年|本月|本学期|这学期)?的?(?:学时|课时|走访|谈话|谈心|结对|党课)(?:情况|数|完成情况|进度|统计)?$/;

/** 支部走访明细: words for a list at the end, which tell nothing. */
export const LIST_END = /(?:明细|台账|台帐|汇总|名单|统计|情况|清单|进度)$/;

export interface QueryFound {
  query: Query;
  words: string;
  /** Asked in so many words (吗, 看看, 多少) rather than by a bare noun. */
  asks: boolean;
  sure: boolean;
  choices?: string[];
}

/**
 * The question that a message puts, if it puts one of these.
 * @param reading what was found in the message
 */
export function findQuery(reading: Reading): QueryFound | undefined {
  const text = reading.text.replace(POLITE, '');
  const short = text.length <= 40;
  if (!short && !/[？?]$/.test(text)) return undefined;
  const people = reading.people.filter(
    (p) => (!p.ids.includes(reading.sender) || p.ids.length === 0) && !LIST_END.test(p.name),
  );
  const about = aboutOf(text, people.length > 0);
  if (!about) return undefined;
  const duty = [...DUTIES, ...VERBS].find(([, pattern]) => pattern.test(text))?.[0];
  const unit = scopeUnit(text, reading.sender, reading.index);
  const period = findPeriod(text, reading.now);
  const overdue = LATE.test(text);
  let scope: string;
  let sure = true;
  const person = people.find((p) => !unit || p.start < text.length);
  if (unit && unit.scope !== 'branch') {
    scope = unit.scope;
    sure = unit.sure;
  } else if (person && about !== 'ranking') scope = person.name;
  else if (WHOM.test(text) && !(about === 'unfinished' || about === 'ranking')) scope = 'me';
  else if (unit) scope = unit.scope;
  else scope = about === 'todo' || about === 'records' ? 'me' : 'branch';
  return {
    query: {
      about,
      scope,
      ...(duty && about !== 'tasks' && about !== 'reviews' && about !== 'ranking'
        ? { duty }
        : duty && about === 'ranking'
          ? { duty }
          : {}),
      ...(period ? { period: period.period } : {}),
      ...(overdue ? { overdue: true as const } : {}),
    },
    words: text,
    asks: QUESTION.test(text) || LOOKS.test(text),
    sure,
    ...(unit?.choices ? { choices: unit.choices } : {}),
  };
}

function aboutOf(text: string, person: boolean): Query['about'] | undefined {
  const asks = QUESTION.test(text) || LOOKS.test(text);
  // 周五支部开了民主评议会 tells
  if (!asks && /(?:开|召开|参加|组织|进行|举行|完成|做|搞)(?:完|过)?了/.test(text)) return undefined;
  const bare = text.length <= 14;
  if (/推送|订阅|导出|提醒|催/.test(text)) return undefined;
  if (RANKING.test(text) && (asks || bare || /各(?:个)?(?:支部|学院|单位|系)/.test(text))) return 'ranking';
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
  if (/(?:快)?(?:到期|逾期|超期|没完成|未完成|没办结|拖延)的?任务/.test(text) && !/我/.test(text))
    return 'tasks';
  if (BARE_DUTY.test(text)) return 'progress';
  const unfinished = UNFINISHED.test(text);
  if (unfinished && !/^我(?!们|校|院|系|支部|处|部)/.test(text)) return 'unfinished';
  if (/待办/.test(text) && !/任务/.test(text) && (asks || bare)) return 'todo';
  if (REVIEWS.test(text) && (asks || bare || /情况|意见|结果/.test(text))) return 'reviews';
  if (
    /[Tt]ask ?list|任务(?:清单|列表|表|单|台账)|(?:有|还有)?(?:哪些|什么|几[个项条件]|啥|多少)[^，。]{0,6}任务|任务(?:里|中)?(?:都)?(?:有|情况|进度|进展|完成|到|怎么)|销号|清单/.test(
      text,
    ) &&
    (asks || bare) &&
    !/党课|走访/.test(text)
  )
    return 'tasks';
  if (
    RECORDS.test(text) &&
    (asks || bare) &&
    !/还没(?:写|填|记|做|弄|整)|放哪|在哪(?:儿|里)?(?:下载|领|拿|找)|模板|格式/.test(text) &&
    !/(?:怎么|如何)(?:记|登记|写|填)/.test(text)
  )
    return 'records';
  if (PROGRESS.test(text) && (asks || bare) && !/还(?:差|剩|欠|缺|有[^，。]{0,6}(?:没|未))/.test(text))
    return 'progress';
  if (TODO.test(text) && (asks || bare || LATE.test(text))) return 'todo';
  if (LATE.test(text) && (asks || bare)) return 'todo';
  if (TASKS.test(text) && (asks || text.length <= 8) && !/完成|办结/.test(text)) return 'tasks';
  if (person && LOOKS.test(text) && /情况/.test(text)) return 'progress';
  // 走访顺利不, 党课讲得还行吗
  if (
    /(?:顺利|还行|跟得上|来得及|理想)(?:不|吗|么|没)[，？?]?/.test(text) &&
    DUTIES.some(([, p]) => p.test(text))
  )
    return 'progress';
  return undefined;
}
