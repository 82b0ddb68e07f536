/** All collections, opened together on one connection. */
import type { RecordsKey } from '../runtime/config.ts';
import type { Stores } from '../runtime/mongo.ts';
import { type Activities, createActivities } from './activity.ts';
import { type Appointments, createAppointments } from './appointment.ts';
import { type Audits, createAudits } from './audit.ts';
import { type Conversations, createConversations } from './conversation.ts';
import { createExcuses, type Excuses } from './excuse.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { createKeyRing, type KeyRing } from './key.ts';
import { createMatters, type Matters } from './matter.ts';
import { createMustTalks, type MustTalks } from './must-talk.ts';
import { createOrganizations, type Organizations } from './organization.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createPeople, type People } from './person.ts';
import { createProposals, type Proposals } from './proposal.ts';
import { createReminders, type Reminders } from './reminder.ts';
import { createReviews, type Reviews } from './review.ts';
import { createSettings, type Settings } from './setting.ts';
import { createTasks, type Tasks } from './task.ts';
import { createTies, type Ties } from './tie.ts';

export interface Models {
  keys: KeyRing;
  inbox: Inbox;
  conversations: Conversations;
  activities: Activities;
  people: People;
  organizations: Organizations;
  appointments: Appointments;
  ties: Ties;
  excuses: Excuses;
  settings: Settings;
  outbox: Outbox;
  matters: Matters;
  proposals: Proposals;
  audits: Audits;
  tasks: Tasks;
  reviews: Reviews;
  mustTalks: MustTalks;
  reminders: Reminders;
}

/** Opens every collection and makes its indexes; resolves when all of them are there. */
export async function openModels(stores: Stores, recordsKeys: RecordsKey[]): Promise<Models> {
  const { records } = stores;
  const keys = createKeyRing(stores.keys, recordsKeys);
  const settings = createSettings(records);
  const onChange = async () => settings.bumpFacts();
  const models: Models = {
    keys,
    inbox: createInbox(records, keys),
    conversations: createConversations(records),
    activities: createActivities(records, onChange),
    people: createPeople(records, keys),
    organizations: createOrganizations(records),
    appointments: createAppointments(records),
    ties: createTies(records),
    excuses: createExcuses(records, onChange),
    settings,
    outbox: createOutbox(records, keys),
    matters: createMatters(records, keys),
    proposals: createProposals(records, keys),
    audits: createAudits(records, keys),
    tasks: createTasks(records, keys, onChange),
    reviews: createReviews(records, onChange),
    mustTalks: createMustTalks(records, keys, onChange),
    reminders: createReminders(records, onChange),
  };
  for (const model of Object.values(models) as { init(): Promise<unknown> }[]) await model.init();
  return models;
}
