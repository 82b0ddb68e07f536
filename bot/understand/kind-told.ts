/** What a word for a way of meeting (打了电话, 聊了聊) stands for, given what was told before it. */
import type { ActivityKind } from '../../domain/understanding.ts';
import type { Draft } from './assemble.ts';
import type { Clause } from './clause.ts';
import type { KindCue } from './kind.ts';
import { RELATIVES } from './lexicon/person-words.ts';
import { findTies } from './tie.ts';

/**
 * The kind that a cue stands for.
 * @param pending clauses before it that belong to no activity yet
 * @param arranged the kind that was planned and that it takes up
 * @param text the whole message
 */
export function kindTold(
  named: KindCue,
  clause: Clause,
  pending: readonly Clause[],
  arranged: ActivityKind | undefined,
  text: string,
): ActivityKind {
  if (talksAtHome(named, clause, pending)) return 'visit';
  if (named.strength > 2 || (named.kind !== 'talk' && named.kind !== 'contact')) return named.kind;
  // 家长约好视频家访的，改打电话了
  if (arranged === 'visit' || arranged === 'talk') return arranged;
  // 结对的某某，在操场边走边聊
  const before = pending.findLast((c) => c.people.length > 0)?.people ?? [];
  const tied = clause.people.length === 0 && before.length === 1 && findTies(text, before).length > 0;
  return tied ? 'contact' : named.kind;
}

const ONLY_A_RELATIVE = new RegExp(`^的?(?:${RELATIVES}|[他她](?:${RELATIVES}|爷|奶|姥|姑|叔))$`);
const MADE_A_TRIP = /(?:走|跑|去|回|下)(?:了|过)?(?:一?趟|一遭)/;

/** 刚撂下电话，某某他爸，唠了…; 到东洲区走了一趟，某某家开粮油店，靠柜台唠的: whom the chat was with is said before. */
function talksAtHome(cue: KindCue, clause: Clause, pending: readonly Clause[]): boolean {
  if (cue.kind !== 'talk' || cue.strength > 2 || clause.people.length > 0) return false;
  if (/[他她]/.test(clause.text)) return false;
  const named = pending.at(-1);
  const [person, ...more] = named?.people ?? [];
  if (!named || !person || more.length > 0) return false;
  const after = named.text.slice(person.titleEnd - named.start);
  if (ONLY_A_RELATIVE.test(after)) return true;
  return /^家(?!教|乡|访|长)/.test(after) && pending.some((c) => MADE_A_TRIP.test(c.text));
}

/** 看望结对的青年教师某某，到他家坐了坐: the home of a colleague is no visit to a student's family. */
export function goesToColleague(
  clause: Clause,
  cue: KindCue,
  current: Draft | undefined,
  text: string,
): boolean {
  if (cue.kind !== 'visit' || clause.people.length > 0 || !/[他她]家/.test(clause.text)) return false;
  const told = current?.kind === 'contact' ? current.heads.flatMap((c) => c.people) : [];
  return findTies(text, told).some((t) => /教师|老师|教工|职工|同事/.test(text.slice(t.start, t.end)));
}
