/** Checks that the labelled messages and phrases are well-formed, agree with the roster and are documented. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  ActivityKind,
  CommandName,
  Day,
  Daypart,
  Intent,
  Query,
  Understanding,
} from '../../domain/understanding.ts';

const MESSAGES = 300;
const PHRASES = 300;
const DAY_MS = 24 * 60 * 60 * 1000;

/** When a message was sent: in the school's time zone, to the second. */
const Now = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:00\+08:00$/);
const Tags = z.array(z.string().regex(/^[a-z-]+$/)).min(1);

const Message = z.strictObject({
  id: z.string().regex(/^m\d{3}$/),
  now: Now,
  sender: z.string(),
  text: z.string().min(1),
  expect: Understanding,
  tags: Tags,
});
const Phrase = z.strictObject({
  id: z.string().regex(/^p\d{3}$/),
  now: Now,
  text: z.string().min(1),
  looking: z.enum(['back', 'ahead']),
  expect: z.union([
    z.strictObject({ ask: z.literal(true) }),
    z.strictObject({
      date: Day,
      endDate: Day.optional(),
      daypart: Daypart.optional(),
      time: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
        .optional(),
    }),
  ]),
  tags: Tags,
});
const Roster = z.strictObject({
  timezone: z.literal('Asia/Shanghai'),
  organizations: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      kind: z.enum([
        'party_committee',
        'college_committee',
        'general_branch',
        'office_committee',
        'direct_branch',
        'branch',
        'department',
      ]),
      parent: z.string().nullable(),
      aliases: z.array(z.string()),
    }),
  ),
  members: z.array(
    z.strictObject({
      userid: z.string().regex(/^[a-z0-9]+$/),
      name: z.string(),
      kind: z.enum(['staff', 'student']),
      org: z.string(),
      leaderRank: z.boolean(),
    }),
  ),
  students: z.array(
    z.strictObject({
      id: z.string().regex(/^s\d{2}$/),
      name: z.string(),
      unit: z.string(),
      class: z.string(),
    }),
  ),
  appointments: z.array(z.strictObject({ person: z.string(), role: z.string(), org: z.string() })),
  oversight: z.array(
    z.strictObject({ person: z.string(), org: z.string(), kind: z.enum(['in_charge', 'contact']) }),
  ),
});

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const readLines = (name: string) =>
  read(name)
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

const roster = Roster.parse(JSON.parse(read('roster.json')));
const rawMessages = readLines('messages.jsonl');
const rawPhrases = readLines('dated-phrases.jsonl');
const messages = rawMessages.map((raw) => Message.parse(raw));
const phrases = rawPhrases.map((raw) => Phrase.parse(raw));
const readme = read('README.md');

const bearers = new Map<string, number>();
for (const { name } of [...roster.members, ...roster.students]) {
  bearers.set(name, (bearers.get(name) ?? 0) + 1);
}
const organizationIds = new Set(roster.organizations.map(({ id }) => id));
const userids = new Set(roster.members.map(({ userid }) => userid));

/** Whether a `YYYY-MM-DD` is a day of the calendar. */
const isRealDay = (day: string) => {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
};
/** 1 for Monday to 7 for Sunday. */
const isoWeekday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / DAY_MS;
const dayOf = (now: string) => now.slice(0, 10);

/** The weekday of a text that names exactly one, else undefined. */
const onlyWeekday = (text: string) => {
  const named = [...text.matchAll(/(?:周|星期|礼拜)([一二三四五六日天])/g)].map(([, word = '']) =>
    word === '天' ? 7 : '一二三四五六日'.indexOf(word) + 1,
  );
  return named.length === 1 ? named[0] : undefined;
};
const reportsOf = (message: z.infer<typeof Message>) => message.expect.reports ?? [];

