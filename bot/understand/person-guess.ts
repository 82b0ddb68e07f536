/** People found by other ways than their written name: sound, title, given name, or unknown to the directory. */
import type { Person } from '../../domain/directory.ts';
import type { DirectoryIndex } from './index-directory.ts';
import { COMPOUND_SURNAMES, SURNAMES, WORDLIKE } from './lexicon/names.ts';
import { KIND_OF_PERSON, NOBODY, NOT_A_NAME } from './lexicon/no-names.ts';
import {
  EDGE_AFTER,
  EDGE_BEFORE,
  RELATIVES,
  STRONG_AFTER,
  STRONG_BEFORE,
  TITLES,
} from './lexicon/person-words.ts';
import { isTown } from './lexicon/places.ts';
import { anyOf, endingIn, wordsOf } from './matching.ts';
import { isHan } from './normalize.ts';
import type { PersonMention } from './person.ts';
import { SPOKEN_WITH, Surroundings } from './person-context.ts';
import { blurredFirstReadings, blurredReadings, blurSound, soundsOf } from './pinyin.ts';
import { GUESS, HOMOPHONE, NEAR_SOUND, UNLISTED_NAME } from './thresholds.ts';
import { followsTie } from './tie.ts';

const TITLE_AFTER = new RegExp(`^(?:${TITLES})`);
const SURNAME_TITLE = /^(?:书记|副书记|老师|院长|副院长|主任|部长|处长|校长|教授|辅导员|导员|同学|支书)/;
const HAN_NAME = /^[\u3400-\u9fff]+$/;
/** Characters that a given name seldom holds. */
const NOT_IN_GIVEN = new RegExp(
  `[${[
    // days, numbers, measures
    '日月年周点半午晚早今昨前后时分钟次第两三四五六七八九十几多少些个位名号',
    // prepositions, conjunctions, adverbs
    '现因由已刚和跟与在到去家也都还就但而为所以很太最或及等要会能可有没不',
    // who and what
    '我你他她它们这那',
    // what is done
    '说做给把被让叫请找访谈聊打电话上下来回过',
    // particles
    '的了着吗呢吧啊啦咯嘞哈嘛呗咧哦喔哟是',
    // this field
    '支部学生老师书记党院班级',
  ].join('')}]`,
);

/** Everyone who bears a written name. */
export function idsOf(index: DirectoryIndex, name: string): string[] {
  return (index.byName.get(name) ?? []).map((p) => p.id);
}

/** Whether a stretch of the text is not yet taken. */
export type Free = (start: number, end: number) => boolean;

/** Names of the directory that sound like some words: exactly, else nearly. */
export function namesBySound(words: string, index: DirectoryIndex): string[] {
  const exactly = soundAlike(words, false, index);
  return exactly.length > 0 ? exactly : soundAlike(words, true, index);
}

/** Names that sound like some words, each once; blurred: as dictation and many speakers do not tell sounds apart. */
function soundAlike(words: string, blurred: boolean, index: DirectoryIndex): string[] {
  const map = blurred ? index.byBlurredSound : index.bySound;
  const names = soundsOf(words).flatMap((sound) => map.get(blurred ? blurSound(sound) : sound) ?? []);
  return [...new Set(names)];
}

/** Whether some name sounds like what begins here, by its first two syllables. */
function soundsLikeName(text: string, at: number, index: DirectoryIndex): boolean {
  const second = blurredReadings(text[at + 1] ?? '');
  return blurredFirstReadings(text[at]!).some((a) => second.some((b) => index.firstSounds.has(`${a} ${b}`)));
}

