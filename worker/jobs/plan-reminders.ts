import { z } from 'zod';
import { planToday } from '../../actions/plan-digests.ts';
import { defineJob } from '../job.ts';

/**
 * Plans the reminders of a working day in its morning. A beat instead of a time of day: a busy queue skips ticks, and
 * after an outage the first beat catches up, as the days that were planned are on record.
 */
export default defineJob({
  name: 'plan-reminders',
  when: { every: 5_000 },
  alone: true,
  data: z.object({}),
  async run({ actions, log }) {
    const planned = await planToday(actions);
    if (planned.outcome !== 'planned') return;
    const { plan, waiting } = planned;
    log.info('reminders planned', { count: waiting });
    if (plan.missed.length > 0)
      log.warn('working days without a plan before this one', { count: plan.missed.length });
    if (plan.unassigned.length > 0)
      log.warn('open matters for which nobody can be told', { count: plan.unassigned.length });
  },
});
