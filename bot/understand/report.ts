/** The activities that a message tells of, from its clauses. */
import type { ActivityKind, ReportedActivity } from '../../domain/understanding.ts';
import { type Draft, finishDraft } from './assemble.ts';
import { type Clause, splitClauses } from './clause.ts';
import { parseDayPhrases } from './day.ts';
import { parseFields } from './form-fields.ts';
import type { DirectoryIndex } from './index-directory.ts';
import { mainCue } from './kind.ts';
import { announces, type Modality } from './modality.ts';
import { findPeople, type PersonMention } from './person.ts';
import { Teller } from './teller.ts';
import { parseTimes } from './time.ts';
import { findUnits } from './unit.ts';

/** What was found in a message before anything is decided. */
export interface Reading {
  text: string;
  now: Date;
  sender: string;
  index: DirectoryIndex;
  people: PersonMention[];
  clauses: Clause[];
}

export interface ReportOutcome {
  reports: ReportedActivity[];
  /** Why nothing was recorded although activities are spoken of. */
  withheld?: Modality | 'others';
}

/** Looks days, times, people and clauses up, once. */
export function readMessage(text: string, now: Date, sender: string, index: DirectoryIndex): Reading {
  const units = findUnits(text, index).filter((u) => u.words.length >= 3);
  const rawDays = parseDayPhrases(text, now, { looking: 'back' });
  const certain = rawDays.filter((d) => d.grain === 'day' && d.words.length > 1);
  const people = findPeople(text, index, [...units, ...certain]);
  const apart = (s: { start: number; end: number }) =>
    !people.some((p) => s.start < p.end && s.end > p.start);
  const days = rawDays.filter(apart);
  const times = parseTimes(text).filter(apart);
  return { text, now, sender, index, people, clauses: splitClauses({ text, days, times, people }) };
}

/** Splits a message into activities told as done. */
export function findReports(reading: Reading): ReportOutcome {
  if (announces(reading.text)) return { reports: [], withheld: 'planned' };
  return formReports(reading) ?? new Teller(reading).tell();
}

/** A message written like a form, or several forms one after another. */
function formReports(reading: Reading): ReportOutcome | undefined {
  const fields = parseFields(reading.text);
  if (new Set(fields.map((f) => f.slot)).size < 2) return undefined;
  const first = fields[0]!;
  const again = fields.find((f, i) => i > 0 && f.key === first.key);
  if (again) {
    const cut = again.start - again.key.length - 1;
    const parts = [reading.text.slice(0, cut), reading.text.slice(cut)].map((t) =>
      findReports(readMessage(t.trim(), reading.now, reading.sender, reading.index)),
    );
    return { reports: parts.flatMap((p) => p.reports) };
  }
  const clause: Clause = {
    start: 0,
    end: reading.text.length,
    text: reading.text,
    opens: true,
    item: false,
    mark: '',
    days: reading.clauses.flatMap((c) => c.days),
    times: reading.clauses.flatMap((c) => c.times),
    people: reading.people,
    cues: reading.clauses.flatMap((c) => c.cues),
  };
  const named = fields.find((f) => f.slot === 'kind');
  const inField = named ? clause.cues.filter((c) => c.start >= named.start && c.end <= named.end) : [];
  const byKey = fields.map((f) => f.key).join('，');
  const keyKind = /走访/.test(byKey)
    ? 'visit'
    : /谈话|谈心/.test(byKey)
      ? 'talk'
      : /结对/.test(byKey)
        ? 'pairing'
        : undefined;
  const cue =
    mainCue(named?.value ?? '', inField) ??
    (keyKind && !/结对对象|结对学生/.test(byKey)
      ? { kind: keyKind as ActivityKind, strength: 3, start: 0, end: 0, words: keyKind }
      : mainCue(reading.text, clause.cues));
  const titled = /走访|家访/.test(reading.text)
    ? 'visit'
    : /谈心|谈话/.test(reading.text)
      ? 'talk'
      : /结对/.test(reading.text)
        ? 'pairing'
        : undefined;
  const main =
    cue ??
    (titled ? { kind: titled as ActivityKind, strength: 3, start: 0, end: 0, words: titled } : undefined);
  if (!main) return undefined;
  const draft: Draft = {
    kind: main.kind,
    ...(main.form ? { form: main.form } : {}),
    cue: main,
    heads: [clause],
    topics: [],
    details: [],
    headers: [],
    failed: [],
    fields,
  };
  const report = finishDraft(draft, reading);
  return { reports: report ? [report] : [] };
}
