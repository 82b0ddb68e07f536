/** The rule of three items: what comes first in a message, and what is left for asking. Pure. */

import type { ReminderItem } from './items.ts';
import type { ReminderSettings } from './settings.ts';

/** Something that may be brought up with a person on a day, and why. */
export interface Candidate {
  item: ReminderItem;
  /** Not mentioned to the person at this stage yet. */
  isNew: boolean;
  /** A reason of its own for a message today. */
  triggers: boolean;
  direct: boolean;
  nudged: boolean;
  /** Put off by the person to today. */
  again: boolean;
}

/** Lower comes first. What was never mentioned goes before what was, so that everything is mentioned in the end. */
function rank({ item, isNew, nudged, again }: Candidate): number {
  if (item.kind === 'must_talk') return 0;
  if (item.kind === 'notice') return 1;
  if (again) return 2;
  if (isNew && item.stage === 'red') return 3;
  if (isNew && item.stage === 'yellow') return 4;
  if (nudged) return 5;
  return { red: 6, yellow: 7, blue: 8 }[item.stage];
}

/**
 * The items of a message in order, and how many found no room. All 必谈 of a stage are one line, so that however
 * many there are they leave room for something else.
 */
export function topItems(
  candidates: Candidate[],
  settings: ReminderSettings,
): { shown: Candidate[]; rest: number } {
  const order = [...candidates].sort(
    (a, b) => rank(a) - rank(b) || compare(a.item.dueOn, b.item.dueOn) || compare(a.item.ref, b.item.ref),
  );
  const mustTalks = order.filter((c) => c.item.kind === 'must_talk');
  const others = order.filter((c) => c.item.kind !== 'must_talk');
  const lines = new Set(mustTalks.map((c) => c.item.stage)).size;
  const room = Math.max(settings.itemsPerDigest - lines, 1);
  return { shown: [...mustTalks, ...others.slice(0, room)], rest: Math.max(others.length - room, 0) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
