/**
 * What dictation leaves out and puts in: marks where a statement ends, fillers between the words. Marks are added where
 * the words themselves show a new statement, so that all that is told apart by marks is told apart without them.
 */
import { SURNAMES } from './lexicon/names.ts';
import { isHan } from './normalize.ts';

export interface Spoken {
  text: string;
  /** For every character of the text its place in what was written; an added mark has the place of what follows it. */
  origin: number[];
}

/** A stretch without a mark is taken for dictation from this many characters on. */
const LONG_RUN = 16;
/** Least characters between two added marks, and after the last. */
const SHORTEST_LEFT = 4;
const SHORTEST_RIGHT = 3;

/** A new statement begins with `opens`, where what stands before it ends in `after` and not in `notAfter`. */
interface Pause {
  opens: RegExp;
  after?: RegExp;
  notAfter?: RegExp;
  /** What stands before it may not be a name. */
  apart?: true;
}

/** Ends of a predicate: what was done has been said. */
const SAID = /(?:结[了的成]?对|[了的啦嘛吧哈]|[了的去来着过吧哦]啊|来着|[心话访课事]|电话|视频|微信)$/;
/** The same, or a place or a time that closes it. */
const CLOSED =
  /(?:结[了的成]?对|[了的啦嘛吧哈啊家里区县市镇乡村楼室店校院馆天]|[去来]着|[心话访课事面]|电话|视频|微信|语音|同学|老师|小时|分钟|钟头|上班|[^是]人)$/;
const TAKES_OBJECT =
  /(?:[给跟和与同找把帮陪让叫请问劝替为向去到在看是说夸催等听教带送约见比被由使令]|(?<!结[的了成个]?)对|(?<![家走])访|[看问去访找见劝帮给约到打]了|告诉|关心|鼓励|联系了?)$/;
/** What the other one says, wants or waits for has not been said yet. */
const NOT_OVER =
  /(?:[说让叫请求问等盼怕跟和与给对被由是像想陪找]|希望|愿意|以为|觉得|告诉|要求|[昨今前][天晚早夜]|晚上|上午|下午|中午|早上|(?:周|星期|礼拜)[一二三四五六日天]|后来|然后|于是|所以)$/;
const KIN = /[他她](?=家|[爸妈爷奶姥父母哥姐弟妹])/;
/** 给某某, 去了某某: the name goes on in 他妈妈, 他家. */
const TOWARDS_SOMEBODY = /(?:[给跟和与同找到去在把对向问访系替由让请叫劝看是]|[去到]了)[^，。；]{0,7}$/;
/** After these an hour or a day begins another statement. */
const TOLD = /(?:的事儿?|[党团]课|[委大组]会|谈(?:了|的)?[心话]|[谈访聊打去接]的|[走家]访了|结了?对了?)$/;