export function bySound(
  text: string,
  at: number,
  before: string,
  strongBefore: boolean,
  index: DirectoryIndex,
  free: Free,
): Omit<PersonMention, 'titleEnd'> | undefined {
  if (!soundsLikeName(text, at, index)) return undefined;
  for (const blurred of [false, true]) {
    for (const length of [7, 6, 5, 4, 3, 2]) {
      if (!index.soundLengths.has(length)) continue;
      const end = at + length;
      if (end > text.length || !free(at, end)) continue;
      const said = text.slice(at, end);
      const titled = strongBefore && TITLE_AFTER.test(text.slice(end, end + 4));
      if (!HAN_NAME.test(said) || (WORDLIKE.has(said) && !titled)) continue;
      const s = new Surroundings(text, at, end);
      const spoken =
        SPOKEN_WITH.test(before) &&
        /^(?:$|[，。；、\n（）\s])/.test(text.slice(end, end + 1)) &&
        SURNAMES.has(said[0]!);
      const opens = opensAboutSomeone(text, at, end);
      // 饭琪老师挨了通报批评，…跟她谈话
      const titledFirst =
        opens && !blurred && !/^[小老]/.test(said) && TITLE_AFTER.test(text.slice(end, end + 4));
      const plain =
        length === 2
          ? titledFirst || (strongBefore && (s.strongAfter || spoken || followsTie(text, at)))
          : strongBefore || s.strongAfter;
      // 失恋的曹扬, 联系对象张学刷题: the surname as the directory writes it lets less stand around the name
      const kin =
        !plain &&
        !blurred &&
        (SURNAMES.has(said[0]!) || (length >= 4 && (s.edgeBefore || strongBefore) && s.edgeAfter)) &&
        (length >= 3
          ? true
          : s.subject ||
            s.alone ||
            s.strongAfter ||
            opens ||
            (DESCRIBED.test(before) && s.edgeAfter) ||
            (strongBefore && (s.edgeAfter || isLoose(text, at, end, free))));
      if (!plain && !kin) continue;
      if (length === 2 && blurred) continue;
      // 萧凯面试被刷下来了，…把他叫来: with a surname of that sound
      let best = soundAlike(said, blurred, index).filter((name) => !kin || opens || name[0] === said[0]);
      if (best.length === 0) continue;
      // with several people of that sound, one who shares two written characters is meant
      if (best.length > 1) {
        const alike = (name: string) => [...name].filter((c, i) => said[i] === c).length;
        const most = Math.max(...best.map(alike));
        const closest = best.filter((name) => alike(name) === most);
        if (most >= 1) best = closest;
      }
      // a different surname that is itself a surname is another person (near sounds only)
      if (blurred && best[0]![0] !== said[0] && SURNAMES.has(said[0]!)) continue;
      if (blurred && length === 3 && ![...said].some((c, i) => best[0]![i] === c)) continue;
      return {
        start: at,
        end,
        said,
        name: best[0]!,
        ids: best.flatMap((name) => idsOf(index, name)),
        how: 'corrected',
        confidence: blurred ? NEAR_SOUND : HOMOPHONE,
      };
    }
  }
  return undefined;
}

/** 跟跳舞的…: somebody described before the name. */
const DESCRIBED = /[跟和与同找给帮约陪访望][^，。；的和跟与]{1,6}的$/;

/** 曹某论文被拒了三次，…跟他谈: a sentence begins with whom 他 or 她 takes up further on. */
export function opensAboutSomeone(text: string, at: number, end: number): boolean {
  return /(?:^|[。；\n])$/.test(text.slice(Math.max(0, at - 1), at)) && /[他她]/.test(text.slice(end + 2));
}

/** Whether a name of two characters is not the head of a longer one (not 张学 in 和张学友谈). */
function isLoose(text: string, at: number, end: number, free: Free): boolean {
  const longer = unlisted(text, at, true, free);
  return longer === undefined || longer.end <= end;
}

/** Offices that begin with what is also a surname. */
const NO_SURNAME = /^(?:班主任|班长|党(?:支)?书记|党支书|党委员|团(?:支)?书记|院长|区长|部长)/;

const ROLE_OF_TITLE: [RegExp, RegExp][] = [
  [/^副书记/, /deputy_secretary/],
  [/^(?:书记|支书)/, /secretary/],
  [/^院长/, /dean/],
  [/^部长/, /organization_head/],
];

/** 杜书记, 陈院长, 金老师: a surname with a title, when the directory leaves one person. */
export function byTitle(
  text: string,
  at: number,
  index: DirectoryIndex,
): Omit<PersonMention, 'titleEnd'> | undefined {
  const surname = COMPOUND_SURNAMES.find((s) => text.startsWith(s, at)) ?? text[at]!;
  if (surname.length === 1 && !SURNAMES.has(surname)) return undefined;
  const end = at + surname.length;
  const title = SURNAME_TITLE.exec(text.slice(end, end + 4))?.[0];
  if (!title || title === '同学' || NO_SURNAME.test(surname + title)) return undefined;
  // 和院长、某某两位谈心, but 找和院长谈
  if (/[和同]/.test(surname) && !/[跟与找给]$/.test(text.slice(0, at))) return undefined;
  if (
    !EDGE_BEFORE.test(text.slice(Math.max(0, at - 4), at)) &&
    !STRONG_BEFORE.test(text.slice(Math.max(0, at - 4), at))
  )
    return undefined;
  const said = surname + title;
  let bearers: Person[] = index.bySurname.get(surname) ?? [];
  const role = ROLE_OF_TITLE.find(([t]) => t.test(title))?.[1];
  if (role)
    bearers = bearers.filter((p) => (index.appointments.get(p.id) ?? []).some((a) => role.test(a.role)));
  // a surname and a title name nobody on their own; the words stay as said, the directory narrows
  const names = new Set(bearers.map((p) => p.name));
  if (names.size === 1)
    return {
      start: at,
      end: end + title.length,
      said,
      name: [...names][0]!,
      ids: bearers.map((p) => p.id),
      how: 'derived',
      confidence: NEAR_SOUND,
    };
  return {
    start: at,
    end: end + title.length,
    said,
    name: said,
    ids: bearers.map((p) => p.id),
    how: 'stated',
    confidence: 0.5,
  };
}

