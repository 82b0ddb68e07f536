import { describe, expect, it } from 'vitest';
import { buildFacts, buildTask } from './build-facts.ts';
import { isBeforeSetUp, withGrace } from './grace.ts';
import { stageTask } from './stage.ts';

describe('grace', () => {
  it('keeps everything blue for 14 days after a set-up, and lets stages begin when it ends', () => {
    const facts = buildFacts({ setUps: ['2026-12-21'] });
    const red = { stage: 'red' as const, since: '2026-11-28' };
    expect(withGrace(facts, red, '2026-12-21')).toEqual({ stage: 'blue', since: '2026-12-21' });
    expect(withGrace(facts, red, '2027-01-03')).toEqual({ stage: 'blue', since: '2026-12-21' });
    expect(withGrace(facts, red, '2027-01-04')).toEqual({ stage: 'red', since: '2027-01-04' });
  });

  it('begins anew with a later import', () => {
    const facts = buildFacts({ setUps: ['2026-03-02', '2026-11-23'] });
    expect(stageTask(facts, buildTask(), '2026-11-22')?.stage).toBe('yellow');
    expect(stageTask(facts, buildTask(), '2026-11-24')?.stage).toBe('blue');
    expect(stageTask(facts, buildTask(), '2026-12-07')).toEqual({ stage: 'red', since: '2026-12-07' });
  });

  it('does not touch what began after it, nor what is blue anyway', () => {
    const facts = buildFacts({ setUps: ['2026-03-02'] });
    const red = { stage: 'red' as const, since: '2026-11-28' };
    expect(withGrace(facts, red, '2026-12-01')).toEqual(red);
    const blue = { stage: 'blue' as const, since: '2026-03-01' };
    expect(withGrace(facts, blue, '2026-03-03')).toEqual(blue);
  });

  it('leaves alone what was due before the school began', () => {
    const facts = buildFacts({ setUps: ['2026-03-02', '2026-11-23'] });
    expect(isBeforeSetUp(facts, '2025-12-31')).toBe(true);
    expect(isBeforeSetUp(facts, '2026-03-31')).toBe(false);
    expect(isBeforeSetUp(buildFacts({ setUps: [] }), '2020-12-31')).toBe(false);
  });
});
