import { describe, expect, it } from 'vitest';
import { buildIndex } from './fixtures.ts';
import { normalize } from './normalize.ts';
import { contentsOf } from './opinion.ts';
import { readMessage } from './report.ts';
import { understand } from './understand.ts';

const index = buildIndex();
const contents = (text: string) =>
  contentsOf(readMessage(normalize(text), new Date('2026-11-18T20:00:00+08:00'), 'me', index));

describe('what a telling contains, by its words and their order', () => {
  it.each([
    '上午去孟子悦家走访，下午找周宁谈心',
    '周二开了支委会，周四给支部讲了一堂党课',
    '昨天跟孟子悦在办公室谈的，今天跟周宁打电话谈的',
  ])('%s: several activities', (text) => {
    expect(contents(text).several).toBeGreaterThan(0.65);
  });

  it.each([
    '昨天去孟子悦家走访',
    '上午支部开了党员大会，传达了会议精神，大家都发了言',
    '和周宁谈心谈了一个下午',
  ])('%s: one activity', (text) => {
    expect(contents(text).several).toBeLessThan(0.1);
  });

  it.each([
    ['在宿舍和周宁谈了心', true],
    ['给孟子悦妈妈打了个电话，算家访', false],
    ['昨晚跟孟子悦的爸爸视频家访', false],
    ['和周宁谈心', false],
  ])('%s: met in person: %s', (text, met) => {
    expect(contents(text).onsite > 0.5).toBe(met);
  });
});

describe('what is asked', () => {
  it('is nothing where a plain telling says no way of meeting', () => {
    const read = understand(
      { text: '昨天下午走访了孟子悦家，父母都在', now: new Date('2026-11-18T20:00:00+08:00'), sender: 'me' },
      index,
    );
    expect(read.ask).toBeUndefined();
  });
});
