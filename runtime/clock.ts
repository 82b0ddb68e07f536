/** The one place from which processes take the time. */

export interface Clock {
  now(): Date;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock for tests and the demo: set it, advance it, rewind it. */
export interface ManualClock extends Clock {
  set(instant: Date | string): void;
  /** Moves by milliseconds, backwards when negative. */
  advance(ms: number): void;
}

/** A clock that stands still until it is moved. */
export function manualClock(start: Date | string): ManualClock {
  let now = new Date(start).getTime();
  return {
    now: () => new Date(now),
    set: (instant) => {
      now = new Date(instant).getTime();
    },
    advance: (ms) => {
      now += ms;
    },
  };
}

/** The machine's clock moved by some time, outside production: every process follows the same move. */
export interface ShiftedClock extends Clock {
  /** Ms by which it goes ahead (or, negative, behind). */
  shiftBy(ms: number): void;
  shift(): number;
}

/** A clock that goes with another, some time ahead of it. */
export function shiftedClock(base: Clock = systemClock): ShiftedClock {
  let shift = 0;
  return {
    now: () => new Date(base.now().getTime() + shift),
    shiftBy: (ms) => {
      shift = ms;
    },
    shift: () => shift,
  };
}
