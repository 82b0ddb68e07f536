import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Directory, Person } from './directory.ts';
import { applyChanges } from './directory-change.ts';
import { isReachable, planSync, rememberView, type SeenBefore, type WecomView } from './directory-sync.ts';
import { PERSON_FIELDS } from './field-owners.ts';
import { planImport } from './import.ts';
import { may } from './rights.ts';
import { buildSchool } from './school.ts';

const TODAY = '2026-11-20';

const person = (id: string, more: Partial<Person> = {}): Person => ({
  id,
  userid: id,
  name: `名${id}`,
  kind: 'staff',
  member: true,
  memberships: [{ organization: 'a1' }],
  ...more,
});
const directory: Directory = {
  organizations: [
    { id: 'p', name: '甲大学党委', kind: 'party_committee', parent: null, aliases: [], departments: [1] },
    { id: 'a', name: '物理学院党委', kind: 'college_committee', parent: 'p', aliases: [], departments: [10] },
    { id: 'a1', name: '物理一支部', kind: 'branch', parent: 'a', aliases: [], departments: [11] },
    { id: 'a2', name: '物理二支部', kind: 'branch', parent: 'a', aliases: [], departments: [12] },
  ],
  people: [
    person('sec'),
    person('mem'),
    person('other', { memberships: [{ organization: 'a2' }] }),
    {
      id: 'n1',
      number: '20240001',
      name: '李敏',
      kind: 'staff',
      member: true,
      memberships: [{ organization: 'a1' }],
    },
  ],
  appointments: [{ person: 'sec', role: 'branch_secretary', organization: 'a1', from: '2026-09-01' }],
  oversight: [{ person: 'sec', organization: 'a2', kind: 'contact' }],
  ties: [{ id: 't', kind: 'leader_teacher', from: 'sec', to: 'mem', since: '2026-03-01' }],
};
const departments = [
  { id: 1, name: '甲大学', parentId: 0 },
  { id: 10, name: '物理学院', parentId: 1 },
  { id: 11, name: '一支部', parentId: 10 },
  { id: 111, name: '一支部一组', parentId: 11 },
  { id: 12, name: '二支部', parentId: 10 },
];
const members = [
  { userid: 'sec', name: '名sec', departments: [11] },
  { userid: 'mem', name: '名mem', departments: [111] },
  { userid: 'other', name: '名other', departments: [12] },
];
const whole: WecomView = { departments, members, isWhole: true };
const before: SeenBefore = rememberView(whole);
const without = (view: WecomView, ...gone: string[]): WecomView => ({
  ...view,
  members: view.members.filter((m) => !gone.includes(m.userid)),
});
const sync = (view: WecomView, previous: SeenBefore | undefined = before, d = directory) =>
  planSync(d, view, previous, { today: TODAY });

