/** Corrections of what was just recorded: 日期改成…, 不是…是…, 韩梅也去了, 不算张伟, 2改成…. */

import { parseChineseNumber, parseQuantity } from '../../domain/chinese-number.ts';
import { dayOf } from '../../domain/day.ts';
import type { Command, ReportedActivity } from '../../domain/understanding.ts';
import type { CommandFound } from './command.ts';
import { parseDayPhrases } from './day.ts';
import { findKinds, mainCue } from './kind.ts';
import { anyOf, inTurn, matchesOf, startingWith, wordsOf } from './matching.ts';
import { findPlace } from './place.ts';
import { findReason } from './reason.ts';
import { type Reading, readMessage } from './report.ts';
import { parseTimes } from './time.ts';

const SLOTS: [string, RegExp][] = [
  ['endDate', /(?:结束|截止|终止|完结|收尾|最后)(?:的)?(?:那)?(?:日期|时间|日子|日|天)|最后一天|止期|到期日/],
  ['time', /钟点|几点|时刻/],
  ['daypart', /时段|上午还是|下午还是/],
  ['date', /日期|时间|日子|哪天|天数|日期写|是哪天/],
  ['place', /地点|地址|地方|位置|会址|场地|会场|场所|住址|住处|所在地|家住|在哪/],
  [
    'companions',
    /随行|搭档|同伴|结伴|同行(?:人|的人)?|陪同(?:人)?|同去(?:的)?(?:人)?|一起(?:去)?的人|一起去的|参与人|参加人/,
  ],
  [
    'targets',
    /对象|姓名|名字|谈的人|走访的人|学生(?!家)|人名|谈话人|被谈|人(?=写|记|搞|弄|是|应|不|改)|走访的是|谈的是/,
  ],
  ['mode', /方式|形式|途径|渠道|怎么联系/],
  ['hours', /学时|课时|时长|小时|服务时间|学分|时数/],
  ['count', /人数|户数|数量|几个人|几户|家数|户次|人次/],
  ['manner', /专访还是|顺访还是|专访|顺访/],
  ['kind', /类型|类别|种类|性质|分类/],
  ['reason', /原因|缘由|事由|起因|缘故|由头|因由/],
];
const RECORDED = '[听写记说填报搞弄打录选输登看标点算]';
/** 写岔了, 记串了, 少报了一个: how a record went wrong. */
const SLIP = `(?:${RECORDED}(?:错|反|混|岔|串|乱|多|少|漏|早|晚|重)|(?:多|少|漏|错|误)${RECORDED})(?:了|啦)?(?:[一两几]?个|一天)?`;
/** 刚那条, 上一笔, 刚记的: the record that is meant. */
const REFERS =
  /^(?:更正(?:一下)?，|把|将)?我?(?:刚才|刚刚|刚|上|那|前|方才|适才|昨天)(?:那|一|面|的)*(?:条|笔|[记报录写发登填说]的)/;

/** 不是学习, 别写专访: what it is not; what it is stands beside it. */
const WRONG =
  /(?:^|[，。 ])?而?(?:不(?:该|应该?)?是|并不是|并非|而非|别[写记算填报]成?|不要[写记]成?)([^，。是]{1,12}?)(?:(?=[，。！]|$)|(?=而?(?:是|应|改|换)))/;

const CHANGES = anyOf(
  new RegExp(SLIP),
  // 其实是微信视频, 其实在图书馆 · 刚那条是…, 那条属于…
  /(?:其实|实际上?)(?:是|在|用)|调成|应该?[写算填记]/,
  new RegExp(`${REFERS.source}[^，。]{0,6}(?:是|属于|算)(?!否)`),
  /(?:日期|时间|地点|对象|方式|学时|课时|人数|形式)(?:要|得|该)?改/,
  /^(?:刚才|刚刚|上|前|那|这)[^，。]{0,4}(?:条|次|个|笔)(?:记录)?(?:的)?(?:日期|时间|地点|对象|方式|学时|人数)(?:是|为)/,
  /(?:改|修改|更改|变更|更正|调整|换|订正|纠正|写|记|填|弄|搞|算)(?:成|为|作|到|是|一下)|应(?:该)?(?:是|为|当是|改为)/,
  /(?:错|不对|有误|不准|写反|搞反|搞混|记混)(?:了|啦)?|不是[^，。]{1,16}[，。 ]?(?:而?是|应该?是|改)|改一下|改下|更正|纠正/,
);
const TAKEN_FOR =
  /(?<=(?:是|在|为)[^，。]{1,12})[，、 ](?:但|可|而)?(?:你|您|系统|机器人|那边|我)?(?:给|被|却|误)*(?:我)?[记写听登填存]成(?:了)?[^，。]{1,12}[了啦]?[。！]?$/;
