/** Whether a clause says that something was done, was not done, is only planned, wished, asked, or told of others. */
import { anyOf } from './any-of.ts';

export type Modality = 'done' | 'planned' | 'failed' | 'asked' | 'wished';

const PLANNED = anyOf(
  /该(?=(?:走访|家访|谈心|谈话|讲党课|联系)[^，。]{0,8}了$)/,
  /(?<!没|不|着|感|思)想(?=(?:再)?(?:和|跟|找|与|同|帮|给|请)[^，。了]{1,14}(?:谈|聊|说说|见|结|认|签|辅导|讲|上|走访)[^了过]*$)/,
  /(?:谈|聊|访|开|讲|学|去|走访|回来|弄|忙)完(?:了)?(?:就|再|后再|会再|我再)|(?:还在|正在)(?=联系|约|对接|商量|协调)/,
  /^(?:叫|让|请|喊)[^，。了]{1,6}(?:过来|来|去)(?:一下|看看|一趟|办公室|修)?$/,
  /(?:让|叫|催|要求|通知)(?:我们?|大家|咱们?|每人|每位|每个|各)[^，。了过]{0,4}(?:抓紧|赶紧|尽快|赶快|必须|至少|去)(?![^，。]*[了过完])/,
  /要求每(?:人|位|个)(?![^，。]*[了过完])|(?:目标|指标)(?:是|为|：)/,
  /^(?:我|我们|咱)?就(?=(?:去|到|找|跟|和)(?![^，。]*[了过完]))|(?<!了)一会儿(?=(?:讲|开|上|参加|听|走访))|到时候|届时/,
  /^(?:我们?)?(?:下个?|明)(?:学期|学年|季度|年)(?:我们?|由我|再|就|开始)?(?=[^，。]{0,3}(?:讲|开|上|去|走访|谈|结对|来))/,
  /一定(?:会|去|找)(?![^，。]*了)|就等(?=[^，。]{0,8}(?:讲|开|去|谈|上|访))|到时候?|打算|合计着|琢磨着|寻思|盘算|有意(?!见|思|义)/,
  /想着(?=[^，。]{0,8}(?:去|找|到|给|和|跟|走|谈))|答应(?!了?[他她]的)|承诺(?!书)/,
  /准备(?!了|好|工作|材料|的|得|会|课|充分|情况|过程)/,
  /[该得](?=[^，。]{0,3}(?:去|找|跟|和|给|做|抓紧|抽)[^，。]{0,12}(?:谈|聊|走|访|讲|学|开|看|做))(?<!应该|都该)/,
  /等[^，。]{1,14}(?:再|就|才)(?=去|找|和|跟|给|谈|聊|走|访|开|讲|上|到|约)/,
  /(?:说|讲|强调|提出|号召|通知|布置|部署|安排)(?:了)?(?:要|得|下)(?:求)?(?=[^，。]{0,6}(?:加强|抓|做好|推进|开展|走访|学习|谈|落实))/,
  /要求(?=[^，。]{0,12}(?:加强|抓|做好|推进|开展|落实|完成|都))|排在(?=明|后|下|周)|赶在[^，。]{1,8}前|月底前|年底前(?!的?最后)|年前要|原计划/,
  /原定|原本|本来(?=打算|要|想|计划|约|准备|说好|定)|本(?:想|打算|要|该)/,
  /准备(?=去|找|跟|和|与|约|下|明|要|在|近|到|给|对|利|走|谈|开|召|组|这|安|抽|于|这|本|周|再)/,
  /计划(?=今|明|后|这|去|找|跟|和|与|约|下|明|在|近|到|给|对|走|谈|开|召|组|于|本|周)/,
  /(?<!没|不|着)想(?=去|找|要|约|跟[^，。]{1,8}谈|和[^，。]{1,8}谈|请|给[^，。]{1,10}(?:打|讲|上)|走访|安排|组织)/,
  /(?<![需主重必纪摘只扼简])要(?=开|上|讲|去|来|到|参加|召开|组织|搞|进行|走访|家访)/,
  /等[^，。]{1,10}(?:了|后|完)(?:再|就)?(?=去|找|和|跟|给)|每(?:个)?(?:学期|学年|年|月|周|季度)(?!六|日|[一二三四五]|报|末)/,
  /应该多|应当|要多|一定要|务必|力争|约好|约了|说好(?:了)?(?=和|跟|去|今|找)|正要|将(?:要|于|在|会|赴|到)|拟(?=于|在|去|对|与|定|组)/,
  /预计|争取|回头(?:再|去|找|我|跟|给)|改天|改日|过几天|过两天|过段时间|抽空|有空|抽时间|约好(?:了)?(?:明|后|下|周|晚|过)/,
  /约(?:了|定)?(?:明|后|下)|下次|待会儿?|等会儿?|一会儿(?:去|要|找|跟|给)|马上(?:去|要)|正准备|即将|还要(?:去|找|给|到)|得去|该去/,
  /应该去|需要去|尽快|择日|择机|以后(?:每|再|要|会|定|常)|之后再|下一步|接下来(?:要|将|准备|打算|会)|今后|定于|定在|安排在(?:明|下|后)|会去/,
  /要(?:找|和|跟|给|到)[^，。]{1,12}(?:谈|聊|走访|家访|讲|上)|得(?:找|和|跟|给)[^，。]{1,12}(?:谈|聊)|争取/,
  /先(?:跟|和)(?:你|您)说|预约|拟定|明天?(?:再|去|要|继续)|有机会|找时间|找机会/,
);
const WISHED =
  /(?<![主重需想只])要是|如果|假如|假设|万一|倘若|盼(?:着|望)|期待|希望[^，。]{0,8}?(?:能|可以|有机会|早日|再)|真想|好想|但愿|就好了|多好|能不能|可不可以|可以不|是否|要不要|用不用|该不该|需不需要|最好/;
