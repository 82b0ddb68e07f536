/** What one can stop being reminded of while the rest goes on (不再提醒走访). Pure. */
import { z } from 'zod';
import type { DutyRule } from '../duty.ts';
import { ActivityKind } from '../understanding.ts';
import type { ItemKind } from './row.ts';

/** Duties by what is done for them; tasks; reports and comments of reviews; what is escalated to the next level. */
export const ReminderSubject = z.enum([...ActivityKind.options, 'task', 'review', 'escalation']);
export type ReminderSubject = z.infer<typeof ReminderSubject>;

/** The subject of an item; undefined for 必谈 and for the notice before the next level is told: those always come. */
export function subjectOf(
  rules: Pick<DutyRule, 'id' | 'kind'>[],
  item: { kind: ItemKind; ref: string },
): ReminderSubject | undefined {
  switch (item.kind) {
    case 'duty':
      return rules.find((rule) => item.ref.startsWith(`duty:${rule.id}:`))?.kind;
    case 'task':
    case 'escalation':
      return item.kind;
    case 'review_report':
    case 'review_comment':
      return 'review';
    default:
      return undefined;
  }
}
