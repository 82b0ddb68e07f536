/** A small made-up directory for the tests of this folder. */
import type { Directory, Person } from '../../domain/directory.ts';
import { type DirectoryIndex, indexDirectory } from './index-directory.ts';

const staff = (id: string, name: string, organization: string): Person => ({
  id,
  name,
  kind: 'staff',
  member: true,
  memberships: [{ organization }],
});
const student = (id: string, name: string, unit: string, klass: string): Person => ({
  id,
  name,
  kind: 'student',
  member: false,
  memberships: [],
  unit,
  class: klass,
});

/** Two colleges, four branches; 周宁 is borne twice, 安然 is also a word. */
export function buildDirectory(): Directory {
  return {
    organizations: [
      { id: 'school', name: '晴川大学党委', kind: 'party_committee', parent: null, aliases: ['校党委'] },
      {
        id: 'geo',
        name: '地理学院党委',
        kind: 'college_committee',
        parent: 'school',
        aliases: ['地理学院', '地院'],
      },
      {
        id: 'geo-1',
        name: '地理学院教工第一党支部',
        kind: 'branch',
        parent: 'geo',
        aliases: ['地理教工一支部'],
      },
      {
        id: 'geo-2',
        name: '地理学院教工第二党支部',
        kind: 'branch',
        parent: 'geo',
        aliases: ['地理教工二支部'],
      },
      { id: 'law', name: '法学院党委', kind: 'college_committee', parent: 'school', aliases: ['法学院'] },
      {
        id: 'law-2',
        name: '法学院教工第二党支部',
        kind: 'branch',
        parent: 'law',
        aliases: ['法学教工二支部'],
      },
    ],
    people: [
      staff('me', '顾明川', 'geo-1'),
      staff('he', '贺兰秋', 'geo-1'),
      staff('anran', '安然', 'geo-1'),
      staff('ningt', '周宁', 'law-2'),
      staff('dean', '东方朔宇', 'geo-2'),
      student('s1', '周宁', '地理学院', '测绘2301班'),
      student('s2', '孟子悦', '地理学院', '测绘2301班'),
      student('s3', '祁连雪', '地理学院', '测绘2402班'),
      student('s4', '阿依努尔·艾山', '法学院', '法学2401班'),
      student('s5', '胡家麒', '法学院', '法学2401班'),
    ],
    appointments: [
      { person: 'me', role: 'branch_secretary', organization: 'geo-1' },
      { person: 'dean', role: 'dean', organization: 'geo' },
    ],
    oversight: [],
    ties: [{ id: 't1', kind: 'member_student', from: 'me', to: 's3', since: '2026-03-01' }],
  };
}

export function buildIndex(): DirectoryIndex {
  return indexDirectory(buildDirectory());
}
