/** What someone tells the bot to do: withdraw, correct, confirm, tasks, nudge, snooze, export, subscribe. */

import { parseChineseNumber } from '../../domain/chinese-number.ts';
import { addDays, dayOf, mondayOf } from '../../domain/day.ts';
import { periodOf, periodSpan } from '../../domain/period.ts';
import type { Command } from '../../domain/understanding.ts';
import { findAmend } from './amend.ts';
import { type DayPhrase, parseDayPhrases } from './day.ts';
import { POLITE } from './lexicon/query-words.ts';
import { anyOf, inTurn, wordsOf } from './matching.ts';
import { personAsked } from './person-asked.ts';
import { findRecordNamed, isOrder, pointsElsewhere } from './record-named.ts';
import type { Reading } from './report.ts';
import {
  isCancelWithReason,
  isMostlyUndo,
  saysCancel,
  saysConfirm,
  saysUndo,
  takesDownOther,
} from './short-command.ts';
import { SURE } from './thresholds.ts';
import { parseTimes } from './time.ts';
import { scopeUnit } from './unit.ts';

export interface CommandFound {
  command: Command;
  words: string;
  /** Something is missing or can be read in two ways. */
  ask?: string;
}

const NUMBER = '(\\d{1,3}|[一二三四五六七八九十]{1,3})';
const TASK_NUMBER = new RegExp(`第? ?${NUMBER} ?(?:号|项|条|个|件|是|：|，| |$)|任务 ?${NUMBER}`);
const TASK = anyOf(
  // 第3号任务, task #3
  new RegExp(`(?:第)?${NUMBER} ?(?:号|项|条|个)(?:的)?任务`),
  new RegExp(`(?:[Tt]ask|TASK) ?#?${NUMBER.replace('(', '(?<task>')}`),
  // 任务3, 任务清单里第3条
  new RegExp(`任务(?:编号|清单(?:里|中)?(?:的)?)?(?:第|：|#|＃|№|No\\.?)? ?${NUMBER}(?:号|项|条)?`),
  // 编号9的任务
  new RegExp(`编号(?:为|是|：)? ?${NUMBER}的?任务`),
  // 第3项办完了
  new RegExp(
    `^第${NUMBER} ?项(?=[^，。]{0,6}(?:完|办|做|搞|弄|落实|销|进展|推进|正|还|刚|差|快|卡|结束|启动|开))`,
  ),
);
/** Words for a task that is over. */
const OVER = anyOf(
  // 完成, 做完, 搞定
  /完成|办结|[办做干弄搞忙整跑写忙]完|搞定|搞[掂惦]|办[好妥成]|做[好成]|弄[好成妥]|搞好|整[好妥]/,
  // 结束, 到位
  wordsOf(
    '结束 落实 落地 见效 完事 完毕 完结 完工 完活 竣工 收工 收官 收口 闭环 到位 达成 齐活 告竣 告成 办讫',
  ),
  wordsOf(
    '妥了 妥当 利索 利落 了结 了了 结了 结掉 收尾了 收尾完 收完尾 拿下 摆平 解决 攻克 OK ok done √ 清零',
  ),
  /(?:全|已|业已)毕/,
  // off the list: 销号, 打了勾, 画上句号
  /销号|销掉|销了|注销|打(?:个|了|上)?勾|画(?:上)?(?:了)?(?:个)?句号/,
  // handed in: 交差, 报上去了
  /交差|交(?:上去|上|了|齐|掉)|报(?:上去|送|备)?(?:了|完)|已报送|验收(?:通过)?/,
);
const DONE_TASK = anyOf(
  inTurn(/(?:已(?:经)?)?(?:全部|都|圆满|顺利|如期|按期|提前)?/, OVER, /(?:了|啦|啊|完毕|到位)?/),
  // 可以销号了
  /(?:可以|能|请|该|申请|提请)(?:予以|给)?(?:办结|销号|验收|核销|销掉|销)/,
  /已办|好了$/,
);
const NOT_DONE = anyOf(
  /没(?:有)?(?:完成|做|办|弄)|未(?:完成|办)|还差|还剩|还在|正在|进行中|一半|\d+ ?[%％]|百分之|推进|进展到|进度|差不多/,
  /快(?:要)?(?:完成|做完|好|结束)|大部分|初步|部分|刚(?:开始|启动)|启动|起草|收集|卡(?:在|住|着)|等(?:着|待)?|预计|[一二三四五六七八九]成/,
  /[大小多]半|(?:只|就|仅|尚)(?:剩|差|缺)|开(?:了)?个头|起步|过程中|之中|有眉目|有进展|有望|能(?:收尾|完成|结束|办结)/,
  /可(?:收尾|完成|办结)|暂停|搁置|未启动|落实中|整改中|办理中|审批|报批|待|目前|正|铺开|摸底|走流程|走程序|基本完成(?!了)|还没|还需|尚|过半|三分之/,
  /接近|阶段|初稿|征求意见|准备|开始|筹备|遇到|困难|延(?:期|后|迟)/,
);

