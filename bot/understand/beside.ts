/** How a clause stands to the activities told around it: the same pattern, somebody met next, names without the rest. */
import type { Draft } from './assemble.ts';
import type { Clause } from './clause.ts';
import { frameOf, isAnotherTime, leadOf } from './frame.ts';
import type { PersonMention } from './person.ts';

/** 上午与甲, before 下午与乙谈心: a time, a preposition and somebody, as in the clause behind it. */
export function isSamePattern(before: Clause, clause: Clause): boolean {
  const [first] = before.people;
  if (!first || clause.people.length === 0 || before.cues.some((c) => c.strength >= 2)) return false;
  return (
    /^(?:和|跟|与|同|找)$/.test(leadOf(before, first)) &&
    first.titleEnd === before.end &&
    isAnotherTime(frameOf([before]), frameOf([clause]))
  );
}

/** 谈了仨, 跑了两家: more than one is announced. */
export function announcesMore(text: string): boolean {
  return /(?:[两二三四五六七八九十俩仨]|\d{1,2})(?:个|位|名|家|户|人|对|次)|[俩仨]/.test(text);
}

/** The names of a clause, for somebody met once more at another time and in another way. */
export function onlyNames(clause: Clause): Clause {
  const text = [...clause.text].map((char, i) => {
    const at = clause.start + i;
    return clause.people.some((p) => at >= p.start && at < p.titleEnd) ? char : '　';
  });
  return { ...clause, text: text.join(''), days: [], times: [], cues: [] };
}

/** 完了我又去宿舍找某某: leads up to another meeting. */
export function goesToMeet({ text, people }: Clause): boolean {
  return (
    people.length > 0 &&
    /^(?:完了|完事|之后|然后|接着|随后|后来)?(?:我|自己)?又[去到跑上][^，。；]{0,10}[找见看]/.test(text)
  );
}

/** 后来何平也来了，又跟他谈了二十分钟: the next clause tells of meeting somebody who was just named. */
export function metNext(next: Clause | undefined): boolean {
  return (
    next !== undefined &&
    next.people.length === 0 &&
    next.cues.some((c) => c.strength >= 2) &&
    /^我?(?:又|也|就|还|再|便|顺便|接着|顺[道路])[^，。；]{0,3}(?:跟|和|与|同|找|把|给|陪|劝|拉)[他她](?!们?家)/.test(
      next.text,
    )
  );
}

/** Whether an activity names somebody whom another clause names again. */
export function mentions(draft: Draft, person: PersonMention): boolean {
  return [...draft.heads, ...draft.topics, ...draft.headers].some((c) =>
    c.people.some((p) => p.name === person.name && p !== person),
  );
}
