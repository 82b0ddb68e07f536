import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { digestText } from '../../texts/digest.ts';
import { officeFor } from '../acting.ts';
import { addDays, dayOf, instantOf, mondayOf, within } from '../day.ts';
import { DutyRule, Programme } from '../duty.ts';
import { isInLeadingBody } from '../leading-body.ts';
import { seededRandom } from '../random.ts';
import { isBranch } from '../school.ts';
import type { Day } from '../understanding.ts';
import { isAllowed, workingDaysBetween } from '../work-calendar.ts';
import { buildRandomWorld, type RandomWorld } from './build-random-world.ts';
import { applyEvent } from './event.ts';
import { type ReminderFacts, teachingOf } from './facts.ts';
import { openItems } from './items.ts';
import { namesIn } from './push-privacy.ts';
import { runShaken, sentOf } from './run-shaken.ts';
import { type SimulatedMessage, type SimulatedWorld, simulate } from './simulate.ts';

/** Worlds a property is tried on; the soak sets COUNT=2000. */
const COUNT = Number(process.env.COUNT ?? 200);
/** Half a year. */
const DAYS = 183;
const TIMEOUT_MS = 60_000 + COUNT * 3_000;
const SEED = Number(process.env.SEED ?? 99);

const { duties } = Programme.parse(
  parse(readFileSync(new URL('../../seeds/programmes/campus-pioneer.yaml', import.meta.url), 'utf8')),
);

/** With duties of shorter periods beside the programme's, so that a member's week can be over its budget. */
const rules = [
  ...duties,
  ...(['quarter', 'half', 'semester'] as const).map((period) =>
    DutyRule.parse({
      id: `study-${period}`,
      name: '学习',
      system: '学习',
      title: '参加学习',
      kind: 'study',
      owedBy: 'member',
      period,
      source: { document: '测试办法', clause: '二' },
    }),
  ),
];

const words: SimulatedWorld['words'] = (digest, items, facts, { today, clock }) =>
  digestText(digest, items, { school: facts.school, calendar: facts.calendar, rules, today, clock });

const anySchool = fc.record({
  seed: fc.integer({ min: 0, max: 2_000_000_000 }),
  colleges: fc.integer({ min: 0, max: 2 }),
  branchesEach: fc.integer({ min: 1, max: 3 }),
  membersEach: fc.integer({ min: 1, max: 5 }),
});
const parameters = { numRuns: COUNT, seed: SEED, endOnFailure: COUNT > 500 };

describe(`on random schools over half a year (seed ${SEED}, ${COUNT} worlds)`, () => {
  it(
    'the etiquette holds',
    () => {
      fc.assert(
        fc.property(anySchool, (shape) => {
          const world = buildRandomWorld({ ...shape, days: DAYS, rules, evenings: false });
          const outages = outagesOf(world);
          const { messages, plannedDays } = simulate({
            ...world,
            words,
            planAt: (day) => (outages.has(day) ? undefined : seededRandom(hash(day)).pick(PLAN_TIMES)),
          });
          checkHours(world, messages);
          checkBudget(world, messages);
          checkReasons(world, messages, putOffBy(world));
          checkEscalations(world, messages);
          checkTexts(world, messages);
          replay(world, messages, plannedDays);
        }),
        parameters,
      );
    },
    TIMEOUT_MS,
  );

  it(
    'a planner that is late, doubled, interrupted, and whose clock jumps, ends in the same outbox',
    () => {
      fc.assert(
        fc.property(anySchool, (shape) => {
          const world = buildRandomWorld({ ...shape, days: DAYS, rules, evenings: true });
          const calm = simulate({ ...world, words });
          const shaken = runShaken(world, shape.seed);
          expect(shaken).toEqual(sentOf(calm.rows));
        }),
        parameters,
      );
    },
    TIMEOUT_MS,
  );
});

/** Wall clocks at which a day may be planned: before the sending hours, within them, and over lunch. */
const PLAN_TIMES = ['07:00', '08:00', '08:00', '09:15', '12:10', '15:00'];

