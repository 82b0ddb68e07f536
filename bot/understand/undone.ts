/** Words of what came to nothing, was only meant, or was done in another way after all. */
import { type Clause, textOf } from './clause.ts';
import { SURNAMES } from './lexicon/names.ts';

/** 进了屋, 终于打通了: it came to something in the end. */
export const ENDS_WELL =
  /(?:进了?[屋门]|坐了坐|坐下来?聊|补上|补谈|谈成|^通了|打通|接通|联系上|见到|见着|谈上|去成|终于|当面[说谈聊讲]的(?=$|[，。；]))(?:了)?|(?:改|换)(?:到|成|在)?[^，。；]{0,6}(?:去|访|谈|办|开|讲|见|聊|上)(?:的|了)/;

/** 要是不下雪: on this condition the next clause stands. */
export const CONDITION = /^(?:要是|如果|假如|假设|倘若|若是?|万一|等)/;

/** 周六去敬老院，有一起的吗: what comes after an invitation. */
export function isInvitation({ text, mark, people }: Clause): boolean {
  // 与某某同去: who came along
  if (people.length > 0 && mark !== '？') return false;
  return (
    /一起|组队|同去|搭伙|(?:买|带|穿|送)(?:点|些)?(?:什么|啥)|怎么(?:去|走)|几点(?:去|走|出发)/.test(text) &&
    (/(?:吗|么|不|没有?|好|合适|去|走|出发)$/.test(text) || mark === '？')
  );
}

/** 改打电话, 干脆视频: what was done instead. */
export const INSTEAD =
  /^(?:后来|最后|于是|结果|干脆|只好|便|就|又)*(?:改|换)(?:成|为|用|了|打|到)?|^(?:只好|干脆|于是|最后)/;
/** 所以打的电话: how somebody was met who did not come. */
export const ANOTHER_WAY =
  /^(?:所以|就|只好|是|改|后来)*(?:是|用|打|在)?(?:的)?(?:电话|微信|视频|语音|QQ|线上|腾讯会议)/;
/** 结对：尚未落实 */
export const NOT_SETTLED =
  /^(?:尚未|还未|暂未|暂无|仍未|未|还没有?|没有?)(?:落实|完成|开展|进行|安排|确定|定|实施)/;
/** Words of a plan that a day gone by does not make a deed. */
export const ONLY_MEANT =
  /提醒我|本来|原|打算|想|本该|准备|计划|说好|答应|该|要|(?:约[好定]了?(?:在)?|[定订][在于]|安排在)(?:[明后下]|周|星期|礼拜|\d)/;
/** 改周五接着谈, 约好周五再聊: the rest of it lies ahead, whatever day is named. */
export const GOES_ON_LATER = /(?:接着|继续|再)(?:谈|聊|讲|学|开|走访|去|办)(?:吧|一次|呗)?$/;
/** 剩一家, 另两户: some of those who are told of. */
export const PART_OF_THEM = /(?:^|其中|剩|另|有|还|第|的)(?:下|外)?[一两二三四五\d](?:家|户|个|位|人|名)/;
/** 孙家父母都在外打工没见着 */
export const RELATIVES_AWAY = /(?:父母|爸妈|家长|父亲|母亲)(?:都|也)?[^，。；]{0,10}(?:没|不在)/;
export const A_RELATIVE =
  /^(?:[他她]|孩子)?(?:的)?(?:爸爸?|妈妈?|父亲|母亲|家长|爷爷|奶奶|姥姥|姥爷|哥哥?|姐姐?|弟弟?|妹妹?)/;

/** 打算跑一趟锦州，去某某家看看: a verb said twice, or left without 了, says what is to come of it. */
const TO_COME =
  /^(?:去|到|上|找|跟|和|给)[^，。]{1,12}(?:看看|走走|坐坐|转转|瞧瞧|瞅瞅|聊聊|谈谈|唠唠|问问|走访|家访|谈心)(?:吧|呢)?$|^(?:看看|瞧瞧|问问|谈谈|谈谈心|陪陪|坐坐|聊聊|走走|见见)[^，。了过]{0,8}$/;

const BARE_WEEKDAY =
  /^(?:周|星期|礼拜)[一二三四五六日天](?:[上下中]午|早上|晚上)?(?:再|就|我)?(?:去|到|找|和|跟|给|与|约|上)/;

