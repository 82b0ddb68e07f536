/**
 * Messages that speak of activities and tell nothing of their sender: notices, rosters and news passed on, templates and
 * examples, and what was only dreamt, read or played.
 */
import { anyOf, inTurn, startingWith } from './matching.ts';

/** 通知：周五下午两点支部大会, 各支部请于…: what is forwarded is neither told, asked for nor ordered. */
const ANNOUNCEMENT =
  /^(?:(?:通知(?:如下)?|转(?:发|载)?自?[\u3400-\u9fff]{0,8}|公告|温馨提示|重要通知|会议通知|会议提醒|预告|预备通知|请注意|注意|各位(?:老师|同志|党员|书记))[：！，]|各支部[：，请]|请各)/;

/** [转发]…, 校园要闻：…, 简报第14期：…, （来源：党委宣传部）. */
const NOTICE = anyOf(
  /^[[（](?:转发?|转载)[^\]）]{0,12}[\]）]|^[^，。：]{0,6}推文：|[日晚]报(?:上|刊)登/,
  /^[^，。：；\n]{0,6}(?:要闻|新闻|(?:党建|校园)动态|摘编|公告|预告|快讯|公示|排班|招募|校园网简讯)[^，。：；]{0,4}：/,
  /^[^，。：；]{0,10}(?:简报|要情|动态|快报)第\d{1,4}期[：，。\n ]|纪要(?:摘录|摘编|如下)|请(?:各支部|各位)?(?:对照|遵照|照此)(?:落实|执行)/,
  // where news say whose they are
  /[（(](?:来源|图文|文图|记者|通讯员)：|供稿[）)]|^[校院日晚党]报[^，。：]{0,4}：|本[报网台]讯|记者(?:了解到|获悉)/,
);

/** 先锋岗排班：周五田野，周六秦勇, 接龙, 把活儿分一下：…: who is to do what. */
const ROSTER = anyOf(
  /^接龙(?![里中上]|[ \d]*[\u3400-\u9fff]{2,4}[ ，]*\d{1,2}月)|(?:^|[\n。])[^，。：\n]{0,10}(?:课表|(?:值班|值日|轮值)(?:表|安排)|(?:排班|排期|编组|分组)(?:表|名单)?)(?:（[^）]{0,8}）)?[：\n]|^排个班：/,
  /(?:^|\n)分工(?:（[^）]{0,12}）)?[：\n]|^(?:先)?(?:把活儿?|任务|活儿)分(?:一?下|了)：|^[^，。：]{0,8}(?:下周|本周|下月|本月|近期)(?:工作|学习)(?:要点|安排|计划)：|纪要[^，。：]{0,8}责任人[^，。]{0,4}[：\n]/,
);

/** 谈话记录模板：____年__月, 比如可以写：昨天…: how one would write it. */
const TEMPLATE = anyOf(
  /_{2,}(?:年|月|日|户|人|次|家|名|小时|学时|同志|同学)|年 +月 +日|[Xx×某]{1,2}月[Xx×某]{1,2}日|[Xx×]{2,}(?:同学|同志|老师)|（ +）(?:户|人|次|家|名|个|小时|学时)/,
  /^[^，。：]{0,10}(?:模板|范文|样板|样例|示例|例句|主持词|底稿|小抄)(?:初稿|草稿)?(?:[：（\n]|发|第|来)|^[（(]?(?:初稿|草稿|征求意见稿)(?![改定写])|(?:方案|预案|底稿|讲稿|总结)[（(](?:初稿|草稿|征求意见稿)|正例：|反例：/,
  /(?:比如|例如|譬如|比方|好比)(?:说)?(?:你|我|您|大家)?(?:可以|就|能)?(?:这么写|这样写|这么发|这样发|写|发一句|说一句)(?:成|上)?[：“]|打个样/,
);

const WHEN_ASLEEP = /^(?:我|昨[晚夜天]|昨儿|今早|刚才?|中午|夜里|又|还)*/;
/** 昨晚梦见走访…, 电视剧里那个第一书记, 玩剧本杀: what did not take place. */
const FICTION = anyOf(
  inTurn(WHEN_ASLEEP, /(?:做了?个?(?:大|怪|美)?梦|做梦(?!都|也)|梦[见到])/),
  inTurn(
    startingWith(/(?:昨天|昨儿|昨晚|今天|刚才?|早上|我|看|听|刷|玩|在|那个?)*/),
    /(?:小说|电视剧|连续剧|短视频|小品|话剧|剧本杀|段子)/,
  ),
  startingWith(/(?:早上|昨天|昨儿|今天|刚才?|我)*(?:看|听|读)(?:新闻|广播|小说|报纸)(?:没|看到|说)?，/),
  /(?:原来|敢情|结果)(?:是|只是)(?:个|一?场|做)?梦[。！～]*$|^[^，。]{0,4}想象中的|^(?:新年|年度|今年|\d{4}年)?(?:愿望|心愿|flag|小目标)[：是]/,
);

/** Whether a message is forwarded by its first words: nothing in it orders anything either. */
export function isAnnouncement(text: string): boolean {
  return ANNOUNCEMENT.test(text);
}

/** Whether a message seems to be no telling of its sender's at all. */
export function isPassedOn(text: string): boolean {
  return isAnnouncement(text) || [NOTICE, ROSTER, TEMPLATE, FICTION].some((words) => words.test(text));
}
