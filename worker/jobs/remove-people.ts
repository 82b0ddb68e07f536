import { z } from 'zod';
import { removePerson } from '../../actions/remove-person.ts';
import { loadSchool } from '../../actions/school.ts';
import { defineJob } from '../job.ts';

/** Carries out removals that the data-protection officer approved. Broken off, the next run goes on. */
export default defineJob({
  name: 'remove-people',
  when: { every: 60_000 },
  data: z.object({}),
  async run({ actions, log }) {
    const { models } = actions;
    const approved = (await models.matters.open()).filter(
      (m) => m.kind === 'removal' && m.state === 'approved' && m.person !== undefined,
    );
    for (const { id, person = '' } of approved) {
      // Read anew for each: the one before changed the directory.
      const school = await loadSchool(models);
      const removal = await removePerson({ ...actions, school }, person);
      await models.matters.finish(id, 'done');
      log.info('a person was removed', { count: (removal?.destroyed ?? 0) + (removal?.redacted ?? 0) });
    }
  },
});
