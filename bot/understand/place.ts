/** Where it was: the words after 在/到/去, a town in brackets, 家在…, 地点：…. */
import { CITIES } from './lexicon/places.ts';
import { parseTimes } from './time.ts';

export interface PlaceFound {
  place: string;
  words: string;
  /** Position in the text that was searched. */
  at: number;
  /** A town or address rather than a room. */
  region: boolean;
  /** Went there (去, 到, 赶到), rather than the home lies there. */
  travelled: boolean;
}

const REGION =
  '(?:[\\u3400-\\u9fff]{2,8}?(?:省|自治区|自治州|市|地区|州|盟|县|自治县|区(?!别)|旗|镇|乡|村|屯|社区|街道|苏木|兵团|农场|林场)){1,5}(?:[\\u3400-\\u9fffA-Za-z\\d]{0,10}?(?:小区|花园|家园|新城|社区|号楼|单元|组|路\\d*号?|街\\d*号?|巷|屯|庄|沟|堡))?';
const ROOM =
  '[\\u3400-\\u9fffA-Za-z\\d·“”《》、]{0,16}?(?:办公室|会议室|谈心室|谈话室|活动室|阅览室|实验室|接待室|休息室|工作室|研讨室|值班室|教研室|党员之家|教室|自习室|研讨间|讨论间|琴房|排练厅|报告厅|礼堂|大厅|展厅|音乐厅|餐厅|咖啡厅|咖啡馆|咖啡吧|咖啡店|茶室|茶馆|奶茶店|书店|书吧|书屋|图书馆|体育馆|博物馆|纪念馆|陈列馆|展览馆|校史馆|档案馆|文化馆|科技馆|美术馆|食堂|宿舍(?:楼)?(?:下)?|寝室|公寓|操场|体育场|球场|田径场|足球场|篮球场|湖边|广场|公园|花园|校园|校门口?|门口|火车站|高铁站|汽车站|北站|南站|东站|西站|地铁站|车站|机场|码头|社区|村(?:部|委会)?|养老院|敬老院|福利院|孤儿院|医院|门诊|病房|卫生所|校医院|烈士陵园|陵园|墓园|纪念碑|遗址|故居|旧址|基地|党校|干部学院|学习中心|培训中心|活动中心|服务中心|党群服务中心|中心|工厂|车间|企业|公司|小学|中学|大学|学院|研究院|工作站|先锋岗|服务站|驿站|迎新点|学院楼|教学楼|行政楼|办公楼|实验楼|综合楼|主楼|图书馆楼|[东西南北一二三四五六七八九十\\dA-Z]+号?楼|楼|厅|馆|院|堂|处|组织部|宣传部|学工部|学生处|教务处|团委|党委|党政办|党办|校办|支部|马院|机关|办公区|林荫道|小路|路上|天桥|街道|街|路口|江边|河边|海边|山上|树林|绿地|花坛|停车场|大棚|田间|地里|果园)(?:[一二三四五六七八九十\\d]{1,3}层|[一二三四五六七八九十\\d]楼)?(?:[\\u3400-\\u9fff]{0,4}(?:室|厅|间|馆|角|区))?(?:[A-Z]?\\d{2,4}(?:室|房间|教室)?)?';
const STOP_WORDS =
  /(?:和|与|跟|同|找|给|对|向|为|帮|把|请|约|参加|参与|听|召开|开展|开(?!发|放|原|封|州)|举行|进行|组织|看望|看了|走访|家访|探望|慰问|谈|聊|辅导|学习|值班|值岗|服务|志愿|义务|做|搞|带领|主讲|讲|上党课|一起|联系|接|清|扫|见|了解|调研|打|陪|帮扶|结对|签|整理|宣传|过|拜访|吃|办|植树|献血|站岗|支教|实践|瞻仰|参观|主持|作|集中|专题|面对面|当面|面谈|单独|分别|逐|组|里|内|，)/;
const LEAD =
  '(?:在|到|去|赴|前往|来到|抵达|赶到|赶赴|走进|深入|奔赴|远赴|于|回到|回|来|跑到|地点(?:是|在|为|：)?|地址(?:是|在|为|：)?|位于|家住|住在?|老家|家在|家乡在?|户籍)';

const ROOM_AFTER = new RegExp(
  `${LEAD}(?:了|位于)?(?:我们?|咱们?|本|学校的?|她|他|对方|各自|我校)?(?:的)?(${ROOM})`,
  'g',
);
const REGION_AFTER = new RegExp(`(${LEAD}|在|都在|是|（)(?:了|位于)?(${REGION})`, 'g');
const HOME = new RegExp(
  `(?:家庭?(?:所在地|地址|住址|住)?(?:是|就)?(?:在|位于|住|于|：)|家住(?:在)?|老家(?:是|在)?|地址(?:在|是|：)?|位于|都在|住在?|户籍)(${REGION}|[\\u3400-\\u9fff]{2,12})`,
);
const BRACKET = new RegExp(
  `[（(](?:家(?:在|住)|住|位于|地点：?|地址：?)?(${REGION}|[\\u3400-\\u9fff]{2,12})(?:农村|人)?[）)]`,
);
const CITY_AFTER =
  /(去|到|赴|前往|来到|抵达|赶到|远赴|奔赴|回|跑到|在|飞)(?:了|趟|了趟)?([\u3400-\u9fff]{2,9})/g;
const TRAVEL = /去|到|赴|前往|来|抵达|赶|远赴|奔赴|跑|走进|深入|回|飞/;

