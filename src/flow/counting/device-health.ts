import { SECOND } from '../../shared/clock.ts';

export const SILENCE_LIMIT_MS = 90 * SECOND;

/** never: it has not spoken yet, so its codes can't be trusted, but nothing broke either. `since`: ms, its last word. */
export type DeviceHealth = { state: 'alive' } | { state: 'never' } | { state: 'silent'; since: number };

/** Silent from the moment at which `limitMs` have passed without a word. A last word in the future counts as now. */
export function deviceHealth(
  lastSeenAt: number | null,
  now: number,
  limitMs = SILENCE_LIMIT_MS,
): DeviceHealth {
  if (lastSeenAt === null) return { state: 'never' };
  return now - lastSeenAt >= limitMs ? { state: 'silent', since: lastSeenAt } : { state: 'alive' };
}

export type HealthChange =
  | { change: 'went_silent'; since: number }
  /** `silentMs`: how long it was away; what it tells now may be that late (Evidence.lateMs). */
  | { change: 'came_back'; silentMs: number };

/** What there is to alert about between two looks at a device; null when nothing changed. A first word is no return. */
export function healthChange(before: DeviceHealth, after: DeviceHealth, now: number): HealthChange | null {
  if (before.state === 'alive' && after.state === 'silent') {
    return { change: 'went_silent', since: after.since };
  }
  if (before.state === 'silent' && after.state === 'alive') {
    return { change: 'came_back', silentMs: now - before.since };
  }
  return null;
}
