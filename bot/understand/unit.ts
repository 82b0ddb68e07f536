/** Units named in a text: by name, alias, or as seen from the sender (咱们学院, 二支部). */
import type { Organization } from '../../domain/directory.ts';
import { type DirectoryIndex, unitSpellings } from './index-directory.ts';

export interface UnitMention {
  start: number;
  end: number;
  words: string;
  /** Every unit that the words can mean. */
  ids: string[];
}

/** Units named outright, longest first, without overlaps. */
export function findUnits(text: string, index: DirectoryIndex): UnitMention[] {
  const found: UnitMention[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (isWeekday(text, at)) continue;
    for (const length of index.unitLengths.get(text[at]!) ?? []) {
      const words = text.slice(at, at + length);
      const ids = words.length === length ? index.units.get(words) : undefined;
      if (!ids) continue;
      found.push({ start: at, end: at + length, words, ids });
      at += length - 1;
      break;
    }
  }
  return found;
}

/** 周二支部开会: the day, and one's own branch; not 二支部. */
function isWeekday(text: string, at: number): boolean {
  return /[一二三四五六]/.test(text[at]!) && /(?:周|星期|礼拜)$/.test(text.slice(Math.max(0, at - 2), at));
}

/** The sender's own units from the branch up to the school, or [] for someone whom the directory lacks. */
export function unitsOf(sender: string, index: DirectoryIndex): Organization[] {
  const person = index.people.get(sender);
  const present = person?.memberships.filter((m) => !m.to).at(-1) ?? person?.memberships.at(-1);
  const chain: Organization[] = [];
  let id: string | null | undefined = present?.organization;
  while (id && chain.length < 10) {
    const organization: Organization | undefined = index.organizations.get(id);
    if (!organization) break;
    chain.push(organization);
    id = organization.parent;
  }
  return chain;
}

const OWN_COLLEGE =
  /(?:咱们?|我们|我|本|咱们)(?:的)?(?:学院|院|系|总支|党总支|院党委|学院党委)|(?:^|[，。\s看下查出份把将催个张给成载])(?:全院|学院|院里)/;
const WHOLE_SCHOOL =
  /全校|学校(?:里|整体|总体|各|党委|所有|的)|校(?:内)?各|各学院|各个学院|各二级|各单位|校党委|所有学院|整个学校/;
const OWN_BRANCH =
  /(?:咱们?|我们|我|本|我所在|自己)(?:的)?(?:党)?支部|(?<!(?:哪些|哪个|几个|每个|各个|所有|别的|其他|全校|学院|下属)(?:党)?|[各个])(?:党)?支部/;
const ORDINAL_BRANCH = /(?:第)?(?<!周|星期|礼拜)([一二三四五六七八九十]|\d{1,2})(?:党)?支部/;
const NUMERALS = '一二三四五六七八九十';

/**
 * The unit that a question is about: an id, `branch` for the sender's own, or undefined when none is said.
 * Several possible units give the one nearest to the sender.
 */
export function scopeUnit(
  text: string,
  sender: string,
  index: DirectoryIndex,
): { scope: string; words: string; sure: boolean; choices?: string[] } | undefined {
  const chain = unitsOf(sender, index);
  const college = chain.find((o) => o.kind !== 'branch') ?? chain[0];
  const named = findUnits(text, index).sort((a, b) => b.words.length - a.words.length)[0];
  if (named && !(named.words.length <= 2 && OWN_COLLEGE.test(text))) {
    const ids = nearest(named.ids, chain, index);
    return {
      scope: ids[0]!,
      words: named.words,
      sure: ids.length === 1,
      ...(ids.length > 1 ? { choices: ids } : {}),
    };
  }
  const ordinal = ORDINAL_BRANCH.exec(text);
  if (ordinal) {
    const n = NUMERALS[Number(ordinal[1]) - 1] ?? ordinal[1]!;
    const suffix = new RegExp(`第?${n}党?支部$`);
    const word = text.slice(0, ordinal.index).match(/(?:教工|学生|本科生|研究生|教师|机关)$/)?.[0] ?? '';
    const ids = [...index.organizations.values()]
      .filter((o) => unitSpellings(o).some((s) => suffix.test(s)) && (word === '' || o.name.includes(word)))
      .map((o) => o.id);
    const near = nearest(ids, chain, index);
    if (near.length > 0)
      return {
        scope: near[0]!,
        words: ordinal[0],
        sure: near.length === 1,
        ...(near.length > 1 ? { choices: near } : {}),
      };
  }
  const whole = WHOLE_SCHOOL.exec(text);
  if (whole) {
    const root = [...index.organizations.values()].find((o) => o.parent === null);
    if (root) return { scope: root.id, words: whole[0], sure: true };
  }
  const own = OWN_COLLEGE.exec(text);
  if (own && college) return { scope: college.id, words: own[0], sure: true };
  const branch = OWN_BRANCH.exec(text);
  if (branch) return { scope: 'branch', words: branch[0], sure: true };
  return undefined;
}

/** Of several units the ones that share the closest superior with the sender. */
function nearest(ids: string[], chain: Organization[], index: DirectoryIndex): string[] {
  if (ids.length <= 1) return ids;
  for (const superior of chain) {
    const inside = ids.filter((id) => isUnder(id, superior.id, index));
    if (inside.length > 0) return inside;
  }
  return ids;
}

/** Whether a unit is another one or lies below it. */
export function isUnder(id: string, superior: string, index: DirectoryIndex): boolean {
  let current: string | null | undefined = id;
  for (let depth = 0; current && depth < 10; depth += 1) {
    if (current === superior) return true;
    current = index.organizations.get(current)?.parent;
  }
  return false;
}