describe('a sync', () => {
  it('of the same view changes nothing', () => {
    expect(sync(whole)).toEqual({
      changes: [],
      proposals: [],
      differences: [],
      vanished: [],
      returned: [],
      unmapped: [],
      lost: [],
      reachable: ['sec', 'mem', 'other'],
    });
  });

  it('gives an account to someone known by number, under the same name only', () => {
    const found = (name: string) =>
      sync({ ...whole, members: [...members, { userid: '20240001', name, departments: [11] }] });
    expect(found('李敏').changes).toMatchObject([
      { kind: 'person', after: { id: 'n1', userid: '20240001' } },
    ]);
    expect(found('李敏').reachable).toContain('n1');
    expect(found('李明')).toMatchObject({
      changes: [],
      differences: [{ person: 'n1', field: 'name', here: '李敏', there: '李明' }],
    });
    expect(found('李明').reachable).not.toContain('n1');
  });

  it('corrects the spelling of an account and keeps the id', () => {
    const view = {
      ...whole,
      members: members.map((m) => (m.userid === 'mem' ? { ...m, userid: 'Mem' } : m)),
    };
    expect(sync(view).changes).toMatchObject([{ after: { id: 'mem', userid: 'Mem' } }]);
  });

  it('proposes unknown people of a branch’s department for admission, and makes nobody a member', () => {
    const view = {
      ...whole,
      members: [
        ...members,
        { userid: 'new', name: '新人', departments: [111] },
        { userid: 'dean', name: '院办', departments: [10] },
        { userid: 'two', name: '两处', departments: [11, 12] },
      ],
    };
    expect(sync(view)).toMatchObject({
      changes: [],
      proposals: [{ userid: 'new', name: '新人', organization: 'a1' }],
    });
  });

  it('reports another name or branch and changes neither', () => {
    const view = {
      ...whole,
      members: members.map((m) => (m.userid === 'mem' ? { ...m, name: '小名', departments: [12] } : m)),
    };
    expect(sync(view)).toMatchObject({
      changes: [],
      differences: [
        { person: 'mem', field: 'name', here: '名mem', there: '小名' },
        { person: 'mem', field: 'branch', here: 'a1', there: 'a2' },
      ],
    });
  });

  it('names departments without a unit, and mapped ones that went out of sight', () => {
    const view = {
      ...whole,
      departments: [
        { id: 12, name: '二支部', parentId: 10 },
        { id: 90, name: '校友会', parentId: 80 },
      ],
      isWhole: false,
    };
    expect(sync(view)).toMatchObject({
      unmapped: [{ id: 90, name: '校友会' }],
      lost: [
        { organization: 'p', department: 1 },
        { organization: 'a', department: 10 },
        { organization: 'a1', department: 11 },
      ],
    });
  });
});

describe('leavers', () => {
  it('are closed, not deleted: membership, posts, oversight and ties end the day before', () => {
    const after = applyChanges(directory, sync(without(whole, 'sec')).changes);
    expect(after.people).toHaveLength(directory.people.length);
    expect(after.people[0]).toEqual({
      ...person('sec'),
      leftOn: TODAY,
      memberships: [{ organization: 'a1', to: '2026-11-19' }],
    });
    expect(after.appointments).toMatchObject([{ from: '2026-09-01', to: '2026-11-19' }]);
    expect(after.oversight).toMatchObject([{ to: '2026-11-19' }]);
    expect(after.ties).toMatchObject([{ until: '2026-11-19' }]);
  });

  it('have no right left on that very day', () => {
    const ask = (d: Directory) =>
      may(buildSchool(d), 'sec', { act: 'see_progress', organization: 'a1' }, TODAY);
    expect(ask(directory)).toEqual({ ok: true });
    expect(ask(applyChanges(directory, sync(without(whole, 'sec')).changes))).toEqual({
      ok: false,
      why: 'not_a_member',
    });
  });

  it('are not taken up again by the next sync, nor by an account of that name that comes back', () => {
    const after = applyChanges(directory, sync(without(whole, 'sec')).changes);
    expect(sync(without(whole, 'sec'), before, after).changes).toEqual([]);
    const back = sync(whole, before, after);
    expect(back).toMatchObject({ changes: [], returned: ['sec'] });
    expect(back.reachable).not.toContain('sec');
  });

  it('are not whoever went out of the visible range', () => {
    const part: WecomView = {
      departments: departments.filter((d) => d.id === 12),
      members: members.filter((m) => m.userid === 'other'),
      isWhole: false,
    };
    expect(sync(part)).toMatchObject({ changes: [], vanished: [], reachable: ['other'] });
  });

  it('are only supposed when a visible department loses someone and the range is not whole', () => {
    const part = { ...without(whole, 'sec'), isWhole: false };
    expect(sync(part)).toMatchObject({ changes: [], vanished: ['sec'] });
  });

  it('are certain when the list of all accounts lacks them, whatever the range', () => {
    const part: WecomView = {
      departments: [],
      members: [],
      isWhole: false,
      accounts: ['SEC', 'other'],
    };
    const after = applyChanges(directory, sync(part).changes);
    expect(after.people.filter((p) => p.leftOn).map((p) => p.id)).toEqual(['mem']);
  });

  it('are not whoever the directory names and WeCom never showed', () => {
    const first = planSync(directory, without(whole, 'sec'), undefined, { today: TODAY });
    expect(first).toMatchObject({ changes: [], vanished: ['sec'] });
  });

  it('are held back when they are too many at once, until a person agrees', () => {
    const crowd = Array.from({ length: 40 }, (_, i) => person(`m${i}`));
    const full = { ...directory, people: crowd };
    const view: WecomView = {
      departments,
      members: crowd.map((p) => ({ userid: p.id, name: p.name, departments: [11] })),
      isWhole: true,
    };
    const half = { ...view, members: view.members.slice(0, 20) };
    const held = planSync(full, half, rememberView(view), { today: TODAY });
    expect(held).toMatchObject({ changes: [], held: { leavers: 20, accounts: 40 } });
    const agreed = planSync(full, half, rememberView(view), { today: TODAY, allowManyLeavers: true });
    expect(agreed.held).toBeUndefined();
    expect(agreed.changes).toHaveLength(20);
  });
});

