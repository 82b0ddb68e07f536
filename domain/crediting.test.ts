import { describe, expect, it } from 'vitest';
import { loadProgrammes } from '../actions/programmes.ts';
import { buildActivity, buildPerson, buildSmallSchool } from '../seeds/build.ts';
import { creditActivity } from './crediting.ts';
import { countingDay, measure, owedUnits } from './progress.ts';
import { mergeKeysOf } from './same-event.ts';

const rules = loadProgrammes();
const rule = (id: string) => {
  const found = rules.find((r) => r.id === id);
  if (!found) throw new Error(`no duty ${id}`);
  return found;
};
const TODAY = '2026-11-21';

describe('crediting', () => {
  const school = buildSmallSchool();
  const credits = (activity: ReturnType<typeof buildActivity>) => creditActivity(school, rules, activity);

  it('credits everyone who took part in a joint visit, once each', () => {
    const found = credits(buildActivity({ kind: 'visit' }, ['ann', 'bob', 'sec1'], ['stu']));
    expect(found.map((c) => [c.duty, c.person, c.period])).toEqual([
      ['visit', 'ann', '2026'],
      ['visit', 'bob', '2026'],
      ['visit', 'sec1', '2026'],
    ]);
  });

  it('credits no retired member and nobody outside the Party with a visit', () => {
    expect(credits(buildActivity({ kind: 'visit' }, ['old', 'stu'], ['stu']))).toEqual([]);
  });

  it('credits the secretary’s talk with a member, told by either side', () => {
    const told = credits(buildActivity({ kind: 'talk' }, ['sec1'], ['ann']));
    const answered = credits(buildActivity({ kind: 'talk' }, ['ann'], ['sec1']));
    expect(told).toEqual([
      { duty: 'talk', period: '2026', person: 'sec1', counterpart: 'ann', branch: 'b1' },
    ]);
    expect(answered).toEqual(told);
  });

  it('credits no talk across branches', () => {
    expect(credits(buildActivity({ kind: 'talk' }, ['sec1'], ['eve']))).toEqual([]);
  });

  it('credits a talk with several only when it was held one by one', () => {
    const talk = (individually?: boolean) =>
      credits(
        buildActivity(
          { kind: 'talk', ...(individually !== undefined && { individually }) },
          ['sec1'],
          ['ann', 'bob'],
        ),
      );
    expect(talk()).toEqual([]);
    expect(talk(false)).toEqual([]);
    expect(talk(true).map((c) => c.counterpart)).toEqual(['ann', 'bob']);
  });

  it('credits a tie with a student to the one who told of it', () => {
    expect(credits(buildActivity({ kind: 'pairing' }, ['ann', 'bob'], ['stu']))).toEqual([
      { duty: 'tie', period: 'standing', person: 'ann', counterpart: 'stu', branch: 'b1' },
    ]);
    expect(credits(buildActivity({ kind: 'pairing' }, ['ann'], ['bob']))).toEqual([]);
  });

  it('counts a visit of the last day of December for that year', () => {
    const found = credits(buildActivity({ kind: 'visit', date: '2025-12-31' }, ['ann'], ['stu']));
    expect(found[0]?.period).toBe('2025');
  });
});

