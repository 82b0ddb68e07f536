/** Which earlier record an order points at: 李明轩那条, 周一那次谈话, 昨天报的党课, 我昨天说走访甲，其实是乙. */
import { dayOf } from '../../domain/day.ts';
import type { ActivityKind, RecordNamed } from '../../domain/understanding.ts';
import { parseDayPhrases } from './day.ts';
import { type Reading, readMessage } from './report.ts';

const KINDS: [ActivityKind, RegExp][] = [
  ['visit', /(?:电话)?(?:走访|家访|顺访|专访)/y],
  ['talk', /谈心谈话|谈心|谈话/y],
  ['pairing', /结对(?!的?(?:学生|同学|对象))/y],
  ['lecture', /微?党课|讲课|思政课/y],
  ['meeting', /支委会|支部大会|党小组会|主题党日|组织生活会|民主评议|支部会|会议|开会/y],
  ['service', /志愿服务|志愿活动|志愿|服务/y],
  ['study', /学习|培训/y],
  ['contact', /联系(?!方式|人|电话|点)/y],
];
/** Said before the order itself. */
const BEFORE =
  /^(?:(?:哎呀?|啊|哦|呃|那个|对了|不好意思|麻烦(?:你|您)?|请|帮我|帮忙|给我|把|将|撤销|撤回|撤掉|删除|删掉|删了|删|作废|更正|改一?下|我)[，、 ]?)*/;
/** 记的, 跟你说的: how somebody speaks of having told it. */
const TOLD =
  /(?:跟你|给你|在这儿?)?(?:记(?!录)|报|录|发|说|写|登|填)(?:的是|的|了|过的)?(?![成错岔混反多少漏重])/y;
const FILLER =
  /同学|老师|书记|主任|家里?|他家|的|、|跟|和|与|找|给|去|对(?!象)|到|上午|下午|晚上|中午|那天|那|这|，(?=那)/y;
/** 那条, 那次谈话 */
const MARK = /(?:那|这|的)?一?([条笔次个])(?:记录)?|的?记录/y;
/** Orders about something else than a record. */
const OTHER_THINGS = /提醒|任务|必谈|通知|待办|消息|群/;
/** The record last spoken of is meant, and no other. */
const LATEST = /刚|方才|最近|上次|前头|前边|后面|上一|上条|前一|前面|上面|最后|最新|第/;
/** What orders a change, in so many words. */
const ORDERS =
  /改|更正|订正|[写记报录填说搞弄登]的?[错岔混反多少漏重成]|错了|不对|应该?[是为]|不是[^，。]{1,10}[，。 ]?而?是|是[^，。]{1,8}不是|其实|加上|加个|漏|忘了|删|撤|作废|不要了|不算|去掉|也(?:去|在|参加)|还有/;
/** 时间写错了, 方式改成…: right behind what names the record without a 那条. */
const SLOT_BEHIND =
  /^(?:的)?(?:日期|时间|日子|地点|地址|对象|学生|姓名|名字|人名|方式|形式|学时|课时|时长|人数|类型|原因|[写记报录填]|多|少|漏|改|删|撤|作废|不要了|加上)/;
const CONTRASTS =
  /^(?:[写记说搞弄报][错岔混反]了)?，(?=(?:其实|实际|应该|不是|而是)|[我]?[写记说搞弄报][错岔混反])/;

/** What may follow 那条 at once; 那条朋友圈, 那个申请 are no records. */
const GOES_ON =
  /^(?:的|，|给我|帮我|请|麻烦|都|也|就|再|先|要|不|没|是|应该?|其实|还有|改|更|订|删|撤|作废|去掉|加|漏|忘|[写记报录填说搞弄登错多少重]|日期|时间|日子|地点|地址|对象|学生|姓名|名字|人名?|方式|形式|学时|课时|时长|人数|类[型别]|原因)/;
/** 那条别删, 那条是不是删了: no order. */
const NO_ORDER =
  /(?:别|甭|勿|莫|不[用必要想能])(?:先|给我|再|着急|急着)?(?:[删撤改动]|去掉|作废)|先不|不[删撤改](?!了吧)|([删撤改])[没不]\1|谁|又[谈去走聊讲开见]|(?:漏|忘了?)[记报]了?(?:$|，)|是不是|有没有|怎么|为什么|为啥|干嘛|[？?]|(?:吗|么|没有?|呢)$/;

/** Whether a message orders something of a record, rather than forbidding it, asking or telling of it. */
export function isOrder(text: string): boolean {
  return !NO_ORDER.test(text);
}

/** What stands before 那条 and is no way to say which record: 把, 帮我看下. */
const SAYS_NOTHING =
  /^(?:哎呀?|啊|哦|呃|嗯|那个|对了|不好意思|麻烦|请|帮我|帮忙|给我|把|将|我|你|您|撤销|撤回|撤掉|删除|删掉|删了|删|作废|更正|改一?下|不对|错了|说错了|[，、 ])*$/;

