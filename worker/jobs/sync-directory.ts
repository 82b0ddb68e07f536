import { z } from 'zod';
import { readWecomView, syncDirectory } from '../../actions/sync-directory.ts';
import { dayOf } from '../../domain/day.ts';
import { defineJob } from '../job.ts';

/** Brings accounts, reach and leavers up to date with what WeCom shows the app; half a view changes nothing. */
export default defineJob({
  name: 'sync-directory',
  when: { cron: '10 4 * * *' },
  data: z.object({
    /** An administrator has looked at how many would leave, and agrees. */
    allowManyLeavers: z.literal(true).optional(),
  }),
  async run({ actions, wecom, log }, { allowManyLeavers }) {
    const reading = await readWecomView(wecom);
    if (!reading.ok) {
      log.warn('directory not read: nothing was changed', { path: reading.step, code: reading.outcome });
      return;
    }
    const plan = await syncDirectory(actions.models, reading.view, {
      today: dayOf(actions.clock.now()),
      ...(allowManyLeavers && { allowManyLeavers }),
    });
    log.info('directory synced', { count: plan.changes.length });
    if (plan.held)
      log.warn('unlikely many people are missing from WeCom: nobody was closed until somebody agrees', {
        count: plan.held.leavers,
      });
    for (const [what, found] of [
      ['accounts that the directory lacks', plan.proposals],
      ['differences between WeCom and the directory', plan.differences],
      ['people who vanished from a visible department', plan.vanished],
      ['departments that no unit names', plan.unmapped],
    ] as const)
      if (found.length > 0) log.info(what, { count: found.length });
  },
});