function hash(day: Day): number {
  return Number(day.replaceAll('-', ''));
}

/** Some worlds lose the worker for a day or a fortnight. */
function outagesOf(world: RandomWorld): Set<Day> {
  const lost = new Set<Day>();
  const { random } = world;
  for (let i = random.below(4); i > 0; i--) {
    const start = addDays(world.from, random.below(DAYS));
    for (let n = 1 + random.below(14); n > 0; n--) lost.add(addDays(start, n));
  }
  return lost;
}

function checkHours({ facts }: RandomWorld, messages: SimulatedMessage[]): void {
  for (const m of messages) {
    const at = new Date(m.at);
    expect(facts.calendar.isWorkingDay(dayOf(at))).toBe(true);
    expect(isAllowed(facts.calendar, at, teachingOf(facts, m.person, dayOf(at)))).toBe(true);
  }
}

/** Whoever never had a post, nor acts for anybody. */
function isPlainMember(facts: ReminderFacts, person: string): boolean {
  return !facts.school.directory.appointments.some((a) => a.person === person);
}

function checkBudget({ facts }: RandomWorld, messages: SimulatedMessage[]): void {
  const daily = new Map<string, number>();
  const weekly = new Map<string, number>();
  for (const m of messages) {
    const day = dayOf(new Date(m.at));
    const today = `${m.person}|${day}|${m.kind}`;
    daily.set(today, (daily.get(today) ?? 0) + 1);
    if (m.kind === 'must_talk' || m.solicited || !isPlainMember(facts, m.person)) continue;
    const week = `${m.person}|${mondayOf(day)}`;
    weekly.set(week, (weekly.get(week) ?? 0) + 1);
  }
  for (const [key, count] of daily) expect(count, key).toBe(1);
  for (const [key, count] of weekly) expect(count, key).toBeLessThanOrEqual(2);
}

/** A secretary hears on Mondays, and else of something that newly turned or that they asked to hear again. */
function checkReasons({ facts }: RandomWorld, messages: SimulatedMessage[], putOff: Set<string>): void {
  const heard = new Set<string>();
  const overviews = new Map<string, Day>();
  for (const m of messages) {
    const day = dayOf(new Date(m.at));
    const holdsPost = facts.school
      .postsOf(m.person, day)
      .some((p) => p.role === 'branch_secretary' || p.role === 'committee_secretary');
    const fresh = m.items.some(
      (i) => i.stage !== 'blue' && !heard.has(`${m.person}|${i.ref}|${i.stage}|${i.since}`),
    );
    if (holdsPost && m.kind === 'digest' && !m.overview)
      expect(fresh || m.solicited || putOff.has(m.person), m.key).toBe(true);
    if (m.overview) {
      const week = `${m.person}|${mondayOf(day)}`;
      expect(overviews.get(week), m.key).toBeUndefined();
      overviews.set(week, day);
    }
    for (const i of m.items) heard.add(`${m.person}|${i.ref}|${i.stage}|${i.since}`);
  }
}

/** Who asked for something to come again, and so may hear of old things. */
function putOffBy(world: RandomWorld): Set<string> {
  return new Set(
    world.events.flatMap((e) => (e.what === 'snoozed' && e.snooze.again ? [e.snooze.person] : [])),
  );
}

function checkEscalations({ facts }: RandomWorld, messages: SimulatedMessage[]): void {
  const noticed = new Map<string, Day>();
  for (const m of messages) {
    const day = dayOf(new Date(m.at));
    for (const item of m.items) {
      if (item.kind === 'notice' && !noticed.has(item.ref)) noticed.set(item.ref, day);
      if (item.kind !== 'escalation') continue;
      expect(isInLeadingBody(facts.school, m.person, day), m.key).toBe(false);
      expect(workingDaysBetween(facts.calendar, item.since, day), m.key).toBeGreaterThanOrEqual(10);
      const base = item.ref.replace('escalation:', '');
      const told = [...noticed].filter(([ref]) => {
        const about = ref.replace('notice:', '');
        // A member's duty is escalated in the branch's line: duty, period, branch instead of the person.
        const group = about.split(':');
        return about === base || (group[0] === 'duty' && base.startsWith(`${group[1]}:${group[2]}:`));
      });
      expect(
        told.some(([, on]) => on < day),
        `${m.key} ${item.ref}`,
      ).toBe(true);
    }
  }
}

