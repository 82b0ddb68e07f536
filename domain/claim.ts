/** Reads what somebody unknown says of themselves: a name and a branch, in either order. Pure. */
import type { Organization } from './directory.ts';
import { isBranch } from './school.ts';

export interface Claim {
  name: string;
  /** Id of the branch; absent when none is named, or the name fits several. */
  branch?: string;
}

/** Words around the name that are no part of it. */
const INTRODUCTION =
  /^(?:您好|你好|老师好|书记好|我的名字(?:是|叫)|我叫|我是|本人|姓名(?:是|为|：|:)?|名字(?:是|叫)?)/;
/** A Han name of two to four characters, or one with an interpunct. */
const NAME = /^(?:\p{Script=Han}{2,4}|\p{Script=Han}{1,10}(?:[·•]\p{Script=Han}{1,10}){1,3})$/u;
/** What a Han word that is no name looks like when it stands alone. */
const NO_NAME =
  /支部|党员|学院|大学|老师|书记|同学|同志|昨天|今天|前天|走访|谈话|谈心|您好|你好|谢谢|帮助|待办|进度|记录|什么|怎么|为什么|可以|好的|收到|在吗/;

/**
 * Reads a claim such as `王小明，计算机学院教工一支部` or `我是教工一支部的王小明`.
 * @returns undefined when no name can be made out
 */
export function parseClaim(said: string, organizations: Organization[]): Claim | undefined {
  const text = said.normalize('NFKC').trim();
  if (text.length > 60) return undefined;
  const unit = findBranch(text, organizations);
  const rest = unit ? text.replace(unit.words, '，') : text;
  const isIntroduced = INTRODUCTION.test(text) || unit !== undefined;
  for (const part of rest.split(/[,，。.;；、:：\s|/]+/)) {
    let word = part;
    while (INTRODUCTION.test(word)) word = word.replace(INTRODUCTION, '');
    word = word
      .replace(/^(?:的|在|来自|属于)+/, '')
      .replace(/(?:的|同志|老师|同学|在)+$/, '')
      .trim();
    if (NAME.test(word) && !NO_NAME.test(word) && (isIntroduced || rest.trim() === part))
      return { name: word, ...(unit?.branch && { branch: unit.branch }) };
  }
  return undefined;
}

/** The longest name of a unit in a text; its branch when it is one, and when only one bears the name. */
function findBranch(
  text: string,
  organizations: Organization[],
): { words: string; branch?: string } | undefined {
  let best: { words: string; bearers: Organization[] } | undefined;
  for (const organization of organizations)
    for (const words of [organization.name, ...organization.aliases]) {
      if (!text.includes(words)) continue;
      // A branch before the college in front of it, then the longer name.
      const rank = (o: Organization, w: string) => (isBranch(o) ? 1_000 : 0) + w.length;
      const [first] = best?.bearers ?? [];
      if (!best || !first || rank(organization, words) > rank(first, best.words))
        best = { words, bearers: [organization] };
      else if (words === best.words && isBranch(organization)) best.bearers.push(organization);
    }
  if (!best) return undefined;
  const branches = best.bearers.filter(isBranch);
  // `计算机学院教工一支部`: a college in front of a branch's short name narrows it.
  const above = organizations.filter(
    (o) => !isBranch(o) && [o.name, ...o.aliases].some((n) => n !== best.words && text.includes(n)),
  );
  const narrowed =
    branches.length > 1 && above.length > 0
      ? branches.filter((b) => above.some((o) => o.id === b.parent))
      : branches;
  const [only] = narrowed;
  return { words: best.words, ...(only && narrowed.length === 1 && { branch: only.id }) };
}
