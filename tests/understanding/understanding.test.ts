/** Floors under what the understanding reaches on the labelled set: a rule that breaks others shows here. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compare, readPhrases } from './compare-days.ts';
import { figuresOf, readLabelled, score } from './score.ts';
import { demoRoster, MISLEADING, readSets, writerSets } from './sets.ts';
import { measure } from './speed.ts';

describe('the labelled messages', () => {
  const { figures } = score(readLabelled());

  test('are understood at least as well as measured last', () => {
    expect(figures.messages).toBe(300);
    expect(figures.right).toBeGreaterThanOrEqual(0.95);
    expect(figures.coreRight).toBeGreaterThanOrEqual(0.95);
    expect(figures.intentRight).toBeGreaterThanOrEqual(0.98);
  });

  test('are rarely taken wrongly in silence, and rarely asked about without need', () => {
    expect(figures.silentlyWrong).toBeLessThanOrEqual(0.025);
    expect(figures.askedNeedlessly).toBeLessThanOrEqual(0.02);
  });
});

test('the second opinion was learned from these sets (else: npm run train)', () => {
  const { digest } = readSets();
  for (const name of ['opinion.json', 'stretches.json']) {
    const file = new URL(`../../bot/understand/lexicon/${name}`, import.meta.url);
    expect([name, JSON.parse(readFileSync(file, 'utf8')).digest]).toEqual([name, digest]);
  }
});

/** For 27,000 messages on a slow machine with other tests beside: a minute where nothing else runs, ms. */
const MANY_MESSAGES_MS = 300_000;

describe('the sets of other writers', () => {
  const written = new Set(writerSets());
  const sets = readSets().sets.filter(({ name }) => written.has(name));
  const figuresOfSets = (isMeant: (name: string) => boolean) =>
    figuresOf(
      sets
        .filter(({ name }) => isMeant(name))
        .flatMap(({ messages }) => score(messages, demoRoster()).verdicts),
    );

  test(
    'are understood at least as well as measured last',
    () => {
      const figures = figuresOfSets((name) => !MISLEADING.has(name));
      expect(figures.right).toBeGreaterThanOrEqual(0.97);
      expect(figures.intentRight).toBeGreaterThanOrEqual(0.99);
      expect(figures.silentlyWrong).toBeLessThanOrEqual(0.01);
      expect(figures.askedNeedlessly).toBeLessThanOrEqual(0.02);
    },
    MANY_MESSAGES_MS,
  );

  test('that were written to mislead are asked about rather than recorded', () => {
    const figures = figuresOfSets((name) => MISLEADING.has(name));
    expect(figures.right).toBeGreaterThanOrEqual(0.85);
    expect(figures.silentlyWrong).toBeLessThanOrEqual(0.05);
    expect(figures.askedNeedlessly).toBeLessThanOrEqual(0.25);
  });
});

describe('the dated phrases', () => {
  const phrases = readPhrases();

  test('are read at least as well as measured last', () => {
    const ours = compare('ours', phrases);
    expect(ours.right / ours.phrases).toBeGreaterThanOrEqual(0.96);
    expect(ours.wrongInSilence / ours.phrases).toBeLessThanOrEqual(0.03);
  });

  test('are read better than by the published parsers', () => {
    const ours = compare('ours', phrases);
    for (const other of ['recognizers', 'chrono'])
      expect(ours.right).toBeGreaterThan(compare(other, phrases).right);
  });
});

test('a directory of 20,000 names is indexed and read', () => {
  const { buildMs, messageMs } = measure(20_000);
  // a limit ten times above the measured figure: it catches what grows with the square of the names
  expect(buildMs).toBeLessThan(1_500);
  expect(messageMs[Math.floor(messageMs.length / 2)]).toBeLessThan(20);
});
