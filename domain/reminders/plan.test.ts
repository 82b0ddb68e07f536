import { describe, expect, it } from 'vitest';
import {
  buildDirectory,
  buildFacts,
  buildMustTalk,
  buildReviews,
  buildRow,
  buildTask,
  RULES,
} from './build-facts.ts';
import type { ReminderFacts } from './facts.ts';
import { planReminders, stillNeeded } from './plan.ts';
import { type DigestRow, mergePlan, PlannedDigest } from './row.ts';

const at = (day: string, clock = '08:00') => `${day}T${clock}:00+08:00`;
const plan = (facts: ReminderFacts, now: string, rows: DigestRow[] = [], plannedDays: string[] = []) =>
  planReminders({ now, facts, rows, plannedDays });
const friday = '2026-11-20';

describe('a plan', () => {
  const facts = buildFacts({ tasks: [buildTask()] });

  it('has one digest for whoever has something open, due at the first allowed minute of the day', () => {
    expect(plan(facts, at(friday)).digests).toEqual([
      {
        key: 'liu|2026-11-20|digest',
        person: 'liu',
        day: friday,
        kind: 'digest',
        overview: true,
        solicited: false,
        dueAt: '2026-11-20T00:30:00.000Z',
        items: [{ kind: 'task', ref: 'task:t12', stage: 'yellow', since: '2026-11-20', direct: false }],
        rest: 0,
      },
    ]);
  });

  it('is empty on a day off, in a vacation and when nothing is open', () => {
    expect(plan(facts, at('2026-11-21'))).toMatchObject({ digests: [], skipped: 'day_off' });
    expect(plan(facts, at('2027-02-01'))).toMatchObject({ digests: [], skipped: 'day_off' });
    expect(plan(buildFacts(), at(friday)).digests).toEqual([]);
    const done = buildFacts({ tasks: [buildTask({ state: 'written_off' })] });
    expect(plan(done, at(friday)).digests).toEqual([]);
  });

  it('holds nothing that JSON and its schema do not', () => {
    const { digests } = plan(facts, at(friday));
    expect(JSON.parse(JSON.stringify(digests))).toEqual(digests);
    expect(digests.map((d) => PlannedDigest.parse(d))).toEqual(digests);
  });

  it('waits for the end of the morning’s lessons', () => {
    const teaching = [{ person: 'liu', hours: [{ weekday: 5, from: '08:00', to: '09:40' }] }];
    const [digest] = plan(buildFacts({ tasks: [buildTask()], teaching }), at(friday)).digests;
    expect(digest?.dueAt).toBe('2026-11-20T01:40:00.000Z');
  });

  it('leaves the day out for someone who has no free hour on it', () => {
    const teaching = [{ person: 'liu', hours: [{ weekday: 5, from: '08:00', to: '18:00' }] }];
    expect(plan(buildFacts({ tasks: [buildTask()], teaching }), at(friday)).digests).toEqual([]);
  });

  it('names what nobody can be told of', () => {
    const directory = buildDirectory();
    directory.appointments = directory.appointments.filter((a) => !['liu', 'gao', 'he'].includes(a.person));
    const { digests, unassigned } = plan(buildFacts({ tasks: [buildTask()] }, directory), at(friday));
    expect(digests).toEqual([]);
    expect(unassigned).toEqual(['task:t12']);
  });

  it('counts what was given out on the day itself from the next', () => {
    const today = buildFacts({ tasks: [buildTask({ createdOn: '2026-11-23', dueOn: '2026-11-27' })] });
    expect(plan(today, at('2026-11-23')).digests).toEqual([]);
    expect(plan(today, at('2026-11-24')).digests).toHaveLength(1);
  });

  it('counts a moved deadline from the day after the move, in plans of earlier days too', () => {
    const moved = buildFacts({ tasks: [buildTask({ dueOn: '2026-12-02', movedOn: '2026-11-26' })] });
    expect(plan(moved, at('2026-11-25')).digests).toEqual([]);
    expect(plan(moved, at('2026-11-26')).digests).toEqual([]);
    expect(plan(moved, at('2026-11-27')).digests).toMatchObject([
      { items: [{ stage: 'yellow', since: '2026-11-26' }] },
    ]);
  });

  it('asks the unit for its report first, then the reviewer for the comment on all units in one line', () => {
    const reviews = buildReviews(facts, 'cs-t1', 'cs-t2');
    const both = buildFacts({ reviews });
    const kinds = (day: string) =>
      plan(both, at(day)).digests.flatMap((d) => d.items.map((m) => `${d.person} ${m.kind} ${m.stage}`));
    expect(kinds('2026-12-03')).toEqual(['liu review_report yellow', 'yang review_report yellow']);
    expect(kinds('2026-12-17')).toContain('wang review_comment yellow');
    const reported = buildFacts({ reviews: reviews.map((r) => ({ ...r, reportedOn: '2026-12-04' })) });
    expect(plan(reported, at('2026-12-07')).digests).toEqual([]);
  });

  it('sends the talks of school leaders to their office, and the branch’s to its secretary', () => {
    const talks = buildFacts({ rules: [RULES.heads, RULES.units, RULES.talk] });
    const people = plan(talks, at('2026-12-10')).digests.map((d) => d.person);
    expect(people).toEqual(['liu', 'ma', 'xu', 'yang']);
  });
});