const NOT_BEFORE =
  /(?:不是|并非|算不上)$|(?:懒得|不愿意?|不同意|不让|拒绝|还没有?|尚未|未能?|没有?|没能|没来得及|来不及|忘了|忘记|没法|无法|没办法|不用|不必|不想|不打算|不准备|不去|不会|(?<![分区个特级告离类性])别|取消了?|推迟了?|不需要|未曾|从未|从没|没顾上|顾不上|一直没|没时间|没空|没人|不能|不让|禁止|不许|不得|不要|没去|没找|没给|未去)(?!想到|少)[^，。；]{0,10}$/;
const NOT_AFTER = anyOf(
  /^[^，。；了]{0,4}?(?:都|也)没(?:有)?|^[^，。；]{0,6}?的事[^，。；]{0,6}(?:别|不用|不要|先不|考虑|想想|商量|再说|再议)/,
  /^[^，。；了]{0,6}?一(?:个|家|户|次|人|场|节)(?:都|也)?没/,
  /^[^，。；了]{0,8}?(?:先(?:放(?:一)?放|缓(?:一)?缓|搁)|往后放|还在(?:走|办|拟|准备|商量|协调|排))/,
  /^[^，。；]{0,14}?(?:没有?(?:成|谈成|去成|打通|通|接|接通|谈上|见到|见着|见上|联系上|找到|找着|人接|访成|开成|去|谈|完成|聊成|讲成|办成|如期|按时|赶上|上课)|未(?:果|能|接|通|成|遇|见|开|谈|完成)|取消(?![^，。]{1,8}的)(?:了)?|(?:又|再|再次|一再|往后|先|被|给)推(?:了|掉|后|迟)?(?!荐|进|动|出|广|心)|推(?:了|掉)(?:$|，|。)|放鸽子|爽约|推迟(?:了)?|延期(?:了)?|改期(?:了)?|泡汤|作罢|黄了|扑(?:了)?(?:个)?空|白跑|不了|不成|落空|搁置)/,
);
const NEARLY = /(?:差(?:一)?点(?:儿)?|险些|几乎|差(?:一)?步)(?:就)?(?!没)/;
const FAILED_ALONE = anyOf(
  /(?:我|本人)[^，。]{0,6}(?:请(?:了)?(?:个)?(?:病|事)?假(?:了|$)|缺席|没参加|没到)/,
  /(?:没|未|没有|没能|未能)(?:再)?(?:去成|谈成|谈上|打通|打成|通上|接通|联系上|联系到|见到|见着|见上|找到|找着|访成|访到|开成|讲成|聊成|聊上|走成|成行|如愿|去上|遇到|碰到|碰上|碰见|走访成|家访成|上成|办成|搞成|谈完|去了|实现|如期)/,
  /没(?:有)?人(?:接|在家?|开门|应|$|，)|(?:全|都|一直)?是?忙音|(?:名额|报名)(?:已经?)?满|没(?:报上|抢到|轮到|赶上|排上|做成|弄成|搞成)|锁着门|铁将军|家(?:里|中)?没人|没接(?:电话|到|着|通)?(?:$|，|。)|无人(?:接听|接|在家)|未果/,
  /(?:取消|推迟|延期|改期|搁置|作废|泡汤|作罢)(?:了|$|啦)|黄了|改(?:到|在|成|为)(?:了)?(?:明|后|下|周|星期|改|另|\d)/,
  /扑(?:了)?(?:个)?空|白跑|没成|没回(?:复|信|消息|我|$|，)|没去|没谈|没访|没开成|没通|占线|关机|改天再|改日再|下次再|再说吧?$/,
  /不(?:讲|开|上|谈|去|办|学|搞|走访|家访)了|打不通|不方便(?:，|$|接待)|不在家?$|(?:临时|突然)有事/,
);
const DONE =
  /了(?!解|望|如)|过(?!几|两|年|生|节|段|些|来|去|程|于|后|敏)|完|已(?:经)?|刚(?:刚|才)?|结束|均为|都是|算是|圆满|顺利/;
