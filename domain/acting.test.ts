import { describe, expect, it } from 'vitest';
import { actingFor, isAway, leadersServedBy, officeFor } from './acting.ts';
import type { Appointment, Directory, Person } from './directory.ts';
import { buildSchool } from './school.ts';

const DAY = '2026-11-20';

const person = (id: string, more: Partial<Person> = {}): Person => ({
  id,
  name: id,
  kind: 'staff',
  member: true,
  memberships: [],
  ...more,
});

function build(appointments: Appointment[], people: Person[] = []) {
  const directory: Directory = {
    organizations: [
      { id: 'p', name: '甲大学党委', kind: 'party_committee', parent: null, aliases: [] },
      { id: 'dept', name: '党委组织部', kind: 'department', parent: 'p', aliases: [] },
      { id: 'a', name: '物理学院党委', kind: 'college_committee', parent: 'p', aliases: [] },
      { id: 'a1', name: '物理一支部', kind: 'branch', parent: 'a', aliases: [] },
    ],
    people: [
      ...people,
      ...[...new Set(appointments.map((a) => a.person))]
        .filter((id) => !people.some((p) => p.id === id))
        .map((id) => person(id)),
    ],
    appointments,
    oversight: [],
    ties: [],
  };
  return buildSchool(directory);
}

const secretary: Appointment = { person: 'sec', role: 'branch_secretary', organization: 'a1' };
const deputy: Appointment = { person: 'dep', role: 'deputy_secretary', organization: 'a1' };
const organizer: Appointment = { person: 'org', role: 'organizer', organization: 'a' };
const central: Appointment = { person: 'central', role: 'organizer', organization: 'dept' };
const away = (id: string) => person(id, { absences: [{ from: '2026-11-01', to: '2026-11-30' }] });

describe('who acts for a branch', () => {
  it.each([
    ['its secretary', [secretary, deputy, organizer, central], [], 'sec', 'holder'],
    ['the deputy when the post is vacant', [deputy, organizer, central], [], 'dep', 'deputy'],
    ['the deputy when the secretary is on leave', [secretary, deputy], [away('sec')], 'dep', 'deputy'],
    ['the organizer when there is no deputy', [organizer, central], [], 'org', 'organizer'],
    [
      'the organizer when both are on leave',
      [secretary, deputy, organizer],
      [away('sec'), away('dep')],
      'org',
      'organizer',
    ],
    ['the organization department last', [central], [], 'central', 'organizer'],
  ] as [string, Appointment[], Person[], string, string][])('is %s', (_, posts, people, who, as) => {
    const acting = actingFor(build(posts, people), 'a1', DAY);
    expect(acting && [acting.person.id, acting.as]).toEqual([who, as]);
  });

  it('is nobody when every post is vacant', () => {
    expect(actingFor(build([]), 'a1', DAY)).toBeUndefined();
    expect(actingFor(build([secretary]), 'unknown', DAY)).toBeUndefined();
  });

  it('passes over a secretary who left the school in the middle of a term', () => {
    const school = build([secretary, deputy], [person('sec', { leftOn: '2026-11-10' })]);
    expect(actingFor(school, 'a1', '2026-11-09')?.person.id).toBe('sec');
    expect(actingFor(school, 'a1', '2026-11-10')?.person.id).toBe('dep');
  });

  it('changes hands on the day after a term ends', () => {
    const school = build([
      { ...secretary, to: DAY },
      { ...secretary, person: 'next', from: '2026-11-21' },
    ]);
    expect(actingFor(school, 'a1', DAY)?.person.id).toBe('sec');
    expect(actingFor(school, 'a1', '2026-11-21')?.person.id).toBe('next');
  });
});

describe('who acts for other units', () => {
  it('a college falls to its own organizer when secretary and deputy are missing', () => {
    expect(actingFor(build([organizer, central]), 'a', DAY)?.person.id).toBe('org');
  });

  it('the organization department is headed by its own head', () => {
    const head: Appointment = { person: 'head', role: 'organization_head', organization: 'dept' };
    expect(actingFor(build([head, central]), 'dept', DAY)?.person.id).toBe('head');
  });
});

describe('leave', () => {
  it('includes its first and last day, and lasts without a last day', () => {
    const short = person('x', { absences: [{ from: '2026-11-01', to: '2026-11-02' }] });
    expect(['2026-10-31', '2026-11-01', '2026-11-02', '2026-11-03'].map((d) => isAway(short, d))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isAway(person('y', { absences: [{ from: '2026-11-01' }] }), '2030-01-01')).toBe(true);
  });
});

describe('offices of school leaders', () => {
  const leaders: Appointment[] = [
    { person: 'psec', role: 'party_secretary', organization: 'p' },
    { person: 'vice', role: 'standing_member', organization: 'p' },
  ];
  const school = build(
    [
      ...leaders,
      { person: 'one', role: 'leader_office', organization: 'p', actsFor: 'vice' },
      { person: 'all', role: 'leader_office', organization: 'p' },
      { person: 'ill', role: 'leader_office', organization: 'p' },
      { person: 'past', role: 'leader_office', organization: 'p', to: '2026-11-19' },
    ],
    [away('ill')],
  );

  it('act for the leader named, or for every leader of the unit', () => {
    expect(officeFor(school, 'vice', DAY).map((p) => p.id)).toEqual(['one', 'all']);
    expect(officeFor(school, 'psec', DAY).map((p) => p.id)).toEqual(['all']);
    expect(leadersServedBy(school, 'all', DAY).map((p) => p.id)).toEqual(['psec', 'vice']);
  });

  it('act for nobody once their posting or the leader’s has ended', () => {
    expect(leadersServedBy(school, 'past', DAY)).toEqual([]);
    expect(officeFor(school, 'one', DAY)).toEqual([]);
  });
});