describe('a 必谈', () => {
  const mustTalk = buildMustTalk({ openedOn: '2026-11-18', dueOn: '2026-11-25' });
  const facts = buildFacts({ mustTalks: [mustTalk] });

  it('goes to the secretary of the subject’s branch, never to the subject', () => {
    expect(plan(facts, at('2026-11-19')).digests).toMatchObject([{ person: 'yang', kind: 'must_talk' }]);
    const own = buildFacts({ mustTalks: [{ ...mustTalk, subject: 'yang' }] });
    expect(plan(own, at('2026-11-19')).digests).toMatchObject([{ person: 'wang' }]);
    const named = buildFacts({ mustTalks: [{ ...mustTalk, holder: 'yuan' }] });
    expect(plan(named, at('2026-11-19')).digests).toMatchObject([{ person: 'yang' }]);
  });

  it('uses a message of its own beyond the budget, and joins the digest when there is one', () => {
    const mentioned = [buildRow('yang', '2026-11-16', [{ ref: 'x' }], { overview: true })];
    const [alone] = plan(facts, at('2026-11-19'), mentioned, ['2026-11-16']).digests;
    expect(alone).toMatchObject({ key: 'yang|2026-11-19|must_talk' });
    const task = buildTask({ organization: 'cs-t2', dueOn: '2026-11-26' });
    const joined = plan({ ...facts, tasks: [task] }, at('2026-11-19'), mentioned, ['2026-11-16']).digests;
    expect(joined).toMatchObject([
      { kind: 'digest', items: [{ kind: 'must_talk' }, { kind: 'task', stage: 'yellow' }] },
    ]);
  });

  it('is brought up again every three working days once it is overdue, however often it was ignored', () => {
    const since = '2026-11-26';
    const said = (day: string) =>
      buildRow('yang', day, [{ kind: 'must_talk', ref: 'must_talk:m1', stage: 'red', since }], {
        kind: 'must_talk',
      });
    const rows = [said('2026-11-26'), said('2026-12-01')];
    const planned = ['2026-11-30', '2026-12-01', '2026-12-02', '2026-12-03'];
    expect(plan(facts, at('2026-12-03'), rows, planned).digests).toEqual([]);
    expect(plan(facts, at('2026-12-04'), rows, planned).digests).toHaveLength(1);
  });
});

