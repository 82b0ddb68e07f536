import { describe, expect, it } from 'vitest';
import { buildIndex } from './fixtures.ts';
import { understand } from './understand.ts';

const index = buildIndex();
const read = (text: string) =>
  understand({ text, now: new Date('2026-11-18T20:00:00+08:00'), sender: 'me' }, index);

describe('what no rule has a word for', () => {
  it('a telling without a word for what it was is put to its sender as what it is likely to be', () => {
    const { intent, ask, reports } = read('我和学弟孟子悦成一对了，昨天定下来的');
    expect({ intent, ask }).toEqual({ intent: 'report', ask: 'intent' });
    expect(reports).toMatchObject([{ kind: 'pairing', date: '2026-11-17', targets: ['孟子悦'] }]);
  });

  it('a question in words of its own is answered, for whom its words say', () => {
    expect(read('上面给咱们支部的评语给我瞅一眼')).toEqual({
      intent: 'query',
      query: { about: 'reviews', scope: 'branch' },
    });
  });

  it('an order in words of its own is asked about before it is carried out', () => {
    expect(read('清单第6项弄妥了')).toEqual({
      intent: 'command',
      command: { name: 'complete_task', task: 6 },
      ask: 'intent',
    });
  });

  it('an order without the number that it needs is no order', () => {
    expect(read('清单上的弄妥了').command).toBeUndefined();
  });

  it.each(['真羡慕人家支部活动那么热闹', '今天食堂的锅包肉真不错'])('%s: is left alone', (text) => {
    expect(read(text)).toEqual({ intent: 'unknown' });
  });
});
