/** Starts the sandbox from the environment (`npm run sandbox`). */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { startSandbox } from './sandbox.ts';
import { schoolSchema } from './school.ts';

const environmentSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3_999),
  SANDBOX_CALLBACK_URL: z.url({ protocol: /^https?$/ }).optional(),
  SANDBOX_SCHOOL: z.string().min(1),
  SANDBOX_TRUSTED_DOMAIN: z.string().optional(),
  WECOM_CORP_ID: z.string().min(1),
  WECOM_AGENT_ID: z.coerce.number().int().positive(),
  WECOM_SECRET: z.string().min(1),
  WECOM_CONTACT_SECRET: z.string().min(1).optional(),
  WECOM_TOKEN: z.string().min(1).max(32),
  WECOM_AES_KEY: z.string().length(43),
});

const parsed = environmentSchema.safeParse(process.env);
if (!parsed.success) {
  console.error(`sandbox: the environment is incomplete\n${z.prettifyError(parsed.error)}`);
  process.exit(1);
}
const env = parsed.data;
const school = schoolSchema.parse(JSON.parse(readFileSync(env.SANDBOX_SCHOOL, 'utf8')));
const sandbox = await startSandbox({
  port: env.PORT,
  credentials: {
    corpId: env.WECOM_CORP_ID,
    agentId: env.WECOM_AGENT_ID,
    secret: env.WECOM_SECRET,
    ...(env.WECOM_CONTACT_SECRET ? { contactSecret: env.WECOM_CONTACT_SECRET } : {}),
    token: env.WECOM_TOKEN,
    aesKey: env.WECOM_AES_KEY,
  },
  ...(env.SANDBOX_CALLBACK_URL ? { callbackUrl: env.SANDBOX_CALLBACK_URL } : {}),
  ...(env.SANDBOX_TRUSTED_DOMAIN ? { trustedDomain: env.SANDBOX_TRUSTED_DOMAIN } : {}),
  school,
});
console.log(`sandbox: ${sandbox.url}`);
const stop = (): void => {
  void sandbox.stop().then(() => process.exit(0));
};
// Ctrl-C reaches the whole process group: a child waits until its parent stops it.
process.once('SIGINT', () => {
  if (!process.send) stop();
});
process.once('SIGTERM', stop);
process.once('disconnect', stop);