const WITHIN_TRANSLITERATED =
  '尔斯古丽娜买提江汗孜热依木力克库别艾阿迪塔巴拉扎西卓玛措仁丹凯代努帕吐祖卜杜哈麦莎赛夏瓦吉乌苏雅图日旦格桑曲珠旺加姆顿德勒央宗';
/** Characters by which names of Xinjiang, Tibet and Mongolia are written. */
const TRANSLITERATES = `${WITHIN_TRANSLITERATED}伊亚叶兰娅索朗次罗布洛达堆增朝鲁包萨那云其花满珍卡孟都不里肉再伊穆合米热奴尼比沙`;
const TRANSLITERATED = new RegExp(`^[\\u3400-\\u9fff][${WITHIN_TRANSLITERATED}]{2,5}`);

const DOTTED = /[\u3400-\u9fff]{2,6}(?:·[\u3400-\u9fff]{2,6}){1,2}/y;

const BEHIND_DOTTED = new RegExp(`(?:${TITLES}|家里|家|寝室|宿舍|的.*|[两二三俩][家户位名个].*|[两二三俩])$`);
/** 下午四点艾力·吐尔逊, 走访艾力·吐尔逊: what stands right before such a name. */
const BEFORE_DOTTED =
  /^[\u3400-\u9fff]*[点分半午晚上天日号的了和跟与给找帮陪约叫把让对生学级班在到去访望问](?=[\u3400-\u9fff]{2,5}·)/;
/** 吐尔逊来办公室: what somebody did, behind two characters of the last part; 阿不来提 is a name to its end. */
const ENDS_DOTTED = `[${TRANSLITERATES}]{1,4}(?:$|[谈聊家学])`;
const DONE_BY_DOTTED = new RegExp(
  `(?<=·[\\u3400-\\u9fff]{2,5}?)(?:[和跟与及].*|[来去到在家](?!${ENDS_DOTTED}).*|[给把被说问找约讲谈聊发打学因的了结签帮](?!$|${ENDS_DOTTED}).*|[说谈学]$)$`,
);

/** A name with dots that the directory lacks. */
export function dotted(text: string, at: number, free: Free): Omit<PersonMention, 'titleEnd'> | undefined {
  DOTTED.lastIndex = at;
  const m = DOTTED.exec(text);
  if (!m || /[“”]/.test(text[at - 1] ?? '')) return undefined;
  const lead = BEFORE_DOTTED.exec(m[0])?.[0].length ?? 0;
  const said = m[0]
    .slice(lead)
    .replace(BEHIND_DOTTED, '')
    .replace(DONE_BY_DOTTED, '')
    .replace(BEHIND_DOTTED, '');
  const start = at + lead;
  return said.includes('·') && free(start, start + said.length)
    ? { start, end: start + said.length, said, name: said, ids: [], how: 'stated', confidence: UNLISTED_NAME }
    : undefined;
}

