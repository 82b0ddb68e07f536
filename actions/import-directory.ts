/** Imports the directory: plans from the stored one, then writes so that a second run finishes what a crash cut off. */
import { z } from 'zod';
import type { Directory } from '../domain/directory.ts';
import { type DirectoryChange, isSame } from '../domain/directory-change.ts';
import { type ImportPlan, isSetUp, planImport } from '../domain/import.ts';
import type { Table } from '../domain/import-sheets.ts';
import { Day } from '../domain/understanding.ts';
import type { Models } from '../models/models.ts';
import { loadSchool } from './school.ts';

export interface ImportRequest {
  tables: Table[];
  today: Day;
  /** The sheets that the file has are complete. */
  complete?: boolean;
  /** Plans only. */
  dryRun?: boolean;
}

export interface ImportOutcome extends ImportPlan {
  /** The directory before the import, for saying what changes. */
  directory: Directory;
  applied: boolean;
}

/** Plans an import against the stored directory and, unless there are faults or it is a dry run, applies it. */
export async function importDirectory(models: Models, request: ImportRequest): Promise<ImportOutcome> {
  const { directory } = await loadSchool(models);
  const plan = planImport(directory, request.tables, {
    today: request.today,
    ...(request.complete && { complete: true }),
  });
  const applied = plan.faults.length === 0 && request.dryRun !== true;
  if (applied) {
    // Before the changes: whoever reads them must find the grace in force.
    if (isSetUp(directory, plan.changes)) await rememberSetUp(models, request.today);
    await applyToStore(models, plan.changes);
  }
  return { ...plan, directory, applied };
}

/** The setting that holds the days of set-ups. */
const SET_UPS = 'set-ups';
const Days = z.array(Day);

/** Days on which an import brought many new members, oldest first: reminders are mild for a while after each. */
export async function loadSetUps(models: Models): Promise<Day[]> {
  const days = Days.safeParse(await models.settings.get(SET_UPS));
  return days.success ? days.data : [];
}

async function rememberSetUp(models: Models, day: Day): Promise<void> {
  const days = await loadSetUps(models);
  if (!days.includes(day)) await models.settings.set(SET_UPS, [...days, day].sort());
}

/**
 * Writes changes of the directory. Every write is of a whole row by its id, and additions precede removals: cut off
 * at any point, the same import planned anew gives the rest. The version grows last, so that the running
 * processes read the directory when it is complete.
 */
export async function applyToStore(models: Models, changes: DirectoryChange[]): Promise<void> {
  const units = changes.flatMap((c) => (c.kind === 'organization' ? [c.after] : []));
  const people = changes.flatMap((c) =>
    c.kind === 'person' ? [{ person: c.after, formerUserid: c.before?.userid }] : [],
  );
  const posts = rowsOf(changes, 'appointment');
  const oversight = rowsOf(changes, 'oversight');
  const ties = rowsOf(changes, 'tie');
  await models.organizations.saveMany(units);
  await models.people.saveMany(people);
  await models.appointments.savePosts(posts.saved, posts.removed);
  await models.appointments.saveOversight(oversight.saved, oversight.removed);
  await models.ties.saveMany(ties.saved, ties.removed);
  // Also without changes: a run that was cut off before this line left the others with the old directory.
  await models.settings.bumpDirectory();
}

type RowKind = 'appointment' | 'oversight' | 'tie';
type RowOf<K extends RowKind> = NonNullable<Extract<DirectoryChange, { kind: K }>['after']>;

function rowsOf<K extends RowKind>(
  changes: DirectoryChange[],
  kind: K,
): { saved: RowOf<K>[]; removed: RowOf<K>[] } {
  const own = changes.filter((c) => c.kind === kind) as { before?: RowOf<K>; after?: RowOf<K> }[];
  return {
    saved: own.flatMap((c) => (c.after && !isSame(c.before, c.after) ? [c.after] : [])),
    removed: own.flatMap((c) => (c.before && !c.after ? [c.before] : [])),
  };
}
