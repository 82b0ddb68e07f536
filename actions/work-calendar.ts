/** The school's work calendar: holidays of the years around a day, and what the school itself set. */
import { z } from 'zod';
import type { Day } from '../domain/understanding.ts';
import {
  buildWorkCalendar,
  ClockSpan,
  DEFAULT_SENDING_HOURS,
  Vacation,
  type WorkCalendar,
} from '../domain/work-calendar.ts';
import type { Models } from '../models/models.ts';
import { holidayYears, SchoolHolidayFile } from '../runtime/work-calendar.ts';

/** What a school sets; every part may be left out. */
export const CalendarSetting = z.object({
  vacations: z.array(Vacation).default([]),
  sendingHours: z.array(ClockSpan).min(1).default(DEFAULT_SENDING_HOURS),
  /** Holidays that the school knows before the product does. */
  years: SchoolHolidayFile.shape.years.default([]),
});
export type CalendarSetting = z.infer<typeof CalendarSetting>;

/** The setting that holds it. */
export const CALENDAR = 'calendar';

/** Builds the calendar for a day: with the year before it and the one after. @throws when the setting is broken */
export async function loadWorkCalendar(models: Models, today: Day): Promise<WorkCalendar> {
  const setting = CalendarSetting.parse((await models.settings.get(CALENDAR)) ?? {});
  const year = Number(today.slice(0, 4));
  return buildWorkCalendar({
    years: holidayYears(year - 1, year + 1, { years: setting.years }),
    vacations: setting.vacations,
    sendingHours: setting.sendingHours,
  });
}
