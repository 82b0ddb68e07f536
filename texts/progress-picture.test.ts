import { describe, expect, it } from 'vitest';
import { loadProgrammes } from '../actions/programmes.ts';
import type { DutyProgress } from './progress.ts';
import { progressPicture } from './progress-picture.ts';

const rule = loadProgrammes().find((r) => r.id === 'visit') as DutyProgress['rule'];
const unit = (person: string) => ({ duty: 'visit', period: '2026', branch: 'b', person });
const view = { title: '教工一支部 & 其他 <1>', when: '截至11月21日' };
const draw = (done: number, excused: number, open: string[], study?: { hours: number; aim: number }) =>
  progressPicture(
    [
      {
        rule,
        progress: {
          duty: 'visit',
          period: '2026',
          ...{ owed: done + excused + open.length, done, excused, open: open.map(unit) },
        },
      },
    ],
    study,
    view,
  );

describe('the picture of progress', () => {
  it('has a bar for each duty with 应, 已, 免 and 待, and one for the hours of study', () => {
    const svg = draw(5, 1, ['liuyang'], { hours: 26, aim: 32 });
    expect(svg).toContain('>走访<');
    expect(svg).toContain('>5/7<');
    expect(svg).toContain('>应7　已5　免1　待1<');
    expect(svg).toContain('>学时人均<');
    expect(svg).toContain('>26/32<');
    expect(svg.match(/<rect [^>]*height="20"/g)).toHaveLength(6);
  });

  it('names nobody, and nothing in it is red', () => {
    const svg = draw(0, 0, ['liuyang', 'gaofei'], { hours: 0, aim: 32 });
    expect(svg).not.toMatch(/liuyang|gaofei|刘洋/);
    for (const [, r = '', g = '', b = ''] of svg.matchAll(/#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/g))
      expect(Number.parseInt(r, 16)).toBeLessThanOrEqual(
        Math.max(Number.parseInt(g, 16), Number.parseInt(b, 16)),
      );
  });

  it('draws bars as long as their share, and never beyond the whole', () => {
    const widths = (svg: string) =>
      [...svg.matchAll(/width="([\d.]+)" height="20"/g)].map((match) => Number(match[1]));
    const [whole = 0, done = 0, excused = 0] = widths(draw(2, 1, ['a']));
    expect(done / whole).toBeCloseTo(0.5, 2);
    expect(excused / whole).toBeCloseTo(0.25, 2);
    expect(widths(draw(1, 0, [], { hours: 80, aim: 32 }))[4]).toBe(whole);
  });

  it('escapes what a unit is called', () => {
    expect(draw(1, 0, [])).toContain('教工一支部 &amp; 其他 &lt;1&gt;');
  });

  it('leaves out what nobody owes', () => {
    expect(draw(0, 0, [])).not.toContain('走访');
  });
});
