/** What every action works with. */
import type { DutyRule, StudyAim } from '../domain/duty.ts';
import type { SchoolYear } from '../domain/period.ts';
import type { School } from '../domain/school.ts';
import type { Models } from '../models/models.ts';
import type { Clock } from '../runtime/clock.ts';

export interface ActionContext {
  models: Models;
  school: School;
  /** The duties in force. */
  rules: DutyRule[];
  /** Hours of study, which are shown only; absent where no programme asks for any, or nobody is shown any. */
  study?: StudyAim;
  schoolYear: SchoolYear;
  clock: Clock;
}