const AFTER_CHANGE = new RegExp(
  anyOf(
    // 地点改 and what it became; 改成, 写为
    /(?<=日期|时间|地点|对象|方式|学时|课时|人数|形式)改(?!成|为|到|作|一下|下|了)|(?:改|修改|更改|变更|更正|调整|换|调|订正|纠正|写|记|填|弄)(?:成|为|作|到|是)(?:：)?/,
    // 应该是, 改3小时
    /(?:应该?|该)(?:改)?(?:是|为|成|[写算填记](?:成|作|为)?)|应?当[是为]|改(?=[\d一二两三四五六七八九十半])|属于/,
    // 其实在, 准确的应该是; 更正：
    /(?:其实|实际上?)(?=在|用)|(?:而|实际|其实|准确|正确的?)(?:上)?(?:应(?:该)?)?是|(?:，|。| )是(?!不)|更正(?:：|为)|纠正(?:：|为)/,
  ).source,
  'g',
);
const ADD = anyOf(
  // 也去了, 再加上
  /也(?:一起|一同|跟着|都)?(?:去|参加|参与|在|来|到|有|谈|走访)(?:了|过)?(?!哪|吗)|(?:再|还)?(?:加|添|补)(?:上|到|进|入|一个|个|一下|一位|进去|进来)/,
  // 漏了, 少写了一个, 还有某某一起
  /漏(?:了|掉|记|写|报)|(?<!多)少(?:了|写|记|报|算)(?:了)?(?:一个|个)?|还有[^，。]{2,6}(?:一起|一块|一道|一同|也|同去|没记|没写|$)|忘(?:了)?(?:写|记|加|说)/,
);
const REMOVE =
  /(?:不算|去掉|删掉|删去|删除|除去|除掉|拿掉|划掉|减去|移除|不包括|(?<=^|[，。里])没有)(?!了?这|了?那|上)/;
const MODES: [string, RegExp][] = [
  ['phone', /电话|打的?电话|通话/],
  ['online', /微信|视频|线上|网络|网上|QQ|腾讯会议|钉钉|语音|在线|连线/],
  ['onsite', /上门|当面|实地|面对面|面谈|入户|线下|到家|现场|见面|登门/],
];

/** Whether a text corrects rather than reports, and what it changes; a second change in it goes to `also`. */
export function findAmend(reading: Reading, text: string): CommandFound | undefined {
  // 不是甲！是乙，改过来
  const said = text.replace(SIGHS, '').replace(/！(?=.)/g, '，');
  return breaksOff(reading) ? undefined : (findTwo(reading, said) ?? findOne(reading, said));
}

/** 完了完了, 哎呀不好意思: said before what went wrong. */
const SIGHS =
  /^(?:(?:完了|完蛋|哎?呀|哎哟|啊呀|妈呀|天哪|糟了?糕?|坏了|坏菜了|唉|[啊呃哦噢嗯诶](?=[那上刚这])|不好意思|抱歉|对不起)[了啊，。！、 ]*)+(?=.{3})/;

const BREAKS_OFF = new RegExp(
  '^(?!.*[那这上刚][^，。]{0,3}[条次笔])[^，。…]{0,10}?(?:跟|和|与|同|找|约|给|去|到)[^，。…]{1,8}[，。…—]+' +
    `(?:[哦啊哎呃唉][，]?)?(?:不对|不是|错了|口误|${SLIP})`,
);

/** 昨天电话家访甲，啊说错了，是乙: a telling with its day that puts itself right in the same breath. */
const IN_THE_SAME_BREATH =
  /^(?:[哦啊哎呃唉嗯][，]?(?:不对|不是|(?:[说讲打]|口)?[错误]了?)|口误|[说讲打]错了)/;

function correctsItself({ clauses, people, text }: Reading): boolean {
  const [first, second] = clauses;
  if (!first || !second || /[那这上刚][^，。]{0,3}[条次笔]/.test(text)) return false;
  const tells = (mainCue(first.text, first.cues)?.strength ?? 0) >= 3;
  return tells && first.days.length > 0 && people.length > 0 && IN_THE_SAME_BREATH.test(second.text);
}

/** 今天跟甲……打错了，是乙，谈心半小时: a telling that puts itself right before it has named its activity. */
function breaksOff(reading: Reading): boolean {
  if (correctsItself(reading)) return true;
  const deeds = reading.clauses.slice(1).some((c) => (mainCue(c.text, c.cues)?.strength ?? 0) >= 2);
  return deeds && BREAKS_OFF.test(reading.text);
}

