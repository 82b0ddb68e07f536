import { describe, expect, it } from 'vitest';
import { findChoosable, MOST_FOUND, mayChoose } from './choosable.ts';
import type { Directory, Person } from './directory.ts';
import { buildSchool } from './school.ts';

const TODAY = '2026-11-21';

const member = (id: string, name: string, branch: string): Person => ({
  id,
  userid: id,
  name,
  kind: 'staff',
  member: true,
  memberships: [{ organization: branch }],
});
const student = (id: string, name: string): Person => ({
  id,
  name,
  kind: 'student',
  member: false,
  memberships: [],
});

const directory: Directory = {
  organizations: [
    { id: 'school', name: '学校党委', kind: 'party_committee', parent: null, aliases: [] },
    { id: 'college', name: '学院党委', kind: 'college_committee', parent: 'school', aliases: [] },
    { id: 'one', name: '第一支部', kind: 'branch', parent: 'college', aliases: [] },
    { id: 'two', name: '第二支部', kind: 'branch', parent: 'college', aliases: [] },
  ],
  people: [
    member('me', '本人甲', 'one'),
    member('mate', '同支部乙', 'one'),
    member('other', '外支部丙', 'two'),
    member('tied', '结对丁', 'two'),
    { ...member('gone', '同支部离校', 'one'), leftOn: TODAY },
    member('head', '学院书记', 'two'),
    student('s1', '学生甲'),
  ],
  appointments: [{ person: 'head', role: 'committee_secretary', organization: 'college' }],
  oversight: [],
  ties: [{ id: 't', kind: 'leader_teacher', from: 'me', to: 'tied', since: '2026-01-01' }],
};
const school = buildSchool(directory);

describe('whom somebody may pick', () => {
  it('is the own branch, students and ties, and neither oneself nor anyone who has left', () => {
    const picked = directory.people.map((p) => p.id).filter(mayChoose(school, 'me', TODAY));
    expect(picked).toEqual(['mate', 'tied', 's1']);
  });

  it('reaches into the units that one leads', () => {
    const picked = directory.people.map((p) => p.id).filter(mayChoose(school, 'head', TODAY));
    expect(picked).toEqual(['me', 'mate', 'other', 'tied', 's1']);
  });

  it('refuses an id that does not exist as it refuses one that may not be picked', () => {
    const allowed = mayChoose(school, 'me', TODAY);
    expect([allowed('other'), allowed('nobody')]).toEqual([false, false]);
  });

  it('gives nothing to somebody whom the directory lacks but students', () => {
    const picked = directory.people.map((p) => p.id).filter(mayChoose(school, 'nobody', TODAY));
    expect(picked).toEqual(['s1']);
  });

  it('is found by a part of the name, the own branch first', () => {
    expect(findChoosable(school, 'me', '甲', TODAY).map((p) => p.id)).toEqual(['s1']);
    expect(findChoosable(school, 'head', '支部', TODAY).map((p) => p.name)).toEqual(['外支部丙', '同支部乙']);
    expect(findChoosable(school, 'me', '  ', TODAY)).toEqual([]);
  });

  it('shows at most twenty', () => {
    const crowd = Array.from({ length: 50 }, (_, i) => student(`s${i}`, `学生${i}`));
    const full = buildSchool({ ...directory, people: [...directory.people.slice(0, 6), ...crowd] });
    expect(findChoosable(full, 'me', '学生', TODAY)).toHaveLength(MOST_FOUND);
  });
});
