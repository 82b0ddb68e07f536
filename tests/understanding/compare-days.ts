/**
 * Our reading of days beside two published parsers, on the dated phrases of this folder.
 *
 * node scripts/run.mjs tests/understanding/compare-days.ts [--odd | --even] [--wrong N]
 */
import { readFileSync } from 'node:fs';
import * as recognizers from '@microsoft/recognizers-text-date-time';
import * as chrono from 'chrono-node';
import { type DayAnswer, readDay } from '../../bot/understand/day.ts';
import { normalize } from '../../bot/understand/normalize.ts';
import { dayOf, instantOf } from '../../domain/day.ts';

export interface DatedPhrase {
  id: string;
  now: string;
  text: string;
  looking: 'back' | 'ahead';
  expect: DayAnswer;
}

/** What one parser made of all phrases. */
export interface DayFigures {
  parser: string;
  phrases: number;
  right: number;
  /** A day that is not the one meant, or a day where none is said. */
  wrongInSilence: number;
  /** No day where one is said. */
  noAnswer: number;
  /** Right days with a wrong clock time or part of the day (ours alone is asked for these). */
  wrongClock: number;
  /** Mean time of a phrase, ms. */
  meanMs: number;
}

type Parser = (phrase: DatedPhrase) => DayAnswer;

const ours: Parser = ({ text, now, looking }) => readDay(normalize(text), new Date(now), { looking });

/** The wall clock of the school as a local time, since both packages count in the machine's zone. */
function wallClock(now: string): Date {
  return new Date(new Date(now).getTime() + 8 * 3_600_000 + new Date().getTimezoneOffset() * 60_000);
}

const localDay = (date: Date) =>
  `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;

/** recognizers gives several values for what has no year or week; the choice between past and future is ours. */
const microsoft: Parser = ({ text, now, looking }) => {
  const found = recognizers.recognizeDateTime(
    text,
    recognizers.Culture.Chinese,
    undefined,
    wallClock(now),
  ) as {
    resolution?: { values?: Record<string, string>[] };
  }[];
  const today = dayOf(new Date(now));
  const spans = found.flatMap((f) =>
    (f.resolution?.values ?? []).flatMap((v) => {
      const from = (v.value ?? v.start)?.slice(0, 10);
      if (!from || !/^\d{4}-\d{2}-\d{2}$/.test(from)) return [];
      const end = v.end?.slice(0, 10);
      return [
        {
          from,
          to:
            end && v.type === 'daterange'
              ? dayOf(new Date(instantOf(end).getTime() - 86_400_000))
              : undefined,
        },
      ];
    }),
  );
  const fitting = spans.filter((s) => (looking === 'back' ? s.from <= today : s.from >= today));
  const best = looking === 'back' ? fitting.at(-1) : fitting[0];
  const chosen = best ?? spans[0];
  return chosen
    ? { date: chosen.from, ...(chosen.to && chosen.to > chosen.from ? { endDate: chosen.to } : {}) }
    : { ask: true };
};

const chronoNode: Parser = ({ text, now, looking }) => {
  const [found] = chrono.zh.hans.parse(text, wallClock(now), { forwardDate: looking === 'ahead' });
  if (!found) return { ask: true };
  const date = localDay(found.start.date());
  const end = found.end ? localDay(found.end.date()) : undefined;
  return { date, ...(end && end > date ? { endDate: end } : {}) };
};

export const PARSERS: Record<string, Parser> = { ours, recognizers: microsoft, chrono: chronoNode };

export function readPhrases(): DatedPhrase[] {
  return readFileSync(new URL('dated-phrases.jsonl', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as DatedPhrase);
}

/** Runs one parser over phrases; `wrong` collects what it got wrong. */
export function compare(
  name: string,
  phrases: readonly DatedPhrase[],
  wrong: { phrase: DatedPhrase; answer: DayAnswer }[] = [],
): DayFigures {
  const parser = PARSERS[name]!;
  const figures: DayFigures = {
    parser: name,
    phrases: phrases.length,
    right: 0,
    wrongInSilence: 0,
    noAnswer: 0,
    wrongClock: 0,
    meanMs: 0,
  };
  const began = performance.now();
  const answers = phrases.map((phrase) => {
    try {
      return parser(phrase);
    } catch {
      return { ask: true as const };
    }
  });
  figures.meanMs = Number(((performance.now() - began) / phrases.length).toFixed(3));
  for (const [i, phrase] of phrases.entries()) {
    const answer = answers[i]!;
    const { expect } = phrase;
    const dayRight = expect.ask
      ? answer.ask === true
      : answer.date === expect.date && answer.endDate === expect.endDate;
    if (!dayRight) {
      if (answer.ask) figures.noAnswer += 1;
      else figures.wrongInSilence += 1;
      wrong.push({ phrase, answer });
      continue;
    }
    figures.right += 1;
    if (
      (expect.time !== undefined && answer.time !== expect.time) ||
      (expect.daypart !== undefined && answer.daypart !== expect.daypart)
    ) {
      figures.wrongClock += 1;
      if (name === 'ours') wrong.push({ phrase, answer });
    }
  }
  return figures;
}

if (process.argv[1]?.endsWith('compare-days.ts')) {
  const flags = process.argv.slice(2);
  const parity = (id: string) => Number(id.replace(/\D/g, '')) % 2;
  const phrases = readPhrases().filter((p) =>
    flags.includes('--odd') ? parity(p.id) === 1 : flags.includes('--even') ? parity(p.id) === 0 : true,
  );
  const show = flags.includes('--wrong') ? Number(flags[flags.indexOf('--wrong') + 1] ?? 10) : 0;
  for (const name of Object.keys(PARSERS)) {
    const wrong: { phrase: DatedPhrase; answer: DayAnswer }[] = [];
    console.log(JSON.stringify(compare(name, phrases, wrong)));
    if (name === 'ours')
      for (const { phrase, answer } of wrong.slice(0, show))
        console.log(
          `  ${phrase.id} ${phrase.now} ${phrase.looking} ${phrase.text} want ${JSON.stringify(phrase.expect)} got ${JSON.stringify(answer)}`,
        );
  }
}
