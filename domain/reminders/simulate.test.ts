import { describe, expect, it } from 'vitest';
import { digestText } from '../../texts/digest.ts';
import { dayOf, instantOf, mondayOf } from '../day.ts';
import { isAllowed } from '../work-calendar.ts';
import { buildFacts, buildMustTalk, buildReviews, buildTask, RULES } from './build-facts.ts';
import { SimulatedEvent } from './event.ts';
import { namesIn } from './push-privacy.ts';
import { type SimulatedWorld, simulate } from './simulate.ts';

const rules = [RULES.visit, RULES.talk, RULES.heads, RULES.units, RULES.tie];
const base = buildFacts({ rules });
const at = (day: string, clock: string) => instantOf(day, clock).toISOString();
const talk = (day: string, counterpart: string): SimulatedEvent => ({
  at: at(day, '16:00'),
  what: 'credited',
  credit: { duty: 'talk', period: '2026', person: 'liu', counterpart, branch: 'cs-t1' },
});

/** A semester in the school of the scenes, with what people do in it. */
const semester: SimulatedWorld = {
  facts: {
    ...base,
    reviews: buildReviews(base, 'cs', 'cs-t1', 'cs-t2'),
    tasks: [buildTask({ number: 9, dueOn: '2026-11-30', note: '在等数据' })],
  },
  from: '2026-09-01',
  to: '2027-01-24',
  events: [
    {
      at: at('2026-09-28', '17:00'),
      what: 'must_talk_opened',
      mustTalk: buildMustTalk({ openedOn: '2026-09-28' }),
    },
    { at: at('2026-10-15', '15:00'), what: 'must_talk_held', id: 'm1', on: '2026-10-15' },
    talk('2026-11-04', 'wang'),
    talk('2026-11-17', 'gao'),
    talk('2026-12-02', 'ouyang'),
    // Before that morning's message leaves: it must not go out any more.
    { ...talk('2026-12-10', 'zhang'), at: at('2026-12-10', '08:10') },
    {
      at: at('2026-12-09', '19:00'),
      what: 'credited',
      credit: { duty: 'visit', period: '2026', person: 'zhang', branch: 'cs-t1' },
    },
    { at: at('2026-12-04', '10:00'), what: 'reported', id: '2026Q4-cs-t1', on: '2026-12-04' },
    { at: at('2026-12-17', '16:00'), what: 'reviewed', id: '2026Q4-cs-t1', on: '2026-12-17' },
    { at: at('2026-12-16', '11:00'), what: 'task_changed', id: 't12', state: 'submitted' },
    {
      at: at('2026-11-09', '09:00'),
      what: 'snoozed',
      snooze: { person: 'yang', on: '2026-11-09', until: '2026-12-01', again: false },
    },
  ],
  words: (digest, items, { school, calendar }, { today, clock }) =>
    digestText(digest, items, { school, calendar, rules, today, clock }),
};
const { messages, facts } = simulate(semester);
const toldTo = (person: string) => messages.filter((m) => m.person === person);

describe('a semester of the school of the scenes', () => {
  it('has its events in the shape that scripts can read', () => {
    expect(semester.events.map((e) => SimulatedEvent.parse(e))).toEqual(semester.events);
  });

  it('has nobody above budget, and nothing outside the allowed hours', () => {
    const keys = new Set<string>();
    const weeks = new Map<string, number>();
    for (const m of messages) {
      expect(keys.has(m.key)).toBe(false);
      keys.add(m.key);
      expect(isAllowed(facts.calendar, new Date(m.at))).toBe(true);
      const week = `${m.person} ${mondayOf(dayOf(new Date(m.at)))}`;
      if (m.kind === 'digest') weeks.set(week, (weeks.get(week) ?? 0) + 1);
    }
    for (const [week, count] of weeks)
      if (/^(zhang|gao|ouyang|yuan) /u.test(week)) expect(count).toBeLessThanOrEqual(2);
  });

  it('names nobody and gives no reason', () => {
    for (const m of messages) {
      expect(namesIn(m.body, facts.school, m.person, dayOf(new Date(m.at)))).toEqual([]);
      expect(m.body.replaceAll('有困难回', '')).not.toMatch(/困难|变故|苗头|矛盾|岗位调整/u);
    }
  });

  it('tells of nothing that is done', () => {
    const laterTold = (person: string, day: string, ref: string) =>
      toldTo(person).filter((m) => m.at > at(day, '00:00') && m.items.some((i) => i.ref.includes(ref)));
    expect(laterTold('liu', '2026-12-10', 'duty:talk:2026')).toEqual([]);
    expect(laterTold('zhang', '2026-12-10', 'duty:visit:2026')).toEqual([]);
    expect(laterTold('liu', '2026-12-05', 'review_report:2026Q4-cs-t1')).toEqual([]);
    expect(laterTold('yang', '2026-10-16', 'must_talk')).toEqual([]);
  });

  it('leaves the subject of a 必谈 and whoever paused in peace', () => {
    const during = (person: string, from: string, to: string) =>
      toldTo(person).filter((m) => m.at > at(from, '00:00') && m.at < at(to, '00:00'));
    expect(during('yuan', '2026-09-29', '2026-10-16')).toEqual([]);
    expect(during('yang', '2026-11-10', '2026-12-01')).toEqual([]);
    expect(during('yang', '2026-12-01', '2026-12-08').length).toBeGreaterThan(0);
  });

  it('brings the scenes about with these people', () => {
    const bodies = messages.map((m) => m.body).join('\n');
    expect(bodies).toContain('杨光老师，有1项必谈过了约定日期（10月12日）。');
    expect(bodies).toContain('王书记，四季度点评定在12月17日，请在10日前发一段小结');
    expect(bodies).toContain('教工一支部的任务9原定11月30日完成，现过11个工作日；负责人说在等数据');
    expect(bodies).toContain('张伟同学，今年还差一次学生家庭走访，年底前都可以');
    expect(bodies).toMatch(/早上好，刘洋老师。本周3件事：.*谈心谈话还有\d位，年底前完成/);
  });

  it('goes the same way again', () => {
    expect(simulate(semester).messages).toEqual(messages);
  });

  it('makes up for an outage with one message each', () => {
    const lost = simulate({
      ...semester,
      planAt: (day) => (day >= '2026-11-30' && day <= '2026-12-11' ? undefined : '08:00'),
    });
    const first = lost.messages.filter((m) => m.at.startsWith('2026-12-14'));
    expect(new Set(first.map((m) => m.person)).size).toBe(first.length);
    expect(first.find((m) => m.person === 'liu')?.items.length).toBeLessThanOrEqual(3);
    // The next level is told only after the holder was, however long ago the task turned red.
    const notice = lost.messages.find((m) => m.items.some((i) => i.ref === 'notice:task:t12'));
    const escalated = lost.messages.find((m) => m.items.some((i) => i.ref === 'escalation:task:t12'));
    expect(notice?.at.slice(0, 10)).toBe('2026-12-14');
    expect(escalated?.at.slice(0, 10)).toBe('2026-12-15');
  });
});
