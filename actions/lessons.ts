/** What people say of their lessons: hours of the week in which nothing is sent to them, for the running semester. */
import { addLessons, type Lessons, removeLessons, semesterEnd, touchesLessons } from '../domain/lessons.ts';
import type { Day } from '../domain/understanding.ts';
import type { TeachingHours } from '../domain/work-calendar.ts';
import type { ActionContext } from './context.ts';
import { loadWorkCalendar } from './work-calendar.ts';

export type LessonChange =
  | { act: 'add' | 'remove'; hours: TeachingHours[] }
  /** All of them. */
  | { act: 'clear' };

/**
 * Adds or takes away lessons; doing it again changes nothing.
 * @returns `none_there` when there was nothing to take away
 */
export async function changeLessons(
  { models, schoolYear }: ActionContext,
  person: string,
  today: Day,
  change: LessonChange,
): Promise<{ outcome: 'changed'; lessons: Lessons } | { outcome: 'none_there' }> {
  const known = await models.reminders.teachingOf(person);
  if (change.act === 'add') {
    const vacation = (await loadWorkCalendar(models, today)).vacationOn(today);
    const until = semesterEnd(today, schoolYear, vacation?.to);
    const lessons = addLessons(known, change.hours, today, until);
    await models.reminders.teach({ person, hours: lessons.hours, until });
    return { outcome: 'changed', lessons };
  }
  if (change.act === 'remove' && !touchesLessons(known, change.hours, today))
    return { outcome: 'none_there' };
  if (change.act === 'clear' && (known?.hours ?? []).length === 0) return { outcome: 'none_there' };
  const lessons = change.act === 'clear' ? { hours: [] } : removeLessons(known, change.hours, today);
  const { hours, until } = lessons;
  await models.reminders.teach({ person, hours, ...(until !== undefined && { until }) });
  return { outcome: 'changed', lessons };
}
