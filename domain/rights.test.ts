import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Appointment, Directory, Organization, Person, Role } from './directory.ts';
import { type Act, may, relationsToUnit, unitsInSight } from './rights.ts';
import { buildSchool, isBranch } from './school.ts';

const TODAY = '2026-11-20';
const YESTERDAY = '2026-11-19';

const organizations: Organization[] = [
  { id: 'p', name: '甲大学党委', kind: 'party_committee', parent: null, aliases: [] },
  { id: 'dept', name: '党委组织部', kind: 'department', parent: 'p', aliases: [] },
  { id: 'w', name: '党委宣传部', kind: 'department', parent: 'p', aliases: [] },
  { id: 'a', name: '物理学院党委', kind: 'college_committee', parent: 'p', aliases: [] },
  { id: 'a1', name: '物理一支部', kind: 'branch', parent: 'a', aliases: [] },
  { id: 'a2', name: '物理二支部', kind: 'branch', parent: 'a', aliases: [] },
  { id: 'b', name: '化学学院党委', kind: 'college_committee', parent: 'p', aliases: [] },
  { id: 'b1', name: '化学一支部', kind: 'branch', parent: 'b', aliases: [] },
  { id: 'o', name: '机关党委', kind: 'office_committee', parent: 'p', aliases: [] },
  { id: 'o1', name: '机关一支部', kind: 'branch', parent: 'o', aliases: [] },
];

/** Everyone with their branch; whoever has none of the tested units as theirs sits in `o1`. */
const BRANCHES: Record<string, string> = {
  psec: 'o1',
  lead: 'o1',
  contact: 'o1',
  office: 'o1',
  ohead: 'o1',
  oorg: 'o1',
  whead: 'o1',
  asec: 'o1',
  adep: 'o1',
  adean: 'o1',
  aorg: 'o1',
  s1: 'a1',
  dep1: 'a1',
  com1: 'a1',
  mem1: 'a1',
  s2: 'a2',
  mem2: 'a2',
  sb1: 'b1',
  memb: 'b1',
  bsec: 'o1',
  osec: 'o1',
  so1: 'o1',
  dpo: 'o1',
  former: 'o1',
  gone: 'a1',
};
const person = (id: string): Person => ({
  id,
  name: id,
  kind: 'staff',
  member: true,
  memberships: BRANCHES[id] ? [{ organization: BRANCHES[id] }] : [],
});
const people: Person[] = [
  ...Object.keys(BRANCHES).map((id) => (id === 'gone' ? { ...person(id), leftOn: TODAY } : person(id))),
  { id: 'student', name: 'student', kind: 'student', member: false, memberships: [] },
];
const post = (
  who: string,
  role: Role,
  organization: string,
  more: Partial<Appointment> = {},
): Appointment => ({
  person: who,
  role,
  organization,
  ...more,
});
const base: Directory = {
  organizations,
  people,
  appointments: [
    post('psec', 'party_secretary', 'p'),
    post('lead', 'standing_member', 'p'),
    post('contact', 'standing_member', 'p'),
    post('office', 'leader_office', 'p', { actsFor: 'lead' }),
    post('dpo', 'data_protection', 'p'),
    post('ohead', 'organization_head', 'dept'),
    post('oorg', 'organizer', 'dept'),
    post('whead', 'department_head', 'w'),
    post('asec', 'committee_secretary', 'a'),
    post('adep', 'deputy_secretary', 'a'),
    post('adean', 'dean', 'a'),
    post('aorg', 'organizer', 'a'),
    post('s1', 'branch_secretary', 'a1', { from: '2026-09-01' }),
    post('dep1', 'deputy_secretary', 'a1'),
    post('com1', 'committee_member', 'a1'),
    post('former', 'branch_secretary', 'a1', { from: '2023-09-01', to: YESTERDAY }),
    post('gone', 'branch_secretary', 'a1'),
    post('s2', 'branch_secretary', 'a2'),
    post('bsec', 'committee_secretary', 'b'),
    post('sb1', 'branch_secretary', 'b1'),
    post('osec', 'committee_secretary', 'o'),
    post('so1', 'branch_secretary', 'o1'),
  ],
  oversight: [
    { person: 'lead', organization: 'a', kind: 'in_charge' },
    { person: 'contact', organization: 'a', kind: 'contact' },
  ],
  ties: [],
};
const school = buildSchool(base);

