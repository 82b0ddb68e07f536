import { type Amendment, amendActivity } from '../../actions/amend.ts';
import type { School } from '../../domain/school.ts';
import type { Command, RecordNamed } from '../../domain/understanding.ts';
import type { Activity } from '../../models/activity.ts';
import { NOTHING_TO_AMEND, SAME_EVENT_EXISTS, WHAT_TO_CHANGE } from '../../texts/answer.ts';
import { amendedReceipt, companionReceipt, receipt, unchangedReceipt } from '../../texts/receipt.ts';
import { nameOf, slotChoices } from '../../texts/terms.ts';
import { type CommandContext, defineCommand, type Reply } from '../command.ts';
import { findNamedRecord } from '../named-record.ts';
import type { Question } from '../question.ts';
import { sayQuestion } from '../say-question.ts';
import { askWhetherHeld } from './must-talk.ts';
import { askWhetherOneByOne } from './report.ts';

/** Corrects a slot of the last record, or of one of several. */
export default defineCommand({
  name: 'amend',
  on: ['command:amend'],
  help: { topic: 'record', line: '“改成前天”“对象改成张雪”：更正刚记的一条' },
  async run(context) {
    const { understanding, state, actions, sender, now } = context;
    const command = understanding.command;
    if (command?.of) return amendNamed(context, command, command.of);
    const item = command?.item;
    const said = item === undefined ? state.last : (state.listed ?? state.last);
    const own = said ?? (await actions.models.activities.ofPerson(sender.id, 1)).map((a) => a.id);
    const id = own[(item ?? 1) - 1];
    const before = id === undefined ? undefined : await actions.models.activities.find(id);
    // A correction means what was just said: months later nobody remembers which record it would change. One picked
    // from the list of records is meant, however old it is.
    const isPicked = item !== undefined && state.listed !== undefined;
    const isMeant = before && (isPicked || now.getTime() - before.recordedAt < CORRECTABLE_MS);
    return isMeant ? applyChanges(context, before, command) : { text: NOTHING_TO_AMEND };
  },
});

/** What a message names is changed, however old it is, and is what 撤销 means next. */
async function amendNamed(context: CommandContext, command: Command, of: RecordNamed): Promise<Reply> {
  const found = await findNamedRecord(context, command, of);
  if ('reply' in found) return found.reply;
  const before = await context.actions.models.activities.find(found.id);
  return before
    ? { last: [found.id], ...(await applyChanges(context, before, command)) }
    : { text: NOTHING_TO_AMEND };
}

async function applyChanges(
  context: CommandContext,
  before: Activity,
  command: Command | undefined,
): Promise<Reply> {
  if (!command?.slot) return { text: WHAT_TO_CHANGE };
  const changes = [{ ...command, slot: command.slot }, ...(command.also ?? [])];
  let reply: Reply = { text: NOTHING_TO_AMEND };
  for (const [n, { slot, value, change }] of changes.entries()) {
    const next = await applyChange(context, before, { n, slot, value, change });
    // What could not be changed is said, also when a later change went through.
    reply = n > 0 && isFault(reply) ? { ...next, text: `${reply.text}\n${next.text}` } : next;
  }
  return reply;
}

/** Up to so long after it was recorded, a bare correction means the newest record, ms. */
const CORRECTABLE_MS = 3 * 86_400_000;

interface Change {
  /** Which change of the message it is, from 0. */
  n: number;
  slot: string;
  value: string | number | string[] | undefined;
  change: 'replace' | 'add' | 'remove' | undefined;
}

async function applyChange(
  context: CommandContext,
  before: Activity,
  { n, slot, value, change }: Change,
): Promise<Reply> {
  const options = { before, n };
  if (slot === 'targets' || slot === 'companions') {
    const names = Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
    if (names.length === 0) return askFor(context, before, slot, change);
    return amendPeople(context, before.id, slot, change ?? 'replace', names, options);
  }
  if (value === undefined) return askFor(context, before, slot, change);
  return applyAmendment(context, before.id, { slot, value } as Amendment, options);
}

/** The slot is said and its value is not, or makes no sense. */
function askFor(
  { actions, today }: CommandContext,
  { id, facts: { kind } }: Activity,
  slot: string,
  change?: 'replace' | 'add' | 'remove',
): Reply {
  const isWithSomebody = kind === 'visit' || kind === 'talk' || kind === 'contact' || kind === 'pairing';
  const isPeople = slot === 'targets' || slot === 'companions';
  if (isPeople && change === 'remove') return { text: WHAT_TO_CHANGE };
  const question: Question =
    slot === 'targets' && change !== 'add' && isWithSomebody
      ? { about: 'who', activity: id, kind }
      : isPeople
        ? { about: 'who_else', activity: id }
        : {
            about: 'slot',
            activity: id,
            slot,
            choices: slotChoices(slot, undefined, { today, isVisit: kind === 'visit' }),
          };
  return { text: sayQuestion(question, actions.school, today), question };
}

function isFault(reply: Reply): boolean {
  return !reply.text.startsWith('已改') && reply.question === undefined;
}

