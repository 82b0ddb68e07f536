import { describe, expect, it } from 'vitest';
import { buildFacts, buildRow, buildTask, RULES } from './build-facts.ts';
import { decideNudge, isNudged } from './nudge.ts';
import { planReminders } from './plan.ts';

const ref = 'duty:talk:2026:cs-t1';
const rules = [RULES.talk, RULES.visit];
const nudges = [{ by: 'wang', ref, on: '2026-11-18' }];

describe('催', () => {
  it('is told when it will go out: with the next overview of a secretary, the next morning to a member', () => {
    const facts = buildFacts({ rules });
    expect(decideNudge(facts, 'wang', ref, '2026-11-18')).toMatchObject({ ok: true, latestOn: '2026-11-23' });
    expect(decideNudge(facts, 'liu', 'duty:visit:2026:zhang', '2026-11-20')).toMatchObject({
      ok: true,
      latestOn: '2026-11-23',
    });
  });

  it('is taken at most weekly per duty', () => {
    const facts = buildFacts({ rules, nudges });
    expect(decideNudge(facts, 'lin', ref, '2026-11-24')).toEqual({
      ok: false,
      why: 'nudged_this_week',
      againOn: '2026-11-25',
    });
    expect(decideNudge(facts, 'lin', ref, '2026-11-25')).toMatchObject({ ok: true });
  });

  it('is refused when nothing is open', () => {
    expect(decideNudge(buildFacts(), 'wang', ref, '2026-11-18')).toEqual({ ok: false, why: 'nothing_open' });
  });

  it('promises no day when the other is left in peace, and says no reason', () => {
    const facts = buildFacts({
      rules,
      bereavements: [{ person: 'liu', from: '2026-11-10', to: '2026-11-30' }],
    });
    expect(decideNudge(facts, 'wang', ref, '2026-11-18')).toEqual({
      ok: true,
      nudge: { by: 'wang', ref, on: '2026-11-18' },
    });
  });

  it('joins the next digest, and only that', () => {
    const facts = buildFacts({ rules, nudges });
    expect(isNudged(facts, ref, '2026-11-18', [])).toBe(false);
    expect(isNudged(facts, ref, '2026-11-23', [])).toBe(true);
    const passedOn = [buildRow('liu', '2026-11-23', [{ ref, nudged: true }])];
    expect(isNudged(facts, ref, '2026-11-24', passedOn)).toBe(false);
  });

  it('makes no message of its own for a secretary, but goes before other lines of the overview', () => {
    const tasks = ['a', 'b', 'c'].map((id, i) => buildTask({ id, number: i + 1, dueOn: '2026-12-11' }));
    const facts = buildFacts({ rules, nudges, tasks });
    const on = (day: string, plannedDays: string[]) =>
      planReminders({ now: `${day}T08:00:00+08:00`, facts, rows: [], plannedDays }).digests.find(
        (d) => d.person === 'liu',
      );
    expect(on('2026-11-19', ['2026-11-16'])).toBeUndefined();
    expect(on('2026-11-23', [])?.items[0]).toMatchObject({ ref, nudged: true });
  });
});
