/** The one clock of all processes: outside production it can be moved, and every process follows. */
import { z } from 'zod';
import { addDays, clockOf, dayOf, instantOf } from '../domain/day.ts';
import type { Models } from '../models/models.ts';
import type { Clock, ShiftedClock } from '../runtime/clock.ts';
import { systemClock } from '../runtime/clock.ts';
import { loadWorkCalendar } from './work-calendar.ts';

/** How often a process looks whether the clock was moved, ms. */
export const CLOCK_EVERY_MS = 1_000;

/** The setting: ms by which the processes go ahead of the machine. */
const CLOCK = 'clock';
const Moved = z.object({ shiftMs: z.number().int() });

/** Takes over a move that some process made. Not to be called in production. */
export async function followClock(models: Models, clock: ShiftedClock): Promise<void> {
  const moved = Moved.safeParse(await models.settings.get(CLOCK));
  clock.shiftBy(moved.success ? moved.data.shiftMs : 0);
}

/** Moves the clock of all processes to an instant. Not to be called in production. */
export async function moveClock(models: Models, to: Date, machine: Clock = systemClock): Promise<void> {
  await models.settings.set(CLOCK, { shiftMs: to.getTime() - machine.now().getTime() });
}

/** The first instant at which reminders may leave, on a working day after the one of `now`, or still on it. */
export async function nextMorning(models: Models, now: Date): Promise<Date> {
  const today = dayOf(now);
  const calendar = await loadWorkCalendar(models, today);
  const opens = calendar.data.sendingHours[0]?.from ?? '';
  let day = clockOf(now) < opens ? today : addDays(today, 1);
  while (!calendar.isWorkingDay(day)) day = addDays(day, 1);
  return instantOf(day, opens);
}
