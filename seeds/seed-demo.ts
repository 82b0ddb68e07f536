/** Fills empty collections with the demo school and its year of activities. */
import { creditActivity } from '../domain/crediting.ts';
import { dayOf, instantOf } from '../domain/day.ts';
import type { DutyRule } from '../domain/duty.ts';
import { DEFAULT_SCHOOL_YEAR } from '../domain/period.ts';
import { mergeKeysOf } from '../domain/same-event.ts';
import { buildSchool } from '../domain/school.ts';
import type { Day } from '../domain/understanding.ts';
import { type Activity, sealText } from '../models/activity.ts';
import { recordSlot } from '../models/inbox.ts';
import type { Models } from '../models/models.ts';
import { buildDemoActivities } from './demo-activities.ts';
import { buildDemoReminders } from './demo-reminders.ts';
import { buildDemoSchool, buildDemoTies, DEMO_SEED } from './demo-school.ts';

const BATCH = 500;

/**
 * Seeds the demo unless the store holds people already.
 * @param asOf the day on which the year of activities ends; default: the day of `now`
 * @returns how many people and activities were added; zeros when there was something before
 */
export async function seedDemo(
  models: Models,
  rules: DutyRule[],
  now: Date,
  asOf: Day = dayOf(now),
  seed = DEMO_SEED,
): Promise<{ people: number; activities: number }> {
  if ((await models.settings.get('demo')) !== undefined || (await models.people.count()) > 0)
    return { people: 0, activities: 0 };
  const directory = buildDemoSchool(seed);
  directory.ties = buildDemoTies(directory, asOf, seed);
  const school = buildSchool(directory);
  await models.organizations.addMany(directory.organizations);
  await models.people.addMany(directory.people);
  await models.appointments.addMany(directory.appointments, directory.oversight);
  await models.ties.addMany(directory.ties);

  const seeded = buildDemoActivities(school, asOf, seed);
  const used = new Set<string>();
  const rows: { activity: Activity; mergeKeys: string[] }[] = [];
  for (let at = 0; at < seeded.length; at += BATCH) {
    const batch = seeded.slice(at, at + BATCH);
    const keyIds = batch.map((_, i) => `demo${at + i}`);
    const keys = await models.keys.makeMany(keyIds, [recordSlot(0)]);
    for (const [i, { facts, participations, contacts, text }] of batch.entries()) {
      const keyId = keyIds[i] as string;
      const id = `${keyId}.0`;
      const author = participations[0]?.person ?? '';
      const key = keys.get(keyId)?.get(recordSlot(0));
      // Two seeded talks of one pair on one day would be one event.
      const mergeKeys = mergeKeysOf({ facts, participations, contacts });
      if (!key || mergeKeys.some((k) => used.has(k))) continue;
      for (const k of mergeKeys) used.add(k);
      rows.push({
        mergeKeys,
        activity: {
          id,
          state: 'live',
          version: 1,
          facts,
          participations,
          contacts,
          credits: creditActivity(school, rules, { facts, participations, contacts }, DEFAULT_SCHOOL_YEAR),
          texts: [
            sealText(key, id, {
              author,
              branch: participations[0]?.branch,
              keyId,
              slot: recordSlot(0),
              content: text,
            }),
          ],
          sources: [id],
          recordedAt: instantOf(facts.date, '18:00').getTime(),
        },
      });
    }
  }
  for (let at = 0; at < rows.length; at += BATCH)
    await models.activities.insertMany(rows.slice(at, at + BATCH));
  const reminders = buildDemoReminders(asOf);
  await models.tasks.addMany(reminders.tasks);
  for (const { id, note } of reminders.tasks) if (note) await models.tasks.note(id, note);
  await models.mustTalks.addMany(reminders.mustTalks);
  await models.settings.set('set-ups', reminders.setUps);
  await models.settings.set('calendar', { vacations: reminders.vacations });
  await models.settings.set('quarterly-reviews', true);
  await models.settings.set('demo', { seed, asOf });
  await models.settings.bumpDirectory();
  return { people: directory.people.length, activities: rows.length };
}
