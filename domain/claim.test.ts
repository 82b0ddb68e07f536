import { describe, expect, it } from 'vitest';
import { buildOrganization } from '../seeds/build.ts';
import { parseClaim } from './claim.ts';

const organizations = [
  buildOrganization('school', null, { kind: 'party_committee', name: '示例大学党委' }),
  buildOrganization('cs', 'school', {
    kind: 'college_committee',
    name: '计算机学院党委',
    aliases: ['计算机学院'],
  }),
  buildOrganization('mech', 'school', {
    kind: 'college_committee',
    name: '机械学院党委',
    aliases: ['机械学院'],
  }),
  buildOrganization('cs1', 'cs', {
    name: '计算机学院教工第一党支部',
    aliases: ['教工一支部', '计算机教工一支部'],
  }),
  buildOrganization('mech1', 'mech', { name: '机械学院教工第一党支部', aliases: ['教工一支部'] }),
  buildOrganization('logistics', 'school', { name: '后勤保障处党支部', aliases: ['后勤支部'] }),
];

describe('what somebody unknown says of themselves', () => {
  it.each([
    ['王小明，后勤支部', '王小明', 'logistics'],
    ['后勤支部 王小明', '王小明', 'logistics'],
    ['我是后勤支部的王小明', '王小明', 'logistics'],
    ['您好，我叫王小明，在后勤支部', '王小明', 'logistics'],
    ['计算机学院教工一支部，欧阳小雪', '欧阳小雪', 'cs1'],
    ['姓名：迪丽·买买提，后勤保障处党支部', '迪丽·买买提', 'logistics'],
  ])('reads the name and the branch of %s', (said, name, branch) => {
    expect(parseClaim(said, organizations)).toEqual({ name, branch });
  });

  it('leaves the branch open when several bear its name, or none is named', () => {
    expect(parseClaim('王小明，教工一支部', organizations)).toEqual({ name: '王小明' });
    expect(parseClaim('王小明', organizations)).toEqual({ name: '王小明' });
  });

  it('takes no report, greeting or question for a name', () => {
    for (const said of [
      '昨天走访了李明轩家',
      '您好',
      '在吗',
      '我们支部的进度',
      '昨天下午开了支委会，大家都来了',
      '好的',
    ])
      expect(parseClaim(said, organizations)).toBeUndefined();
  });
});
