import { describe, expect, it } from 'vitest';
import { buildFacts, buildReviews, buildRow, buildTask, RULES } from './build-facts.ts';
import { countThisMonth, explainReminders } from './explain.ts';
import { notToday, pauseUntil } from './snooze.ts';

const now = '2026-11-24T15:00:00+08:00';
const rows = [
  buildRow('liu', '2026-10-30', [{ ref: 'a' }]),
  buildRow('liu', '2026-11-23', [{ ref: 'a' }], { overview: true }),
  buildRow('liu', '2026-11-24', [{ ref: 'a' }], { kind: 'must_talk', key: 'liu|2026-11-24|must_talk' }),
  buildRow('liu', '2026-11-25', [{ ref: 'b' }], { state: 'planned' }),
  buildRow('yang', '2026-11-23', [{ ref: 'c' }]),
];

describe('what someone may know about their reminders', () => {
  const facts = buildFacts({ rules: [RULES.talk, RULES.visit], tasks: [buildTask({ dueOn: '2026-12-28' })] });

  it('is how many came this month, 必谈 apart, without what was only planned', () => {
    expect(countThisMonth(rows, 'liu', '2026-11-24')).toEqual({ digests: 1, mustTalks: 1 });
    expect(countThisMonth(rows, 'liu', '2026-11-23')).toEqual({ digests: 1, mustTalks: 0 });
    expect(countThisMonth(rows, 'zhang', '2026-11-24')).toEqual({ digests: 0, mustTalks: 0 });
  });

  it('is what is open now, what will come up, and the rhythm', () => {
    const account = explainReminders({ ...facts, reviews: buildReviews(facts, 'cs-t1') }, 'liu', rows, now);
    expect(account.cadence).toBe('secretary');
    expect(account.limit).toEqual({ messages: 1, per: 'day' });
    expect(account.open.map((i) => i.ref).sort()).toEqual([
      'duty:talk:2026:cs-t1',
      'duty:visit:2026:liu',
      'review_report:2026Q4-cs-t1',
    ]);
    expect(account.upcoming).toEqual([
      { kind: 'task', ref: 'task:t12', from: '2026-11-28', dueOn: '2026-12-28' },
      // Before the winter vacation, for the year that has begun.
      { kind: 'duty', ref: 'duty:visit:2027:liu', duty: 'visit', from: '2027-01-11', dueOn: '2027-12-31' },
    ]);
    expect(account.nextDay).toBe('2026-11-30');
  });

  it('is told to a plain member by the week', () => {
    const account = explainReminders(facts, 'zhang', rows, now);
    expect(account).toMatchObject({
      cadence: 'member',
      limit: { messages: 2, per: 'week' },
      nextDay: '2026-11-25',
    });
  });

  it('includes pauses and 不再提醒', () => {
    const paused = buildFacts({
      snoozes: [pauseUntil('zhang', '2026-11-02', '2026-12-07'), notToday('zhang', '2026-11-24')],
      optOuts: [{ person: 'zhang', ref: 'duty:visit:2026:zhang', on: '2026-11-02' }],
      rules: [RULES.visit],
    });
    expect(explainReminders(paused, 'zhang', [], now)).toMatchObject({
      pausedUntil: '2026-12-07',
      nextDay: '2026-12-07',
      optedOut: false,
      stopped: { subjects: [], refs: ['duty:visit:2026:zhang'], tasks: [] },
      open: [],
    });
    const off = buildFacts({ optOuts: [{ person: 'zhang', on: '2026-11-02' }], rules: [RULES.visit] });
    expect(explainReminders(off, 'zhang', [], now)).toMatchObject({ optedOut: true, open: [] });
  });
});
