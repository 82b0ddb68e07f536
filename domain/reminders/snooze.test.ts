import { describe, expect, it } from 'vitest';
import { buildFacts, buildMustTalk, buildRow, buildTask, RULES } from './build-facts.ts';
import { planReminders } from './plan.ts';
import type { ItemKind } from './row.ts';
import { againOn, isDueAgain, isOptedOut, isSnoozed, notToday, pauseUntil, resume } from './snooze.ts';

const task = { kind: 'task' as const, ref: 'task:t12' };

describe('putting off', () => {
  it('今天不再提醒 holds for the day, of an item or of everything', () => {
    const facts = buildFacts({
      snoozes: [notToday('liu', '2026-11-23'), notToday('yang', '2026-11-23', 'task:t12')],
    });
    expect(isSnoozed(facts, 'liu', '2026-11-23', 'task:t12')).toBe(true);
    expect(isSnoozed(facts, 'liu', '2026-11-24')).toBe(false);
    expect(isSnoozed(facts, 'yang', '2026-11-23')).toBe(false);
    expect(isSnoozed(facts, 'yang', '2026-11-23', 'task:t12')).toBe(true);
  });

  it('三天后再说 brings the same thing up again on the third day, and once', () => {
    const facts = buildFacts({ snoozes: [againOn('liu', '2026-11-23', '2026-11-26', 'task:t12')] });
    expect(isSnoozed(facts, 'liu', '2026-11-25', 'task:t12')).toBe(true);
    expect(isDueAgain(facts, 'liu', '2026-11-25', 'task:t12', '2026-11-23')).toBe(false);
    expect(isDueAgain(facts, 'liu', '2026-11-26', 'task:t12', '2026-11-23')).toBe(true);
    expect(isDueAgain(facts, 'liu', '2026-11-27', 'task:t12', '2026-11-26')).toBe(false);
    expect(isDueAgain(facts, 'liu', '2026-11-26', 'task:t99', undefined)).toBe(false);
  });

  it('brings it up again although nothing newly turned, without counting against the budget', () => {
    const facts = buildFacts({
      tasks: [buildTask()],
      snoozes: [againOn('liu', '2026-11-23', '2026-11-26')],
    });
    const rows = [buildRow('liu', '2026-11-23', [{ ...task, since: '2026-11-20' }], { overview: true })];
    const plannedDays = ['2026-11-23', '2026-11-24', '2026-11-25'];
    const at = (day: string) =>
      planReminders({ now: `${day}T08:00:00+08:00`, facts, rows, plannedDays }).digests;
    expect(at('2026-11-25')).toEqual([]);
    expect(at('2026-11-26')).toMatchObject([
      { person: 'liu', solicited: true, items: [{ ref: 'task:t12' }] },
    ]);
  });

  it('暂停到某日 brings nothing before that day, 恢复 ends it at once', () => {
    const paused = { snoozes: [pauseUntil('liu', '2026-11-02', '2026-12-01')], optOuts: [] };
    expect(isSnoozed(buildFacts(paused), 'liu', '2026-11-30')).toBe(true);
    expect(isSnoozed(buildFacts(paused), 'liu', '2026-12-01')).toBe(false);
    const resumed = buildFacts(resume(paused, 'liu', '2026-11-20'));
    expect(isSnoozed(resumed, 'liu', '2026-11-19')).toBe(true);
    expect(isSnoozed(resumed, 'liu', '2026-11-20')).toBe(false);
  });

  it('恢复 leaves what others said alone', () => {
    const kept = {
      snoozes: [pauseUntil('yang', '2026-11-02', '2026-12-01')],
      optOuts: [{ person: 'yang', on: '2026-11-02' }],
    };
    expect(resume(kept, 'liu', '2026-11-20')).toEqual(kept);
  });
});

describe('不再提醒', () => {
  const facts = buildFacts({ optOuts: [{ person: 'liu', on: '2026-11-02' }] });

  it('ends everything but a 必谈 that one holds and the notice before the next level is told', () => {
    expect(isOptedOut(facts, 'liu', '2026-11-23', task)).toBe(true);
    expect(isOptedOut(facts, 'liu', '2026-11-01', task)).toBe(false);
    expect(isOptedOut(facts, 'liu', '2026-11-23', { kind: 'must_talk', ref: 'must_talk:m1' })).toBe(false);
    expect(isOptedOut(facts, 'liu', '2026-11-23', { kind: 'notice', ref: 'notice:task:t12' })).toBe(false);
  });

  it('of one item leaves the others', () => {
    const one = buildFacts({ optOuts: [{ person: 'liu', ref: 'task:t12', on: '2026-11-02' }] });
    expect(isOptedOut(one, 'liu', '2026-11-23', task)).toBe(true);
    expect(isOptedOut(one, 'liu', '2026-11-23', { kind: 'task', ref: 'task:t13' })).toBe(false);
  });

  it('of one subject leaves the others, and can stop neither a 必谈 nor the notice', () => {
    const visits = buildFacts({
      rules: [RULES.visit, RULES.talk],
      optOuts: [{ person: 'liu', subject: 'visit', on: '2026-11-02' }],
    });
    const says = (kind: ItemKind, ref: string) => isOptedOut(visits, 'liu', '2026-11-23', { kind, ref });
    expect(says('duty', `duty:${RULES.visit.id}:2026:liu`)).toBe(true);
    expect(says('duty', `duty:${RULES.talk.id}:2026:cs-t1`)).toBe(false);
    expect(says('task', 'task:t12')).toBe(false);
    expect(says('must_talk', 'must_talk:m1')).toBe(false);
    expect(says('notice', `notice:duty:${RULES.visit.id}:2026:liu`)).toBe(false);
    const reviews = buildFacts({ optOuts: [{ person: 'liu', subject: 'review', on: '2026-11-02' }] });
    for (const kind of ['review_report', 'review_comment'] as const)
      expect(isOptedOut(reviews, 'liu', '2026-11-23', { kind, ref: `${kind}:r1` })).toBe(true);
  });

  it('of a subject is taken back by 恢复 of the same subject, also where everything was stopped', () => {
    const kept = { snoozes: [], optOuts: [{ person: 'liu', subject: 'visit' as const, on: '2026-11-02' }] };
    expect(resume(kept, 'liu', '2026-11-23', 'task').optOuts).toEqual(kept.optOuts);
    expect(resume(kept, 'liu', '2026-11-23', 'visit').optOuts).toEqual([]);
    const all = { snoozes: [], optOuts: [{ person: 'liu', on: '2026-11-02' }] };
    const left = buildFacts({ optOuts: resume(all, 'liu', '2026-11-23', 'task').optOuts });
    expect(isOptedOut(left, 'liu', '2026-11-23', task)).toBe(false);
    expect(isOptedOut(left, 'liu', '2026-11-23', { kind: 'review_report', ref: 'review_report:r1' })).toBe(
      true,
    );
  });

  it('leaves the 必谈 as the only message of the day', () => {
    const mustTalks = [buildMustTalk({ subject: 'gao', openedOn: '2026-11-20', dueOn: '2026-11-27' })];
    const both = { ...facts, tasks: [buildTask()], mustTalks };
    const { digests } = planReminders({
      now: '2026-11-24T08:00:00+08:00',
      facts: both,
      rows: [],
      plannedDays: [],
    });
    expect(digests).toMatchObject([{ person: 'liu', kind: 'must_talk', items: [{ ref: 'must_talk:m1' }] }]);
  });
});
