import { z } from 'zod';
import { hoursOf } from '../../actions/check-digest.ts';
import { sendDue } from '../../outbox/send.ts';
import { defineJob } from '../job.ts';

/** Sends what somebody waits for. Rings at once when the bot has planned something; the beat catches what a ring missed. */
export default defineJob({
  name: 'send-outbox',
  when: { every: 2_000 },
  data: z.object({}),
  async run({ actions, wecom, log, limiter }) {
    const { models, clock } = actions;
    await sendDue({ ...{ outbox: models.outbox, wecom, clock, log, limiter }, opensFor: hoursOf(actions) });
  },
});
