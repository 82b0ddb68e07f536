import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Person } from '../domain/directory.ts';
import { buildSchool } from '../domain/school.ts';
import { FIELD_FAULTS } from '../texts/form.ts';
import {
  DayField,
  type Draft,
  defineForm,
  draftFrom,
  type Faults,
  PeopleField,
  type PeopleTokens,
  splitNames,
} from './form.ts';

const sender: Person = {
  id: 'me',
  userid: 'me',
  name: '本人甲',
  kind: 'staff',
  member: true,
  memberships: [],
};
const school = buildSchool({
  organizations: [],
  people: [sender],
  appointments: [],
  oversight: [],
  ties: [],
});
const tokens: PeopleTokens = {
  toToken: (person) => `t-${person}`,
  toPerson: (token) => (token.startsWith('t-') ? token.slice(2) : undefined),
};
const context = {
  school,
  sender,
  today: '2026-11-21',
  tokens,
  mayChoose: (id: string) => id !== 'forbidden',
};

const form = defineForm({
  name: 'sample',
  title: '样例',
  fields: z.object({
    kind: z.enum(['a', 'b'], { error: FIELD_FAULTS.choose }),
    day: DayField,
    people: PeopleField,
    hours: z.number({ error: FIELD_FAULTS.hours }).optional(),
    note: z.string().max(5, FIELD_FAULTS.long(5)).optional(),
  }),
  controls: {
    kind: {
      type: 'choice',
      label: '类别',
      options: [
        { value: 'a', label: '甲类' },
        { value: 'b', label: '乙类' },
      ],
    },
    day: { type: 'day', label: '哪一天' },
    people: { type: 'people', label: '和谁' },
    hours: { type: 'number', label: '学时', unit: '学时', when: { field: 'kind', is: ['a'] } },
    note: { type: 'text', label: '想记的话', most: 5 },
  },
  check: ({ day }): Faults => (day === '2026-01-01' ? { day: '元旦不行' } : {}),
  toReport: ({ note }) => ({ reports: [], words: note ?? '' }),
});

const posted = (fields: Record<string, string | string[]>) => {
  const search = new URLSearchParams();
  for (const [name, values] of Object.entries(fields))
    for (const value of [values].flat()) search.append(name, value);
  return draftFrom(form, search);
};
const good = { kind: 'a', day: '2026-11-20' };
const faultsOf = (draft: Draft) => {
  const read = form.parse(draft, context);
  return read.ok ? {} : read.faults;
};

describe('a form', () => {
  it('reads what was posted: people by their tokens, numbers also in full-width digits, empty fields as absent', () => {
    const read = form.parse(
      posted({
        ...good,
        people: ['t-p1', 't-p1', 't-p2'],
        'people-typed': ' 王五 ',
        hours: '１.5',
        note: '',
      }),
      context,
    );
    expect(read).toEqual({
      ok: true,
      values: { kind: 'a', day: '2026-11-20', people: { ids: ['p1', 'p2'], typed: '王五' }, hours: 1.5 },
    });
  });

  it('says what is wrong beside each field, all at once', () => {
    expect(faultsOf(posted({ day: '2026-02-30', hours: 'zwei', note: '一二三四五六' }))).toEqual({
      kind: FIELD_FAULTS.choose,
      day: FIELD_FAULTS.day,
      hours: FIELD_FAULTS.hours,
      note: FIELD_FAULTS.long(5),
    });
    expect(faultsOf(posted({ ...good, day: '2026-01-01' }))).toEqual({ day: '元旦不行' });
  });

  it('refuses a person who may not be picked in the words for one who does not exist', () => {
    const words = ['t-forbidden', 'forged', ''].map(
      (token) => faultsOf(posted({ ...good, people: ['t-p1', token] })).people,
    );
    // An empty value is no person at all.
    expect(words).toEqual([FIELD_FAULTS.person, FIELD_FAULTS.person, undefined]);
  });

  it('drops nothing in silence that stands in a field of another kind', () => {
    expect(faultsOf(posted({ ...good, kind: 'b', hours: '2' }))).toEqual({
      hours: FIELD_FAULTS.notHere('乙类'),
    });
    expect(faultsOf(posted({ ...good, kind: 'b' }))).toEqual({});
  });

  it('passes over fields that it does not have', () => {
    expect(posted({ ...good, person: 'chenming', userid: 'chenming', __proto__: 'x' })).not.toHaveProperty(
      'userid',
    );
  });

  it('keeps a draft word for word but control characters', () => {
    const words = ' 第一行\r\n第二行\u0000\u0007<b>&amp; ';
    expect(posted({ note: words }).note).toBe(' 第一行\n第二行<b>&amp; ');
  });

  it('refuses a condition on a field that is not there when it is declared', () => {
    expect(() =>
      defineForm({
        name: 'broken',
        title: '坏的',
        fields: z.object({ note: z.string() }),
        controls: { note: { type: 'line', label: '话', most: 5, when: { field: 'kind', is: ['a'] } } },
        toReport: () => ({ reports: [], words: '' }),
      }),
    ).toThrow("form 'broken': field 'note' depends on 'kind', which it lacks");
  });
});

describe('names in one line', () => {
  it('are told apart by commas of both kinds and spaces, each once', () => {
    expect(splitNames(' 李明轩、王雨桐，韩梅, 李明轩 ')).toEqual(['李明轩', '王雨桐', '韩梅']);
    expect(splitNames('  ')).toEqual([]);
  });
});
