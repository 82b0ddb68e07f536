import { describe, expect, it } from 'vitest';
import { buildFacts, buildRow, buildTask, RULES } from './build-facts.ts';
import { escalatesOn, escalationItems } from './escalation.ts';
import { bookOf } from './row.ts';
import { simulate } from './simulate.ts';

const facts = buildFacts({ tasks: [buildTask({ dueOn: '2026-11-30' })] });
const none = bookOf([]);
const notice = buildRow('liu', '2026-12-14', [
  { kind: 'notice', ref: 'notice:task:t12', stage: 'red', since: '2026-12-01' },
]);
const told = bookOf([notice]);
const seen = (items: ReturnType<typeof escalationItems>) =>
  items.map((i) => `${i.kind}>${i.recipient.person}`);

describe('escalation', () => {
  it('comes 10 working days after red, and the notice to the holder a working day before', () => {
    expect(escalatesOn(facts, '2026-12-01')).toBe('2026-12-15');
    expect(seen(escalationItems(facts, '2026-12-11', none))).toEqual([]);
    expect(seen(escalationItems(facts, '2026-12-14', none))).toEqual(['notice>liu']);
    expect(seen(escalationItems(facts, '2026-12-15', told))).toEqual(['notice>liu', 'escalation>wang']);
  });

  it('waits for the notice, however late that is', () => {
    expect(seen(escalationItems(facts, '2026-12-21', none))).toEqual(['notice>liu']);
    const [late] = escalationItems(facts, '2026-12-21', none);
    expect(late?.about?.escalatesOn).toBe('2026-12-22');
  });

  it('is over as soon as the thing is done', () => {
    const done = { ...facts, tasks: [buildTask({ dueOn: '2026-11-30', state: 'submitted' })] };
    expect(escalationItems(done, '2026-12-15', told)).toEqual([]);
  });

  it('never concerns what school leaders owe: their office alone knows', () => {
    const leaders = buildFacts({ rules: [RULES.heads, RULES.units] });
    expect(escalationItems(leaders, '2027-01-20', none)).toEqual([]);
  });

  it('puts members’ duties into one line for the branch, with their number and no names', () => {
    const visits = buildFacts({ rules: [RULES.visit] });
    const noticed = bookOf(
      visits.school.directory.people.map(({ id }) =>
        buildRow(id, '2027-01-15', [
          { kind: 'notice', ref: `notice:duty:visit:2026:${id}`, stage: 'red', since: '2027-01-01' },
        ]),
      ),
    );
    const lines = escalationItems(visits, '2027-01-18', noticed).filter(
      (i) => i.kind === 'escalation' && i.recipient.person === 'liu',
    );
    expect(lines).toMatchObject([{ ref: 'escalation:visit:2026:cs-t1', count: 4 }]);
    expect(lines[0]?.owner).toBeUndefined();
  });

  it('runs its course over the days: red, notice, next level', () => {
    const { messages } = simulate({
      facts,
      events: [],
      from: '2026-11-30',
      to: '2026-12-16',
      words: () => '',
    });
    const course = messages.flatMap((m) =>
      m.items.map((i) => `${m.at.slice(0, 10)} ${m.person} ${i.kind} ${i.stage}`),
    );
    expect(course).toEqual([
      '2026-11-30 liu task yellow',
      '2026-12-01 liu task red',
      '2026-12-07 liu task red',
      '2026-12-14 liu notice red',
      '2026-12-15 wang escalation red',
    ]);
  });
});