/**
 * The matrix, by hand: `y` = allowed. Columns of acts on units: the branch a1 · its sister a2 · the college a
 * above both · the branch b1 of another college · the school p · the functional department w.
 */
const ON_UNITS = ['a1', 'a2', 'a', 'b1', 'p', 'w'];
type UnitAct = Extract<Act, { organization: string }>['act'];
const UNIT_MATRIX: Record<UnitAct, Record<string, string>> = {
  see_progress: {
    psec: 'yyyyyy',
    lead: 'yyy...',
    contact: 'yyy...',
    office: 'yyy...',
    ohead: 'yyyyyy',
    oorg: 'yyyyyy',
    whead: '.....y',
    asec: 'yyy...',
    adep: 'yyy...',
    adean: 'yyy...',
    aorg: 'yyy...',
    s1: 'y.....',
    dep1: 'y.....',
    com1: 'y.....',
    mem1: 'y.....',
    dpo: '......',
    former: '......',
    gone: '......',
    student: '......',
  },
  see_names: {
    psec: '......',
    lead: '......',
    contact: '......',
    office: '......',
    ohead: '......',
    oorg: '......',
    whead: '......',
    asec: '......',
    adep: '......',
    adean: '......',
    aorg: '......',
    s1: 'y.....',
    dep1: 'y.....',
    com1: '......',
    mem1: '......',
    dpo: '......',
    former: '......',
    gone: '......',
    student: '......',
  },
  export_ledger: {
    psec: '......',
    lead: '......',
    contact: '......',
    office: '......',
    ohead: '......',
    oorg: '......',
    whead: '......',
    asec: '......',
    adep: '......',
    adean: '......',
    aorg: '......',
    s1: 'y.....',
    dep1: 'y.....',
    com1: '......',
    mem1: '......',
    dpo: '......',
    former: '......',
    gone: '......',
    student: '......',
  },
  nudge: {
    psec: 'yyyyyy',
    lead: 'yyy...',
    contact: 'yyy...',
    office: 'yyy...',
    ohead: 'yyyyyy',
    oorg: 'yyyyyy',
    whead: '......',
    asec: 'yyy...',
    adep: 'yyy...',
    adean: '......',
    aorg: 'yyy...',
    s1: 'y.....',
    dep1: 'y.....',
    com1: '......',
    mem1: '......',
    dpo: '......',
    former: '......',
    gone: '......',
    student: '......',
  },
  admit: {
    psec: '......',
    lead: '......',
    contact: '......',
    office: '......',
    ohead: 'yyyyyy',
    oorg: 'yyyyyy',
    whead: '......',
    asec: '......',
    adep: '......',
    adean: '......',
    aorg: '......',
    s1: 'y.....',
    dep1: 'y.....',
    com1: '......',
    mem1: '......',
    dpo: '......',
    former: '......',
    gone: '......',
    student: '......',
  },
  report_task: {
    psec: '......',
    lead: '......',
    contact: '......',
    office: '......',
    ohead: '......',
    oorg: '......',
    whead: '.....y',
    asec: 'yyy...',
    adep: 'yyy...',
    adean: '......',
    aorg: 'yyy...',
    s1: 'y.....',
    dep1: 'y.....',
    com1: 'y.....',
    mem1: '......',
    dpo: '......',
    former: '......',
    gone: '......',
    student: '......',
  },
  verify_task: {
    psec: '......',
    lead: '......',
    contact: '......',
    office: '......',
    ohead: 'yyyyyy',
    oorg: 'yyyyyy',
    whead: '......',
    asec: 'yy....',
    adep: 'yy....',
    adean: '......',
    aorg: 'yy....',
    s1: '......',
    dep1: '......',
    com1: '......',
    mem1: '......',
    dpo: '......',
    former: '......',
    gone: '......',
    student: '......',
  },
  comment_on: {
    psec: 'yyyy.y',
    lead: 'yyy...',
    contact: '......',
    office: '......',
    ohead: '......',
    oorg: '......',
    whead: '......',
    asec: 'yy....',
    adep: 'yy....',
    adean: '......',
    aorg: '......',
    s1: '......',
    dep1: '......',
    com1: '......',
    mem1: '......',
    dpo: '......',
    former: '......',
    gone: '......',
    student: '......',
  },
  manage_settings: {
    psec: '......',
    lead: '......',
    contact: '......',
    office: '......',
    ohead: 'yyyyyy',
    oorg: 'yyyyyy',
    whead: '......',
    asec: 'yyy...',
    adep: 'yyy...',
    adean: '......',
    aorg: 'yyy...',
    s1: 'y.....',
    dep1: '......',
    com1: '......',
    mem1: '......',
    dpo: '......',
    former: '......',
    gone: '......',
    student: '......',
  },
};

