import { type Amendment, amendActivity } from '../../actions/amend.ts';
import type { School } from '../../domain/school.ts';
import { badValue, NOTHING_TO_AMEND, SAME_EVENT_EXISTS, whichPerson } from '../../texts/answer.ts';
import { amendedReceipt, companionReceipt, receipt } from '../../texts/receipt.ts';
import { SLOT_TERMS } from '../../texts/terms.ts';
import { type CommandContext, defineCommand, type Reply } from '../command.ts';

/** Corrects a slot of the last record, or of one of several. */
export default defineCommand({
  name: 'amend',
  on: ['command:amend'],
  help: '“改成前天”“对象改成张雪”：更正刚记的一条',
  async run(context) {
    const { understanding, state, actions, sender, now } = context;
    const command = understanding.command;
    const own = state.last ?? (await actions.models.activities.ofPerson(sender.id, 1)).map((a) => a.id);
    const id = own[(command?.item ?? 1) - 1];
    const activity = id === undefined ? undefined : await actions.models.activities.find(id);
    // A correction means what was just said: months later nobody remembers which record it would change.
    const isRecent = activity !== undefined && now.getTime() - activity.recordedAt < CORRECTABLE_MS;
    if (!isRecent || id === undefined || !command?.slot) return { text: NOTHING_TO_AMEND };
    const changes = [{ ...command, slot: command.slot }, ...(command.also ?? [])];
    let reply: Reply = { text: NOTHING_TO_AMEND };
    for (const [n, { slot, value, change }] of changes.entries()) {
      const next = await applyChange(context, id, n, slot, value, change);
      // What could not be changed is said, also when a later change went through.
      reply = n > 0 && isFault(reply) ? { ...next, text: `${reply.text}\n${next.text}` } : next;
    }
    return reply;
  },
});

/** Up to so long after it was recorded, a bare correction means the newest record, ms. */
const CORRECTABLE_MS = 3 * 86_400_000;

async function applyChange(
  context: CommandContext,
  id: string,
  n: number,
  slot: string,
  value: string | number | string[] | undefined,
  change: 'replace' | 'add' | 'remove' | undefined,
): Promise<Reply> {
  if (slot === 'targets' || slot === 'companions') {
    const names = Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
    if (names.length === 0) return { text: badValue(SLOT_TERMS[slot] ?? slot) };
    return amendPeople(context, id, slot, change ?? 'replace', names, n);
  }
  return applyAmendment(context, id, { slot, value } as Amendment, 'amended', n);
}

function isFault(reply: Reply): boolean {
  return !reply.text.startsWith('已改') && reply.question === undefined;
}

async function amendPeople(
  context: CommandContext,
  id: string,
  slot: 'targets' | 'companions',
  change: 'replace' | 'add' | 'remove',
  names: string[],
  n: number,
): Promise<Reply> {
  const { actions, today } = context;
  const { school } = actions;
  const activity = await actions.models.activities.find(id);
  const people = names.map((name) => ({
    name,
    ids: nearest(context, bearers(school, name, activity, change), activity?.facts.kind),
  }));
  const unclear = slot === 'targets' && change !== 'remove' ? people.findIndex((p) => p.ids.length > 1) : -1;
  const settled = people.map(({ name, ids }) => ({
    name,
    ...(ids.length === 1 && { person: ids[0] as string }),
  }));
  const reply = await applyAmendment(context, id, { slot, change, people: settled }, 'amended', n);
  const shared = people[unclear];
  if (!shared) return reply;
  const after = await actions.models.activities.find(id);
  const at = (after?.contacts.length ?? 1) - people.length + unclear;
  return {
    ...reply,
    text: whichPerson(shared.name, shared.ids, school, today),
    question: { about: 'which_person', activity: id, at, name: shared.name, people: shared.ids },
  };
}

/** Of several bearers of a name, the one of the sender's own branch: for talks and companions, the likely one. */
function nearest(
  { actions, sender, today }: CommandContext,
  ids: string[],
  kind: string | undefined,
): string[] {
  if (ids.length < 2 || kind === 'visit' || kind === 'contact' || kind === 'pairing') return ids;
  const branch = actions.school.branchOf(sender.id, today)?.id;
  const near = ids.filter((id) => actions.school.branchOf(id, today)?.id === branch);
  return near.length === 1 ? near : ids;
}

/** Who a name can mean; when taking someone off a record, whoever of that name is on it. */
function bearers(
  school: School,
  name: string,
  activity: { participations: { person: string }[]; contacts: { person?: string | undefined }[] } | undefined,
  change: string,
): string[] {
  const ids = school.named(name).map((p) => p.id);
  if (change !== 'remove' || !activity) return ids;
  const on = ids.filter(
    (id) =>
      activity.contacts.some((c) => c.person === id) || activity.participations.some((p) => p.person === id),
  );
  return on.length > 0 ? on : ids;
}

/**
 * Applies one change and answers with the corrected record.
 * @param n which change of the message it is, from 0: each is applied once
 * @param as `receipt` when the change completes what was asked for: the whole receipt comes only now
 */
export async function applyAmendment(
  context: CommandContext,
  id: string,
  amendment: Amendment,
  as: 'amended' | 'receipt' = 'amended',
  n = 0,
): Promise<Reply> {
  const { actions, sender, message, today } = context;
  const { school, rules } = actions;
  const before = await actions.models.activities.find(id);
  const outcome = await amendActivity(
    actions,
    sender.id,
    id,
    amendment,
    n === 0 ? message.id : `${message.id}/${n}`,
  );
  if (!outcome.ok) {
    const text = {
      nothing_to_amend: NOTHING_TO_AMEND,
      bad_value: badValue(SLOT_TERMS[amendment.slot] ?? amendment.slot),
      same_event_exists: SAME_EVENT_EXISTS,
    }[outcome.why];
    return { text };
  }
  const view = { school, rules, today, reader: sender.id };
  const { activity, text } = outcome.recorded;
  const added = activity.participations.filter(
    (p) => p.role === 'companion' && !before?.participations.some((q) => q.person === p.person),
  );
  await context.notify(
    added.map((p) => ({
      person: p.person,
      activity: id,
      text: companionReceipt(outcome.recorded, { ...view, reader: p.person }, sender.id),
    })),
  );
  const item = { activity, text, outcome: 'recorded' as const };
  return { text: as === 'receipt' ? receipt([item], view) : amendedReceipt(item, view), question: null };
}
