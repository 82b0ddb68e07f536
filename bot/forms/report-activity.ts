import { z } from 'zod';
import { addDays } from '../../domain/day.ts';
import {
  ActivityForm,
  ActivityKind,
  type Day,
  Mode,
  type ReportedActivity,
} from '../../domain/understanding.ts';
import { FIELD_FAULTS, KIND_CHOICES, MEETING_CHOICES, REPORT_FORM } from '../../texts/form.ts';
import { MODE_TERMS } from '../../texts/terms.ts';
import { DayField, defineForm, type FormContext, type FormReport, PeopleField, splitNames } from '../form.ts';

const PLACE_CHARS = 60;
const WORDS_CHARS = 500;
/** Older activities are slips of the finger in the year, days. */
const OLDEST_DAYS = 3 * 366;
/** One activity is not longer, hours. */
const MOST_HOURS = 200;
const WITH_SOMEBODY = ['visit', 'talk', 'contact', 'pairing'] as const;
const WITH_HOURS = ['study', 'lecture'] as const;

const options = (labels: Record<string, string>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));
const short = (most: number) => z.string().max(most, FIELD_FAULTS.long(most)).optional();

const fields = z.object({
  kind: z.enum(ActivityKind.options, { error: FIELD_FAULTS.choose }),
  form: z.enum(ActivityForm.options, { error: FIELD_FAULTS.choose }).optional(),
  day: DayField,
  people: PeopleField,
  mode: z.enum(Mode.options, { error: FIELD_FAULTS.choose }).optional(),
  hours: z
    .number({ error: FIELD_FAULTS.hours })
    .positive(FIELD_FAULTS.hours)
    .max(MOST_HOURS, FIELD_FAULTS.hours)
    .optional(),
  companions: PeopleField,
  place: short(PLACE_CHARS),
  words: short(WORDS_CHARS),
});
type Values = z.infer<typeof fields>;

/** What one sentence would say: what, when, with whom, how. */
export default defineForm({
  name: 'report-activity',
  title: REPORT_FORM.title,
  intro: REPORT_FORM.intro,
  fields,
  controls: {
    kind: { type: 'choice', label: REPORT_FORM.kind, options: options(KIND_CHOICES) },
    form: {
      type: 'choice',
      label: REPORT_FORM.form,
      options: options(MEETING_CHOICES),
      optional: true,
      when: { field: 'kind', is: ['meeting'] },
    },
    day: { type: 'day', label: REPORT_FORM.day },
    people: {
      type: 'people',
      label: REPORT_FORM.people,
      hint: REPORT_FORM.peopleHint,
      when: { field: 'kind', is: WITH_SOMEBODY },
    },
    mode: {
      type: 'choice',
      label: REPORT_FORM.mode,
      options: options(MODE_TERMS),
      optional: true,
      when: { field: 'kind', is: ['visit', 'talk', 'contact'] },
    },
    hours: {
      type: 'number',
      label: REPORT_FORM.hours,
      unit: REPORT_FORM.hoursUnit,
      when: { field: 'kind', is: WITH_HOURS },
    },
    companions: {
      type: 'people',
      label: REPORT_FORM.companions,
      hint: REPORT_FORM.companionsHint,
      optional: true,
      more: true,
    },
    place: {
      type: 'line',
      label: REPORT_FORM.place,
      hint: REPORT_FORM.placeHint,
      most: PLACE_CHARS,
      optional: true,
      more: true,
    },
    words: {
      type: 'text',
      label: REPORT_FORM.words,
      hint: REPORT_FORM.wordsHint,
      most: WORDS_CHARS,
      optional: true,
      more: true,
    },
  },
  start: ({ today }) => ({ day: today }),
  check(values, { today }) {
    const { kind, day, people, hours } = values;
    const somebody = WITH_SOMEBODY.find((k) => k === kind);
    return {
      ...(day > today && { day: FIELD_FAULTS.future }),
      ...(day < addDays(today, -OLDEST_DAYS) && { day: FIELD_FAULTS.tooEarly }),
      ...(somebody && isNobody(people) && { people: FIELD_FAULTS.who[somebody] }),
      ...(kind === 'study' && hours === undefined && { hours: FIELD_FAULTS.hoursNeeded }),
    };
  },
  toReport,
});

function toReport(values: Values, context: FormContext): FormReport {
  const { kind, form, day, mode, hours, place, words } = values;
  const targets = named(values.people, context);
  const companions = named(values.companions, context);
  const report: ReportedActivity = {
    kind,
    date: day as Day,
    ...(form && { form }),
    ...(mode && { mode }),
    ...(hours !== undefined && { hours }),
    ...(place && { place }),
    ...(targets.length > 0 && { targets: targets.map((t) => t.name), targetIds: targets.map((t) => t.ids) }),
    ...(companions.length > 0 && {
      companions: companions.map((c) => c.name),
      companionIds: companions.map((c) => c.ids),
    }),
  };
  return { reports: [report], words: words ?? '' };
}

/** Names with everyone whom each can mean; several bearers of a typed one are asked about in the chat, as ever. */
function named(people: PeopleField, { school, sender }: FormContext): { name: string; ids: string[] }[] {
  const picked = people.ids.flatMap((id) => {
    const name = school.person(id)?.name;
    return name === undefined ? [] : [{ name, ids: [id] }];
  });
  const typed = splitNames(people.typed)
    .filter((name) => !picked.some((p) => p.name === name))
    .map((name) => ({
      name,
      ids: school
        .named(name)
        .map((p) => p.id)
        .filter((id) => id !== sender.id),
    }));
  return [...picked, ...typed];
}

function isNobody(people: PeopleField): boolean {
  return people.ids.length === 0 && splitNames(people.typed).length === 0;
}
