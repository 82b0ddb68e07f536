/** The worker's process: `npm run worker`. */
import { runProcess } from '../runtime/process.ts';
import { startWorker } from './start.ts';

await runProcess('worker', async (config, parts) => {
  await startWorker(config, parts);
  parts.log.info('working');
  process.send?.({ ready: true });
});
