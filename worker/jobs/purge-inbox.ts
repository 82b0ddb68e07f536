import { z } from 'zod';
import { defineJob } from '../job.ts';

/** Days for which messages are kept after they were handled; what they led to lives on in the records. */
const MESSAGE_RETENTION_DAYS = 30;
const DAY_MS = 86_400_000;
const BATCH = 500;

/** Deletes old messages, with the keys of their texts. */
export default defineJob({
  name: 'purge-inbox',
  when: { cron: '20 3 * * *' },
  data: z.object({}),
  async run({ actions, log }) {
    const { inbox } = actions.models;
    const before = actions.clock.now().getTime() - MESSAGE_RETENTION_DAYS * DAY_MS;
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
