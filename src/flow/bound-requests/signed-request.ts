import { MINUTE } from '../../shared/clock.ts';
import { listHash } from '../../shared/list-hash.ts';

/** What a signature is bound to, and until when that must be remembered. */
export interface SignedRequest {
  /** What may be used once, as each way of telling makes it of a signature. */
  replayKey: string;
  bodyHash: string;
  /**
   * ms; kept for a day from here. Where the signed time lies ahead that is the time: the signature would be good for
   * something then.
   */
  at: number;
}

/** What came under a signature, which need not cover it. */
export interface MessageContent {
  action: string;
  data: string;
}

/** What a verified signature is bound to, and from when on that is remembered. */
export function signedRequest(
  replayKey: string,
  content: MessageContent,
  time: TimeCheck,
  now: number,
): SignedRequest {
  const at = 'at' in time ? Math.max(now, time.at) : now;
  return { replayKey, bodyHash: bodyHash(content), at };
}

/** Tells an identical retry from a changed body: 64 hex digits over the two fields as received, decoded once. */
export function bodyHash({ action, data }: MessageContent): string {
  return listHash('body', action, data);
}

export const DEFAULT_TIME_TOLERANCE_MS = 5 * MINUTE;

export type TimeCheck =
  /** `at`: UTC ms. `skewMs`: the device's clock minus ours, the way of the message included. */
  | { ok: true; at: number; skewMs: number }
  | { ok: false; why: 'too_old' | 'in_future'; at: number; skewMs: number }
  | { ok: false; why: 'not_a_time' };

/**
 * Reads the signed `time` of a message, 13 digits as milliseconds (phones), 10 as seconds (PC monitors), and
 * compares it with `now` (UTC ms); a difference of exactly the tolerance is still fine.
 * A used replay key must be remembered for twice the tolerance, as a message may come from the future by one.
 */
export function checkTime(time: string, now: number, toleranceMs = DEFAULT_TIME_TOLERANCE_MS): TimeCheck {
  const at = epochMs(time);
  if (at === null) return { ok: false, why: 'not_a_time' };
  const skewMs = at - now;
  if (skewMs < -toleranceMs) return { ok: false, why: 'too_old', at, skewMs };
  if (skewMs > toleranceMs) return { ok: false, why: 'in_future', at, skewMs };
  return { ok: true, at, skewMs };
}

function epochMs(time: string): number | null {
  if (/^\d{13}$/.test(time)) return Number(time);
  return /^\d{10}$/.test(time) ? Number(time) * 1_000 : null;
}
