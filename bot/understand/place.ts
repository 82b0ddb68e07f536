/** Where it was: the words after 在/到/去, a town in brackets, 家在…, 地点：…, or a place that stands alone. */

import { COUNTIES } from './lexicon/counties.ts';
import { PLACE_END, PLACE_STOP, TOWN_END } from './lexicon/place-words.ts';
import { CITIES } from './lexicon/places.ts';

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
const LEAD =
  /(?<!调|提|谈|聊|想|说|听|感|受|直|遇|得|收|了解|不|回|联系|看|轮|实)(?:在|于|搁|到|去|绕着?|沿着?|围着|奔|进|赴|前往|来到|抵达|赶到|赶赴|走进|深入|奔赴|远赴|跑到|跑|飞|路过|途经|回到|回|来|喺|下(?=乡|村))(?:了|过|的)?(?:一?趟|位于)?/g;
const TRAVELS = /^(?:于|到|去|赴|前往|来|抵达|赶|走进|深入|奔赴|远赴|跑|飞|路过|途经|回|下)/;
const HOME =
  /(?:家庭?(?:所在地|地址|住址|住)?(?:是|就)?(?:在|位于|住在?|于|：)|家住(?:在)?|老家(?:是|在)?|地址(?:在|是|：)?|位于|都在|均在|人在|户籍)([\u3400-\u9fff]{2,16})/;
const BRACKET =
  /[（(](?:家(?:在|住)|住|位于|在|地点：?|地址：?)?([\u3400-\u9fff]{2,16}?)(?:农村|人|家中|家里)?[）)]/;
const LABEL =
  /(?:地点|地址|场所|地方|会址|会场|场地|第[一二三]站)(?:就)?(?:是|在|为|：| )*(?:在)?([^，。；、\n ]{2,24})/;
const NOT_A_PLACE =
  /^(?:给|问|跟|和|与|一起|大家|我们?|他们?|她们?|你|咱|全校|全体|全院|这|那|该|本次|会上|会后|课后|上面|里面|支部$|学院$|大学$|处$|院$|楼$|厅$|馆$|堂$|路上$|党委$|企业$|公司$|责任区$|生活区$|校区$|学生$|教学(?!楼|区|点)|思想|学习上|工作|生活|方面|家|老家|校$|读|职|岗|线|外地|医$|场|意|乎|京$|努力|不断|进行|此|其|今|昨|前天|明天|上周|下周|上午|下午|中午|晚上|早|晚|周[一二三四五六日末]|[\d一二三四五六七八九十]+(?:[月日点]|号(?!楼|教|馆|宿|食|公寓|院|会议|报告|实验)))/;

/** A spot that opens a statement without 在, after the day and the time. */
const OPENS_WITH_SPOT =
  /^(?:(?:上|这|本|下)?(?:周|星期|礼拜)[一二三四五六日天末]|[今昨前]天|[今昨]儿(?:个)?|\d{1,2}月\d{1,2}[日号]|\d{1,2}[日号]|[今昨]?(?:早上?|晚上?)|上午|下午|中午|傍晚|[今昨]天?夜里|刚才|[一二三四五六七八九十\d]{1,2}点半?)*([\u3400-\u9fffA-Z\d]{2,12}?)(?:里面?|内|上)?(?=跟|和(?!平)|与|给|找|为|陪|帮|约|请|志愿|党员先锋|先锋岗|值班|值岗|义务|打扫|慰问|服务(?!中心|站|台|大厅)|谈(?!心[室屋角]|话室)|聊|召开|开(?:了|完|的|会|支|党)|辅导|补|讲(?!堂|习)|组织生活|支委会|主题党日|党小组会|支部大会|听|$)/;

/** Whether a word is a town, county or province, alone or joined (新疆喀什). */
export function isRegion(words: string): boolean {
  if (CITIES.has(words) || COUNTIES.has(words) || REGION_ALL.test(words)) return true;
  // 衡东县城, 祁东那边
  const short = words.replace(/(?:县城|城里|城区|市里|县里|乡下|农村|老家)$/, '');
  if (short !== words && (CITIES.has(short) || COUNTIES.has(short))) return true;
  for (let i = 2; i <= words.length - 2; i += 1)
    if (
      (CITIES.has(words.slice(0, i)) || COUNTIES.has(words.slice(0, i))) &&
      (CITIES.has(words.slice(i)) ||
        COUNTIES.has(words.slice(i)) ||
        /[市县区镇乡村州旗]$/.test(words.slice(i)) ||
        TOWN_END.test(words.slice(i)))
    )
      return true;
  return false;
}

