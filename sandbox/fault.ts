/** Faults on order: what a test or the chaos run asks to go wrong next. */
import { z } from 'zod';

/** An order for faults (POST /sandbox/api/faults). */
export const faultSchema = z.discriminatedUnion('kind', [
  z.object({
    /** The answer does not come before `ms` have passed, then the connection closes. */
    kind: z.literal('timeout'),
    count: z.number().int().positive().default(1),
    path: z.string().startsWith('/cgi-bin/').optional(),
    ms: z.number().int().positive().max(600_000).default(30_000),
    /** true: the call takes effect all the same; only its answer is lost. */
    carriedOut: z.boolean().default(false),
  }),
  z.object({
    /** The connection closes without an answer. */
    kind: z.literal('drop'),
    count: z.number().int().positive().default(1),
    path: z.string().startsWith('/cgi-bin/').optional(),
    carriedOut: z.boolean().default(false),
  }),
  z.object({
    /** The answer is this errcode, and nothing is done. */
    kind: z.literal('error'),
    count: z.number().int().positive().default(1),
    path: z.string().startsWith('/cgi-bin/').optional(),
    errcode: z.number().int(),
  }),
  z.object({
    /** Callbacks that never arrive. */
    kind: z.literal('lost'),
    count: z.number().int().positive().default(1),
  }),
  z.object({
    /** Callbacks that arrive once more although they were answered. */
    kind: z.literal('doubled'),
    count: z.number().int().positive().default(1),
  }),
]);

export type Fault = z.infer<typeof faultSchema>;
export type ApiFault = Extract<Fault, { kind: 'timeout' | 'drop' | 'error' }>;

/** The faults that are still to come, in the order in which they were asked for. */
export class Faults {
  waiting: Fault[] = [];

  order(fault: Fault): void {
    this.waiting.push({ ...fault });
  }

  clear(): void {
    this.waiting = [];
  }

  /** Takes the fault that this API call meets, if any. */
  forApi(path: string): ApiFault | undefined {
    const found = this.waiting.find(
      (fault): fault is ApiFault =>
        fault.kind !== 'lost' &&
        fault.kind !== 'doubled' &&
        (fault.path === undefined || fault.path === path),
    );
    return found && this.#take(found);
  }

  /** Takes the fault that this callback meets, if any. */
  forCallback(): 'lost' | 'doubled' | undefined {
    const found = this.waiting.find((fault) => fault.kind === 'lost' || fault.kind === 'doubled');
    if (!found) return undefined;
    this.#take(found);
    return found.kind as 'lost' | 'doubled';
  }

  #take<T extends Fault>(fault: T): T {
    fault.count -= 1;
    if (fault.count === 0) this.waiting = this.waiting.filter((other) => other !== fault);
    return fault;
  }
}
