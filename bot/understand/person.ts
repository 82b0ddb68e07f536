/** People named in a text: as the directory writes them, by their sound, by a short form, or unknown to it. */
import type { DirectoryIndex } from './index-directory.ts';
import { WORDLIKE } from './lexicon/names.ts';
import { EDGE_BEFORE, STRONG_BEFORE, TITLES } from './lexicon/person-words.ts';
import { isHan } from './normalize.ts';
import { fits, followsTown, Surroundings } from './person-context.ts';
import {
  addressed,
  afterTie,
  byGiven,
  bySlot,
  bySound,
  byTitle,
  classmate,
  dotted,
  type Free,
  idsOf,
  listMembers,
  namesBySound,
  opensAboutSomeone,
  transliterated,
  unlisted,
} from './person-guess.ts';
import { HOMOPHONE, NEAR_SOUND, STATED } from './thresholds.ts';
import { followsTie } from './tie.ts';

/** One mention of a person. */
export interface PersonMention {
  start: number;
  /** End of the name, titles not included. */
  end: number;
  /** End of the titles that follow (老师, 同学). */
  titleEnd: number;
  said: string;
  /** As the directory writes it, else as said. */
  name: string;
  /** Everyone in the directory whom it can mean; [] when it has none. */
  ids: string[];
  how: 'stated' | 'corrected' | 'derived';
  confidence: number;
}

const TITLE_AFTER = new RegExp(`^(?:${TITLES})`);

/** Titles that follow a name, e.g. the length of 老师. */
function titleLength(text: string, end: number): number {
  return TITLE_AFTER.exec(text.slice(end, end + 4))?.[0].length ?? 0;
}

/** 带着韩梅田野上…, 和韩梅田野俩人…: behind two names in a row. */
const GO_TOGETHER = /^(?:去|上|到|赴|跑|俩|[两三四]个?人|[两三]位|谈|聊|一[起同块道]|走访|家访|[他她]们)/;

/** 何平 徐静 昨天分别谈心: a statement begins with a list of names, of which one may be a word. */
function heads(text: string, at: number, end: number, index: DirectoryIndex): boolean {
  if (!/^$|[，。；：\n]/.test(text[at - 1] ?? '') || !/[ 、]/.test(text[end] ?? '')) return false;
  return (index.lengths.get(text[end + 1] ?? '') ?? []).some((length) => {
    const next = end + 1 + length;
    return index.spellings.has(text.slice(end + 1, next)) && /^[ 、，：]?$/.test(text[next] ?? '');
  });
}

/** 带着田野秦勇还有…: a word behind 带 or 和, or at the head, and right before a name is one itself. */
function leadsNames(text: string, at: number, end: number, index: DirectoryIndex): boolean {
  if (!/^$|[带领叫跟和与同][着上了]?$|[，。；\n]$/.test(text.slice(Math.max(0, at - 2), at))) return false;
  return (index.lengths.get(text[end] ?? '') ?? []).some((length) => {
    const next = text.slice(end, end + length);
    return next.length >= 2 && index.spellings.has(next) && !WORDLIKE.has(next);
  });
}

/**
 * Every person named in a normalised text, in order, without overlaps.
 * @param taken spans that are certainly something else (days, units)
 */