/** A name that the directory lacks: a surname, one or two characters, and words around it that take a person. */
export function unlisted(
  text: string,
  at: number,
  strongBefore: boolean,
  free: Free,
): Omit<PersonMention, 'titleEnd'> | undefined {
  const compound = COMPOUND_SURNAMES.find((s) => text.startsWith(s, at));
  if (!compound && !SURNAMES.has(text[at]!)) return undefined;
  // 谈了谈交接
  if (text[at] === '谈' && /谈了?$/.test(text.slice(Math.max(0, at - 2), at))) return undefined;
  // 对门王奶奶家
  if (text[at] === '门' && text[at - 1] === '对') return undefined;
  // 舞蹈2301班田恬家
  if (text[at] === '班' && /\d/.test(text[at - 1] ?? '')) return undefined;
  // 铁西区朱林家
  if (text[at] === '区' && isHan(text[at - 1])) return undefined;
  // 催哈某某: 一下 as it is said in Sichuan
  if (text[at] === '哈' && /(?:催|提醒)一?$/.test(text.slice(Math.max(0, at - 3), at))) return undefined;
  if (text[at] === '师' && /[教老导律大医]/.test(text[at - 1] ?? '')) return undefined;
  const head = compound?.length ?? 1;
  const describedBefore = /(?:的|生|[学师][弟妹兄姐长])$/.test(text.slice(Math.max(0, at - 1), at));
  for (const given of [2, 1]) {
    const end = at + head + given;
    if (end > text.length || !free(at, end)) continue;
    const said = text.slice(at, end);
    const givenPart = said.slice(head);
    const after = text.slice(end, end + 8);
    // 杨帆同学结为对子: no 杨帆同
    if (given === 2 && said.endsWith('同') && WITHIN_FELLOW.test(after[0] ?? '')) continue;
    if (
      !HAN_NAME.test(said) ||
      WORDLIKE.has(said) ||
      NOT_IN_GIVEN.test(withoutSchoolWords(text, at, said, after))
    )
      continue;
    // 母亲: a surname and a character of names, by themselves
    if (NOT_A_NAME.test(said) || RELATIVE.test(said)) continue;
    // 孟凡结的对子, 跟孟凡谈了: what was done with a name of two characters
    if (given === 2 && /[结签谈聊访]$/.test(said) && /^[的了过成完]/.test(after)) continue;
    // 和联系同学田甜, 海边人家: what is done with somebody, a home in general
    if (DEED_WITH.has(givenPart) || (said.endsWith('人') && after.startsWith('家'))) continue;
    // after a preposition of place only a home or a title makes a name (在楼梯间谈)
    if (PLACED.test(text.slice(Math.max(0, at - 2), at)) && !AT_SOMEBODYS.test(after)) continue;
    if (isTown(said) && !TITLE_AFTER.test(after)) continue;
    const strongAfter = STRONG_AFTER.test(after);
    // words like 海洋 and characters like 和 make a name only between words that both take a person
    const parted = /^(?:$|[，。；、\n）])/.test(after);
    const between = strongBefore && (strongAfter || (describedBefore && parted));
    if ((WORDLIKE.has(givenPart) || RARELY_SURNAMES.test(said)) && !between) continue;
    const card =
      /(?:^|[。；\n])$/.test(text.slice(Math.max(0, at - 1), at)) &&
      /^，[^，。；]{0,8}(?:[大研博][一二三四]|\d{2}级|专业|系的?|班的?)[^，。；]{0,6}，/.test(
        text.slice(end, end + 20),
      );
    const opens =
      given === 2 &&
      ((opensAboutSomeone(text, at, end) && /^(?:最近|近期|这段|因|被|家里|父|母)/.test(after)) ||
        (OF_A_PLACE.test(text.slice(Math.max(0, at - 8), at)) && FELL_OUT.test(text.slice(end, end + 8))));
    if (card || opens)
      return { start: at, end, said, name: said, ids: [], how: 'stated', confidence: UNLISTED_NAME };
    const edge =
      /^(?:$|[\s，。；：、！？（）\n的]|和|与|跟|谈|聊|因|被|没|为[^，。；]{1,8}(?:红脸|红了脸|吵|闹|打))/.test(
        after,
      );
    if (
      given === 1
        ? strongBefore && (strongAfter || /^[\s，。；、（\n]|^$/.test(after))
        : (strongBefore && (strongAfter || edge || (describedBefore && EDGE_AFTER.test(after)))) ||
          (strongAfter &&
            (TITLE_AFTER.test(after) ||
              (!/[市县区镇乡村屯旗州省]$/.test(said) &&
                /^家(?!教|乡|具|电|长|访|庭教|国|务|属)/.test(after))))
    )
      return { start: at, end, said, name: said, ids: [], how: 'stated', confidence: UNLISTED_NAME };
  }
  return undefined;
}

/** 洗衣房的李红兵跟王桂香为排班红了脸: at the head of a sentence. */
const OF_A_PLACE = /(?:^|[。；\n])[^，。；]{1,6}[房处科室堂馆队部院系班组站店]的$/;
const FELL_OUT = /^[跟和与同][\u3400-\u9fff]{2,4}(?:为|因|闹|吵|打|起|有|顶|红)/;

/** 付春生家, 于学军的妈妈: characters that are mostly of 学生 and 书记 stand in given names, where a name is expected. */
function withoutSchoolWords(text: string, at: number, said: string, after: string): string {
  // 苏晚晴: no part of the day
  const given = said.slice(1).replace(/^晚(?=[晴秋棠舟宁霞枫星吟意君风笙柠照榆荷词桐]$)/, '');
  if (given.length !== 2 || said.length !== 3) return given;
  const named = text[at - 1] === '叫' || OF_SOMEBODY.test(after);
  return named
    ? given.replace(/(?<=[^学新女男大师考研医先招学])生$|^[学书](?![生校院期时分习记籍])/, '')
    : given;
}

