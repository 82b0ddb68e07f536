/** 我结对的学妹, 联系对象, 对子: words beside a name that say that a tie exists already. */
import { anyOf, inTurn, wordsOf } from './matching.ts';
import type { PersonMention } from './person.ts';

const TIE =
  '(?:我(?:们)?(?:的|那个?)?)?(?:结的(?:那个)?对子|结对子|[余我]?所?结对|对子|帮扶|(?:对口|挂钩|定点)?联系|包联|包保|对接)(?:帮扶|联系)?';
const WHO = `(?:${
  anyOf(
    wordsOf('的 之 那个 那位 这个 这位 那 这 对象 伙伴'),
    // 积极分子, 研二
    /(?:入党)?积极分子|[大研][一二三四]|小伙子?/,
    wordsOf('发展对象 预备党员 党员 群众 骨干 人才 贫困生 困难生 少数民族 毕业生 教师 老师 青年教职工 青年'),
    wordsOf('小姑娘 姑娘 丫头 闺女 小家伙 娃'),
    wordsOf('学生 同学 学弟 学妹 学长 学姐 学子 师弟 师妹 小弟 小妹 弟弟 妹妹 弟 妹 新生 生 孩子'),
  ).source
})`;
/** 马小军，我结对那孩子; 马小军（我对子）: said behind the name. */
const SAID_AFTER = new RegExp(
  `^(?:[，（ ](?:就是|正是|也是|是|[他她]是)?|(?:就|正|也)?是)(?:我|咱)(?:们)?(?:的|那个?)?(?:结的(?:那个)?对子|结对子?|对子|帮扶|(?:对口|定点)?联系|包联|包保)(?:帮扶|联系)?(?:的|那|这|个|位|${WHO})*(?=[，。；）]|$)`,
);
/** 刚跟某某打完电话，他是我对子: said of him or her further on; not 从今天起他就是我的对子了. */
const SAID_OF_THEM = inTurn(
  /(?<!起|开始)[他她](?:就|正|也|可|还)?是(?:我|咱|俺)(?:们)?(?:的|那个?|这个?)?/,
  /(?:结的(?:那个)?对子|结对子?|对子|帮扶|(?:对口|定点|挂钩)?联系|包联|包保|对接)(?![^，。；]{0,6}了(?:[，。；]|$))/,
);
/** Characters behind a name within which it may be said. */
const FARTHEST_SAID = 60;
/** What is done with or for somebody stands before the tie (给我对子…, 看望结对的…). */
const TOWARDS = '[给帮陪跟和与同找带约看瞅瞧望到去为教请把叫替送领接拉让向问访见]';
const ATTRIBUTE = new RegExp(
  `(?:${
    anyOf(
      // 我结对的学妹
      new RegExp(`${TIE}${WHO}+`),
      // 给我对子, 看望结对
      new RegExp(
        `(?<=(?:${TOWARDS}|联系|问候|辅导|提醒|关心|叮嘱)(?:了|着|过)?(?:我(?:们)?(?:的)?)?)` +
          '(?:我(?:们)?(?:的)?)?(?:结对|(?:结的(?:那个)?)?对子)',
      ),
      // 昨天我对子
      /(?<=^|[，。；\n]|[今昨前]天|[上下中]午|晚上)(?:我|咱)(?:的|那个?|这个?)?(?:结的)?对子/,
    ).source
  })$`,
);
const APPROACHED = new RegExp(
  `(?:${TOWARDS}(?:了|着|过)?(?:一下|一趟)?|(?:辅导|指导|联系|问候|提醒|关心|叮嘱|接待|电联|致电)了?|督促)$`,
);
/** Characters of the longest wording of {@link APPROACHED}. */
const LONGEST_APPROACH = 4;

export interface TieWords {
  start: number;
  end: number;
  person: PersonMention;
  /** A preposition or verb before them says that something was done with the person. */
  approached: boolean;
}

/**
 * The words of a tie right before or behind the people of a text.
 * @param text the whole message, to which the people's places refer
 */
export function findTies(text: string, people: readonly PersonMention[]): TieWords[] {
  const isApproached = (at: number) => APPROACHED.test(text.slice(Math.max(0, at - LONGEST_APPROACH), at));
  return people.flatMap((person, i) => {
    const from = Math.max(0, person.start - 18);
    const m = ATTRIBUTE.exec(text.slice(from, person.start));
    if (m) {
      const start = from + m.index;
      return [{ start, end: person.start, person, approached: isApproached(start) }];
    }
    const behind = SAID_AFTER.exec(text.slice(person.titleEnd, person.titleEnd + 24));
    const next = people[i + 1]?.start ?? text.length;
    const told = text.slice(person.titleEnd, Math.min(next, person.titleEnd + FARTHEST_SAID));
    if (!behind && !SAID_OF_THEM.test(told)) return [];
    const end = person.titleEnd + (behind?.[0].length ?? 0);
    return [{ start: person.start, end, person, approached: isApproached(person.start) }];
  });
}

/** 签了结对的协议: papers and doings that a tie brings with it, and no person. */
const THING_OF_A_TIE =
  '协议|单|表|书|卡|手续|仪式|手册|材料|记录|台账|名单|关系|责任书|承诺书|证书|任务|工作|事|安排|时间|情况|活动|照片|合影|计划|方案|要求|总结|期限|通知|文件|档案';
const GOES_ON = new RegExp(
  `^(?:${WHO}|${THING_OF_A_TIE}|帮扶|联系|入党|积极|发展对象|预备|优秀|困难|贫困|毕业|留守|本科|硕士|研究生|博士|少数|班|子)`,
);

/** Whether a name is expected at a place of the text: 给结对的…, 我对子…. */
export function followsTie(text: string, at: number): boolean {
  return ATTRIBUTE.test(text.slice(Math.max(0, at - 18), at)) && !GOES_ON.test(text.slice(at, at + 6));
}
