import { describe, expect, it } from 'vitest';
import { buildFacts } from './build-facts.ts';
import type { ReminderItem } from './items.ts';
import type { Stage } from './row.ts';
import { type Candidate, topItems } from './top-items.ts';

const { settings } = buildFacts();
const candidate = (
  ref: string,
  stage: Stage,
  change: Partial<Candidate> = {},
  item: Partial<ReminderItem> = {},
): Candidate => ({
  item: {
    kind: 'task',
    ref,
    stage,
    since: '2026-11-01',
    dueOn: '2026-11-30',
    source: { document: '办法', clause: '一', inPrinciple: false },
    recipient: { person: 'liu', via: 'holder' },
    count: 1,
    organization: 'cs-t1',
    ...item,
  },
  isNew: false,
  triggers: true,
  direct: true,
  nudged: false,
  again: false,
  ...change,
});
const refs = (candidates: Candidate[]) => topItems(candidates, settings).shown.map((c) => c.item.ref);

describe('three items', () => {
  it('come in the order of what matters most, and the rest is counted', () => {
    const all = [
      candidate('blue', 'blue'),
      candidate('yellow', 'yellow'),
      candidate('red', 'red'),
      candidate('nudged', 'blue', { nudged: true }),
      candidate('new-yellow', 'yellow', { isNew: true }),
    ];
    expect(topItems(all, settings)).toMatchObject({ rest: 2 });
    expect(refs(all)).toEqual(['new-yellow', 'nudged', 'red']);
    expect(refs([...all].reverse())).toEqual(['new-yellow', 'nudged', 'red']);
  });

  it('let what was never mentioned go before what was, so that everything has its turn', () => {
    const old = ['a', 'b', 'c'].map((ref) => candidate(ref, 'red'));
    expect(refs([...old, candidate('new', 'yellow', { isNew: true })])[0]).toBe('new');
  });

  it('are in the order of their due days among equals', () => {
    const late = candidate('late', 'yellow', {}, { dueOn: '2026-12-24' });
    expect(refs([late, candidate('soon', 'yellow')])).toEqual(['soon', 'late']);
  });

  it('make one line of all 必谈 of a stage, and leave room beside them', () => {
    const mustTalks = ['m1', 'm2', 'm3', 'm4'].map((ref) => candidate(ref, 'red', {}, { kind: 'must_talk' }));
    const tasks = ['a', 'b', 'c'].map((ref) => candidate(ref, 'yellow'));
    const { shown, rest } = topItems([...tasks, ...mustTalks], settings);
    expect(shown.map((c) => c.item.ref)).toEqual(['m1', 'm2', 'm3', 'm4', 'a', 'b']);
    expect(rest).toBe(1);
  });
});
