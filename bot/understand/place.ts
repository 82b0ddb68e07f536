/** Where it was: the words after 在/到/去, a town in brackets, 家在…, 地点：…, or a place that stands alone. */

import { COUNTIES_LIKE_WORDS } from './lexicon/counties.ts';
import {
  NO_SPOTS,
  NOT_OF_SPOT,
  NUMBERED_SPOT,
  PLACE_STOP,
  QUARTER_END,
  SPOT_REST,
  SPOT_TAILS,
  SPOTS,
  TOWN_END,
} from './lexicon/place-words.ts';
import { CITIES, isTown } from './lexicon/places.ts';
import { anyOf, inTurn, matchesOf } from './matching.ts';

export interface PlaceFound {
  place: string;
  words: string;
  /** A town or address rather than a room. */
  region: boolean;
  /** Went there (去, 到, 赶到), rather than the home lies there. */
  travelled: boolean;
}

const LEVEL =
  '(?:自治区|自治州|自治县|新区|开发区|县城|市区|城区|城郊|街道|社区|兵团|农场|林场|苏木|省|市|地区|州|盟|县|区|旗|镇|乡|村|屯)';
const REGION = `(?:[\\u3400-\\u9fff]{1,7}?${LEVEL}(?:镇|乡|村|市|县|区)?(?!长|委|政府|级|内|里|志愿|服务|学)){1,5}`;
const REGION_START = new RegExp(`^${REGION}`);
const REGION_ALL = new RegExp(`^${REGION}$`);
const LEAD = new RegExp(
  `(?<!调整|闹|告|捅|分配|借调|抽调|轮岗|划分|调|提|谈|聊|想|说|听|感|受|直|遇|得|收|了解|不|没|回|联系|看|轮|实)(?:${
    anyOf(
      /在|于|搁|到|(?<![\d日号点月周时午晚天一二三四五六截直甚乃以及冬夏])至|去(?!年)|绕着?|沿着?|围着|奔|(?<![奋前先促推跟改增上])进|赴|前往|来到|抵达|赶到|赶赴|走进|深入|奔赴|远赴|跑到|跑|飞|路过|途经|回到|回|来|喺/,
      // 到某某家里走访的浑南区他妈妈…
      /(?:走访|家访|入户|上门)(?=的[\u3400-\u9fff]{2,6}(?:[市县区镇乡村]|，|。|$))/,
      /下(?=乡|村)|往(?![年日常往后前来回里下上外])|(?:出差|开会|培训|实习)(?:到|去|在|地点?)?(?=[\u3400-\u9fff])/,
      /(?<![早晚以周马线网楼路身地])上(?![午周个次学月班级半完课])(?=我?的?办公室|[\u3400-\u9fff]{0,8}(?:医院|学院|馆|食堂|宿舍|寝室|公寓|教室|公园|广场|社区|银行|超市|敬老院|养老院)|[\u3400-\u9fff]{1,5}山(?![区东西南北]))/,
    ).source
  })(?:了|过|的)?(?:一?趟|位于)?`,
  'g',
);
const TRAVELS =
  /^(?:驱车|驾车|乘车|坐车|一行|至|于|往|上|出差|开会|到|去|赴|前往|来|抵达|赶|奔|走进|深入|奔赴|远赴|跑|飞|路过|途经|回|下)/;
const HOME = inTurn(
  anyOf(
    // 家在, 家庭住址：, 家现住
    /家庭?(?:所在地|地址|住址|住)?(?:是|就)?(?:在|位于|住在?|于|：)|家(?:现在|目前|如今|现)?(?:住|搬到|搬去)(?:在|到)?/,
    // 家是丹东的
    /(?<![一两俩二三另])家(?:就)?是(?!农村|[乡城][下里])(?=[\u3400-\u9fff]{2,10}?(?:的|人|，|。|$))/,
    // 现居, 老家在, 户籍
    /(?:^|[，。；])(?:[其彼]?家|[现世])?居(?:于|住在?)?|老家(?:是|在)?|地址(?:在|是|：)?|位于|都在|均在|人在|户籍/,
  ),
  /([\u3400-\u9fff]{2,16})/,
);
const BRACKET =
  /[（(](?:家(?:在|住)|住|位于|在|地点：?|地址：?)?([\u3400-\u9fff]{2,16}?)(?:农村|人|家中|家里)?[）)]/;
const LABEL =
  /(?<![个换抢占争借租订找好老腾退])(?:地点|地址|场所|地方|会址|会场|场地|(?:第[一二三四]|首|头一|末|最后一)站(?!打卡))(?:就|都|均|全)?((?:是|在|为|：| )*)(?:在)?([^，。；、\n 　]{2,24})/;
/** 在家属区的党员责任区: what is done there, behind the place. */
const NO_ROOM = /(?:先锋|示范|服务|监督)岗$|责任区$/;
const NOT_A_PLACE = anyOf(
  /^(?:参加|参与|组织(?![部处科员])|召开|开展|出席|列席)/,
  /^(?:给|问|跟|和(?!平|田|龙|顺|县|硕|布|静)|与|一起|大家|我们?|他们?|她们?|你|咱|全校|全体|全院|这|那|该(?![院校系]..)|本次|会上|会后|课后|上面|里面)/,
  /^(?:支部|学院|大学|学校|处|院|楼|厅|馆|堂|路上|党委|企业|公司|责任区|生活区|校区|学生|家|校|医|中心|先锋站|总支)$/,
  /^(?:教学(?!楼|区|点)|思想|学习上|工作(?!室|站)|生活|方面|老家$|读|职(?!工)|岗|线|外地|场|意|乎|京$|努力|不断|进行|此|其|校$)/,
  /^[家故他异]乡$|^[返回下还]乡$|^家是|^(?:隔壁|邻近?|同?一个|同|本|外)[村屯镇乡县市省区]/,
  /^(?:[\u3400-\u9fff]{0,3}三|送[\u3400-\u9fff]{1,3})?下乡$/,
  NO_ROOM,
  // 刚提任副处
  /(?:任|提|升|聘|晋|转)(?:为|到|了)?[正副][科处厅局]$/,
  /^家(?:里|中)?的?(?:炕[头上沿]?|院子?|大?门口?|堂屋|客厅|灶台|厨房|菜园子?|大棚)$|^(?<verb>[\u3400-\u9fff])了\k<verb>/,
  /^(?:今|昨|前天|明天|上周|下周|上午|下午|中午|晚上|早|晚|周[一二三四五六日末])/,
  /^(?:[\d一二三四五六七八九十]+(?:[月日点]|号(?!楼|教|馆|宿|食|公寓|院|会议|报告|实验|门|厅|寝|[男女]|大楼|体育|学生公寓|[琴机病画]房|画室|练功|排练|舞蹈|研讨|讨论|包间|大棚|看台|展厅|录音|考场|车间)))/,
);

