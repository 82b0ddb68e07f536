import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isPaired, Programme } from './duty.ts';

const programme = Programme.parse(
  parse(readFileSync(new URL('../seeds/programmes/campus-pioneer.yaml', import.meta.url), 'utf8')),
);

describe('校园先锋工程 as data', () => {
  it('has the three talks of 三谈, all counted in pairs and on the same clause', () => {
    const talks = programme.duties.filter((d) => d.kind === 'talk');
    expect(talks.map((d) => d.owedBy).sort()).toEqual([
      'branch_secretary_with_members',
      'school_leader_with_cadres',
      'school_secretary_with_heads',
    ]);
    for (const duty of talks) {
      expect(isPaired(duty.owedBy)).toBe(true);
      expect(duty.source).toEqual({ document: '校园先锋工程通知', clause: '二3', inPrinciple: true });
    }
  });

  it('counts visits and ties per person', () => {
    const others = programme.duties.filter((d) => d.kind !== 'talk');
    expect(others.map((d) => d.id)).toEqual(['visit', 'tie', 'tie-teacher']);
    expect(others.some((d) => isPaired(d.owedBy))).toBe(false);
  });
});