/** 小李那条, 上午那条, 昨天把某某记成走访了: a record is named, whichever it is, so that the latest is not meant. */
export function pointsElsewhere(text: string): boolean {
  if (LATEST.test(text)) return false;
  const [, before] = /(?:^|[，。！；])([^，。！；]{0,14}?)那一?[条笔次]/.exec(text) ?? [];
  if (before !== undefined) return !SAYS_NOTHING.test(before);
  return POINTS_BACK.test(text) || NOT_MINE.test(text);
}
/** 昨天志愿服务不是我去的，是某某: whatever was recorded of it, it is not with somebody else that it was held. */
const NOT_MINE = /不是我[^，。我]{1,3}的/;
const POINTS_BACK =
  /^(?:我|把|将|请|撤销|撤回|撤掉|删除|删掉|删了|删)*(?:大?前天|昨天|明天|后天|[上下这本]?(?:周|星期|礼拜)[一二三四五六日天]|\d{1,2}[号日]|\d{1,2}月\d{1,2}[号日]?)(?:把|说的?|报的?|记的?|写的?|那|的|跟|和|走访|谈)/;

export interface NamedRecord {
  of: RecordNamed;
  /** The message with 那条 in place of the words that name the record. */
  rest: Reading;
}

/**
 * The record that an order names by its person, day or kind; undefined when it names none or means the latest.
 * @param reading the message
 */
export function findRecordNamed(reading: Reading): NamedRecord | undefined {
  const { text } = reading;
  if (
    text.length > 60 ||
    LATEST.test(text) ||
    !ORDERS.test(text) ||
    !isOrder(text) ||
    OTHER_THINGS.test(text)
  )
    return undefined;
  const start = BEFORE.exec(text)![0].length;
  const scan = scanName(reading, start);
  if (!scan) return undefined;
  const { of, end } = scan;
  const behind = text.slice(end);
  if (!isWhole(scan, text.slice(0, start), behind)) return undefined;
  // 甲的走访记成谈心了: it is on record as what it was taken for
  if (/^[写记说搞弄报填登]成/.test(behind)) delete of.kind;
  const ordered = text.slice(0, start).replace(/我$/, '');
  const rest = `${ordered}那条${behind.replace(/^的?，?/, '')}`;
  return { of, rest: readMessage(rest, reading.now, reading.sender, reading.index) };
}

/** Whether the words name a record and nothing else, and the order or what is wrong is all that stands around them. */
function isWhole({ of, mark, told }: Scan, before: string, behind: string): boolean {
  const isFirst = of.person !== undefined || of.day !== undefined;
  const saysWhat = of.kind !== undefined || told;
  if (!isFirst && (of.kind === undefined || mark === undefined)) return false;
  if (behind === '') return /[撤删废]/.test(before) && (mark !== undefined || saysWhat);
  if (mark === undefined)
    return (
      (saysWhat && SLOT_BEHIND.test(behind)) || (of.person !== undefined && told && CONTRASTS.test(behind))
    );
  if (!GOES_ON.test(behind)) return false;
  // 那次 and 那个 are said of other things, too
  return mark === '条' || mark === '笔' || (isFirst && ORDERS.test(behind) && !/取消/.test(behind));
}

/** A day right there; of 昨天记的 the day alone, which else says when it was told. */
function dayAt(text: string, at: number, now: Date) {
  const words = /^[^，。那这记报录写说发填登的]{1,10}/.exec(text.slice(at))?.[0];
  const [day] = words ? parseDayPhrases(words, now, { looking: 'back' }) : [];
  return day?.start === 0 ? day : undefined;
}

interface Scan {
  of: RecordNamed;
  end: number;
  /** 条 of 那条. */
  mark: string | undefined;
  /** 记的, 报的 was said. */
  told: boolean;
}

/** Reads the words that name a record, one after the other, as far as they go. */
function scanName(reading: Reading, start: number): Scan | undefined {
  const { text, people, now, sender } = reading;
  const of: RecordNamed = {};
  let told = false;
  let mark: string | undefined;
  let at = start;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  while (at < text.length) {
    const person = people.find((p) => p.start === at && !p.ids.includes(sender));
    const day = dayAt(text, at, now);
    const kind = KINDS.find(([, pattern]) => take(pattern));
    if (person && of.person === undefined && mark === undefined) {
      of.person = person.name;
      at = person.end;
    } else if (person && mark === undefined && /[和跟与、]$/.test(text.slice(start, at))) {
      // 甲和乙那条: the first of them finds it
      at = person.end;
    } else if (day && of.day === undefined && mark === undefined) {
      of.day = day.from;
      if (day.to) of.to = day.to;
      at += day.end;
    } else if (kind && of.kind === undefined) {
      of.kind = kind[0];
      at += take(kind[1])![0].length;
    } else if (mark === undefined && take(MARK)) {
      const found = take(MARK)!;
      mark = found[1] ?? '条';
      at += found[0].length;
    } else if (mark === undefined && !told && take(TOLD)) {
      told = true;
      at += take(TOLD)![0].length;
    } else if (mark === undefined && take(FILLER)) at += take(FILLER)![0].length;
    else break;
  }
  if (at === start) return undefined;
  // what lies ahead is no record
  if (of.day !== undefined && of.day > dayOf(now)) return undefined;
  if (told && of.day !== undefined) of.told = true;
  return { of, end: at, mark, told };
}
