/** Records what a message told of: one activity an event, with everyone's credits, sealed texts and a receipt. */
import type { ActivityText, Contact, Participation } from '../domain/activity.ts';
import { creditActivity } from '../domain/crediting.ts';
import { mergeKeysOf } from '../domain/same-event.ts';
import type { School } from '../domain/school.ts';
import type { Day, ReportedActivity } from '../domain/understanding.ts';
import { type Activity, openText, sealText } from '../models/activity.ts';
import { recordSlot } from '../models/inbox.ts';
import type { RecordKeys } from '../models/key.ts';
import type { ActionContext } from './context.ts';

/** The message in which something was told. */
export interface Message {
  /** Id of its inbox row. */
  id: string;
  keys: RecordKeys;
  words: string;
}

/** An activity with the author's own text, as receipts show it. */
export interface RecordedActivity {
  activity: Activity;
  text: ActivityText;
  /**
   * `recorded` new · `joined` told by somebody else before, now with this author's text · `known` told by this
   * author before.
   */
  outcome: 'recorded' | 'joined' | 'known';
}

/** Records each activity that a message tells of, in order. Handling the same message again changes nothing. */
export async function recordActivities(
  context: ActionContext,
  author: string,
  reports: ReportedActivity[],
  message: Message,
): Promise<RecordedActivity[]> {
  const recorded: RecordedActivity[] = [];
  for (const [n, report] of reports.entries())
    recorded.push(await recordOne(context, author, report, message, n, reports.length));
  return recorded;
}

async function recordOne(
  context: ActionContext,
  author: string,
  report: ReportedActivity,
  message: Message,
  n: number,
  of: number,
): Promise<RecordedActivity> {
  const { models, school, clock } = context;
  const id = `${message.id}.${n}`;
  const text: ActivityText = {
    words: of === 1 ? message.words : (report.text ?? message.words),
    ...(report.place && { place: report.place }),
    ...(report.reason && { reason: report.reason }),
  };
  const contacts = contactsOf(school, author, report, text);
  const participations = participationsOf(school, author, report, text);
  const { kind, form, date, endDate, daypart, time, mode, manner, count, hours } = report;
  const facts = dropAbsent({ kind, form, date, endDate, daypart, time, mode, manner, count, hours });
  const slot = recordSlot(n);
  const key = message.keys.get(slot) ?? (await models.keys.add(message.id, slot));
  const branch = school.branchOf(author, date)?.id;
  const activity: Activity = {
    id,
    state: 'live',
    version: 1,
    facts,
    participations,
    contacts,
    credits: creditActivity(school, context.rules, { facts, participations, contacts }, context.schoolYear),
    texts: [sealText(key, id, { author, branch, keyId: message.id, slot, content: text })],
    sources: [id],
    recordedAt: clock.now().getTime(),
  };
  const result = await models.activities.insert(activity, mergeKeysOf(activity));
  if (result.outcome === 'recorded') return { activity, text, outcome: 'recorded' };
  if (result.outcome === 'again')
    return { activity: result.activity, text, outcome: result.activity.id === id ? 'recorded' : 'joined' };
  return joinActivity(
    context,
    result.activity,
    activity,
    { author, branch, key, slot, message: message.id },
    text,
  );
}

/** Adds one side's telling to an activity that somebody (or the same author) told of before. */
async function joinActivity(
  context: ActionContext,
  existing: Activity,
  told: Activity,
  from: { author: string; branch: string | undefined; key: Buffer; slot: string; message: string },
  text: ActivityText,
): Promise<RecordedActivity> {
  const { models, school } = context;
  let current = existing;
  for (;;) {
    const own = current.texts.find((t) => t.author === from.author);
    if (own) return addWords(context, current, own, told, text);
    const next: Activity = {
      ...current,
      version: current.version + 1,
      facts: isPair(current) && isPair(told) ? { ...current.facts, individually: true } : current.facts,
      participations: unionParticipations(current.participations, told.participations, from.author),
      contacts: unionContacts(current.contacts, told.contacts),
      texts: [
        ...current.texts,
        sealText(from.key, current.id, {
          author: from.author,
          branch: from.branch,
          keyId: from.message,
          slot: from.slot,
          content: text,
        }),
      ],
      sources: [...current.sources, told.id],
    };
    next.credits = creditActivity(school, context.rules, next, context.schoolYear);
    if (await models.activities.replace(current, next, mergeKeysOf(next)))
      return { activity: next, text, outcome: 'joined' };
    const read = await models.activities.find(current.id);
    if (!read || read.state === 'withdrawn') return { activity: next, text, outcome: 'joined' };
    current = read;
  }
}