const ASKED =
  /(?:吗|么(?!$)|呢|不$|没$|没有$|吧？|咋(?:办|样)?|怎么(?:办|样|弄|算|记|填|写)?|多少|几(?:次|个|点|号)|什么时候|哪(?:天|些|个|里)|谁|啥|能否|可否|是不是|算不算|行不行|对不对|有没有)[？?]?$/;

const ANNOUNCES = anyOf(
  /^(?:大家|请|各位|老师们|同志们)?(?:都)?记得(?!是|好像|当时|那|上|昨|前)[^，。]{0,8}(?:来|参加|准时|带|去|开)/,
  /^(?:请)?(?:大家|各位[^，。]{0,4}|同志们)[^，。了]{0,10}(?:来|到|请|准时)[^，。了]{0,12}$/,
  /(?<!(?:提醒|叮嘱|嘱咐|告诉|让|叫|说)[^，。]{0,6})(?:别忘|记得(?:来|参加|准时|带))/,
  /准时(?:参加|到|出席)|请(?:大家|各位|按时|准时|全体)|不得(?:无故)?(?:缺席|迟到)/,
);

/** 别忘了, 请准时参加: the message as a whole announces. */
export function announces(text: string): boolean {
  return ANNOUNCES.test(text);
}

/** 定好了，周五下午跟秦勇谈: what follows lies ahead. */
export function agreesOnDay(clause: string): boolean {
  return /^(?:已(?:经)?)?(?:时间)?(?:都)?(?:定|约|说|安排|商量|敲定|定下来)(?:好)?了$/.test(clause);
}

const EITHER = /([\u3400-\u9fff])[不没]\1(?![时久])|([算要用行能计认])[^，。]{1,8}[不没]\2/;
const WHO_OR_HOW =
  /谁(?!都|也)|哪(?:个|些|位|里|儿|家|几|天|种|级|份|条)|怎么|怎样|咋|如何|多少|多久|多长|几(?:次|个|户|家|人|遍|天|时|点|回|堂|趟)|什么时候|啥时候|在哪(?=开|上|办|举行|讲|集合|$)|有没有|是否|凭什么|为啥|为什么/;

/** 支委会多长时间开一次, 谁有维修电话, 视频家访管不管用: a question without its mark. */
function asksOpenly(clause: string, cueStart: number, cueEnd: number): boolean {
  // 我跟谁谈过话, 我参加过什么培训: what was done is asked for all the same
  if (
    /^[^，。问聊]{0,6}(?:跟|和|与|找|给)(?:谁|哪些人|哪几)(?!都|也)|过(?:什么|哪些|啥|谁|哪几)(?!都|也)/.test(
      clause,
    ) &&
    clause.length <= 16
  )
    return true;
  if (/(?:多少|几)(?:户|家|个|次|人|堂)?了(?:啊|呀|呢)?$/.test(clause) && clause.length <= 16) return true;
  if (DONE.test(clause)) return false;
  // 打电话问她生活费够不够: what somebody else was asked
  const either = EITHER.exec(clause);
  if (either && !/(?:问|关心|打听|了解|聊|看)[^，。]{1,12}$/.test(clause.slice(0, either.index))) return true;
  const asked = WHO_OR_HOW.exec(clause);
  if (!asked) return false;
  if (asked.index < cueStart)
    return !/(?:看|问|聊|谈|想|商量|讨论|了解|关心)[看问聊谈]?[^，。]{0,4}$/.test(
      clause.slice(0, asked.index),
    );
  return cueStart <= 4 && asked.index - cueEnd <= 6;
}

