/** A semester of the demo school in thought: what is given out, and what people do. The same seed gives the same. */

import { creditActivity, periodFor } from '../domain/crediting.ts';
import { addDays, instantOf, weekdayOf } from '../domain/day.ts';
import type { DutyRule } from '../domain/duty.ts';
import { DEFAULT_SCHOOL_YEAR, periodOf } from '../domain/period.ts';
import { measure, owedUnits } from '../domain/progress.ts';
import { type Random, seededRandom } from '../domain/random.ts';
import type { SimulatedEvent } from '../domain/reminders/event.ts';
import type { ReminderFacts } from '../domain/reminders/facts.ts';
import { DEFAULT_REMINDER_SETTINGS } from '../domain/reminders/settings.ts';
import { quarterlyReviews } from '../domain/review.ts';
import { buildSchool, isBranch } from '../domain/school.ts';
import type { Task } from '../domain/task.ts';
import type { Day } from '../domain/understanding.ts';
import { buildWorkCalendar, DEFAULT_SENDING_HOURS } from '../domain/work-calendar.ts';
import { holidayYears } from '../runtime/work-calendar.ts';
import { buildDemoActivities } from './demo-activities.ts';
import { buildDemoReminders } from './demo-reminders.ts';
import { buildDemoSchool, buildDemoTies, DEMO_SEED } from './demo-school.ts';

export interface DemoSemester {
  facts: ReminderFacts;
  events: SimulatedEvent[];
}

const DOCUMENT = '辽科院委发〔2020〕6号';

/**
 * The demo school on a day, and what happens in it until another.
 * @param from the first day; its year of activities lies before
 */
export function buildDemoSemester(rules: DutyRule[], from: Day, to: Day, seed = DEMO_SEED): DemoSemester {
  const directory = buildDemoSchool(seed);
  directory.ties = buildDemoTies(directory, from, seed);
  const school = buildSchool(directory);
  const year = Number(from.slice(0, 4));
  const { vacations } = buildDemoReminders(from);
  const calendar = buildWorkCalendar({
    years: holidayYears(year - 1, year + 1),
    vacations,
    sendingHours: DEFAULT_SENDING_HOURS,
  });
  const credits = buildDemoActivities(school, from, seed).flatMap(({ facts, participations, contacts }) =>
    creditActivity(school, rules, { facts, participations, contacts }, DEFAULT_SCHOOL_YEAR),
  );
  const facts: ReminderFacts = {
    ...{ school, calendar, rules, credits, schoolYear: DEFAULT_SCHOOL_YEAR },
    settings: DEFAULT_REMINDER_SETTINGS,
    excuses: [],
    tasks: [],
    reviews: [],
    mustTalks: [],
    setUps: [addDays(from, -120)],
    bereavements: [],
    snoozes: [],
    optOuts: [],
    reactions: [],
    nudges: [],
    teaching: [{ person: 'gaofei', hours: [{ weekday: 1, from: '08:00', to: '09:50' }] }],
  };
  const random = seededRandom(seed + 7);
  const events = [
    ...givenOut(facts, from, to),
    ...acts(facts, random, from, to),
    ...choices(from, to),
  ].filter((event) => dayIn(event.at, from, to));
  return { facts, events };
}

const at = (day: Day, clock: string) => instantOf(day, clock).toISOString();
const dayIn = (instant: string, from: Day, to: Day) =>
  instantOf(from) <= new Date(instant) && new Date(instant) < instantOf(addDays(to, 1));

/** Tasks with their owners and deadlines, the reviews of each quarter, one 必谈. */
function givenOut({ school, calendar }: ReminderFacts, from: Day, to: Day): SimulatedEvent[] {
  const year = from.slice(0, 4);
  const task = (number: number, title: string, clause: string, organization: string, dueOn: Day): Task => ({
    ...{ id: `${number}-${organization}`, number, title, organization, dueOn, state: 'open' },
    createdOn: `${year}-10-12`,
    source: { document: DOCUMENT, clause, inPrinciple: false },
    ...(number === 9 && organization === 'cs-t1' && { note: '在等数据' }),
  });
  const tasks = [
    task(9, '党建数据核对', '附2（九）', 'cs-t1', `${year}-11-30`),
    task(9, '党建数据核对', '附2（九）', 'cs-pg', `${year}-11-30`),
    ...['cs-t1', 'cs-t2', 'cs-ug', 'music-t', 'marx'].map((unit) =>
      task(12, '支部工作条例自查', '附2（十二）', unit, `${year}-11-27`),
    ),
    ...['cs', 'music'].map((unit) => task(5, '党委理论学习计划落实情况', '附2（五）', unit, `${year}-12-11`)),
  ];
  const events: SimulatedEvent[] = tasks.map((given) => ({
    at: at(given.createdOn, '16:00'),
    what: 'task_given',
    task: given,
  }));
  const quarters = new Set<string>();
  for (let day = from; day <= to; day = addDays(day, 1)) quarters.add(periodOf(day, 'quarter'));
  for (const quarter of quarters) {
    const first = `${quarter.slice(0, 4)}-${String(Number(quarter.slice(5)) * 3 - 2).padStart(2, '0')}-08`;
    const set = first < from ? from : first;
    for (const review of quarterlyReviews(school, calendar, quarter, set))
      if (review.day > set) events.push({ at: at(set, '07:00'), what: 'review_set', review });
  }
  const opened = `${year}-10-05`;
  events.push({
    at: at(opened, '17:00'),
    what: 'must_talk_opened',
    mustTalk: { id: 'm1', subject: 'zhengshuang', openedOn: opened, dueOn: `${year}-10-12`, state: 'open' },
  });
  events.push({ at: at(`${year}-10-16`, '16:30'), what: 'must_talk_held', id: 'm1', on: `${year}-10-16` });
  return events;
}