const PAUSES: readonly Pause[] = [
  {
    opens:
      /然后|紧?接着(?=又|我|去|就|找|跟|给)|后来|随后|另外|还有就是|结果(?!单|是?好)|但是|不过(?!年)|而且|因此/,
  },
  { opens: /散会后|会后|课后/, after: /[会课了的]$/ },
  // 开完支委会就去跟某某谈了话
  { opens: /就(?=[去到赶找]|[跟和给带])/, after: /[开听讲上][^，。；]{0,8}(?:会|课|党日|学习|培训)$/ },
  // 支委会研究发展对象支委会之前我先…: the meeting once more, and what came before or after it
  {
    opens:
      /(?:(?:党员|支部)?大会|支委会|党小组会|主题党日|组织生活会)(?:开始|结束|开完)?[之以]?[前后](?=我|又|还|就)/,
    after: /(?:大会|支委会|党小组会|主题党日|组织生活会)[^，。；]+$/,
    notAfter: /(?:支部|党员)$/,
  },
  {
    opens: /完了(?=又|我|就|顺|还|再|去|给)|完事/,
    notAfter: /[谈聊访讲开做办弄学听上写改打说走看忙吃干]$/,
  },
  { opens: /[讲聊谈开听学忙]完(?=了?会?(?:以后|之后|又|就|我|还|再|顺))/, after: SAID },
  { opens: /顺[道路便](?=儿?[又去还看到把给])/, notAfter: /[是算又还号日天午晚早末六五四三二一]$/ },
  { opens: /主要(?=是|聊|说|谈|讲|问|学)/, after: SAID },
  { opens: KIN, after: CLOSED, notAfter: TAKES_OBJECT },
  { opens: KIN, notAfter: TOWARDS_SOMEBODY, apart: true },
  {
    opens:
      /[他她](?=们家|说|最近|下个?[月周学]|明年|马上|快|上个|刚|那|现在|答应|也|这|今年|平时|因为|是|高|挂|爱人|室友)/,
    after: CLOSED,
    notAfter: TAKES_OBJECT,
  },
  {
    opens: /我(?=就|也|让|劝|帮|又|还|把|答应|俩|们[聊说俩]|[跟给][他她]|今|说)/,
    after: SAID,
    notAfter: /(?:找|给|问|到|跟)了$/,
  },
  { opens: /以后(?=我|[他她])/, after: SAID },
  // 好几天没去实验室我陪她聊了…: after what the other one did or went through
  {
    opens: /我(?=陪|劝|安慰|开导|带[他她]|[给跟找约][他她]|[带拿买拎提送捎]了)/,
    after: /[^，。；]{8}$/,
    notAfter: NOT_OVER,
  },
  // 她哭了好几天昨晚我陪她…: with the time before it
  {
    opens:
      /(?:[昨今前][天晚早夜]|上?(?:周|星期|礼拜)[一二三四五六日天])(?:[上下中]午|晚上|早上)?(?=我(?:陪|劝|安慰|开导|带[他她]|[给跟找约][他她]))/,
    after: /[^，。；]{8}$/,
    notAfter: /[在到从的和跟与给是至号、]$/,
  },
  {
    opens: /(?:都是?|就是?|是)在(?=[^，。；]{2,10}?(?:谈|聊|见|讲|听|开|上|搞|补|碰|办)的)/,
    notAfter: /[他她我都人也心话访]$/,
  },
  { opens: /在(?=[^，。；的]{2,8}?(?:谈|聊)了)/, after: /谈[心话]$/ },
  { opens: /[跟和与](?=[^，。；的了]{2,6}一(?:起|块|道|同)儿?(?:去|来|弄|做|走访)的)/ },
  { opens: /(?:[上下中]午|晚上)是/, after: /[\u3400-\u9fff]{3}$/, notAfter: /[今昨前]天$/ },
  { opens: /(?:还有)?一(?:家|个|位|次|场)是/, notAfter: /还有$/ },
  {
    opens: /[跟和与给找](?=[^，。；]{2,8}(?:打|谈|聊|通|见|开))/,
    after: /(?:都?是|打的|谈的)(?:[今昨前]天|周[一二三四五六日])$/,
  },
  {
    opens: /都(?=上门|进了|去了|见[到着了]|打的|当面|谈了|是)/,
    notAfter: /[家里人他她们我俩大全首成每谁]$|[这本上]周$|[今昨前]天$|[上下]午$|学期$/,
  },
  { opens: /也?算(?=走访|家访|顺访|电话|谈|志愿|是?个?家)/, after: SAID },
  { opens: /就是(?=家访|走访|电话|谈心|说|问|想)/, after: SAID },
  { opens: /就是?(?=[大研][一二三四]|新来的|咱们?的?[班院系]|计算机那个|隔壁)/ },
  { opens: /今天|昨天|前天|(?:上个?)?(?:周|星期|礼拜)[一二三四五六日天]|[上下中]午|晚上/, after: TOLD },
  // 她家在造化街道下午回来开支部大会: behind where somebody's home is
  {
    opens: /今天|昨天|前天|(?:上个?)?(?:周|星期|礼拜)[一二三四五六日天]|[上下中]午|晚上/,
    after: /家(?:是|住)?在[^，。；]{1,12}(?:市|区|县|镇|乡|村|旗|街道|屯)的?$/,
  },
  // 趁这会儿说一下昨天下午…: behind what is said of the telling
  {
    opens: /今天|昨天|前天|上?上?个?(?:周|星期|礼拜)[一二三四五六日天]|刚才?|[上下中]午/,
    after: /[^，。；]{4}[说记报][一]?下(?:啊|哈|哦)?$/,
  },
  // 她家在本溪上周日又去的…: another time, and once more
  {
    opens:
      /(?:今天|昨天|前天|(?:上上?个?|这个?)?(?:周|星期|礼拜)[一二三四五六日天]|[上下中]午|晚上)(?:[上下中]午|晚上|早上)?(?=又|再[去找给跟和]|还(?:去|给|跟|找))/,
    notAfter:
      /[在到从的和跟与给是至号日、]$|今天|昨天|前天|(?:上上?个?|这个?|上个?)$|(?:周|星期|礼拜)[一二三四五六日天]$/,
  },
  { opens: /(?:哎呀?|哦|呃|啊)?(?:不对|不是不是|说错了?)/, after: /(?:[了的啊]|[会课心话访子对])$/ },
  { opens: /(?:哎呀?|哦|呃|啊|噢)(?:不对|不是|说错了?)/, notAfter: /[号日天午一二三四五六七八九十点\d]$/ },
  { opens: /不是(?=[^，。；]{2,6}是)/, after: /了$/ },
  { opens: /说(?![话明错好])/, after: /(?:[谈聊]的|的[心话]|[谈聊]了?[心话]|电话)$/, notAfter: /说$/ },
  { opens: /问(?=[他她]|了|孩子)/, after: /[了个]电话$/ },
];

/** 不对是党课，冯老师讲的: what is right is named, and what follows is told of it. */
const PUT_RIGHT =
  /不[对是][^，。；]{0,5}?是?(?:党课|团课|支委会|党员大会|支部大会|党小组会|谈心谈话|走访|家访|培训|讲座|志愿服务)$/;
