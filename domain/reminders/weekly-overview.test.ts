import { describe, expect, it } from 'vitest';
import { buildDirectory, buildFacts, buildRow, buildTask } from './build-facts.ts';
import { planReminders } from './plan.ts';
import { bookOf, type DigestRow } from './row.ts';
import { isOverviewDay } from './weekly-overview.ts';

const facts = buildFacts();
const isDue = (day: string, planned: string[], history = [] as ReturnType<typeof buildRow>[], of = facts) =>
  isOverviewDay(of, 'liu', day, bookOf(history).before('liu', day), new Set(planned));

describe('the weekly overview', () => {
  it('is due on Monday and not again in the week', () => {
    expect(isDue('2026-11-23', ['2026-11-20'])).toBe(true);
    expect(isDue('2026-11-24', ['2026-11-23'])).toBe(false);
    const sent = [buildRow('liu', '2026-11-23', [{ ref: 'x' }], { overview: true })];
    expect(isDue('2026-11-24', [], sent)).toBe(false);
    expect(isDue('2026-11-30', ['2026-11-23'], sent)).toBe(true);
  });

  it('is due on the first working day after a holiday', () => {
    expect(isDue('2026-10-08', ['2026-09-28', '2026-09-29', '2026-09-30'])).toBe(true);
    expect(isDue('2026-10-09', ['2026-10-08'])).toBe(false);
  });

  it('is made up for when Monday was lost to an outage, to lessons or to leave', () => {
    expect(isDue('2026-11-25', ['2026-11-20'])).toBe(true);
    const teaching = [{ person: 'liu', hours: [{ weekday: 1, from: '08:00', to: '18:00' }] }];
    expect(isDue('2026-11-24', ['2026-11-23'], [], buildFacts({ teaching }))).toBe(true);
    const directory = buildDirectory();
    directory.people.find((p) => p.id === 'liu')!.absences = [{ from: '2026-11-23', to: '2026-11-23' }];
    expect(isDue('2026-11-24', ['2026-11-23'], [], buildFacts({}, directory))).toBe(true);
  });

  it('is made up for when it was planned and never left, and not when it may have arrived or was not needed', () => {
    const monday = (state: DigestRow['state'], change: Partial<DigestRow> = {}) => [
      buildRow('liu', '2026-11-23', [{ ref: 'x' }], { overview: true, state, ...change }),
    ];
    for (const state of ['failed', 'planned'] as const)
      expect(isDue('2026-11-24', ['2026-11-23'], monday(state)), state).toBe(true);
    for (const state of ['sending', 'sent', 'unknown', 'not_needed'] as const)
      expect(isDue('2026-11-24', ['2026-11-23'], monday(state)), state).toBe(false);
    const tuesday = buildRow('liu', '2026-11-24', [{ ref: 'x' }], { overview: true });
    expect(isDue('2026-11-25', ['2026-11-23', '2026-11-24'], [...monday('failed'), tuesday])).toBe(false);
    expect(isDue('2026-11-24', ['2026-11-23'], monday('failed', { overview: false }))).toBe(false);
  });

  it('does not look at days after the one that is planned', () => {
    expect(isDue('2026-11-23', ['2026-11-24', '2026-12-23'])).toBe(true);
  });

  it('shows a secretary what is open even when nothing turned, and on other days only what turned', () => {
    const tasks = [buildTask({ dueOn: '2026-12-11' })];
    const on = (day: string, plannedDays: string[]) =>
      planReminders({ now: `${day}T08:00:00+08:00`, facts: buildFacts({ tasks }), rows: [], plannedDays })
        .digests;
    expect(on('2026-11-23', [])).toMatchObject([
      { overview: true, items: [{ stage: 'blue', direct: false }] },
    ]);
    expect(on('2026-11-24', ['2026-11-23'])).toEqual([]);
    expect(on('2026-12-04', ['2026-11-30'])).toMatchObject([
      { overview: false, items: [{ stage: 'yellow', since: '2026-12-04', direct: true }] },
    ]);
  });
});
