/** Corrections of what was just recorded: 日期改成…, 不是…是…, 韩梅也去了, 不算张伟, 2改成…. */
import { parseChineseNumber, parseQuantity } from '../../domain/chinese-number.ts';
import { dayOf } from '../../domain/day.ts';
import type { Command } from '../../domain/understanding.ts';
import type { CommandFound } from './command.ts';
import { parseDayPhrases } from './day.ts';
import { findKinds, mainCue } from './kind.ts';
import type { Reading } from './report.ts';
import { parseTimes } from './time.ts';

const SLOTS: [string, RegExp][] = [
  ['endDate', /结束(?:日期|时间)|截止(?:日期|时间)/],
  ['time', /钟点|几点/],
  ['date', /日期|时间|日子|哪天|天数|日期写|是哪天/],
  ['place', /地点|地址|地方|位置/],
  ['companions', /同行(?:人|的人)?|陪同(?:人)?|同去(?:的)?(?:人)?|一起(?:去)?的人|参与人|参加人/],
  ['targets', /对象|姓名|名字|学生(?!家)|人名|谈话人|被谈|人(?=写|记|搞|弄|是|应|不|改)|走访的是|谈的是/],
  ['mode', /方式|形式|途径/],
  ['hours', /学时|课时|时长|小时|服务时间/],
  ['count', /人数|户数|数量|几个人|几户/],
  ['manner', /专访还是|顺访还是|专访|顺访/],
  ['kind', /类型|类别|种类|性质|分类/],
  ['reason', /原因|缘由|事由/],
];
const CHANGES =
  /(?:改|修改|更改|变更|更正|调整|换|订正|纠正|写|记|填|弄|搞|算)(?:成|为|作|到|是|一下)|应(?:该)?(?:是|为|当是|改为)|(?:错|不对|有误|不准|写反|搞反|搞混|记混)(?:了|啦)?|不是[^，。]{1,16}[，。 ]?(?:而?是|应该?是|改)|改一下|改下|更正|纠正/;
const AFTER_CHANGE =
  /(?:改|修改|更改|变更|更正|调整|换|订正|纠正|写|记|填|弄)(?:成|为|作|到|是)(?:：)?|应(?:该)?(?:改)?(?:是|为|成)|(?:而|实际|其实|准确|正确的?)(?:上)?(?:应(?:该)?)?是|(?:，|。| )是(?!不)|更正(?:：|为)|纠正(?:：|为)/g;
const ADD =
  /也(?:一起|一同|跟着|都)?(?:去|参加|参与|在|来|到|有|谈|走访)(?:了|过)?(?!哪|吗)|(?:再|还)?(?:加|添|补)(?:上|一个|个|一下|一位|进去|进来)|漏(?:了|掉|记|写|报)|少(?:了|写|记|报|算)(?:了)?(?:一个|个)?|还有[^，。]{2,6}(?:一起|也|同去|没记|没写|$)|忘(?:了)?(?:写|记|加|说)/;
const REMOVE = /(?:不算|去掉|删掉|删去|删除|除去|除掉|拿掉|划掉|减去|移除|不包括|没有)(?!了?这|了?那|上)/;
const MODES: [string, RegExp][] = [
  ['phone', /电话|打的?电话|通话/],
  ['online', /微信|视频|线上|网络|网上|QQ|腾讯会议|钉钉|语音|在线|连线/],
  ['onsite', /上门|当面|实地|面对面|面谈|入户|线下|到家|现场|见面|登门/],
];