const RELATIVE = new RegExp(`^(?:${RELATIVES})$`);
const OF_SOMEBODY = new RegExp(
  `^(?:${TITLES})?(?:的?(?:${RELATIVES})|家(?!教|乡|具|电|长|访|庭教|国|务|属)|[他她](?:家|爸|妈|父|母|爷|奶))`,
);

const PLACED = /(?:在|去|到|上|[去到]了)$/;
const AT_SOMEBODYS = new RegExp(`^(?:${TITLES})?(?:家|那|屋|宿舍|寝室|办公室|老家)|^(?:${TITLES})`);

/** Characters that are surnames but far more often words. */
const RARELY_SURNAMES =
  /^[和成那都来但由要信元位相全连项支干展束居容满权强花时温平安车解单向于应从计师官农司池水封米英会正新公年能本所老小两同过后]/;

/** 小吕, 老秦: a form of address, where a person is expected. */
export function addressed(
  text: string,
  at: number,
  strongBefore: boolean,
  free: Free,
): Omit<PersonMention, 'titleEnd'> | undefined {
  const end = at + 2;
  if (!strongBefore || !/[小老阿]/.test(text[at]!) || !SURNAMES.has(text[at + 1] ?? '') || !free(at, end))
    return undefined;
  const said = text.slice(at, end);
  const after = text.slice(end, end + 8);
  // 给小丁，丁一凡，讲…: the name in full stands right behind
  const inFull = /^[，（—：、]+(?:就是|全名|大名|叫)?([\u3400-\u9fff]{2,3})(?=[，。）；、—\n]|$)/.exec(after);
  if (inFull && inFull[1]![0] === text[at + 1]) {
    const full = inFull[1]!;
    const to = end + inFull[0].length;
    // 小高（高飞）
    const isApart = after.startsWith('（');
    if (free(at, to) && (isApart || !WORDLIKE.has(full)) && !NOT_IN_GIVEN.test(full.slice(1)))
      return {
        start: at,
        end: to,
        said: full,
        name: full,
        ids: [],
        how: 'stated',
        confidence: UNLISTED_NAME,
      };
  }
  if (/^(?:[师生家党同学教人干部乡年区店]|小时|时)/.test(text.slice(at + 1, at + 3)) || WORDLIKE.has(said))
    return undefined;
  return STRONG_AFTER.test(after) || /^(?:$|[\s，。；、（\n])/.test(after)
    ? { start: at, end, said, name: said, ids: [], how: 'stated', confidence: UNLISTED_NAME }
    : undefined;
}

/** Somebody by an office alone. */
const OFFICE = /^副?(?:处长|院长|部长|科长|校长|主任|书记|教授|研究员|主席|班长|支书|组长|系主任)$/;
/** After a preposition, a tie or who somebody is: 跟, 找二班的, 结对的, 学生. */
const CALLS_PERSON = endingIn(
  /[和跟与同找给][^，。；的和跟与]{1,8}的|对象是[^，。；的]{0,8}的/,
  wordsOf('和 跟 与 同 找 给 为 帮 叫 喊 约 请 陪 谈完 学生 新生'),
  /[学师][弟妹兄姐长]|(?:结对|帮扶|联系|[大研][一二三四]|班|级|专业|系|院|族|来|学生|同学)的/,
);
/** 乌兰图雅通了次电话, 乌兰图雅家里: up to what is done with people, or their family. */
const BEFORE_VERB = new RegExp(
  `^[\\u3400-\\u9fff]{2,5}?(?=${
    anyOf(
      /结成|结对|结为|结上|结的|结了|绑定|谈(?!论|到|判)|聊|唠|面谈|当面|视频|做思想|辅导|补[习课了]/,
      /通(?:了)?(?:一|个|次)*(?:电话|话|视频)|打(?:了)?(?:一|个|次)*电话/,
      /的?(?:爸|妈|父|母|奶奶|爷爷|姥|家长)|家(?:里|访|$|，|。|看|坐|做|走|待|吃|聊|了解|跟|和|去|送)|同学/,
    ).source
  })`,
);
/** What makes another word of 同: 同志, 同学, 同事. */
const WITHIN_FELLOW = /[志学事门窗乡村班级屋]/;
/** 谈完图雅了. */
const BEFORE_LE = /^[\u3400-\u9fff]{2,4}?(?=了(?:$|[，。\s]))/;

/** Verbs that end in what could begin a name. */
const DEED_WITH = new Set(
  '看望 探望 拜望 走访 家访 联系 辅导 指导 帮扶 帮助 关心 慰问 访问 约谈 面谈'.split(' '),
);