/**
 * Acts on people: the member mem1 of a1 · the secretary s1 of a1 · a member of a2 · a member of b1 · the school
 * leader `lead` (in the branch o1) · oneself.
 */
const ON_PEOPLE = ['mem1', 's1', 'mem2', 'memb', 'lead', 'self'];
type PersonAct = Exclude<Extract<Act, { person: string }>['act'], never>;
const PERSON_MATRIX: Record<PersonAct, Record<string, string>> = {
  see_records: {
    psec: '.....y',
    lead: '....yy',
    contact: '.....y',
    office: '.....y',
    ohead: '.....y',
    oorg: '.....y',
    whead: '.....y',
    asec: '.....y',
    adep: '.....y',
    adean: '.....y',
    aorg: '.....y',
    s1: 'yy...y',
    dep1: 'yy...y',
    com1: '.....y',
    mem1: 'y....y',
    so1: '....yy',
    dpo: '.....y',
    former: '.....y',
    gone: '......',
    student: '.....y',
  },
  record_for: {
    psec: '.....y',
    lead: '....yy',
    contact: '.....y',
    office: '....yy',
    ohead: '.....y',
    oorg: '.....y',
    whead: '.....y',
    asec: '.....y',
    adep: '.....y',
    adean: '.....y',
    aorg: '.....y',
    s1: 'yy...y',
    dep1: 'yy...y',
    com1: 'yy...y',
    mem1: 'y....y',
    so1: '....yy',
    dpo: '.....y',
    former: '.....y',
    gone: '......',
    student: '.....y',
  },
  open_must_talk: {
    psec: '......',
    lead: '......',
    contact: '......',
    office: '......',
    ohead: 'yyyyy.',
    oorg: 'yyyyy.',
    whead: '......',
    asec: 'yyy...',
    adep: 'yyy...',
    adean: '......',
    aorg: 'yyy...',
    s1: 'y.....',
    dep1: 'yy....',
    com1: '......',
    mem1: '......',
    so1: '....y.',
    dpo: '......',
    former: '......',
    gone: '......',
    student: '......',
  },
  approve_excuse: {
    psec: '......',
    lead: '......',
    contact: '......',
    office: '......',
    ohead: '.y....',
    oorg: '.y....',
    whead: '......',
    asec: '.y....',
    adep: '.y....',
    adean: '......',
    aorg: '.y....',
    s1: 'y.....',
    dep1: '......',
    com1: '......',
    mem1: '......',
    so1: '....y.',
    dpo: '......',
    former: '......',
    gone: '......',
    student: '......',
  },
  serve_data_request: {
    psec: '.....y',
    lead: '....yy',
    contact: '.....y',
    office: '.....y',
    ohead: '.....y',
    oorg: '.....y',
    whead: '.....y',
    asec: '.....y',
    adep: '.....y',
    adean: '.....y',
    aorg: '.....y',
    s1: '.y...y',
    dep1: '.....y',
    com1: '.....y',
    mem1: 'y....y',
    so1: '.....y',
    dpo: 'yyyyyy',
    former: '.....y',
    gone: '......',
    student: '.....y',
  },
};

const asked = (who: string, act: Act) => (may(school, who, act, TODAY).ok ? 'y' : '.');