/** After these a statement has ended. */
const ENDS =
  /(?:[了的去来过区县市家课心话构节]啊|[了的节]嘛|(?:小时|钟头|分钟|[几多]个?人)吧|来着|都(?:是|算)(?:家访|走访|谈心)|不是不是|新来的那个)$/;

const FILLERS = new Set('呃嗯唔诶欸');
const POINTS_AT_NOTHING = /(?:[在去到跟和与找给]|去了|趟|参加了?|听了?|走访了?|看望了?|那个)$/;
const STANDS_FOR_SOMETHING = /^(?:人|时候|不|是|的|[，。；！？\s]|$)/;

/** A text as it was meant to be heard, without its fillers and with marks between its statements. */
export function asSpoken(written: string): Spoken {
  const tidy = withoutFillers(written);
  const { text, origin } = tidy;
  const breaks: number[] = [];
  let from = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (at < text.length && isHanOrDigit(text[at]!)) continue;
    if (at - from >= LONG_RUN) breaks.push(...pausesIn(text, from, at));
    from = at + 1;
  }
  if (breaks.length === 0) return tidy;
  let out = '';
  const places: number[] = [];
  let last = 0;
  for (const at of breaks) {
    out += `${text.slice(last, at)}，`;
    places.push(...origin.slice(last, at), origin[at]!);
    last = at;
  }
  return { text: out + text.slice(last), origin: [...places, ...origin.slice(last)] };
}

const isHanOrDigit = (char: string) => isHan(char) || /[\dA-Za-z]/.test(char);

/** 我呃昨天, 去那个校史馆: what is said while thinking. */
function withoutFillers(written: string): Spoken {
  let text = '';
  const origin: number[] = [];
  const long = written.length >= LONG_RUN;
  for (let at = 0; at < written.length; at += 1) {
    const char = written[at]!;
    if (long && FILLERS.has(char) && isHan(written[at + 1]) && !FILLERS.has(written[at + 1]!)) continue;
    if (
      long &&
      char === '那' &&
      written[at + 1] === '个' &&
      POINTS_AT_NOTHING.test(text.slice(-4)) &&
      !STANDS_FOR_SOMETHING.test(written.slice(at + 2, at + 4))
    ) {
      at += 1;
      continue;
    }
    text += char;
    origin.push(at);
  }
  return { text, origin };
}

/** All the characters with which what follows a pause begins. */
const BEGINNINGS = new Set(
  '然紧接后随另还结但不而因散会课党支大组完讲聊谈开听学顺主他她我以都就是在跟和与一也算哎哦噢呃啊说问今昨前上下中周星礼晚',
);
const STICKY_PAUSES = PAUSES.map((pause) => ({ ...pause, opens: new RegExp(pause.opens.source, 'y') }));

function pausesIn(text: string, from: number, to: number): number[] {
  const found: number[] = [];
  let last = from;
  for (let at = from + SHORTEST_LEFT; at <= to - SHORTEST_RIGHT; at += 1) {
    if (at - last < SHORTEST_LEFT) continue;
    const before = text.slice(Math.max(last, at - 14), at);
    const begins =
      BEGINNINGS.has(text[at]!) &&
      STICKY_PAUSES.some(({ opens, after, notAfter, apart }) => {
        if (apart && (SURNAMES.has(text[at - 2]!) || SURNAMES.has(text[at - 3]!))) return false;
        if ((after && !after.test(before)) || notAfter?.test(before)) return false;
        opens.lastIndex = at;
        return opens.test(text);
      });
    const ends = ENDS.test(before) || (before.includes('不') && PUT_RIGHT.test(before));
    if (!begins && !ends && !takesUp(text, last, at)) continue;
    found.push(at);
    last = at;
  }
  return found;
}

const NAMES_ONE = /[跟和与找给是有、]$/;
const NAMED = /(?:[跟和与同找给是有、谈访聊]|[谈访聊看]了)$/;

const WHEN = /^(?:(?:周|星期|礼拜)[一二三四五六日天]|[今昨前][天日晚早]|[上下中]午|晚上|早上)/;

/** 跟甲还有乙谈的心，甲是上午谈的: characters that were named before begin what is said of them. */
function takesUp(text: string, from: number, at: number): boolean {
  if (/[在到去把对向替由为帮给让叫请从]$/.test(text.slice(from, at))) return false;
  for (const length of [6, 5, 4, 3, 2]) {
    const name = text.slice(at, at + length);
    // 甲乙都谈了心甲周一在食堂: whoever was named begins what was done when
    if (
      SURNAMES.has(name[0]!) &&
      length <= 4 &&
      WHEN.test(text.slice(at + length, at + length + 3)) &&
      text.lastIndexOf(name, at - length) >= 0 &&
      !NAMES_ONE.test(text.slice(from, at))
    )
      return true;
    if (!/^(?:是|家|他|她|那边|呢)/.test(text.slice(at + length, at + length + 2))) continue;
    const earlier = text.lastIndexOf(name, at - length);
    if (earlier > 0 && NAMED.test(text.slice(0, earlier)) && !NAMES_ONE.test(text.slice(from, at)))
      return true;
  }
  return false;
}