describe('planning late, twice, interrupted, after an outage', () => {
  const tasks = ['a', 'b'].map((id, i) =>
    buildTask({ id, number: i + 1, organization: i ? 'cs-t2' : 'cs-t1' }),
  );
  const facts = buildFacts({ tasks });

  it('gives the same digests at any hour of the day and whatever of the day is stored', () => {
    const early = plan(facts, at(friday, '07:00'));
    expect(plan(facts, at(friday, '16:59')).digests).toEqual(early.digests);
    const stored = mergePlan([], early).map((r): DigestRow => ({ ...r, state: 'sent' }));
    expect(plan(facts, at(friday), stored).digests).toEqual(early.digests);
    expect(plan(facts, at(friday), stored.slice(1), [friday]).digests).toEqual(early.digests);
  });

  it('plans a day that is past no differently because something of it was done since', () => {
    // The deputy stands in for the secretary: a member's own matter alone is no reason for a message to them.
    const directory = buildDirectory();
    directory.people.find((p) => p.id === 'liu')!.absences = [{ from: '2026-11-01', to: '2026-12-31' }];
    const standIn = buildFacts({ tasks: [buildTask()], rules: [RULES.visit] }, directory);
    const tuesday = '2026-11-10';
    const ofGao = (of: ReminderFacts) =>
      plan(of, at(tuesday), [], ['2026-11-09']).digests.filter((d) => d.person === 'gao');
    expect(ofGao(standIn)).toEqual([]);
    expect(ofGao({ ...standIn, tasks: [buildTask({ state: 'submitted' })] })).toEqual([]);
  });

  it('makes one message of a fortnight without a worker', () => {
    const three = buildFacts({
      tasks: [
        buildTask({ id: 'a', dueOn: '2026-11-13' }),
        buildTask({ id: 'b', dueOn: '2026-11-20' }),
        buildTask({ id: 'c', dueOn: '2026-11-27' }),
      ],
    });
    const result = plan(three, at('2026-11-23'), [], ['2026-11-09']);
    expect(result.missed).toEqual([
      ...['2026-11-10', '2026-11-11', '2026-11-12', '2026-11-13', '2026-11-16', '2026-11-17'],
      ...['2026-11-18', '2026-11-19', '2026-11-20'],
    ]);
    expect(result.digests).toMatchObject([{ person: 'liu', items: [{}, {}, {}] }]);
  });

  it('knows of no missed days on the first run', () => {
    expect(plan(facts, at(friday)).missed).toEqual([]);
  });
});

describe('the check at the first attempt', () => {
  const facts = buildFacts({
    tasks: [buildTask(), buildTask({ id: 't13', number: 13, dueOn: '2026-11-26' })],
  });
  const [row] = plan(facts, at(friday)).digests;
  const check = (now: string, of = facts, rows: DigestRow[] = []) =>
    stillNeeded(row!, { now, facts: of, rows, plannedDays: [] });

  it('leaves out what was done since, and drops a message with nothing left', () => {
    expect(check(at(friday, '08:30'))).toMatchObject({
      ok: true,
      items: [{ ref: 'task:t13' }, { ref: 'task:t12' }],
    });
    const [first, second] = facts.tasks;
    const one = { ...facts, tasks: [first!, { ...second!, state: 'submitted' as const }] };
    expect(check(at(friday, '08:30'), one)).toMatchObject({ ok: true, items: [{ ref: 'task:t12' }] });
    const none = { ...facts, tasks: [] };
    expect(check(at(friday, '08:30'), none)).toEqual({ ok: false, why: 'nothing_open' });
  });

  it('drops it when the person has asked for peace meanwhile', () => {
    const quiet = { ...facts, snoozes: [{ person: 'liu', on: friday, until: '2026-11-21', again: false }] };
    expect(check(at(friday, '08:30'), quiet)).toEqual({ ok: false, why: 'nothing_open' });
  });

  it('binds retries and late sweeps to the allowed hours of the day', () => {
    expect(check(at(friday, '12:00'))).toEqual({
      ok: false,
      why: 'not_now',
      retryAt: '2026-11-20T06:00:00.000Z',
    });
    expect(check(at(friday, '17:30'))).toEqual({ ok: false, why: 'day_is_over' });
    expect(check(at('2026-11-23', '09:00'))).toEqual({ ok: false, why: 'day_is_over' });
    expect(check(at('2026-11-19', '09:00'))).toMatchObject({ ok: false, why: 'not_now' });
  });

  it('does not say twice on a day what another message of the day said', () => {
    const mustTalks = [buildMustTalk({ subject: 'gao', openedOn: '2026-11-18', dueOn: '2026-11-25' })];
    const both = { ...facts, mustTalks };
    const sent = mergePlan([], plan(both, at(friday))).map((r): DigestRow => ({ ...r, state: 'sent' }));
    const later = { ...both, tasks: [] };
    const again = plan(later, at(friday, '10:00'), sent);
    expect(again.digests).toMatchObject([{ key: 'liu|2026-11-20|must_talk' }]);
    expect(mergePlan(sent, again)).toEqual(sent);
    const checked = stillNeeded(again.digests[0]!, {
      now: at(friday, '10:00'),
      facts: later,
      rows: sent,
      plannedDays: [],
    });
    expect(checked).toEqual({ ok: false, why: 'nothing_open' });
  });
});