export function findPeople(
  text: string,
  index: DirectoryIndex,
  taken: readonly { start: number; end: number }[] = [],
): PersonMention[] {
  const found: PersonMention[] = [];
  const covered = new Uint8Array(text.length + 1);
  for (const span of taken) covered.fill(1, span.start, span.end);
  const free = (start: number, end: number) => {
    for (let i = start; i < end; i += 1) if (covered[i]) return false;
    return true;
  };
  const accept = (mention: Omit<PersonMention, 'titleEnd'>) => {
    covered.fill(1, mention.start, mention.end);
    found.push({ ...mention, titleEnd: mention.end + titleLength(text, mention.end) });
  };
  // 1. as the directory writes them
  for (let at = 0; at < text.length; at += 1) {
    for (const length of index.lengths.get(text[at]!) ?? []) {
      const end = at + length;
      if (end > text.length || !free(at, end)) continue;
      const said = text.slice(at, end);
      const shared = index.sharedShort.get(said);
      if (shared && fits('', said, new Surroundings(text, at, end))) {
        accept({
          start: at,
          end,
          said,
          name: said,
          ids: shared.flatMap((n) => idsOf(index, n)),
          how: 'derived',
          confidence: NEAR_SOUND,
        });
        at = end - 1;
        break;
      }
      const written = index.spellings.get(said);
      // 秦勇、田野: after a name and 、 even a word is a name
      // 带着杨光冯涛去: or right behind one, dictated without a mark
      const listed =
        (text[at - 1] === '、' && found.at(-1)?.titleEnd === at - 1) ||
        heads(text, at, end, index) ||
        leadsNames(text, at, end, index) ||
        (found.at(-1)?.end === at && (!WORDLIKE.has(said) || GO_TOGETHER.test(text.slice(end, end + 4))));
      if (
        !written ||
        !(
          listed ||
          followsTie(text, at) ||
          opensAboutSomeone(text, at, end) ||
          fits(written, said, new Surroundings(text, at, end))
        )
      )
        continue;
      // 古丽·买买提: somebody else
      if (text[end] === '·' && !written.includes('·')) continue;
      // 古丽娜儿: the short form is the beginning of the whole name, with a slip in it
      const whole = text.slice(at, at + written.length);
      const isWhole =
        written.length > said.length &&
        written.startsWith(said) &&
        free(end, at + whole.length) &&
        namesBySound(whole, index).includes(written);
      const ids = idsOf(index, written);
      const mention = isWhole
        ? { said: whole, how: 'corrected' as const, confidence: HOMOPHONE }
        : { said, how: 'stated' as const, confidence: STATED };
      const to = at + mention.said.length;
      accept({ start: at, end: to, name: written, ids, ...mention });
      at = to - 1;
      break;
    }
  }
  // 2. by their sound or unknown to the directory: only where a person is expected
  for (let at = 0; at < text.length; at += 1) {
    if (covered[at] || !isHan(text[at])) continue;
    const before = text.slice(Math.max(0, at - 8), at);
    const strongBefore = STRONG_BEFORE.test(before.trimEnd());
    const edgeBefore = strongBefore || EDGE_BEFORE.test(before) || followsTown(before);
    // 走访了三户王雨桐赵以鸣还有…: dictated, with nothing between two names
    // 甲啊王雨铜啊还有乙: or with a particle behind each
    const behind = /[啊呀吧嘛呢]/.test(text[at - 1] ?? '') ? at - 1 : at;
    // 去网络工程孙小雨家: or with what they read before it
    const isNext =
      !edgeBefore && (found.some((m) => m.end === at || m.end === behind) || followsSubject(before, index));
    if (isNext) {
      const next = bySound(text, at, before, false, index, free);
      if (next && next.said.length >= 3) accept(next);
      continue;
    }
    if (!edgeBefore) continue;
    const mention =
      dotted(text, at, free) ??
      bySound(text, at, before, strongBefore, index, free) ??
      byTitle(text, at, index) ??
      afterTie(text, at, index, free) ??
      unlisted(text, at, strongBefore, free) ??
      byGiven(text, at, strongBefore, index, free) ??
      addressed(text, at, strongBefore, free) ??
      bySlot(text, at, before, free) ??
      transliterated(text, at, strongBefore, free) ??
      classmate(text, at, index, free);
    if (mention && free(mention.start, mention.end)) {
      accept(mention);
      at = mention.end - 1;
    }
  }
  givenAgain(text, index, found, free, accept);
  surnamesAgain(text, found, free, accept);
  found.sort((a, b) => a.start - b.start);
  listMembers(text, found, free, accept);
  found.sort((a, b) => a.start - b.start);
  return withoutTakenBack(text, found);
}

/** 网络工程, right before a name. */
function followsSubject(before: string, { subjects }: DirectoryIndex): boolean {
  for (let length = 2; length <= before.length; length += 1)
    if (subjects.has(before.slice(-length))) return true;
  return false;
}

/** 跟高飞，哦不对，是跟高雅谈的心; 走访甲—啊不对，是乙: between somebody and whom it was instead. */
const NOT_THIS_ONE =
  /^家?[，。…— ]*(?:(?:哦|噢|啊|呃|额|嗯|哎呀?|诶)[，、 ]?(?:不是|不)|(?:哦|噢|啊|呃|额|嗯|哎呀?|诶)?[，、 ]?(?:不对|[说记写打讲报]错了?|错了|口误))[啊了哈]?[，、 ]?(?:应该|应)?是?(?:[跟和与给找去到]|走访的?)?$/;