describe('the roster', () => {
  it('has units, members and students in the numbers that the page states', () => {
    expect([roster.organizations.length, roster.members.length, roster.students.length]).toEqual([
      19, 60, 28,
    ]);
  });

  it('gives every unit, member and student an id of their own', () => {
    expect(organizationIds.size).toBe(roster.organizations.length);
    expect(userids.size).toBe(roster.members.length);
    expect(new Set(roster.students.map(({ id }) => id)).size).toBe(roster.students.length);
  });

  it('refers only to units and people that it has', () => {
    const parents = roster.organizations.flatMap(({ parent }) => parent ?? []);
    const referred = [...roster.members, ...roster.appointments, ...roster.oversight].map(({ org }) => org);
    expect([...parents, ...referred].filter((id) => !organizationIds.has(id))).toEqual([]);
    const persons = [...roster.appointments, ...roster.oversight].map(({ person }) => person);
    expect(persons.filter((person) => !userids.has(person))).toEqual([]);
  });

  it('calls no two units by the same name', () => {
    const names = roster.organizations.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe('the messages', () => {
  it('are 300, numbered without gaps, and no sentence stands twice', () => {
    expect(messages.map(({ id }) => id)).toEqual(
      Array.from({ length: MESSAGES }, (_, index) => `m${String(index + 1).padStart(3, '0')}`),
    );
    expect(new Set(messages.map(({ text }) => text)).size).toBe(MESSAGES);
  });

  it('hold no field that the contract does not know', () => {
    expect(messages).toEqual(rawMessages);
  });

  it('are sent by members of the roster', () => {
    expect(messages.filter(({ sender }) => !userids.has(sender)).map(({ id }) => id)).toEqual([]);
  });

  it('carry reports, a query or a command exactly when the intent says so', () => {
    for (const { id, expect: label } of messages) {
      expect([id, label.reports !== undefined]).toEqual([id, label.intent === 'report']);
      expect([id, label.query !== undefined]).toEqual([id, label.intent === 'query']);
      expect([id, label.command !== undefined]).toEqual([id, label.intent === 'command']);
    }
  });

  it('cover every intent, kind of activity, query and command', () => {
    const found = new Set(messages.map(({ expect: label }) => label.intent));
    expect([...Intent.options].filter((intent) => !found.has(intent))).toEqual([]);
    const kinds = new Set(messages.flatMap(reportsOf).map(({ kind }) => kind));
    expect([...ActivityKind.options].filter((kind) => !kinds.has(kind))).toEqual([]);
    const abouts = new Set(messages.map(({ expect: label }) => label.query?.about));
    expect(Query.shape.about.options.filter((about) => !abouts.has(about))).toEqual([]);
    const commands = new Set(messages.map(({ expect: label }) => label.command?.name));
    expect(CommandName.options.filter((name) => !commands.has(name))).toEqual([]);
  });

  it('report real days that are not after the message, ranges forwards', () => {
    for (const message of messages) {
      for (const { date, endDate } of reportsOf(message)) {
        expect([message.id, isRealDay(date), isRealDay(endDate ?? date)]).toEqual([message.id, true, true]);
        expect(daysBetween(endDate ?? date, dayOf(message.now))).toBeGreaterThanOrEqual(0);
        if (endDate) expect(daysBetween(date, endDate)).toBeGreaterThan(0);
      }
      const until = message.expect.command?.until;
      if (until) expect(daysBetween(dayOf(message.now), until)).toBeGreaterThan(0);
    }
  });

  it('put a report on the weekday that its sentence names', () => {
    let checked = 0;
    for (const message of messages) {
      const named = onlyWeekday(message.text);
      const [report, ...others] = reportsOf(message);
      if (!named || !report || others.length > 0) continue;
      expect([message.id, isoWeekday(report.date)]).toEqual([message.id, named]);
      checked += 1;
    }
    expect(checked).toBeGreaterThan(10);
  });

  it('spell targets and companions as the roster does, or say that it lacks them', () => {
    for (const message of messages) {
      const names = reportsOf(message).flatMap(({ targets = [], companions = [] }) => [
        ...targets,
        ...companions,
      ]);
      const unknown = names.filter((name) => !bearers.has(name));
      expect([message.id, unknown.length > 0]).toEqual([message.id, message.tags.includes('not-in-roster')]);
      const shared = names.some((name) => (bearers.get(name) ?? 0) > 1);
      expect([message.id, shared && !message.tags.includes('shared-name')]).toEqual([message.id, false]);
    }
  });

  it('show each name in the text unless it is a homophone or a short form', () => {
    for (const { id, text, tags, expect: label } of messages) {
      if (tags.includes('homophone') || tags.includes('short-name')) continue;
      const names = (label.reports ?? []).flatMap(({ targets = [], companions = [] }) => [
        ...targets,
        ...companions,
      ]);
      expect([id, names.filter((name) => !text.includes(name))]).toEqual([id, []]);
    }
  });

  it('give places in the words of the sentence', () => {
    for (const message of messages) {
      const places = reportsOf(message).flatMap(({ place }) => place ?? []);
      expect([message.id, places.filter((place) => !message.text.includes(place))]).toEqual([message.id, []]);
    }
  });

  it('keep each slot to the kinds that have it', () => {
    for (const message of messages) {
      for (const { kind, mode, reason, manner, hours, targets } of reportsOf(message)) {
        const withPeople = ['visit', 'pairing', 'contact', 'talk'].includes(kind);
        if (mode) expect(['visit', 'contact', 'talk']).toContain(kind);
        if (reason) expect(kind).toBe('talk');
        if (manner) expect(kind).toBe('visit');
        if (hours) expect(['study', 'lecture', 'service']).toContain(kind);
        if (targets) expect(withPeople).toBe(true);
      }
    }
  });

  it('ask about, nudge and export for a known scope', () => {
    for (const { id, expect: label } of messages) {
      const scopes = [label.query?.scope, label.command?.target, label.command?.scope].flatMap(
        (s) => s ?? [],
      );
      const unknown = scopes.filter(
        (scope) => !['me', 'branch'].includes(scope) && !organizationIds.has(scope) && !bearers.has(scope),
      );
      expect([id, unknown]).toEqual([id, []]);
    }
  });

  it('mark commands and fields beyond the basic ones', () => {
    for (const { id, tags, expect: label } of messages) {
      const command = label.command;
      const beyond =
        ['choose', 'pause', 'resume'].includes(command?.name ?? '') ||
        command?.item !== undefined ||
        command?.change !== undefined;
      expect([id, tags.includes('extended')]).toEqual([id, beyond]);
    }
  });
});

describe('the dated phrases', () => {
  it('are 300, numbered without gaps, and none stands twice with the same day', () => {
    expect(phrases.map(({ id }) => id)).toEqual(
      Array.from({ length: PHRASES }, (_, index) => `p${String(index + 1).padStart(3, '0')}`),
    );
    expect(new Set(phrases.map(({ now, text, looking }) => `${now} ${looking} ${text}`)).size).toBe(PHRASES);
    expect(phrases).toEqual(rawPhrases);
  });

  it('name real days on the side of now to which they look', () => {
    for (const { id, now, looking, expect: label } of phrases) {
      if ('ask' in label) continue;
      const last = label.endDate ?? label.date;
      expect([id, isRealDay(label.date), isRealDay(last)]).toEqual([id, true, true]);
      if (label.endDate) expect([id, daysBetween(label.date, label.endDate) > 0]).toEqual([id, true]);
      const past = looking === 'back' ? daysBetween(last, dayOf(now)) : daysBetween(dayOf(now), label.date);
      expect([id, past >= 0]).toEqual([id, true]);
    }
  });

  it('fall on the weekday that they name', () => {
    let checked = 0;
    for (const { id, text, tags, expect: label } of phrases) {
      const named = onlyWeekday(text);
      if (!named || 'ask' in label || tags.includes('range')) continue;
      expect([id, isoWeekday(label.date)]).toEqual([id, named]);
      checked += 1;
    }
    expect(checked).toBeGreaterThan(40);
  });

  it('tell no time that lies ahead when they look back', () => {
    for (const { id, now, looking, expect: label } of phrases) {
      if (looking === 'ahead' || 'ask' in label || !label.time || label.date !== dayOf(now)) continue;
      expect([id, label.time <= now.slice(11, 16)]).toEqual([id, true]);
    }
  });
});

describe('the page about them', () => {
  it('documents every tag with the numbers in which it occurs', () => {
    const rows = [...readme.matchAll(/^\| `([a-z-]+)` +\| +(\d+) \| +(\d+) \| \S.*\|$/gm)];
    const documented = Object.fromEntries(
      rows.map(([, tag = '', inMessages, inPhrases]) => [tag, [Number(inMessages), Number(inPhrases)]]),
    );
    const counted: Record<string, [number, number]> = {};
    for (const [column, entries] of [messages, phrases].entries()) {
      for (const tag of entries.flatMap(({ tags }) => tags)) {
        const counts = counted[tag] ?? [0, 0];
        counts[column] = (counts[column] ?? 0) + 1;
        counted[tag] = counts;
      }
    }
    expect(documented).toEqual(counted);
  });

  it('states how many messages have which intent', () => {
    const count = (intent: z.infer<typeof Intent>) =>
      messages.filter(({ expect: label }) => label.intent === intent).length;
    const activities = messages.flatMap(reportsOf).length;
    expect(readme.replace(/\s+/g, ' ')).toContain(
      `${count('report')} messages are reports (${activities} activities), ${count('query')} queries, ` +
        `${count('command')} commands, ${count('rule')} about rules, ${count('help')} help, ${count('unknown')} nothing`,
    );
  });
});
