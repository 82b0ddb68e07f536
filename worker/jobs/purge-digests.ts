import { z } from 'zod';
import { REMEMBERED_DAYS } from '../../actions/reminder-facts.ts';
import { addDays, dayOf } from '../../domain/day.ts';
import { defineJob } from '../job.ts';

const BATCH = 500;

/** Deletes reminders that no later plan looks at any more, and their cards, with the keys of what they said. */
export default defineJob({
  name: 'purge-digests',
  when: { cron: '50 3 * * *' },
  data: z.object({}),
  async run({ actions, log }) {
    const before = addDays(dayOf(actions.clock.now()), -REMEMBERED_DAYS);
    let count = 0;
    for (;;) {
      const purged = await actions.models.outbox.purgeDigests(before, BATCH);
      if (purged === 0) break;
      count += purged;
    }
    for (;;) {
      const purged = await actions.models.outbox.purgeCards(Date.parse(before), BATCH);
      if (purged === 0) break;
      count += purged;
    }
    log.info('old reminders deleted', { count });
  },
});
