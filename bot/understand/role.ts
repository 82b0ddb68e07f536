/** Who was what in an activity: visited or talked with, companion, relative, or merely mentioned. */
import type { ActivityKind } from '../../domain/understanding.ts';
import { ADDRESSED_AS_ELDER, RELATIVES, TITLES } from './lexicon/person-words.ts';
import { anyOf } from './matching.ts';
import type { PersonMention } from './person.ts';

export type PersonRole = 'target' | 'companion' | 'mentioned' | 'subject' | 'sender';

export interface RoleOf {
  mention: PersonMention;
  role: PersonRole;
  /** Named through a relative (张三的母亲) or as the owner of a home. */
  family: boolean;
}

/** Names joined by 、和与及 that play one part together. */
interface Group {
  members: PersonMention[];
  start: number;
  end: number;
}

const COUNTED = `(?:等|他们|她们)?(?:(?:\\d{1,3}|[一二两俩三四五六七八九十几]{1,3})(?:位|名|个|人|户|对)|[俩仨])?(?:青年|学生|党员|支部|困难|新|专任|年轻)?(?:${TITLES}|学生|人)?`;
/** How many they were, and when: 某某老师前天下午跟我…. */
const AFTER_NAMES = new RegExp(
  `^${COUNTED}(?:(?:[今昨前]天|上?(?:周|星期|礼拜)[一二三四五六日天]|[上下中]午|早上|晚上)+(?=[跟和与同陪]我|一[起块道同]))?`,
);
const JOIN = new RegExp(
  `^(?:${TITLES})?(?:（[^）]{0,16}）)?(?:家|家里|的?(?:${RELATIVES}))?(?:、|和|与|及|、?(?:以及|还有)(?:一?[个位]?(?:名)?叫|[^，。；、的]{1,4}的)?|跟|，(?=[^，。]{2,4}(?:、|和|$|，|。|等|[两三四]))|\\s)$`,
);
const TOGETHER =
  /^(?:(?:带|领|带着|领着|带领|组织)(?:我们?|咱们?|大家|支部)(?:一起)?(?:去|到|走访|家访|跑|赴|入户|上门)|(?:开着?车)?[跟和与同]我(?:们)?一[起块道同]儿?(?:去|跑|走访|上门|入户|家访)|一起|一块儿?|一同|一道|共同|结伴|搭伴|搭伙|陪同|陪着|陪我|同行|同往|同去|也(?:一起|一同|一块儿?|一道|跟着|都|陪着?)?(?:去|来|到|在)|也参加|也在|都去|都参加|随同|随行|配合|协助|帮忙|搭档|我们[两三]人|我们一起|，?我们[两三几]个)/;
const MEAL =
  /^(?:一起|一块儿?|一同|共同)(?:在[^，。]{0,8})?(?:吃|散步|打(?:球|篮|羽|乒)|跑步|自习|聊|喝|看|逛|复习|学习|做|过|讨论|商量|制定|分析|梳理|改|交流|备|参加|谈|视频|回|过|度)/;

/** Groups of people in a stretch of text. */
function groupsOf(text: string, offset: number, people: readonly PersonMention[]): Group[] {
  const groups: Group[] = [];
  for (const mention of people) {
    const last = groups.at(-1);
    if (last) {
      const gap = text.slice(last.members.at(-1)!.end - offset, mention.start - offset);
      // 带着杨光冯涛到沈北: dictated without a mark
      if (gap === '' || (gap.length <= 24 && JOIN.test(gap) && !isBeside(text, last, mention, offset))) {
        last.members.push(mention);
        last.end = mention.titleEnd;
        continue;
      }
    }
    groups.push({ members: [mention], start: mention.start, end: mention.titleEnd });
  }
  return groups;
}

