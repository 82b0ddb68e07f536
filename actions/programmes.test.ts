import { describe, expect, it } from 'vitest';
import { loadProgrammes, parseProgramme } from './programmes.ts';

const GOOD = `programme: p
name: 名
duties:
  - id: visit
    name: 走访
    system: 一访
    title: 走访
    kind: visit
    owedBy: member
    period: year
    source: { document: 文, clause: 一 }
`;

describe('programmes', () => {
  it('come with the product and cite their clauses', () => {
    for (const rule of loadProgrammes()) {
      expect(rule.source.document.length).toBeGreaterThan(0);
      expect(rule.source.clause.length).toBeGreaterThan(0);
    }
  });

  it('name file, line and field of a fault', () => {
    expect(parseProgramme(GOOD, 'p.yaml').duties).toHaveLength(1);
    expect(() => parseProgramme(GOOD.replace('period: year', 'period: decade'), 'p.yaml')).toThrow(
      /^p\.yaml:10: duties\.0\.period/,
    );
    expect(() => parseProgramme(GOOD.replace('name: 走访\n', ''), 'p.yaml')).toThrow(/^p\.yaml:\d+:/);
    expect(() => parseProgramme('programme: [', 'p.yaml')).toThrow(/^p\.yaml:1/);
  });
});