describe('the matrix of rights', () => {
  for (const [act, rows] of Object.entries(UNIT_MATRIX) as [UnitAct, Record<string, string>][])
    for (const [who, expected] of Object.entries(rows))
      it(`${act}: ${who} on ${ON_UNITS.join(' ')} is ${expected}`, () => {
        expect(ON_UNITS.map((organization) => asked(who, { act, organization })).join('')).toBe(expected);
      });
  for (const [act, rows] of Object.entries(PERSON_MATRIX) as [PersonAct, Record<string, string>][])
    for (const [who, expected] of Object.entries(rows))
      it(`${act}: ${who} on ${ON_PEOPLE.join(' ')} is ${expected}`, () => {
        const row = ON_PEOPLE.map((target) => asked(who, { act, person: target === 'self' ? who : target }));
        expect(row.join('')).toBe(expected);
      });

  it('lets the organization department alone change the directory', () => {
    const allowed = Object.keys(BRANCHES).filter(
      (who) => may(school, who, { act: 'manage_directory' }, TODAY).ok,
    );
    expect(allowed).toEqual(['ohead', 'oorg']);
  });

  it('opens a sealed text by exception only to two posts, and only with a reason', () => {
    const act: Act = { act: 'open_text', author: 'mem1', reason: '信访核查' };
    const allowed = Object.keys(BRANCHES).filter((who) => may(school, who, act, TODAY).ok);
    expect(allowed).toEqual(['ohead', 'dpo']);
    expect(may(school, 'dpo', { ...act, reason: ' ' }, TODAY)).toEqual({ ok: false, why: 'needs_reason' });
    expect(may(school, 's2', { ...act, reason: '' }, TODAY)).toEqual({ ok: false, why: 'text_is_sealed' });
  });

  it('shows a 必谈 to whoever opened it and whoever holds it', () => {
    const act: Act = { act: 'see_must_talk', openedBy: 'aorg', holder: 's1' };
    const allowed = Object.keys(BRANCHES).filter((who) => may(school, who, act, TODAY).ok);
    expect(allowed).toEqual(['aorg', 's1']);
  });
});

describe('sealed texts', () => {
  const read = (who: string, written: string, author = 'mem1') =>
    may(school, who, { act: 'read_text', author, branch: 'a1', day: written }, TODAY).ok;

  it('are read by their author and by the secretary in charge then and now', () => {
    expect(read('mem1', '2026-10-10')).toBe(true);
    expect(read('s1', '2026-10-10')).toBe(true);
    const readers = Object.keys(BRANCHES).filter((who) => read(who, '2026-10-10'));
    expect(readers).toEqual(['s1', 'mem1']);
  });

  it('are not inherited by a successor, nor kept by a predecessor', () => {
    expect(read('s1', '2026-08-31')).toBe(false);
    expect(read('former', '2026-08-31')).toBe(false);
    expect(read('former', '2026-08-31', 'former')).toBe(true);
  });

  it('are closed to whoever has left the school, authors included', () => {
    expect(read('gone', '2026-10-10', 'gone')).toBe(false);
  });
});

describe('reasons for a refusal', () => {
  it.each([
    ['s1', { act: 'see_progress', organization: 'b1' }, 'outside_oversight'],
    ['lead', { act: 'see_names', organization: 'a1' }, 'names_stop_at_branch'],
    ['lead', { act: 'see_names', organization: 'b1' }, 'outside_oversight'],
    ['asec', { act: 'see_names', organization: 'a' }, 'names_stop_at_branch'],
    ['mem1', { act: 'see_records', person: 'com1' }, 'not_your_branch'],
    ['former', { act: 'see_records', person: 'mem1' }, 'not_your_branch'],
    ['gone', { act: 'see_progress', organization: 'a1' }, 'not_a_member'],
    ['nobody', { act: 'see_progress', organization: 'a1' }, 'not_a_member'],
    ['psec', { act: 'see_progress', organization: 'x' }, 'unknown_unit'],
    ['s1', { act: 'see_records', person: 'x' }, 'unknown_person'],
    ['s1', { act: 'approve_excuse', person: 's1' }, 'not_your_own'],
    ['asec', { act: 'verify_task', organization: 'a' }, 'not_your_own'],
    ['mem1', { act: 'admit', organization: 'a1' }, 'post_needed'],
    ['asec', { act: 'read_text', author: 'mem1', branch: 'a1', day: TODAY }, 'text_is_sealed'],
  ] as [string, Act, string][])('%s, %o: %s', (who, act, why) => {
    expect(may(school, who, act, TODAY)).toEqual({ ok: false, why });
  });

  it('do not depend on whether the thing asked for exists', () => {
    const ask = (author: string) =>
      may(school, 'mem2', { act: 'read_text', author, branch: 'a1', day: TODAY }, TODAY);
    expect(ask('mem1')).toEqual(ask('nobody'));
  });
});

