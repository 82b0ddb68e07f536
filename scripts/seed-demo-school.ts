/** The demo school in the stores of `npm start`: apart, since what it needs is loaded while the stores start. */
import { loadProgrammes } from '../actions/programmes.ts';
import type { Day } from '../domain/understanding.ts';
import { openModels } from '../models/models.ts';
import { systemClock } from '../runtime/clock.ts';
import type { Config } from '../runtime/config.ts';
import { openStores } from '../runtime/mongo.ts';
import { seedDemo } from '../seeds/seed-demo.ts';

/**
 * Seeds the demo school unless there are people already, and says so.
 * @param asOf the day on which the year of activities ends; default today
 */
export async function seedDemoSchool(config: Config, asOf: Day | undefined): Promise<void> {
  const stores = await openStores(config.mongodbUri);
  try {
    const models = await openModels(stores, config.recordsKeys);
    const { people, activities } = await seedDemo(models, loadProgrammes(), systemClock.now(), asOf);
    if (people > 0) console.log(`demo school: ${people} people, ${activities} activities`);
  } finally {
    await stores.close();
  }
}
