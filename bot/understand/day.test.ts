import { describe, expect, test } from 'vitest';
import { parseDayPhrases } from './day.ts';
import { normalize } from './normalize.ts';
import { SURE } from './thresholds.ts';
import { parseTimes } from './time.ts';

// Wednesday
const now = new Date('2026-11-18T10:00:00+08:00');
const read = (text: string, looking: 'back' | 'ahead' = 'back', at = now) =>
  parseDayPhrases(normalize(text), at, { looking }).map((p) => (p.to ? `${p.from}..${p.to}` : p.from));
const first = (text: string, looking: 'back' | 'ahead' = 'back') =>
  parseDayPhrases(normalize(text), now, { looking })[0];

describe('days looking back', () => {
  test.each([
    ['昨天去的', '2026-11-17'],
    ['大前天', '2026-11-15'],
    ['上周三', '2026-11-11'],
    ['上上周五下午', '2026-11-06'],
    ['周四谈的', '2026-11-12'],
    ['星期三', '2026-11-18'],
    ['5号', '2026-11-05'],
    ['28号', '2026-10-28'],
    ['11.5走访', '2026-11-05'],
    ['12/30', '2025-12-30'],
    ['20261105', '2026-11-05'],
    ['2026-11-05', '2026-11-05'],
    ['２０２６年１１月５日', '2026-11-05'],
    ['十一月五日', '2026-11-05'],
    ['去年12月3日', '2025-12-03'],
    ['上个月28号', '2026-10-28'],
    ['三天前', '2026-11-15'],
    ['这周末', '2026-11-21'],
    ['上周末', '2026-11-14'],
    ['国庆假期第三天', '2026-10-03'],
    ['国庆前一天', '2026-09-30'],
    ['教师节那天', '2026-09-10'],
    ['中秋节当天', '2026-09-25'],
    ['上个月最后一个周五', '2026-10-30'],
    ['上月最后一天', '2026-10-31'],
    ['这个月第一天', '2026-11-01'],
    ['9月份的最后一天', '2026-09-30'],
    ['上个月倒数第二天', '2026-10-30'],
    ['12月头一天', '2025-12-01'],
    ['琴日', '2026-11-17'],
    ['1.10月27日，谈心', '2026-10-27'],
    ['昨天，哦不是昨天，是周一下午', '2026-11-16'],
    ['昨儿，嗯不对，前儿晚上', '2026-11-16'],
    ['前天我不对不是前天是大前天', '2026-11-15'],
    ['昨天、不，前天晚上的事', '2026-11-16'],
    ['说一下周五的事', '2026-11-13'],
    ['去了九一八纪念馆，昨天', '2026-11-17'],
    ['补下周五的走访', '2026-11-13'],
    ['上周四9:30谈的', '2026-11-12'],
    ['周二205教室', '2026-11-17'],
    ['周一直接去的', '2026-11-16'],
    ['前天，呸，昨天', '2026-11-17'],
    ['3号在琴房', '2026-11-03'],
    ['题为《白求恩与今日医者》，昨天讲的', '2026-11-17'],
  ])('%s is %s', (text, day) => {
    expect(read(text)).toEqual([day]);
  });

  test.each([
    ['8月21日—23日', '2026-08-21..2026-08-23'],
    ['7、8号两天', '2026-11-07..2026-11-08'],
    ['5号6号两天', '2026-11-05..2026-11-06'],
    ['元旦三天（1号到3号）', '2026-01-01..2026-01-03'],
    ['上周五到周日', '2026-11-13..2026-11-15'],
    ['3-5号', '2026-11-03..2026-11-05'],
    ['从周一开始，到昨天结束', '2026-11-16..2026-11-17'],
    ['12月30日至1月2日', '2025-12-30..2026-01-02'],
    ['周末两天', '2026-11-14..2026-11-15'],
  ])('%s is the range %s', (text, range) => {
    expect(read(text)).toEqual([range]);
  });

  test.each([
    ['昨天不对是前天', '2026-11-16'],
    ['不是昨天，是前天', '2026-11-16'],
    ['昨天，哦应该是前天', '2026-11-16'],
    ['11月5号说错了是6号', '2026-11-06'],
    ['是周二不是周一', '2026-11-17'],
  ])('a correction counts: %s', (text, day) => {
    const phrase = first(text)!;
    expect(phrase.from).toBe(day);
    expect(phrase.corrected).toBe(true);
  });

  test('a date and its weekday are one day, and two when they disagree', () => {
    expect(read('11月5日（周四）')).toEqual(['2026-11-05']);
    const wrong = first('11月5日（周五）')!;
    expect(wrong.confidence).toBeLessThan(SURE);
    expect(wrong.alternatives).toHaveLength(2);
  });

  test.each([
    '月初',
    '上周',
    '上周一共走访了三户',
    '这周一定去',
    '10月下旬',
    '国庆期间',
    '周一还是周二',
    '几天前',
    '上个月',
  ])('%s leaves the day open', (text) => {
    const phrase = first(text)!;
    expect(phrase.grain === 'vague' || phrase.confidence < SURE).toBe(true);
  });

  test.each([
    '3号楼',
    '4.5学时',
    '任务3号',
    '2号线',
    '春节慰问老党员',
    '五四精神',
    '三点建议',
    '第5周',
    '一周一次',
    '在3号琴房',
    '到二号排练厅',
  ])('%s is no day', (text) => {
    expect(read(text)).toEqual([]);
  });

  test('the turn of the year and a leap day are respected', () => {
    expect(read('元旦', 'back', new Date('2027-01-05T09:00:00+08:00'))).toEqual(['2027-01-01']);
    expect(read('2月29日', 'back', now)).toEqual(['2024-02-29']);
    expect(read('昨天', 'back', new Date('2026-03-01T00:10:00+08:00'))).toEqual(['2026-02-28']);
  });
});