function checkTexts({ facts }: RandomWorld, messages: SimulatedMessage[]): void {
  for (const m of messages) {
    expect(new TextEncoder().encode(m.body).length).toBeLessThanOrEqual(2048);
    expect(m.body).toContain('依据：');
    expect(m.body).not.toMatch(/undefined|NaN|null/);
    expect(namesIn(m.body, facts.school, m.person, dayOf(new Date(m.at))), m.body).toEqual([]);
  }
}

/**
 * Goes through the world once more beside the messages: nothing done is mentioned, nobody excluded is written to,
 * nothing is red in the grace, and whatever is open and can be acted on is mentioned in time.
 */
function replay(world: RandomWorld, messages: SimulatedMessage[], plannedDays: Day[]): void {
  const events = [...world.events].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  // A day planned after someone's last free hour does not reach them.
  const planned = new Set(plannedDays.filter((d) => seededRandom(hash(d)).pick(PLAN_TIMES) < '09:00'));
  let facts = world.facts;
  let next = 0;
  const happenUntil = (at: number) => {
    for (let e = events[next]; e && Date.parse(e.at) <= at; e = events[++next]) facts = applyEvent(facts, e);
  };
  const waiting = new Map<string, { days: number; since: Day }>();
  const mentioned = new Map<string, Day>();
  let m = 0;
  for (let day = world.from; day <= world.to; day = addDays(day, 1)) {
    for (let message = messages[m]; message && dayOf(new Date(message.at)) === day; message = messages[++m]) {
      happenUntil(Date.parse(message.at));
      checkExcluded(facts, message, day);
      expect(hasOffice(facts, message.person, day), message.key).toBe(false);
      for (const item of message.items) {
        expect(isOpen(facts, item.ref, day), `${message.key} mentions ${item.ref}`).toBe(true);
        expect(isStopped(facts, message.person, item), `${message.key} mentions ${item.ref}`).toBe(false);
        const inGrace = facts.setUps.some((s) => s <= day && day < addDays(s, 14));
        if (inGrace && item.kind !== 'notice' && item.kind !== 'escalation') expect(item.stage).toBe('blue');
        mentioned.set(`${message.person}|${item.ref.replace('notice:', '')}`, day);
      }
    }
    happenUntil(instantOf(day, '23:59').getTime());
    if (!planned.has(day)) continue;
    const open = new Set<string>();
    for (const item of openItems(facts, day).items) {
      if (item.stage === 'blue') continue;
      const key = `${item.recipient.person}|${item.ref}`;
      open.add(key);
      const told = mentioned.get(key);
      if (!canBeTold(facts, item.recipient.person, day) || isStopped(facts, item.recipient.person, item)) {
        waiting.delete(key);
        continue;
      }
      const wait = waiting.get(key);
      const days = wait && wait.since === item.since ? wait.days + 1 : 1;
      waiting.set(key, { days, since: item.since });
      if (days > 10) expect(told !== undefined && told >= item.since, `${key} on ${day}`).toBe(true);
    }
    for (const key of waiting.keys()) if (!open.has(key)) waiting.delete(key);
  }
}

/** Not away, in peace, paused or without an hour to be reached in. */
function canBeTold(facts: ReminderFacts, person: string, day: Day): boolean {
  const teaching = teachingOf(facts, person, day);
  const reachable = ['08:30', '09:40', '10:00', '11:00', '14:00', '15:30', '17:00'].some((clock) =>
    isAllowed(facts.calendar, instantOf(day, clock), teaching),
  );
  return reachable && excludedBecause(facts, person, day) === undefined;
}