const UNDO = inTurn(
  /^(?:请|帮我|麻烦|快)?(?:把|将)?/,
  // which record: 刚才发的那条消息给我
  inTurn(
    /(?:刚才|刚刚|上面|上一?|前一?|最后|最近|这|那|昨天|今天)?(?:的|记的|发的|说的)?(?:那|这)?(?:一)?(?:条|次|个|笔|句)?/,
    /(?:记录|消息|走访|谈话|谈心|党课|内容|活动)?(?:的)?(?:给)?(?:我)?/,
  ),
  // what is to be done with it
  /撤(?:销|回|掉|了)?|删(?:除|掉|了|去)?|作废|取消掉?|抹掉|去掉|清掉|收回|不要了|不算(?:数|了)?|划掉|回退|回滚/,
  // 吧; and which record, where it is said behind
  new RegExp(
    `(?:${
      anyOf(
        /吧|一下|下|掉|了|了吧|刚才的?|上一?条|那条|这条/,
        /(?:刚才|刚刚|上面|上一?|最后|前面?|这|那)?(?:的|我)?(?:说的|发的|记的|报的)?(?:那|这|一)?(?:一)?(?:条|次|个|笔)?(?:记录|消息|的)?/,
      ).source
    })*[。！～]?$`,
  ),
);
const UNDO_LOOSE = anyOf(
  /(?:记错|发错|弄错|搞错|写错|输错|填错|报错|重复|记重|多记|误发|误报|发重|测试|搞混)[^，。]{0,8}(?:[，。 ]|了|，)*[^，。]{0,10}(?:撤|删|作废|取消|去掉|不算|抹)/,
  /(?:撤|删|作废)[^，。]{0,14}(?:[，。 ][^，。]{0,4})?(?:记错|发错|弄错|重复|记重|发重|多记|搞错|写错|填错|误发|测试)/,
  /(?:上|前|刚才|那|这)[^，。]{0,4}条?[^，。]{0,4}不算(?:数)?[，。 ]*(?:撤|删|作废)/,
  /(?:上|刚才|刚刚|这|那|前)(?:面)?(?:一)?(?:那|这)?(?:条|个|次|笔)[^，。]{0,10}(?:撤|删|作废|不算数|不要了|取消掉|去掉)/,
);
const CANCEL = anyOf(
  inTurn(
    /^/,
    anyOf(
      // 不用记了, 先别记
      /算了|不(?:用|必)?记(?:了|录了)|先不(?:用)?记/,
      /别记(?:了)?[，。 ]*(?:别记(?:了)?)?[，。 ]*(?:我)?(?:搞|弄|记|写|说|发)?错?(?:了)?/,
      // 取消, 当我没说
      /不(?:用|要|必)了|取消|不是|不对|不确认|否|先(?:别|不要)记|放弃|不记|没事了?|当我没说|先这样吧?不记了/,
    ),
    // 这条不录了
    /[，。！～ ]*(?:(?:这条|这个|那个|刚才的?|先)?(?:不用|不|别|不要)?(?:记|录|保存|提交|算|了)?(?:了|吧|啦)?)*[。！～]?$/,
  ),
  // 算了，这条先不报了
  /^(?:算了|不用|先)[，。 ]*(?:这|那|刚才)?(?:条|个|次|的)?(?:先)?(?:不用|不|别)(?:记|录|提交|保存|存|报)(?:了|吧|啦|录)*[。！]?$/,
  // 慢着，这条别存
  inTurn(
    /^(?:(?:且慢|慢着|等等|等一下|等会儿?|稍等|停)[，。！ ]?)?/,
    /(?:这条|这个|那条|刚才那条)?(?:先)?(?:不|别)(?:记|录|提交|保存|存)(?:了|吧|啦|录)*[。！]?$/,
  ),
  /^取消(?:这次|本次|记录|操作|吧|这条|录入|填写)?[。！]?$/,
);
/** Words by which somebody agrees: 对的, 没问题, 照此. */
const AGREED = wordsOf(`
  对 对的 对对 对对对 都对 全对 是 是的 是啊 没错 没问题 没有问题 正确 确认 确定 无误 信息无误 内容无误 准确 属实
  可以 可 行 好 好的 好嘞 好滴 妥了 中 嗯 嗯嗯 嗯呐 恩 ok OK Ok okay yes YES 同意
  就这样 就这么 就是这样 就是这个 就记这个 照此 按此 按这个 就按这个 记吧 记上 记下 记录吧 提交 保存
`).source;
const CONFIRM = inTurn(
  // 对，没错，记上吧
  new RegExp(
    `^(?:(?:${AGREED})(?:记|录|记录|记上|记下|提交|保存|办|来)?(?:的|了|吧|啊|呢|哈|呀|哦|下来|一下|上|就行|即可)*[，。！、～ ]*)+`,
  ),
  // 就这么记下来吧
  /(?:(?:就|请|都|帮我|给我|麻烦)?(?:这么|这样|按这个|照这个|按此)?(?:记|录|提交|保存|存|办|入账)(?:上|下|录|下来|一下)?(?:吧|了|就行|即可|好了|谢谢)*)?/,
  /[。！～ ]*(?:谢谢|谢了|辛苦了?)?[。！～]?$/,
);
const BARE_CHOICE =
  /^(?:选|第|我选|选择)?\s*([1-9]|[①-⑨]|[一二三四五六七八九](?=个|项|条|号|位|$)|[A-Da-d])\s*(?:个|项|条|号|位)?(?:吧|。)?$/;

