/** Test data: a random school with half a year of things that happen in it. The same seed gives the same world. */
import { addDays, instantOf } from '../day.ts';
import type { Appointment, Directory, Organization, Oversight, Person } from '../directory.ts';
import type { DutyRule } from '../duty.ts';
import { periodOf } from '../period.ts';
import { type Random, seededRandom } from '../random.ts';
import { quarterlyReviews } from '../review.ts';
import { buildSchool, isBranch } from '../school.ts';
import type { Day } from '../understanding.ts';
import {
  buildWorkCalendar,
  DEFAULT_SENDING_HOURS,
  fixedHolidays,
  type TeachingHours,
  type Vacation,
} from '../work-calendar.ts';
import type { SimulatedEvent } from './event.ts';
import type { ReminderFacts } from './facts.ts';
import { DEFAULT_REMINDER_SETTINGS } from './settings.ts';

export interface RandomWorldOptions {
  seed: number;
  colleges: number;
  branchesEach: number;
  membersEach: number;
  /** Length in calendar days. */
  days: number;
  rules: DutyRule[];
  /** Things happen after working hours only, so that a plan made late sees the same facts as one made early. */
  evenings: boolean;
}

export interface RandomWorld {
  facts: ReminderFacts;
  events: SimulatedEvent[];
  from: Day;
  to: Day;
  random: Random;
}

/** Characters of names that occur in no text of the product, so that a name in a message is found. */
const NAME_CHARACTERS = [...'岚骞琰瑄翊霁沅珩澍旻'];

/** Builds the world. */
export function buildRandomWorld(options: RandomWorldOptions): RandomWorld {
  const random = seededRandom(options.seed);
  const from = addDays('2026-01-05', random.below(500));
  const to = addDays(from, options.days - 1);
  const directory = buildDirectory(options, random, from, to);
  const school = buildSchool(directory);
  const calendar = buildWorkCalendar({
    years: [2025, 2026, 2027, 2028].map((year) => ({
      year,
      holidays: fixedHolidays(year),
      workdays: [`${year}-10-10`],
      estimated: true,
    })),
    vacations: [2026, 2027].flatMap((year): Vacation[] => [
      {
        name: '寒假',
        from: addDays(`${year}-01-12`, random.below(10)),
        to: addDays(`${year}-02-20`, random.below(8)),
      },
      {
        name: '暑假',
        from: addDays(`${year}-07-08`, random.below(10)),
        to: addDays(`${year}-08-24`, random.below(7)),
      },
    ]),
    sendingHours: DEFAULT_SENDING_HOURS,
  });
  const people = directory.people;
  const facts: ReminderFacts = {
    school,
    calendar,
    settings: DEFAULT_REMINDER_SETTINGS,
    rules: options.rules,
    credits: [],
    excuses: [],
    tasks: [],
    reviews: [],
    mustTalks: [],
    setUps: [addDays(from, random.chance(0.5) ? 0 : -random.below(90))],
    bereavements: [],
    snoozes: [],
    optOuts: [],
    reactions: [],
    nudges: [],
    teaching: people
      .filter((p) => p.kind === 'staff' && random.chance(0.4))
      .map((p) => ({ person: p.id, hours: lessonsOf(random, options.evenings) })),
  };
  return { facts, events: buildEvents(options, random, facts, from, to), from, to, random };
}

