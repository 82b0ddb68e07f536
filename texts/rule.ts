/** Answers about the rules: what is owed and on which clause. Pure. */
import type { DutyRule } from '../domain/duty.ts';
import type { ActivityKind } from '../domain/understanding.ts';
import { KIND_TERMS } from './terms.ts';

/** Words by which people name a duty. */
const NAMED: [RegExp, DutyRule['kind']][] = [
  [/走访|家访|顺访|访/, 'visit'],
  [/谈心|谈话|谈/, 'talk'],
  [/结对|联系|对子|二联/, 'pairing'],
];

/** The kind of duty that some words name. */
export function dutyNamed(words: string): DutyRule['kind'] | undefined {
  return NAMED.find(([pattern]) => pattern.test(words))?.[1];
}

/**
 * The clause of the duty that is asked about, of the one that the last record counts for, or of all.
 * @param rules those that the asker owes; of all others only where they are named
 * @param question the asker's words
 */
export function dutyRules(
  rules: { all: DutyRule[]; own: DutyRule[] },
  question: string,
  last?: ActivityKind,
): string {
  const named = dutyNamed(question);
  if (named === undefined && last !== undefined) return ofLast(rules, last);
  const all = rules.all.filter((r) => r.kind === named);
  const own = all.filter((r) => rules.own.includes(r));
  const shown = own.length > 0 ? own : all.length > 0 ? all : rules.own;
  if (shown.length === 0) return '您现在没有应尽事项；可以问“走访的依据”“谈话的依据”。';
  const lines = shown.map(({ system, title, source }) => `${system}：${title}。依据：${cite(source)}。`);
  return [...lines, ...excuseOf(shown)].join('\n');
}

/** Behind a receipt (scene 12). */
function ofLast(rules: { all: DutyRule[]; own: DutyRule[] }, kind: ActivityKind): string {
  const what = KIND_TERMS[kind];
  const all = rules.all.filter((r) => r.kind === kind);
  const own = all.filter((r) => rules.own.includes(r));
  const about = own.length > 0 ? own : all.slice(0, 1);
  if (about.length === 0)
    return `上条${what}没有对应的应尽事项，只作记录。别的可以问“走访的依据”“谈话的依据”。`;
  const said = about.map(({ title, source }) => `${cite(source)}。${title}。`).join('');
  return `上条${what}：${said}${excuseOf(about).join('')}`;
}

function cite({ document, clause, inPrinciple }: DutyRule['source']): string {
  return `${document}${clause}${inPrinciple ? '，“原则上”' : ''}`;
}

function excuseOf(rules: DutyRule[]): string[] {
  return rules.some((r) => r.source.inPrinciple) ? ['有困难可回“说明情况”。'] : [];
}