/** 去了阿不都拉同学家: a name before 同学, whatever its characters. */
export function classmate(
  text: string,
  at: number,
  index: DirectoryIndex,
  free: Free,
): Omit<PersonMention, 'titleEnd'> | undefined {
  const m = /^[\u3400-\u9fff]{2,7}?(?=同学(?!们|会|聚|关系))/.exec(text.slice(at, at + 10));
  if (
    !m ||
    !free(at, at + m[0].length) ||
    /^[叫道同]/.test(m[0]) ||
    /[的了着和跟与我你他她们这那去到在给位名个陪帮找约带趟]|结对|联系|支部|全体|年级|学院|街道|社区|[市区县镇乡村屯省]/.test(
      m[0],
    )
  )
    return undefined;
  if (NOBODY.test(m[0]) || WORDLIKE.has(m[0]) || NOT_A_NAME.test(m[0])) return undefined;
  // 躲着不见同学
  if (/^[不没未]/.test(m[0])) return undefined;
  // 去丹东东港孙小雨同学家: somebody of the directory, behind where the home is
  if (
    m[0].length > 3 &&
    [2, 3, 4].some((length) => length < m[0].length && namesBySound(m[0].slice(-length), index).length > 0)
  )
    return undefined;
  // 看望高雅同学: no 望高雅
  if (DEED_WITH.has(text.slice(Math.max(0, at - 1), at + 1))) return undefined;
  const confidence = m[0].length >= 3 || SURNAMES.has(m[0][0]!) ? UNLISTED_NAME : GUESS;
  return { start: at, end: at + m[0].length, said: m[0], name: m[0], ids: [], how: 'stated', confidence };
}

/** 还有个叫娜仁托娅的新生 */
const CALLED = /(?:^|[个位名有，、])叫[做作]?$/;
const BEFORE_WHO =
  /^[\u3400-\u9fff]{2,6}?(?=的(?:[男女]?[新学]生|同学|孩子|小伙|姑娘|老师|青年|[学师][弟妹兄姐]))/;

/** 跟乌兰图雅结成了对子: a name without a Chinese surname, held between a preposition and what is done with people. */
export function bySlot(
  text: string,
  at: number,
  before: string,
  free: Free,
): Omit<PersonMention, 'titleEnd'> | undefined {
  // the preposition may itself be the end of a name (王雨同放暑假了)
  if (!CALLS_PERSON.test(before) || (at > 0 && !free(at - 1, at))) return undefined;
  // 找她谈的心一直聊到十点
  if (/谈的$/.test(before) && text[at] === '心') return undefined;
  // 与钟某同志开展谈心谈话: no preposition
  if (text[at - 1] === '同' && WITHIN_FELLOW.test(text[at]!)) return undefined;
  const called = CALLED.test(before) ? BEFORE_WHO.exec(text.slice(at, at + 10)) : null;
  const m =
    called ??
    BEFORE_VERB.exec(text.slice(at, at + 10)) ??
    (/[谈访聊]完$/.test(before) ? BEFORE_LE.exec(text.slice(at, at + 10)) : null);
  if (!m || !free(at, at + m[0].length)) return undefined;
  const said = m[0];
  if (
    OFFICE.test(said) ||
    NOBODY.test(said) ||
    DEED_WITH.has(said) ||
    (called ? /[的了着过我你他她]/ : NOT_IN_GIVEN).test(said) ||
    WORDLIKE.has(said) ||
    NOT_A_NAME.test(said)
  )
    return undefined;
  return {
    start: at,
    end: at + said.length,
    said,
    name: said,
    ids: [],
    how: 'stated',
    confidence: said.length >= 3 ? UNLISTED_NAME : GUESS,
  };
}

/** Characters with which what is done with somebody begins, and which seldom stand in a given name. */
const BEGINS_DEED =
  /[讲打答改模看去来做复补辅练谈聊通发吃喝跑逛听问说写在过划的了和跟与同给帮陪带备捋梳刷送买视微电语当家到上从把为报准每又也都还一两三把面，。；、：\s（]/;

/** 新生阿迪力江昨天到校: a name in the characters of Xinjiang, Tibet or Mongolia, behind who somebody is. */
export function transliterated(
  text: string,
  at: number,
  strongBefore: boolean,
  free: Free,
): Omit<PersonMention, 'titleEnd'> | undefined {
  const [said] = (strongBefore && TRANSLITERATED.exec(text.slice(at, at + 6))) || [];
  if (
    !said ||
    !(
      said.length >= 4 ||
      /^(?:[两三][位名个]|同学)/.test(text.slice(at + said.length)) ||
      // 到阿克苏走访买尔旦家
      (/(?:走访|家访|看望|慰问)了?$/.test(text.slice(0, at)) &&
        /^家(?!教|乡|具|电|国|务|长)/.test(text.slice(at + said.length)) &&
        isTransliterated(said))
    ) ||
    /^[的了是叫]/.test(said) ||
    !free(at, at + said.length) ||
    NOBODY.test(said) ||
    NOT_A_NAME.test(said)
  )
    return undefined;
  const end = at + said.length;
  const around = new Surroundings(text, at, end);
  if (!around.edgeAfter && !around.strongAfter) return undefined;
  return { start: at, end, said, name: said, ids: [], how: 'stated', confidence: UNLISTED_NAME };
}