function buildDirectory(options: RandomWorldOptions, random: Random, from: Day, to: Day): Directory {
  const organizations: Organization[] = [];
  const people: Person[] = [];
  const appointments: Appointment[] = [];
  const oversight: Oversight[] = [];
  const unit = (id: string, kind: Organization['kind'], parent: string | null) =>
    organizations.push({ id, name: id, kind, parent, aliases: [] });
  const person = (id: string, branch: string, more: Partial<Person> = {}) => {
    const n = people.length;
    const name = [n, n / 10, n / 100].map((x) => NAME_CHARACTERS[Math.floor(x) % 10]).join('');
    people.push({
      id,
      ...(random.chance(0.97) && { userid: id }),
      name,
      kind: 'staff',
      member: true,
      memberships: [{ organization: branch }],
      ...more,
    });
  };
  const appoint = (
    id: string,
    role: Appointment['role'],
    organization: string,
    span: { from?: Day; to?: Day } = {},
  ) => appointments.push({ person: id, role, organization, ...span });

  unit('school', 'party_committee', null);
  unit('org-dept', 'department', 'school');
  unit('offices', 'office_committee', 'school');
  unit('office-branch', 'branch', 'offices');
  for (let i = 0; i < 3; i++)
    person(`leader-${i}`, 'office-branch', { leaderRank: true, userid: `leader-${i}` });
  appoint('leader-0', 'party_secretary', 'school');
  appoint('leader-1', 'standing_member', 'school');
  if (random.chance(0.6)) appoint('leader-2', 'standing_member', 'school');
  person('office-0', 'office-branch', { userid: 'office-0' });
  if (random.chance(0.5)) {
    const actsFor = random.chance(0.5) ? { actsFor: 'leader-0' } : {};
    appointments.push({ person: 'office-0', role: 'leader_office', organization: 'school', ...actsFor });
  }
  person('head', 'office-branch', { userid: 'head', leaderRank: true });
  if (random.chance(0.9)) appoint('head', 'organization_head', 'org-dept');
  person('organizer', 'office-branch', { userid: 'organizer' });
  if (random.chance(0.9)) appoint('organizer', 'organizer', 'org-dept');

  const staff = (branch: string, count: number, students: boolean) => {
    for (let i = 0; i < count; i++)
      person(`${branch}-${i}`, branch, {
        ...(students && i > 0 && { kind: 'student' as const }),
        ...(random.chance(0.08) && { retired: true as const }),
        ...(random.chance(0.04) && { leftOn: addDays(from, random.below(options.days)) }),
      });
    // A vacancy now and then, and a secretary who changes.
    if (random.chance(0.85)) {
      const change = addDays(from, random.below(options.days));
      if (count > 2 && random.chance(0.25)) {
        appoint(`${branch}-0`, 'branch_secretary', branch, { to: addDays(change, -1) });
        appoint(`${branch}-1`, 'branch_secretary', branch, { from: addDays(change, random.below(5)) });
      } else appoint(`${branch}-0`, 'branch_secretary', branch);
    }
    if (count > 3 && random.chance(0.3)) appoint(`${branch}-2`, 'deputy_secretary', branch);
  };
  staff('office-branch', 2, false);
  for (let c = 0; c < options.colleges; c++) {
    const college = `college-${c}`;
    unit(college, random.pick(['college_committee', 'general_branch'] as const), 'school');
    for (let b = 0; b < options.branchesEach; b++) {
      unit(`${college}-b${b}`, 'branch', college);
      staff(`${college}-b${b}`, options.membersEach, random.chance(0.4));
    }
    if (random.chance(0.85)) appoint(`${college}-b0-0`, 'committee_secretary', college);
    if (random.chance(0.6)) appoint(`${college}-b0-1`, 'dean', college);
    oversight.push({ person: `leader-${random.below(3)}`, organization: college, kind: 'in_charge' });
  }
  if (random.chance(0.5)) {
    unit('direct', 'direct_branch', 'school');
    staff('direct', options.membersEach, false);
    oversight.push({
      person: 'leader-1',
      organization: 'direct',
      kind: 'contact',
      from,
      to: addDays(to, -30),
    });
  }
  return { organizations, people, appointments, oversight, ties: [] };
}

/** Lessons on a few weekdays; with `light` an hour of the afternoon always stays free. */
function lessonsOf(random: Random, light: boolean): TeachingHours[] {
  const lessons: TeachingHours[] = [];
  for (let weekday = 1; weekday <= 5; weekday++) {
    if (random.chance(0.3)) lessons.push({ weekday, from: '08:00', to: '09:40' });
    if (random.chance(0.3)) lessons.push({ weekday, from: '10:00', to: '12:00' });
    if (random.chance(0.3)) lessons.push({ weekday, from: '13:30', to: light ? '15:30' : '18:00' });
  }
  return lessons;
}