/** 不对，是前天，韩梅也去了: two corrections, each of which could stand alone. */
function findTwo(reading: Reading, text: string): CommandFound | undefined {
  if (tellsActivity(reading) && !SLOT_CHANGED.test(text)) return undefined;
  const parts = text.split(/[，；。]/).filter(Boolean);
  if (parts.length < 2 || parts.length > 5 || text.length > 48) return undefined;
  const alone = (part: string) => {
    if (!maySayAChange(part) || TOLD_WRONG.test(part) || WRITTEN_AS.test(part)) return undefined;
    const found = findOne(readMessage(part, reading.now, reading.sender, reading.index), part);
    return found?.command.slot !== undefined && found.command.value !== undefined && !found.ask
      ? found.command
      : undefined;
  };
  for (let cut = parts.length - 1; cut >= 1; cut -= 1) {
    const first = alone(parts.slice(0, cut).join('，'));
    if (!first) continue;
    const rest = parts.slice(cut).join('，');
    const second = alone(rest) ?? (TOLD_WRONG.test(rest) ? undefined : alone(`不对，${rest}`));
    if (!second || (second.slot === first.slot && second.change === first.change)) continue;
    if (JSON.stringify(second.value) === JSON.stringify(first.value)) continue;
    const { slot, value, change } = second;
    return {
      command: { ...first, also: [{ slot: slot!, value: value!, ...(change ? { change } : {}) }] },
      words: text,
    };
  }
  return undefined;
}

/** 学时写成3了，改成2.5: what it was, and not what it is to be. */
const TOLD_WRONG =
  /^(?!.*改)[^，。]{0,10}[写记报说打填登输录弄搞][成为](?!啥|什么|怎)[^，。]{1,10}(?:了|啦)$/;

/**
 * 学时写成3了 is 学时写错了 as long as nothing says what is right. Behind what is right it is something else, and so it is
 * before what names its own slot (时间写成昨天了，对象是某某).
 */
function withoutWrongValues(text: string): string {
  const parts = text.replace(/(?<=[写记报填录][成为])了(?=[^，。]{1,10}，)/g, '').split('，');
  const isWrong = parts.map(
    (part, i) => TOLD_WRONG.test(part) || (i < parts.length - 1 && WRITTEN_AS.test(part)),
  );
  if (!isWrong.includes(true)) return text;
  const right = parts.findIndex((part, i) => !isWrong[i] && SAYS_WHAT_IS_RIGHT.test(part));
  const last = right >= 0 && NAMES_A_SLOT.test(parts[right]!) ? -1 : isWrong.lastIndexOf(true, right);
  const withoutValue = (part: string) => part.replace(/[成为][^，。]{1,10}?(?:了|啦)?$/, '错了');
  return parts
    .map((part, i) => (isWrong[i] ? withoutValue(part) : part))
    .filter((_, i) => !isWrong[i] || right < 0 || i === last)
    .map((part) => part.replace(/^(?:应该|应(?!该)|实际|其实|换)(?!是|为|成|上)(?=.)/, '改成'))
    .join('，');
}

const SAYS_WHAT_IS_RIGHT = /改|换|应|其实|实际|是(?!不是)|才对/;
/** 学时写成3, with what is right behind it. */
const WRITTEN_AS = /^(?!别|不要|甭)[^，。]{1,8}[写记报填录][成为][^，。]{1,10}$/;
const NAMES_A_SLOT = /^(?:对象|学生|人|名字|时间|日期|地点|方式|学时|时长|类型|人数)/;

/** Looked at before a part is read on its own, which costs as much as a message. */
function maySayAChange(part: string): boolean {
  return /[是为算改换更没]/.test(part) || CHANGES.test(part) || ADD.test(part) || REMOVE.test(part);
}

/** 人名听错了，…: what went wrong is told before what is right. */
const NAMES_A_SLIP = new RegExp(`^[^，。]{0,8}${SLIP}(?:[，。 ]|$|(?=不是|应|是))`);
/** …，名字记岔了 */
const ENDS_WITH_SLIP = new RegExp(`[，。 ][^，。]{0,6}${SLIP}[。！]?$`);
/** 培训不是4学时，改成6: hardly more than what is wrong and what is right. */
const CONTRAST = /^[^，。]{0,4}不是[^，。]{1,10}[，。 ]?而?(?:是|改成?|换成|应该?是)[^，。]{1,8}$/;

/** Orders to change at the end of a message, which say nothing of what is changed. */
const PLEASE_CHANGE =
  /(?<=.{3})[，。 ]?(?:请|麻烦|帮忙|你|您|给我|帮我|替我)*(?:改|修改|更正|调整|订正|纠正)(?:一下|下|过来|一?改)?(?:吧|哈|啊|呗|谢谢)*[。！]?$/;

/** 名字填成我的了，撤销: the order is no name. */
const ENDS_WITH_ORDER = /[，。](?:请|给我)?(?:撤销|撤回|撤掉|作废)(?:掉|了|吧)?[。！]?$/;