/** Changes whom a record is with. A name that several people bear is asked about. */
export async function amendPeople(
  context: CommandContext,
  id: string,
  slot: 'targets' | 'companions',
  change: 'replace' | 'add' | 'remove',
  names: string[],
  options: AmendOptions = {},
): Promise<Reply> {
  const { actions, today } = context;
  const { school } = actions;
  const activity = await actions.models.activities.find(id);
  const people = names.map((name) => ({
    name,
    ids: nearest(context, bearers(school, name, activity, change), activity?.facts.kind),
  }));
  const isAlong =
    slot === 'targets' && change === 'add' && people.every((p) => goesAlong(school, activity, p.ids));
  const as = isAlong ? 'companions' : slot;
  const unclear = as === 'targets' && change !== 'remove' ? people.findIndex((p) => p.ids.length > 1) : -1;
  const settled = people.map(({ name, ids }) => ({
    name,
    ...(ids.length === 1 && { person: ids[0] as string }),
  }));
  const reply = await applyAmendment(context, id, { slot: as, change, people: settled }, options);
  const shared = people[unclear];
  if (!shared) return reply;
  const after = await actions.models.activities.find(id);
  const at = (after?.contacts.length ?? 1) - people.length + unclear;
  const question: Question = {
    about: 'which_person',
    activity: id,
    at,
    name: shared.name,
    people: shared.ids,
  };
  return { ...reply, text: sayQuestion(question, school, today), question };
}

/**
 * Whether somebody who is added was there with the author: families are visited by members, and what is with nobody
 * (a meeting, study) has only people who took part.
 */
function goesAlong(school: School, activity: Activity | undefined, ids: string[]): boolean {
  switch (activity?.facts.kind) {
    case 'talk':
    case undefined:
      return false;
    case 'visit':
    case 'contact':
    case 'pairing':
      return ids.length > 0 && ids.every((id) => school.person(id)?.member === true);
    default:
      return true;
  }
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
function bearers(school: School, name: string, activity: Activity | undefined, change: string): string[] {
  const ids = school.named(name).map((p) => p.id);
  if (change !== 'remove' || !activity) return ids;
  const on = ids.filter(
    (id) =>
      activity.contacts.some((c) => c.person === id) || activity.participations.some((p) => p.person === id),
  );
  return on.length > 0 ? on : ids;
}

/** How a change is answered. */
export interface AmendOptions {
  /**
   * `receipt` when the change completes what was asked for before there was a receipt: the whole receipt comes only
   * now · `completed` when it fills in what the receipt lacked.
   */
  as?: 'amended' | 'receipt' | 'completed';
  /** Which change of the message it is, from 0: each is applied once. */
  n?: number;
  /** The record before the first change of the message. */
  before?: Activity;
}

/** Applies one change and answers with the corrected record. */
export async function applyAmendment(
  context: CommandContext,
  id: string,
  amendment: Amendment,
  { as = 'amended', n = 0, before: first }: AmendOptions = {},
): Promise<Reply> {
  const { actions, sender, message, today } = context;
  const { school, rules } = actions;
  const before = first ?? (await actions.models.activities.find(id));
  const source = n === 0 ? message.id : `${message.id}/${n}`;
  const outcome = await amendActivity(actions, sender.id, id, amendment, source);
  if (!outcome.ok) {
    if (outcome.why === 'bad_value' && before) return askFor(context, before, amendment.slot);
    return { text: outcome.why === 'same_event_exists' ? SAME_EVENT_EXISTS : NOTHING_TO_AMEND };
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
  const reachable = added.filter((p) => school.person(p.person)?.userid !== undefined);
  const said =
    as === 'receipt'
      ? receipt([item], view)
      : isUnchanged(before, activity, amendment, source)
        ? unchangedReceipt(item, view)
        : amendedReceipt(item, view, {
            added: reachable.map((p) => nameOf(school, p.person)),
            completed: as === 'completed',
          });
  const question = await questionAfter(context, activity, amendment);
  return question ? { text: `${said}\n${sayQuestion(question, school, today)}`, question } : { text: said };
}

/** What a change of people leaves to ask: whether a talk was one by one, whether it was the one that must be held. */
async function questionAfter(
  context: CommandContext,
  activity: Activity,
  { slot }: Amendment,
): Promise<Question | undefined> {
  if (activity.facts.kind !== 'talk' || !['targets', 'kind', 'individually'].includes(slot)) return undefined;
  return askWhetherOneByOne(activity, context.actions) ?? askWhetherHeld(context, activity);
}

/** Whether a change left the record as it was; what is sealed is taken to be another. */
function isUnchanged(
  before: Activity | undefined,
  after: Activity,
  amendment: Amendment,
  source: string,
): boolean {
  const { slot } = amendment;
  if (!before || before.sources.includes(source) || slot === 'place' || slot === 'reason') return false;
  if (slot === 'companions' && amendment.people.some((p) => p.person === undefined)) return false;
  const shown = ({ facts, participations, contacts }: Activity) =>
    JSON.stringify([Object.entries(facts).sort(), participations, contacts]);
  return shown(before) === shown(after);
}
