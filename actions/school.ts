/** The directory in memory: read at boot, read anew when another process changed it. */
import { buildSchool, type School } from '../domain/school.ts';
import type { Models } from '../models/models.ts';

/** Reads the whole directory. */
export async function loadSchool(models: Models): Promise<School> {
  const [organizations, people, appointments, oversight, ties] = await Promise.all([
    models.organizations.all(),
    models.people.all(),
    models.appointments.posts(),
    models.appointments.oversight(),
    models.ties.all(),
  ]);
  return buildSchool({ organizations, people, appointments, oversight, ties });
}

/** Keeps the directory current. */
export interface SchoolKeeper {
  /** The directory as last read. */
  current(): School;
  /** Reads it anew when its version has grown since. */
  refresh(): Promise<void>;
  /** Called with the new directory after each change. */
  onChange(listener: (school: School) => void): void;
}

/** Loads the directory and returns its keeper. The caller decides how often `refresh` runs. */
export async function keepSchool(models: Models): Promise<SchoolKeeper> {
  let version = await models.settings.directoryVersion();
  let school = await loadSchool(models);
  const listeners: ((school: School) => void)[] = [];
  return {
    current: () => school,
    async refresh() {
      const latest = await models.settings.directoryVersion();
      if (latest === version) return;
      school = await loadSchool(models);
      version = latest;
      for (const listener of listeners) listener(school);
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
