/** Receiving put together: inbox, directory, understanding and commands, without a server around them. */
import { join } from 'node:path';
import { loadProgrammes, loadStudyAim } from '../actions/programmes.ts';
import type { SchoolKeeper } from '../actions/school.ts';
import type { Directory } from '../domain/directory.ts';
import { DEFAULT_SCHOOL_YEAR } from '../domain/period.ts';
import { MESSAGE_SLOT, recordSlot } from '../models/inbox.ts';
import type { Models } from '../models/models.ts';
import { NAMELESS } from '../models/person.ts';
import type { Link, OutboxBody } from '../outbox/body.ts';
import type { Clock } from '../runtime/clock.ts';
import { loadFolder } from '../runtime/load-folder.ts';
import type { Log } from '../runtime/log.ts';
import { OUR_FAULT } from '../texts/answer.ts';
import type { Command } from './command.ts';
import type { Form } from './form.ts';
import { createReceiver, type Receiver } from './inbox/receive.ts';
import { createResponder, type ResponderParts } from './respond.ts';
import { createFormHandler } from './submit.ts';
import { indexDirectory } from './understand/index-directory.ts';
import { understand } from './understand/understand.ts';

/** Where instances of commands live. */
const COMMANDS_FOLDER = join(import.meta.dirname, 'commands');

export interface ReceivingParts {
  models: Models;
  keeper: SchoolKeeper;
  clock: Clock;
  log: Log;
  /** Names this process among the holders of leases. */
  holder: string;
  /** The mini-forms that can be sent. */
  forms?: Form[];
  /** Where a form can be filled in instead of writing; undefined while pages have no address. */
  formLink?: () => Link | undefined;
  /** Called when something was put into the outbox. */
  onOutbox: () => void;
}

/** Whoever was removed is counted still, but no message can mean them. */
function withNames(directory: Directory): Directory {
  return { ...directory, people: directory.people.filter((p) => p.name !== NAMELESS) };
}

/** Everything between a decrypted callback and its answer. */
export async function createReceiving(parts: ReceivingParts): Promise<Receiver> {
  const { models, keeper, clock, log, onOutbox } = parts;
  let index = indexDirectory(withNames(keeper.current().directory));
  keeper.onChange((school) => {
    index = indexDirectory(withNames(school.directory));
  });
  const study = loadStudyAim();
  const actions = {
    ...{ models, rules: loadProgrammes(), schoolYear: DEFAULT_SCHOOL_YEAR, clock },
    ...(study && { study }),
  };
  const notify: ResponderParts['notify'] = async ({ person, activity, text }, message) => {
    const to = keeper.current().person(person)?.userid?.toLowerCase();
    const slot = recordSlot(0);
    const bytes = message.keys.get(slot) ?? message.keys.get(MESSAGE_SLOT);
    if (to === undefined || !bytes) return;
    const planned = await models.outbox.plan(
      {
        id: `receipt/${activity}/${person}`,
        purpose: 'receipt',
        to,
        dueAt: clock.now().getTime(),
        body: JSON.stringify({ type: 'text', text }),
      },
      { id: message.id, slot: message.keys.has(slot) ? slot : MESSAGE_SLOT, bytes },
    );
    if (!planned) return;
    await models.conversations.remember(to, [activity]);
    onOutbox();
  };
  const sendCard: ResponderParts['sendCard'] = async (to, { id, digest, face }) => {
    const planned = await models.outbox.planCard({
      id,
      dueAt: clock.now().getTime(),
      body: JSON.stringify({ type: 'card', face } satisfies OutboxBody),
      card: { to, digest, presses: {} },
    });
    if (planned) onOutbox();
  };
  const updateCard: ResponderParts['updateCard'] = async ({ to, code, face }, message) => {
    const bytes = message.keys.get(MESSAGE_SLOT);
    if (!bytes) return;
    const planned = await models.outbox.plan(
      {
        id: `card-update/${message.id}`,
        purpose: 'card',
        to,
        dueAt: clock.now().getTime(),
        body: JSON.stringify({ type: 'card_update', code, face } satisfies OutboxBody),
      },
      { id: message.id, slot: MESSAGE_SLOT, bytes },
    );
    if (planned) onOutbox();
  };
  const handle = createResponder({
    actions,
    school: keeper.current,
    understand: (message, asked) => understand(message, index, asked && { question: asked }),
    commands: await loadFolder<Command>(COMMANDS_FOLDER, 'command'),
    notify,
    sendCard,
    updateCard,
    release: (account) => void release(account),
    ...(parts.formLink && { formLink: parts.formLink }),
  });
  /** What somebody wrote before they were admitted is handled now; whatever goes wrong here, the sweep does it. */
  const release = async (account: string) => {
    try {
      await keeper.refresh();
      await receiver.handleWaiting(account);
    } catch (error) {
      log.error('held messages not handled yet', { error });
    }
  };
  const receiver: Receiver = createReceiver({
    inbox: models.inbox,
    conversations: models.conversations,
    keys: models.keys,
    outbox: models.outbox,
    clock,
    log,
    handle,
    handleForm: createFormHandler({ actions, school: keeper.current, forms: parts.forms ?? [], notify }),
    faultReply: OUR_FAULT,
    holder: parts.holder,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    onOutbox,
  });
  return receiver;
}