/** 给结对的钟铭讲题, 我对子努尔兰: after the words of a tie only a name can stand. */
export function afterTie(
  text: string,
  at: number,
  index: DirectoryIndex,
  free: Free,
): Omit<PersonMention, 'titleEnd'> | undefined {
  if (!followsTie(text, at)) return undefined;
  const given = index.byGiven.get(text.slice(at, at + 2));
  if (given?.length === 1 && free(at, at + 2) && !SURNAMES.has(text[at]!))
    return bearerOf(given[0]!, text, at, index);
  const surname =
    COMPOUND_SURNAMES.find((s) => text.startsWith(s, at)) ?? (SURNAMES.has(text[at]!) ? text[at]! : '');
  const longest = surname === '' ? 5 : surname.length + 2;
  let end = at + Math.max(1, surname.length);
  while (end - at < longest && isHan(text[end]) && !BEGINS_DEED.test(text[end] ?? '，')) end += 1;
  // 学妹穆凯代斯: begins with what is also a surname
  const [longer] = TRANSLITERATED.exec(text.slice(at, at + 6)) ?? [''];
  if (longer.length > end - at && longer.length > 3) end = at + longer.length;
  const said = text.slice(at, end);
  if (/[问给帮教把去到在来上出回跑是]/.test(said[0] ?? '') && surname === '') return undefined;
  // 把对子定下来了
  if (/^[定结认签配落](?:下|了|好|上|成|实)/.test(said)) return undefined;
  if (said.length < 2 || !free(at, end) || NOBODY.test(said) || NOT_A_NAME.test(said) || WORDLIKE.has(said))
    return undefined;
  return { start: at, end, said, name: said, ids: [], how: 'stated', confidence: UNLISTED_NAME };
}

/** Somebody called by the two characters of the given name alone. */
function bearerOf(
  name: string,
  text: string,
  at: number,
  index: DirectoryIndex,
): Omit<PersonMention, 'titleEnd'> {
  const end = at + 2;
  return {
    start: at,
    end,
    said: text.slice(at, end),
    name,
    ids: idsOf(index, name),
    how: 'derived',
    confidence: NEAR_SOUND,
  };
}

/** 明轩 for 李明轩, when one person alone is called so. */
export function byGiven(
  text: string,
  at: number,
  strongBefore: boolean,
  index: DirectoryIndex,
  free: Free,
): Omit<PersonMention, 'titleEnd'> | undefined {
  const end = at + 2;
  if (!free(at, end)) return undefined;
  const said = text.slice(at, end);
  const names = index.byGiven.get(said);
  if (!names || names.length !== 1 || WORDLIKE.has(said)) return undefined;
  const after = text.slice(end, end + 8);
  const before = text.slice(Math.max(0, at - 8), at);
  const family = new RegExp(`^(?:同学|老师)?(?:家|的?(?:${RELATIVES}))`).test(after);
  if (
    !(strongBefore && STRONG_AFTER.test(after)) &&
    !TITLE_AFTER.test(after) &&
    !family &&
    !(SPOKEN_WITH.test(before) && /^(?:$|[，。；（\n]|谈|聊)/.test(after))
  )
    return undefined;
  return bearerOf(names[0]!, text, at, index);
}

/** 关月、关越: what stands before a name in a list, from where a name can begin. */
const EARLIER =
  /^(?:.*(?:[，。；：\s和跟与找约给去向陪同了]|走访|家访|看望|慰问|联系|帮扶|辅导|结对|办公室|新生|学生|同学|学[弟妹长姐]|师[弟妹兄姐]|孩子|老师|同志|\d班的?))?(?:是|有|叫|：)?([\u3400-\u9fff]{2,6})、$/;
/** 踏进关月、关越两名学生的家门: the same where those of the list are counted. */
const EARLIER_COUNTED = /^.*(?:[进到去有是给帮陪看对向]|含)([\u3400-\u9fff]{2,6})、$/;
/** 甲、乙两名学生, 甲、乙和丙三个小学妹: one of so many is somebody, unless it says what people are. */
const COUNTED = /^[两二俩三四五六七八九十仨](?:[位名户家]|个(?!多|月|小时|星期|半))/;
/** 甲、村东头两户; 甲、他爸爸两个人: where somebody lives, or whose somebody is. */
const OF_A_SPOT = /[的那这边头里村镇街户家门楼号区县市店校队组班院系他她我你其另每爸妈]|[东西南北父母爷奶]$/;
const LISTED_MEMBER =
  /^[\u3400-\u9fff]{2,6}?(?=$|[、，。；！（\s\n]|和|与|等|及|[两三四五六七八九]?[位名个]?(?:同学|老师|学生|同志)|[两二三四五六七八九十][位名户家个]|的?家|谈|结[成对为]|去(?!年)|赴|走访|家访)/;
