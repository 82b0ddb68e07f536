/**
 * `npm run simulate -- --from DAY --to DAY`: every reminder that anyone would get in that time, as the records stand.
 * Nothing is stored and nothing sent. `--demo` takes a made-up semester of the demo school; `--person ID` shows one
 * person's; `--json` prints one object for programs.
 */
import { parseArgs } from 'node:util';
import { loadProgrammes } from '../actions/programmes.ts';
import { loadSchool } from '../actions/school.ts';
import { sentWords, simulateReminders } from '../actions/simulate.ts';
import { addDays, clockOf, dayOf, mondayOf, weekdayOf } from '../domain/day.ts';
import { DEFAULT_SCHOOL_YEAR } from '../domain/period.ts';
import { type Simulation, simulate } from '../domain/reminders/simulate.ts';
import { Day } from '../domain/understanding.ts';
import { openModels } from '../models/models.ts';
import { systemClock } from '../runtime/clock.ts';
import { parseConfig, WECOM_VARIABLES } from '../runtime/config.ts';
import { openStores } from '../runtime/mongo.ts';
import { buildDemoSemester } from '../seeds/demo-semester.ts';
import { DEMO_WECOM } from './demo.ts';
import { attachStores } from './stores.ts';

const { values } = parseArgs({
  options: {
    from: { type: 'string' },
    to: { type: 'string' },
    person: { type: 'string' },
    json: { type: 'boolean' },
    demo: { type: 'boolean' },
  },
});
const today = dayOf(systemClock.now());
const from = dayOption('from', today);
const to = dayOption('to', addDays(from, 6));
if (to < from) fail('--to must not lie before --from');

const simulation = values.demo ? simulateDemo() : await simulateRecords();
if (values.json) console.log(JSON.stringify(asJson(simulation)));
else print(simulation);

function simulateDemo(): Simulation {
  return simulate({ ...buildDemoSemester(loadProgrammes(), from, to), from, to, words: sentWords });
}

async function simulateRecords(): Promise<Simulation> {
  const isDemo = !WECOM_VARIABLES.some((name) => process.env[name]);
  const addresses = await attachStores();
  try {
    const config = parseConfig({
      ...process.env,
      ...(isDemo && DEMO_WECOM),
      MONGODB_URI: addresses.mongodbUri,
      REDIS_URL: addresses.redisUrl,
    });
    const stores = await openStores(config.mongodbUri);
    try {
      const models = await openModels(stores, config.recordsKeys);
      const school = await loadSchool(models);
      if (school.directory.people.length === 0)
        fail('nobody is in the directory yet; --demo shows a semester of the demo school');
      const context = { models, school, rules: loadProgrammes(), schoolYear: DEFAULT_SCHOOL_YEAR };
      return await simulateReminders({ ...context, clock: systemClock }, from, to);
    } finally {
      await stores.close();
    }
  } finally {
    await addresses.stop();
  }
}

function shownOf({ messages }: Simulation) {
  return messages.filter((m) => values.person === undefined || m.person === values.person);
}

function asJson(done: Simulation) {
  return {
    from,
    to,
    messages: shownOf(done).map(({ at, person, kind, overview, solicited, items, body }) => ({
      ...{ at, person, kind, overview, solicited, items, text: body },
    })),
    unassigned: done.unassigned,
  };
}

function print(done: Simulation): void {
  const { school } = done.facts;
  let day = '';
  for (const { at, person, body } of shownOf(done)) {
    const instant = new Date(at);
    if (dayOf(instant) !== day) {
      day = dayOf(instant);
      console.log(`\n${day} 周${'一二三四五六日'[weekdayOf(day) - 1]}`);
    }
    console.log(`  ${clockOf(instant)} ${school.person(person)?.name ?? person}（${person}）：${body}`);
  }
  const shown = shownOf(done);
  const people = new Map<string, number>();
  const weeks = new Map<string, number>();
  for (const { person, at } of shown) {
    people.set(person, (people.get(person) ?? 0) + 1);
    const week = `${person}|${mondayOf(dayOf(new Date(at)))}`;
    weeks.set(week, (weeks.get(week) ?? 0) + 1);
  }
  const most = (counts: Map<string, number>) => Math.max(0, ...counts.values());
  console.log(
    `\n${from} – ${to}: ${shown.length} messages to ${people.size} people; at most ${most(people)} to one person, ${most(weeks)} in one week`,
  );
  const refs = new Set(done.unassigned.flatMap((u) => u.refs));
  if (refs.size > 0)
    console.log(`nobody can be told of ${refs.size} open matters: ${[...refs].slice(0, 5).join(', ')}`);
}

function dayOption(name: 'from' | 'to', fallback: Day): Day {
  const given = values[name];
  if (given === undefined) return fallback;
  if (!Day.safeParse(given).success || Number.isNaN(Date.parse(given)))
    fail(`--${name} must be a day such as 2026-11-21, not ${given}`);
  return given;
}

function fail(message: string): never {
  console.error(`simulate: ${message}`);
  process.exit(1);
}