const SNOOZE = anyOf(
  /(?:^|[，把将的])提醒(?:先|暂|都|全)*(?:停|缓|放|关)/,
  /(?:(?:再|才|以?后|之?后|再来|重新|到时候?|回头)(?:再|来)?(?:烦|提醒|说|议|通知|叫|喊|催|戳|找|问|弄|处理|办|看|告诉|推))/,
  // 老响，15号再响
  /(?:再|才)(?:来)?(?:响|闹|叮|嘀|弹|蹦|冒|吵|嚷|唠叨|念叨)/,
  /稍后(?:提醒|再)|晚点(?:再)?(?:提醒|说)/,
  /(?:先|暂时|今天|这几天|这周|本周|[这本]个?(?:星期|礼拜|月)|今晚|最近|这两天|暂)(?:先|就)?(?:别|不要|不用|勿|不|停)(?:再)?(?:提醒|催|推|发|打扰|通知|烦|叫)/,
  /停(?:个|上)?(?:几|两|三)(?:天|周|个?星期)|推迟(?:到|提醒|几天|一下|[一两三\d])|延后|顺延|提醒(?:我)?(?:往后|推到|改到|延到|挪到|推迟)/,
  /(?:过|等)[^，。]{1,8}(?:再)?(?:提醒|通知|叫我|催我|说)|(?:延|推|缓|挪|延期|推迟|顺延)(?:到|至)/,
);
const REMIND_LATER = /^(?:请|麻烦)?(?:在)?[^，。]{0,12}(?:提醒|通知|叫)(?:我)?(?:一下|一声)?(?:吧)?[。！]?$/;
const STOP = anyOf(
  // 每日提醒我不想收了
  /(?:推送|提醒|消息)(?:我)?[^，。]{0,3}不(?:想|要|用|再)(?:再)?(?:收|看|要|接)/,
  // 那个日报我不想收了，退掉
  /(?:周报|日报|月报|早报|简报|推送|播报|汇总)[^。]{0,6}(?:不(?:想|要|用|再)?(?:再)?(?:收|看|要|发|推)了?|退(?:掉|了))/,
  /(?:推送|提醒|消息|周报|日报|早报)太(?:多|烦|频繁|密)[^。]{0,8}(?:关|停|退|别)|退订/,
  /(?:取消|停|撤|关|退)(?:掉|了|止)?(?:我的?|这个|所有|全部)?(?:的)?订阅/,
  inTurn(
    /(?:周报|日报|月报|早报|简报|推送|订阅|播报|汇总|每[周天月日][^，。]{0,4}(?:消息|通知|提醒))[^，。]{0,6}/,
    /别|不要|不用|甭|停|取消|(?<!机|相|有|海|攻)关(?!注|于|系|心|工|键)|退(?!休)/,
    /(?:再)?[^，。]{0,4}(?:发|推|送|来|收|了|掉|给|吧|$)/,
  ),
  /把[^，。]{0,6}(?:周报|日报|月报|早报|简报|推送|订阅|播报|提醒)[^，。]{0,4}(?:关|停|退|取消|去)/,
  /不(?:再|要|用|想)(?:再|收|要|看|接收)?[^，。]{0,6}(?:订阅|推送|周报|日报|月报|早报|简报|提醒|通知)/,
  // 别再给我发周报了
  inTurn(
    /(?:别|不要|不用|停止|停|取消|(?<!(?<!手)机|相|有|海|攻)关(?:闭|掉|了)?|不再|勿|不想|甭|不必)(?:再)?(?:给我|跟我|向我)?(?:再)?/,
    /(?:发|推|推送|提醒|接收|收|订阅)?[^，。]{0,10}(?:推送|周报|日报|月报|早报|简报|订阅|每周|每天|每日|定期|提醒|播报|汇总)(?:了|我)?/,
  ),
  /以后(?:都)?(?:别|不要|不用|不必|甭)(?:再)?(?:给我)?(?:发|推|提醒|通知)|(?:关|停)(?:掉|闭|了)?(?:提醒|推送|通知)/,
);
/** 之前停的周报还是给我发吧, 退了的日报重新订上: what was stopped is wanted again. */
const WANTED_AGAIN = anyOf(
  inTurn(
    /(?:周报|日报|月报|早报|简报|推送|订阅|播报|汇总)[^。]{0,14}/,
    anyOf(
      /(?:还是|继续|接着|恢复|重新|照旧|照常|照样|再)(?:都|给|帮|替|我|跟|往)*(?:发|推|送|订|开|打开|续)/,
      /订回|续上|(?:又|还是)(?:想)?要(?:了|的|，|$)/,
    ),
  ),
  /(?:恢复|重新|继续|接着)(?:给我|帮我|发|推|送|开|打开|订(?:阅|上)?|一下|我的|这个|那个|每[周天月日])*(?:的)?(?:周报|日报|月报|早报|简报)/,
  /(?:退订?|停|取消|关)[^。]{0,10}(?:想|再|重新|又|还是)(?:给我|帮我)?(?:订|续|加|开|要)(?:回来|回|上|起来|通)/,
);
const NOT_WANTED = /(?:别|不要|不用|不想|甭|勿|不必)(?:再|给我|帮我)*(?:发|推|送|收|订|看|要)/;

/** 先停推送吧，取消订阅: outright, whatever was said before. */
const LEAVES = /取消订阅|退订|(?:订阅|推送)(?:给我)?(?:退|取消|注销)(?:掉|了)/;
const SUBSCRIBE = anyOf(
  // 以后每个礼拜一早上把待办推给我 · 请每周一上午推送学院进度 · 麻烦每月1号报一下学时
  inTurn(
    /^(?:自?即日起|从?[今明]天(?:起|开始)|从[^，。]{1,4}(?:起|开始)|以后|今后|往后|请|麻烦|你|您|都|就|给我|帮我|，)*/,
    /每(?:个|逢)?(?:周|天|日|月|季度?|礼拜|星期|早|晚)[^，。了]{0,14}(?:推|发|送|寄|报(?!告|名|到|道)|播报|提醒)/,
  ),
  // 开启待办推送，每天早八点发 · 订个周报
  /(?:开(?:通|启|个|一个)?|设(?:置|个|一个)?)[^，。]{0,6}(?:推送|周报|日报|月报)|订(?:个|一份|一个|上)?[^，。]{0,4}(?:周报|日报|月报|推送)/,
  /订阅/,
  inTurn(
    /^(?:自即日起|即日起|从(?:今天|现在|下周|下月)(?:起|开始)?)?[，]?(?:请|麻烦|想|我想|能)*(?:给我|帮我)?/,
    /(?:以后|今后|往后)?(?:都)?(?:请)?(?:在)?(?:给我)?(?:每|定期|按)(?:周|天|月|日|个月|季度?|逢|星期|礼拜)/,
    /[^，。]{0,14}(?:发|推|推送|送|寄|报|提醒|告诉|汇总|通知|播报|给我)/,
  ),
  /定期(?:发|推|给|汇报|提醒)|开(?:通|启|)(?:周报|推送|日报|月报|提醒|订阅)/,
  /(?:给我|帮我)?(?:开|设(?:置|个|一个)?)(?:一个|个)?(?:每周|每月|每天|定期)/,
);
const EXPORT = anyOf(
  /(?:台账|台帐|记录|明细|名单|清单)[^，。]{0,4}打包|(?<![辅指领引疏督教])导(?:出|一份|一个|一下|个|成|下来)|(?<!已经?)下载(?!了|好|完)/,
  /(?:打印|打|印|拉|来|要|弄|出|备|整)(?:出)?(?:一|个|张)?(?:份|个|张)[^，。]{0,14}(?:台账|报表|(?<!代)表(?!扬|彰|现|态|情|演|白)|excel|Excel|EXCEL|xlsx|PDF|pdf|电子版)/,
  /(?:台账|记录|明细|报表|名册|清册)[^，。]{0,8}(?:打印|打出来|印出来|拉(?:个|一个|张|一张)?(?:表|出来|一份)|生成电子表|(?:excel|Excel|EXCEL|xlsx|PDF|pdf))/,
  /生成[^，。]{0,12}(?:台账|报表|表格)/,
  /生成(?:一(?:份|个))?(?:excel|Excel|EXCEL|表格|台账|报表|文件|PDF|pdf|word|Word)/,
  /(?:打包|做成|整理成|输出|转成|存成|汇成|弄成|出(?!席|访))(?:一(?:份|个))?[^，。]{0,8}(?:excel|Excel|EXCEL|表格|(?<!代)表(?!扬|彰|现|态|情|演|白)|文档|PDF|pdf|xlsx|word|Word)/,
  /(?:excel|Excel|EXCEL|xlsx|PDF|pdf|电子版?|表格)(?:版|格式|文件|发我|给我|表)/,
  /(?:发|给|来)(?:我|给我)?(?:一份|个|张)[^，。]{0,10}(?:excel|Excel|EXCEL|表格?|台账|电子)/,
);
/** 我的走访记录拉出来瞧瞧: to be shown, not made a file of. */
function onlyLooks(text: string): boolean {
  return (
    /(?:看|瞧|瞅|瞄|核|过目)(?:看|瞧|瞅|一下|下|一眼)?[吧哈呗。！]*$/.test(text) &&
    !/导|下载|打印|表格|电子|文件|[Ee]xcel|PDF|pdf|[Ww]ord|xlsx/.test(text)
  );
}

