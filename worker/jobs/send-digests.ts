import { z } from 'zod';
import { createDigestCheck } from '../../actions/check-digest.ts';
import { sendDue } from '../../outbox/send.ts';
import { defineJob } from '../job.ts';

/** Messages under way at once in one process. */
const LANES = 8;
/** So many rows are tried before the directory is looked at anew. */
const MOST = 2_000;

/** Sends the reminders that are due, each checked once more at its first attempt. */
export default defineJob({
  name: 'send-digests',
  when: { every: 2_000 },
  alone: true,
  data: z.object({}),
  async run({ actions, wecom, log, limiter }) {
    const { outbox } = actions.models;
    const check = createDigestCheck(actions);
    const parts = { outbox, wecom, clock: actions.clock, log, limiter, check };
    const tried = await sendDue({ ...parts, purposes: ['digest'], lanes: LANES }, MOST);
    if (tried > 0) log.info('reminders tried', { count: tried });
  },
});