/** 甲、乙、方可送了饺子: what was done for those of a list, behind a surname and one or two characters. */
const LAST_MEMBER = /^[\u3400-\u9fff]{2,3}?(?=[送带补讲改发打说吃买签结聊见看])/;

/** A surname with one or two characters behind it. */
function isOfNameLength(said: string): boolean {
  const compound = COMPOUND_SURNAMES.find((s) => said.startsWith(s));
  const given = said.length - (compound?.length ?? 1);
  return (compound !== undefined || SURNAMES.has(said[0]!)) && (given === 1 || given === 2);
}

/** 麦尔哈巴, 旦增: hardly a character that such names are not written by. */
function isTransliterated(said: string): boolean {
  return [...said].filter((c) => !TRANSLITERATES.includes(c)).length <= said.length / 4;
}

/** 古丽娜尔、买尔旦、伊力亚斯: what stands in a list of names is a name. */
export function listMembers(
  text: string,
  found: PersonMention[],
  free: Free,
  accept: (mention: Omit<PersonMention, 'titleEnd'>) => void,
): void {
  const listed = (start: number, said: string) => {
    const end = start + said.length;
    accept({ start, end, said, name: said, ids: [], how: 'stated', confidence: UNLISTED_NAME });
    found.sort((a, b) => a.start - b.start);
  };
  // 方可, 程可儿: may be, and the name of many
  const mayBeName = (said: string, isCounted: boolean, isBetween = false) =>
    (isCounted
      ? !OF_A_SPOT.test(said) && (isOfNameLength(said) || isTransliterated(said))
      : !NOT_IN_GIVEN.test(said.slice(1).replace('可', '')) && (isBetween || !WORDLIKE.has(said))) &&
    !NOT_A_NAME.test(said) &&
    !KIND_OF_PERSON.test(said);
  // 甲、大石桥两户; 高阳, 方正 and 余江 are names as well
  const isHomesIn = (said: string, behind: string) => /^[两二三][户家]/.test(behind) && isTown(said);
  for (let i = 0; i < found.length && i < 60; i += 1) {
    const mention = found[i]!;
    const isCounted = COUNTED.test(text.slice(mention.titleEnd));
    const lead = text.slice(Math.max(0, mention.start - 11), mention.start);
    const earlier = (EARLIER.exec(lead) ?? (isCounted ? EARLIER_COUNTED.exec(lead) : null))?.[1];
    if (earlier) {
      const end = mention.start - 1;
      const start = end - earlier.length;
      const isOfLength = SURNAMES.has(earlier[0]!) ? earlier.length <= 3 : earlier.length >= 3;
      const behind = text.slice(mention.titleEnd);
      if (
        free(start, end) &&
        (isOfLength || isCounted) &&
        mayBeName(earlier, isCounted) &&
        !isHomesIn(earlier, behind)
      ) {
        listed(start, earlier);
        continue;
      }
    }
    const [mark] = /^(?:、|和|与|跟|还有)/.exec(text.slice(mention.titleEnd)) ?? [];
    if (!mark) continue;
    const start = mention.titleEnd + mark.length;
    if (!free(start, start + 1)) continue;
    const rest = text.slice(start, start + 10);
    const isSurname = SURNAMES.has(rest[0] ?? '');
    const isNext = found[i - 1] !== undefined && text[found[i - 1]!.titleEnd] === '、';
    const said = [LISTED_MEMBER, ...(isSurname && isNext ? [LAST_MEMBER] : [])]
      .flatMap((pattern) => pattern.exec(rest)?.[0] ?? [])
      .find(
        (words) =>
          mayBeName(
            words,
            COUNTED.test(rest.slice(words.length)),
            mark === '、' && rest[words.length] === '、',
          ) && !isHomesIn(words, rest.slice(words.length)),
      );
    // 甲和乙两家, and not 甲和他妈妈
    if (mark !== '、' && !(said && COUNTED.test(rest.slice(said.length)))) continue;
    if (!said || !free(start, start + said.length)) continue;
    // 旦增两家，…旦增家收花椒: of two characters and no surname, unless the name is said again
    if (said.length === 2 && !isSurname && !text.includes(`${said}家`, start + 2)) continue;
    listed(start, said);
  }
}
