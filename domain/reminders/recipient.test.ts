import { describe, expect, it } from 'vitest';
import { buildDirectory, buildFacts } from './build-facts.ts';
import { nextLevel, recipientForPerson, recipientForUnit } from './recipient.ts';

const day = '2026-11-23';
const without = (...posts: string[]) => {
  const directory = buildDirectory();
  directory.appointments = directory.appointments.filter(
    (a) => !posts.includes(`${a.role}@${a.organization}`),
  );
  return buildFacts({}, directory);
};

describe('what a unit owes', () => {
  it('goes to its secretary', () => {
    expect(recipientForUnit(buildFacts(), 'cs-t1', day)).toEqual({ person: 'liu', via: 'holder' });
    expect(recipientForUnit(buildFacts(), 'cs', day)).toEqual({ person: 'wang', via: 'holder' });
  });

  it('falls to the deputy in a vacancy, then to the organizer in charge, then to nobody', () => {
    expect(recipientForUnit(without('branch_secretary@cs-t1'), 'cs-t1', day)).toEqual({
      person: 'gao',
      via: 'deputy',
    });
    const vacant = without('branch_secretary@cs-t1', 'deputy_secretary@cs-t1');
    expect(recipientForUnit(vacant, 'cs-t1', day)).toEqual({ person: 'he', via: 'organizer' });
    const nobody = without('branch_secretary@cs-t2', 'organizer@org-dept');
    expect(recipientForUnit(nobody, 'cs-t2', day)).toBeUndefined();
  });

  it('falls to the deputy while the secretary is on leave, and back', () => {
    const directory = buildDirectory();
    const liu = directory.people.find((p) => p.id === 'liu');
    liu!.absences = [{ from: '2026-11-23', to: '2026-11-27' }];
    const facts = buildFacts({}, directory);
    expect(recipientForUnit(facts, 'cs-t1', '2026-11-22')?.person).toBe('liu');
    expect(recipientForUnit(facts, 'cs-t1', '2026-11-23')?.person).toBe('gao');
    expect(recipientForUnit(facts, 'cs-t1', '2026-11-28')?.person).toBe('liu');
  });
});

describe('what a person owes', () => {
  it('goes to the person, and a school leader’s to the office', () => {
    expect(recipientForPerson(buildFacts(), 'zhang', day)).toEqual({ person: 'zhang', via: 'self' });
    expect(recipientForPerson(buildFacts(), 'sun', day)).toEqual({ person: 'ma', via: 'office' });
    expect(recipientForPerson(without('leader_office@school'), 'sun', day)).toEqual({
      person: 'sun',
      via: 'self',
    });
  });

  it('goes to nobody without an account, on leave or gone', () => {
    const directory = buildDirectory();
    const [zhang, gao, yuan] = ['zhang', 'gao', 'yuan'].map(
      (id) => directory.people.find((p) => p.id === id)!,
    );
    delete zhang!.userid;
    gao!.absences = [{ from: '2026-11-01' }];
    yuan!.leftOn = '2026-11-20';
    const facts = buildFacts({}, directory);
    for (const id of ['zhang', 'gao', 'yuan', 'unknown'])
      expect(recipientForPerson(facts, id, day)).toBeUndefined();
  });
});

describe('the next level', () => {
  it('of a branch is the secretary above, of a college the organization department', () => {
    expect(nextLevel(buildFacts(), 'cs-t1', day, 'liu')?.person).toBe('wang');
    expect(nextLevel(buildFacts(), 'cs', day, 'wang')?.person).toBe('lin');
    expect(nextLevel(without('organization_head@org-dept'), 'cs', day, 'wang')?.person).toBe('he');
  });

  it('is somebody else than who was told so far', () => {
    const directory = buildDirectory();
    directory.appointments.push({ person: 'liu', role: 'committee_secretary', organization: 'cs' });
    directory.appointments = directory.appointments.filter((a) => a.person !== 'wang');
    expect(nextLevel(buildFacts({}, directory), 'cs-t1', day, 'liu')?.person).toBe('lin');
  });
});
