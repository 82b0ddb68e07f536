/** Reads a folder of instances (`commands/`, `jobs/`, `forms/`): one file each, checked at boot. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Loads every `*.ts` (or `*.js`) of a folder but tests, and returns the default exports in order of file name.
 * @param expected the `kind` that each default export must carry, made by its `define*` function
 * @throws Error naming the file and what to write instead: no default export, wrong kind, name unlike the file,
 * the same name twice
 */
export async function loadFolder<T extends { kind: string; name: string }>(
  folder: string,
  expected: T['kind'],
): Promise<T[]> {
  const files = readdirSync(folder)
    .filter((file) => /\.[tj]s$/.test(file) && !/\.(test|d)\.[tj]s$/.test(file))
    .sort();
  const found: T[] = [];
  for (const file of files) {
    const path = join(folder, file);
    const name = basename(file).replace(/\.[tj]s$/, '');
    const module = (await import(pathToFileURL(path).href)) as { default?: T };
    const instance = module.default;
    const define = `define${expected[0]?.toUpperCase()}${expected.slice(1)}`;
    if (!instance || instance.kind !== expected)
      throw new Error(`${path}: no ${expected}. Write \`export default ${define}({ name: '${name}', … })\`.`);
    if (instance.name !== name)
      throw new Error(`${path}: its name is '${instance.name}'. Name it '${name}', like the file.`);
    if (found.some((other) => other.name === instance.name))
      throw new Error(
        `${path}: a second ${expected} named '${instance.name}'. Delete or rename one of them.`,
      );
    found.push(instance);
  }
  return found;
}
