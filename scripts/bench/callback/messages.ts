/** Reports of many senders about many students, sealed as WeCom seals them. */
import { randomBytes } from 'node:crypto';
import type { Directory } from '../../../domain/directory.ts';
import { type CallbackCredentials, sealCallback } from '../../../wecom/callback.ts';
import { parseAesKey } from '../../../wecom/crypto.ts';
import { serializeInbound } from '../../../wecom/inbound.ts';
import { DEMO_WECOM } from '../../demo.ts';
import { type LoadTarget, type PreparedRequest, prepareRequest } from './load.ts';

export const CREDENTIALS: CallbackCredentials = {
  token: DEMO_WECOM.WECOM_TOKEN,
  aesKey: parseAesKey(DEMO_WECOM.WECOM_AES_KEY),
  receiveId: DEMO_WECOM.WECOM_CORP_ID,
};

/** The day on which the school of the measurement lives, and the second of its first message. */
export const TODAY = '2026-11-21';
const FIRST_SECOND = Date.parse(`${TODAY}T09:00:00+08:00`) / 1000;
/** Days of November on which the visits were: all past on {@link TODAY}. */
const DAYS = 20;

/** An endless row of messages: each of another sender than the last ones, no two about the same event. */
export function createMessages(directory: Directory): {
  /** The next so many, for one server. */
  take(target: LoadTarget, count: number): PreparedRequest[];
  senders: number;
} {
  const senders = directory.people.flatMap((p) => (p.member && p.userid !== undefined ? [p.userid] : []));
  const bearers = new Map<string, number>();
  for (const { name } of directory.people) bearers.set(name, (bearers.get(name) ?? 0) + 1);
  // Names that one person bears: the others would be asked about, which is another flow.
  const students = directory.people.filter((p) => !p.member && bearers.get(p.name) === 1).map((p) => p.name);
  let n = 0;
  return {
    senders: senders.length,
    take: (target, count) =>
      Array.from({ length: count }, () => {
        const round = Math.floor(n / senders.length);
        const sender = senders[n % senders.length] as string;
        const day = 1 + (round % DAYS);
        const student = students[(n * 7 + Math.floor(round / DAYS)) % students.length] as string;
        const seconds = FIRST_SECOND + (n % 3_600);
        const sealed = sealCallback(
          CREDENTIALS,
          serializeInbound({
            type: 'text',
            corpId: CREDENTIALS.receiveId,
            sender,
            createTime: seconds,
            content: `11月${day}日下午走访了${student}家，父母都在`,
            msgId: String(7_400_000_000_000_000_000n + BigInt(n)),
            agentId: Number(DEMO_WECOM.WECOM_AGENT_ID),
          }),
          {
            timestamp: seconds,
            nonce: String(1_000_000 + n),
            random: randomBytes(16),
            agentId: Number(DEMO_WECOM.WECOM_AGENT_ID),
          },
        );
        n += 1;
        return prepareRequest(target, sealed.search, sealed.body);
      }),
  };
}