/** Whether a word is a town, county or province, alone or joined (新疆喀什). */
export function isRegion(words: string): boolean {
  // 云南怒江三下乡: what is done there
  if (/下乡$/.test(words)) return false;
  if (isTown(words) || REGION_ALL.test(words)) return true;
  // 衡东县城, 祁东那边
  const short = words.replace(/(?:县城|城里|城区|市里|县里|乡下|农村|老家)$/, '');
  if (short !== words && isTown(short)) return true;
  for (let i = 2; i <= words.length - 2; i += 1) {
    const [first, rest] = [words.slice(0, i), words.slice(i)];
    if (!isTown(first) && !(i >= 3 && /[省市县区]$/.test(first) && isTown(first.slice(0, -1)))) continue;
    // 甘肃天水秦安
    if (isTown(rest) || COUNTIES_LIKE_WORDS.has(rest) || (rest.length >= 4 && isRegion(rest))) return true;
    // 于洪区开个理发店 is more than a town
    if ((/[市县区镇乡村州旗]$/.test(rest) || TOWN_END.test(rest)) && !/[开个的了在有着过办做]/.test(rest))
      return true;
  }
  return false;
}

/** Characters of the town with which a stretch begins. */
function townLength(text: string, at = 0): number | undefined {
  return [4, 3, 2].find((n) => isTown(text.slice(at, at + n)));
}

/** Characters of the towns that follow one another at a position: 山西大同, 甘肃天水秦安. */
function townsLength(text: string, at: number): number {
  let length = 0;
  for (let i = 0; i < 3; i += 1) length += townLength(text, at + length) ?? 0;
  return length;
}

/** The longest region at the start of a run of words. */
function regionAt(run: string): string | undefined {
  // 大苏河乡三下乡: what is done there
  const formal = REGION_START.exec(run)?.[0].replace(/(?<=[省市县区镇乡村旗])[^省市县区镇乡村旗]*下乡$/, '');
  let best = formal && !/的|三下乡$/.test(formal) ? formal : undefined;
  for (let length = Math.min(run.length, 9); length > (best?.length ?? 1); length -= 1)
    if (isRegion(run.slice(0, length))) {
      best = run.slice(0, length);
      break;
    }
  if (!best || /^(?:[\u3400-\u9fff]?[小校园景片])区$/.test(best)) return undefined;
  return best + (/[市县区镇]$/.test(best) ? (STREET.exec(run.slice(best.length))?.[0] ?? '') : '');
}

/**
 * The quarter or village behind a town, whose name no list holds: 朝阳望京, 海淀上地, 安吉余村. Only where nothing but
 * a place can stand: up to the visit, or in a statement that says no more than where it was.
 * @param run up to the next mark or verb
 * @param sure that a place stands up to the end of the run; else only 岳麓山
 */
function quarterBehind(region: string, run: string, sure: boolean): string {
  const rest = run.slice(region.length);
  const last = [4, 3, 2].some((n) => isTown(region.slice(-n)));
  // 岳麓山
  if (last && /^[山湖](?:[上下里]|脚下)?$/.test(rest)) return rest[0]!;
  if (!sure || !last || !/^[\u3400-\u9fff]{2,3}$/.test(rest) || NO_QUARTER.test(rest)) return '';
  return rest;
}

const NO_QUARTER = anyOf(
  /[家的了着过是在有很都不去回来人做父母爸妈爷奶专特亲逐登车门比赛考暑开卖工活游玩差班学业远近]|^[这那几两一二三四五六七八九十]|上$|实地|老宅|新居|家乡|故乡/,
  /农村|乡[下里间]|[市县城镇村郊]里|[郊山城矿][区外]|县城|下面|周边|附近|边[上儿]|当地|本地|南部|北部|[东西南北]边|市场|途中|时候|期间|休假|度假|旅行|会议|扫墓|拉货|送货|学生|同学|老师/,
);

/** 铁西区重工街: a street behind the town or quarter in which it lies. */
const STREET =
  /^(?![去到在看走访谈聊送坐跑转逛过上下街路])[\u3400-\u9fff]{2,4}?(?:大街|街(?![道上边坊头口])|路(?![上边口过程人途远]))/;

const QUARTER =
  /[\u3400-\u9fff](?:[和同向为清顺][\u3400-\u9fff]?|[\u3400-\u9fff][和同向为清顺])(?:社区|小区|街道|大街|花园|新城)/y;

/** The words from a position up to the next mark, verb or preposition. */
function runFrom(text: string, at: number): string {
  // 抚顺, 永和社区 hold characters that would end a name
  const town = townsLength(text, at);
  QUARTER.lastIndex = at;
  let end = at + Math.max(town, QUARTER.exec(text)?.[0].length ?? 0);
  let quoted = false;
  while (end < text.length && end - at < 28) {
    const char = text[end]!;
    if (char === '“' || char === '《') quoted = true;
    else if (char === '”' || char === '》') quoted = false;
    else if (!quoted) {
      if (/[，。；：！？、\n（）\s]/.test(char)) break;
      PLACE_STOP.lastIndex = end;
      const stop = end > at ? PLACE_STOP.exec(text) : null;
      // 答疑室, 阅览角: what is done there names the place
      if (stop && !NAMED_BY_ITS_USE.test(text.slice(end + stop[0].length))) break;
    }
    end += 1;
  }
  return text.slice(at, end);
}

