import chineseDays from 'chinese-days';
import { describe, expect, test } from 'vitest';
import { ANNOUNCED, festivalDay, holidaySpan, isSolarTerm, LUNAR, LUNAR_YEARS } from './festival.ts';

describe('days of festivals', () => {
  test('lunar festivals agree with chinese-days in every year of the table', () => {
    for (let year = LUNAR_YEARS.first; year <= LUNAR_YEARS.last; year += 1) {
      const [spring, dragonBoat, , midAutumn, doubleNinth, clear] = LUNAR[year]!.split(' ');
      const solar = (monthDay: string) => chineseDays.getSolarDateFromLunar(`${year}-${monthDay}`).date;
      expect(`${year}-${spring}`).toBe(solar('01-01'));
      expect(`${year}-${dragonBoat}`).toBe(solar('05-05'));
      expect(`${year}-${midAutumn}`).toBe(solar('08-15'));
      expect(`${year}-${doubleNinth}`).toBe(solar('09-09'));
      expect(`${year}-${clear}`).toBe(chineseDays.getSolarTermDate(year, 4, 'pure_brightness'));
    }
  });

  test('solar terms agree with chinese-days in every year of the table', () => {
    const [first, last] = [`${LUNAR_YEARS.first}-01-01`, `${LUNAR_YEARS.last}-12-31`];
    const terms = chineseDays.getSolarTerms(first, last).filter(({ name }) => isSolarTerm(name));
    expect(terms).toHaveLength(22 * (LUNAR_YEARS.last - LUNAR_YEARS.first + 1));
    for (const { name, date } of terms)
      expect([name, festivalDay(name, Number(date.slice(0, 4)))]).toEqual([name, date]);
  });

  test('腊八 is the eighth day of the twelfth lunar month', () => {
    expect(festivalDay('腊八', 2026)).toBe(chineseDays.getSolarDateFromLunar('2025-12-08').date);
    expect(festivalDay('小年', 2027)).toBe(chineseDays.getSolarDateFromLunar('2026-12-23').date);
  });

  test.each([
    ['教师节', 2026, '2026-09-10'],
    ['七一', 2026, '2026-07-01'],
    ['除夕', 2026, '2026-02-16'],
    ['大年初二', 2026, '2026-02-18'],
    ['母亲节', 2026, '2026-05-10'],
  ])('%s of %d is %s', (name, year, day) => {
    expect(festivalDay(name, year)).toBe(day);
  });

  test('an unknown name and a year outside of the table give nothing', () => {
    expect(festivalDay('运动会', 2026)).toBeUndefined();
    expect(festivalDay('中秋', 2080)).toBeUndefined();
  });
});

describe('statutory holidays', () => {
  test('announced spans are days off in chinese-days', () => {
    for (const [year, holidays] of Object.entries(ANNOUNCED))
      for (const span of Object.values(holidays)) {
        const [from, to] = span.split('..').map((d) => `${year}-${d}`);
        const free = chineseDays.getHolidaysInRange(from!, to!, true);
        const days = (Date.parse(to!) - Date.parse(from!)) / 86_400_000 + 1;
        expect(free).toHaveLength(days);
      }
  });

  test('years without an announcement follow the rule', () => {
    expect(holidaySpan('国庆', 2031)).toEqual({ from: '2031-10-01', to: '2031-10-07' });
    expect(holidaySpan('五一', 2031)).toEqual({ from: '2031-05-01', to: '2031-05-05' });
    expect(holidaySpan('教师节', 2031)).toBeUndefined();
  });
});
