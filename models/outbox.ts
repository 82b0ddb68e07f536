/**
 * The outbox: every message that leaves on our own account, first a row with a state. A key makes each row once;
 * the body is frozen at the first attempt, so that WeCom's duplicate check recognises a repeat.
 */
import { createHash } from 'node:crypto';
import { type Connection, mongo, Schema } from 'mongoose';
import { type DigestRow, type PlannedDigest, wasSaidToday } from '../domain/reminders/row.ts';
import type { Day } from '../domain/understanding.ts';
import { isDuplicateKey } from '../runtime/mongo.ts';
import type { KeyRing } from './key.ts';
import { seal, unseal } from './sealing.ts';

export type OutboxState = 'planned' | 'sending' | 'sent' | 'failed' | 'unknown' | 'dropped';

/** How long a sender may take before another may try the row again, ms. */
export const SENDING_LEASE_MS = 60_000;

export interface OutboxRow {
  /** What the message is for, once: `answer/<inbox id>`, `digest/<…>`. */
  id: string;
  purpose: 'answer' | 'receipt' | 'digest' | 'notice' | 'card';
  /** WeCom account, lower case. */
  to: string;
  state: OutboxState;
  /** Not before this instant, ms. */
  dueAt: number;
  attempts: number;
  /** When the first attempt was made, ms: the duplicate check holds for a while from then. */
  firstTriedAt?: number;
  /** Until when this sender has the row, ms: what is written under an older one is refused. */
  until: number;
  /** An earlier attempt may have arrived: its outcome was unknown, or its sender died. */
  doubtful?: true;
  /** Where WeCom keeps the picture that the row sends, once it was uploaded; for 3 days. */
  mediaId?: string;
  body: string;
  /** Of a digest: what it brings up. Its body is made at the first attempt. */
  digest?: PlannedDigest;
}

export const PURPOSES = [
  'answer',
  'receipt',
  'digest',
  'notice',
  'card',
] as const satisfies OutboxRow['purpose'][];
/** What somebody waits for; digests never stand in its way. */
export const PROMPT_PURPOSES: OutboxRow['purpose'][] = ['answer', 'receipt', 'notice', 'card'];

/** A press of a button on a card. */
export interface CardPress {
  key: string;
  /** When it was pressed, ms. */
  at: number;
}

/** A card with buttons that was planned, and what was pressed on it. */
export interface CardRow {
  to: string;
  /** Key of the reminder that it belongs to. */
  digest: string;
  /** By the id of the message that tells of the press. */
  presses: Record<string, CardPress>;
}

/** The row of a card; its task_id is {@link taskIdOf} of it: unique, of the letters that WeCom takes. */
export function cardRowId(of: string): string {
  return `card/${createHash('sha256').update(of).digest('base64url').slice(0, 27)}`;
}