const NAMED_BY_ITS_USE = /^(?:[室厅坊](?!友|长)|间(?![隙接或])|中心(?!思想|组))/;

const SPOT_ENDS: ReadonlySet<string> = new Set([...SPOTS].map((word) => word.at(-1)!));
const LONGEST_SPOT = Math.max(...[...SPOTS].map((word) => word.length));

/** Whether the name of a spot can end at a position of a run. */
function endsSpot(run: string, end: number): boolean {
  const rest = run.slice(end);
  return namesSpot(run, end, rest) && !NOT_OF_SPOT.test(rest);
}

function namesSpot(run: string, end: number, rest: string): boolean {
  const last = run[end - 1]!;
  if (SPOT_ENDS.has(last))
    for (let length = 2; length <= Math.min(LONGEST_SPOT, end); length += 1)
      if (SPOTS.has(run.slice(end - length, end))) return true;
  const tail = SPOT_TAILS[last];
  if (tail && end >= 2 && !tail.test(rest) && !isNoSpot(run, end)) return true;
  return NUMBERED_SPOT.test(run.slice(0, end));
}

/** 布局, 数据库: ends like a spot. */
function isNoSpot(run: string, end: number): boolean {
  return NO_SPOTS.has(run.slice(end - 2, end)) || (end >= 3 && NO_SPOTS.has(run.slice(end - 3, end)));
}

/** The part of a run that ends in a word for a place (学院楼415). */
function spotIn(run: string): string | undefined {
  let best: string | undefined;
  for (let end = 2; end <= run.length; end += 1) {
    if (!endsSpot(run, end)) continue;
    SPOT_REST.lastIndex = end;
    const whole = run.slice(0, end) + (SPOT_REST.exec(run)?.[0] ?? '');
    const words = NO_ROOM.test(whole) ? run.slice(0, end) : whole;
    if (words.length <= 24 && words.length > (best?.length ?? 0)) best = words;
  }
  return best;
}

/** The rank of a town that a statement of its own names: 在内江市隆昌市. */
const STANDS_ALONE = 0.5;

interface Candidate extends PlaceFound {
  rank: number;
  at: number;
}

/** 她爸来沈阳送货, 父母在外打工: where relatives are or go, unless nothing else is said. */
const OF_RELATIVES =
  /(?:[他她]|孩子|家里|学生|^|[，。；])(?:的)?(?:阿[爸妈公婆]|爸妈?|妈妈?|爸爸|父母|父亲|母亲|家长|哥|姐|爷爷|奶奶)(?:[他她]们)?(?:俩|都|也|正好|刚好|平时|常年|一直|今天|昨天|上周|现在|在外|还|正)*$/;
/** 送到路口, 在村口等: on the way to a home or out of it. */
const THEIR_WORK = /^[^，。；]{0,2}(?:打工|上班|干活|做工|帮工|当保安|当服务员|卖|摆摊)/;
const ON_THE_DOORSTEP =
  /(?:路口|村口|路边|门口|院门口|堂屋|客厅|炕头|院子|村头|庭院|大棚|地里|地头|田[里间]|果园|菜园)$/;

/** What follows 在… and is no place: 在微信上跟某某聊, 在工作中给某某…, 在会后找某某. */
const NO_STAY = anyOf(
  /微信|电话|QQ|视频|网络|网上|线上|腾讯|钉钉|群里|朋友圈|语音|云端|平台|短信|邮件/,
  /(?:时|时候|期间|之?后|之?前|之际|方面|过程中?|情况下?|基础上|工作中?|学习中?|生活中?|思想上?|会上|会议上|课上|活动中?|百忙中?|当中|之中|其中|帮助下|下午|上午|中午|晚上|早上|今天|昨天|假|节|期|年|月|周|天)$/,
  /^(?:第|这|那|每|本次|刚|我|他|她|校(?!园)|家(?!属)|外地|职(?!工)|读|岗)|[了着过说想得个]/,
);
/** …和某某, …给某某: right behind a place, whom somebody met there. */
const MET_THERE = /^(?:里|上|内)?(?:又|就|也|都)?(?:跟|和|与|同|给|找|请|陪|约|帮|教|辅导|碰|遇|见)/;

/** Who was somewhere, before 在 or 到: not the one who writes. */
const THEIRS =
  /(?:总书记|主席|总理|毛泽东)(?:同志)?(?:曾|当年)?$|(?<![我约陪带请找叫喊把跟和与给帮拉领送])[他她](?:们|爸妈?|妈妈?|父母|父亲|母亲)?(?:俩|正|现|人|刚|目前|一直|平时|想|要|打算|准备)?$|老家$|[他她]家$|考$/;

/** What is done outdoors or for others, behind 在奥森, 去国博: as good as a place's own word. */
const SERVED = anyOf(
  /^(?:里面?|内|上)?(?:我们?|咱们?)?(?:捡|拾|清[理扫洁]|打扫|扫雪|铲雪|除草|植树|种树|栽树|义务|志愿|执勤|值守|站岗|维持秩序|疏导|文明引导|交通劝导)/,
  /^(?:做|当|搞)(?:了|过|的)?(?:一?[天次回]|半天|[\d一二两三四五六半]{1,3}个?小时)?(?:的)?(?:志愿|义工|文明|引导|交通|秩序|讲解|导览)/,
  /^(?:过|开展|举行|举办|组织)(?:的|了)?(?:一?[次个])?(?:主题)?党日/,
  /^[给为帮向](?:过路|过往|来往|社区|附近)?(?:的)?(?:居民|群众|市民|路人|行人|乡亲|村民|村里|游客|旅客|乘客|商户|老人|老乡|老百姓|环卫工|考生|家长们)/,
);
const NO_SITE = anyOf(
  /(?<![楼脚树山桥塔碑檐])下$|(?<![楼门馆碑像])前$|(?<![楼馆])后$|中$|间$|内$|里$|全[校院体系]|班级?$|支部|党委|组$|范围|名义|号召|要求|口号|旗|主题|[者员生们人师]$/,
  /^(?:[风雨雪寒烈暴酷严]|大[风雨雪]|一[个起些边直旁]|校|学|原|各|组织|集体|现|本|我|自|党|[东西南北]方)|的|[日时节季]/,
);