function findOne(reading: Reading, said: string): CommandFound | undefined {
  const ordered = PLEASE_CHANGE.test(said);
  const text = withoutWrongValues(ordered ? said.replace(PLEASE_CHANGE, '') : said);
  if (text.length > 48 || ENDS_WITH_ORDER.test(text)) return undefined;
  if (/[？?]$|吗$|怎么改|能改|可以改|如何改/.test(text)) return undefined;
  // 时间改成周四了，大家知悉 · 改成下午去吧: told to others, or planned
  // 今天没开成，改到下周三
  if (/没[^，。]{0,3}成[^，。]*，.*改(?:到|在|期)/.test(text)) return undefined;
  if (/大家|各位|知悉|周知|转告|通知到|[去来开讲谈办]吧[。！]?$/.test(text)) return undefined;
  // a report that corrects itself (昨天，不对，前天去的…) names its activity
  if (
    tellsActivity(reading) &&
    !SLOT_CHANGED.test(text) &&
    !NAMES_A_SLIP.test(text) &&
    !REFERS.test(text) &&
    !(CONTRAST.test(text) && text.length <= 16 && reading.people.length === 0) &&
    !/^(?:谈|走访|访|陪同|同行)的(?:人)?是/.test(text) &&
    itemOf(text) === undefined &&
    !(ordered && /^(?:哎呀?|[今昨前]天|那|这|上|刚)[^，。]{0,8}(?:条|次|个|笔)/.test(text)) &&
    !/^(?:不对|不是|其实|实际|准确|应该?[是为算]|错了|改|更正|把|将|刚才|刚刚|上一?条|对象|日期|时间|地点|方式|学时|人数)/.test(
      text,
    )
  )
    return undefined;
  const item = itemOf(text);
  const whole = item ? text.slice(item.length) : text;
  const added = addOrRemove(reading, whole, item?.item);
  if (added) return added;
  const wrong = WRONG.exec(whole)?.[1];
  const { body, contrasts } = rightPart(whole);
  const changes =
    CHANGES.test(whole) ||
    contrasts ||
    item !== undefined ||
    ordered ||
    /^(?:不对|不是|错了|写错|记错|说错|搞错|更正)/.test(body) ||
    /^(?:时间|日期|地点|地址|对象|方式|学时|人数|类型|同行的?人?|陪同的?人?|一起去的)(?:还有|是|为)(?!不|否)[^，。？?]{1,12}[。！]?$/.test(
      body,
    ) ||
    /^(?:对象|学生|姓名|名字|时间|地点|方式)(?:应该)?是[^，。]{1,12}，(?:而)?不是[^，。]{1,12}$/.test(body) ||
    /^(?:改|换|更正)(?:一下|下)?(?:时间|日期|地点|地址|对象|方式|学时|人数|类型)[，：]/.test(body) ||
    /^(?:(?:刚才|刚刚|上|前|那|这|昨天)[^，。]{0,4}(?:条|次|个|笔)(?:记录)?)?(?:其实|实际(?:上)?|准确(?:地?说|来说)?|更准确)?(?:应该?|就)?(?:是|算(?=[^，。]{1,8}$))(?!的|否|不|啊)[^，。？?]{1,10}[。！]?$/.test(
      body,
    );
  if (!changes) return undefined;
  if (/任务/.test(body)) return undefined;
  const value = valuePart(body);
  const lead = body.slice(0, Math.max(body.length - value.length, 0)) || body;
  const namedIn = (words: string) => SLOTS.find(([, p]) => p.test(words))?.[0];
  // 时间记成昨天了，地点改成三教: what is named beside its value
  const named = namedIn(lead.split(/[，。；]/).at(-1)!) ?? namedIn(lead);
  const slot =
    slotOf(named, value, body) ??
    inferSlot(reading, value, body) ??
    (wrong ? inferSlot(reading, wrong, body) : undefined);
  const opening =
    ordered ||
    NAMES_A_SLIP.test(body) ||
    contrasts ||
    REFERS.test(body) ||
    /^(?:钟点|时段|小时数|时刻|地方|户数)/.test(body) ||
    SLOT_CHANGED.test(body.slice(0, 14)) ||
    OPENS_A_CHANGE.test(body);
  if (!slot) return named === undefined && !opening ? undefined : nothingSaid(body, item?.item);
  if (!opening && !/(?:改|应|错|更正|不是)/.test(body.slice(0, 14))) return undefined;
  const parsed = parseValue(slot, value, body, reading);
  const name = { name: 'amend' as const, slot: parsed.slot, ...(item ? { item: item.item } : {}) };
  if (parsed.value === undefined) {
    // the slot is said and the value is not: the bot asks for it
    return opening && body.length <= 20 && CHANGES.test(body)
      ? { command: name, words: text, ask: parsed.slot }
      : undefined;
  }
  // 主题党日改到下周三了: a plan, not a correction of what took place
  if (parsed.slot === 'date' && typeof parsed.value === 'string' && parsed.value > dayOf(reading.now))
    return undefined;
  return { command: { ...name, value: parsed.value }, words: text };
}