export function taskIdOf(rowId: string): string {
  return rowId.replace(/^card\//u, '');
}

/** The row of a digest: a hash, so that ids in logs say nothing about the person. */
export function digestRowId(key: string): string {
  return `digest/${createHash('sha256').update(key).digest('base64url').slice(0, 27)}`;
}

const BODY_SLOT = 'body';
const BATCH = 1_000;

/** A row with where the key of its body is. */
export interface ListedRow extends Pick<OutboxRow, 'id' | 'to' | 'dueAt' | 'state' | 'body'> {
  keyId: string;
  slot: string;
}

interface Stored extends Omit<OutboxRow, 'id' | 'body'> {
  _id: string;
  card?: CardRow;
  /** A digest that brings up a notice: those are looked for by themselves. */
  notice?: true;
  /** Why a message cannot reach its person, for the administrator. */
  unreachable?: true;
  keyId: string;
  slot: string;
  body: mongo.Binary;
  errcode?: number;
  msgid?: string;
}

export type Outbox = ReturnType<typeof createOutbox>;

export function createOutbox(connection: Connection, keyRing: KeyRing) {
  const schema = new Schema<Stored>(
    {
      _id: String,
      purpose: String,
      to: String,
      state: String,
      dueAt: Number,
      attempts: Number,
      firstTriedAt: Number,
      until: Number,
      keyId: String,
      slot: String,
      body: Schema.Types.Buffer,
      errcode: Number,
      msgid: String,
      digest: Schema.Types.Mixed,
      card: Schema.Types.Mixed,
      notice: Boolean,
      unreachable: Boolean,
      doubtful: Boolean,
      mediaId: String,
    },
    { versionKey: false, collection: 'outbox' },
  );
  schema.index({ purpose: 1, state: 1, dueAt: 1 });
  schema.index({ 'digest.day': 1 }, { sparse: true });
  schema.index({ 'digest.person': 1 }, { sparse: true });
  schema.index({ notice: 1 }, { sparse: true });
  schema.index({ unreachable: 1 }, { sparse: true });
  schema.index({ to: 1, dueAt: 1 });
  const model = connection.model<Stored>('Outbox', schema);
  const rows = model.collection as unknown as mongo.Collection<Stored>;
  const context = (id: string) => `outbox/${id}`;
  /** Inserts rows; those that another planner was first with stay as they are. */
  const insertNew = async (added: Stored[]): Promise<void> => {
    try {
      await rows.insertMany(added, { ordered: false });
    } catch (error) {
      const faults = (error as { writeErrors?: { code?: number }[] }).writeErrors;
      if (!Array.isArray(faults) || faults.some((fault) => !isDuplicateKey(fault))) throw error;
    }
  };

  return {
    init: () => model.createCollection().then(() => model.createIndexes()),

    /**
     * Plans a message once.
     * @param key the key that seals the body, and where it is kept
     * @returns false when it was planned before
     */
    async plan(
      row: {
        id: string;
        purpose: OutboxRow['purpose'];
        to: string;
        dueAt: number;
        body: string;
        card?: CardRow;
      },
      key: { id: string; slot: string; bytes: Buffer },
    ): Promise<boolean> {
      try {
        await rows.insertOne({
          _id: row.id,
          purpose: row.purpose,
          to: row.to,
          state: 'planned',
          dueAt: row.dueAt,
          attempts: 0,
          until: 0,
          keyId: key.id,
          slot: key.slot,
          body: new mongo.Binary(seal(key.bytes, context(row.id), row.body)),
          ...(row.card && { card: row.card }),
        });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /**
     * Ids of rows that may be taken for sending, the oldest of each purpose first. Each state is looked for by itself:
     * so an index gives them in order, and a morning with many thousand due costs no more than one with ten.
     */
    async claimable(now: number, purposes: OutboxRow['purpose'][], most: number): Promise<string[]> {
      const found: string[] = [];
      for (const purpose of purposes) {
        for (const state of ['planned', 'sending'] as const) {
          const due = await rows
            .find({ purpose, state, dueAt: { $lte: now }, until: { $lt: now } }, { projection: { _id: 1 } })
            .sort({ dueAt: 1 })
            .limit(most)
            .toArray();
          found.push(...due.map((row) => row._id));
        }
      }
      return found;
    },

    /** Takes one due row for sending; a row whose sender died is taken again after its lease. */
    async claim(
      now: number,
      purposes: OutboxRow['purpose'][] = [...PURPOSES],
    ): Promise<OutboxRow | undefined> {
      for (;;) {
        const [id] = await this.claimable(now, purposes, 1);
        if (id === undefined) return undefined;
        const row = await this.claimRow(id, now);
        if (row) return row;
      }
    },

    /** Takes this row for sending. @returns undefined when another sender has it by now */
    async claimRow(id: string, now: number): Promise<OutboxRow | undefined> {
      const row = await rows.findOneAndUpdate(
        { _id: id, state: { $in: ['planned', 'sending'] }, dueAt: { $lte: now }, until: { $lt: now } },
        { $set: { state: 'sending', until: now + SENDING_LEASE_MS }, $inc: { attempts: 1 } },
        { returnDocument: 'before' },
      );
      if (!row) return undefined;
      const isFrozen = row.digest === undefined || row.firstTriedAt !== undefined;
      const firstTriedAt = row.firstTriedAt ?? now;
      // A digest has its first attempt when its body is frozen.
      if (isFrozen && row.firstTriedAt === undefined)
        await rows.updateOne({ _id: row._id }, { $set: { firstTriedAt } });
      const hasDied = row.state === 'sending' && row.firstTriedAt !== undefined;
      if (hasDied && !row.doubtful) await rows.updateOne({ _id: row._id }, { $set: { doubtful: true } });
      const key = isFrozen ? (await keyRing.open(row.keyId))?.get(row.slot) : undefined;
      return {
        id: row._id,
        purpose: row.purpose,
        to: row.to,
        state: 'sending',
        dueAt: row.dueAt,
        attempts: row.attempts + 1,
        until: now + SENDING_LEASE_MS,
        ...((row.doubtful || hasDied) && { doubtful: true }),
        ...(isFrozen && { firstTriedAt }),
        ...(row.digest && { digest: row.digest }),
        ...(row.mediaId && { mediaId: row.mediaId }),
        // Without its key the text was withdrawn meanwhile: nothing is left to send.
        body: key && row.body.length() > 0 ? unseal(key, context(row._id), row.body.buffer).toString() : '',
      };
    },

    /**
     * Writes down what a digest says, at its first attempt: from here on every repeat is identical.
     * @param digest what it brings up as of this moment
     * @returns false when another sender has the row by now: nothing was written
     */
    async freeze(
      row: Pick<OutboxRow, 'id' | 'until'>,
      now: number,
      digest: PlannedDigest,
      body: string,
    ): Promise<boolean> {
      const key = (await keyRing.make(row.id, [BODY_SLOT])).get(BODY_SLOT);
      if (!key) return false;
      const result = await rows.updateOne(
        { _id: row.id, state: 'sending', until: row.until, firstTriedAt: { $exists: false } },
        {
          $set: {
            body: new mongo.Binary(seal(key, context(row.id), body)),
            keyId: row.id,
            slot: BODY_SLOT,
            firstTriedAt: now,
            digest,
            ...(hasNotice(digest) && { notice: true as const }),
          },
        },
      );
      return result.matchedCount === 1;
    },

    /**
     * Stores the plan of a day, as `mergePlan` of the domain has it: new messages are added, those that nobody
     * attempted follow the plan, attempted ones stay.
     * @param accountOf the WeCom account of a person; whoever has none gets nothing
     * @returns how many messages of the day wait after it
     */
    async planDigests(
      plan: { day: Day; digests: PlannedDigest[] },
      accountOf: (person: string) => string | undefined,
    ): Promise<number> {
      const ofDay = (await rows.find({ 'digest.day': plan.day }).toArray()).map(toDigestRow);
      const ofPerson = new Map<string, DigestRow[]>();
      for (const row of ofDay) ofPerson.set(row.person, [...(ofPerson.get(row.person) ?? []), row]);
      const known = new Map(ofDay.map((row) => [row.key, row]));
      const planned = new Set(plan.digests.map((digest) => digest.key));
      const unattempted = {
        state: { $in: ['planned', 'dropped'] as OutboxState[] },
        firstTriedAt: { $exists: false },
      };
      const added: Stored[] = [];
      for (const digest of plan.digests) {
        const before = known.get(digest.key);
        const to = accountOf(digest.person);
        const set = {
          dueAt: Date.parse(digest.dueAt),
          digest,
          ...(hasNotice(digest) && { notice: true as const }),
        };
        if (before) {
          if (before.state !== 'planned' && before.state !== 'not_needed') continue;
          if (before.state === 'planned' && isSame(before, digest)) continue;
          await rows.updateOne(
            { _id: digestRowId(digest.key), ...unattempted },
            { $set: { ...set, state: 'planned' } },
          );
        } else if (to !== undefined && !wasSaidToday(ofPerson.get(digest.person) ?? [], digest))
          added.push({
            _id: digestRowId(digest.key),
            purpose: 'digest',
            to,
            state: 'planned',
            attempts: 0,
            until: 0,
            keyId: '',
            slot: '',
            body: new mongo.Binary(Buffer.alloc(0)),
            ...set,
          });
      }
      for (let at = 0; at < added.length; at += BATCH) await insertNew(added.slice(at, at + BATCH));
      const gone = ofDay.filter((row) => row.state === 'planned' && !planned.has(row.key));
      for (let at = 0; at < gone.length; at += BATCH)
        await rows.updateMany(
          { _id: { $in: gone.slice(at, at + BATCH).map((row) => digestRowId(row.key)) }, ...unattempted },
          { $set: { state: 'dropped' } },
        );
      return rows.countDocuments({ 'digest.day': plan.day, state: 'planned' });
    },

    /**
     * Digests as the planner sees them, without their bodies.
     * @param which of one or some people, or all; or only those that brought up a notice
     * @param since the first day
     */
    async digests(which: { people?: string[]; notices?: true }, since: Day): Promise<DigestRow[]> {
      const found = await rows
        .find(
          {
            ...(which.people && { 'digest.person': { $in: which.people } }),
            ...(which.notices && { notice: true }),
            'digest.day': { $gte: since },
          },
          { projection: { body: 0 } },
        )
        .toArray();
      return found.map(toDigestRow);
    },

    /** The last digest that reached somebody on or after a day; what 三天后再说 and 延期 are about. */
    async lastDigest(person: string, since: Day): Promise<DigestRow | undefined> {
      const found = await this.digests({ people: [person] }, since);
      return found
        .filter((row) => row.state === 'sent' || row.state === 'sending' || row.state === 'unknown')
        .sort((a, b) =>
          a.day === b.day ? (a.attemptedAt ?? '').localeCompare(b.attemptedAt ?? '') : a.day < b.day ? -1 : 1,
        )
        .at(-1);
    },

    /** Deletes digests before a day, with the keys of what they said. @returns how many */
    async purgeDigests(before: Day, most: number): Promise<number> {
      const found = await rows
        .find({ 'digest.day': { $lt: before } }, { projection: { _id: 1, keyId: 1 } })
        .limit(most)
        .toArray();
      await keyRing.destroyAll(found.map((row) => row.keyId).filter((id) => id !== ''));
      await rows.deleteMany({ _id: { $in: found.map((row) => row._id) } });
      return found.length;
    },

    /** Plans a card once, under a key of its own. @returns false when it was planned before */
    async planCard(row: { id: string; dueAt: number; body: string; card: CardRow }): Promise<boolean> {
      const bytes = (await keyRing.make(row.id, [BODY_SLOT])).get(BODY_SLOT);
      if (!bytes) return false;
      const key = { id: row.id, slot: BODY_SLOT, bytes };
      return this.plan({ ...row, purpose: 'card', to: row.card.to }, key);
    },

    /** The card of a task_id, whoever got it; undefined when it is not kept any more. */
    async card(taskId: string): Promise<CardRow | undefined> {
      const row = await rows.findOne({ _id: `card/${taskId}`, purpose: 'card' }, { projection: { card: 1 } });
      return row?.card;
    },

    /**
     * Notes a press. The same message noted again changes nothing.
     * @param by id of the message that tells of it
     */
    async pressCard(taskId: string, by: string, press: CardPress): Promise<void> {
      await rows.updateOne({ _id: `card/${taskId}` }, { $set: { [`card.presses.${by}`]: press } });
    },

    /** Deletes cards and their updates that were due before an instant (ms), with the cards' own keys. @returns how many */
    async purgeCards(before: number, most: number): Promise<number> {
      const found = await rows
        .find({ purpose: 'card', dueAt: { $lt: before } }, { projection: { _id: 1, keyId: 1 } })
        .limit(most)
        .toArray();
      // An update is sealed under the key of the press, which is not its own to destroy.
      await keyRing.destroyAll(found.filter((row) => row.keyId === row._id).map((row) => row.keyId));
      await rows.deleteMany({ _id: { $in: found.map((row) => row._id) } });
      return found.length;
    },

    /** Accounts that WeCom could not deliver to, with how many messages failed; for the administrator. */
    async unreachable(since: number): Promise<{ account: string; count: number }[]> {
      const found = await rows
        .find({ unreachable: true, dueAt: { $gte: since } }, { projection: { to: 1 } })
        .toArray();
      const counts = new Map<string, number>();
      for (const { to } of found) if (to !== '') counts.set(to, (counts.get(to) ?? 0) + 1);
      return [...counts].map(([account, count]) => ({ account, count })).sort((a, b) => b.count - a.count);
    },

    /** Ends a row. */
    async settle(
      id: string,
      state: 'sent' | 'failed' | 'unknown' | 'dropped',
      detail: { errcode?: number; msgid?: string; unreachable?: true } = {},
    ): Promise<void> {
      await rows.updateOne({ _id: id, state: 'sending' }, { $set: { state, until: 0, ...detail } });
    },

    /**
     * Puts a row back, to be tried again at an instant (ms).
     * @param detail `doubtful`: this attempt may have arrived; `thaw`: no attempt did, and the body of this digest is made
     * anew at the next
     */
    async postpone(
      id: string,
      dueAt: number,
      { thaw, ...detail }: { errcode?: number; doubtful?: true; thaw?: true } = {},
    ): Promise<void> {
      await rows.updateOne(
        { _id: id, state: 'sending' },
        {
          $set: { state: 'planned', until: 0, dueAt, ...detail },
          ...(thaw && { $unset: { firstTriedAt: '' } }),
        },
      );
    },

    /** Writes down where WeCom keeps the picture of a row. */
    async keepMedia(row: Pick<OutboxRow, 'id' | 'until'>, mediaId: string): Promise<void> {
      await rows.updateOne({ _id: row.id, state: 'sending', until: row.until }, { $set: { mediaId } });
    },

    /** Gives a row back untried, to be taken at an instant (ms). */
    async putBack(row: Pick<OutboxRow, 'id' | 'until'>, dueAt: number): Promise<void> {
      await rows.updateOne(
        { _id: row.id, state: 'sending', until: row.until },
        { $set: { state: 'planned', until: 0, dueAt }, $inc: { attempts: -1 } },
      );
    },

    /**
     * Rows in order of their ids, with their bodies as far as the keys are still there.
     * @param after the id behind which to go on; '' = from the first
     * @param to only those to one account
     */
    async list(after: string, most: number, to?: string): Promise<ListedRow[]> {
      const found = await rows
        .find({ _id: { $gt: after }, ...(to !== undefined && { to }) })
        .sort({ _id: 1 })
        .limit(most)
        .toArray();
      const keys = await keyRing.openMany([...new Set(found.map((row) => row.keyId))]);
      return found.map((row) => {
        const key = keys.get(row.keyId)?.get(row.slot);
        return {
          id: row._id,
          to: row.to,
          dueAt: row.dueAt,
          state: row.state,
          keyId: row.keyId,
          slot: row.slot,
          body: key && row.body.length() > 0 ? unseal(key, context(row._id), row.body.buffer).toString() : '',
        };
      });
    },

    /**
     * Empties some rows; that something was sent stays known. One that was not sent yet is dropped. The keys are
     * the caller's to destroy: a receipt shares that of its record.
     * @param mode `keep`: to whom it went stays · `account`: that goes too
     */
    async forget(ids: string[], mode: 'keep' | 'account' = 'keep'): Promise<void> {
      await rows.updateMany(
        { _id: { $in: ids } },
        {
          $set: { body: new mongo.Binary(Buffer.alloc(0)), ...(mode === 'account' && { to: '' }) },
          ...(mode === 'account' && { $unset: { card: '' as const } }),
        },
      );
      await rows.updateMany(
        { _id: { $in: ids }, state: { $in: ['planned', 'sending'] } },
        { $set: { state: 'dropped', until: 0 } },
      );
    },

    /** How many rows are in each state, for `doctor` and the metrics. */
    async countByState(): Promise<Record<string, number>> {
      const found = await rows.aggregate([{ $group: { _id: '$state', n: { $sum: 1 } } }]).toArray();
      return Object.fromEntries(found.map((row) => [String(row._id), Number(row.n)]));
    },
  };
}

function hasNotice(digest: PlannedDigest): boolean {
  return digest.items.some((item) => item.kind === 'notice');
}

function isSame(before: DigestRow, digest: PlannedDigest): boolean {
  const { state: _state, attemptedAt: _at, ...planned } = before;
  return JSON.stringify(sorted(planned)) === JSON.stringify(sorted(digest));
}

/** With its keys in order: the store may give them in another. */
function sorted(digest: PlannedDigest): unknown[] {
  const { items, ...rest } = digest;
  const inOrder = (thing: object) => Object.entries(thing).sort(([a], [b]) => (a < b ? -1 : 1));
  return [inOrder(rest), items.map(inOrder)];
}

/** A row as the planner sees it: attempted once its body is frozen, whatever became of the attempt since. */
function toDigestRow(row: Stored): DigestRow {
  if (!row.digest) throw new Error('not a digest');
  const wasTried = row.firstTriedAt !== undefined;
  const state = {
    planned: wasTried ? 'sending' : 'planned',
    sending: wasTried ? 'sending' : 'planned',
    sent: 'sent',
    failed: 'failed',
    unknown: 'unknown',
    dropped: wasTried ? 'failed' : 'not_needed',
  } as const;
  return {
    ...row.digest,
    state: state[row.state],
    ...(row.firstTriedAt !== undefined && { attemptedAt: new Date(row.firstTriedAt).toISOString() }),
  };
}
