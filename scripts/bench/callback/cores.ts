/** Puts processes on cores and asks what they used, where the system can say so (Linux). */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The core of everything that is measured. */
export const SERVER_CORE = 0;
/** The core of whatever makes the load. */
export const LOAD_CORE = 1;

/** Clock ticks a second in /proc: fixed to 100 for user space on every architecture of Linux. */
const TICKS_PER_SECOND = 100;

/**
 * Keeps all threads of a process on one core.
 * @returns false where there is no `taskset`, or not so many cores
 */
export function pin(pid: number, core: number): boolean {
  try {
    execFileSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** CPU time that processes have used so far, seconds; undefined where /proc cannot tell. */
export function cpuSeconds(pids: number[]): number | undefined {
  try {
    let ticks = 0;
    for (const pid of pids) {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      // utime and stime, fields 14 and 15 counted from the pid.
      ticks += Number(fields[11]) + Number(fields[12]);
    }
    return ticks / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}

/** How many threads of other processes want to run, as the system sees it over the last minute. */
export function loadAverage(): number | undefined {
  try {
    readdirSync('/proc/self');
    return Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);
  } catch {
    return undefined;
  }
}