/** What the finders of one text share. */
interface Scene {
  text: string;
  names: readonly string[];
  visit: boolean;
  found: Candidate[];
}

const OWNER =
  /^(?:了|(?:我|咱|俺)(?:们|俩)?(?:的|在(?=..))?|她的?|他的?|学校的|隔壁的?(?=..)|旁边的|楼[上下]的|的|参观了?|(?:党建)?联系点|挂点|(?:就|都|均|全|也|还)?(?:在|位于|住)(?=..)|(?:还|也|仍|又|都)?是|(?:站点|点位|岗位)(?=..)|于(?!洪|都|田)|(?:老?家|我)?(?:这边|那边|附近|旁边)的(?=..)|[^，。；的]{0,4}(?:包|包干|负责)的(?=..)|(?:全天|白天|夜里)?守(?!望|护)(?=..)|(?:全天|白天)(?=..)|[寒暑]假(?=社区)|上(?=[东西南北](?:校区|[区校门院])))/;
const AROUND = /(?:里[面头]?|(?<=..)老家|内|那边|那儿|那块儿?|附近|上|这边|一带|当地)$/;

function add(scene: Scene, candidate: Candidate): void {
  const own = candidate.place.replace(OWNER, '');
  const bare = own.replace(AROUND, '');
  // 在系里
  const place = bare.length < 2 ? own : bare;
  if (place.length < 2 || scene.names.some((n) => holdsName(place, n)) || NOT_A_PLACE.test(place)) return;
  if (/[他她它您你]|^(?:爸|妈|父|母|爷|奶(?!茶|站|吧|牛|业)|哥|姐)|家的|时候|方面|过程|情况|期间/.test(place))
    return;
  scene.found.push({
    ...candidate,
    place,
    ...(NAMES_A_UNIT.test(place) && candidate.rank > 4 ? { rank: 9 } : {}),
  });
}

/** 田野家, but 张学良旧居 is named after somebody. */
function holdsName(place: string, name: string): boolean {
  const at = place.indexOf(name);
  return (
    at >= 0 &&
    !/^(?:同志)?(?:烈士)?[\u3400-\u9fff]?(?:故居|旧居|纪念|陵|墓|广场|路|楼|馆|塑像|铜像|中学|小学|学校)/.test(
      place.slice(at + name.length),
    )
  );
}

/** 研究生支部 at the head of a statement is who, sooner than where. */
const NAMES_A_UNIT = /(?:支部|总支|党委|团委|学院|大学)$/;

/**
 * Where an activity took place.
 * @param text clauses of the activity, parted by commas
 * @param names names of people in it, which are no places
 * @param visit homes and towns count (走访)
 */
export function findPlace(text: string, names: readonly string[], visit: boolean): PlaceFound | undefined {
  const best = placesOf(text, names, visit)[0];
  return best && { place: best.place, words: best.words, region: best.region, travelled: best.travelled };
}

/** As {@link findPlace}, in several stretches: a place that is surely one counts wherever it stands. */
export function findPlaceIn(
  stretches: readonly string[],
  names: readonly string[],
  visit: boolean,
): PlaceFound | undefined {
  const lists = stretches.filter((text) => text !== '').map((text) => placesOf(text, names, visit));
  const below = (rank: number) => lists.map((l) => l.find((c) => c.rank < rank)).find((c) => c);
  const best = below(8) ?? below(9) ?? lists.find((l) => l[0])?.[0];
  // 回宝鸡探亲，…，家在宝鸡市陈仓区: the home says it to the quarter
  // 回朝阳老家扫墓，去某某家走访了，朝阳市龙城区: wherever it stands
  // 回四川老家，走访某某家，在内江市隆昌市: so does a statement of its own
  const finer =
    best &&
    lists
      .flat()
      .find(
        (c) =>
          ((c.rank <= 1 || (best.region && IS_REGION.test(c.place))) && goesOnFrom(c.place, best.place)) ||
          (best.region && c.rank === STANDS_ALONE),
      );
  const place = finer ?? best;
  return (
    place && { place: place.place, words: place.words, region: place.region, travelled: place.travelled }
  );
}

const IS_REGION = /[市区县旗镇乡村屯]$|街道$/;

function goesOnFrom(longer: string, shorter: string): boolean {
  return longer.length > shorter.length && longer.startsWith(shorter);
}

function placesOf(text: string, names: readonly string[], visit: boolean): Candidate[] {
  const scene: Scene = { text, names, visit, found: [] };
  addLabelled(scene);
  addNamed(scene);
  addBracketed(scene);
  addHome(scene);
  addAfterPreposition(scene);
  addVisited(scene);
  for (const piece of text.split(/[，。；：、（）\n 　√×]/)) addStandingAlone(scene, piece);
  return scene.found.sort((a, b) => a.rank - b.rank || a.at - b.at);
}

/** 地点：行政楼305. */
function addLabelled(scene: Scene): void {
  const m = LABEL.exec(scene.text);
  if (!m) return;
  // 第一站我去的是绥中县
  const place = m[2]!.replace(
    /^(?:我们?|咱们?)?(?:就)?(?:先)?(?:选|去|到|走|跑|来)(?:的|了)?(?:就)?(?:是|在)?(?=..)/,
    '',
  );
  // 为抢场地打起来: within a statement and with nothing between, only what is a place by its own words
  const heads = m[1] !== '' || /(?:^|[，。；：、\s])$/.test(scene.text.slice(0, m.index));
  if (!heads && !spotIn(place) && !regionAt(place) && !/\d{3}/.test(place)) return;
  add(scene, {
    place,
    words: m[0],
    region: isRegion(place),
    travelled: /站[^，。]*[去到走跑来]/.test(m[0]),
    rank: 0,
    at: m.index,
  });
}

const OWN_ROOM = /^的?((?:宿舍|寝室)(?:楼?下|里)?)(?=，|。|；|$|[给帮陪看找坐])/;

