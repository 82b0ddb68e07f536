/**
 * The shape of a mini-form: what it asks, how each field is shown, and what it reports. The page is made from it.
 *
 * @example
 * // bot/forms/report-activity.ts
 * export default defineForm({
 *   name: 'report-activity',
 *   title: '填写记录',
 *   fields: z.object({ day: DayField, words: z.string().max(500).optional() }),
 *   controls: { day: { type: 'day', label: '哪一天' }, words: { type: 'text', label: '想记的话', most: 500 } },
 *   toReport: ({ day, words }) => ({ reports: [{ kind: 'study', date: day }], words: words ?? '' }),
 * });
 */
import { z } from 'zod';
import type { Person } from '../domain/directory.ts';
import type { School } from '../domain/school.ts';
import type { Day, ReportedActivity } from '../domain/understanding.ts';
import { FIELD_FAULTS } from '../texts/form.ts';

/** How a field is shown. */
export type Control = {
  label: string;
  /** Grey words in or beside the field. */
  hint?: string;
  /** Can be left empty. */
  optional?: true;
  /** Behind 补充, closed at first. */
  more?: true;
  /** Only where another field has one of these values. */
  when?: { field: string; is: readonly string[] };
} & (
  | { type: 'choice'; options: { value: string; label: string }[] }
  | { type: 'day' }
  /** People picked from the directory, and names that were typed. */
  | { type: 'people' }
  | { type: 'number'; unit: string }
  /** One line, at most so many characters. */
  | { type: 'line'; most: number }
  /** Several lines, at most so many characters. */
  | { type: 'text'; most: number }
);

/** What a `people` field holds: directory ids, and names as typed. */
export const PeopleField = z.object({
  ids: z.array(z.string()).max(30, FIELD_FAULTS.tooMany),
  typed: z.string().max(200, FIELD_FAULTS.long(200)),
});
export type PeopleField = z.infer<typeof PeopleField>;

/** A day that exists. */
export const DayField = z
  .string({ error: FIELD_FAULTS.day })
  .refine((day) => isDay(day), { error: FIELD_FAULTS.day });

/** What was written into a field. People who were picked are tokens: see {@link PeopleTokens}. */
export type DraftValue = string | { tokens: string[]; typed: string };
/** What was written into a form, as it was written: shown again when something is wrong. */
export type Draft = Record<string, DraftValue>;
/** One line for each field with which something is wrong. */
export type Faults = Record<string, string>;

/** Stands for people in pages, so that no directory id (a 学号, an account) is in them and none can be made up. */
export interface PeopleTokens {
  toToken(person: string): string;
  /** The id; undefined for what we did not make, or not for this reader. */
  toPerson(token: string): string | undefined;
}

/** Who fills in a form, and when. */
export interface FormContext {
  school: School;
  sender: Person;
  today: Day;
}

/** What a form tells, like a message: activities and the words to keep with them. */
export interface FormReport {
  reports: ReportedActivity[];
  words: string;
}

export interface Form {
  kind: 'form';
  /** The file's name, and the page's path. */
  name: string;
  title: string;
  intro?: string;
  /** In the order of the page. */
  controls: Record<string, Control>;
  /** What the fields hold when the page is opened. */
  start(context: FormContext): Draft;
  /** Reads what was posted. */
  parse(draft: Draft, context: ReadContext): { ok: true; values: unknown } | { ok: false; faults: Faults };
  /** @param values as `parse` gave them @throws ZodError when they are not */
  toReport(values: unknown, context: FormContext): FormReport;
}

/** What reading a draft needs beside who writes. */
export interface ReadContext extends FormContext {
  tokens: PeopleTokens;
  mayChoose: (person: string) => boolean;
}

interface FormDeclaration<S extends z.ZodObject> {
  name: string;
  title: string;
  intro?: string;
  /** Optional fields that were left empty are absent. */
  fields: S;
  controls: { [K in keyof S['shape'] & string]: Control };
  start?(context: FormContext): Draft;
  /** What no single field can know. */
  check?(values: z.infer<S>, context: FormContext): Faults;
  toReport(values: z.infer<S>, context: FormContext): FormReport;
}

