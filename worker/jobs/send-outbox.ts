import { z } from 'zod';
import { sendDue } from '../../outbox/send.ts';
import { defineJob } from '../job.ts';

/** Sends what somebody waits for. Rings at once when the bot has planned something; the beat catches what a ring missed. */
export default defineJob({
  name: 'send-outbox',
  when: { every: 2_000 },
  data: z.object({}),
  async run({ actions, wecom, log, limiter }) {
    await sendDue({ outbox: actions.models.outbox, wecom, clock: actions.clock, log, limiter });
  },
});