/** 走访某某家 某某同行: behind a blank, the one who came along. */
function isBeside(text: string, last: Group, mention: PersonMention, offset: number): boolean {
  const gap = text.slice(last.members.at(-1)!.end - offset, mention.start - offset);
  const before = text.slice(0, last.start - offset);
  return (
    /\s$/.test(gap) &&
    (gap.includes('家') || /(?:走访|家访|探访|看望)了?$/.test(before)) &&
    CAME_ALONG.test(text.slice(mention.titleEnd - offset))
  );
}
const CAME_ALONG =
  /^(?:也|都)?(?:一起|一块儿?|一同|一道|陪同|陪着|同行|同往|同去|随行)(?:去)?(?:的|了)?(?=$|[，。；\s])/;

/** 开车, 冒雨, 专程: how one travelled, before where to. */
const TRAVELLING =
  '(?:(?:开|驱|坐|乘|打|骑|搭|包)(?:着|了)?[^，。；]{0,4}(?:车|公交|地铁|高铁|动车|火车|大巴|摩托|的士)|冒(?:着)?[^，。；]{0,2}[雨雪]|顶着[^，。；]{1,4}|专程|特意|专门|连夜|一早|利用[^，。；]{1,6})*';
const WITH =
  /(?:和|跟|与|同)(?:我(?:们)?(?:支部|学院|院|系|办公室)?(?:的)?)?(?:[^，。；、和跟与]{0,8}(?:的|支部|学院|党员|同事|老师|同志|书记|院长|主任))?$/;
const BROUGHT = new RegExp(
  `(?:${
    anyOf(
      /由|带着|率领?|带领|带上|领着|领上|拽[着上]|捎[着上]|拉[着上]|会同|陪同|协同|偕同|携同?|随|跟着|跟随|陪着|在|叫上|喊上|约上|偕|还有/,
      /同行的?(?:还)?(?:有|是)?：?|(?:一起|一道)(?:去)?的(?:还)?有|(?:同去|搭伙|搭伴|随行)的(?:还)?有|随行(?:人员?)?(?:有|是)?：?|陪同(?:人)?(?:的)?(?:还)?(?:有|是)?：?|同去的?(?:是)?：?|同往的?：?/,
      /(?:参加|参与)人：?|成员(?:有)?：?|[队组]员(?:有|是|包括|：)：?|(?:到会|参会|与会|出席|参加|在场|列席)(?:的)?(?:人员?|同志)?(?:有|是|：)：?/,
      /安排我和|我和|我与|我跟|我、|我同|本人和|本人与/,
    ).source
  })$`,
);
/** 带着学生干部某某、某某走访某某家: what they are, right before their names. */
const WHO_THEY_ARE =
  /(?<=[着上领同])(?:[两三几]?[名位个])?(?:学生|支部|年轻|新)?(?:干部|党员|学生|同学|老师|同事|教师|委员|骨干|积极分子|辅导员)$/;
/** 同去的有, 陪同的是: what stands before whoever came along. */
export function bringsAlong(lead: string): boolean {
  return /(?:同|陪|随|搭|结伴|一起|一道)/.test(lead) && BROUGHT.test(lead);
}

const FAMILY_AFTER = new RegExp(
  `^(?:${TITLES})?(?:（[^）]{0,24}）)?(?:${COUNTED})?(?:[的之]|他|她)?(?:一?家(?!乡|属院|具|电|教|国|务|常)|屋企|屋头|${RELATIVES}|大学生的?家|学生家|同学家|家庭|[他她](?:爷|奶|姥|姑|叔|嫂))`,
);
const SPEAKS = new RegExp(
  `^(?:${TITLES})?(?:同志)?(?:来|亲自)?(?:给|为|向)?(?:我们|大家|全体|支部|全院)?[^，。；]{0,6}?(?:主讲|讲(?!座)|作(?:的|了)?(?:[^，。]{0,6})?(?:报告|宣讲|讲话|发言|辅导)|上(?:的|了)?(?:一|党)|授|的(?:党课|微党课|报告|讲座|课|宣讲|汇报|讲话|讲|发言|专题|辅导|故事))`,
);
const HEARD =
  /(?:听|听了|听取|听取了|聆听|聆听了|观看|邀请|请|学习|学习了|参加|参加了|旁听)[^，。；和跟与]{0,10}$/;
