import { describe, expect, test } from 'vitest';
import { buildSchool } from './build-sandbox.ts';
import { School, type SchoolFile } from './school.ts';

describe('a school that contradicts itself is refused:', () => {
  test.each<[string, (school: SchoolFile) => void, RegExp]>([
    [
      'two members of one userid',
      ({ people }) => people.push({ ...people[0]!, userid: 'zhangwei' }),
      /zhangwei stands twice/,
    ],
    [
      'two departments of one id',
      ({ departments }) => departments.push({ ...departments[1]! }),
      /2 stands twice/,
    ],
    [
      'a department below none',
      ({ departments }) => departments.push({ id: 9, name: '无', parentid: 8 }),
      /9 hangs below 8/,
    ],
    [
      'a member in no department',
      ({ people }) => people.push({ userid: 'x', name: '无', department: [8] }),
      /department 8/,
    ],
    ['no root', ({ departments }) => departments.splice(0, 1), /no root/],
    [
      'a circle',
      ({ departments }) =>
        departments.push({ id: 8, name: '甲', parentid: 9 }, { id: 9, name: '乙', parentid: 8 }),
      /below itself/,
    ],
  ])('%s', (_case, change, message) => {
    const file = buildSchool();
    change(file);
    expect(() => new School(file)).toThrow(message);
  });
});

test('visibility goes down the tree, and userids compare without regard to case', () => {
  const school = new School(buildSchool(), { users: ['HANMEI'], departments: [2] });
  expect(school.visiblePeople().map(({ userid }) => userid)).toEqual([
    'ZhangWei',
    'liuyang',
    'chenming',
    'hanmei',
  ]);
  expect(school.sees('zhangWEI')).toBe(true);
  expect(school.sees('wangshuji')).toBe(false);
  expect(school.below(2)).toEqual([2, 4]);
});
