import { describe, expect, it } from 'vitest';
import { buildIndex } from './fixtures.ts';
import { normalize } from './normalize.ts';
import { CONTENTS, type Content } from './opinion.ts';
import { findReports, readMessage } from './report.ts';
import { retold } from './retelling.ts';
import { understand } from './understand.ts';

const index = buildIndex();
// Wednesday
const now = new Date('2026-11-18T20:00:00+08:00');
const read = (text: string) => readMessage(normalize(text), now, 'me', index);
/** What a second opinion holds that knows of some contents only. */
const holding = (some: Partial<Record<Content, number>>) =>
  ({ ...Object.fromEntries(CONTENTS.map((c) => [c, 0.001])), ...some }) as Record<Content, number>;
const kinds = (text: string, held: Partial<Record<Content, number>>) => {
  const reading = read(text);
  return retold(findReports(reading), reading, holding(held)).reports.map((r) => r.kind);
};

describe('another way to read a telling', () => {
  it('leaves out a kind that the whole does not speak of', () => {
    const text = '孟子悦跟同事吵了一架，见面都不说话，今早我找孟子悦谈话，她气消了大半';
    expect(findReports(read(text)).reports.map((r) => r.kind)).toEqual(['contact', 'talk']);
    expect(kinds(text, { talk: 0.99 })).toEqual(['talk']);
  });

  it('takes the kind that the whole speaks of instead of the one of a single word', () => {
    const text = '孟子悦父亲病故，她很受打击，昨天下午到她家里看望，和她谈了谈心';
    expect(findReports(read(text)).reports.map((r) => r.kind)).toEqual(['visit']);
    expect(kinds(text, { talk: 0.99, onsite: 0.99 })).toEqual(['talk']);
  });

  it('is not looked for where both agree, or where nothing would be left', () => {
    const text = '上午去孟子悦家走访，下午找周宁谈心';
    expect(kinds(text, { visit: 0.99, talk: 0.99, several: 0.99 })).toEqual(['visit', 'talk']);
    expect(kinds(text, {})).toEqual(['visit', 'talk']);
  });

  it('takes nothing out of a list: what one of many lines says weighs little in the whole', () => {
    const text = '①周一支委会②周二我给大家讲了党课③周三和孟子悦谈心';
    expect(kinds(text, { meeting: 0.99, talk: 0.99, several: 0.99 })).toEqual(['meeting', 'lecture', 'talk']);
  });
});

describe('whether something was told at all', () => {
  const take = (text: string) => understand({ text, now, sender: 'me' }, index);

  it.each(['得空要找孟子悦唠唠了，她最近话少', '本来今天去看孟子悦家，塌方断路，半道折回来了'])(
    '%s: is only offered to be recorded',
    (text) => {
      const { intent, ask, reports } = take(text);
      expect({ intent, ask }).toEqual({ intent: 'unknown', ask: 'intent' });
      expect(reports).toMatchObject([{ targets: ['孟子悦'] }]);
    },
  );

  it.each([
    ['结对学生孟子悦：今天上午打电话问她助学贷款办下来没有，办下来了', 'contact', undefined],
    // the rules know that something came to nothing: it is put to the sender
    ['晚上在宿舍楼下找孟子悦谈了谈，连着三天没去上课，有厌学的苗头', 'talk', 'intent'],
  ])('%s: is told, whatever came to nothing in it', (text, kind, asked) => {
    const { intent, ask, reports } = take(text);
    expect({ intent, ask }).toEqual({ intent: 'report', ask: asked });
    expect(reports).toMatchObject([{ kind, targets: ['孟子悦'] }]);
  });

  it.each(['12月5日起网上党校开班，共16学时，自愿报名', '12/7周一走访孟子悦，12/9周三走访周宁'])(
    '%s: a day that would lie a year back is one ahead',
    (text) => {
      expect(take(text)).toMatchObject({ intent: 'unknown', because: 'planned' });
      expect(take(text).reports).toBeUndefined();
    },
  );

  it('what is told as done on such a day is shown with its year first', () => {
    expect(take('12月5日走访了孟子悦家')).toMatchObject({
      intent: 'report',
      ask: 'intent',
      reports: [{ date: '2025-12-05' }],
    });
    expect(take('去年12月5日走访了孟子悦家').ask).toBeUndefined();
  });

  it.each([
    '3月5日学雷锋志愿服务，到敬老院打扫卫生，3小时',
    '补录全年：3月5日敬老院志愿服务3小时；6月12日走访孟子悦家',
    '春节走访孟子悦家，父母都在',
  ])('%s: early in the year is long ago, and recorded', (text) => {
    const { intent, ask } = take(text);
    expect({ intent, ask }).toEqual({ intent: 'report', ask: undefined });
  });

  it.each([
    '高飞和马骏昨天下午召开了支委会，研究发展党员，我没参加',
    '昨天下午给孟子悦妈妈打电话家访，家里没人',
  ])('%s: what the rules know to be none is asked about, however certain it sounds', (text) => {
    const { intent, ask } = take(text);
    expect(intent === 'report' && ask === undefined).toBe(false);
  });

  it('what settles the kinds leaves the rest to be asked', () => {
    const { ask } = take('上午和孟子悦谈心，下午还看了看周宁的宿舍，晚上又跟谭静谈心');
    expect(ask).toBe('targets');
  });
});