const WITNESS = new RegExp(
  `^(?:${TITLES})?(?:同志)?(?:也)?(?:在场|见证|主持|列席|到会|出席|讲话|致辞|监督|作(?:了)?记录|帮忙翻译|翻译|介绍|陪同(?!$|[，。；])|带队|牵线|推荐|反映|告诉|说(?!说|了说|[^，。；]{0,6}(?:有空|有时间|方便|没课|在家|可以))|安排我|让我|要求|通知|派|叫我|转告|委托|联系我|找到我|来办公室找我(?!谈|聊|说))`,
);
const TRAVEL_TOGETHER =
  /^(?:[两三四五六俩仨]个?人|一行)[^，。；谈聊访]{0,6}(?:开车|驱车|坐|乘|跑|去|赴|到|一起|专程)/;
const TALKED_OF = /(?:[聊说谈讲提]|问)(?:到|起|及)(?:了)?[^，。；和跟与]{0,10}$/;
const GOES_THERE = /^(?:一[起块道同])?(?:去|到|走访|家访)/;
const INSTEAD_OF = /(?:代|替|顶)$/;
const WENT_THERE =
  /^(?:一起|一块儿?|一同|一道|结伴|专程|专门|特意)*(?:跑|去|走|赶|奔|下)(?:了|到)?(?:一?趟|一遭)(?!医院|宿舍|食堂|操场)/;
/** 今天跟某某去的: went along to the home that was named before. */
const WENT_ALONG = /^(?:一[起块道同]儿?|结伴|搭伴)?(?:去|跑|走|到|上门|登门)的$/;
const TAKES =
  /(?<![携佩地纽顺连热])带(?:(?!学生|同学)[^，。；、和跟与着领的]{0,6}(?:部|处|科|办|院|系|支部|同事))?$/;
const WENT_TO_THEM = anyOf(
  /^(?:一[起块道同]|上门|登门|专程|又|也|就|去)*(?:找|看|约|陪|劝)(?:了)?(?:望)?(?:了)?[他她](?!们?家)/,
  // 到她家里跟她谈心
  /^(?:一[起块道同]|专程|又|也|就)*(?:去|到|上|进)了?[他她]们?(?:的)?(?:家|宿舍|寝室|办公室|屋|单位)里?[^，。；]{0,6}?(?:[跟和与同找给陪劝][他她]|看望|探望|坐)/,
);
const DRIVES = /^(?:老师|同志)?(?:开(?:的|着)?车|开我的车|当司机|带的?路|领的?路)(?:$|[，。；])/;
/** 跟某某开车去黑山县走访，…: where to, and then whom. */
const WENT_VISITING = new RegExp(
  `^(?:[两二三四][位名])?(?:老师|同志)?(?:一起|一同|一道)?${TRAVELLING}(?:赴|前往|去|到)(?:了)?[^，。；家访看]{2,14}(?:走访|家访)(?:$|[，。；])`,
);
/** 带某某、某某开车去喀左. */
const TAKEN_ALONG = new RegExp(
  `^(?:[两二三四]位|[两二三四]名)?(?:老师|同志|同学)?(?:一起|一同)?${TRAVELLING}(?:去|到|看|走访|慰问|赴|跑|参加|打扫|清|做|在|前往|下(?=乡|村|去))`,
);
/** 赴宽甸县走访, 专程前往: behind those who went. */
const SETS_OUT = new RegExp(
  `^(?:[两二三四]位|[两二三四]名)?(?:老师|同志|同学)?(?:一起|一同|一道)?${TRAVELLING}专?(?:赴|前往|奔赴|去|到|跑)`,
);
const TO_BE_DONE = /(?:希望|嘱咐|叮嘱|嘱托|建议|鼓励|勉励)(?:[他她](?!俩|们俩)们?|孩子)[^，。；]{0,10}$/;
const LEADER_OF = /(?:^|[，。；\s])(?:在|受|应|按|经)$/;

