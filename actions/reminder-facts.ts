/** Reads everything that reminders are decided from. Kept until something of it changes. */
import { z } from 'zod';
import { STANDING } from '../domain/crediting.ts';
import { addDays } from '../domain/day.ts';
import type { MustTalk } from '../domain/must-talk.ts';
import { periodOf, periodSpan } from '../domain/period.ts';
import type { ReminderFacts } from '../domain/reminders/facts.ts';
import { DEFAULT_REMINDER_SETTINGS, ReminderSettings } from '../domain/reminders/settings.ts';
import type { School } from '../domain/school.ts';
import { Day } from '../domain/understanding.ts';
import type { Models } from '../models/models.ts';
import type { ActionContext } from './context.ts';
import { mayBeHeldIn } from './must-talks.ts';
import { loadWorkCalendar } from './work-calendar.ts';

/** How far back messages and answers matter, in calendar days: a yearly duty is mentioned again after a year. */
export const REMEMBERED_DAYS = 396;

/** The school's own numbers, where it changed some. */
const SETTINGS = 'reminder-settings';
/** Days of set-ups and imports; written by the import. */
const SET_UPS = 'set-ups';

/**
 * Reads the facts as of a day.
 * @param until the last day that they are used for, when it is a later one
 */
export async function loadReminderFacts(
  context: ActionContext,
  today: Day,
  until: Day = today,
): Promise<ReminderFacts> {
  const { models, school, rules, schoolYear } = context;
  const settings = ReminderSettings.parse({
    ...DEFAULT_REMINDER_SETTINGS,
    ...z.record(z.string(), z.unknown()).parse((await models.settings.get(SETTINGS)) ?? {}),
  });
  const periods = new Set<string>();
  for (const { period: unit } of rules) {
    if (unit === 'standing') {
      periods.add(STANDING);
      continue;
    }
    const running = periodOf(today, unit, schoolYear);
    periods.add(running);
    for (let period = running; ; ) {
      const next = addDays(periodSpan(period, schoolYear).to, 1);
      if (next > until) break;
      period = periodOf(next, unit, schoolYear);
      periods.add(period);
    }
    periods.add(periodOf(addDays(periodSpan(running, schoolYear).from, -1), unit, schoolYear));
  }
  const [calendar, credits, excuses, tasks, reviews, mustTalks, setUps, choices] = await Promise.all([
    loadWorkCalendar(models, today),
    models.activities.credits({}, [...periods]),
    models.excuses.approvedIn([...periods]),
    models.tasks.open(),
    models.reviews.open(addDays(today, -settings.reviewOpenAfterDays)),
    models.mustTalks.current(today),
    models.settings.get(SET_UPS),
    models.reminders.choices(addDays(today, -REMEMBERED_DAYS)),
  ]);
  return {
    ...{ school, calendar, schoolYear, settings, rules, credits, excuses, reviews, tasks },
    mustTalks: await closeHeld(context, mustTalks),
    setUps: z.array(Day).parse(setUps ?? []),
    ...choices,
  };
}

/** How many talks of somebody are looked through for the one that a 必谈 asks for. */
const MOST_TALKS = 50;

/**
 * A 必谈 counts as held when its holder recorded a talk with its subject since it was opened, however they said so,
 * unless they said that it was another one.
 */
async function closeHeld({ models, school }: ActionContext, mustTalks: MustTalk[]): Promise<MustTalk[]> {
  const closed: MustTalk[] = [];
  for (const talk of mustTalks) {
    const found = talk.state === 'open' ? await models.activities.concerning(talk.subject, MOST_TALKS) : [];
    const held = found
      .filter((activity) => mayBeHeldIn(school, talk, activity))
      .map(({ facts }) => facts.date)
      .sort()[0];
    closed.push(held === undefined ? talk : { ...talk, state: 'done', closedOn: held });
  }
  return closed;
}

/** After this long they are read anew all the same, ms: a process that died may have changed something without a word. */
const KEPT_FOR_MS = 60_000;

interface Kept {
  facts: ReminderFacts;
  version: string;
  school: School;
  today: Day;
  /** Ms, by the clock. */
  readAt: number;
}

const kept = new WeakMap<Models, Kept>();
const loading = new WeakMap<Models, Promise<Kept>>();

/**
 * The facts as of now: read anew only when something changed since the last time in this process. What is worked out
 * of one reading is remembered with it, so that keeping it matters for a school of many thousands.
 */
export async function currentReminderFacts(context: ActionContext, today: Day): Promise<ReminderFacts> {
  const { models, school } = context;
  // The version before the facts: what changes meanwhile is read anew by the next.
  const version = await models.settings.factsVersion();
  const readAt = context.clock.now().getTime();
  const isCurrent = (one: Kept) =>
    one.version === version &&
    one.school === school &&
    one.today === today &&
    Math.abs(readAt - one.readAt) < KEPT_FOR_MS;
  const known = kept.get(models);
  if (known && isCurrent(known)) return known.facts;
  const running = loading.get(models);
  if (running) {
    const loaded = await running;
    if (isCurrent(loaded)) return loaded.facts;
  }
  const load = loadReminderFacts(context, today).then((facts) => ({ facts, version, school, today, readAt }));
  loading.set(models, load);
  const loaded = await load.finally(() => {
    if (loading.get(models) === load) loading.delete(models);
  });
  kept.set(models, loaded);
  return loaded.facts;
}