/** 教工一支部联系点调研, 叫到205谈了谈, 参加井冈山党务干部培训, 汨罗陈某家. */
function addNamed(scene: Scene): void {
  const { text, names } = scene;
  const point = /([\u3400-\u9fff]{1,14}(?:支部|学院|总支|处|系|院))(?:的)?(?:开展|进行)?(?:了)?联系点/.exec(
    text,
  );
  if (point) {
    const place = point[1]!.replace(/^.*(?:到|赴|去|在|上午|下午|[日号天])/, '');
    add(scene, { place, words: point[0], region: false, travelled: false, rank: 4, at: point.index });
  }
  // 我的联系点是计算机学院本科生党支部, 联系点：教工一支部
  const mine =
    /联系点(?:支部)?(?:就|：|一直|还)*(?:是|为|设在|定在|在|：)(?:我们?|咱们?)?([\u3400-\u9fff]{2,18}?(?:支部|学院|总支|处|系|院))(?![\u3400-\u9fff]*支部)/.exec(
      text,
    );
  if (mine)
    add(scene, { place: mine[1]!, words: mine[0], region: false, travelled: false, rank: 4, at: mine.index });
  const room =
    /(?:叫|约|请|喊|带|找)?(?:到|来|至)(?:了)?([A-Z]?\d{3,4})(?![号年级\d])|去(?:了)?([A-Z]\d{3,4})(?=[听讲开谈聊上])|在([A-Z]?\d{3,4}|[\u3400-\u9fff]{1,4}[1-9]\d{2})(?=[讲开谈聊上和跟与给召听里，。]|$)/.exec(
      text,
    );
  if (room)
    add(scene, {
      place: (room[1] ?? room[2] ?? room[3])!,
      words: room[0],
      region: false,
      travelled: false,
      rank: 4,
      at: room.index,
    });
  // 去某某的宿舍
  for (const name of names) {
    const at = text.indexOf(name);
    const room =
      at >= 0 && /[去到在来]了?$/.test(text.slice(0, at)) && OWN_ROOM.exec(text.slice(at + name.length));
    if (room)
      add(scene, { place: room[1]!, words: name + room[0], region: false, travelled: false, rank: 4, at });
  }
  // 与某某茶室谈心
  for (const name of names) {
    const at = text.indexOf(name) + name.length;
    const spot = text.includes(name) ? spotIn(runFrom(text, at)) : undefined;
    if (spot && /^(?:里|内)?(?:谈|聊|面谈|碰面|见面|小坐)/.test(text.slice(at + spot.length)))
      add(scene, { place: spot, words: spot, region: false, travelled: false, rank: 4, at });
  }
  const trained = /参加(?:了)?([\u3400-\u9fff]{2,4})/.exec(text);
  const town = trained && [4, 3, 2].map((n) => trained[1]!.slice(0, n)).find((w) => isTown(w));
  if (town)
    add(scene, {
      place: town,
      words: trained[0],
      region: true,
      travelled: false,
      rank: 7,
      at: trained.index,
    });
  if (!scene.visit) return;
  for (const name of names) {
    const at = text.indexOf(name);
    // 延边龙井市徐某家
    const said = text
      .slice(0, Math.max(0, at))
      .replace(/^.*[，。；：、\n　 ]/s, '')
      .replace(WHEN, '')
      .replace(/^.*?(?:到|去|赴|在|往|走访了?|家访了?|访了?|看了?|是)(?=..)/, '');
    const lead = said.replace(/[的是]$/, '');
    if (
      // 本溪桓仁是何某家
      ((lead.length >= 3 && REGION_ALL.test(lead)) || (/是$/.test(said) && isRegion(lead))) &&
      // 大东区的何某: where somebody lives, without 家
      (said !== lead || /^(?:同学|学生)?的?家/.test(text.slice(at + name.length)))
    )
      add(scene, { place: lead, words: lead, region: true, travelled: true, rank: 4, at: at - lead.length });
    const before = [4, 3, 2]
      .map((n) => text.slice(Math.max(0, at - n), Math.max(0, at)))
      .find((w) => isTown(w));
    if (at > 0 && before && /^(?:同学|学生)?(?:家|$|[，。；])/.test(text.slice(at + name.length)))
      add(scene, {
        place: before,
        words: before,
        region: true,
        travelled: true,
        rank: 4,
        at: at - before.length,
      });
  }
}

/** 上门走访（营口市鲅鱼圈区）, 主题党日（辽沈战役纪念馆，支部全体）. */
function addBracketed(scene: Scene): void {
  const m = BRACKET.exec(scene.text);
  if (!m) return;
  const region = regionAt(m[1]!);
  const base = { words: m[0], travelled: false, at: m.index };
  if (region && region.length >= m[1]!.length - 2)
    add(scene, { ...base, place: m[1]!, region: true, rank: scene.visit ? 1 : 7 });
  else if (spotIn(m[1]!) === m[1])
    add(scene, { ...base, place: m[1]!.replace(/^参观(?:了)?/, ''), region: false, rank: 4 });
}

/** 家住祁东县, 老家在高粱铺. */
function addHome(scene: Scene): void {
  const home = scene.visit ? HOME.exec(scene.text) : null;
  // 家是祁连雪: whose it is, not the county
  if (!home || scene.names.some((n) => home[1]!.startsWith(n))) return;
  const at = home.index + home[0].length - home[1]!.length;
  const run = runFrom(scene.text, at);
  const region = regionAt(home[1]!);
  const place = region
    ? region + quarterBehind(region, run, /^(?:$|[，。；：（）、\s])/.test(scene.text.slice(at + run.length)))
    : townIn(run);
  if (place) add(scene, { place, words: home[0], region: true, travelled: false, rank: 1, at: home.index });
}

/** 约高飞到院长室: no 飞到. */
function liesWithin(text: string, name: string, at: number): boolean {
  const from = text.lastIndexOf(name, at);
  return from >= 0 && at < from + name.length;
}

/** 浑南区某某家: a run up to the first name in it. */
function withoutNames(run: string, names: readonly string[]): string {
  const cuts = names.map((n) => run.indexOf(n)).filter((at) => at >= 2);
  return cuts.length > 0 ? run.slice(0, Math.min(...cuts)) : run;
}

