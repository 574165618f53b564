import { after } from '../shared/timers.ts';

/** A stop signal of our own that fires after `ms`, or when the signal we were given does. */
export interface Deadline {
  signal: AbortSignal;
  /** Resolves never; rejects with the reason as soon as the signal fires. */
  passed: Promise<never>;
  /** Frees the timer and the listener. Call it when the work is over. */
  clear(): void;
}

/**
 * `onTime` and `onStop` make the error that `signal.reason` and `passed` carry.
 * (AbortSignal.any would do, but it leaves listeners on a signal that lives as long as the program.)
 */
export function startDeadline(options: {
  ms: number;
  signal: AbortSignal | undefined;
  onTime: () => Error;
  onStop: () => Error;
}): Deadline {
  const { ms, signal, onTime, onStop } = options;
  const controller = new AbortController();
  const stop = () => controller.abort(onStop());
  const timer = after(ms, () => controller.abort(onTime()));
  if (signal?.aborted) stop();
  else signal?.addEventListener('abort', stop, { once: true });
  const passed = new Promise<never>((_, reject) => {
    if (controller.signal.aborted) reject(controller.signal.reason);
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
  });
  // Whoever races against it hears of it; when nobody does, it is no fault.
  passed.catch(() => {});
  return {
    signal: controller.signal,
    passed,
    clear() {
      timer.cancel();
      signal?.removeEventListener('abort', stop);
    },
  };
}
