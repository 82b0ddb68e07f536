/** Lessons as people tell them, for the running semester: adding, taking away, and the hours of a class period. Pure. */
import { addDays } from './day.ts';
import { periodOf, periodSpan, type SchoolYear } from './period.ts';
import type { Day } from './understanding.ts';
import { type ClockSpan, earlier, later, type TeachingHours } from './work-calendar.ts';

/**
 * Hours of the class periods (第几节), the first at index 0. Usual at Chinese universities; no source sets them, so
 * that the receipt says the hours and whoever has others says those.
 */
export const CLASS_PERIODS: ClockSpan[] = [
  { from: '08:00', to: '08:45' },
  { from: '08:55', to: '09:40' },
  { from: '10:00', to: '10:45' },
  { from: '10:55', to: '11:40' },
  { from: '14:00', to: '14:45' },
  { from: '14:55', to: '15:40' },
  { from: '16:00', to: '16:45' },
  { from: '16:55', to: '17:40' },
  { from: '18:30', to: '19:15' },
  { from: '19:25', to: '20:10' },
  { from: '20:20', to: '21:05' },
  { from: '21:15', to: '22:00' },
];

/** Parts of a day, wide enough for every lesson in them. */
export const DAY_PARTS = {
  morning: { from: '07:30', to: '12:00' },
  afternoon: { from: '13:00', to: '18:00' },
  evening: { from: '18:00', to: '22:00' },
  day: { from: '07:30', to: '22:00' },
} as const satisfies Record<string, ClockSpan>;

/** Lessons and the last day on which they are held. */
export interface Lessons {
  hours: TeachingHours[];
  until?: Day | undefined;
}

/**
 * The last day of the semester for which lessons told today are meant: in the weeks before a semester begins they are
 * meant for that one.
 * @param vacationLastDay the last day of the vacation in which today lies
 */
export function semesterEnd(today: Day, schoolYear: SchoolYear, vacationLastDay?: Day): Day {
  const day = vacationLastDay === undefined ? today : addDays(vacationLastDay, 1);
  return periodSpan(periodOf(day, 'semester', schoolYear), schoolYear).to;
}

/** Lessons with some more; those of a semester that is over fall away. */
export function addLessons(
  known: Lessons | undefined,
  added: TeachingHours[],
  today: Day,
  until: Day,
): Lessons {
  return { hours: merged([...inForce(known, today), ...added]), until };
}

/** Lessons without some hours; a lesson that lies partly in them keeps its rest. */
export function removeLessons(known: Lessons | undefined, removed: TeachingHours[], today: Day): Lessons {
  let hours = inForce(known, today);
  for (const gone of removed)
    hours = hours.flatMap((lesson) =>
      lesson.weekday !== gone.weekday
        ? [lesson]
        : [
            { ...lesson, to: earlier(lesson.to, gone.from) },
            { ...lesson, from: later(lesson.from, gone.to) },
          ].filter((left) => left.from < left.to),
    );
  return { hours, ...(known?.until !== undefined && { until: known.until }) };
}

/** Whether some hours overlap lessons. */
export function touchesLessons(known: Lessons | undefined, hours: TeachingHours[], today: Day): boolean {
  return inForce(known, today).some((lesson) =>
    hours.some((h) => h.weekday === lesson.weekday && h.from < lesson.to && lesson.from < h.to),
  );
}

function inForce(known: Lessons | undefined, today: Day): TeachingHours[] {
  if (!known || (known.until !== undefined && known.until < today)) return [];
  return known.hours;
}

/** In the order of the week; what overlaps or touches is one. */
function merged(hours: TeachingHours[]): TeachingHours[] {
  const inOrder = [...hours].sort((a, b) => a.weekday - b.weekday || (a.from < b.from ? -1 : 1));
  const result: TeachingHours[] = [];
  for (const lesson of inOrder) {
    const last = result.at(-1);
    if (last && last.weekday === lesson.weekday && lesson.from <= last.to)
      result[result.length - 1] = { ...last, to: later(last.to, lesson.to) };
    else result.push(lesson);
  }
  return result;
}
