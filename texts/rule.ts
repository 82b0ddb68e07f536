/** Answers about the rules: what is owed and on which clause. Pure. */
import type { DutyRule } from '../domain/duty.ts';

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
 * @param question the asker's words
 * @param lastKind kind of the last record: a bare 依据 means that one
 */
export function dutyRules(rules: DutyRule[], question: string, lastKind?: DutyRule['kind']): string {
  const kind = dutyNamed(question) ?? lastKind;
  const about = rules.filter((r) => r.kind === kind);
  const shown = about.length > 0 ? about : rules;
  const lines = shown.map(
    ({ system, title, source }) =>
      `${system}：${title}。依据：${source.document}${source.clause}${source.inPrinciple ? '，“原则上”' : ''}。`,
  );
  const excuse = shown.some((r) => r.source.inPrinciple) ? ['有困难可回“说明情况”。'] : [];
  return [...lines, ...excuse].join('\n');
}
