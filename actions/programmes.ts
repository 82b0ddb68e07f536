/** Reads the programme files: the duties in force, as data. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { type DutyRule, Programme, type StudyAim } from '../domain/duty.ts';

/** Where the programmes that come with the product live. */
export const PROGRAMMES_FOLDER = join(import.meta.dirname, '..', 'seeds', 'programmes');

/**
 * Loads every `*.yaml` of a folder.
 * @throws Error naming file, line and remedy of the first fault
 */
export function loadProgrammes(folder = PROGRAMMES_FOLDER): DutyRule[] {
  const rules: DutyRule[] = [];
  for (const { path, programme } of readAll(folder)) {
    for (const rule of programme.duties) {
      if (rules.some((r) => r.id === rule.id))
        throw new Error(`${path}: the duty '${rule.id}' is declared twice. Rename one of them.`);
      rules.push(rule);
    }
  }
  return rules;
}

/**
 * The hours of study that the programmes of a folder ask for; undefined when none does.
 * @throws Error naming file, line and remedy of the first fault
 */
export function loadStudyAim(folder = PROGRAMMES_FOLDER): StudyAim | undefined {
  const found = readAll(folder).filter(({ programme }) => programme.study);
  if (found.length > 1)
    throw new Error(`${found[1]?.path}: hours of study are set in ${found[0]?.path} too. Keep one of them.`);
  return found[0]?.programme.study;
}

function readAll(folder: string): { path: string; programme: Programme }[] {
  return readdirSync(folder)
    .filter((f) => f.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const path = join(folder, file);
      return { path, programme: parseProgramme(readFileSync(path, 'utf8'), path) };
    });
}

/**
 * Parses one programme.
 * @throws Error with file, line and remedy
 */
export function parseProgramme(source: string, path: string): Programme {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) throw new Error(`${path}:${lines.linePos(broken.pos[0]).line}: ${broken.message}`);
  const parsed = Programme.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = issue?.path ?? [];
  const line = lineOf(document, lines, at as (string | number)[]);
  throw new Error(
    `${path}:${line}: ${at.join('.')}: ${issue?.message}. Compare with campus-pioneer.yaml beside it.`,
  );
}

/** The line of the nearest node that exists on a path. */
function lineOf(
  document: ReturnType<typeof parseDocument>,
  lines: LineCounter,
  path: (string | number)[],
): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true) as
      | { range?: [number, number, number] }
      | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