/** 在图书馆三楼谈的, 赶到新民市大柳屯镇走访, 去的烈士纪念馆. */
function addAfterPreposition(scene: Scene): void {
  const { text, names, visit } = scene;
  for (const m of matchesOf(LEAD, text)) {
    const at = m.index + m[0].length;
    // 于洪区, 来凤县: the word is the beginning of the name itself
    if (names.some((n) => liesWithin(text, n, m.index))) continue;
    if (isTown(text.slice(m.index, m.index + 2)) || isTown(text.slice(m.index, m.index + 3))) continue;
    const stretch = runFrom(text, at);
    const whole = stretch.replace(
      /^(?:(?:我们?|咱们?|她们?|他们?|对方|各自)的?|学校的)(?=[\u3400-\u9fff]{2})|^(?:家乡|老家|故乡)(?=([\u3400-\u9fff]{2,4}))/,
      // 家乡抚顺, but 老家村委会
      (lead, town?: string) => (town && townLength(town) === undefined ? lead : ''),
    );
    // 去祁连雪家: her, not the county
    if (names.some((n) => whole.startsWith(n) && holdsName(whole, n))) continue;
    const run = withoutNames(whole, names);
    if (run.length < 2) continue;
    const travelled =
      TRAVELS.test(m[0]) ||
      (/在$/.test(m[0]) &&
        /^[\u3400-\u9fff]{2,6}?(?:走访|家访|入户|看望)/.test(run + text.slice(at + run.length)));
    const inCity = CITIES.has(run.slice(0, 2)) && /^.{4,5}$/.test(run) && QUARTER_END.test(run);
    const plain = inCity ? run : regionAt(run);
    const behind = text.slice(at + stretch.length, at + stretch.length + 14);
    // a statement of its own: 在内江市隆昌市
    const alone =
      m[0] === '在' &&
      run === stretch &&
      /^(?:$|[，。；])/.test(behind) &&
      /(?:^|[，。；])(?:就|都|人|家)?住?$/.test(text.slice(0, m.index));
    const trip = /趟$/.test(m[0]) && /^(?:$|[，。；])/.test(behind);
    const sure = visit && run === whole && (alone || trip || /^(?:走访|家访|入户|看望|拜访)/.test(behind));
    const region = plain && plain + quarterBehind(plain, run, sure);
    const found = spotIn(run);
    // 法库县, 岫岩县哈达碑镇: a town that begins like a spot
    const isInTown = found && region && goesOnFrom(region, found) && townLength(region) !== undefined;
    const spot = isInTown ? undefined : found;
    const base = { travelled, at: m.index };
    // 总书记在福建考察时, 他在上海实习: where another one was
    if (region && !spot && !visit && THEIRS.test(text.slice(Math.max(0, m.index - 12), m.index))) continue;
    // 回沈阳路上: the way, not the place
    const elsewhere = visit && OF_RELATIVES.test(text.slice(Math.max(0, m.index - 16), m.index));
    if (elsewhere && !region) continue;
    if (spot && THEIR_WORK.test(text.slice(at + spot.length))) continue;
    const onTheWay =
      elsewhere ||
      (region !== undefined && /^(?:的)?(?:路上|途中|火车|高铁)/.test(text.slice(at + region.length)));
    // 回丹东扫墓，路过东港，顺路去某某家: where one turned off
    const turned =
      /^(?:路过|途经)/.test(m[0]) ||
      /(?:[拐绕弯]|顺[路道便](?:又|就|也)?)(?:去)?$/.test(text.slice(0, m.index))
        ? 1.5
        : 2;
    if (region && visit) {
      // 回四川老家，走访某某家，在内江市隆昌市
      const rank = alone && region === run ? STANDS_ALONE : onTheWay ? 8 : turned;
      add(scene, { ...base, place: region, words: m[0] + region, region: true, rank });
    } else if (spot && !/(?<!之)家$/.test(spot)) {
      const atHome = visit && ON_THE_DOORSTEP.test(spot);
      const rank = atHome ? 8 : /^(?:就|都|均)?在/.test(m[0]) ? 2 : 3;
      add(scene, { ...base, place: spot, words: m[0] + spot, region: false, rank });
    } else if (region)
      // 拉到锦州去了，辽沈战役纪念馆: the spot that stands alone says more
      add(scene, { ...base, place: region, words: m[0] + region, region: true, rank: onTheWay ? 8 : 5.5 });
    else {
      const town = townIn(run);
      const meets = /在$/.test(m[0]) && MET_THERE.test(behind) && names.some((n) => behind.includes(n));
      if (run.length <= 10 && (meets || (SERVED.test(behind) && !NO_SITE.test(run))) && !NO_STAY.test(run))
        add(scene, { ...base, place: run, words: m[0] + run, region: false, travelled: false, rank: 6 });
      else if (town && (visit || /^(?:在|到|去|赴|前往|来到|走进|深入|上)/.test(m[0])))
        add(scene, { ...base, place: town, words: m[0] + town, region: visit, rank: 4 });
    }
  }
  // 刚从图书馆出来，当了回志愿者
  const left = /从([\u3400-\u9fff\dA-Z]{2,14}?)(?:出来|下来)/.exec(text);
  if (left && spotIn(left[1]!) === left[1])
    add(scene, {
      place: left[1]!,
      words: left[0],
      region: false,
      travelled: false,
      rank: 8,
      at: left.index,
    });
  // 跑了趟新城子, 从法库往回赶
  const trip =
    /(?:跑|去|走|回)了(?:一)?趟([\u3400-\u9fff]{2,4})(?=，|。|$|去|看|走访|家访|顺)|从([\u3400-\u9fff]{2,6}?)(?:往回|回来|回校|回沈|返回|返校|赶回)/.exec(
      text,
    );
  const place = trip && (trip[1] ?? trip[2])!;
  if (visit && trip && place && !/[家校]$|^(?:老家|学校|外地|家里)/.test(place))
    add(scene, { place, words: trip[0], region: true, travelled: true, rank: 4, at: trip.index });
}