/** Whether a text corrects rather than reports, and what it changes. */
export function findAmend(reading: Reading, text: string): CommandFound | undefined {
  if (text.length > 48) return undefined;
  if (/[？?]$|吗$|怎么改|能改|可以改|如何改/.test(text)) return undefined;
  // a report that corrects itself (昨天，不对，前天去的…) names its activity
  if (
    tellsActivity(reading) &&
    !/^(?:不对|不是|错了|改|更正|把|将|刚才|刚刚|上一?条|对象|日期|时间|地点|方式|学时|人数)/.test(text)
  )
    return undefined;
  const item = itemOf(text);
  const body = item ? text.slice(item.length) : text;
  const added = addOrRemove(reading, body, item?.item);
  if (added) return added;
  const changes =
    CHANGES.test(body) || item !== undefined || /^(?:不对|不是|错了|写错|记错|说错|搞错|更正)/.test(body);
  if (!changes) return undefined;
  if (/任务/.test(body)) return undefined;
  const value = valuePart(body);
  const named = SLOTS.find(([, p]) =>
    p.test(body.slice(0, Math.max(body.length - value.length, 0)) || body),
  )?.[0];
  const slot = named ?? inferSlot(reading, value, body);
  const opening =
    /^(?:(?:把|将)?(?:上|刚才|刚刚|这|那|前面|第|(?:昨天|今天|前天)(?:那|的|记)|方才|之前)|不对|不是|错了|改|更正|纠正|修改|写错|记错|说错|搞错|时间|日期|地点|地址|对象|方式|学时|课时|人数|形式|姓名|名字|同行|类型|类别|应该|应为|应是|人|小时|时长|把|将|学生|陪同|谈话|走访|是)/.test(
      body,
    );
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

/** Whether the message itself names an activity with a day or a person of its own. */
function tellsActivity(reading: Reading): boolean {
  return reading.clauses.some((c) => {
    const cue = mainCue(c.text, c.cues);
    return (
      cue !== undefined &&
      cue.strength >= 2 &&
      (c.people.length > 0 ||
        /\d|[一二两三四五六七八九十](?:个)?(?:学时|课时|小时)/.test(c.text) ||
        reading.clauses.some((o) => o.days.some((d) => d.corrected)))
    );
  });
}

function nothingSaid(body: string, item: number | undefined): CommandFound | undefined {
  if (body.length > 14 || !/改|错|不对|更正|修改/.test(body)) return undefined;
  if (/撤|删|作废/.test(body)) return undefined;
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
  if (body.length > 30 || reading.clauses.some((c) => c.days.length > 0)) return undefined;
  if (ADD.test(body)) {
    const started =
      /^(?:对了|哦|噢|另外|还有|补充|再|加|漏|少|忘|刚才|那条|上条|把|将|同行|陪同|对象|给)/.test(body);
    const going =
      /^[^，。]{0,12}也(?:一起|一同|跟着|都)?(?:去|参加|参与|在|来|到)(?:了|过|场)*[。！]?$/.test(body) ||
      /(?:漏|少|忘)(?:了|掉|记|写|报|说)+/.test(body) ||
      /加(?:上|一个|个|进)/.test(body);
    if (!(started || going)) return undefined;
    if (names.length > 0) {
      const companion = /也(?:一起|一同|跟着|都)?(?:去|参加|参与|在|来|到)|同行|陪同|一起|同去/.test(body);
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
    /^[^，。]{2,8}(?:没|没有)(?:去|来|参加)[。]?$/.test(body) &&
    /^(?:对了|不对|哦)/.test(body)
  )
    return {
      command: { name: 'amend', slot: 'companions', value: names, change: 'remove', ...base },
      words: body,
    };
  return undefined;
}

/** The words after the last 改成, 应该是, 是. */
function valuePart(body: string): string {
  let last: RegExpExecArray | undefined;
  const keep = body.replace(/[，、 ]?(?:而)?不是[^，。]{1,12}$/, '');
  if (keep !== body && /应(?:该)?是|改成|改为/.test(keep)) return valuePart(keep);
  for (const m of body.matchAll(AFTER_CHANGE)) last = m;
  if (last) return body.slice(last.index + last[0].length).replace(/^[：，。\s]+|[。！～吧\s]+$/g, '');
  const after = /(?:错了|不对|有误|错啦)[，。！\s]+(.+)$/.exec(body);
  if (after) return after[1]!.replace(/^(?:是|应该是|改成)/, '').replace(/[。！吧]+$/g, '');
  const plain = /^(?:不对|不是)[，。！\s]*(?:是)?(.+)$/.exec(body);
  if (plain) return plain[1]!;
  const colon = /(?:日期|时间|地点|对象|方式|学时|课时|人数)(?:：|:|是|为)(.+)$/.exec(body);
  return colon ? colon[1]! : '';
}

function inferSlot(reading: Reading, value: string, body: string): string | undefined {
  if (value === '') return undefined;
  if (/(?:学时|课时)/.test(value)) return 'hours';
  if (parseDayPhrases(value, reading.now, { looking: 'back' }).length > 0) return 'date';
  if (parseTimes(value).some((t) => t.time)) return 'time';
  if (peopleIn(value, body, reading).length > 0) return 'targets';
  if (/专访|顺访/.test(value)) return 'manner';
  if (MODES.some(([, p]) => p.test(value)) && value.length <= 8) return 'mode';
  if (/^\d{1,3}(?:个)?(?:人|名|户|位)$/.test(value)) return 'count';
  if (parseTimes(value).some((t) => t.daypart) && value.length <= 4) return 'daypart';
  if (mainCue(value, findKinds(value)) && value.length <= 10) return 'kind';
  if (
    /^(?:在)?[\u3400-\u9fff\d]{2,14}(?:室|楼|馆|厅|市|县|区|镇|乡|村|院|堂|部|处|中心|社区)\d*$/.test(value)
  )
    return 'place';
  return undefined;
}

function peopleIn(value: string, body: string, reading: Reading): string[] {
  if (value === '') return [];
  const at = reading.text.lastIndexOf(value);
  void body;
  return reading.people.filter((p) => p.start >= at && p.start < at + value.length).map((p) => p.name);
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
      const list = bare.split(/[、，和与]/).filter((n) => /^[\u3400-\u9fff·]{2,10}$/.test(n));
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
        value: /专访|专程/.test(value) ? 'dedicated' : /顺/.test(value) ? 'incidental' : undefined,
      };
    case 'kind':
      return { slot, value: mainCue(value, findKinds(value))?.kind };
    case 'place':
      return { slot, value: value.replace(/^(?:在|到|去)/, '') || undefined };
    default:
      return { slot, value: value || undefined };
  }
}