function isTown(words: string): boolean {
  return CITIES.has(words) || COUNTIES.has(words);
}

/** The longest region at the start of a run of words. */
function regionAt(run: string): string | undefined {
  const formal = REGION_START.exec(run)?.[0];
  let best = formal && !/的/.test(formal) ? formal : undefined;
  for (let length = Math.min(run.length, 9); length > (best?.length ?? 1); length -= 1)
    if (isRegion(run.slice(0, length))) {
      best = run.slice(0, length);
      break;
    }
  return best;
}

/** The words from a position up to the next mark, verb or preposition. */
function runFrom(text: string, at: number): string {
  let end = at;
  let quoted = false;
  while (end < text.length && end - at < 28) {
    const char = text[end]!;
    if (char === '“' || char === '《') quoted = true;
    else if (char === '”' || char === '》') quoted = false;
    else if (!quoted) {
      if (/[，。；：！？、\n（）\s]/.test(char)) break;
      PLACE_STOP.lastIndex = end;
      if (end > at && PLACE_STOP.test(text)) break;
    }
    end += 1;
  }
  return text.slice(at, end);
}

/** The part of a run that ends in a word for a place (学院楼415). */
function spotIn(run: string): string | undefined {
  let best: string | undefined;
  PLACE_END.lastIndex = 0;
  for (const m of run.matchAll(PLACE_END)) {
    const words = run.slice(0, m.index + m[0].length);
    if (words.length >= 2 && words.length <= 24) best = words;
  }
  return best;
}

interface Candidate extends PlaceFound {
  rank: number;
  at: number;
}

/**
 * Where an activity took place.
 * @param text clauses of the activity, parted by commas
 * @param names names of people in it, which are no places
 * @param visit homes and towns count (走访)
 */