/** What is cleaned, tidied or watched over: 打扫党员活动室. */
const TENDED =
  /(?:打扫|清扫|清洗|清理|收拾|整理|布置|粉刷|冲洗|擦洗|消杀|消毒|值守|看守|巡查|巡逻|装扮|美化)(?:了|完|过)?/g;
const TENDS = new RegExp(`^(?:${TENDED.source})`);

/** What is done to a house or in it: 修电脑, 换灯管, 通下水. */
const WORKED_ON =
  /^(?:里|那边)?(?:(?:维|检|抢|翻)?修|换|通(?!知|过|报|讯)|疏通|装(?!作)|安装|调试|清|打扫|大?扫除|扫|擦|刷|粉刷|铲|搬|整理|布置|装扮|消[毒杀]|贴|挂|种|栽|浇|除|剪|拉网)/;

const VISITED = anyOf(
  /(?:参观|瞻仰|走进|游览)(?:了|学习)?([\u3400-\u9fff“”·]{2,16}?(?:馆(?:[新老旧分]馆)?|旧址|故居|旧居|基地|遗址|陵园|公墓|纪念碑|展览|展|园))/,
  /把([\u3400-\u9fff]{2,8}?)(?:坐|挤|站)满/,
  // 把宿舍后身那块儿的雪全铲了
  /把([\u3400-\u9fff\d]{2,12}?)(?:[那这][块片]儿?)?(?:[上里])?的(?:积?雪|冰|垃圾|落叶|杂草|杂物|淤泥|卫生|(?:排|下)?水[沟道]|小广告|玻璃|桌椅)/,
);

/** 参观辽沈战役纪念馆, 把阶梯教室坐满了. */
function addVisited(scene: Scene): void {
  const m = VISITED.exec(scene.text);
  const place = m && (m[1] ?? m[2] ?? spotIn(m[3]!));
  if (m && place) add(scene, { place, words: m[0], region: false, travelled: false, rank: 4, at: m.index });
  // 给学生宿舍通下水, 替敬老院修电脑
  for (const m of scene.visit
    ? []
    : matchesOf(/(?<=^|[，。；：、\s])(?:我们?|咱们?)?[给帮替为]/g, scene.text)) {
    const spot = spotIn(runFrom(scene.text, m.index + m[0].length));
    if (spot && WORKED_ON.test(scene.text.slice(m.index + m[0].length + spot.length)))
      add(scene, { place: spot, words: m[0] + spot, region: false, travelled: false, rank: 9, at: m.index });
  }
  for (const deed of matchesOf(TENDED, scene.text)) {
    const spot = spotIn(runFrom(scene.text, deed.index + deed[0].length));
    if (spot && spot.length <= 12)
      add(scene, {
        place: spot,
        words: deed[0] + spot,
        region: false,
        travelled: false,
        rank: 6,
        at: deed.index,
      });
  }
}

/** 周二图书馆2小时, 东操场扫雪1.5小时: how long, at the end of a piece. */
const AMOUNT =
  /(?:共|各|一共)?(?:\d{1,2}(?:\.\d)?|[一二两三四五六七八九十半]{1,3})个?半?(?:小时|钟头|h|H)半?(?:整|左右|多)?$/;

/** Days and hours before a place that stands alone. */
const WHEN = new RegExp(
  `^(?:${
    anyOf(
      // 上周三, 昨天
      /(?:上|这|本|下)?个?(?:周|星期|礼拜)[一二三四五六日天末]|[今昨前]天|[今昨前]儿(?:个)?|[今昨]日/,
      // 3月5日, 3.5
      /\d{1,2}月\d{1,2}[日号]|\d{1,2}[日号](?![学楼门馆院公宿食厅教会报实])|\d{1,2}[./]\d{1,2}/,
      // 昨晚, 三点半
      /[今昨]?(?:早上?|晚上?)|上午|下午|中午|傍晚|[今昨]天?夜里|刚才|(?:[一二三四五六七八九十]{1,3}|\d{1,2})点(?:半|多|钟)?|\d{1,2}:\d{2}(?:[—~-]\d{1,2}:\d{2})?|的/,
    ).source
  })+`,
);

/** 玄武湖捡垃圾, 浑河堤上扛沙袋: out of doors, at the head of a statement. */
const OUTDOORS =
  /^(?!参加|组织|带|去|到|从|向|把|对|为)([\u3400-\u9fff]{1,5}?[山湖江河岛堤滩桥村镇])(?:上|边|里|脚下|两岸|沿岸|岸边|边上)?(?=捡|拾|清|扫|植树|种树|栽树|义务|志愿|执勤|值守|巡[查逻护]|交通|文明|防汛|抗洪|扛|劝导|支教|宣讲|义诊)/;

/** What may follow a place at the head of a statement: 琴房给某某补课, 东门扛行李. */
const DONE_THERE = new RegExp(
  `^(?:里面?|内|上)?(?:我(?:俩|们)?|俺)?(?:${
    anyOf(
      /跟|和(?!平)|与|给|找|为|陪|帮|约|请|召开|开(?:了|完|的|会|支|党)|组织生活|支委会|主题党日|党小组会|支部大会|听|聊|碰|见|教/,
      /站(?!长|台|点)|吃|喝|当面|面谈|手把手|坐?得?满|座无虚席|挤/,
      /交[的了给]|那[条段片块]|值(?=先锋|了|的)|反浪费|光盘|师资|集训|研修|志愿|党员先锋|先锋岗|值班|值守|看守|巡[查逻]|值岗|站岗|执勤|义务/,
      // 交通劝导, 春运, 堤上守了一夜
      /交通|劝导|疏导|春运|暑运|防汛|抗洪|抗旱|守(?=[了着护到])|站岗|帮厨/,
      // 打扫, 除雪
      /打扫|大扫除|搞卫生|清[扫理冰雪洁障]|除[雪冰草尘]|党员责任区|慰问|服务(?!中心|站|台|大厅|区|点)|谈(?!心[室屋角]|话室)/,
      /辅导|补|讲(?!堂|习)|(?:微|专题)?党课|民主(?:评议|生活会)|理论学习|座谈/,
      // 搬行李, 发传单
      /递(?:水|东西|了)|端|倒水|文明(?:引导|劝导|服务)|走了|举|导诊|坐|转|跑了|当|帮|扛|搬|拾|发(?:传单|放|宣传|水|餐)|捡|扫|种|铲|擦|整架|整理|整书|理书|上架|理架|归架/,
      // 看护, 送考, 检票
      /陪护|看护|站台|引导|指路|(?:[中高]考|考研)?(?:送|护|助|陪)考|护学|检票|测温|测体温|维持|疏导|迎新|报到/,
      /集中学|集体学|学(?=条例|《|党|文件|习)|普法|法律|摆|收|分拣|宣讲|宣传/,
      /打卡|培训|学习|上课|植树|献血|祭扫|包饺子|演出|表演|拉琴|画画|$/,
    ).source
  })`,
);