/** 走访2户, 跑了三家学生: how many were visited, without their names. */
export const VISITS_SOME =
  /^[^，。；]{0,40}?(?:跑|走访|家访|走|去|到|看望|慰问|访)(?:了|过)?[^，。；]{0,4}?(?:[两三四五六七八九十几仨]|\d{1,3})(?:户|家|名|个|位)/;

/**
 * The part of every person in the clauses of one activity.
 * @param text the stretch in which the people stand; `offset` is its place in the message
 */
export function assignRoles(
  text: string,
  offset: number,
  people: readonly PersonMention[],
  kind: ActivityKind,
  sender: string,
): RoleOf[] {
  const out: RoleOf[] = [];
  const isSender = ({ ids }: PersonMention) => ids.length > 0 && ids.every((id) => id === sender);
  const groups = groupsOf(text, offset, people);
  const before = (g: Group) => text.slice(Math.max(0, g.start - offset - 20), g.start - offset);
  const after = (g: Group) => text.slice(g.end - offset, g.end - offset + 30);
  const kinds = groups.map((g) => ({
    family:
      !ADDRESSED_AS_ELDER.test(text.slice(g.members.at(-1)!.end - offset)) &&
      (FAMILY_AFTER.test(text.slice(g.members.at(-1)!.end - offset, g.end - offset + 30)) ||
        g.members.some((m) => FAMILY_AFTER.test(text.slice(m.end - offset, m.end - offset + 16)))),
  }));
  groups.forEach((group, i) => {
    const left = before(group);
    const right = after(group);
    const later = groups.slice(i + 1).some((g) => g.start > group.end);
    const family = kinds[i]!.family;
    let role: PersonRole = 'target';
    const rest = right.replace(AFTER_NAMES, '');
    const titled = group.members.at(-1)!.titleEnd > group.members.at(-1)!.end;
    if (!family && /由$/.test(left) && /^(?:老师|同志)?(?:陪同|陪着|带队|带领|领着)/.test(right))
      role = 'companion';
    else if (
      !family &&
      kind === 'visit' &&
      /(?:陪|随)$/.test(left) &&
      (titled || (later && GOES_THERE.test(rest)))
    )
      role = 'companion';
    // 替范琪去宋词家走访了: in whose place
    else if (!family && kind === 'visit' && later && INSTEAD_OF.test(left) && GOES_THERE.test(rest))
      role = 'mentioned';
    // 跟黄某、袁某跑了三户困难学生的家
    else if (!family && kind === 'visit' && WITH.test(left) && VISITS_SOME.test(rest)) role = 'companion';
    else if (!family && /^(?:和|跟|与|同|跟着|陪着?|随)(?:我|本人)/.test(rest) && (later || kind !== 'talk'))
      role = 'companion';
    // 跟黄某跑了趟义县，…都进了家门
    else if (
      !family &&
      kind === 'visit' &&
      WITH.test(left) &&
      (WENT_THERE.test(rest) || WENT_ALONG.test(text.slice(group.end - offset)))
    )
      role = 'companion';
    // 我与某某、某某赴喀左县，走访了6户
    else if (
      !family &&
      kind === 'visit' &&
      /(?:(?:我|本人)(?:和|跟|与|同)|率领?|带领?|偕同?)$/.test(left) &&
      /^(?:[两二三四]位|[两二三四]名)?(?:老师|同志)?(?:一起|一同|一道)?(?:赴|前往|奔赴|远赴|去|到)(?:了)?[^，。；家访看]{2,14}(?:(?:入户)?(?:走访|家访))?(?:$|[，。；])/.test(
        rest,
      )
    )
      role = 'companion';
    // 跟某某、某某开车去黑山县走访，一天跑完：…
    else if (!family && kind === 'visit' && WITH.test(left) && WENT_VISITING.test(rest)) role = 'companion';
    // 我和某某、某某仨人开车去…, 走访了6户
    else if (!family && kind === 'visit' && TRAVEL_TOGETHER.test(right)) role = 'companion';
    // （刘洋写的）刘洋、金善赴宽甸县走访宋词家: named together with the sender
    else if (!family && kind === 'visit' && later && group.members.some(isSender) && SETS_OUT.test(rest))
      role = 'companion';
    // 带某某、某某看了老党员4户
    else if (
      !family &&
      ['service', 'visit', 'meeting', 'study'].includes(kind) &&
      TAKES.test(left) &&
      TAKEN_ALONG.test(right)
    )
      role = 'companion';
    // 我和某某上门找他谈心
    else if (!family && /我[和跟与同]$/.test(left) && WENT_TO_THEM.test(rest)) role = 'companion';
    // 某某开车，我们俩去的
    else if ((kind === 'visit' || kind === 'meeting') && !family && DRIVES.test(right)) role = 'companion';
    // …家中走访，某某、某某同志参加
    else if (
      kind === 'visit' &&
      !family &&
      left === '' &&
      !later &&
      /^(?:同志)?参加$/.test(rest.replace(/[。，；].*$/s, ''))
    )
      role = 'companion';
    else if (
      WITNESS.test(right) &&
      !family &&
      !/(?:和|跟|与|同|(?<!结)对|给|找|向|约)[^，。；]{0,8}$/.test(left)
    )
      role = 'mentioned';
    else if (LEADER_OF.test(left) && !family) role = 'mentioned';
    // 也希望她多带带某某和某某: what the one talked with is to do
    else if (kind === 'talk' && !family && TO_BE_DONE.test(left)) role = 'mentioned';
    // 跟某某结对的学生…; 聊到他室友某某
    else if ((later && /^(?:老师|同志)?(?:结对|帮扶|联系|对接)的/.test(right)) || TALKED_OF.test(left))
      role = 'mentioned';
    else if (kind === 'lecture' || kind === 'study' || kind === 'meeting' || kind === 'service') {
      role =
        HEARD.test(left) || SPEAKS.test(right)
          ? 'mentioned'
          : WITH.test(left) ||
              BROUGHT.test(left) ||
              TOGETHER.test(rest) ||
              /^(?:都|也)?(?:跟着|陪着?|随)我/.test(rest) ||
              // 支委会，甲、乙参加
              (left === '' && /^(?:一起|共同)?参加(?:了)?(?:会议|活动)?$/.test(rest))
            ? 'companion'
            : 'mentioned';
    } else if (
      !family &&
      (TOGETHER.test(rest) || TOGETHER.test(right)) &&
      !(MEAL.test(rest) && !later) &&
      !(kind === 'talk' && !later && !/^(?:一起|一同|共同|一道)(?:去|到|找|走访|给|和|跟|与|对)/.test(rest))
    )
      role = 'companion';
    else if (
      !family &&
      (BROUGHT.test(left) || (kind === 'visit' && later && BROUGHT.test(left.replace(WHO_THEY_ARE, '')))) &&
      (later || kind === 'visit') &&
      !(/(?:我和|我与|我跟|我同|在)$/.test(left) && !later)
    )
      role = 'companion';
    else if (
      !family &&
      kind === 'visit' &&
      WITH.test(left) &&
      later &&
      groups
        .slice(i + 1)
        .some(
          (_, j) =>
            kinds[i + 1 + j]!.family ||
            /(?:走访|家访|看望|去|到|访|的)[^和跟与]{0,20}$/.test(before(groups[i + 1 + j]!)),
        )
    )
      role = 'companion';
    else if (
      !family &&
      (kind === 'talk' || kind === 'contact' || kind === 'pairing') &&
      WITH.test(left) &&
      later &&
      /^(?:一起|一块儿?|一同|共同|分别)?(?:找|去|到|给|对|约)/.test(rest)
    )
      role = 'companion';
    for (const mention of group.members) {
      out.push({
        mention,
        role: isSender(mention) ? 'sender' : role,
        family,
      });
    }
  });
  return out;
}