/** What a correction opens with: 时间, 上一条, 其实, 应该是. */
const OPENS_A_CHANGE = startingWith(
  // what is to be changed: 地点, 学时
  wordsOf(
    '时间 日期 截止 结束 时长 小时 地点 地址 会址 场地 住址 家庭 对象 学生 人 姓名 名字 陪同 同行 一起去的',
  ),
  wordsOf('方式 形式 学时 课时 类型 类别 性质 原因 缘由 事由 起因 谈话 走访'),
  // which record: 刚才那条, 昨天记的
  /上|刚才|刚刚|方才|之前|前面|第|这|那|(?:昨天|今天|前天)(?:那|的|记)/,
  // that it was wrong, and what is right: 写错了, 其实, 改成
  wordsOf('不对 不是 错了 写错 记错 说错 搞错 改 更正 纠正 修改 其实 实际 准确 应该 应为 应是 应算 是 把 将'),
);

/** 走访对象改成…, 培训结束日期改成…: a slot is named and its change. */
const SLOT_CHANGED = inTurn(
  /(?:日期|时间|日子|那天|地点|地址|对象|姓名|名字|人名|方式|形式|学时|课时|时长|人数|类型|类别|性质|原因|缘由|同行人?)/,
  /[^，。了]{0,3}(?:改|更正|修改|变更|调整|换|订正|写错|(?<!不)错|有误|不对|应为|应是|应该)/,
);

/** Whether the message itself names an activity with a day or a person of its own. */
function tellsActivity(reading: Reading): boolean {
  return reading.clauses.some((c) => {
    const cue = mainCue(c.text, c.cues);
    return (
      cue !== undefined &&
      cue.strength >= 2 &&
      (c.people.length > 0 ||
        /\d|[一二两三四五六七八九十](?:个)?(?:学时|课时|小时)/.test(c.text) ||
        // 在会议室开的专题会, 谈了心
        (cue.strength === 3 &&
          (/(?:在|开的?|参加|召开|组织)[^，。]{0,14}$/.test(c.text.slice(0, cue.start - c.start)) ||
            /了/.test(cue.words) ||
            /^[^，。]{0,2}[了过]/.test(c.text.slice(cue.end - c.start)))) ||
        (c === reading.clauses[0] && cue.strength === 3 && c.days.length > 0 && /了(?!解)|过/.test(c.text)) ||
        reading.clauses.some((o) => o.days.some((d) => d.corrected)))
    );
  });
}

/** The slot that is named, unless the value can only be of another one (性质改为顺访, 时间改成晚上). */
function slotOf(named: string | undefined, value: string, body: string): string | undefined {
  if (/^(?:是|为)?(?:专访|专程|专门|顺访|顺路|顺道|顺便)/.test(value) && named !== 'reason') return 'manner';
  if (
    named === 'targets' &&
    /^(?:\d{1,3}|[一二两三四五六七八九十]{1,2})(?:个)?(?:人|名|户|位|家)$/.test(value)
  )
    return 'count';
  if (named === undefined && value === '' && /顺路|顺道|顺访|专程|专访/.test(body)) return 'manner';
  return named;
}

/** 前面那句发错群了: meant for somebody else, and nothing of it was recorded. */
const SENT_ASTRAY = /(?:发|回|说|打|投|贴|传)错(?:了)?(?:个)?(?:群|人|窗口?|对话|地方|地儿|号)/;

function nothingSaid(body: string, item: number | undefined): CommandFound | undefined {
  if (body.length > 14 || !/改|错|不对|更正|修改/.test(body)) return undefined;
  if (/撤|删|作废/.test(body) || SENT_ASTRAY.test(body)) return undefined;
  return { command: { name: 'amend', ...(item ? { item } : {}) }, words: body, ask: 'slot' };
}

function itemOf(text: string): { item: number; length: number } | undefined {
  const m =
    /^(?:把|将)?(?:第)?([1-9①-⑨]|[一二三四五六七八九](?=条|项|个))(?:条|项|个|号)?(?:记录)?(?:的)?(?=改|日期|时间|地点|对象|方式|学时|应该|应|换|不对|是|，|错|人)/.exec(
      text,
    );
  if (!m) return undefined;
  const circled = '①②③④⑤⑥⑦⑧⑨'.indexOf(m[1]!);
  const item = circled >= 0 ? circled + 1 : parseChineseNumber(m[1]!);
  return item ? { item, length: m[0].length } : undefined;
}

