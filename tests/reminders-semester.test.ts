import { describe, expect, it } from 'vitest';
import { loadProgrammes } from '../actions/programmes.ts';
import { sentWords } from '../actions/simulate.ts';
import { clockOf, dayOf, mondayOf } from '../domain/day.ts';
import { cadenceOf } from '../domain/reminders/budget.ts';
import { applyEvent } from '../domain/reminders/event.ts';
import { teachingOf } from '../domain/reminders/facts.ts';
import { openItems } from '../domain/reminders/items.ts';
import { namesIn } from '../domain/reminders/push-privacy.ts';
import { simulate } from '../domain/reminders/simulate.ts';
import { isAllowed } from '../domain/work-calendar.ts';
import { buildDemoSemester } from '../seeds/demo-semester.ts';

const from = '2026-09-01';
const to = '2027-01-20';

describe('a semester of the demo school', () => {
  const { facts, events } = buildDemoSemester(loadProgrammes(), from, to);
  const { messages, unassigned } = simulate({ facts, events, from, to, words: sentWords });
  const said = (person: string, ...words: string[]) =>
    messages.find((m) => m.person === person && words.every((w) => m.body.includes(w)));

  it('has many messages, and somebody for every open matter', () => {
    expect(messages.length).toBeGreaterThan(500);
    expect(unassigned).toEqual([]);
  });

  it('sends none outside the allowed hours, or on a day off', () => {
    const outside = messages.filter(
      (m) => !isAllowed(facts.calendar, new Date(m.at), teachingOf(facts, m.person, dayOf(new Date(m.at)))),
    );
    expect(outside).toEqual([]);
    expect(new Set(messages.map((m) => dayOf(new Date(m.at)))).has('2026-10-05')).toBe(false);
    // Somebody who teaches early on Mondays hears from the bot when the lesson is over.
    const early = messages.filter(
      (m) => m.person === 'gaofei' && mondayOf(dayOf(new Date(m.at))) === dayOf(new Date(m.at)),
    );
    expect(early.every((m) => clockOf(new Date(m.at)) >= '09:50')).toBe(true);
  });

  it('puts nobody above their budget', () => {
    const perDay = new Map<string, number>();
    const perWeek = new Map<string, number>();
    for (const m of messages.filter((one) => one.kind === 'digest' && !one.solicited)) {
      const day = dayOf(new Date(m.at));
      perDay.set(`${m.person}|${day}`, (perDay.get(`${m.person}|${day}`) ?? 0) + 1);
      const week = `${m.person}|${mondayOf(day)}`;
      if (cadenceOf(facts, m.person, day) === 'member' && m.person !== 'huangxiaoli')
        perWeek.set(week, (perWeek.get(week) ?? 0) + 1);
    }
    expect(Math.max(...perDay.values())).toBe(1);
    expect(Math.max(...perWeek.values())).toBeLessThanOrEqual(2);
  });

  it('mentions nothing that was done by then', () => {
    const inOrder = [...events].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
    let known = facts;
    let next = 0;
    const wrong: string[] = [];
    for (const m of [...messages].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
      for (let e = inOrder[next]; e && Date.parse(e.at) <= Date.parse(m.at); e = inOrder[++next])
        known = applyEvent(known, e);
      const open = new Set(openItems(known, dayOf(new Date(m.at))).items.map((i) => i.ref));
      for (const item of m.items)
        if (item.kind !== 'escalation' && !open.has(item.ref.replace(/^notice:/u, '')))
          wrong.push(`${m.key} ${item.ref}`);
    }
    expect(wrong).toEqual([]);
  });

  it('names nobody but the reader', () => {
    // A name inside of the reader's own, or shared with them, is theirs here.
    const naming = messages.filter((m) => {
      const own = facts.school.person(m.person)?.name ?? '';
      return namesIn(m.body.replaceAll(own, ''), facts.school, m.person, dayOf(new Date(m.at))).length > 0;
    });
    expect(naming.map((m) => m.body)).toEqual([]);
  });

  it('tells the scenes with their people', () => {
    expect(
      said(
        'liuyang',
        '早上好，刘洋老师。本周3件事：1. ',
        '谈心谈话还有1位，年底前完成',
        '三五句即可',
        '回复：待办、三天后再说',
      )?.overview,
    ).toBe(true);
    expect(
      said(
        'tangmin',
        '唐敏老师，有1项必谈过了约定日期（10月12日）。已谈请回“已谈”加日期；暂时不便请回“延到10月20日”。详情回“必谈”。依据：校园先锋工程通知二3。',
      ),
    ).toBeDefined();
    expect(
      said(
        'wangjianhua',
        '王书记，四季度点评定在12月17日，请在10日前发一段小结：做法、问题、建议，三五句即可。回“底稿”',
      ),
    ).toBeDefined();
    expect(
      said(
        'wangjianhua',
        '教工一支部的任务9原定11月30日完成，现过1',
        '负责人说在等数据',
        '任务9请回“协调”“延期到某日”或“请核验”。只发给您，已提前告知本人。',
      ),
    ).toBeDefined();
    expect(
      said(
        'zhangwei2',
        '张伟同学，今年还差一次学生家庭走访，年底前都可以，上门、顺路、电话、视频都算',
        '有困难回“说明情况”；不想再收回“不再提醒”',
      ),
    ).toBeDefined();
    // Somebody to be talked with, somebody bereaved, and somebody who wants none, are left in peace.
    const between = (person: string, first: string, last: string) =>
      messages.filter(
        (m) => m.person === person && dayOf(new Date(m.at)) >= first && dayOf(new Date(m.at)) <= last,
      );
    expect(between('zhengshuang', '2026-10-06', '2026-10-16')).toEqual([]);
    expect(between('huangxiaoli', '2026-11-03', '2026-11-30')).toEqual([]);
    expect(between('shihao', '2026-11-12', to)).toEqual([]);
    // On leave: the committee's organizer or deputy is told instead.
    expect(between('yangguang', '2026-11-02', '2026-11-20')).toEqual([]);
  });
});
