import { isPlatformError } from './plugin-failure.ts';
import type { LoginBounds } from './plugin-run.ts';

/** The bounds of a call, whose own failures (a database that is gone for a moment) are told from the plugin's. */
export interface WatchedBounds<Bounds> {
  bounds: Bounds | undefined;
  /** True of what a bound threw that is no word about the platform. */
  isOurs(error: unknown): boolean;
}

const ASKED: readonly (keyof LoginBounds)[] = [
  ...(['newerSession', 'beforeLogin', 'loggedIn'] as const),
  ...(['loginFailed', 'sessionEnded'] as const),
];

/** Remembers what `bounds` throw; what they answer stays the same. */
export function watchBounds<Bounds extends LoginBounds>(bounds: Bounds | undefined): WatchedBounds<Bounds> {
  const ours = new Set<unknown>();
  const isOurs = (error: unknown) => ours.has(error);
  if (!bounds) return { bounds, isOurs };
  const watched: Record<string, unknown> = {};
  for (const name of ASKED) {
    const ask = bounds[name].bind(bounds) as (...args: unknown[]) => Promise<unknown>;
    watched[name] = async (...args: unknown[]) => {
      try {
        return await ask(...args);
      } catch (error) {
        if (!isPlatformError(error)) ours.add(error);
        throw error;
      }
    };
  }
  return { bounds: { ...bounds, ...watched }, isOurs };
}
