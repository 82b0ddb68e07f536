import { z } from 'zod';
import { parseRetention, RETENTION_SETTING } from '../../domain/retention.ts';
import { defineJob } from '../job.ts';

const DAY_MS = 86_400_000;
const BATCH = 500;

/** Deletes old messages, with the keys of their texts; what they led to lives on in the records. */
export default defineJob({
  name: 'purge-inbox',
  when: { cron: '20 3 * * *' },
  data: z.object({}),
  async run({ actions, log }) {
    const { inbox, settings } = actions.models;
    const { messageDays } = parseRetention(await settings.get(RETENTION_SETTING));
    const before = actions.clock.now().getTime() - messageDays * DAY_MS;
    let count = 0;
    for (;;) {
      const ids = await inbox.idsBefore(before, BATCH);
      if (ids.length === 0) break;
      await inbox.purge(ids);
      count += ids.length;
    }
    log.info('old messages deleted', { count });
  },
});