/** Who does what, and when: most in time, some late, a few never. */
function acts(facts: ReminderFacts, random: Random, from: Day, to: Day): SimulatedEvent[] {
  const { school, rules, credits } = facts;
  const events: SimulatedEvent[] = [];
  const year = from.slice(0, 4);
  const yearEnd = `${year}-12-31`;
  const someDay = (first: Day, last: Day): Day => {
    const day = addDays(
      first,
      random.int(0, Math.max(0, Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000))),
    );
    return weekdayOf(day) === 7 ? addDays(day, 1) : day;
  };
  for (const rule of rules.filter((r) => r.period === 'year')) {
    const period = periodFor(rule, from, DEFAULT_SCHOOL_YEAR);
    for (const branch of school.directory.organizations.filter(isBranch)) {
      const units = owedUnits(school, rule, branch.id, period, from);
      const { open } = measure(school, rule, period, units, credits, [], from);
      for (const unit of open) {
        // What the scenes tell of stays open as they need it.
        const isScene =
          unit.counterpart === 'gaofei' || unit.counterpart === 'ouyangxue' || unit.person === 'zhangwei2';
        if (unit.person === undefined || isScene || random.chance(0.15)) continue;
        const day = someDay(addDays(from, 7), yearEnd);
        events.push({
          at: at(day, random.pick(['09:20', '12:30', '16:10', '19:40'])),
          what: 'credited',
          credit: {
            duty: rule.id,
            period,
            person: unit.person,
            branch: branch.id,
            ...(unit.counterpart !== undefined && { counterpart: unit.counterpart }),
          },
        });
      }
    }
  }
  for (const id of ['9-cs-pg', '12-cs-t2', '12-cs-ug', '5-cs', '5-music'])
    events.push({
      at: at(someDay(`${year}-11-02`, `${year}-11-25`), '15:00'),
      what: 'task_changed',
      id,
      state: 'submitted',
    });
  events.push({ at: at(`${year}-12-02`, '15:00'), what: 'task_changed', id: '12-cs-t1', state: 'submitted' });
  events.push({
    at: at(`${year}-12-17`, '16:00'),
    what: 'task_postponed',
    id: '9-cs-t1',
    on: `${year}-12-17`,
    dueOn: `${year}-12-31`,
  });
  events.push({ at: at(`${year}-12-30`, '16:00'), what: 'task_changed', id: '9-cs-t1', state: 'submitted' });
  for (const event of givenOut(facts, from, to)) {
    if (event.what !== 'review_set' || random.chance(0.1)) continue;
    const { id, reportDueOn, day } = event.review;
    const on = someDay(addDays(reportDueOn, -6), addDays(reportDueOn, 1));
    events.push({ at: at(on, '11:00'), what: 'reported', id, on });
    events.push({ at: at(day, '17:00'), what: 'reviewed', id, on: day });
  }
  return events;
}

/** What people choose about their reminders. */
function choices(from: Day, to: Day): SimulatedEvent[] {
  const year = from.slice(0, 4);
  const events: SimulatedEvent[] = [
    {
      at: at(`${year}-11-09`, '09:30'),
      what: 'snoozed',
      snooze: { person: 'shaowen', on: `${year}-11-09`, until: `${year}-11-12`, again: true },
    },
    {
      at: at(`${year}-11-16`, '09:30'),
      what: 'snoozed',
      snooze: { person: 'dulin', on: `${year}-11-16`, until: `${year}-12-07`, again: false },
    },
    {
      at: at(`${year}-11-11`, '10:00'),
      what: 'opted_out',
      optOut: { person: 'shihao', on: `${year}-11-11` },
    },
    {
      at: at(`${year}-11-18`, '15:00'),
      what: 'nudged',
      nudge: { by: 'wangjianhua', ref: 'task:12-cs-t1', on: `${year}-11-18` },
    },
    {
      at: at(`${year}-10-26`, '08:00'),
      what: 'on_leave',
      person: 'yangguang',
      from: `${year}-11-02`,
      to: `${year}-11-20`,
    },
    {
      at: at(`${year}-11-03`, '08:00'),
      what: 'bereaved',
      bereavement: { person: 'huangxiaoli', from: `${year}-11-03`, to: `${year}-11-30` },
    },
  ];
  return events.filter((event) => dayIn(event.at, from, to));
}
