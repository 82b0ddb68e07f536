import { describe, expect, it } from 'vitest';
import { buildPerson, buildSmallSchool } from '../seeds/build.ts';
import { parseReading, READING } from './reading.ts';

const school = buildSmallSchool({
  people: [
    buildPerson('jiangyue', 'b1', { name: '蒋悦' }),
    buildPerson('ayiguli', 'b1', { name: '阿依古丽·买买提' }),
  ],
});
const now = new Date('2026-10-20T09:00:00+08:00');

describe('a request for one text', () => {
  it.each([
    [
      '看一下蒋悦10月14日谈话的正文，原因：核对材料',
      { name: '蒋悦', day: '2026-10-14', kind: 'talk', reason: '核对材料' },
    ],
    ['请查看阿依古丽·买买提昨天走访的原文', { name: '阿依古丽·买买提', day: '2026-10-19', kind: 'visit' }],
    ['看我10月14日谈话的正文', { name: '杨光', day: '2026-10-14', kind: 'talk' }],
    ['看一下我自己的10月14日谈话的正文', { name: '杨光', day: '2026-10-14', kind: 'talk' }],
    ['看一下钱不存10月14日谈话的正文', { name: '钱不存', day: '2026-10-14', kind: 'talk' }],
    ['看10月14日谈话的正文', { day: '2026-10-14', kind: 'talk' }],
  ])('reads %s', (text, wanted) => {
    expect(READING.test(text)).toBe(true);
    expect(parseReading(text, school, now, '杨光')).toEqual(wanted);
  });

  it('leaves other words alone', () => {
    for (const text of ['看一下我们支部的进度', '昨天看望了蒋悦', '我的记录', '把正文改成别的'])
      expect(READING.test(text)).toBe(false);
  });
});