/** The same author tells of the same event once more: the words are kept with the first ones. */
async function addWords(
  context: ActionContext,
  existing: Activity,
  own: Activity['texts'][number],
  told: Activity,
  text: ActivityText,
): Promise<RecordedActivity> {
  const { models } = context;
  if (existing.sources.includes(told.id)) return { activity: existing, text, outcome: 'known' };
  const key = (await models.keys.open(own.keyId))?.get(own.slot);
  if (!key) return { activity: existing, text, outcome: 'known' };
  const before = openText(key, existing.id, own);
  const content: ActivityText = { ...text, ...before, words: `${before.words}\n${text.words}` };
  const facts = { ...told.facts, ...existing.facts };
  const next: Activity = {
    ...existing,
    version: existing.version + 1,
    facts,
    texts: existing.texts.map((t) =>
      t === own
        ? sealText(key, existing.id, {
            author: own.author,
            branch: own.branch,
            keyId: own.keyId,
            slot: own.slot,
            content,
          })
        : t,
    ),
    sources: [...existing.sources, told.id],
  };
  const replaced = await models.activities.replace(existing, next, mergeKeysOf(next));
  return { activity: replaced ? next : existing, text: content, outcome: 'known' };
}

/** A talk of two people: told by both sides, each is the other's counterpart. */
function isPair(activity: Activity): boolean {
  return activity.facts.kind === 'talk' && activity.contacts.length === 1;
}

/** Everyone of both tellings; whoever tells is an author, also where the other side named them first. */
function unionParticipations(
  before: Participation[],
  told: Participation[],
  author: string,
): Participation[] {
  const own = told.filter((p) => p.person === author);
  const others = told.filter((p) => p.person !== author && !before.some((q) => q.person === p.person));
  return [...before.filter((p) => p.person !== author), ...own, ...others];
}

function unionContacts(a: Contact[], b: Contact[]): Contact[] {
  return [...a, ...b.filter((c) => c.person !== undefined && !a.some((d) => d.person === c.person))];
}

/** Targets as contacts; names that the directory lacks, or that several people bear, are sealed as said. */
function contactsOf(school: School, author: string, report: ReportedActivity, text: ActivityText): Contact[] {
  const contacts: Contact[] = [];
  for (const [i, name] of (report.targets ?? []).entries()) {
    const person = resolvePerson(school, name, report.targetIds?.[i]);
    if (person === author) continue;
    if (person !== undefined) contacts.push({ person });
    else {
      text.unlisted = [...(text.unlisted ?? []), name];
      contacts.push({ unlisted: text.unlisted.length - 1 });
    }
  }
  return contacts;
}

function participationsOf(
  school: School,
  author: string,
  report: ReportedActivity,
  text: ActivityText,
): Participation[] {
  const participations = [participation(school, author, 'author', report.date)];
  for (const [i, name] of (report.companions ?? []).entries()) {
    const person = resolvePerson(school, name, report.companionIds?.[i]);
    if (person === undefined) text.unlistedCompanions = [...(text.unlistedCompanions ?? []), name];
    else if (!participations.some((p) => p.person === person))
      participations.push(participation(school, person, 'companion', report.date));
  }
  return participations;
}

/** Someone's part in an activity, with the branch that the credit follows. */
export function participation(
  school: School,
  person: string,
  role: Participation['role'],
  day: Day,
): Participation {
  const branch = school.branchOf(person, day)?.id;
  return { person, role, ...(branch && { branch }) };
}

/** The one person whom a name can mean; undefined when it is nobody or several. */
export function resolvePerson(school: School, name: string, candidates?: string[]): string | undefined {
  const ids = candidates ?? school.named(name).map((p) => p.id);
  return ids.length === 1 ? ids[0] : undefined;
}

function dropAbsent<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}
