/** Rows of the outbox as the planner sees them, and how a plan is merged into them. Pure. */
import { z } from 'zod';
import { Day } from '../understanding.ts';

export const Stage = z.enum(['blue', 'yellow', 'red']);
/** 蓝 approaching · 黄 due · 红 overdue */
export type Stage = z.infer<typeof Stage>;

export const ItemKind = z.enum([
  'duty',
  'task',
  'review_report',
  'review_comment',
  'must_talk',
  /** Told to the holder a working day before the next level is told. */
  'notice',
  /** Told to the next level. */
  'escalation',
]);
export type ItemKind = z.infer<typeof ItemKind>;

/** That one message brings up one item. Holds no names and no texts. */
export const Mention = z.object({
  kind: ItemKind,
  ref: z.string(),
  stage: Stage,
  /** The day on which the stage began; with it the same stage of a later year is another mention. */
  since: Day,
  /** Brought up for its own sake, not as a line of the weekly overview; only these can be ignored. */
  direct: z.boolean(),
  /** A leader asked for it. */
  nudged: z.literal(true).optional(),
});
export type Mention = z.infer<typeof Mention>;

export const PlannedDigest = z.object({
  /** `person|day|kind`: the same whether planned early, late or twice. */
  key: z.string(),
  person: z.string(),
  day: Day,
  /** `must_talk` is the one message a day beyond the budget. */
  kind: z.enum(['digest', 'must_talk']),
  /** The weekly overview. */
  overview: z.boolean(),
  /** Everything in it was put off to this day by the person: does not count against the budget. */
  solicited: z.boolean(),
  /** ISO instant from which it may leave; always on `day`. */
  dueAt: z.string(),
  items: z.array(Mention).min(1),
  /** Open items that found no room. */
  rest: z.number().int().nonnegative(),
});
export type PlannedDigest = z.infer<typeof PlannedDigest>;

/**
 * `planned` until the first attempt that may have arrived; `sending` from then on, with the body frozen; `unknown` when
 * the outcome cannot be told; `not_needed` when the first attempt found nothing left to say; `failed` when it certainly
 * did not arrive on its day.
 */
export const OutboxState = z.enum(['planned', 'sending', 'sent', 'failed', 'unknown', 'not_needed']);

export const DigestRow = PlannedDigest.extend({
  state: OutboxState,
  body: z.string().optional(),
  /** ISO instant of the first attempt. */
  attemptedAt: z.string().optional(),
});
export type DigestRow = z.infer<typeof DigestRow>;

export function digestKey(person: string, day: Day, kind: PlannedDigest['kind']): string {
  return `${person}|${day}|${kind}`;
}

/** What somebody was sent before a day, as far as it may have reached them. */
export interface History {
  /** In order of days. */
  rows: readonly DigestRow[];
  /** The same by what they brought up, by its ref. */
  mentions: ReadonlyMap<string, readonly DigestRow[]>;
  /** Days whose weekly overview never left: sending failed, or nobody tried. */
  lostOverviews: ReadonlySet<Day>;
}

/** Rows of the outbox by person: a plan looks at one person's at a time. */
export interface RowBook {
  /** In order of their keys, and hence of their days. */
  of(person: string): readonly DigestRow[];
  before(person: string, day: Day): History;
}

/** A book that is kept from day to day. */
export interface KeptBook extends RowBook {
  on(day: Day): DigestRow[];
  /** Those that nobody attempted yet, whatever their day. */
  waiting(): DigestRow[];
  all(): DigestRow[];
  /** Adds a row, or puts it in the place of the one with its key. */
  put(row: DigestRow): void;
}

/** A history as long as it holds: of all days after its last row, up to the first that it leaves out. */
interface Kept extends History {
  after?: Day | undefined;
  upTo?: Day | undefined;
}