function addOrRemove(reading: Reading, body: string, item: number | undefined): CommandFound | undefined {
  const people = reading.people.filter((p) => !p.ids.includes(reading.sender));
  const names = people.map((p) => p.name);
  const base = item ? { item } : {};
  // 孟子悦家还没去 adds nobody
  if (/还没(?!记|写)|尚未|未去|提醒|催/.test(body)) return undefined;
  if (body.length > 30 || reading.clauses.some((c) => c.days.length > 0)) return undefined;
  if (ADD.test(body)) {
    const started =
      /^(?:对了|哦|噢|另外|还有|补充|再|加|漏|少|忘|刚才|那条|上条|把|将|同行|陪同|对象|给)/.test(body);
    const going =
      /^[^，。]{0,12}也(?:一起|一同|跟着|都)?(?:去|参加|参与|在|来|到)(?:了|过|场)*[。！]?$/.test(body) ||
      /(?:漏|(?<!多)少|忘)(?:了|掉|记|写|报|说)+/.test(body) ||
      /加(?:上|一个|个|进)/.test(body);
    if (!(started || going)) return undefined;
    if (names.length > 0) {
      const companion =
        /也(?:一起|一同|跟着|都)?(?:去|参加|参与|在|来|到)|同行|陪同|随行|一起|一块|一道|一同|同去/.test(
          body,
        );
      return {
        command: {
          name: 'amend',
          slot: companion ? 'companions' : 'targets',
          value: names,
          change: 'add',
          ...base,
        },
        words: body,
      };
    }
    if (/(?:再|还)?(?:加|添)(?:上)?(?:一|两|几)?个?(?:人|学生|同学|老师|对象|同行)/.test(body))
      return {
        command: {
          name: 'amend',
          slot: /同行|陪同/.test(body) ? 'companions' : 'targets',
          change: 'add',
          ...base,
        },
        words: body,
        ask: 'targets',
      };
    return undefined;
  }
  if (REMOVE.test(body) && names.length > 0 && body.length <= 16)
    return {
      command: {
        name: 'amend',
        slot: /没(?:有)?(?:去|参加|来)|同行|陪同/.test(body) ? 'companions' : 'targets',
        value: names,
        change: 'remove',
        ...base,
      },
      words: body,
    };
  if (
    names.length > 0 &&
    /^(?:对了|不对|哦|那天|当天|上次|那次)?[，]?[^，。]{2,8}?(?:其实|实际上?|那天|当天|后来)?(?:没|没有)(?:去|来|参加|在场|到场)(?:成)?[。]?$/.test(
      body,
    )
  )
    return {
      command: { name: 'amend', slot: 'companions', value: names, change: 'remove', ...base },
      words: body,
    };
  return undefined;
}

/** What is left of a correction without what was wrong: 学时写多了，不是6是4 → 学时写多了，是4. */
function rightPart(whole: string): { body: string; contrasts: boolean } {
  const positive = whole.replace(WRONG, '，').replace(/^，(?=是)/, '不是，');
  const saysRight = /(?:是(?!否)|成|应|属于|算)(?!，|$)/.test(positive.replace(/^不是，/, ''));
  const said = (saysRight ? positive : whole).replace(ENDS_WITH_SLIP, '');
  const body = said.replace(/，{2,}/g, '，').replace(/[，。 ]+$/, '');
  return { body: body || whole, contrasts: body !== '' && said !== whole };
}

/** 刚才那条记录其实是走访: what something is instead. */
const IS_SAID = inTurn(
  /^(?:(?:刚才|刚刚|刚|上|前|那|这|昨天)[^，。]{0,4}(?:条|次|个|笔)(?:记录|学习|培训|走访|谈话|谈心|党课|服务|联系|会议)?(?:的)?)?/,
  /(?:其实|实际(?:上)?|准确(?:地?说|来说)?|更准确)?(?:应该?|就)?(?:是|算|为)([^，。]{1,12})/,
);

/** 不对不对，地点是…: said before the slot and its value. */
const DENIES_FIRST =
  /^(?:(?:不对|不是|错了|搞错了|哦|啊|哎呀?)[，。！ ]*)+(?=(?:日期|时间|地点|地址|对象|方式|形式|学时|课时|时长|人数|类型)(?:应该)?[是为在：])/;

