import { describe, expect, it } from 'vitest';
import { creditActivity } from './crediting.ts';
import type { Directory, Organization, Person } from './directory.ts';
import { DutyRule } from './duty.ts';
import { leadingCadresOf, secretaryTalks } from './leading-body.ts';
import { measure, owedByLeaders, owedUnits } from './progress.ts';
import { buildSchool } from './school.ts';

const day = '2026-11-05';
const unit = (id: string, kind: Organization['kind'], parent: string | null): Organization => ({
  id,
  name: id,
  kind,
  parent,
  aliases: [],
});
const person = (id: string, branch: string, more: Partial<Person> = {}): Person => ({
  id,
  name: id,
  kind: 'staff',
  member: true,
  memberships: [{ organization: branch }],
  ...more,
});
const directory: Directory = {
  organizations: [
    unit('school', 'party_committee', null),
    unit('cs', 'college_committee', 'school'),
    unit('cs-1', 'branch', 'cs'),
    unit('offices', 'office_committee', 'school'),
    unit('office-1', 'branch', 'offices'),
    unit('marx', 'direct_branch', 'school'),
  ],
  people: [
    person('secretary', 'office-1', { leaderRank: true }),
    person('vice', 'office-1', { leaderRank: true }),
    person('third', 'office-1', { leaderRank: true }),
    person('dean', 'cs-1', { member: false, leaderRank: true }),
    person('college', 'cs-1', { leaderRank: true }),
    person('deputy', 'cs-1'),
    person('teacher', 'cs-1'),
    person('director', 'office-1', { leaderRank: true }),
    person('marx-head', 'marx', { leaderRank: true }),
  ],
  appointments: [
    { person: 'secretary', role: 'party_secretary', organization: 'school' },
    { person: 'vice', role: 'standing_member', organization: 'school' },
    { person: 'third', role: 'standing_member', organization: 'school' },
    { person: 'college', role: 'committee_secretary', organization: 'cs' },
    { person: 'deputy', role: 'deputy_secretary', organization: 'cs' },
    { person: 'dean', role: 'dean', organization: 'cs' },
    { person: 'marx-head', role: 'branch_secretary', organization: 'marx' },
  ],
  oversight: [
    { person: 'vice', organization: 'cs', kind: 'in_charge' },
    { person: 'vice', organization: 'marx', kind: 'contact' },
    { person: 'third', organization: 'offices', kind: 'in_charge' },
    { person: 'college', organization: 'cs-1', kind: 'contact' },
  ],
  ties: [],
};
const school = buildSchool(directory);
const rule = (id: string, owedBy: DutyRule['owedBy']) =>
  DutyRule.parse({
    id,
    name: '谈话',
    system: '三谈',
    title: '谈心谈话',
    kind: 'talk',
    owedBy,
    period: 'year',
    source: { document: '校园先锋工程通知', clause: '二3', inPrinciple: true },
  });
const heads = rule('talk-heads', 'school_secretary_with_heads');
const units = rule('talk-units', 'school_leader_with_cadres');
const talk = (author: string, others: string[], individually?: boolean) =>
  creditActivity(school, [heads, units], {
    facts: { kind: 'talk', date: day, ...(individually !== undefined && { individually }) },
    participations: [{ person: author, role: 'author' }],
    contacts: others.map((p) => ({ person: p })),
  });

describe('三谈 (a), the school’s secretary', () => {
  it('owes a talk to each member of the leading body and to secretary and dean of each second-level unit', () => {
    expect(
      secretaryTalks(school, day)
        ?.counterparts.map((p) => p.id)
        .sort(),
    ).toEqual(['college', 'dean', 'marx-head', 'third', 'vice']);
    expect(owedByLeaders(school, heads, '2026', day)).toHaveLength(5);
  });

  it('is credited from either side, and once when both tell of it', () => {
    const credit = { duty: 'talk-heads', period: '2026', person: 'secretary', counterpart: 'dean' };
    expect(talk('secretary', ['dean'])).toMatchObject([credit]);
    expect(talk('dean', ['secretary'])).toMatchObject([credit]);
    const units = owedByLeaders(school, heads, '2026', day);
    const twice = [...talk('secretary', ['dean']), ...talk('dean', ['secretary'])];
    expect(measure(school, heads, '2026', units, twice, [], day)).toMatchObject({ owed: 5, done: 1 });
  });

  it('stays done when the post of secretary changes hands', () => {
    const changed = buildSchool({
      ...directory,
      appointments: directory.appointments.flatMap((a) =>
        a.role === 'party_secretary'
          ? [
              { ...a, to: '2026-06-30' },
              { ...a, person: 'third', from: '2026-07-01' },
            ]
          : [a],
      ),
    });
    const credits = talk('secretary', ['dean']).map((c) => ({ ...c }));
    const units = owedByLeaders(changed, heads, '2026', day);
    expect(units.every((u) => u.person === 'third')).toBe(true);
    const progress = measure(changed, heads, '2026', units, credits, [], day);
    expect(progress.open.map((u) => u.counterpart)).not.toContain('dean');
  });
});

describe('三谈 (b), members of the leading body', () => {
  it('owe talks to the leading cadres of units in their charge and of units they are a contact for', () => {
    const owed = owedByLeaders(school, units, '2026', day).map((u) => `${u.person}:${u.counterpart}`);
    expect(owed.sort()).toEqual(['third:director', 'vice:college', 'vice:deputy', 'vice:marx-head']);
  });

  it('leave out cadres outside the Party and the school’s own leaders in the branches of a unit', () => {
    const ids = leadingCadresOf(school, school.organization('offices')!, day).map((p) => p.id);
    expect(ids).toEqual(['director']);
  });

  it('are not owed by someone who oversees a unit without belonging to the leading body', () => {
    expect(owedByLeaders(school, units, '2026', day).some((u) => u.person === 'college')).toBe(false);
  });

  it('are credited by a talk with a cadre and not by a talk with an ordinary teacher', () => {
    expect(talk('vice', ['college'])).toMatchObject([
      { duty: 'talk-units', person: 'vice', counterpart: 'college' },
    ]);
    expect(talk('vice', ['teacher'])).toEqual([]);
  });

  it('credit a talk with several only when it was held one by one', () => {
    expect(talk('vice', ['college', 'deputy'])).toEqual([]);
    expect(talk('vice', ['college', 'deputy'], true)).toHaveLength(2);
  });

  it('are excused by an approved reason', () => {
    const open = owedByLeaders(school, units, '2026', day);
    const excuse = { duty: 'talk-units', period: '2026', person: 'vice', counterpart: 'deputy' };
    expect(measure(school, units, '2026', open, [], [excuse], day)).toMatchObject({ owed: 4, excused: 1 });
  });

  it('belong to no branch’s progress', () => {
    expect(owedUnits(school, units, 'office-1', '2026', day)).toEqual([]);
    expect(owedUnits(school, heads, 'office-1', '2026', day)).toEqual([]);
  });
});
