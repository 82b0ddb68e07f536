import { z } from 'zod';
import { destroyOldTexts } from '../../actions/destroy-old-texts.ts';
import { defineJob } from '../job.ts';

/** Destroys the keys of what is past its retention. */
export default defineJob({
  name: 'destroy-old-texts',
  when: { cron: '40 3 * * *' },
  data: z.object({}),
  async run({ actions, log }) {
    const done = await destroyOldTexts(actions);
    const count = Object.values(done).reduce((sum, n) => sum + n, 0);
    log.info('texts past their retention destroyed', { count });
  },
});