describe('standing in', () => {
  const vacant = buildSchool({
    ...base,
    appointments: base.appointments.filter(
      (a) => !(a.organization === 'a1' && a.role === 'branch_secretary'),
    ),
  });
  const orphaned = buildSchool({
    ...base,
    appointments: base.appointments.filter((a) => a.organization !== 'a1'),
  });
  const away = buildSchool({
    ...base,
    appointments: base.appointments.filter((a) => !['gone', 'former'].includes(a.person)),
    people: base.people.map((p) =>
      p.id === 's1' ? { ...p, absences: [{ from: '2026-11-01', to: TODAY }] } : p,
    ),
  });

  it('gives the deputy the rights of a vacant post', () => {
    expect(may(vacant, 'dep1', { act: 'approve_excuse', person: 'mem1' }, TODAY).ok).toBe(true);
    expect(relationsToUnit(vacant, 'dep1', 'a1', TODAY)).toContain('acting');
  });

  it('gives the organizer in charge the names of a branch that has nobody', () => {
    expect(may(orphaned, 'aorg', { act: 'see_names', organization: 'a1' }, TODAY).ok).toBe(true);
    expect(may(orphaned, 'asec', { act: 'see_names', organization: 'a1' }, TODAY).ok).toBe(false);
    expect(may(orphaned, 'oorg', { act: 'see_names', organization: 'a1' }, TODAY).ok).toBe(false);
  });

  it('lets a deputy stand in for a secretary on leave, who keeps the post', () => {
    expect(may(away, 'dep1', { act: 'approve_excuse', person: 'mem1' }, TODAY).ok).toBe(true);
    expect(may(away, 's1', { act: 'approve_excuse', person: 'mem1' }, TODAY).ok).toBe(true);
    expect(may(away, 'dep1', { act: 'approve_excuse', person: 'mem1' }, '2026-11-21').ok).toBe(false);
  });

  it('does not open texts written before one stood in', () => {
    const read = (day: string) =>
      may(away, 'dep1', { act: 'read_text', author: 'mem1', branch: 'a1', day }, TODAY).ok;
    expect(read('2026-11-05')).toBe(true);
    expect(read('2026-10-31')).toBe(false);
  });
});

describe('units in sight', () => {
  it.each([
    ['psec', ['p']],
    ['oorg', ['p']],
    ['lead', ['a']],
    ['office', ['a']],
    ['asec', ['a']],
    ['s1', ['a1']],
    ['whead', ['w']],
    ['mem1', []],
    ['dpo', []],
    ['gone', []],
  ])('of %s are %o', (who, expected) => {
    expect(unitsInSight(school, who, TODAY)).toEqual(expected);
  });

  it('are exactly those whose counts one may see, the own branch apart', () => {
    for (const who of Object.keys(BRANCHES)) {
      const sight = unitsInSight(school, who, TODAY);
      for (const { id } of organizations) {
        const covered = sight.some((unit) => school.isUnder(id, unit)) || BRANCHES[who] === id;
        const isAllowed = may(school, who, { act: 'see_progress', organization: id }, TODAY).ok;
        if (who !== 'gone') expect([who, id, isAllowed]).toEqual([who, id, covered]);
      }
    }
  });
});