const ONLY_HOURS = /^(?:一?共|总共|合计|计)?[\d一二两三四五六七八九十半.]{1,4}个?半?(?:学时|课时|小时)$/;

/**
 * 周末想去趟某某家，先看看天气: what comes before or with what was only meant.
 * @param aheadBefore the plan before it was for a day to come
 */
export function goesOnWithPlan({ text, opens, days }: Clause, aheadBefore: boolean): boolean {
  // 这周六要去甲家，周日去乙家
  const untold = !opens && !/了(?!解)|过|完|的$/.test(text);
  if (aheadBefore && untold && BARE_WEEKDAY.test(text)) return true;
  // 后天准备到达州跑一趟，走访某某家
  if (aheadBefore && untold && days.length === 0 && /^(?:走访|家访|看望|慰问|登门|上门)/.test(text))
    return true;
  // 下周三下午要去听讲座，2学时
  if (aheadBefore && untold && ONLY_HOURS.test(text)) return true;
  return (
    !opens &&
    days.length === 0 &&
    (/^(?:先|再|顺[便路道]|到时候?|然后|还得|得|要|也得)/.test(text) || TO_COME.test(text)) &&
    !/了(?!解)|过|完|好/.test(text)
  );
}

/** What takes up somebody who was named in a plan. */
const TAKES_UP_PLAN =
  /[他她]|对方|家长|改|(?:^|，)(?:后来|还是|就|只好|最后|于是|结果|干脆|索性|临时改|拖到|拖了)/;
/** 刚聊完, 总算谈上了: what had been arranged came to its end. */
const CAME_TO_END =
  /^(?:就|也|都|已经?|总算|终于|算是|这会儿|现在|刚刚?|刚才|方才|[今昨]天|[今昨]晚|[上下中]午|晚上|我们?|　)*(?:[聊谈唠说讲访见打]完|(?:聊|谈|唠)(?:上|成|透|开|过|妥)?了|[聊谈唠]得|挂(?:断|掉)?(?:了|$)|通完话|结束)/;

/**
 * Whether a clause goes on with what was planned before: 本想去麦苗家，没去成，改打电话和她妈妈聊; 约了视频家访，刚聊完.
 * @param pending clauses between the plan and this one
 */
export function takesUpPlan(clause: Clause, pending: readonly Clause[]): boolean {
  if (clause.people.length > 0 || pending.some((c) => c.people.length > 0)) return false;
  const told = [...pending, clause];
  return TAKES_UP_PLAN.test(textOf(told)) || told.some((c) => CAME_TO_END.test(c.text));
}

/** What was meant, with its way of meeting blanked out. */
export function withoutWay(text: string): string {
  return text.replace(/上门|登门|入户|当面|面对面|面谈|实地|电话|微信|视频|线上|腾讯会议/g, (words) =>
    '　'.repeat(words.length),
  );
}

/**
 * 她好几天没去食堂, 他爷爷没了一直没来上班: what the other one did not do or went through, and no failure of meeting.
 * @param troubled the clause names what may have occasioned a talk
 */
export function failedOther(text: string, troubled: boolean): boolean {
  return (
    (troubled ||
      /^(?:我|就|还)?(?:问(?:了问|问|了|一?下)?)?(?:[他她]们?|(?:这)?孩子|学生|人家|小伙子|姑娘)(?!家(?:里)?(?:没人|锁))/.test(
        text,
      )) &&
    !NOT_TALKED.test(text)
  );
}

/** 没谈成, 改天: it did not come about. */
const NOT_TALKED =
  /(?:没|未)(?:有|能)?[谈聊见找接打通约成]|[谈聊见打]不[成了上通着]|没来(?:$|，)|没(?:应|理|空|时间|人|回(?:复|信|消息|我|$|，)|通)|不(?:在|接|方便)|占线|关机|忙音|无人|未果|推迟|取消|改期|改天|改日|下次|再说/;

/** 何彬请假没谈成: someone whom the directory lacks, not the person told of before. */
export function startsWithName(text: string): boolean {
  return (
    SURNAMES.has(text[0] ?? '') &&
    /^.[\u3400-\u9fff]{1,2}(?:请假|没|因|有事|不在|临时|那边|家|出差|同学|老师)/.test(text)
  );
}
