/** The end of retention: keys of old texts, messages and lines are destroyed; what they counted for stays. */
import { dayOf } from '../domain/day.ts';
import { parseRetention, RETENTION_SETTING, textsKeptFrom } from '../domain/retention.ts';
import { ActivityKind } from '../domain/understanding.ts';
import type { ActionContext } from './context.ts';
import { isKeyBeside } from './plan-notice.ts';

const DAY_MS = 86_400_000;
const BATCH = 200;

/** How much was destroyed. */
export interface Destroyed {
  texts: number;
  proposals: number;
  admissions: number;
  notices: number;
  audits: number;
}

/** Destroys whatever is past its time now. Broken off and done again, it ends in the same. */
export async function destroyOldTexts(context: ActionContext): Promise<Destroyed> {
  const { models, clock } = context;
  const retention = parseRetention(await models.settings.get(RETENTION_SETTING));
  const now = clock.now();
  const today = dayOf(now);
  const done: Destroyed = { texts: 0, proposals: 0, admissions: 0, notices: 0, audits: 0 };
  for (const kind of ActivityKind.options) {
    const before = textsKeptFrom(retention, kind, today);
    for (let after = ''; ; ) {
      const activities = await models.activities.withTexts(after, BATCH, { kind, before });
      for (const activity of activities) {
        for (const text of activity.texts) await models.keys.destroy(text.keyId, text.slot);
        await models.activities.replaceTexts(activity, []);
        done.texts += activity.texts.length;
      }
      if (activities.length < BATCH) break;
      after = activities.at(-1)?.id ?? '';
    }
  }
  const proposalsBefore = now.getTime() - retention.proposalDays * DAY_MS;
  for (const id of await models.proposals.waitingSince(proposalsBefore)) {
    await models.proposals.settle(id, 'rejected');
    done.proposals += 1;
  }
  const messagesBefore = now.getTime() - retention.messageDays * DAY_MS;
  done.admissions = await models.matters.purgeAdmissions(messagesBefore);
  done.notices = await emptyOldNotices(context, messagesBefore);
  const yearMs = 365 * DAY_MS;
  done.audits = await models.audits.purge(now.getTime() - (retention.auditYears + 1) * yearMs, BATCH);
  return done;
}

/**
 * Empties what was sent long ago: notices with their keys; receipts share the key of their record, which lives on;
 * answers go with the key of their message.
 */
async function emptyOldNotices({ models }: ActionContext, before: number): Promise<number> {
  let count = 0;
  for (let after = ''; ; ) {
    const rows = await models.outbox.list(after, BATCH);
    const old = rows.filter((row) => row.dueAt < before && row.body !== '');
    const notices = old.filter((row) => isKeyBeside(row.keyId));
    const receipts = old.filter((row) => row.id.startsWith('receipt/'));
    await models.keys.destroyAll(notices.map((row) => row.keyId));
    await models.outbox.forget([...notices, ...receipts].map((row) => row.id));
    count += notices.length + receipts.length;
    if (rows.length < BATCH) return count;
    after = rows.at(-1)?.id ?? '';
  }
}
