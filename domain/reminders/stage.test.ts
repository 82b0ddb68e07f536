import { describe, expect, it } from 'vitest';
import { buildFacts, buildMustTalk, buildReviews, buildTask, RULES } from './build-facts.ts';
import { stageComment, stageDuty, stageMustTalk, stageReport, stageTask } from './stage.ts';

const facts = buildFacts();
const visit = (day: string) =>
  stageDuty(facts, RULES.visit, day).map((s) => `${s.period} ${s.stage} ${s.since}`);
const talk = (day: string) =>
  stageDuty(facts, RULES.talk, day).map((s) => `${s.period} ${s.stage} ${s.since}`);

describe('stages of yearly duties', () => {
  it('are blue from 60 days before the end of the year, yellow three weeks before it', () => {
    expect(talk('2026-10-31')).toEqual([]);
    expect(talk('2026-11-01')).toEqual(['2026 blue 2026-11-01']);
    expect(talk('2026-12-10')).toEqual(['2026 yellow 2026-12-10']);
    expect(talk('2026-12-31')).toEqual(['2026 yellow 2026-12-10']);
  });

  it('are red in January, while the past year can still be put in order, and then no more', () => {
    expect(talk('2027-01-01')).toEqual(['2026 red 2027-01-01']);
    expect(talk('2027-01-31')).toEqual(['2026 red 2027-01-01']);
    expect(talk('2027-02-01')).toEqual([]);
  });

  it('bring visits up in the two weeks before a vacation, and talks not', () => {
    expect(visit('2026-06-28')).toEqual([]);
    expect(visit('2026-06-29')).toEqual(['2026 blue 2026-06-29']);
    expect(visit('2026-07-12')).toEqual(['2026 blue 2026-06-29']);
    expect(visit('2026-07-13')).toEqual([]);
    expect(talk('2026-07-01')).toEqual([]);
  });

  it('never pursue a year that ended before the school began', () => {
    const young = buildFacts({ setUps: ['2027-01-04'] });
    expect(stageDuty(young, RULES.talk, '2027-01-20')).toEqual([]);
  });
});

describe('duties that stand', () => {
  it('are blue for four weeks of a semester, and never yellow or red', () => {
    const on = (day: string) => stageDuty(facts, RULES.tie, day).map((s) => s.stage);
    expect(on('2026-09-14')).toEqual([]);
    expect(on('2026-09-15')).toEqual(['blue']);
    expect(on('2026-10-12')).toEqual(['blue']);
    expect(on('2026-10-13')).toEqual([]);
    expect(on('2026-12-31')).toEqual([]);
  });
});

describe('a task', () => {
  it('is blue, yellow a week before its deadline, red after it', () => {
    const task = buildTask();
    expect(stageTask(facts, task, '2026-10-27')).toBeUndefined();
    expect(stageTask(facts, task, '2026-10-28')).toEqual({ stage: 'blue', since: '2026-10-28' });
    expect(stageTask(facts, task, '2026-11-20')).toEqual({ stage: 'yellow', since: '2026-11-20' });
    expect(stageTask(facts, task, '2026-11-27')?.stage).toBe('yellow');
    expect(stageTask(facts, task, '2026-11-28')).toEqual({ stage: 'red', since: '2026-11-28' });
  });

  it('is never born red: one that came after its deadline has two weeks', () => {
    const task = buildTask({ createdOn: '2026-10-12', dueOn: '2026-09-30' });
    expect(stageTask(facts, task, '2026-10-13')?.stage).toBe('yellow');
    expect(stageTask(facts, task, '2026-10-25')?.stage).toBe('yellow');
    expect(stageTask(facts, task, '2026-10-26')).toEqual({ stage: 'red', since: '2026-10-26' });
  });
});

describe('a task whose deadline was moved', () => {
  it('has the stages of the new one, none of them older than the move', () => {
    const moved = buildTask({ dueOn: '2026-12-04', movedOn: '2026-12-01' });
    expect(stageTask(facts, moved, '2026-12-02')).toEqual({ stage: 'yellow', since: '2026-12-01' });
    expect(stageTask(facts, moved, '2026-12-05')).toEqual({ stage: 'red', since: '2026-12-05' });
  });
});

describe('a quarterly review', () => {
  const [review] = buildReviews(facts, 'cs');

  it('asks for the report two weeks before, and is red after the day of the report', () => {
    expect(stageReport(facts, review!, '2026-12-02')?.stage).toBe('blue');
    expect(stageReport(facts, review!, '2026-12-03')).toEqual({ stage: 'yellow', since: '2026-12-03' });
    expect(stageReport(facts, review!, '2026-12-11')).toEqual({ stage: 'red', since: '2026-12-11' });
  });

  it('asks for the comment on the day, and gives up a month after it', () => {
    expect(stageComment(facts, review!, '2026-12-09')).toBeUndefined();
    expect(stageComment(facts, review!, '2026-12-17')?.stage).toBe('yellow');
    expect(stageComment(facts, review!, '2026-12-18')).toEqual({ stage: 'red', since: '2026-12-18' });
    expect(stageComment(facts, review!, '2027-01-18')).toBeUndefined();
  });
});

describe('a 必谈', () => {
  it('is due at once and overdue after the day agreed on', () => {
    const talk = buildMustTalk();
    expect(stageMustTalk(facts, talk, '2026-10-05')).toEqual({ stage: 'yellow', since: '2026-10-05' });
    expect(stageMustTalk(facts, talk, '2026-10-12')?.stage).toBe('yellow');
    expect(stageMustTalk(facts, talk, '2026-10-13')).toEqual({ stage: 'red', since: '2026-10-13' });
  });
});