/** 催一下, 给某某发个提醒: what an order to urge somebody begins with. */
const URGES = anyOf(
  /群发(?:个|一个|一条)?(?:催办|提醒|通知)给|催(?!办情况|缴)(?:一催|一下|下|哈(?!哈)|促|办|催|一催)?/,
  /提醒(?:一下|下)?(?!我|事项|时间|次数|方式|设置)|督促(?:一下|下)?|敦促|敲打|通知(?:一下|下)?(?!我|已|收|了|书|单)/,
  /给[^，。]{1,14}(?:都|全)?(?:提醒|催)(?:一下|一声|下|一遍)/,
  /给[^，。]{1,24}(?:发|下|来|打)(?:个|一个|一下|条|一条)?(?:催办|提醒|通知|催促|消息)/,
  /(?:发|下)(?:个|一个|一条|条)?(?:催办|提醒|通知)给/,
);
const NUDGE = anyOf(
  new RegExp(
    '^(?!.*(?:结对(?!的?(?:事|工作|任务|补|做|完成|落实|定|办))|帮扶|我的|了[，。]|作业|补考))' +
      `(?:请|帮我|帮忙|麻烦|再|去|给我|替我|快|你|您)*(?:${URGES.source})`,
  ),
  /(?:把|对|让|叫)[^，。]{1,20}(?:催|提醒|督促)(?:一下|下|一催)?|催(?:一下|下|一催|催|办|促)|该催(?:一下|催|了)/,
  // 学时没修够的帮我敲打敲打, 麻烦催催没交的
  /(?:帮我|帮忙|替我|麻烦|给我|劳驾)[^，。]{0,10}(?:提醒提醒|催催|敲打敲打|敲打(?:一下|下)|督促督促|点拨|念叨念叨|戳戳|说道说道)/,
  /^该催[^，。]{1,12}了|^戳(?:一下|戳|一戳)|督(?:一下|促)/,
  /(?:跟|给|和|对)(?!你|您|我)[^，。]{1,16}(?:说一声|说声|打个招呼|提个醒|带个话|捎个话|知会一声|通个气)/,
  // 学时还没报，提醒他一声 · 都给提个醒
  /^[^了]{1,20}(?:提醒|催|叫|喊)(?:(?:他|她)们?)?(?:一声|一下|下|一催|抓紧|快点?|加快)[吧哈。！]*(?:[，。][^，。]{0,12})?$/,
  /^[^了]{1,20}都?给(?:他们?|她们?|大家)?(?:提|发)个(?:醒|提醒)[吧哈。！]*$/,
  /^(?:叫|让|请)[^，。]{1,16}(?:抓(?:点)?紧|赶紧|快点|尽快|加快|跟上|上(?:点)?心|动起来)|(?:提醒|催)(?:一遍|一圈|一轮|个遍|催)/,
);
/** 敲打敲打, 催一嗓子, 给他紧紧弦: lively words for urging, at the end of an order. */
const PRODS = new RegExp(
  '^(?!.*(?:[叫让喊请托]我|[他她孩][^，。]{0,3}[说叫让])|.*我(?:们)?(?:得|要|去|来|会|想|该|也|再|已|刚|就))(?:[^，。]{1,18}[，。]|[^，。了]{0,14}?)?' +
    '(?:你|您|请|麻烦|帮忙|帮着|帮我|替我|给我|去|来|再|都|也|挨个|好好|赶紧|快|狠狠)*' +
    '(?:[给对把让跟朝冲往](?:他|她|这|那|大家|[^，。了]{2,10}?)?(?:们|几个|几位)?)?' +
    `(?:${
      anyOf(
        /敲打(?:敲打|一番|一下|下|几句)?|鞭策(?:鞭策|一下|一番|下)?|捅(?:一)?(?:捅|下)|[戳拱顶推]一?把|拨拉(?:拨拉|一下)/,
        /(?:催|吼|喊|吆喝|嚷|叫|知会|招呼|嘱咐|提醒)(?:他|她)?(?:们)?(?:[一两几](?:大)?)?(?:嗓子|声|句)|吆喝(?:吆喝|一下)/,
        /(?:紧|上|拧)(?:一)?(?:紧|上|拧)?(?:个)?(?:弦|发条|螺丝|箍)|(?:敲|打)(?:敲|个|一下|一)?(?:警钟|边鼓|响锣|预防针)|[抽加](?:几|一|上)?鞭子?|[递带捎](?:个|句)话/,
      ).source
    })[吧哈呗啊呀]*[。！]*(?:[，。][^，。]{0,10})?$`,
);
const SENDS_TO_OTHERS =
  /^[^，。]{0,4}(?:给|向|往|对)(?!我)[^，。]{1,14}(?:发|下|推|送|去)(?:了|出)?(?:个|一个|条|一条|份)[^，。]{0,2}(?:催办|提醒|通知|督办|催促)/;