/** 跟甲不对不是甲…: the same name once more, to be denied. */
const DENIES =
  /^[，。…— ]*(?:[哦啊噢呃额嗯哎][，、 ]?)?(?:(?:不对|错了|[说写记打讲报]错了|口误)[了啊哈]?[，、 ]?)?不是$/;

/** Everyone but those who are taken back in the same breath. */
function withoutTakenBack(text: string, found: readonly PersonMention[]): PersonMention[] {
  return found.filter((person, i) => {
    const next = found[i + 1];
    if (!next) return true;
    const gap = text.slice(person.titleEnd, next.start);
    if (next.name === person.name) return !DENIES.test(gap);
    const before = found[i - 1];
    const denied = before?.name === person.name && DENIES.test(text.slice(before.titleEnd, person.start));
    return !(NOT_THIS_ONE.test(gap) || (denied && /^[，、 ]?(?:而)?(?:应该|应)?是$/.test(gap)));
  });
}

/** 跟高飞谈心，…，高飞是因为…: a word that was a name once is one again at the head of a statement. */
function sameAgain(
  text: string,
  said: string,
  who: { name: string; ids: string[] },
  free: Free,
  accept: (mention: Omit<PersonMention, 'titleEnd'>) => void,
): void {
  for (let at = text.indexOf(said); at >= 0; at = text.indexOf(said, at + 1)) {
    const end = at + said.length;
    if (!free(at, end) || !/(?:^|[，。；：\n])$/.test(text.slice(Math.max(0, at - 1), at))) continue;
    accept({ start: at, end, said, ...who, how: 'stated', confidence: STATED });
  }
}

/** What is told of one of several who are taken up by their surnames. */
const TOLD_OF_ONE =
  /^(?:是(?:在|电话|微信|视频|打|用|上门|当面|[上下中]午|[今昨前]天|周)|在(?!于|乎)|则|那边|出差|外出|人在|电话|微信|视频|打的|用的)/;
/** Surnames that begin words before what is told of somebody: 于是在, 都在, 全在. */
const BEGINS_WORDS = /[于全都那连但由能会正应老过后来还]/;

/** 找邓志超、马立明谈心：邓是在我办公室谈的，马出差在外: each of several by the surname, where no two share it. */
function surnamesAgain(
  text: string,
  found: readonly PersonMention[],
  free: Free,
  accept: (mention: Omit<PersonMention, 'titleEnd'>) => void,
): void {
  const named = new Map(found.map((m) => [m.name, m]));
  if (named.size < 2) return;
  for (const m of named.values()) {
    const surname = m.name[0]!;
    if (BEGINS_WORDS.test(surname) || [...named.keys()].some((n) => n !== m.name && n[0] === surname))
      continue;
    for (let at = text.indexOf(surname, m.end); at >= 0; at = text.indexOf(surname, at + 1)) {
      const end = at + 1;
      if (
        !free(at, end) ||
        !/[，。；：\n]/.test(text[at - 1] ?? '') ||
        !TOLD_OF_ONE.test(text.slice(end, end + 4))
      )
        continue;
      const { name, ids } = m;
      accept({ start: at, end, said: surname, name, ids: [...ids], how: 'derived', confidence: NEAR_SOUND });
    }
  }
}

/** 云飞 after 上官云飞 was named in full. */
function givenAgain(
  text: string,
  index: DirectoryIndex,
  found: readonly PersonMention[],
  free: Free,
  accept: (mention: Omit<PersonMention, 'titleEnd'>) => void,
): void {
  for (const { name, ids, said, how } of [...found].slice(0, 20)) {
    // 跟吴朋谈的心，吴朋是…: spelled otherwise than in the directory, once more
    if (WORDLIKE.has(said) || how === 'corrected')
      sameAgain(text, said, { name, ids: [...ids] }, free, accept);
    const given = name.slice(name.length > 3 ? 2 : 1);
    if (given.length !== 2 || name.includes('·')) continue;
    for (let at = text.indexOf(given); at >= 0; at = text.indexOf(given, at + 1)) {
      const end = at + given.length;
      if (!free(at, end) || !EDGE_BEFORE.test(text.slice(Math.max(0, at - 8), at))) continue;
      accept({ start: at, end, said: given, name, ids: [...ids], how: 'derived', confidence: NEAR_SOUND });
    }
  }
  void index;
}