/** Whether a clause as a whole says that something lies ahead. */
export function isPlanned(clause: string): boolean {
  return PLANNED.test(clause);
}

export function isWished(clause: string): boolean {
  return WISHED.test(clause);
}

export function isAsked(clause: string, mark: string): boolean {
  // 捋了捋材料怎么填: done, and only its matter is a question
  const matter = /[\u3400-\u9fff]了[\u3400-\u9fff]{2,}(?:怎么|如何|咋|多少|哪|谁|啥|什么)[^，。]{0,6}$/.test(
    clause,
  );
  return mark === '？' || (ASKED.test(clause) && !matter);
}

/** Whether a clause says that something earlier came to nothing (没打通, 没去成). */
export function saysFailed(clause: string): boolean {
  return FAILED_ALONE.test(clause);
}

export function saysDone(clause: string): boolean {
  return DONE.test(clause);
}

/**
 * How the activity of a clause is told.
 * @param clause the clause's text
 * @param cueStart where the activity's word begins in it
 * @param cueEnd where it ends
 * @param future a day of the clause lies after today
 */
export function modalityOf(
  clause: string,
  cueStart: number,
  cueEnd: number,
  mark: string,
  future: boolean,
): Modality {
  if (/改(?:到|在|成)(?:了)?[^，。；]{0,10}(?:开|谈|讲|走访|办|上|去|访)(?:完|成)?了/.test(clause) && !future)
    return 'done';
  const before = clause.slice(0, cueStart);
  const after = clause.slice(cueEnd);
  if (
    NEARLY.test(before) ||
    NOT_BEFORE.test(before) ||
    NOT_AFTER.test(after) ||
    NOT_AFTER.test(clause.slice(cueStart)) ||
    FAILED_ALONE.test(after)
  )
    return 'failed';
  if (/(?:没|未)(?:有|能)?[^，。；了]{0,6}$/.test(before) && !/没(?:事|课|想到|多久|几天)/.test(before))
    return 'failed';
  if (/^[^，。；]{0,6}?(?:还没|还未|尚未|没安排|没排|未安排|未进行|未开展|没进行|没开始|待安排)/.test(after))
    return 'failed';
  if (isAsked(clause.length - cueStart <= 16 ? clause : clause.slice(cueEnd, cueEnd + 1), mark))
    return 'asked';
  if (/^(?:请问|那)?(?:怎么|如何|咋|为什么|为啥|哪些|什么时候|啥时候)/.test(clause) && !/了/.test(clause))
    return 'asked';
  if (
    /^(?:[今昨前]天|上午|下午|晚上|上?周[一二三四五六日]|刚才)?(?:谁(?!都|也)|哪位|有人|有没有人)/.test(
      clause,
    ) ||
    /能(?:不能)?帮(?:我|忙)/.test(clause)
  )
    return 'asked';
  // 帮我写篇党课讲稿
  if (/^(?:请|麻烦)?(?:你|您)?(?:帮我|给我|替我)(?:写|拟|起草|订|找|编|生成|准备|推荐)/.test(clause))
    return 'asked';
  if (asksOpenly(clause, cueStart, cueEnd)) return 'asked';
  const wished = WISHED.exec(clause);
  if (wished && wished.index < cueEnd) return 'wished';
  if (future) return 'planned';
  const planned = PLANNED.exec(clause);
  if (!planned || planned.index > cueEnd) return 'done';
  const told = clause.slice(cueStart);
  // 抽空去看了看, 之前准备的谈话今天谈完了, 按计划走访了: told as done all the same
  const ended =
    /(?:谈|走访|家访|访|开|讲|去|打|聊|结|完成|参加|见|联系|看|坐|送|吃|上|学)(?:完|过|好|成)?了/.test(told);
  const soft = /^(?:寻思|想着|琢磨|盘算|抽|有空|约好|约了|预约|准备|找时间|找机会|有机会|争取|回头)/.test(
    planned[0],
  );
  if (ended && (soft || /(?:按|照|依)(?:照)?(?:原)?计划|之前|原来/.test(clause))) return 'done';
  if (/(?:按|照|依)(?:照)?(?:原)?计划/.test(clause)) return 'done';
  return 'planned';
}