describe('on random schools', () => {
  const ROLES: Role[] = [
    'party_secretary',
    'standing_member',
    'organization_head',
    'organizer',
    'committee_secretary',
    'deputy_secretary',
    'dean',
    'branch_secretary',
    'committee_member',
    'department_head',
    'leader_office',
    'data_protection',
  ];
  const ids = organizations.map((o) => o.id);
  const who = fc.constantFrom('u0', 'u1', 'u2', 'u3', 'u4');
  const unit = fc.constantFrom(...ids);
  const span = fc.constantFrom(
    {},
    { from: '2026-11-20' },
    { from: '2026-11-21' },
    { to: '2026-11-19' },
    { to: '2026-11-20' },
  );
  const appointment = fc
    .tuple(who, fc.constantFrom(...ROLES), unit, span)
    .map(([person_, role, organization, days]) => post(person_, role, organization, days));
  const oversight = fc
    .tuple(who, unit, fc.constantFrom('in_charge' as const, 'contact' as const), span)
    .map(([person_, organization, kind, days]) => ({ person: person_, organization, kind, ...days }));
  const directory = fc
    .record({
      appointments: fc.array(appointment, { maxLength: 12 }),
      oversight: fc.array(oversight, { maxLength: 4 }),
      branches: fc.array(fc.constantFrom('a1', 'a2', 'b1', 'o1'), { minLength: 5, maxLength: 5 }),
    })
    .map(
      ({ appointments, oversight: overseen, branches }): Directory => ({
        organizations,
        people: branches.map((organization, i) => ({ ...person(`u${i}`), memberships: [{ organization }] })),
        appointments,
        oversight: overseen,
        ties: [],
      }),
    );
  const act: fc.Arbitrary<Act> = fc.oneof(
    fc
      .tuple(fc.constantFrom(...(Object.keys(UNIT_MATRIX) as UnitAct[])), unit)
      .map(([name, organization]): Act => ({ act: name, organization })),
    fc
      .tuple(fc.constantFrom(...(Object.keys(PERSON_MATRIX) as PersonAct[])), who)
      .map(([name, target]): Act => ({ act: name, person: target })),
    fc.tuple(who, unit).map(([author, branch]): Act => ({ act: 'read_text', author, branch, day: TODAY })),
    fc.constant<Act>({ act: 'manage_directory' }),
    who.map((author): Act => ({ act: 'open_text', author, reason: '核查' })),
  );

  it('whoever holds nothing may see their own and the counts of their branch, and nothing else', () => {
    fc.assert(
      fc.property(directory, who, act, (d, id, what) => {
        const plain = {
          ...d,
          appointments: d.appointments.filter((a) => a.person !== id),
          oversight: d.oversight.filter((o) => o.person !== id),
        };
        const view = buildSchool(plain);
        const isOwn =
          (what.act === 'read_text' && what.author === id) ||
          ('person' in what &&
            what.person === id &&
            ['see_records', 'record_for', 'serve_data_request'].includes(what.act)) ||
          (what.act === 'see_progress' && view.branchOf(id, TODAY)?.id === what.organization);
        expect(may(view, id, what, TODAY).ok).toBe(isOwn);
      }),
    );
  });

  it('posts and oversight that ended yesterday give nothing', () => {
    fc.assert(
      fc.property(directory, who, act, (d, id, what) => {
        const end = <T extends { person: string }>(list: T[]) =>
          list.map((x) => (x.person === id ? { ...x, to: YESTERDAY } : x));
        const without = <T extends { person: string }>(list: T[]) => list.filter((x) => x.person !== id);
        const ended = buildSchool({
          ...d,
          appointments: end(d.appointments),
          oversight: end(d.oversight),
        });
        const never = buildSchool({
          ...d,
          appointments: without(d.appointments),
          oversight: without(d.oversight),
        });
        expect(may(ended, id, what, TODAY)).toEqual(may(never, id, what, TODAY));
      }),
    );
  });

  it('a further post elsewhere removes no right', () => {
    fc.assert(
      fc.property(directory, who, act, appointment, (d, id, what, extra) => {
        const before = buildSchool(d);
        const target =
          'organization' in what
            ? what.organization
            : 'person' in what
              ? before.branchOf(what.person, TODAY)?.id
              : what.act === 'read_text'
                ? what.branch
                : undefined;
        const isElsewhere =
          target === undefined ||
          (!before.isUnder(target, extra.organization) && extra.organization !== target);
        // A new head of a branch moves that head's own excuses to the level above.
        fc.pre(isElsewhere);
        const after = buildSchool({ ...d, appointments: [...d.appointments, extra] });
        if (may(before, id, what, TODAY).ok) expect(may(after, id, what, TODAY).ok).toBe(true);
      }),
    );
  });

  it('nobody above the branch sees its names, save who stands in for it', () => {
    fc.assert(
      fc.property(directory, who, fc.constantFrom(...ids), (d, id, organization) => {
        const view = buildSchool(d);
        const isAllowed = may(view, id, { act: 'see_names', organization }, TODAY).ok;
        const holdsPostHere = view
          .postsOf(id, TODAY)
          .some(
            (p) =>
              p.organization === organization && ['branch_secretary', 'deputy_secretary'].includes(p.role),
          );
        const isActing = relationsToUnit(view, id, organization, TODAY).includes('acting');
        const kind = view.organization(organization);
        if (isAllowed) expect(kind && isBranch(kind) && (holdsPostHere || isActing)).toBe(true);
      }),
    );
  });
});
