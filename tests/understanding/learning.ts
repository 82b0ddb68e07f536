/** What learning a linear model and learning a chain have in common. */
import type { Random } from '../../domain/random.ts';

/** A row of weights for each feature that is had at least so many times, in the order in which they come. */
export function rowsOf(features: Iterable<Iterable<number>>, leastOften: number): Map<number, number> {
  const often = new Map<number, number>();
  for (const each of features) for (const feature of each) often.set(feature, (often.get(feature) ?? 0) + 1);
  const rows = new Map<number, number>();
  for (const [feature, times] of often) if (times >= leastOften) rows.set(feature, rows.size);
  return rows;
}

/** Puts some numbers into another order, in place. */
export function shuffle(order: number[], random: Random): void {
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}
