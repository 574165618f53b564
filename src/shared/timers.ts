/** What is waited for; both may be called at any time, also when it is over. */
export interface Timer {
  cancel(): void;
}

/** Where waiting, turns of the event loop and the time that goes by come from. Milliseconds. */
export interface Timers {
  /** `keepsAlive`: the process does not end as long as it waits for this. */
  after(ms: number, run: () => void, keepsAlive: boolean): Timer;
  every(ms: number, run: () => void, keepsAlive: boolean): Timer;
  nextTurn(run: () => void): void;
  elapsed(): number;
}

export const systemTimers: Timers = {
  after(ms, run, keepsAlive) {
    const timer = setTimeout(run, ms);
    if (!keepsAlive) timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
  every(ms, run, keepsAlive) {
    const timer = setInterval(run, ms);
    if (!keepsAlive) timer.unref();
    return { cancel: () => clearInterval(timer) };
  },
  nextTurn: (run) => void setImmediate(run),
  elapsed: () => performance.now(),
};

let timers = systemTimers;

/** For a simulation: all that waits from now on waits in its time. Returns what puts the former back. */
export function useTimers(others: Timers): () => void {
  const before = timers;
  timers = others;
  return () => {
    timers = before;
  };
}

interface Waiting {
  /** Default true, see Timers. */
  keepsAlive?: boolean;
}

/** Runs it once, `ms` from now. */
export function after(ms: number, run: () => void, { keepsAlive = true }: Waiting = {}): Timer {
  return timers.after(ms, run, keepsAlive);
}

/** Runs it every `ms`, until it is cancelled. */
export function every(ms: number, run: () => void, { keepsAlive = true }: Waiting = {}): Timer {
  return timers.every(ms, run, keepsAlive);
}

/** Resolves after `ms`; rejects with the signal's reason as soon as that is aborted. */
export function pause(
  ms: number,
  { signal, keepsAlive }: Waiting & { signal?: AbortSignal } = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      timer.cancel();
      reject(signal?.reason);
    };
    const timer = after(
      ms,
      () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      },
      { ...(keepsAlive !== undefined && { keepsAlive }) },
    );
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** Runs it once all that has come in meanwhile is begun. */
export function inNextTurn(run: () => void): void {
  timers.nextTurn(run);
}

/** Resolves once all that has come in meanwhile is begun. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => timers.nextTurn(resolve));
}

/** ms since some moment: for how long something took. No clock that is set changes it. */
export function elapsed(): number {
  return timers.elapsed();
}
