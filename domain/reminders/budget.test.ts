import { describe, expect, it } from 'vitest';
import { cadenceOf, hasRoom, messagesInMonth, messagesThisWeek } from './budget.ts';
import { buildDirectory, buildFacts, buildRow, RULES } from './build-facts.ts';
import { planReminders } from './plan.ts';

const ref = 'duty:visit:2026:zhang';
const row = (day: string, change = {}) => buildRow('zhang', day, [{ ref: `other:${day}` }], change);

describe('the budget', () => {
  it('counts unsolicited messages from Monday to the day before, without 必谈', () => {
    const rows = [
      row('2026-12-06'),
      row('2026-12-07'),
      row('2026-12-08', { solicited: true }),
      row('2026-12-09', { kind: 'must_talk' }),
      row('2026-12-10'),
    ];
    expect(messagesThisWeek(rows, '2026-12-10')).toBe(1);
    expect(messagesThisWeek(rows, '2026-12-11')).toBe(2);
    expect(messagesThisWeek(rows, '2026-12-14')).toBe(0);
  });

  it('gives a plain member two messages a week and a secretary one a day', () => {
    const rows = [row('2026-12-07'), row('2026-12-08')];
    expect(hasRoom(buildFacts(), 'member', rows.slice(1), '2026-12-10')).toBe(true);
    expect(hasRoom(buildFacts(), 'member', rows, '2026-12-10')).toBe(false);
    expect(hasRoom(buildFacts(), 'member', rows, '2026-12-14')).toBe(true);
    expect(hasRoom(buildFacts(), 'secretary', rows, '2026-12-10')).toBe(true);
  });

  it('keeps back a member’s third message of a week until the next', () => {
    const facts = buildFacts({ rules: [RULES.visit] });
    const rows = [row('2026-12-07'), row('2026-12-08')];
    const told = (day: string, history = rows) =>
      planReminders({ now: `${day}T08:00:00+08:00`, facts, rows: history, plannedDays: [] })
        .digests.filter((d) => d.person === 'zhang')
        .flatMap((d) => d.items.map((m) => m.ref));
    expect(told('2026-12-10', [row('2026-12-07')])).toEqual([ref]);
    expect(told('2026-12-10')).toEqual([]);
    expect(told('2026-12-14')).toEqual([ref]);
  });

  it('takes whoever holds a secretary’s post or stands in for it as a secretary', () => {
    const facts = buildFacts();
    expect(cadenceOf(facts, 'liu', '2026-12-10')).toBe('secretary');
    expect(cadenceOf(facts, 'ma', '2026-12-10')).toBe('secretary');
    expect(cadenceOf(facts, 'gao', '2026-12-10')).toBe('member');
    expect(cadenceOf(facts, 'zhang', '2026-12-10')).toBe('member');
    const directory = buildDirectory();
    directory.people.find((p) => p.id === 'liu')!.absences = [{ from: '2026-12-10', to: '2026-12-11' }];
    const away = buildFacts({}, directory);
    const days = ['2026-12-09', '2026-12-10', '2026-12-11', '2026-12-12'];
    expect(days.map((day) => cadenceOf(away, 'gao', day))).toEqual([
      ...['member', 'secretary', 'secretary', 'member'],
    ]);
  });

  it('can say how many messages a month had so far', () => {
    const rows = [
      row('2026-11-30'),
      row('2026-12-07'),
      row('2026-12-09', { kind: 'must_talk' }),
      row('2026-12-10', { solicited: true }),
      row('2026-12-21'),
    ];
    expect(messagesInMonth(rows, '2026-12', '2026-12-14')).toEqual({ digests: 1, mustTalks: 1 });
    expect(messagesInMonth(rows, '2026-12', '2026-12-31')).toEqual({ digests: 2, mustTalks: 1 });
  });
});