/** 再催一遍, 再提醒一下: once more now, not later. */
const URGES_AGAIN = /再(?:催|提醒|督促|戳)(?!我)/;
const PAUSE = anyOf(
  /^(?:请|帮我|先|把)*暂停|暂停(?:一下|到|提醒|推送|通知)|免打扰|停(?:掉|止)?(?:提醒)?到/,
  // 出差期间别催我
  inTurn(
    /(?:出差|休假|产假|病假|外出|请假|休产假|住院|封闭|手术)[^，。]{0,14}[，。 ]?[^，。]{0,8}/,
    /(?:别|不要|不用|暂停|勿|停)[^，。]{0,4}(?:提醒|催|推|发|打扰)/,
  ),
);
const RESUME = anyOf(
  // 把提醒重新打开
  /^(?:请|帮我)?把(?:提醒|推送|通知)(?:再|重新|给我)?(?:打开|开启|恢复|开)(?:吧|一下|了)?[。！]?$/,
  // 继续给我提醒吧
  inTurn(
    /^(?:请|帮我)?(?:恢复|重新开(?:启|始)?|打开|开启|继续)(?:一下)?/,
    /(?:给我)?(?:的)?(?:提醒|推送|通知)?(?:吧|了)?[。！]?$/,
  ),
  /取消(?:暂停|免打扰)|可以(?:继续|重新)提醒(?:我)?了/,
);

/** …改成3，是我填错了，抱歉。: said at the end. */
const SORRY =
  /(?<=.{6})[，。！～ ]+(?:抱歉|不好意思|对不起|麻烦(?:你|您)?了|辛苦(?:你|您)?了?)[啊哈了，。！～ ]*$/;

/** 后天提醒我行不: asks no more than please does. */
const ASKS_LEAVE =
  /(?<=(?:提醒|催|叫|喊|通知|再响|再闹|再弹)[^，。]{0,6})[，、 ]?(?:行不行?|行吗|好不好|好吗|好么|可以吗|可以不|成不|成吗|中不)[？?]?$/;

/** 这周先别催了, and no other day in it */
const NOT_IN_THIS =
  /^(?:[这本](个?(?:周|星期|礼拜|月)))(?:里|内)?(?:先|就|都)?(?:别|不要|不用|勿|甭)(?:再)?(?:提醒|催|推|发|打扰|通知|烦|叫)[^，。]{0,4}$/;

/** 国庆期间不要推送; 周报 is left for good all the same. */
const FOR_A_TIME = /^(?!.*(?:周报|订阅|每周)).*期间(?:先|就|都)?(?:别|不要|不用|勿|甭)/;

/** 11月30号之前别提醒我 */
const HOLDS_UNTIL =
  /(?:之前|以前|前)[^，。]{0,6}(?:别|不要|不用|甭|勿|停)[^，。]{0,4}(?:提醒|催|推|发|打扰|叫|烦)/;

/** The command of a message, if it is one; reports that merely contain such words are none. */
export function findCommand(reading: Reading): CommandFound | undefined {
  const named = findRecordNamed(reading);
  const found = named && findOrder(named.rest);
  const name = found?.command.name === 'cancel' ? 'undo' : found?.command.name;
  if (name === 'undo' || name === 'amend')
    return { ...found!, command: { ...found!.command, name, of: named!.of }, words: reading.text };
  return carefully(findOrder(reading), reading.text);
}

const TOUCHES_A_RECORD: ReadonlySet<string> = new Set(['undo', 'amend', 'cancel']);

/** An order that names a record in words that were not made out must not hit the latest in its stead. */
function carefully(found: CommandFound | undefined, text: string): CommandFound | undefined {
  const name = found?.command.name;
  if (!found || !TOUCHES_A_RECORD.has(name!) || found.command.item !== undefined) return found;
  if (name === 'undo' && !isOrder(text)) return undefined;
  return pointsElsewhere(text) && found.ask === undefined ? { ...found, ask: 'intent' } : found;
}