describe('progress', () => {
  const school = buildSmallSchool();
  const progress = (id: string, activities: ReturnType<typeof buildActivity>[], more = school) => {
    const units = owedUnits(more, rule(id), 'b1', id === 'tie' ? 'standing' : '2026', TODAY);
    const credits = activities.flatMap((a) => creditActivity(more, rules, a));
    return measure(more, rule(id), id === 'tie' ? 'standing' : '2026', units, credits, [], TODAY);
  };

  it('owes each member one visit, the retired none', () => {
    const found = progress('visit', [buildActivity({ kind: 'visit' }, ['ann'], ['stu'])]);
    expect([found.owed, found.done]).toEqual([3, 1]);
    expect(found.open.map((u) => u.person)).toEqual(['sec1', 'bob']);
  });

  it('counts two visits of one person once', () => {
    const visit = buildActivity({ kind: 'visit' }, ['ann'], ['stu']);
    expect(progress('visit', [visit, visit]).done).toBe(1);
  });

  it('owes the secretary a talk with everyone else, and keeps what the predecessor did', () => {
    const talk = buildActivity({ kind: 'talk' }, ['sec1'], ['ann']);
    const changed = buildSmallSchool({
      appointments: [
        { person: 'sec1', role: 'branch_secretary', organization: 'b1', to: '2026-11-20' },
        { person: 'bob', role: 'branch_secretary', organization: 'b1', from: '2026-11-21' },
      ],
    });
    const found = progress('talk', [talk], changed);
    expect(found.owed).toBe(3);
    expect(found.done).toBe(1);
    expect(found.open.map((u) => [u.person, u.counterpart])).toEqual([
      ['bob', 'sec1'],
      ['bob', 'old'],
    ]);
  });

  it('owes the talks also while the post is vacant', () => {
    const vacant = buildSmallSchool({ appointments: [] });
    expect(progress('talk', [], vacant).open.every((u) => u.person === undefined)).toBe(true);
  });

  it('counts a tie that was made elsewhere as done', () => {
    const tied = buildSmallSchool({
      ties: [{ id: 't', kind: 'member_student', from: 'ann', to: 'stu', since: '2025-09-01' }],
    });
    expect(progress('tie', [], tied).done).toBe(1);
  });

  it('shows an approved excuse as excused, not as done', () => {
    const units = owedUnits(school, rule('visit'), 'b1', '2026', TODAY);
    const found = measure(
      school,
      rule('visit'),
      '2026',
      units,
      [],
      [{ duty: 'visit', period: '2026', person: 'ann' }],
      TODAY,
    );
    expect([found.owed, found.done, found.excused, found.open.length]).toEqual([3, 0, 1, 2]);
  });

  it('counts a past period by those who belonged at its end', () => {
    expect(countingDay('2025', TODAY)).toBe('2025-12-31');
    expect(countingDay('2026', TODAY)).toBe(TODAY);
    const moved = buildSmallSchool({
      people: [
        buildPerson('ann', undefined, {
          member: true,
          memberships: [
            { organization: 'b1', to: '2026-06-30' },
            { organization: 'b2', from: '2026-07-01' },
          ],
        }),
      ],
    });
    expect(owedUnits(moved, rule('visit'), 'b1', '2025', countingDay('2025', TODAY))).toHaveLength(1);
    expect(owedUnits(moved, rule('visit'), 'b1', '2026', countingDay('2026', TODAY))).toHaveLength(0);
  });
});

describe('the same event', () => {
  it('is a talk of the same two on the same day, from either side', () => {
    expect(mergeKeysOf(buildActivity({ kind: 'talk' }, ['sec1'], ['ann']))).toEqual(
      mergeKeysOf(buildActivity({ kind: 'talk' }, ['ann'], ['sec1'])),
    );
  });

  it('is a visit of the same family by people who name each other, not by others', () => {
    const keys = mergeKeysOf(buildActivity({ kind: 'visit' }, ['ann', 'bob'], ['stu']));
    const shared = (other: ReturnType<typeof buildActivity>) =>
      mergeKeysOf(other).some((k) => keys.includes(k));
    expect(shared(buildActivity({ kind: 'visit' }, ['bob', 'ann'], ['stu']))).toBe(true);
    expect(shared(buildActivity({ kind: 'visit' }, ['bob'], ['stu']))).toBe(true);
    expect(shared(buildActivity({ kind: 'visit' }, ['eve'], ['stu']))).toBe(false);
    expect(shared(buildActivity({ kind: 'visit', date: '2026-11-19' }, ['bob'], ['stu']))).toBe(false);
  });
});