/** Whether a word is a town, county or province, alone or joined (新疆喀什). */
export function isRegion(words: string): boolean {
  if (CITIES.has(words) || new RegExp(`^${REGION}$`).test(words)) return true;
  for (let i = 2; i <= words.length - 2; i += 1)
    if (
      CITIES.has(words.slice(0, i)) &&
      (CITIES.has(words.slice(i)) || /[市县区镇乡村州旗]$/.test(words.slice(i)))
    )
      return true;
  return false;
}

/** The longest run of region names at the start of a text (去鞍山走访 → 鞍山). */
function cityAt(text: string): string | undefined {
  for (let length = Math.min(text.length, 9); length >= 2; length -= 1) {
    const words = text.slice(0, length);
    if (isRegion(words)) return words;
  }
  return undefined;
}

/**
 * Where an activity took place.
 * @param text the clauses of the activity
 * @param names names of people in it, which are no places
 * @param visit homes and towns count (走访)
 */
export function findPlace(text: string, names: readonly string[], visit: boolean): PlaceFound | undefined {
  const candidates: (PlaceFound & { rank: number })[] = [];
  const clean = (raw: string) => {
    let place = raw.replace(/^(?:了|我们?|咱们?|的|学校的)/, '').replace(/(?:里面?|内|上)$/, '');
    if (!/“/.test(place)) place = place.replace(/^”/, '');
    return place;
  };
  const add = (
    place: string,
    m: { index: number; 0: string },
    region: boolean,
    travelled: boolean,
    rank: number,
  ) => {
    const cleaned = clean(place);
    if (
      cleaned.length < 2 ||
      names.some((n) => cleaned.includes(n)) ||
      /[，。；？！他她它您你]|时候|方面/.test(cleaned)
    )
      return;
    candidates.push({ place: cleaned, words: m[0], at: m.index, region, travelled, rank });
  };
  const label = /(?:地点|地址|场所)(?:是|在|为|：| )+([^，。；\n ]{2,24})/.exec(text);
  if (label) add(label[1]!, label, isRegion(label[1]!), false, 0);
  const bracket = BRACKET.exec(text);
  if (bracket && isRegion(bracket[1]!)) add(bracket[1]!, bracket, true, false, 1);
  const home = HOME.exec(text);
  if (visit && home) {
    const words = new RegExp(`^${REGION}`).exec(home[1]!)?.[0] ?? cityAt(home[1]!);
    if (words) add(words, home, true, false, 1);
  }
  for (const m of text.matchAll(REGION_AFTER)) {
    if (m[1] === '是' && !visit) continue;
    const region = m[2]!;
    if (
      /^(?:上|下|中|前|后|今|昨|同|该|本|我|他|她|一起|这|那|校区)/.test(region) ||
      /家/.test(region.slice(0, 2))
    )
      continue;
    if (!visit && /^(?:责任|生活|校|学生|教学|办公)区$/.test(region)) continue;
    add(region, m, true, TRAVEL.test(m[1]!), visit ? 2 : 3);
  }
  for (const m of text.matchAll(CITY_AFTER)) {
    const city = cityAt(m[2]!);
    if (city) add(city, m, true, m[1] !== '在', visit ? 3 : 4);
  }
  for (const m of text.matchAll(ROOM_AFTER)) {
    const room = trimRoom(m[1]!, m.index + m[0].length - m[1]!.length, text);
    if (room) add(room, m, false, TRAVEL.test(m[0]), visit ? 6 : 2);
  }
  const bare = new RegExp(`(?:^|[，。；：、\\s（日号午晚天分点半])(${REGION})(?=$|[，。；、\\s）])`).exec(
    text,
  );
  if (bare && visit && !names.some((n) => bare[1]!.includes(n))) add(bare[1]!, bare, true, false, 5);
  candidates.sort((a, b) => a.rank - b.rank || a.at - b.at);
  const best = candidates[0];
  if (!best) {
    const visited =
      /参观(?:了|学习)?([\u3400-\u9fff“”·]{2,16}?(?:馆|旧址|故居|基地|遗址|陵园|纪念碑|展览|展|园))/.exec(
        text,
      );
    return visited
      ? { place: visited[1]!, words: visited[0], at: visited.index, region: false, travelled: false }
      : undefined;
  }
  // a room with its town: 沈阳 “九·一八”历史博物馆 is already one match
  const { rank: _rank, ...place } = best;
  return place;
}

const QUOTED_HEAD = /^[\u3400-\u9fff]{0,8}“[^”]{1,16}”/;

/** Cuts what is no place off the front of a match (在 was further left), or refuses it. */
function trimRoom(raw: string, at: number, text: string): string | undefined {
  if (QUOTED_HEAD.test(text.slice(at))) return raw;
  if (
    STOP_WORDS.test(
      raw.replace(
        /(?:学习中心|服务中心|服务站|活动室|培训中心|实践基地|教学楼|接待室|办公|联系点|谈心|谈话|参观|组织部|组织|学习|值班|义务|实践|上|会议室|排练|里|内|宣传部|一起|活动|服务|听|接)/g,
        '',
      ),
    )
  )
    return undefined;
  if (parseTimes(raw).length > 0) return undefined;
  if (
    /^(?:一起|大家|我们|他们|全校|全体|全院|支部$|学院$|大学$|处$|院$|楼$|厅$|馆$|堂$|中心$|路上$|党委$|机关党|企业$|公司$)/.test(
      raw,
    )
  )
    return undefined;
  return raw;
}
