import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 40;

/** Resolves as soon as `holds` does. Throws with `what` when that takes longer. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 15_000,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    if (await holds()) return;
    if (performance.now() > end) throw new Error(`not within ${timeoutMs / 1_000} s: ${what}`);
    await delay(LOOK_EVERY_MS);
  }
}
