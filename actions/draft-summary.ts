/** A first draft of a branch's quarterly summary, from what was recorded: counts only, the words are the author's. */
import { periodOf, periodSpan } from '../domain/period.ts';
import type { ActivityForm, ActivityKind, Day } from '../domain/understanding.ts';
import type { ActionContext } from './context.ts';

export interface SummaryDraft {
  /** The quarter, `2026Q4`. */
  quarter: string;
  /** How often what took place, most first. */
  counts: { kind: ActivityKind; form?: ActivityForm; times: number }[];
}

/** Counts what a branch's members did in the quarter of a day, up to it. Joint activities count once. */
export async function draftSummary(
  context: ActionContext,
  branch: string,
  today: Day,
): Promise<SummaryDraft> {
  const { models, school, schoolYear } = context;
  const quarter = periodOf(today, 'quarter', schoolYear);
  const { from } = periodSpan(quarter, schoolYear);
  const people = school.membersOf(branch, today).map((p) => p.id);
  const counts = new Map<string, SummaryDraft['counts'][number]>();
  for (const { kind, form } of await models.activities.factsOf(people, from, today)) {
    const key = `${kind}/${form ?? ''}`;
    const count = counts.get(key) ?? { kind, ...(form && { form }), times: 0 };
    count.times += 1;
    counts.set(key, count);
  }
  return { quarter, counts: [...counts.values()].sort((a, b) => b.times - a.times) };
}
