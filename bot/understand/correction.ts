/** Words that put right what the message itself said before: 和谭静谈心，不对，是和丁一. */
import type { Draft } from './assemble.ts';
import type { Clause } from './clause.ts';
import { mainCue } from './kind.ts';
import { SLIPPED } from './lexicon/slips.ts';
import { findMode } from './mode.ts';
import { isRegion } from './place.ts';

const SIGH = '(?:哦|啊|噢|呃|嗐|咳|哎|哎呀|唉|嘿)?[，]?';
const WRONG = `不对|不是|${SLIPPED}|[看瞧]我这(?:记性|嘴|脑子)|错了|更正(?:一下)?|口误|呸+|哦不|啊不`;
const CORRECTS = new RegExp(
  `^${SIGH}(?:${WRONG})(?:了|啊|哈)?(?:${SIGH}(?:不对|不是))?[，：]?(?:应该|应)?(?:是|为)?`,
);
/** 不对，不是结对是谈心谈话: what it was not is named once more. */
const NAMES_WRONG = /^[^，。；是]{1,8}?(?:了)?[，]?(?:而|应该)?是(?=[^，。；]{2})/;

/** Said outright, not like 啊不是. */
const DENIES = /^(?:可|而|并)?不是(?![，：]|[^，。；]{0,8}是)/;

/** The rest of a clause that begins like a correction; undefined when it does not. */
export function correctionIn(text: string): string | undefined {
  const m = CORRECTS.exec(text);
  if (!m) return undefined;
  const rest = text.slice(m[0].length);
  return /不是$/.test(m[0]) ? rest.replace(NAMES_WRONG, '') : rest;
}

/**
 * Puts an activity right by what a clause says instead: other people, another day, kind or way of meeting.
 * @returns false when the clause says nothing of the kind
 */
export function putRight(draft: Draft, clause: Clause, rest: string): boolean {
  if (rest.length > 16 || /(?:没|未)(?!错)/.test(rest)) return false;
  if (onlyDenies(clause)) {
    draft.heads = draft.heads.map((c) => withoutNamed(c, clause));
    return true;
  }
  if (clause.people.length > 0) {
    replaceIn(draft, clause, { people: [] });
    return true;
  }
  const other = mainCue(
    rest,
    clause.cues.filter((c) => c.start >= clause.end - rest.length),
  );
  if (clause.days.some((d) => d.grain === 'day') && other === undefined) {
    // 昨天跟司马青谈的心…说错了，前天
    replaceIn(draft, clause, { days: [] });
    return true;
  }
  // 给某某打的电话，不是家访: what it was has been said
  if (other && other.kind !== draft.kind && DENIES.test(clause.text) && other.end === clause.end) return true;
  if (other && other.strength === 3 && clause.days.length === 0 && !findMode(rest, draft.kind)) {
    // 开了支委会，说错了，支部大会
    draft.kind = other.kind;
    draft.cue = other;
    if (other.form) draft.form = other.form;
    else delete draft.form;
    return true;
  }
  // 去法库走访某某家，不对，是康平
  const town = rest.replace(/^(?:是|在)/, '');
  if (draft.kind === 'visit' && isRegion(town) && !/不是[^，；]*$/.test(clause.text)) {
    draft.town = town;
    return true;
  }
  if (!findMode(rest, draft.kind)) return false;
  draft.modeText = rest;
  return true;
}

/** 谈心对象是冯涛，不是李婷: who it was has been said. */
function onlyDenies(clause: Clause): boolean {
  const [first] = clause.people;
  const last = clause.people.at(-1);
  return (
    first !== undefined &&
    /^(?:而|可|并)?不是(?:[跟和与找给去到])?$/.test(clause.text.slice(0, first.start - clause.start)) &&
    /^(?:家|的|啊|哈|了|哦)*$/.test(clause.text.slice(last!.titleEnd - clause.start))
  );
}

const withoutNamed = (clause: Clause, wrong: Clause): Clause => ({
  ...clause,
  people: clause.people.filter((p) => !wrong.people.some((w) => w.name === p.name)),
});

/** A clause without the people or days that a later one names instead. */
export function withoutWrong(clause: Clause, right: Clause): Clause {
  return {
    ...clause,
    ...(right.people.length > 0 ? { people: [] } : {}),
    ...(right.days.some((d) => d.grain === 'day') ? { days: [] } : {}),
  };
}

/** Takes a slot's words out of all that was told, and lets a clause say them. */
function replaceIn(draft: Draft, clause: Clause, without: Partial<Clause>): void {
  draft.heads = [...draft.heads.map((c) => ({ ...c, ...without })), clause];
  draft.topics = draft.topics.map((c) => ({ ...c, ...without }));
}