describe('days of the almanac and of the north', () => {
  const winter = new Date('2027-01-05T09:00:00+08:00');
  test.each([
    ['立冬那天在食堂谈的', ['2026-11-07']],
    ['小雪当天去家访', ['2026-11-22']],
    ['大雪封路，没去成', []],
    ['和立夏谈心', []],
    ['去年最后一天开的会', ['2026-12-31']],
    ['昨儿后半晌补的课', ['2027-01-04']],
    ['昨天后晌谈的', ['2027-01-04']],
  ])('%s', (text, days) => {
    expect(read(text, 'back', winter)).toEqual(days);
  });

  test.each([
    ['今儿头午打的电话', 'morning'],
    ['昨儿后半晌', 'afternoon'],
    ['傍黑儿叫到办公室', 'evening'],
    ['下晚儿的主题党日', 'evening'],
  ])('%s says a part of the day', (text, part) => {
    expect(parseTimes(text)[0]?.daypart).toBe(part);
  });
});

describe('days looking ahead', () => {
  test.each([
    ['明天', '2026-11-19'],
    ['三天后再提醒', '2026-11-21'],
    ['下周一再说', '2026-11-23'],
    ['周五', '2026-11-20'],
    ['周三', '2026-11-25'],
    ['月底前', '2026-11-30'],
    ['12月1日', '2026-12-01'],
    ['1月5日前', '2027-01-05'],
    ['年底', '2026-12-31'],
    ['一周后', '2026-11-25'],
    ['三季度末前', '2027-09-30'],
    ['下周二，还是下周四吧', '2026-11-26'],
  ])('%s is %s', (text, day) => {
    expect(first(text, 'ahead')?.from).toBe(day);
  });

  test('half an hour before midnight runs into the next day', () => {
    expect(read('半小时后', 'ahead', new Date('2026-11-18T23:45:00+08:00'))).toEqual(['2026-11-19']);
  });

  test('过两天 names no day', () => {
    expect(first('过两天', 'ahead')!.confidence).toBeLessThan(SURE);
    expect(first('两天后', 'ahead')!.from).toBe('2026-11-20');
  });
});

describe('a week named in a title', () => {
  test('holds the weekdays that follow', () => {
    const monday = new Date('2026-10-26T10:00:00+08:00');
    expect(read('上周干了三样，周一支委会，周三谈心', 'back', monday).slice(1)).toEqual([
      '2026-10-19',
      '2026-10-21',
    ]);
  });
});

describe('a festival that is no day', () => {
  test('on its eve it is not the one a year ago, and within its holiday not the first day', () => {
    expect(read('冬至给师傅们包饺子', 'back', new Date('2026-12-21T10:00:00+08:00'))).toEqual([]);
    expect(read('国庆自驾路过凌源', 'back', new Date('2026-10-04T10:00:00+08:00'))).toEqual([]);
  });
});