describe('the staged roll-out', () => {
  it('reaches whoever the range shows, and everybody before the first sync', () => {
    expect(isReachable(undefined, 'mem')).toBe(true);
    expect(isReachable(new Set(['mem']), 'mem')).toBe(true);
    expect(isReachable(new Set(['mem']), 'sec')).toBe(false);
  });
});

describe('the ownership of fields', () => {
  const userids = ['sec', 'SEC', 'mem', 'other', '20240001', 'stranger'];
  const view: fc.Arbitrary<WecomView> = fc.record({
    departments: fc.subarray(departments),
    members: fc.uniqueArray(
      fc.record({
        userid: fc.constantFrom(...userids),
        name: fc.constantFrom('名sec', '名mem', '李敏', '别名'),
        departments: fc.subarray([1, 10, 11, 111, 12]),
      }),
      { selector: (m) => m.userid.toLowerCase() },
    ),
    isWhole: fc.boolean(),
  });

  it('is kept by the sync: it changes accounts and leaving, and otherwise only shortens', () => {
    fc.assert(
      fc.property(view, fc.option(view, { nil: undefined }), (now, then) => {
        const previous = then && rememberView(then);
        const { changes } = planSync(directory, now, previous, { today: TODAY });
        for (const change of changes) {
          expect(change.kind).not.toBe('organization');
          expect(change.before).toBeDefined();
          if (change.kind === 'person') {
            const was = change.before as unknown as Record<string, unknown>;
            const is = change.after as unknown as Record<string, unknown>;
            const changed = (Object.keys(PERSON_FIELDS) as (keyof Person)[]).filter(
              (field) => JSON.stringify(was[field]) !== JSON.stringify(is[field]),
            );
            const allowed = changed.filter(
              (field) =>
                PERSON_FIELDS[field] === 'both' ||
                (field === 'memberships' && change.after.leftOn !== undefined),
            );
            expect(changed).toEqual(allowed);
          } else if (change.kind !== 'organization' && change.after) {
            const { before: was, after: is } = change;
            expect({ ...is, to: 0, until: 0 }).toEqual({ ...was, to: 0, until: 0 });
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('settles after one sync: the same view again changes nothing', () => {
    fc.assert(
      fc.property(view, (now) => {
        const after = applyChanges(directory, sync(now).changes);
        expect(sync(now, rememberView(now), after).changes).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('is kept by the import: blank cells undo neither an account nor a leaving that the sync found', () => {
    const synced = applyChanges(
      directory,
      sync({
        ...without(whole, 'mem'),
        members: [...without(whole, 'mem').members, { userid: '20240001', name: '李敏', departments: [11] }],
      }).changes,
    );
    const file = {
      name: '人员',
      rows: [
        ['学号/工号', '企业微信账号', '姓名', '类别', '党员', '所在支部', '离校日期'],
        ['20240001', null, '李敏', '教职工', '是', '物理一支部', null],
        [null, 'mem', '名mem', '教职工', '是', '物理一支部', null],
      ],
    };
    const plan = planImport(synced, [file], { today: TODAY });
    expect(plan).toMatchObject({ changes: [], faults: [] });
  });
});
