import { z } from 'zod';
import { planToday, preview } from '../../actions/plan-digests.ts';
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
  async preview({ actions }) {
    const plan = await preview(actions, actions.clock.now());
    const lines = plan.digests.map(
      ({ person, kind, dueAt, items, rest }) =>
        `${dueAt} ${person} ${kind}: ${items.map((i) => `${i.stage} ${i.ref}`).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`,
    );
    const why = plan.skipped === 'day_off' ? ', a day off' : '';
    return [
      ...lines,
      `${plan.day}${why}: ${plan.digests.length} messages, ${plan.unassigned.length} matters for nobody`,
    ];
  },
});
