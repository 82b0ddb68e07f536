/** What stands around a name, and whether it lets the name be one. */
import { WORDLIKE } from './lexicon/names.ts';
import { EDGE_AFTER, EDGE_BEFORE, STRONG_AFTER, STRONG_BEFORE } from './lexicon/person-words.ts';
import { isTown } from './lexicon/places.ts';
import { endingIn, startingWith, wordsOf } from './matching.ts';

/** Verbs and prepositions after which only people are named. */
export const SPOKEN_WITH =
  /(?:和|跟|与|同|找|约|谈|谈了|访|访了|走访|家访|看望|看了|看了看|联系|同学|老师|学生|对象：?|、)$/;

/** 到舒兰张雪家: a town right before the name. */
export function followsTown(before: string): boolean {
  for (const length of [2, 3, 4]) {
    const word = before.slice(-length);
    if (word.length === length && isTown(word)) return true;
  }
  return /(?:[市县区镇乡村旗屯]|街道|社区)$/.test(before);
}

/** 我跟作曲的宋词, 找二班的高飞: whom a description stands before. */
const WITH_ONE_OF = /(?:和|跟|与|找|约)(?![他她我咱你学孩大家对])[^，。；的和跟与]{2,6}(?<![他她])的$/;

const SPOKEN_WITH_BEFORE = endingIn(/和|跟|与|找|约|(?:走访|家访|谈心|联系|辅导|慰问|看望|结对)[的了]/);
const SUBJECT_BEFORE = endingIn(
  /^|[，。；\n：]|昨天|今天|前天|最近|同学|老师|上午|下午|中午|晚上|早上|周[一二三四五六日]/,
);
const SUBJECT_AFTER = startingWith(
  // days: 某某最近
  wordsOf('最近 近期 这段 这阵 前阵 刚 今早 昨晚 今天 昨天 前天 上周 本周 国庆 暑假 寒假 五一 过年'),
  /[上本这]?周[一二三四五六日]|\d{1,2}[日号月]|[他她]们(?!家)/,
  // what befell somebody: 某某病了
  wordsOf('生病 住院 怀孕 病 失恋 挂科 挂了 旷课 闹 吵 沉迷 打游戏 被 挨 因 由于'),
  wordsOf('评 获 拿 考 调 升 转 提 报 当选'),
  /受(?=了|到|表|处)/,
  // how somebody is: 某某情绪不好
  wordsOf('情绪 心情 身体 父 母 爸 妈 家 老 总 想 要'),
  // what is done with somebody: 某某走访
  wordsOf('走访 谈话 谈心 学时 结对 党课 同学'),
  // what somebody does: 某某讲了党课
  /讲(?!的是|台|究)|来(?!自|源)|是在|是(?=电话|微信|打|用)|约[了过](?:几|两|三|好几|多)?次/,
  wordsOf('主讲 主持 带队 说 找我 和我 跟 代我 替我 在 从 又去 也去 去了 跑了 本来 原本 原定'),
);
const ALONE_BEFORE = endingIn(
  /[：、，\s]|(?:周|星期|礼拜)[一二三四五六日天]|\d[日号]|[今昨前]天|[上中下]午|晚上|早上|傍晚/,
);

/** What stands around a stretch of a text. Each is looked up when it is asked for: few names need all of them. */
export class Surroundings {
  readonly #before: string;
  readonly #after: string;

  constructor(text: string, start: number, end: number) {
    this.#before = text.slice(Math.max(0, start - 8), start);
    this.#after = text.slice(end, end + 8);
  }

  get strongBefore(): boolean {
    return STRONG_BEFORE.test(this.#before.trimEnd()) || WITH_ONE_OF.test(this.#before);
  }

  get strongAfter(): boolean {
    return STRONG_AFTER.test(this.#after);
  }

  get edgeBefore(): boolean {
    return EDGE_BEFORE.test(this.#before) || followsTown(this.#before);
  }

  get edgeAfter(): boolean {
    return EDGE_AFTER.test(this.#after);
  }

  /** After 和, 跟, 找 and not part of a longer word. */
  get spokenWith(): boolean {
    return SPOKEN_WITH_BEFORE.test(this.#before) && !/^(?:的|里|上|中|间|艺术|之|地)/.test(this.#after);
  }

  /** Begins a statement about someone (白雪最近情绪不好). */
  get subject(): boolean {
    return SUBJECT_BEFORE.test(this.#before) && SUBJECT_AFTER.test(this.#after);
  }

  /** Between a colon or a list mark and the next mark (对象：高飞). */
  get alone(): boolean {
    return ALONE_BEFORE.test(this.#before) && /^(?:$|[\s，。；、（\n]|也)/.test(this.#after);
  }
}

/** Whether a written name may be meant by the words said, given what stands around them. */
export function fits(written: string, said: string, s: Surroundings): boolean {
  if (WORDLIKE.has(said))
    return (
      (s.strongBefore && (s.strongAfter || s.edgeAfter)) ||
      (s.edgeBefore && s.strongAfter) ||
      s.alone ||
      s.subject ||
      s.spokenWith
    );
  if (said.length >= 3) return true;
  if (said !== written) return s.strongBefore || s.strongAfter;
  return s.strongBefore || s.edgeBefore || s.strongAfter;
}