/** The words after the last 改成, 应该是, 是. */
function valuePart(said: string): string {
  const body = said.replace(DENIES_FIRST, '');
  // 不是上午是晚上: said without a mark between the wrong and the right
  const instead =
    /^(?:不对，?)?不是[^，。是]{1,10}?(?:，|。| )?而?是([^，。是]{1,14})[。！]?$/.exec(body) ??
    // 不是周二，周三
    /^(?:不对，?)?不是[^，。是]{1,10}(?:，|。| )(?![^，。]*[改换应写记填])([^，。是]{1,14})[。！]?$/.exec(
      body,
    );
  if (instead) return instead[1]!.replace(/[吧啊呢]$/, '');
  const whose =
    /^(?:谈|走访|访|家访|陪同|同行|一起去|联系|结对|见)的(?:人|对象|学生)?(?:(?:应该)?是|还有)([^，。]{2,12})$/.exec(
      body,
    );
  if (whose) return whose[1]!;
  // 地点改一下，浑南区文化馆: the order says nothing of the value
  const ordered =
    /^[^，。是为]{2,10}(?:改|修改|更改|更正|调整|订正|纠正)(?:一下|下|一改)吧?[，：:\s]+([^，。]+)[。！]?$/.exec(
      body,
    );
  if (ordered) return ordered[1]!.replace(/^(?:改|换)?(?:成|为)|^(?:应该|应)?是|[吧哈啊呗]$/g, '');
  // 学时写多了，2.5才对
  const only =
    /(?:^|[，。 ])(?:应该|应)?(?:是)?([^，。 ]{1,14}?)(?:才(?:是)?对(?:的)?|才是真的|是对的|才(?:算)?准)[。！]?$/.exec(
      body,
    );
  if (only) return only[1]!;
  let last: RegExpExecArray | undefined;
  // 是上午不是下午: what it is not says nothing more
  const keep = body.replace(
    /(?<=(?:是|算|为)[^，。]{1,12})[，、 ]?(?:而?不是|(?<=[，、 ])[而并]?非)[^，。]{1,12}[。！]?$/,
    '',
  );
  if (keep !== body) return valuePart(keep);
  // 地点应该是二楼，你给记成一楼了: what it was taken for
  const meant = body.replace(TAKEN_FOR, '');
  if (meant !== body) return valuePart(meant);
  for (const m of matchesOf(AFTER_CHANGE, body)) last = m;
  if (last)
    return body.slice(last.index + last[0].length).replace(/^[：，。\s]+|[。！～吧呗哈啊哦\s]+$/g, '');
  const after = /(?:错了?|不对|有误|错啦)[，。！\s]*(?=是|应|[，。！\s])[，。！\s]*(.+)$/.exec(body);
  if (after) return after[1]!.replace(/^(?:应该?)?(?:是|改成|改为|在)/, '').replace(/[。！吧]+$/g, '');
  const colon =
    /(?:日期|时间|地点|地址|会址|场地|对象|方式|形式|学时|课时|时长|小时数|人数|原因|缘由|事由|起因|性质|类型)(?:：|:|是|为|在)(.+)$/.exec(
      body,
    );
  if (colon) return colon[1]!;
  const isNot =
    /^(?:对象|学生|走访的|谈的|地点|时间|日期|方式)(?:应该)?是([^，。]{1,12})，(?:而)?不是[^，。]{1,12}$/.exec(
      body,
    );
  if (isNot) return isNot[1]!;
  const moved =
    /^(?:改|换|更正)(?:一下|下)?(?:时间|日期|地点|地址|对象|方式|学时|人数|类型)[，：](.{1,14})$/.exec(body);
  if (moved) return moved[1]!;
  const changed = /(?:改|修改|更改|变更|更正|调整|换)(?:一下|下|一改)[，：:\s]+(.+)$/.exec(body);
  if (changed) return changed[1]!;
  const plain = /^(?:不对|不是)[，。！\s]*(?:是)?(.+)$/.exec(body);
  if (plain) return plain[1]!;
  const is = IS_SAID.exec(body);
  return is ? is[1]! : '';
}

function inferSlot(reading: Reading, value: string, body: string): string | undefined {
  if (value === '') return undefined;
  if (/学时|课时|^[\d.一二两三四五六七八九十半个]{1,6}(?:小时|钟头)$/.test(value)) return 'hours';
  if (parseDayPhrases(value, reading.now, { looking: 'back' }).length > 0) return 'date';
  if (parseTimes(value).some((t) => t.time)) return 'time';
  if (peopleIn(value, body, reading).length > 0) return 'targets';
  if (/专访|顺访|专程|顺路|顺道/.test(value)) return 'manner';
  if (MODES.some(([, p]) => p.test(value)) && value.length <= 8) return 'mode';
  if (/^\d{1,3}(?:个)?(?:人|名|户|位)$/.test(value)) return 'count';
  if (parseTimes(value).some((t) => t.daypart) && value.length <= 4) return 'daypart';
  if (mainCue(value, findKinds(value)) && value.length <= 10) return 'kind';
  if (
    /^(?:在)?[\u3400-\u9fff\d]{2,14}(?:室|楼|馆|厅|市|县|区|镇|乡|村|院|堂|部|处|中心|社区)\d*$/.test(value)
  )
    return 'place';
  if (/^(?:在|到|去)/.test(value) && value.length <= 16 && findPlace(value, [], true)) return 'place';
  return undefined;
}

