/** The bot's process: `npm run bot`. */
import { runProcess } from '../runtime/process.ts';
import { startBot } from './start.ts';

await runProcess('bot', async (config, parts) => {
  const { port } = await startBot(config, parts);
  parts.log.info('listening', { path: '/wecom/callback', count: port });
  process.send?.({ ready: true, port });
  if (!process.send) console.log(`ready: http://127.0.0.1:${port}`);
});
