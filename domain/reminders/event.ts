/** What happens in a simulated world: people act, things are given out and done. Pure. */
import { z } from 'zod';
import { Credit } from '../activity.ts';
import { MustTalk } from '../must-talk.ts';
import { Review } from '../review.ts';
import { buildSchool, type School } from '../school.ts';
import { Task, TaskState } from '../task.ts';
import { Day } from '../understanding.ts';
import { Bereavement, Nudge, OptOut, Reaction, type ReminderFacts, Snooze } from './facts.ts';

const Excuse = z.object({
  duty: z.string(),
  period: z.string(),
  person: z.string(),
  counterpart: z.string().optional(),
});

/** One thing that happens; `at` is an ISO instant. */
export const SimulatedEvent = z.discriminatedUnion('what', [
  z.object({ at: z.string(), what: z.literal('credited'), credit: Credit }),
  z.object({ at: z.string(), what: z.literal('excused'), excuse: Excuse }),
  z.object({ at: z.string(), what: z.literal('task_given'), task: Task }),
  z.object({ at: z.string(), what: z.literal('task_changed'), id: z.string(), state: TaskState }),
  z.object({ at: z.string(), what: z.literal('task_postponed'), id: z.string(), on: Day, dueOn: Day }),
  z.object({ at: z.string(), what: z.literal('review_set'), review: Review }),
  z.object({ at: z.string(), what: z.literal('reported'), id: z.string(), on: Day }),
  z.object({ at: z.string(), what: z.literal('reviewed'), id: z.string(), on: Day }),
  z.object({ at: z.string(), what: z.literal('must_talk_opened'), mustTalk: MustTalk }),
  z.object({ at: z.string(), what: z.literal('must_talk_held'), id: z.string(), on: Day }),
  z.object({ at: z.string(), what: z.literal('snoozed'), snooze: Snooze }),
  z.object({ at: z.string(), what: z.literal('opted_out'), optOut: OptOut }),
  z.object({ at: z.string(), what: z.literal('answered'), reaction: Reaction }),
  z.object({ at: z.string(), what: z.literal('nudged'), nudge: Nudge }),
  z.object({ at: z.string(), what: z.literal('bereaved'), bereavement: Bereavement }),
  z.object({ at: z.string(), what: z.literal('on_leave'), person: z.string(), from: Day, to: Day }),
  z.object({ at: z.string(), what: z.literal('imported'), on: Day }),
]);
export type SimulatedEvent = z.infer<typeof SimulatedEvent>;

/** The facts after an event; the facts before are left as they are. */
export function applyEvent(facts: ReminderFacts, event: SimulatedEvent): ReminderFacts {
  switch (event.what) {
    case 'credited':
      return { ...facts, credits: [...facts.credits, event.credit] };
    case 'excused': {
      const { counterpart, ...excuse } = event.excuse;
      return { ...facts, excuses: [...facts.excuses, { ...excuse, ...(counterpart && { counterpart }) }] };
    }
    case 'task_given':
      return { ...facts, tasks: [...facts.tasks, event.task] };
    case 'task_changed':
      return { ...facts, tasks: changed(facts.tasks, event.id, { state: event.state }) };
    case 'task_postponed':
      return { ...facts, tasks: changed(facts.tasks, event.id, { dueOn: event.dueOn, movedOn: event.on }) };
    case 'review_set':
      return { ...facts, reviews: [...facts.reviews, event.review] };
    case 'reported':
      return { ...facts, reviews: changed(facts.reviews, event.id, { reportedOn: event.on }) };
    case 'reviewed':
      return { ...facts, reviews: changed(facts.reviews, event.id, { heldOn: event.on }) };
    case 'must_talk_opened':
      return { ...facts, mustTalks: [...facts.mustTalks, event.mustTalk] };
    case 'must_talk_held':
      return {
        ...facts,
        mustTalks: changed(facts.mustTalks, event.id, { state: 'done', closedOn: event.on }),
      };
    case 'snoozed':
      return { ...facts, snoozes: [...facts.snoozes, event.snooze] };
    case 'opted_out':
      return { ...facts, optOuts: [...facts.optOuts, event.optOut] };
    case 'answered':
      return { ...facts, reactions: [...facts.reactions, event.reaction] };
    case 'nudged':
      return { ...facts, nudges: [...facts.nudges, event.nudge] };
    case 'bereaved':
      return { ...facts, bereavements: [...facts.bereavements, event.bereavement] };
    case 'on_leave':
      return { ...facts, school: withLeave(facts.school, event) };
    case 'imported':
      return { ...facts, setUps: [...facts.setUps, event.on] };
  }
}

function changed<T extends { id: string }>(list: T[], id: string, change: Partial<T>): T[] {
  return list.map((one) => (one.id === id ? { ...one, ...change } : one));
}

function withLeave(school: School, leave: { person: string; from: Day; to: Day }): School {
  const { from, to } = leave;
  const people = school.directory.people.map((p) =>
    p.id === leave.person ? { ...p, absences: [...(p.absences ?? []), { from, to }] } : p,
  );
  return buildSchool({ ...school.directory, people });
}
