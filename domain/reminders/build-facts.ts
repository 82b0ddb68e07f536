/** Test data: a small school of made-up people, the one of the scenes, with nothing open but what a test adds. */
import type { Appointment, Directory, Organization, Person } from '../directory.ts';
import { DutyRule } from '../duty.ts';
import type { MustTalk } from '../must-talk.ts';
import { quarterlyReviews, type Review } from '../review.ts';
import { buildSchool } from '../school.ts';
import type { Task } from '../task.ts';
import type { Day } from '../understanding.ts';
import { buildWorkCalendar, DEFAULT_SENDING_HOURS } from '../work-calendar.ts';
import type { ReminderFacts } from './facts.ts';
import { type DigestRow, digestKey, type Mention } from './row.ts';
import { DEFAULT_REMINDER_SETTINGS } from './settings.ts';

const unit = (
  id: string,
  kind: Organization['kind'],
  parent: string | null,
  name: string,
  ...aliases: string[]
): Organization => ({ id, name, kind, parent, aliases });

const person = (id: string, name: string, branch: string, more: Partial<Person> = {}): Person => ({
  id,
  userid: id,
  name,
  kind: 'staff',
  member: true,
  memberships: [{ organization: branch }],
  ...more,
});

const appoint = (person: string, role: Appointment['role'], organization: string): Appointment => ({
  person,
  role,
  organization,
});

/** The directory; what it returns may be changed freely. */
export function buildDirectory(): Directory {
  return {
    organizations: [
      unit('school', 'party_committee', null, '示例大学党委', '校党委'),
      unit('org-dept', 'department', 'school', '党委组织部', '组织部'),
      unit('offices', 'office_committee', 'school', '机关党委'),
      unit('office-1', 'branch', 'offices', '党政办公室党支部', '办公室支部'),
      unit('cs', 'college_committee', 'school', '计算机学院党委', '计算机学院'),
      unit('cs-t1', 'branch', 'cs', '计算机学院教工第一党支部', '教工一支部'),
      unit('cs-t2', 'branch', 'cs', '计算机学院教工第二党支部', '教工二支部'),
    ],
    people: [
      person('zhao', '赵国栋', 'office-1', { leaderRank: true }),
      person('sun', '孙海燕', 'office-1', { leaderRank: true }),
      person('lin', '林晓峰', 'office-1', { leaderRank: true }),
      person('he', '何平', 'office-1'),
      person('xu', '徐静', 'office-1'),
      person('ma', '马立明', 'office-1'),
      person('wang', '王建华', 'cs-t1', { leaderRank: true }),
      person('liu', '刘洋', 'cs-t1'),
      person('gao', '高飞', 'cs-t1'),
      person('ouyang', '欧阳雪', 'cs-t1'),
      person('zhang', '张伟', 'cs-t1', { kind: 'student' }),
      person('yang', '杨光', 'cs-t2'),
      person('yuan', '袁芳', 'cs-t2'),
    ],
    appointments: [
      appoint('zhao', 'party_secretary', 'school'),
      appoint('sun', 'standing_member', 'school'),
      appoint('lin', 'organization_head', 'org-dept'),
      appoint('he', 'organizer', 'org-dept'),
      appoint('xu', 'branch_secretary', 'office-1'),
      appoint('ma', 'leader_office', 'school'),
      appoint('wang', 'committee_secretary', 'cs'),
      appoint('liu', 'branch_secretary', 'cs-t1'),
      appoint('gao', 'deputy_secretary', 'cs-t1'),
      appoint('yang', 'branch_secretary', 'cs-t2'),
    ],
    oversight: [{ person: 'sun', organization: 'cs', kind: 'in_charge' }],
    ties: [],
  };
}

const source = { document: '校园先锋工程通知', clause: '二3', inPrinciple: true };
const duty = (id: string, name: string, kind: DutyRule['kind'], owedBy: DutyRule['owedBy'], clause: string) =>
  DutyRule.parse({
    id,
    name,
    system: name,
    title: name,
    kind,
    owedBy,
    period: 'year',
    source: { ...source, clause },
  });

/** Rules of the programme that tests pick from. */
export const RULES = {
  visit: duty('visit', '走访', 'visit', 'member', '二1'),
  talk: duty('talk', '谈话', 'talk', 'branch_secretary_with_members', '二3'),
  heads: duty('talk-heads', '谈话', 'talk', 'school_secretary_with_heads', '二3'),
  units: duty('talk-units', '谈话', 'talk', 'school_leader_with_cadres', '二3'),
  tie: DutyRule.parse({
    ...duty('tie', '结对', 'pairing', 'any_member', '二2'),
    counterpart: 'student',
    period: 'standing',
  }),
};

/** Facts with no rule, task or review in force: a test adds what it is about. */
export function buildFacts(change: Partial<ReminderFacts> = {}, directory = buildDirectory()): ReminderFacts {
  return {
    school: buildSchool(directory),
    calendar: buildWorkCalendar({
      years: [
        {
          year: 2026,
          holidays: ['2026-01-01', '2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'],
          workdays: ['2026-10-10'],
          estimated: false,
        },
      ],
      vacations: [
        { name: '暑假', from: '2026-07-13', to: '2026-08-23' },
        { name: '寒假', from: '2027-01-25', to: '2027-02-28' },
      ],
      sendingHours: DEFAULT_SENDING_HOURS,
    }),
    settings: DEFAULT_REMINDER_SETTINGS,
    rules: [],
    credits: [],
    excuses: [],
    tasks: [],
    reviews: [],
    mustTalks: [],
    setUps: ['2026-03-02'],
    bereavements: [],
    snoozes: [],
    optOuts: [],
    reactions: [],
    nudges: [],
    teaching: [],
    ...change,
  };
}

export function buildTask(change: Partial<Task> = {}): Task {
  return {
    id: 't12',
    number: 12,
    title: '支部工作条例自查',
    organization: 'cs-t1',
    createdOn: '2026-10-12',
    dueOn: '2026-11-27',
    state: 'open',
    source: { document: '辽科院委发〔2020〕6号', clause: '附2（九）', inPrinciple: false },
    ...change,
  };
}

export function buildMustTalk(change: Partial<MustTalk> = {}): MustTalk {
  return { id: 'm1', subject: 'yuan', openedOn: '2026-10-05', dueOn: '2026-10-12', state: 'open', ...change };
}

/** The reviews of the last quarter of 2026, on 17 December, with the report due on the 10th. */
export function buildReviews(facts: ReminderFacts, ...units: string[]): Review[] {
  return quarterlyReviews(facts.school, facts.calendar, '2026Q4', '2026-10-08').filter((r) =>
    units.includes(r.organization),
  );
}

/** A message that was sent, of the given mentions. */
export function buildRow(
  person: string,
  day: Day,
  items: (Partial<Mention> & { ref: string })[],
  change: Partial<DigestRow> = {},
): DigestRow {
  return {
    key: digestKey(person, day, 'digest'),
    person,
    day,
    kind: 'digest',
    overview: false,
    solicited: false,
    dueAt: `${day}T00:30:00.000Z`,
    items: items.map((m) => ({ kind: 'duty', stage: 'yellow', since: day, direct: true, ...m })),
    rest: 0,
    state: 'sent',
    ...change,
  };
}
