/** 由他自己报, 归她那边算, 不算我的: what was told just before it is for somebody else to record. */
import { type Clause, masked } from './clause.ts';
import { withoutLeadingTime } from './frame.ts';
import { anyOf } from './matching.ts';
import type { PersonMention } from './person.ts';

/** Names are covered by 某 before these are tried. */
const SOMEBODY = '(?:[他她]们?|人家|对方|本人|各自|某{2,4}(?:老师|同志|书记)?)';
const THEMSELVES = '(?:自己|本人|自个儿?|那边|那头|另外|单独|亲自|各自|分头)';
const RECORDS = '(?:上报|填报|补报|申报|报|填写?|记录?|录入?|登记?|写|交|算)';
const END = '(?:过|上|了|吧|的|来|进去|就行|就好|就是|为准|一下|一份|一条|啊|哈|呢)*$';

/** 由石浩本人填报, 他自己会记, 各自都还没报上来, 她自己报过了. */
const THEIRS = anyOf(
  new RegExp(`(?:由|归|让|等|叫|该)${SOMEBODY}${THEMSELVES}*(?:去|来)?${RECORDS}${END}`),
  new RegExp(
    `(?:${SOMEBODY}${THEMSELVES}|(?<=^|，)自己)的?(?:会|再|去|已经?|都|也|要|应该|还没有?|没有?|未)*${RECORDS}${END}`,
  ),
  new RegExp(`归(?:${SOMEBODY}|隔壁|别人)(?:那边|名下|自己|的)?(?:$|的)`),
  new RegExp(`(?:算|记|挂|归)(?:在|到)${SOMEBODY}(?:的)?(?:自己)?(?:头上|名下|那边|账上|那儿)`),
);
/** 不算我的, 不归我报, 我不代记, 那次我没跟. */
const NOT_MINE = anyOf(
  /(?:不|别)(?:算|归|属于?|该|记|计|占)(?:在|作|到|成)?我(?:们)?(?:的|报|记|填|管|头上|名下|这儿?|这边|$)/,
  /我(?:就|这里|这边|可)*不(?:代|替|帮)(?:[他她]们?|某+)?(?:代)?(?:记|报|填|录|写)/,
  /(?:那|这)(?:一)?(?:次|回|场|趟|个|家|户|顿)?我(?:就|可|倒|并)?(?:没有?|不)(?:跟|去|参加|参与|在场?|到|掺和)/,
  // 黄晓莉不是我谈的，是陈院长谈的
  /(?:某{2,4}|那[条个次户家]|[走家]访|谈[话心])[^，。]{0,4}不是我(?:去)?(?:谈|聊|走访|家访|访)的/,
  /(?:跟|与|和)我(?:没(?:有|啥)?关系?|无关)|我没(?:有)?(?:跟着|跟去|参与|掺和|同去)/,
);
/** What points back: 那几家他自己报, 他那份由他填. */
const POINTS_BACK =
  /^(?:[他她]们?|某+)?(?:这|那|此|该|前|后|上|的|其|几|次|回|场|个|家|户|份|条|边|事|都|也)*$/;

const STRUCK = anyOf(THEIRS, NOT_MINE);

/**
 * Marks the clauses that tell what somebody else did and records: the one that says so, and what it points back to.
 * @param clauses of the whole message, in their order
 */
export function markDisowned(clauses: readonly Clause[], sender: string): Clause[] {
  const theirs = new Set<number>();
  for (const [i, clause] of clauses.entries()) {
    const text = masked(clause.text, clause.start, clause.people);
    const said = STRUCK.exec(text);
    if (!said) continue;
    theirs.add(i);
    // 钱老师走访的事她自己报过了: the clause tells of it, too
    if (clause.cues.some((c) => c.end <= clause.start + said.index)) continue;
    if (!POINTS_BACK.test(text.slice(0, said.index)) && clause.people.length > 0) continue;
    for (let j = whatItPointsTo(clauses, i, sender); j < i; j += 1) theirs.add(j);
  }
  return theirs.size === 0
    ? [...clauses]
    : clauses.map((c, i) => (theirs.has(i) ? { ...c, others: true as const } : c));
}

/** The first of the clauses before one that tell of the same deed; its own place when there are none. */
function whatItPointsTo(clauses: readonly Clause[], at: number, sender: string): number {
  let first = at;
  for (let j = at - 1; j >= 0; j -= 1) {
    const clause = clauses[j]!;
    const mine = /我|咱|本人/.test(clause.text) && !opensWith(clause, sender);
    if (mine) break;
    first = j;
    if (opensWith(clause, sender)) break;
    // another sentence: only when this one is no more than 那几家他自己报
    if (clause.opens) break;
  }
  return first;
}

/** Somebody else stands first in a clause, but for its day. */
function opensWith(clause: Clause, sender: string): boolean {
  const [first] = clause.people;
  if (!first || first.ids.includes(sender)) return false;
  return first.start <= leadEnd(clause) + LONGEST_LEAD;
}

/** Characters before a subject that are no day: 其三, 前面, 另外. */
const LONGEST_LEAD = 2;

function leadEnd(clause: Clause): number {
  return clause.end - withoutLeadingTime(clause).length;
}

/** Whether a person named by a record is told of only in what others record. */
export function isDisowned(person: PersonMention, clauses: readonly Clause[]): boolean {
  return clauses.some((c) => c.others && person.start >= c.start && person.start < c.end);
}