function historyBefore(rows: readonly DigestRow[], day: Day): Kept {
  const end = rows.findLastIndex((row) => row.day < day) + 1;
  const past = rows.slice(0, end);
  const attempted = past.filter(wasAttempted);
  const lost = past.filter((row) => row.overview && (row.state === 'failed' || row.state === 'planned'));
  const mentions = new Map<string, DigestRow[]>();
  for (const row of attempted)
    for (const { ref } of row.items) {
      const known = mentions.get(ref);
      if (known) known.push(row);
      else mentions.set(ref, [row]);
    }
  const lostOverviews = new Set(lost.map((row) => row.day));
  return { rows: attempted, mentions, lostOverviews, after: rows[end - 1]?.day, upTo: rows[end]?.day };
}

/** Sorts rows out by person and day. */
export function bookOf(rows: readonly DigestRow[]): KeptBook {
  const byPerson = new Map<string, DigestRow[]>();
  const byDay = new Map<Day, Map<string, DigestRow>>();
  const planned = new Map<string, DigestRow>();
  const histories = new Map<string, Kept>();
  const put = (row: DigestRow) => {
    const ofDay = byDay.get(row.day) ?? new Map<string, DigestRow>();
    byDay.set(row.day, ofDay);
    const theirs = byPerson.get(row.person) ?? [];
    byPerson.set(row.person, theirs);
    // Nearly always the last one.
    const place = theirs.findLastIndex((r) => r.key <= row.key);
    theirs.splice(ofDay.has(row.key) ? place : place + 1, ofDay.has(row.key) ? 1 : 0, row);
    ofDay.set(row.key, row);
    histories.delete(row.person);
    if (row.state === 'planned') planned.set(row.key, row);
    else planned.delete(row.key);
  };
  for (const row of rows) put(row);
  return {
    of: (person) => byPerson.get(person) ?? [],
    before: (person, day) => {
      const known = histories.get(person);
      if (known && (known.after ?? '') < day && (known.upTo === undefined || day <= known.upTo)) return known;
      const history = historyBefore(byPerson.get(person) ?? [], day);
      histories.set(person, history);
      return history;
    },
    on: (day) => [...(byDay.get(day)?.values() ?? [])],
    waiting: () => [...planned.values()],
    all: () => [...byPerson.values()].flat(),
    put,
  };
}

/** Whether the person may have seen it: counts against the budget and as a mention. */
export function wasAttempted(row: DigestRow): boolean {
  return row.state === 'sending' || row.state === 'sent' || row.state === 'unknown';
}

/**
 * Rows after a plan of a day was merged into them: new keys are added, rows of that day that nobody attempted yet
 * follow the new plan, everything attempted stays as it is. Merging a plan twice changes nothing.
 */
export function mergePlan(rows: DigestRow[], plan: { day: Day; digests: PlannedDigest[] }): DigestRow[] {
  const planned = new Map(plan.digests.map((d) => [d.key, d]));
  const merged = rows.map((row): DigestRow => {
    if (row.day !== plan.day || (row.state !== 'planned' && row.state !== 'not_needed')) return row;
    const digest = planned.get(row.key);
    return digest ? { ...digest, state: 'planned' } : { ...row, state: 'not_needed' };
  });
  const known = new Set(rows.map((r) => r.key));
  const book = bookOf(rows);
  for (const digest of plan.digests)
    if (!known.has(digest.key) && !wasSaidToday(book.of(digest.person), digest))
      merged.push({ ...digest, state: 'planned' });
  return merged;
}

/**
 * Whether another message of the day has said all of it: a 必谈 that went out as a line of the digest is not sent
 * again when everything else in the digest is done and the day is planned once more.
 * @param rows at least those of the person
 */
export function wasSaidToday(rows: readonly DigestRow[], digest: PlannedDigest): boolean {
  const said = new Set(
    rows
      .filter(
        (r) => r.person === digest.person && r.day === digest.day && r.key !== digest.key && wasAttempted(r),
      )
      .flatMap((r) => r.items.map((m) => m.ref)),
  );
  return digest.items.every((m) => said.has(m.ref));
}
