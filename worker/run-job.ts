/** Runs one job at once, in a process of its own: `npm run job` starts it. Arguments: NAME, ISO instant or '', `dry`. */
import { manualClock } from '../runtime/clock.ts';
import { runProcess } from '../runtime/process.ts';
import { openJobs } from './start.ts';

const [name = '', at = '', dry = ''] = process.argv.slice(2);

await runProcess('job', async (config, { log, shutdown }) => {
  const { jobs, context } = await openJobs(config, {
    log,
    shutdown,
    ...(at !== '' && { clock: manualClock(at) }),
  });
  const job = jobs.find((j) => j.name === name);
  if (!job) throw new Error(`no job is named '${name}'. There are: ${jobs.map((j) => j.name).join(', ')}`);
  if (dry !== '' && !job.preview) throw new Error(`${name} cannot tell beforehand what it would do`);
  if (dry !== '') {
    const lines = (await job.preview?.(await context())) ?? [];
    process.stdout.write(`${lines.join('\n')}\n`);
  } else await job.run(await context(), job.data.parse({}));
  await shutdown.stop();
});
process.exit(0);
