import { z } from 'zod';
import { removeApproved } from '../../actions/request-removal.ts';
import { defineJob } from '../job.ts';

/** Carries out removals that the data-protection officer approved. */
export default defineJob({
  name: 'remove-people',
  when: { every: 60_000 },
  data: z.object({}),
  async run({ actions, log }) {
    const count = await removeApproved(actions);
    if (count > 0) log.info('people removed', { count });
  },
});
