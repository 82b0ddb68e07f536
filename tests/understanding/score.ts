/**
 * Scores the understanding against labelled messages: overall and for each tag.
 *
 * node scripts/run.mjs tests/understanding/score.ts [--odd | --even] [--wrong N] [--table]
 */
import { readFileSync } from 'node:fs';
import { indexDirectory } from '../../bot/understand/index-directory.ts';
import { parseRoster } from '../../bot/understand/roster.ts';
import { understand } from '../../bot/understand/understand.ts';
import type { Understanding } from '../../domain/understanding.ts';

/** A labelled message; see README.md beside this file. */
export interface Labelled {
  id: string;
  now: string;
  sender: string;
  text: string;
  expect: Understanding;
  tags?: string[];
}

/** Shares of all messages, 0–1. */
export interface Figures {
  messages: number;
  /** Intent and every labelled slot. */
  right: number;
  /** Intent and the slots that make a record: kind, date, endDate, targets, mode, hours. */
  coreRight: number;
  intentRight: number;
  /** A wrong record, a lost report or a wrong change that no question prevents. */
  silentlyWrong: number;
  askedNeedlessly: number;
}

export interface Verdict {
  id: string;
  core: string[];
  rest: string[];
  silent: boolean;
  needless: boolean;
  answer: Understanding;
}

const CORE = ['kind', 'date', 'endDate', 'targets', 'mode', 'hours'] as const;
const WHEN_LISTED = ['form', 'daypart', 'time', 'place', 'companions', 'manner', 'count', 'reason'] as const;
/** Commands that change something or write to others when they are taken wrongly. */
const HARMLESS = new Set(['export', 'choose']);

const same = (a: unknown, b: unknown) => JSON.stringify(orNone(a)) === JSON.stringify(orNone(b));
const orNone = (v: unknown) => (v === undefined || (Array.isArray(v) && v.length === 0) ? null : v);

/** What an answer got wrong. */
export function judge(label: Labelled, answer: Understanding, sharedNames: ReadonlySet<string>): Verdict {
  const { expect } = label;
  const core: string[] = [];
  const rest: string[] = [];
  if (answer.intent !== expect.intent) core.push('intent');
  else if (expect.intent === 'report') {
    const got = answer.reports ?? [];
    const want = expect.reports ?? [];
    if (got.length !== want.length) core.push('reports');
    else
      for (const [i, report] of want.entries()) {
        core.push(...CORE.filter((slot) => !same(report[slot], got[i]![slot])));
        rest.push(
          ...WHEN_LISTED.filter((slot) => report[slot] !== undefined && !same(report[slot], got[i]![slot])),
        );
      }
  } else if (expect.intent === 'query' || expect.intent === 'command') {
    const want = { ...(expect.intent === 'query' ? expect.query : expect.command) } as Record<
      string,
      unknown
    >;
    const got = { ...(expect.intent === 'query' ? answer.query : answer.command) } as Record<string, unknown>;
    for (const key of Object.keys(want)) {
      if (key === 'note' || same(want[key], got[key])) continue;
      (key === 'name' || key === 'about' || key === 'scope' ? core : rest).push(key);
    }
  }
  if (expect.joint && !answer.joint) rest.push('joint');
  if (expect.declined && !answer.declined) rest.push('declined');
  const asked = answer.ask;
  const excused =
    asked !== undefined && (core.includes(asked) || (asked === 'kind' && core.includes('reports')));
  const acts =
    answer.intent === 'report' ||
    (answer.intent === 'command' && !HARMLESS.has(answer.command?.name ?? '')) ||
    expect.intent === 'report';
  const mayAsk = (expect.reports ?? []).some((r) => (r.targets ?? []).some((name) => sharedNames.has(name)));
  return {
    id: label.id,
    core,
    rest,
    silent: core.length > 0 && !excused && acts,
    needless: asked !== undefined && core.length === 0 && !mayAsk && asked !== expect.ask,
    answer,
  };
}

export function figuresOf(verdicts: readonly Verdict[]): Figures {
  const share = (test: (v: Verdict) => boolean) =>
    Number((verdicts.filter(test).length / Math.max(1, verdicts.length)).toFixed(4));
  return {
    messages: verdicts.length,
    right: share((v) => v.core.length === 0 && v.rest.length === 0),
    coreRight: share((v) => v.core.length === 0),
    intentRight: share((v) => !v.core.includes('intent')),
    silentlyWrong: share((v) => v.silent),
    askedNeedlessly: share((v) => v.needless),
  };
}

const beside = (name: string) => new URL(name, import.meta.url);

/** The labelled messages of this folder. */
export function readLabelled(file: URL | string = beside('messages.jsonl')): Labelled[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Labelled);
}

/** Scores labelled messages against a roster. */
export function score(
  labelled: readonly Labelled[],
  roster: unknown = JSON.parse(readFileSync(beside('roster.json'), 'utf8')),
): { figures: Figures; verdicts: Verdict[]; byTag: Map<string, Figures> } {
  const directory = parseRoster(roster);
  const index = indexDirectory(directory);
  const sharedNames = new Set(
    [...index.byName].filter(([, bearers]) => bearers.length > 1).map(([name]) => name),
  );
  const verdicts = labelled.map((label) =>
    judge(
      label,
      understand({ text: label.text, now: new Date(label.now), sender: label.sender.toLowerCase() }, index),
      sharedNames,
    ),
  );
  const tags = new Set(labelled.flatMap((l) => l.tags ?? []));
  const byTag = new Map<string, Figures>();
  for (const tag of [...tags].sort())
    byTag.set(tag, figuresOf(verdicts.filter((_, i) => labelled[i]!.tags?.includes(tag))));
  return { figures: figuresOf(verdicts), verdicts, byTag };
}

function print(): void {
  const flags = process.argv.slice(2);
  const value = (name: string) => (flags.includes(name) ? flags[flags.indexOf(name) + 1] : undefined);
  const parity = (id: string) => Number(id.replace(/\D/g, '')) % 2;
  const labelled = readLabelled(value('--file')).filter((l) =>
    flags.includes('--odd') ? parity(l.id) === 1 : flags.includes('--even') ? parity(l.id) === 0 : true,
  );
  const { figures, verdicts, byTag } = score(
    labelled,
    value('--roster') && JSON.parse(readFileSync(value('--roster')!, 'utf8')),
  );
  const show = Number(value('--wrong') ?? 0);
  const wrong = verdicts.filter((v) => v.core.length + v.rest.length > 0 || v.needless);
  for (const verdict of wrong.slice(0, show)) {
    const label = labelled.find((l) => l.id === verdict.id)!;
    const plain = {
      ...verdict.answer,
      reports: verdict.answer.reports?.map(
        ({ evidence: _e, text: _t, targetIds: _i, companionIds: _c, form: _f, ...r }) => r,
      ),
    };
    console.log(
      `${label.id} ${verdict.silent ? 'SILENT ' : ''}${[...verdict.core, ...verdict.rest].join(',')}${verdict.needless ? ' needless' : ''}  ${label.now} ${label.sender}`,
    );
    console.log(`  ${label.text}\n  want ${JSON.stringify(label.expect)}\n  got  ${JSON.stringify(plain)}`);
  }
  if (flags.includes('--table'))
    for (const [tag, f] of byTag)
      console.log(
        `${tag.padEnd(22)} ${String(f.messages).padStart(4)}  right ${f.right}  core ${f.coreRight}  silent ${f.silentlyWrong}`,
      );
  console.log(JSON.stringify(figures));
}

if (process.argv[1]?.endsWith('score.ts')) print();