/** Whether somebody stopped the subject of an item: 走访 or 任务. */
function isStopped(facts: ReminderFacts, person: string, item: { kind: string; ref: string }): boolean {
  const visits = facts.rules.filter((r) => r.kind === 'visit').map((r) => `duty:${r.id}`);
  const subject =
    item.kind === 'task'
      ? 'task'
      : item.kind === 'duty' && visits.includes(item.ref.split(':').slice(0, 2).join(':'))
        ? 'visit'
        : undefined;
  return facts.optOuts.some((o) => o.person === person && o.subject !== undefined && o.subject === subject);
}

/** School leaders with an office are not written to: the office is. */
function hasOffice(facts: ReminderFacts, person: string, day: Day): boolean {
  return officeFor(facts.school, person, day).some((p) => p.userid !== undefined);
}

function excludedBecause(facts: ReminderFacts, person: string, day: Day): string | undefined {
  if (facts.bereavements.some((b) => b.person === person && within(day, b))) return 'bereaved';
  if (facts.school.person(person)?.absences?.some((a) => within(day, a))) return 'on leave';
  if (facts.mustTalks.some((t) => t.subject === person && t.state === 'open' && t.openedOn <= day))
    return 'subject';
  if (facts.snoozes.some((s) => s.person === person && s.on <= day && day < s.until)) return 'snoozed';
  if (facts.optOuts.some((o) => o.person === person && o.subject === undefined && o.on <= day))
    return 'opted out';
  return undefined;
}

function checkExcluded(facts: ReminderFacts, message: SimulatedMessage, day: Day): void {
  const why = excludedBecause(facts, message.person, day);
  if (why === undefined) return;
  // 不再提醒 leaves a 必谈 that one holds, and the notice before the next level is told.
  const exempt = message.items.every((i) => i.kind === 'must_talk' || i.kind === 'notice');
  expect(why === 'opted out' && exempt, `${message.key} although ${why}`).toBe(true);
}

/** Whether something is still open, found without the planner: from its ref and the bare facts. */
function isOpen(facts: ReminderFacts, ref: string, day: Day): boolean {
  const [kind, ...rest] = ref.split(':');
  switch (kind) {
    case 'notice':
      return isOpen(facts, rest.join(':'), day);
    case 'escalation': {
      if (
        rest[0] === 'duty' ||
        rest[0] === 'task' ||
        rest[0] === 'must_talk' ||
        rest[0]?.startsWith('review')
      )
        return isOpen(facts, rest.join(':'), day);
      const [duty, period, branch] = rest;
      return facts.school.directory.people.some(
        (p) =>
          facts.school.branchOf(p.id, day)?.id === branch &&
          isOpen(facts, `duty:${duty}:${period}:${p.id}`, day),
      );
    }
    case 'task':
      return facts.tasks.some((t) => t.id === rest[0] && t.state === 'open');
    case 'must_talk':
      return facts.mustTalks.some((t) => t.id === rest[0] && t.state === 'open');
    case 'review_report':
      return facts.reviews.some((r) => r.id === rest[0] && !r.reportedOn && !r.heldOn);
    case 'review_comment':
      return facts.reviews.some((r) => r.period === rest[0] && r.day === rest[1] && !r.heldOn);
    default: {
      const [duty, period, whose] = rest;
      const credited = (match: (c: ReminderFacts['credits'][number]) => boolean) =>
        facts.credits.some((c) => c.duty === duty && c.period === period && match(c));
      if (duty === 'talk') {
        const branch = facts.school.organization(whose ?? '');
        if (!branch || !isBranch(branch)) return false;
        const talked = facts.school.directory.people.filter(
          (p) => facts.school.branchOf(p.id, day)?.id === whose && !credited((c) => c.counterpart === p.id),
        );
        return talked.length > 0;
      }
      if (duty === 'talk-heads' || duty === 'talk-units') return true;
      return !credited((c) => c.person === whose);
    }
  }
}
