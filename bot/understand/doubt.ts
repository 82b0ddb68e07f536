/** What a telling leaves unexplained: where something said was not used, the bot asks rather than record. */
import { dayOf } from '../../domain/day.ts';
import type { ActivityKind, ReportedActivity } from '../../domain/understanding.ts';
import { type KindCue, mainCue } from './kind.ts';
import { isPlanned, saysFailed } from './modality.ts';
import type { Reading } from './report.ts';
import { tellsOfOthers } from './third-person.ts';

export interface Doubt {
  /** The slot to ask for; `kind` also stands for how many activities there were. */
  ask: 'targets' | 'date' | 'kind' | 'intent';
  report: number;
}

const WITH_PEOPLE: readonly ActivityKind[] = ['visit', 'pairing', 'contact', 'talk'];

/** The first thing that a message says and its reports do not account for. */
export function findDoubt(reports: readonly ReportedActivity[], reading: Reading): Doubt | undefined {
  const today = dayOf(reading.now);
  const named = new Set(reports.flatMap((r) => [...(r.targets ?? []), ...(r.companions ?? [])]));
  const dates = new Set(reports.flatMap((r) => [r.date, ...(r.endDate ? [r.endDate] : [])]));
  const kinds = new Set(reports.map((r) => r.kind));
  for (const [i, clause] of reading.clauses.entries()) {
    const next = reading.clauses.slice(i + 1, i + 3);
    if (next.some((c) => !c.opens && saysFailed(c.text))) continue;
    if (isPlanned(clause.text) || saysFailed(clause.text) || tellsOfOthers(clause) || clause.crossed)
      continue;
    const cue = mainCue(clause.text, clause.cues);
    if (!cue || cue.strength < 2) continue;
    // someone is spoken of in the clause of a meeting of people, and is in no record
    if (WITH_PEOPLE.includes(cue.kind) && reports.some((r) => WITH_PEOPLE.includes(r.kind))) {
      const left = clause.people.find(
        (p) =>
          !p.ids.includes(reading.sender) && !named.has(p.name) && p.confidence >= 0.9 && p.ids.length > 0,
      );
      if (left) return { ask: 'targets', report: 0 };
    }
    // a past day before the activity's word that no record bears
    const day = clause.days.find(
      (d) => d.grain === 'day' && d.from <= today && d.start < cue.end && !dates.has(d.from) && !d.corrected,
    );
    if (day) return { ask: 'date', report: 0 };
    if (cue.strength >= 3 && !kinds.has(cue.kind) && isOutspoken(cue)) return { ask: 'kind', report: 0 };
  }
  return undefined;
}

/** Words that name an activity of their own wherever they stand. */
function isOutspoken(cue: KindCue): boolean {
  return /谈心|谈话|家访|走访|党课|支委会|支部大会|党员大会|党小组会|主题党日|组织生活会|民主生活会|培训|志愿服务|结对(?:子)?(?:了|协议)/.test(
    cue.words,
  );
}

const DID = /了(?!解)|[谈访聊讲学开做去补送陪帮]过|完/;

/**
 * Whether a message that was taken for nothing may tell of something all the same: a person of the directory or an
 * activity's word, told as done.
 */
export function mayTell(reading: Reading): boolean {
  if (reading.text.length > 400) return false;
  return reading.clauses.some(
    (c) =>
      DID.test(c.text) &&
      !isPlanned(c.text) &&
      !saysFailed(c.text) &&
      !tellsOfOthers(c) &&
      c.mark !== '？' &&
      (c.cues.some((cue) => cue.strength >= 3) ||
        c.people.some((p) => p.ids.length > 0 && p.confidence >= 0.9)),
  );
}