function findOrder(reading: Reading): CommandFound | undefined {
  const original = reading.text;
  const text = original.replace(POLITE, '').replace(ASKS_LEAVE, '').replace(SORRY, '').trim();
  if (text === '' || text.length > 120) return undefined;
  const task = taskCommand(reading, text);
  if (task) return task;
  if (saysConfirm(text) || saysConfirm(original)) return { command: { name: 'confirm' }, words: text };
  if (/^算了[，。 ]?[这那]?(?:一)?(?:条|个|次)?(?:就)?不要了[吧。]?$/.test(text))
    return { command: { name: 'cancel' }, words: text };
  // 不对不对，取消，别记
  const right = text.replace(/^(?:(?:不对|错了|不是|哎呀?)[，。！、 ]*)+(?=取消|算了|别记|不记)/, '');
  if (right !== text && saysCancel(right)) return { command: { name: 'cancel' }, words: text };
  if (isCancelWithReason(text) || (saysCancel(text) && !UNDO_LOOSE.test(text)))
    return { command: { name: 'cancel' }, words: text };
  if (saysUndo(text)) return { command: { name: 'undo' }, words: text };
  const amend = findAmend(reading, text);
  if (amend) return amend;
  if (
    text.length <= 26 &&
    (UNDO.test(text) || UNDO_LOOSE.test(text)) &&
    !takesDownOther(text) &&
    !/提醒|推送|订阅|周报|(?:走访|谈话|谈心|党课|活动|会|培训|课|学习)(?:都|给|已经?|临时|又)?取消/.test(text)
  )
    return undoFound(text);
  if (UNDO_LOOSE.test(text) && !takesDownOther(text) && text.length <= 40 && reading.people.length === 0)
    return undoFound(text);
  if (CANCEL.test(text)) return { command: { name: 'cancel' }, words: text };
  const choice = BARE_CHOICE.exec(text);
  if (choice) return { command: { name: 'choose', value: String(choiceNumber(choice[1]!)) }, words: text };
  if ((CONFIRM.test(text) || CONFIRM.test(original)) && text.length <= 20)
    return { command: { name: 'confirm' }, words: text };
  if (text.length > 60) return undefined;
  if (/多少|几次|吗|[？?]|是不是|为什么|怎么/.test(text)) {
    if (!EXPORT.test(text) && !/^(?:能|可以)?(?:帮)?.{0,4}(?:催|提醒|撤|删|导)/.test(text)) return undefined;
  }
  if (RESUME.test(text)) return { command: { name: 'resume' }, words: text };
  // days ahead are looked for only where the words ask for one
  const until = () => aheadDay(reading, text)?.day;
  if (HOLDS_UNTIL.test(text)) {
    const day = until();
    if (day) return { command: { name: 'pause', until: day }, words: text };
  }
  if (PAUSE.test(text) && !/活动|会议|项目/.test(text)) {
    const day = until();
    return {
      command: { name: 'pause', ...(day ? { until: day } : {}) },
      words: text,
      ...(day || !/到/.test(text) ? {} : { ask: 'until' }),
    };
  }
  if (WANTED_AGAIN.test(text) && !NOT_WANTED.test(text) && !OTHER_REPORTS.test(text) && !until())
    return { command: { name: 'subscribe' }, words: text };
  // 给机关党委发个催办提醒: others are reminded, nothing of one's own is stopped
  const stops = STOP.test(text) && !OTHER_REPORTS.test(text) && !SENDS_TO_OTHERS.test(text);
  if (
    stops &&
    !FOR_A_TIME.test(text) &&
    !until() &&
    (LEAVES.test(text) || !/先|今天|今晚|今日|暂|这几天|这两天|这周|本周|最近/.test(text))
  )
    return { command: { name: 'unsubscribe' }, words: text };
  // 法学院再催一遍: others are to be reminded, and no day is said
  const othersToo =
    !/我/.test(text) && URGES_AGAIN.test(text) && !until() ? nudgeCommand(reading, text) : undefined;
  if (othersToo && othersToo.command.target !== 'branch') return othersToo;
  if (
    SNOOZE.test(text) &&
    !(reading.people.length > 0 && /^(?:请|帮我|麻烦)?再(?:催|提醒|戳)(?!我)/.test(text)) &&
    !/另行通知|召开|举行|会议?(?:推迟|延期|改期)/.test(text) &&
    !/以后(?:都)?(?:别|不要|不用)/.test(text)
  ) {
    const ahead = aheadDay(reading, text);
    if (isAboutReminders(text, ahead !== undefined)) {
      const day = ahead?.day ?? (/今天|今晚|今日/.test(text) ? nextDay(reading.now) : undefined);
      return {
        command: { name: 'snooze', ...(day ? { until: day } : {}) },
        words: text,
        ...(day && ahead?.sure !== false ? {} : { ask: 'until' }),
      };
    }
  }
  // 国庆期间不要推送: for some time, and not for good
  if (stops && FOR_A_TIME.test(text)) return { command: { name: 'pause' }, words: text, ask: 'until' };
  if (stops) return { command: { name: 'unsubscribe' }, words: text };
  if (SUBSCRIBE.test(text) && !EXPORT.test(text)) return { command: { name: 'subscribe' }, words: text };
  if (EXPORT.test(text) && !onlyLooks(text) && !/培训|学习|资料|在哪|哪里|哪儿/.test(text))
    return exportCommand(reading, text);
  if (REMIND_LATER.test(text) && /提醒我|叫我|通知我|提醒(?:一下)?$/.test(text)) {
    const day = until();
    if (day) return { command: { name: 'snooze', until: day }, words: text };
  }
  if (
    (NUDGE.test(text) || PRODS.test(text)) &&
    !tellsMore(reading) &&
    !ASKS_WHOM_TO_URGE.test(text) &&
    !/(?:别|不要|不用|不再|停止|取消)(?:再)?(?:催|提醒)/.test(text) &&
    text.length <= 36
  )
    return nudgeCommand(reading, text);
  return undefined;
}

/**
 * A command that is known by its name alone, with what it needs from the text; undefined where that is not said, for
 * corrections, whose slots are unknown, and for what confirms or takes back, which needs a clear word of its own.
 */
export function commandNamed(name: Command['name'], reading: Reading): Command | undefined {
  const { text } = reading;
  switch (name) {
    case 'subscribe':
    case 'unsubscribe':
      return { name };
    case 'complete_task':
    case 'report_task': {
      const number = TASK_NUMBER.exec(text);
      const task = number ? parseChineseNumber((number[1] ?? number[2])!) : undefined;
      return task ? { name, task } : undefined;
    }
    case 'snooze': {
      const ahead = aheadDay(reading, text);
      return ahead ? { name, until: ahead.day } : undefined;
    }
    case 'nudge':
      return nudgeCommand(reading, text)?.command;
    case 'export':
      return exportCommand(reading, text).command;
    default:
      return undefined;
  }
}

/** 谁还没结对呀，我好催: the sender urges them, and asks the bot who they are. */
const ASKS_WHOM_TO_URGE =
  /(?:谁|哪些|哪几|哪个|有没有人|有谁)[^，。]{0,12}(?:没|未|差|欠)[^，。]*[，。？ ]+(?:我|咱)(?:们)?(?:也)?(?:好|去|来|要|得|想)?(?:一?个个|挨个|再)?(?:催|提醒|通知|督促|找|问)/;

/** 跟某某谈了心，给他提个醒: a telling, in which somebody is reminded. */
function tellsMore(reading: Reading): boolean {
  return reading.clauses.some((c) =>
    c.cues.some(
      (cue) =>
        cue.strength >= 2 &&
        c.people.length > 0 &&
        !/^(?:请|帮我|麻烦)?(?:催|提醒|督促|通知|群发)/.test(c.text) &&
        (c.days.length > 0 || (/了(?!解)|过/.test(c.text) && !/该|要/.test(c.text))),
    ),
  );
}