function peopleIn(value: string, body: string, reading: Reading): string[] {
  if (value === '') return [];
  const at = reading.text.lastIndexOf(value);
  void body;
  return reading.people.filter((p) => p.start >= at && p.start < at + value.length).map((p) => p.name);
}

const REASONS: [NonNullable<ReportedActivity['reason']>, RegExp][] = [
  ['tendency', /苗头|倾向|思想(?:问题|波动)/],
  ['conflict', /矛盾|冲突|纠纷|不和|争执|吵|过节|别扭/],
  ['status_change', /表彰|奖|处罚|处分|提拔|任用|岗位|调整|调动|任职|升|免/],
  ['hardship', /困难|挫折|变故|生病|重病|去世|失利|受灾|意外|打击/],
];

/** Kinds by names that tell of nothing on their own. */
const KIND_NAMES: [ReportedActivity['kind'], RegExp][] = [
  ['meeting', /^(?:会议?|开会|党日|党会|例会)(?:类|活动)?$/],
  ['service', /^(?:服务|公益|志愿)(?:类|活动)?$/],
  ['contact', /^(?:联系|帮扶|联络)(?:类|活动)?$/],
  ['lecture', /^(?:讲课|授课)(?:类)?$/],
  ['study', /^(?:上课|听课|听讲)(?:类)?$/],
];

/** 家庭变故 → hardship: the occasion of a talk by the words of the notice or by what happened. */
function reasonNamed(value: string): ReportedActivity['reason'] {
  return REASONS.find(([, p]) => p.test(value))?.[0] ?? findReason(value)?.reason;
}

function parseValue(
  slot: string,
  value: string,
  body: string,
  reading: Reading,
): { slot: string; value: Command['value'] | undefined } {
  switch (slot) {
    case 'date':
    case 'endDate': {
      const clock = parseTimes(value).find((t) => t.time)?.time;
      if (clock && parseDayPhrases(value, reading.now, { looking: 'back' }).length === 0)
        return { slot: 'time', value: clock };
      const day =
        parseDayPhrases(value, reading.now, { looking: 'back' })[0] ??
        parseDayPhrases(body, reading.now, { looking: 'back' }).at(-1);
      if (day) return { slot, value: day.from };
      const times = parseTimes(value);
      const time = times.find((t) => t.time);
      if (time) return { slot: 'time', value: time.time };
      const part = times.find((t) => t.daypart);
      return part ? { slot: 'daypart', value: part.daypart } : { slot, value: undefined };
    }
    case 'time': {
      const time = parseTimes(value).find((t) => t.time)?.time;
      return { slot, value: time };
    }
    case 'daypart':
      return { slot, value: parseTimes(value).find((t) => t.daypart)?.daypart };
    case 'targets':
    case 'companions': {
      const names = peopleIn(value, body, reading);
      if (names.length > 0) return { slot, value: names };
      const bare = value.replace(/(?:同学|老师|同志|的)$/, '');
      const list = bare
        .split(/[、，和与]/)
        .filter((n) =>
          /^(?!.*[了的着过是])(?:[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]+·[\u3400-\u9fff·]+)$/.test(n),
        );
      return { slot, value: list.length > 0 && bare.length <= 12 ? list : undefined };
    }
    case 'mode':
      return { slot, value: MODES.find(([, p]) => p.test(value || body))?.[0] };
    case 'hours': {
      const m = /(\d{1,3}(?:\.\d)?|[一二两三四五六七八九十半]{1,3}(?:个半)?)/.exec(value);
      return { slot, value: m ? parseQuantity(m[1]!) : undefined };
    }
    case 'count': {
      const m = /(\d{1,4}|[一二两三四五六七八九十百]{1,4})/.exec(value);
      return { slot, value: m ? parseChineseNumber(m[1]!) : undefined };
    }
    case 'manner':
      return {
        slot,
        value: /专访|专程|专门/.test(value || body)
          ? 'dedicated'
          : /顺/.test(value || body)
            ? 'incidental'
            : undefined,
      };
    case 'kind':
      return {
        slot,
        value:
          mainCue(value, findKinds(value))?.kind ??
          KIND_NAMES.find(([, p]) => p.test(value))?.[0] ??
          mainCue(body, findKinds(body))?.kind,
      };
    case 'reason':
      return { slot, value: reasonNamed(value) };
    case 'place':
      return { slot, value: value.replace(/^(?:在|到|去)/, '') || undefined };
    default:
      return { slot, value: value || undefined };
  }
}
