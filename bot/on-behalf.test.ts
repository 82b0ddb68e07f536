import { describe, expect, it } from 'vitest';
import { ON_BEHALF, parseOnBehalf } from './on-behalf.ts';

describe('words said for somebody else', () => {
  it.each([
    ['代刘洋记：昨天走访了李明轩家', '刘洋', '昨天走访了李明轩家'],
    ['代刘洋老师记一下，昨天走访了李明轩家', '刘洋', '昨天走访了李明轩家'],
    ['我替司马青记录：今天开了支委会', '司马青', '今天开了支委会'],
    ['代录：刘洋 昨天走访了李明轩家', '刘洋', '昨天走访了李明轩家'],
    ['代记 阿依古丽·买买提：今天学习两学时', '阿依古丽·买买提', '今天学习两学时'],
  ])('reads %s', (text, name, rest) => {
    expect(ON_BEHALF.test(text)).toBe(true);
    expect(parseOnBehalf(text)).toEqual({ name, rest });
  });

  it('leaves other words alone', () => {
    for (const text of [
      '代表支部参加了会议',
      '昨天走访了李明轩家',
      '帮我记：开会了',
      '代课老师来了',
      '替张伟值班',
    ])
      expect(parseOnBehalf(text)).toBeUndefined();
  });
});