/**
 * Declares a form.
 * @throws Error when a condition names a field that is not there
 */
export function defineForm<S extends z.ZodObject>(form: FormDeclaration<S>): Form {
  const controls: Record<string, Control> = form.controls;
  for (const [name, { when }] of Object.entries(controls)) {
    if (when && !controls[when.field])
      throw new Error(`form '${form.name}': field '${name}' depends on '${when.field}', which it lacks`);
  }
  return {
    kind: 'form',
    name: form.name,
    title: form.title,
    ...(form.intro && { intro: form.intro }),
    controls,
    start: form.start ?? (() => ({})),
    parse(draft, context) {
      const read = readDraft(controls, draft, context);
      const parsed = form.fields.safeParse(read.values);
      const faults: Faults = {};
      if (!parsed.success)
        for (const issue of parsed.error.issues) faults[String(issue.path[0])] ??= issue.message;
      Object.assign(faults, read.faults);
      if (parsed.success) for (const [name, fault] of checked(parsed.data)) faults[name] ??= fault;
      return parsed.success && Object.keys(faults).length === 0
        ? { ok: true, values: parsed.data }
        : { ok: false, faults };

      function checked(values: z.infer<S>): [string, string][] {
        return Object.entries(form.check?.(values, context) ?? {});
      }
    },
    toReport: (values, context) => form.toReport(form.fields.parse(values), context),
  };
}

/** Values as the schema wants them; what the directory and other fields forbid is told here, for every form alike. */
function readDraft(
  controls: Record<string, Control>,
  draft: Draft,
  { tokens, mayChoose }: ReadContext,
): { values: Record<string, unknown>; faults: Faults } {
  const values: Record<string, unknown> = {};
  const faults: Faults = {};
  for (const [name, control] of Object.entries(controls)) {
    const written = draft[name];
    if (typeof written === 'object') {
      const ids = written.tokens.map((token) => tokens.toPerson(token));
      // One answer for what does not exist and for what may not be picked.
      if (ids.some((id) => id === undefined || !mayChoose(id))) faults[name] = FIELD_FAULTS.person;
      values[name] = {
        ids: [...new Set(ids.filter((id) => id !== undefined))],
        typed: written.typed.trim(),
      };
    } else if (control.type === 'people') values[name] = { ids: [], typed: '' };
    else if (control.type === 'number' && written?.trim()) values[name] = Number(written.normalize('NFKC'));
    else if (written?.trim()) values[name] = written.trim();
    const { when } = control;
    const depends = when && draft[when.field];
    if (!when || typeof depends !== 'string' || depends === '' || when.is.includes(depends)) continue;
    // Never dropped in silence: without JavaScript the page shows every field.
    if (!isEmpty(written)) faults[name] = FIELD_FAULTS.notHere(optionLabel(controls[when.field], depends));
  }
  return { values, faults };
}

/** Reads the fields of a form from what a browser posted; other fields are passed over. */
export function draftFrom(form: Form, posted: URLSearchParams): Draft {
  return Object.fromEntries(
    Object.entries(form.controls).map(([name, control]) => [
      name,
      control.type === 'people'
        ? { tokens: posted.getAll(name).filter(Boolean), typed: plain(posted.get(typedName(name)) ?? '') }
        : plain(posted.get(name) ?? ''),
    ]),
  );
}

/** The field beside a `people` field that takes names. */
export const typedName = (name: string) => `${name}-typed`;

/** Names that were typed into one line. */
export function splitNames(typed: string): string[] {
  return [...new Set(typed.split(/[、，,;；/\s]+/).filter(Boolean))];
}

function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
}

function isEmpty(written: DraftValue | undefined): boolean {
  if (typeof written === 'object') return written.tokens.length === 0 && written.typed.trim() === '';
  return !written?.trim();
}

function optionLabel(control: Control | undefined, value: string): string {
  const options = control?.type === 'choice' ? control.options : [];
  return options.find((option) => option.value === value)?.label ?? value;
}

function isDay(day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return false;
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === day;
}