export function findPlace(text: string, names: readonly string[], visit: boolean): PlaceFound | undefined {
  const found: Candidate[] = [];
  const add = (
    place: string,
    words: string,
    region: boolean,
    travelled: boolean,
    rank: number,
    at: number,
  ) => {
    const cleaned = place
      .replace(/^(?:了|我们?的?|咱们?的?|她的?|他的?|学校的|的|参观了?|联系点|挂点|(?:就)?在|位于|是)/, '')
      .replace(/(?:里面?|内|那边|附近|上|这边)$/, '');
    if (cleaned.length < 2 || names.some((n) => cleaned.includes(n)) || NOT_A_PLACE.test(cleaned)) return;
    if (/[他她它您你]|时候|方面|过程|情况|期间/.test(cleaned)) return;
    found.push({ place: cleaned, words, region, travelled, rank, at });
  };
  const label = LABEL.exec(text);
  if (label) add(label[1]!, label[0], isRegion(label[1]!), false, 0, label.index);
  // 教工一支部联系点调研
  const point = /([\u3400-\u9fff]{2,14}(?:支部|学院|总支|处|系|院))(?:的)?联系点/.exec(text);
  if (point)
    add(
      point[1]!.replace(/^.*(?:到|赴|去|在|上午|下午|[日号天])/, ''),
      point[0],
      false,
      false,
      4,
      point.index,
    );
  // 叫到205谈了谈
  const room = /(?:叫|约|请|喊|带|找)(?:到|来|至)(?:了)?([A-Z]?\d{3,4})(?![号年级\d])/.exec(text);
  if (room) add(room[1]!, room[0], false, false, 4, room.index);
  // 参加井冈山党务干部培训
  const trained = /参加(?:了)?([\u3400-\u9fff]{2,4})/.exec(text);
  const town = trained && [4, 3, 2].map((n) => trained[1]!.slice(0, n)).find((w) => isTown(w));
  if (town) add(town, trained[0], true, false, 7, trained.index);
  // 汨罗陈某家: a town right before whose home it is
  if (visit)
    for (const name of names) {
      const at = text.indexOf(name);
      const before = [4, 3, 2]
        .map((n) => text.slice(Math.max(0, at - n), Math.max(0, at)))
        .find((w) => isTown(w));
      if (at > 0 && before && /^(?:同学|学生)?家/.test(text.slice(at + name.length)))
        add(before, before, true, true, 4, at - before.length);
    }
  const bracket = BRACKET.exec(text);
  if (bracket) {
    const region = regionAt(bracket[1]!);
    if (region && region.length >= bracket[1]!.length - 2)
      add(bracket[1]!, bracket[0], true, false, visit ? 1 : 7, bracket.index);
    else if (spotIn(bracket[1]!) === bracket[1])
      add(bracket[1]!.replace(/^参观(?:了)?/, ''), bracket[0], false, false, 4, bracket.index);
  }
  const home = visit ? HOME.exec(text) : null;
  if (home) {
    const region = regionAt(home[1]!) ?? townIn(runFrom(text, home.index + home[0].length - home[1]!.length));
    if (region) add(region, home[0], true, false, 1, home.index);
  }
  for (const m of text.matchAll(LEAD)) {
    const at = m.index + m[0].length;
    const run = runFrom(text, at).replace(
      /^(?:我们?|咱们?|她|他|对方|学校|各自)的?(?=[\u3400-\u9fff]{2})/,
      '',
    );
    if (run.length < 2) continue;
    const travelled =
      TRAVELS.test(m[0]) ||
      (m[0] === '在' &&
        /^[\u3400-\u9fff]{2,6}?(?:走访|家访|入户|看望)/.test(run + text.slice(at + run.length)));
    const region = regionAt(run);
    const spot = spotIn(run);
    if (region && visit) add(region, m[0] + region, true, travelled, 2, m.index);
    else if (spot && !/家$/.test(spot))
      add(spot, m[0] + spot, false, travelled, m[0].startsWith('在') ? 2 : 3, m.index);
    else if (region) add(region, m[0] + region, true, travelled, 3, m.index);
    else {
      const town = townIn(run);
      if (town && (visit || /^(?:在|到|去|赴|前往|来到|走进|深入)/.test(m[0])))
        add(town, m[0] + town, visit, travelled, 4, m.index);
    }
  }
  if (found.length === 0) {
    const visited =
      /参观(?:了|学习)?([\u3400-\u9fff“”·]{2,16}?(?:馆|旧址|故居|基地|遗址|陵园|纪念碑|展览|展|园))/.exec(
        text,
      );
    if (visited) add(visited[1]!, visited[0], false, false, 6, visited.index);
  }
  for (const piece of text.split(/[，。；、\n ]/)) {
    // a place that stands alone between two marks: 行政楼305, 沈河区
    const bare = piece.replace(/^(?:就|都|是|在|参观)+/, '').replace(/(?<=..)的$/, '');
    if (bare.length < 2 || bare.length > 30 || !/^[\u3400-\u9fffA-Z\d]+$/.test(bare)) continue;
    const region = bare.length <= 12 && isRegion(bare);
    if (
      (region && (visit || (piece === bare && isTown(bare)))) ||
      (bare.length <= 12 && spotIn(bare) === bare && !/[一二两三几\d][堂节次场]$/.test(bare)) ||
      (TOWN_END.test(bare) &&
        !/[说想调换转值站了的我他她不很就都没岗]/.test(bare) &&
        bare.length <= 5 &&
        bare.length >= 3)
    )
      add(bare, bare, region, region && visit, 5, text.indexOf(bare));
    else {
      // 琴房给某某补课, 周四敬老院志愿服务, 办公室里跟某某谈
      const opening = OPENS_WITH_SPOT.exec(bare);
      if (opening && spotIn(opening[1]!) === opening[1])
        add(opening[1]!, opening[0], false, false, 5, text.indexOf(bare));
      // 办公室里谈的, 会议室开的
      const done =
        /^([\u3400-\u9fff\dA-Z]{2,10}?)(?:里|内)?(?:当面)?(?:谈|聊|开|搞|办|学|讲|见)(?:的|了)/.exec(bare);
      if (done && spotIn(done[1]!) === done[1]) add(done[1]!, bare, false, false, 5, text.indexOf(bare));
    }
  }
  found.sort((a, b) => a.rank - b.rank || a.at - b.at);
  const best = found[0];
  if (!best) return undefined;
  return { place: best.place, words: best.words, region: best.region, travelled: best.travelled };
}

/** A short name that ends like a village or a town (高粱铺, 柳沟镇, 青年林). */
function townIn(run: string): string | undefined {
  const m = /^[\u3400-\u9fff]{2,6}$/.exec(run.replace(/(?:那边|附近)$/, ''));
  return m && TOWN_END.test(m[0]) && !/[家了的]$/.test(m[0]) ? m[0] : undefined;
}
