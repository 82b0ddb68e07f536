/** Questions, orders, rules, greetings and what is none of these, in many wordings. */
import { describe, expect, test } from 'vitest';
import { buildIndex } from './fixtures.ts';
import { COMMANDS, NOTHING, OTHERS, QUERIES, TELLINGS } from './intent-wordings.ts';
import { understand } from './understand.ts';

const index = buildIndex();
// Wednesday
const now = new Date('2026-11-18T20:00:00+08:00');

/** What a message was taken for, in one line: the intent and every slot that was found, then what is asked. */
function gist(text: string): string {
  const u = understand({ text, now, sender: 'me' }, index);
  const { query: q, command: c } = u;
  const slots = q
    ? [q.about, q.scope, q.duty, q.period, q.overdue && 'overdue']
    : c
      ? [c.name, c.task, c.slot, c.value && [c.value].flat().join('、'), c.target, c.until, c.about, c.scope]
      : (u.reports ?? []).map((r) => r.kind);
  return [u.intent, ...slots, u.ask && `?${u.ask}`].filter((s) => s !== undefined).join(' ');
}

/** Every wording of a table as a row of its own. */
const rows = (table: [string, string[]][]) =>
  table.flatMap(([meaning, wordings]) => wordings.map((text) => [text, meaning] as const));

describe('questions', () => {
  test.each(rows(QUERIES))('“%s” asks for %s', (text, meaning) => expect(gist(text)).toBe(meaning));
});

describe('orders', () => {
  test.each(rows(COMMANDS))('“%s” orders %s', (text, meaning) => expect(gist(text)).toBe(meaning));
});

describe('tellings by whom they are about', () => {
  test.each(rows(TELLINGS))('“%s” is a %s', (text, meaning) => expect(gist(text)).toBe(meaning));
});

describe('rules and help', () => {
  test.each(rows(OTHERS))('“%s” is about %s', (text, meaning) => expect(gist(text)).toBe(meaning));
});

describe('plans, wishes, failures, hearsay and small talk', () => {
  test.each(rows(NOTHING))('“%s” is %s and records nothing', (text, meaning) =>
    expect(gist(text)).toBe(meaning),
  );
});