const DONE_AWAY =
  /^(?:那边|县城?|市)?(?:支教|社会实践|暑期实践|实践|三下乡|培训|研学|研修|红色(?:研学|教育)|宣讲|义诊|慰问|调研|扶贫|帮扶|志愿)/;

/** 给学生支部讲了一堂: for whom or with whom, not where. */
const BEGINS_WITH_SOMEBODY =
  /^[他她]|^(?:又|还|再|也|就|我们?|咱们?|俺)*(?:[帮替给]|随|跟|和|与|同|陪|带|由|代表|作为|受|应)/;

/** A place that stands alone between two marks (行政楼305, 沈河区), or opens a statement without 在. */
function addStandingAlone(scene: Scene, piece: string): void {
  const { text, visit } = scene;
  const bare = piece
    .replace(WHEN, '')
    .replace(
      /^(?:刚才?|就|都|均|全|也|是|在|参观|住|家住|[现家]?居(?!委|民|家)|地址|前往|赴|到|来(?!凤|安|宾)|去(?:的)?)+(?!有)/,
      '',
    )
    .replace(/(?<=..)的$/, '')
    .replace(/√+$/, '')
    .replace(AMOUNT, '')
    .replace(/^上(?=学校)/, '')
    .replace(/(?:那边|那儿|这边|附近)$/, '');
  if (bare.length < 2 || bare.length > 30 || TENDS.test(bare) || !/^[\u3400-\u9fffA-Za-z\d-]+$/.test(bare))
    return;
  const at = text.indexOf(bare);
  // 去了趟新民，某某家。大棚里聊的: the town says more of a visit
  const rankOf = (spot: string) => (visit && ON_THE_DOORSTEP.test(spot) ? 9 : 5);
  const region = bare.length <= 12 && isRegion(bare);
  const base = { words: bare, at, rank: 5 };
  const isWhole =
    bare.length <= 16 &&
    spotIn(bare) === bare &&
    runFrom(bare, 0) === bare &&
    !/[一二两三几\d][堂节次场]$/.test(bare);
  if ((isWhole && !/[了着过说想要抓又管]/.test(bare)) || /^(?:[A-Z]\d{3,4}|[1-9]\d{2})$/.test(piece)) {
    add(scene, { ...base, place: bare, region: false, travelled: false });
    return;
  }
  // 凤城走访: the town, and what was done there
  const town = regionAt(bare);
  // 彰武支教, 井冈山培训: the same of what is done away
  if (!visit && town && !/[返回下]乡$|假/.test(town) && DONE_AWAY.test(bare.slice(town.length))) {
    add(scene, { ...base, place: town, region: true, travelled: true });
    return;
  }
  if (
    visit &&
    town &&
    /^(?:走访|家访|入户|慰问|看望|跑了|访|的(?:农户|农家|人家)$)/.test(bare.slice(town.length))
  ) {
    add(scene, { ...base, place: town, region: true, travelled: true });
    return;
  }
  if (region && (visit || /[市县区镇乡村]$/.test(bare) || piece === bare)) {
    add(scene, { ...base, place: bare, region, travelled: region && visit });
    return;
  }
  const short =
    bare.length >= 3 && bare.length <= 5 && !/[说想调换转值站了的我他她不很就都没岗有人]/.test(bare);
  if (short && (TOWN_END.test(bare) || (visit && bare.length <= 4 && QUARTER_END.test(bare)))) {
    add(scene, { ...base, place: bare, region: visit, travelled: visit });
    return;
  }
  const spot = spotIn(runFrom(bare, 0));
  if (
    spot &&
    spot.length <= 12 &&
    !/[了着过说想]/.test(spot) &&
    !BEGINS_WITH_SOMEBODY.test(spot) &&
    DONE_THERE.test(bare.slice(spot.length))
  )
    add(scene, { ...base, place: spot, region: false, travelled: false, rank: rankOf(spot) });
  const outdoors = spot ? null : OUTDOORS.exec(bare);
  if (outdoors && !BEGINS_WITH_SOMEBODY.test(bare))
    add(scene, { ...base, place: outdoors[1]!, region: false, travelled: false });
  // 办公室里谈的, 会议室开的
  const done =
    /^([\u3400-\u9fff\dA-Z]{2,10}?)(?:里|内)?(?:当面)?(?:谈|聊|开|搞|办|学|讲|见|定|结|签|认|填|碰|补|吃)(?:下来?)?(?:的|了|$)/.exec(
      bare,
    );
  if (done && spotIn(done[1]!) === done[1] && !BEGINS_WITH_SOMEBODY.test(done[1]!))
    add(scene, {
      ...base,
      place: done[1]!,
      region: false,
      travelled: false,
      rank: rankOf(done[1]!),
    });
}

/** A short name that ends like a village or a town (高粱铺, 柳沟镇, 青年林). */
function townIn(run: string): string | undefined {
  const m = /^[\u3400-\u9fff]{2,6}$/.exec(run.replace(/(?:那边|附近)$/, ''));
  return m && TOWN_END.test(m[0]) && !/[家了的]$|^(?:隔壁|邻|同|本|一个|[这那]|我们|他们)/.test(m[0])
    ? m[0]
    : undefined;
}