/** An order to take back; asked about first when much else is said, or somebody else is spoken of. */
function undoFound(text: string): CommandFound {
  const doubtful = !isMostlyUndo(text) || /[他她]|(?:书记|学生|老师)(?:说|让|把)/.test(text);
  return { command: { name: 'undo' }, words: text, ...(doubtful ? { ask: 'intent' } : {}) };
}

/** 她把周报退了, 日报写完了: reports that people write, not the bot's. */
const OTHER_REPORTS = /[他她][^，。]{0,4}(?:周报|日报|月报)|(?:周报|日报|月报)[^，。]{0,2}[写交]/;

function choiceNumber(text: string): number | string {
  const circled = '①②③④⑤⑥⑦⑧⑨'.indexOf(text);
  if (circled >= 0) return circled + 1;
  return parseChineseNumber(text) ?? text.toUpperCase();
}

function taskCommand(reading: Reading, text: string): CommandFound | undefined {
  const m = TASK.exec(text);
  if (!m) return undefined;
  const task = parseChineseNumber(m.slice(1).find((number) => number !== undefined)!);
  if (!task) return undefined;
  const rest = text.slice(m.index + m[0].length);
  // 11月5号再提醒, 缓到11月1号: a later day, not a state
  if (isPutOff(text)) {
    const day = aheadDay(reading, text);
    return {
      command: { name: 'snooze', task, ...(day ? { until: day.day } : {}) },
      words: text,
      ...(day?.sure ? {} : { ask: 'until' }),
    };
  }
  if (
    /[？?]$|怎么样|怎么办|吗$|什么|哪|谁|多少|是啥|几(?:项|条|号|成|步)/.test(rest) ||
    /^(?:查|看|查看|请问)/.test(text)
  )
    return undefined;
  const noted = /(?:备注|说明|附言|附)(?:是|：|:)?\s*(.+)$/.exec(rest);
  const statement = noted ? rest.slice(0, noted.index) : rest;
  const before = text.slice(0, m.index);
  // 任务3完成得真漂亮, 恭喜: said of what others did
  if (/^恭喜|恭喜你/.test(text) || /^[^，。]{0,4}(?:完成|[办做干])得(?:真|很|太|不错|漂亮|好)/.test(rest))
    return undefined;
  const done = DONE_TASK.exec(statement) ?? DONE_TASK.exec(before);
  // 任务8明天完成: what lies ahead is not finished yet
  const ahead =
    done !== null &&
    !/已|了/.test(statement.slice(0, done.index + done[0].length + 1)) &&
    /明天|明儿|后天|下周|下个?月|月底|年底|月末|周[一二三四五六日]前|争取|计划|打算|大概|估计|可能|即将|马上|准备|力争|本周内|[会要能](?=完成|办|做|弄|搞)/.test(
      statement.slice(0, done.index),
    );
  const whole = /(?:100|１００) ?[%％]|百分之?百|百分百/.test(statement);
  // 材料交上去了，等反馈: handed in is not finished while somebody else still has it
  const waits = done !== null && /^(?:已(?:经)?)?(?:交|报|送)/.test(done[0]) && WAITS_FOR.test(statement);
  const fraction = FRACTION.test(statement);
  // 已完成，明天交材料: said to be done before anything that is open
  const doneFirst =
    done !== null &&
    done.index < (NOT_DONE.exec(statement)?.index ?? 99) &&
    /^(?:的)?(?:已(?:经)?)?(?:全部|都)?(?:完成|办结|办完|做完|搞定)(?:了|啦)(?!一半|大半|部分|[\d一二三四五六七八九])/.test(
      statement.trim(),
    );
  const isOpen = NOT_DONE.test(statement.replace(/[，。].*?(?:等|预计).*$/, '')) && !doneFirst;
  const partly = !whole && (waits || fraction || isOpen);
  if (done && !partly && !ahead)
    return {
      command: { name: 'complete_task', task, ...(noted ? { note: noted[1]!.trim() } : {}) },
      words: text,
    };
  if (partly || /[，：:]/.test(rest) || rest.trim().length > 2)
    return {
      command: {
        name: 'report_task',
        task,
        ...(rest.trim()
          ? {
              note: rest
                .replace(/^[，：:\s]*(?:(?:最新|目前)?(?:进展|进度|情况)[：:])?[，：:\s]*/, '')
                .trim(),
            }
          : {}),
      },
      words: text,
    };
  return undefined;
}

/** 八成, 80%, 过半: how far, not that it is done. */
const FRACTION = /[一二三四五六七八九]成(?!立|功|果|效|员)|\d ?[%％]|百分之(?!百|一百)|过半|一半|大半/;
const WAITS_FOR =
  /(?:等|待|候)(?:着|待)?[^，。了]{0,6}(?:批|反馈|回复|审|领导|上级|盖章|通知|结果|答复|验收)/;

const PUT_OFF =
  /(?:再(?:来)?(?:提醒|说|催|叫|喊|问|办|弄|议|找|处理)|(?:缓|推|延|拖|挪|压|放|顺延|推迟|延期|延后|宽限)(?:一|个)?(?:缓|推|延|拖|压|放|下)?(?:(?:到|至)(?![一二三四五六七八九\d]{1,2} ?[成%％])|几天|[一两三四五]天|一周))/;

/** Whether a task is to wait for another day: 任务8先压一压，11月5号再来提醒我. */
function isPutOff(text: string): boolean {
  return PUT_OFF.test(text) && !/已(?:经)?(?:缓|推|延|挪)|完成(?:了)?，/.test(text);
}

