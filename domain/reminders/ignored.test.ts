import { describe, expect, it } from 'vitest';
import { buildFacts, buildRow, RULES } from './build-facts.ts';
import { hasMoved, ignoredMentions } from './ignored.ts';
import { planReminders } from './plan.ts';

const ref = 'duty:visit:2026:zhang';
const item = { kind: 'duty' as const, ref };
const twice = [
  buildRow('zhang', '2026-11-03', [{ ref, stage: 'blue' }]),
  buildRow('zhang', '2026-12-10', [{ ref }]),
];

describe('ignored reminders', () => {
  it('are direct mentions since the last answer, whatever was answered', () => {
    expect(ignoredMentions(buildFacts(), 'zhang', '2026-12-14', ref, twice)).toBe(2);
    const answered = buildFacts({ reactions: [{ person: 'zhang', on: '2026-11-03' }] });
    expect(ignoredMentions(answered, 'zhang', '2026-12-14', ref, twice)).toBe(1);
    const putOff = buildFacts({
      snoozes: [{ person: 'zhang', ref, on: '2026-12-11', until: '2026-12-12', again: false }],
    });
    expect(ignoredMentions(putOff, 'zhang', '2026-12-14', ref, twice)).toBe(0);
    const elsewhere = buildFacts({ reactions: [{ person: 'zhang', ref: 'task:t1', on: '2026-12-11' }] });
    expect(ignoredMentions(elsewhere, 'zhang', '2026-12-14', ref, twice)).toBe(2);
  });

  it('do not count lines of the weekly overview', () => {
    const listed = [buildRow('liu', '2026-11-23', [{ ref, direct: false }], { overview: true })];
    expect(ignoredMentions(buildFacts(), 'liu', '2026-12-14', ref, listed)).toBe(0);
  });

  it('move an item to the weekly overview after two, 必谈 and notices excepted', () => {
    expect(hasMoved(buildFacts(), 'zhang', '2026-12-14', item, twice.slice(0, 1))).toBe(false);
    expect(hasMoved(buildFacts(), 'zhang', '2026-12-14', item, twice)).toBe(true);
    for (const kind of ['must_talk', 'notice', 'escalation'] as const)
      expect(hasMoved(buildFacts(), 'zhang', '2026-12-14', { kind, ref }, twice)).toBe(false);
  });

  it('leave a moved item to the first working day of the week, even when it turns red', () => {
    const facts = buildFacts({ rules: [RULES.visit] });
    const plannedDays = ['2026-12-28', '2026-12-29', '2026-12-30', '2026-12-31'];
    const on = (day: string, planned: string[]) =>
      planReminders({
        now: `${day}T08:00:00+08:00`,
        facts,
        rows: twice,
        plannedDays: planned,
      }).digests.filter((d) => d.person === 'zhang');
    expect(on('2026-12-30', plannedDays)).toEqual([]);
    // 1 January is a holiday: the week of 4 January begins on Monday.
    const [monday] = on('2027-01-04', plannedDays);
    expect(monday).toMatchObject({ overview: true, items: [{ ref, stage: 'red', direct: false }] });
    expect(on('2027-01-05', [...plannedDays, '2027-01-04'])).toEqual([]);
  });
});
