import { describe, expect, it } from 'vitest';
import { buildDirectory, buildFacts, buildMustTalk, buildTask, RULES } from './build-facts.ts';
import { isLeftInPeace, isOnLeave } from './exclusion.ts';
import { planReminders } from './plan.ts';

const now = '2026-12-14T08:00:00+08:00';
const recipients = (facts: ReturnType<typeof buildFacts>) =>
  planReminders({ now, facts, rows: [], plannedDays: [] }).digests.map((d) => d.person);

describe('people who are left in peace', () => {
  it('are the bereaved, for as long as it says', () => {
    const facts = buildFacts({ bereavements: [{ person: 'liu', from: '2026-12-10', to: '2026-12-20' }] });
    expect(isLeftInPeace(facts, 'liu', '2026-12-09')).toBe(false);
    expect(isLeftInPeace(facts, 'liu', '2026-12-20')).toBe(true);
    expect(isLeftInPeace(facts, 'liu', '2026-12-21')).toBe(false);
  });

  it('are the subjects of an open 必谈, to the day on which it is held', () => {
    const open = buildFacts({ mustTalks: [buildMustTalk()] });
    expect(isLeftInPeace(open, 'yuan', '2026-10-04')).toBe(false);
    expect(isLeftInPeace(open, 'yuan', '2026-12-14')).toBe(true);
    const held = buildFacts({ mustTalks: [buildMustTalk({ state: 'done', closedOn: '2026-10-09' })] });
    expect(isLeftInPeace(held, 'yuan', '2026-10-09')).toBe(true);
    expect(isLeftInPeace(held, 'yuan', '2026-10-10')).toBe(false);
  });

  it('get no message, and nobody else hears of their matters, which would tell why', () => {
    const tasks = [buildTask()];
    expect(recipients(buildFacts({ tasks }))).toEqual(['liu']);
    const mourning = buildFacts({
      tasks,
      bereavements: [{ person: 'liu', from: '2026-12-01', to: '2026-12-31' }],
    });
    expect(recipients(mourning)).toEqual([]);
    const subject = buildFacts({ tasks, mustTalks: [buildMustTalk({ subject: 'liu', state: 'open' })] });
    expect(recipients(subject)).not.toContain('liu');
    expect(recipients(subject)).not.toContain('gao');
  });
});

describe('people on leave', () => {
  it('get no message; what their post owes goes to the deputy, what they owe themselves waits', () => {
    const directory = buildDirectory();
    directory.people.find((p) => p.id === 'liu')!.absences = [{ from: '2026-12-01' }];
    const facts = buildFacts({ tasks: [buildTask()], rules: [RULES.visit] }, directory);
    expect(isOnLeave(facts, 'liu', '2026-12-14')).toBe(true);
    const told = recipients(facts);
    expect(told).toContain('gao');
    expect(told).not.toContain('liu');
  });
});