function aheadDay(reading: Reading, text: string): { day: string; sure: boolean } | undefined {
  const today = dayOf(reading.now);
  // 这周别提醒我了: until it is over
  const [, unit] = NOT_IN_THIS.exec(text) ?? [];
  if (unit) {
    const last = unit.includes('月') ? periodSpan(periodOf(today, 'month')).to : addDays(mondayOf(today), 6);
    return { day: addDays(last, 1), sure: true };
  }
  // 明早……算了，下周三再提醒我吧
  const right = /[，。… ](?:算了|不对|说错了|哦不)[，。… ]+/.exec(text);
  const said = right ? text.slice(right.index + right[0].length) : text;
  const daysIn = (words: string) => parseDayPhrases(words, reading.now, { looking: 'ahead' });
  const inSaid = daysIn(said);
  const phrases = inSaid.length > 0 || !right ? inSaid : daysIn(text);
  // 这周忙，等下周三再提醒: the day that comes later
  // 过几天再提醒我，五月六号吧: the day itself says more than how long
  // 五一过后5月6号再叫我: the day itself says more than what it comes after
  const isDay = (d: DayPhrase) =>
    d.from > today && d.confidence >= SURE && d.grain === 'day' && !/几/.test(d.words);
  const comesAfter = (d: DayPhrase) => /(?:后|过|[过完束]了?)$/.test(d.words);
  const phrase =
    phrases.find((d) => isDay(d) && !comesAfter(d)) ??
    phrases.find(isDay) ??
    phrases.find((d) => d.from > today) ??
    phrases.find((d) => d.from === today && !/^今/.test(d.words));
  // 往后推一周, 延两天
  const shift =
    /(?:推|延|缓|拖|挪|停|宽限|(?:容|给|宽)我)(?:后|迟|期|止|个|上)?(\d{1,2}|[一两二三四五六七八九十])个?(天|周|星期|礼拜)/.exec(
      text,
    );
  if (!phrase && shift) {
    const days = parseChineseNumber(shift[1]!.replace('两', '二'))! * (shift[2] === '天' ? 1 : 7);
    return { day: addDays(today, days), sure: true };
  }
  if (phrase) return { day: phrase.from, sure: phrase.confidence >= SURE };
  // 晚上8点再叫我: later on the same day
  return parseTimes(text).some((t) => t.time) ? { day: today, sure: true } : undefined;
}

function nextDay(now: Date): string {
  return dayOf(new Date(now.getTime() + 86_400_000));
}

/** 15号再响: what reminders do, at the end. */
const BUZZES_AGAIN =
  /再(?:来)?(?:响|闹|叮|嘀|弹|蹦|冒|吵|嚷|唠叨|念叨)(?:我|出来|起来|一声|一下)?[吧呗哈啊]*[。！]*$/;

function isAboutReminders(text: string, dated: boolean): boolean {
  if (/提醒|催|通知|推送|打扰|叫我|喊我|戳我|找我|烦/.test(text)) return true;
  if (dated && text.length <= 20 && BUZZES_AGAIN.test(text) && !/孩子|学生|同学|[他她]/.test(text))
    return true;
  if (
    dated &&
    /^(?:(?:这|那|此)(?:个|件|项)?(?:事|活|工作)?(?:儿|情)?(?:先|就)?|先)?(?:给我)?(?:延|推|缓|挪|延期|推迟|顺延)(?:期)?(?:到|至)/.test(
      text,
    )
  )
    return true;
  return (
    dated &&
    /再说|再议|再办|再弄|再处理|再看|再来/.test(text) &&
    text.length <= 16 &&
    !/谈|访|讲|学/.test(text)
  );
}

const ABOUT: [string, RegExp][] = [
  ['todo', /待办/],
  ['progress', /进度|完成情况|进展|完成率/],
  ['tasks', /任务|清单|销号/],
  ['unfinished', /没完成|未完成|名单|逾期/],
  ['reviews', /点评|评议/],
  ['ranking', /排名|排行/],
];

const FOR =
  '[^，。：！]{0,10}(?:要(?:用|看|的|交|查|汇总|数据|材料|统计|上报|得急|(?=$|[，。！]))|等着要?|要(?:报|交|给|发)(?:给)?[^，。！]{0,10}|急用|急要|来检查|来查|催(?:着|我)?要|在催|检查)';
const WHAT_FOR = new RegExp(`^${FOR}[，。：！ ]+|[，。！ ]+${FOR}[。！]?$`, 'g');

/** 组织部要用，把计院的台账导成表格: for whom it is made says nothing of whose it is. */
function withoutWhatFor(text: string): string {
  return text.replace(WHAT_FOR, '');
}

function exportCommand(reading: Reading, text: string): CommandFound {
  const about = ABOUT.find(([, p]) => p.test(text))?.[0] ?? 'records';
  const unit =
    scopeUnit(withoutWhatFor(text), reading.sender, reading.index) ??
    scopeUnit(text, reading.sender, reading.index);
  const person = reading.people.find((p) => !p.ids.includes(reading.sender));
  const scope =
    unit && unit.scope !== 'branch'
      ? unit.scope
      : (person?.name ??
        (/我(?:的|自己)|本人/.test(text) ? 'me' : (unit?.scope ?? (about === 'records' ? 'me' : 'branch'))));
  return { command: { name: 'export', about, scope }, words: text };
}

/** 张伟不用催了，催一下欧阳雪: who is let off before. */
const LET_OFF = /^[^，。；]{1,10}(?:不用|不必|别|甭|不要)再?(?:催|提醒)(?:了|啦)?[，。；]/;

function nudgeCommand(reading: Reading, text: string): CommandFound | undefined {
  const wanted = text.replace(LET_OFF, '');
  const unit = scopeUnit(wanted, reading.sender, reading.index);
  const person = personAsked(wanted, reading);
  if (person !== undefined && !(unit && unit.scope !== 'branch' && unit.words.length >= 3)) {
    return { command: { name: 'nudge', target: person }, words: text };
  }
  if (unit) return { command: { name: 'nudge', target: unit.scope }, words: text };
  if (/没|未|不够|不足|不达标|落后|落下|拖|大家|各位|同志|他们|党员|逾期|所有人|全体/.test(text))
    return { command: { name: 'nudge', target: 'branch' }, words: text };
  return text.length <= 8
    ? { command: { name: 'nudge', target: 'branch' }, words: text, ask: 'target' }
    : undefined;
}
