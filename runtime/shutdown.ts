/** Stops a process in order: on SIGINT, SIGTERM, or when the parent that started it is gone. */

type Step = { name: string; stop: () => Promise<unknown> | unknown };

/** After this long a step that does not end is given up, ms. */
const STOP_DEADLINE_MS = 8_000;

/**
 * Collects what must be stopped, last opened first.
 * @returns `add` to register a step, `stop` to run all of them once
 */
export function createShutdown(onFault: (step: string, error: unknown) => void): {
  add(name: string, stop: Step['stop']): void;
  stop(): Promise<void>;
  /** Runs `stop`, then ends the process, on a signal or when the parent disconnects. */
  listen(): void;
} {
  const steps: Step[] = [];
  let stopping: Promise<void> | undefined;
  const stopAll = async () => {
    for (const step of steps.reverse()) {
      const deadline = timer(STOP_DEADLINE_MS);
      try {
        await Promise.race([step.stop(), deadline.passed]);
      } catch (error) {
        onFault(step.name, error);
      } finally {
        deadline.cancel();
      }
    }
  };
  const stop = () => {
    stopping ??= stopAll();
    return stopping;
  };
  return {
    add: (name, step) => steps.push({ name, stop: step }),
    stop,
    listen: () => {
      const end = () => void stop().then(() => process.exit(0));
      // Ctrl-C reaches the whole process group; a child waits until its parent stops it in order.
      if (process.send) process.on('SIGINT', () => undefined);
      else process.once('SIGINT', end);
      process.once('SIGTERM', end);
      // Without a parent nobody reads an exit code or waits for the end, and `process.exit` was seen to hang
      // (nodejs/node#54918): everything is closed by now, so that nothing is lost by a kill.
      process.once('disconnect', () => void stop().then(() => process.kill(process.pid, 'SIGKILL')));
    },
  };
}

function timer(ms: number): { passed: Promise<never>; cancel(): void } {
  let handle: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, reject) => {
    handle = setTimeout(() => reject(new Error(`not stopped within ${ms} ms`)), ms);
  });
  passed.catch(() => undefined);
  return { passed, cancel: () => clearTimeout(handle) };
}
