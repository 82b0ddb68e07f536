/** What every action works with. */
import type { DutyRule } from '../domain/duty.ts';
import type { SchoolYear } from '../domain/period.ts';
import type { School } from '../domain/school.ts';
import type { Models } from '../models/models.ts';
import type { Clock } from '../runtime/clock.ts';

export interface ActionContext {
  models: Models;
  school: School;
  /** The duties in force. */
  rules: DutyRule[];
  schoolYear: SchoolYear;
  clock: Clock;
}
