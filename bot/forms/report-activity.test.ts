import { describe, expect, it } from 'vitest';
import type { Person } from '../../domain/directory.ts';
import { buildSchool } from '../../domain/school.ts';
import { ReportedActivity } from '../../domain/understanding.ts';
import { FIELD_FAULTS } from '../../texts/form.ts';
import { type Draft, draftFrom } from '../form.ts';
import form from './report-activity.ts';

const TODAY = '2026-11-21';
const person = (id: string, name: string): Person => ({
  id,
  userid: id,
  name,
  kind: 'staff',
  member: true,
  memberships: [],
});
const sender = person('me', '本人甲');
const school = buildSchool({
  organizations: [],
  people: [sender, person('z1', '张伟'), person('z2', '张伟'), person('h', '韩梅')],
  appointments: [],
  oversight: [],
  ties: [],
});
const context = {
  school,
  sender,
  today: TODAY,
  tokens: { toToken: (id: string) => id, toPerson: (token: string) => token },
  mayChoose: () => true,
};
const parse = (fields: string | Draft) =>
  form.parse(typeof fields === 'string' ? draftFrom(form, new URLSearchParams(fields)) : fields, context);
const report = (fields: string) => {
  const read = parse(fields);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return form.toReport(read.values, context);
};
const faults = (fields: string) => {
  const read = parse(fields);
  return read.ok ? {} : read.faults;
};

describe('the form of an activity', () => {
  it('begins with today', () => {
    expect(form.start(context)).toEqual({ day: TODAY });
  });

  it('reports what a sentence would: kind, day, people with whom each can be, mode, place, words', () => {
    const { reports, words } = report(
      'kind=visit&day=2026-11-20&people=h&people-typed=张伟、王五&mode=onsite&place=家中&words=都在&companions-typed=韩梅',
    );
    expect(words).toBe('都在');
    expect(reports).toEqual([
      {
        kind: 'visit',
        date: '2026-11-20',
        mode: 'onsite',
        place: '家中',
        targets: ['韩梅', '张伟', '王五'],
        targetIds: [['h'], ['z1', 'z2'], []],
        companions: ['韩梅'],
        companionIds: [['h']],
      },
    ]);
    expect(ReportedActivity.safeParse(reports[0]).success).toBe(true);
  });

  it('names nobody twice who was picked and typed', () => {
    expect(report(`kind=talk&day=${TODAY}&people=h&people-typed=韩梅`).reports[0]?.targets).toEqual(['韩梅']);
  });

  it('asks for what cannot be left open, and for nothing else', () => {
    expect(faults('')).toEqual({ kind: FIELD_FAULTS.choose, day: FIELD_FAULTS.day });
    for (const kind of ['visit', 'talk', 'contact', 'pairing'] as const)
      expect(faults(`kind=${kind}&day=${TODAY}`)).toEqual({ people: FIELD_FAULTS.who[kind] });
    expect(faults(`kind=study&day=${TODAY}`)).toEqual({ hours: FIELD_FAULTS.hoursNeeded });
    for (const kind of ['lecture', 'meeting', 'service'])
      expect(faults(`kind=${kind}&day=${TODAY}`)).toEqual({});
  });

  it('takes no day that has not come, nor one of long ago', () => {
    expect(faults('kind=service&day=2026-11-22')).toEqual({ day: FIELD_FAULTS.future });
    expect(faults('kind=service&day=0026-11-20')).toEqual({ day: FIELD_FAULTS.tooEarly });
    expect(faults('kind=service&day=2025-11-20')).toEqual({});
  });

  it('takes hours as a number above nought', () => {
    for (const bad of ['0', '-1', 'x', '201', '1e999'])
      expect(faults(`kind=study&day=${TODAY}&hours=${bad}`)).toEqual({ hours: FIELD_FAULTS.hours });
    expect(report(`kind=study&day=${TODAY}&hours=1.5`).reports[0]).toMatchObject({ hours: 1.5 });
  });

  it('says how long texts may be', () => {
    expect(faults(`kind=service&day=${TODAY}&words=${'字'.repeat(501)}&place=${'字'.repeat(61)}`)).toEqual({
      words: FIELD_FAULTS.long(500),
      place: FIELD_FAULTS.long(60),
    });
  });
});
