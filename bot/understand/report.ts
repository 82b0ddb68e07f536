/** The activities that a message tells of, from its clauses. */
import type { ActivityKind, ReportedActivity } from '../../domain/understanding.ts';
import { type Draft, finishDraft } from './assemble.ts';
import { type Clause, splitClauses } from './clause.ts';
import { parseDayPhrases } from './day.ts';
import { markDisowned } from './disowned.ts';
import { isField, parseFields } from './form-fields.ts';
import { asMeant } from './heard.ts';
import type { DirectoryIndex } from './index-directory.ts';
import { mainCue } from './kind.ts';
import { announces, type Modality } from './modality.ts';
import { findPeople, type PersonMention } from './person.ts';
import { asSpoken } from './spoken.ts';
import { Teller } from './teller.ts';
import { parseTimes } from './time.ts';
import { findUnits } from './unit.ts';

/** What was found in a message before anything is decided. */
export interface Reading {
  text: string;
  /** As it was written, before marks were added and words put right by their sound. */
  written: string;
  /** For every character of the text its place in what was written. */
  origin: readonly number[];
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
  /** Names of people said not to have been reached. */
  notDone?: string[];
}

/** Looks days, times, people and clauses up, once. */
export function readMessage(written: string, now: Date, sender: string, index: DirectoryIndex): Reading {
  const { text, origin } = asSpoken(asMeant(written));
  const units = findUnits(text, index).filter((u) => u.words.length >= 3);
  const rawDays = parseDayPhrases(text, now, { looking: 'back' });
  const certain = rawDays.filter(
    (d) =>
      d.words.length > 1 && (d.grain === 'day' || /^[上下本这](?:个)?(?:周|月|星期|礼拜)$/.test(d.words)),
  );
  const people = findPeople(text, index, [...units, ...certain]);
  const apart = (s: { start: number; end: number }) =>
    !people.some((p) => s.start < p.end && s.end > p.start);
  const days = rawDays.filter(apart);
  const times = parseTimes(text).filter(apart);
  const clauses = markDisowned(splitClauses({ text, days, times, people }), sender);
  return { text, written, origin, now, sender, index, people, clauses };
}

/** What was written of a stretch of the text. */
export function asWritten({ written, origin }: Reading, start: number, end: number): string {
  // what was left out at either end belongs to it
  return written.slice(start === 0 ? 0 : origin[start], origin[end] ?? written.length);
}

/** Splits a message into activities told as done. */
export function findReports(reading: Reading): ReportOutcome {
  if (announces(reading.text)) return { reports: [], withheld: 'planned' };
  return tableReports(reading) ?? formReports(reading) ?? labelled(reading) ?? new Teller(reading).tell();
}

/** The same, of a message that is a telling by all likelihood: what its words forbid is read all the same. */
export function believeReports(reading: Reading): ReportOutcome {
  return (
    tableReports(reading) ?? formReports(reading) ?? labelled(reading) ?? new Teller(reading, true).tell()
  );
}

const LABEL =
  /(?<=^|[。；\n] ?)(?:[一二三四五六七八九十]{1,2}、|\d{1,2}[.、）])? ?(?:走访|家访|谈心谈话|谈心|谈话|联系|结对|党课|学习|会议|志愿服务)：/g;

/** 一、走访：甲，9日，上门。二、谈心：乙，10日: each entry behind its own label. */
function labelled(reading: Reading): ReportOutcome | undefined {
  const starts = [...reading.text.matchAll(LABEL)].map((m) => m.index);
  if (starts.length < 2 || starts[0] !== 0) return undefined;
  const outcomes = starts.map((start, i) => {
    const part = asWritten(reading, start, starts[i + 1] ?? reading.text.length).trim();
    return new Teller(readMessage(part, reading.now, reading.sender, reading.index)).tell();
  });
  if (outcomes.some((o) => o.reports.length === 0)) return undefined;
  const notDone = outcomes.flatMap((o) => o.notDone ?? []);
  return { reports: outcomes.flatMap((o) => o.reports), ...(notDone.length > 0 && { notDone }) };
}

/** 序号 日期 方式 学生 over rows of values: each row becomes a form of its own. */
function tableReports(reading: Reading): ReportOutcome | undefined {
  const [head, ...rows] = reading.written.split('\n').map((line) => line.trim().split(/[\s，]+/));
  if (!head || head.length < 3 || rows.length === 0 || rows.some((row) => row.length !== head.length))
    return undefined;
  if (head.filter((cell) => isField(cell)).length < 2) return undefined;
  const outcomes = rows.map((row) => {
    const form = head.map((key, i) => `${key}：${row[i]}`).join('，');
    return findReports(readMessage(form, reading.now, reading.sender, reading.index));
  });
  const withheld = outcomes.find((o) => o.withheld)?.withheld;
  return { reports: outcomes.flatMap((o) => o.reports), ...(withheld ? { withheld } : {}) };
}

/** A message written like a form, or several forms one after another. */
function formReports(reading: Reading): ReportOutcome | undefined {
  const fields = parseFields(reading.text);
  if (new Set(fields.map((f) => f.slot)).size < 2) return undefined;
  const first = fields[0]!;
  const again = fields.find((f, i) => i > 0 && f.key === first.key);
  if (again) {
    // a form on each line: 【走访】学生：…⏎【走访】学生：…
    const line = reading.text.lastIndexOf('\n', again.start);
    const cut = line > first.start ? line : again.start - again.key.length - 1;
    const parts = [asWritten(reading, 0, cut), asWritten(reading, cut, reading.text.length)].map((t) =>
      findReports(readMessage(t.trim(), reading.now, reading.sender, reading.index)),
    );
    return { reports: parts.flatMap((p) => p.reports) };
  }
  // 状态：未完成，家中无人
  const outcome = fields.filter((f) => f.slot === 'note').map((f) => f.value);
  if (outcome.some((value) => /未(?:完成|成|果)|没(?:完成|成|谈|去|见|接)|取消|无人/.test(value)))
    return { reports: [], withheld: 'failed' };
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
        : /学时|课时|学习|培训|课程/.test(reading.text)
          ? 'study'
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
