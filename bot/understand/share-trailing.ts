/** What the end of a telling says of all its activities: 都是在学院楼415当面谈的, …，11月14日. */
import type { ActivityKind } from '../../domain/understanding.ts';
import type { Draft } from './assemble.ts';
import type { Clause } from './clause.ts';
import { RELATIVES } from './lexicon/person-words.ts';
import { anyOf } from './matching.ts';
import { findMode } from './mode.ts';
import { findPlace } from './place.ts';

const ALL_OF_THEM = anyOf(
  // 两次都在院楼415, 时间都是今天下午
  /^(?:前后|一共)?[两二三四五俩仨](?:次|场|回|趟)(?:谈话|谈心|谈|走访|联系|活动|会)?(?:都|均|全)(?:是|在|约在|安排在)?|^(?:时间|地点|地方)(?:都|均)(?:是|在|为)?/,
  /^(?:人|家|[他她]们(?:家)?|[两三四几]家|[两三四几俩仨]个?人|[俩仨]|学生)?(?:均|全部|全|都|全都|皆|统统|通通|一律)(?:是|为|在|住在?|系|属)?|(?:都|均)(?:是|为|在|系)/,
  // 两场志愿各两小时
  /^(?:[两三四](?:场|次|回|趟)[^，。；]{0,5})?(?:各|每[次场回趟])(?=[\d一二两三四五六七八九十半])/,
);

const RAN_TOGETHER =
  /^(?:我|我们)?(?:和|跟|与|同)[^，。；]{2,10}(?:一起|一块儿?|一道|一同)(?:去|跑|走|走访|上门|家访|做|干|参加)的$/;

/** 都是和某某一块儿上门的, 走访全程我跟某某一块儿. */
export const SAID_OF_ALL =
  /^(?:走访|家访|[两三四几]家|一路上?|全程|从头到尾|都|全|均)+(?:都|全)?是?(?:我|我们)?(?:和|跟|与|同|由)[^，。；]{2,14}(?:一起|一块儿?|一道|一同|陪同|陪着)[^，。；]{0,8}$/;

/** 都是在学院楼415当面谈的: place, mode and day said once for all of the list. */
export function shareTrailing(all: Draft[], told: Draft[]): void {
  const last = all.at(-1);
  if (!last || all.length < 2) return;
  // …，11月14日 at the very end is said of all that name no day
  const closing = last.details.at(-1);
  const day = closing?.days[0];
  if (
    closing &&
    day &&
    closing.text.length <= day.words.length + 6 &&
    all.every((d) => d === last || d.heads.every((c) => c.days.length === 0))
  )
    for (const draft of all) if (draft !== last) draft.details.push(closing);
  // 周六甲家，周日乙家，我和某某一起跑的
  const company = last.details.find((c) => RAN_TOGETHER.test(c.text) || SAID_OF_ALL.test(c.text));
  if (company)
    for (const draft of all)
      if (draft.kind === last.kind && !draft.details.includes(company)) draft.details.push(company);
  for (const [i, draft] of all.entries()) shareWay(draft, all[i + 1]);
  for (const from of told) {
    const shared = [...from.heads.slice(1), ...from.details].filter(
      (c) => ALL_OF_THEM.test(c.text) && (from === last || saysWhereOrHow(c, from.kind)),
    );
    for (const draft of all)
      if (draft !== from)
        draft.details.push(
          ...shared.filter(
            (c) =>
              !draft.details.includes(c) &&
              // …讲了堂党课，又和某某谈心，都在马院三楼: said at the very end of all
              (draft.kind === from.kind || (from === last && c === closing && saysWhereOrHow(c, draft.kind))),
          ),
        );
  }
}

/** 周三给甲家长、周四给乙家长分别打了电话: the deed of the first stands behind the second. */
function shareWay(draft: Draft, next: Draft | undefined): void {
  const [head, ...more] = draft.heads;
  const clause = next?.heads[0];
  const person = head?.people.at(-1);
  if (!head || !clause || !person || draft.kind !== next?.kind || more.length + draft.details.length > 0)
    return;
  if (clause.start !== head.end + 1 || !ONLY_WHOM.test(head.text.slice(person.titleEnd - head.start))) return;
  const last = clause.people.at(-1);
  const behind = last && clause.text.slice(last.titleEnd - clause.start);
  if (behind && EACH_OF_THEM.test(behind) && findMode(behind, draft.kind))
    draft.details.push({
      ...clause,
      text: behind,
      start: last.titleEnd,
      people: [],
      days: [],
      times: [],
      cues: [],
    });
}

/** Whose relatives or home, behind a name. */
const OF_WHOM = `^(?:的?(?:${RELATIVES})|家(?:里|中)?)?`;
const ONLY_WHOM = new RegExp(`${OF_WHOM}$`);
const EACH_OF_THEM = new RegExp(`${OF_WHOM}(?:都|各|分别|均|也都)`);

function saysWhereOrHow(clause: Clause, kind: ActivityKind): boolean {
  return clause.text.length <= 16 && (!!findMode(clause.text, kind) || !!findPlace(clause.text, [], false));
}
