import { describe, expect, it } from 'vitest';
import { buildRow } from './build-facts.ts';
import { type DigestRow, mergePlan, type PlannedDigest, wasAttempted } from './row.ts';

const day = '2026-11-23';
const digest = (person: string, ref = 'task:t1'): PlannedDigest => {
  const { state: _, ...planned } = buildRow(person, day, [{ ref }]);
  return planned;
};
const stateOf = (rows: DigestRow[]) => rows.map((r) => `${r.person} ${r.state}`);

describe('merging a plan into the outbox', () => {
  it('adds what is new, and changes nothing the second time', () => {
    const once = mergePlan([], { day, digests: [digest('liu'), digest('yang')] });
    expect(stateOf(once)).toEqual(['liu planned', 'yang planned']);
    expect(mergePlan(once, { day, digests: [digest('liu'), digest('yang')] })).toEqual(once);
  });

  it('completes what an interruption left', () => {
    const part = mergePlan([], { day, digests: [digest('liu')] });
    const whole = mergePlan(part, { day, digests: [digest('liu'), digest('yang')] });
    expect(whole).toEqual(mergePlan([], { day, digests: [digest('liu'), digest('yang')] }));
  });

  it('lets rows that nobody attempted follow the plan, and leaves the others alone', () => {
    const rows: DigestRow[] = [
      { ...digest('a'), state: 'planned' },
      { ...digest('b'), state: 'planned' },
      { ...digest('c'), state: 'not_needed' },
      { ...digest('d'), state: 'sent', body: 'x' },
      { ...digest('e'), state: 'unknown', body: 'x' },
    ];
    const merged = mergePlan(rows, {
      day,
      digests: [digest('a', 'task:t2'), digest('c'), digest('d', 'task:t2')],
    });
    expect(stateOf(merged)).toEqual(['a planned', 'b not_needed', 'c planned', 'd sent', 'e unknown']);
    expect(merged[0]?.items[0]?.ref).toBe('task:t2');
    expect(merged[3]?.items[0]?.ref).toBe('task:t1');
  });

  it('does not touch rows of other days', () => {
    const other: DigestRow = { ...buildRow('liu', '2026-11-20', [{ ref: 'task:t1' }]), state: 'planned' };
    expect(mergePlan([other], { day, digests: [] })).toEqual([other]);
  });

  it('takes an unknown outcome as one that may have been read', () => {
    const states = ['planned', 'sending', 'sent', 'failed', 'unknown', 'not_needed'] as const;
    const attempted = states.filter((state) => wasAttempted({ ...digest('liu'), state }));
    expect(attempted).toEqual(['sending', 'sent', 'unknown']);
  });
});
