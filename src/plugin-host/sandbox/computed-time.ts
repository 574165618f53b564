import { readFileSync } from 'node:fs';
import { elapsed } from '../../shared/timers.ts';

const OWN_CLOCK = '/proc/thread-self/schedstat';
const NS_IN_MS = 1_000_000;

/** Newer Node.js tells it; the types that we build with don't know. */
const { threadCpuUsage } = process as { threadCpuUsage?: () => { user: number; system: number } };

/**
 * How long this thread has computed so far, ms; only differences mean something. By its own clock where the system tells
 * it, so that nobody is blamed for a machine that has other things to do; else by the clock on the wall.
 */
export function computedMs(): number {
  if (threadCpuUsage) {
    const { user, system } = threadCpuUsage.call(process);
    return (user + system) / 1_000;
  }
  try {
    const ns = Number(readFileSync(OWN_CLOCK, 'utf8').split(' ')[0]);
    return ns > 0 ? ns / NS_IN_MS : elapsed();
  } catch {
    return elapsed();
  }
}