function buildEvents(
  options: RandomWorldOptions,
  random: Random,
  facts: ReminderFacts,
  from: Day,
  to: Day,
): SimulatedEvent[] {
  const { school, calendar } = facts;
  const events: SimulatedEvent[] = [];
  const someDay = () => addDays(from, random.below(options.days));
  const at = (day: Day) => {
    const hour = options.evenings ? 18 + random.below(5) : 7 + random.below(16);
    const clock = `${String(hour).padStart(2, '0')}:${String(random.below(60)).padStart(2, '0')}`;
    return instantOf(day, clock).toISOString();
  };
  const source = { document: '测试办法', clause: '一', inPrinciple: false };
  const branches = school.directory.organizations.filter(isBranch);
  const units = school.directory.organizations.filter((o) => o.parent !== null && o.kind !== 'department');

  for (const person of school.directory.people) {
    const branch = school.branchOf(person.id, from)?.id;
    for (const rule of options.rules) {
      if (!random.chance(rule.kind === 'talk' ? 0 : 0.5)) continue;
      const day = someDay();
      const period = rule.period === 'standing' ? 'standing' : periodOf(day, rule.period);
      events.push({
        at: at(day),
        what: 'credited',
        credit: { duty: rule.id, period, person: person.id, ...(branch && { branch }) },
      });
    }
    if (branch && random.chance(0.6)) {
      const day = someDay();
      const talker = school.holdersOf('branch_secretary', branch, day)[0];
      if (talker && talker.id !== person.id)
        events.push({
          at: at(day),
          what: 'credited',
          credit: {
            duty: 'talk',
            period: periodOf(day, 'year'),
            person: talker.id,
            counterpart: person.id,
            branch,
          },
        });
    }
    if (random.chance(0.2)) {
      const on = someDay();
      for (const rule of options.rules)
        if (rule.owedBy === 'member' && rule.period !== 'standing' && random.chance(0.6)) {
          const later = addDays(on, random.below(3));
          const ref = `duty:${rule.id}:${periodOf(later, rule.period)}:${person.id}`;
          events.push({ at: at(later), what: 'nudged', nudge: { by: 'head', ref, on: later } });
        }
    }
    const said = someDay();
    if (random.chance(0.15))
      events.push({
        at: at(said),
        what: 'snoozed',
        snooze: {
          person: person.id,
          on: said,
          until: addDays(said, 1 + random.below(20)),
          again: random.chance(0.5),
        },
      });
    if (random.chance(0.05))
      events.push({ at: at(said), what: 'opted_out', optOut: { person: person.id, on: said } });
    if (random.chance(0.08)) {
      const subject = random.chance(0.5) ? ('visit' as const) : ('task' as const);
      events.push({ at: at(said), what: 'opted_out', optOut: { person: person.id, subject, on: said } });
    }
    if (random.chance(0.5))
      for (let i = 0; i < 4; i++) {
        const on = someDay();
        events.push({ at: at(on), what: 'answered', reaction: { person: person.id, on } });
      }
    if (random.chance(0.1)) {
      const known = someDay();
      const away = { person: person.id, from: addDays(known, 1), to: addDays(known, 1 + random.below(40)) };
      events.push(
        random.chance(0.5)
          ? { at: at(known), what: 'on_leave', ...away }
          : { at: at(known), what: 'bereaved', bereavement: away },
      );
    }
    if (branch && random.chance(0.08)) {
      const openedOn = someDay();
      const id = `m-${person.id}`;
      events.push({
        at: at(openedOn),
        what: 'must_talk_opened',
        mustTalk: { id, subject: person.id, openedOn, dueOn: addDays(openedOn, 7), state: 'open' },
      });
      if (random.chance(0.7)) {
        const on = addDays(openedOn, random.below(25));
        events.push({ at: at(on), what: 'must_talk_held', id, on });
      }
    }
  }
  for (let i = 0; i < 2 + random.below(8); i++) {
    const createdOn = someDay();
    const id = `t${i}`;
    const dueOn = addDays(createdOn, random.below(70) - 10);
    const organization = random.pick(units).id;
    const task = {
      id,
      number: i + 1,
      title: `事项${i + 1}`,
      organization,
      createdOn,
      dueOn,
      state: 'open' as const,
      source,
    };
    events.push({ at: at(createdOn), what: 'task_given', task });
    if (random.chance(0.6))
      events.push({
        at: at(addDays(createdOn, random.below(90))),
        what: 'task_changed',
        id,
        state: 'submitted',
      });
    if (random.chance(0.2)) {
      const on = addDays(createdOn, random.below(30));
      events.push({ at: at(on), what: 'task_postponed', id, on, dueOn: addDays(dueOn, 20) });
    }
    if (random.chance(0.4)) {
      const on = addDays(createdOn, random.below(60));
      events.push({ at: at(on), what: 'nudged', nudge: { by: 'leader-1', ref: `task:${id}`, on } });
    }
  }
  for (const quarter of new Set([from, addDays(from, 91), to].map((d) => periodOf(d, 'quarter')))) {
    if (!random.chance(0.7)) continue;
    for (const review of quarterlyReviews(school, calendar, quarter, from)) {
      if (review.day < from) continue;
      events.push({ at: at(from), what: 'review_set', review });
      const reported = addDays(review.reportDueOn, random.below(20) - 12);
      if (random.chance(0.7))
        events.push({ at: at(reported), what: 'reported', id: review.id, on: reported });
      const held = addDays(review.day, random.below(6));
      if (random.chance(0.8)) events.push({ at: at(held), what: 'reviewed', id: review.id, on: held });
    }
  }
  for (let i = 0; i < branches.length; i++) {
    if (!random.chance(0.3)) continue;
    const on = someDay();
    const branch = random.pick(branches).id;
    events.push({
      at: at(on),
      what: 'nudged',
      nudge: { by: 'head', ref: `duty:talk:${periodOf(on, 'year')}:${branch}`, on },
    });
  }
  if (random.chance(0.15)) {
    const on = someDay();
    // Grace begins with the import; one of the evening concerns the plans from the next day on.
    events.push({ at: at(on), what: 'imported', on: options.evenings ? addDays(on, 1) : on });
  }
  return events.filter((e) => e.at >= instantOf(from).toISOString());
}
